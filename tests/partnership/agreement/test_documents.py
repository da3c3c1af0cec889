"""The agreement as Word, Markdown and PDF: hostile names, same bytes, and accessibility."""

from __future__ import annotations

import io
import itertools
import re
import shutil
import subprocess
import time
import unicodedata
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from makers.agreements import named, partnership, word_cells
from markdown_it import MarkdownIt
from strategies import HOSTILE

from matcher.jobs.partnership.mou import FORMATS, agreement
from matcher.partnership.agreement.blanks import read_blanks
from matcher.partnership.agreement.document import safe_line

NAMES = st.one_of(
    st.sampled_from([*HOSTILE, "A & B <C>", "[to fill in: x]", "x\x00\x0b\x1fy", "1. a", "- b",
                     "\u202egnp.exe", "[a]: http://x", "| a | b |", "&amp;", "]]>", "#", "===",
                     "Ysgol Tŷ Gwyn", "Łódź 学校 😀", "e\u0301", "\ud800", "\uffff"]),
    st.text(st.characters(), max_size=40),
    st.text("&<>\"'[]|*_`\\#!()-=+~$@.:/ \n\t\x00\x0c", max_size=40),
)  # fmt: skip


def visible(text: str) -> str:
    """What of a text can be seen, white space apart: an oracle of its own for tidy."""
    gone = {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A)), "\ufffe", "\uffff"}
    return "".join(
        one
        for one in text
        if not one.isspace() and (ord(one) > 127 or ord(one) >= 32) and one not in gone
        and one != "\x7f" and unicodedata.category(one) != "Cs"
    )  # fmt: skip


@pytest.mark.slow
@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(st.lists(NAMES, min_size=100, max_size=100))
def test_hundreds_of_hostile_names_survive(names: list[str]) -> None:
    """Four agreements of a hundred names each, in every format."""
    one, other, *words = names
    made = agreement(named(one, other, tuple(words)))
    wanted = {visible(name) for name in names} - {""}

    cells = {visible(cell) for cell in word_cells(made["docx"])}
    # The two parties may be called the same, and are told apart then.
    both = (visible(one), visible(other))
    if both[0] != both[1]:
        assert {name for name in both if name} <= cells
    shown = {cell.casefold() for cell in cells}
    assert {visible(w).casefold() for w in words} - {""} <= shown

    tokens = MarkdownIt("commonmark").enable("table").parse(made["md"].decode("utf-8"))
    inline = [token for token in tokens if token.type == "inline"]
    texts = set()
    for token in inline:
        kinds = {child.type for child in token.children or ()}
        assert kinds <= {"text", "text_special", "strong_open", "strong_close"}, token.content
        texts.add(visible("".join(child.content for child in token.children or ())))
    assert not [token for token in tokens if token.type in ("code_block", "fence", "hr")]
    assert len([token for token in tokens if token.type == "html_block"]) == 1  # our comment
    assert {visible(w).casefold() for w in words} - {""} <= {text.casefold() for text in texts}
    joined = "".join(texts)
    assert all(name in joined for name in wanted if name in both)

    pypdf = pytest.importorskip("pypdf", reason="pypdf reads a PDF back")
    pages = pypdf.PdfReader(io.BytesIO(made["pdf"])).pages
    read = visible("".join(page.extract_text() for page in pages)).casefold()
    for name in names:
        for part in re.findall(r"[!-~]+", safe_line(name)):
            if part.isascii() and len(part) < 15:  # a longer one may be parted between pages
                assert visible(part).casefold() in read


def test_a_name_of_thousands_of_letters_fits_every_format() -> None:
    made = agreement(named("A" * 5000, "word " * 800, ("x" * 5000,)))
    assert ("A" * 5000) in word_cells(made["docx"])
    assert set(made) == set(FORMATS)


def test_the_same_partnership_gives_the_same_bytes() -> None:
    first = agreement(partnership())
    time.sleep(1.1)  # the clock of a file has seconds, that of an archive two
    assert agreement(partnership()) == first
    assert agreement(partnership(), ("md",)) == {"md": first["md"]}
    with zipfile.ZipFile(io.BytesIO(first["docx"])) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert not re.search(r"created|modified|python", core)


