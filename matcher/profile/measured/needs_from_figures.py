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
import pandas as pd

from matcher.core.schema import as_list
from matcher.core.tables import PROFILE, urn_key
from matcher.profile.degrees import degrees_between
from matcher.profile.measured.facts import needs_from_facts
from matcher.profile.measured.latest_figures import (
    figures_of_open_schools,
    latest_figures,
    pupils_on_roll,
)
from matcher.profile.measured.reliability import with_reliability
from matcher.profile.measured.rules import Rules, tag_rows
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
    the ages are used where they are there. ``successor`` gives the URN of today for that
    of a school that has closed. Rows are sorted by urn (numbers by value, then text),
    activity and subject, and do not depend on the order of the rows given.
    """
    successor = successor or {}
    scores = with_reliability(standard_scores(figures), rules.percentages())
    standard = figures_of_open_schools(scores, schools, successor)
    newest = max(as_list(figures["year"]), default="")
    roll = pupils_on_roll(standard, schools)
    rule_rows = []
    for order, rule in enumerate(rules.indicators):
        latest = latest_figures(rule, standard, roll, newest)
        better = latest["better"].to_numpy(dtype=np.float64)
        for one in rule.gives:
            degree = degrees_between(
                -better if one.side == "need" else better, one.start, one.full, one.most
            )
            rule_rows.append(
                tag_rows(latest["urn"], one, degree, order, latest["text"], latest["confidence"])
            )
    sized = schools.assign(pupils=roll.to_numpy())
    rule_rows.append(
        needs_from_facts(rules.facts, sized, figures, successor, len(rules.indicators))
    )
    filled = [one for one in rule_rows if len(one)]
    if not filled:
        return pd.DataFrame(columns=PROFILE.names).astype(PROFILE.dtypes())
    profile = _tag_by_tag(pd.concat(filled, ignore_index=True))
    PROFILE.check(profile)
    return profile


def _tag_by_tag(rows: pd.DataFrame) -> pd.DataFrame:
    """One row of PROFILE for each school and tag, from rows of
    :data:`matcher.profile.measured.rules.TAG_ROWS`."""
    urns = sorted(rows["urn"].unique(), key=urn_key)
    place = {urn: at for at, urn in enumerate(urns)}
    rows = rows.assign(_at=rows["urn"].map(place).astype("int64"))
    # The strongest first; of equals, and of a tag that does not stand out, the rule that
    # stands first in the file.
    rows = rows.sort_values(
        ["_at", "activity", "subject", "degree", "order", "side"],
        ascending=[True, True, True, False, True, True],
        ignore_index=True,
    )
    rows["tag"] = rows.groupby(["_at", "activity", "subject"], sort=False).ngroup()
    tags = rows.drop_duplicates("tag", ignore_index=True)[_TAG]
    need, strength = (_strongest(rows, side, len(tags)) for side in ("need", "strength"))
    # Comparisons with NaN are false: what is unknown contradicts nothing.
    stronger = (need > 0) & (strength > need)
    weaker = (strength > 0) & (need >= strength)
    need, strength = np.where(stronger, np.nan, need), np.where(weaker, np.nan, strength)
    side = np.where(need > 0, "need", np.where(strength > 0, "strength", ""))[rows["tag"]]
    counts = (rows["side"].to_numpy() == side) & (rows["degree"] > 0).to_numpy()
    first = ~rows.duplicated("tag").to_numpy() & (side == "")
    counting = rows[counts | first]
    confidence = counting.drop_duplicates("tag").set_index("tag")["confidence"]
    return tags.assign(
        need=need,
        strength=strength,
        source="measured",
        evidence=_joined_evidence(counting, len(tags)),
        confidence=confidence.reindex(range(len(tags))).to_numpy(dtype=np.float64),
        recorded=np.nan,
    )[PROFILE.names].astype(PROFILE.dtypes())


def _strongest(rows: pd.DataFrame, side: str, tags: int) -> np.ndarray:
    """The highest degree on one side of each tag, NaN where no rule speaks of it."""
    highest = rows[rows["side"] == side].groupby("tag")["degree"].max()
    return highest.reindex(range(tags)).to_numpy(dtype=np.float64)


def _joined_evidence(counting: pd.DataFrame, tags: int) -> pd.Series:
    """The evidence of each tag, the figures that count parted by semicolons."""
    texts: list[list[str]] = [[] for _ in range(tags)]
    for tag, text in zip(as_list(counting["tag"]), as_list(counting["text"]), strict=True):
        if len(texts[tag]) < MOST_EVIDENCE and text not in texts[tag]:
            texts[tag].append(text)
    return pd.Series(["; ".join(figures) for figures in texts], dtype="str")
