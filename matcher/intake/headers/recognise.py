"""Which header means which column.

In this order: a column about a person is set aside unread; what a person maps by hand is
taken at their word; a header in the table of synonyms is taken as it stands; a header one or
two letters away from a synonym is taken and said to be a guess. Need and strength columns
("Need: T3 physics", "L3") are a family of their own, see :class:`TagColumn`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal, NamedTuple

from matcher.intake.headers.mapping import NOT_READ, UNMAPPED, ColumnMapping
from matcher.intake.headers.people import is_personal, may_be_a_tag
from matcher.intake.headers.sides import (
    is_beside_the_point,
    is_no_tag,
    is_of_both_sides,
    side_of_question,
)
from matcher.intake.headers.synonyms import JOINED, SIDES, TEXTS
from matcher.intake.headers.two_rows import (
    OF_A_CHECK,
    is_of_a_person,
    side_of_title,
    stands_alone,
    topic_of_title,
)
from matcher.intake.headers.wording import (
    SYNONYM_OF,
    is_of_notes,
    joined,
    printable,
    similar_column,
    words,
)

_ACTIVITY = r"T[1-4]|C[1-4]|L[1-3]|X[1-3]|R[1-3]"
_BY_ACTIVITY = re.compile(rf"({_ACTIVITY})(?:[\s:_/.,–—-]+(.*))?\Z", re.I | re.S)
_BY_SIDE = re.compile(
    r"(needs?|strengths?|can offer|offers?|support needed|support offered)[\s:_/.,–—-]+(\S.*)\Z",
    re.I | re.S,
)
# "Needs 1", "Needs (text)", "Support needed (from visit)" hold words, not ticks.
_IN_WORDS = re.compile(
    r"\d+|text|free text|notes?|list|descriptions?|details?|other|comments?|summary|in words|"
    r"statement|areas?|tags?|codes?|and priorities|"  # then whence or when
    r"(?:from|after|since|before|at|by|per|see)\b.*|(?:last|latest|recent|this|current)\b.*|"
    r"(?:ofsted|visit|inspection|review|meeting|audit|survey)(?: (?:notes?|reports?|in|of|on|\d+|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*))*|"
    r"(?:autumn|spring|summer|term|20\d\d)(?: (?:term|\d+))*"
)
_OF_THE_SCHOOL = frozenset({"urn", "name", "name_and_address"})  # one of them, or no header
_OF_TODAY = frozenset({"do", "does", "did", "have", "has", "now", "currently"})


class TagColumn(NamedTuple):
    """A column for one tag: ``label`` is the tag, ``side`` says which text a tick feeds;
    where the header does not say, ``side`` is "" and the cell does (N, S, both)."""

    label: str
    side: Literal["needs", "strengths", ""]


@dataclass(frozen=True, slots=True)
class Layout:
    """What each column of a file is, by its position.

    ``used`` gives the positions of each canonical column (one, but for needs, strengths and
    notes), ``tags`` the columns for one tag each, ``guessed`` those found by similarity,
    ``mapped`` those that a person mapped by hand, ``duplicates`` the positions left aside because
    an earlier header says the same. A header below a title of needs or strengths is written
    with that title ("Subjects needed: Physics"); ``items`` are the headers alone,
    ``has_titles`` says that a row of titles above them belongs to the header.
    """

    header: tuple[str, ...]
    used: dict[str, tuple[int, ...]]
    tags: dict[int, TagColumn]
    guessed: frozenset[int]
    ignored: tuple[int, ...]
    personal: tuple[int, ...]
    duplicates: tuple[int, ...]
    mapped: frozenset[int] = frozenset()
    items: tuple[str, ...] = ()
    has_titles: bool = False

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

    def tag_mapped(self, at: int, side: str) -> TagColumn:
        """The tag of a column of ticks that a person mapped to needs or strengths."""
        item = self.items[at] if self.items else self.header[at]
        own = tag_column(item)
        label = own.label if isinstance(own, TagColumn) else _label(item)
        return TagColumn(label, "needs" if side == "needs" else "strengths")

    def without(self, people: Collection[int]) -> Layout:
        """The same, but the columns at these positions are about people and not read."""

        def rest(places: Sequence[int]) -> tuple[int, ...]:
            return tuple(at for at in places if at not in people)

        used = {column: rest(places) for column, places in self.used.items()}
        return replace(
            self,
            used={column: places for column, places in used.items() if places},
            tags={at: tag for at, tag in self.tags.items() if at not in people},
            guessed=self.guessed.difference(people),
            ignored=rest(self.ignored),
            personal=tuple(sorted({*self.personal, *people})),
            duplicates=rest(self.duplicates),
            mapped=self.mapped.difference(people),
        )

    @property
    def beside_the_point(self) -> tuple[int, ...]:
        """Of the columns not read, those whose header has a word of needs or strengths."""
        return tuple(at for at in self.ignored if is_beside_the_point(self.header[at]))

    @property
    def added(self) -> tuple[int, ...]:
        """The positions of columns that a check added: nobody's list says what is in them."""
        return tuple(at for at, text in enumerate(self.header) if words(text) == OF_A_CHECK)

    @property
    def width(self) -> int:
        """Number of fields up to the last header that is not blank."""
        return max((i + 1 for i, text in enumerate(self.header) if text.strip()), default=0)

    @property
    def score(self) -> int:
        """How many columns are understood; 0 where the row cannot be a header."""
        count = sum(len(at) for at in self.used.values()) + len(self.tags)
        named = "name" in self.used and (count > 1 or self.used["name"][0] in self.mapped)
        return count if "urn" in self.used or named else 0


