"""Numbers and their units: "53%", "14 pupils", "3.4 points", "20% of 30 lessons"; read, compared
and written. Pure functions on text; :mod:`matcher.partnership.monitor.values.cell_parser` reads a
whole cell."""

from __future__ import annotations

import math
import re
from functools import lru_cache

from matcher.core.cells import is_unknown
from matcher.partnership.monitor import pupil_groups

PERCENT = "%"
PEOPLE = "people"
SCORE = "score"
KNOWN_UNITS = ("", PERCENT, PEOPLE, SCORE)

_WORD = re.compile(r"[\W_]+")
_NUMBER = re.compile(
    r"(?P<pound>£?)\s*(?P<digits>[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?)\s*"
    r"(?P<unit>%|[^\W\d_][^\d]{0,40})?\Z"
)
_PERCENTS = {"%", "percent", "per cent", "pct", "percentage"}
_SCORES = {"mean", "average", "out of"}
_SCORED = {"point", "points", "score", "scores", "grade"}  # a unit with such a word is a score
_PEOPLE = {
    "people", "person", "persons", "pupil", "pupils", "student", "students", "child", "children",
    "staff", "teacher", "teachers", "leader", "leaders", "governor", "governors", "applicant",
    "applicants", "parents", "learners", "young people",
}  # fmt: skip
# What is certainly nobody; every other word that is counted may be people ("boys", "offers").
_THINGS = {
    "£", "hour", "hours", "minute", "minutes", "day", "days", "week", "weeks", "term", "terms",
    "lesson", "lessons", "session", "sessions", "visit", "visits", "event", "events", "plan",
    "plans", "resource", "resources", "sets", "course", "courses", "class", "classes",
    "meeting", "meetings", "school", "schools", "km", "mile", "miles", "books", "rooms",
}  # fmt: skip
# A share of these may be the attendance of one pupil.
_ATTENDED = {f"% of {word}" for word in ("sessions", "days", "hours", "minutes", "weeks")}
_PLANNED = " planned"  # sessions that are held or not, whoever comes
_CAME = re.compile(r"\b(attend|came|come|present|absen|missed|took part|taking part)", re.I)
_SHARE_OF = re.compile(r"(?:%|per ?cent|pct|percentage)\s+of\s+(?:all |the )?(.+)", re.I)
_SCALE = re.compile(
    r"\b(?P<least>[01]) ?(?:to|-|–) ?(?P<most>\d{1,2})\b|\b(?P<points>\d{1,2})[ -]points?\b", re.I
)


def read_number(text: str) -> tuple[float, str] | None:
    """The number a cell holds and its unit: "53%" (53, "%"), "£1,200" (1200, "£"), "12 hours"
    (12, "hours"), "14 pupils" (14, "people"), "3.4" (3.4, ""); (NaN, "") where it says that
    it is not known, None where it is no number. A suppressed word is never 0."""
    text = text.strip()
    if is_unknown(text):
        return math.nan, ""
    found = _NUMBER.match(text)
    if not found or not re.search(r"\d", found["digits"]):
        return None
    value = float(found["digits"].replace(",", ""))
    if not math.isfinite(value):
        return None
    return value, "£" if found["pound"] else read_unit(found["unit"] or "")


def read_unit(text: str) -> str:
    """A unit as it is kept: "%", "people", "score", "% of lessons" (a share of things, which
    are no people), else the word as written; "" for none."""
    if share := _SHARE_OF.fullmatch(text.strip()):
        return share_of(share[1])
    if text.strip().startswith(PERCENT):
        return PERCENT
    word = " ".join(_WORD.sub(" ", text).split()).casefold() or text.strip()
    if word in _PERCENTS:
        return PERCENT
    if word in _PEOPLE:
        return PEOPLE
    words = set(word.split())
    # "12 pupils with a top grade" are people all the same.
    scored = words & _SCORED and not words & _PEOPLE
    return SCORE if word in _SCORES or scored else word


def is_things(unit_: str) -> bool:
    """Whether a unit certainly counts no people: hours, lessons, pounds and so on."""
    return unit_.removesuffix(_PLANNED) in _THINGS


def share_of(word: str) -> str:
    """The unit of a share of what ``word`` names: "% of lessons", and plain "%" where it may
    name people."""
    word = " ".join(word.split()).casefold()
    if not is_things(word):
        return PERCENT
    if word.endswith(_PLANNED):
        return f"% of {word}"
    return f"% of {word}" if word.endswith("s") else f"% of {word}s"


def base_unit(unit_: str) -> str:
    """A unit without what a share is of: "%" of "% of lessons"."""
    return PERCENT if unit_.startswith(PERCENT) else unit_


def is_share_of_things(unit_: str) -> bool:
    """Whether it is a share of what is certainly no people."""
    return unit_ != PERCENT and base_unit(unit_) == PERCENT


