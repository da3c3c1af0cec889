"""The findings for one audience: its sections, from the same guarded numbers for all.

A paper is plain structure; :mod:`matcher.partnership.findings.write` makes it Markdown, HTML
or a Word document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from matcher.partnership.findings.audiences import Audience
from matcher.partnership.findings.evidence import Evidence
from matcher.partnership.findings.lessons import Lesson
from matcher.partnership.findings.private import Private
from matcher.partnership.monitor import figures, words
from matcher.partnership.monitor.progress import ON_TRACK, RULE, Progress, Report
from matcher.partnership.record import Partnership, Party

_STATUS = {
    "suggested": "was suggested", "contacted": "was proposed to both sides",
    "agreed": "was agreed", "running": "has been running", "ended": "ended",
    "declined": "was declined",
}  # fmt: skip
_KINDS = {"independent": "independent school", "state": "state-funded school",
          "university": "university", "college": "college"}  # fmt: skip
_FEWEST = 3  # rows and items that are kept of each section, however short the paper is to be
# Access and participation plans: the Office for Students, Regulatory notice 1 (2023).
_NO_UNIVERSITY = (
    "Neither side is recorded as a university. Access and participation plans are made by "
    "providers of higher education that are registered with the Office for Students; a school "
    "may pass these facts on to the university it works with."
)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of text: its caption, header and rows."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its paragraphs, then its items, then its table."""

    id: str
    heading: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """The findings for one audience. ``cut`` says how many items and rows were left out to
    keep to the length that the audience is given."""

    title: str
    lead: str
    sections: tuple[Section, ...]
    cut: int = 0

    @property
    def words(self) -> int:
        """How many words it has, tables and headings included."""
        texts = [self.title, self.lead]
        for one in self.sections:
            texts += [one.heading, *one.paragraphs, *one.items]
            if one.table:
                texts += [one.table.caption, *one.table.head]
                texts += [cell for row in one.table.rows for cell in row]
        return sum(len(text.split()) for text in texts)


@dataclass(frozen=True, slots=True)
class Facts:
    """What findings are made of."""

    partnership: Partnership
    report: Report
    evidence: Evidence
    lessons: tuple[Lesson, ...] = ()


def paper(facts: Facts, audience: Audience) -> Paper:
    """The findings for ``audience``: what it leaves out is not in it, and it is as long as it
    may be; names and texts are whole."""
    names = " and ".join(map(_name, facts.partnership.parties))
    told = facts
    if "withheld" in audience.leaves_out or "groups" in audience.leaves_out:
        kept = [one for one in facts.report.progress if _tells(one, audience)]
        gaps = () if "groups" in audience.leaves_out else facts.report.gaps
        told = replace(facts, report=replace(facts.report, progress=tuple(kept), gaps=gaps))
    sections = [_MAKE[id_](told, audience) for id_ in audience.sections]
    found = Paper(
        f"{names}: {audience.title[:1].lower()}{audience.title[1:]}",
        audience.question,
        tuple(one for one in sections if one.paragraphs or one.items or one.table),
    )
    if "contacts" in audience.leaves_out:
        found = _without_contacts(found, Private(facts.partnership))
    return _as_long(found, audience.words)


def _tells(one: Progress, audience: Audience) -> bool:
    if "groups" in audience.leaves_out and one.group != figures.ALL:
        return False
    return "withheld" not in audience.leaves_out or any(not point.mark for point in one.series)


def _without_contacts(found: Paper, private: Private) -> Paper:
    def section(one: Section) -> Section:
        table = one.table
        if table:
            rows = tuple(tuple(map(private.out, row)) for row in table.rows)
            table = replace(table, rows=rows)
        paragraphs, items = map(private.out, one.paragraphs), map(private.out, one.items)
        return replace(one, paragraphs=tuple(paragraphs), items=tuple(items), table=table)

    return replace(found, sections=tuple(map(section, found.sections)))


