"""What a run says of partners in range, and of needs that move nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from matcher.core.settings import settings
from matcher.jobs.matching.match import find
from matcher.jobs.matching.summary import summary_lines
from matcher.jobs.stages.reading import Sources

HEADER = "URN,Name,Kind,Easting,Northing,Needs,Offers\n"
SEEKER = "900001,Alder Primary School,state,400000,300000,{needs},\n"
NEAR = "90010{at},Birch School {at},independent,40{at}000,300000,,{offers}\n"
FAR = "900200,Cedar School,independent,600000,300000,,{offers}\n"


def said(tmp_path: Path, *rows: str) -> str:
    path = tmp_path / "schools.csv"
    path.write_text(HEADER + "".join(rows), encoding="utf-8")
    return "\n".join(summary_lines(find(Sources((path,)), settings(max_km=40))))


@pytest.mark.parametrize(
    ("near", "offers", "far", "expected"),
    [
        (1, "", "", "what the one partner in range offers is not, so needs move no score"),
        (2, "", "", "offers of none of the 2 partners in range, so needs move no score"),
        (2, "", "C2 Latin", "offers of none of the 2 partners in range"),
        (2, "C2 Latin", "", ""),
    ],
)
def test_needs_without_offers_in_range_are_said_to_move_nothing(
    tmp_path: Path, near: int, offers: str, far: str, expected: str
) -> None:
    rows = [NEAR.format(at=at, offers=offers) for at in range(1, near + 1)]
    text = said(tmp_path, SEEKER.format(needs="C2 Latin"), *rows, FAR.format(offers=far))
    assert f"Partners within 40 km of a seeker whom they may meet: {near}" in text
    assert f"Took part: 1 seeker, {near + 1} partners;" in text
    if expected:
        assert f"Needs are known of 1 school, {expected}" in text
        assert "column Offers" in text
    else:
        assert "move no score" not in text


def test_where_no_need_is_known_or_all_are_in_range_nothing_is_said(tmp_path: Path) -> None:
    text = said(tmp_path, SEEKER.format(needs=""), NEAR.format(at=1, offers=""))
    assert "move no score" not in text and "whom they may meet" not in text
    assert "1 seeker, 1 partner;" in text