def tag_column(header: str) -> TagColumn | Literal["needs", "strengths"] | None:
    """The need or strength column a header names; a plain word where it holds text."""
    text = header.strip().replace("_", " ").replace(";", ",")
    if found := _BY_ACTIVITY.match(text):
        return TagColumn(_label(found[1].upper() + " " + (found[2] or "")), "")
    found = _BY_SIDE.match(text)
    if found and not is_no_tag(found[2]) and not is_of_both_sides(text):
        is_need = "need" in found[1].casefold()
        side: Literal["needs", "strengths"] = "needs" if is_need else "strengths"
        return side if _IN_WORDS.fullmatch(words(found[2])) else TagColumn(_label(found[2]), side)
    return None


def may_be_understood(row: Sequence[str], mapping: ColumnMapping) -> bool:
    """Whether a row may be a header without guessing: a cell of it is a word for the URN or the
    name of a school, or a person mapped headers by hand. Hardly any row of data is, and this is
    told in a tenth of the time."""
    if mapping.entries:
        return True
    return any(SYNONYM_OF.get(joined(cell), ("",))[0] in _OF_THE_SCHOOL for cell in row if cell)


def _label(text: str) -> str:
    return " ".join(text.strip(" ()[]").split())[:200]


def recognise_header(
    header: Sequence[str],
    *,
    guess: bool = False,
    mapping: ColumnMapping = UNMAPPED,
    titles: Mapping[int, str] = MappingProxyType({}),
) -> Layout:
    """Say what each column of a header row is; with ``guess``, by similarity as well.

    ``mapping`` is what a person says of them, ``titles`` what stands above a group of columns,
    by position (:mod:`matcher.intake.headers.two_rows`).
    """
    texts = list(header)
    found: dict[str, list[tuple[int, int]]] = {}
    by_hand: dict[str, list[tuple[int, int]]] = {}
    tags: dict[int, TagColumn] = {}
    personal: list[int] = []
    left: list[int] = []
    duplicates: list[int] = []
    guessed: set[int] = set()
    seen: set[str] = set()
    for at, text in enumerate(header):
        title = titles.get(at, "")
        column = _below_title(text, title) if title else tag_column(text)
        if words(text) == OF_A_CHECK:
            continue
        about_person = _is_about_person(text, title)
        if title and column and not about_person:
            texts[at] = f"{title}: {text.strip()}"
        key = joined(texts[at]) or (texts[at].strip() if mapping.place(texts[at]) else "")
        if not key:
            continue
        mapped = mapping.place(texts[at], text)
        is_ticked = mapped and mapped[0] in SIDES and not title and may_be_a_tag(text)
        if about_person and not is_ticked:
            personal.append(at)
            continue  # the same header further on may be the school's
        if key in seen:
            duplicates.append(at)
        elif mapped:
            name, place = mapped
            if name == NOT_READ:
                left.append(at)
            else:
                by_hand.setdefault(name, []).append((place, at))
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
            name = _guess(texts[at])
            takes_more = name == "notes" or name not in found.keys() | by_hand.keys()
            if name and takes_more and not mapping.place(texts[at]):
                found.setdefault(name, []).append((0, at))
                guessed.add(at)
                left.remove(at)
    used: dict[str, tuple[int, ...]] = {}
    for name in found.keys() | by_hand.keys():
        places = sorted(by_hand.get(name, ())) + sorted(found.get(name, ()))
        if name in JOINED:
            used[name] = tuple(sorted(at for _, at in places))
        else:
            used[name] = (places[0][1],)
            left += [at for _, at in places[1:]]
    if both := used.pop("name_and_address", ()):
        used.setdefault("name", both)
        used["address"] = (*both, *used.get("address", ()))
    return Layout(
        tuple(texts), {name: used[name] for name in sorted(used, key=lambda n: used[n])}, tags,
        frozenset(guessed), tuple(sorted(left)), tuple(personal), tuple(duplicates),
        frozenset(at for name, places in by_hand.items() for _, at in places if at in used[name]),
        tuple(header), bool(titles),
    )  # fmt: skip


