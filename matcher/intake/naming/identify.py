"""Who a row is: every row of a list given the URN of a school that is open today.

In this order: a URN that is open stands (and is questioned where the name disagrees); one
that has closed leads to its successor; a row without a usable URN is found by its DfE
number, or by its name and place. Whatever is decided is said, and whatever cannot be
decided lists the candidates.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import pandas as pd

from matcher.core.problems import ProblemLog, Severity
from matcher.core.schema import as_list
from matcher.intake.naming.finder import Candidate, Finder, Found, Wanted, Where
from matcher.intake.naming.links import Links
from matcher.intake.values import is_stand_in

# Below it two names are of different schools, or of one that was renamed: see
# benchmarks/naming.py for how many schools of seven years ago are called so by mistake.
DISAGREES = 0.5
_WANTED = ("name", "postcode", "town", "la_code", "la_name", "phase")
# What a list says of a school that has closed is not said of its successor; what it
# needs and offers, and which part it plays, is.
_OF_THE_OLD = (
    "name", "type", "group", "kind", "phase", "age_low", "age_high", "age_range", "status",
    "la_code", "la_name", "district_code", "lsoa_code", "region", "trust", "pupils", "fsm_pct",
    "postcode", "address", "town", "laestab", "estab", "easting", "northing", "longitude",
    "latitude",
)  # fmt: skip
_LEVELS = {
    "postcode": "at the same postcode",
    "near": "near its postcode",
    "outcode": "with the same outward code",
    "town": "in the same town or authority",
    "perhaps": "the only one of that name",
    "unknown": "the only one of that name",
}


def identify(
    table: pd.DataFrame,
    register: pd.DataFrame,
    log: ProblemLog,
    *,
    header: Mapping[tuple[str, str], str],
    links: Links | None = None,
    where: Where | None = None,
) -> pd.DataFrame:
    """The tidy records ``table`` with the URNs they mean.

    ``register``: tidy records, one for each URN; ``header``: the header as written for
    (list, column). What a successor is and where is left to the register. Problems: succeeded,
    several_successors, urn_from_number, urn_from_name, several_schools, not_found,
    name_differs, not_in_register.
    """
    work = _Work(table.copy(), register, log, header, links or Links(), where)
    work.succeed()
    work.find()
    work.question()
    return work.table


class _Work:
    def __init__(
        self,
        table: pd.DataFrame,
        register: pd.DataFrame,
        log: ProblemLog,
        header: Mapping[tuple[str, str], str],
        links: Links,
        where: Where | None,
    ) -> None:
        self.table, self.log, self.header, self.links = table, log, header, links
        is_open = ~register["status"].isin(["closed", "proposed"])
        self.register = register[is_open]
        self.closed = set(register.loc[~is_open, "urn"])
        self.names = dict(
            zip(as_list(self.register["urn"]), as_list(self.register["name"]), strict=True)
        )
        self.where = where
        self.taken: set[int] = set()

    @cached_property
    def finder(self) -> Finder:
        """Made only where a row needs it: it takes a second for a national register."""
        return Finder(self.register, self.where)

    def succeed(self) -> None:
        """Closed or replaced schools: their successor, where there is exactly one."""
        for at, urn in zip(self.table.index, as_list(self.table["urn"]), strict=True):
            if urn in self.names or is_stand_in(urn):
                continue
            found = self.links.open_successors(urn, self.names.__contains__)
            if len(found) == 1:
                self.table.at[at, "urn"] = found[0]
                self.table.loc[at, list(_OF_THE_OLD)] = ""
                self.taken.add(at)
                self._say(
                    at,
                    "succeeded",
                    f"this school has closed; {self._called(found[0])} took its place and is used",
                    urn,
                    hint="write the new URN in the list",
                )
            elif found:
                listed = "; ".join(map(self._called, found[:5]))
                self._say(
                    at,
                    "several_successors",
                    f"this school was split: {listed}",
                    urn,
                    severity="warning",
                    hint="write the URN of the one that is meant",
                )
            elif urn in self.closed:
                self._say(
                    at,
                    "not_open",
                    "this school has closed or has yet to open, and no "
                    "successor is known; it takes no part",
                    urn,
                    severity="warning",
                    hint="write the URN of the school that took its place",
                )

    def find(self) -> None:
        """Rows whose URN is missing or unknown: by DfE number, else by name and place."""
        urns = as_list(self.table["urn"])
        lost = [
            at
            for at, urn in zip(self.table.index, urns, strict=True)
            if urn not in self.names and urn not in self.closed
        ]
        left = [at for at in lost if self._gone(at) or not self._by_number(at)]
        named = [at for at in left if self.table.at[at, "name"] and not self._gone(at)]
        for at in sorted(set(left) - set(named)):
            self._unknown(at, Found(None, ()))
        if not named:
            return
        rows = self.table.loc[named, list(_WANTED)]
        found = self.finder.find([Wanted(*row) for row in rows.itertuples(index=False)])
        for at, answer in zip(named, found, strict=True):
            if answer.chosen:
                self._by_name(at, answer.chosen)
            else:
                self._unknown(at, answer)

    def question(self) -> None:
        """URNs that a list gave, where the register's name is another's."""
        doubtful: list[int] = []
        columns = (as_list(self.table[c]) for c in ("urn", "name"))
        for at, urn, name in zip(self.table.index, *columns, strict=True):
            theirs = self.names.get(urn, "")
            if at in self.taken or not (name and theirs) or name.casefold() == theirs.casefold():
                continue
            if self.finder.likeness(name, theirs) < DISAGREES:
                doubtful.append(at)
        rows = self.table.loc[doubtful, list(_WANTED)]
        found = self.finder.find([Wanted(*row) for row in rows.itertuples(index=False)])
        for at, answer in zip(doubtful, found, strict=True):
            urn = str(self.table.at[at, "urn"])
            postcodes = self._postcodes
            same = bool(postcodes[urn]) and postcodes[urn] == self.table.at[at, "postcode"]
            message = f"the register calls this URN {self.names[urn]}"
            other = answer.chosen
            if other is not None and other.urn != urn:
                message += f"; the name and place given are those of {self._called(other.urn)}"
            elif same:
                message += ", at the same postcode: it may have been renamed"
            certain = other is None or other.urn == urn
            self._say(
                at,
                "name_differs",
                message,
                str(self.table.at[at, "name"]),
                column="name",
                severity="note" if same and certain else "warning",
                hint="check the URN; it was used as it is",
            )

    @cached_property
    def _postcodes(self) -> dict[str, str]:
        columns = (as_list(self.register[c]) for c in ("urn", "postcode"))
        return dict(zip(*columns, strict=True))

    def _gone(self, at: int) -> bool:
        """A school of a URN that the list itself calls closed: nobody else is meant."""
        said = str(self.table.at[at, "urn_said"])
        return self.table.at[at, "status"] == "closed" and bool(said)

    @cached_property
    def _numbers(self) -> dict[str, str]:
        """URN by LAESTAB, where one open school alone has it."""
        rows = self.register[self.register["laestab"] != ""]
        alone = rows[~rows["laestab"].duplicated(keep=False)]
        return dict(zip(as_list(alone["laestab"]), as_list(alone["urn"]), strict=True))

    def _by_number(self, at: int) -> bool:
        number = str(self.table.at[at, "laestab"])
        urn = self._numbers.get(number) if number else None
        if urn is None:
            return False
        name = str(self.table.at[at, "name"])
        if name and self.finder.likeness(name, self.names[urn]) < DISAGREES:
            return False  # numbers are given again
        self._take(at, urn, "urn_from_number", f"found by its DfE number {number}")
        return True

    def _by_name(self, at: int, chosen: Candidate) -> None:
        self._take(
            at,
            chosen.urn,
            "urn_from_name",
            f"found by its name, {_LEVELS[chosen.level]} (score {chosen.score:.2f})",
        )

    def _take(self, at: int, urn: str, code: str, how: str) -> None:
        said = str(self.table.at[at, "urn_said"])
        self.table.at[at, "urn"] = urn
        self.taken.add(at)
        wrong = f"; no open school has the URN {said}" if said else ""
        self._say(
            at,
            code,
            f"taken to be {self._called(urn)}, {how}{wrong}",
            said,
            severity="warning" if said else "note",
            hint="write the URN in the list, or another one if this is wrong",
        )

    def _unknown(self, at: int, answer: Found) -> None:
        said = str(self.table.at[at, "urn_said"])
        if said and not is_stand_in(said):
            self._say(
                at,
                "not_in_register",
                "the register has no school with this URN",
                said,
                severity="warning",
                hint="check the URN; the school may have closed or have a new one",
            )
        if answer.candidates:
            listed = "; ".join(f"{c.urn} {c.name} ({c.score:.2f})" for c in answer.candidates)
            self._say(
                at,
                "several_schools",
                f"this may be {listed}",
                str(self.table.at[at, "name"]),
                column="name",
                severity="warning",
                hint="write the URN of the one that is meant, or add its postcode or town",
            )
        elif self.table.at[at, "name"] and not said:
            self._say(
                at,
                "not_found",
                "no school of the register has this name there; it is kept as it is",
                str(self.table.at[at, "name"]),
                column="name",
                severity="warning",
                hint="check the name and postcode, or write the URN",
            )

    def _called(self, urn: str) -> str:
        return f"URN {urn} ({self.names[urn]})"

    def _say(
        self,
        at: int,
        code: str,
        message: str,
        value: str,
        *,
        hint: str,
        column: str = "urn",
        severity: Severity = "note",
    ) -> None:
        row = self.table.loc[at]
        name = str(row["list"])
        self.log.add(
            code,
            message,
            list=name,
            sheet=str(row["sheet"]),
            row=int(str(row["row"])),
            column=self.header.get((name, column), column),
            value=value,
            severity=severity,
            hint=hint,
        )
