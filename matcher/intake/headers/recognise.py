"""Which row of a list is its header, and which header means which column.

Three steps, in this order: a column about a person is set aside unread; a header in the
table of synonyms is taken as it stands; a header one or two letters away from a synonym
is taken and said to be a guess. Need and strength columns ("Need: T3 physics", "L3") are
a family of their own, see :class:`TagColumn`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from matcher.intake import cell_values
from matcher.intake.headers.people import is_personal
from matcher.intake.headers.synonyms import SIDES, TEXTS
from matcher.intake.headers.wording import (
    SYNONYM_OF,
    joined,
    printable,
    side_of_question,
    similar_column,
    words,
)
from matcher.intake.sheet import HEADER_WITHIN, is_blank

_ACTIVITY = r"T[1-4]|C[1-4]|L[1-3]|X[1-3]|R[1-3]"
_BY_ACTIVITY = re.compile(rf"({_ACTIVITY})(?:[\s:_/.,–—-]+(.*))?\Z", re.I | re.S)
_BY_SIDE = re.compile(
    r"(needs?|strengths?|can offer|offers?|support needed|support offered)"
    r"[\s:_/.,–—-]+(\S.*)\Z",
    re.I | re.S,
)
# "Needs 1", "Needs (text)" hold words, not ticks.
_IN_WORDS = re.compile(
    r"\d+|text|free text|notes?|list|descriptions?|details?|other|comments?|summary|"
    r"in words|statement|areas?|tags?|codes?|and priorities"
)


@dataclass(frozen=True, slots=True)
class TagColumn:
    """A column for one tag: ``label`` is the tag, ``side`` says which text a tick feeds;
    where the header does not say, ``side`` is "" and the cell does (N, S, both)."""

    label: str
    side: Literal["needs", "strengths", ""]


@dataclass(frozen=True, slots=True)
class Layout:
    """What each column of a file is, by its position.

    ``used`` gives the positions of each canonical column (one, but for needs, strengths and
    notes), ``tags`` the columns for one tag each, ``guessed`` those found by similarity,
    ``duplicates`` the positions left aside because an earlier header says the same.
    """

    header: tuple[str, ...]
    used: dict[str, tuple[int, ...]]
    tags: dict[int, TagColumn]
    guessed: frozenset[int]
    ignored: tuple[int, ...]
    personal: tuple[int, ...]
    duplicates: tuple[int, ...]

    @property
    def places(self) -> dict[str, tuple[int, ...]]:
        """The positions that feed each column, those of tags among them."""
        found = dict(self.used)
        for at, tag in self.tags.items():
            for side in (tag.side,) if tag.side else SIDES:
                found[side] = (*found.get(side, ()), at)
        return found

    def printable(self, at: int) -> str:
        """A header as it may be printed."""
        return printable(self.header[at])

    @property
    def width(self) -> int:
        """Number of fields up to the last header that is not blank."""
        return max((i + 1 for i, text in enumerate(self.header) if text.strip()), default=0)

    @property
    def score(self) -> int:
        """How many columns are understood; 0 where the row cannot be a header."""
        count = sum(len(at) for at in self.used.values()) + len(self.tags)
        return count if "urn" in self.used or ("name" in self.used and count > 1) else 0


def tag_column(header: str) -> TagColumn | Literal["needs", "strengths"] | None:
    """The need or strength column a header names; a plain word where it holds text."""
    text = header.strip().replace("_", " ").replace(";", ",")
    if found := _BY_ACTIVITY.match(text):
        return TagColumn(_label(found[1].upper() + " " + (found[2] or "")), "")
    if found := _BY_SIDE.match(text):
        side: Literal["needs", "strengths"] = (
            "needs" if "need" in found[1].casefold() else "strengths"
        )
        return side if _IN_WORDS.fullmatch(words(found[2])) else TagColumn(_label(found[2]), side)
    return None


def _label(text: str) -> str:
    return " ".join(text.strip(" ()[]").split())[:200]


def recognise_header(header: Sequence[str], *, guess: bool = False) -> Layout:
    """Say what each column of a header row is; with ``guess``, by similarity as well."""
    found: dict[str, list[tuple[int, int]]] = {}
    tags: dict[int, TagColumn] = {}
    personal: list[int] = []
    left: list[int] = []
    duplicates: list[int] = []
    guessed: set[int] = set()
    seen: set[str] = set()
    for at, text in enumerate(header):
        key = joined(text)
        if not key:
            continue
        column = tag_column(text)
        if is_personal(text, of_tag=isinstance(column, TagColumn)):
            personal.append(at)
        elif key in seen:
            duplicates.append(at)
        elif key in SYNONYM_OF:
            name, place = SYNONYM_OF[key]
            found.setdefault(name, []).append((place, at))
        elif isinstance(column, TagColumn):
            tags[at] = column
        elif column:
            found.setdefault(column, []).append((99, at))
        else:
            left.append(at)
        seen.add(key)
    if guess:
        for at in list(left):
            name = similar_column(joined(header[at])) or side_of_question(header[at])
            if name and name not in found:
                found[name] = [(0, at)]
                guessed.add(at)
                left.remove(at)
    used: dict[str, tuple[int, ...]] = {}
    for name, places in found.items():
        if name in TEXTS:
            used[name] = tuple(sorted(at for _, at in places))
        else:
            used[name] = (min(places)[1],)
            left += [at for _, at in places if at != used[name][0]]
    return Layout(
        tuple(header), used, tags, frozenset(guessed), tuple(sorted(left)), tuple(personal),
        tuple(duplicates),
    )  # fmt: skip


def find_header_row(rows: Sequence[Sequence[str]]) -> tuple[int, Layout] | None:
    """The position and layout of the header row: the first of the best among the first
    forty rows that are not blank; None where no row has a URN column, or a name column
    and another one. A header that has rows of its own below it is not given up for a better
    one further down: those rows would be lost."""
    filled = (at for at, row in enumerate(rows) if not is_blank(row))
    candidates = list(islice(filled, HEADER_WITHIN))
    for guess in (False, True):
        scores = [recognise_header(rows[at], guess=guess).score for at in candidates]
        if any(scores):
            best = scores.index(max(scores))
            earlier = (
                i
                for i in range(best)
                if scores[i] and _has_rows(rows, candidates[i:best], scores[best] - scores[i])
            )
            at = candidates[next(earlier, best)]
            return at, recognise_header(rows[at], guess=True)
    return None


def _has_rows(rows: Sequence[Sequence[str]], candidates: Sequence[int], lead: int) -> bool:
    """Whether the first of ``candidates`` is the header of a row below it: one with a
    URN or, where the better header has a lead of one column at most, one
    that fills two of the columns it names. A block of titles ("Name: …") does neither."""
    used = recognise_header(rows[candidates[0]]).used
    places = {at for found in used.values() for at in found}
    urn = used.get("urn", (-1,))[0]
    for at in candidates[1:]:
        row = rows[at]
        if 0 <= urn < len(row) and cell_values.urn(row[urn].strip())[1] == "":
            return True
        if lead <= 1 and len(places & {i for i, cell in enumerate(row) if cell.strip()}) > 1:
            return True
    return False
