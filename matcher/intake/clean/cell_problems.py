"""How problems of single cells are reported: with their list, sheet, row and words."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from matcher.core.problems import ProblemLog, Severity

# The header as written for each (list, column of ours).
Headers = Mapping[tuple[str, str], str]


def report_cell(
    records: pd.DataFrame,
    at: int,
    column: str,
    code: str,
    message: str,
    log: ProblemLog,
    *,
    hint: str,
    severity: Severity = "warning",
) -> None:
    """Report the cell of ``column`` in the record whose index is ``at``."""
    row = records.loc[at]
    log.add(
        code,
        message,
        list=str(row["list"]),
        sheet=str(row["sheet"]),
        row=int(str(row["row"])),
        column=column,
        value=str(row[column]),
        severity=severity,
        hint=hint,
    )


def report_values(
    records: pd.DataFrame,
    column: str,
    wrong: Mapping[str, tuple[str, str, str]],
    headers: Headers,
    log: ProblemLog,
    *,
    severity: Severity = "warning",
) -> None:
    """Report every cell of ``column`` whose text is among ``wrong``, which gives the code,
    the message and the hint for each such text."""
    if not wrong:
        return
    rows = records[records[column].isin(list(wrong))]
    for name, sheet, row, text in zip(
        rows["list"], rows["sheet"], rows["row"], rows[column], strict=True
    ):
        code, message, hint = wrong[text]
        log.add(
            code,
            message,
            list=name, sheet=sheet, row=int(row), column=headers.get((name, column), column),
            value=text, severity=severity, hint=hint,
        )  # fmt: skip
