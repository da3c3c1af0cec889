"""Columns left unread, and words of a list, that may say with how many schools a partner can work.

A school that writes 0 into such a column offers nothing, so to pass over it without a word would be
to promise others its help. A header such as "Places" may as well count pupils, staff or rooms: it
is not read, and a line says how to have it read. Nor are plain offers such as "can help 3 schools"
in a column of offers or notes: these too are told of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from matcher.core.problems import ProblemLog
from matcher.core.text.late_pattern import late_pattern
from matcher.intake import cell_values
from matcher.intake.accounts import ListAccount
from matcher.intake.columns.rejected_rows import UsedRows
from matcher.intake.headers.recognise import Layout
from matcher.intake.headers.wording import words
from matcher.intake.sheet import Table

_COUNTS = re.compile(r"\b(how many|number|no of|num|max|maximum|capacity|places|limit)\b")
# What else such a header counts; of numbers and codes that only name something, "number of" tells.
_OF_OTHERS = late_pattern(
    r"\b(pupils?|students?|children|boys|girls|boarders|teachers?|staff|ta|tas|fte|classes|class|"
    r"classrooms?|forms?|year|years|age|ages|roll|governors?|rooms?|computers?|sen|send|fsm|eal|"
    r"nursery|sites?|telephone|phone|fax|tel|urn|ukprn|estab|establishment|dfe|la|lea|uprn|"
    r"house|street|row|line|reference|ref|ofsted|trust|mat|sixth)\b"
)
# A plain offer: "up to 3 schools" alone may be anything.
_SAID = late_pattern(
    r"\b(?:(?:wants?|wish(?:es)?|likes?|able|willing|happy|ready|prepared|hop(?:es?|ing)|keen|"
    r"offer(?:s|ing)?|aims?|plans?|planning) to|can|could|will|would|may|might) "
    r"(?:help|support|take(?: on)?|work with|partner(?: with)?|mentor)(?: up to| at most)? "
    r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|twelve) "
    r"(?:(?:more|other|local|nearby|neighbouring|partner|state|primary|secondary|special) )*"
    r"(?:schools?|primaries|secondaries)\b",
    re.I,
)
# In the same clause: what was, is refused, or is needed.
_NO_OFFER = late_pattern(
    r"\b(?:not?|never|nobody|none|cannot|cant|\w+n['’]t|unable|unlikely|without|unless|hardly|"
    r"doubt\w*|last (?:year|term)|previous\w*|formerly|used to|once|past|until|stopped|ended|had|"
    r"was|were|did|no longer|needs?|needed|wants? (?:help|support)|looking for|lacks?|seek\w*|"
    r"requires?|hop(?:e|es|ing) (?:for|that)|who|which|that|if|ask\w*)\b|\?",
    re.I,
)
_CLAUSE = re.compile(r"(?<=[.!?])\s+|[;\n]")
MOST = 30  # a median above this counts pupils, as of a column that is read
_MOSTLY = 0.8  # of the filled cells


def counting(layout: Layout, left: Sequence[int]) -> tuple[int, ...]:
    """Of the columns at these positions (of those left unread) the ones whose header may count
    schools; none where the list has a column of capacity that is read."""
    if "capacity" in layout.used:
        return ()
    return tuple(at for at in left if _may_count(words(layout.header[at])))


def _may_count(header: str) -> bool:
    return bool(_COUNTS.search(header)) and not _OF_OTHERS.search(header)


def report_perhaps_capacity(
    rows: UsedRows,
    perhaps: Sequence[int],
    table: Table[Layout],
    account: ListAccount,
    log: ProblemLog,
) -> None:
    """Say of each column at ``perhaps`` (:func:`counting`) of mostly small whole numbers how to
    have it read, to ``log`` and in the ``account``."""
    found = []
    for at in perhaps:
        if _are_small_numbers(rows.columns[at]):
            header = table.layout.printable(at)
            say = f'--column capacity="{header}"'
            found.append(f"if {header!r} is how many schools a partner can take on: {say}")
            log.add(
                "perhaps_capacity",
                "this column holds small whole numbers; it was not read",
                list=table.sheet.list,
                sheet=table.sheet.sheet,
                row=table.header_row,
                column=header,
                severity="note",
                hint=f"if it is how many schools a partner can take on, say so: {say}",
            )
    account.perhaps += tuple(found)


def report_capacity_in_words(rows: UsedRows, table: Table[Layout], log: ProblemLog) -> None:
    """Say to ``log`` of each cell of offers or notes with how many schools it says that a partner
    would work, and how to have that counted; nothing where a column of capacity is read."""
    layout = table.layout
    if "capacity" in layout.used:
        return
    for at in sorted({*layout.places.get("strengths", ()), *layout.used.get("notes", ())}):
        for number, cell in zip(rows.numbers, rows.columns[at], strict=True):
            if said := _offered(cell):
                log.add(
                    "capacity_in_words",
                    "words say with how many schools it would work; they are not counted as its "
                    "places",
                    list=table.sheet.list,
                    sheet=table.sheet.sheet,
                    row=number,
                    column=layout.printable(at),
                    value=said,
                    severity="note",
                    hint="to have it counted, write the number in a column Capacity",
                )


def _offered(cell: str) -> str:
    """The words of a cell that plainly offer to work with so many schools, or ""."""
    for text in _CLAUSE.split(cell):
        said = " ".join(text.split())
        if (found := _SAID.search(said)) and not _NO_OFFER.search(said):
            return found[0]
    return ""


def _are_small_numbers(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    figures = (cell_values.figure(cell) for cell in filled)
    small = [one for one in figures if one is not None and 0 <= one <= MOST and one.is_integer()]
    return bool(small) and len(small) >= _MOSTLY * len(filled)
