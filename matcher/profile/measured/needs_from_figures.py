"""From FIGURES and LISTED to PROFILE: what published figures say that a school needs and
could offer, with the figure kept as evidence.

A tag that stands out in neither direction has a row with degree 0: it is known, and
unknown is not zero. Of a tag that several rules speak of, the strongest need and the
strongest strength count; where both are above 0, the stronger stays, the need where they
are equal, and the other is unknown: the figures contradict each other.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from matcher.core.figures.row_numbers import number_of_urn, numbered
from matcher.core.schema import as_list
from matcher.core.tables import PROFILE
from matcher.profile.degrees import degrees_between
from matcher.profile.measured.ages_taught import not_taught
from matcher.profile.measured.facts import needs_from_facts
from matcher.profile.measured.latest_figures import (
    figures_of_open_schools,
    latest_figures,
    pupils_on_roll,
)
from matcher.profile.measured.reliability import with_reliability
from matcher.profile.measured.rules import Numbers, Rules, tag_rows
from matcher.profile.measured.standard_scores import standard_scores

MOST_EVIDENCE = 3  # figures named for one tag, the strongest first

_TAG = ["urn", "activity", "subject"]


def measured_profile(
    figures: pd.DataFrame,
    schools: pd.DataFrame,
    rules: Rules,
    successor: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """The PROFILE rows (source "measured") of ``schools`` from ``figures``.

    ``figures`` is FIGURES, of all the schools of the tables, for a school is compared with
    them all. ``schools`` needs urn and kind of LISTED; pupils, boarding, sixth_form and
    the ages are used where they are there: a figure of ages that a school does not teach any
    more counts for nothing. ``successor`` gives the URN of today for that
    of a school that has closed. Rows are sorted by urn (numbers by value, then text),
    activity and subject, and do not depend on the order of the rows given.
    """
    successor = successor or {}
    scores = with_reliability(standard_scores(figures), rules.percentages())
    standard = figures_of_open_schools(scores, schools, successor)
    newest = max(as_list(figures["year"]), default="")
    standard = _of_ages_taught(standard, schools)
    roll = pupils_on_roll(standard, schools)
    kinds = standard.drop_duplicates("same")
    on_roll = roll.to_numpy(dtype=np.float64)
    rule_rows = []
    for order, rule in enumerate(rules.indicators):
        latest = latest_figures(rule, standard, kinds, on_roll, newest)
        better = latest["better"].to_numpy(dtype=np.float64)
        for one in rule.gives:
            degree = degrees_between(
                -better if one.side == "need" else better, one.start, one.full, one.most
            )
            rule_rows.append(
                tag_rows(latest["urn"], one, degree, order, latest["text"], latest["confidence"])
            )
    sized = schools.assign(pupils=on_roll)
    rule_rows.append(
        needs_from_facts(rules.facts, sized, figures, successor, len(rules.indicators))
    )
    filled = [one for one in rule_rows if len(one)]
    if not filled:
        return pd.DataFrame(columns=PROFILE.names).astype(PROFILE.dtypes())
    profile = _tag_by_tag(pd.concat(filled, ignore_index=True))
    PROFILE.check(profile)
    return profile


def _of_ages_taught(standard: pd.DataFrame, schools: pd.DataFrame) -> pd.DataFrame:
    """The rows of ``standard`` (:func:`figures_of_open_schools`) without those of ages that the
    school is known not to teach."""
    table, school = standard["table"].to_numpy(dtype=object), standard["school"].to_numpy()
    former = np.zeros(len(standard), dtype=bool)
    for name, those in not_taught(schools).items():
        former |= (table == name) & those[school]
    return standard[~former] if former.any() else standard


def _tag_by_tag(rows: pd.DataFrame) -> pd.DataFrame:
    """One row of PROFILE for each school and tag, from rows of
    :data:`matcher.profile.measured.rules.TAG_ROWS`."""
    school = number_of_urn(rows["urn"])
    tag, tags_named = numbered(rows, ["activity", "subject"])
    tag += school * len(tags_named)
    side, sides = numbered(rows, ["side"])
    degree = rows["degree"].to_numpy()
    # The strongest first; of equals, and of a tag that does not stand out, the rule that
    # stands first in the file.
    order = np.lexsort((side, rows["order"].to_numpy(dtype=np.int64), -degree, tag))
    degree, side = degree[order], side[order]
    starts = np.append(True, tag[order][1:] != tag[order][:-1])
    of_tag = np.cumsum(starts) - 1
    tags = rows.take(order[starts])[_TAG].reset_index(drop=True)
    need, strength = (
        _strongest(of_tag, degree, side == sides.index((name,)), len(tags))
        if (name,) in sides else np.full(len(tags), np.nan)
        for name in ("need", "strength")
    )  # fmt: skip
    # Comparisons with NaN are false: what is unknown contradicts nothing.
    stronger = (need > 0) & (strength > need)
    weaker = (strength > 0) & (need >= strength)
    need, strength = np.where(stronger, np.nan, need), np.where(weaker, np.nan, strength)
    counting_side = np.full(len(tags), -1)
    for name, degrees in (("strength", strength), ("need", need)):
        if (name,) in sides:
            counting_side[degrees > 0] = sides.index((name,))
    counts = (side == counting_side[of_tag]) & (degree > 0)
    counts |= starts & (counting_side[of_tag] < 0)
    counting, of_counting = order[counts], of_tag[counts]
    first = np.append(True, of_counting[1:] != of_counting[:-1])
    texts = rows["text"].to_numpy(dtype=object)[counting]
    return tags.assign(
        need=need,
        strength=strength,
        source="measured",
        evidence=_joined_evidence(of_counting, texts, len(tags)),
        confidence=rows["confidence"].to_numpy(dtype=np.float64)[counting[first]],
        recorded=np.nan,
    )[PROFILE.names].astype(PROFILE.dtypes())


def _strongest(
    of_tag: npt.NDArray[np.int64], degree: Numbers, of_side: npt.NDArray[np.bool_], tags: int
) -> Numbers:
    """The highest degree on one side of each tag, NaN where no rule speaks of it; the strongest
    row of a tag stands first."""
    highest = np.full(tags, np.nan)
    at = np.flatnonzero(of_side)[::-1]
    highest[of_tag[at]] = degree[at]
    return highest


def _joined_evidence(
    of_tag: npt.NDArray[np.int64], texts: npt.NDArray[np.object_], tags: int
) -> pd.Series:
    """The evidence of each tag, the figures that count parted by semicolons."""
    joined: list[str] = [""] * tags
    several: dict[int, list[str]] = {}
    for tag, text in zip(of_tag.tolist(), texts.tolist(), strict=True):
        if not joined[tag]:
            joined[tag] = text
        else:
            several.setdefault(tag, [joined[tag]]).append(text)
    for tag, named in several.items():
        joined[tag] = "; ".join(list(dict.fromkeys(named))[:MOST_EVIDENCE])
    return pd.Series(joined, dtype="str")
