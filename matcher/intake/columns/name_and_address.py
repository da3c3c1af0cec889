"""One cell with a school's name and its address, under a header such as "School name and
address"."""

from __future__ import annotations

import re

from matcher.core.places.postcodes import without_postcodes
from matcher.core.text.late_pattern import late_pattern

_LINES = re.compile(r"\s*[\n\r;|]+\s*")
_PARTS = re.compile(r"\s*,\s*|\s+[–—-]\s+")
_SAYS_SCHOOL = late_pattern(
    r"\b(?:schools?|academy|college|nursery|university|institute|primary|infants?|juniors?|"
    r"centre|hall)\b",
    re.I,
)
# Where an address that no comma parts from the name begins: "Alder School 12 Mill Lane".
_NUMBER = re.compile(r"\s+(?=[0-9]{1,4}[A-Za-z]?(?:\s*[-–/]\s*[0-9]{1,4})?\s+[A-Za-z])")


def name_in(text: str) -> str:
    """The name at the beginning of a cell that goes on with the address: its first line, or
    the part before the first comma, unless a school is only named in the next part ("St Mary's,
    Catholic Primary School, 12 High Street")."""
    line = _LINES.split(text.strip(), maxsplit=1)[0]
    first, *others = _PARTS.split(line)
    if others and not _SAYS_SCHOOL.search(first) and _SAYS_SCHOOL.search(others[0]):
        first = f"{first}, {others[0]}"
    name = without_postcodes(_NUMBER.split(first, maxsplit=1)[0])
    return name.strip(" ,")
