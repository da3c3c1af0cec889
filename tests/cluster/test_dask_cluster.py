"""The ranking on a real cluster: a scheduler and workers in processes of their own."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dask_machines import REPOSITORY, Machines
from program import invoke, result_of, start_matcher
from strategies import random_england
from threadpoolctl import threadpool_info

from matcher.cluster.dask_cluster import DaskCluster, dask_cluster
from matcher.core.errors import ServiceError, SettingError
from matcher.core.settings.combine import settings
from matcher.match.rank import Ranking, rank_pairs

pytestmark = pytest.mark.xdist_group("dask")

SAMPLE = REPOSITORY / "data" / "samples"
MATCH = ("match", SAMPLE / "hastings-office.xlsx", SAMPLE / "ipswich-office.csv", "--register",
         SAMPLE / "register.csv", "--postcodes", SAMPLE / "postcodes.csv", "--from-register",
         "both")  # fmt: skip


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    made = Machines(tmp_path_factory.mktemp("dask"))
    try:
        made.start("one")
        made.start("two")
        yield made
    finally:
        made.end()


@pytest.fixture(scope="module")
def trouble(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    """A scheduler without workers, to which what is wrong is done."""
    made = Machines(tmp_path_factory.mktemp("trouble"))
    try:
        yield made
    finally:
        made.end()


@pytest.fixture(scope="module")
def england() -> tuple[Any, Any, Any]:
    """So many schools that every worker is at it for a while."""
    schools, profile = random_england(2500, seed=8, known=0.9, measured=0.3, size_km=250)
    return schools, profile, settings(max_km=60)


@pytest.fixture(scope="module")
def here(england: tuple[Any, Any, Any]) -> str:
    return told(rank_pairs(*england))


def told(ranking: Ranking) -> str:
    """All that a ranking says, to the last bit of every float."""
    stand_ins = {term: table.tobytes() for term, table in ranking.weights.stand_ins.items()}
    return f"{ranking.matches.to_csv()} {stand_ins} {ranking.pairs_stopped} {ranking.in_reach}"


def test_a_run_on_a_cluster_has_the_bytes_of_a_run_here(machines: Machines, tmp_path: Path) -> None:
    before = threads_here()
    result_of(*MATCH, "--out", tmp_path / "here")
    result_of(*MATCH, "--out", tmp_path / "there", "--engine", "dask",
              "--scheduler", machines.address)  # fmt: skip
    files = sorted(file.name for file in (tmp_path / "here").iterdir())
    assert "matches.csv" in files
    for name in files:
        ours = (tmp_path / "there" / name).read_bytes()
        assert ours == (tmp_path / "here" / name).read_bytes(), name
    # Where Dask starts workers of its own, it sets this process to one thread.
    assert threads_here() == before


def threads_here() -> tuple[dict[str, int], dict[str, str]]:
    """How many threads the libraries of this process use, and what would tell its children."""
    limits = {name: value for name, value in os.environ.items() if "_NUM_THREADS" in name}
    return {one["filepath"]: one["num_threads"] for one in threadpool_info()}, limits


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_worker_killed_on_the_way_loses_nothing(
    machines: Machines, england: tuple[Any, Any, Any], here: str
) -> None:
    machines.start("lost")
    killed: list[str] = []
    with dask_cluster(machines.address) as cluster:
        wait_for(cluster, "one", "two", "lost")
        (address,) = (at for at, name in workers(cluster).items() if name == "lost")

        def kill_who_is_at_work(stage: str, share: float) -> None:
            if killed:
                return
            if cluster._client.processing()[address]:
                machines.workers["lost"].send_signal(signal.SIGKILL)
                machines.workers["lost"].wait()
                killed.append(stage)

        found = told(rank_pairs(*england, cluster=cluster, progress=kill_who_is_at_work))
        assert killed, "the worker was idle: nothing was lost"
        assert killed[0].startswith("ranking: ")
        wait_for(cluster, "one", "two")
    assert found == here


def test_no_scheduler(tmp_path: Path) -> None:
    with (
        pytest.raises(ServiceError, match="no scheduler answers in") as found,
        dask_cluster("tcp://127.0.0.1:9", connect_s=0.5),
    ):
        raise AssertionError("nobody is there")
    assert "dask scheduler" in found.value.hint


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--engine", "dask"), "needs the address of a scheduler"),
        (("--scheduler", "tcp://127.0.0.1:9"), "is of no use without --engine dask"),
        (
            ("--engine", "dask", "--scheduler", "tcp://127.0.0.1:9", "--travel", "minutes.csv"),
            "ranks by distance only",
        ),
    ],
)
def test_what_does_not_fit_is_refused(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    done = invoke(*MATCH, *words, "--out", tmp_path / "run")
    assert isinstance(done.exception, SettingError)
    assert said in str(done.exception)
    assert not (tmp_path / "run").exists()


def test_of_what_is_no_address_two_lines_are_said_and_it_ends(tmp_path: Path) -> None:
    done = start_matcher(*MATCH, "--engine", "dask", "--scheduler", "no://where", cwd=tmp_path,
                         encoding="utf-8")  # fmt: skip
    first, second = done.stderr.splitlines()
    assert first.startswith("Error: --scheduler no://where: is no address of a scheduler")
    assert second.startswith("What to do: ")


def test_without_the_extra_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("matcher.cluster.dask_cluster.find_spec", lambda name: None)
    done = invoke(*MATCH, "--engine", "dask", "--scheduler", "tcp://x:1", "--out", tmp_path / "run")
    assert isinstance(done.exception, SettingError)
    assert "school-partner-matcher[dask]" in done.exception.hint


def test_no_worker_comes(trouble: Machines) -> None:
    with (
        pytest.raises(ServiceError, match="has no workers") as found,
        dask_cluster(trouble.address, workers_s=0.5),
    ):
        raise AssertionError("nobody is there")
    assert f"dask worker {trouble.address}" in found.value.hint


def test_a_worker_of_other_code_is_refused_whenever_it_comes(
    trouble: Machines, tmp_path: Path, england: tuple[Any, Any, Any]
) -> None:
    shutil.copytree(REPOSITORY / "matcher", tmp_path / "matcher")  # compiled: soon loaded
    with (tmp_path / "matcher" / "match" / "score.py").open("a", encoding="utf-8") as file:
        file.write("# another line\n")
    trouble.start("other", package=tmp_path)
    with pytest.raises(ServiceError) as found, dask_cluster(trouble.address) as cluster:
        rank_pairs(*england, cluster=cluster)
    assert "a worker has other versions: " in found.value.what
    assert "school-partner-matcher is 0." in found.value.what
    trouble.workers["other"].kill()


def test_where_all_workers_and_then_the_scheduler_are_lost_it_ends(trouble: Machines) -> None:
    from matcher.match.parts.on_worker import sums_of_part

    trouble.start("last")
    with dask_cluster(trouble.address) as cluster:
        wait_for(cluster, "last")
    with dask_cluster(trouble.address, workers_s=1.5) as cluster:
        assert cluster.threads == 1
        held = cluster.send(b"no part of anything")
        with pytest.raises(ServiceError, match="a worker failed: "):
            cluster.work(sums_of_part, [(held, held)])
        trouble.workers["last"].kill()
        wait_for(cluster)
        with pytest.raises(ServiceError, match="all workers are gone"):
            cluster.work(sums_of_part, [(held, held)])
        trouble.scheduler.kill()
        with pytest.raises(ServiceError, match="does not answer any more"):
            cluster.work(sums_of_part, [(held, held)])


def wait_for(cluster: DaskCluster, *names: str) -> None:
    """Wait until a scheduler knows of the workers of these names, and of no other."""
    until = time.monotonic() + 60
    while {*workers(cluster).values()} != {*names}:
        assert time.monotonic() < until, workers(cluster)
        time.sleep(0.05)


def workers(cluster: DaskCluster) -> dict[str, str]:
    """The names of the workers by their addresses."""
    there = cluster._client.scheduler_info(n_workers=-1)["workers"]
    return {address: worker["name"] for address, worker in there.items()}
