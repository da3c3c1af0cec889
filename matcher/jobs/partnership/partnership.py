"""One partnership: made from a run, written into a folder, its status changed."""

from __future__ import annotations

import datetime
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from matcher.core.errors import SettingError
from matcher.core.files.names import PARTNERSHIP, in_command
from matcher.core.files.refusals import finished_above, in_finished
from matcher.jobs.matching.reopen import ReopenedRun, reopen_run
from matcher.jobs.partnership.pair_reasons import pair_reasons

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from matcher.partnership.new_folders import NewFolders
    from matcher.partnership.record.partnership import Exchange, Partnership, Party
    from matcher.show.explain.facts import ExplainedPair, School, Tag

# How long a record is kept unless somebody says otherwise: a school year to prepare, one to
# run and one to look back. No law fixes a number; the office's own schedule goes before.
KEEP_MONTHS = 36
_MOST_ASKED = 3  # needs that a side is asked to meet where nobody knows whether it can
NOTHING_KNOWN = "nothing is known that either could give the other"
_AGREED = ("agreed", "running")  # what both governing bodies say
NEW = "partnership new"  # the command that holds a folder meanwhile


@dataclass(frozen=True, slots=True)
class NewPartnership:
    """A partnership that was filed: its folder, and in sentences what to think of first."""

    folder: Path
    warnings: tuple[str, ...]


def from_run(
    run: Path, one: str, other: str, day: datetime.date, keep_months: int = KEEP_MONTHS
) -> Partnership:
    """The partnership of two schools of the run in ``run``, as suggested on ``day``.

    Either URN may come first. Exchanged are the needs that the other side is known to meet,
    in both directions, what the seeker gets first; of a side that is known to meet none, the first
    that the other has stated and of which nobody knows whether it can, as a question.
    ``reasons`` is the sentence of matches.csv; where the run kept the two apart it says by which
    gate, for an office may know better. ``area``: the priority area that the seeker is in, with its
    kind. Nobody is named. Raises :class:`FileError` for a folder that holds no run,
    :class:`SettingError` for a URN that is not in it, or for one school twice.
    """
    return make_record(run, *_find_pair(run, one, other), day, keep_months)


def _find_pair(run: Path, one: str, other: str) -> tuple[ReopenedRun, ExplainedPair]:
    from matcher.jobs.matching.explain import explain_pair, seeker_and_partner
    from matcher.jobs.matching.find_school import find_school

    reopened = reopen_run(run)
    one, other = (find_school(reopened, text) for text in (one, other))
    if one == other:
        raise SettingError("a partnership needs two schools", where="URN", hint="give two URNs")
    pair = seeker_and_partner(reopened, one, other)
    return reopened, explain_pair(reopened, *pair, in_full=False)


def make_record(
    run: Path,
    reopened: ReopenedRun,
    found: ExplainedPair,
    day: datetime.date,
    keep_months: int,
    reasons: str | None = None,
) -> Partnership:
    """The record of a pair as :func:`from_run` describes it; ``reasons``: why it was matched, where
    that has been put into words (:func:`.pair_reasons.pair_reasons`)."""
    from matcher.core.places.area_words import called
    from matcher.partnership.record.partnership import Partnership

    seeker, partner = found.seeker.urn, found.partner.urn
    return Partnership(
        parties=(
            _party(reopened, found.seeker, "seeker"),
            _party(reopened, found.partner, "partner"),
        ),
        status="suggested",
        dates={"suggested": day.isoformat()},
        keep_until=_keep_until(day, keep_months).isoformat(),
        exchanges=(
            *_exchanges(found.seekers_needs, by=partner, to=seeker),
            *_exchanges(found.partners_needs, by=seeker, to=partner),
        ),
        score=found.score,
        distance_km=found.distance_km,
        area=called(found.seeker.area, found.area_title) if found.seeker.area else "",
        reasons=pair_reasons(reopened, [found])[0] if reasons is None else reasons,
        run=run.as_posix(),
    )


def new(
    run: Path,
    one: str,
    other: str,
    into: Path,
    day: datetime.date,
    keep_months: int = KEEP_MONTHS,
    today: datetime.date | None = None,
) -> NewPartnership:
    """File the partnership of two schools of a run in a folder of its own below ``into``,
    made where there is none. Warned of is what the run kept apart, a pair of which nothing
    exchanged is known, and a day to keep it until that is before ``today``.

    Raises what :func:`from_run` raises, and :class:`OutputError` where ``into`` lies in the
    run or in a plan, or where it holds a partnership of the two already, at any depth.
    """
    from matcher.partnership.folders import there_already
    from matcher.partnership.new_folders import new_folders

    refuse_finished(into)
    again, found = _find_pair(run, one, other)
    partnership = make_record(run, again, found, day, keep_months)
    with new_folders(into, NEW) as new:  # so that nobody files the same pair meanwhile
        folder, made = file_record(new, partnership, filed_pairs(into))
    if not made:
        raise there_already(folder)
    return NewPartnership(
        folder, tuple(warnings(found, partnership, today or datetime.date.today()))
    )


def refuse_finished(into: Path) -> None:
    """Raise :class:`OutputError` where ``into`` is or lies in the folder of a run, a plan or the
    like."""
    found = finished_above(into / PARTNERSHIP)
    if found is not None:
        raise in_finished(into, found[1], "choose another --in")


