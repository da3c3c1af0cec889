"""The groups of pupils: how people name them, and what their names tell of each other: which
are parts of one whole, and which lie inside another ("girls fsm" in "girls" and in "fsm")."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

ALL = "all"
FSM = "fsm"
NOT_FSM = "not fsm"
_EVERYBODY = {"", "all", "all pupils", "everyone", "everybody", "total", "whole group", "overall"}
_FSM = {
    "fsm", "free school meals", "eligible for free school meals", "fsm eligible", "fsm pupils",
    "pupils eligible for free school meals", "eligible for fsm",
}  # fmt: skip
_NEGATIONS = ("not ", "non ", "no ", "without ")
_TWOS = {"girls", "boys", "female", "male"}
_SAME = {"girl": "girls", "female": "girls", "females": "girls", "boy": "boys", "male": "boys",
         "males": "boys"}  # fmt: skip
# Traits of several words, as one: "not" is said of all of it.
_TRAITS = {
    "free school meals": FSM,
    "pupil premium": "pp",
    "looked after": "lac",
    "english as an additional language": "eal",
    "special educational needs": "sen",
}
_FILLING = {"a", "all", "and", "are", "at", "eligible", "for", "in", "of", "on", "pupils", "the",
            "who", "with"}  # fmt: skip
_NOT = {"not", "non", "no", "without"}
_KNOWN = {
    "girls",
    "boys",
    FSM,
    NOT_FSM,
}  # of two such one group is made
# "whole class", "both schools", "everyone invited": names of nobody in particular.
_OF_ANYBODY = {
    "both", "children", "class", "classes", "cohort", "cohorts", "combined", "entire", "every",
    "everybody", "everyone", "full", "group", "groups", "invited", "learners", "our", "overall",
    "participants", "participating", "pupil", "school", "schools", "students", "their", "these",
    "those", "together", "total", "whole", "years",
}  # fmt: skip
_COMBINED = "&"  # the family of groups that are made of others


def read_group(text: str) -> str:
    """A group as it is kept: "all", "fsm", "not fsm", else in lower case as written, with
    "non-", "no" and "without" as "not". "ethnicity: asian" names one part of a whole."""
    parts = [" ".join(re.sub(r"[\s_-]+", " ", one).split()).casefold() for one in text.split(":")]
    word = ": ".join(filter(None, parts))
    for sign in _NEGATIONS:
        if word.startswith(sign) and word != sign.strip():
            rest = word.removeprefix(sign)
            return NOT_FSM if rest in _FSM else f"not {rest}"
    if word in _EVERYBODY:
        return ALL
    return FSM if word in _FSM else word


def group_words(group_: str) -> str:
    """A group in words."""
    words = {FSM: "pupils eligible for free school meals",
             NOT_FSM: "pupils not eligible for free school meals"}  # fmt: skip
    return words.get(group_, group_)


def opposite(group: str) -> str:
    """ "not fsm" of "fsm", and back."""
    return group.removeprefix("not ") if group.startswith("not ") else f"not {group}"


def peers(group: str) -> str:
    """All the others, as they are called: boys of girls, "not fsm" of fsm."""
    return {"girls": "boys", "boys": "girls"}.get(group) or opposite(group)


@lru_cache(maxsize=4096)
def word_set(group: str) -> frozenset[str]:
    """The words that a group is made of, in any order, "not" with its word; none of all."""
    if group == ALL:
        return frozenset()
    text = group
    for several, one in _TRAITS.items():
        text = text.replace(several, one)
    text = re.sub(r"\by(?:ears?|r)? ?(\d+)\b", r"year\1", text)
    plain = [_SAME.get(word, word) for word in re.findall(r"[^\W_]+", text)]
    found, sign = set(), ""
    for at, word in enumerate(plain, start=1):
        if word in _NOT:
            sign = "not "
        elif word not in _FILLING or (word == "a" and at == len(plain) > 1):  # "class: a"
            found.add(sign + word)
            sign = ""
    return frozenset(_told_apart(found) or found)


def _told_apart(words: Collection[str]) -> set[str]:
    """The words without those that are together nobody in particular: "girls and boys"."""
    return {word for word in words if peers(word) not in words}


def may_be_all(group: str) -> bool:
    """Whether a group that is not called "all" may be all by its name: "whole class", "boys and
    girls", "all 43 pupils"."""
    left = _told_apart(word_set(group)) - _OF_ANYBODY
    if re.search(r"\b(?:all|both|total|whole)\b", group):
        left = {word for word in left if not word.isdecimal()}
    return ":" not in group and not left


def is_inside(group: str, whole: str) -> bool:
    """Whether a group is a part of another by its name: it has all of its words and more."""
    return word_set(group) > word_set(whole)


def is_combined(group: str, groups: Collection[str]) -> bool:
    """Whether a group is made of others, whether they stand among ``groups`` or not: "year 5
    sen" of "sen", and so it is where only "not sen" is told."""
    own = word_set(group)
    if len(own) > 1 and ":" not in group:
        if own & _KNOWN:
            return True
        around = own | set(map(peers, own))
        if any(len(own) > len(other) > 0 and other <= around for other in map(word_set, groups)):
            return True
    return any(word_set(other) and is_inside(group, other) for other in groups)


def families(groups: Collection[str], whole: str = ALL) -> list[list[str]]:
    """The groups inside ``whole`` by what may be parts of it side by side: a group and its
    opposite; girls and boys; those with the same word before a colon; those that are made of
    others; all others together, for nobody says how they overlap."""
    names_within = {group: group for group in groups if group != ALL}
    if whole != ALL:
        names_within = {
            group: " ".join(sorted(word_set(group) - word_set(whole)))
            for group in names_within
            if is_inside(group, whole)
        }
    names = set(names_within.values())
    found: dict[str, list[str]] = {}
    for group, name in sorted(names_within.items()):
        found.setdefault(_family(name, names), []).append(group)
    return list(found.values())


def _family(name: str, names: Collection[str]) -> str:
    if is_combined(name, names):
        return _COMBINED
    pair = name.removeprefix("not ")
    if name != pair or opposite(name) in names or pair == FSM:
        return f"not {pair}"
    if ":" in name:
        return name.split(":")[0]
    return "sex" if name in _TWOS else ""
