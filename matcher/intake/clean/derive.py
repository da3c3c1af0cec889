"""What one column says in place of another: ages in an age range, a postcode in an
address, the number of a school in two halves, percentages written as shares.

Runs before the cells are read one by one (:mod:`matcher.intake.clean.clean`); a column that is
filled is never overruled.
"""

from __future__ import annotations

import datetime
import re

import pandas as pd

from matcher.core.problems import ProblemLog
from matcher.core.schema import as_list
from matcher.intake.clean import values

_AGES = re.compile(
    r"(?:ages? )?([0-9]{1,2})\s*(?:-|–|—|to|/|until)\s*([0-9]{1,2})\+?(?: years?)?\Z", re.I
)
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})\Z")
_OLDEST = 25
_POSTCODE_IN = re.compile(r"\b([A-Z]{1,2}[0-9][A-Z0-9]?) {0,2}([0-9][A-Z]{2})\b", re.I)
_LAESTAB = re.compile(r"([0-9]{3})\s*[/ .-]?\s*([0-9]{4})(?:\.0)?\Z")
_SHARES_FROM = 3  # fewer figures of 1 or less may well be percentages


def derive(records: pd.DataFrame, log: ProblemLog, today: datetime.date) -> None:
    """Fill in ``records`` (text, as :func:`matcher.intake.read.read` gives them) what
    other columns say; a school whose closing date is before ``today`` has closed."""
    _ages(records, log)
    _closed(records, log, today)
    _postcodes(records)
    _numbers(records)
    _shares(records, log)


def ages(text: str) -> tuple[str, str, bool] | None:
    """Lowest and highest age that a text such as "4-11" or "11 to 18" says, and whether
    Excel had made a date of it (5-11 is its 5 November, 11-16 its November 2016)."""
    if found := _AGES.match(text.strip()):
        low, high, was_date = int(found[1]), int(found[2]), False
    elif found := _DATE.match(text.strip()):
        year, month, day = (int(part) for part in found.groups())
        low, high = (month, year % 100) if day == 1 and 12 <= year % 100 <= 19 else (day, month)
        was_date = True
    else:
        return None
    return (str(low), str(high), was_date) if low <= high <= _OLDEST else None


def _ages(records: pd.DataFrame, log: ProblemLog) -> None:
    open_rows = (
        (records["age_range"] != "") & (records["age_low"] == "") & (records["age_high"] == "")
    )
    for at in records.index[open_rows]:
        text = str(records.at[at, "age_range"])
        said = ages(text)
        if said is None:
            if values.known(text):
                _add(
                    records,
                    at,
                    log,
                    "unread_ages",
                    "this is not an age range",
                    "age_range",
                    "write it like 4-11",
                )
            continue
        records.at[at, "age_low"], records.at[at, "age_high"], was_date = said
        if was_date:
            _add(
                records,
                at,
                log,
                "age_range_from_date",
                f"a spreadsheet made a date of this age range; it was read as {said[0]} to "
                f"{said[1]}",
                "age_range",
                "format the column as text",
                note=True,
            )


def _closed(records: pd.DataFrame, log: ProblemLog, today: datetime.date) -> None:
    for at in records.index[(records["close_date"] != "") & (records["status"] == "")]:
        text = str(records.at[at, "close_date"])
        day = date(text)
        if day is not None and day < today:
            records.at[at, "status"] = "closed"
            _add(
                records,
                at,
                log,
                "closed_by_date",
                f"no status is given, and the closing date, {day.day} {day:%B %Y}, is past: it "
                "counts as closed",
                "close_date",
                "write the status, or mend the date",
                note=True,
            )
        elif day is None and values.known(text):
            _add(
                records,
                at,
                log,
                "not_a_date",
                "this is not a date; it counts as not known",
                "close_date",
                "write it like 31/08/2025 (day first) or 2025-08-31",
            )


def _postcodes(records: pd.DataFrame) -> None:
    bare = (records["postcode"] == "") & (records["address"] != "")
    for at in records.index[bare]:
        found = _POSTCODE_IN.findall(str(records.at[at, "address"])[-200:])
        if found:
            records.at[at, "postcode"] = " ".join(found[-1]).upper()


def _numbers(records: pd.DataFrame) -> None:
    """LAESTAB as seven digits: "850/2000", or authority 850 and school 2000."""
    whole = [_LAESTAB.match(text) for text in as_list(records["laestab"])]
    halves = zip(as_list(records["la_code"]), as_list(records["estab"]), strict=True)
    records["laestab"] = pd.Series(
        [
            "".join(found.groups())
            if found
            else la + estab
            if re.fullmatch("[0-9]{3}", la) and re.fullmatch("[0-9]{4}", estab)
            else ""
            for found, (la, estab) in zip(whole, halves, strict=True)
        ],
        index=records.index,
        dtype="str",
    )


def _shares(records: pd.DataFrame, log: ProblemLog) -> None:
    """A spreadsheet hands on 21.7 % as 0.217: a column of nothing above 1 is such shares."""
    for (name, sheet), rows in records.groupby(["list", "sheet"], sort=False)["fsm_pct"]:
        figures = {text: values.figure(text) for text in dict.fromkeys(as_list(rows))}
        known = [f for t in as_list(rows) if (f := figures[t]) is not None and f == f]
        if len(known) < _SHARES_FROM or max(known) > 1 or not any(0 < f < 1 for f in known):
            continue
        said = {t: repr(round(100 * f, 6)) for t, f in figures.items() if f is not None and f == f}
        records.loc[rows.index, "fsm_pct"] = rows.map(lambda text, said=said: said.get(text, text))
        log.add(
            "shares_read_as_percent",
            "no figure of this column is above 1; they were read as shares of 1",
            list=str(name),
            sheet=str(sheet),
            column="fsm_pct",
            severity="note",
            hint="write percentages, such as 21.7",
        )


def _add(
    records: pd.DataFrame,
    at: int,
    log: ProblemLog,
    code: str,
    message: str,
    column: str,
    hint: str,
    *,
    note: bool = False,
) -> None:
    row = records.loc[at]
    log.add(
        code,
        message,
        list=str(row["list"]),
        sheet=str(row["sheet"]),
        row=int(str(row["row"])),
        column=column,
        value=str(row[column]),
        severity="note" if note else "warning",
        hint=hint,
    )


def date(text: str) -> datetime.date | None:
    """A date written as 2024-09-01, 01/09/2024 or 01-09-2024 (day first, always), or as the
    number of days by which a spreadsheet counts; None for anything else."""
    text = text.strip().removesuffix(" 00:00:00")
    for pattern in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"):
        try:
            return datetime.datetime.strptime(text, pattern).replace(tzinfo=datetime.UTC).date()
        except ValueError:
            continue
    number = values.figure(text)
    if number is not None and 10_000 < number < 80_000:  # 1927 to 2119
        return datetime.date(1899, 12, 30) + datetime.timedelta(days=int(number))
    return None
