"""The grid: one reference system for distances, one for maps, and the bounds of both.

EPSG:27700 (British National Grid, metres) everywhere; EPSG:4326 only for coordinates a
list gives in degrees and for maps and GeoJSON. Plane distance on the grid differs from
the geodesic by at most 0.07 % in Great Britain.

One pipeline turns metres into degrees and back, the Helmert transformation EPSG:1314: out by
1.8 m on average and 4.8 m at most, well under the precision of any school's point. The
projection libraries would choose by what lies on the machine (a grid of OSTN15 in a folder of
PROJ) or ask a server for it (PROJ_NETWORK=ON), each of them its own copy of PROJ. So no file
is read or written by a library that has to turn coordinates: that is done here, before.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from geopandas import GeoDataFrame
    from numpy.typing import NDArray
    from pyproj import Transformer

    Floats = NDArray[np.float64]
    _Turn = Callable[[Floats, Floats], tuple[Floats, Floats]]

GRID = "EPSG:27700"
DEGREES = "EPSG:4326"
TRANSFORMATION = "OSGB36 Helmert, mean error 1.8 m, at most 4.8 m"

# Great Britain with its islands on the National Grid, in metres, and in degrees: what
# lies outside cannot be a school's place. The Channel Islands and Northern Ireland have
# grids of their own.
EASTING_M = (0.0, 700_000.0)
NORTHING_M = (0.0, 1_300_000.0)
LONGITUDE_DEG = (-9.0, 2.1)
LATITUDE_DEG = (49.8, 61.0)

# EPSG:27700 to EPSG:4326 in longitude and latitude: the projection of the National Grid
# backwards, then EPSG:1314 (OSGB36 to WGS 84 (6)) between the two ellipsoids.
_PIPELINE = (
    "+proj=pipeline"
    " +step +inv +proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000"
    " +ellps=airy"
    " +step +proj=push +v_3"
    " +step +proj=cart +ellps=airy"
    " +step +proj=helmert +x=446.448 +y=-125.157 +z=542.06 +rx=0.15 +ry=0.247 +rz=0.842"
    " +s=-20.489 +convention=position_vector"
    " +step +inv +proj=cart +ellps=WGS84"
    " +step +proj=pop +v_3"
    " +step +proj=unitconvert +xy_in=rad +xy_out=deg"
)
_OSGB36 = "Ordnance Survey of Great Britain 1936"


def in_grid(easting: NDArray[np.float64], northing: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether each point (metres, EPSG:27700) lies within Great Britain; NaN does not."""
    return (
        (easting > EASTING_M[0])
        & (easting < EASTING_M[1])
        & (northing > NORTHING_M[0])
        & (northing < NORTHING_M[1])
    )


def to_grid(
    longitude: NDArray[np.float64], latitude: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Degrees (EPSG:4326) to metres (EPSG:27700); what cannot be placed becomes NaN."""
    return _transform(longitude, latitude, back=True)


def to_degrees(
    easting: NDArray[np.float64], northing: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Metres (EPSG:27700) to longitude and latitude in degrees (EPSG:4326)."""
    return _transform(easting, northing)


def _transform(
    x: NDArray[np.float64], y: NDArray[np.float64], back: bool = False
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    first, second = _transformer().transform(
        np.asarray(x, float), np.asarray(y, float), direction="INVERSE" if back else "FORWARD"
    )
    off = ~(np.isfinite(first) & np.isfinite(second))
    return np.where(off, np.nan, first), np.where(off, np.nan, second)


@cache
def _transformer() -> Transformer:
    import pyproj
    from pyproj import network

    # With PROJ_NETWORK=ON and no network, transformations silently give infinity.
    network.set_network_enabled(active=False)  # type: ignore[attr-defined]
    return pyproj.Transformer.from_pipeline(_PIPELINE)


def network_enabled() -> bool:
    """Whether the projection library may fetch grids: never, once a coordinate was turned."""
    from pyproj import network

    _transformer()
    return bool(network.is_network_enabled())  # type: ignore[attr-defined]


def proj_version() -> str:
    """The version of PROJ, the library below the projection library."""
    import pyproj

    return str(pyproj.proj_version_str)


def reproject(frame: GeoDataFrame) -> GeoDataFrame:
    """A frame in any declared CRS on the grid (EPSG:27700), without the network.

    What is on the datum of the grid already needs the projection alone; anything else goes
    by way of degrees, and from there by the one pipeline.
    """
    _transformer()  # switches the network off
    if _OSGB36 in (frame.crs.geodetic_crs.datum.name if frame.crs.geodetic_crs else ""):
        return frame.to_crs(GRID)
    degrees = frame.to_crs(DEGREES)
    return degrees.set_geometry(_turned(degrees, to_grid), crs=GRID)


def in_degrees(frame: GeoDataFrame) -> GeoDataFrame:
    """A frame on the grid (EPSG:27700) in degrees of longitude and latitude (EPSG:4326)."""
    return frame.set_geometry(_turned(frame, to_degrees), crs=DEGREES)


def _turned(frame: GeoDataFrame, turn: _Turn) -> NDArray[np.object_]:
    import shapely

    def both(points: NDArray[np.float64]) -> NDArray[np.float64]:
        # A ring with NaN is not closed and ends the run; one with infinity can be refused.
        return np.nan_to_num(np.column_stack(turn(points[:, 0], points[:, 1])), nan=np.inf)

    turned: NDArray[np.object_] = shapely.transform(frame.geometry.to_numpy(), both)
    return turned
