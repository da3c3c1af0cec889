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
# Of needs given from one year's figures, at most so many on the other side of the average a
# year later; and at least so many schools with one.
AT_MOST = {"ks2-reading": 0.20, "ks2-maths": 0.15, "progress-8": 0.10}
AT_LEAST = 0.08
CHOSEN_ON, CHECKED_ON = (2015, 2016), (2017,)  # the years whose needs the next year judges


@dataclass(frozen=True)
class Lasting:
    """Of the schools with a figure, how many were ``flagged``; of those with one a year later
    (``followed``), how many were then on the ``other`` side of the average. ``few`` and ``many``:
    the same of the schools below 25 and above 60 pupils, and how many of them were flagged."""

    schools: int
    flagged: int
    followed: int
    other: int
    few: tuple[int, int] = (0, 0)
    many: tuple[int, int] = (0, 0)

    def __add__(self, more: Lasting) -> Lasting:
        return Lasting(
            self.schools + more.schools,
            self.flagged + more.flagged,
            self.followed + more.followed,
            self.other + more.other,
            (self.few[0] + more.few[0], self.few[1] + more.few[1]),
            (self.many[0] + more.many[0], self.many[1] + more.many[1]),
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


def reckoned_pupils(shared_data: Path) -> dict[str, pd.Series]:
    """About how many pupils a figure of the panel rests on, by rule and URN: those on roll ÷ 7 year
    groups (4 in junior schools) by the census of about 2018/19, and the pupils of Progress 8 in
    the provisional table of that year."""
    folder = shared_data / "performance"
    asked = {"dtype": "str", "encoding": "utf-8-sig"}
    census = pd.read_csv(folder / "england_census.csv", **asked).drop_duplicates("URN")
    register = pd.read_csv(shared_data / "gias" / "register-2025-05-24.csv", dtype="str",
                           encoding="cp1252").set_index("URN")  # fmt: skip
    junior = register["EstablishmentName"].str.contains("Junior").reindex(census["URN"])
    roll = pd.to_numeric(census["NOR"], errors="coerce").set_axis(census["URN"])
    year_group = roll / np.where(junior.eq(True), 4, 7)
    table = pd.read_csv(folder / "england_ks4provisional.csv", **asked).drop_duplicates("URN")
    at_16 = pd.to_numeric(table["P8PUP"], errors="coerce").set_axis(table["URN"])
    primary = {name: year_group for name in PANEL if name != "progress-8"}
    return {**primary, "progress-8": at_16}


def lasting(
    panel: pd.DataFrame, rule: Indicator, year: int, side: str = "need", *,
    pupils: pd.Series | None = None, per_pupil: float = np.nan,
) -> Lasting:  # fmt: skip
    """What the ``rule`` says by one year's figures, and where those schools lie the next.

    The panel says neither limits nor pupils, so that the usual reliability counts; every
    school is taken to be large enough. With ``pupils`` (reckoned, by URN) the limits are
    reckoned too, from the variance of one pupil's figure; only schools of as many pupils as the
    rule asks are then looked at.
    """
    column = PANEL[rule.id]
    values = panel.pivot(index="urn", columns="year_starting", values=column)
    now, later = values[year].dropna(), values[year + 1]
    known = pd.Series(np.nan, now.index) if pupils is None else pupils.reindex(now.index)
    if pupils is not None:
        enough = known >= rule.smallest
        now, known = now[enough], known[enough]
        later = later.reindex(now.index)
    half = 1.96 * np.sqrt(per_pupil / known.to_numpy())
    figures = pd.DataFrame(
        {
            "urn": now.index.astype("str"),
            "table": rule.table,
            "year": f"{year}/{(year + 1) % 100:02d}",
            "like": "mainstream",
            "column": next(iter(rule.columns)),
            "value": now.to_numpy(),
            "pupils": known.to_numpy(),
            "low": now.to_numpy() - half,
            "high": now.to_numpy() + half,
            "list": "panel",
        }
    ).astype(FIGURES.dtypes())
    schools = pd.DataFrame({"urn": figures["urn"], "kind": "state", "pupils": 1000.0})
    profile = measured_profile(figures, schools, Rules((rule,), ()))
    flagged = set(profile.loc[profile[side] > 0, "urn"])
    follows = later[later.index.isin(list(flagged))].dropna()
    better = follows > later.mean()
    other = better.sum() if side == "need" else (~better).sum()
    is_flagged = now.index.isin(list(flagged))
    few, many = ((int(of.sum()), int((of & is_flagged).sum())) for of in (known < 25, known > 60))
    return Lasting(len(now), len(flagged), len(follows), int(other), few, many)


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
