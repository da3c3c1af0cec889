"""Columns left unread that may say what a school needs, or what it offers.

To pass over a "Wishlist" without a word would be to take its school for one of which nobody knows
what it needs. Many headers speak of wishes or of sharing and mean something else, so such a column
is not read, and a line says how to have it read. Columns about people are none of these: they are
not among those left unread (:mod:`matcher.intake.columns.people_cells`). Where the header says
nothing, the cells may: three of them that want or give something that the vocabulary names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType

from matcher.core.installation import reference_rows
from matcher.core.problems import ProblemLog
from matcher.core.text.late_pattern import late_pattern
from matcher.intake import cell_values
from matcher.intake.accounts import ListAccount
from matcher.intake.columns.rejected_rows import UsedRows
from matcher.intake.headers.recognise import Layout
from matcher.intake.headers.sides import is_beside_the_point
from matcher.intake.headers.synonyms import IGNORED_WORDS, PRIVATE_WORDS
from matcher.intake.headers.wording import words
from matcher.intake.sheet import Table

_SIDES = (
    ("needs", "needs", late_pattern(
        r"\b(?:wish(?:es|list)?|looking for|seek(?:s|ing)?|asks?|asking for|requests?|"
        r"would like|hop(?:es?|ing) for|interested in|interests?|gaps?|help with|support with|"
        r"areas? (?:for|of) (?:development|improvement)|(?:development|improvement) areas?)\b"
    )),
    ("strengths", "offers", late_pattern(
        r"\b(?:(?:can|could|might|would) (?:share|give|lend|provide|teach|do)|"
        r"(?:able|happy|willing) to (?:share|give|lend|provide|teach|help|support)|"
        r"shar(?:es?|ing)|to share|expertise|excels? (?:at|in)|good at)\b"
    )),
)  # fmt: skip
# What such a header is about that is no need and no offer: who, when, how far it has come, whether
# one may ask at all; an agreement, money or a journey; people and sites that a school looks for.
_NO_TAGS = late_pattern(
    r"\b(?:by|who|whom|date|day|when|time|status|stage|outcome|result|action|contact\w*|consent|"
    r"gdpr|link|url|website|e ?mail|form|ref|reference|id|number|no|travel|distance|visit\w*|"
    r"tb[acd]|agreements?|polic(?:y|ies)|licen[cs]es?|contracts?|transport\w*|minibus\w*|"
    r"sponsor\w*|fund\w*|grants?|budgets?|costs?|governors?|trustees?|heads?|head ?teachers?|"
    r"trusts?|conversion|federation|merger|sites?|"
    r"meet\w*|others? (?:can|could|might|would))\b"
)
_WORD = re.compile(r"[^\W\d_]{3}")
_MOSTLY = 0.8  # of the filled cells
_SPOKEN = late_pattern(
    r"\b(?:needs?|needed|wants?|wanted|would (?:like|love|welcome|appreciate)|looking for|short of|"
    r"could do with|struggl(?:e|es|ing)|lacks?|seeking|help with|happy to|willing to|"
    r"(?:can|could) (?:also )?(?:offer|share|lend|loan|give|provide|host|help|teach)|"
    r"offers?|offering|to spare|to share)\b",
    re.IGNORECASE,
)
_FEWEST_CELLS, _SHORTEST_NAME = 3, 3  # cells that speak; letters of a name of the vocabulary


def telling(layout: Layout, left: Sequence[int]) -> Mapping[int, tuple[str, str]]:
    """Of the columns at these positions (of those left unread) the ones whose header may tell of
    needs or of offers: the column that each would be, and what a school does with it."""
    found = ((at, _side(layout.header[at])) for at in left)
    return MappingProxyType({at: side for at, side in found if side})


def telling_by_cells(
    layout: Layout, left: Sequence[int], rows: UsedRows
) -> Mapping[int, tuple[str, str]]:
    """The same of columns whose cells want or give, in words, what the vocabulary names; they are
    read as notes are, in which each sentence says which side it is on."""
    open_ = (at for at in left if not _is_closed(layout.header[at]))
    return MappingProxyType(
        {at: ("notes", "needs or offers") for at in open_ if _speaks(rows.columns[at])}
    )


def _is_closed(header: str) -> bool:
    """Whether a header is of what is private or beside the point, whatever stands below it."""
    said = {*words(header).split()}
    return bool(said & (PRIVATE_WORDS | IGNORED_WORDS)) or is_beside_the_point(header)


def _speaks(cells: Sequence[str]) -> bool:
    spoken = (cell for cell in cells if _SPOKEN.search(cell) and _named().search(cell))
    return sum(1 for _, _ in zip(spoken, range(_FEWEST_CELLS), strict=False)) == _FEWEST_CELLS


@cache
def _named() -> re.Pattern[str]:
    """A subject or a place of the vocabulary."""
    subjects, places = (
        reference_rows("vocabulary", name) for name in ("subjects.csv", "facilities.csv")
    )
    names = {name for row in subjects for name in (row["subject"], *row["aliases"].split("|"))}
    names |= {row["facility"] for row in places}
    spelt = "|".join(re.escape(name) for name in sorted(names) if len(name) >= _SHORTEST_NAME)
    return re.compile(rf"\b(?:{spelt})\b", re.IGNORECASE)


def _side(header: str) -> tuple[str, str] | None:
    said = words(header)
    if _NO_TAGS.search(said) or _is_closed(header):
        return None
    return next(((name, does) for name, does, speaks in _SIDES if speaks.search(said)), None)


def report_perhaps_tags(
    rows: UsedRows,
    perhaps: Mapping[int, tuple[str, str]],
    table: Table[Layout],
    account: ListAccount,
    log: ProblemLog,
) -> None:
    """Say of each column of ``perhaps`` (:func:`telling`, :func:`telling_by_cells`) that mostly
    holds words how to have it read, to ``log`` and in the ``account``."""
    for at, (name, does) in perhaps.items():
        if _are_words(rows.columns[at]):
            header = table.layout.printable(at)
            say, none = f'--column {name}="{header}"', f'--column none="{header}"'
            account.perhaps += (f"if {header!r} is what a school {does}: {say}; if not: {none}",)
            log.add(
                "perhaps_tags",
                f"this column may say what a school {does}; it was not read, so nothing in it "
                "counts",
                list=table.sheet.list,
                sheet=table.sheet.sheet,
                row=table.header_row,
                column=header,
                hint=f"if so, say it: {say}; if not: {none}",
            )


def _are_words(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    said = [one for one in filled if _WORD.search(one) and cell_values.tag_degree(one) is None]
    return bool(said) and len(said) >= _MOSTLY * len(filled)
