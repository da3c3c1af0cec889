"""The whole command in the made-up town: an estuary, islands, the sea, and a run that is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import counting_proxy
import pytest
import road_engines
import town
from program import Rows, output_of, table

pytestmark = pytest.mark.xdist_group("engines")

WEST, EAST = "900001", "900002"
LARGE_ISLE, SMALL_ISLE, SEA, ISLE_PARTNER = "900003", "900004", "900005", "900006"


@pytest.fixture(scope="module")
def listed(schools: list[town.School], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return town.write_list(tmp_path_factory.mktemp("town") / "schools.csv", schools)


@pytest.fixture(scope="module")
def by_road(osrm: str, listed: Path) -> Path:
    folder = listed.parent / "by-road"
    patch = pytest.MonkeyPatch()
    patch.setenv("MATCHER_CACHE_DIR", str(listed.parent / "cache"))
    output_of("match", listed, "--travel", f"osrm={osrm}", "--max-minutes", "50",
              "--travel-data", "2026-11-28", "--out", folder)  # fmt: skip
    patch.undo()
    return folder


def pairs_of(folder: Path, seeker: str) -> Rows:
    return [row for row in table(folder / "matches.csv") if row["seeker_urn"] == seeker]


def test_the_estuary_in_the_list(by_road: Path, listed: Path, tmp_path: Path) -> None:
    """The first partner in a straight line stands 44 minutes away by road."""
    output_of("match", listed, "--out", tmp_path / "straight", "--weights", "near=1")
    straight = {row["partner_urn"]: row for row in pairs_of(tmp_path / "straight", WEST)}
    assert straight[EAST]["rank"] == "1"
    assert float(straight[EAST]["distance_km"]) == 3.0
    minutes = {
        (row["seeker_urn"], row["partner_urn"]): row for row in table(by_road / "minutes.csv")
    }
    assert 40 < float(minutes[WEST, EAST]["minutes"]) < 48
    found = pairs_of(by_road, WEST)
    assert len(found) >= 5
    assert EAST not in {row["partner_urn"] for row in found if row["rank"] in ("1", "2", "3")}
    assert {row["minutes_by"] for row in found} == {"routed"}


def test_the_estuary_explained(by_road: Path) -> None:
    """From the folder alone: the engine is not asked."""
    said = output_of("explain", by_road, WEST, EAST)
    assert "3.0 km" in said
    assert "minutes" in said
    assert any(f"{minutes} minutes" in said for minutes in range(40, 49)), said


def test_no_way_to_an_island(by_road: Path) -> None:
    assert {row["partner_urn"] for row in pairs_of(by_road, LARGE_ISLE)} == {ISLE_PARTNER}
    assert not pairs_of(by_road, SMALL_ISLE)
    assert "unreachable" in output_of("explain", by_road, SMALL_ISLE, EAST).casefold()


def test_the_sea_is_estimated_and_says_so(by_road: Path) -> None:
    rows = pairs_of(by_road, SEA)
    assert rows
    assert {row["minutes_by"] for row in rows} == {"estimate"}
    record = json.loads((by_road / "run.json").read_text(encoding="utf-8"))["travel"]
    assert record["places_off_network"] == 1
    assert record["breaches"] == 0
    routed = [row for row in table(by_road / "matches.csv") if row["minutes_by"] == "routed"]
    assert max(float(row["evidence"]) for row in rows) < max(
        float(row["evidence"]) for row in routed
    )


def test_the_minutes_of_a_run_give_the_same_lists_without_an_engine(
    by_road: Path, listed: Path, tmp_path: Path
) -> None:
    """Pairs that nobody asked about could stand in no list, whatever stands in for them."""
    output_of("match", listed, "--travel", by_road / "minutes.csv", "--max-minutes", "50",
              "--out", tmp_path / "again")  # fmt: skip
    told = [
        [(row["seeker_urn"], row["partner_urn"], row["rank"], row["partner_rank"], row["minutes"])
         for row in table(folder / "matches.csv")]
        for folder in (by_road, tmp_path / "again")
    ]  # fmt: skip
    assert told[0] == told[1]


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_killed_at_half_the_second_run_asks_for_at_most_half(
    streets: Path, schools: list[town.School], tmp_path: Path
) -> None:
    listed = town.write_list(tmp_path / "schools.csv", [*schools[:40], *schools[-12:]])
    with (
        road_engines.osrm(streets, tmp_path / "log", "--max-table-size", "8") as engine,
        counting_proxy.before(engine) as proxy,
    ):
        command = [sys.executable, "-m", "matcher", "match", str(listed), "--travel",
                   f"osrm={proxy.url}", "--max-minutes", "50", "--weights", "near=1"]  # fmt: skip

        def run(name: str, cache: str) -> subprocess.Popen[bytes]:
            return subprocess.Popen(
                [*command, "--out", str(tmp_path / name)],
                env={**os.environ, "MATCHER_CACHE_DIR": str(tmp_path / cache)},
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            )  # fmt: skip

        def finished(process: subprocess.Popen[bytes]) -> None:
            _, said = process.communicate(timeout=300)
            assert process.returncode == 0, said.decode()

        finished(run("whole", "one cache"))
        whole, requests = proxy.cells(), len(proxy.asked)
        assert requests > 25
        proxy.asked.clear()
        proxy.answered.clear()
        killed = run("killed", "another cache")

        def below_half() -> bool:
            """The request at which half is answered, and kept, never gets to the engine: its answer
            would come after the end of the one who asked, and count for the next run."""
            if proxy.cells() < whole / 2:
                return True
            os.kill(killed.pid, signal.SIGKILL)
            return False

        proxy.passes_on = below_half
        killed.communicate(timeout=300)
        assert killed.returncode == -signal.SIGKILL
        proxy.passes_on = lambda: True
        proxy.answered.clear()
        finished(run("again", "another cache"))
        assert 0 < proxy.cells() <= whole / 2
        for name in ("matches.csv", "minutes.csv"):
            whole_file, again = ((tmp_path / run / name).read_bytes() for run in ("whole", "again"))
            assert whole_file == again
