"""The cover of the workbook of a run: for people who have the workbook alone, and no terminal."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from matcher.core.figures.number_format import counted
from matcher.core.schema import as_list
from matcher.jobs.matching.results import MatchResult
from matcher.jobs.matching.summary.about import about, is_about_some
from matcher.jobs.matching.summary.lines import weighed_lines
from matcher.jobs.matching.summary.outcome import outcome_lines
from matcher.show.run.travel_words import gave_up_lines, workbook_lines
from matcher.show.workbook.columns import KIND_WORDS

# An option or a command, and the words in which a line leads to one.
_COMMAND = re.compile(r"(?<!\S)\(?--[a-z]|\bmatcher [a-z]|\bthe same command\b")
_ASIDE = re.compile(r" \([^()]*(?:--[a-z]|matcher [a-z])[^()]*\)")
_CLAUSE = re.compile(r"[.;:] ")


def cover_lines(result: MatchResult, dated: Sequence[str]) -> list[str]:
    """The cover of the workbook: how to read it, then the run, then of what day it is (``dated``)
    and whose data. What to type to have it otherwise is for the terminal alone."""
    return [
        "Each row of the sheet Matches is a pair in the seeker's or the partner's best "
        f"{result.config.k}, in the partner's best {result.config.k} of one phase, or a partner "
        "that is worth asking: the columns of places and “What this row is” say which. A score "
        "orders a list; read the reasons before you decide.",
        "The sheet Contents lists the sheets, and the sheet Notes says what each of their columns "
        "means. The CSV files of the run have further columns.",
        *(workbook_lines(result.reach) if result.travel else []),
        *without_commands([*gave_up_lines(result.travel), *outcome_lines(result)]),
        _schools(result),
        *_rows(result),
        *without_commands(weighed_lines(result)),
        *dated,
        *result.attribution,
    ]


def without_commands(lines: Iterable[str]) -> Iterator[str]:
    """The lines, each up to the clause that names an option or a command; one that begins with
    it is left out."""
    for line in lines:
        plain = _ASIDE.sub("", line)
        found = _COMMAND.search(plain)
        if found is not None:
            ends = [one.start() for one in _CLAUSE.finditer(plain, 0, found.start() + 1)]
            plain = plain[: ends[-1]] if ends else ""
        if plain:
            yield plain


def _schools(result: MatchResult) -> str:
    """How many schools the run is about, by kind: those of the lists, or some of them."""
    listed = result.schools[result.schools["listed"] == 1]
    own = about(result, listed)
    kinds = sorted(Counter(as_list(own["kind"])).items())
    told = ", ".join(f"{KIND_WORDS.get(kind, kind)} {count:,}" for kind, count in kinds)
    many = counted(len(own), "school")
    whose = f"This run is about {many}" if is_about_some(result) else f"The lists have {many}"
    others = ""
    if is_about_some(result):
        no_role, outside = len(result.concerned.without_role), result.concerned.outside
        rest = [f"{no_role:,} without a role in it"] if no_role else []
        rest += [f"{outside:,} outside of it"] if outside else []
        others = f". The lists have {len(listed):,}: {' and '.join(['these', *rest])}"
    return whose + (f": {told}" if told else "") + others


def _rows(result: MatchResult) -> Iterator[str]:
    """How many rows of each list were used, and where to read of others."""
    for account in result.accounts:
        what = "the register, " if account.source == "register" else ""
        told = f"{what}{account.list}: {counted(account.used, 'row')} used"
        if account.rejected:
            told += f", and {account.rejected:,} that could not be, of which problems.csv tells"
        yield told
