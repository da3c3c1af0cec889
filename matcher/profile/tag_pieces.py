"""How a cell of tags is parted into pieces, and the words of a piece that name no tag: articles,
the year groups that something is for, which side is meant, a question.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from matcher.core.text.late_pattern import late_pattern
from matcher.profile.list_marks import without_list_marks
from matcher.profile.tag_faults import Fault
from matcher.profile.vocabulary import STAFF_TRAINING, TEACHERS, Tag, Vocabulary, key, load
from matcher.profile.wording.subjects import subject_words

_SEPARATORS = re.compile("[;|\n\r\v\f\x85\u2028\u2029\u2022]")
# Not the comma of 0,5; and what stands before another identifier: "T3 physics / C2 Latin".
_COMMA = re.compile(
    r"(?<![0-9]),|,(?![0-9])|\s*(?:[/&+]|\band\b)\s*(?=(?:[TC] ?[1-4]|[LXR] ?[1-3]|E ?[1-9])\b)",
    re.IGNORECASE,
)
JOIN = r"\s+(?:and|plus|&|\+)\s+"
_JOINS = re.compile(JOIN, re.IGNORECASE)
# What "and" joins to one thing: "teaching and learning", "arts and crafts".
_ONE_THING = re.compile(
    rf"{JOIN}(?:learning|management|assessment|crafts|(?:social )?care|disabilit(?:y|ies)|"
    r"marking|feedback|games|visits)\W*$",
    re.IGNORECASE,
)
# Alone, training may be that of pupils or of new teachers, and a teacher one of anything.
OF_A_SUBJECT = {
    **dict.fromkeys(("training", "training for staff", "staff training"), STAFF_TRAINING),
    **dict.fromkeys(("teacher", "specialist teacher"), TEACHERS),
}
_BRACKETS = re.compile(r"\([^()]*\)")
# What stands before brackets, in them and behind them; and what parts a list there.
_LISTED = re.compile(r"([^()]+)\(([^()]*)\)(.*)", re.DOTALL)
_ITEMS = re.compile(rf"[,/]|{JOIN}", re.IGNORECASE)
_LONGEST_JOIN = 3  # parts of a subject's name joined by "and"
FREE_TEXT_WORDS = 4  # a piece of so many words that is no tag is prose, not a slip in a tag
_SMALL_WORDS = re.compile(
    r"\b(?:of|with|for|to|from|in|on|at|by|our|their|we|is|are|not|all|both|more|broken|shortages?|"
    r"lacking|lack)\b",
    re.IGNORECASE,
)
# "A proper lab" is a lab.
_ARTICLE = re.compile(
    r"^(?:(?:an?|the|some|our) )*"
    r"(?:(?:proper|decent|modern|real|new|newer|bigger|larger|better|good) )*"
)
# For whom a class or an event is: "masterclasses for Year 6", "Years 5 and 6 Saturday school".
_YEARS = (
    r"(?:years?|yr|y|key stages?|ks) ?[0-9]{1,2}s?"
    r"(?:(?: and| to|)(?: (?:years?|yr|y|ks))? [0-9]{1,2}s?)*"
)
_FOR_YEARS = late_pattern(
    rf" (?:for|with|in) (?:our |the )?(?:pupils in )?{_YEARS}(?: pupils| students| children)?$"
    rf"|^{_YEARS} "
)
# Words at the start of a list that say which side all of it is on.
_SAYS_A_SIDE = late_pattern(
    r"(?:we |(?:can|could|would|will|happy to|able to|willing to) )*"
    r"(?:offer(?:s|ing)?|share|sharing|lend|loan|spare|provide|surplus|"
    r"needs?|wants?|no|not|few|short|lack(?:ing)?|enough|plenty)\b(?! ?[:=]? ?[TCLXRE] ?[1-9]\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a cell: the words as written, and either tags with their degree or the
    fault for which they are left out. ``is_free_text``: a sentence, which is no tag but may tell
    some."""

    words: str
    tags: tuple[Tag, ...] = ()
    degree: float = 1.0
    fault: Fault | None = None
    is_free_text: bool = False


def parts_of_cell(cell: str) -> list[str]:
    """The parts of a cell that share nothing: between semicolons, new lines and marks of a list."""
    return _SEPARATORS.split(without_list_marks(cell))


