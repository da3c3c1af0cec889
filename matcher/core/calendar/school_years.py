"""School years as people and the Department for Education write them.

2015/16, 2015-16, 2015-2016, 2015/2016, 201516 and 20152016 are one school year, which begins in
September 2015 and is called 2015/16 here and in every table. Two years make a school year only
where one follows the other: 201825 and 2015-2017 are none. A year alone, such as 2015, is the
school year that starts in it.
"""

from __future__ import annotations

import datetime
import re

# Between the two years; the dashes are those that word processors put in.
_SIGN = r"[-_/ –—−]"
_PAIR = rf"((?:19|20)\d\d) ?{_SIGN}? ?(?:(?:19|20)(?=\d\d))?(\d\d)"
_WHOLE = re.compile(_PAIR)
_ALONE = re.compile(r"(?:19|20)\d\d")
# No part of a longer number or of a date.
_WITHIN = re.compile(rf"(?<!\d){_PAIR}(?!\d|[-/]\d)")
_RANGE = re.compile(r"(.+?)\s*(?:\.\.+|…|:|\bto\b|(?<=/\d\d)\s*[-–—]|(?<=/\d{4})\s*[-–—])\s*(.+)")
LONGEST_RANGE = 50  # school years; more is a slip of the pen


def called(start: int) -> str:
    """What the school year that begins in ``start`` is called: 2015/16."""
    return f"{start}/{(start + 1) % 100:02d}"


def school_year(text: str) -> str:
    """The school year that ``text`` is, such as 2015/16; "" where it is none. A year alone
    (2015) is none."""
    found = _WHOLE.fullmatch(_plain(text))
    return called(int(found[1])) if found and _follow(found) else ""


def first_school_year(text: str) -> str:
    """The first school year that stands anywhere in ``text``, such as the name of a file; ""
    where none does."""
    return next((called(int(found[1])) for found in _WITHIN.finditer(text) if _follow(found)), "")


def starts_in(text: str) -> int | None:
    """The year in which a school year begins: 2015 of 2015/16, however it is written, and of
    2015; None where ``text`` is neither."""
    text = _plain(text)
    year = school_year(text)
    return int(year[:4]) if year else int(text) if _ALONE.fullmatch(text) else None


def last_day(text: str) -> datetime.date | None:
    """The last day, 31 August, of the school year that ``text`` is: where a day is asked for, a
    year is that one, for what is said of a year is known when it is over. None where it is no
    school year."""
    year = school_year(text)
    return datetime.date(int(year[:4]) + 1, 8, 31) if year else None


def starting_years(text: str) -> tuple[int, ...] | None:
    """The years in which the school years named by ``text`` begin, in order: school years or
    years parted by commas, or a first and a last parted by "..", ":" or "to" (2015..2017,
    2015/16 to 2017/18); None where it is nothing of the kind.

    2015-2016 is one school year, and 2015-2017 none: a range has its own sign, so that
    nobody has to guess which of the two was meant.
    """
    years: set[int] = set()
    for word in text.split(","):
        single = starts_in(word)
        if single is not None:
            years.add(single)
            continue
        found = _RANGE.fullmatch(word.strip())
        ends = [starts_in(end) for end in found.groups()] if found else []
        if len(ends) != 2 or ends[0] is None or ends[1] is None:
            return None
        if not 0 <= ends[1] - ends[0] < LONGEST_RANGE:
            return None
        years |= set(range(ends[0], ends[1] + 1))
    return tuple(sorted(years))


def _plain(text: str) -> str:
    """Without white space around it and the ".0" that a spreadsheet gives a number."""
    return text.strip().removesuffix(".0")


def _follow(found: re.Match[str]) -> bool:
    return (int(found[1]) + 1) % 100 == int(found[2])
