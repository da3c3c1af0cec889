"""A form that asks one school, as a document of Word with boxes that a click ticks; and the
letter that an office sends with the forms.

The table is written as XML of the format itself: cell by cell through the library, a folder of
a thousand forms would take a quarter of an hour.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from matcher.core.cells import without_controls
from matcher.core.questionnaire import ANSWERS, CAPACITY, COLUMNS, OWN_WORDS, Question
from matcher.show.forms.asking_form import AskingForm
from matcher.show.kit.word_file import new_document, saved

if TYPE_CHECKING:
    from docx.document import Document

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
_WIDTHS = (4300, 680, 880, 680, 3300, 3750, 1200)  # twentieths of a point, of each of COLUMNS
_BOX, _TICKED = "\u2610", "\u2612"
_HEAD, _SECTION, _NOT_HERE = "DDE6ED", "F2F2F2", "D9D9D9"


def asking_document(form: AskingForm) -> bytes:
    """The form as the bytes of a .docx; the same form gives the same bytes."""
    document = new_document(f"{form.title} {form.school.name}", landscape=True)
    document.add_paragraph(_plain(form.title), style="Title")
    for label, value in form.labels:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = 0
        paragraph.add_run(f"{label}: ").bold = True
        paragraph.add_run(_plain(value))
    document.add_paragraph()
    for line in form.lines:
        document.add_paragraph(_plain(line))
    _add_table(document, "".join(_table(form)))
    return saved(document)


def letter(title: str, paragraphs: Sequence[str], bullets: Sequence[str]) -> bytes:
    """A letter of plain paragraphs, the ``bullets`` before the last of them."""
    document = new_document(title, landscape=False)
    document.add_paragraph(_plain(title), style="Title")
    for text in paragraphs[:-1]:
        document.add_paragraph(_plain(text))
    for text in bullets:
        document.add_paragraph(_plain(text), style="List Bullet")
    document.add_paragraph(_plain(paragraphs[-1]))
    return saved(document)


def _add_table(document: Document, xml: str) -> None:
    from docx.oxml import parse_xml

    body = document.element.body
    body.insert(len(body) - 1, parse_xml(xml))  # before the properties of the section


def _table(form: AskingForm) -> Iterator[str]:
    yield f'<w:tbl xmlns:w="{_W}" xmlns:w14="{_W14}"><w:tblPr><w:tblStyle w:val="TableGrid"/>'
    yield f'<w:tblW w:w="{sum(_WIDTHS)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
    yield '<w:tblLook w:val="0020" w:firstRow="1"/>'
    yield f'<w:tblCaption w:val="{_attribute(form.title)}"/></w:tblPr><w:tblGrid>'
    yield from (f'<w:gridCol w:w="{width}"/>' for width in _WIDTHS)
    yield "</w:tblGrid>"
    heads = [_cell(head, width, bold=True, shade=_HEAD)
             for head, width in zip(COLUMNS, _WIDTHS, strict=True)]  # fmt: skip
    yield f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(heads)}</w:tr>"
    number = 1
    for section, questions in form.sections():
        yield f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{_heading(section)}</w:tr>"
        for question in questions:
            noted = form.school.noted.get(question.ref, "")
            yield "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
            yield from _row(question, noted, number)
            yield "</w:tr>"
            number += len(ANSWERS)
    yield "</w:tbl>"


def _row(question: Question, noted: str, number: int) -> Iterator[str]:
    yield _cell(question.text, _WIDTHS[0])
    for at, answer in enumerate(ANSWERS):
        ticks = question.ref not in (OWN_WORDS, CAPACITY)
        box = _box(f"{answer}: {question.text}", number + at) if ticks else ""
        yield _cell("", _WIDTHS[1 + at], inside=box, centred=True, shade="" if ticks else _NOT_HERE)
    yield _cell("", _WIDTHS[4])
    yield _cell(noted, _WIDTHS[5], italic=True)
    yield _cell(question.ref, _WIDTHS[6], small=True)


def _heading(text: str) -> str:
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{sum(_WIDTHS)}" w:type="dxa"/>'
        f'<w:gridSpan w:val="{len(_WIDTHS)}"/>'
        f'<w:shd w:val="clear" w:color="auto" w:fill="{_SECTION}"/></w:tcPr>'
        f"<w:p><w:pPr><w:keepNext/></w:pPr>{_run(text, bold=True)}</w:p></w:tc>"
    )


def _cell(
    text: str,
    width: int,
    *,
    inside: str = "",
    bold: bool = False,
    italic: bool = False,
    small: bool = False,
    centred: bool = False,
    shade: str = "",
) -> str:
    fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
    middle = '<w:jc w:val="center"/>' if centred else ""
    run = _run(text, bold=bold, italic=italic, small=small) if text else inside
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{fill}</w:tcPr>'
        f'<w:p><w:pPr><w:spacing w:before="20" w:after="20"/>{middle}</w:pPr>{run}</w:p></w:tc>'
    )


def _run(text: str, *, bold: bool = False, italic: bool = False, small: bool = False) -> str:
    look = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "")
    size = 13 if small else 18  # half points
    return (
        f'<w:r><w:rPr>{look}<w:sz w:val="{size}"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(_plain(text))}</w:t></w:r>'
    )


def _box(alias: str, number: int) -> str:
    """A box that a click ticks, empty."""
    font = "MS Gothic"
    return (
        f'<w:sdt><w:sdtPr><w:alias w:val="{_attribute(alias[:60])}"/><w:id w:val="{number}"/>'
        f'<w14:checkbox><w14:checked w14:val="0"/>'
        f'<w14:checkedState w14:val="{ord(_TICKED):04X}" w14:font="{font}"/>'
        f'<w14:uncheckedState w14:val="{ord(_BOX):04X}" w14:font="{font}"/></w14:checkbox>'
        f'</w:sdtPr><w:sdtContent><w:r><w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}" '
        f'w:eastAsia="{font}" w:hint="eastAsia"/></w:rPr><w:t>{_BOX}</w:t></w:r>'
        "</w:sdtContent></w:sdt>"
    )


def _attribute(text: str) -> str:
    return escape(_plain(text), {'"': "&quot;"})


def _plain(text: str) -> str:
    return without_controls(text)
