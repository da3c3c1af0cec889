"""How far pairs are known by the needs that are named: three columns of MATCHES.

A score counts needs too, and offers, that figures put too low to name. Whoever reads what of a pair
is known reads it of the needs that are told: of these nothing is known where all that is known is
of others.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from matcher.core.columns.columns import AnyTable
from matcher.core.figures.surety import is_small
from matcher.core.schema import as_list
from matcher.show.explain.met import Met, NeedsMet
from matcher.show.explain.sides import Side, Words, sides

# Whose needs a term of the score is about, and who may meet them.
ENDS = {"gives": ("seeker_urn", "partner_urn"), "gains": ("partner_urn", "seeker_urn")}


def known_columns(
    matches: pd.DataFrame,
    profile: AnyTable,
    cover: AnyTable | None,
    words: Words,
    shares: Mapping[str, float],
) -> dict[str, pd.Series]:
    """The columns ``gives_known``, ``gains_known`` and ``evidence`` of MATCHES as they are told,
    from what the score counts (0 to 1 each). ``profile`` has strengths as they count; ``cover`` is
    COVER; ``shares``: what each term weighs."""
    wants, offers = (sides(profile, side, words) for side in ("need", "strength"))
    met = NeedsMet(profile, cover, words)
    evidence = matches["evidence"].to_numpy(float, copy=True)
    told = {}
    for term, ends in ENDS.items():
        known = matches[f"{term}_known"].to_numpy(float, copy=True)
        needy, helper = (as_list(matches[end]) for end in ends)
        for at in np.flatnonzero(known > 0).tolist():
            if is_open(wants.get(needy[at]), offers.get(helper[at]), met.of(helper[at])):
                evidence[at] -= shares.get(term, 0.0) * known[at]
                known[at] = 0.0
        told[f"{term}_known"] = known
    told["evidence"] = np.clip(np.round(evidence, 10), 0.0, 1.0)
    return {name: pd.Series(column, matches.index) for name, column in told.items()}


def is_open(wants: Side | None, offers: Side | None, met: Mapping[str, Met]) -> bool:
    """Whether nothing is known of how far one school meets the needs that are named of another
    (``wants``): it is known of none of them whether it ``offers`` it, nor ``met`` by another tag.
    That of what is known none is one to name tells of none. Of a school without a need to name the
    score goes by those too low to name alone: then these tell. Who is said to need, or to offer,
    nothing leaves nothing open."""
    if any(one is not None and one.says_none for one in (wants, offers)):
        return False
    told = set() if wants is None else {*wants.tags} or wants.slight
    if offers is None or not told:
        return True
    if offers.open_to is None or not offers.open_to.isdisjoint(told):
        return False
    return not any(tag in met and not is_small(met[tag].strength, met[tag].source) for tag in told)
