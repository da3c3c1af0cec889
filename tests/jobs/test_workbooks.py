"""The workbooks that people get, against the checklist for accessible spreadsheets of the
Government Analysis Function, point by point; the working ones; one for each authority; ODS."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from program import output_of, rows_of
from python_calamine import CalamineWorkbook

from matcher.core.allocation.settings import plan_settings
from matcher.core.problems import ProblemLog
from matcher.core.tables import urn_key
from matcher.intake.decisions import read_decisions
from matcher.jobs.allocation.allocate import allocate
from matcher.jobs.matching.demo import _CONFIG, sources
from matcher.jobs.matching.match import run
from matcher.jobs.matching.results import Run
from matcher.jobs.matching.summary.cover import without_commands
from matcher.jobs.matching.summary.lines import summary_lines
from matcher.show.run.workbook import MOST_LINKS, _left_out, on_map, problem_rows
from matcher.show.workbook.sheets import Sheet
from matcher.show.workbook.write import Workbooks


@pytest.fixture(scope="module")
def working(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The demo with working workbooks, one for each authority too, and ODS."""
    out = tmp_path_factory.mktemp("working") / "run"
    asked = Workbooks(working=True, by_authority=True)
    return run(sources(), _CONFIG, out, formats=("ods",), workbooks=asked, fictional=True)


