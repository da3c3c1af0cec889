"""Which header means which column, and which columns must not be read at all.

Three steps, in this order: a column about a person is set aside unread; a header in the
table of synonyms is taken as it stands; a header one or two letters away from a synonym
is taken and said to be a guess. Need and strength columns ("Need: T3 physics", "L3") are
a family of their own, see :class:`Wide`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz.distance import OSA

from matcher.core.cells import clean
from matcher.intake.columns.synonyms import NOT_OURS, SYNONYMS, TELLING

COLUMNS = tuple(name for name in SYNONYMS if name not in ("x", "y"))
SIDES = ("needs", "strengths")
TEXTS = (*SIDES, "notes")  # of these a file may have several columns, which are joined

# Whoever a column names, we do not read it. The first family is about a person whatever
# stands beside it; the second may be the subject of a need ("Need: L1 governors").
_PERSONAL = re.compile(
    r"e ?mails?( address\w*)?|telephone\w*|phones?|mobiles?|fax|tel|contacts?|surname|forename|"
    r"(first|last|middle|given|family|preferred|full) ?names?|job ?titles?|salutation|"
    r"headteachers? ?names?|linkedin|twitter|date of birth|dob"
)
_OFFICE_HOLDER = re.compile(
    r"heads?|head ?(teacher|master|mistress)s?|heads? ?title|principals?|governors?|chairs?|"
    r"chair(man|woman|person)s?|directors?|coordinators?|co ordinators?|ceo|lead|leads|manager|"
    r"vice chancellors?|bursars?|secretar(y|ies)|staff|teacher names?|props ?names?|"
    r"proprietors?|owner|person|people|named"
)
_NOT_PERSONAL = re.compile(r"head ?counts?")
# Written without a gap: HEADEMAIL, contactname.
_FUSED = ("email", "telephone", "phonen", "mobilen", "firstname", "lastname", "surname",
          "forename", "jobtitle", "contactname")  # fmt: skip

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
_SIX_DIGITS = re.compile(r"[0-9]{6}(?:\.0)?\Z")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NOT_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Wide:
    """A column for one tag: ``label`` is the tag, ``side`` says which text a tick feeds;
    where the header does not say, ``side`` is "" and the cell does (N, S, both)."""

    label: str
    side: Literal["needs", "strengths", ""]


@dataclass(frozen=True, slots=True)
class Layout:
    """What each column of a file is, by its position.

    ``used`` gives the positions of each canonical column (one, but for needs,
    strengths and notes), ``guessed`` those found by similarity, ``duplicates`` the positions left
    aside because an earlier header says the same.
    """

    header: tuple[str, ...]
    used: dict[str, tuple[int, ...]]
    wide: dict[int, Wide]
    guessed: frozenset[int]
    ignored: tuple[int, ...]
    personal: tuple[int, ...]
    duplicates: tuple[int, ...]

    @property
    def places(self) -> dict[str, tuple[int, ...]]:
        """The positions that feed each column, those of tags among them."""
        found = dict(self.used)
        for at, wide in self.wide.items():
            for side in (wide.side,) if wide.side else SIDES:
                found[side] = (*found.get(side, ()), at)
        return found

    def shown(self, at: int) -> str:
        """A header as it may be printed."""
        return shown(self.header[at])

    @property
    def width(self) -> int:
        """Number of fields up to the last header that is not blank."""
        return max((i + 1 for i, text in enumerate(self.header) if text.strip()), default=0)

    @property
    def score(self) -> int:
        """How many columns are understood; 0 where the row cannot be a header."""
        count = sum(len(at) for at in self.used.values()) + len(self.wide)
        return count if "urn" in self.used or ("name" in self.used and count > 1) else 0


def understood() -> dict[str, list[str]]:
    """The headers understood for each canonical column, as words, best first."""
    return {name: list(words) for name, words in SYNONYMS.items()}


def shown(header: str) -> str:
    """A header as it may be printed: no control characters, at most 80 characters."""
    return clean(header)[0][:80]


@lru_cache(maxsize=4096)
def words(header: str) -> str:
    """A header as lower-case words: "HeadFirstName" and "Head_first name" are both
    "head first name"."""
    spaced = _CAMEL.sub(" ", header[:200])
    return _NOT_WORD.sub(" ", spaced.replace("%", " pct ")).strip().casefold()


@lru_cache(maxsize=4096)
def _key(header: str) -> str:
    return words(header).replace(" ", "")


_EXACT = {
    _key(text): (name, place)
    for name, texts in SYNONYMS.items()
    for place, text in enumerate(texts)
}


@lru_cache(maxsize=4096)
def is_personal(header: str, *, wide: bool = False) -> bool:
    """Whether a column is about a person; ``wide`` says that it is a need or strength
    column, where a governor may be what is needed."""
    if _key(header) in _EXACT:
        return False
    text = " " + _NOT_PERSONAL.sub(" ", words(header)) + " "
    plain = " " + _NOT_PERSONAL.sub(" ", _NOT_WORD.sub(" ", header[:200]).casefold()) + " "
    if any(part in _key(header) for part in _FUSED):
        return True
    families = [_PERSONAL] if wide else [_PERSONAL, _OFFICE_HOLDER]
    return any(
        re.search(rf" (?:{family.pattern}) ", form) for family in families for form in (text, plain)
    )


def as_wide(header: str) -> Wide | Literal["needs", "strengths"] | None:
    """The need or strength column a header names; a plain word where it holds text."""
    text = header.strip().replace("_", " ").replace(";", ",")
    if found := _BY_ACTIVITY.match(text):
        return Wide(_label(found[1].upper() + " " + (found[2] or "")), "")
    if found := _BY_SIDE.match(text):
        side: Literal["needs", "strengths"] = (
            "needs" if "need" in found[1].casefold() else "strengths"
        )
        return side if _IN_WORDS.fullmatch(words(found[2])) else Wide(_label(found[2]), side)
    return None


def _label(text: str) -> str:
    return " ".join(text.strip(" ()[]").split())[:200]


def recognise(header: Sequence[str], *, guess: bool = False) -> Layout:
    """Say what each column of a header row is; with ``guess``, by similarity as well."""
    found: dict[str, list[tuple[int, int]]] = {}
    wide: dict[int, Wide] = {}
    personal: list[int] = []
    left: list[int] = []
    duplicates: list[int] = []
    guessed: set[int] = set()
    seen: set[str] = set()
    for at, text in enumerate(header):
        key = _key(text)
        if not key:
            continue
        column = as_wide(text)
        if is_personal(text, wide=isinstance(column, Wide)):
            personal.append(at)
        elif key in seen:
            duplicates.append(at)
        elif key in _EXACT:
            name, place = _EXACT[key]
            found.setdefault(name, []).append((place, at))
        elif isinstance(column, Wide):
            wide[at] = column
        elif column:
            found.setdefault(column, []).append((99, at))
        else:
            left.append(at)
        seen.add(key)
    if guess:
        for at in list(left):
            name = _similar(_key(header[at])) or _in_a_question(header[at])
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
        tuple(header), used, wide, frozenset(guessed), tuple(sorted(left)), tuple(personal),
        tuple(duplicates),
    )  # fmt: skip


def _in_a_question(header: str) -> str:
    """The side a question asks about ("What could you offer?"), or ""."""
    asked = set(words(header).split())
    if asked & NOT_OURS:
        return ""
    sides = [side for side, telling in TELLING.items() if asked & telling]
    return sides[0] if len(sides) == 1 else ""


@lru_cache(maxsize=4096)
def _similar(key: str) -> str:
    """The column whose synonym is nearest in spelling, or "".

    Same first letter, same digits, at least six letters, and one slip in seven (optimal
    string alignment, transpositions counted once), a code never for a name: MSOA is not
    LSOA, NumberOfBoys is not NumberOfPupils.
    """
    if len(key) < 6:
        return ""
    best = (0.86, "")
    for known, (name, _) in _EXACT.items():
        alike = (
            known[0] == key[0]
            and _is_code(known) == _is_code(key)
            and re.sub(r"\D", "", known) == re.sub(r"\D", "", key)
        )
        if alike:
            near = OSA.normalized_similarity(known, key, score_cutoff=best[0])
            if near > best[0]:
                best = (near, name)
    return best[1]


def _is_code(key: str) -> bool:
    return key.endswith("code") and not key.endswith("postcode")


def find(rows: Sequence[Sequence[str]], *, among: int = 40) -> tuple[int, Layout] | None:
    """The position and layout of the header row: the first of the best among the first
    ``among`` rows that are not blank; None where no row has a URN column, or a name column
    and another one. A header that has rows of its own below it is not given up for a better
    one further down: those rows would be lost."""
    looked = 0
    candidates: list[int] = []
    for at, row in enumerate(rows):
        if any(cell.strip() for cell in row):
            candidates.append(at)
            looked += 1
        if looked == among:
            break
    for guess in (False, True):
        scores = [recognise(rows[at], guess=guess).score for at in candidates]
        if any(scores):
            best = scores.index(max(scores))
            earlier = (
                i
                for i in range(best)
                if scores[i] and _has_rows(rows, candidates[i:best], scores[best] - scores[i])
            )
            at = candidates[next(earlier, best)]
            return at, recognise(rows[at], guess=True)
    return None


def _has_rows(rows: Sequence[Sequence[str]], candidates: Sequence[int], lead: int) -> bool:
    """Whether the first of ``candidates`` is the header of a row below it: one with six
    digits for a URN or, where the better header has a lead of one column at most, one
    that fills two of the columns it names. A block of titles ("Name: …") does neither."""
    used = recognise(rows[candidates[0]]).used
    places = {at for found in used.values() for at in found}
    urn = used.get("urn", (-1,))[0]
    for at in candidates[1:]:
        row = rows[at]
        if 0 <= urn < len(row) and _SIX_DIGITS.match(row[urn].strip()):
            return True
        if lead <= 1 and len(places & {i for i, cell in enumerate(row) if cell.strip()}) > 1:
            return True
    return False
