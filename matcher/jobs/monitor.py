"""Monitoring a partnership: values in, progress out, reminders."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.core.problems import ProblemLog

if TYPE_CHECKING:
    from matcher.core.problems import Problem
    from matcher.partnership.monitor.progress import Report
    from matcher.partnership.monitor.reading import Account
    from matcher.partnership.record import Partnership


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a file of values: the account of its rows, what is wrong with them, how
    many values the folder holds now, and the keys (indicator, date, group) whose earlier
    value was replaced."""

    account: Account
    problems: tuple[Problem, ...]
    kept: int
    replaced: tuple[tuple[str, str, str], ...]

    def lines(self) -> list[str]:
        """For a person at a terminal: every problem with its row and what to do."""
        told = [self.account.line()]
        for one in self.problems:
            value = f" ({one.value})" if one.value else ""
            hint = f": {one.hint}" if one.hint else ""
            told.append(f"  row {one.row}, {one.severity}{value}: {one.message}{hint}")
        told += [
            f"  {indicator}, {date}, {group}: the value that was there is replaced"
            for indicator, date, group in self.replaced
        ]
        return [*told, f"Values kept in the folder: {self.kept:,}"]


@dataclass(frozen=True, slots=True)
class Monitored:
    """The progress of a partnership; as lines, plain data or a page."""

    partnership: Partnership
    report: Report

    def lines(self) -> list[str]:
        """For a person at a terminal."""
        from matcher.partnership.monitor.words import lines

        return lines(self.report)

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON (:func:`matcher.partnership.monitor.words.as_dict`)."""
        from matcher.partnership.monitor.words import as_dict

        return {"partnership": self.partnership.id, **as_dict(self.report)}

    def page(self) -> str:
        """A page of HTML that stands alone, with charts."""
        from matcher.partnership.monitor.report_page import report_page

        return report_page(self.partnership, self.report)


def add(folder: Path, file: Path) -> Added:
    """Read the values in ``file`` (CSV, XLSX or any other kind of list; "values.xlsx#Sheet"
    for one sheet) into ``values.csv`` in the folder of a partnership; a later value takes the
    place of an earlier one for the same indicator, date and group.

    Raises FileError where the folder is no partnership or the file cannot be read, OutputError
    where the values cannot be written; the old ones are untouched then.
    """
    from matcher.core.files import write_bytes
    from matcher.intake.read import open_sheet
    from matcher.partnership.monitor.indicators import read_plan
    from matcher.partnership.monitor.reading import own_values, read_values
    from matcher.partnership.monitor.values import VALUES, merged, write_values
    from matcher.partnership.record import read_record

    read_record(folder)
    plan = read_plan(folder)
    before = own_values(folder, plan)
    log = ProblemLog()
    sheet = open_sheet(file, file.name, log)
    read = read_values(sheet.rows, plan, log, sheet.list, sheet.sheet)
    values, gone = merged(before, read.values)
    write_bytes(folder / VALUES, write_values(values))
    return Added(
        read.account, tuple(sorted(log.problems)), len(values), tuple(one.key for one in gone)
    )


def report(folder: Path, threshold: int = 5) -> Monitored:
    """Progress of the partnership in ``folder`` against its plan; counts below ``threshold``
    are withheld. Raises FileError, and SettingError for a threshold below 3."""
    from matcher.partnership.monitor.indicators import read_plan
    from matcher.partnership.monitor.progress import report as told
    from matcher.partnership.monitor.reading import own_values
    from matcher.partnership.record import read_record

    partnership, plan = read_record(folder), read_plan(folder)
    return Monitored(partnership, told(plan, own_values(folder, plan), threshold))


def calendar(folder: Path, every: int = 4) -> tuple[bytes, int]:
    """The reminders of the partnership in ``folder`` as an iCalendar file, reviews ``every``
    so many months, and how many there are. Raises FileError and SettingError."""
    from matcher.partnership.monitor.calendar import entries, ics
    from matcher.partnership.monitor.indicators import read_plan
    from matcher.partnership.record import read_record

    partnership = read_record(folder)
    found = entries(partnership, read_plan(folder), every)
    return ics(partnership, found), len(found)
