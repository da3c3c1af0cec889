"""Columns filled in from other columns: ages from an age range, a status from a closing
date, a postcode from an address, a DfE number from its two halves, percentages from shares.

Runs before the cells are read one by one (:mod:`matcher.intake.clean.clean_records`); a column
that is filled is never overruled.
"""

from __future__ import annotations

import datetime
import re

import pandas as pd

from matcher.core.cells import is_unknown
from matcher.core.places.postcodes import PARTED_BY, postcodes_of_address, without_postcodes
from matcher.core.problems import ProblemLog
from matcher.core.schema import as_list, map_texts
from matcher.intake import cell_values
from matcher.intake.clean.age_ranges import fill_ages
from matcher.intake.clean.cell_problems import report_cell

_SHARES_FROM = 3  # fewer figures of 1 or less may well be percentages
# Percentages are published with one decimal; a share of pupils has more.
_AS_PUBLISHED = re.compile(r"[0-9]+(?:\.[0-9])?\Z")


def fill_from_other_columns(records: pd.DataFrame, log: ProblemLog, today: datetime.date) -> None:
    """Fill in ``records`` (text, as :func:`matcher.intake.columns.records.make_records` gives
    them) what other columns say; a school whose closing date is before ``today`` has closed."""
    fill_ages(records, log)
    _fill_status(records, log, today)
    _fill_postcodes(records)
    _fill_dfe_numbers(records)
    _shares_to_percent(records, log)


def _fill_status(records: pd.DataFrame, log: ProblemLog, today: datetime.date) -> None:
    for at in records.index[(records["close_date"] != "") & (records["status"] == "")]:
        text = str(records.at[at, "close_date"])
        day = cell_values.date(text)
        if day is not None and day < today:
            records.at[at, "status"] = "closed"
            report_cell(
                records,
                at,
                "close_date",
                "closed_by_date",
                f"no status is given, and the closing date, {day.day} {day:%B %Y}, is past: it "
                "counts as closed",
                log,
                hint="write the status, or mend the date",
                severity="note",
            )
        elif day is None and cell_values.known_text(text):
            report_cell(
                records,
                at,
                "close_date",
                "not_a_date",
                "this is not a date; it counts as not known",
                log,
                hint="write it like 31/08/2025 (day first) or 2025-08-31",
            )


def _fill_postcodes(records: pd.DataFrame) -> None:
    """A postcode anywhere in the columns of the address, where the column of postcodes holds
    none: "Herts AL10 0AA" in the last line, "Hatfield AL10 0AA" for a town. All of them, where
    there are several: which is meant is decided as for a cell that holds them."""
    columns = [as_list(records[name]) for name in ("postcode", "address", "town")]
    if not any(map(any, columns[1:])):
        return
    postcodes = [
        PARTED_BY.join(postcodes_of_address(", ".join(filter(None, (address, town)))))
        if (address or town) and is_unknown(postcode)
        else postcode
        for postcode, address, town in zip(*columns, strict=True)
    ]
    records["postcode"] = pd.Series(postcodes, index=records.index, dtype="str")
    records["town"] = map_texts(
        records["town"],
        lambda town: without_postcodes(town) if re.search("[0-9]", town) else town,
    )


def _fill_dfe_numbers(records: pd.DataFrame) -> None:
    """LAESTAB as seven digits: "850/2000", or authority 850 and school 2000; today's and the one
    before."""
    for names in (
        ("laestab", "la_code", "estab"),
        ("previous_laestab", "previous_la_code", "previous_estab"),
    ):
        parts = [as_list(records[name]) for name in names]
        if any(map(any, parts)):
            numbers = [cell_values.dfe_number(*texts) for texts in zip(*parts, strict=True)]
            records[names[0]] = pd.Series(numbers, index=records.index, dtype="str")


def _shares_to_percent(records: pd.DataFrame, log: ProblemLog) -> None:
    """A spreadsheet hands on 21.7 % as 0.217: a column of nothing above 1 is such shares, unless
    every figure has the one decimal of a published percentage."""
    if not (records["fsm_pct"] != "").any():
        return
    for (name, sheet), rows in records.groupby(["list", "sheet"], sort=False)["fsm_pct"]:
        figures = {text: cell_values.figure(text) for text in dict.fromkeys(as_list(rows))}
        known = [f for t in as_list(rows) if (f := figures[t]) is not None and f == f]
        if any(text.endswith("%") for text in figures):
            continue  # it says what it is
        if len(known) < _SHARES_FROM or max(known) > 1 or not any(0 < f < 1 for f in known):
            continue
        if all(_AS_PUBLISHED.match(t) for t in figures if figures[t] is not None):
            log.add(
                "small_percentages",
                "no figure of this column is above 1 or has more than one decimal; they were read "
                "as percentages, as written",
                list=str(name),
                sheet=str(sheet),
                column="fsm_pct",
                severity="note",
                hint="if they are shares of 1, write percentages, such as 21.7",
            )
            continue
        percent = {
            t: repr(round(100 * f, 6)) for t, f in figures.items() if f is not None and f == f
        }
        records.loc[rows.index, "fsm_pct"] = rows.map(
            lambda text, percent=percent: percent.get(text, text)
        )
        log.add(
            "shares_read_as_percent",
            "no figure of this column is above 1; they were read as shares of 1",
            list=str(name),
            sheet=str(sheet),
            column="fsm_pct",
            severity="note",
            hint="write percentages, such as 21.7",
        )
