"""Monitoring a partnership: values in, progress out, reminders."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.core.cells import in_words
from matcher.core.errors import FileError
from matcher.core.figures.number_format import counted
from matcher.core.files.names import in_command
from matcher.core.problems import ProblemLog

if TYPE_CHECKING:
    from matcher.core.problems import Problem
    from matcher.partnership.monitor.indicators import Plan
    from matcher.partnership.monitor.progress import Report
    from matcher.partnership.monitor.values.reader import ReadValues, ValuesAccount
    from matcher.partnership.monitor.values.store import Value
    from matcher.partnership.record.partnership import Partnership


@dataclass(frozen=True, slots=True)
class AddedValues:
    """What became of a file of values: the account of its rows, what is wrong with them, how
    many values the folder holds now, and the keys (indicator, date, group) whose earlier
    value was replaced. ``notes``: what else to know of them."""

    account: ValuesAccount
    problems: tuple[Problem, ...]
    kept: int
    replaced: tuple[tuple[str, str, str], ...]
    notes: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """For a person at a terminal: every problem with its row and what to do."""
        text = [self.account.line()]
        for one in self.problems:
            value = f" ({one.value})" if one.value else ""
            hint = f": {one.hint}" if one.hint else ""
            where = f"row {one.row}, " if one.row else ""  # some are about the whole sheet
            text.append(f"  {where}{one.severity}{value}: {one.message}{hint}")
        text += [
            f"  {indicator}, {date}, {group}: the value that was there is replaced"
            for indicator, date, group in self.replaced
        ]
        return [*text, f"Values kept in the folder: {self.kept:,}", *self.notes]


@dataclass(frozen=True, slots=True)
class MonitoringReport:
    """The progress of a partnership; as lines, plain data or a page."""

    partnership: Partnership
    report: Report

    def lines(self) -> list[str]:
        """For a person at a terminal."""
        from matcher.partnership.monitor.report.text import lines

        return lines(self.report)

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON (:func:`matcher.partnership.monitor.report.text.as_dict`)."""
        from matcher.partnership.monitor.report.text import as_dict

        return {"partnership": self.partnership.id, **as_dict(self.report)}

    def page(self) -> str:
        """A page of HTML that stands alone, with charts."""
        from matcher.partnership.monitor.report.page import page

        return page(self.partnership, self.report)


def add(folder: Path, file: Path, today: datetime.date | None = None) -> AddedValues:
    """Read the values in ``file`` (CSV, XLSX or any other kind of list; "values.xlsx#Sheet"
    for one sheet, else the first that has values) into ``values.csv`` in the folder of a
    partnership; a later value takes the place of an earlier one for the same indicator, date
    and group. Columns that people added to that file stay. Days after ``today`` (else the day
    it is) are rejected.

    Raises FileError where the folder is no partnership or the file cannot be read, OutputError
    where another command keeps the folder or the values cannot be written; the old ones are
    untouched then.
    """
    from matcher.core.files.atomic import write_bytes
    from matcher.partnership.folders import held_partnership
    from matcher.partnership.monitor.plan_reader import read_plan
    from matcher.partnership.monitor.values.file import VALUES, write_values
    from matcher.partnership.monitor.values.reader import read_values_file
    from matcher.partnership.monitor.values.store import merge_values

    with held_partnership(folder, "monitor add") as partnership:
        plan = read_plan(folder)
        stored = read_values_file(folder, plan)
        read, problems = _read(file, plan, today or datetime.date.today())
        values, replaced = merge_values(stored.values, read.values)
        write_bytes(folder / VALUES, write_values(values, stored.own))
    return AddedValues(
        read.account,
        problems,
        len(values),
        tuple(one.key for one in replaced),
        _until_the_start(read.values, partnership.start, folder),
    )


def _until_the_start(
    values: Sequence[Value], start: datetime.date | None, folder: Path
) -> tuple[str, ...]:
    """How many of the values read were measured until the partnership began: whoever typed the
    start late would find progress turned into baselines."""
    if start is None or not (many := sum(one.date <= start for one in values)):
        return ()
    lie, be = ("lies", "it is a baseline") if many == 1 else ("lie", "they are baselines")
    return (
        f"{many:,} of {counted(len(values), 'value')} {lie} no later than "
        f"{in_words(start.isoformat())}, when the partnership begins: {be} and no progress. If it "
        f"began earlier, say when: matcher plan make {in_command(folder)} --start DAY",
    )


def _read(file: Path, plan: Plan, today: datetime.date) -> tuple[ReadValues, tuple[Problem, ...]]:
    """The values of a file and what is wrong with its rows. Of a workbook the sheet is read
    that looks most like a list, or the first other one that has values."""
    from matcher.intake.open.files import split_sheet
    from matcher.intake.open.open_sheet import open_sheet
    from matcher.partnership.monitor.values.reader import has_header, read_values

    if file.is_dir():
        raise FileError("is a folder, not a file", where=str(file), hint="name a file in it")
    log = ProblemLog()
    sheet = open_sheet(file, file.name, log)
    rows = list(sheet.rows)
    if split_sheet(file)[1] is None and not has_header(rows):
        for title in (other.removesuffix(" (hidden)") for other in sheet.other_sheets):
            found = ProblemLog()
            other = open_sheet(file.with_name(f"{file.name}#{title}"), file.name, found)
            if has_header(table := list(other.rows)):
                sheet, rows, log = other, table, found
                break
    read = read_values(rows, plan, log, sheet.list, sheet.sheet, today)
    account = replace(read.account, others=sheet.other_sheets)
    return replace(read, account=account), tuple(sorted(log.problems))


def report(folder: Path, threshold: int = 5, day: datetime.date | None = None) -> MonitoringReport:
    """Progress of the partnership in ``folder`` against its plan as of ``day`` (else today);
    counts below ``threshold`` are withheld. Raises FileError, and SettingError for a threshold
    below 5."""
    from matcher.partnership.monitor.plan_reader import read_plan
    from matcher.partnership.monitor.progress import progress_report as told
    from matcher.partnership.monitor.values.reader import read_stored_values
    from matcher.partnership.record.file import read_record

    partnership, plan = read_record(folder), read_plan(folder)
    values = read_stored_values(folder, plan)
    return MonitoringReport(
        partnership, told(plan, values, threshold, day or datetime.date.today(), partnership.start)
    )


def calendar(folder: Path, every: int = 4) -> tuple[bytes, int]:
    """The reminders of the partnership in ``folder`` as an iCalendar file, reviews ``every``
    so many months, and how many there are. Raises FileError and SettingError."""
    from matcher.partnership.monitor.calendar import calendar_entries, to_icalendar
    from matcher.partnership.monitor.plan_reader import read_plan
    from matcher.partnership.record.file import read_record

    partnership = read_record(folder)
    found = calendar_entries(partnership, read_plan(folder), every)
    return to_icalendar(partnership, found), len(found)
