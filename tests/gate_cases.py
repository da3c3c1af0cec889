"""One pair for every gate there is: two schools that this one thing keeps apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import pandas as pd
from strategies import profile_table, schools_table

from matcher.core.settings.combine import settings
from matcher.core.settings.config import Config
from matcher.match.explain.finished_ranking import ROLE_GATES
from matcher.match.gates import PAIR_GATES, SCHOOL_GATES, Exclusions

SEEKER, PARTNER = "100001", "100002"
NAN = float("nan")


@dataclass(frozen=True)
class Case:
    """A seeker and a partner who may meet but for what is said here."""

    code: str
    seeker: Mapping[str, Any] = field(default_factory=dict)
    partner: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    exclusions: Exclusions = field(default_factory=Exclusions)
    same: bool = False
    only_one_side_gains: bool = False
    nothing_shared: bool = False
    needs_nothing: bool = False

    @property
    def pair(self) -> tuple[str, str]:
        return (SEEKER, SEEKER if self.same else PARTNER)

    def run(self) -> tuple[gpd.GeoDataFrame, pd.DataFrame, Config, Exclusions]:
        """SCHOOLS, PROFILE, settings and what is ruled out. The seeker and the partner
        have somebody else each, so that the run is not about them alone."""
        common = {"area_km": 5.0, "phase": "Secondary", "region": "South East"}
        seeker = {"urn": SEEKER, "x": 400_000, "y": 400_000, "role": "seeker", "kind": "state"}
        partner = {"urn": PARTNER, "x": 406_000, "y": 408_000, "role": "partner",
                   "kind": "independent"}  # fmt: skip
        other = {"urn": "100003", "x": 400_000, "y": 401_000, "role": "seeker"}
        elsewhere = {"urn": "100004", "x": 401_000, "y": 401_000, "role": "partner",
                     "kind": "college"}  # fmt: skip
        schools = schools_table(
            [
                common | seeker | dict(self.seeker),
                common | partner | dict(self.partner),
                common | other,
                common | elsewhere,
            ]
        )
        rows = [
            (SEEKER, "T3", "physics", 1.0, NAN),
            (SEEKER, "L3", "", NAN, 1.0),
            (PARTNER, "T3", "physics", NAN, 1.0),
            ("100004", "T3", "physics", NAN, 0.5),
        ]
        if self.only_one_side_gains:
            rows.append((PARTNER, "none", "", 0.0, NAN))
        else:
            rows.append((PARTNER, "L3", "", 1.0, NAN))
        if self.nothing_shared:
            rows = [row for row in rows if row[0] != PARTNER]
            rows.append((PARTNER, "none", "", 0.0, 0.0))
        if self.needs_nothing:
            rows[0] = (SEEKER, "none", "", 0.0, NAN)
        return schools, profile_table(rows), settings(**self.options), self.exclusions


_PAIR = frozenset({(PARTNER, SEEKER)})
_UNPLACED = {"x": None, "y": None, "area_km": NAN}
SCHOOL_CASES = (
    Case("closed", seeker={"status": "closed"}),
    Case("closed", partner={"status": "proposed"}),
    Case("not_open", partner={"open_to_contact": "no"}),
    Case("contact_unclear", seeker={"open_to_contact": "unclear"}),
    Case("unplaced", seeker=_UNPLACED),
    Case("unplaced", partner=_UNPLACED),
    Case("excluded", exclusions=Exclusions(excluded_schools=frozenset({PARTNER}))),
)
PAIR_CASES = (
    Case("beyond", partner={"x": 500_000}),
    Case("beyond", options={"max_km": 9.999}),
    Case("same", seeker={"role": "both"}, same=True),
    Case("same_trust", seeker={"trust": "Ash Trust"}, partner={"trust": " ASH trust"}),
    Case("existing", exclusions=Exclusions(existing=_PAIR)),
    Case("excluded", exclusions=Exclusions(excluded_pairs=_PAIR)),
    Case("declined", exclusions=Exclusions(declined=_PAIR)),
    Case("phase", seeker={"phase": "Nursery"}, partner={"phase": "16 plus"}),
    Case("exam_years", partner={"phase": "", "age_high": 15.0}),
    Case("unrelated", options={"activities": ("T3",)}, nothing_shared=True),
    Case("one_sided", options={"reciprocal": True}, only_one_side_gains=True),
    Case("needs_nothing", options={"must_give": True}, needs_nothing=True),
    Case("gives_nothing", options={"must_give": True}, nothing_shared=True),
)
ROLE_CASES = (
    Case("filtered", seeker={"phase": "Primary"}, options={"phases": ("secondary",)}),
    Case("filtered", seeker={"region": "London"}, options={"regions": ("the South  East",)}),
    Case("filtered", options={"kinds": ("college",)}),
    Case("filtered", partner={"role": "both"}, options={"kinds": ("college",)}),
    Case("special", partner={"role": "", "phase": "Special"}),
    Case("no_part", partner={"role": "", "phase": "Special"}, options={"include_special": True}),
    Case("no_part", partner={"role": ""}),
    Case("other_kind", partner={"role": "", "kind": "other"}),
    Case("not_found", seeker={"register_name": "Ash"}, partner={"role": "", "kind": "other"}),
    Case("no_part", partner={"listed": 0}, options={"from_register": "none"}),
    Case("not_a_seeker", seeker={"role": "partner"}),
    Case("not_a_partner", partner={"role": "seeker"}),
    Case("nobody_asked", seeker={"listed": 0}, partner={"listed": 0},
         options={"from_register": "both"}),
)  # fmt: skip
CASES = SCHOOL_CASES + PAIR_CASES + ROLE_CASES

assert {case.code for case in SCHOOL_CASES} == set(SCHOOL_GATES)
# Gates of runs with travel times; their cases are in tests/match/travel.
OF_TRAVEL = {"unreachable", "not_routed"}
assert {case.code for case in PAIR_CASES} == set(PAIR_GATES) - OF_TRAVEL
assert {case.code for case in ROLE_CASES} == set(ROLE_GATES) - OF_TRAVEL
