"""Travel times from an engine: each pair once, there and back, nothing twice, the same bytes."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from fake_engines import FakeEngine, Point, serving, true_seconds

from matcher.core import geo
from matcher.core.errors import ServiceError, SettingError
from matcher.core.services.answer import Limits
from matcher.travel.cache import FILE
from matcher.travel.engine import EngineRefusal
from matcher.travel.open_engine import engine_address, open_engine
from matcher.travel.places import places_of
from matcher.travel.routed import RoutedTimes
from matcher.travel.tables import Cost, Size, plan_tables, within

QUICK = Limits(connect_s=1, read_s=0.5, call_s=1.0, tries=1, pause_s=0.01, max_bytes=2_000_000)
KINDS = ("osrm", "valhalla")
RNG = np.random.default_rng(7)
COUNT = 60
# A county of made-up schools, 30 km across, and some on the same site.
X = 400_000 + np.rint(RNG.random(COUNT) * 30_000)
Y = 300_000 + np.rint(RNG.random(COUNT) * 30_000)
X[1], Y[1] = X[0], Y[0]


@pytest.fixture(params=KINDS)
def fake(request: pytest.FixtureRequest) -> Iterator[FakeEngine]:
    with serving(FakeEngine(request.param)) as running:
        yield running


def opened(fake: FakeEngine, cache: Path | None = None, **more) -> RoutedTimes:
    return RoutedTimes(open_engine(fake.travel, limits=QUICK), X, Y, cache=cache, **more)


def some_pairs(count: int = 400, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    numbers = np.random.default_rng(seed).choice(COUNT * COUNT, count, replace=False)
    return numbers // COUNT, numbers % COUNT


def expected(fake: FakeEngine, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Minutes from each to each, worked out by hand."""
    longitude, latitude = (np.round(part, 6) for part in geo.to_degrees(X, Y))
    points: list[Point] = list(zip(longitude.tolist(), latitude.tolist(), strict=True))
    seconds = [true_seconds(points[a], points[b]) for a, b in zip(one, other, strict=True)]
    whole = fake.kind == "valhalla"
    return np.round([(round(s) if whole else s) / 60 for s in seconds], 3)


def test_minutes_are_the_engines_there_and_back(fake: FakeEngine) -> None:
    one, other = some_pairs()
    with opened(fake) as times:
        answered = times.minutes(one, other)
        assert (times.by, times.is_bounded) == ("routed", True)
        assert np.allclose(times.snap_m(), 5.0, atol=0.1)
        assert times.asked(one, other).all()
    np.testing.assert_array_equal(answered.there, expected(fake, one, other))
    np.testing.assert_array_equal(answered.back, expected(fake, other, one))
    assert (answered.there != answered.back).any()
    assert not times.asker.reasons
    # Few calls: far fewer than pairs, and than twice the seekers.
    assert times.asker.calls < 2 * COUNT


def test_one_way_is_asked_alone_and_never_again(fake: FakeEngine) -> None:
    one, other = some_pairs(60)
    wanted = {(a, b) for a, b in zip(one.tolist(), other.tolist(), strict=True) if a != b}
    with opened(fake) as times:
        there = times.there(one, other)
        ways = sum(len(origins) * len(destinations) for origins, destinations in fake.tables)
        calls = times.asker.calls
        assert ways < (1.0 + times.engine.cost.most_cells) * len(wanted)
        np.testing.assert_array_equal(times.there(one, other), there)
        assert times.asker.calls == calls
        answered = times.minutes(one, other)
        assert times.asker.calls > calls
    np.testing.assert_array_equal(there, expected(fake, one, other))
    np.testing.assert_array_equal(answered.there, there)
    np.testing.assert_array_equal(answered.back, expected(fake, other, one))


def test_zero_is_an_answer_and_one_site_is_not_asked_about(fake: FakeEngine) -> None:
    with opened(fake) as times:
        answered = times.minutes(np.array([0, 0]), np.array([1, 0]))
        assert answered.minutes.tolist() == [0.0, 0.0]
    assert fake.tables == []


