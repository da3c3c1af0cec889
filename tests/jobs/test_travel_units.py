"""Hours, days and seconds in the place of minutes are told."""

from __future__ import annotations

from pathlib import Path

import pytest
from strategies import schools_table

from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog
from matcher.intake.minutes.reader import read_minutes
from matcher.jobs.travel.units import check_units

KM = (2, 5, 8, 10, 12, 15)


@pytest.mark.parametrize(
    ("factor", "many", "codes"),
    [
        (1.0, 6, []), (60.0, 6, ["slow_minutes"]), (1 / 60, 6, None), (1 / 1440, 6, None),
        (10.0, 6, []),  # on foot
        (0.3, 6, []),  # by a fast train
        (1 / 60, 4, []),  # of so few nothing follows
    ],
)  # fmt: skip
def test_what_speeds_say_of_units(
    tmp_path: Path, factor: float, many: int, codes: list[str] | None
) -> None:
    rows = [{"urn": "100", "x": 400_000, "y": 400_000}]
    rows += [{"urn": str(km), "x": 400_000 + km * 1000, "y": 400_000} for km in KM]
    schools = schools_table(rows)
    path = tmp_path / "minutes.csv"
    lines = [f"100,{km},{km * 1.5 * factor:.5f}" for km in KM[:many]]
    path.write_text("seeker,partner,minutes\n" + "\n".join(lines) + "\n", encoding="utf-8")
    log = ProblemLog()
    table = read_minutes(path, [str(row["urn"]) for row in rows], log)
    if codes is None:
        with pytest.raises(FileError, match="these are not minutes"):
            check_units(table, schools, log)
        return
    check_units(table, schools, log)
    assert [one.code for one in log.problems] == codes
