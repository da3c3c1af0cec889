"""What is said of schools that cannot be placed, or not where their list puts them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from matcher.core.figures.number_format import counted
from matcher.core.problems import ProblemLog, Severity
from matcher.core.schema import as_list
from matcher.place.coordinates import Coordinates

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]


class LocationProblems:
    """Records the problems of the schools of the lists, each at its own list, sheet and row."""

    def __init__(self, schools: pd.DataFrame, log: ProblemLog) -> None:
        self.schools = schools
        self.log = log
        stood = (as_list(schools[name]) for name in ("list", "sheet", "row"))
        self.rows = list(zip(*stood, strict=True))
        self.listed = schools["listed"].to_numpy() == 1

    def coordinates(self, given: Coordinates) -> None:
        """Coordinates that were refused, row by row, and those that are 0, counted."""
        first, second = given.columns
        for code, rows in given.refused.items():
            if rows.any():
                message, hint = given.message(code)
                values = self.schools[first] + ", " + self.schools[second]
                self._add(rows, code, message, hint, first, values)
        zeros = self.schools.loc[given.zero & self.listed, ["list", "sheet"]]
        for (name, sheet), count in zeros.groupby(["list", "sheet"]).size().items():
            self.log.add(
                "zero_coordinates",
                f"{first} and {second} are 0 in {count} {'row' if count == 1 else 'rows'}"
                " and count as unknown",
                list=name,
                sheet=sheet,
                column=first,
                value=str(count),
                severity="note",
            )

    def postcodes(
        self,
        code: pd.Series,
        placed: Flags,
        known: Flags,
        answered: Flags,
        asked: Flags,
    ) -> None:
        """Postcodes and outward codes that nobody knows. ``answered``: the file or the
        service was asked and answered; ``asked``: the service was."""
        unknown = (code != "").to_numpy(dtype=bool) & ~known & answered
        newer = "check it, or use a newer file; it may have been withdrawn"
        cases: list[tuple[Flags, str, str, Severity]] = [
            (unknown & placed, "file", newer, "note"),
            (unknown & ~placed & ~asked, "file", newer, "warning"),
            (unknown & asked, "service", "check it; it may be mistyped", "warning"),
        ]
        for rows, source, hint, severity in cases:
            self._add(
                rows,
                "unknown_postcode",
                f"the postcode {source} does not have this postcode",
                hint,
                "postcode",
                code,
                severity,
            )

    def terminated(self, placed: Flags, ended: Flags, code: pd.Series) -> None:
        """Schools placed by a postcode that was withdrawn."""
        self._add(
            placed & ended,
            "terminated_postcode",
            "the postcode was withdrawn; the school is placed where it last was",
            "give the postcode of today",
            "postcode",
            code,
            "note",
        )

    def no_districts(self, rows: Flags, source: Path) -> None:
        """Schools that lack a district, for the postcode file has none at all; counted."""
        if count := int(np.count_nonzero(rows & self.listed)):
            self.log.add(
                "no_district_codes",
                "the postcode file has no district codes, so "
                f"{counted(count, 'school of the lists is', 'schools of the lists are')} in no "
                "priority area by code",
                column="postcode",
                value=source.name,
                severity="note",
                hint="use Code-Point Open or the ONS Postcode Directory, or give a register too",
            )

    def not_geocoded(self, rows: Flags, code: pd.Series, failed: dict[str, str]) -> None:
        """Postcodes for which the service gave no answer, each with its reason."""
        for reason in sorted(set(failed.values())):
            self._add(
                rows & (code.map(failed) == reason).to_numpy(bool),
                "not_geocoded",
                f"not geocoded: {reason}",
                "run again when the service answers, or use a postcode file",
                "postcode",
                code,
            )

    def far_from_postcode(self, code: pd.Series, far: Flags, metres: Floats) -> None:
        """Schools whose coordinates are so many metres from their own postcode, that is ``far``."""
        self._add(
            far,
            "far_from_postcode",
            "the coordinates are {:.1f} km from the school's postcode",
            "the coordinates are kept; correct whichever is wrong",
            "postcode",
            code,
            figures=metres / 1000,
        )

    def no_place(self, rows: Flags, answered: Flags) -> None:
        """Schools that nothing places."""
        message = "the school cannot be placed on the map"
        today = "add a postcode of today, or its easting and northing"
        file = "add its easting and northing, or run with a postcode file"
        self._add(rows & answered, "no_place", message, today)
        self._add(rows & ~answered, "no_place", message, file)

    def _add(
        self,
        rows: Flags,
        code: str,
        message: str,
        hint: str,
        column: str = "",
        values: pd.Series | None = None,
        severity: Severity = "warning",
        figures: Floats | None = None,
    ) -> None:
        """Record the problem for each of the rows that a list gave."""
        for at in np.flatnonzero(rows & self.listed).tolist():
            name, sheet, row = self.rows[at]
            self.log.add(
                code,
                message if figures is None else message.format(figures[at]),
                list=name,
                sheet=sheet,
                row=int(row),
                column=column,
                value="" if values is None else str(values.iat[at]),
                severity=severity,
                hint=hint,
            )
