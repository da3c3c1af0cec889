"""Decisions about pairs in a match: what is accepted, refused or banned is no new match, for as
long as a partnership that declined is none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from matcher.core.settings.combine import settings
from matcher.jobs.matching.demo import sources
from matcher.jobs.matching.match import find
from matcher.jobs.matching.results import MatchResult

HEADER = "seeker_urn,partner_urn,decision,reason,day,note\n"
CLOSED = "900142"  # which 900001 has succeeded


@pytest.fixture(scope="module")
def pair() -> tuple[str, str]:
    first = find(sources(), settings(from_register="both")).matches.iloc[0]
    return first["seeker_urn"], first["partner_urn"]


def matched(tmp_path: Path, rows: str, day: str = "2026-09-01") -> MatchResult:
    path = tmp_path / "decisions.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    given = replace(sources(), decisions=path)
    found = find(given, settings(from_register="both", as_of=day))
    assert all(account.balances for account in found.log.references)
    return found


def pairs_of(found: MatchResult) -> set[tuple[str, str]]:
    return set(found.matches[["seeker_urn", "partner_urn"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("decision", "day", "gate"),
    [
        ("accepted", "2020-01-01", "existing"),
        ("banned", "2020-01-01", "excluded_pairs"),
        ("refused", "2025-09-02", "declined"),
        ("refused", "2025-09-01", ""),
        ("refused", "", "declined"),
        ("pinned", "2026-01-01", ""),
    ],
)
def test_a_decision_holds_as_a_partnership_does(
    tmp_path: Path, pair: tuple[str, str], decision: str, day: str, gate: str
) -> None:
    reason = "distance" if decision == "refused" else ""
    found = matched(tmp_path, f"{pair[0]},{pair[1]},{decision},{reason},{day},a note\n")
    barred = {name for name, pairs in found.ruled_out.as_dict().items() if list(pair) in pairs}
    assert barred == ({gate} if gate else set())
    assert (pair in pairs_of(found)) == (not gate)
    over = [one.row for one in found.log.problems if one.code == "decision_over"]
    assert over == ([2] if decision == "refused" and not gate else [])


def test_a_decision_about_a_school_that_is_not_here_is_told(tmp_path: Path) -> None:
    rows = "999998,900001,refused,distance,,\n" * 2 + f"{CLOSED},900002,banned,,,\n"
    found = matched(tmp_path, rows)
    (account,) = [one for one in found.log.references if one.kind == "decisions"]
    assert account.sum() == "3 rows read = 1 used + 2 rejected + 0 blank + 0 headings"
    (told,) = [one for one in found.log.problems if one.code == "decision_not_kept"]
    assert (told.list, told.row, told.value) == ("decisions.csv", 2, "999998, 900001")
    assert "no school here has the URN 999998" in told.message
    (repeated,) = [one for one in found.log.problems if one.code == "repeated_decision"]
    assert (repeated.row, repeated.value) == (3, "999998, 900001")
    assert repeated.message.startswith("row 2 says the same")


def test_a_decision_about_a_school_that_closed_is_one_of_its_successor(
    tmp_path: Path, pair: tuple[str, str]
) -> None:
    found = matched(tmp_path, f"{CLOSED},{pair[1]},banned,,,\n")
    assert found.ruled_out.excluded_pairs == {("900001", pair[1])}


def test_the_note_is_in_nothing_that_is_written(tmp_path: Path, pair: tuple[str, str]) -> None:
    from matcher.jobs.matching.match import run

    path = tmp_path / "decisions.csv"
    secret = "Ermintrude"
    path.write_text(f"{HEADER}{pair[0]},{pair[1]},refused,{secret},,rang {secret}\n")
    run(replace(sources(), decisions=path), settings(from_register="both"), tmp_path / "out")
    for file in (tmp_path / "out").iterdir():
        assert secret.encode() not in file.read_bytes(), file.name
