"""How alike two names of schools are, by the words that tell a school from others.

"St. Mary's C of E (VA) Primary School & Nursery" and "Saint Marys Church of England
Primary Academy" are one school: what tells it apart is "st marys"; that it is a Church of
England primary school is kept beside it as traits, which can speak against a match
(an infant school is not the junior school next door) but hardly for one.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA, Levenshtein

from matcher.core.text.late_pattern import late_pattern

LONGEST = 120  # characters of a name that are looked at; the longest real one has 100
_MOST_SLIPS = 2  # in a word, however long it is

_APOSTROPHES = re.compile("['’‘`´]")
_NOT_WORD = re.compile(r"[\W_]+")
_INITIALS = re.compile(r"\b(?:[a-z] ){1,5}[a-z]\b")
# Whole phrases first; each gives a trait and leaves no word behind.
_PHRASES = (
    (r"\bc ?of ?e\b|\bcofe\b|\bchurch of england\b|\bc e\b|\bce(?:va|vc|vap|p)?\b|\banglican\b|"
     r"\bchurch in wales\b|\bciw\b", "faith:ce"),
    (r"\broman catholic\b|\br ?c\b|\brcva\b|\bcatholic\b", "faith:rc"),
    (r"\bmethodist\b", "faith:methodist"),
    (r"\bjewish\b", "faith:jewish"),
    (r"\b(?:muslim|islamic)\b", "faith:muslim"),
    (r"\bvoluntary (?:aided|controlled)\b|\b(?:va|vc|aided|controlled|voluntary|endowed)\b", ""),
    (r"\bsixth form\b|\b6th form\b|\bpost 16\b", "stage:sixth"),
    (r"\b(?:sure start )?child(?:ren)?s? (?:and famil(?:y|ies) )?cent(?:re|er)s?\b|\bsure start\b|"
     r"\bfamily (?:hub|centre)s?\b", "centre:"),
    (r"\bpupil referral units?\b|\bprus?\b|\balternative provision\b", "stage:pru"),
    (r"\bj ?(?:and )?i\b|\binfants? (?:and )?juniors?\b|\bjuniors? (?:and )?infants?\b|\bjmi\b",
     "stage:primary"),
    (r"\bj m (?:and )?i\b|\bjunior mixed (?:and )?infants?\b|\bprimary\b|\bcombined\b",
     "stage:primary"),
    (r"\binfants?\b", "stage:infant"),
    (r"\bjuniors?\b", "stage:junior"),
    (r"\bnursery\b|\bnurseries\b|\bearly years\b|\bpre ?school\b", "stage:nursery"),
    (r"\bfirst\b", "stage:first"),
    (r"\bmiddle\b", "stage:middle"),
    (r"\blower\b", "stage:lower"),
    (r"\bupper\b", "stage:upper"),
    (r"\bprep(?:aratory)?\b", "stage:prep"),
    (r"\bsecondary\b|\bcomprehensive\b|\bhigh\b|\bsenior\b", "stage:secondary"),
    (r"\bgrammar\b", "stage:secondary"),
    (r"\bspecial\b", "stage:special"),
    (r"\buniversity technical college\b|\butc\b", "stage:utc"),
    (r"\bgirls?\b", "gender:girls"),
    (r"\bboys?\b", "gender:boys"),
)  # fmt: skip
# One pass over the name instead of two dozen: a register has 27,000 names. Every phrase begins
# with a word; saying so once, and without groups, which phrase begins with which letter is seen
# at once. That takes a quarter of the time; which of them it was is found in the phrase itself.
_BEGIN = [(pattern.removeprefix(r"\b").replace(r"|\b", "|"), trait) for pattern, trait in _PHRASES]
_PHRASE = late_pattern(r"\b(?:" + "|".join(pattern for pattern, _ in _BEGIN) + ")")
_TRAIT = tuple((re.compile(pattern), trait) for pattern, trait in _BEGIN)
# Words that most schools could carry: said of the kind of place, not of this one.
_COMMON_WORDS = """
a academies academy an and arts at based business by centre centres college colleges community
computing education educational engineering enterprise establishment federation for foundation
free humanities in institute language languages limited ltd maintained mat mathematics media multi
of on our performing school schools science specialising specialist sports status studio
technology the to trust unit with
"""
_COMMON = frozenset(_COMMON_WORDS.split())
_SAME = {"saint": "st", "ste": "st", "mount": "mt", "road": "rd", "street": "str", "saints": "sts",
         "ss": "sts", "center": "centre", "university": "university", "univ": "university",
         "hse": "house", "ave": "avenue", "ln": "lane", "grn": "green"}  # fmt: skip
# Words as offices shorten them; before all else, so that a stage or a style is recognised.
_SHORTENED = {
    "pri": "primary", "prim": "primary", "prm": "primary", "ps": "primary school",
    "sec": "secondary", "gs": "grammar school", "gram": "grammar", "hs": "high school",
    "coll": "college", "clg": "college", "acad": "academy", "acdmy": "academy", "sch": "school",
    "schl": "school", "jnr": "junior", "jun": "junior", "inf": "infant", "infs": "infants",
    "nurs": "nursery", "nsy": "nursery", "upp": "upper", "lwr": "lower", "mid": "middle",
    "comp": "comprehensive", "spec": "special", "cath": "catholic", "meth": "methodist",
}  # fmt: skip
_SHORT_WORD = re.compile(r"\b(?:" + "|".join(_SHORTENED) + r")\b")
# Ages in order; a school for one end is not the school for the other.
_STAGES = {
    "nursery": (2, 5), "infant": (4, 7), "first": (4, 9), "lower": (4, 9), "primary": (3, 11),
    "junior": (7, 11), "prep": (2, 13), "middle": (8, 14), "upper": (12, 18),
    "secondary": (11, 18), "utc": (13, 19), "sixth": (16, 19),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SchoolName:
    """A name in its parts: ``words`` tell the school from others (in their order, each
    once), ``traits`` say what kind it is; ``plain`` is the whole name in plain words."""

    words: tuple[str, ...]
    traits: frozenset[str]
    plain: str

    @property
    def style(self) -> str:
        """ "college", "grammar" or "high" where the name says so, else ""."""
        said = {"college", "grammar", "high"}.intersection(self.plain.split())
        return min(said, default="")

    def of(self, family: str) -> frozenset[str]:
        """The traits of one family: "faith", "stage" or "gender"."""
        return _of_family(self.traits, family)


def _of_family(traits: frozenset[str], family: str) -> frozenset[str]:
    return frozenset(t.partition(":")[2] for t in traits if t.startswith(family + ":"))


@lru_cache(maxsize=50_000)
def parse_name(name: str) -> SchoolName:
    """``name`` as words that tell and traits that only describe."""
    text = name[:LONGEST].casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in text if not unicodedata.combining(c))
    text = _NOT_WORD.sub(" ", _APOSTROPHES.sub("", text).replace("&", " and ")).strip()
    text = _SHORT_WORD.sub(lambda match: _SHORTENED[match[0]], text)
    plain = text
    traits: set[str] = set()

    def keep(found: re.Match[str]) -> str:
        traits.add(_trait_of(found[0]))
        return " "

    text = _PHRASE.sub(keep, text)
    traits.discard("")
    text = _INITIALS.sub(lambda match: match[0].replace(" ", ""), " ".join(text.split()))
    words = [_SAME.get(word, word) for word in text.split()]
    telling = [
        word for word in words if word not in _COMMON and not (len(word) == 1 and word.isalpha())
    ]
    # "The Academy", "High School for Girls": nothing is left, so everything tells.
    return SchoolName(tuple(dict.fromkeys(telling or plain.split())), frozenset(traits), plain)


@cache
def _trait_of(phrase: str) -> str:
    """The trait of a phrase that was found: that of the first pattern that is all of it, as the
    first that fits was found."""
    return next(trait for pattern, trait in _TRAIT if pattern.fullmatch(phrase))


class WordRarity(NamedTuple):
    """How much each word tells: the logarithm of how few names of a register hold it."""

    counts: Counter[str]
    names: int

    @classmethod
    def of(cls, names: Iterable[SchoolName]) -> WordRarity:
        """The rarity of the words of these names."""
        counts: Counter[str] = Counter()
        total = 0
        for name in names:
            counts.update(name.words)
            total += 1
        return cls(counts, total)

    def weight(self, word: str) -> float:
        """Natural logarithm of names per name with this word, at least a little."""
        return math.log(1 + self.names / (1 + self.counts[word]))


def likeness(one: SchoolName, other: SchoolName, rarity: WordRarity) -> float:
    """How alike two names are, 0 to 1: the weight of the words they share (a slip of the
    pen allowed) over the mean weight of both; a name within the other keeps most of it.

    A soft TF-IDF (Cohen, Ravikumar and Fienberg 2003) over words that tell, as a Dice
    share.
    """
    if one.words == other.words:
        return 1.0
    joined = 0.97 * Levenshtein.normalized_similarity(
        "".join(one.words), "".join(other.words), score_cutoff=0.8
    )
    pairs = _same_words(one.words, other.words)
    if not pairs:  # as of most that stand near each other
        return joined
    ours = {word: rarity.weight(word) for word in one.words}
    theirs = {word: rarity.weight(word) for word in other.words}
    shared = 0.0
    for word, which, near in pairs:
        shared += near * (ours[word] + theirs[which]) / 2
    whole = (sum(ours.values()) + sum(theirs.values())) / 2
    dice = shared / whole if whole else 0.0
    least = min(sum(ours.values()), sum(theirs.values()))
    within = 0.92 * shared / least if least else 0.0
    return min(1.0, max(dice, within if shared > 3 else 0.0, joined))


def _same_words(ours: tuple[str, ...], theirs: tuple[str, ...]) -> list[tuple[str, str, float]]:
    """Words of two names that are one word, each used once, with how alike their spelling is."""
    pairs = []
    left = dict.fromkeys(theirs)
    for word in ours:
        best, which = 0.0, ""
        if word in left:
            best, which = 1.0, word
        else:
            for candidate in left:
                near = _spelling(word, candidate)
                if near > best:
                    best, which = near, candidate
        if which:
            del left[which]
            pairs.append((word, which, best))
    return pairs


@lru_cache(maxsize=100_000)
def _spelling(one: str, other: str) -> float:
    """1 for the same word, 0.8 to 1 for a slip in a word of five letters or more, and for two in
    one of ten or more, else 0."""
    if min(len(one), len(other)) < 4 or one.isdigit() or other.isdigit():
        return 0.0
    if one.rstrip("s") == other.rstrip("s"):
        return 0.97  # St Andrew, St Andrews
    if min(len(one), len(other)) < 5:
        return 0.0
    slips = OSA.distance(one, other, score_cutoff=_MOST_SLIPS)  # of more, one more than that
    if slips > min(_MOST_SLIPS, max(1, len(one) // 5)) or (one[0] != other[0] and slips > 1):
        return 0.0
    return 1 - 0.8 * slips / max(len(one), len(other))


def conflict(one: SchoolName, other: SchoolName) -> str:
    """Why two names cannot be of one school ("centre", "stage", "gender", "faith"), or "" where
    nothing speaks against it."""
    apart = _traits_apart(one.traits, other.traits)
    if apart != "stage" and apart:
        return apart
    return "centre" if _is_centre(one) != _is_centre(other) else apart


@lru_cache(maxsize=100_000)  # of a few hundred sets of traits
def _traits_apart(one: frozenset[str], other: frozenset[str]) -> str:
    """ "faith", "gender" or "stage", where what two names say of it cannot be of one school."""
    for family in ("faith", "gender"):
        ours, theirs = _of_family(one, family), _of_family(other, family)
        if ours and theirs and not ours & theirs:
            return family
    ours, theirs = _of_family(one, "stage"), _of_family(other, "stage")
    if ours and theirs and not ours & theirs:
        return "" if _overlap(ours, theirs) else "stage"
    return ""


def _is_centre(name: SchoolName) -> bool:
    """Whether a name is of a children's centre and of no school ("… Nursery School and
    Children's Centre") beside it."""
    return "centre:" in name.traits and not (
        {"school", "academy", "college", "nursery"} & set(name.plain.split())
    )


def _overlap(ours: Iterable[str], theirs: Iterable[str]) -> bool:
    """Whether two sets of stages share at least half the ages of the shorter one."""
    mine = {age for stage in ours for age in range(*_STAGES.get(stage, (2, 20)))}
    others = {age for stage in theirs for age in range(*_STAGES.get(stage, (2, 20)))}
    return 2 * len(mine & others) >= min(len(mine), len(others))
