"""The schools of the report as a table: a row for each that looks for partners, for a CSV.

Columns: urn, name, la, trust, region, phase, priority, area, free_meals, place, deprivation ("not
known" where nothing says), state (a code of STATES), told (the same in words), needs (in words,
those that published figures alone suggest marked as likely), needs_half_sure (those of the likely
ones that are at least half sure), needs_met (those that a partner in its list meets, or, marked as
that, may meet), needs_unmet (of one in a list the others, the stated ones first), in_reach,
worth_asking (how many partners), first_km, nearest_km, first_minutes (blank: not known, or nobody
in its list), farther (how many partners in reach, outside of its list, may meet one of
needs_unmet) and farther_partners (the first ten of these, in the order of its list, those for whom
a plan supposes no place last; each with the condition on which it may be contacted), kept_apart (of
a school with nobody, what keeps partners near enough from it) and nearest_beyond,
nearest_beyond_km (whom it may meet beyond the limit).
"""

from __future__ import annotations

import pandas as pd

from matcher.core.schema import as_list
from matcher.show.report.office.facts.coverage import UNMET
from matcher.show.report.office.facts.office import OfficeFacts
from matcher.show.report.office.words import called

_FROM_COVERAGE = ("urn", "name", "la", "trust", "region", "phase", "priority", "area", "free_meals",
                  "place", "deprivation", "state")  # fmt: skip
_MOST = 10  # partners named of a school
_FIGURES = ("in_reach", "worth_asking", "first_km", "nearest_km", "first_minutes")


def table(found: OfficeFacts) -> pd.DataFrame:
    """The table, in the order of the URNs."""
    own = found.coverage
    urns, left = as_list(own["urn"]), found.left.farther
    alone = {one.urn: one for one in found.alone}
    near = [alone.get(urn) for urn in urns]
    made = own[list(_FROM_COVERAGE)].assign(
        told=[
            _told(found, urn, state, stated=many > 0)
            for urn, state, many in zip(
                urns, as_list(own["state"]), as_list(own["stated"]), strict=True
            )
        ],
        needs=["; ".join(found.needs_of.get(urn, ())) for urn in urns],
        needs_half_sure=["; ".join(found.half_sure_of.get(urn, ())) for urn in urns],
        needs_met=["; ".join(found.met_of.get(urn, ())) for urn in urns],
        needs_unmet=["; ".join(found.unmet_of.get(urn, ())) for urn in urns],
        **{name: own[name] for name in _FIGURES},
        farther=[len(left.get(urn, ())) for urn in urns],
        farther_partners=[
            "; ".join(
                called(name, "; ".join(filter(None, (other, found.heed.get(other)))))
                for other, name in left.get(urn, ())[:_MOST]
            )
            for urn in urns
        ],
        kept_apart=[
            "" if one is None else "; ".join(f"{many} {words}" for words, many in one.kept_apart)
            for one in near
        ],
        nearest_beyond=["" if one is None else one.nearest for one in near],
        nearest_beyond_km=[float("nan") if one is None else one.nearest_km for one in near],
    )
    texts = [name for name in made if made[name].dtype == object]
    return made.astype(dict.fromkeys(texts, "str"))


def _told(found: OfficeFacts, urn: str, state: str, *, stated: bool) -> str:
    """The state of one school in words: stated needs alone count where it has any, and that a
    likely one may be met is told beside."""
    told = found.told(state, stated=stated)
    beside = state == UNMET and stated and found.met_of.get(urn)
    one = found.of_lists["one"]
    return f"{told}; a {one} may meet a likely need, which it has not stated" if beside else told
