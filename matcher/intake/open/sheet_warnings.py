"""What a person should know of a sheet beside its values: hidden rows and columns, merged
cells, formulas that were never calculated, errors.

The reader gives an empty text for ``#N/A`` and for a formula without a value, and rows
that a filter hides as any others. An office must hear of each: a blank is not an answer,
and a row that was filtered out was perhaps not meant to be matched.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from matcher.core.problems import ProblemLog
from matcher.intake.open.choose_sheet import Range, Value
from matcher.intake.sheet import column_letters

_CELLS_REPORTED = 50
_ROWS_REPORTED = 20
_CALCULATE = "open the workbook in Excel, let it calculate, save it"


@dataclass(slots=True)
class SheetWarnings:
    """What there is to report of a sheet; rows and columns from 0.

    ``hidden_rows`` and ``hidden_columns`` are stretches, first and last. Of ``formulas``
    and ``errors`` the first fifty cells are kept, and how many there are in all. Below row
    ``read_to`` nothing was looked for, but for percentages where ``percents_read``.
    """

    hidden_rows: list[tuple[int, int]] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    formulas: list[tuple[int, int]] = field(default_factory=list)
    formulas_in_all: int = 0
    errors: list[tuple[int, int, str]] = field(default_factory=list)
    errors_in_all: int = 0
    merged: list[Range] = field(default_factory=list)
    read_to: int | None = None
    percents_read: bool = False

    def hide(self, stretches: list[tuple[int, int]], first: int, last: int) -> None:
        """Add a stretch, to the one before where it goes on from that."""
        if stretches and stretches[-1][0] <= first <= stretches[-1][1] + 1:
            stretches[-1] = (stretches[-1][0], max(last, stretches[-1][1]))
        else:
            stretches.append((first, last))

    def formula(self, row: int, column: int) -> None:
        """Add a formula without a value."""
        self.formulas_in_all += 1
        if len(self.formulas) < _CELLS_REPORTED:
            self.formulas.append((row, column))

    def error(self, row: int, column: int, text: str) -> None:
        """Add an error such as ``#N/A``."""
        self.errors_in_all += 1
        if len(self.errors) < _CELLS_REPORTED:
            self.errors.append((row, column, text.strip()[:40]))


def report_warnings(
    warnings: SheetWarnings, rows: Sequence[Sequence[Value]], ranges: int, list: str, sheet: str,
    log: ProblemLog,
) -> None:  # fmt: skip
    """Report to ``log`` what is hidden, what is not calculated, what is an error and that
    ``ranges`` merged ranges were written out."""
    _report_hidden(warnings, rows, list, sheet, log)
    if ranges:
        log.add(
            "merged_cells",
            f"{_count(ranges, 'merged range')} of cells over several rows; what stands in it "
            "was taken for every row it covers",
            list=list, sheet=sheet, severity="note",
            hint="take the merging apart and fill in every row if that is not meant",
        )  # fmt: skip
    for row, column in warnings.formulas:
        log.add(
            "formula_without_value",
            "the formula in this cell was never calculated; the cell counts as blank",
            list=list, sheet=sheet, row=row + 1, column=f"column {column_letters(column)}",
            hint=_CALCULATE,
        )  # fmt: skip
    if more := warnings.formulas_in_all - len(warnings.formulas):
        log.add(
            "formula_without_value",
            f"{_count(more, 'more formula')} below that {_was(more)} never calculated",
            list=list, sheet=sheet, hint=_CALCULATE,
        )  # fmt: skip
    for row, column, text in warnings.errors:
        log.add(
            "error_cell",
            "this cell holds an error in place of a value; it counts as blank",
            list=list, sheet=sheet, row=row + 1, column=f"column {column_letters(column)}",
            value=text, hint="mend the formula, or type the value in its place",
        )  # fmt: skip
    if more := warnings.errors_in_all - len(warnings.errors):
        log.add(
            "error_cell",
            f"{_count(more, 'more cell')} below that {_was(more, 'holds', 'hold')} an error",
            list=list, sheet=sheet, hint="mend the formulas, or type the values in their place",
        )  # fmt: skip
    if warnings.read_to is not None:
        where = f"below row {warnings.read_to}" if warnings.read_to else "in this workbook"
        or_percents = (
            ""
            if warnings.percents_read
            else ", nor which cells are percentages: 64% may have been read as 0.64"
        )
        log.add(
            "not_looked_over",
            f"hidden rows, error cells and formulas without a value were not looked for {where}"
            f"{or_percents}",
            list=list, sheet=sheet, severity="note",
            hint="save it as XLSX if it may hold any",
        )  # fmt: skip


def _report_hidden(
    warnings: SheetWarnings, rows: Sequence[Sequence[Value]], list: str, sheet: str, log: ProblemLog
) -> None:
    hidden = {
        at
        for first, last in warnings.hidden_rows
        for at in range(first, min(last + 1, len(rows)))
        if rows[at] and rows[at].count("") < len(rows[at])
    }
    if hidden:
        log.add(
            "hidden_rows",
            f"{_count(len(hidden), 'row')} {_was(len(hidden), 'is', 'are')} hidden or filtered "
            f"out in the workbook; {_was(len(hidden), 'it was', 'they were')} read "
            f"({_some([str(at + 1) for at in sorted(hidden)], 'row')})",
            list=list, sheet=sheet, row=min(hidden) + 1, severity="note",
            hint="delete them in the workbook if they are not meant",
        )  # fmt: skip
    width = max(map(len, rows), default=0)
    columns = {
        at for first, last in warnings.hidden_columns for at in range(first, min(last + 1, width))
    }
    used = [at for at in sorted(columns) if any(at < len(row) and row[at] != "" for row in rows)]
    if used:
        log.add(
            "hidden_columns",
            f"{_count(len(used), 'column')} {_was(len(used), 'is', 'are')} hidden in the "
            f"workbook; {_was(len(used), 'it was', 'they were')} read as the others "
            f"({_some([column_letters(at) for at in used], 'column')})",
            list=list, sheet=sheet, severity="note",
            hint="delete them in the workbook if they are not meant",
        )  # fmt: skip


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' if number > 1 else ''}"


def _was(number: int, one: str = "was", many: str = "were") -> str:
    return one if number == 1 else many


def _some(names: Collection[str], what: str) -> str:
    shown = ", ".join([*names][:_ROWS_REPORTED])
    more = " …" if len(names) > _ROWS_REPORTED else ""
    return f"{what}{'s' if len(names) > 1 else ''} {shown}{more}"
