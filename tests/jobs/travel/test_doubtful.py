"""Times in a file of minutes that cannot be so are not believed, and mixed ways are told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from strategies import schools_table

from matcher.core.problems import ProblemLog
from matcher.intake.minutes.reader import MinutesTable, read_minutes
from matcher.jobs.travel.doubtful import believed, check_modes
from matcher.show.kit.reach import Reach
from matcher.show.run.travel_words import travel_lines

# Kilometres from the first school.
KM = {"100": 0.0, "101": 0.0, "102": 1.9, "103": 3.4, "104": 30.0}
HEAD = "seeker_urn,partner_urn,minutes,minutes_there,minutes_back,minutes_by,mode\n"


def read(tmp_path: Path, rows: str, log: ProblemLog) -> MinutesTable:
    path = tmp_path / "minutes.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    return read_minutes(path, KM, log)


def schools() -> object:
    return schools_table([{"urn": urn, "x": 400_000 + km * 1000.0, "y": 400_000} for urn, km in
                          KM.items()])  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        ("100,101,0,,,,", 0.0),  # on one site
        ("100,102,0,,,,", 0.0),
        ("100,103,0,,,,bus", None),
        ("100,103,1,,,,", 1.0),
        ("100,104,11.9,,,,", None),  # 28 km at 140 km/h are 12 minutes
        ("100,104,12,,,,", 12.0),
        ("100,104,20,2,38,,", None),  # one way alone
        ("100,104,2,,,estimate,", 2.0),  # nobody told it
        ("100,104,unreachable,,,,", np.inf),
        ("100,104,,,,,", np.nan),
    ],
)
def test_a_single_time_that_no_car_could_make_is_not_known(
    tmp_path: Path, cells: str, wanted: float | None
) -> None:
    log = ProblemLog()
    table = believed(read(tmp_path, f"{cells}\n", log), schools(), log)
    found = table.pairs["minutes"].to_numpy()
    assert table.account.balances
    if wanted is not None:
        np.testing.assert_array_equal(found, wanted)
        assert not log.problems
        return
    assert np.isnan(table.pairs[["minutes", "minutes_there", "minutes_back"]]).all(axis=None)
    assert len(found) == 2  # there, and turned
    (problem,) = log.problems
    assert (problem.code, problem.row, problem.severity) == ("impossible_minutes", 2, "rejected")
    assert f"between 100 and {cells[4:7]}" in problem.message
    assert (table.account.used, table.account.rejected) == (0, 1)


@pytest.mark.parametrize(
    ("modes", "said"),
    [
        (("bus", "Bus", " BUS "), ""),
        (("car", "Driving", ""), ""),
        (("bus", "Bus", "car", ""), "2 by bus, 1 by car, 1 with no mode"),
        (("ferry", "car", "car"), "2 by car, 1 by ferry"),
    ],
)
def test_ways_that_are_mixed_are_told_case_aside(
    tmp_path: Path, modes: tuple[str, ...], said: str
) -> None:
    log = ProblemLog()
    rows = "".join(f"100,{101 + at},40,,,,{mode}\n" for at, mode in enumerate(modes))
    table = read(tmp_path, rows, log)
    check_modes(table, log)
    assert [one.code for one in log.problems] == (["mixed_modes"] if said else [])
    assert not said or f"travelling: {said}; the lists compare" in log.problems[0].message
    assert table.named("mode") == tuple(sorted({mode.strip().lower() for mode in modes} - {""}))


def test_the_summary_names_modes_and_whose_speeds_estimates_have() -> None:
    record = {"engine": "", "modes": ["bus", "car"], "pairs_routed": 4, "pairs_estimated": 2,
              "pairs_unreachable": 0, "no_answer": 2, "places_off_network": 0, "breaches": 0,
              "file": {"name": "m.csv", "sources": [], "dates": []}}  # fmt: skip
    first, second, *_ = travel_lines(record, Reach(40.0))
    assert first == "Travel times (bus, car): from m.csv"
    assert "2 estimated (by the speeds of all modes together)" in second
    one = {**record, "modes": ["bus"]}
    assert "modes" not in " ".join(travel_lines(one, Reach(40.0, by="by bus")))
