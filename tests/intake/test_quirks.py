"""Everything seen in real files, one fixture and one answer for each.

The quirks are those of the published registers and performance tables; the faults are
those that common readers of tables pass over in silence. More on each is tested beside
the module that deals with it; here each has its line, and the last tests count them.
"""

from __future__ import annotations

import datetime
import re
import sys
import zipfile

import pandas as pd
import pytest
import workbooks
from lists_read import Desk

from matcher.core.errors import FileError
from matcher.intake.cell_values import date
from matcher.intake.clean.age_ranges import age_range

SHEET = workbooks.SHEET


def test_rows_longer_and_shorter_than_the_header_and_totals_without_a_urn(desk: Desk) -> None:
    """Quirk 1: links spill into unheaded fields, performance rows break off, and the rows
    of an authority and of England have a blank or one space for a URN."""
    reading = desk.read(
        "URN,SCHNAME,PCODE,RECTYPE\n100000,Ash,B1 1AA,1,spilt,spilt\n100001,Elm\n"
        ",Hampshire total,,4\n ,England,,5\n"
    )
    (account,) = reading.accounts
    assert reading.records["urn"].tolist() == ["100000", "100001"]
    assert (account.used, account.headings) == (2, 2)
    assert sorted(desk.codes()) == [("ragged_long", 2), ("ragged_short", 3)]
    assert "spilt" not in reading.records.to_csv()


def test_headers_and_wordings_drift_from_year_to_year(desk: Desk) -> None:
    """Quirk 2: codes beside names or not, and two wordings of one group or type."""
    names = "TypeOfEstablishment (name),EstablishmentTypeGroup (name)\n"
    old = "URN,LA (code),LA (name),EstablishmentName," + names
    new = "URN,EstablishmentName,TypeOfEstablishment (code)," + names
    earlier = desk.table(
        old + "100000,850,Hampshire,Ash,Academy Converter,Academies\n"
        "100001,850,Hampshire,Elm,Community school,LA maintained schools\n"
    )
    later = desk.table(
        new + "100000,Ash,34,Academy converter,Academies\n"
        "100001,Elm,01,Community school,Local authority maintained schools\n"
    )
    assert earlier["kind"].tolist() == later["kind"].tolist() == ["state", "state"]
    assert earlier["la_code"].tolist() == ["850", "850"]
    assert later["la_code"].tolist() == ["", ""]
    assert desk.codes() == []


@pytest.mark.parametrize(
    ("codec", "said"), [("cp1252", "cp1252"), ("utf-8", "utf-8"), ("utf-8-sig", "utf-8 with BOM")]
)
def test_encodings_line_ends_and_unquoted_tabs(desk: Desk, codec: str, said: str) -> None:
    """Quirk 3: cp1252, UTF-8 with and without a byte order mark, CRLF, unquoted TSV."""
    reading = desk.read("URN\tName\r\n100000\tThe “Ash”, £5\r\n100001\tElm\r\n".encode(codec))
    (account,) = reading.accounts
    assert reading.records["name"].tolist() == ["The “Ash”, £5", "Elm"]
    assert (account.encoding, account.delimiter) == (said, "tab")


@pytest.mark.parametrize(
    "word",
    ["", "NA", "NE", "NP", "SUPP", "LOWCOV", "NEW", "..", "x", "z", "c", "u", "Not applicable",
     "Not collected", "Does not apply"],
)  # fmt: skip
def test_missing_is_written_in_many_words_and_is_never_nought(desk: Desk, word: str) -> None:
    """Quirk 4: fifteen ways to say "not known", and 999; 53% and £45,421 are figures."""
    table = desk.table(
        f"URN,Name,FSM %,Pupils,LA (name),Capacity\n100000,Ash,{word},{word},{word},{word}\n"
        '100001,Elm,53%,"£45,421",Leeds,0\n'
    )
    ash, elm = table.loc["100000"], table.loc["100001"]
    assert pd.isna([ash["fsm_pct"], ash["pupils"], ash["capacity"]]).all()
    assert ash["la_name"] == ""
    assert (elm["fsm_pct"], elm["pupils"], elm["capacity"]) == (53, 45_421, 0)
    assert desk.codes() == []


