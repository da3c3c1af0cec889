"""Forms that came back, filled in as people do: every answer is right, or it is listed."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path
from random import Random
from typing import Any

import docx
import openpyxl
import pytest
from program import invoke, output_of
from returned_forms import (
    OFFERED,
    answers,
    as_csv,
    fill,
    fill_word,
    listed,
    offers,
    send,
    with_day,
)

from matcher.core.questionnaire import NEEDS
from matcher.intake.forms.document_tables import document_tables
from matcher.jobs.lists.collect import collect
from matcher.profile.asked.form_answers import kept_text

# What a person does to the workbook beside writing into it.


def rename_all(book: openpyxl.Workbook) -> None:
    book.worksheets[0].title = "Our answers 2026"
    for column in "ABCDEFG":
        book.worksheets[0].column_dimensions[column].width = 60


def insert_rows(book: openpyxl.Workbook) -> None:
    book.worksheets[0].insert_rows(1, 3)
    book.worksheets[0].insert_rows(20, 2)


def insert_column(book: openpyxl.Workbook) -> None:
    book.worksheets[0].insert_cols(1)
    book.worksheets[0].insert_cols(4)


def without_references(book: openpyxl.Workbook) -> None:
    book.worksheets[0].delete_cols(7)


def without_head(book: openpyxl.Workbook) -> None:
    """Only the name and the URN are left above the table."""
    sheet = book.worksheets[0]
    sheet.delete_rows(4, 4)
    sheet.delete_rows(1)


def another_sheet(book: openpyxl.Workbook) -> None:
    sheet = book.create_sheet("Contacts", 0)
    sheet.append(["School name", "URN", "Postcode", "Needs"])
    sheet.append(["Another School", "900999", "ZZ99 1AA", "T3 maths"])


def other_words(book: openpyxl.Workbook) -> None:
    """The questions were reworded; their references stand."""
    for row in book.worksheets[0].iter_rows(min_row=9):
        if row[6].value:
            row[0].value = f"about {row[6].value}"


WAYS: list[tuple[str, Any, Any]] = [
    ("x", answers("x"), None),
    ("X", answers("X"), None),
    ("tick sign", answers("\u2713"), None),
    ("heavy tick", answers(" \u2714 "), None),
    ("words", answers("yes", "not now", "no"), None),
    ("capitals", answers("YES", "NOT NOW", "NO"), None),
    ("letters", answers("y", "Not now", "n"), None),
    ("numbers", answers(1), None),
    ("truths", answers(True), None),
    ("polite", answers("Yes please", "Not this year", "No thank you"), None),
    ("wingdings", answers("\u00fc"), None),
    ("brackets", answers("[x]"), None),
    ("v", answers("v"), None),
    ("renamed and widened", answers("x"), rename_all),
    ("rows inserted", answers("x"), insert_rows),
    ("columns inserted", answers("x"), insert_column),
    ("references deleted", answers("x"), without_references),
    ("head deleted", answers("x"), without_head),
    ("a sheet of contacts before it", answers("x"), another_sheet),
    ("questions reworded", answers("x"), other_words),
    ("all under Yes", {
        **answers("yes"), "L1": {"Yes": "no"}, "X1": {"Yes": "not at the moment"},
    }, None),
    ("subjects in the cell of the tick", {
        **answers("x"), "T3": {"Yes": "physics and maths only"},
    }, None),
    ("yes with subjects", {**answers("x"), "T3": {"Yes": "Yes - physics/maths"}}, None),
    ("subjects without a tick", {**answers("x"), "T3": {"Which": "Maths\nPhysics"}}, None),
]  # fmt: skip


def test_every_way_to_fill_in_a_workbook_is_read(tmp_path: Path) -> None:
    forms = send(tmp_path / "sent", len(WAYS))
    back = tmp_path / "back"
    back.mkdir()
    for at, ((_, filled, change), source) in enumerate(zip(WAYS, forms.values(), strict=True)):
        fill(source, back / f"form ({at}).xlsx", filled, change)
    found = collect(back, [tmp_path / "sent" / "sent.csv"])
    assert {one.outcome for one in found.forms} == {"partly answered"}
    assert found.missing == []
    by_urn = offers(found)
    for (way, _, _), urn in zip(WAYS, forms, strict=True):
        assert by_urn[urn] == OFFERED, way
    assert [one.place for one in found.remarks if not one.note] == ["sheet Contacts"]
    table = found.table()
    assert set(table["Capacity"]) == {"2"}
    assert set(table["Open to contact"]) == {"yes"}


def test_documents_and_text_are_read_as_well(tmp_path: Path) -> None:
    sheets = send(tmp_path / "sent", 8)
    words = send(tmp_path / "words", 8, "docx")
    back = tmp_path / "back"
    (back / "from Monday").mkdir(parents=True)
    urns = list(sheets)
    fill_word(words[urns[0]], back / "a.docx", answers("x"), boxes=True)
    fill_word(words[urns[1]], back / "from Monday" / "b.docx", answers("x"), boxes=False)
    filled = fill(sheets[urns[2]], tmp_path / "c.xlsx", answers("x"))
    as_csv(filled, back / "c.csv")
    filled = fill(sheets[urns[3]], tmp_path / "d.xlsx", answers("yes", "not now", "no"))
    as_csv(filled, back / "d.csv", ";", "cp1252")
    filled = fill(sheets[urns[4]], tmp_path / "e.xlsx", answers("x"))
    as_csv(filled, back / "e.txt", "\t", "utf-16")
    with zipfile.ZipFile(back / "two.zip", "w") as archive:
        for urn, name in ((urns[5], "f.xlsx"), (urns[6], "deeper/g.xlsx")):
            archive.write(fill(sheets[urn], tmp_path / "packed.xlsx", answers("x")), name)
        archive.writestr("__MACOSX/._f.xlsx", b"\0\5\x16\7")
    found = collect(back, [tmp_path / "sent" / "sent.csv"])
    by_urn = offers(found)
    assert by_urn == dict.fromkeys(urns[:7], OFFERED)
    assert [urn for urn, _ in found.missing] == urns[7:]
    assert found.to_check == 0


def test_a_document_that_speaks_of_a_spreadsheet_is_none(tmp_path: Path) -> None:
    ((urn, source),) = send(tmp_path / "sent", 1, "docx").items()
    back = tmp_path / "back"
    back.mkdir()
    path = fill_word(source, back / "form.docx", answers("x"), boxes=False)
    document = docx.Document(str(path))
    document.paragraphs[0].insert_paragraph_before("Our spreadsheet is attached as well")
    document.save(str(path))
    assert offers(collect(back)) == {urn: OFFERED}


def open_document(body: str, styles: int = 0) -> bytes:
    """A file of LibreOffice with this within its body, behind so many styles."""
    office = "urn:oasis:names:tc:opendocument:xmlns:"
    spaces = " ".join(f'xmlns:{one}="{office}{one}:1.0"' for one in ("office", "text", "table"))
    head = "".join(f'<office:style name="style {at}"/>' for at in range(styles))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", f"<office:document-content {spaces}>{head}<office:body>"
                         f"{body}</office:body></office:document-content>")  # fmt: skip
    return packed.getvalue()


def test_a_workbook_of_libreoffice_is_told_by_its_body() -> None:
    table = ('<table:table table:name="North"><table:table-row><table:table-cell><text:p>URN'
             "</text:p></table:table-cell></table:table-row></table:table>")  # fmt: skip
    book = open_document(f"<office:spreadsheet>{table}</office:spreadsheet>", styles=1_000)
    (sheet,) = document_tables(book, "a.ods", "content.xml")
    assert (sheet.title, sheet.rows) == ("North", [(1, ["URN"])])
    words = f"<office:text><text:p>A spreadsheet follows</text:p>{table}</office:text>"
    read = document_tables(open_document(words), "a.odt", "content.xml")
    assert [one.rows for one in read] == [[(1, ["A spreadsheet follows"])], [(1, ["URN"])]]


def test_tracked_changes_count_as_they_will_read(tmp_path: Path) -> None:
    ((urn, source),) = send(tmp_path / "sent", 1, "docx").items()
    path = fill_word(source, tmp_path / "form.docx", {"C1": {"Yes": "x"}, "L1": {"Yes": "x"}},
                     boxes=True)  # fmt: skip
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    run = "<w:t>\u2612</w:t>".encode()
    body = parts["word/document.xml"]
    start = body.rindex(b"<w:r>", 0, body.rindex(run))
    end = body.index(b"</w:r>", start) + len(b"</w:r>")
    deleted = b'<w:del w:id="9000" w:author="Reviewer">' + body[start:end] + b"</w:del>"
    parts["word/document.xml"] = body[:start] + deleted + body[end:]
    back = tmp_path / "back"
    back.mkdir()
    with zipfile.ZipFile(back / "form.docx", "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    assert offers(collect(back)) == {urn: {"C1"}}


NOT_PLAIN: list[tuple[str, dict[str, Any], list[str]]] = [
    ("maybe", {"Yes": "maybe"}, ["maybe"]),
    ("a question", {"Yes": "?"}, ["?"]),
    ("not known yet", {"Yes": "tbc in May"}, ["tbc in May"]),
    ("two answers", {"Yes": "x", "No": "x"}, ["Yes: x | No: x"]),
    ("yes under No", {"No": "yes"}, ["yes"]),
    ("turned round", {"Yes": "anything but maths, physics"}, ["anything but maths, physics"]),
    ("no to which", {"No": "x", "Which": "maths"}, ["maths"]),
    ("prose", {"Yes": "see our website"}, ["see our website"]),
    ("ask somebody", {"Which": "ask the head"}, ["ask the head"]),
    ("either", {"Yes": "y/n"}, ["y/n"]),
    ("a number", {"Yes": 5}, ["5"]),
    ("perhaps", {"Yes": "x", "Which": "possibly Latin"}, ["possibly Latin"]),
    ("asked back", {"Yes": "x", "Which": "physics?"}, ["physics?"]),
    ("no beside yes", {"Yes": "x", "Which": "no"}, ["no"]),
    ("yes from a year", {"Yes": "Yes but only from 2027"}, ["but only from 2027"]),
    ("yes if", {"Yes": "Yes if we find the staff"}, ["if we find the staff"]),
    ("yes in a season", {"Yes": "Possibly in the summer"}, ["Possibly in the summer"]),
    ("tick, and a year", {"Yes": "x", "Which": "physics, from September 2027"},
     ["physics, from September 2027"]),
    ("taken back", {"Yes": "x", "Which": "We no longer have any"}, ["We no longer have any"]),
    ("not agreed", {"Yes": "x", "Which": "subject to governors"}, ["subject to governors"]),
    ("who left", {"Yes": "x", "Which": "our chemist left in June"}, ["our chemist left in June"]),
    ("declined", {"Yes": "yes - the head has declined"}, ["the head has declined"]),
    ("subjects not now", {"Not now": "maths from 2027"}, ["maths from 2027"]),
]  # fmt: skip


def test_what_is_not_plain_is_no_answer_and_is_listed(tmp_path: Path) -> None:
    forms = send(tmp_path / "sent", len(NOT_PLAIN))
    back = tmp_path / "back"
    back.mkdir()
    for (_, filled, _), (urn, source) in zip(NOT_PLAIN, forms.items(), strict=True):
        fill(source, back / f"{urn}.xlsx", {"T3": filled, "C1": {"Yes": "x"}})
    found = collect(back)
    for (way, _, words), urn in zip(NOT_PLAIN, forms, strict=True):
        assert offers(found)[urn] == {"C1"}, way
        told = listed(found, f"{urn}.xlsx")
        assert [one.split(" ", 1)[1] for one in told] == words, way
        assert all(one[0] in "BCDE" and one[1:3].isdigit() for one in told), told
    assert found.to_check == len(NOT_PLAIN)


WORDED: list[tuple[str, dict[str, Any], set[str]]] = [
    ("brackets", {"Yes": "x", "Which": "Maths (A level only)"}, {"T3 maths"}),
    ("a dash", {"Yes": "x", "Which": "MFL - French, German"},
     {"T3 languages", "T3 French", "T3 German"}),
    ("an and within", {"Yes": "x", "Which": "food and nutrition, D&T"},
     {"T3 food and nutrition", "T3 design and technology"}),
    ("all", {"Yes": "x", "Which": "all subjects"}, {"T3"}),
    ("a remark", {"Yes": "x", "Which": "on Fridays, in the hall of the village"}, {"T3"}),
    ("why not", {"No": "no capacity"}, {"T3=0"}),
    ("when", {"Not now": "from September 2027"}, {"T3=0"}),
    ("no under Yes", {"Yes": "None at the moment, sorry"}, {"T3=0"}),
    ("a sure no", {"Yes": "Certainly not"}, {"T3=0"}),
    ("its tag", {"Yes": "x", "Which": "T3 physics"}, {"T3 physics"}),
]  # fmt: skip


def test_words_are_understood_as_they_are_meant(tmp_path: Path) -> None:
    forms = send(tmp_path / "sent", len(WORDED))
    back = tmp_path / "back"
    back.mkdir()
    for (_, filled, _), (urn, source) in zip(WORDED, forms.items(), strict=True):
        fill(source, back / f"{urn}.xlsx", {"T3": filled})
    found = offers(collect(back))
    for (way, _, expected), urn in zip(WORDED, forms, strict=True):
        assert found[urn] == expected, way


def test_spoilt_forms_are_listed_and_stop_nothing(tmp_path: Path) -> None:
    """Cut, overwritten or with a part mangled: read or listed, whatever it is."""
    chance = Random(14)
    ((urn, sheet),) = send(tmp_path / "sheets", 1).items()
    ((_, word),) = send(tmp_path / "words", 1, "docx").items()
    fill(sheet, tmp_path / "a.xlsx", answers("x"))
    fill_word(word, tmp_path / "a.docx", answers("x"), boxes=True)
    whole = [(tmp_path / name).read_bytes() for name in ("a.xlsx", "a.docx")]
    back = tmp_path / "back"
    back.mkdir()
    for number in range(24):
        data = chance.choice(whole)
        (back / f"{number:02}.bin").write_bytes(spoil(data, chance))
    (back / "bomb.docx").write_bytes(bomb())
    found = collect(back)
    assert len(found.forms) == 25
    assert {one.outcome for one in found.forms} <= {
        "partly answered", "not read", "not understood", "empty", "set aside",
    }  # fmt: skip
    assert set(offers(found)) <= {urn}
    (bombed,) = [one for one in found.forms if one.file == "bomb.docx"]
    assert bombed.outcome == "not read"


def spoil(data: bytes, chance: Random) -> bytes:
    way = chance.randrange(3)
    if way == 0:
        return data[: chance.randrange(len(data))]
    if way == 1:
        spoilt = bytearray(data)
        for _ in range(20):
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
        return bytes(spoilt)
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            at = chance.randrange(len(part)) if part else 0
            cut = chance.randrange(200) if chance.random() < 0.4 else 0
            new.writestr(name, part[:at] + part[at + cut :])
    return made.getvalue()


def bomb() -> bytes:
    """A document whose text would unpack to 60 MB."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 60_000_000)
    return made.getvalue()


