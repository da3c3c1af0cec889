"""The rows of the lists while their schools are identified, and what is reported of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import pandas as pd

from matcher.core.problems import ProblemLog, Severity
from matcher.core.schema import as_list
from matcher.intake.identify.candidates.candidates import Description
from matcher.intake.identify.name_and_place import Candidate
from matcher.intake.identify.open_schools import OpenSchools

_DESCRIBED_BY = ("name", "postcode", "town", "la_code", "la_name", "phase")
_LEVELS = {
    "postcode": "at the same postcode", "near": "near its postcode",
    "outcode": "with the same outward code", "town": "in the same town or authority",
    "within": "in the place that these schools are said to be in",
    "perhaps": "the only one of that name", "unknown": "the only one of that name",
}  # fmt: skip
# So many schools of a list in one authority say that it is a list of that authority, where the
# others are in so few: a list of a city and its county is of both.
ENOUGH_SCHOOLS = 5
MOST_AUTHORITIES = 3


class ListRows:
    """``records``: clean records, which stay as they are; rows go by their position in them.
    ``headers``: the header as written for (list, column); ``assigned``: the rows whose URN is no
    longer the list's own.

    Columns are kept as lists: a frame takes tens of microseconds for one cell, and a dozen
    cells of each row are asked for.
    """

    def __init__(
        self, records: pd.DataFrame, headers: Mapping[tuple[str, str], str], log: ProblemLog
    ) -> None:
        self._records = records
        self._columns: dict[str, list[str]] = {}
        self._changed: set[str] = set()
        self.assigned: set[int] = set()
        self._headers, self._log = headers, log

    def table(self) -> pd.DataFrame:
        """The records with all that was changed."""
        changed = {
            name: pd.Series(self._column(name), index=self._records.index, dtype="str")
            for name in sorted(self._changed)
        }
        return self._records.assign(**changed)

    def urns(self) -> Iterable[tuple[int, str]]:
        """Each row's position and URN, as they are now."""
        return list(enumerate(self._column("urn")))

    def cell(self, at: int, column: str) -> str:
        """A cell as text."""
        return self._column(column)[at]

    def change(self, at: int, column: str, text: str) -> None:
        """Write a cell (of a column of text)."""
        self._column(column)[at] = text
        self._changed.add(column)

    def _column(self, name: str) -> list[str]:
        if name not in self._columns:
            self._columns[name] = list(map(str, as_list(self._records[name])))
        return self._columns[name]

    def has_column(self, at: int, column: str) -> bool:
        """Whether the row's list has a column of ours under some header."""
        return (self.cell(at, "list"), column) in self._headers

    def describe(self, at: Iterable[int]) -> list[Description]:
        """What rows say of the schools they mean."""
        columns = [self._column(name) for name in _DESCRIBED_BY]
        return [Description(*(column[i] for column in columns)) for i in at]

    def assign_urn(self, at: int, urn: str) -> None:
        """Give a row its URN."""
        self.change(at, "urn", urn)
        self.assigned.add(at)

    def assign_found(self, at: int, urn: str, code: str, how: str, known: OpenSchools) -> None:
        """Give a row the URN that was found, and say how; a URN of its own was wrong."""
        said = self.cell(at, "urn_as_written")
        self.assign_urn(at, urn)
        self.report(
            at,
            code,
            f"taken to be {known.label(urn)}, {how}",
            said,
            severity="warning" if said else "note",
            hint="write the URN in the list, or another one if this is wrong",
        )

    def assign_by_name(
        self, at: int, chosen: Candidate, known: OpenSchools, wrong: str = "", there: str = ""
    ) -> None:
        """Give a row the URN of the school that its name and place mean; ``there``: what else
        speaks for the place."""
        how = f"found by its name, {_LEVELS[chosen.level]}{there} (score {chosen.score:.2f}){wrong}"
        self.assign_found(at, chosen.urn, "urn_from_name", how, known)

    def authorities(self, known: OpenSchools) -> dict[str, dict[str, int]]:
        """Of each list whose schools are all in few authorities, so far as they are known, and
        enough in one to tell that it is a list of it, how many are in each."""
        schools: dict[str, set[str]] = {}
        for name, urn in zip(self._column("list"), self._column("urn"), strict=True):
            if urn in known.names:
                schools.setdefault(name, set()).add(urn)
        there = {
            name: Counter(known.authorities[urn] for urn in urns) for name, urns in schools.items()
        }
        return {
            name: dict(sorted(own.items()))
            for name, own in there.items()
            if len(own) <= MOST_AUTHORITIES and max(own.values()) >= ENOUGH_SCHOOLS
        }

    def report_assumed(self, at: Iterable[int], place: str) -> None:
        """Say of how many rows of each list, of those ``at``, the ``place`` was taken to be
        theirs."""
        for name, count in sorted(Counter(self.cell(i, "list") for i in at).items()):
            self._log.add(
                "place_assumed",
                f"rows without a URN that do not say where their school is, or name a town "
                f"that is not known: {count:,}; they were looked for in {place}",
                list=name,
                severity="note",
                hint="add postcodes, towns or authorities to the list, or leave out --within",
            )

    def report(
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
        """Record a problem of a row."""
        name = self.cell(at, "list")
        self._log.add(
            code,
            message,
            list=name,
            sheet=self.cell(at, "sheet"),
            row=int(self.cell(at, "row")),
            column=self._headers.get((name, column), column),
            value=value,
            severity=severity,
            hint=hint,
        )
