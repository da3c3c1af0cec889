"""What public registers say that institutions have, as what they could offer or need: OFFERED to
PROFILE, source "published" or "inferred".

A register tells what somebody has; of what it leaves out nothing is known. So every row is a
degree above 0, and none is 0. What a register lists is "published"; what only follows from it, as
holiday classes from the number of pupils, is "inferred", and told so. Which thing speaks for which
tag, and how much, is a choice of policy: each is a row of ``data/reference/measured/offers.csv``
with its reason.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from matcher.core.schema import as_list
from matcher.core.tables import PROFILE, urn_key
from matcher.profile.measured.ages_taught import not_taught, table_of_item
from matcher.profile.published.offer_rules import Rules, offer_rules

MOST_EVIDENCE = 3  # things named for one tag, the strongest first

Tag = tuple[str, str, str]  # urn, activity, subject


class _Thing(NamedTuple):
    degree: float
    side: str
    evidence: str
    confidence: float
    source: str


def published_profile(
    offered: pd.DataFrame, schools: pd.DataFrame, rules: Rules | None = None
) -> pd.DataFrame:
    """The PROFILE rows (source "published" or "inferred") of ``schools`` (of LISTED or SCHOOLS,
    the column urn, and the ages where they are there) from ``offered`` (OFFERED), by the product's
    ``rules`` unless others are given. Entries of ages that a school does not teach any more count
    for nothing.

    Of several things that speak for one tag the strongest counts, and at most three are named; of
    equal ones that which is listed.
    Where a need and a strength meet, the stronger stays, the need where they are equal. Rows are
    sorted by urn, activity and subject, and do not depend on the order of the rows given.
    """
    rules = offer_rules() if rules is None else rules
    urns = as_list(schools["urn"])
    here = frozenset(urns)
    former = {
        table: frozenset(itertools.compress(urns, those.tolist()))
        for table, those in not_taught(schools).items()
    }
    found: dict[Tag, list[_Thing]] = {}
    for urn, dataset, item, amount, evidence in _things(offered):
        if urn not in here or urn in former.get(table_of_item(item), ()):
            continue
        for rule in rules.get((dataset, item), ()):
            if degree := rule.degree(amount):
                tag = (urn, rule.activity, rule.subject)
                thing = _Thing(degree, rule.side, evidence, rule.confidence, rule.source)
                found.setdefault(tag, []).append(thing)
    rows = [
        _row(tag, found[tag]) for tag in sorted(found, key=lambda tag: (urn_key(tag[0]), tag[1:]))
    ]
    profile = pd.DataFrame(rows, columns=PROFILE.names).astype(PROFILE.dtypes())
    PROFILE.check(profile)
    return profile


def _things(offered: pd.DataFrame) -> Iterator[tuple[str, str, str, float, str]]:
    columns = (as_list(offered[name]) for name in ("urn", "dataset", "item", "amount", "evidence"))
    return zip(*columns, strict=True)


def _row(tag: Tag, things: list[_Thing]) -> tuple[object, ...]:
    """One row of PROFILE of all that speaks for a tag."""
    highest = {side: max((one.degree for one in things if one.side == side), default=0.0)
               for side in ("need", "strength")}  # fmt: skip
    side = "strength" if highest["strength"] > highest["need"] else "need"
    counting = sorted(
        {one for one in things if one.side == side},
        key=lambda one: (-one.degree, -one.confidence, one.source == "inferred", one.evidence),
    )
    evidence = "; ".join(list(dict.fromkeys(one.evidence for one in counting))[:MOST_EVIDENCE])
    degree, unknown = highest[side], math.nan
    need, strength = (degree, unknown) if side == "need" else (unknown, degree)
    first = counting[0]
    return (*tag, need, strength, first.source, evidence, first.confidence, unknown)
