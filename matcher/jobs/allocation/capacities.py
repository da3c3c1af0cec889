"""What each partner can take on: how many places, whence that is known, and how many are taken.

A list's word counts first; a partner that says that it offers nothing has none without it; then
``--capacity``, then a default by what the partner is and how large. The defaults are a policy, not
a finding: no source gives them. They say that a partnership takes a few staff some hours a week, so
that a school of a handful of pupils has room for none, a small one for one, a larger one for two or
three, and an institution with an office for it for more.

Places are for schools that a partner helps. So of the partnerships that it has already those count
in which it may be the one that gives; how many partners it may have itself, where it looks for
some too, is said by ``--each-seeker``.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matcher.core.allocation.settings import FEWEST_PUPILS, PlanSettings
from matcher.core.schema import as_list
from matcher.jobs.allocation.changes import Changes

if TYPE_CHECKING:
    import pandas as pd

    from matcher.jobs.matching.reopen import ReopenedRun

LIST, OPTION, WHAT_IF = "list", "--capacity", "--what-if"
SUPPOSED = "supposed: "  # before what a partner is, where nobody says how many places it has
# Places by kind; of independent schools by pupils on the roll, the first that is large enough.
DEFAULTS = {"university": 10, "college": 4, "state": 2, "other": 2}
BY_ROLL = (
    (FEWEST_PUPILS, 0, f"independent school of fewer than {FEWEST_PUPILS} pupils"),
    (150, 1, f"independent school of {FEWEST_PUPILS} to 149 pupils"),
    (500, 2, "independent school of 150 to 499 pupils"),
    (math.inf, 3, "independent school of 500 pupils or more"),
)
OFFERS_NOTHING = (0, "partner that says it offers nothing")
NO_ROLL = (2, "independent school whose roll is not known")
_KIND_WORDS = {
    "university": "university",
    "college": "college",
    "state": "state-funded school that gives",
    "other": "partner of another kind",
}


@dataclass(frozen=True, slots=True)
class Capacity:
    """What one partner can take on: ``places`` in all, ``said_by`` whom, or as what they are
    supposed (:data:`SUPPOSED`), ``existing`` partnerships that take some of them."""

    places: int
    said_by: str
    existing: int

    @property
    def left(self) -> int:
        """The places that a plan may fill."""
        return max(self.places - self.existing, 0)


def capacities(
    schools: pd.DataFrame,
    urns: Iterable[str],
    settings: PlanSettings,
    taken: Mapping[str, int],
    changes: Changes,
    offer_nothing: Collection[str] = (),
) -> dict[str, Capacity]:
    """The capacity of each of these partners of a run; ``taken``: how many schools each works with
    already as a partner (:func:`partnerships`); ``offer_nothing``: who says that it offers nothing,
    so that no places are supposed there."""
    columns = ("urn", "kind", "pupils", "capacity")
    rows = {row[0]: row[1:] for row in zip(*(as_list(schools[c]) for c in columns), strict=True)}
    found = {}
    for urn in urns:
        places, said_by = _places(rows[urn], settings, urn in offer_nothing)
        if urn in changes.capacity:
            places, said_by = changes.places(urn, places), f"{said_by}, then {WHAT_IF}"
        found[urn] = Capacity(places, said_by, taken.get(urn, 0))
    return found


def partnerships(run: ReopenedRun, changes: Changes) -> tuple[Counter[str], Counter[str]]:
    """How many partnerships each school has in which it may be the one that seeks, and in which it
    may be the partner. Who is which is not written down: one with a school that only seeks is one
    in which it gives, one with a school that only gives is one in which it gets; any other counts
    either way. Roles count, not gates: a partnership outside the area of a run takes a place too.
    """
    columns = (as_list(run.tables.flat[name]) for name in ("urn", "role"))
    role = dict(zip(*columns, strict=True))
    seeks: Counter[str] = Counter()
    gives: Counter[str] = Counter()
    for pair in {tuple(sorted(pair)) for pair in run.ranking.exclusions.existing}:
        if changes.closed & set(pair):
            continue
        for one, other in (pair, pair[::-1]):
            seeks[one] += role.get(other) != "seeker"
            gives[one] += role.get(other) != "partner"
    return seeks, gives


def _places(
    known: tuple[Any, ...], settings: PlanSettings, offers_nothing: bool
) -> tuple[int, str]:
    """The places of a partner of this kind, pupils and stated capacity, and who says so, or
    by what they are supposed."""
    kind, pupils, stated = known
    if not math.isnan(stated):
        return math.floor(stated), LIST  # runs of before may keep parts of partnerships
    if settings.places is not None and not offers_nothing:
        return settings.places, OPTION
    places, words = _supposed(kind, pupils, offers_nothing)
    return places, f"{SUPPOSED}{words}"


def _supposed(kind: str, pupils: float, offers_nothing: bool) -> tuple[int, str]:
    """The places of a partner of which nobody says them, and what it is that it has so many."""
    if offers_nothing:
        return OFFERS_NOTHING
    if kind != "independent":
        return DEFAULTS[kind], _KIND_WORDS[kind]
    if math.isnan(pupils):
        return NO_ROLL
    return next((places, words) for below, places, words in BY_ROLL if pupils < below)


def told(found: Iterable[Capacity]) -> list[str]:
    """How many partners have which capacity, and who says so, in lines."""
    many = Counter((one.said_by, one.places) for one in found)
    stated = sum(count for (who, _), count in many.items() if who == LIST)
    lines = [f"  {stated:,} as a list says"] if stated else []
    for (who, places), count in sorted(many.items()):
        if who == OPTION or who.endswith(WHAT_IF):
            lines.append(f"  {count:,} × {places} (as {WHAT_IF if who != OPTION else who})")
        elif who != LIST:
            lines.append(f"  {count:,} × {places} ({who})")
    return lines
