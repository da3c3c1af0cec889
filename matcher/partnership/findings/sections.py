"""The sections of a paper of findings, each made from the same facts for whoever gets it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from matcher.core.cells import in_words
from matcher.core.figures.number_format import half_up
from matcher.partnership.findings.audiences import Audience
from matcher.partnership.findings.facts import Facts, Section, Table
from matcher.partnership.monitor.judgement import IS_REACHED, REACHED, REACHED_LATE
from matcher.partnership.monitor.progress import RULE
from matcher.partnership.monitor.report import wording
from matcher.partnership.monitor.report.advice import adjustments
from matcher.partnership.record.partnership import KIND_WORDS, Exchange, Partnership, Party

_STATUS = {
    "suggested": "was suggested", "contacted": "was proposed to both sides",
    "agreed": "was agreed", "running": "has been running", "ended": "ended",
    "declined": "was declined",
}  # fmt: skip
# Access and participation plans: the Office for Students, Regulatory notice 1 (2023).
_NO_UNIVERSITY = (
    "Neither side is recorded as a university. Access and participation plans are made by "
    "providers of higher education that are registered with the Office for Students; a school "
    "may pass these facts on to the university it works with."
)


def _summary(facts: Facts, audience: Audience) -> Section:
    about = facts.partnership
    first, second = about.parties
    sentences = [
        f"The partnership of {_name_and_kind(first)} and {_name_and_kind(second)} "
        f"{_how_far(about, facts.report.day)}."
    ]
    if about.distance_km == about.distance_km:
        sentences.append(f"They are {half_up(about.distance_km, 1)} km apart in a straight line.")
    sentences.append(wording.target_counts(facts.report))
    if facts.left_out:
        sentences.append(
            "Targets for groups of pupils, and those whose figures are all withheld or not known, "
            "are not counted here."
        )
    sentences.append(facts.evidence.line())
    if "contacts" not in audience.leaves_out:
        leads = [f"{one.label}: {one.lead}" for one in about.parties if one.lead]
        if leads:
            sentences.append(f"Leads: {'; '.join(leads)}.")
    return Section("summary", "In short", (" ".join(sentences),))


def _aims(facts: Facts, audience: Audience) -> Section:
    about = facts.partnership
    items = tuple(about.objectives[key] for key in ("O1", "O13") if key in about.answered)
    return Section("aims", "What it is for", () if items else ("No aims are recorded yet.",), items)


def _activities(facts: Facts, audience: Audience) -> Section:
    about = facts.partnership
    exchanges: Sequence[Exchange] = about.exchanges
    if "groups" in audience.leaves_out:  # what a match suggests nobody has planned
        exchanges = about.confirmed
    items = []
    for one in exchanges:
        verb = "could give" if one.to_ask else "gives" if facts.told else "is to give"
        items.append(f"{about.party(one.by).label} {verb} {about.party(one.to).label}: {one.told}")
    nothing = "No activity is confirmed yet." if about.exchanges else None
    none = () if items else (nothing or "No activities are recorded yet.",)
    return Section("activities", "What each side gives the other", none, tuple(items))


def _commitments(facts: Facts, audience: Audience) -> Section:
    about = facts.partnership
    own = [party for party in about.parties if party.kind == "university"]
    if not own:
        return Section("commitments", "Commitments", (_NO_UNIVERSITY,))
    items = [
        f"{party.label} is committed to {about.party(one.to).label}: {one.told}"
        for party in own
        for one in about.gives(party.urn)
        if not one.to_ask
    ]
    items += [
        f"Target: {wording.indicator_words(one)}: {wording.target_words(one)}"
        for one in facts.report.progress
        if one.planned
    ]
    return Section("commitments", "Commitments", (), tuple(items))


def _decisions(facts: Facts, audience: Audience) -> Section:
    items = tuple(adjustments(facts.report))
    if facts.evidence.harm:
        items = (f"{facts.evidence.plain} Find out why, and decide whether to go on.", *items)
    judged = any(one.planned for one in facts.report.progress)
    none = (
        "Nothing in the figures asks for a change."
        if judged
        else "No figure can be held against a target yet, so the figures ask for nothing."
    )
    return Section("adjust", "What to decide", () if items else (none,), items)


def _progress(facts: Facts, audience: Audience) -> Section:
    rows = tuple(wording.table_row(one)[:6] for one in facts.report.progress)
    if not rows:
        return Section("progress", "What has been measured", ("There are no figures yet.",))
    table = Table("From baseline to target", wording.TABLE_HEAD[:6], rows)
    # The table has no column for why: what changes how its figures read stands before it.
    mind = tuple(
        f"{wording.indicator_words(one)}, {one.status}: {wording.why(one)}."
        for one in facts.report.progress
        if one.cautions or (one.status in (REACHED, REACHED_LATE) and one.why != IS_REACHED)
    )
    return Section("progress", "What has been measured", (RULE,), mind, table)


def _groups(facts: Facts, audience: Audience) -> Section:
    gaps = facts.report.gaps
    if not facts.report.progress:  # the section before says that there are no figures
        return Section("groups", "Groups of pupils and their peers")
    notes = wording.no_gap_notes(facts.report)
    if not gaps:
        none = (
            "No figures of a group of pupils and of its peers are recorded for the same days: "
            "those of “free school meals” need “all” with the number of people, or “not free "
            "school meals”, beside them."
        )
        return Section("groups", "Groups of pupils and their peers", notes or (none,))
    table = Table(
        "How much more, or less (−), the peers have than the group",
        wording.GAP_HEAD,
        tuple(map(wording.gap_row, gaps)),
    )
    return Section("groups", "Groups of pupils and their peers", notes, (), table)


def _evidence(facts: Facts, audience: Audience) -> Section:
    evidence = facts.evidence
    # The summary says what the level means, harm included; it is not said twice.
    level = evidence.name() if "summary" in audience.sections else evidence.line()
    sentences = [level, *evidence.reasons]
    sentences += [evidence.plain] if evidence.plain and not evidence.harm else []
    plainest = "groups" in audience.leaves_out  # for readers who want no statistics
    if evidence.headline and not plainest:
        sentences.append(f"The evaluation says: {evidence.headline}")
    sentences += [evidence.assumes] if evidence.assumes else []
    cautions = evidence.cautions[:1] if plainest else evidence.cautions
    return Section("evidence", "How sure this is", (" ".join(sentences),), cautions)


def _lessons(facts: Facts, audience: Audience) -> Section:
    items = tuple(one.sentence() for one in facts.lessons)
    none = () if items else ("No lessons are recorded yet.",)
    return Section("lessons", "What worked, what did not", none, items)


def _next(facts: Facts, audience: Audience) -> Section:
    # A day that is past when this is read has still to be accounted for.
    today = facts.report.day
    items = tuple(
        f"{wording.indicator_words(one)}: {wording.target_words(one)}"
        + (", a day that is past" if today and one.due and one.due < today else "")
        for one in facts.report.progress
        if one.planned and one.status not in (REACHED, REACHED_LATE)
    )
    judged = any(one.planned for one in facts.report.progress)
    unread = any(one.unread for one in facts.report.progress)
    none = "No target is open." if judged else "The plan sets no target yet."
    none = "No target of the plan is understood yet." if unread and not judged else none
    return Section("next", "What is still to be reached", () if items else (none,), items)


def _data(facts: Facts, audience: Audience) -> Section:
    """What is withheld of the figures; of the lessons, that nothing is."""
    sentences = []
    if "withheld" in audience.leaves_out:
        sentences.append(
            f"Of what was measured, figures that rest on fewer than {facts.report.threshold} "
            "people, or would tell of so few, are not shown, and neither are those of groups of "
            "pupils."
        )
        points = (point for one in facts.report.progress for point in (one.baseline, one.latest))
        if any(point and point.mark for point in points):
            sentences.append(wording.suppression_note(replace(facts.report, withheld=0)))
    elif facts.report.progress:
        sentences.append(wording.suppression_note(facts.report))
    if facts.lessons and "lessons" in audience.sections:
        sentences.append("What worked and what did not is in the words of those who wrote it.")
    return Section("data", "About the figures", (" ".join(sentences),) if sentences else ())


SECTION_MAKERS: Mapping[str, Callable[[Facts, Audience], Section]] = MappingProxyType({
    "summary": _summary, "aims": _aims, "commitments": _commitments, "activities": _activities,
    "adjust": _decisions, "progress": _progress, "groups": _groups, "evidence": _evidence,
    "lessons": _lessons, "next": _next, "data": _data,
})  # fmt: skip


def _how_far(about: Partnership, day: datetime.date | None) -> str:
    """How far it has come, with the day: of one that runs that on which its activities begin, which
    figures are held against, and not that on which somebody wrote that it runs."""
    told, on = _STATUS[about.status], about.dates.get(about.status, "")
    if about.status == "running" and about.start:
        begins = in_words(about.start)
        later = day is not None and about.start > day
        return f"is to begin on {begins}" if later else f"{told} since {begins}"
    return f"{told} on {in_words(on)}" if on else told


def _name_and_kind(party: Party) -> str:
    more: Iterable[str] = filter(None, (KIND_WORDS.get(party.kind, ""), party.la_name))
    details = ", ".join(more)
    return f"{party.label} ({details})" if details else party.label
