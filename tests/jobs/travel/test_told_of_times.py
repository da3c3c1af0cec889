"""What a run by travel times says of pairs that it knows little of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_engines import FakeEngine, serving
from timed_runs import engine, timed, write_list

from matcher.jobs.matching.summary.lines import summary_lines


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_list(tmp_path_factory.mktemp("told") / "schools.csv")


@pytest.fixture(scope="module")
def fake() -> Iterator[FakeEngine]:
    with serving(engine()) as running:
        yield running


def test_an_engine_run_counts_pairs_that_may_be_in_reach_and_says_so(
    fake: FakeEngine, listed: Path, tmp_path: Path
) -> None:
    """Of few pairs it knows the time: it never claims that the others are within the limit."""
    asked = {"k": 1, "max_minutes": 30.0, "must_give": True, "reciprocal": True}
    few = timed(listed, fake.travel, tmp_path / "few", **asked)
    told = "\n".join(summary_lines(few.found))
    assert "Pairs that may be in reach within 30 minutes by car: " in told
    assert "Pairs that may be within the limit kept apart: " in told
    assert "partners that may be in reach within 30 minutes by car are known to offer" in told
    by_file = timed(listed, tmp_path / "few" / "minutes.csv", tmp_path / "file", **asked)
    known = "\n".join(summary_lines(by_file.found))
    assert "Pairs within 30 minutes by car: " in known
    assert "Pairs within the limit kept apart: " in known and "may be" not in known
    for code in ("one_sided", "gives_nothing"):
        counts = [run.found.ranking.pairs_stopped[code] for run in (few, by_file)]
        assert counts[0] >= counts[1]