def _as_long(found: Paper, most: int) -> Paper:
    """The paper with the last items and rows of its longest section taken away, one by one,
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
            one = replace(one, items=one.items[:-1])
        elif one.table:
            one = replace(one, table=replace(one.table, rows=one.table.rows[:-1]))
        sections = (*found.sections[:at], one, *found.sections[at + 1 :])
        found = replace(found, sections=sections, cut=found.cut + 1)
    if not found.cut:
        return found
    lines = "One line is" if found.cut == 1 else f"{found.cut:,} lines are"
    said = f"{lines} left out to keep this short; the monitoring report has all."
    last = found.sections[-1]
    last = replace(last, paragraphs=(*last.paragraphs, said))
    return replace(found, sections=(*found.sections[:-1], last))


def _summary(facts: Facts, audience: Audience) -> Section:
    about = facts.partnership
    first, second = about.parties
    on = about.dates.get(about.status, "")
    when = f" on {words.day(figures.day(on))}" if on else ""
    if about.status == "running" and on:
        when = f" since {words.day(figures.day(on))}"
    said = [
        f"The partnership of {_titled(first)} and {_titled(second)} {_STATUS[about.status]}{when}."
    ]
    if about.distance_km == about.distance_km:
        said.append(f"They are {about.distance_km:.1f} km apart in a straight line.")
    said += [words.counts(facts.report), facts.evidence.line()]
    if "contacts" not in audience.leaves_out:
        leads = [f"{_name(one)}: {one.lead}" for one in about.parties if one.lead]
        if leads:
            said.append(f"Leads: {'; '.join(leads)}.")
    return Section("summary", "In short", (" ".join(said),))


def _aims(facts: Facts, audience: Audience) -> Section:
    told = facts.partnership.objectives
    items = tuple(told[key] for key in ("O1", "O13") if told.get(key, "").strip())
    return Section("aims", "What it is for", () if items else ("No aims are recorded yet.",), items)


def _activities(facts: Facts, audience: Audience) -> Section:
    items = tuple(
        f"{_name(facts.partnership.party(one.by))} gives {_name(facts.partnership.party(one.to))}: "
        f"{one.words or f'{one.activity} {one.subject}'.strip()}"
        for one in facts.partnership.exchanges
    )
    none = () if items else ("No activities are recorded yet.",)
    return Section("activities", "What each side gives the other", none, items)


def _commitments(facts: Facts, audience: Audience) -> Section:
    about = facts.partnership
    own = [party for party in about.parties if party.kind == "university"]
    if not own:
        return Section("commitments", "Commitments", (_NO_UNIVERSITY,))
    items = [
        f"{_name(party)} is committed to {_name(about.party(one.to))}: "
        f"{one.words or f'{one.activity} {one.subject}'.strip()}"
        for party in own
        for one in about.gives(party.urn)
    ]
    items += [
        f"Target: {one.words}, {figures.said(one.group)}: {words.target(one)}"
        for one in facts.report.progress
        if one.planned
    ]
    return Section("commitments", "Commitments", (), tuple(items))


def _adjust(facts: Facts, audience: Audience) -> Section:
    items = tuple(words.adjust(facts.report))
    judged = any(one.planned for one in facts.report.progress)
    none = (
        "Nothing in the figures asks for a change."
        if judged
        else "No figure can be held against a target yet, so the figures ask for nothing."
    )
    return Section("adjust", "What to decide", () if items else (none,), items)


def _progress(facts: Facts, audience: Audience) -> Section:
    rows = tuple(words.row(one)[:6] for one in facts.report.progress)
    if not rows:
        return Section("progress", "What has been measured", ("There are no figures yet.",))
    table = Table("From baseline to target", words.HEAD[:6], rows)
    return Section("progress", "What has been measured", (RULE,), (), table)


def _groups(facts: Facts, audience: Audience) -> Section:
    gaps = facts.report.gaps
    if not gaps:
        said = "No figures of a group of pupils and of its peers are recorded for the same days."
        return Section("groups", "Groups of pupils and their peers", (said,))
    table = Table(
        "What the peers have more, or less (−), than the group",
        words.GAP_HEAD,
        tuple(map(words.gap_row, gaps)),
    )
    return Section("groups", "Groups of pupils and their peers", (), (), table)


def _evidence(facts: Facts, audience: Audience) -> Section:
    told = facts.evidence
    said = [told.line(), *told.reasons]
    if told.headline:
        said.append(f"The evaluation says: {told.headline}")
    return Section("evidence", "How sure this is", (" ".join(said),), told.cautions)


def _lessons(facts: Facts, audience: Audience) -> Section:
    items = tuple(one.sentence() for one in facts.lessons)
    none = () if items else ("No lessons are recorded yet.",)
    return Section("lessons", "What worked, what did not", none, items)


def _next(facts: Facts, audience: Audience) -> Section:
    # A day that is past when this is read has still to be accounted for.
    items = tuple(
        f"{one.words}, {figures.said(one.group)}: {words.target(one)}"
        for one in facts.report.progress
        if one.planned and not (one.status == ON_TRACK and one.why == "the target is reached")
    )
    none = () if items else ("No target is open.",)
    return Section("next", "What is still to be reached", none, items)


def _data(facts: Facts, audience: Audience) -> Section:
    if "withheld" in audience.leaves_out:
        said = (
            f"Figures that rest on fewer than {facts.report.threshold} people, or would tell of "
            "so few, are not shown, and neither are those of groups of pupils."
        )
        return Section("data", "About the figures", (said,))
    return Section("data", "About the figures", (words.suppression(facts.report),))


_MAKE: dict[str, Callable[[Facts, Audience], Section]] = {
    "summary": _summary, "aims": _aims, "commitments": _commitments, "activities": _activities,
    "adjust": _adjust, "progress": _progress, "groups": _groups, "evidence": _evidence,
    "lessons": _lessons, "next": _next, "data": _data,
}  # fmt: skip


def _name(party: Party) -> str:
    return party.name or party.urn


def _titled(party: Party) -> str:
    more: Iterable[str] = filter(None, (_KINDS.get(party.kind, ""), party.la_name))
    told = ", ".join(more)
    return f"{_name(party)} ({told})" if told else _name(party)
