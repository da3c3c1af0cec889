"""Phases of education in an office's words, as the register words them.

The register has Nursery, Primary, Middle deemed primary, Middle deemed secondary, Secondary,
16 plus and All-through; of special schools and alternative provision it gives none, and offices
write what they are. Offices write P, Prim, Infants, Sec or S, and the Department "state-funded
primary". Other words are no phase and hide none: "independent" is a kind, "middle" may be deemed
primary or secondary, and many a college is a secondary school. Such a cell counts as blank, so
that the register or another row says what the school is.
"""

from __future__ import annotations

import pandas as pd

from matcher.core.cells import is_unknown
from matcher.core.phase_groups import ALTERNATIVE_PROVISION, SPECIAL_SCHOOLS
from matcher.core.problems import ProblemLog
from matcher.core.schema import as_list
from matcher.intake.cell_values import plain
from matcher.intake.clean.cell_problems import Headers

_WORDS = {
    "Nursery": ("nursery", "nurs", "nur", "ns", "n", "early years", "eyfs", "ey", "pre school",
                "nursery school", "maintained nursery"),
    "Primary": ("primary", "prim", "pri", "p", "ps", "primary school", "primary phase", "infant",
                "infants", "inf", "infant school", "junior", "juniors", "jun", "jnr",
                "junior school", "first", "first school", "infant and junior", "infant junior",
                "jmi", "junior and infant", "ks1 2", "ks1 and ks2", "ks1 ks2",
                "primary academy", "primary and nursery", "primary with nursery",
                "infant and nursery", "prep", "preparatory"),
    "Middle deemed primary": ("middle deemed primary", "mdp"),
    "Middle deemed secondary": ("middle deemed secondary", "mds"),
    "Secondary": ("secondary", "sec", "s", "ss", "secondary school", "secondary phase", "high",
                  "high school", "upper", "upper school", "senior", "senior school",
                  "secondary academy", "secondary with sixth form", "secondary and sixth form",
                  "11 16", "11 18", "ks3 4", "ks3 and ks4", "ks3 ks4"),
    "16 plus": ("16 plus", "16", "post 16", "post16", "sixth form", "6th form",
                "sixth form college", "sixth form centre", "6th form college", "fe", "fe college",
                "further education", "further education college", "16 to 19", "16 19", "ks5"),
    "All-through": ("all through", "allthrough", "at", "through", "all age", "all ages", "all",
                    "through school", "all through school", "3 18", "4 18", "2 18"),
    SPECIAL_SCHOOLS: ("special", "special school", "special schools"),
    ALTERNATIVE_PROVISION: ("alternative provision", "alternative", "ap", "ap school", "pru",
                            "pupil referral unit"),
}  # fmt: skip
_PHASES = {word: phase for phase, words in _WORDS.items() for word in words}


def phase(text: str) -> str | None:
    """The register's word for a phase where the text is one of an office's words for it; "" where
    it says that it is not known, None where it is no phase."""
    if is_unknown(text):
        return ""
    return _PHASES.get(plain(text.replace("&", " and ")).removeprefix("state funded "))


def report_unread_phases(
    written: pd.Series,
    rows: pd.DataFrame,
    register: pd.DataFrame | None,
    listed: pd.DataFrame,
    headers: Headers,
    log: ProblemLog,
) -> None:
    """Report the cells of lists that are no phase (``unknown_phase``), and what counts instead.

    ``written``: the column as it was, on the index of ``rows``, which have the URN of each school;
    ``register``: one row for each URN, as cleaned; ``listed``: LISTED.
    """
    unread = {text for text in dict.fromkeys(as_list(written)) if phase(text) is None}
    found = rows[written.isin(list(unread))]
    if found.empty:
        return
    known = {} if register is None else _phases(register)
    used, teaches = _phases(listed), _with_ages(listed)
    places = (as_list(found[name]) for name in ("list", "sheet", "row", "urn"))
    for name, sheet, row, urn, text in zip(*places, as_list(written[found.index]), strict=True):
        by_ages = urn in teaches
        message, hint = _what_counts(used.get(urn, ""), known.get(urn, ""), by_ages=by_ages)
        log.add(
            "unknown_phase",
            f"this is no phase; {message}",
            list=name, sheet=sheet, row=int(row), column=headers.get((name, "phase"), "phase"),
            value=text, severity="note" if used.get(urn) or by_ages else "warning", hint=hint,
        )  # fmt: skip


def _phases(schools: pd.DataFrame) -> dict[str, str]:
    return dict(zip(as_list(schools["urn"]), as_list(schools["phase"]), strict=True))


def _with_ages(schools: pd.DataFrame) -> set[str]:
    """The schools whose ages are known, which say whom they teach where there is no phase."""
    return {*as_list(schools.loc[schools[["age_low", "age_high"]].notna().all(axis=1), "urn"])}


def _what_counts(used: str, known: str, *, by_ages: bool) -> tuple[str, str]:
    """What to say of a school whose phase is no phase, and what to do about it; ``by_ages``: the
    ages of its pupils are known."""
    if not used and by_ages:
        return "the ages that it teaches count in its place", "nothing"
    if not used:
        return "it counts as not known", (
            "write one such as Secondary or 16 plus, or leave it blank; what kind of school it is, "
            "such as independent, belongs in a column Type"
        )
    says = "as the register says" if used == known else "as its type or another row says"
    return f"{used} was used, {says}", "nothing, if that is right; else write the phase"