# Who is in charge of needs; behind a colon it is what is needed.
_WHO_LEADS = re.compile(
    r"\s*(needs?|offers?|strengths?|priorit(y|ies))\s+(leads?|managers?|officers?|co-?ordinators?)\s*\Z",
    re.IGNORECASE,
)


def _guess(header: str) -> str:
    """The column that a header seems to mean, or ""."""
    similar = similar_column(joined(header))
    if similar == "capacity" and not _OF_TODAY.isdisjoint(words(header).split()):
        return ""  # "How many schools do you help" is no "can"
    if similar in SIDES and is_beside_the_point(header):
        return ""
    if similar == "pupils" and "role" in words(header).split():
        return "role"  # "School role" is no school roll
    similar = similar or side_of_question(header)
    return similar or ("notes" if is_of_notes(header) or is_of_both_sides(header) else "")


def _below_title(item: str, title: str) -> TagColumn | Literal["needs", "strengths"] | None:
    """The need or strength column that a header is because of the title above it."""
    own = tag_column(item)
    side = side_of_title(title)
    if not side or not item.strip() or stands_alone(item):
        return own
    of: Literal["needs", "strengths"] = "needs" if side == "needs" else "strengths"
    if isinstance(own, TagColumn):
        return TagColumn(own.label, own.side or of)
    if SYNONYM_OF.get(joined(item), ("",))[0] in TEXTS or _IN_WORDS.fullmatch(words(item)):
        return own or of
    return TagColumn(_label(f"{item} {topic_of_title(title)}"), of)


def _is_about_person(text: str, title: str) -> bool:
    """Whether a column is about a person, by its own header or by the title above it: "Name" and
    "Postcode" below "Headteacher" are no school's. "Need: governors" says itself that
    governors are needed; "Governors" below a title of needs does not, nor does "Needs lead"."""
    of_tag = not title and isinstance(tag_column(text), TagColumn) and not _WHO_LEADS.match(text)
    return is_personal(text, of_tag=of_tag) or (bool(title) and is_of_a_person(title))
