"""What the register and its links know: which schools are open, what they are called,
where and under which number, and who followed whom."""

from __future__ import annotations

from functools import cached_property

import pandas as pd

from matcher.core.schema import as_list
from matcher.intake.identify.links import Links
from matcher.intake.identify.name_and_place import PostcodePositions, SchoolFinder

# Below it two names are of different schools, or of one that was renamed: so are 98 % of
# random pairs within one authority, and 0.8 % of schools' names of 2018/19 beside their own
# of 2025 (benchmarks/naming.py).
OTHER_NAME_BELOW = 0.3


class OpenSchools:
    """The schools of a register that are open: neither closed nor proposed.

    ``register``: clean records, one for each URN. ``names`` gives the open schools' names by
    URN, ``not_open`` those of the others. ``within``: where schools are of whose place a row
    says nothing.
    """

    def __init__(
        self,
        register: pd.DataFrame,
        links: Links,
        positions: PostcodePositions | None,
        within: str = "",
    ) -> None:
        is_open = ~register["status"].isin(["closed", "proposed"])
        self._register = register[is_open]
        self._positions = positions
        self._within = within
        self._links = links
        self.names = self._by_urn("name")
        others = register[~is_open]
        self.not_open = dict(zip(as_list(others["urn"]), as_list(others["name"]), strict=True))

    def _by_urn(self, column: str) -> dict[str, str]:
        columns = (as_list(self._register[name]) for name in ("urn", column))
        return dict(zip(*columns, strict=True))

    @cached_property
    def finder(self) -> SchoolFinder:
        """Made only where a row needs it: it takes a second for a national register."""
        return SchoolFinder(self._register, self._positions, self._within)

    @cached_property
    def postcodes(self) -> dict[str, str]:
        """Postcode by URN, "" where it is not known."""
        return self._by_urn("postcode")

    @cached_property
    def authorities(self) -> dict[str, str]:
        """Name of the authority by URN, "" where it is not known."""
        return self._by_urn("la_name")

    @cached_property
    def dfe_numbers(self) -> dict[str, str]:
        """URN by DfE number (LAESTAB), where one open school alone has it; of numbers that
        nobody has today, where one alone had it before its authority was reorganised."""
        today, before = self._unique("laestab"), self._unique("previous_laestab")
        in_use = set(as_list(self._register["laestab"]))
        return {number: urn for number, urn in before.items() if number not in in_use} | today

    def _unique(self, column: str) -> dict[str, str]:
        rows = self._register[self._register[column] != ""]
        rows = rows[~rows[column].duplicated(keep=False)]
        return dict(zip(as_list(rows[column]), as_list(rows["urn"]), strict=True))

    def label(self, urn: str) -> str:
        """An open school as a message names it."""
        return f"URN {urn} ({self.names[urn]})"

    def successors(self, urn: str) -> tuple[str, ...]:
        """The open schools that took the place of one that is not."""
        return self._links.open_successors(urn, self.names.__contains__)

    def former_name(self, urn: str) -> str:
        """What a school that is not open was called, "" where nobody says."""
        return self.not_open.get(urn, "") or self._links.names.get(urn, "")

    def is_other_name(self, name: str, *others: str) -> bool:
        """Whether ``name`` is like none of the names that are known."""
        known = [other for other in others if other]
        return bool(name and known) and all(
            name.casefold() != other.casefold()
            and self.finder.likeness(name, other) < OTHER_NAME_BELOW
            for other in known
        )