def test_nothing_is_asked_twice_in_a_run_nor_in_the_next(fake: FakeEngine, tmp_path: Path) -> None:
    one, other = some_pairs()
    with opened(fake, tmp_path) as times:
        first = times.minutes(one, other)
        calls = times.asker.calls
        again = times.minutes(one[::-1], other[::-1])
        assert times.asker.calls == calls
    with opened(fake, tmp_path) as times:
        later = times.minutes(one, other)
        assert times.asker.calls == 0
    np.testing.assert_array_equal(again.minutes[::-1], first.minutes)
    np.testing.assert_array_equal(later.minutes, first.minutes)
    np.testing.assert_array_equal(later.there, first.there)


@pytest.mark.parametrize(
    "change", [{"data": "2026-01-01"}, {"snap_limit_m": 900.0}], ids=["data", "limit"]
)
def test_answers_of_other_data_do_not_count(
    fake: FakeEngine, tmp_path: Path, change: dict[str, object]
) -> None:
    one, other = some_pairs(50)
    with opened(fake, tmp_path) as times:
        times.minutes(one, other)
    with opened(fake, tmp_path, **change) as times:
        times.minutes(one, other)
        assert times.asker.calls > 0


def test_what_is_spoilt_in_the_cache_is_asked_again(fake: FakeEngine, tmp_path: Path) -> None:
    one, other = some_pairs(100)
    with opened(fake, tmp_path) as times:
        first = times.minutes(one, other)
    with sqlite3.connect(tmp_path / FILE) as db:
        for part, value in db.execute("SELECT part, value FROM answers").fetchall():
            spoilt = bytearray(value)
            spoilt[-1] ^= 1  # another number, of the same shape
            db.execute("UPDATE answers SET value = ? WHERE part = ?", (bytes(spoilt), part))
    db.close()
    with opened(fake, tmp_path) as times:
        later = times.minutes(one, other)
        assert times.asker.calls > 0
    np.testing.assert_array_equal(later.there, first.there)


@pytest.mark.parametrize("near", [True, False])
def test_places_looked_up_before_a_run_was_stopped_are_kept(
    fake: FakeEngine, tmp_path: Path, near: bool
) -> None:
    """Not before a road is near one of them: the engine may know another region alone."""
    some = np.arange(len(X))
    if not near:
        fake.snap = lambda place: 9_000.0
    with opened(fake, tmp_path) as times:
        snaps, asked = times.engine.snaps, []

        def stop(points: list[Point], limit_m: float) -> np.ndarray:
            asked.append(len(points))
            if len(asked) == 2:
                raise KeyboardInterrupt
            return snaps(points, limit_m)

        times.engine.snaps = stop  # type: ignore[method-assign]
        with pytest.raises(KeyboardInterrupt):
            times.snap_m(some)
    fake.snap = lambda place: 5.0
    with opened(fake, tmp_path) as times:
        snaps, again = times.engine.snaps, []
        times.engine.snaps = lambda points, limit_m: (  # type: ignore[method-assign]
            again.append(len(points)) or snaps(points, limit_m)
        )
        assert np.allclose(times.snap_m(some), 5.0, atol=0.1)
    assert sum(again) == len(times.places) - (asked[0] if near else 0)


def test_a_run_that_stopped_goes_on_where_it_was(fake: FakeEngine, tmp_path: Path) -> None:
    """Whatever it asks first, the rest is the same: also where a cell depends on its table."""
    one, other = some_pairs(800)
    one, other = one // 2, 30 + other // 2
    fake.cells = 40
    with opened(fake) as times:
        whole = times.minutes(one[:500], other[:500]), times.minutes(one, other)
    in_all = fake.cells_asked
    fake.tables.clear()
    for share_done in (0.3, 0.7):

        def stop(stage: str, share: float, share_done: float = share_done) -> None:
            assert "ways" in stage
            if share > share_done:
                raise KeyboardInterrupt

        with opened(fake, tmp_path, progress=stop) as times, pytest.raises(KeyboardInterrupt):
            times.minutes(one[:500], other[:500])
    asked_before = fake.cells_asked
    assert asked_before > 0
    with opened(fake, tmp_path) as times:
        later = times.minutes(one[:500], other[:500]), times.minutes(one, other)
    for first, second in zip(whole, later, strict=True):
        np.testing.assert_array_equal(second.there, first.there)
        np.testing.assert_array_equal(second.back, first.back)
    assert fake.cells_asked <= in_all


