"""Rows that are about the list and name no school: footnotes, sources, keys to colours, headings
of the rows below them.

They stand in the column of names and fill that cell alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from matcher.core.places.gazetteer import load
from matcher.core.places.spelling import words
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
# Of a heading over some of the schools, beside the names of places.
_SECTIONS = frozenset((
    "north", "south", "east", "west", "northern", "southern", "eastern", "western", "central",
    "mid", "area", "areas", "cluster", "clusters", "group", "groups", "region", "district",
    "locality", "zone", "patch", "town", "county", "borough", "tier", "phase", "wave",
))  # fmt: skip
_OF_SCHOOLS = frozenset((
    "schools", "academies", "colleges", "primaries", "secondaries", "independents",
))  # fmt: skip
_KINDS = frozenset((
    "primary", "secondary", "infant", "junior", "special", "independent", "state", "maintained",
    "nursery", "middle", "sixth", "form", "all", "through", "other",
))  # fmt: skip
_JOINS = frozenset({"and", "of", "the", "in", "for", "upon", "on"})
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
    """Where rows stand that head those below them, as "NORTH DERBYSHIRE" or "Primary schools" do:
    they fill the cell of the name alone, all of its words are those of places and groups of
    schools, not the name of a place alone unless in capitals ("Rugby" is a school too), and a row
    that fills more follows at once. ``numbers`` are those of the rows in the file; ``texts`` and
    ``alone`` as for :func:`trailing_notes`."""
    return [
        at
        for at in range(len(numbers) - 1)
        if alone[at]
        and not alone[at + 1]
        and numbers[at + 1] == numbers[at] + 1
        and _heads_a_section(texts[at].strip(" :"), texts[at + 1])
    ]


def _heads_a_section(text: str, below: str) -> bool:
    own = {word for word in words(text).split() if len(word) > 1 and not word.isdigit()} - _JOINS
    of_schools = _SECTIONS if _OF_SCHOOLS.isdisjoint(own) else _SECTIONS | _OF_SCHOOLS | _KINDS
    places = own - of_schools
    is_loud = text.isupper() and not below.isupper()
    return places <= load().words_of_names and (places < own or (bool(own) and is_loud))


def names_places(text: str) -> bool:
    """Whether all words of ``text`` are those of places and groups of schools: below a header for
    URNs, in a row that fills no other cell, that is a heading and no school."""
    own = {word for word in words(text).split() if len(word) > 1 and not word.isdigit()} - _JOINS
    return bool(own) and own <= load().words_of_names | _SECTIONS | _OF_SCHOOLS | _KINDS


def _is_sentence(text: str) -> bool:
    return bool(_SENTENCE.match(text)) and (text[-1] in ".!?" or not _SCHOOL.search(text))
