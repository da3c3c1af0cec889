"""The national register with its coordinates taken away: how well do postcodes place it?"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from matcher.core.problems import ProblemLog
from matcher.intake.lists import list_schools, read_records
from matcher.place.locate import locate


@pytest.mark.real
@pytest.mark.slow
def test_postcodes_alone_place_a_register(
    shared_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    register = shared_data / "gias" / "register-2025-05-24.csv"
    known = list_schools(read_records([register], ProblemLog()), None, ProblemLog())
    bare = known.assign(easting="", northing="", coordinates_from="")
    log = ProblemLog()
    placed = locate(bare, log, postcodes=shared_data / "postcodes" / "codepo_gb-2025-11.zip")
    truth = locate(known, ProblemLog())
    assert len(placed) == len(known) == 27_153  # none is lost
    both = (truth["located_by"] != "") & (placed["postcode"] != "")
    assert both.sum() == 23_633
    away = placed[both].distance(truth[both]).to_numpy()
    near = np.count_nonzero(away <= 1_000)
    graded = placed[both & (placed["located_by"] == "outcode")]
    assert log.counts()["unknown_postcode"] == 78 == len(graded)
    # A graded fallback says how far off it may be, and mostly keeps to it.
    assert (graded["precision_m"] > 100).all()
    within = away[(placed[both]["located_by"] == "outcode").to_numpy()]
    assert np.mean(within <= 2 * graded["precision_m"].to_numpy()) > 0.9
    assert near / 23_633 >= 0.989
    with capsys.disabled():
        print(f"\n{near:,} of 23,633 within 1 km of their point ({near / 23_633:.2%}); "
              f"{len(graded)} by a graded fallback")  # fmt: skip
