"""A partnership: made from a run, filed in a folder, its status moved on."""

from __future__ import annotations

import calendar
import datetime
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from matcher.core.errors import OutputError, SettingError
from matcher.core.files import MANIFEST
from matcher.jobs.matching.reopen import ReopenedRun, reopen_run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matcher.partnership.record import Exchange, Partnership, Party
    from matcher.show.explain.facts import Pair, School, Tag

# How long a record is kept unless somebody says otherwise: a school year to prepare, one to
# run and one to look back. No law fixes a number; the office's own schedule goes before.
KEEP_MONTHS = 36


@dataclass(frozen=True, slots=True)
class Made:
    """A partnership that was filed: its folder, and in sentences what to think of first."""

    folder: Path
    warnings: tuple[str, ...]


def from_run(
    run: Path, one: str, other: str, day: datetime.date, keep_months: int = KEEP_MONTHS
) -> Partnership:
    """The partnership of two schools of the run in ``run``, as suggested on ``day``.

    Either URN may come first. Exchanged are the needs that the other side is known to meet,
    in both directions, what the seeker gets first. ``reasons`` is the sentence of
    matches.csv; where the run kept the two apart it says by which gate, for an office may
    know better. ``area``: the priority area that the seeker is in, with its kind. Nobody is
    named. Raises :class:`FileError` for a folder that holds no run, :class:`SettingError`
    for a URN that is not in it, or for one school twice.
    """
    return _recorded(run, *_found(run, one, other), day, keep_months)


def _found(run: Path, one: str, other: str) -> tuple[ReopenedRun, Pair]:
    from matcher.jobs.matching.explain import check_took_part, explain_pair, seeker_and_partner

    if one == other:
        raise SettingError("a partnership needs two schools", where="URN", hint="give two URNs")
    again = reopen_run(run)
    for urn in (one, other):
        check_took_part(again, urn)
    return again, explain_pair(again, *seeker_and_partner(again, one, other))


def _recorded(
    run: Path, again: ReopenedRun, found: Pair, day: datetime.date, keep_months: int
) -> Partnership:
    from matcher.partnership.record import Partnership

    seeker, partner = found.seeker.urn, found.partner.urn
    return Partnership(
        parties=(
            _party(again, found.seeker, "seeker"),
            _party(again, found.partner, "partner"),
        ),
        status="suggested",
        dates={"suggested": day.isoformat()},
        keep_until=months_on(day, keep_months).isoformat(),
        exchanges=(
            *_exchanges(found.seekers_needs, by=partner, to=seeker),
            *_exchanges(found.partners_needs, by=seeker, to=partner),
        ),
        score=found.score,
        distance_km=found.distance_km,
        area=f"{found.seeker.area} {found.area_title}" if found.seeker.area else "",
        reasons=_reasons(again, found),
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
) -> Made:
    """File the partnership of two schools of a run in a folder of its own below ``into``,
    made where there is none. Warned of is what the run kept apart, a pair of which nothing
    exchanged is known, and a day to keep it until that is before ``today``.

    Raises what :func:`from_run` raises, and :class:`OutputError` where ``into`` lies in the
    run, or where it holds a partnership of the two already, at any depth.
    """
    from matcher.core.problems import ProblemLog
    from matcher.partnership import folders
    from matcher.partnership.record import write_record

    if any((above / MANIFEST).exists() for above in (into, *into.resolve().parents)):
        raise OutputError(
            "lies in the folder of a run, which stays as it was written",
            where=str(into),
            hint="choose another --in",
        )
    again, found = _found(run, one, other)
    partnership = _recorded(run, again, found, day, keep_months)
    folder = into / folders.folder_name(partnership)
    known = folders.filed(into, ProblemLog()) if into.is_dir() else ()
    same = [each for each in known if set(each.partnership.pair) == set(partnership.pair)]
    if same or folder.exists():
        raise OutputError(
            "is there already",
            where=str(same[0].folder if same else folder),
            hint="matcher partnership status FOLDER shows it, and moves it on",
        )
    write_record(folder, partnership)
    return Made(folder, tuple(_warnings(found, partnership, today or datetime.date.today())))


