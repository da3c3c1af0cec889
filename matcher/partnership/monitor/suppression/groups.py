"""What the names of groups tell of each other: which are parts of one whole, and which lie
inside another ("girls fsm" in "girls" and in "fsm")."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from matcher.partnership.monitor.values import grammar

_TWOS = {"girls", "boys", "female", "male"}
_SAME = {"girl": "girls", "female": "girls", "females": "girls", "boy": "boys", "male": "boys",
         "males": "boys"}  # fmt: skip
_FILLING = {"a", "all", "and", "are", "at", "eligible", "for", "in", "of", "on", "pupils", "the",
            "who", "with"}  # fmt: skip
_NOT = {"not", "non", "no", "without"}
_KNOWN = {
    "girls",
    "boys",
    grammar.FSM,
    grammar.NOT_FSM,
}  # of two such one group is made
_COMBINED = "&"  # the family of groups that are made of others


def opposite(group: str) -> str:
    """ "not fsm" of "fsm", and back."""
    return group.removeprefix("not ") if group.startswith("not ") else f"not {group}"


def peers(group: str) -> str:
    """All the others, as they are called: boys of girls, "not fsm" of fsm."""
    return {"girls": "boys", "boys": "girls"}.get(group) or opposite(group)


@lru_cache(maxsize=4096)
def words(group: str) -> frozenset[str]:
    """The words that a group is made of, in any order, "not" with its word; none of all."""
    if group == grammar.ALL:
        return frozenset()
    text = group.replace("free school meals", grammar.FSM)
    text = re.sub(r"\by(?:ears?|r)? ?(\d+)\b", r"year\1", text)
    plain = [_SAME.get(word, word) for word in re.findall(r"[^\W_]+", text)]
    found, sign = set(), ""
    for word in plain:
        if word in _NOT:
            sign = "not "
        elif word not in _FILLING:
            found.add(sign + word)
            sign = ""
    return frozenset(found)


def inside(group: str, whole: str) -> bool:
    """Whether a group is a part of another by its name: it has all of its words and more."""
    return words(group) > words(whole)


def combined(group: str, groups: Collection[str]) -> bool:
    """Whether a group is made of others, whether they stand among ``groups`` or not."""
    own = words(group)
    if len(own) > 1 and ":" not in group and own & _KNOWN:
        return True
    return any(words(other) and inside(group, other) for other in groups)


def families(groups: Collection[str], whole: str = grammar.ALL) -> list[list[str]]:
    """The groups inside ``whole`` by what may be parts of it side by side: a group and its
    opposite; girls and boys; those with the same word before a colon; those that are made of
    others; all others together, for nobody says how they overlap."""
    called = {group: group for group in groups if group != grammar.ALL}
    if whole != grammar.ALL:
        called = {
            group: " ".join(sorted(words(group) - words(whole)))
            for group in called
            if inside(group, whole)
        }
    names = set(called.values())
    found: dict[str, list[str]] = {}
    for group, name in sorted(called.items()):
        found.setdefault(_family(name, names), []).append(group)
    return list(found.values())


def _family(name: str, names: Collection[str]) -> str:
    if combined(name, names):
        return _COMBINED
    pair = name.removeprefix("not ")
    if name != pair or opposite(name) in names or pair == grammar.FSM:
        return f"not {pair}"
    if ":" in name:
        return name.split(":")[0]
    return "sex" if name in _TWOS else ""
