"""Which columns are about people, by their header: they are never read, whoever asks for them.

No list of headers is long enough, so the kind is recognised: who somebody is (an office held,
a name), how somebody is reached, or who did what ("Rang by", "Passed to"). What only has such a
word in it is told apart: a matter ("Governor training"), an institution ("Lead school"), a
number ("Number of staff"). In doubt a column counts as one about people: what is not read costs
a blank column in a copy, what is read may name somebody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from matcher.intake.headers import words_of_people as said
from matcher.intake.headers.wording import SYNONYM_OF, joined, plain, printable, words

# Patterns are made when a header needs them, which none of a register does: a list of fifty schools
# is read as quickly as they are made.
_PATTERNS = {
    "always": rf" (?:{said.REACHED}|{said.CALLED}|{said.DID}) ",
    "in office": rf" (?:{said.OFFICE}) ",
    "whole": rf" (?:{said.WHOLE}) \Z",
    # "Logged by", "Called back by".
    "done by": rf" (?!(?:{said.NOT_BY_PEOPLE}) by )\w+ by "
    r"(?:(?:names?|initials|(?:and )?date|whom) )?\Z",
    "nobody": rf" (?:(?:{said.OFFICE})(?: s)? (?:{said.MATTER})|leads? (?:{said.INSTITUTION})"
    rf"|{said.NOBODY}) ",
    "number of": rf" (?:{said.NUMBER_OF}) ",
    "ends with a side": rf" (?:{said.SIDE}|{said.HELP}) \Z",
    "means": rf" (?:{said.MEANS}) ",
    "fused": said.FUSED,
    # Headers that say what is needed or offered, whoever is named beside it.
    "of a side": rf"(?!.* (?:{said.OFFICE}) (?:of|for|with) )"
    rf"(?!.* (?:{said.REACHED}|{said.CALLED}) (?:is |are )?(?:{said.SIDE}) \Z)"
    rf"(?!.* (?:{said.KIND_OF_NEEDS}) (?:{said.SIDE}) \Z)"
    rf".* (?:{said.SIDE}) \Z"
    rf"|(?: (?:{said.OFFICE}|and|or|s|new|our))+ (?:{said.HELP}) \Z",
    # What somebody in an office said of a need, or of the school.
    "said by": rf"(?<= )(?P<what>(?:{said.SIDE}|subjects?|support|training|courses?)) (?:as )?"
    rf"(?:{said.SAID}) (?:by|with|to|from) (?:(?:the|our) )?(?:(?:{said.OFFICE})(?: s)? )+\Z"
    rf"|(?<= )(?P<whose>(?:{said.SIDE})) of (?:(?:the|our) )?(?:{said.OFFICE}) \Z"
    rf"|(?<= )(?P<notes>notes?|comments?|remarks) (?:from|by) (?:(?:the|our) )?"
    rf"(?:{said.OFFICE}) \Z",
}
_SHORTEST_SLIP = 6  # letters of a word in which one slip is looked for
_LONG = 9  # letters of a word that may be "headteacher" with two


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(_PATTERNS[name])


@lru_cache(maxsize=4096)
def is_personal(header: str, *, of_tag: bool = False) -> bool:
    """Whether a column is about a person; ``of_tag`` says that it is a need or strength
    column, where a governor may be what is needed."""
    if joined(header) in SYNONYM_OF:
        return False
    if any(_pattern("fused").search(word) for word in plain(header).split()):
        return True
    return any(_tells_of_people(form, of_tag) for form in _forms(header))


def may_be_a_tag(header: str) -> bool:
    """Whether a column about an office ("Governor", "Physics teacher") may be one of ticks, if a
    person says so: its header is not about how somebody is reached or called."""
    return not is_personal(header, of_tag=True)


def mentions_people(header: str) -> bool:
    """Whether a header has a word for an office or for how somebody is reached, be it that of
    a need: then the cells may be names."""
    return any(
        _pattern("in office").search(form) or _pattern("always").search(form)
        for form in _forms(header)
    )


def headers_about_people(header: Iterable[str]) -> tuple[str, ...]:
    """Of the headers of a file those about people, as they may be printed."""
    return tuple(printable(text) for text in header if text.strip() and is_personal(text))


def _tells_of_people(form: str, of_tag: bool) -> bool:
    rest = _pattern("said by").sub(_what, form) if _pattern("in office").search(form) else form
    if _pattern("ends with a side").search(rest) and _pattern("of a side").match(rest):
        rest, of_tag = _pattern("means").sub(" ", rest), True
    while (less := _pattern("nobody").sub(" ", rest)) != rest:
        rest = less
    if _pattern("always").search(rest):
        return True
    if of_tag:
        return False
    if _pattern("whole").match(re.sub(r" \d+(?= )", "", rest)) or _pattern("done by").search(rest):
        return True
    return bool(_pattern("in office").search(rest)) and not _pattern("number of").search(form)


def _what(found: re.Match[str]) -> str:
    return f"{found['what'] or found['whose'] or found['notes']} "


def _forms(header: str) -> set[str]:
    """The ways to read a header as words, each between blanks: without digits behind a word
    ("Contact2"), letters that stand alone put together ("D.S.L.", "H/T"), slips mended."""
    found = set()
    for text in (words(header), plain(header.replace("%", " pct "))):
        text = " ".join(re.sub(r"(?<=[a-z]{3})\d+\b", " ", text).split())
        found |= {text, re.sub(r"\b(\w) (?=\w\b)", r"\1", text)}
    found |= {" ".join(_mended(word) for word in text.split()) for text in found}
    return {f" {text} " for text in found}


@lru_cache(maxsize=4096)
def _mended(word: str) -> str:
    """A word that is misspelt, as it should be; any other word as it is."""
    one = word.removesuffix("s")
    if len(one) < _SHORTEST_SLIP or one in said.SPELT_ALIKE:
        return word
    for known in said.OFTEN_MISSPELT:
        slips = 2 if known.startswith("head") and len(one) >= _LONG else 1
        if one[0] == known[0] and OSA.distance(one, known, score_cutoff=slips) <= slips:
            return known
    return word
