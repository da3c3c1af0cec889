"""Panels and deprivation files: every row accounted for, unknown never 0."""

from __future__ import annotations

import gzip
import math
from pathlib import Path

import pytest

from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog
from matcher.jobs.evaluation.panel import read_imd, read_panel


def panel(tmp_path: Path, text: str, name: str = "panel.csv") -> tuple[Path, ProblemLog]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path, ProblemLog()


def test_rows_are_accounted_for_and_in_order(tmp_path: Path) -> None:
    path, log = panel(
        tmp_path,
        "URN,Year,Score,Other\n100002,2016/17,1.5,SUPP\n,,,\n100001,201516,0,2%\n"
        "100002,2015,NE,x\nEngland,2015,9,9\n100001,soon,1,1\n100009,2015\n",
    )
    found = read_panel(path, log)
    assert (found.read, found.rejected, found.blank) == (7, 2, 1)
    assert found.table["urn"].tolist() == ["100001", "100002", "100002", "100009"]
    assert found.table["year_starting"].tolist() == [2015, 2015, 2016, 2015]
    score = found.table["score"].tolist()
    assert score[0] == 0.0 and score[2] == 1.5
    assert math.isnan(score[1]) and math.isnan(score[3])
    assert found.table["other"].isna().tolist() == [False, True, True, True]
    assert "7 rows read = 4 used + 2 rejected + 1 blank" in found.line()
    assert log.counts() == {"panel_row": 2}


def test_two_rows_of_one_school_and_year(tmp_path: Path) -> None:
    text = "urn,year_starting,ks2,ks4,both\n103080,2015,1,,5\n103080,2015,,2,6\n"
    path, log = panel(tmp_path, text)
    found = read_panel(path, log)
    (row,) = found.table.to_dict("records")
    assert (row["ks2"], row["ks4"]) == (1.0, 2.0)
    assert math.isnan(row["both"])  # they contradict each other
    assert found.joined == 1 and log.counts() == {"panel_differs": 1}
    turned, other = panel(tmp_path, "\n".join([text.splitlines()[i] for i in (0, 2, 1)]))
    assert read_panel(turned, other).table.equals(found.table)


def test_a_contradiction_stays_unknown_whatever_comes_after(tmp_path: Path) -> None:
    path, log = panel(tmp_path, "urn,year,a\n100001,2015,1\n100001,2015,2\n100001,2015,1\n")
    assert math.isnan(read_panel(path, log).table["a"][0])


@pytest.mark.parametrize(
    "packed",
    [b"\x1f\x8bnothing", gzip.compress(b"urn,year\n", mtime=0)[:12]],
    ids=("no archive", "cut off"),
)
def test_a_broken_archive_is_refused(tmp_path: Path, packed: bytes) -> None:
    path = tmp_path / "panel.csv.gz"
    path.write_bytes(packed)
    with pytest.raises(FileError, match="unpacked"):
        read_panel(path, ProblemLog())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("school,score\na,1\n", "columns urn and year_starting"),
        ("urn,year,score\n,,\n", "no row names"),
        ("urn,jahr,score\n1,2,3\n", "this has no year_starting"),
        ("school,year,score\n1,2,3\n", "this has no urn"),
    ],
)
def test_what_is_no_panel_is_refused(tmp_path: Path, text: str, words: str) -> None:
    path, log = panel(tmp_path, text)
    with pytest.raises(FileError, match=words):
        read_panel(path, log)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no such file"):
        read_panel(tmp_path / "none.csv.gz", ProblemLog())


def test_deprivation(tmp_path: Path) -> None:
    path, log = panel(
        tmp_path, "LSOA21_code,IMD_decile,IMD_score\nE01000001,8,8.742\nE01000002,1,x\n"
    )
    assert read_imd(path, log) == {"E01000001": 8.742}
    path, log = panel(tmp_path, "ward,score\na,1\n")
    with pytest.raises(FileError, match="deprivation"):
        read_imd(path, log)


def test_a_figure_that_no_school_can_have_is_not_known(tmp_path: Path) -> None:
    path, log = panel(tmp_path, "urn,year,p8mea,own\n100001,2015,999,999\n100002,2015,-1.5,1\n")
    table = read_panel(path, log).table
    assert math.isnan(table["p8mea"][0]) and table["p8mea"][1] == -1.5
    assert list(table["own"]) == [999, 1]  # of a column of one's own nothing is known
    assert log.counts() == {"impossible_figure": 1}


def test_nobody_is_read_quoted_or_kept(tmp_path: Path) -> None:
    path, log = panel(
        tmp_path,
        "urn,year,Score,HeadLastName,TELNUM,Who rang,Staff FTE\n"
        "100001,2015,1.5,Canary,2079460000,Canary,12\n",
    )
    found = read_panel(path, log)
    assert found.table.columns.tolist() == ["urn", "year_starting", "score", "staff fte"]
    assert not log.problems
    assert found.people == ("HeadLastName", "TELNUM", "Who rang")
    assert found.line().endswith("not read: HeadLastName, TELNUM, Who rang")
