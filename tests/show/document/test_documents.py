"""A document as a page, and as a tagged PDF that has every letter."""

from __future__ import annotations

import io
from html import escape

import docx
import pypdf
import pytest
from pdf_ua import elements, faults, reader, text_of
from strategies import HOSTILE, VALUE

from matcher.show.kit.document.blocks import (
    Bullets,
    Document,
    Heading,
    Paragraph,
    Picture,
    Table,
)
from matcher.show.kit.document.html import html
from matcher.show.kit.document.pdf import pdfs, pngs
from matcher.show.kit.document.word import word_files

LETTERS = "Ysgol Gwŷn ŵŷẁŶẂẄ łğčßé ṫḃ ș’ “” – −"
DRAWN = (
    '<svg role="img" aria-labelledby="one-title one-text" viewBox="0 0 90 40" width="90" '
    'height="40"><title id="one-title">Map</title><desc id="one-text">A circle.</desc>'
    '<circle cx="20" cy="20" r="9" fill="#fff" stroke="#12436D"/></svg>'
)


def document(*names: str) -> Document:
    return Document(
        names[0],
        names,
        (
            Heading("Names"),
            *(Paragraph(one, apart=True) for one in names),
            Heading("More", 3),
            Bullets(names),
            Table("All", ("Name", "km"), tuple((one, "1.5") for one in names), frozenset({"km"})),
            Picture(DRAWN, "A circle.", 0.3),
        ),
        names,
    )


@pytest.fixture(scope="module")
def hostile() -> bytes:
    return next(pdfs([document(*HOSTILE)]))


def test_the_pdf_is_tagged_as_pdf_ua_asks(hostile: bytes) -> None:
    assert faults(hostile) == []
    kinds = [kind for kind, _ in elements(hostile)]
    assert kinds[:2] == ["Document", "H1"]
    assert {"H2", "H3", "L", "LI", "Table", "TH", "TD", "Figure"} <= set(kinds)
    assert ("Figure", "A circle.") in elements(hostile)


def test_an_address_of_ours_is_a_link_and_text_of_a_list_never_is() -> None:
    address = "https://register.test/Establishments/Establishment/Details/123930?a&b"
    told = Document("One", (), (Paragraph("Here:", links=(("Fir https://x.test", address),)),))
    (pdf,), (word,) = pdfs([told]), word_files([told])
    assert faults(pdf) == []
    (link,) = (one.get_object() for one in reader(pdf).pages[0]["/Annots"])
    assert link["/A"]["/URI"] == address
    assert html(told).count("<a ") == 1
    assert f'<a href="{escape(address)}"><bdi>Fir https://x.test</bdi></a>.</p>' in html(told)
    (line,) = (one.text for one in docx.Document(io.BytesIO(word)).paragraphs[1:])
    assert line == "Here: Fir https://x.test."
    assert list(told.texts()) == ["One", line]


def test_a_row_of_a_table_stays_on_one_page_unless_it_is_as_high_as_one() -> None:
    """Its end on another page would have neither number nor name; none runs over the edge."""
    rows = [(f"begin{at}", f"{'words of a row ' * 40}end{at}") for at in range(40)]
    rows.append(("begin40", f"{'words of a row ' * 2000}end40"))
    table = Table("All", ("Name", "What"), tuple(rows), widths=(1, 2))
    (made,) = pdfs([Document("One", (), (table,))])
    pages = [page.extract_text() for page in reader(made).pages]
    found = [[at for at, page in enumerate(pages) if f"{word}{row}" in page.split()]
             for row in range(41) for word in ("begin", "end")]  # fmt: skip
    assert all(len(one) == 1 for one in found) and len(pages) > 3
    assert found[:80:2] == found[1:80:2] and found[80] < found[81]
    assert sum(page.split().count("words") for page in pages) == 40 * 40 + 2000


def test_the_checks_find_what_is_missing(hostile: bytes) -> None:
    from reportlab.pdfgen.canvas import Canvas

    plain = io.BytesIO()
    canvas = Canvas(plain)
    canvas.drawString(9, 9, "x")
    canvas.save()
    assert len(faults(plain.getvalue())) > 9
    for key in ("/Lang", "/MarkInfo", "/Metadata", "/StructTreeRoot", "/ViewerPreferences"):
        writer = pypdf.PdfWriter(io.BytesIO(hostile))
        del writer.root_object[key]
        made = io.BytesIO()
        writer.write(made)
        assert faults(made.getvalue()), key


def test_text_of_a_list_stays_text(hostile: bytes) -> None:
    page, read = html(document(*HOSTILE)), text_of(hostile)
    assert VALUE not in read and VALUE not in page
    assert "<img" not in page and "<script" not in page
    for name in HOSTILE:
        assert " ".join(name.split()) in read, name
    assert reader(hostile).metadata.title == HOSTILE[0]


def test_every_letter_is_read_back_and_the_same_bytes_come_twice() -> None:
    one, other = pdfs([document(LETTERS, "学 🏫", "a" * 300)] * 2)
    assert one == other == next(pdfs([document(LETTERS, "学 🏫", "a" * 300)]))
    read = text_of(one)
    assert LETTERS in read
    assert "[U+5B66] [U+1F3EB]" in read and "does not have" in read
    assert "does not have" not in text_of(next(pdfs([document(LETTERS)])))
    assert faults(one) == []
    # Nothing runs over the edge: a long word is parted.
    assert len(read) > 300 and "a" * 300 not in read


def test_a_title_without_end_is_cut_in_the_footer_and_what_is_no_character_is_left_out() -> None:
    made = next(pdfs([document("\uffff" + "long " * 400)]))
    pages = [page.extract_text() for page in reader(made).pages]
    assert all(len(page.partition("…")[0].splitlines()[-1]) <= 90 for page in pages)
    assert sum(page.count("…") for page in pages) == len(pages)


def test_a_picture_is_drawn_for_word() -> None:
    one, other = pngs([Picture(DRAWN, "A circle.")] * 2)
    assert one == other and one.startswith(b"\x89PNG")
