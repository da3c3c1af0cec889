"""Files of pairs: partners already, and exclusions."""

from __future__ import annotations

from pathlib import Path

import pytest

from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog
from matcher.intake.excluded_pairs import read_pairs


def read(path: Path, text: str) -> tuple[set[tuple[str, str]], set[str], list[int]]:
    path.write_text(text, encoding="utf-8")
    log = ProblemLog()
    pairs, singles = read_pairs(path, log)
    return set(pairs), set(singles), [p.row for p in log.problems if p.code == "unread_pair"]


@pytest.mark.parametrize(
    ("text", "pairs", "singles", "unread"),
    [
        ("Seeker URN,Partner URN\n100001,100002\n", {("100001", "100002")}, set(), []),
        ("name,urn\nAsh,100001\n,100002\n", set(), {"100001", "100002"}, []),
        ("seeker_urn,seeker_name,partner_urn\n1,Ash,2\n", {("1", "2")}, set(), []),
        ("100001,100002\n100003,\n", {("100001", "100002")}, {"100003"}, []),
        ("urn,partner urn\n100001,100001\nno idea at all,100002\n\n", set(), set(), [2, 3]),
        ("urn\n100001.0\n URN 100002 \n", set(), {"100001", "100002"}, []),
    ],
)
def test_pairs_and_schools(
    tmp_path: Path,
    text: str,
    pairs: set[tuple[str, str]],
    singles: set[str],
    unread: list[int],
) -> None:
    assert read(tmp_path / "pairs.csv", text) == (pairs, singles, unread)


def test_a_third_column_of_urns_is_told(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text("urn,partner urn,URN\n100001,100002,100003\n", encoding="utf-8")
    log = ProblemLog()
    assert read_pairs(path, log)[0] == {("100001", "100002")}
    assert [(one.code, one.row, one.column) for one in log.problems] == [
        ("duplicate_header", 1, "URN")
    ]


def test_no_file_bars_nobody() -> None:
    assert read_pairs(None, ProblemLog()) == (frozenset(), frozenset())


def test_an_empty_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="empty"):
        read(tmp_path / "pairs.csv", "\n\n")