def test_ticks_and_crosses_in_one_column_may_be_yes_and_no(tmp_path: Path) -> None:
    forms = send(tmp_path / "sent", 2)
    back = tmp_path / "back"
    back.mkdir()
    one, two = forms
    mixed = {"C1": {"Yes": "\u2713"}, "L1": {"Yes": "x"}}
    fill(forms[one], back / "one.xlsx", mixed)
    fill(forms[two], back / "two.xlsx", {**mixed, "R1": {"No": "x"}})
    found = collect(back)
    assert offers(found) == {one: {"C1"}, two: {"C1", "L1", "R1=0"}}
    assert len(listed(found, "one.xlsx")) == 1
    assert listed(found, "two.xlsx") == []


def test_words_beside_an_answer_are_kept_and_noted(tmp_path: Path) -> None:
    ((urn, source),) = send(tmp_path / "sent", 1).items()
    back = tmp_path / "back"
    back.mkdir()
    filled = {
        "T3": {"Yes": "x", "Which": "physics, Klingon"},
        "C3 sports hall": {"Yes": "yes, but only on Tuesdays"},
        "C3": {"Yes": "x", "Which": "minibus and music rooms"},
        "L1": {"No": "No - we have no staff to spare"},
        "CONTACT": {"Yes": "x", "Which": "ring Mrs Example on 01234 567890"},
        "HOW MANY": {"Which": "about 3 schools"},
        "OWN WORDS": {"Which": "We keep bees. Write to office@ash.example.org"},
    }
    fill(source, back / "form.xlsx", filled)
    found = collect(back)
    (row,) = found.table().to_dict("records")
    assert set(row["Offers"].split("; ")) >= {"T3 physics", "C3 sports hall", "L1=0"}
    assert "C3 music" in row["Offers"]
    assert (row["Capacity"], row["Open to contact"]) == ("3", "yes")
    assert row["Notes"] == "We keep bees. Write to [address]"
    for words in ("Klingon", "only on Tuesdays", "no staff to spare", "[number]"):
        assert words in row["Beside the answers"], words
    assert "ring [name] on [number]" in row["Beside the answers"]
    for table in (found.account(), found.table()):
        assert not any(one in table.to_string() for one in ("01234", "Example"))
    assert listed(found, "form.xlsx") == ["E23 but only on Tuesdays"]  # kept, and to be looked at
    assert sum(one.note for one in found.remarks) >= 3
    assert urn == row["URN"]


