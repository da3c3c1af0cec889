"""Forms filled in and saved by LibreOffice, in each of the kinds of file that it writes."""

from __future__ import annotations

from pathlib import Path

from returned_forms import (
    OFFERED,
    OfficeJob,
    answers,
    fill,
    fill_in_office,
    fill_word,
    listed,
    offers,
    send,
)

from matcher.jobs.lists.collect import collect


def test_forms_that_libreoffice_filled_in_or_saved_again(tmp_path: Path) -> None:
    sheets = send(tmp_path / "sheets", 16)
    words = send(tmp_path / "words", 16, "docx")
    urns = list(sheets)
    back, by_hand = tmp_path / "back", tmp_path / "by hand"
    back.mkdir()
    by_hand.mkdir()
    ways = iter(urns)
    jobs: list[OfficeJob] = []
    # Filled in elsewhere, saved again by LibreOffice as something else.
    for suffix, tick in ((".ods", "\u2713"), (".xls", "\u2713"), (".csv", "x"), (".xlsx", True)):
        urn = next(ways)
        path = fill(sheets[urn], by_hand / f"{urn}.xlsx", answers(tick))
        jobs.append((path, back / f"again{suffix}", {}))
    for suffix in (".docx", ".odt"):
        urn = next(ways)
        path = fill_word(words[urn], by_hand / f"{urn}.docx", answers("x"), boxes=True)
        jobs.append((path, back / f"again{suffix}", {}))
    # Filled in by LibreOffice.
    for name, forms, filled in (
        ("a.xlsx", sheets, answers("x")),
        ("b.ods", sheets, answers("x")),
        ("c.xls", sheets, answers("yes", "not now", "no")),
        ("d.xlsx", sheets, answers("1")),
        ("e.ods", sheets, answers("1")),
        ("f.csv", sheets, answers("y", "Not now", "n")),
        ("g.docx", words, answers("x")),
        ("h.odt", words, answers("yes", "not now", "no")),
        ("i.doc", words, answers("x")),
    ):
        jobs.append((forms[next(ways)], back / name, filled))
    # A spreadsheet's box is TRUE or FALSE in its cell: FALSE is no tick, and no "no".
    boxed = {
        ref: {"Yes": ref in ("C1", "T3"), "Not now": ref == "X1", "No": ref == "L1"}
        for ref in ("C1", "T3", "X1", "L1", "T2", "R1")
    }
    urn = next(ways)
    path = fill(sheets[urn], by_hand / "boxed.xlsx", boxed)
    jobs.append((path, back / "boxed.ods", {}))
    fill_in_office(tmp_path, jobs)
    found = collect(back, [tmp_path / "sheets" / "sent.csv"])
    expected = dict.fromkeys(urns[:14], OFFERED) | {urn: {"C1", "T3", "X1=0", "L1=0"}}
    assert offers(found) == expected
    assert set(found.table()["Capacity"]) == {"2", ""}
    (unread,) = [one for one in found.forms if one.outcome != "partly answered"]
    assert (unread.file, unread.outcome) == ("i.doc", "not read")
    assert "old Word" in unread.why
    assert [one for form in found.forms for one in listed(found, form.file)] == []


def test_boxes_of_a_workbook_that_are_false_are_no_answers(tmp_path: Path) -> None:
    ((urn, source),) = send(tmp_path / "sent", 1).items()
    back = tmp_path / "back"
    back.mkdir()
    fill(source, back / "boxed.xlsx", {
        "C1": {"Yes": True, "Not now": False, "No": False}, "T2": {"Yes": False},
    })  # fmt: skip
    found = collect(back)
    assert offers(found) == {urn: {"C1"}}
    assert found.to_check == 0
