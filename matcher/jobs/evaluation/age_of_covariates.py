"""How old, or how young, what schools are matched on is: the register of today says what schools
are now, and an evaluation is of years that are past.

What a partnership changed in its schools' intake or type by the register's day is made alike by
matching on it, and so taken out of the effect; so is what merely happened since.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from pathlib import Path

from matcher.core.cells import day_in_name
from matcher.jobs.evaluation.inputs import EvaluationFiles

# What the register says of its own day, in the words of a sentence.
_OF_ITS_DAY = {"pupils": "pupils", "fsm_pct": "free school meals", "type": "type"}
_YEAR = re.compile(r"(?<!\d)(20[012]\d)(?!\d)")
_BEGINS, _ENDS = 9, 8  # the months in which a school year begins and ends
_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def age_of_covariates(
    files: EvaluationFiles, covariates: Sequence[str], after: Sequence[int]
) -> str:
    """What to mind of covariates that are of a day after the partnership began; "" where they are
    all of before. ``after``: starting years."""
    own = [words for name, words in _OF_ITS_DAY.items() if name in covariates]
    if not own:
        return ""
    imd = files.imd if "imd" in covariates else None
    score = _YEAR.search(imd.name) if imd else None
    more = f" Deprivation is that of {score[1]}." if score else ""
    which = f"{', '.join(own[:-1])} and {own[-1]}" if len(own) > 1 else own[0]
    which = f"{which[:1].upper()}{which[1:]} {'is' if own == ['type'] else 'are'}"
    lost = "what changed since, by the partnership too, is matched away"
    day = register_day(files.register)
    if day is None:
        return (
            f"{which} of the register's own day, which its file does not say: if that is after the "
            f"partnership began, {lost}.{more}"
        )
    if day < datetime.date(min(after), _BEGINS, 1):
        return ""
    years = (day - datetime.date(max(after) + 1, _ENDS, 31)).days / 365.25
    count = round(years)
    when = (
        "while the partnership ran" if years <= 0
        else "less than a year after the last year compared" if count < 1
        else f"{_number(count)} year{'' if count == 1 else 's'} after the last year compared"
    )  # fmt: skip
    return f"{which} of {day:%B %Y}, {when}: {lost}.{more}"


def register_day(register: Path) -> datetime.date | None:
    """The day that a register is of: the one in its name, or that on which it was fetched; None
    where neither is known."""
    from matcher.jobs.installation.data import pulled

    if named := day_in_name(register.name):
        return named
    kept = pulled()
    if kept.register is None or register.resolve() != kept.register.resolve():
        return None
    day = kept.days.get("register")
    return datetime.date.fromisoformat(str(day)) if day else None


def _number(count: int) -> str:
    return _WORDS[count] if count < len(_WORDS) else f"{count}"
