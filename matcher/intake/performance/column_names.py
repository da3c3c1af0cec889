"""One figure under all the names that the tables have had for it.

The rules and ``evaluate`` ask for a figure by the name of the older tables (READPROG, P8MEA).
Since 2023 the Department publishes it elsewhere and otherwise: under another name, and where a
school has a row for each subject or cohort, in the rows of one of them. :func:`find_place` says
where a table has a figure. Names are as :func:`.table_forms.normal` has them.

Only what is measured alike is one figure. The pupil to teacher ratio of the older tables counts
every teacher (in 1,356 secondary schools of 2018/19 it is pupils by teachers to 0.7 %), so the
ratio of qualified teachers is another; and pupils entitled to free school meals today are not
those entitled at any time in six years.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_LIKE = 80  # per cent of letters alike; by hand, so that "reading prog" finds READPROG
_MOST_LIKE = 4

# The older name first, then those of 2022/23 and 2023/24, then those of today.
_SAME = (
    ("P8MEA", "AVG_P8SCORE", "PROGRESS8_AVERAGE"),
    ("P8CILOW", "P8SCORE_CI_LOW", "PROGRESS8_LOWER_95_CI"),
    ("P8CIUPP", "P8SCORE_CI_UPP", "PROGRESS8_UPPER_95_CI"),
    ("P8MEAENG", "AVG_P8ENG", "PROGRESS8ENG_AVERAGE"),
    ("P8MEAENG_CILOW", "PROGRESS8ENG_LOWER_95_CI"),
    ("P8MEAENG_CIUPP", "PROGRESS8ENG_UPPER_95_CI"),
    ("P8MEAMAT", "AVG_P8MAT", "PROGRESS8MAT_AVERAGE"),
    ("P8MEAMAT_CILOW", "PROGRESS8MAT_LOWER_95_CI"),
    ("P8MEAMAT_CIUPP", "PROGRESS8MAT_UPPER_95_CI"),
    ("SCIVAMEA_PTQ_EE", "VALUEADDEDSCI_AVERAGE"),
    ("SCIVALOW_PTQ_EE", "VALUEADDEDSCI_LOWER_95_CI"),
    ("SCIVAUPP_PTQ_EE", "VALUEADDEDSCI_UPPER_95_CI"),
    ("ATT8SCR", "AVG_ATT8", "ATTAINMENT8_AVERAGE"),
    ("EBACCAPS", "AVG_EBACCAPS", "EBACC_APS_AVERAGE"),
    ("PTL2BASICS_94", "PT_L2BASICS_94", "ENGMATH_94_PERCENT"),
    ("PTL2BASICS_95", "PT_L2BASICS_95", "ENGMATH_95_PERCENT"),
    ("PTEBACC_E_PTQ_EE", "PT_EBACC_E_PTQ_EE", "EBACC_ENTERING_PERCENT"),
    ("PTEBACLAN_E_PTQ_EE", "EBACCLAN_ENTERING_PERCENT"),
    ("PTTRIPLESCI_E", "SCI_TRIPLE_ENTERING_PERCENT"),
    ("P8PUP", "T_INP8CALC", "PROGRESS8_PUPIL_COUNT"),
    ("TPUP", "T_PUPILS", "PUPIL_COUNT"),
    ("TELIG", "T_ELIG_PUPILS", "ELIGIBLE_PUPIL_COUNT"),
    ("NOR", "HEADCOUNT OF PUPILS", "TOTAL PUPILS"),
    ("PNUMFSM", "% OF PUPILS KNOWN TO BE ELIGIBLE FOR FREE SCHOOL MEALS"),
    ("PNUMEAL", "% OF PUPILS WHOSE FIRST LANGUAGE IS KNOWN OR BELIEVED TO BE OTHER THAN ENGLISH"),
    ("PUPIL: TEACHER RATIO", "PUPIL_TO_QUAL_UNQUAL_TEACHER_RATIO"),
    ("PERCTOT", "SESS_OVERALL_PERCENT"),
    ("PPERSABS10", "ENROLMENTS_PA_10_EXACT_PERCENT"),
    ("FIXED_EXCL_RATE", "SUSP_RATE"),
)
_ALSO = {name: names for names in _SAME for name in names}

_SUBJECTS = {
    "READ": ("READ", "reading"),
    "WRIT": ("WRITTA", "writing"),  # TA: teacher assessment
    "MAT": ("MAT", "maths"),
    "RWM": ("RWM", "reading, writing and maths"),
    "GPS": ("GPS", "grammar, punctuation and spelling"),
    "SCI": ("SCITA", "science"),
}


def _key_stage_2() -> dict[str, tuple[str, str]]:
    names = {}
    for stem, (long, subject) in _SUBJECTS.items():
        names[f"PT{long}_EXP"] = ("EXPECTED_STANDARD_PUPIL_PERCENT", subject)
        names[f"PT{long}_HIGH"] = ("HIGHER_STANDARD_PUPIL_PERCENT", subject)
        names[f"{stem}_AVERAGE"] = ("AVERAGE_SCALED_SCORE", subject)
        names[f"{stem}PROG"] = ("PROGRESS_MEASURE_SCORE", subject)
        names[f"{stem}PROG_LOWER"] = ("PROGRESS_MEASURE_LOWER_CONF_INTERVAL", subject)
        names[f"{stem}PROG_UPPER"] = ("PROGRESS_MEASURE_UPPER_CONF_INTERVAL", subject)
    return names


def _sixth_forms() -> dict[str, tuple[str, str]]:
    names = {}
    for stem, cohort in (("ALEV", "a level"), ("ACAD", "academic"), ("AGEN", "applied general"),
                         ("TLEV", "tech level")):  # fmt: skip
        names[f"VA_INS_{stem}"] = ("VALUE_ADDED", cohort)
        names[f"LCI_INS_{stem}"] = ("VALUE_ADDED_LOWER_CI", cohort)
        names[f"UCI_INS_{stem}"] = ("VALUE_ADDED_UPPER_CI", cohort)
        names[f"TALLPPE_{stem}_1618"] = ("APS_PER_ENTRY", cohort)
        names[f"TALLPUP_{stem}_1618"] = ("APS_PER_ENTRY_STUDENT_COUNT", cohort)
    return names


def _destinations() -> dict[str, tuple[str, str]]:
    older = {"OVERALL": "OVERALL_DEST", "ALL_WORK": "EMPLOYMENT"}
    names = {}
    for today in ("OVERALL", "EDUCATION", "APPREN", "ALL_WORK", "NOT_SUSTAINED", "UNKNOWN"):
        name = older.get(today, today)
        names[name] = (today, "number of pupils")
        names[f"{name}PER"] = (today, "percentage")
    return names


# Of a table whose column says which row is of what: older name, and column and row of today.
_SPLIT_BY = {"ks2": "SUBJECT", "ks5": "EXAM_COHORT", "destinations": "DATA_TYPE"}
_SPLIT = {"ks2": _key_stage_2(), "ks5": _sixth_forms(), "destinations": _destinations()}
# Shares that a table gives as two numbers, of pupils and of all pupils.
_SHARES = {"PSENELK": ("SEN SUPPORT", "TOTAL PUPILS"), "PSENELSE": ("EHC PLAN", "TOTAL PUPILS")}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table has a figure: the column ``at``; where it has a row for each subject or
    cohort, in those rows that say ``split`` in the column ``split_at``; and where it gives a
    number of pupils for a share, the column ``of`` has the number of all of them. -1: none."""

    at: int
    split_at: int = -1
    split: str = ""
    of: int = -1


