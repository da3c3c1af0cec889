"""What is still open is found, and what is filled in is not, however a document was edited."""

from __future__ import annotations

import copy
import dataclasses
import functools
import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from makers.agreements import named, partnership

from matcher.core.errors import FileError
from matcher.jobs.partnership.mou import agreement
from matcher.partnership.agreement.blanks import read_blanks
from matcher.partnership.agreement.document import OpenBlank
from matcher.partnership.agreement.non_answers import DATE, MEETING, PERIOD, find_non_answers
from matcher.partnership.agreement.parties import agreement_parties
from matcher.partnership.agreement.sections import agreement as content

BLANKS = content(agreement_parties(partnership())).blanks()


@functools.cache
def made() -> dict[str, bytes]:
    """The agreement in every form; the first test that asks makes it."""
    return agreement(partnership())


@pytest.fixture(params=["docx", "md"])
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / f"mou.{request.param}"
    path.write_bytes(made()[request.param])
    return path


@pytest.fixture
def edited(tmp_path: Path) -> Callable[[Callable[[Any], object]], tuple[OpenBlank, ...]]:
    """What is open after a change to the body of the Word document."""

    def check(change: Callable[[Any], object]) -> tuple[OpenBlank, ...]:
        document = Document(io.BytesIO(made()["docx"]))
        change(document.element.body)
        document.save(str(tmp_path / "mou.docx"))
        return read_blanks(tmp_path / "mou.docx").open

    return check


def control(body: Any, id_: str) -> Any:
    tag = f"{qn('w:sdtPr')}/{qn('w:tag')}"
    controls = body.iter(qn("w:sdt"))
    (found,) = [one for one in controls if one.find(tag).get(qn("w:val")) == f"mou:{id_}"]
    return found


def run(text: str, style: str = "") -> Any:
    look = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    return parse_xml(f"<w:r {nsdecls('w')}>{look}<w:t>{text}</w:t></w:r>")


def wrapped(name: str, *inside: Any) -> Any:
    made = parse_xml(f'<w:{name} {nsdecls("w")} w:id="9001" w:author="a"/>')
    made.extend(inside)
    return made


def test_every_blank_is_found_with_its_section_and_place(fresh: Path) -> None:
    found = read_blanks(fresh).open
    assert [one.prompt for one in found] == [blank.prompt for blank in BLANKS]
    assert OpenBlank("Year groups (O4)", "", "which year groups or classes take part") in found
    assert OpenBlank("6. Timetable", "First review, By when", "date") in found
    lead = OpenBlank(
        "Project leads (O2)", "Project lead, St Mary & St John’s", "role of the project lead"
    )
    assert lead in found


def test_blanks_go_one_by_one_as_they_are_filled_in(
    edited: Callable[[Callable[[Any], object]], tuple[OpenBlank, ...]],
) -> None:
    whole = edited(lambda body: None)
    for at in (0, 7, len(BLANKS) - 1):

        def fill(body: Any, at: int = at) -> None:
            (text,) = control(body, BLANKS[at].id).iter(qn("w:t"))
            text.text = "Year 9 & 10, from 2026"

        assert edited(fill) == (*whole[:at], *whole[at + 1 :])

    def fill_all(body: Any) -> None:
        for blank in BLANKS:
            for text in control(body, blank.id).iter(qn("w:t")):
                text.text = "1 May 2027"

    assert edited(fill_all) == ()


def test_a_control_that_is_empty_or_shows_words_own_placeholder_is_open(
    edited: Callable[[Callable[[Any], object]], tuple[OpenBlank, ...]],
) -> None:
    whole = edited(lambda body: None)

    def empty(body: Any) -> None:
        control(body, "O4").find(qn("w:sdtContent")).clear()

    def placeholder(body: Any) -> None:
        held = control(body, "O4").find(qn("w:sdtContent"))
        held.clear()
        held.append(run("Cliquez ici pour entrer du texte.", "PlaceholderText"))

    assert edited(empty) == edited(placeholder) == whole