def test_the_same_tables_whatever_the_order_of_schools_and_pairs(fake: FakeEngine) -> None:
    one, other = some_pairs()
    with opened(fake) as times:
        first = times.minutes(one, other)
    tables = [*fake.tables]
    fake.tables.clear()
    order = np.random.default_rng(3).permutation(COUNT)
    place = np.argsort(order)
    mixed = np.random.default_rng(4).permutation(len(one))
    with RoutedTimes(open_engine(fake.travel, limits=QUICK), X[order], Y[order]) as times:
        again = times.minutes(place[one][mixed], place[other][mixed])
    assert fake.tables == tables
    np.testing.assert_array_equal(again.there, first.there[mixed])


def test_a_place_without_a_point_is_never_asked_about(fake: FakeEngine) -> None:
    x = np.array([np.nan, 400_000.0, 410_000.0, -5.0])
    y = np.array([300_000.0, 300_000.0, 310_000.0, 300_000.0])
    with RoutedTimes(open_engine(fake.travel, limits=QUICK), x, y) as times:
        answered = times.minutes(np.array([0, 1, 3, 1]), np.array([1, 0, 1, 2]))
        assert np.isnan(times.snap_m()).tolist() == [True, False, False, True]
    assert np.isnan(answered.minutes).tolist() == [True, True, True, False]


def test_no_school_at_all_asks_nothing(fake: FakeEngine) -> None:
    none = np.zeros(0)
    with RoutedTimes(open_engine(fake.travel, limits=QUICK), none, none) as times:
        assert len(times.minutes(none.astype(int), none.astype(int)).minutes) == 0
    assert fake.paths == []


def test_nothing_but_the_documented_is_sent(fake: FakeEngine) -> None:
    with opened(fake) as times:
        times.minutes(*some_pairs())
    assert not [path for path in fake.paths if "fallback" in path]
    assert max(map(len, fake.paths)) < 6_000


@pytest.mark.parametrize(
    "text",
    ["", "osrm", "osrm=", "graphhopper=http://127.0.0.1", "osrm=ftp://127.0.0.1",
     "osrm=http://me:secret@127.0.0.1:5000", "osrm=http://127.0.0.1:99999", "osrm=127.0.0.1:5000",
     "valhalla=http://127.0.0.1?api_key=secret", "valhalla=http://127.0.0.1#secret"],
)  # fmt: skip
def test_addresses_that_are_not_asked(text: str) -> None:
    with pytest.raises(SettingError) as caught:
        engine_address(text)
    assert "secret" not in str(caught.value)


def test_addresses_that_may_be_asked() -> None:
    assert engine_address(" OSRM = http://[::1]:5000/car/ ") == ("osrm", "http://[::1]:5000/car")
    assert engine_address("valhalla=https://routes.example")[1] == "https://routes.example"


def test_nobody_there_is_said_at_once() -> None:
    with pytest.raises(ServiceError, match="failed or broke off"):
        RoutedTimes(open_engine("osrm=http://127.0.0.1:9", limits=QUICK), X, Y)


@pytest.mark.parametrize("kind", KINDS)
def test_another_server_is_told_from_an_engine(kind: str) -> None:
    other = {"osrm": "valhalla", "valhalla": "osrm"}[kind]
    fake = FakeEngine(other)
    with serving(fake), pytest.raises(ServiceError):
        RoutedTimes(open_engine(f"{kind}={fake.base}", limits=QUICK), X, Y)