def _warnings(found: Pair, partnership: Partnership, today: datetime.date) -> Iterator[str]:
    from matcher.core.cells import in_words

    if found.beyond:
        yield f"they are farther apart than the limit of the run, {found.max_km:g} km"
    elif found.gate:
        yield f"the run kept the two apart: {found.gate_words}"
    if not partnership.exchanges:
        yield "nothing is known that either could give the other"
    if partnership.keep_until < today.isoformat():
        yield (
            f"it was to be kept until {in_words(partnership.keep_until)}, which is past: "
            "matcher partnership purge would delete it; write a later keep_until in its record"
        )


def move(folder: Path, status: str, day: datetime.date, declined: str = "") -> Partnership:
    """Move the partnership in ``folder`` to ``status`` on ``day``
    (:func:`matcher.partnership.transitions.with_status`) and write it."""
    from matcher.partnership.record import read_record, write_record
    from matcher.partnership.transitions import with_status

    partnership = with_status(read_record(folder), status, day, declined)
    write_record(folder, partnership)
    return partnership


def told(folder: Path) -> list[str]:
    """The partnership in ``folder`` in lines for a person. Raises :class:`FileError`."""
    from matcher.partnership.record import read_record
    from matcher.partnership.text import lines

    return lines(read_record(folder))


def months_on(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months later, or the last of that month where it has no such
    day. Raises :class:`SettingError` beyond the calendar."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not datetime.MINYEAR <= year <= datetime.MAXYEAR:
        raise SettingError("is beyond the calendar", where="--keep-months", hint="give fewer")
    return day.replace(
        year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1])
    )


def _party(again: ReopenedRun, school: School, side: str) -> Party:
    """A party by the name it has in the register, which governors sign, where that is known."""
    from matcher.partnership.record import Party

    schools = again.kept.schools
    in_register = schools.loc[schools["urn"] == school.urn, "register_name"].iloc[0]
    return Party(
        urn=school.urn,
        name=str(in_register) or school.name,
        kind=school.kind,
        side=side,
        phase=school.phase,
        la_name=school.la_name,
    )


def _exchanges(needs: tuple[Tag, ...], *, by: str, to: str) -> list[Exchange]:
    from matcher.partnership.record import Exchange
    from matcher.show.explain.text import rests

    return [
        Exchange(
            by=by,
            to=to,
            activity=tag.activity,
            subject=tag.subject,
            words=tag.words,
            need_evidence=rests(tag.need_source, tag.need_evidence),
            strength_evidence=rests(tag.strength_source, tag.strength_evidence),
        )
        for tag in needs
        if tag.met
    ]


def _reasons(again: ReopenedRun, pair: Pair) -> str:
    """The sentence that matches.csv has, or would have, for the pair."""
    import pandas as pd

    from matcher.profile.vocabulary import load
    from matcher.show.explain.reasons import reasons

    far = pair.distance_km
    row = pd.DataFrame(
        {
            "seeker_urn": [pair.seeker.urn],
            "partner_urn": [pair.partner.urn],
            "distance_km": [0.0 if math.isnan(far) else far],
            "beyond": [int(pair.beyond > 0)],
        }
    )
    schools = again.kept.schools
    sentence = str(
        reasons(
            row,
            schools[schools["urn"].isin([pair.seeker.urn, pair.partner.urn])],
            again.kept.profile,
            words=load().words,
            area_title=pair.area_title,
            max_km=pair.max_km,
        ).iloc[0]
    )
    if math.isnan(far):  # a distance comes first in the sentence
        _, parted, rest = sentence.partition("; ")
        sentence = f"how far apart is not known{parted}{rest}"
    if pair.gate and not pair.beyond:
        sentence += f"; kept apart in the run: {pair.gate_words}"
    return sentence