def test_nine_hundred_and_ninety_nine_is_no_age_and_no_share(desk: Desk) -> None:
    """Quirk 4, its last word: 999 where the figure cannot be counts as not known and is
    said; a school may have 999 pupils."""
    table = desk.table("URN,Age low,FSM %,Pupils,LSOA (code)\n100000,999,999,999,999999999\n")
    school = table.loc["100000"]
    assert pd.isna([school["age_low"], school["fsm_pct"]]).all()
    assert (school["pupils"], school["lsoa_code"]) == (999, "")
    assert desk.codes() == [("out_of_range", 2)] * 2


def test_an_independent_school_without_phase_or_free_meals(desk: Desk) -> None:
    """Quirk 5: every independent has the phase "Not applicable" and a blank for %FSM."""
    table = desk.table(
        "URN,Name,TypeOfEstablishment (name),PhaseOfEducation (name),PercentageFSM\n"
        "100000,Ash,Other independent school,Not applicable,\n"
    )
    school = table.loc["100000"]
    assert (school["kind"], school["role"], school["phase"]) == ("independent", "partner", "")
    assert pd.isna(school["fsm_pct"])
    assert desk.codes() == []


def test_coordinates_blank_nought_or_text(desk: Desk) -> None:
    """Quirk 6: no coordinates are no place, and neither is (0, 0)."""
    table = desk.table(
        "URN,Easting,Northing\n100000,533498,181201\n100001,,\n100002,0,0\n100003,n/a,181201\n"
        "100004,unknown,z\n"
    )
    assert table["coordinates_from"].tolist() == ["given", "", "", "", ""]
    assert table.loc["100002", ["easting", "northing"]].tolist() == ["", ""]


def test_postcodes_with_no_gap_two_gaps_or_one(desk: Desk) -> None:
    """Quirk 7: AL100AA, "B1  1AY" and "AL10 0AA" are three ways to write two postcodes."""
    table = desk.table("URN,Postcode\n100000,AL100AA\n100001,B1  1AY\n100002,al10 0aa\n")
    assert table["postcode"].tolist() == ["AL10 0AA", "B1 1AY", "AL10 0AA"]


@pytest.mark.parametrize(
    ("kind", "authority"),
    [
        ("Welsh establishment", "Cardiff"),
        ("Offshore schools", "Jersey Offshore Establishments"),
        ("Offshore schools", "Guernsey Offshore Establishments"),
        ("Offshore schools", "Isle of Man Offshore Establishments"),
        ("Offshore schools", "Gibraltar Offshore Establishments"),
        ("Service children's education", "BFPO Overseas Establishments"),
        ("British schools overseas", "Does not apply"),
    ],
)
def test_schools_beyond_england_are_kept_and_take_no_part(
    desk: Desk, kind: str, authority: str
) -> None:
    """Quirk 8: Wales, the islands, Gibraltar, overseas, and "Does not apply"."""
    table = desk.table(
        f"URN,Name,TypeOfEstablishment (name),LA (name),Postcode\n400000,Ash,{kind},{authority},\n"
    )
    school = table.loc["400000"]
    assert (school["kind"], school["role"]) == ("other", "")
    assert school["la_name"] == ("" if authority == "Does not apply" else authority)


def test_names_are_no_keys(desk: Desk) -> None:
    """Quirk 9: 57 schools share one name; with URNs or with postcodes they are several."""
    name = "St Joseph's Catholic Primary School"
    assert len(desk.table(f"URN,Name\n100000,{name}\n100001,{name}\n")) == 2
    assert len(desk.table(f"Name,Postcode\n{name},B1 1AA\n{name},B1 1AB\n{name},b11ab\n")) == 2


