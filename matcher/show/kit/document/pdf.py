"""A document as a tagged PDF (PDF/UA-1), made by typst: title, language, headings in their order,
tables with marked headings, pictures told in words.

What is told reaches typst as data, never as markup: our own template reads it as JSON. The same
document gives the same bytes: no day is written, no type of the machine is used, and nothing is
fetched.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.core.cells import without_controls
from matcher.core.errors import SettingError
from matcher.core.page.font import FAMILY, NOTE, Letters, font_folder, register_font
from matcher.show.kit.document.blocks import Document, Picture

if TYPE_CHECKING:
    import typst

STANDARD = "ua-1"
_TEMPLATES = Path(__file__).resolve().parent / "templates"
_NOTE = NOTE.format(other="page in HTML")
# What a picture needs to be read outside a page: its names, and our type.
_ROOT = f'<svg xmlns="http://www.w3.org/2000/svg" font-family="{FAMILY}" '
_DOTS = 200.0  # in an inch, of a picture for Word


def compiler() -> typst.Compiler:
    """Typst with our template and our type alone. Raises :class:`SettingError` where it is not
    installed."""
    try:
        import typst
    except ImportError:
        raise SettingError(
            "PDF and Word need the package typst",
            where="--format",
            hint='install "school-partner-matcher[report]", or choose html',
        ) from None
    return typst.Compiler(
        root=str(_TEMPLATES), font_paths=[str(font_folder())], ignore_system_fonts=True
    )


def pdfs(documents: Iterable[Document]) -> Iterator[bytes]:
    """The bytes of a PDF for each document, A4. One compiler makes them all."""
    made, glyphs = compiler(), register_font()
    for document in documents:
        told = _plain(document, Letters(glyphs))
        yield _compiled(made, "document.typ", {"document": told}, "pdf")


def pngs(pictures: Iterable[Picture]) -> Iterator[bytes]:
    """Each picture as PNG, for what can show no SVG."""
    made = compiler()
    for picture in pictures:
        yield _compiled(made, "picture.typ", {"picture": _standalone(picture.svg)}, "png")


def _compiled(made: typst.Compiler, template: str, inputs: dict[str, str], form: Any) -> bytes:
    """What typst makes of one of our templates."""
    data = made.compile(
        input=str(_TEMPLATES / template),
        format=form,
        sys_inputs=inputs,
        **({"pdf_standards": STANDARD} if form == "pdf" else {"ppi": _DOTS}),
    )
    return data[0] if isinstance(data, list) else data or b""


def _plain(document: Document, letters: Letters) -> str:
    """The document as JSON, in letters that the type has, each block with the name of its kind."""

    def text(value: Any) -> Any:
        if isinstance(value, str):
            return letters.plain(" ".join(without_controls(value).split()))
        if isinstance(value, list | tuple | frozenset):
            return [text(one) for one in (sorted(value) if isinstance(value, frozenset) else value)]
        return value

    blocks = []
    for block in document.blocks:
        told = {name: text(value) for name, value in asdict(block).items()}
        if isinstance(block, Picture):
            told["svg"] = _standalone(block.svg)
        blocks.append({"kind": type(block).__name__.lower(), **told})
    told = {
        "title": text(document.title),
        "lead": text(document.lead),
        "blocks": blocks,
        "sources": text(document.sources),
        "contents": bool(document.parts()),
    }
    told["note"] = _NOTE if letters.missing else ""
    return json.dumps({**told, "family": FAMILY}, ensure_ascii=False)


def _standalone(svg: str) -> str:
    return svg.replace("<svg ", _ROOT, 1)
