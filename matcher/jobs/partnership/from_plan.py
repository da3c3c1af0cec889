"""A partnership for every pair of a plan, each filed in a folder of its own.

What is filed already is passed over: nothing that an office has written since is written over, and
the command may be given again after each new plan.
"""

from __future__ import annotations

import datetime
import textwrap
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from matcher.core.allocation.decisions import ACCEPTED
from matcher.jobs.matching.reopen import reopen_run
from matcher.jobs.partnership.pair_reasons import pair_reasons
from matcher.jobs.partnership.partnership import (
    KEEP_MONTHS,
    NEW,
    NOTHING_KNOWN,
    NewPartnership,
    file_record,
    filed_pairs,
    make_record,
    refuse_finished,
    warnings,
)
from matcher.jobs.travel.of_plan import written_down

if TYPE_CHECKING:
    from matcher.partnership.record.partnership import Partnership

_LINE = 78  # of characters: more names stand below a warning, in lines of this length


@dataclass(frozen=True, slots=True)
class FiledPlan:
    """The partnerships of a plan that were ``made``, and the folders that were there already;
    ``accepted``: how many of those made both schools had said yes to."""

    made: tuple[NewPartnership, ...]
    passed_over: tuple[Path, ...]
    accepted: int = 0

    def warnings(self) -> list[str]:
        """What to think of first, in sentences: what is said of several partnerships once, with how
        many and which these are, in lines of their own where they are many."""
        names: dict[str, list[str]] = {}
        for one in self.made:
            for text in one.warnings:
                names.setdefault(text, []).append(one.folder.name)
        return [self._warning(text, of) for text, of in names.items()]

    def _warning(self, text: str, names: list[str]) -> str:
        advice = ". Ask both first, or plan again from a run of matcher match --must-give"
        text += advice if text == NOTHING_KNOWN else ""
        if len(names) == 1:
            return f"{names[0]}: {text}"
        told = " " + ", ".join(names)
        if len(told) > _LINE:
            told = "\n" + textwrap.fill(
                told, _LINE, initial_indent=" ", subsequent_indent="  ", break_on_hyphens=False
            )
        return f"{len(names):,} of {len(self.made):,} partnerships: {text}.{told}"


def new_of_plan(
    plan: Path,
    into: Path,
    day: datetime.date,
    keep_months: int = KEEP_MONTHS,
    *,
    run: Path | None = None,
    today: datetime.date | None = None,
) -> FiledPlan:
    """File a partnership below ``into`` for every pair of the plan in ``plan``, as
    :func:`.partnership.new` does for one. A pair that the plan's decisions.csv calls accepted is
    contacted, on the day given there: that it is agreed the governing bodies say. ``run``: the
    folder of the run that the plan rests on, if it has been moved since.

    Raises :class:`matcher.core.errors.FileError` where plan or run are not as they were written,
    and :class:`matcher.core.errors.OutputError` where ``into`` lies in one of them.
    """
    from matcher.jobs.matching.explain import explain_pair
    from matcher.partnership.new_folders import new_folders
    from matcher.show.allocation.record import FORM, read_plan_pairs, read_plan_record
    from matcher.show.run.rests_on import run_of

    refuse_finished(into)
    record = read_plan_record(plan)
    pairs = read_plan_pairs(plan)
    folder = run_of(plan, record, FORM, run)
    again = reopen_run(folder, written_down(plan, record))
    now = today or datetime.date.today()
    accepted = _accepted(plan)
    made, passed_over, many = [], [], 0
    filed: set[frozenset[str]] = set()
    with new_folders(into, NEW) as new:
        known = filed_pairs(into)
        explained = [explain_pair(again, *pair, in_full=False) for pair in pairs]
        for found, reasons in zip(explained, pair_reasons(again, explained), strict=True):
            seeker, partner = found.seeker.urn, found.partner.urn
            if frozenset((seeker, partner)) in filed:
                continue  # each is the other's seeker as well: that is one partnership
            partnership = make_record(folder, again, found, day, keep_months, reasons)
            if (seeker, partner) in accepted:
                partnership = _contacted(partnership, accepted[seeker, partner], day)
            filed.add(frozenset(partnership.pair))
            place, is_new = file_record(new, partnership, known)
            if is_new:
                many += (seeker, partner) in accepted
                made.append(NewPartnership(place, tuple(warnings(found, partnership, now))))
            else:
                passed_over.append(place)
    return FiledPlan(tuple(made), tuple(passed_over), many)


def _accepted(plan: Path) -> dict[tuple[str, str], str]:
    """The pairs of a plan that were accepted, with the day (ISO form, or "")."""
    from matcher.show.allocation.record import DECISIONS_FILE, FORM
    from matcher.show.run.read_back_csv import read_csv_texts

    file = plan / DECISIONS_FILE
    if not file.is_file():  # of an earlier version
        return {}
    pair = ("seeker_urn", "partner_urn")
    read = read_csv_texts(file, (*pair, "decision", "day"), pair, FORM.again)
    rows = zip(*read.values(), strict=True)
    return {(one, other): day for one, other, decision, day in rows if decision == ACCEPTED}


def _contacted(partnership: Partnership, accepted: str, day: datetime.date) -> Partnership:
    """A new record moved on to contacted on the day that the pair was ``accepted``, or on ``day``
    where that is not known; it was suggested no later."""
    from matcher.partnership.record.status_transitions import with_status

    on = datetime.date.fromisoformat(accepted) if accepted else day
    suggested = min(day, on).isoformat()
    return with_status(replace(partnership, dates={"suggested": suggested}), "contacted", on)