def find_place(table: str, at: Mapping[str, int], column: str) -> Place | None:
    """Where a ``table`` of the columns ``at`` (name and position) has the figure that is
    called ``column`` in any of the tables, None where it has none."""
    split_at = at.get(_SPLIT_BY.get(table, ""), -1)
    if split_at >= 0:
        name, split = _SPLIT[table].get(column, ("", ""))
        if name in at:
            return Place(at[name], split_at, split)
        if column in rows_of(table):
            return None
    if column in at:
        return Place(at[column])
    for name in _ALSO.get(column, ()):
        if name in at:
            return Place(at[name])
    part, whole = _SHARES.get(column, ("", ""))
    return Place(at[part], of=at[whole]) if part in at and whole in at else None


def same_figure(column: str) -> tuple[str, ...]:
    """Every name of the figure that ``column`` is one of, the oldest first."""
    return _ALSO.get(column, (column,))


# Words that stand in the names of limits and counts, which nobody means by a figure's name.
_NO_FIGURE = re.compile(r"LOW|UPP|_CI|^[LU]CI_|PUP|COUNT|TELIG|HEADCOUNT|^NOR$")


def like_names(table: str, text: str) -> list[str]:
    """The older names of figures whose name in any of the tables, for a ``table`` with rows for
    each subject or cohort also of those, is like a ``text``: "Progress8" is like P8MEA. The
    likest first, at most :data:`_MOST_LIKE`."""
    from rapidfuzz import fuzz

    known = {name: names[0] for names in _SAME for name in names}
    for older, (today, split) in _SPLIT.get(table, {}).items():
        known |= {older: older, f"{split} {today}".upper(): older}
    wanted, scores = _letters(text), dict[str, float]()
    for name, older in known.items():
        if len(wanted) > 1 and not _NO_FIGURE.search(name) and not _NO_FIGURE.search(older):
            score = fuzz.partial_ratio(wanted, _letters(name)) if len(name) >= len(wanted) else 0
            scores[older] = max(score, scores.get(older, 0.0))
    likest = sorted(scores, key=lambda older: -scores[older])  # of equals the first there
    return [older for older in likest if scores[older] >= _LIKE][:_MOST_LIKE]


def _letters(name: str) -> str:
    """A name without what people leave out of it."""
    return re.sub(r"[^A-Z0-9]", "", name.upper())


def rows_of(table: str) -> dict[str, list[str]]:
    """The columns of today that mean one thing in each row of a school, and the names of
    what they are in which row: APS_PER_ENTRY is TALLPPE_ALEV_1618 in the row of A levels."""
    names: dict[str, list[str]] = {}
    for older, (today, _) in _SPLIT.get(table, {}).items():
        names.setdefault(today, []).append(older)
    return names
