"""decisions.csv and the sheet Decisions of a plan's workbook: a row for each pair of the plan, and
for each pair about which something is decided already, to be filled in and read back.

Notes are for those who write them: whatever stood beside a decision, its cell is blank here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import inf, isnan, nan
from typing import TYPE_CHECKING, Any

import pandas as pd

from matcher.core.allocation.decisions import DECISION_ROWS, DECISIONS, DECISIONS_SHEET, DECLINED
from matcher.core.schema import as_list
from matcher.core.tables import urn_key

if TYPE_CHECKING:
    from matcher.show.workbook.sheets import Choice, Sheet

CAPTION = (
    "What you decide about each pair: choose it, save the workbook under another name, and give "
    "that to matcher allocate RUN --decisions FILE (or matcher match). Notes are not read."
)
BLANK = "Blank: nothing is decided. Each pair stands here once."
NOT_TO_DECIDE = "Partners worth asking stand in no list of a school, so they are not here."
_CONTACT = ("seeker_contact", "partner_contact")
_NOBODY = ("", "")  # of a school that the run does not have: no name, no condition
_OF_PAIRS = ("seeker_urn", "partner_urn", "score", "distance_km")


def decision_rows(
    pairs: pd.DataFrame, decided: Iterable[Any], schools: pd.DataFrame
) -> pd.DataFrame:
    """DECISION_ROWS of a plan (``pairs``: ALLOCATION) or of a run (MATCHES): school by school, the
    partners of each from the highest score on. Each of ``decided`` has seeker, partner, decision,
    reason and day; ``schools``: the name and the condition of contact of every school (SCHOOLS)."""
    told = dict(zip(as_list(schools["urn"]),
                    zip(as_list(schools["name"]), as_list(schools["contact_condition"]),
                        strict=True), strict=True))  # fmt: skip
    columns = (as_list(pairs[name]) for name in _OF_PAIRS)
    rows = {
        frozenset((seeker, partner)): (seeker, partner, score, km, "", "", "")
        for seeker, partner, score, km in zip(*columns, strict=True)
    }
    for one in decided:
        key = frozenset((one.seeker, one.partner))
        seeker, partner, score, km, *_ = rows.get(key, (one.seeker, one.partner, nan, nan))
        rows[key] = (seeker, partner, score, km, one.decision, one.reason, one.day)
    frame = pd.DataFrame(
        [
            (seeker, *told.get(seeker, _NOBODY), partner, *told.get(partner, _NOBODY), *pair, "")
            for seeker, partner, *pair in sorted(rows.values(), key=_school_by_school)
        ],
        columns=DECISION_ROWS.names,
    ).astype(DECISION_ROWS.dtypes())
    DECISION_ROWS.check(frame)
    return frame


def _school_by_school(row: tuple[Any, ...]) -> tuple[Any, ...]:
    seeker, partner, score, km, *_ = row
    # A pair that is not among them has no score: it comes last. A score as it is shown.
    shown = inf if isnan(score) else -round(score, 3)
    return urn_key(seeker), shown, inf if isnan(km) else km, urn_key(partner)


def decisions_sheet(rows: pd.DataFrame, also: str = "") -> Sheet:
    """The sheet of a workbook with ``rows`` (DECISION_ROWS), on which people decide; ``also``: what
    else to know of it. Conditions of contact have columns where there is any."""
    from matcher.show.workbook.sheets import Sheet

    rows = rows.drop(columns=[name for name in _CONTACT if not (rows[name] != "").any()])
    return Sheet(DECISIONS_SHEET, CAPTION, rows, note=f"{BLANK} {also}".strip(), choices=_choices())


def _choices() -> Mapping[str, Choice]:
    """The drop-downs of the sheet, by column."""
    from matcher.show.workbook.sheets import Choice

    return {
        "decision": Choice(
            tuple(DECISIONS),
            "accepted: both said yes. refused: one said no; left alone for twelve months. "
            "pinned: it stays in the plan. banned: it is left out until you take this back.",
        ),
        "reason": Choice(
            tuple(DECLINED),
            "Why it was refused. no_capacity: no time or staff for it now. other_partner: has "
            "another. not_relevant: not what is needed. distance: too far. funding: no money. "
            "timing: not this year. no_answer: did not answer. other: another reason.",
        ),
    }
