"""Whether the words of a clause go with the column that it stands in.

A column of needs or of strengths tips what is neutral: a bare name, a noun phrase ("help with
phonics", "sports hall"). It never turns round what points the other way: "two physics teachers
to spare" is no need, wherever it stands, and "cannot recruit" no strength. Words of lack, of
offer and of plenty are looked for as such, since whoever writes only "few physics teachers"
gives the model little to go by; where they are absent, what the model makes of the words
without the column decides.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from matcher.profile.wording.clause_classifier import CLAIMS, DIRECTIONS
from matcher.profile.wording.clauses import GIVING, WANTING
from matcher.profile.wording.frames import frame
from matcher.profile.wording.list_parts import is_plain_offer
from matcher.profile.wording.named_things import is_plain_name

if TYPE_CHECKING:
    from numpy.typing import NDArray

NEED, STRENGTH = DIRECTIONS.index("need"), DIRECTIONS.index("strength")

# How much less likely a clause in a column of needs is a strength than elsewhere, and the
# other way round: people do write in the column they are asked to.
COLUMN_PRIOR_ODDS = 30.0
# The same of a clause that seems to claim nothing.
NOTHING_PRIOR_ODDS = 5.0
AGAINST = {"needs": "strength", "strengths": "need"}
# From this chance on the words alone point one way; from the second so clearly that a word of
# lack or offer among them says something else ("at no cost", "someone to share a teacher").
POINTS, POINTS_CLEARLY = 0.6, 0.7
# What is only named may be either, as its column has it, whatever the model makes of it; and
# "We offer our pool" is an offer, however little it says besides; in the order of DIRECTIONS.
_EITHER = np.array([0.9 if name == "either" else 0.1 / 3 for name in DIRECTIONS])
_OFFERED = np.array([0.9 if name == "strength" else 0.1 / 3 for name in DIRECTIONS])

_STAFF = r"(?:teachers?|specialists?|staff|posts?|members?|people|technicians?|heads?)"
_SEVERAL = r"(?:two|three|four|five|several|\d+)"
_COUNT = rf"(?:an?|one|{_SEVERAL})"
_LACK = re.compile(
    rf"\b(?:can ?not|can['’]?t|could ?n['’]?t|unable|impossible|impossibly|"
    rf"(?:hard|difficult)(?: \w+)? to|failed to|down {_COUNT}|(?:{_STAFF}|{_COUNT}) down|"
    r"(?<!a )few|fewer|hardly|barely|scarcely?|too little|only (?:one|two|a|part)|not enough|"
    r"insufficient|inadequate|short(?:ages?| of|[- ]?staffed|[- ]handed)|leav(?:es|ing)|"
    r"(?:has|have|are|is) left|resign(?:ed|ing|s)|retir(?:es|ing)|"
    r"vacan(?:t|cy|cies)|unfilled|under[- ]?(?:staffed|strength|resourced|equipped|manned)|"
    r"condemned|closed|broken|unusable|unsafe|leak(?:s|y|ing)?|out of (?:use|order|date)|"
    r"sick(?:ness)?|illness|absent|absence|(?:maternity|paternity|long[- ]term|sick|on) leave|"
    r"lack(?:s|ing|ed)?|missing|gaps?|struggl(?:e|es|ing) (?:to|with|for|in)|crying out|"
    r"desperate(?:ly)?|non[- ]?specialists?|supply (?:only|cover|teachers?)|agency|"
    r"without(?! (?:charge|recharge|cost|fees?))|"
    r"no(?! (?:charge|cost|fee|problem|limit|need to|shortage|lack|more than))|none|nobody|"
    r"no[- ]one|never)\b",
    re.IGNORECASE,
)
_WANT = re.compile(
    r"\b(?:we|i|they)(?:['’]d)? (?:(?:also|really|badly|do|would) )*"
    r"(?:need|want|require|lack|seek|like|love|welcome|appreciate)\b"
    r"|^(?:but |and |also )?(?:needs?|needed|needing|wants?|wanted|requires?|required|seeking|"
    r"looking for|would (?:like|welcome|appreciate|love)|could do with)\b"
    r"|(?<!if )(?<!as )(?<!when )(?<!where )\b(?:needed|wanted|required|sought)\W*$",
    re.IGNORECASE,
)
_OFFER = re.compile(
    r"\b(?:(?:can|could|would|will|we|happy to|glad to|pleased to|willing to|able to|keen to)"
    r" (?:also |gladly )?(?:offer|share|lend|loan|host|give|provide|run|second|spare)"
    r"(?! (?:(?:in )?the )?(?:costs?|fees?|expenses|fuel)\b)"
    r"|welcome to (?:use|join|borrow|visit|share|come)|to spare|on offer|surplus|"
    r"spare (?!time)\w+|(?:share|lend|open) our|available (?:to|for) (?:others?|schools?|you)|"
    r"open to (?:others?|other schools|schools))\b"
    r"|^(?:we )?(?:offer(?:s|ed|ing)?|on offer|to offer|sharing our)\b(?! of)|\bavailable\W*$",
    re.IGNORECASE,
)
_WANTS = re.compile(rf"\b{WANTING}\b", re.IGNORECASE)
_GIVES = re.compile(rf"\b{GIVING}\b", re.IGNORECASE)
_CANNOT_GIVE = re.compile(
    r"\b(?:struggl(?:e|es|ed|ing)|unable|not able|hard|difficult|can ?not|can['’]?t)(?: to)? "
    rf"{GIVING}\b",
    re.IGNORECASE,
)
_PLENTY = re.compile(
    r"\b(?:enough|sufficient|ample|plenty|abundan(?:t|ce)|(?:over|well|fully)[- ]?staffed|"
    r"well (?:resourced|equipped|off|supplied|served)|(?:fully|well) (?:covered|provided)|"
    r"no (?:shortage|lack|problem|problems|gaps?|need|difficult(?:y|ies)|issues?|concerns?)|"
    r"not (?:a problem|needed|short|an issue|lacking)|we(?:['’]ve| (?:already )?have)"
    rf"(?: got)? (?:our own|good|strong|excellent|{_SEVERAL}|many|lots))\b",
    re.IGNORECASE,
)
# What is so already is no need, however surely its words are those of one.
_SETTLED = re.compile(
    r"\b(?:already|well|fully) (?:(?:very )?well |fully )?"
    r"(?:supported|covered|catered|provided|served)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:not|n['’]t|can ?not|unable|never|hardly|barely|no longer|without|nobody|if|were|had)\b",
    re.IGNORECASE,
)
_OURS = re.compile(r"\b(?:we|our|ours)\b", re.IGNORECASE)
# Help may be wanted or given: its bare name is as neutral as that of a subject.
_HELP = re.compile(
    r"(?:[\w'’-]+ ){0,2}(?:help|support|guidance|advice|training|mentor(?:s|ing)?|"
    r"coach(?:es|ing)?|tuition|tutoring|visits?|access|use|loan)\b",
    re.IGNORECASE,
)


class Verdict(Enum):
    """How the words of a clause stand to its column."""

    AGREE = "the column may say which side is meant"
    UNCLEAR = "the words point elsewhere, not surely to the other side"
    OTHER_SIDE = "the words say that the other side is meant"


class Meant(NamedTuple):
    """How a clause stands to its column, the side that it is on (both where that is unclear, none
    where it claims nothing), and how sure that is."""

    verdict: Verdict
    sides: tuple[str, ...]
    chance: float


def verdict(clause: str, column: str, chances: NDArray[np.float64]) -> Verdict:
    """How ``clause`` stands to its ``column``, "needs" or "strengths" (any other always
    agrees); ``chances`` are those of DIRECTIONS by the words alone."""
    if column == "strengths":
        return _in_strengths(clause, float(chances[NEED]), float(chances[STRENGTH]))
    if column == "needs":
        return _in_needs(clause, float(chances[NEED]), float(chances[STRENGTH]))
    return Verdict.AGREE


def stated_side(clause: str) -> str:
    """The side that the words of ``clause`` state, "need" or "strength"; "" where they state none,
    or both."""
    wants = bool(_WANT.search(clause) or _WANTS.search(clause) or _LACK.search(clause))
    gives = _CANNOT_GIVE.sub(" ", clause)
    offers = bool(_OFFER.search(gives) or _GIVES.search(gives))
    if wants == offers:
        return ""
    return "need" if wants else "strength"


def side_meant(clause: str, column: str, chances: NDArray[np.float64]) -> Meant:
    """The side that ``clause`` is on in its ``column``; ``chances`` as :func:`verdict` has them."""
    by_words = _OFFERED if is_plain_offer(clause) else chances
    stands = verdict(clause, column, by_words)
    if stands is Verdict.UNCLEAR and is_plain_name(clause):
        by_words, stands = _EITHER, Verdict.AGREE
    directions = _weighed(by_words, column, stands)
    side = int(directions.argmax())
    sides: tuple[str, ...] = (DIRECTIONS[side],) if DIRECTIONS[side] in CLAIMS else ()
    if stands is Verdict.UNCLEAR:
        # What its own words speak of may be the other side; what the model alone takes for it is
        # what the column has.
        away = points_away(clause, column)
        sides = tuple(name for name in CLAIMS if away or name != AGAINST[column])
    return Meant(stands, sides, float(directions[side]))


def points_away(clause: str, column: str) -> bool:
    """Whether words of ``clause`` itself speak of the other side than that of its ``column``, or of
    what the school has."""
    if column == "strengths":
        return any(one.search(clause) for one in (_LACK, _WANT, _WANTS))
    if {"praise", "room"} & {*frame(clause.casefold()).split()}:
        return True
    return any(one.search(clause) for one in (_OFFER, _GIVES, _PLENTY, _SETTLED, _OURS))


def _weighed(
    probabilities: NDArray[np.float64], column: str, stands: Verdict
) -> NDArray[np.float64]:
    """The directions as the words and the column together have them: what may be either is
    what the column asks for, or the other side where the words say so."""
    weighed = probabilities.copy()
    if stands is Verdict.UNCLEAR:
        weighed[:] = [name == "need" for name in DIRECTIONS]
    elif stands is Verdict.OTHER_SIDE:
        other = DIRECTIONS.index(AGAINST[column])
        weighed[other] += weighed[DIRECTIONS.index("either")]
        weighed[DIRECTIONS.index("either")] = 0.0
    elif column in AGAINST:
        against, either = DIRECTIONS.index(AGAINST[column]), DIRECTIONS.index("either")
        weighed[against] /= COLUMN_PRIOR_ODDS
        weighed[DIRECTIONS.index("neither")] /= NOTHING_PRIOR_ODDS
        weighed[1 - against] += weighed[either]
        weighed[either] = 0.0
    found: NDArray[np.float64] = weighed / weighed.sum()
    return found


def _in_strengths(clause: str, need: float, strength: float) -> Verdict:
    if strength >= POINTS_CLEARLY:
        return Verdict.AGREE
    is_lack = _LACK.search(clause) or _WANT.search(clause)
    by_words_alone = need >= POINTS and not _HELP.match(clause) and not _OFFER.search(clause)
    if is_lack or by_words_alone:
        return Verdict.UNCLEAR
    return Verdict.AGREE


def _in_needs(clause: str, need: float, strength: float) -> Verdict:
    settled = _SETTLED.search(clause)
    if settled and not _DENIED.search(clause[: settled.start()]):
        return Verdict.UNCLEAR
    offer, plenty = _OFFER.search(clause), _PLENTY.search(clause)
    if plenty and need < POINTS_CLEARLY and not _DENIED.search(clause[: plenty.start()]):
        return Verdict.OTHER_SIDE if offer else Verdict.UNCLEAR
    if need >= POINTS or _HELP.match(clause):
        return Verdict.AGREE
    if offer and not _DENIED.search(clause[: offer.start()]) and not _LACK.search(clause):
        return Verdict.OTHER_SIDE
    return Verdict.UNCLEAR if strength >= POINTS else Verdict.AGREE
