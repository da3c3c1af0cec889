"""What a cell of monitoring values says: a day, a figure with its unit, a number of pupils,
a group. Pure functions on text."""

from __future__ import annotations

import datetime
import math
import re

from matcher.core.cells import is_unknown

PERCENT = "%"
PEOPLE = "people"
SCORE = "score"

ALL = "all"
FSM = "fsm"
NOT_FSM = "not fsm"

_WORD = re.compile(r"[\W_]+")
_NUMBER = re.compile(
    r"(?P<pound>£?)\s*(?P<digits>[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?)\s*"
    r"(?P<unit>%|[^\W\d_][^\d]{0,40})?\Z"
)
_OUT_OF = re.compile(r"(.*?)\s*(?:\(\s*(\d{1,7})\s+\w+\s*\)|\bof\s+(\d{1,7}))\s*\Z", re.S)
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\b")

_PERCENTS = {"%", "percent", "per cent", "pct", "percentage"}
_SCORES = {"score", "points", "point", "mean", "average", "out of", "mean score", "grade"}
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
_EVERYBODY = {"", "all", "all pupils", "everyone", "everybody", "total", "whole group", "overall"}
_FSM = {
    "fsm", "free school meals", "eligible for free school meals", "fsm eligible", "fsm pupils",
    "pupils eligible for free school meals", "eligible for fsm",
}  # fmt: skip
_NOT = ("not ", "non ", "no ", "without ")


def day(text: str) -> datetime.date | None:
    """A day written 2026-09-01, 01/09/2026, 01-09-2026 or 01.09.2026 (the day first, always),
    or as the number by which a spreadsheet counts days; None for anything else and for years
    before 1990 or after 2100."""
    text = text.strip().removesuffix(" 00:00:00")
    found = None
    for pattern in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"):
        try:
            found = datetime.datetime.strptime(text, pattern).replace(tzinfo=datetime.UTC).date()
            break
        except ValueError:
            continue
    if found is None and re.fullmatch(r"\d{5}(\.0)?", text):
        found = datetime.date(1899, 12, 30) + datetime.timedelta(days=int(text[:5]))
    return found if found and 1990 <= found.year <= 2100 else None


def days(text: str) -> list[datetime.date]:
    """Every day written out in a text, in the order of the calendar."""
    return sorted({found for word in _DAY.findall(text) if (found := day(word))})


def figure(text: str) -> tuple[float, str] | None:
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
    return value, "£" if found["pound"] else unit(found["unit"] or "")


def unit(text: str) -> str:
    """A unit as it is kept: "%", "people", "score", else the word as written; "" for none."""
    word = " ".join(_WORD.sub(" ", text).split()).casefold() or text.strip()
    if word in _PERCENTS:
        return PERCENT
    if word in _PEOPLE:
        return PEOPLE
    return SCORE if word in _SCORES else word


def is_things(unit_: str) -> bool:
    """Whether a unit certainly counts no people: hours, lessons, pounds and so on."""
    return unit_ in _THINGS


def unit_of(measure: str) -> str:
    """The unit that the words of a measure tell of: "%", "people", "score" (a mean), or ""
    where they tell of none, or of several ("mean and share")."""
    found = _units_of(measure)
    return found.pop() if len(found) == 1 else ""


def bare_unit_of(measure: str) -> str:
    """The unit of a figure that stands without a sign: that of the measure; where it tells
    of a mean and a share the mean, for a share has its %."""
    return SCORE if _units_of(measure) == {PERCENT, SCORE} else unit_of(measure)


def _units_of(measure: str) -> set[str]:
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
    return found


def out_of(text: str) -> tuple[str, int | None]:
    """A figure that tells what it rests on, parted: "40% of 52" and "40% (52 pupils)" both
    give ("40%", 52); (text, None) where nothing is told."""
    found = _OUT_OF.match(text)
    if not found:
        return text, None
    return found[1], int(found[2] or found[3])


def whole(text: str) -> int | None:
    """A whole number of pupils, 0 or more; None where it is none. Blank is not asked here."""
    found = re.fullmatch(r"(\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.0+)?", text.strip())
    return int(found[1].replace(",", "")) if found else None


def group(text: str) -> str:
    """A group as it is kept: "all", "fsm", "not fsm", else in lower case as written, with
    "non-", "no" and "without" as "not". "ethnicity: asian" names one part of a whole."""
    parts = [" ".join(re.sub(r"[\s_-]+", " ", one).split()).casefold() for one in text.split(":")]
    word = ": ".join(filter(None, parts))
    for sign in _NOT:
        if word.startswith(sign) and word != sign.strip():
            rest = word.removeprefix(sign)
            return NOT_FSM if rest in _FSM else f"not {rest}"
    if word in _EVERYBODY:
        return ALL
    return FSM if word in _FSM else word


def said(group_: str) -> str:
    """A group in words."""
    words = {ALL: "all pupils", FSM: "pupils eligible for free school meals",
             NOT_FSM: "pupils not eligible for free school meals"}  # fmt: skip
    return words.get(group_, group_)


def shown(value: float, unit_: str) -> str:
    """A figure with its unit, at most one decimal (two for a score)."""
    digits = f"{value:,.2f}" if unit_ == SCORE else f"{value:,.1f}"
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    digits = "0" if digits == "-0" else digits
    if unit_ == PERCENT:
        return f"{digits}%"
    if unit_ == "£":
        return f"£{digits}"
    return digits if unit_ in ("", SCORE, PEOPLE) else f"{digits} {unit_}"
