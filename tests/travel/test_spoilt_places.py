"""What an engine can do wrong when it is asked where the roads next to schools are: what passes
costs nothing, what stays is told with its cause, and a place is never without a road by mistake."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from fake_engines import FakeEngine, Request, serving

from matcher.core import geo
from matcher.core.errors import ServiceError
from matcher.core.services.answer import Limits
from matcher.travel.open_engine import open_engine
from matcher.travel.routed import RoutedTimes

# Nothing here waits for an answer in vain: a busy computer must not look like a fault.
QUICK = Limits(connect_s=5, read_s=10, call_s=20, tries=1, pause_s=0.01, longest_pause_s=0.02)
# Made-up schools along a road, 700 m apart: more than are asked about at once.
COUNT = 120
X, Y = 400_000.0 + 700.0 * np.arange(COUNT), np.full(COUNT, 300_000.0)
LONGITUDE, LATITUDE = (part.round(6).tolist() for part in geo.to_degrees(X, Y))
ODD = (LONGITUDE[77], LATITUDE[77])

Fault = Callable[[Request], bool]


@pytest.fixture(params=["osrm", "valhalla"])
def fake(request: pytest.FixtureRequest) -> Iterator[FakeEngine]:
    with serving(FakeEngine(request.param)) as running:
        yield running


def opened(fake: FakeEngine, count: int = COUNT, **more: Any) -> RoutedTimes:
    """An engine that has been asked about all places."""
    x, y = X[:count], Y[:count]
    times = RoutedTimes(open_engine(fake.travel, limits=QUICK, run_s=30), x, y, **more)
    times.snap_m()
    return times


def about(fake: FakeEngine, fault: Fault) -> list[int]:
    """How many places each call about them had, from now on."""
    sizes: list[int] = []

    def counted(request: Request) -> bool:
        sizes.append(len(request.asked[1]))
        return fault(request)

    fake.place_fault = counted
    return sizes


def say(status: int, body: Any) -> Fault:
    return lambda request: request.say(status, body) or True


def refusal(osrm: Any, valhalla: int) -> dict[str, Any]:
    return {"code": osrm, "message": "no", "error_code": valhalla, "error": "no"}


BUSY = say(200, b"<html>busy")
TOO_BIG = say(400, refusal("TooBig", 150))


def test_one_bad_answer_costs_no_place_its_road(fake: FakeEngine) -> None:
    sizes = about(fake, lambda request: len(sizes) == 1 and BUSY(request))
    with opened(fake) as times:
        assert np.allclose(times.snap_m(), 5.0, atol=0.1)
        assert (times.places_unanswered, times.asker.gave_up_because) == (0, "")
    assert sizes == [50, 50, 20, 25, 25]  # it was asked again at the end, by halves


def test_a_place_that_is_never_answered_about_is_alone_and_told(fake: FakeEngine) -> None:
    about(fake, lambda request: ODD in request.asked[1] and BUSY(request))
    with opened(fake) as times:
        assert np.isnan(times.snap_m()).nonzero()[0].tolist() == [77]
        assert times.places_unanswered == 1
        answered = times.minutes(np.array([77, 1]), np.array([2, 2]))
    assert np.isnan(answered.minutes).tolist() == [True, False]


def test_the_next_run_asks_only_about_places_not_answered_about(fake: FakeEngine, tmp_path) -> None:
    about(fake, lambda request: ODD in request.asked[1] and BUSY(request))
    opened(fake, cache=tmp_path).close()
    sizes = about(fake, lambda request: False)
    with opened(fake, cache=tmp_path) as times:
        assert times.places_unanswered == 0
    assert sum(sizes) in (1, 2)  # a table of OSRM has two points at least


@pytest.mark.parametrize(
    "fault",
    [say(501, b""), BUSY, say(200, {}), say(200, [None] * 50), TOO_BIG, say(413, b""),
     lambda request: setattr(request, "close_connection", True) or True],
    ids=["501", "HTML", "empty", "nulls", "too big", "413", "dropped"],
)  # fmt: skip
def test_an_engine_that_answers_about_no_place_is_told_with_the_cause(
    fake: FakeEngine, fault: Fault
) -> None:
    sizes = about(fake, fault)
    with pytest.raises(ServiceError, match=r"did not say: .*\w") as caught:
        opened(fake)
    assert "no road" not in caught.value.what
    assert len(sizes) < 15


def test_one_that_stops_half_way_leaves_the_rest_unanswered(fake: FakeEngine) -> None:
    sizes = about(fake, lambda request: len(sizes) > 1 and BUSY(request))
    with opened(fake) as times:
        assert times.places_unanswered == COUNT - 50
        assert times.asker.gave_up_because
    assert len(sizes) == 4


def test_a_place_that_is_refused_without_its_number_makes_no_later_batch_smaller() -> None:
    def refuses(request: Request) -> bool:
        first = (LONGITUDE[3], LATITUDE[3])
        return first in request.asked[1] and say(400, refusal("NoSegment", 171))(request)

    with serving(FakeEngine("osrm")) as fake:
        sizes = about(fake, refuses)
        with opened(fake) as times:
            assert np.isinf(times.snap_m()).nonzero()[0].tolist() == [3]
    assert sizes[-2:] == [50, 20]


def test_a_size_that_is_refused_is_asked_for_no_more(fake: FakeEngine) -> None:
    sizes = about(fake, lambda request: len(request.asked[1]) > 12 and TOO_BIG(request))
    with opened(fake) as times:
        assert times.places_unanswered == 0
    assert [size for size in sizes if size > 12] == [50, 25]


def test_one_bad_answer_costs_no_table_its_times(fake: FakeEngine) -> None:
    one, other = np.divmod(np.arange(400), 20)
    with opened(fake) as times:
        expected = times.minutes(one, 100 + other)
    for number in (0, 1):
        calls: list[Request] = []

        def once(request: Request, number: int = number, calls: list[Request] = calls) -> bool:
            calls.append(request)
            return len(calls) == number + 1 and BUSY(request)

        fake.fault = once
        with opened(fake) as times:
            answered = times.minutes(one, 100 + other)
        np.testing.assert_array_equal(answered.minutes, expected.minutes)
        assert (times.asker.reasons, times.asker.why_most) == ({}, "")
        assert len(calls) == 3  # there, back, and the one that failed


def test_a_table_that_always_fails_is_asked_for_twice_and_gives_up_nothing(
    fake: FakeEngine,
) -> None:
    fake.cells, failed = 1, 0

    def fault(request: Request) -> bool:
        nonlocal failed
        bad = request.asked == ([ODD], [(LONGITUDE[2], LATITUDE[2])])
        failed += bad
        return bad and BUSY(request)

    fake.fault = fault
    with opened(fake) as times:
        answered = times.minutes(np.array([77, 77, 78, 79]), np.array([2, 3, 2, 3]))
        later = times.minutes(np.array([80]), np.array([2]))
    assert np.isnan(answered.minutes).tolist() == [True, False, False, False]
    assert not np.isnan(later.minutes).any()
    assert (failed, times.asker.gave_up_because, times.asker.reasons.total()) == (2, "", 1)


@pytest.mark.parametrize(
    "change",
    [{"edges": 5}, {"edges": True}, {"edges": {"a": 1}}, {"edges": "abc"}, {"edges": [None]},
     {"nodes": 7}, {"edges": [{"correlated_lon": 10**400, "correlated_lat": 1}]},
     {"edges": [{}]}],
    ids=str,
)  # fmt: skip
def test_a_place_in_another_shape_is_no_answer(change: dict[str, Any]) -> None:
    fake = FakeEngine("valhalla", spoil_places=lambda found: [{**one, **change} for one in found])
    with serving(fake), pytest.raises(ServiceError, match="shape that is documented"):
        opened(fake, 4)


@pytest.mark.parametrize(
    "version",
    ["3.9\ud800", "3.9\x1b[31m\nERROR: made up\r\x07", "3.9\x00\x0b\u202e9", "3.9\u2028" * 30],
    ids=ascii,
)
def test_the_version_of_an_engine_is_one_line_that_can_be_written(version: str) -> None:
    with serving(FakeEngine("valhalla", version=version)) as fake, opened(fake, 2) as times:
        assert times.about.version.startswith("3.9")
        assert times.about.version.isprintable()
        assert len(times.about.version) <= 40


@pytest.mark.parametrize(
    ("apart_m", "seconds", "is_a_time"),
    [(40_000, 1_800, True), (40_000, 1_800_000, False), (40_000, 86_401, False),
     (40_000, 86_399, True), (150, 20, True), (150, 20_000, False), (700, 5e17, False)],
)  # fmt: skip
def test_a_table_of_one_cell_is_judged_too(
    fake: FakeEngine, apart_m: float, seconds: float, is_a_time: bool
) -> None:
    fake.seconds = lambda origins, destinations, limit: [  # type: ignore[method-assign]
        [seconds for _ in destinations] for _ in origins
    ]
    x, y = np.array([400_000.0, 400_000.0 + apart_m]), np.full(2, 300_000.0)
    with RoutedTimes(open_engine(fake.travel, limits=QUICK), x, y) as times:
        answered = times.minutes(np.array([0]), np.array([1]))
    assert np.isnan(answered.minutes).tolist() == [not is_a_time]
    assert bool(times.asker.why_nothing) is not is_a_time


def test_where_every_point_was_moved_too_far_nothing_was_answered() -> None:
    def far(body: dict[str, Any]) -> dict[str, Any]:
        return {**body, "sources": [{"distance": 1e8} for _ in body["sources"]]}

    with serving(FakeEngine("osrm", spoil=far)) as fake, opened(fake, 12) as times:
        for one, other in pairwise(range(12)):
            times.minutes(np.array([one]), np.array([other]))
    assert times.asker.cells == 0
    assert "moves a point" in times.asker.why_nothing
