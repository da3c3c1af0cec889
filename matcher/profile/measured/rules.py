"""The rules by which figures become needs and strengths: what they are, and how they are read.

The defaults are ``data/reference/measured/rules.toml``, one readable file; ``docs/measured.md``
says which choice of policy each is. A user's own file has the same form: an indicator or
fact of an ``id`` that the defaults have replaces it, another is added, and ``off`` names
those to leave out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from matcher.core.errors import SettingError
from matcher.core.installation import resource
from matcher.core.settings.toml_file import read_toml
from matcher.profile.measured.rule_parser import RuleEntry, read_fact, read_indicator

Side = Literal["need", "strength"]
Numbers = npt.NDArray[np.float64]

# One row for each school, rule and side of a tag: the degree, the place of the rule in
# the file, the evidence in words, and how sure it is.
TAG_ROWS = ["urn", "activity", "subject", "side", "degree", "order", "text", "confidence"]


@dataclass(frozen=True, slots=True)
class Gives:
    """What an indicator or fact gives: a degree on one ``side`` of a tag.

    The degree rises in a straight line from 0 at ``start`` to ``most`` at ``full``. For an
    indicator both are standard deviations from the mean of like schools, towards the worse
    for a need and towards the better for a strength; for a fact they are numbers such as
    pupils, either of which may be the lower, and not used where it is a plain yes or no.
    ``because``: why, as a clause behind a fact that does not speak for itself.
    """

    side: Side
    activity: str
    subject: str
    start: float
    full: float
    most: float
    because: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing that a table measures of a school.

    ``columns`` gives the words for the evidence by column; of those a table has, the
    first with a figure counts. ``among`` names the kinds of school (``like`` of FIGURES) it is
    applied to, each compared with its own. A figure counts only where it rests on at
    least ``smallest`` pupils (``pupils``: columns that say how many) or, where the table
    does not say, where the school has at least ``smallest_roll`` pupils on roll. ``bands``
    gives, for a column of bands, the words and their numbers, 1 the best. ``percent`` names
    columns that are percentages where not all are (``unit`` "%"). ``exact`` says that the figure
    is a count of what a school has, not a mean over a few pupils: it is not shrunk. Nor is a
    band, for which the Department has already asked whether the interval includes the average.
    """

    id: str
    table: str
    columns: Mapping[str, str]
    good: Literal["high", "low"]
    among: tuple[str, ...]
    gives: tuple[Gives, ...]
    why: str
    unit: str = ""
    pupils: tuple[str, ...] = ()
    smallest: float = 11
    smallest_roll: float = 100
    bands: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    percent: tuple[str, ...] = ()
    exact: bool = False
    confidence: float = 0.5

    def unit_of(self, column: str) -> str:
        """The unit of a column, for the evidence."""
        return "%" if column in self.percent else self.unit

    def is_exact(self, column: str) -> bool:
        """Whether chance has no part in the figures of a column."""
        return self.exact or column in self.bands

    def high_is_good(self, column: str) -> bool:
        """Whether a high figure of a column is the better one."""
        return self.good == "high" and column not in self.bands


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a school is or has, rather than how it compares.

    Either ``column`` of LISTED (one of yes and no, which has to be ``answer``, or a number
    against ``start`` and ``full``), or ``like``: that a table counts it among such schools.
    Only schools of the ``kinds`` and of the ``phases`` (empty: of any), and none that a
    table calls ``unless_like``. A school that is known to have fewer than ``smallest_roll``
    pupils gets nothing more than 0.
    """

    id: str
    says: str
    kinds: tuple[str, ...]
    gives: tuple[Gives, ...]
    why: str
    phases: tuple[str, ...] = ()
    column: str = ""
    answer: str = "yes"
    like: str = ""
    unless_like: str = ""
    smallest_roll: float = 0.0
    confidence: float = 0.5


@dataclass(frozen=True, slots=True)
class WantedColumn:
    """A column that the rules want of a table, for whoever reads the tables."""

    table: str
    column: str
    pupils: tuple[str, ...]
    words: Mapping[str, float]
    percent: bool


@dataclass(frozen=True, slots=True)
class Rules:
    """Every indicator and fact, in the order of the file."""

    indicators: tuple[Indicator, ...]
    facts: tuple[Fact, ...]

    def wanted_columns(self) -> tuple[WantedColumn, ...]:
        """Which columns of which tables have to be read."""
        return tuple(
            WantedColumn(
                one.table,
                column,
                one.pupils,
                one.bands.get(column, {}),
                one.unit_of(column) == "%",
            )
            for one in self.indicators
            for column in one.columns
        )

    def because(self, side: str, tag: tuple[str, str], evidence: str) -> str:
        """Why a fact that stands as ``evidence`` gives this side of a tag (activity, subject), as a
        clause; "" where no fact does, or none has to say so."""
        return next(
            (
                one.because
                for fact in self.facts
                if evidence.startswith(fact.says)
                for one in fact.gives
                if (one.side, one.activity, one.subject) == (side, *tag)
            ),
            "",
        )

    def percentages(self) -> frozenset[tuple[str, str]]:
        """Table and column of every figure that is a percentage."""
        return frozenset((one.table, one.column) for one in self.wanted_columns() if one.percent)


def tag_rows(
    urns: pd.Series,
    gives: Gives,
    degree: Numbers,
    order: int,
    text: pd.Series,
    confidence: pd.Series | float,
) -> pd.DataFrame:
    """The rows of :data:`TAG_ROWS` of one rule and one side of a tag."""
    return pd.DataFrame(
        {
            "urn": urns,
            "activity": gives.activity,
            "subject": gives.subject,
            "side": gives.side,
            "degree": degree,
            "order": order,
            "text": text,
            "confidence": confidence,
        },
        columns=TAG_ROWS,
    )


def load_rules(own: Path | None = None) -> Rules:
    """The default rules, with those of a user's ``own`` file in their place.

    Raises :class:`SettingError` naming every fault of the file at once.
    """
    entries, _, faults = _read(resource("data", "reference", "measured", "rules.toml"))
    where = "the default rules"
    if own is not None and not faults:
        where = str(own)
        mine, off, faults = _read(own)
        faults += [
            f"off: there is no indicator or fact {name!r}"
            for name in off
            if name not in entries and name not in mine
        ]
        entries = {name: entry for name, entry in {**entries, **mine}.items() if name not in off}
    if faults:
        raise SettingError("; ".join(faults), where=where, hint="docs/measured.md says the form")
    made = [_rule(entry) for entry in entries.values()]
    return Rules(
        tuple(one for one in made if isinstance(one, Indicator)),
        tuple(one for one in made if isinstance(one, Fact)),
    )


def _read(path: Path) -> tuple[dict[str, RuleEntry], list[str], list[str]]:
    """The entries of a file by id, the ids it switches off, and its faults."""
    data = read_toml(path)
    faults = [
        f"there is no key {name!r}, only indicator, fact and off"
        for name in sorted(data.keys() - {"indicator", "fact", "off"})
    ]
    off = data.get("off", [])
    if not isinstance(off, list) or not all(isinstance(name, str) for name in off):
        faults.append("off is not a list of ids")
        off = []
    entries: dict[str, RuleEntry] = {}
    for kind, read in (("indicator", read_indicator), ("fact", read_fact)):
        listed = data.get(kind, [])
        if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
            faults.append(f"{kind} is not written as [[{kind}]]")
            continue
        for number, one in enumerate(listed, start=1):
            entry = read(one, f"{kind} {one.get('id') or number!r}")
            faults += entry.faults
            if entry.id in entries:
                faults.append(f"there are two of the id {entry.id!r}")
            entries[entry.id] = entry
    return entries, off, faults


def _rule(entry: RuleEntry) -> Indicator | Fact:
    gives = tuple(Gives(**one) for one in entry.gives)
    if entry.kind == "indicator":
        return Indicator(**entry.values, gives=gives)
    return Fact(**entry.values, gives=gives)
