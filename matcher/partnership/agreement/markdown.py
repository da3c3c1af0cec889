"""An agreement as Markdown (CommonMark with tables): readable as it is, editable anywhere."""

from __future__ import annotations

import re

from matcher.partnership.agreement.document import (
    DOCUMENT_MARK,
    Agreement,
    Blank,
    Block,
    Bullets,
    Line,
    Paragraph,
    Table,
)

# What begins markup wherever it stands: also entities, and addresses that some readers turn
# into links by themselves.
_ANYWHERE = re.compile(r"[\\`*_\[\]<>#|~$@]|&(?=#|\w+;)|:(?=//)|(?<=www)\.", re.IGNORECASE)
# What begins a list or a line across the page where it stands first.
_FIRST = re.compile(r"^(?:[-+=](?=[-+= ]|$)|\d+[.)](?=\s|$))")
COMMENT = f"<!-- {DOCUMENT_MARK} -->"


def markdown(agreement: Agreement) -> bytes:
    """The agreement as UTF-8 text; the comment at its head says that it is one of ours."""
    out = [COMMENT, "", f"# {escape_markdown(agreement.title)}", ""]
    out += [f"between {escape_markdown(agreement.between)}", ""]
    for section in agreement.sections:
        out += [f"{'#' * (section.level + 1)} {escape_markdown(section.heading)}", ""]
        for block in section.blocks:
            out += [*_lines(block), ""]
    return ("\n".join(out).rstrip() + "\n").encode("utf-8")


def escape_markdown(text: str, *, first: bool = False) -> str:
    """Text in which nothing is markup; ``first``: it stands first in its line."""
    safe = _ANYWHERE.sub(lambda found: f"\\{found[0]}", text)
    return _FIRST.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", safe) if first else safe


def _lines(block: Block) -> list[str]:
    if isinstance(block, Paragraph):
        return [_text(block.line, first=True)]
    if isinstance(block, Bullets):
        return [f"- {_text(line, first=True)}" for line in block.lines]
    return _table(block)


def _table(block: Table) -> list[str]:
    header = [escape_markdown(text) or " " for text in block.header]
    rows = [header, ["---"] * len(header), *([_text(cell) for cell in row] for row in block.rows)]
    return [f"| {' | '.join(cells)} |" for cells in rows]


def _text(line: Line, *, first: bool = False) -> str:
    # The brackets of a blank stay bare: they link to nothing, and a person sees them.
    return "".join(
        f"**{part.text}**"
        if isinstance(part, Blank)
        else escape_markdown(part, first=first and not at)
        for at, part in enumerate(line)
    )
