"""What is wrong with the rows of a table, said once for each kind of fault, not for each row:
these tables repeat themselves thousands of times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from matcher.core.figures.number_format import counted
from matcher.core.problems import ProblemLog, Severity
from matcher.intake.performance.wanted_columns import FoundColumn, possible_figures
from matcher.intake.sheet import Sheet


@dataclass(slots=True)
class TableFaults:
    """The faults of one table, gathered row by row. ``short``: rows with fewer fields than the
    header; ``unknown_numbers``: rows and their DfE numbers that lead to no URN;
    ``of_no_type``: schools of which nothing says what they are."""

    sheet: Sheet
    log: ProblemLog
    short: list[int] = field(default_factory=list)
    unknown_numbers: list[tuple[int, str]] = field(default_factory=list)
    of_no_type: set[str] = field(default_factory=set)

    def report_rejected(self, outcome: str, row: int, text: str) -> None:
        """A row that was not used: "long", or without a URN."""
        long = outcome == "long"
        self._add(
            "ragged_long" if long else "no_urn_or_name",
            "the row has more fields than the header, so its figures may be in the wrong "
            "columns; it was not used"
            if long
            else "the row is of no school that can be told: it has no URN",
            row=row,
            column="" if long else "URN",
            value="" if long else text,
            severity="rejected",
            hint="download the table again, and do not save it from a spreadsheet",
        )

    def report(self, columns: Sequence[FoundColumn], used: int) -> None:
        """All that was gathered; ``used`` is the number of rows that were."""
        if self.short:
            self._add(
                "ragged_short",
                f"{counted(len(self.short), 'row has', 'rows have')} fewer fields than the header; "
                "the rest counts as blank",
                row=self.short[0],
                hint="tables of an authority often come so; nothing need be done",
            )
        if self.unknown_numbers:
            number, row = min((number, row) for row, number in self.unknown_numbers)
            self._add(
                "unknown_dfe_number",
                f"{counted(len(self.unknown_numbers), 'row names its', 'rows name their')} school "
                "by a DfE number alone, which neither the lists nor the register have; "
                f"{'it was' if len(self.unknown_numbers) == 1 else 'they were'} not used",
                row=row,
                column="school_laestab",
                value=number,
                severity="rejected",
                hint="give the national register with --register, or let matcher data pull "
                "fetch it",
            )
        if self.of_no_type and used:
            self._add(
                "type_not_said",
                "this table does not say which schools are special schools, and of "
                f"{len(self.of_no_type):,} the lists and the register do not either; they count "
                "as mainstream schools",
                value=min(self.of_no_type),
                hint="give the national register with --register, or let matcher data pull "
                "fetch it",
            )
        for column in columns:
            if column.unread:
                self._add(
                    "not_a_number",
                    f"{counted(sum(column.unread.values()), 'cell holds', 'cells hold')} a word "
                    "of which no figure can be read, counted as not known",
                    row=column.first_unread,
                    column=column.name,
                    value=min(column.unread),
                    hint="if the word is a band, give it a number in the rules (words)",
                )
            if column.impossible:
                least, most = possible_figures(column.name, percent=column.percent)
                count = sum(column.impossible.values())
                figures = counted(count, "figure")
                self._add(
                    "impossible_figure",
                    f"this column has {figures} that no school can have (possible is {least:g} to "
                    f"{most:g}); {'it counts' if count == 1 else 'they count'} as not known",
                    row=column.first_impossible,
                    column=column.name,
                    value=", ".join(f"{figure:.10g}" for figure in sorted(column.impossible)[:3]),
                    severity="warning",
                    hint="a code such as 999 for what is missing? Leave the cell blank, or write "
                    "SUPP",
                )

    def note_shares(self, column: FoundColumn) -> None:
        """A column of percentages that was read as shares of 1."""
        self._add(
            "shares_read_as_percent",
            "no figure of this column is above 1; they were read as shares of 1",
            column=column.name,
            hint="write percentages, such as 21.7",
        )

    def _add(
        self,
        code: str,
        message: str,
        *,
        row: int = 0,
        column: str = "",
        value: str = "",
        severity: Severity = "note",
        hint: str,
    ) -> None:
        self.log.add(
            code,
            message,
            list=self.sheet.list,
            sheet=self.sheet.sheet,
            row=row,
            column=column,
            value=value,
            severity=severity,
            hint=hint,
        )
