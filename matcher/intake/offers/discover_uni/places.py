"""Where the courses of Discover Uni are taught, and whether that is near who teaches them.

Some coordinates of the dataset are wrong. Where all places of an institution are far, those count
that bear its very name, and those that would be near it with the other sign of their longitude.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from matcher.core.geo import in_grid, to_grid
from matcher.core.schema import as_list
from matcher.intake.cell_values import figure
from matcher.intake.offers.dataset import Institutions, OfferFile
from matcher.intake.offers.discover_uni.courses import Place
from matcher.intake.offers.discover_uni.providers import SAME_NAME_M, Point, Provider, all_words

if TYPE_CHECKING:
    from numpy.typing import NDArray

# A campus farther off than this is not where the register says that the institution is, so what
# is taught there helps no school near by. Our own choice: about half an hour by bus.
CAMPUS_M = 15_000.0


class TaughtAt(NamedTuple):
    """A place: whose it is; where it is (EPSG:27700, and longitude and latitude as the dataset has
    them); its name; the file and number of its row."""

    owner: str
    point: Point
    degrees: Point
    name: str
    file: OfferFile
    row: int


Places = Mapping[Place, TaughtAt]


def read_places(files: Sequence[OfferFile]) -> Places:
    """Every place of Great Britain in the files once."""
    found: dict[Place, TaughtAt] = {}
    columns = ("UKPRN", "LOCID", "LOCUKPRN", "LONGITUDE", "LATITUDE", "LOCNAME")
    for file in files:
        for number, (ukprn, location, owner, *degrees, name) in file.rows(*columns):
            if not ukprn.isdigit() or not location:
                reject_row(file, number, ukprn)
                continue
            longitude, latitude = map(_degrees, degrees)
            easting, northing = to_grid(longitude, latitude)
            if not in_grid(easting, northing)[0]:
                # Northern Ireland and abroad: there is no school of ours near.
                file.account.not_ours += 1
                continue
            if (ukprn, location) in found:
                file.account.not_ours += 1  # the place stands in another file too
                continue
            point = float(easting[0]), float(northing[0])
            at = float(longitude[0]), float(latitude[0])
            found[ukprn, location] = TaughtAt(owner or ukprn, point, at, name, file, number)
    return found


def _degrees(text: str) -> NDArray[np.float64]:
    number = figure(text)
    return np.array([np.nan if number is None else number])


def near_by(
    places: Places,
    providers: Mapping[str, Provider],
    urns: Mapping[str, str],
    institutions: Institutions,
) -> dict[Place, str]:
    """The UKPRN of the institution for each place that is its own and near its point; the others
    are counted as of nobody here, and far campuses said."""
    schools = institutions.schools
    named = zip(as_list(schools["urn"]), as_list(schools["name"]), schools.geometry, strict=True)
    here = {urn: (name, (at.x, at.y)) for urn, name, at in named if at is not None}
    home = {
        place
        for place, at in places.items()
        if (urn := urns.get(at.owner, "")) in here and _far(at.point, here[urn][1]) <= CAMPUS_M
    }
    with_home = {places[place].owner for place in home}
    misplaced = {
        place
        for place, at in places.items()
        if (urn := urns.get(at.owner, "")) in here
        and at.owner not in with_home
        and (
            all_words(at.name) in map(all_words, (here[urn][0], *providers[at.owner].names))
            or _far(_mirrored(at), here[urn][1]) <= SAME_NAME_M
        )
    }
    near: dict[Place, str] = {}
    elsewhere: dict[str, list[TaughtAt]] = defaultdict(list)
    moved: dict[str, list[TaughtAt]] = defaultdict(list)
    for place, at in places.items():
        if place in home or place in misplaced:
            near[place] = at.owner
            at.file.account.used += 1
            if place in misplaced:
                moved[at.file.list].append(at)
            continue
        at.file.account.not_ours += 1
        if urns.get(at.owner):
            elsewhere[at.file.list].append(at)
    for some in elsewhere.values():
        many = "1 place is" if len(some) == 1 else f"{len(some):,} places are"
        _note(some, "taught_elsewhere",
            f"{many} more than {CAMPUS_M / 1000:.0f} km from where the register has the "
            "institution that teaches there; what is taught there does not count as near it",
            "nothing need be done; add a campus to your list as a partner of its own, if it "
            "is one")  # fmt: skip
    for some in moved.values():
        many = "1 place has" if len(some) == 1 else f"{len(some):,} places have"
        _note(some, "wrong_coordinates",
            f"{many} coordinates that must be wrong: the institution teaches nowhere near them or "
            "itself, and the place has its name, or is next to it with the other sign of the "
            "longitude; what is taught there counts as near it: "
            + ", ".join(sorted(at.name for at in some)),
            "nothing need be done")  # fmt: skip
    return near


def _mirrored(at: TaughtAt) -> Point:
    """Where a place would be with the other sign of its longitude."""
    longitude, latitude = (np.array([degrees]) for degrees in at.degrees)
    easting, northing = to_grid(-longitude, latitude)
    return float(easting[0]), float(northing[0])


def _far(one: Point, other: Point) -> float:
    return float(np.hypot(one[0] - other[0], one[1] - other[1]))


def _note(some: Sequence[TaughtAt], code: str, message: str, hint: str) -> None:
    """Say something of places of one file, at the first of them."""
    file, row = some[0].file, min(at.row for at in some)
    file.log.add(code, message, list=file.list, row=row, severity="note", hint=hint)


def reject_row(file: OfferFile, number: int, value: str) -> None:
    """Say that a row tells of nobody, or of no place."""
    file.reject(
        number,
        "no_urn_or_name",
        "the row is of no provider or place that can be told",
        column="UKPRN",
        value=value,
        hint="download the dataset again, and do not save it from a spreadsheet",
    )
