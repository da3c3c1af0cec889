"""Words that the parts of the report share: shares, counts of whom, short lists."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from matcher.core.figures.number_format import counted
from matcher.core.schema import as_list
from matcher.show.allocation.text import percent
from matcher.show.report.office.facts.coverage import SAID, STATED
from matcher.show.report.office.facts.groups import Rate

if TYPE_CHECKING:
    from matcher.show.report.office.facts.office import OfficeFacts

Row = TypeVar("Row")
MOST = 60  # schools in a table
NOTHING = "not known"  # in a cell whose figure nobody has


def part_of(rate: Rate) -> str:
    """ "4,763 of 8,222 (58 %)"; "none of 0" is never said."""
    if not rate.of:
        return "0"
    return f"{rate.part:,} of {rate.of:,} ({percent(rate.share)})"


def share(rate: Rate) -> str:
    """The share as a cell has it, blank of nobody: there is none, which is known."""
    return percent(rate.share) if rate.of else ""


def figure(value: float, digits: int = 1) -> str:
    """A figure as a cell has it."""
    return NOTHING if math.isnan(value) else f"{value:,.{digits}f}"


def schools(many: int) -> str:
    """ "1 school", "3,459 schools"."""
    return counted(many, "school")


def named(names: Sequence[str], most: int) -> str:
    """The first few names in a sentence, and how many more there are."""
    more = len(names) - most
    listed = [*names[:most], *([f"{more:,} more"] if more > 0 else [])]
    return " and ".join(filter(None, (", ".join(listed[:-1]), *listed[-1:])))


def title_of(found: OfficeFacts) -> str:
    """The report's title, with the places or else all that the run was narrowed to."""
    only_places = found.places and not (found.drop or found.config.phases)
    about = " and ".join(found.places) if only_places else found.narrowed
    return f"Coverage: {found.record['title']}{f' ({about})' if about else ''}"


def is_met(found: OfficeFacts) -> tuple[str, str]:
    """How it is told that a need is met, as the head of a column and after "a partner that": what
    only registers and figures tell may be so, in one language with the map and a plan."""
    own, met = found.coverage, found.everybody.met.part
    known = int(((own["state"] == STATED) & (own["need_by"] == SAID)).sum())
    if known >= met:
        return "Met", "is known to meet"
    if not known:
        return "May be met", "may meet"
    return "Met, or may be", "is known, or likely, to meet"


def sentence(words: str) -> str:
    """With a capital letter."""
    return f"{words[:1].upper()}{words[1:]}"


def called(name: str, heed: str) -> str:
    """A school by its name, with what to ``heed`` before one rings or visits it."""
    return f"{name} ({heed})" if heed else name


def first_need(needs: Sequence[str], most: int = 3) -> str:
    """The first few needs of a school, and how many more there are."""
    more = [f"{len(needs) - most} more"] if len(needs) > most else []
    return "; ".join((*needs[:most], *more))


def place_of(found: OfficeFacts) -> tuple[str, Mapping[str, str]]:
    """How the column of a table is called that says where each school is, and where by its URN: its
    authority, or of a report about one authority alone its district, where these differ."""
    own = found.coverage
    is_one = own["la"].nunique() == 1 and own["district"].nunique() > 1
    title, column = ("District", "district") if is_one else ("Authority", "la")
    return title, dict(zip(as_list(own["urn"]), as_list(own[column]), strict=True))


def in_turn(rows: Sequence[Row], places: Sequence[str], most: int) -> list[Row]:
    """As many of these rows as a table has, of each of their places in turn, in their order: the
    first by name would be of one place alone."""
    seen = Counter[str]()
    turns = []
    for place in places:
        turns.append(seen[place])
        seen[place] += 1
    kept = sorted(range(len(rows)), key=lambda at: turns[at])[:most]
    return [rows[at] for at in sorted(kept)]


def cut(many: int, most: int, *, in_csv: bool = False, turns: str = "") -> str:
    """What a caption adds where a table is cut short; ``in_csv``: the report as CSV has all;
    ``turns``: of each of what it has some, in turn."""
    if many <= most:
        return ""
    rest = "; the same command with --format csv has all" if in_csv else ""
    if turns:
        return f" {most:,} of {many:,}, of each {turns.lower()} in turn{rest}."
    return f" The first {most:,} of {many:,}{rest}."