@pytest.mark.parametrize("text", ["01-09-2024", "01/09/2024", "2024-09-01"])
def test_dates_of_three_forms_and_codes_with_noughts(desk: Desk, text: str) -> None:
    """Quirk 10: dd-mm-yyyy, dd/mm/yyyy and ISO are one day; "02" stays "02"."""
    assert date(text) == datetime.date(2024, 9, 1)
    table = desk.table("URN,TypeOfEstablishment (code),LA code\n100000,02,02\n")
    assert table.loc["100000", ["kind", "la_code"]].tolist() == ["state", "02"]


def test_a_stray_quotation_mark_swallows_no_row(desk: Desk) -> None:
    """Fault 1: an opening quotation mark takes the rows after it into one cell."""
    text = 'URN,Name,Phase\n100000,"Ash,All\n100001,Elm,All\n100002,Oak,All\n100003,Yew,All\n'
    records = desk.read(text).records
    assert records["urn"].tolist() == ["100000", "100001", "100002", "100003"]
    assert records["name"].tolist() == ["Ash", "Elm", "Oak", "Yew"]
    assert desk.codes() == [("swallowed_rows", 2)]


def test_a_trailing_comma_on_every_row_moves_no_column(desk: Desk) -> None:
    """Fault 2: with one field more than the header the first is taken for an index."""
    text = "URN,Name,Town\n100000,Ash,Leeds,\n100001,Elm,York,\n"
    reading = desk.read(text)
    assert reading.records["urn"].tolist() == ["100000", "100001"]
    assert reading.records["town"].tolist() == ["Leeds", "York"]
    assert desk.codes() == []


def test_short_rows_are_padded_and_said(desk: Desk) -> None:
    """Fault 3: a row that breaks off looks like one whose last cells are blank."""
    assert desk.column("URN,Name,Town\n100000\n100001,Elm,York\n", "town") == ["", "York"]
    assert desk.codes() == [("ragged_short", 2)]


@pytest.mark.parametrize("name", ["NA", "None", "null", "N/A", "nan", "True", "INF", "1E5", "-"])
def test_a_school_may_be_called_anything(desk: Desk, name: str) -> None:
    """Fault 4: names that other readers take for a missing value or a number."""
    assert desk.table(f"URN,Name\n100000,{name}\n")["name"].tolist() == [name]


def test_one_blank_urn_makes_no_decimals_of_the_others(desk: Desk) -> None:
    """Fault 5: a column of numbers with a gap becomes 100000.0; and if a file holds that,
    it is the URN all the same."""
    urns = desk.column("URN,Name\n100000,Ash\n,Elm\n100002.0,Oak\n", "urn")
    assert (urns[0], urns[2]) == ("100000", "100002")
    assert re.fullmatch("x[0-9a-f]{8}", urns[1])


@pytest.mark.parametrize("text", ["0012345", "01223334455", "1E5", "INF", "True", "False", "+44"])
def test_no_cell_becomes_a_number_or_a_truth(desk: Desk, text: str) -> None:
    """Fault 6: noughts in front, exponents, infinities and truths stay as they are, and a
    URN like that is said to be odd."""
    reading = desk.read(f"URN,Name,Trust,LA code\n{text},Ash,{text},{text}\n")
    record = reading.records.iloc[0]
    # Eleven digits behind a nought are a telephone number, wherever no code is asked for.
    trust = "" if text == "01223334455" else text
    assert [record["urn"], record["trust"], record["la_code"]] == [text, trust, text]
    assert [code for code in desk.codes() if code[0] != "personal_column"] == [("odd_urn", 2)]


