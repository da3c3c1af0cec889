"""Records as the rest of the product wants them: every cell read for what it says.

Still text, so that lists can be laid over each other cell by cell, but a figure is now a
plain figure, a status one of ours, and whatever says "not known" is blank.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from matcher.core.problems import ProblemLog
from matcher.core.schema import as_list
from matcher.core.tables import KINDS
from matcher.intake.clean import values
from matcher.intake.clean.derive import derive
from matcher.intake.read import Reading

# The range of a figure, as the table LISTED promises it.
_FIGURES = {
    "age_low": (0.0, 99.0),
    "age_high": (0.0, 99.0),
    "pupils": (0.0, math.inf),
    "fsm_pct": (0.0, 100.0),
    "capacity": (0.0, math.inf),
}
_ZERO = re.compile(r"[+-]?0*\.?0+|0+\.")
_CODES = ("type", "group", "phase", "la_code", "la_name", "district_code", "lsoa_code", "region",
          "trust", "town", "easting", "northing", "longitude", "latitude")  # fmt: skip
_WORDS: dict[str, tuple[Callable[[str], str | None], str, str]] = {
    "status": (values.status, "unknown_status", "write open, closing, closed or proposed"),
    "role": (values.role, "unknown_role", "write seeker, partner, both or none"),
    "open_to_contact": (values.yes_or_no, "not_yes_or_no", "write yes or no"),
}

Header = Mapping[tuple[str, str], str]


def tidy(reading: Reading, log: ProblemLog, *, today: datetime.date | None = None) -> pd.DataFrame:
    """The records of ``reading`` with every cell read; same rows, same columns.

    What a cell should not hold is blanked and goes to ``log``. Closing dates are past or
    to come as of ``today`` (the day it is, if None).
    """
    records = reading.records.copy()
    header = headers_as_written(reading)
    derive(records, log, today or datetime.date.today())
    for column, (low, high) in _FIGURES.items():
        records[column] = _figures(records, column, low, high, header, log)
    for column in _CODES:
        records[column] = records[column].map(_per_value(records[column], values.known))
    for column, (rule, code, hint) in _WORDS.items():
        records[column] = _words(records, column, rule, code, hint, header, log)
    for column in ("boarding", "sixth_form"):
        records[column] = records[column].map(_per_value(records[column], values.has))
    records["postcode"] = records["postcode"].map(_per_value(records["postcode"], values.postcode))
    _kinds(records)
    _no_place(records)
    return records.astype({c: "str" for c in records.columns if c != "row"})


def headers_as_written(reading: Reading) -> Header:
    """The header a person wrote for each (list, column of ours)."""
    return {
        (account.list, column): text
        for account in reading.accounts
        for column, text in account.columns.items()
    }


def _per_value(texts: pd.Series, rule: Callable[[str], str]) -> dict[str, str]:
    return {text: rule(text) for text in dict.fromkeys(as_list(texts))}


def _figures(
    records: pd.DataFrame, column: str, low: float, high: float, header: Header, log: ProblemLog
) -> pd.Series:
    said: dict[str, str] = {}
    wrong: dict[str, tuple[str, str, str]] = {}
    for text in dict.fromkeys(as_list(records[column])):
        number = values.figure(text)
        said[text] = ""
        if number is None:
            wrong[text] = ("not_a_number", "this is not a figure; it counts as not known",
                           "write a figure, or leave it blank")  # fmt: skip
        elif math.isinf(number) or not (math.isnan(number) or low <= number <= high):
            wrong[text] = ("out_of_range", "this figure cannot be; it counts as not known",
                           f"it must be {low:g} or more" if math.isinf(high)
                           else f"it must lie between {low:g} and {high:g}")  # fmt: skip
        elif not math.isnan(number):
            said[text] = repr(number)
    _report(records, column, wrong, header, log)
    return records[column].map(said)


def _words(
    records: pd.DataFrame,
    column: str,
    rule: Callable[[str], str | None],
    code: str,
    hint: str,
    header: Header,
    log: ProblemLog,
) -> pd.Series:
    answers = {text: rule(text) for text in dict.fromkeys(as_list(records[column]))}
    message = "this word is not known here; " + (
        "the default was used" if column == "role" else "it counts as not said"
    )
    wrong = {text: (code, message, hint) for text, answer in answers.items() if answer is None}
    _report(records, column, wrong, header, log)
    return records[column].map({text: answer or "" for text, answer in answers.items()})


def _report(
    records: pd.DataFrame,
    column: str,
    wrong: Mapping[str, tuple[str, str, str]],
    header: Header,
    log: ProblemLog,
) -> None:
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
            list=name, sheet=sheet, row=int(row), column=header.get((name, column), column),
            value=text, hint=hint,
        )  # fmt: skip


def _kinds(records: pd.DataFrame) -> None:
    """A kind is one of ours or it is the type in an office's words."""
    kind = records["kind"].str.casefold()
    ours = kind.isin(KINDS)
    as_type = ~ours & (records["type"] == "") & (kind != "")
    records.loc[as_type, "type"] = records.loc[as_type, "kind"].map(values.known)
    records["kind"] = kind.where(ours, "")


def _no_place(records: pd.DataFrame) -> None:
    """The register writes (0, 0) where it has no coordinates."""
    for pair in (["easting", "northing"], ["longitude", "latitude"]):
        zeros = [
            np.array([bool(_ZERO.fullmatch(text)) for text in as_list(records[name])], dtype=bool)
            for name in pair
        ]
        records.loc[zeros[0] & zeros[1], pair] = ""
