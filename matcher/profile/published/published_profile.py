"""What public registers say that institutions have, as what they could offer or need: OFFERED to
PROFILE, source "published".

A register tells what somebody has; of what it leaves out nothing is known. So every row is a
degree above 0, and none is 0. Which thing speaks for which tag, and how much, is a choice of
policy: each is a row of ``data/reference/measured/offers.csv`` with its reason.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from matcher.core.schema import as_list
from matcher.core.tables import PROFILE, urn_key
from matcher.profile.published.offer_rules import Rules, offer_rules

MOST_EVIDENCE = 3  # things named for one tag, the strongest first

Tag = tuple[str, str, str]  # urn, activity, subject


def published_profile(
    offered: pd.DataFrame, schools: pd.DataFrame, rules: Rules | None = None
) -> pd.DataFrame:
    """The PROFILE rows (source "published") of ``schools`` (of LISTED or SCHOOLS, the column urn)
    from ``offered`` (OFFERED), by the product's ``rules`` unless others are given.

    Of several things that speak for one tag the strongest counts, and at most three are named.
    Where a need and a strength meet, the stronger stays, the need where they are equal. Rows are
    sorted by urn, activity and subject, and do not depend on the order of the rows given.
    """
    rules = offer_rules() if rules is None else rules
    here = frozenset(as_list(schools["urn"]))
    found: dict[Tag, list[tuple[float, str, str, float]]] = {}
    for urn, dataset, item, amount, evidence in _things(offered):
        if urn not in here:
            continue
        for rule in rules.get((dataset, item), ()):
            if degree := rule.degree(amount):
                tag = (urn, rule.activity, rule.subject)
                found.setdefault(tag, []).append((degree, rule.side, evidence, rule.confidence))
    rows = [
        _row(tag, found[tag]) for tag in sorted(found, key=lambda tag: (urn_key(tag[0]), tag[1:]))
    ]
    profile = pd.DataFrame(rows, columns=PROFILE.names).astype(PROFILE.dtypes())
    PROFILE.check(profile)
    return profile


def _things(offered: pd.DataFrame) -> Iterator[tuple[str, str, str, float, str]]:
    columns = (as_list(offered[name]) for name in ("urn", "dataset", "item", "amount", "evidence"))
    return zip(*columns, strict=True)


def _row(tag: Tag, things: list[tuple[float, str, str, float]]) -> tuple[object, ...]:
    """One row of PROFILE of all that speaks for a tag."""
    highest = {side: max((one[0] for one in things if one[1] == side), default=0.0)
               for side in ("need", "strength")}  # fmt: skip
    side = "strength" if highest["strength"] > highest["need"] else "need"
    counting = sorted(
        {one for one in things if one[1] == side}, key=lambda one: (-one[0], -one[3], one[2])
    )
    evidence = "; ".join(list(dict.fromkeys(one[2] for one in counting))[:MOST_EVIDENCE])
    degree, unknown = highest[side], math.nan
    need, strength = (degree, unknown) if side == "need" else (unknown, degree)
    return (*tag, need, strength, "published", evidence, counting[0][3], unknown)
