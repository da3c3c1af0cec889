"""Headers of two rows or three: titles over groups of columns, and what each column is below them.

"Subjects needed" stands once over Physics, Maths and Latin. In text, and in a workbook whose
cells are merged, the title is in the first of its columns and the others are blank. The row
that names the school is the upper one or the lower one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matcher.intake.headers.people import is_personal
from matcher.intake.headers.sides import side_of_question
from matcher.intake.headers.synonyms import SIDES, TEXTS
from matcher.intake.headers.wording import SYNONYM_OF, joined, words

# What the title of a group adds to each of its columns: Physics under "Subjects needed" is
# the teaching of physics.
_TOPICS = {
    "subject": "teaching", "subjects": "teaching", "teaching": "teaching", "teachers": "teaching",
    "cpd": "CPD", "training": "training", "curriculum": "curriculum", "facility": "facilities",
    "facilities": "facilities", "classes": "classes", "mentoring": "mentoring",
    "coaching": "coaching",
}  # fmt: skip
# Columns of their own that may as well be what is needed under such a title.
_AMBIGUOUS = {"governance"}
# What a person has no column of: it is the school's again, below a title about a person too.
_NO_PERSONS = {
    "urn", "laestab", "estab", "phase", "age_low", "age_high", "age_range", "pupils", "fsm_pct",
    *SIDES,
}  # fmt: skip
_LONGEST_TITLE = 60  # characters; more is a sentence in a cell
_WORDS_OF_A_TITLE = 4  # what is longer, two rows above the header, is the title of the sheet
_IDENTITY = ("urn", "name")
OF_A_CHECK = "check result"  # the column that check adds to its copies


def side_of_title(title: str) -> str:
    """Whether a title is over needs or over strengths, or ""."""
    if len(title) > _LONGEST_TITLE:
        return ""
    column = SYNONYM_OF.get(joined(title), ("", 0))[0]
    return column if column in SIDES else side_of_question(title)


def topic_of_title(title: str) -> str:
    """What the title of a group adds to the name of each of its columns, or ""."""
    return next((_TOPICS[word] for word in words(title).split() if word in _TOPICS), "")


def stands_alone(item: str) -> bool:
    """Whether a header is a column of its own, whatever stands above it."""
    if words(item) == OF_A_CHECK:
        return True
    column = SYNONYM_OF.get(joined(item), ("", 0))[0]
    return bool(column) and column not in TEXTS and words(item) not in _AMBIGUOUS


def _reaches(title: str, item: str) -> bool:
    """Whether a column belongs to the title before it. Below a title about a person a postcode or
    a note is the person's."""
    if words(item) == OF_A_CHECK:
        return False
    if is_of_a_person(title):
        return SYNONYM_OF.get(joined(item), ("", 0))[0] not in _NO_PERSONS
    return True


def is_of_a_person(title: str) -> bool:
    """Whether a title stands over what belongs to a person."""
    return not side_of_title(title) and is_personal(title)


def group_titles(above: Sequence[str], header: Sequence[str]) -> dict[int, str]:
    """The title over each column of ``header`` that is about needs, strengths or a person, by
    position; ``above`` is the row just above it.

    A title in the first column alone is the title of the sheet, and none of a group.
    """
    first = next((at for at, item in enumerate(header) if item.strip()), 0)
    filled = [at for at, cell in enumerate(above) if cell.strip()]
    if not filled or (filled == [filled[0]] and filled[0] <= first):
        return {}
    titles: dict[int, str] = {}
    title = ""
    for at, item in enumerate(header):
        own = above[at].strip() if at < len(above) else ""
        if own:
            title = own
        elif stands_alone(item) and not is_of_a_person(title):
            title = ""
        if not _reaches(title, item):
            title = ""
        if title and item.strip() and (side_of_title(title) or is_personal(title)):
            titles[at] = title
        if is_personal(item) and not is_of_a_person(title):
            title = ""  # what stands behind a head below "Support needed" is no need
    return titles


def people_two_above(
    top: Sequence[str], header: Sequence[str], titles: Mapping[int, str]
) -> dict[int, str]:
    """The titles about people two rows above the header, over the columns that have none of
    needs or strengths in between (``titles``): "Contact" above "Main" above "Name"."""
    return {
        at: title
        for at, title in group_titles(top, header).items()
        if len(words(title).split()) <= _WORDS_OF_A_TITLE
        and is_of_a_person(title)
        and not side_of_title(titles.get(at, ""))
    }


def below_titles(above: Sequence[str], header: Sequence[str]) -> list[str]:
    """A row of a header of three, each title in it with the title above it: "Subjects" below
    "Needs" is "Needs: Subjects"."""
    titles = group_titles(above, header)
    width = max(len(above), len(header))
    top, own = ([*row, *[""] * (width - len(row))] for row in (above, header))
    if not titles:
        return own
    return [
        f"{titles[at]}: {item.strip()}"
        if at in titles and not SYNONYM_OF.get(joined(item))
        else item or (top[at] if side_of_title(top[at]) or is_of_a_person(top[at]) else "")
        for at, item in enumerate(own)
    ]


def is_over_groups(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Whether a row holds titles, of needs or strengths, that span columns of the lower one."""
    titles = group_titles(upper, lower)
    return any(
        side_of_title(titles[at]) and not (at < len(upper) and upper[at].strip()) for at in titles
    )


def items_below(
    upper: Sequence[str], lower: Sequence[str], used: Mapping[str, tuple[int, ...]]
) -> tuple[list[str], dict[int, str]] | None:
    """The items of a header whose lower row names what stands below the titles of the
    ``upper`` one, and the title over each; None where ``lower`` is no part of the header.

    It is one where the school is not named in it, or by the words of the upper row, where it
    fills no other column that the upper row names, and where a title of needs, of strengths or
    about a person spans two columns or more. ``used`` says what the columns of the upper row are.
    """
    width = max(len(upper), len(lower))
    top, below = ([*row, *[""] * (width - len(row))] for row in (upper, lower))
    items: list[str] = []
    titles: dict[int, str] = {}
    title, spans = "", False
    for at, (own, item) in enumerate(zip(top, below, strict=True)):
        own, item = own.strip(), item.strip()
        if own:
            title = own
        if not item or item.casefold() == own.casefold():
            items.append(own)
            continue
        if words(item) == OF_A_CHECK:
            items.append(item)
            continue
        if len(item) > _LONGEST_TITLE or (stands_alone(title) and joined(item) not in SYNONYM_OF):
            return None
        items.append(item)
        if side_of_title(title) or is_personal(title):
            spans = spans or not own
            if _reaches(title, item):
                titles[at] = title
            if not titles.get(at) or (is_personal(item) and not is_of_a_person(title)):
                title = ""
    named = any(
        below[at].strip() and below[at].strip().casefold() != top[at].strip().casefold()
        for column in _IDENTITY
        for at in used.get(column, ())
    )
    return (items, titles) if spans and not named else None
