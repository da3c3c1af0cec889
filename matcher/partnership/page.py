"""A page of HTML that stands alone, without a script: its shell, its text, its tables.

Text from a list or a record enters it escaped, and only by the functions here.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Sequence
from pathlib import Path

_TEMPLATES = Path(__file__).resolve().parent / "templates"
_SLOT = re.compile(r"<!--slot:(\w+)-->")


def page(title: str, lead: Sequence[str], body: Sequence[str], footer: Sequence[str]) -> str:
    """The page. ``title`` and ``lead`` are plain text; ``body`` and ``footer`` are HTML made
    by the functions below. The same bytes for the same parts; nothing but its own style is
    allowed to load (Content Security Policy, W3C CSP Level 3)."""
    style = (_TEMPLATES / "page.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    parts = {
        "policy": policy,
        "style": style,
        "title": html.escape(" ".join(title.split())),
        "heading": text(title),
        "lead": "\n".join(f'<p class="lead">{text(line)}</p>' for line in lead),
        "body": "\n".join(body),
        "footer": "\n".join(footer),
    }
    shell = (_TEMPLATES / "page.html").read_text(encoding="utf-8")
    # One pass: text that was filled in is never looked at again.
    return _SLOT.sub(lambda found: parts[found[1]], shell)


def text(words: str) -> str:
    """Text, escaped, its direction of writing kept to itself."""
    return f"<bdi>{html.escape(words)}</bdi>" if words else ""


def paragraph(words: str) -> str:
    """A paragraph of text."""
    return f"<p>{text(words)}</p>"


def heading(words: str, level: int = 2) -> str:
    """A heading; ``level`` from 2."""
    return f"<h{level}>{text(words)}</h{level}>"


def bullets(lines: Sequence[str]) -> str:
    """A list of lines of text."""
    return "<ul>\n" + "\n".join(f"<li>{text(line)}</li>" for line in lines) + "\n</ul>"


def table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of text cells in a box that scrolls by itself where it is too wide."""
    top = "".join(f'<th scope="col">{text(one)}</th>' for one in head)
    body = "\n".join(
        "<tr>" + "".join(f"<td>{text(one)}</td>" for one in row) + "</tr>" for row in rows
    )
    return (
        f'<div class="scroll" tabindex="0" role="group" aria-label="{html.escape(caption)}">'
        f"<table>\n<caption>{text(caption)}</caption>\n<thead><tr>{top}</tr></thead>\n"
        f"<tbody>\n{body}\n</tbody>\n</table></div>"
    )
