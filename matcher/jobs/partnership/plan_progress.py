"""How far a plan has come: what is open of the files of a partnership, together with what
its agreement settles and what was measured since."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.core.errors import FileError
from matcher.core.figures.number_format import counted
from matcher.core.files.names import in_command
from matcher.jobs.partnership.plan import read_plan_file

if TYPE_CHECKING:
    from matcher.partnership.monitor.indicators import Plan
    from matcher.partnership.plan.files.editable_csv import Row
    from matcher.partnership.plan.progress import Progress
    from matcher.partnership.record.partnership import Partnership


@dataclass(frozen=True, slots=True)
class PlanProgress:
    """The progress of a plan; as lines or plain data."""

    about: Progress

    def lines(self) -> list[str]:
        """For a person at a terminal."""
        from matcher.partnership.plan.text import lines

        return lines(self.about)

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON (:func:`matcher.partnership.plan.text.as_dict`)."""
        from matcher.partnership.plan.text import as_dict

        return as_dict(self.about)


def progress(folder: Path, day: datetime.date) -> PlanProgress:
    """What is open of the plan in ``folder`` on ``day``. Raises :class:`FileError` for a
    folder that holds no plan."""
    from matcher.partnership.agreement.objectives import objectives
    from matcher.partnership.monitor.plan_reader import read_plan
    from matcher.partnership.plan.content.checklist import CHECKLIST
    from matcher.partnership.plan.content.data_plan import DATA_PLAN
    from matcher.partnership.plan.content.indicators import PLAN
    from matcher.partnership.plan.content.placeholders import party_name
    from matcher.partnership.plan.progress import plan_progress as count
    from matcher.partnership.record.file import read_record

    partnership = read_record(folder)
    plan = read_plan_file(folder, PLAN).rows
    measures = read_plan(folder)
    answers = {id: partnership.objectives[id] for id in partnership.answered}
    agreed, notes, unread = _settled_in_agreement(folder, partnership)
    all_answers = {**agreed, **answers}
    found = count(
        " and ".join(party_name(party) for party in partnership.parties),
        day,
        {
            one.id: (f"{one.name}: {one.prompt}", all_answers.get(one.id, ""))
            for one in objectives().values()
        },
        [_without_unused_cells(row, measures) for row in plan],
        read_plan_file(folder, CHECKLIST).rows,
        read_plan_file(folder, DATA_PLAN).rows,
        _measured_days(folder, measures),
        partnership.start,
        notes,
    )
    return PlanProgress(
        replace(found, not_understood=(*found.not_understood, *measures.faults, *unread))
    )


def _without_unused_cells(row: Row, measures: Plan) -> Row:
    """A row of the plan without the figures that monitoring does not use: they are none."""
    from matcher.partnership.monitor import pupil_groups

    row_of = row["key"] or row["indicator"], pupil_groups.read_group(row.get("group", ""))
    cells = [cell for cell in ("baseline", "follow_up") if (*row_of, cell) in measures.unused_cells]
    return {**row, **dict.fromkeys(cells, "")}


def _settled_in_agreement(
    folder: Path, partnership: Partnership
) -> tuple[dict[str, str], tuple[str, ...], list[str]]:
    """For each objective that the agreement in ``folder`` settles, the file that does; what else
    there is to say of it; and why an agreement there cannot be read."""
    from matcher.jobs.partnership.mou import proposal_words, settled_objectives
    from matcher.partnership.agreement.document import agreement_file

    file = agreement_file(folder)
    if file is None:
        return {}, (), []
    try:
        settled, proposed, state = settled_objectives(file, partnership)
    except FileError as error:
        return {}, (), [f"{file.name} {error.what}"]
    alone = [id_ for id_ in settled if id_ not in partnership.answered]
    notes = [f"Settled in {file.name}: {', '.join(alone)}"] if alone else []
    notes += [proposal_words(file.name, proposed)] if proposed else []
    if state.open:
        details = [id_ for id_ in state.with_blanks if id_ in partnership.answered]
        of = f", some of them details of {', '.join(details)}" if details else ""
        notes.append(f"Open in {file.name}: {counted(len(state.open), 'blank')}{of} "
                     f"(matcher mou check {in_command(folder)})")  # fmt: skip
    return dict.fromkeys(settled, file.name), tuple(notes), []


def _measured_days(folder: Path, measures: Plan) -> dict[str, list[datetime.date]]:
    """For each indicator the days of the figures that are kept of all pupils together."""
    from matcher.partnership.monitor import pupil_groups
    from matcher.partnership.monitor.values.reader import read_stored_values

    found: dict[str, list[datetime.date]] = {}
    for one in read_stored_values(folder, measures):
        if one.value == one.value and one.group == pupil_groups.ALL:
            found.setdefault(one.indicator, []).append(one.date)
    return found