@pytest.fixture(scope="module")
def plan(demo_run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan of the demo."""
    out = tmp_path_factory.mktemp("plan") / "plan"
    return allocate(demo_run.folder, plan_settings({}), out, formats=("ods",)).folder


@pytest.fixture(scope="module", params=["run", "plan"])
def accessible(request: pytest.FixtureRequest, demo_run: Run, plan: Path) -> Path:
    """An accessible workbook."""
    if request.param == "run":
        return demo_run.folder / "matches.xlsx"
    return plan / "plan.xlsx"


def tables(book: Any) -> Iterator[tuple[Any, Any, list[tuple[Any, ...]]]]:
    """Each sheet with a table, the table, and its cells row by row, the headings first."""
    for sheet in book.worksheets:
        for table in sheet.tables.values():
            yield sheet, table, list(sheet[table.ref])


def words(cell: Any) -> str:
    return "" if cell.value is None else str(cell.value)


def test_the_checklist_point_by_point(accessible: Path) -> None:
    book = openpyxl.load_workbook(accessible)
    about, *sheets = book.worksheets
    found = list(tables(book))
    to_be_filled = "Decisions"

    # Tables 1 and 2: each is marked up, with a name that says what it holds.
    assert [sheet.title for sheet, _, _ in found] == [sheet.title for sheet in sheets]
    assert [table.name for _, table, _ in found] == [f"{sheet.title}_table" for sheet in sheets]
    for sheet, table, rows in found:
        header, *body = rows
        # No word of a heading and no URN, a stand-in for one too, is broken or runs on.
        for cell, *column in zip(*rows, strict=True):
            longest = words(cell).split() + [words(one) for one in column if "URN" in words(cell)]
            wide = sheet.column_dimensions[cell.column_letter].width
            assert wide >= max(map(len, longest)) + 2
        # 3: no merged cells. 4: no blank rows or columns. 5: one row of headings, all different.
        assert not sheet.merged_cells.ranges
        if sheet.title != to_be_filled:
            assert all(any(words(cell) for cell in row) for row in body)
            columns = list(zip(*body, strict=True))
            assert all(any(words(cell) for cell in column) for column in columns)
        headings = [words(cell) for cell in header]
        assert table.headerRowCount == 1
        assert all(headings) and len({*headings}) == len(headings)
        # 6: text wraps.
        assert all(cell.alignment.wrap_text for row in rows for cell in row if words(cell))
        # 7: neither filters nor frozen panes.
        assert table.autoFilter is None and sheet.freeze_panes is None
        # 8: a cell without a value says why, or there is one reason, told above the table.
        if sheet.title != to_be_filled:
            assert all(words(cell) for row in body for cell in row)
        else:
            assert "Blank: nothing is decided." in words(sheet["A2"])
        # 9: nothing is hidden.
        assert not [one for one in sheet.row_dimensions.values() if one.hidden]
        assert not [one for one in sheet.column_dimensions.values() if one.hidden]
        # Footnotes: no symbols or superscript; there are no footnotes but a sheet of notes.
        assert not re.search(r"[*†‡§¹²³]", " ".join(headings))
        # Structure 3 to 6: told above the table, which begins in column A; nothing below it;
        # one table a sheet.
        assert words(sheet["A1"]) and words(sheet["A2"]).startswith("One table of ")
        assert table.ref.startswith("A3:") and len(sheet.tables) == 1
        assert sheet.max_row == 2 + len(rows)
        assert sheet.max_column == len(headings)

    for sheet in book.worksheets:
        cells = [cell for row in sheet.iter_rows() for cell in row if words(cell)]
        # Formatting 2: sans serif, large enough, automatic colour but for links, no italics.
        assert {cell.font.name for cell in cells} == {"Arial"}
        assert min(cell.font.sz for cell in cells) >= 12
        assert not [cell for cell in cells if cell.font.i or cell.alignment.textRotation]
        assert {sheet.title for cell in cells if cell.hyperlink} <= {"Contents"}
        # 3: the title stands in A1 and is marked up as a heading, and nothing else is.
        assert [cell.coordinate for cell in cells if cell.style == "Heading 1"] == ["A1"]
        # 5 to 8 and 10: no headers or footers, fills, patterns, or pictures; colour says nothing.
        assert not sheet.HeaderFooter.oddFooter.center.text
        assert not sheet.HeaderFooter.oddFooter.left.text
        assert not sheet.HeaderFooter.oddHeader.center.text
        assert {cell.fill.patternType for cell in cells} == {None}
        assert not sheet._images and not sheet._charts
        assert not sheet.conditional_formatting
        # On paper: A4 across, one page wide, the headings on each page.
        setup = sheet.page_setup
        assert (setup.orientation, str(setup.paperSize), setup.fitToHeight) == ("landscape", "9", 0)
        assert setup.fitToWidth in (None, 1)  # 1 is what is meant by none
        assert sheet.print_title_rows == (None if sheet is about else "$3:$3")
        # Structure 1 and 2: names that are all different; no blank sheet.
        assert sheet.sheet_state == "visible" and cells
    assert len({name.casefold() for name in book.sheetnames}) == len(book.sheetnames)

    # The contents name every sheet, and the notes every heading of it.
    listed = [row[0].value for row in book["Contents"].iter_rows(min_row=4)]
    assert listed == [sheet.title for sheet in sheets if sheet.title != "Contents"]
    noted = {(row[0].value, row[1].value) for row in book["Notes"].iter_rows(min_row=4)}
    for sheet, _, rows in found:
        if sheet.title not in ("Contents", "Notes"):
            assert {(sheet.title, words(cell)) for cell in rows[0]} <= noted

    # Before publishing 3: title and language. Formatting 11: no macros.
    assert book.properties.title
    assert book.properties.language == "en-GB"
    with zipfile.ZipFile(accessible) as parts:
        assert not [name for name in parts.namelist() if "vba" in name or "media" in name]


def test_every_workbook_says_its_title_and_language_and_marks_up_its_heading(
    demo_run: Run, tmp_path: Path
) -> None:
    from matcher.partnership.plan.files.workbook import Sheet, workbook

    lists = tmp_path / "lists"
    lists.mkdir()
    for words_ in (
        ["template", "--out", str(lists / "schools.xlsx")],
        ["template", "--priorities", "--out", str(lists / "priorities.xlsx")],
        ["check", str(sources().lists[1]), "--out", str(lists / "checked")],
        ["template", "--offers", str(demo_run.folder), "--out", str(lists / "forms")],
    ):
        output_of(*words_)
    (lists / "plan.xlsx").write_bytes(
        workbook("A plan", ["A line"], [Sheet("Plan", "What", ("what",), [])])
    )
    one_of_a_kind = {str(path.parent): path for path in sorted(lists.rglob("?*/*.xlsx"))}
    found = [*lists.glob("*.xlsx"), *one_of_a_kind.values()]
    assert len(found) == 5
    for path in found:
        book = openpyxl.load_workbook(path)
        assert (bool(book.properties.title), book.properties.language) == (True, "en-GB"), path
        first = book.worksheets[0]["A1"]
        assert first.style == "Heading 1" and first.font.b, path
        assert not [sheet for sheet in book.worksheets if sheet.merged_cells.ranges], path


def test_a_working_workbook_filters_leads_to_the_map_and_takes_decisions(
    working: Run, tmp_path: Path
) -> None:
    path = working.folder / "matches.xlsx"
    book = openpyxl.load_workbook(path)
    for sheet, table, rows in tables(book):
        assert table.autoFilter is not None and sheet.freeze_panes == "A4"
        assert "turn them off" in words(sheet["A2"])
        linked = [cell for row in rows[1:] for cell in row if cell.hyperlink]
        headings = {str(rows[0][cell.column - 1].value) for cell in linked}
        if sheet.title in ("Matches", "Scores", "Schools", "Needs"):
            assert headings <= {"Seeker URN", "Partner URN", "URN"}
            for cell in linked:
                assert cell.hyperlink.target == "map.html"
                assert cell.hyperlink.location == f"school={cell.value}"
                assert cell.data_type == "s"
        elif sheet.title != "Contents":
            assert not linked
    assert (working.folder / "map.html").exists()
    ranges = [str(one.sqref) for one in book["Matches"].conditional_formatting]
    score = next(cell.column_letter for cell in book["Matches"][3] if cell.value == "Score")
    assert ranges == [f"{score}4:{score}{book['Matches'].max_row}"]
    # Blank, and not in words: figures sort.
    at = [cell.value for cell in book["Matches"][3]].index("Place in seeker's list")
    places = [row[at].value for row in book["Matches"].iter_rows(min_row=4)]
    assert {type(place) for place in places} == {int, type(None)}

    sheet = book["Decisions"]
    # Two colleges that are in each other's lists are one pair to decide about.
    pairs = {
        frozenset((row["seeker_urn"], row["partner_urn"]))
        for row in table_of(working, "matches.csv")
        if not row["worth_asking"]
    }
    assert sheet.max_row == 3 + len(pairs)
    # School by school, the partner with the highest score first, with its distance beside it.
    at = [cell.value for cell in sheet[3]].index("Score")
    told = [(row[0], row[at], row[at + 1]) for row in sheet.iter_rows(min_row=4, values_only=True)]
    assert told == sorted(told, key=lambda row: (urn_key(row[0]), -round(row[1], 3), row[2]))
    assert {type(km) for *_, km in told} <= {int, float}
    sheet["G4"], sheet["H4"], sheet["G6"] = "refused", "distance", "Pinned"
    book.save(tmp_path / "decided.xlsx")
    log = ProblemLog()
    found = read_decisions(tmp_path / "decided.xlsx", log)
    assert [(one.row, one.decision, one.reason) for one in found] == [
        (4, "refused", "distance"), (6, "pinned", ""),
    ]  # fmt: skip
    assert not log.problems and log.references[0].balances
    # As it was written nothing is decided, in ODS as well.
    for name in ("matches.xlsx", "matches.ods"):
        assert read_decisions(working.folder / name, log) == ()


def table_of(made: Run, name: str) -> list[dict[str, str]]:
    return rows_of((made.folder / name).read_bytes().decode("utf-8-sig"))


def test_there_is_a_workbook_for_each_authority_with_its_pairs(working: Run) -> None:
    pairs = table_of(working, "matches.csv")
    authority = {row["urn"]: row["la_name"] for row in table_of(working, "schools.csv")}
    expected: dict[str, set[tuple[str, str]]] = {}
    for row in pairs:
        pair = row["seeker_urn"], row["partner_urn"]
        for urn in pair:
            expected.setdefault(authority[urn], set()).add(pair)
    with zipfile.ZipFile(working.folder / "matches-by-authority.zip") as archive:
        books = {name: archive.read(name) for name in archive.namelist()}
    assert len(books) == len(expected)
    for name, data in books.items():
        # Of the kind that alone was asked for, though the run itself has both.
        assert name.endswith(".ods")
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        of = {sheet: book.get_sheet_by_name(sheet).to_python() for sheet in book.sheet_names}
        title = str(of["About"][0][0]).removeprefix("School partnership matches: ")
        header, *rows = of["Matches"][2:]
        at = header.index("Seeker URN"), header.index("Partner URN")
        found = {(str(row[at[0]]), str(row[at[1]])) for row in rows}
        assert found == expected.pop("" if title == "authority not known" else title)
        assert len(of["Schools"]) > 3
        # Problems are of rows, and not of schools: the cover says where they are.
        assert "Problems" not in of and "problems.csv" in str(of["About"][1][0])
    assert not expected


def test_the_workbook_of_a_narrowed_run_has_its_schools_alone(tmp_path: Path) -> None:
    config = replace(_CONFIG, authorities=("East Sussex",))
    made = run(sources(), config, tmp_path / "run", fictional=True)
    book = openpyxl.load_workbook(made.folder / "matches.xlsx", read_only=True)
    of: dict[str, list[dict[str, Any]]] = {}
    for name in ("Matches", "Scores", "Schools", "Needs"):
        header, *rows = book[name].iter_rows(min_row=3, values_only=True)
        of[name] = [dict(zip(map(str, header), row, strict=True)) for row in rows]
    schools, pairs = table_of(made, "schools.csv"), table_of(made, "matches.csv")
    seek = {row["urn"] for row in schools
            if row["la_name"] == "East Sussex" and row["role"] in ("seeker", "both")}  # fmt: skip
    paired = {row[f"{side}_urn"] for row in pairs for side in ("seeker", "partner")}
    shown = {row["URN"] for row in of["Schools"]}
    taking_part = {*made.found.ranking.participants}
    assert seek & taking_part | paired <= shown <= seek | paired
    assert len(shown) < len(schools)
    assert "schools.csv has every school" in str(book["Schools"]["A2"].value)
    by_urn = {row["urn"]: row for row in schools}
    for row in of["Matches"]:
        seeker = by_urn[str(row["Seeker URN"])]
        assert row["Seeker authority"] == (seeker["la_name"] or "[not known]")
        assert row["Seeker phase"] == (seeker["phase"] or "[not known]")

    # What they need and offer, as far as it is anything; the rest is in profile.csv.
    told = [row for row in table_of(made, "profile.csv") if row["urn"] in shown]
    something = [row for row in told if float(row["need"] or 0) > 0
                 or float(row["strength"] or 0) > 0 or row["activity"] == "none"]  # fmt: skip
    assert len(of["Needs"]) == len(something)
    left_out = len([row for row in told if row["urn"] in taking_part]) - len(something)
    silent = "in profile.csv show" in str(book["Needs"]["A2"].value)
    assert "Fits what was asked" not in of["Scores"][0]  # of schools alone: every pair does
    assert silent == bool(left_out) and "the sheet Schools" in str(book["Needs"]["A1"].value)

    # Each side of an exchange on its line, and none of one that gets nothing.
    for row, pair in zip(of["Scores"], pairs, strict=True):
        gets, _, returns = pair["shared"].partition(" | ")
        sides = (("seeker", gets.strip()), ("partner", returns.strip()))
        lines = [f"{side}: {tags}" for side, tags in sides if tags]
        assert row["Needs that are met"] == ("\n".join(lines) or "[none known]")

    # The cover is for people without a terminal.
    cover = "\n".join(str(row[0].value) for row in book["About"].iter_rows())
    assert "--givers" in "\n".join(summary_lines(made.found))
    assert not re.search(r"--[a-z]|matcher [a-z]|columns: ", cover)
    assert "As of " in cover


def test_how_many_rows_are_left_out_is_told_of_one_and_of_several() -> None:
    told = "of these schools in profile.csv {} neither a need nor an offer: left out here."
    assert _left_out(1, "") == f"1 row {told.format('shows')}"
    assert _left_out(2, "More.") == f"2 rows {told.format('show')} More."
    assert _left_out(0, "More.") == "More."


def test_a_cover_keeps_what_a_line_says_before_its_command() -> None:
    lines = [
        "3 schools only seek; --givers hubs lets more of them give",
        "No seekers took part: add a list (--register), say who is what, or use --between all",
        "Matched: 2 of 3. Of one that is not, matcher explain RUN URN says why",
        "That may give as well (--givers hubs): 3",
        "--areas names other programmes",
        "Pairs: 2",
    ]
    assert [*without_commands(lines)] == [
        "3 schools only seek", "No seekers took part", "Matched: 2 of 3",
        "That may give as well: 3", "Pairs: 2",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["matches", "plan"])
def test_the_open_document_says_what_the_workbook_says(working: Run, plan: Path, name: str) -> None:
    """Every cell is the same, and of the same kind."""
    folder = working.folder if name == "matches" else plan
    book = openpyxl.load_workbook(folder / f"{name}.xlsx")
    opened = CalamineWorkbook.from_path(folder / f"{name}.ods")
    assert opened.sheet_names == book.sheetnames
    for sheet in book.worksheets:
        cells = [
            ["" if value is None else value for value in row]
            for row in sheet.iter_rows(values_only=True)
        ]
        rows = opened.get_sheet_by_name(sheet.title).to_python(skip_empty_area=False)
        assert [row[: len(cells[0])] for row in rows[: len(cells)]] == cells
    with zipfile.ZipFile(folder / f"{name}.ods") as parts:
        first = parts.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert b"<dc:language>en-GB</dc:language>" in parts.read("meta.xml")
        assert b'fo:language="en" fo:country="GB"' in parts.read("styles.xml")
        content = parts.read("content.xml").decode("utf-8")
    # A row is as high as its text is in the font that the reader's system has.
    assert content.count("style:row-height=") == content.count('use-optimal-row-height="true"')
    assert content.count("<table:database-range ") == len(book.sheetnames) - 1
    assert f'filter-buttons="{"true" if name == "matches" else "false"}"' in content


def test_a_large_run_says_how_to_get_its_workbook(tmp_path: Path) -> None:
    config = replace(_CONFIG, workbook_pairs=100)
    made = run(sources(), config, tmp_path / "run", fictional=True)
    assert not (made.folder / "matches.xlsx").exists()
    (said,) = made.skipped
    assert "--format xlsx" in said and "--workbook-by authority" in said


@pytest.mark.parametrize(("rows", "linked"), [(MOST_LINKS // 2, True), (MOST_LINKS, False)])
def test_a_sheet_of_more_links_than_excel_takes_has_none_and_says_so(
    rows: int, linked: bool
) -> None:
    frame = pd.DataFrame({"seeker_urn": ["1"] * rows, "partner_urn": ["2"] * rows}, dtype="str")
    sheet = on_map(Sheet("Matches", "Pairs", frame))
    assert {*sheet.links} == ({"seeker_urn", "partner_urn"} if linked else set())
    assert ("too many rows" in sheet.note) == (not linked)


def test_what_is_wrong_with_a_whole_file_has_no_row() -> None:
    names = ["list", "sheet", "row", "code", "column", "value", "severity", "message", "hint"]
    frame = pd.DataFrame([[*"ab", row, *"cdefgh"] for row in (0, 3)], columns=names)
    shown = problem_rows(frame)["row"]
    assert shown.isna().tolist() == [True, False] and shown[1] == 3
