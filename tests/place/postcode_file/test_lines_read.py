"""A row of a file of postcodes is a line, and every line is accounted for, whatever was done to
the file: a stray quotation mark takes in no rows, and nothing is skipped in silence."""

from __future__ import annotations

import codecs
import zipfile
from pathlib import Path
from random import Random

import mutations
import numpy as np
import pandas as pd
import pytest
from place_lists import listed

from matcher.core.places.postcodes import outward_code
from matcher.core.problems import ProblemLog, ReferenceAccount
from matcher.place.locate import locate
from matcher.place.postcode_file.code_point import CodePointLines, code_point_row
from matcher.place.postcode_file.code_point_columns import code_point_columns
from matcher.place.postcode_file.columns import Codes, columns_of_rows
from matcher.place.postcode_file.index import build_index
from matcher.place.postcode_file.lines_read import LinesRead
from matcher.place.postcode_file.lookup import look_up_postcodes
from matcher.place.postcode_file.row_formats import has_header

HEADER = "Postcode,Easting,Northing,District Code,Ward\n"
CODES = [f"B1 1A{letter}" for letter in "ABDEF"]
ROWS = [f"{code},40{at}000,287000,E08000025,Ladywood\n" for at, code in enumerate(CODES)]
HEADED = HEADER + "".join(ROWS)
CODE_POINT = "".join(
    f'"{code}",10,40{at}000,287000,"E92","E19","E18","","E08000025","E05"\n'
    for at, code in enumerate(CODES)
)


def account_of(text: str | bytes, folder: Path) -> tuple[ReferenceAccount, ProblemLog, set[str]]:
    """The account of a file, what is told of it, and which of the five postcodes it places."""
    source = folder / "postcodes.csv"
    source.write_bytes(text if isinstance(text, bytes) else text.encode())
    log = ProblemLog()
    found = look_up_postcodes(source, CODES, log).frame()
    (account,) = log.references
    assert account.balances, account
    told = sum(problem.code == "unread_postcode_line" for problem in log.problems)
    assert told == min(account.rejected, 21)
    return account, log, set(found.index[found["easting"].notna() & found["known"]])


def sums(account: ReferenceAccount) -> tuple[int, ...]:
    return account.read, account.used, account.rejected, account.blank, account.headings


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("text", [HEADED, CODE_POINT], ids=["headed", "code-point"])
def test_lines_end_as_they_like(text: str, end: str, tmp_path: Path) -> None:
    account, log, placed = account_of(text.replace("\n", end), tmp_path)
    assert (sums(account), placed) == ((5, 5, 0, 0, 0), set(CODES))
    assert log.reference_lines() == []


@pytest.mark.parametrize("at", [0, 1, 4])
@pytest.mark.parametrize("cell", [0, 1, 4])
def test_a_stray_quotation_mark_takes_in_no_rows(at: int, cell: int, tmp_path: Path) -> None:
    cells = ROWS[at].split(",")
    cells[cell] = '"' + cells[cell]
    text = HEADER + "".join([*ROWS[:at], ",".join(cells), *ROWS[at + 1 :]])
    account, _, placed = account_of(text, tmp_path)
    assert (sums(account), placed) == ((5, 5, 0, 0, 0), set(CODES))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEADED + HEADER, (6, 5, 0, 0, 1)),  # the header again
        (HEADER + HEADED, (6, 5, 0, 0, 1)),
        ("Postcodes of Birmingham\n\n" + HEADED, (7, 5, 0, 1, 1)),
        (HEADED + "\n , ,,,\n", (7, 5, 0, 2, 0)),
        (HEADED + "Total,5\n", (6, 5, 1, 0, 0)),
        (HEADED + "B1 1AG,Ham,407000,287000,E08000025,Ladywood\n", (6, 5, 1, 0, 0)),
        (HEADED + "B1 1AG,407000,287000,E08000025,Ladywood,,\n", (6, 6, 0, 0, 0)),
        (HEADED + "B1 1AG\n", (6, 6, 0, 0, 0)),
        (HEADED.replace("Northing,", 'Northing,"'), (5, 5, 0, 0, 0)),  # to the end of the file
        (CODE_POINT + "\n", (6, 5, 0, 1, 0)),
        (CODE_POINT + '"B1 1AG",10,407000\n', (6, 5, 1, 0, 0)),
        ('"B1 1' + "\n" + CODE_POINT, (6, 5, 1, 0, 0)),  # the first line is spoilt
    ],
)
def test_every_line_has_its_fate(text: str, expected: tuple[int, ...], tmp_path: Path) -> None:
    account, log, placed = account_of(text, tmp_path)
    assert (sums(account), placed) == (expected, set(CODES))
    (line,) = log.reference_lines() or [""]
    assert ("1 rejected" in line) == bool(account.rejected)


def test_a_row_of_too_many_cells_is_named_with_its_line(tmp_path: Path) -> None:
    _, log, _ = account_of(HEADED + "B1 1AG,Ham,407000,287000,E08000025,Ladywood\n", tmp_path)
    (problem,) = log.problems
    assert (problem.row, problem.severity) == (7, "rejected")
    assert problem.message.startswith("more cells than the header has")


def test_a_million_faults_are_told_in_one_and_twenty(tmp_path: Path) -> None:
    account, log, _ = account_of(HEADED + "x,,,,\n" * 30, tmp_path)
    assert (account.rejected, len(log.problems)) == (30, 21)
    assert "10 more lines" in log.problems[-1].message


