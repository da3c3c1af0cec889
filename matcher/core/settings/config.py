"""Every setting of a run, declared once, in one frozen object."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import Annotated, Any

from matcher.core.settings.declaration import Setting, declared
from matcher.core.settings.weights import PRESET, PRESETS, TERMS
from matcher.core.tables import KINDS

CONFIG_FILE = "matcher.toml"  # read where it lies in the folder you stand in
KM_PER_MILE = 1.609344  # exactly: the international mile (Weights and Measures Act 1985, sch. 1)
_MATCH = ("match",)
_WORDS = tuple[str, ...]
LOWEST_KM, HIGHEST_KM = 0.001, 2000
ENGINES = ("osrm", "valhalla")  # that --travel may name: osrm=URL
GUIDE, HUBS, ANYONE = "guide", "hubs", "anyone"  # who may give
AREAS = (
    "opportunity-areas",
    "education-investment-areas",
    "priority-education-investment-areas",
)
PHASES = (  # as --phase takes them: case and hyphens do not count
    "nursery",
    "primary",
    "middle-deemed-primary",
    "secondary",
    "middle-deemed-secondary",
    "all-through",
    "16-plus",
    "special",
    "alternative-provision",
)


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one run.

    Distances are kilometres in a straight line. ``weights`` need not sum to 1; they are
    made to. What narrows a run narrows it to nothing where it is empty: activities and
    subjects are those of the tags that count, phases, regions and authorities those of the
    seekers, kinds those of the partners.
    """

    k: Annotated[
        int,
        Setting("How many to list for each school.", low=1, high=1000, option="-k",
                commands=_MATCH),
    ] = 5  # fmt: skip
    # 25 miles; no source gives a threshold for partnerships.
    max_km: Annotated[
        float,
        Setting("How far apart a pair may be, in km in a straight line.", low=LOWEST_KM,
                high=HIGHEST_KM, option="--max-km", commands=_MATCH),
    ] = 40.0  # fmt: skip
    weights: Annotated[
        Mapping[str, float],
        Setting(f"What counts how much: {', '.join(PRESETS)}, or weights of your own such as "
                "near=3,gives=4,gains=2.", option="--weights", commands=_MATCH,
                metavar="PRESET|k=v,..", default_text=PRESET, names=tuple(PRESETS)),
    ] = field(default_factory=lambda: dict(PRESETS[PRESET]))  # fmt: skip
    miles: Annotated[
        bool,
        Setting("Show distances in miles too. --max-miles does so as well.", option="--miles",
                commands=_MATCH),
    ] = False  # fmt: skip
    half_km: Annotated[
        float,
        Setting("The distance at which nearness counts half, in km.", low=0.001, high=2000,
                option="--half-km", commands=_MATCH),
    ] = 10.0  # fmt: skip
    # What people call near enough to go to for an afternoon; no source gives a threshold.
    max_minutes: Annotated[
        float,
        Setting("How long the way to a partner may take, in minutes, the mean of there and back; "
                "it takes the place of max_km. Needs --travel. 0: no limit in minutes.", low=0,
                high=1440, option="--max-minutes", commands=_MATCH),
    ] = 0.0  # fmt: skip
    half_minutes: Annotated[
        float,
        Setting("With --travel: the minutes at which nearness counts half.", low=0.1, high=1440,
                option="--half-minutes", commands=_MATCH),
    ] = 15.0  # fmt: skip
    travel_snap_m: Annotated[
        float,
        Setting("With --travel: how far from a road a school may be, in metres; farther off, its "
                "minutes are estimated.", low=0, high=100_000),
    ] = 1000.0  # fmt: skip
    half_area_km: Annotated[
        float,
        Setting("The distance from a priority area at which it counts half, in km.",
                low=0.001, high=2000),
    ] = 10.0  # fmt: skip
    areas: Annotated[
        str,
        Setting(f"Priority areas: {', '.join(AREAS)}, or a file of your own (codes as CSV, or "
                "polygons).",
                option="--areas", metavar="NAME|FILE", names=AREAS),
    ] = AREAS[0]  # fmt: skip
    between: Annotated[
        str,
        Setting("roles: schools that look for partners with partners; all: any school with any "
                "other.", choices=("roles", "all"), option="--between"),
    ] = "roles"  # fmt: skip
    givers: Annotated[
        str,
        Setting("Who may give where a list says nothing of roles. guide: independent schools, "
                "universities and colleges; hubs: and teaching school hubs (--offers names them), "
                "special schools and sixth-form colleges that are state-funded; anyone: and state "
                "schools with a known strength. They go on to seek.",
                choices=(GUIDE, HUBS, ANYONE), option="--givers", commands=_MATCH),
    ] = GUIDE  # fmt: skip
    include_special: Annotated[
        bool,
        Setting("Let independent special schools be partners.", option="--include-special"),
    ] = False
    from_register: Annotated[
        str,
        Setting("Which schools of the register take part besides those of your lists. auto: "
                "partners if your lists have none, or seekers if they have none.",
                choices=("auto", "none", "partners", "seekers", "both"),
                option="--from-register", commands=_MATCH),
    ] = "auto"  # fmt: skip
    prefer: Annotated[
        str,
        Setting("Which list to use where two contradict each other.",
                choices=("later", "earlier"), option="--prefer"),
    ] = "later"  # fmt: skip
    columns: Annotated[
        _WORDS,
        Setting("Read the column with this header as that field of ours, such as "
                'needs="Priority 1"; none=HEADER leaves a column unread.',
                option="--column", metavar="FIELD=HEADER"),
    ] = ()  # fmt: skip
    beyond: Annotated[
        int,
        Setting("How many partners to show a school that has none in range.", low=0, high=100),
    ] = 3
    worth_asking: Annotated[
        int,
        Setting("How many partners worth asking to show beside each school's list: nothing is "
                "known of what they offer, and if it were what the school needs they might be in "
                "the list.", low=0, high=100),
    ] = 2  # fmt: skip
    # Sponsors work across regions: 7 of 8 real partnerships beyond 40 km are routes.
    routes_km: Annotated[
        float,
        Setting("How far apart a pair may be where the school needs a route (R1 to R3) that the "
                "partner is known to offer, in km; 0: no farther than any other.", low=0,
                high=HIGHEST_KM, option="--routes-km", commands=_MATCH),
    ] = 100.0  # fmt: skip
    # The prior of a share that rests on few needs, and the limit of what a school can serve: chosen
    # by benchmarks/gaming.py, see docs/explanation/score.md.
    fewest_needs: Annotated[
        int,
        Setting("How many needs a school is taken to have at least; of those that it does not "
                "name nothing is known.", low=1, high=100),
    ] = 3  # fmt: skip
    full_claims: Annotated[
        int,
        Setting("How many things that a school says it offers, beyond what registers and figures "
                "show, count in full together; longer claims count in part.", low=1, high=1000),
    ] = 3  # fmt: skip
    max_phase_gap_years: Annotated[
        float,
        Setting("How many years apart the pupils of two schools may be.",
                low=0, high=100),
    ] = 4.0  # fmt: skip
    exam_years: Annotated[
        bool,
        Setting("Keep independent schools that are known to teach nobody to 16 out of the lists of "
                "secondary schools that do, or let them meet.",
                option="--exam-years/--no-exam-years", commands=_MATCH),
    ] = True  # fmt: skip
    as_of: Annotated[
        str,
        Setting("The day that counts as today for opening and closing dates, such as 2026-09-01; "
                "empty: today.", metavar="DAY"),
    ] = ""  # fmt: skip
    workbook_pairs: Annotated[
        int,
        Setting("With more pairs than this, the workbook is written only with --format xlsx.",
                low=0, high=1_000_000),
    ] = 20_000  # fmt: skip
    wording: Annotated[
        bool,
        Setting("Read needs and strengths from sentences too, or from tags only.",
                option="--wording/--no-wording"),
    ] = True  # fmt: skip
    rules: Annotated[
        str,
        Setting("Your own rules for --performance (TOML).", option="--rules", is_file=True),
    ] = ""
    within: Annotated[
        str,
        Setting("Where the schools are of which your lists do not say it: an authority, district, "
                "county, region or town, or several ('Leicester; Leicestershire'). They are looked "
                "for by name there and nowhere else.",
                option="--within", metavar="PLACE"),
    ] = ""  # fmt: skip
    activities: Annotated[
        _WORDS,
        Setting("Use only needs and strengths of this activity (T3, or its name).",
                option="--activity"),
    ] = ()  # fmt: skip
    subjects: Annotated[
        _WORDS,
        Setting("Use only needs and strengths of this subject.", option="--subject"),
    ] = ()
    phases: Annotated[
        _WORDS,
        Setting("Find partners only for schools of this phase.", option="--phase", commands=_MATCH,
                names=PHASES),
    ] = ()  # fmt: skip
    regions: Annotated[
        _WORDS,
        Setting(
            "Find partners only for schools of this region.", option="--region", commands=_MATCH
        ),
    ] = ()
    authorities: Annotated[
        _WORDS,
        Setting("Find partners only for schools of this local authority, by any of its names or "
                "its code.", option="--la", commands=_MATCH),
    ] = ()  # fmt: skip
    kinds: Annotated[
        _WORDS,
        Setting("Use only partners of this kind.", choices=KINDS, option="--kind",
                commands=_MATCH),
    ] = ()  # fmt: skip
    reciprocal: Annotated[
        bool,
        Setting("Keep only pairs where both sides are known to gain.", option="--reciprocal",
                commands=_MATCH),
    ] = False  # fmt: skip
    must_give: Annotated[
        bool,
        Setting("Keep only pairs where the partner gives something that the school needs; where "
                "that is not known, below.", option="--must-give", commands=_MATCH),
    ] = False  # fmt: skip

    def shares(self) -> dict[str, float]:
        """The weights made to sum to 1, in the order of the terms."""
        total = math.fsum(self.weights[term] for term in TERMS)
        return {term: self.weights[term] / total for term in TERMS}

    def as_dict(self) -> dict[str, Any]:
        """The settings as plain data, for ``run.json``."""
        weights = {t: self.weights[t] for t in TERMS}
        return {**asdict(self), "weights": weights, "as_of": self.day().isoformat()}

    def day(self) -> datetime.date:
        """The day as of which schools are open or closed."""
        if self.as_of:
            return datetime.date.fromisoformat(self.as_of)
        return datetime.date.today()


def is_engine(travel: str) -> bool:
    """Whether ``--travel`` names an engine (osrm=URL, valhalla=URL) rather than a file."""
    return travel.partition("=")[0].strip().casefold() in ENGINES and "=" in travel


SETTINGS: Mapping[str, Setting] = MappingProxyType(declared(Config))
