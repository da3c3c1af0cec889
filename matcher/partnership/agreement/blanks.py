"""What in an agreement is still to be filled in, read back from the document as it is now.

A blank is open while its text stands there, or while its content control is empty or shows
the program's own placeholder; so is what only puts the answer off, and what names no date
where one is asked for. A document is one of ours if its properties say so, or it has a content
control or a blank of ours: so one is known even after a program that drops either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from matcher.core.errors import FileError
from matcher.core.figures.number_format import counted
from matcher.core.files.names import PARTNERSHIP, in_command
from matcher.core.files.reading import read_file
from matcher.partnership.agreement.document import (
    AgreementState,
    OpenBlank,
    agreement_file,
    blank_prompts,
    place_in_table,
)
from matcher.partnership.agreement.markdown import COMMENT
from matcher.partnership.agreement.non_answers import date_prompt, find_non_answers, names_date
from matcher.partnership.agreement.word_blanks import read_word_blanks
from matcher.partnership.record.partnership import Partnership

MOST_BYTES = 20_000_000  # an agreement is a few hundred kB; more is refused before it is read

_NOT_OURS = "is not an agreement that matcher mou wrote"
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_CELL_ENDS = re.compile(r"(?<!\\)\|")
_BULLET = re.compile(r"[-*+](?:\s+|\Z)")
_RULE = re.compile(r"\|?[\s:|-]+\|[\s:|-]*")


def read_blanks(path: Path) -> AgreementState:
    """The .docx or .md at ``path``, looked through.

    Raises :class:`FileError` where it cannot be read or is not one of our agreements.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise FileError("is far too large for an agreement", where=str(path))
        data = read_file(path)
    except OSError as error:
        if isinstance(error, FileError):
            raise
        raise FileError(f"cannot be read: {error.strerror or error}", where=str(path)) from None
    kind = path.suffix.casefold()
    if kind == ".docx":
        ours, found = read_word_blanks(data, path)
    elif kind in (".md", ".markdown"):
        ours, found = _in_markdown(data, path)
    else:
        raise FileError(
            "is neither a Word document (.docx) nor Markdown (.md)",
            where=str(path),
            hint="a PDF is not filled in: check the document it was made with",
        )
    if not ours and not found.open:
        hint = "matcher mou write makes one; save a .doc or .odt as .docx first"
        raise FileError(_NOT_OURS, where=str(path), hint=hint)
    return found


def left_open(folder: Path, partnership: Partnership) -> list[str]:
    """What to settle before a partnership counts as agreed, in sentences: the days on which both
    governing bodies agreed, where neither the record nor the agreement in ``folder`` has them, and
    the blanks that the agreement has. One that cannot be read is passed over."""
    file = agreement_file(folder)
    try:
        state = read_blanks(file) if file else None
    except FileError:
        state = None
    found = []
    dated = names_date(partnership.objectives.get("O12", ""))
    if not dated and not (state and "O12" in state.settled):
        found.append(
            "the record has no day on which both governing bodies agreed: write the days as O12 "
            f"into {PARTNERSHIP}"
        )
    if file and state and state.open:
        blanks = counted(len(state.open), "blank is", "blanks are")
        found.append(f"{blanks} open in {file.name}: matcher mou check {in_command(folder)}")
    return found


def _in_markdown(data: bytes, path: Path) -> tuple[bool, AgreementState]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileError("is not UTF-8 text", where=str(path), hint="save it as UTF-8") from None
    return COMMENT in text, read_markdown_blanks(text)


def read_markdown_blanks(text: str) -> AgreementState:
    """An agreement in Markdown, looked through."""
    headings = [_heading(line) for line in text.splitlines() if line.strip().startswith("#")]
    return AgreementState(tuple(headings), tuple(_open_blanks(text)))


def _open_blanks(text: str) -> Iterator[OpenBlank]:
    section, header = "", list[str]()
    for line in text.splitlines():
        bare = line.strip()
        if bare.startswith("#"):
            section, header = _heading(line), []
            continue
        if not bare.startswith("|"):
            header = []
            bare = _BULLET.sub("", _plain(line))
            yield from map(
                partial(OpenBlank, section, ""), blank_prompts(bare) or find_non_answers(bare)
            )
            continue
        cells = [_plain(cell) for cell in _CELL_ENDS.split(bare.strip("|"))]
        if _RULE.fullmatch(bare):
            continue
        is_head, header = not header, header or cells
        for at, cell in enumerate(cells):
            column = header[at] if at < len(header) else ""
            asks = date_prompt(cells[0], column) if at and not is_head else ""
            where = partial(OpenBlank, section, place_in_table(cells[0], column, at))
            yield from map(where, blank_prompts(cell) or find_non_answers(cell, asks))


def _heading(line: str) -> str:
    return _plain(line.strip().strip("#"))


def _plain(text: str) -> str:
    """A line of Markdown without its stars and backslashes: some programs put one before the
    brackets of a blank."""
    return _ESCAPE.sub(r"\1", text.replace("**", "")).strip()