def filed_pairs(into: Path) -> dict[frozenset[str], Path]:
    """The folder of each pair that has a partnership in or below ``into``; of several the first in
    the order of their URNs."""
    from matcher.core.problems import ProblemLog
    from matcher.partnership.folders import read_partnerships

    found: dict[frozenset[str], Path] = {}
    for each in read_partnerships(into, ProblemLog()):
        found.setdefault(frozenset(each.partnership.pair), each.folder)
    return found


def file_record(
    new: NewFolders, partnership: Partnership, known: Mapping[frozenset[str], Path]
) -> tuple[Path, bool]:
    """Write the record of a partnership into a folder of its own: the folder, and True. Where one
    of the pair is ``known`` already (:func:`filed_pairs`), or its folder is not free, nothing is
    written: that folder, and False."""
    from matcher.core.files.lock import held

    same = known.get(frozenset(partnership.pair))
    if same is None:
        return new.file(partnership)
    with held(same, NEW):  # so that a lock that a killed command left in it goes
        return same, False


def warnings(found: ExplainedPair, partnership: Partnership, today: datetime.date) -> Iterator[str]:
    """What to think of before this pair is asked, in sentences."""
    from matcher.core.cells import in_words

    if found.beyond:
        yield f"they are farther apart than the limit of the run, {found.reach.limit}"
    elif found.gate:
        yield f"the run kept the two apart: {found.gate_words}"
    if not partnership.planned:
        yield NOTHING_KNOWN
    if partnership.keep_until < today.isoformat():
        yield (
            f"it was to be kept until {in_words(partnership.keep_until)}, which is past: "
            "matcher partnership purge would delete it; write a later keep_until in its record"
        )


def change_status(
    folder: Path, status: str, day: datetime.date, declined: str = ""
) -> tuple[Partnership, list[str]]:
    """Move the partnership in ``folder`` to ``status`` on ``day``
    (:func:`matcher.partnership.record.status_transitions.with_status`) and write it: the
    partnership, and in sentences what an agreement leaves open that is said to be made."""
    from matcher.partnership.agreement.blanks import left_open
    from matcher.partnership.folders import held_partnership
    from matcher.partnership.record.file import write_record
    from matcher.partnership.record.status_transitions import with_status

    with held_partnership(folder, "partnership status") as before:
        partnership = with_status(before, status, day, declined)
        write_record(folder, partnership)
        to_settle = left_open(folder, partnership) if partnership.status in _AGREED else []
    return partnership, to_settle


def status_lines(folder: Path) -> list[str]:
    """The partnership in ``folder`` in lines for a person. Raises :class:`FileError`."""
    from matcher.partnership.agreement.document import agreement_file
    from matcher.partnership.record.file import read_record
    from matcher.partnership.record.text import lines

    text = lines(read_record(folder))
    if found := agreement_file(folder):
        text.append(f"What {found.name} still leaves open: matcher mou check {in_command(folder)}")
    return text


def _keep_until(day: datetime.date, months: int) -> datetime.date:
    """The day so many months later. Raises :class:`SettingError` beyond the calendar."""
    from matcher.partnership.plan.content.due_dates import months_later

    try:
        return months_later(day, months)
    except ValueError as error:
        raise SettingError(str(error), where="--keep-months", hint="give fewer") from None


def _party(reopened: ReopenedRun, school: School, side: str) -> Party:
    """A party by the name it has in the register, which governors sign, where that is known; with
    its ages where the register has no phase of it, as of independent schools."""
    from matcher.partnership.record.partnership import Party

    facts = {
        name: reopened.school_rows.one(name, school.urn)
        for name in ("register_name", "age_low", "age_high")
    }
    ages = "" if math.isnan(facts["age_low"] + facts["age_high"]) else (
        f"ages {facts['age_low']:.0f} to {facts['age_high']:.0f}"
    )  # fmt: skip
    return Party(
        urn=school.urn,
        name=name_to_sign(str(facts["register_name"]), school.name, school.la_name),
        kind=school.kind,
        side=side,
        phase=school.phase or ages,
        la_name=school.la_name,
    )


def name_to_sign(in_register: str, own: str, la_name: str) -> str:
    """What a school is called in its record: its name ``in_register``, which
    governors sign; its ``own`` in the list where it has none there, or where the list adds no more
    than the place: many schools are called Royal Grammar School."""
    place = {"of", "in", *re.findall(r"\w+", la_name.casefold())}
    more = re.findall(r"\w+", own.removeprefix(in_register).casefold())
    only_longer = own.startswith(in_register) and more and place.issuperset(more)
    return own if only_longer or not in_register else in_register


def _exchanges(needs: tuple[Tag, ...], *, by: str, to: str) -> list[Exchange]:
    from matcher.partnership.record.partnership import NOT_KNOWN, Exchange
    from matcher.show.explain.needs import tag_basis

    met = [tag for tag in needs if tag.met]
    # A partnership lasts where both sides gain: a side of which nothing is known is asked.
    asked = [
        tag
        for tag in needs
        if math.isnan(tag.strength) and tag.need > 0 and tag.need_source in ("stated", "partly")
    ]
    return [
        Exchange(
            by=by,
            to=to,
            activity=tag.activity,
            subject=tag.subject,
            words=tag.words,
            need_evidence=tag_basis(tag.need_source, tag.need_evidence),
            strength_evidence=tag_basis(
                tag.strength_source,
                tag.strength_evidence,
                through=tag.all_through,
                wider=tag.wider,
            )
            if tag.met
            else NOT_KNOWN,
        )
        for tag in met or asked[:_MOST_ASKED]
    ]
