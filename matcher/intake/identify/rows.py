"""The rows of the lists while it is decided who they are, and what is said of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from matcher.core.problems import ProblemLog, Severity
from matcher.core.schema import as_list
from matcher.intake.identify.finder import Candidate, Wanted
from matcher.intake.identify.register import Standing

_WANTED = ("name", "postcode", "town", "la_code", "la_name", "phase")
_LEVELS = {
    "postcode": "at the same postcode", "near": "near its postcode",
    "outcode": "with the same outward code", "town": "in the same town or authority",
    "perhaps": "the only one of that name", "unknown": "the only one of that name",
}  # fmt: skip


class Rows:
    """``table``: tidy records, changed in place; ``header``: the header as written for
    (list, column); ``decided``: the rows whose URN is no longer the list's own."""

    def __init__(
        self, table: pd.DataFrame, header: Mapping[tuple[str, str], str], log: ProblemLog
    ) -> None:
        self.table = table
        self.decided: set[int] = set()
        self._header, self._log = header, log

    def urns(self) -> Iterable[tuple[int, str]]:
        """Each row's position and URN, as they are now."""
        return list(zip(self.table.index, as_list(self.table["urn"]), strict=True))

    def cell(self, at: int, column: str) -> str:
        """A cell as text."""
        return str(self.table.at[at, column])

    def wanted(self, at: Iterable[int]) -> list[Wanted]:
        """What rows say of the schools they mean."""
        rows = self.table.loc[list(at), list(_WANTED)]
        return [Wanted(*row) for row in rows.itertuples(index=False)]

    def decide(self, at: int, urn: str) -> None:
        """Give a row its URN."""
        self.table.at[at, "urn"] = urn
        self.decided.add(at)

    def take(self, at: int, urn: str, code: str, how: str, known: Standing) -> None:
        """Give a row the URN that was found, and say how; a URN of its own was wrong."""
        said = self.cell(at, "urn_said")
        self.decide(at, urn)
        self.say(
            at,
            code,
            f"taken to be {known.called(urn)}, {how}",
            said,
            severity="warning" if said else "note",
            hint="write the URN in the list, or another one if this is wrong",
        )

    def take_by_name(self, at: int, chosen: Candidate, known: Standing, wrong: str = "") -> None:
        """Give a row the URN of the school that its name and place mean."""
        how = f"found by its name, {_LEVELS[chosen.level]} (score {chosen.score:.2f}){wrong}"
        self.take(at, chosen.urn, "urn_from_name", how, known)

    def say(
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
            column=self._header.get((name, column), column),
            value=value,
            severity=severity,
            hint=hint,
        )
