"""Text of a list is hostile: none of it runs, and all of it arrives."""

from __future__ import annotations

import csv
import html
import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
from pdf_ua import faults, text_of
from program import rows_of
from python_calamine import CalamineWorkbook
from strategies import HOSTILE, VALUE

from matcher.core.cells import restore
from matcher.core.settings.combine import settings
from matcher.core.tables import NO_TRUST
from matcher.jobs.matching.match import run
from matcher.jobs.matching.results import Run
from matcher.jobs.report.report import reports
from matcher.jobs.stages.reading import Sources
from matcher.show.workbook.write import Workbooks

TEXTS = (*HOSTILE, "=6007*7001", '=HYPERLINK("http://example.invalid","x")', "+made|'up'!A0",
         "@SUM(A1)", "-2+3", "NA", "None", "null", "0012")  # fmt: skip
FIELDS = ("Name", "Local authority", "Trust", "Region", "Phase", "Needs", "Strengths")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A list with a hostile text in every text field, its file name hostile too."""
    folder = tmp_path_factory.mktemp("hostile")
    path = folder / "li${6007*7001}st {{6007*7001}} '<b>.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(["URN", *FIELDS, "Kind", "Easting", "Northing"])
        for number, text in enumerate(TEXTS):
            for side, kind in enumerate(("state", "independent")):
                urn, place = 100_000 + 2 * number + side, (400_000 + number * 100, 400_000 + side)
                writer.writerow([urn, *([text] * len(FIELDS)), kind, *place])
    monkey = pytest.MonkeyPatch()
    monkey.chdir(folder)
    try:
        return run(
            Sources((path,)),
            settings(),
            folder / "out",
            formats=("geojson", "ods"),
            workbooks=Workbooks(by_authority=True),
        )
    finally:
        monkey.undo()


def names(made: Run) -> dict[str, str]:
    """What each URN was called in the list."""
    return {str(100_000 + 2 * n + side): text for n, text in enumerate(TEXTS) for side in (0, 1)}


def expected(text: str) -> str:
    return text.strip()


def test_nothing_ran_while_the_run_was_made(hostile: Run) -> None:
    files = [path for path in hostile.folder.rglob("*") if path.is_file()]
    assert len(files) > 5
    for path in files:
        assert VALUE.encode() not in path.read_bytes(), path.name
    with zipfile.ZipFile(hostile.folder / "matches.xlsx") as parts:
        assert not [name for name in parts.namelist() if VALUE.encode() in parts.read(name)]


def test_text_is_identical_in_the_lists(hostile: Run) -> None:
    text = (hostile.folder / "schools.csv").read_bytes().decode("utf-8-sig")
    rows = {row["urn"]: row for row in rows_of(text)}
    for urn, name in names(hostile).items():
        assert restore(rows[urn]["name"]) == expected(name)
        trust = restore(rows[urn]["trust"])
        # "None" in a column of trusts is how an office writes that there is none.
        assert trust in (expected(name), "") or (trust, name) == (NO_TRUST, "None")
    text = (hostile.folder / "matches.csv").read_bytes().decode("utf-8-sig")
    pairs = rows_of(text)
    assert {row["seeker_urn"] for row in pairs} | {row["partner_urn"] for row in pairs} <= {
        *names(hostile)
    }
    for row in pairs:
        for side in ("seeker", "partner"):
            assert restore(row[f"{side}_name"]) == expected(names(hostile)[row[f"{side}_urn"]])


def test_a_spreadsheet_runs_nothing_in_the_lists(hostile: Run) -> None:
    for name in ("schools.csv", "matches.csv", "problems.csv"):
        text = (hostile.folder / name).read_bytes().decode("utf-8-sig")
        for row in csv.reader(io.StringIO(text, newline="")):
            for cell in row:
                if re.match(r"[=+\-@\t\r]", cell):
                    float(cell)  # only numbers may begin so


def test_text_is_identical_in_the_workbook_and_no_cell_is_a_formula(hostile: Run) -> None:
    book = openpyxl.load_workbook(hostile.folder / "matches.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    # The contents lead to the sheets, and nothing else leads anywhere.
    links = [cell.hyperlink for cell in cells if cell.hyperlink]
    assert [link.location for link in links] == [f"'{name}'!A1" for name in book.sheetnames[2:]]
    assert not [link for link in links if link.target]
    sheet = book["Schools"]
    header = [cell.value for cell in sheet[3]]
    found = {
        row[header.index("URN")]: row[header.index("Name")]
        for row in sheet.iter_rows(min_row=4, values_only=True)
    }
    for urn, name in names(hostile).items():
        assert found[urn] == expected(name)


def test_text_is_identical_in_the_open_document_and_no_cell_is_a_formula(hostile: Run) -> None:
    book = CalamineWorkbook.from_path(hostile.folder / "matches.ods")
    rows = book.get_sheet_by_name("Schools").to_python()
    header = rows[2]
    found = {str(row[header.index("URN")]): row[header.index("Name")] for row in rows[3:]}
    for urn, name in names(hostile).items():
        assert found[urn] == expected(name)
    with zipfile.ZipFile(hostile.folder / "matches.ods") as parts:
        content = parts.read("content.xml").decode("utf-8")
    assert "table:formula" not in content
    assert VALUE not in content
    # The contents lead to the sheets, and nothing else leads anywhere.
    assert {href[0] for href in re.findall(r'xlink:href="(.)', content)} == {"#"}


def test_the_workbooks_of_authorities_have_names_that_any_system_takes(hostile: Run) -> None:
    with zipfile.ZipFile(hostile.folder / "matches-by-authority.zip") as archive:
        found = archive.namelist()
        assert archive.testzip() is None
    text = (hostile.folder / "schools.csv").read_bytes().decode("utf-8-sig")
    authorities = {row["la_name"] for row in rows_of(text)}
    assert len({*found}) == len(found) == len(authorities) > 10
    assert all(re.fullmatch(r"matches-[a-z0-9-]{1,80}\.(xlsx|ods)", name) for name in found)


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not here")
def test_libreoffice_finds_no_formula(hostile: Run, tmp_path: Path) -> None:
    copy = shutil.copy(hostile.folder / "matches.ods", tmp_path / "opendocument.ods")
    files = [hostile.folder / "matches.xlsx", hostile.folder / "schools.csv", copy]
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile",
         "--convert-to", "fods", "--outdir", str(tmp_path), *map(str, files)],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    for name in ("matches", "schools", "opendocument"):
        text = (tmp_path / f"{name}.fods").read_text(encoding="utf-8")
        assert "alert(6007" in text
        assert VALUE not in text
        assert "table:formula" not in text


def test_reading_our_own_list_back_gives_the_same_schools(hostile: Run, tmp_path: Path) -> None:
    again = run(Sources((hostile.folder / "schools.csv",)), settings(), tmp_path / "again")
    columns = ["urn", "name", "kind", "la_name", "trust", "region"]
    assert again.found.schools[columns].equals(hostile.found.schools[columns])
    first, second = (
        found.loc[found["rank"].notna(), ["seeker_urn", "partner_urn"]].reset_index(drop=True)
        for found in (again.found.matches, hostile.found.matches)
    )
    assert first.equals(second)


@pytest.mark.parametrize("form", ["html", "pdf", "docx"])
def test_pages_for_schools_show_text_as_text(hostile: Run, form: str) -> None:
    all_of_them = form == "html"  # of the others a few: they share what writes any document
    some = {urn: name for at, (urn, name) in enumerate(names(hostile).items())
            if all_of_them or at % 7 == 0}  # fmt: skip
    made = reports(
        hostile.folder, form, everybody=all_of_them,
        schools=[urn for urn in some if not int(urn) % 2],
        partners=[urn for urn in some if int(urn) % 2],
    ).files  # fmt: skip
    assert len(made) == len(some) + 1
    for urn, name in some.items():
        side = "partner" if int(urn) % 2 else "school"
        data = made[f"{side}-{urn}.{form}"]
        if form == "pdf":
            told = text_of(data)
            assert faults(data) == []
        elif form == "docx":
            with zipfile.ZipFile(io.BytesIO(data)) as parts:
                told = html.unescape(
                    re.sub("<[^>]+>", " ", parts.read("word/document.xml").decode())
                )
        else:
            assert not re.search(r"<(script|img)", data.decode())
            told = html.unescape(re.sub("<[^>]+>", "", data.decode()))
        told = " ".join(told.split())
        assert VALUE not in told
        assert " ".join(name.split()) in told
