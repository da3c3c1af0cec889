"""What an engine, or whatever stands between, can do wrong: each ends in bounded time with no
answer, off the network or no way, and never with a wrong number."""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from fake_engines import FakeEngine, Point, Request, metres, serving

from matcher.core import geo
from matcher.core.errors import ServiceError
from matcher.core.services.answer import Limits
from matcher.core.travel.times import Answered
from matcher.travel.open_engine import open_engine
from matcher.travel.routed import RoutedTimes

QUICK = Limits(connect_s=0.5, read_s=0.2, call_s=0.5, tries=1, pause_s=0.01, longest_pause_s=0.02)
KINDS = ("osrm", "valhalla")
# Made-up schools along a road, 700 m apart, and the pairs from the first half to the second.
COUNT = 20
X, Y = 400_000.0 + 700.0 * np.arange(COUNT), np.full(COUNT, 300_000.0)
ONE, OTHER = np.divmod(np.arange((COUNT // 2) ** 2), COUNT // 2)
OTHER = OTHER + COUNT // 2
LONGITUDE, LATITUDE = geo.to_degrees(X, Y)
POINTS: list[Point] = list(
    zip(LONGITUDE.round(6).tolist(), LATITUDE.round(6).tolist(), strict=True)
)


@pytest.fixture(params=KINDS)
def fake(request: pytest.FixtureRequest) -> Iterator[FakeEngine]:
    with serving(FakeEngine(request.param)) as running:
        yield running


def asked(fake: FakeEngine, limits: Limits = QUICK) -> tuple[RoutedTimes, Answered]:
    start = time.monotonic()
    with RoutedTimes(open_engine(fake.travel, limits=limits, run_s=30), X, Y) as times:
        answered = times.minutes(ONE, OTHER)
    assert time.monotonic() - start < 8
    return times, answered


def truth(fake: FakeEngine) -> np.ndarray:
    spoil, fault, cells = fake.spoil, fake.fault, fake.cells
    fake.spoil = fake.fault = None
    fake.cells = 10_000
    _, answered = asked(fake)
    fake.spoil, fake.fault, fake.cells = spoil, fault, cells
    return answered.minutes


def _every_cell(change: Callable[[Any], Any]) -> Callable[[dict[str, Any]], Any]:
    def spoil(body: dict[str, Any]) -> dict[str, Any]:
        holder = body if "durations" in body else body["sources_to_targets"]
        holder["durations"] = [[change(cell) for cell in row] for row in holder["durations"]]
        return body

    return spoil


def _rows(change: Callable[[list[Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    def spoil(body: dict[str, Any]) -> dict[str, Any]:
        holder = body if "durations" in body else body["sources_to_targets"]
        holder["durations"] = change(holder["durations"])
        return body

    return spoil


SPOILT: dict[str, Callable[[dict[str, Any]], Any]] = {
    "a row too few": _rows(lambda rows: rows[1:]),
    "a row too many": _rows(lambda rows: [*rows, rows[0]]),
    "a ragged row": _rows(lambda rows: [rows[0][1:], *rows[1:]]),
    "no rows": _rows(lambda rows: []),
    "null rows": _rows(lambda rows: None),
    "an object": _rows(lambda rows: {"0": rows}),
    "text": _every_cell(str),
    "truth": _every_cell(lambda cell: True),
    "lists": _every_cell(lambda cell: [cell]),
    "NaN": _every_cell(lambda cell: float("nan")),
    "infinity": _every_cell(lambda cell: float("inf")),
    "beyond any number": _every_cell(lambda cell: 10**400),
    "negative": _every_cell(lambda cell: -cell),
    "minutes for seconds": _every_cell(lambda cell: cell / 60),
    "milliseconds for seconds": _every_cell(lambda cell: cell * 1000),
    "hundredths of seconds": _every_cell(lambda cell: cell * 100),
    "zeros": _every_cell(lambda cell: 0),
    "not an object": lambda body: [body],
    "empty": lambda body: {},
    "no JSON": lambda body: b"<html>Sign in</html>",
    "half": lambda body: b'{"code": "Ok", "durations": [[1, 2',
    "nothing": lambda body: b"",
    "deep": lambda body: b"[" * 100_000,
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT.keys())
def test_spoilt_answers_are_none(fake: FakeEngine, spoil: Callable[[Any], Any]) -> None:
    fake.spoil = spoil
    times, answered = asked(fake)
    assert np.isnan(answered.minutes).all()
    assert sum(times.asker.reasons.values()) == 2 * len(ONE)


@pytest.mark.parametrize("change", [lambda s: s / 60, lambda s: s * 1000, lambda s: -1.0])
def test_one_spoilt_cell_among_good_ones_is_no_number(
    fake: FakeEngine, change: Callable[[float], float]
) -> None:
    expected = truth(fake)
    fake.spoil = _rows(lambda rows: [[change(rows[0][0]), *rows[0][1:]], *rows[1:]])
    _, answered = asked(fake)
    known = ~np.isnan(answered.minutes)
    np.testing.assert_array_equal(answered.minutes[known], expected[known])
    assert not known[(ONE.min() == ONE) & (OTHER.min() == OTHER)].any()


def test_null_is_no_way(fake: FakeEngine) -> None:
    fake.island = lambda point: int(point[0] > POINTS[15][0])
    _, answered = asked(fake)
    assert np.isinf(answered.minutes).tolist() == (OTHER > 15).tolist()
    assert not np.isnan(answered.minutes).any()


def _reset(request: Request) -> bool:
    linger = struct.pack("ii", 1, 0)
    request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    request.close_connection = True
    request.connection.close()
    return True


def _silence(request: Request) -> bool:
    request.fake.closing.wait(5)
    request.close_connection = True
    return True


def _drip(request: Request) -> bool:
    request.send_response(200)
    request.send_header("Content-Length", "1000")
    request.end_headers()
    while not request.fake.closing.wait(0.1):
        request.wfile.write(b" ")
    return True


def _cut(request: Request) -> bool:
    request.send_response(200)
    request.send_header("Content-Length", "1000")
    request.end_headers()
    request.wfile.write(b'{"code": "Ok"')
    request.close_connection = True
    return True


def _status(status: int, body: Any = b"", **headers: str) -> Callable[[Request], bool]:
    def fault(request: Request) -> bool:
        request.say(status, body, **headers)
        return True

    return fault


FAULTS = {
    "dropped": _reset,
    "silent": _silence,
    "drip": _drip,
    "cut": _cut,
    "500": _status(500),
    "503": _status(503, Retry_After="86400"),
    "429": _status(429),
    "400 that is no JSON": _status(400, b"<html>"),
    "redirect": _status(302, Location="http://127.0.0.2:9/"),
    "redirect round": _status(307, Location="/"),
    "403": _status(403),
    "larger than allowed": _status(200, b" " * 6_000_000),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_a_server_that_fails_ends_in_time_without_an_answer(
    fake: FakeEngine, fault: Callable[[Request], bool]
) -> None:
    fake.fault = fault
    times, answered = asked(fake)
    assert np.isnan(answered.minutes).all()
    assert times.asker.reasons


def test_after_some_faults_in_a_row_nothing_more_is_asked(fake: FakeEngine) -> None:
    fake.cells, count = 4, 0

    def broken(request: Request) -> bool:
        nonlocal count
        count += 1
        return count > 30 and _reset(request)

    expected = truth(fake)
    fake.fault = broken
    times, answered = asked(fake)
    assert times.asker.gave_up_because
    assert count < 45
    known = ~np.isnan(answered.there) & ~np.isnan(answered.back)
    np.testing.assert_array_equal(answered.minutes[known], expected[known])


def test_a_fault_that_passes_costs_nothing(fake: FakeEngine) -> None:
    expected, count = truth(fake), 0

    def once(request: Request) -> bool:
        nonlocal count
        count += 1
        return count == 1 and _reset(request)

    fake.fault = once
    again = Limits(call_s=5, tries=2, pause_s=0.01, longest_pause_s=0.02)
    np.testing.assert_array_equal(asked(fake, again)[1].minutes, expected)


@pytest.mark.parametrize("cells", [1, 3, 7, 50])
def test_a_server_of_small_tables_is_learned(fake: FakeEngine, cells: int) -> None:
    expected = truth(fake)
    fake.cells = cells
    times, answered = asked(fake)
    np.testing.assert_array_equal(answered.minutes, expected)
    refused = times.asker.calls - len(fake.tables)
    assert refused < 12 + COUNT  # learned once, not at every table; and places are asked about


def test_a_server_that_refuses_every_size_is_given_up(fake: FakeEngine) -> None:
    fake.cells = 0
    if fake.kind == "osrm":  # which would not answer about places either
        fake.cells, fake.fault = 50, lambda request: request.say(400, {"code": "TooBig"}) or True
    times, answered = asked(fake)
    assert np.isnan(answered.minutes).all()
    assert "too big" in times.asker.gave_up_because
    assert times.asker.calls < 25


def test_the_deadline_of_all_calls_together_ends_the_asking() -> None:
    fake = FakeEngine("osrm", cells=4)

    def slow(request: Request) -> bool:
        fake.closing.wait(0.15)
        return False

    fake.fault = slow
    with serving(fake), RoutedTimes(open_engine(fake.travel, run_s=2.5), X, Y) as times:
        start = time.monotonic()
        answered = times.minutes(ONE, OTHER)
        assert time.monotonic() - start < 8
    assert "no time left" in times.asker.gave_up_because
    known = ~np.isnan(answered.there)
    assert 0 < known.sum() < len(ONE)


@pytest.mark.parametrize("bad", [0, 12, 19])
def test_a_point_without_a_road_is_left_out_and_the_rest_goes_on(bad: int) -> None:
    """OSRM names the coordinate; Valhalla does not, and is asked by halves."""
    for kind in KINDS:
        fake = FakeEngine(kind)
        with serving(fake):
            expected = truth(fake)

            def refuses(request: Request) -> bool:
                origins, destinations = request.asked
                points = origins + destinations
                if POINTS[bad] not in points:
                    return False
                where = points.index(POINTS[bad])
                request.say(400, {"code": "NoSegment", "message":
                    f"Could not find a matching segment for coordinate {where}",
                    "error_code": 171, "error": "No suitable edges near location"})  # fmt: skip
                return True

            fake.fault = refuses
            _, answered = asked(fake)
            gone = (bad == ONE) | (bad == OTHER)
            assert np.isnan(answered.minutes).tolist() == gone.tolist()
            np.testing.assert_array_equal(answered.minutes[~gone], expected[~gone])


@pytest.mark.parametrize("named", [True, False])
def test_a_point_without_a_road_among_the_places_is_found(named: bool) -> None:
    fake = FakeEngine("osrm", nearest=lambda point: float("inf"))
    with serving(fake):
        expected = truth(fake)

        def refuses(request: Request) -> bool:
            points = request.asked[0] + request.asked[1]
            if POINTS[13] not in points:
                return False
            where = f" for coordinate {points.index(POINTS[13]) - 1}" if named else ""
            request.say(400, {"code": "NoSegment", "message": f"Could not find a segment{where}"})
            return True

        fake.fault, fake.faults_about_places = refuses, True
        times, answered = asked(fake)
    assert np.isinf(times.snap_m()).nonzero()[0].tolist() == [13]
    assert np.isnan(answered.minutes).tolist() == (OTHER == 13).tolist()
    np.testing.assert_array_equal(answered.minutes[OTHER != 13], expected[OTHER != 13])


def test_regions_that_no_road_joins_are_no_way() -> None:
    """Valhalla refuses a whole table with code 170, whichever points it is about."""
    fake = FakeEngine("valhalla", island=lambda point: -1 if point == POINTS[13] else 0)
    with serving(fake):
        _, answered = asked(fake)
    assert np.isinf(answered.minutes).tolist() == (OTHER == 13).tolist()


def test_a_point_in_the_sea_is_never_routed(fake: FakeEngine) -> None:
    fake.snap = lambda point: 5_656_000.0 if point == POINTS[3] else 4.0
    if fake.kind == "valhalla":
        fake.snap = lambda point: float("inf") if point == POINTS[3] else 4.0
    times, answered = asked(fake)
    assert np.isnan(answered.minutes).tolist() == (ONE == 3).tolist()
    assert times.snap_m()[3] > 1000
    assert not [1 for origins, others in fake.tables if POINTS[3] in origins + others]


def test_a_road_that_leads_nowhere_else_is_no_way_from_there(fake: FakeEngine) -> None:
    """Engines move a point on a small island to the mainland, unless they are told how far."""
    fake.snap = lambda point: 9_000.0 if point == POINTS[12] else 4.0
    fake.nearest = lambda point: 6.0
    times, answered = asked(fake)
    assert np.isinf(answered.minutes).tolist() == (OTHER == 12).tolist()
    assert abs(times.snap_m()[12] - 6.0) < 0.1


def test_a_server_that_moves_points_farther_than_allowed_is_not_believed() -> None:
    fake = FakeEngine("osrm")

    def far(body: dict[str, Any]) -> dict[str, Any]:
        body["destinations"][0]["distance"] = 9_000.0
        return body

    with serving(fake):
        expected = truth(fake)
        fake.spoil = far
        _, answered = asked(fake)
    gone = OTHER.min() == OTHER
    assert np.isnan(answered.minutes[gone]).all()
    known = ~np.isnan(answered.minutes)
    np.testing.assert_array_equal(answered.minutes[known], expected[known])


def test_swapped_axes_are_caught() -> None:
    """Zeros and Ok, with every point moved over half the Earth."""
    fake = FakeEngine("osrm", snap=lambda point: 8_261_664.0)
    fake.spoil = _every_cell(lambda cell: 0)
    with serving(fake), pytest.raises(ServiceError, match="no road near any of the schools"):
        asked(fake)


def test_a_distance_that_is_none_is_no_answer() -> None:
    for bad in (None, "5", -1, True, 1e30, float("nan")):
        fake = FakeEngine("osrm", snap=lambda point: 5.0)
        with serving(fake):

            def spoil(body: dict[str, Any], bad: Any = bad) -> dict[str, Any]:
                body["sources"][0]["distance"] = bad
                return body

            fake.spoil = spoil
            _, answered = asked(fake)
        assert np.isnan(answered.minutes).all()


def test_the_long_form_of_valhalla_is_read_too() -> None:
    fake = FakeEngine("valhalla")
    with serving(fake):
        expected = truth(fake)

        def long(body: dict[str, Any]) -> dict[str, Any]:
            rows = body["sources_to_targets"]["durations"]
            body["sources_to_targets"] = [[{"time": cell} for cell in row] for row in rows]
            return body

        fake.spoil = long
        np.testing.assert_array_equal(asked(fake)[1].minutes, expected)
        fake.spoil = lambda body: {"sources_to_targets": [[{}] * 10] * 10}
        assert np.isnan(asked(fake)[1].minutes).all()


def test_the_fake_is_about_as_far_as_the_grid_says() -> None:
    assert abs(metres(POINTS[0], POINTS[10]) - 7_000) < 30
