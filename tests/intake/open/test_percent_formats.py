"""Percentages in cells: what the person sees counts, in every kind of workbook."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from workbooks import PERCENTS, SHEET, percents_workbook, unzipped, zipped

from matcher.core.problems import ProblemLog
from matcher.intake import cell_values
from matcher.intake.headers.mapping import UNMAPPED
from matcher.intake.open import child_process
from matcher.intake.open.open_sheet import open_sheet
from matcher.intake.open.percent_formats import (
    SHARE,
    SIGN,
    as_seen,
    times_as_shown,
    times_of_format,
)

SEEN = [seen for _, _, seen in PERCENTS]


def column(path: Path, data: bytes, log: ProblemLog | None = None) -> list[str]:
    path.write_bytes(data)
    rows = open_sheet(path, path.name, log or ProblemLog()).rows
    return [cells[2] for number, cells in rows if number >= 4]


@pytest.mark.parametrize(
    ("code", "times"),
    [
        ("0%", SHARE), ("0.00%", SHARE), ("#,##0.0 %", SHARE), ("0%;[Red]-0%", SHARE),
        ('[=1]"all";0%', SHARE), ("_-0%_-", SHARE), ('0"%"', SIGN), ('0.0" %"', SIGN),
        (r"0\%", SIGN), ("General", None), ("0.00", None), ('0" per cent"', None), ("", None),
        ("dd/mm/yyyy", None), ("_%0", None), ("*%0", None),
    ],
)  # fmt: skip
def test_what_a_format_shows(code: str, times: int | None) -> None:
    assert times_of_format(code) == times


@pytest.mark.parametrize(
    ("number", "shown", "times"),
    [("0.07", "7%", SHARE), ("64", "64%", SIGN), ("0.645", "65 %", SHARE), ("1", "100%", SHARE),
     ("1", "1%", SIGN), ("-0.05", "-5%", SHARE), ("12.5", "1,250%", SHARE), ("x", "5%", SIGN)],
)  # fmt: skip
def test_what_a_cell_shows(number: str, shown: str, times: int) -> None:
    assert times_as_shown(number, shown) == times


@given(st.integers(-(10**8), 10**8), st.integers(0, 4))
def test_a_percentage_typed_is_the_percentage_read(digits: int, decimals: int) -> None:
    typed = digits / 10**decimals
    assert cell_values.figure(str(as_seen(typed / 100, SHARE))) == pytest.approx(typed, abs=1e-6)


def test_what_is_no_number_stays() -> None:
    assert [as_seen(v, SHARE) for v in ("", "many", "nan", "1e999", True, "64%")] == [
        "", "many", "nan", "1e999", True, "64%",
    ]  # fmt: skip
    assert as_seen(-0.0, SHARE) == "0%"


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_the_cells_of_a_workbook(tmp_path: Path, kind: str) -> None:
    found = column(tmp_path / f"percents.{kind}", percents_workbook(kind))
    assert found[: len(SEEN)] == SEEN
    assert found[len(SEEN) :] == ([] if kind == "xlsx" else ["100%", "12.5%"])


def test_a_workbook_that_is_read_in_a_process_of_its_own(tmp_path: Path) -> None:
    parts = unzipped(percents_workbook("xlsx"))
    sheet = parts[SHEET].decode().replace("<sheetData>", "<!-- odd --><sheetData>")
    parts[SHEET] = sheet.replace('r="B4"', "r='B4'").encode()
    assert column(tmp_path / "odd.xlsx", zipped(parts)) == SEEN


def test_percentages_without_a_reference_and_with_a_prefix(tmp_path: Path) -> None:
    parts = unzipped(percents_workbook("xlsx"))
    parts[SHEET] = parts[SHEET].replace(b'r="C4" ', b"")
    styles = parts["xl/styles.xml"].decode()
    for tag in ("styleSheet", "numFmts", "numFmt", "cellXfs", "xf", "alignment", "protection"):
        styles = styles.replace(f"<{tag} ", f"<x:{tag} ").replace(f"</{tag}>", f"</x:{tag}>")
    styles = styles.replace("xmlns=", "xmlns:x=", 1)
    parts["xl/styles.xml"] = styles.encode()
    assert column(tmp_path / "prefixed.xlsx", zipped(parts)) == SEEN


def test_a_format_of_conditional_rules_is_none_of_cells(tmp_path: Path) -> None:
    parts = unzipped(percents_workbook("xlsx"))
    rules = b'<dxfs count="1"><dxf><numFmt numFmtId="2" formatCode="0%"/></dxf></dxfs>'
    styles = parts["xl/styles.xml"]
    parts["xl/styles.xml"] = styles.replace(b"</styleSheet>", rules + b"</styleSheet>")
    assert column(tmp_path / "rules.xlsx", zipped(parts)) == SEEN


def test_an_old_workbook_too_large_says_what_was_not_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = ProblemLog()
    column(tmp_path / "small.xls", percents_workbook("xls"), log)
    assert "percentages" not in log.problems[0].message
    answer = child_process._answer
    monkeypatch.setattr(child_process, "_XLS_CELLS", 10)
    head = answer(percents_workbook("xls"), None, UNMAPPED)[0]
    assert '"percents_read": false' in head


def test_an_opendocument_workbook(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    path = tmp_path / "percents.xlsx"
    path.write_bytes(percents_workbook("xlsx"))
    subprocess.run(
        [office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
         "--convert-to", "ods", "--outdir", str(tmp_path), str(path)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    ods = path.with_suffix(".ods")
    assert column(ods, ods.read_bytes()) == SEEN
