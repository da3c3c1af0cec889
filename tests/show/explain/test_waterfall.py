"""The picture of a score hatches what stands in for the unknown, and no more."""

from __future__ import annotations

import math
import re
from types import SimpleNamespace

import pytest

from matcher.show.explain.facts import Part
from matcher.show.explain.score.waterfall import waterfall
from matcher.show.kit.reach import Reach

PARTS = (
    Part("near", 0.4, 0.5, 0.2, 1.0, 1.0, 0.3),  # all known
    Part("gives", 0.4, 0.75, 0.3, 0.5, 0.5, 0.25),  # half of it an average of 0.25
    Part("gains", 0.2, 0.0, 0.0, 0.0, 0.0, 0.0),  # nothing known, and the average is none
)

WAY = {"minutes": math.nan, "minutes_by": "", "reach": Reach(40.0)}


def bars(parts: tuple[Part, ...], score: float) -> list[tuple[str, str, bool]]:
    """Start and length of each bar, and whether it is hatched."""
    drawn = waterfall(SimpleNamespace(parts=parts, score=score, **WAY))  # type: ignore[arg-type]
    found = re.findall(r'<rect x="([^"]+)" y[^>]+ width="([^"]+)"[^>]* fill="([^"]+)"', drawn)
    hatched = any("hatch" in look for _, _, look in found)
    assert ("Hatched: the average" in drawn) == hatched
    return [(start, length, "hatch" in look) for start, length, look in found]


def test_each_bar_starts_where_the_last_ended_and_the_unknown_is_hatched() -> None:
    assert bars(PARTS, 0.5) == [
        ("0.00%", "20.00%", False),
        ("20.00%", "25.00%", False),
        ("45.00%", "5.00%", True),  # 0.4 · 0.5 · 0.25
        ("0.00%", "50.00%", False),
    ]


def test_nothing_is_hatched_where_all_is_known() -> None:
    assert bars(PARTS[:1], 0.2) == [("0.00%", "20.00%", False), ("0.00%", "20.00%", False)]


def test_a_nearness_by_estimated_minutes_is_hatched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(WAY, "minutes_by", "estimate")
    assert bars(PARTS[:1], 0.2)[0] == ("0.00%", "20.00%", True)