def test_places_to_the_metre_in_an_order_of_their_own() -> None:
    places = places_of(
        np.array([400_000.2, 399_999.8, np.nan, 500_000.0]),
        np.array([300_000.4, 300_000.1, 1.0, 310_000.0]),
    )
    assert places.of.tolist() == [0, 0, -1, 1]
    assert places.x.tolist() == [400_000.0, 500_000.0]
    assert places.longitude[0] == round(places.longitude[0], 6)


def test_tables_hold_every_pair_and_little_else() -> None:
    rng = np.random.default_rng(5)
    one = np.repeat(np.arange(200), 10)
    other = 200 + (one // 4 + rng.integers(0, 12, len(one)))
    cost, size = Cost(3.0, 0.15, 0.001), Size(400, 60)
    tables = plan_tables(one, other, cost, size)
    covered = {
        (a, b) for table in tables for a in table.origins.tolist()
        for b in table.destinations.tolist()
    }  # fmt: skip
    assert set(zip(one.tolist(), other.tolist(), strict=True)) <= covered
    assert all(size.holds(len(t.origins), len(t.destinations)) for t in tables)
    assert len(tables) < 40
    # Neighbours who want other places each: little is asked for in vain.
    sparse = 200 + rng.integers(0, 400, len(one))
    tables = plan_tables(one, sparse, cost, Size(10_000, 500))
    assert sum(len(t.origins) * len(t.destinations) for t in tables) <= 3 * len(one)
    (whole,) = plan_tables(one[:10], other[:10], cost, Size(1000, 200))
    assert len(whole.origins) == 1
    pieces = within(whole, Size(3, 4))
    assert sum(len(p.destinations) for p in pieces) == len(whole.destinations)


def test_an_engine_that_refuses_everything_ends_the_run(fake: FakeEngine) -> None:
    def no(request) -> bool:
        request.say(400, {"code": "DisabledDataset", "message": "no\x1b[31m", "error_code": 125})
        return True

    fake.fault = no
    with opened(fake) as times, pytest.raises(EngineRefusal, match="refuses what it is asked"):
        times.minutes(*some_pairs(20))


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is of POSIX")
def test_a_run_killed_at_half_asks_for_at_most_half_again(fake: FakeEngine, tmp_path: Path) -> None:
    script = """
        import os, signal, sys
        from pathlib import Path
        import numpy as np
        from matcher.travel.open_engine import open_engine
        from matcher.travel.routed import RoutedTimes

        travel, cache, count = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
        rows = np.load(cache / "pairs.npy")
        x, y = np.load(cache / "places.npy")
        times = RoutedTimes(open_engine(travel), x, y, cache=cache)
        times.engine.table, table = None, times.engine.table
        def counted(*asked):
            global count
            count -= 1
            if count < 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return table(*asked)
        times.engine.table = counted
        for part in np.array_split(rows, 12):
            times.minutes(*part.T)
    """
    one, other = some_pairs(900)
    pairs = np.column_stack([one // 2, 30 + other // 2])
    np.save(tmp_path / "pairs.npy", pairs)
    np.save(tmp_path / "places.npy", np.array([X, Y]))
    with opened(fake) as times:
        whole = [times.minutes(*part.T) for part in np.array_split(pairs, 12)]
    in_all, calls = fake.cells_asked, len(fake.tables)
    fake.tables.clear()
    killed = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), fake.travel, tmp_path, str(calls // 2)],
        check=False,
    )
    assert killed.returncode == -9
    fake.tables.clear()
    with opened(fake, tmp_path) as times:
        again = [times.minutes(*part.T) for part in np.array_split(pairs, 12)]
    assert 0 < fake.cells_asked <= in_all / 2
    assert len(fake.tables) <= calls - calls // 2
    for first, second in zip(whole, again, strict=True):
        np.testing.assert_array_equal(second.minutes, first.minutes)
