"""The product's own asking, against real engines: no way, off the network and a time are never
taken for one another."""

from __future__ import annotations

import json
import re

import counting_proxy
import numpy as np
import pytest
import town
from road_engines import Floats

from matcher.core.errors import ServiceError
from matcher.core.travel.times import Floats as Minutes
from matcher.travel.open_engine import open_engine
from matcher.travel.routed import RoutedTimes

pytestmark = pytest.mark.xdist_group("engines")

WEST, EAST, LARGE_ISLE, SMALL_ISLE, SEA, ISLE_PARTNER, HARBOUR, SAME_SITE = range(8)
ISLANDS = (LARGE_ISLE, SMALL_ISLE, ISLE_PARTNER)
KINDS = ("osrm", "valhalla")


def url_of(kind: str, request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(kind))


def points(count: int = 40) -> tuple[Floats, Floats]:
    at = np.array([(one.easting, one.northing) for one in town.schools()[:count]], dtype=float)
    return at[:, 0], at[:, 1]


def routed(travel: str, x: Floats, y: Floats) -> Minutes:
    one, other = (each.ravel() for each in np.indices((len(x), len(x))))
    with RoutedTimes(open_engine(travel), x, y) as times:
        return times.minutes(one, other).minutes.reshape(len(x), len(x))


@pytest.mark.parametrize("kind", KINDS)
def test_the_three_cases_of_the_town(kind: str, request: pytest.FixtureRequest) -> None:
    minutes = routed(f"{kind}={url_of(kind, request)}", *points())
    assert np.isnan(minutes[SEA]).all()
    assert np.isnan(minutes[:, SEA]).all()
    land = [i for i in range(len(minutes)) if i not in (*ISLANDS, SEA)]
    assert np.isinf(minutes[np.ix_(ISLANDS, land)]).all()
    assert np.isinf(minutes[SMALL_ISLE, [LARGE_ISLE, ISLE_PARTNER]]).all()
    assert 4 < minutes[LARGE_ISLE, ISLE_PARTNER] < 10
    assert minutes[HARBOUR, SAME_SITE] == 0
    assert 35 < minutes[WEST, EAST] < 48
    assert np.isfinite(minutes[np.ix_(land, land)]).all()


def test_osrm_says_what_it_says_without_the_product(osrm: str, by_osrm: Floats) -> None:
    """In few calls, though places of islands are among those asked about."""
    x, y = points(len(by_osrm))
    with counting_proxy.before(osrm) as proxy:
        minutes = routed(f"osrm={proxy.url}", x, y)
    np.testing.assert_allclose(minutes, (by_osrm + by_osrm.T) / 2, atol=0.001)
    assert len(proxy.asked) < 20


@pytest.mark.parametrize("kind", KINDS)
def test_swapped_axes_are_caught(kind: str, request: pytest.FixtureRequest) -> None:
    def swapped(path: str, body: bytes) -> tuple[str, bytes]:
        path = re.sub(r"(-?\d+\.\d+),(-?\d+\.\d+)", r"\2,\1", path)
        if body:
            asked = json.loads(body)
            for places in asked.values():
                for place in places if isinstance(places, list) else ():
                    place["lon"], place["lat"] = place["lat"], place["lon"]
            body = json.dumps(asked).encode()
        return path, body

    with counting_proxy.before(url_of(kind, request)) as proxy:
        proxy.change = swapped
        with pytest.raises(ServiceError, match="no road near any of the schools"):
            routed(f"{kind}={proxy.url}", *points())