def test_a_condition_stands_beside_the_answers_and_a_limit_leaves_the_yes(tmp_path: Path) -> None:
    ((_, source),) = send(tmp_path / "sent", 1).items()
    back = tmp_path / "back"
    back.mkdir()
    filled = {
        "C1": {"Yes": "x"},
        "C3 swimming pool": {"Yes": "x", "Which": "we no longer have a pool"},
        "C3 theatre": {"Yes": "yes, after school on Fridays"},
        "CONTACT": {"Yes": "Yes, once the new head is here"},
    }
    fill(source, back / "form.xlsx", filled)
    found = collect(back)
    (row,) = found.table().to_dict("records")
    assert (row["Offers"], row["Open to contact"]) == ("C1; C3 theatre", "unclear")
    for words in ("we no longer have a pool", "once the new head is here"):
        assert f"“{words}”: not counted" in row["Beside the answers"]
        assert any(words in told for told in listed(found, "form.xlsx"))


def test_a_row_of_a_persons_own_is_kept_and_listed(tmp_path: Path) -> None:
    ((_, source),) = send(tmp_path / "sent", 1).items()
    back = tmp_path / "back"
    back.mkdir()

    def add(book: openpyxl.Workbook) -> None:
        sheet = book.worksheets[0]
        sheet["B2"] = "Ashcombe School 01234 567890"
        sheet.cell(sheet.max_row + 1, 1).value = "Beekeeping, ask Mrs Example 01234 567890"
        sheet.cell(sheet.max_row, 2).value = "x"

    fill(source, back / "form.xlsx", {"C1": {"Yes": "x"}}, add)
    found = collect(back)
    assert "Beekeeping, ask [name] [number]: x" in found.table()["Beside the answers"][0]
    assert len(listed(found, "form.xlsx")) == 1
    written = " ".join([found.table().to_csv(), found.account().to_csv(), *found.lines()])
    assert "Beekeeping" in written
    assert "01234" not in written
    assert "Mrs" not in written


