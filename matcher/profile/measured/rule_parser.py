"""Reading one entry of the rules: every fault is named, and none stops the others being named."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from matcher.core.cells import is_unknown
from matcher.core.tables import KINDS
from matcher.profile.vocabulary import load

# The tables that figures may come from (FIGURES, column table).
TABLES = (
    "ks2", "ks4", "ks5", "destinations", "census", "workforce", "absence", "suspensions",
)  # fmt: skip
FLAGS = ("boarding", "sixth_form")  # columns of LISTED that hold yes or no
NUMBERS = ("pupils", "age_low", "age_high")  # columns of LISTED that hold numbers

_INDICATOR = ("id", "table", "columns", "good", "among", "gives", "why", "unit", "pupils",
              "smallest", "smallest_roll", "bands", "percent", "exact", "confidence")  # fmt: skip
_FACT = ("id", "says", "kinds", "phases", "gives", "why", "column", "answer", "like",
         "unless_like", "smallest_roll", "confidence")  # fmt: skip
_GIVES = ("side", "activity", "subject", "start", "full", "most", "because")
_PLAIN = ("side", "activity", "subject", "most", "because")  # of a plain yes or no
_FARTHEST = 10.0  # standard deviations: no school is so far out


@dataclass
class RuleEntry:
    """One entry as read: ``values`` and ``gives`` are whole only where ``faults`` is empty."""

    kind: Literal["indicator", "fact"]
    id: str
    values: dict[str, Any] = field(default_factory=dict)
    gives: list[dict[str, Any]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


class _Reader:
    """Takes keys of one table of the file, noting what is wrong with them."""

    def __init__(self, data: Mapping[str, Any], where: str, keys: tuple[str, ...]) -> None:
        self.data, self.where = data, where
        self.faults = [
            f"{where}: there is no key {name!r}" for name in sorted(data.keys() - set(keys))
        ]

    def fault(self, text: str) -> None:
        self.faults.append(f"{self.where}: {text}")

    def text(self, key: str, *, needed: bool = True, allowed: tuple[str, ...] = ()) -> str:
        value = self.data.get(key, "")
        if not isinstance(value, str) or (needed and not value.strip()):
            self.fault(f"{key} is not a text" if key in self.data else f"{key} is missing")
            return ""
        if value and allowed and value not in allowed:
            self.fault(f"{key} is {value!r}, not one of {', '.join(allowed)}")
        return value

    def texts(self, key: str, *, needed: bool, allowed: tuple[str, ...] = ()) -> tuple[str, ...]:
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) and v for v in value):
            self.fault(f"{key} is not a list of texts")
            return ()
        if needed and not value:
            self.fault(f"{key} is missing or empty")
        if odd := [v for v in value if allowed and v not in allowed]:
            self.fault(f"{key} holds {odd[0]!r}, not one of {', '.join(allowed)}")
        return tuple(value)

    def number(self, key: str, default: float | None, low: float, high: float) -> float:
        value = self.data.get(key, default)
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not (math.isfinite(value) and low <= value <= high)
        ):
            said = repr(value) if key in self.data else "missing"
            self.fault(f"{key} is {said}, not a number from {low:g} to {high:g}")
            return low
        return float(value)

    def yes_or_no(self, key: str) -> bool:
        value = self.data.get(key, False)
        if not isinstance(value, bool):
            self.fault(f"{key} is {value!r}, not true or false")
        return value is True


def read_indicator(data: Mapping[str, Any], where: str) -> RuleEntry:
    """An indicator (``rules.Indicator``) of the file."""
    reader = _Reader(data, where, _INDICATOR)
    columns = data.get("columns", {})
    if not isinstance(columns, dict) or not columns:
        reader.fault('columns is not a table such as {READPROG = "reading progress"}')
        columns = {}
    elif not all(isinstance(says, str) and says.strip() for says in columns.values()):
        reader.fault("columns: every column needs the words that the evidence says for it")
    names = {" ".join(name.split()).upper(): says for name, says in columns.items()}
    values: dict[str, Any] = {
        "id": reader.text("id"),
        "table": reader.text("table", allowed=TABLES),
        "columns": names,
        "good": reader.text("good", allowed=("high", "low")),
        "among": reader.texts("among", needed=True),
        "why": reader.text("why"),
        "unit": reader.text("unit", needed=False),
        "pupils": tuple(name.upper() for name in reader.texts("pupils", needed=False)),
        # Below 6 the Department for Education publishes nothing itself.
        "smallest": reader.number("smallest", 11, 6, 10_000),
        "smallest_roll": reader.number("smallest_roll", 100, 6, 100_000),
        "bands": _bands(data.get("bands", {}), reader, set(names)),
        "percent": _percent(reader, set(names)),
        "exact": reader.yes_or_no("exact"),
        "confidence": reader.number("confidence", 0.5, 0, 1),
    }
    return _with_gives("indicator", values, reader, _FARTHEST, ramp=True)


def _percent(reader: _Reader, columns: set[str]) -> tuple[str, ...]:
    """Which of the columns are percentages."""
    named = tuple(name.upper() for name in reader.texts("percent", needed=False))
    if odd := [name for name in named if name not in columns]:
        reader.fault(f"percent: {odd[0]!r} is none of its columns")
    return named


def _bands(data: object, reader: _Reader, columns: set[str]) -> dict[str, dict[str, float]]:
    """Words and their numbers for each column of bands."""
    if not isinstance(data, dict) or not all(isinstance(words, dict) for words in data.values()):
        reader.fault("bands is not a table of columns, each of words and numbers")
        return {}
    made: dict[str, dict[str, float]] = {}
    for column, words in data.items():
        if column.upper() not in columns:
            reader.fault(f"bands: {column!r} is none of its columns")
        made[column.upper()] = {}
        for word, number in words.items():
            if is_unknown(word):
                reader.fault(f"bands: {word!r} means not known, and is never a number")
            elif isinstance(number, bool) or not isinstance(number, int | float):
                reader.fault(f"bands: {word!r} is {number!r}, not a number")
            else:
                made[column.upper()][word.strip().casefold()] = float(number)
    return made


def read_fact(data: Mapping[str, Any], where: str) -> RuleEntry:
    """A fact (``rules.Fact``) of the file."""
    reader = _Reader(data, where, _FACT)
    values: dict[str, Any] = {
        "id": reader.text("id"),
        "says": reader.text("says"),
        "kinds": reader.texts("kinds", needed=True, allowed=KINDS),
        "phases": reader.texts("phases", needed=False),
        "why": reader.text("why"),
        "column": reader.text("column", needed=False, allowed=FLAGS + NUMBERS),
        "answer": reader.text("answer", needed=False, allowed=("yes", "no")) or "yes",
        "like": reader.text("like", needed=False),
        "unless_like": reader.text("unless_like", needed=False),
        "smallest_roll": reader.number("smallest_roll", 0, 0, 100_000),
        "confidence": reader.number("confidence", 0.5, 0, 1),
    }
    if bool(values["column"]) == bool(values["like"]):
        reader.fault("it needs either a column or like, and not both")
    if "answer" in data and values["column"] not in FLAGS:
        reader.fault("answer is for columns of yes and no")
    return _with_gives("fact", values, reader, 1e6, ramp=values["column"] in NUMBERS)


def _with_gives(
    kind: Literal["indicator", "fact"],
    values: dict[str, Any],
    reader: _Reader,
    far: float,
    *,
    ramp: bool,
) -> RuleEntry:
    listed = reader.data.get("gives", [])
    if not isinstance(listed, list) or not listed or not all(isinstance(g, dict) for g in listed):
        reader.fault("gives is missing, or not a list of tables")
        listed = []
    gives = [
        _gives(
            one,
            f"{reader.where}, gives {number}",
            reader.faults,
            far if ramp else None,
            rising=kind == "indicator",
        )
        for number, one in enumerate(listed, start=1)
    ]
    tags = [(one["side"], one["activity"], one["subject"]) for one in gives]
    if len(set(tags)) < len(tags):
        reader.fault("gives the same side of a tag twice")
    return RuleEntry(kind, values["id"], values, gives, reader.faults)


def _gives(
    data: Mapping[str, Any], where: str, faults: list[str], far: float | None, *, rising: bool
) -> dict[str, Any]:
    """One side of a tag. ``far``: how far start and full may be from 0, None where there are
    none; ``rising``: whether full has to be above start."""
    reader = _Reader(data, where, _GIVES if far is not None else _PLAIN)
    vocabulary = load()
    activity = reader.text("activity", allowed=tuple(vocabulary.by_id))
    subject = reader.text(
        "subject", needed=False, allowed=tuple(one.name for one in vocabulary.subjects)
    )
    if activity in vocabulary.by_id and not vocabulary.takes(activity, subject):
        what = vocabulary.only.get(subject, "")
        reader.fault(f"{subject} is of {what} alone" if what else f"{activity} takes no subject")
    made: dict[str, Any] = {
        "side": reader.text("side", allowed=("need", "strength")),
        "activity": activity,
        "subject": subject,
        "start": 0.0 if far is None else reader.number("start", None, -far, far),
        "full": 1.0 if far is None else reader.number("full", None, -far, far),
        "most": reader.number("most", None, 0.01, 1),
        "because": reader.text("because", needed=False),
    }
    if made["full"] == made["start"] or (rising and made["full"] < made["start"]):
        reader.fault("full is not above start" if rising else "full is the same as start")
    faults += reader.faults
    return made