def test_the_first_of_september_is_no_ninth_of_january(desk: Desk) -> None:
    """Fault 7: the day comes first, whatever it could be in another country; what cannot
    be a day is none. An age range that a spreadsheet made a date of is known by it."""
    assert date("01-09-2024") == datetime.date(2024, 9, 1)
    assert [date("13/14/2024"), date("31-02-2024"), date("2024"), date("")] == [None] * 4
    assert date("45536") == date("45536.0") == datetime.date(2024, 9, 1)
    assert age_range("2024-11-05") == ("5", "11", True)
    assert desk.column("URN,Trust\n100000,01-09-2024\n", "trust") == ["01-09-2024"]


def test_title_rows_are_no_header(desk: Desk) -> None:
    """Fault 8: what stands above the header is counted, not taken for it."""
    reading = desk.read("Partner schools,,\nDraft of 1 September,,\n\nURN,Name,Town\n100000,Ash,\n")
    (account,) = reading.accounts
    assert account.columns == {"urn": "URN", "name": "Name", "town": "Town"}
    assert (account.used, account.headings, account.blank) == (1, 2, 1)
    assert reading.records["row"].tolist() == [5]


def test_bad_lines_are_read_not_skipped(desk: Desk) -> None:
    """Fault 9: a line with too many fields or a broken quotation is dropped without a word
    by others; here every one is used, and rows without any name are rejected by number."""
    reading = desk.read(
        'URN,Name,Town\n100000,Ash,Leeds,1,2,3\n100001,"Elm" Tree,York\n100002,Oak\n,,Hull\n'
    )
    (account,) = reading.accounts
    assert reading.records["urn"].tolist() == ["100000", "100001", "100002"]
    assert (account.read, account.used, account.rejected) == (4, 3, 1)
    assert sorted(desk.codes()) == [
        ("no_urn_or_name", 5), ("ragged_long", 2), ("ragged_short", 4), ("stray_quote", 3),
    ]  # fmt: skip


@pytest.mark.parametrize("codec", ["cp1252", "utf-16", "utf-16-be", "utf-16-le"])
def test_encodings_that_other_readers_refuse(desk: Desk, codec: str) -> None:
    """Fault 10: cp1252 and UTF-16 with its mark are read; without a mark UTF-16 is refused
    or read, never garbled."""
    marked = {"utf-16-be": b"\xfe\xff", "utf-16-le": b"\xff\xfe"}.get(codec, b"")
    data = "URN,Name\r\n100000,Café\r\n".encode(codec)
    assert desk.column(marked + data, "name") == ["Café"]
    if marked:
        try:
            assert "Caf" in desk.column(data, "name")[0]
        except FileError as error:
            assert error.hint


@pytest.mark.parametrize("name", ["Café", "£5", "St Mary’s"])
def test_small_files_are_not_guessed_wrong(desk: Desk, name: str) -> None:
    """Fault 11: detectors take a few bytes of cp1252 for cp1250, cp932 or cp1026."""
    reading = desk.read(f"URN,Name\n100000,{name}\n".encode("cp1252"))
    assert reading.records["name"].tolist() == [name]
    assert reading.accounts[0].encoding == "cp1252"


def test_formulas_without_a_value(desk: Desk) -> None:
    """Fault 12: a formula that was never calculated is blank, and said by its cell."""
    formula = b'<c r="{at}"><f>A1&amp;"x"</f></c>'
    reading = desk.read(workbooks.xlsx_parts([["URN", "Name", "Town"], [100000, "Ash", formula]]))
    assert reading.records["town"].tolist() == [""]
    assert desk.codes() == [("formula_without_value", 2)]
    assert desk.log.problems[0].column == "Town"


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!"])
def test_error_cells(desk: Desk, error: str) -> None:
    """Fault 13: an error is no text and no blank that somebody left: it is said."""
    wrong = f'<c r="{{at}}" t="e"><v>{error}</v></c>'.encode()
    reading = desk.read(workbooks.xlsx_parts([["URN", "Name", "Town"], [100000, "Ash", wrong]]))
    assert reading.records["town"].tolist() == [""]
    assert [(p.code, p.row, p.value) for p in desk.log.problems] == [("error_cell", 2, error)]


