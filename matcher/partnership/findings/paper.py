"""The paper of findings for one audience: its sections, cut to its length, from the same numbers
for all, small ones withheld.

A paper is plain structure; :mod:`matcher.partnership.findings.documents` makes it Markdown, HTML
or a Word document.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import chain

from matcher.core.cells import in_words
from matcher.partnership.findings.audiences import Audience
from matcher.partnership.findings.facts import Facts, Paper, Section
from matcher.partnership.findings.privacy import NameFilter, without_contact_details
from matcher.partnership.findings.sections import SECTION_MAKERS
from matcher.partnership.monitor import pupil_groups
from matcher.partnership.monitor.judgement import (
    BEHIND,
    MISSED,
    ON_TRACK,
    REACHED,
    REACHED_LATE,
)
from matcher.partnership.monitor.progress import Progress
from matcher.partnership.monitor.suppression.few_people import few_people
from matcher.partnership.record.partnership import Partnership

_FEWEST = 3  # rows and items that are kept of each section, however short the paper is to be


def make_paper(facts: Facts, audience: Audience, day: datetime.date) -> Paper:
    """The findings for ``audience`` as at ``day``: what it leaves out is not in it, and it is
    as long as it may be; names and texts are whole. What matters most comes first, so that
    what is cut from a long one matters least."""
    every = facts.report.progress
    shown = sorted((one for one in every if _is_for(one, audience)), key=_priority)
    report = facts.report
    if "groups" in audience.leaves_out:
        report = replace(report, gaps=(), no_gap=())
    selected = replace(
        facts,
        report=replace(report, progress=tuple(shown)),
        left_out=sum(one.planned for one in shown) < sum(one.planned for one in every),
    )
    sections = [SECTION_MAKERS[id_](selected, audience) for id_ in audience.sections]
    begun = "" if facts.told else " Nobody has told yet what was done."
    if _not_begun(facts.partnership, day):
        begun = " By its record the work has not begun."
    found = Paper(
        f"{facts.partnership.title}: {audience.title[:1].lower()}{audience.title[1:]}",
        f"{audience.question} As at {in_words(day)}.{begun}",
        tuple(one for one in sections if one.paragraphs or one.items or one.table),
    )
    own = "contacts" in audience.leaves_out
    found = _with_texts(
        NameFilter(facts.partnership).without_names if own else without_contact_details, found
    )
    return _shortened(found, audience.words)


def _is_for(one: Progress, audience: Audience) -> bool:
    if "groups" in audience.leaves_out and one.group != pupil_groups.ALL:
        return False
    return "withheld" not in audience.leaves_out or any(not point.mark for point in one.series)


def _not_begun(partnership: Partnership, day: datetime.date) -> bool:
    later = partnership.start is not None and partnership.start > day
    return later or partnership.status in ("suggested", "contacted", "agreed")


def _priority(one: Progress) -> int:
    """The place of a row in a paper: behind or missed, on track or reached, then by how much is
    known of it."""
    if one.status in (BEHIND, MISSED, ON_TRACK, REACHED, REACHED_LATE):
        return 0 if one.status in (BEHIND, MISSED) else 1
    return 4 - sum(bool(point and not point.mark) for point in (one.baseline, one.latest))


def _with_texts(out: Callable[[str], str], found: Paper) -> Paper:
    """The paper with each text of its sections as ``out`` makes it."""

    def section(one: Section) -> Section:
        table = one.table
        if table:
            table = replace(table, rows=tuple(tuple(map(out, row)) for row in table.rows))
        paragraphs, items = tuple(map(out, one.paragraphs)), tuple(map(out, one.items))
        return replace(one, paragraphs=paragraphs, items=items, table=table)

    return replace(found, sections=tuple(map(section, found.sections)))


def privacy_warnings(found: Paper, partnership: Partnership) -> tuple[str, ...]:
    """Warnings of the lines of a paper that seem to name a person, and of the aims and lessons that
    tell of one to four people, as sentences. The summary names leads only where it is meant to."""
    private = NameFilter(partnership)
    warnings = []
    for one in found.sections:
        for line in (*one.paragraphs, *one.items) if one.id != "summary" else ():
            where = f"under {one.heading}: {line[:100]}{'…' if len(line) > 100 else ''}"
            if name_ := private.find_titled_name(line):
                warnings.append(f"“{name_}” may be a person’s name, {where}")
            if one.id in ("aims", "lessons") and (some := few_people(line)):
                warnings.append(
                    f"“{some}” tells of very few people; write “a few” instead, {where}"
                )
    return tuple(warnings)


def _shortened(found: Paper, most: int) -> Paper:
    """The paper with the least items and rows of its longest section taken away, one by one,
    until it is short enough or each has three left; and a sentence that says so. Each step takes
    the same time however long the paper is, for lessons may be thousands."""
    words, cut = found.words, 0
    items = [_by_beginning(one.items) for one in found.sections]
    sizes = [[len(one.items), len(one.table.rows) if one.table else 0] for one in found.sections]
    while words > most - (20 if cut else 0):
        at = max(range(len(sizes)), key=lambda at: max(sizes[at]), default=-1)
        if at < 0 or max(sizes[at]) <= _FEWEST:
            break
        one, (of_items, of_rows) = found.sections[at], sizes[at]
        gone: Sequence[str] = ()
        if of_items >= of_rows:
            gone = [one.items[_take_least_needed(items[at])]]
        elif one.table:
            gone = one.table.rows[of_rows - 1]
        sizes[at][of_items < of_rows] -= 1
        words -= sum(len(text.split()) for text in gone)
        cut += 1
    if not cut:
        return found
    sections = [
        replace(
            one,
            items=tuple(one.items[place] for place in sorted(chain(*groups))),
            table=one.table and replace(one.table, rows=one.table.rows[:of_rows]),
        )
        for one, groups, (_, of_rows) in zip(found.sections, items, sizes, strict=True)
    ]
    lines = "One line is" if cut == 1 else f"{cut:,} lines are"
    note = f"{lines} left out to keep this short; the folder of the partnership has all."
    last = sections[-1]
    sections[-1] = replace(last, paragraphs=(*last.paragraphs, note))
    return replace(found, sections=tuple(sections), cut=cut)


def _by_beginning(items: Sequence[str]) -> list[list[int]]:
    """The places of items, those that begin alike together."""
    groups: dict[str, list[int]] = {}
    for at, item in enumerate(items):
        groups.setdefault(item.partition(": ")[0], []).append(at)
    return list(groups.values())


def _take_least_needed(groups: Sequence[list[int]]) -> int:
    """Take out the item to leave out first: the last of the largest group of those that begin
    alike, so that of lessons not only those that worked stay."""
    return max(groups, key=lambda group: (len(group), group[-1:])).pop()