def needs_people(unit_: str, group_: str) -> bool:
    """Whether a figure may be that of one person unless it says on how many it rests: a share
    of people, a mean, a figure without a unit; of things only a share of what people attend,
    and that of a group of pupils."""
    if is_share_of_things(unit_):
        return unit_ in _ATTENDED or group_ != pupil_groups.ALL
    return unit_ in (PERCENT, SCORE, "")


@lru_cache(maxsize=10_000)  # plans share their measures
def unit_of_measure(measure: str) -> str:
    """The unit that the words of a measure tell of: "%", "people", "score" (a mean), or ""
    where they tell of none, or of several ("mean and share")."""
    found = _units_of(measure)
    if found == {PERCENT}:
        return _share_of_counted(measure)
    return next(iter(found)) if len(found) == 1 else ""


def _share_of_counted(measure: str) -> str:
    """The unit of a share by what stands on either side of its ÷: "% of meetings" of "Meetings
    held ÷ meetings planned"; "%" where that may be people, or what people came to."""
    part, sign, whole = measure.casefold().partition("÷")
    words = [_WORD.sub(" ", side).split() for side in (part, whole)]
    counted = next((word for word in words[1] if word not in ("all", "the")), "")
    people = _PEOPLE.intersection(words[0] + words[1])
    if not sign or people or _CAME.search(measure) or counted not in words[0]:
        return PERCENT
    unit_ = share_of(counted)
    return f"{unit_}{_PLANNED}" if unit_ in _ATTENDED else unit_


def is_share_measure(measure: str) -> bool:
    """Whether the words of a measure tell of a share and of no mean: "number and share"."""
    found = _units_of(measure)
    return PERCENT in found and SCORE not in found


@lru_cache(maxsize=10_000)
def default_unit_of_measure(measure: str) -> str:
    """The unit of a figure that stands without a sign: that of the measure; where it tells
    of a mean and a share the mean, for a share has its %."""
    return SCORE if _units_of(measure) == {PERCENT, SCORE} else unit_of_measure(measure)


def scale_of_measure(measure: str) -> tuple[float, float] | None:
    """The least and the most that an answer counts, where the words of a measure say it:
    "counted 1 to 5", "mean of 5 points" (from 1 on); None where they do not."""
    found = _SCALE.search(measure)
    least, most = (int(found["least"] or 1), int(found["most"] or found["points"])) if found else (
        0, 0
    )  # fmt: skip
    return (least, most) if least < most else None


@lru_cache(maxsize=10_000)
def _units_of(measure: str) -> frozenset[str]:
    words = " ".join(_WORD.sub(" ", measure.replace("%", " percent ")).split()).casefold()
    found = set()
    if re.search(r"\b(percent|per cent|percentage|proportion|share|rate)\b", words):
        found.add(PERCENT)
    if re.search(r"\b(mean|average|score)\b", words):
        found.add(SCORE)
    if re.search(r"\b(number|count|how many)\b", words):
        counted = re.search(r"\b(?:number|count|how many)(?: of)?((?: \w+){1,3})", words)
        people = counted and any(word in _PEOPLE for word in counted[1].split())
        found.add(PEOPLE if people else "")
    return frozenset(found)


def whole_number(text: str) -> int | None:
    """A whole number of pupils, 0 or more; None where it is none. Blank is not asked here."""
    found = re.fullmatch(r"(\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.0+)?", text.strip())
    return int(found[1].replace(",", "")) if found else None


def unit_words(unit_: str) -> str:
    """A unit in the words in which people write it."""
    return {SCORE: "points", "": "no unit"}.get(unit_, unit_)


def decimals(unit_: str) -> int:
    """How many decimals of a figure are shown at most: two of a score, else one."""
    return 2 if unit_ == SCORE else 1


def figure_words(value: float, unit_: str, of: int | None = None) -> str:
    """A figure with its unit, at most one decimal (two for a score); ``of`` is how many things
    a share of things is of: "20% of 30 lessons"."""
    digits = f"{value:,.{decimals(unit_)}f}"
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    digits = "0" if digits == "-0" else digits
    if unit_ == PERCENT:
        return f"{digits}%"
    if is_share_of_things(unit_):
        many = "" if of is None else f"{of:,} "
        return f"{digits}% of {many}{unit_.removeprefix('% of ')}"
    if unit_ == "£":
        return f"£{digits}"
    return digits if unit_ in ("", SCORE, PEOPLE) else f"{digits} {unit_}"


def cell_words(value: float, unit_: str) -> str:
    """A figure as it is to be written into a cell, with its unit in words."""
    if unit_ == SCORE:
        return f"{figure_words(value, unit_)} point{'' if value == 1 else 's'}"
    return (
        f"{figure_words(value, unit_)} pupil{'' if value == 1 else 's'}"
        if unit_ == PEOPLE
        else figure_words(value, unit_)
    )
