"""Figures and facts of schools by their names in words: ``fsm_pct`` is "pupils eligible for free
school meals (%)", and READPROG "reading progress".

Names are those of the register as the lists have it (:mod:`matcher.core.tables`), and those that
the Department for Education gives its columns, of any year and in any case of letters. A name
that nobody listed here stays as it is, with blanks for underscores.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from matcher.core.calendar.school_years import called

_POINTS, _GRADES = "points of the scaled score", "grades"


@dataclass(frozen=True, slots=True)
class FigureName:
    """What a figure is called, ``words``, and its ``unit``, such as "grades"; "" where it has
    none or nobody knows it."""

    words: str
    unit: str = ""


def _key_stage_2() -> dict[str, FigureName]:
    """The six names that the tables have for each subject of key stage 2."""
    subjects = {
        "READ": ("READ", "reading"), "WRIT": ("WRITTA", "writing"), "MAT": ("MAT", "maths"),
        "GPS": ("GPS", "grammar, punctuation and spelling"), "SCI": ("SCITA", "science"),
        "RWM": ("RWM", "reading, writing and maths"),
    }  # fmt: skip
    names = {}
    for stem, (long, subject) in subjects.items():
        names[f"PT{long}_EXP"] = FigureName(f"pupils at the expected standard in {subject}", "%")
        names[f"PT{long}_HIGH"] = FigureName(f"pupils at the higher standard in {subject}", "%")
        names[f"{stem}_AVERAGE"] = FigureName(f"average scaled score in {subject}", _POINTS)
        names[f"{stem}PROG"] = FigureName(f"{subject} progress", _POINTS)
    for stem in ("reading", "writing", "maths"):
        names[f"{stem}_progress".upper()] = FigureName(f"{stem} progress", _POINTS)
    return names


def _listed() -> dict[str, FigureName]:
    by_words = (
        ("pupils on roll", "", ("pupils", "NOR", "HEADCOUNT OF PUPILS")),
        ("pupils eligible for free school meals", "%", ("fsm_pct", "PNUMFSM")),
        ("pupils eligible for free school meals in the last six years", "%", ("PNUMFSMEVER",)),
        ("deprivation of the neighbourhood (IMD)", "", ("imd",)),
        ("type of school", "", ("type",)),
        ("kind of school", "", ("kind",)),
        ("local authority", "", ("la_code",)),
        ("Progress 8", _GRADES, ("P8MEA", "AVG_P8SCORE", "PROGRESS8_AVERAGE", "PROGRESS_8")),
        ("Progress 8 in English", _GRADES, ("P8MEAENG", "AVG_P8ENG", "PROGRESS8ENG_AVERAGE")),
        ("Progress 8 in maths", _GRADES, ("P8MEAMAT", "AVG_P8MAT", "PROGRESS8MAT_AVERAGE")),
        ("Attainment 8", "points", ("ATT8SCR", "AVG_ATT8", "ATTAINMENT8_AVERAGE", "ATTAINMENT_8")),
        ("EBacc average points", "points", ("EBACCAPS", "AVG_EBACCAPS", "EBACC_APS_AVERAGE")),
        ("pupils with grade 4 or more in English and maths", "%",
         ("PTL2BASICS_94", "PT_L2BASICS_94", "ENGMATH_94_PERCENT")),
        ("pupils with grade 5 or more in English and maths", "%",
         ("PTL2BASICS_95", "PT_L2BASICS_95", "ENGMATH_95_PERCENT")),
        ("pupils entered for the EBacc", "%",
         ("PTEBACC_E_PTQ_EE", "PT_EBACC_E_PTQ_EE", "EBACC_ENTERING_PERCENT")),
        ("pupils entered for a language", "%",
         ("PTEBACLAN_E_PTQ_EE", "EBACCLAN_ENTERING_PERCENT")),
        ("value added in EBacc science", _GRADES, ("SCIVAMEA_PTQ_EE", "VALUEADDEDSCI_AVERAGE")),
        ("A-level value added", _GRADES, ("VA_INS_ALEV",)),
        ("points per A-level entry", "points", ("TALLPPE_ALEV_1618",)),
        ("pupils who go on in education after key stage 4", "%", ("EDUCATIONPER",)),
        ("pupils with SEN support", "%", ("PSENELK",)),
        ("pupils with an education, health and care plan", "%", ("PSENELSE",)),
        ("pupils whose first language is not English", "%", ("PNUMEAL",)),
        ("sessions missed by absence", "%", ("PERCTOT", "SESS_OVERALL_PERCENT")),
        ("pupils who miss a tenth of sessions or more", "%",
         ("PPERSABS10", "ENROLMENTS_PA_10_EXACT_PERCENT")),
        ("suspensions", "", ("FIXED_EXCL_RATE", "SUSP_RATE")),
    )  # fmt: skip
    return {
        name.upper(): FigureName(words, unit) for words, unit, names in by_words for name in names
    }


_KNOWN = _key_stage_2() | _listed()
_PLAIN = re.compile(r"\w+")
_OF_YEAR = re.compile(r"(.+)_((?:19|20)\d\d)")


def figure_name(column: str) -> FigureName:
    """The name in words of a figure or fact that a column holds."""
    own = _KNOWN.get(column.strip().upper())
    if own is not None:
        return own
    return FigureName(column.replace("_", " ") if _PLAIN.fullmatch(column) else column)


def covariate_in_words(name: str) -> str:
    """What schools are compared by, in words: a column, or ``column_2015`` for its figure in
    2015/16. A percentage is marked so: "pupils eligible for free school meals (%)"."""
    dated = _OF_YEAR.fullmatch(name)
    own = figure_name(dated[1] if dated else name)
    words = f"{own.words} (%)" if own.unit == "%" else own.words
    return f"{words} in {called(int(dated[2]))}" if dated else words


def covariates_in_words(names: Iterable[str]) -> list[str]:
    """Each of ``names`` in words; the name itself stands behind where two have the same words."""
    told = [(name, covariate_in_words(name)) for name in names]
    often = Counter(words for _, words in told)
    return [f"{words} ({name})" if often[words] > 1 else words for name, words in told]