def test_the_word_document_is_accessible() -> None:
    """Title, language, headings in order, and tables whose first row is marked and repeated."""
    document = Document(io.BytesIO(agreement(partnership(), ("docx",))["docx"]))
    told = document.core_properties
    assert told.title.startswith("Memorandum of understanding between Ashford")
    assert told.language == "en-GB"
    languages = {one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}
    assert [p.text for p in document.paragraphs if p.style.name == "Title"] == [
        "Memorandum of understanding"
    ]
    levels = [int(p.style.name[-1]) for p in document.paragraphs if p.style.name[:7] == "Heading"]
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))
    assert len(document.tables) >= 10
    for table in document.tables:
        rows = table._tbl.tr_lst
        marked = [row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in rows]
        assert marked == [True, *[False] * (len(rows) - 1)]
        caption = table._tbl.tblPr.find(qn("w:tblCaption"))
        assert caption is not None
        assert caption.get(qn("w:val"))
        look = table._tbl.tblPr.findall(qn("w:tblLook"))
        assert [(one.get(qn("w:firstRow")), one.get(qn("w:firstColumn"))) for one in look] == [
            ("1", "1")
        ]
        assert all(cell.text.strip() for cell in table.rows[0].cells)
        assert not list(table._tbl.iter(qn("w:gridSpan"), qn("w:vMerge")))
    numbers = [c.get(qn("w:val")) for c in document.element.body.iter(qn("w:id"))]
    assert len(set(numbers)) == len(numbers)
    for kind in ("w:tag", "w:alias"):
        assert all(len(c.get(qn("w:val"))) <= 64 for c in document.element.body.iter(qn(kind)))


def test_the_pdf_has_a_title_a_language_and_a_bookmark_for_each_heading() -> None:
    pypdf = pytest.importorskip("pypdf", reason="pypdf reads a PDF back")
    made = agreement(partnership())
    reader = pypdf.PdfReader(io.BytesIO(made["pdf"]))
    assert reader.metadata.title.startswith("Memorandum of understanding between Ashford")
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"]

    def titles(outline: list[object]) -> list[str]:
        return [
            title
            for one in outline
            for title in (titles(one) if isinstance(one, list) else [one.title])  # type: ignore[attr-defined]
        ]

    headings = re.findall(r"^##+ (.*)$", made["md"].decode(), re.M)
    assert titles(reader.outline) == headings
    assert "[to fill in: how often]" in "".join(page.extract_text() for page in reader.pages)


def test_letters_that_the_pdf_lacks_are_shown_by_others_and_it_says_so() -> None:
    pypdf = pytest.importorskip("pypdf", reason="pypdf reads a PDF back")

    def read(name: str) -> str:
        data = agreement(named(name, "Other"), ("pdf",))["pdf"]
        pages = pypdf.PdfReader(io.BytesIO(data)).pages
        return " ".join("".join(page.extract_text() for page in pages).split())

    assert "Ysgol Tŷ Gwŷn ẂŶẁ łğčß" in read("Ysgol Tŷ Gwŷn ẂŶẁ łğčß")
    assert "[U+5B66]" in read("学")
    assert "Letters that the type of this PDF does not have" in read("学")
    assert "Letters that the type" not in read("St Mary’s – Café £5")


@pytest.fixture
def office(tmp_path: Path) -> list[str]:
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    profile = (tmp_path / "profile").as_uri()
    return [program, f"-env:UserInstallation={profile}", "--headless"]


@pytest.mark.slow
def test_libreoffice_opens_the_document_and_leaves_its_blanks(
    office: list[str], tmp_path: Path
) -> None:
    source = tmp_path / "source" / "mou.docx"
    source.parent.mkdir()
    source.write_bytes(agreement(named("A & <B>", "[to fill in: me]"), ("docx",))["docx"])
    for form in ("pdf", "docx"):
        done = subprocess.run(
            [*office, "--convert-to", form, "--outdir", tmp_path, source],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert (tmp_path / f"mou.{form}").stat().st_size > 5_000
    assert read_blanks(tmp_path / "mou.docx").open == read_blanks(source).open