def test_text_of_a_spreadsheet_in_utf_16_is_read(tmp_path: Path) -> None:
    for text in (HEADED.replace(",", "\t"), CODE_POINT):
        account, _, placed = account_of(text.encode("utf-16"), tmp_path)
        assert (account.used, placed) == (5, set(CODES))


@pytest.mark.parametrize("text", [HEADED, CODE_POINT], ids=["headed", "code-point"])
@pytest.mark.parametrize("indexed", [False, True])
def test_a_postcode_with_two_places_is_told_if_it_is_asked_for(
    text: str, indexed: bool, tmp_path: Path
) -> None:
    source = tmp_path / "postcodes.csv"
    first = next(line for line in text.splitlines() if "B1 1AA" in line)
    source.write_text(f"{text}{first.replace('287000', '290000')}\n")
    used = tmp_path / "index" if indexed else source
    if indexed:
        build_index(source, used)
    log = ProblemLog()
    found = look_up_postcodes(used, ["B1 1AA", "B1 1AB"], log).frame()
    assert found.loc["B1 1AA", "northing"] == 290_000  # the later line counts
    (problem,) = log.problems
    assert (problem.code, problem.value, problem.list) == (
        "postcode_twice", "B1 1AA", "postcodes.csv",
    )  # fmt: skip
    assert "3.0 km apart" in problem.message
    log = ProblemLog()
    look_up_postcodes(used, ["B1 1AB"], log)
    assert not log.problems
    source.write_text(f"{text}{first.replace('287000', '287900')}\n")  # across the street
    look_up_postcodes(source, ["B1 1AA"], log)
    assert not log.problems


def test_the_files_of_a_zip_make_one_account(tmp_path: Path) -> None:
    source = tmp_path / "codepo.zip"
    with zipfile.ZipFile(source, "w") as archive:
        archive.writestr("Data/CSV/b.csv", CODE_POINT + "\n")
        archive.writestr("Data/CSV/al.csv", CODE_POINT.replace("B1 ", "AL1 ") + "spoilt\n")
        archive.writestr("Data/CSV/zz.csv", "not opened")
    log = ProblemLog()
    look_up_postcodes(source, ["B1 1AB", "AL1 1AB"], log)
    (account,) = log.references
    assert (account.list, sums(account)) == ("codepo.zip", (12, 10, 1, 1, 0))
    assert [(p.row, Path(p.list).name) for p in log.problems] == [(6, "al.csv")]


def test_an_index_keeps_the_account_of_what_it_was_made_from(tmp_path: Path) -> None:
    source = tmp_path / "postcodes.csv"
    source.write_text(HEADED + "Total,5\n")
    build_index(source, tmp_path / "index")
    log = ProblemLog()
    look_up_postcodes(tmp_path / "index", CODES, log)
    (account,) = log.references
    assert (account.list, sums(account)) == ("postcodes.csv", (6, 5, 1, 0, 0))


def test_a_run_hears_of_the_lines(tmp_path: Path) -> None:
    source = tmp_path / "postcodes.csv"
    source.write_text(HEADED + "Total,5\n")
    log = ProblemLog()
    locate(listed({"postcode": "B1 1AB"}), log, postcodes=source)
    assert log.reference_lines() == [
        "postcodes.csv (postcodes): 6 rows read = 5 used + 1 rejected + 0 blank + 0 headings"
    ]


def test_what_is_counted_as_used_is_found(tmp_path: Path) -> None:
    """However lines are spoilt, fast counting and parsing agree: a line is used if it gives a
    postcode, and what is looked up is what the last such line says."""
    rng, data = Random(2), CODE_POINT.encode()
    forms = (data, data.replace(b'"B1 1A', b'"B1  1A'), data.replace(b'"B1 1A', b'"EC1A1A'),
             data.replace(b'"B1 1A', b'"BB11 1A'), data.replace(b"\n", b"\r\n"))  # fmt: skip
    source, tried = tmp_path / "postcodes.csv", 0
    for _ in range(400):
        spoilt = mutations.spoil(rng, rng.choice(forms), forms)
        if spoilt.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            continue  # its lines are told apart after decoding: the test above
        lines = LinesRead("postcodes.csv")
        file = CodePointLines("postcodes.csv", spoilt, lines)
        text = spoilt.decode("latin-1").replace("\r\n", "\n").replace("\r", "\n")
        every = text.removesuffix("\n").split("\n") if text else []
        rows = [row for row in map(code_point_row, every) if row is not None]
        blank = sum(not line.strip(' ,"\t') for line in every)
        expected = (len(every), len(rows), len(every) - len(rows) - blank, blank, 0)
        assert sums(lines.account) == expected, spoilt
        codes = Codes()
        expected_columns = columns_of_rows(rows, codes)
        for got, wanted in zip(code_point_columns(file, codes), expected_columns, strict=True):
            np.testing.assert_array_equal(got, wanted, str(spoilt))
        source.write_bytes(spoilt)
        last = {row.postcode: row for row in rows}
        outcodes = {outward_code(code) for code in last}
        if last and not has_header(spoilt):
            found = look_up_postcodes(source, [*last, *outcodes]).frame()
            assert set(found.index[found["known"]]) == set(last), spoilt
            pd.testing.assert_series_equal(
                found.loc[list(last), "easting"],
                pd.Series({code: row.easting for code, row in last.items()}, dtype=float),
                check_names=False, check_index_type=False,
            )  # fmt: skip
            tried += 1
    assert tried > 150
