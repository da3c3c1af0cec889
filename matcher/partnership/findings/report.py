"""The findings for one audience: its sections, from the same guarded numbers for all.

A paper is plain structure; :mod:`matcher.partnership.findings.documents` makes it Markdown, HTML
or a Word document.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import replace

from matcher.core.cells import in_words
from matcher.partnership.findings.audiences import Audience
from matcher.partnership.findings.facts import Facts, Paper, Section
from matcher.partnership.findings.privacy import Private, few, unreached
from matcher.partnership.findings.sections import MAKE, name
from matcher.partnership.monitor.progress import BEHIND, ON_TRACK, Progress
from matcher.partnership.monitor.values import grammar
from matcher.partnership.record import Partnership

_FEWEST = 3  # rows and items that are kept of each section, however short the paper is to be


def paper(facts: Facts, audience: Audience, day: datetime.date) -> Paper:
    """The findings for ``audience`` as at ``day``: what it leaves out is not in it, and it is
    as long as it may be; names and texts are whole. What matters most comes first, so that
    what is cut from a long one matters least."""
    names = " and ".join(map(name, facts.partnership.parties))
    every = facts.report.progress
    kept = sorted((one for one in every if _tells(one, audience)), key=_weight)
    gaps = () if "groups" in audience.leaves_out else facts.report.gaps
    told = replace(
        facts,
        report=replace(facts.report, progress=tuple(kept), gaps=gaps),
        left_out=sum(one.planned for one in kept) < sum(one.planned for one in every),
    )
    sections = [MAKE[id_](told, audience) for id_ in audience.sections]
    begun = " By its record the work has not begun." if _waits(facts.partnership) else ""
    found = Paper(
        f"{names}: {audience.title[:1].lower()}{audience.title[1:]}",
        f"{audience.question} As at {in_words(day)}.{begun}",
        tuple(one for one in sections if one.paragraphs or one.items or one.table),
    )
    own = "contacts" in audience.leaves_out
    found = _through(Private(facts.partnership).out if own else unreached, found)
    return _as_long(found, audience.words)


def _tells(one: Progress, audience: Audience) -> bool:
    if "groups" in audience.leaves_out and one.group != grammar.ALL:
        return False
    return "withheld" not in audience.leaves_out or any(not point.mark for point in one.series)


def _waits(partnership: Partnership) -> bool:
    return partnership.status in ("suggested", "contacted", "agreed")


def _weight(one: Progress) -> int:
    """The place of a row in a paper: behind, on track, then by how much is known of it."""
    if one.status in (BEHIND, ON_TRACK):
        return 0 if one.status == BEHIND else 1
    return 4 - sum(bool(point and not point.mark) for point in (one.baseline, one.latest))


def _through(out: Callable[[str], str], found: Paper) -> Paper:
    """The paper with each text of its sections as ``out`` makes it."""

    def section(one: Section) -> Section:
        table = one.table
        if table:
            table = replace(table, rows=tuple(tuple(map(out, row)) for row in table.rows))
        paragraphs, items = tuple(map(out, one.paragraphs)), tuple(map(out, one.items))
        return replace(one, paragraphs=paragraphs, items=items, table=table)

    return replace(found, sections=tuple(map(section, found.sections)))


def people(found: Paper, partnership: Partnership) -> tuple[str, ...]:
    """Warnings of the lines of a paper that seem to name a person, and of the lessons that tell
    of one to four people, as sentences. The summary names leads only where it is meant to."""
    private = Private(partnership)
    told = []
    for one in found.sections:
        for line in (*one.paragraphs, *one.items) if one.id != "summary" else ():
            where = f"under {one.heading}: {line[:100]}{'…' if len(line) > 100 else ''}"
            if name_ := private.titled(line):
                told.append(f"“{name_}” may be a person’s name, {where}")
            if one.id == "lessons" and (some := few(line)):
                told.append(f"“{some}” tells of very few people; write “a few” instead, {where}")
    return tuple(told)


def _as_long(found: Paper, most: int) -> Paper:
    """The paper with the least items and rows of its longest section taken away, one by one,
    until it is short enough or each has three left; and a sentence that says so."""
    while found.words > most - (20 if found.cut else 0):
        sizes = [max(len(one.items), len(one.table.rows) if one.table else 0)
                 for one in found.sections]  # fmt: skip
        longest = max(sizes, default=0)
        if longest <= _FEWEST:
            break
        at = sizes.index(longest)
        one = found.sections[at]
        if len(one.items) == longest:
            least = _least(one.items)
            one = replace(one, items=one.items[:least] + one.items[least + 1 :])
        elif one.table:
            one = replace(one, table=replace(one.table, rows=one.table.rows[:-1]))
        sections = (*found.sections[:at], one, *found.sections[at + 1 :])
        found = replace(found, sections=sections, cut=found.cut + 1)
    if not found.cut:
        return found
    lines = "One line is" if found.cut == 1 else f"{found.cut:,} lines are"
    said = f"{lines} left out to keep this short; the folder of the partnership has all."
    last = found.sections[-1]
    last = replace(last, paragraphs=(*last.paragraphs, said))
    return replace(found, sections=(*found.sections[:-1], last))


def _least(items: Sequence[str]) -> int:
    """The item to leave out first: the last of the largest group of those that begin alike, so
    that of lessons not only those that worked stay."""
    heads = [item.partition(": ")[0] for item in items]
    most = max(map(heads.count, heads))
    return max(at for at, head in enumerate(heads) if heads.count(head) == most)
