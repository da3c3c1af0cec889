"""Whether needs from figures last, and how often chance gives one: on public figures."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from matcher.core.problems import ProblemLog
from matcher.core.tables import FIGURES
from matcher.intake.performance.reader import read_performance
from matcher.profile.measured.needs_from_figures import measured_profile
from matcher.profile.measured.reliability import with_reliability
from matcher.profile.measured.rules import Indicator, Rules, load_rules
from matcher.profile.measured.standard_scores import standard_scores

# The columns of the panel, by the rule that reads the same figure of the Department's tables.
PANEL = {
    "ks2-reading": "reading_progress",
    "ks2-writing": "writing_progress",
    "ks2-maths": "maths_progress",
    "progress-8": "progress_8",
}
CHOSEN_ON, CHECKED_ON = (2015, 2016), (2017,)  # the years whose needs the next year judges


@dataclass(frozen=True)
class Lasting:
    """Of the schools with a figure, how many were ``flagged``; of those with one a year later
    (``followed``), how many were then on the ``other`` side of the average."""

    schools: int
    flagged: int
    followed: int
    other: int

    def __add__(self, more: Lasting) -> Lasting:
        return Lasting(
            self.schools + more.schools,
            self.flagged + more.flagged,
            self.followed + more.followed,
            self.other + more.other,
        )

    @property
    def share_flagged(self) -> float:
        return self.flagged / self.schools

    @property
    def share_other(self) -> float:
        """NaN where nobody was flagged."""
        return self.other / self.followed if self.followed else math.nan


def read_panel(shared_data: Path) -> pd.DataFrame:
    """The four-year panel, all-through schools (a row for each key stage) joined."""
    path = shared_data / "performance" / "school-year-panel-2015-2018.csv.gz"
    panel = pd.read_csv(path, dtype={"urn": "str"})
    return panel.groupby(["urn", "year_starting"], as_index=False).first()


def rule_of(name: str) -> Indicator:
    (rule,) = (one for one in load_rules().indicators if one.id == name)
    return rule


def lasting(panel: pd.DataFrame, rule: Indicator, year: int, side: str = "need") -> Lasting:
    """What the ``rule`` says by one year's figures, and where those schools lie the next.

    The panel says neither limits nor pupils, so that the usual reliability counts; every
    school is taken to be large enough.
    """
    column = PANEL[rule.id]
    values = panel.pivot(index="urn", columns="year_starting", values=column)
    now, later = values[year].dropna(), values[year + 1]
    figures = pd.DataFrame(
        {
            "urn": now.index.astype("str"),
            "table": rule.table,
            "year": f"{year}/{(year + 1) % 100:02d}",
            "like": "mainstream",
            "column": next(iter(rule.columns)),
            "value": now.to_numpy(),
            "pupils": np.nan,
            "low": np.nan,
            "high": np.nan,
            "list": "panel",
        }
    ).astype(FIGURES.dtypes())
    schools = pd.DataFrame({"urn": figures["urn"], "kind": "state", "pupils": 1000.0})
    profile = measured_profile(figures, schools, Rules((rule,), ()))
    flagged = set(profile.loc[profile[side] > 0, "urn"])
    follows = later[later.index.isin(list(flagged))].dropna()
    better = follows > later.mean()
    other = better.sum() if side == "need" else (~better).sum()
    return Lasting(len(now), len(flagged), len(follows), int(other))


def two_years(panel: pd.DataFrame, name: str, share: float = 0.09) -> tuple[float, float]:
    """Of the worst ``share`` of schools in 2017/18, how many were on the other side of the
    average a year later: by that year's figure, and by the mean of it and the one before."""
    values = panel.pivot(index="urn", columns="year_starting", values=PANEL[name]).dropna()
    z = (values - values.mean()) / values.std(ddof=0)
    by_one, by_both = z[2017], z[2016] + z[2017]
    one, both = (z[2018][by <= by.quantile(share)] for by in (by_one, by_both))
    return float((one > 0).mean()), float((both > 0).mean())


def hampshire(shared_data: Path) -> pd.DataFrame:
    """The reliability of every figure of mainstream schools in Hampshire's three years that
    has published limits and rests on as many pupils as its rule asks, with columns ``need``
    (a rule gives one) and ``false``: how likely the school's true value is on the better side
    of the average all the same."""
    rules = load_rules()
    tables = sorted((shared_data / "performance").glob("20*_850_ks*final.csv"))
    figures = read_performance(tables, ProblemLog(), rules.wanted_columns()).figures
    figures = figures[figures["like"] == "mainstream"]
    scores = with_reliability(standard_scores(figures), rules.percentages())
    scores = scores[scores["low"].notna() & scores["high"].notna()]
    made = []
    for rule in rules.indicators:
        mine = scores[
            (scores["table"] == rule.table)
            & scores["column"].isin(list(rule.columns))
            & (scores["pupils"] >= rule.smallest)
        ]
        for year, rows in mine.groupby("year"):
            schools = pd.DataFrame({"urn": rows["urn"], "kind": "state", "pupils": 1000.0})
            these = figures[figures["year"] == year]
            profile = measured_profile(these, schools, Rules((rule,), ()))
            needy = profile.loc[profile["need"] > 0, "urn"]
            made.append(rows.assign(rule=rule.id, need=rows["urn"].isin(needy)))
    found = pd.concat(made, ignore_index=True)
    # The true value of a school is normal about its shrunk figure, with the variance
    # reliability × chance.
    far = (found["value"] - found["mean"]).abs() * found["reliability"]
    error = np.sqrt(found["reliability"] * found["chance"])
    false = [0.5 * math.erfc(z / math.sqrt(2)) for z in far / error]
    return found.assign(false=false)


def shuffled(figures: pd.DataFrame, seed: int = 0) -> pd.DataFrame:
    """FIGURES with every column's figures, each with its pupils and limits, dealt out anew among
    the schools of its kind: what chance alone would say of them."""
    rng = np.random.default_rng(seed)
    figures = figures.sort_values(["table", "year", "like", "column", "urn"], ignore_index=True)
    same = figures.groupby(["table", "year", "like", "column"]).indices
    source = np.arange(len(figures))
    for at in same.values():
        source[at] = rng.permutation(at)
    dealt = ["value", "pupils", "low", "high"]
    return figures.assign(**{name: figures[name].to_numpy()[source] for name in dealt})