def pieces_of_part(part: str) -> list[str]:
    """The pieces of a part, between commas: a bare subject takes the activity before it."""
    return _COMMA.split(part)


def pieces_with_brackets(part: str) -> list[str]:
    """The same, what stands in brackets left whole: "careers talks (medicine, law)"."""
    return [piece for _, piece in parted(part, _COMMA)]


def listed_in_brackets(piece: str) -> tuple[str, list[str], str]:
    """What stands before brackets, the things that are listed there, and what stands behind."""
    if (found := _LISTED.fullmatch(piece)) is None:
        return piece, [], ""
    return found[1], [one.strip() for _, one in parted(found[2], _ITEMS)], found[3]


def parted(words: str, separator: re.Pattern[str]) -> list[tuple[str, str]]:
    """The pieces of ``words`` with the sign that stands before each ("" before the first). A
    subject's name is no two pieces: "design & technology", "health and social care"; nor is what
    stands in brackets: "languages (Spanish & Mandarin)"."""
    whole = [one.span() for kind in (_joined_names(), _BRACKETS) for one in kind.finditer(words)]
    pieces, join, start = [], "", 0
    for sign in separator.finditer(words):
        if not any(first < sign.start() < last for first, last in whole):
            pieces.append((join, words[start : sign.start()]))
            join, start = sign[0], sign.end()
    return [*pieces, (join, words[start:])]


@cache
def _joined_names() -> re.Pattern[str]:
    joined = (word for word in subject_words() if " and " in word or "," in word)
    names = sorted((*load().joined_names, *joined), key=len, reverse=True)
    spelt = "|".join(re.escape(name).replace(r"\ and\ ", JOIN) for name in names)
    return re.compile(rf"(?<!\w)(?:{spelt})(?!\w)", re.IGNORECASE)


def things_joined(words: str) -> list[str]:
    """The things that "and" joins in a piece: "counselling and a minibus" are two. None where
    there is one ("arts and crafts"), where one is long enough to be a sentence, or where the piece
    begins with words that say which side all of it is on ("no hall and minibus")."""
    things = [piece for _, piece in parted(words.strip(), _JOINS)]
    if len(things) < 2 or says_a_side(words) or _ONE_THING.search(words):
        return []
    return things if all(0 < len(one.split()) < FREE_TEXT_WORDS for one in things) else []


def belongs_to_more(words: str) -> bool:
    """Whether words before or after "and" may be about what stands on its other side as well:
    "shortage of maths and physics teachers", "hall and minibus for trips"."""
    return _SMALL_WORDS.search(words) is not None


def without_article(words: str) -> str:
    """``words`` (a key) without what stands before a thing and does not say which."""
    return _ARTICLE.sub("", words)


def is_special_place(words: str, vocabulary: Vocabulary) -> bool:
    """Whether ``words`` name a place so particular that no tag stands for it, and nothing else."""
    return without_article(key(words)) in vocabulary.special_keys


def without_years(words: str) -> str:
    """``words`` (a key) without the year groups of pupils that something is for."""
    return _FOR_YEARS.sub("", words)


def for_pupils(words: str) -> str:
    """``words`` (a key) with "for pupils" for those year groups: lectures alone may be anybody's,
    lectures for Year 12 are for pupils."""
    return f"{rest} for pupils" if (rest := without_years(words)) != words else words


def says_a_side(words: str) -> bool:
    """Whether the words at the start of a list say which side all of it is on."""
    return _SAYS_A_SIDE.match(words) is not None


def asks(words: str) -> bool:
    """Whether a piece is a question, which neither needs nor offers anything yet."""
    return "?" in words or "\u061f" in words or "\uff1f" in words


def all_known(text: str, known: Mapping[str, str]) -> list[str]:
    """The meanings of words joined by "and"; none unless all are ``known``."""
    parts = text.split(" and ")
    subjects: list[str] = []
    start = 0
    while start < len(parts):
        for end in range(min(start + _LONGEST_JOIN, len(parts)), start, -1):
            name = known.get(" and ".join(parts[start:end]))
            if name is not None:
                subjects.append(name)
                start = end
                break
        else:
            return []
    return list(dict.fromkeys(subjects))
