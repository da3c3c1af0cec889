"""Which school year a table is of: what its rows say, else its name, else its folder."""

from __future__ import annotations

import re
from pathlib import Path

# 2016-2017, 2018-19, 2018_19, 202324, 20182019; no part of a longer number or of a date.
_YEARS = re.compile(r"(?<!\d)(20\d\d)[-_/ ]?(?:20)?(\d\d)(?!\d|[-/]\d)")


def year_in(text: str) -> str:
    """The first school year that ``text`` names, such as "2018/19"; "" where none does.

    Two years count only where one follows the other: 201819 does, 201825 does not.
    """
    for first, second in _YEARS.findall(text):
        if (int(first) + 1) % 100 == int(second):
            return f"{first}/{second}"
    return ""


def year_of(path: Path | None, name: str) -> str:
    """The school year in a file's name, or else in the name of its folder where that is
    nothing but a year, as the downloads unpack ("2018-2019/england_census.csv")."""
    if found := year_in(name):
        return found
    folder = path.resolve().parent.name if path is not None else ""
    return year_in(folder) if re.fullmatch(r"[\d_ -]+", folder) else ""