def test_what_is_no_answered_form_is_accounted_for(tmp_path: Path) -> None:
    forms = send(tmp_path / "sent", 5)
    urns = list(forms)
    back = tmp_path / "back"
    back.mkdir()
    shutil.copy(forms[urns[0]], back / "unopened.xlsx")
    fill(forms[urns[1]], back / "saved empty.xlsx", {})
    fill(forms[urns[2]], back / "900777-other.xlsx", answers("x"), lambda book: put(book, "900777"))
    fill(forms[urns[3]], back / "wrong name.xlsx", answers("x"),
         lambda book: put(book, urns[3], "Zephyr Heights Academy"))  # fmt: skip
    fill(forms[urns[4]], back / "whose.xlsx", answers("x"), lambda book: put(book, None))
    data = forms[urns[0]].read_bytes()
    (back / "cut.xlsx").write_bytes(data[: len(data) // 2])
    (back / "locked.xlsx").write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    )
    (back / "~$form.xlsx").write_bytes(b"\x05User")
    (back / ".~lock.form.ods#").write_bytes(b",user,pc")
    (back / "scan.pdf").write_bytes(b"%PDF-1.7\n")
    (back / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (back / "nothing.docx").write_bytes(b"")
    (back / "reply.txt").write_text("Sorry, we have no time for this.", encoding="utf-8")
    (back / "other.csv").write_text("URN,School name\n900501,Ash\n", encoding="utf-8")
    found = collect(back, [tmp_path / "sent" / "sent.csv"])
    outcome = {one.file: one.outcome for one in found.forms}
    assert outcome == {
        ".~lock.form.ods#": "passed over", "900777-other.xlsx": "set aside",
        "cut.xlsx": "not read", "locked.xlsx": "not read", "nothing.docx": "not read",
        "other.csv": "not read", "photo.jpg": "not read", "reply.txt": "not read",
        "saved empty.xlsx": "empty", "scan.pdf": "not read", "unopened.xlsx": "empty",
        "whose.xlsx": "set aside", "wrong name.xlsx": "set aside", "~$form.xlsx": "passed over",
    }  # fmt: skip
    why = {one.file: one.why for one in found.forms}
    assert "password" in why["locked.xlsx"]
    assert "900777" in why["900777-other.xlsx"]
    assert "Zephyr Heights" in why["wrong name.xlsx"]
    assert len(found.table()) == 0
    assert [urn for urn, _ in found.missing] == urns
    account = found.account()
    assert set(account["Outcome"]) == {"empty", "set aside", "not read", "passed over", "no answer"}


def put(book: openpyxl.Workbook, urn: str | None, name: str | None = None) -> None:
    """Write another URN, and another name, into the head of a form."""
    sheet = book.worksheets[0]
    sheet["B3"].value = urn
    if name:
        sheet["B2"].value = name


def test_the_name_of_the_file_stands_in_for_a_urn_that_was_deleted(tmp_path: Path) -> None:
    ((urn, source),) = send(tmp_path / "sent", 1).items()
    back = tmp_path / "back"
    back.mkdir()
    fill(source, back / source.name, answers("x"), lambda book: put(book, None))
    found = collect(back, [tmp_path / "sent" / "sent.csv"])
    assert offers(found) == {urn: OFFERED}
    assert [one.text for one in found.remarks if one.note] == [urn]


@pytest.mark.parametrize("days_known", [True, False])
def test_two_forms_of_one_school_are_put_together_and_listed(
    tmp_path: Path, days_known: bool
) -> None:
    ((urn, source),) = send(tmp_path / "sent", 1).items()
    back = tmp_path / "back"
    back.mkdir()
    early, late = ("2026-11-01T09:00:00Z", "2026-11-20T09:00:00Z") if days_known else ("", "")
    for name, filled, saved in (
        ("z first.xlsx", {"C1": {"Yes": "x"}, "L1": {"Yes": "x"}, "R1": {"No": "x"},
                          "CONTACT": {"Yes": "x"}}, early),
        ("a second.xlsx", {"C1": {"No": "x"}, "L1": {"Yes": "yes"}, "T2": {"Yes": "x"},
                           "CONTACT": {"No": "x"}}, late),
    ):  # fmt: skip
        path = fill(source, back / name, filled)
        path.write_bytes(with_day(path.read_bytes(), saved or "2026-11-01T09:00:00Z"))
    found = collect(back)
    kept = {"C1=0"} if days_known else set()
    assert offers(found) == {urn: {"L1", "R1=0", "T2", *kept}}
    remarks = [one for one in found.remarks if not one.note]
    assert len(remarks) == 2
    assert all(name in one.text for one in remarks for name in ("z first.xlsx", "a second.xlsx"))
    # Whichever of them is right, a no to contact is never taken for nothing said.
    assert found.table()["Open to contact"].tolist() == ["no"]
    assert found.table()["Forms"][0] == "a second.xlsx; z first.xlsx"


def test_that_is_all_makes_a_form_complete_only_where_it_answers_something(tmp_path: Path) -> None:
    forms = send(tmp_path / "sent", 3)
    back = tmp_path / "back"
    back.mkdir()
    ways: list[dict[str, dict[str, Any]]] = [
        {**answers("x"), "ALL": {"Yes": "x"}},
        {"ALL": {"Yes": "x"}},
        {**answers("x"), "ALL": {"Yes": "x", "Which": "apart from rugby"}},
    ]
    for (urn, source), filled in zip(forms.items(), ways, strict=True):
        fill(source, back / f"{urn}.xlsx", filled)
    found = collect(back)
    outcomes = [one.outcome for one in found.forms]
    assert outcomes == ["answered", "not understood", "partly answered"]
    assert list(found.table()["Complete"]) == ["offers", ""]
    assert found.to_check == 2


def test_needs_are_asked_and_collected_in_the_same_way(tmp_path: Path) -> None:
    offered = send(tmp_path / "offers", 2)
    wanted = send(tmp_path / "needs", 2, side=NEEDS)
    back = tmp_path / "back"
    back.mkdir()
    one, two = offered
    fill(offered[one], back / "o1.xlsx", answers("x"))
    fill(wanted[one], back / "n1.xlsx", {"T3": {"Yes": "x", "Which": "Latin"}})
    fill(wanted[two], back / "n2.xlsx", {"C1": {"No": "x"}, "ALL": {"Yes": "x"}})
    table = collect(back).table().set_index("URN")
    assert set(table["Offers"][one].split("; ")) == OFFERED
    assert table["Needs"][one] == "T3 Latin"
    assert (table["Needs"][two], table["Offers"][two]) == ("C1=0", "")
    assert table["Complete"][two] == "needs"


def test_the_command_writes_both_tables_and_never_over_somebodys_work(tmp_path: Path) -> None:
    ((urn, source),) = send(tmp_path / "sent", 1).items()
    back = tmp_path / "back"
    back.mkdir()
    fill(source, back / "form.xlsx", {**answers("x"), "T2": {"Yes": "maybe"}})
    out = tmp_path / "answers.csv"
    asked = ("--asked", tmp_path / "sent" / "sent.csv")
    told = output_of("collect", back, *asked, "--out", out)
    assert "1 file read = 1 partly answered" in told
    assert "Asked: 1; no answer from 0" in told
    first = out.read_bytes(), (tmp_path / "answers-account.csv").read_bytes()
    assert urn.encode() in first[0]
    assert b"maybe" in first[1]
    output_of("collect", back, *asked, "--out", out)
    assert (out.read_bytes(), (tmp_path / "answers-account.csv").read_bytes()) == first
    out.write_bytes(first[0] + b"900999,Mine\r\n")
    assert invoke("collect", back, "--out", out).exit_code == 1
    assert out.read_bytes().endswith(b"900999,Mine\r\n")
    assert invoke("collect", back, "--out", out, "--strict", "--force").exit_code == 3
    assert invoke("collect", tmp_path / "nowhere").exit_code == 1
    for _ in range(2):  # its own tables may lie among the forms
        told = output_of("collect", back, "--out", back / "answers.csv")
        assert "1 partly answered" in told


def test_text_of_a_form_runs_nowhere(tmp_path: Path) -> None:
    ((_, source),) = send(tmp_path / "sent", 1).items()
    back = tmp_path / "back"
    back.mkdir()
    hostile = "{{ 6007 * 7001 }} <script>alert(1)</script>"
    fill(source, back / "form.xlsx", {
        "C1": {"Yes": "x"}, "T2": {"Yes": "'=1+1"}, "OWN WORDS": {"Which": f"+1 {hostile}"},
    })  # fmt: skip
    out = tmp_path / "answers.csv"
    told = output_of("collect", back, "--out", out)
    assert "Error" not in told
    assert f"'+1 {hostile}" in out.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("out", [".", "..", ""])
def test_a_folder_as_the_table_of_answers_is_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, out: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = invoke("collect", tmp_path, "--out", out)
    assert "is a folder, not a file" in str(done.exception)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ask Mrs Example", "ask [name]"),
        ("Dr A. Example will help", "[name] will help"),
        ("Miss Jane Example: yes", "[name]: yes"),
        ("Dr Example Grammar School has one", "Dr Example Grammar School has one"),
        ("pupils miss school", "pupils miss school"),
        ("MS Teams", "MS Teams"),
    ],
)
def test_a_name_behind_a_title_is_kept_nowhere(typed: str, kept: str) -> None:
    assert kept_text(typed) == kept
