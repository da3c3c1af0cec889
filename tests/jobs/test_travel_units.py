"""Hours, days and seconds in the place of minutes are told, and what cannot be read is refused."""

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
    minutes = [repr(km * 1.5 * factor) for km in KM[:many]]
    if codes is None:
        with pytest.raises(FileError, match="these are not minutes"):
            told(tmp_path, minutes)
        return
    assert told(tmp_path, minutes) == codes


@pytest.mark.parametrize(
    ("minutes", "codes"),
    [
        # Seconds of which some are longer than a day: those count among the slow ones.
        (["100", "10", "12", "2000", "1900", "2100"], ["slow_minutes", *["unread_minutes"] * 3]),
    ],
)
def test_rows_that_are_refused_count(tmp_path: Path, minutes: list[str], codes: list[str]) -> None:
    assert told(tmp_path, minutes) == codes


def test_a_file_of_which_most_rows_cannot_be_read_is_refused(tmp_path: Path) -> None:
    minutes = ["3", "7 or 8", "{{ 6007 * 7001 }}", "soon", "90 s", "22"]
    with pytest.raises(FileError, match=r"4 of 6 rows cannot be read, first row 3: .*'7 or 8'"):
        told(tmp_path, minutes)
    assert told(tmp_path, ["3", "7 or 8", "12", "soon", "18", "22"]) == ["unread_minutes"] * 2


def told(folder: Path, minutes: list[str]) -> list[str]:
    """What is found in a file with these minutes from one school to each of the others."""
    rows = [{"urn": "100", "x": 400_000, "y": 400_000}]
    rows += [{"urn": str(km), "x": 400_000 + km * 1000, "y": 400_000} for km in KM]
    path = folder / "minutes.csv"
    lines = [f"100,{km},{text}" for km, text in zip(KM, minutes, strict=False)]
    path.write_text("seeker,partner,minutes\n" + "\n".join(lines) + "\n", encoding="utf-8")
    log = ProblemLog()
    table = read_minutes(path, [str(row["urn"]) for row in rows], log)
    check_units(table, schools_table(rows), log)
    return sorted(one.code for one in log.problems)