def test_tracked_changes_count_as_if_they_were_accepted(
    edited: Callable[[Callable[[Any], object]], tuple[OpenBlank, ...]],
) -> None:
    whole = edited(lambda body: None)
    without = tuple(one for one in whole if one.section != "Year groups (O4)")

    def inside(body: Any) -> None:
        held = control(body, "O4").find(qn("w:sdtContent"))
        held[:] = [wrapped("del", *copy.deepcopy(list(held))), wrapped("ins", run("Year 9"))]

    def beside(body: Any) -> None:
        held = control(body, "O4").find(qn("w:sdtContent"))
        held[:] = [wrapped("del", *copy.deepcopy(list(held)))]
        control(body, "O4").addnext(wrapped("ins", run("Year 9")))

    def deleted_only(body: Any) -> None:
        held = control(body, "O4").find(qn("w:sdtContent"))
        held[:] = [wrapped("del", *copy.deepcopy(list(held)))]

    assert edited(inside) == edited(beside) == without
    assert edited(deleted_only) == whole

    def row_deleted(body: Any) -> None:
        row = next(control(body, "step-5").iterancestors(qn("w:tr")))
        row.get_or_add_trPr().append(wrapped("del"))

    assert edited(row_deleted) == tuple(one for one in whole if "First review" not in one.place)


def test_blanks_are_found_where_a_program_took_the_controls_or_parted_the_text(
    edited: Callable[[Callable[[Any], object]], tuple[OpenBlank, ...]],
) -> None:
    whole = edited(lambda body: None)

    def bare(body: Any) -> None:
        for one in list(body.iter(qn("w:sdt"))):
            for piece in one.find(qn("w:sdtContent")):
                (text,) = piece.iter(qn("w:t"))
                rest = text.text[6:]
                text.text = text.text[:6]
                one.addprevious(piece)
                piece.addnext(run(rest.replace("£", "&#163;")))
            one.getparent().remove(one)

    assert edited(bare) == whole


def test_a_blank_half_edited_or_added_by_a_person_is_open(fresh: Path) -> None:
    if fresh.suffix == ".docx":
        document = Document(str(fresh))
        document.add_paragraph("Cost: [To fill  in: by finance")
        document.save(str(fresh))
    else:
        fresh.write_bytes(fresh.read_bytes() + b"\nCost: \\[To fill  in: by finance\n")
    assert read_blanks(fresh).open[-1].prompt == "by finance"


PUT_OFF = ["TBC", "tba.", "?", "???", "XXX", "...", "…", "To be  confirmed", "[to be agreed]",
           "We will decide in June.", "will be decided", "we’ll see", "Details to follow",
           "decide later", "The heads will then agree it", "not yet", "maybe"]  # fmt: skip


@pytest.mark.parametrize("word", PUT_OFF)
def test_a_word_that_puts_it_off_fills_nothing_in(
    word: str, edited: Callable[[Callable[[Any], object]], tuple[OpenBlank, ...]], tmp_path: Path
) -> None:
    def put_off(body: Any) -> None:
        for id_ in ("O4", "lead-0"):
            (text,) = control(body, id_).iter(qn("w:t"))
            text.text = word

    wanted = f"to be settled: {' '.join(word.split())}"
    found = [one.prompt for one in edited(put_off) if "to be settled" in one.prompt]
    assert found == [
        f"role of the project lead, {wanted}",
        f"which year groups or classes take part, {wanted}",
    ]
    text = made()["md"].decode()
    for id_ in ("O4", "lead-0"):
        (blank,) = [one for one in BLANKS if one.id == id_]
        text = text.replace(f"**{blank.text}**", word, 1)
    (tmp_path / "mou.md").write_text(text, encoding="utf-8")
    looked = read_blanks(tmp_path / "mou.md")
    assert [one.prompt for one in looked.open if "to be settled" in one.prompt] == [wanted] * 2
    assert len(looked.open) == len(BLANKS)
    assert "O4" not in looked.settled


@pytest.mark.parametrize(
    "word",
    [
        "none",
        "n/a",
        "Year 9?",
        "x",
        "It is to be agreed each term",
        "To be better at maths",
        "We’ll meet every Tuesday",
        "",
        "We will decide in June. Until then Year 9.",
    ],
)
def test_an_answer_is_an_answer(word: str) -> None:
    assert find_non_answers(word) == []


@pytest.mark.parametrize(
    ("text", "prompt", "settled"),
    [
        ("by Christmas", DATE, False), ("done", DATE, False), ("June", MEETING, False),
        ("we will decide in June 2027", DATE, False), ("after 3 years", DATE, False),
        ("2027", DATE, True), ("autumn term 2026", DATE, True), ("1st of June", MEETING, True),
        ("June 1", DATE, True), ("1/6/27", DATE, True), ("n/a", PERIOD, True),
        ("three years after the end", PERIOD, True), ("soon after", PERIOD, False),
        ("by Christmas", "how often", True), ("by Christmas", "", True),
    ],
)  # fmt: skip
def test_a_date_is_a_year_or_a_day_or_a_term_with_its_year(
    text: str, prompt: str, settled: bool
) -> None:
    assert (find_non_answers(text, prompt) == []) == settled