def test_hidden_and_filtered_rows(desk: Desk) -> None:
    """Fault 14: rows that are hidden or filtered out are read, and said."""
    rows = [["URN", "Name"], [100000, "Ash"], [100001, "Elm"], [100002, "Oak"]]
    below = '<autoFilter ref="A1:B4"><filterColumn colId="0"/></autoFilter>'
    parts = workbooks.xlsx_parts(rows, hidden_rows=[3], below=below)
    assert desk.column(parts, "name") == ["Ash", "Elm", "Oak"]
    assert desk.codes() == [("hidden_rows", 3)]
    assert "hidden or filtered" in desk.log.problems[0].message


def test_hidden_sheets(desk: Desk) -> None:
    """Fault 15: a list in view comes before the same in a hidden sheet; one that is hidden
    and read is said."""
    old, new = [["URN", "Name"], [100000, "Old"]], [["URN", "Name"], [100000, "New"]]
    assert desk.column(workbooks.xlsx_parts(old, new, hidden_sheets=[1]), "name") == ["New"]
    assert desk.codes() == []
    assert desk.column(workbooks.xlsx_parts([["Hello"]], old, hidden_sheets=[2]), "name") == ["Old"]
    assert ("hidden_sheet", 0) in desk.codes()


def test_merged_cells(desk: Desk) -> None:
    """Fault 16: what a merged range says holds for every row it covers."""
    rows = [["Town", "URN", "Name"], ["Leeds", 100000, "Ash"], ["", 100001, "Elm"]]
    below = '<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>'
    assert desk.column(workbooks.xlsx_parts(rows, below=below), "town") == ["Leeds", "Leeds"]
    assert desk.codes() == [("merged_cells", 0)]


def test_numbers_of_a_workbook_are_no_decimals(desk: Desk) -> None:
    """Fault 17: every number of a workbook is a float: 100000.0 is the URN 100000."""
    rows = [["URN", "Name", "Pupils"], [100000.0, "Ash", 210.0], [100001, 12, 21.5]]
    reading = desk.read(workbooks.xlsx_parts(rows))
    assert reading.records["urn"].tolist() == ["100000", "100001"]
    assert reading.records["name"].tolist() == ["Ash", "12"]
    assert reading.records["pupils"].tolist() == ["210", "21.5"]
    assert desk.codes() == []


def test_columns_of_dates_and_text(desk: Desk) -> None:
    """Fault 18: dates, numbers and text in one column each stay what they are."""
    day = b'<c r="{at}" s="1"><v>45536</v></c>'
    rows = [["URN", "Needs"], [100000, day], [100001, "autumn"], [100002, 45536], [100003, True]]
    needs = desk.column(workbooks.xlsx_parts(rows), "needs")
    assert needs == ["2024-09-01", "autumn", "45536", "Yes"]


def test_noughts_beside_numbers(desk: Desk) -> None:
    """Fault 19: text "0012" beside the number 12 makes neither 12.0."""
    rows = [["URN", "LA code"], [100000, "0012"], [100001, 12]]
    assert desk.column(workbooks.xlsx_parts(rows), "la_code") == ["0012", "12"]


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
@pytest.mark.parametrize("how", ["half", "none", "garbled", "missing"])
def test_broken_parts_of_a_workbook(desk: Desk, part: str, how: str) -> None:
    """Fault 20: a part that breaks off, is empty, garbled or missing is an error of the
    file, never a shorter list."""
    parts = workbooks.xlsx_parts([["URN", "Name"], *([100000 + i, "Ash"] for i in range(9))])
    content = parts.pop(part)
    if how != "missing":
        half = len(content) // 2
        parts[part] = {"half": content[:half], "none": b"", "garbled": b"<\xff" + content}[how]
    with pytest.raises(FileError) as caught:
        desk.read(parts)
    assert caught.value.where
    assert caught.value.hint


