"""Every cell of the records read for what it says.

Still text, so that lists can be laid over each other cell by cell, but a figure is now a
plain figure, a status one of ours, and whatever says "not known" is blank.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable

import pandas as pd

from matcher.core.problems import ProblemLog
from matcher.core.schema import as_list, map_texts
from matcher.core.tables import KINDS
from matcher.intake import cell_values
from matcher.intake.clean.cell_problems import Headers, report_values
from matcher.intake.clean.contact_cells import clean_contact
from matcher.intake.clean.derived_columns import fill_from_other_columns
from matcher.intake.clean.phases import phase
from matcher.intake.clean.postcode_cells import clean_postcodes
from matcher.intake.trusts.school_trusts import clean_trusts
from matcher.intake.yes_or_no import fact, says_no

# The range of a figure, as the table LISTED promises it.
_FIGURES = {
    "age_low": (0.0, 99.0),
    "age_high": (0.0, 99.0),
    "pupils": (0.0, math.inf),
    "fsm_pct": (0.0, 100.0),
    "capacity": (0.0, 100.0),
    "sen_unit_places": (0.0, math.inf),
    "sen_unit_pupils": (0.0, math.inf),
    "resourced_places": (0.0, math.inf),
    "resourced_pupils": (0.0, math.inf),
}
# A choice: where half of a column of capacities are above this, it counts pupils. Few institutions
# work with so many schools at one time, and few schools have so few places for pupils.
_PUPILS = 30
_NOT_KNOWN = "999999999"  # as published tables write it
_AS_GOOD_AS_WHOLE = 1e-6  # a formula may make 1.9999999 of 2
_ZERO = re.compile(r"[+-]?0*\.?0+|0+\.")
_ZERO_STARTS = frozenset("0.+-")
_CODES = ("type", "group", "la_code", "la_name", "district_code", "district_name", "lsoa_code",
          "region", "urban_rural", "town", "easting", "northing", "longitude",
          "latitude")  # fmt: skip
# "Not a seeker" is no part either, but does not say which other.
_OF_A_ROLE = re.compile(r"seek|partner|support|provid|receiv|offer|role|both", re.I)


def _role(text: str) -> str | None:
    """A role; "No - not this year" is a part that it does not take."""
    role = cell_values.role(text)
    return "none" if role is None and says_no(text) and not _OF_A_ROLE.search(text) else role


_WORDS: dict[str, tuple[Callable[[str], str | None], str, str]] = {
    "status": (cell_values.status, "unknown_status", "write open, closing, closed or proposed"),
    "role": (_role, "unknown_role", "write seeker, partner, both or none"),
}


def clean_records(
    records: pd.DataFrame, headers: Headers, log: ProblemLog, today: datetime.date | None = None
) -> pd.DataFrame:
    """The ``records`` (:func:`matcher.intake.columns.records.make_records`) with every cell
    read; same rows, same columns, still text.

    What a cell should not hold is blanked and goes to ``log``, its column called as in
    ``headers``. Closing dates are past or to come as of ``today`` (the day it is, if None).
    """
    records = records.copy(deep=False)  # a column is copied when it is written into
    fill_from_other_columns(records, log, today or datetime.date.today())
    records["trust"] = clean_trusts(records, headers)
    records["capacity"] = map_texts(records["capacity"], cell_values.in_digits)
    _blank_pupil_places(records, headers, log)
    _whole_partnerships(records, headers, log)
    for column, (low, high) in _FIGURES.items():
        records[column] = _figures(records, column, low, high, headers, log)
    for column in _CODES:
        if not _are_figures(records[column]):  # those are known
            records[column] = map_texts(records[column], cell_values.known_text)
    records["phase"] = map_texts(records["phase"], lambda text: phase(text) or "")
    for column, (rule, code, hint) in _WORDS.items():
        records[column] = _words(records, column, rule, code, hint, headers, log)
    records["open_to_contact"] = clean_contact(records, headers, log)
    for column in ("boarding", "sixth_form", "special_classes"):
        records[column] = map_texts(records[column], fact)
    records["postcode"] = clean_postcodes(records, headers, log)
    _split_kind_and_type(records)
    _blank_zero_coordinates(records)
    _blank_empty_rolls(records)
    return records


def _are_figures(texts: pd.Series) -> bool:
    """Whether a column holds plain figures and blanks alone, none of them the one that stands for
    what is not known."""
    together = "".join(as_list(texts))
    return together.isdecimal() and _NOT_KNOWN not in together


def _figures(
    records: pd.DataFrame, column: str, low: float, high: float, headers: Headers, log: ProblemLog
) -> pd.Series:
    read: dict[str, str] = {}
    wrong: dict[str, tuple[str, str, str]] = {}
    for text in dict.fromkeys(as_list(records[column])):
        number = cell_values.figure(text)
        read[text] = ""
        if number is None:
            wrong[text] = ("not_a_number", "this is not a figure; it counts as not known",
                           "write a figure, or leave it blank")  # fmt: skip
        elif math.isinf(number) or not (math.isnan(number) or low <= number <= high):
            wrong[text] = ("out_of_range", "this figure cannot be; it counts as not known",
                           f"it must be {low:g} or more" if math.isinf(high)
                           else f"it must lie between {low:g} and {high:g}")  # fmt: skip
        elif not math.isnan(number):
            read[text] = repr(number)
    report_values(records, column, wrong, headers, log)
    return map_texts(records[column], read.__getitem__)


def _blank_pupil_places(records: pd.DataFrame, headers: Headers, log: ProblemLog) -> None:
    """Leave a column ``capacity`` unread that counts the pupils a school has room for, as councils
    do: those are no partnerships."""
    if not (records["capacity"] != "").any():
        return
    figures = records["capacity"].map(
        {text: cell_values.figure(text) for text in dict.fromkeys(as_list(records["capacity"]))}
    )
    for (name, sheet), own in figures.astype(float).groupby([records["list"], records["sheet"]]):
        if own.notna().any() and own.median() > _PUPILS:
            log.add(
                "pupil_places",
                "this column seems to count places for pupils, not partnerships; it was not read",
                list=str(name),
                sheet=str(sheet),
                column=headers.get((str(name), "capacity"), "capacity"),
                value=f"{own.median():g}",
                severity="warning",
                hint="write with how many schools each can work at one time, or leave it out",
            )
            records.loc[own.index, "capacity"] = ""


def _whole_partnerships(records: pd.DataFrame, headers: Headers, log: ProblemLog) -> None:
    """Capacities as whole numbers: of 2.7 two partnerships are sure. Less than one is no capacity
    and not none either, as 0 means that it helps nobody; nor is a share or an amount."""
    hint = "write with how many schools it can work at one time, such as 2, or leave it blank"
    wrong: dict[str, tuple[str, str, str]] = {}
    read: dict[str, str] = {}
    for text in dict.fromkeys(as_list(records["capacity"])):
        number = cell_values.figure(text)
        if number is None or not math.isfinite(number):
            continue
        if set(text) & {"%", "£"}:
            wrong[text] = ("not_a_number", "this is no number of partnerships; it counts as not "
                           "known", hint)  # fmt: skip
            read[text] = ""
        elif abs(number - round(number)) < _AS_GOOD_AS_WHOLE:
            read[text] = str(round(number))
        elif 0 < number < _FIGURES["capacity"][1]:
            used = math.floor(number)
            outcome = f"{used} was used" if used else "it counts as not known"
            wrong[text] = ("not_whole", f"this is no whole number of partnerships; {outcome}", hint)
            read[text] = str(used) if used else ""
    report_values(records, "capacity", wrong, headers, log)
    records["capacity"] = map_texts(records["capacity"], lambda text: read.get(text, text))


def _words(
    records: pd.DataFrame,
    column: str,
    rule: Callable[[str], str | None],
    code: str,
    hint: str,
    headers: Headers,
    log: ProblemLog,
) -> pd.Series:
    answers = {text: rule(text) for text in dict.fromkeys(as_list(records[column]))}
    message = "this word is not known here; " + (
        "the default was used" if column == "role" else "it counts as not said"
    )
    wrong = {text: (code, message, hint) for text, answer in answers.items() if answer is None}
    report_values(records, column, wrong, headers, log)
    return map_texts(records[column], lambda text: answers[text] or "")


def _split_kind_and_type(records: pd.DataFrame) -> None:
    """A kind is one of ours or it is the type in an office's words."""
    written = records["kind"]
    kind = map_texts(written, lambda text: text.casefold() if text.casefold() in KINDS else "")
    as_type = (kind == "") & (written != "") & (records["type"] == "")
    if as_type.any():
        records.loc[as_type, "type"] = map_texts(written[as_type], cell_values.known_text)
    records["kind"] = kind


def _blank_zero_coordinates(records: pd.DataFrame) -> None:
    """The register writes (0, 0) where it has no coordinates."""
    for pair in (["easting", "northing"], ["longitude", "latitude"]):
        first, second = (as_list(records[name]) for name in pair)
        likely = [at for at, text in enumerate(first) if text[:1] in _ZERO_STARTS]
        zeros = [at for at in likely if _ZERO.fullmatch(first[at]) and _ZERO.fullmatch(second[at])]
        if zeros:
            records.loc[records.index[zeros], pair] = ""


def _blank_empty_rolls(records: pd.DataFrame) -> None:
    """The register writes 0 pupils, and 0 % with free meals of these, of schools whose pupils the
    school census does not count: colleges, alternative provision where they are on the roll of
    another school, and schools too new for it."""
    records.loc[records["pupils"] == "0.0", ["pupils", "fsm_pct"]] = ""