def test_a_cell_that_asks_for_a_date_wants_one(
    edited: Callable[[Callable[[Any], object]], tuple[OpenBlank, ...]], tmp_path: Path
) -> None:
    ids = ("goal-year-by", "step-5", "agreed-1", "deletes-0")

    def fill(body: Any) -> None:
        for id_ in ids:
            (text,) = control(body, id_).iter(qn("w:t"))
            text.text = "by Christmas"

    def bare(body: Any) -> None:
        fill(body)
        for one in list(body.iter(qn("w:sdt"))):
            for piece in one.find(qn("w:sdtContent")):
                one.addprevious(piece)
            one.getparent().remove(one)

    text = made()["md"].decode()
    lines = text.splitlines()
    for row, at in (("By the end of the first year", 3), ("First review", 2), ("Deleted by", 2),
                    ("Governing body agreed on", 3)):  # fmt: skip
        (line,) = [line for line in lines if line.startswith(f"| {row}")]
        cells = line.split("|")
        cells[at] = " by Christmas "
        text = text.replace(line, "|".join(cells))
    (tmp_path / "dated.md").write_text(text, encoding="utf-8")
    for found in (edited(fill), edited(bare), read_blanks(tmp_path / "dated.md").open):
        assert len(found) == len(BLANKS)
        named = [one.place for one in found if "by Christmas (write a day" in one.prompt]
        assert sorted(place.partition(",")[0] for place in named) == [
            "By the end of the first year", "Deleted by", "First review",
            "Governing body agreed on",
        ]  # fmt: skip


def test_markdown_with_everything_filled_in_is_still_ours(tmp_path: Path) -> None:
    path = tmp_path / "mou.md"
    text = made()["md"].decode()
    for blank in BLANKS:
        text = text.replace(f"**{blank.text}**", "1 May 2027")
    path.write_text(text, encoding="utf-8-sig", newline="\r\n")
    assert read_blanks(path).open == ()


@pytest.mark.parametrize("form", ["docx", "md"])
def test_a_name_that_reads_as_a_blank_is_none(form: str, tmp_path: Path) -> None:
    path = tmp_path / f"mou.{form}"
    hostile = named("[to fill in: gold]", "[TO FILL IN", ("[to\u00a0fill in: x]",))
    path.write_bytes(agreement(hostile, (form,))[form])
    plain = dataclasses.replace(named("A", "B", ("x",)))
    expected = [blank.prompt for blank in content(agreement_parties(plain)).blanks()]
    assert [one.prompt for one in read_blanks(path).open] == expected


def test_a_document_somebody_else_made_is_not_ours(tmp_path: Path) -> None:
    other = tmp_path / "other.docx"
    Document().save(str(other))
    (tmp_path / "other.md").write_text("# Notes\n\n- [ ] to fill in\n", encoding="utf-8")
    (tmp_path / "old.md").write_bytes("# é".encode("cp1252"))
    (tmp_path / "plain.zip").write_bytes(b"x")
    for name, what in (
        ("other.docx", "not an agreement that matcher mou wrote"),
        ("other.md", "not an agreement that matcher mou wrote"),
        ("old.md", "not UTF-8"),
        ("plain.zip", "neither a Word document"),
        ("none.docx", "cannot be read"),
    ):
        with pytest.raises(FileError, match=what):
            read_blanks(tmp_path / name)


def test_bombs_and_broken_files_are_refused_and_never_a_traceback(tmp_path: Path) -> None:
    path = tmp_path / "mou.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 200_000_000)
    with pytest.raises(FileError, match="too large"):
        read_blanks(path)
    source, dice = made()["docx"], random.Random(5)
    for _ in range(300):
        data = bytearray(source)
        for _ in range(dice.randint(1, 20)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        path.write_bytes(bytes(data[: dice.choice([len(data), dice.randrange(len(data))])]))
        try:
            assert isinstance(read_blanks(path).open, tuple)
        except FileError as error:
            assert "mou.docx" in error.where
