"""Small numbers of people in free text: "two of three pupils", "75% (4 pupils)".

A figure is withheld by its number; a text has to be searched for one. What is found in a cell of
the plan is not shown; in a lesson it is warned of. Not every such text is found.
"""

from __future__ import annotations

import re

_PEOPLE = (
    r"(?:pupils?|child(?:ren)?|girls?|boys?|students?|learners?|staff|teachers?|governors?"
    r"|parents?|people|persons?)\b"
)
_FEW = r"(?:[1-4](?![.,:/]?\d|\s?%)|(?<!no )(?<!to[ -])one(?![ -]to[ -]one\b)|two|three|four)\b"
# One to four people: the number, of whom, at most two words, and the people.
_OF_PEOPLE = re.compile(
    rf"(?<![\w£€$])(?<!\d[.,:/-]){_FEW}"
    r"(?:\s+(?:out\s+)?of\b)?(?:\s+(?:the|our|their|these|those)\b)?"
    rf"(?:[\s-]+[\w’'/]+,?){{0,2}}?[\s-]+{_PEOPLE}",
    re.IGNORECASE,
)
_MORE = r"(?:[5-9]|five|six|seven|eight|nine)\b"
_TEN = r"(?:[1-9]|two|three|four|five|six|seven|eight|nine|ten)(?![.,:/]?\d|\s?%|\w)"
# Of so many that few are left: "six of eight", "all but two", "both of them", "two of them".
_OF_FEW = re.compile(
    rf"(?<![\w£€$])(?<!\d[.,:/-])(?:{_FEW}\s+(?:out\s+)?of\s+(?:(?:them|whom|us)\b|{_TEN})"
    rf"|{_MORE}\s+(?:out\s+)?of\s+{_TEN}"
    rf"|(?:all|everyone|everybody)\s+(?:but|except)\s+{_FEW}"
    r"|(?:both|neither)\s+of\s+(?:them|whom)\b)",
    re.IGNORECASE,
)
# "Year 4 pupils" are not four pupils.
_NUMBERED = re.compile(
    r"\b(?:(?:years|yrs|stages|sets) \d+ ?(?:and|or|to|&|[–-]) ?\d+"
    r"|(?:year|yr|stage|ks|set|level|tier|phase|term|week|day|unit) ?\d+)\b",
    re.IGNORECASE,
)


def few_people(text: str) -> str:
    """The first words of ``text`` that tell of one to four people, or leave so few;
    "" where there are none."""
    plain = _NUMBERED.sub(lambda year: re.sub(r"\d", "0", year[0]), text)
    found = _OF_PEOPLE.search(plain) or _OF_FEW.search(plain)
    return " ".join(text[slice(*found.span())].split()) if found else ""


def may_tell_a_number(text: str) -> bool:
    """Whether a text has a digit in it, or tells of few people in words."""
    return any(map(str.isnumeric, text)) or bool(few_people(text))
