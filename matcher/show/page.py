"""A page of HTML that stands alone: its parts filled in once, its scripts named by hash.

The shell is ours and goes through no template engine. Text from a list enters it either
escaped by :func:`html.escape` or inside the JSON island.
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


def template(name: str) -> str:
    """The text of one of our own templates."""
    return (_TEMPLATES / name).read_text(encoding="utf-8")


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


def bdi(text: str) -> str:
    """Text of a list, escaped, its direction of writing kept to itself; "" for nothing."""
    return f"<bdi>{html.escape(text)}</bdi>" if text else ""


def table(
    caption: str,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    classes: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """A table of text cells with a caption, in a box that scrolls by itself, by keyboard
    too, where it is too wide. ``classes`` gives columns a class by their title."""
    named = [f' class="{classes[title]}"' if title in classes else "" for title in head]
    top = "".join(
        f'<th scope="col"{own}>{bdi(text)}</th>' for own, text in zip(named, head, strict=True)
    )
    body = "\n".join(
        "<tr>"
        + "".join(f"<td{own}>{bdi(text)}</td>" for own, text in zip(named, row, strict=True))
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="scroll" role="group" tabindex="0" aria-label="{html.escape(caption)}">'
        f"<table>\n<caption>{bdi(caption)}</caption>\n<thead><tr>{top}</tr></thead>\n"
        f"<tbody>\n{body}\n</tbody>\n</table></div>"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