def test_a_workbook_that_breaks_off(desk: Desk) -> None:
    """Fault 20, for the archive as a whole."""
    whole = workbooks.zipped(workbooks.xlsx_parts([["URN"], [100000]]))
    for end in (10, len(whole) // 2, len(whole) - 10):
        with pytest.raises(FileError):
            desk.read(whole[:end], "cut.xlsx")


def test_a_sparse_giant(desk: Desk) -> None:
    """Fault 21: 5 kB with a value in the first cell and in one far off; with the last that a
    sheet can have a reader ends, so a nearer one stands for it."""
    parts = workbooks.xlsx_parts([["URN", "Name"], [100000, "Ash"]])
    last = b'<row r="700"><c r="XFD700"><v>1</v></c></row></sheetData>'
    parts[SHEET] = parts[SHEET].replace(b"</sheetData>", last)
    assert len(workbooks.zipped(parts)) < 5_000
    with pytest.raises(FileError, match=r"refused.*row 700 and"):
        desk.read(parts)


def test_a_workbook_of_320_megabytes(desk: Desk) -> None:
    """Fault 22: a workbook of a few hundred kilobytes that holds 320 MB of XML."""
    parts = workbooks.xlsx_parts([["URN", "Name"], [100000, "Ash"]])
    path = desk.folder / "packed.xlsx"
    path.write_bytes(workbooks.zipped({n: c for n, c in parts.items() if n != SHEET}))
    head, tail = parts[SHEET].split(b"</sheetData>")
    piece = b"<row><c><v>1</v></c></row>" * 40_000
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(SHEET, "w") as stream,
    ):
        stream.write(head)
        for _ in range(320_000_000 // len(piece) + 1):
            stream.write(piece)
        stream.write(b"</sheetData>" + tail)
    assert path.stat().st_size < 5_000_000
    with pytest.raises(FileError, match=r"packed more than 200 times over|refused"):
        desk.read(path)


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml"])
@pytest.mark.parametrize(
    "entities",
    [
        '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">',
        '<!ENTITY c SYSTEM "file:///nowhere/at/all">',
    ],
)
def test_entities_of_a_workbook(desk: Desk, part: str, entities: str) -> None:
    """Fault 23: a billion laughs, and a file of the machine asked for by name."""
    parts = workbooks.xlsx_parts([["URN", "Name"], [100000, "Ash"]])
    head = f"?><!DOCTYPE x [{entities}]>".encode()
    parts[part] = parts[part].replace(b"?>", head, 1).replace(b"Ash", b"&c;")
    with pytest.raises(FileError, match="declares entities"):
        desk.read(parts)


def test_a_second_table_below_with_more_columns_takes_no_row_from_the_first(desk: Desk) -> None:
    """Two tables one below the other: the schools of the first are used, or it is said
    that they are not."""
    reading = desk.read(
        "URN,Name\n100000,Ash\n100001,Elm\n\nURN,Name,Needs\n100002,Oak,T3 physics\n"
    )
    said = {problem.row for problem in desk.log.problems}
    assert {2, 3} <= {*reading.records["row"], *said}
    assert reading.records["row"].tolist() == [2, 3, 6]
    assert desk.log.counts() == {"ragged_long": 1, "second_header": 1}


def _numbers(word: str) -> set[int]:
    docs = [str(thing.__doc__) for name, thing in vars(sys.modules[__name__]).items()
            if name.startswith("test_")]  # fmt: skip
    return {int(found[1]) for doc in docs if (found := re.match(rf"{word} (\d+)", doc))}


def test_every_quirk_and_every_fault_has_its_test() -> None:
    assert _numbers("Quirk") == set(range(1, 11))
    assert _numbers("Fault") == set(range(1, 24))
