"""A page of HTML that stands alone: its shell, its text, its tables.

The shell is ours and goes through no template engine. Text from a list or a record enters
it escaped, and only by the functions here (or, on the map, in a JSON island).
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

_TEMPLATES = Path(__file__).resolve().parent / "templates"
_SLOT = re.compile(r"<!--slot:(\w+)-->")


def page(
    title: str,
    lead: Sequence[str],
    body: Sequence[str],
    footer: Sequence[str],
    heading: str = "",
    *,
    one_sheet: bool = False,
) -> str:
    """A page without a script. ``title`` is plain text; ``lead``, ``body``, ``footer`` and
    ``heading`` (else the title) are HTML made by the functions below. The same bytes for the
    same parts; nothing but its own style may load. ``one_sheet``: it is printed small, so that
    what fills a screen or two fits on one sheet of A4."""
    names = ("page.css", "one_sheet.css") if one_sheet else ("page.css",)
    style = "".join((_TEMPLATES / name).read_text(encoding="utf-8") for name in names)
    parts = {
        "policy": html.escape(policy((), (style,), images="")),
        "style": style,
        "title": html.escape(" ".join(title.split())),
        "heading": heading or text(title),
        "lead": "\n".join(lead),
        "body": "\n".join(body),
        "footer": "\n".join(footer),
    }
    return fill((_TEMPLATES / "page.html").read_text(encoding="utf-8"), parts)


def fill(shell: str, parts: Mapping[str, str]) -> str:
    """``shell`` with each ``<!--slot:name-->`` replaced, in a single pass: text that was
    filled in is never looked at again. An unknown name is a KeyError."""
    return _SLOT.sub(lambda found: parts[found[1]], shell)


def policy(scripts: Sequence[str], styles: Sequence[str], *, images: str) -> str:
    """A Content Security Policy that allows these scripts and styles by their SHA-256,
    pictures from ``images``, and nothing else (W3C CSP Level 3)."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src " + " ".join(_hash(text) for text in scripts),
            "style-src " + " ".join(_hash(text) for text in styles),
            f"img-src data: {images}",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def text(words: str) -> str:
    """Text, escaped, its direction of writing kept to itself; "" for nothing."""
    return f"<bdi>{html.escape(words)}</bdi>" if words else ""


def lead(words: str, *, apart: bool = False) -> str:
    """A line under the title; ``apart`` sets off what a reader must not miss."""
    return f'<p class="lead{" apart" if apart else ""}">{text(words)}</p>'


def paragraph(words: str, links: Sequence[tuple[str, str]] = ()) -> str:
    """A paragraph of text; ``links``: names that follow it in a row, each with an address of
    ours."""
    named = ", ".join(f'<a href="{html.escape(to)}">{text(name)}</a>' for name, to in links)
    return f"<p>{text(words)} {named}.</p>" if links else f"<p>{text(words)}</p>"


def heading(words: str, level: int = 2, anchor: str = "") -> str:
    """A heading; ``level`` from 2. ``anchor``: an id of ours, "" for none."""
    named = f' id="{html.escape(anchor)}"' if anchor else ""
    return f"<h{level}{named}>{text(words)}</h{level}>"


def bullets(lines: Sequence[str]) -> str:
    """A list of lines of text."""
    return "<ul>\n" + "\n".join(f"<li>{text(line)}</li>" for line in lines) + "\n</ul>"


def sentences(clauses: Sequence[str]) -> list[str]:
    """Clauses as sentences: each with a capital and a full stop."""
    ended = (one if one.endswith((".", "?")) else f"{one}." for one in clauses)
    return [f"{one[:1].upper()}{one[1:]}" for one in ended]


def sources(lines: Sequence[str]) -> list[str]:
    """The footer that names whose data a page rests on."""
    return [heading("Sources"), bullets(lines)]


def folded(summary: str, body: Sequence[str], *, name: str = "", is_open: bool = False) -> str:
    """A part of a page that its reader opens. ``summary`` and ``body`` are HTML made by the
    functions here; ``name``, ours, is its id, to be jumped to. It is printed as it stands: open
    or closed."""
    own = f' id="{name}"' if name else ""
    return (
        f"<details{own}{' open' if is_open else ''}><summary>{summary}</summary>\n"
        + "\n".join(body)
        + "\n</details>"
    )


def contents(label: str, entries: Sequence[tuple[str, str]]) -> str:
    """A list of links to parts of the page: (id, ours; words)."""
    rows = "\n".join(f'<li><a href="#{name}">{text(words)}</a></li>' for name, words in entries)
    return f'<nav class="contents" aria-label="{html.escape(label)}"><ul>\n{rows}\n</ul></nav>'


def figures(*titles: str) -> dict[str, str]:
    """The class of columns of figures, which are set to the right, by their titles."""
    return dict.fromkeys(titles, "figure")


def _before(title: str) -> str:
    """A title of a column as it stands before its cell: "No. 1", "How far: 2 km"."""
    return title if title.endswith((".", "?")) else f"{title}:"


def table(
    caption: str,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    classes: Mapping[str, str] = MappingProxyType({}),
    *,
    cards: bool = False,
) -> str:
    """A table of text cells with a caption, in a box that scrolls by itself, by keyboard
    too, where it is too wide. ``classes`` gives columns a class by their title. ``cards``: on a
    phone each row is a card, a line for each cell with its title; whoever hears the page still
    hears a table, by its roles."""
    named = [f' class="{classes[title]}"' if title in classes else "" for title in head]
    labels = [
        f'{own} role="cell" data-label="{html.escape(_before(title))}"' if cards else own
        for own, title in zip(named, head, strict=True)
    ]
    role = {
        name: f' role="{name}"' if cards else ""
        for name in ("table", "rowgroup", "row", "columnheader")
    }
    top = "".join(
        f'<th scope="col"{own}{role["columnheader"]}>{text(cell)}</th>'
        for own, cell in zip(named, head, strict=True)
    )
    body = "\n".join(
        f"<tr{role['row']}>"
        + "".join(f"<td{own}>{text(cell)}</td>" for own, cell in zip(labels, row, strict=True))
        + "</tr>"
        for row in rows
    )
    whole = f'{role["table"]} class="cards"' if cards else ""
    return (
        f'<div class="scroll" role="group" tabindex="0" aria-label="{html.escape(caption)}">'
        f"<table{whole}>\n<caption>{text(caption)}</caption>\n"
        f"<thead{role['rowgroup']}><tr{role['row']}>{top}</tr></thead>\n"
        f"<tbody{role['rowgroup']}>\n{body}\n</tbody>\n</table></div>"
    )
