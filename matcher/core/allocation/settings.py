"""The settings of a plan: what partners can take on, who must get how many, and what comes first.

They are declared as those of a run are (:mod:`matcher.core.settings.declaration`); a plan keeps
them in its own record and leaves those of the run as they are.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Annotated, Any

from matcher.core.errors import SettingError
from matcher.core.settings.declaration import Setting, declared

_ALLOCATE = ("allocate",)
BY_KIND = "by-kind"
OBJECTIVES = ("priority", "served", "score")
MOST_PLACES = 1000  # that any partner or seeker may have
_BOUNDS = re.compile(r"(\d{1,4})(?:\s*(\.\.)\s*(\d{1,4})?)?\Z", re.ASCII)

# An independent school of fewer pupils is supposed to have no place in a plan. A policy, not a
# finding: it has no staff to spare.
FEWEST_PUPILS = 20


def is_too_small(kind: str, pupils: float, capacity: float) -> bool:
    """Whether a plan supposes that a partner has no place, because of its size: where its list does
    not say how many it has (``capacity`` NaN). NaN pupils: not known, and not too small."""
    return kind == "independent" and 0 < pupils < FEWEST_PUPILS and math.isnan(capacity)


@dataclass(frozen=True, slots=True)
class PlanSettings:
    """The settings of one plan. ``each_seeker`` and ``each_partner`` are texts such as "0..2", read
    by :func:`bounds`."""

    capacity: Annotated[
        str,
        Setting("How many partnerships a partner can take on at one time where no list says it: a "
                "number, or by-kind (by what it is and its size; the summary says how many have "
                "which).", option="--capacity", metavar="N|by-kind", commands=_ALLOCATE),
    ] = BY_KIND  # fmt: skip
    each_seeker: Annotated[
        str,
        Setting("How many partners each seeker gets, at least and at most: 1..2; 0..1: one at "
                "most; 1: exactly one.", option="--each-seeker", metavar="LEAST..MOST",
                commands=_ALLOCATE),
    ] = "0..1"  # fmt: skip
    each_partner: Annotated[
        str,
        Setting("How many seekers each partner with a place gets, at least and at most, within its "
                "capacity: 1.. is at least one.", option="--each-partner", metavar="LEAST..MOST",
                commands=_ALLOCATE),
    ] = "0.."  # fmt: skip
    min_score: Annotated[
        float,
        Setting("The lowest score a pair of the plan may have.", low=0, high=1,
                option="--min-score", commands=_ALLOCATE),
    ] = 0.0  # fmt: skip
    objective: Annotated[
        str,
        Setting("What counts, in order of importance: priority (seekers of priority areas that get "
                "a partner), served (seekers that get one), score (sum of the scores).",
                option="--objective", metavar="A,B,C", commands=_ALLOCATE),
    ] = ",".join(OBJECTIVES)  # fmt: skip
    method: Annotated[
        str,
        Setting("optimal: no other plan serves the objective better; stable: no seeker and "
                "partner would both rather have each other.", choices=("optimal", "stable"),
                option="--method", commands=_ALLOCATE),
    ] = "optimal"  # fmt: skip
    proposing: Annotated[
        str,
        Setting("For --method stable, which side proposes. Both rank pairs by the same score, so "
                "that the plan is the same.",
                choices=("seekers", "partners"), option="--proposing", commands=_ALLOCATE),
    ] = "seekers"  # fmt: skip
    hubs: Annotated[
        int,
        Setting("Find so many hubs as well: groups of seekers around one partner each.",
                low=0, high=100, option="--hubs", metavar="N", default_text="none",
                commands=_ALLOCATE),
    ] = 0  # fmt: skip
    hub_size: Annotated[
        str,
        Setting("How many seekers a hub has, at least and at most.", option="--hub-size",
                metavar="LEAST..MOST", commands=_ALLOCATE),
    ] = "3..6"  # fmt: skip
    hub_km: Annotated[
        float,
        Setting("How far apart any two members of a hub may be, in km.", low=1, high=100,
                option="--hub-km", commands=_ALLOCATE),
    ] = 10.0  # fmt: skip
    hub_steps: Annotated[
        float,
        Setting("How long to search for hubs, in steps of a second or more. They are counted, not "
                "timed, so that every machine finds the same.", low=0.01, high=10_000,
                option="--hub-steps", commands=_ALLOCATE),
    ] = 20.0  # fmt: skip

    def as_dict(self) -> dict[str, Any]:
        """The settings as plain data, for the record of the plan."""
        return asdict(self)

    @property
    def objectives(self) -> tuple[str, ...]:
        """What counts, in its order."""
        return tuple(word.strip().casefold() for word in self.objective.split(","))

    @property
    def places(self) -> int | None:
        """How many partnerships a partner can take on; None: by its kind and size."""
        return None if self.capacity == BY_KIND else int(self.capacity)


PLAN_SETTINGS: Mapping[str, Setting] = MappingProxyType(declared(PlanSettings))


def bounds(text: str) -> tuple[int, int]:
    """The least and the most of "1..3"; "2" is exactly two, "1.." has no upper bound but
    :data:`MOST_PLACES`. Raises ValueError."""
    found = _BOUNDS.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{text!r} is not like 0..1")
    least = int(found[1])
    most = int(found[3]) if found[3] else MOST_PLACES if found[2] else least
    if most > MOST_PLACES:
        raise ValueError(f"{text!r} is above {MOST_PLACES:,}, the most that anybody may have")
    if least > most:
        raise ValueError(f"{text!r} has more at least than at most")
    return least, most


def plan_settings(given: Mapping[str, Any]) -> PlanSettings:
    """The settings of a plan: defaults, then what is ``given`` and not None. Raises
    :class:`SettingError` naming every fault."""
    named = {name: value for name, value in given.items() if value is not None}
    faults = [f"there is no setting {name!r}" for name in sorted(named.keys() - PLAN_SETTINGS)]
    found = PlanSettings(**{name: named[name] for name in named.keys() & PLAN_SETTINGS.keys()})
    for name, setting in PLAN_SETTINGS.items():
        faults += setting.faults(getattr(found, name))
    faults += [] if faults else [*_faults(found), *_idle(found, named)]
    if faults:
        raise SettingError(
            "; ".join(faults),
            where="settings of the plan",
            hint="matcher allocate --help lists every setting",
        )
    return found


def _idle(found: PlanSettings, named: Mapping[str, Any]) -> list[str]:
    """The settings that would decide nothing: those of hubs without hubs, of another method."""
    faults = []
    for needed, idle, names in (
        ("--hubs", not found.hubs, ("hub_size", "hub_km", "hub_steps")),
        ("--method stable", found.method != "stable", ("proposing",)),
        ("--method optimal", found.method == "stable", ("objective",)),
    ):
        # A record names every setting: there only one that is not the usual one was meant.
        typed = needed.split()[0].removeprefix("--") not in named
        for name in names:
            one = PLAN_SETTINGS[name]
            if idle and name in named and (typed or named[name] != one.default):
                faults.append(f"{one.option} needs {needed}")
    return faults


def _faults(found: PlanSettings) -> list[str]:
    faults = []
    if found.capacity != BY_KIND and not (
        re.fullmatch(r"[0-9]{1,4}", found.capacity) and int(found.capacity) <= MOST_PLACES
    ):
        faults.append(
            f"capacity is {found.capacity!r}, not a number up to {MOST_PLACES:,} or {BY_KIND}"
        )
    for name in ("each_seeker", "each_partner", "hub_size"):
        try:
            bounds(getattr(found, name))
        except ValueError as error:
            faults.append(f"{name}: {error}")
    if not faults and bounds(found.hub_size)[0] == 0:
        faults.append(f"hub_size is {found.hub_size!r}, and a hub has 1 seeker at least")
    if not faults and bounds(found.each_seeker)[1] == 0:
        faults.append(f"each_seeker is {found.each_seeker!r}, which gives nobody a partner")
    words = found.objectives
    if len(set(words)) != len(words) or not set(words) <= set(OBJECTIVES):
        faults.append(
            f"objective is {found.objective!r}, not some of {', '.join(OBJECTIVES)}, each once"
        )
    floors = () if faults else map(bounds, (found.each_seeker, found.each_partner))
    if found.method == "stable" and any(least for least, _ in floors):
        faults.append("a stable plan can promise nobody a least number: --each-seeker and "
                      "--each-partner must begin with 0")  # fmt: skip
    return faults
