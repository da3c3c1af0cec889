"""Which columns are about people, by their cells: e-mail addresses, telephone numbers, names.

What the header leaves open, the cells decide. A column that nothing is read from is not copied
where a third of its cells name or reach somebody: of 3,200 columns of public registers, tables
and lists none comes to more than an eighth. A column that is read as one of ours is withheld only
where nearly all of its cells are e-mail addresses or telephone numbers, not by names: schools are
named after people, and notes may name anybody. One that asks whether a school may be contacted is
only where no cell may be an answer (:mod:`matcher.intake.columns.contact_column`). Needs and notes
whose header has a word for an office ("Mentors wanted") are judged as columns that nothing is read
from, and a column about an office ("Governor") that a person maps to a side is read where its cells
are ticks alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice

from matcher.core.text.contacts import has_mail, has_telephone, without_contacts
from matcher.core.text.late_pattern import late_pattern
from matcher.intake.cell_values import are_ticks
from matcher.intake.columns.contact_column import (
    asks,
    is_of_answers,
    is_of_people,
    may_refuse,
    speaks_of_contact,
)
from matcher.intake.columns.forenames import FORENAMES
from matcher.intake.headers.mapping import UNMAPPED, ColumnMapping
from matcher.intake.headers.people import is_personal, mentions_people
from matcher.intake.headers.recognise import Layout
from matcher.intake.headers.synonyms import TEXTS
from matcher.intake.headers.wording import words
from matcher.intake.sheet import Row

LOOKED_AT = 2_000  # rows below the header
_LOOKED_INTO = 200  # characters of a cell
_ENOUGH = 1 / 3  # of the filled cells of a column that is not read
_NEARLY_ALL = 0.9  # of one that is

# A workbook may have lost the 0 of a number, and then nothing else may stand in the cell.
_LOST_ZERO = re.compile(r"[1237]\d{9}")
_NUMBERED = re.compile(r"\b(uprn|ukprn|urn|id|ref\w*|code|number|no)\b")  # no telephone's header

_TITLED = late_pattern(
    r"\b(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|dame|rev|revd|fr)\b\.?\s+[a-z]", re.I
)
_WITH_INITIALS = re.compile(r"(?:[A-Z]\.? ?){1,3}[A-Z][a-z]*['’]?[A-Z]?[a-z]{2,}")
_NAME_WORDS = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.-])*")
# What is named after somebody, and what is no surname behind an initial ("T Level").
_NO_PERSON = late_pattern(
    r"\b(?:schools?|academy|academies|college|university|institute|primary|infants?|juniors?|"
    r"secondary|high|grammar|nursery|prep|trust|federation|foundation|church|chapel|cathedral|"
    r"parish|ward|road|rd|street|lane|avenue|ave|drive|close|way|hill|park|lodge|house|hall|"
    r"court|green|woods?|fields?|farm|bridge|gate|view|grove|crescent|gardens?|place|square|"
    r"terrace|town|city|borough|council|county|district|valley|vale|bay|sea|heath|moor|abbey|"
    r"cross|end|common|rise|mount|row|walk|estate|campus|site|centre|group|partnership|alliance|"
    r"hub|society|charity|ltd|limited|plc|catholic|cofe|ce|rc|saints?|st|north|south|east|west|"
    r"levels?|block|wing|band|grade|team|stage|type|class|set|and|the|of|on|in|for|with|at)\b",
    re.I,
)
_WORDS_OF_A_NAME = range(2, 5)
NAMES = "names of people"
ANSWERS = "answers"


def withhold_people(
    layout: Layout, rows: Iterator[Row], mapping: ColumnMapping = UNMAPPED
) -> tuple[Layout, dict[int, str], Iterator[Row]]:
    """The layout without the columns whose cells show that they are about people, and with a column
    that asks about contact and whose cells are answers, where its header was taken for another or
    for none; of each column withheld what its cells hold, also of one that nobody would read where
    that is answers about contact; the rows below the header, which can be gone through once.
    ``mapping`` is what a person says of the columns."""
    first = list(islice(rows, LOOKED_AT))
    people = columns_of_people(layout, [row for _, row in first])
    if not people.keys().isdisjoint(layout.used.get("open_to_contact", ())):
        first += rows  # an answer may stand in any
        people = columns_of_people(layout, [row for _, row in first])
    read = {at for places in layout.places.values() for at in places}
    for at in (at for at in range(layout.width) if at not in read and at not in layout.added):
        header = layout.header[at]
        name, _ = mapping.place(header) or ("", 0)
        if not speaks_of_contact(header) or name not in ("", "open_to_contact"):
            continue
        cells = _cells([row for _, row in first], at)
        is_read = "open_to_contact" not in layout.used and asks(header, name)
        if is_read and is_of_answers(cells, header):
            layout = _with_answers(layout, at, by_hand=bool(name))
        elif is_of_answers(cells, header) or may_refuse(cells):
            people[at] = ANSWERS
    return layout.without(people), people, chain(first, rows)


def _with_answers(layout: Layout, at: int, *, by_hand: bool) -> Layout:
    """The same, but the column at ``at`` answers about contact, and is read."""
    return replace(
        layout,
        used={**layout.used, "open_to_contact": (at,)},
        personal=tuple(one for one in layout.personal if one != at),
        ignored=tuple(one for one in layout.ignored if one != at),
        guessed=layout.guessed if by_hand else layout.guessed | {at},
        mapped=layout.mapped | {at} if by_hand else layout.mapped,
    )


def columns_of_people(layout: Layout, rows: Sequence[Sequence[str]]) -> dict[int, str]:
    """The positions of the columns whose cells show that they are about people, beside those
    whose header does, and what the cells hold; ``rows`` are the first below the header."""
    read = {at for places in layout.places.values() for at in places}
    texts = {at for text in TEXTS for at in layout.used.get(text, ())}
    known = {*layout.personal, *layout.added}
    found: dict[int, str] = {}
    for at in range(layout.width):
        if at not in known:
            cells = _cells(rows, at)
            header = layout.header[at]
            is_read = at in read
            # A person says that "Governor" is a need: so it is, where the cells name nobody.
            if cells and at in layout.mapped and is_personal(header) and not are_ticks(cells):
                found[at] = "more than ticks, and its header is about people"
                continue
            if at in texts and mentions_people(header):
                is_read = False
                prose = [text for text in cells if _is_prose(text)]
                cells["…"] += sum(cells.pop(text) for text in prose)
            if at in layout.used.get("open_to_contact", ()):
                if is_of_people(cells):
                    found[at] = _held(cells, header, is_read=False) or NAMES
                continue
            if what := _held(cells, header, is_read=is_read):
                found[at] = what
    return found


def _cells(rows: Sequence[Sequence[str]], at: int) -> Counter[str]:
    """The filled cells of a column, as far as they are looked into."""
    cells = Counter(row[at].strip()[:_LOOKED_INTO] for row in rows if at < len(row))
    del cells[""]
    return cells


def _is_prose(text: str) -> bool:
    """Whether a cell says more than a name and how somebody is reached."""
    return len(without_contacts(text, "", "").split()) > _WORDS_OF_A_NAME[-1]


def _held(cells: Counter[str], header: str, *, is_read: bool) -> str:
    """What about people the filled cells of a column hold, or ""."""
    numbered = bool(_NUMBERED.search(words(header)))
    counts: Counter[str] = Counter()
    for text, count in cells.items():
        counts[_held_in(text, numbered, is_read)] += count
    del counts[""]
    enough = cells.total() * (_NEARLY_ALL if is_read else _ENOUGH)
    return counts.most_common(1)[0][0] if counts and counts.total() >= enough else ""


def _held_in(text: str, numbered: bool, is_read: bool) -> str:
    if has_mail(text):
        return "e-mail addresses"
    # A number that is read as a code is told as a wrong one.
    if not (numbered and is_read) and is_telephone(text, lost_zero=not numbered):
        return "telephone numbers"
    return NAMES if not is_read and names_a_person(text) else ""


def is_telephone(text: str, *, lost_zero: bool = False) -> bool:
    """Whether a cell holds a telephone number of the United Kingdom; with ``lost_zero`` it may
    be ten digits without the 0 in front of them."""
    if lost_zero and _LOST_ZERO.fullmatch(text):
        return True
    return has_telephone(text)


def names_a_person(text: str) -> bool:
    """Whether a cell is the name of a person: with a title, with a forename, or with initials."""
    if _NO_PERSON.search(text):
        return False
    if _TITLED.search(text) or _WITH_INITIALS.fullmatch(text):
        return True
    # What stands behind a name is a role or a day: "Julie Ash (head)".
    name = re.split(r"\s*[(/;:–]\s*|\s-\s", text, maxsplit=1)[0]
    found = _NAME_WORDS.findall(name.replace(",", " "))
    if " ".join(found) != " ".join(name.replace(",", " ").split()):
        return False
    first = found[1:] if "," in name else found
    alone = len(found) == 1 and name == text
    return (
        bool(first)
        and first[0].casefold().split("-")[0] in FORENAMES
        and (alone or len(found) in _WORDS_OF_A_NAME)
    )
