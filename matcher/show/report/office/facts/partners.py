"""How the places of schools' lists fall on partners: who carries it all, and whom nobody lists.

PARTNERS  urn, name, la, kind, in_reach (how many of the schools that the report tells of it may
          meet), lists (in how many of their lists it stands), offers (what is known of what it
          offers, in a word: :meth:`matcher.show.explain.met.OffersKnown.word`), places (schools it
          can work with at one time; NaN: not said)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from matcher.core.schema import as_list
from matcher.core.tables import NOT_KNOWN, urn_key
from matcher.show.allocation.lorenz import Spread, spread
from matcher.show.explain.met import offers_known

# In how many lists a partner stands, from and to; None: no end.
BANDS: tuple[tuple[int, int | None], ...] = (
    (0, 0), (1, 2), (3, 5), (6, 10), (11, 20), (21, 50), (51, 100), (101, None)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Load:
    """How the ``places`` of all lists fall on the partners that a school may meet, least first;
    ``table``: PARTNERS of these, those in most lists first, by name where equal; ``full``: of those
    that say how many schools they can take on (``say``), how many stand in more lists than that."""

    table: pd.DataFrame
    places: Spread
    say: int
    full: int

    @property
    def partners(self) -> int:
        """How many partners a school may meet."""
        return len(self.table)

    @property
    def in_no_list(self) -> pd.DataFrame:
        """Those whom nobody lists, those who could meet most schools first, then by name."""
        rows = self.table[self.table["lists"] == 0].assign(fewest=lambda own: -own["in_reach"])
        return rows.iloc[_order(rows, "fewest", "name")].drop(columns="fewest")

    def first(self, many: int) -> float:
        """The share of all places that the ``many`` partners in most lists have; NaN of none."""
        total = self.places.total
        return sum(self.places.values[-many:]) / total if total else float("nan")

    def bands(self) -> list[tuple[str, int, int]]:
        """In how many lists, in words; how many partners; how many places they have together."""
        lists = self.table["lists"]
        found = []
        for low, high in BANDS:
            own = lists[(lists >= low) & (lists <= (high if high is not None else lists.max()))]
            to = f"{low:,} to {high:,}" if high else f"over {low - 1:,}"
            words = f"{low:,}" if low == high else to
            found.append((words, len(own), int(own.sum())))
        while found and not found[-1][1]:
            found.pop()
        return found


@dataclass(frozen=True, slots=True)
class OnlySeeks:
    """A school that may offer something, in words, and only seeks; ``by_list``: a list says that it
    does; ``km``: how far away the nearest school is that the report tells of, NaN if it is one."""

    la: str
    name: str
    urn: str
    offers: tuple[str, ...]
    by_list: bool
    km: float


def load(
    schools: pd.DataFrame,
    whole: pd.DataFrame,
    lists: pd.DataFrame,
    in_reach: Mapping[str, int],
) -> Load:
    """The load of the partners that at least one school may meet (``in_reach``: how many, by
    URN). ``schools``, ``whole``, ``lists`` as
    :func:`matcher.show.report.office.facts.coverage.coverage` has them."""
    often = Counter(as_list(lists["partner_urn"]))
    offers = offers_known(whole)
    urns = [urn for urn, many in in_reach.items() if many]
    own = schools.set_index("urn").loc[urns].reset_index()
    table = pd.DataFrame(
        {
            "urn": urns,
            "name": own["name"],
            "la": [name or NOT_KNOWN for name in as_list(own["la_name"])],
            "kind": own["kind"],
            "in_reach": [in_reach[urn] for urn in urns],
            "lists": [often[urn] for urn in urns],
            "offers": [offers.word(urn) for urn in urns],
            "places": own["capacity"].astype(float),
            "pupils": own["pupils"].astype(float),
        }
    )
    table["fewest"] = -table["lists"]
    table = table.iloc[_order(table, "fewest", "name")].drop(columns="fewest")
    say = table["places"].notna()
    full = say & (table["lists"] > table["places"])
    return Load(
        table.reset_index(drop=True),
        spread(as_list(table["lists"])),
        int(say.sum()),
        int(full.sum()),
    )


def _order(rows: pd.DataFrame, *columns: str) -> list[int]:
    """The places of rows by these columns; where those are equal by URN, which nobody reads as a
    rank."""
    keys = list(zip(*(as_list(rows[name]) for name in columns), strict=True))
    urns = [urn_key(urn) for urn in as_list(rows["urn"])]
    return sorted(range(len(rows)), key=lambda at: (keys[at], urns[at]))
