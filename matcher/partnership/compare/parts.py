"""Pieces of HTML that the pictures and the page share: text escaped, figures, a table."""

from __future__ import annotations

import html
import math
from collections.abc import Collection, Sequence


def bdi(text: str) -> str:
    """Text of a list, escaped, its direction of writing kept to itself."""
    return f"<bdi>{html.escape(text)}</bdi>" if text else ""


def figure(value: float, decimals: int = 2) -> str:
    """A figure; blank where there is none, never "-0.00". The minus is the plain one: a
    terminal that cannot show another must not lose a sign."""
    if math.isnan(value):
        return ""
    if math.isinf(value):
        return "infinite" if value > 0 else "-infinite"
    text = f"{value:.{decimals}f}"
    return text[1:] if text.startswith("-") and not text.strip("-0.") else text


def table(
    caption: str, head: Sequence[str], rows: Sequence[Sequence[str]], figures: Collection[int]
) -> str:
    """A table of text cells in a box that scrolls by itself where it is too wide;
    ``figures`` are the columns set to the right."""

    def cells(element: str, texts: Sequence[str], more: str = "") -> str:
        return "".join(
            f"<{element}{more}{right}>{bdi(text)}</{element}>"
            for at, text in enumerate(texts)
            for right in [' class="figure"' if at in figures else ""]
        )

    body = "\n".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    top = cells("th", head, ' scope="col"')
    return (
        f'<div class="scroll" role="group" tabindex="0" aria-label="{html.escape(caption)}">'
        f"<table>\n<caption>{bdi(caption)}</caption>\n"
        f"<thead><tr>{top}</tr></thead>\n"
        f"<tbody>\n{body}\n</tbody>\n</table></div>"
    )
