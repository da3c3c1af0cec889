"""Rows that are about the list and name no school: footnotes, sources, keys to colours, headings
of the rows below them.

They stand in the column of names and fill that cell alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from matcher.core.text.late_pattern import late_pattern

# By its first words, wherever it stands: "* ticks from phone calls", "Source: GIAS".
_MARKED = late_pattern(
    r"(?:[*†‡§¹²³]+\s*\S|\([a-z0-9]\)\s|(?:foot)?notes?\b\s*[:.\d-]|n\.?b\.?\b|"
    r"sources?\s*:|"
    r"(?:key|legend)(?:\s*[:-]|\Z)|last (?:updated|edited|saved)\b|updated (?:on|by|at|\d)|"
    r"correct (?:as )?at\b|as at \d|"
    r"(?:prepared|compiled|produced|printed|exported|downloaded)\b.{0,40}\b(?:by|on|from)\b|"
    r"©|\(c\)\s|crown copyright|contains .{0,40}(?:data|information)|please (?:note|return|send)|"
    r"draft\b|end of (?:list|sheet|report|data))",
    re.I,
)
# "Green = confirmed, red = declined", "x: not interested".
_KEY = re.compile(r"[^=]{1,30}\s*=\s*\S")
_COLOUR = late_pattern(
    r"(?:dark |light |pale )?(?:red|amber|green|yellow|orange|blue|grey|gray|purple|pink|white|"
    r"bold|italics?|shaded|highlighted|strikethrough)(?:\s+(?:text|cells?|rows?|highlight|shading))?"
    r"(?:\s*[:=–—-].*)?\Z",
    re.I | re.S,
)
_SENTENCE = re.compile(r"\S+(?:\s+\S+){6,}|\S+(?:\s+\S+){3,}[.!?]\Z", re.S)  # words
_SCHOOL = late_pattern(
    r"\b(?:school|academy|college|university|primary|infants?|juniors?|nursery|prep(?:aratory)?|"
    r"secondary|high|grammar|centre)\b",
    re.I,
)
_FILLED_BY_A_KEY = 2  # cells: the colour and what it means


def is_footnote(text: str, filled: int) -> bool:
    """Whether a row whose first filled cell says ``text``, of ``filled`` cells in all, is about
    the list. It has no URN."""
    if filled <= _FILLED_BY_A_KEY and _COLOUR.match(text):
        return True
    return filled == 1 and bool(_MARKED.match(text) or _KEY.match(text))


def trailing_notes(texts: Sequence[str], alone: Sequence[bool]) -> int:
    """How many rows at the end of a list are notes in whole sentences: those below the last
    row that fills more than one cell. ``texts`` are the names of the rows, ``alone`` says
    which fill that cell alone."""
    count = 0
    if all(alone):
        return 0  # a list of names alone has no end to tell notes by
    for is_alone in reversed(alone):
        if not is_alone:
            break
        count += 1
    tail = texts[len(texts) - count :]
    # A school whose other cells are blank may stand last; what is below a note is one too.
    first = next((at for at, text in enumerate(tail) if _is_sentence(text)), len(tail))
    return len(tail) - first


def section_headings(
    numbers: Sequence[int], texts: Sequence[str], alone: Sequence[bool]
) -> list[int]:
    """Where rows stand that head those below them, as "NORTH DERBYSHIRE" does: they fill the cell
    of the name alone, in no words of a school, below a gap or in capitals where the next row has
    none, and a row that fills more follows at once. ``numbers`` are those of the rows in the
    file; ``texts`` and ``alone`` as for :func:`trailing_notes`."""
    found = []
    for at, (number, text) in enumerate(zip(numbers[:-1], texts, strict=False)):
        below = at + 1
        if not alone[at] or alone[below] or numbers[below] != number + 1 or _SCHOOL.search(text):
            continue
        has_gap = at == 0 or numbers[at - 1] != number - 1
        if has_gap or (text.isupper() and not texts[below].isupper()):
            found.append(at)
    return found


def _is_sentence(text: str) -> bool:
    return bool(_SENTENCE.match(text)) and (text[-1] in ".!?" or not _SCHOOL.search(text))
