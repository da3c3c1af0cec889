"""Discover Uni to offers: which institution teaches which subjects, near where it stands.

The dataset is of the Office for Students and its like in the other nations; it is made by HESA,
which is a part of Jisc. Of its files four are read: providers (INSTITUTION), places (LOCATION),
where each course is taught (COURSELOCATION) and its subjects (SBJ).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from matcher.core.geo import in_grid, to_grid
from matcher.core.schema import as_list
from matcher.intake.cell_values import figure
from matcher.intake.offers.dataset import Dataset, Institutions, Offer, OfferFile, Part
from matcher.intake.offers.discover_uni.courses import (
    TEACHER_TRAINING,
    Course,
    Place,
    read_course_places,
    read_subjects,
)
from matcher.intake.offers.discover_uni.providers import Provider, join_providers

if TYPE_CHECKING:
    from numpy.typing import NDArray

NAME = "Discover Uni"
# A campus farther off than this is not where the register says that the institution is, so what
# is taught there helps no school near by. Our own choice: about half an hour by bus.
CAMPUS_M = 15_000.0

_NAMES = ("LEGAL_NAME", "FIRST_TRADING_NAME", "OTHER_NAMES")


def _read(files: Sequence[OfferFile], institutions: Institutions) -> Iterator[Offer]:
    of_part: dict[str, list[OfferFile]] = defaultdict(list)
    for file in files:
        of_part[file.part].append(file)
    names = _read_names(of_part["INSTITUTION"])
    places = _read_places(of_part["LOCATION"])
    providers: dict[str, Provider] = defaultdict(Provider)
    for (_, _), (owner, point, _, _) in places.items():
        providers[owner].points.append(point)
    for ukprn, (called, _) in names.items():
        providers[ukprn].names |= called
    urns = join_providers(providers, institutions)
    _count_names(names, urns)
    whose = _near_by(places, urns, institutions)
    courses = read_course_places(of_part["COURSELOCATION"], whose)
    wanted = frozenset(course for found in courses.values() for course in found)
    subjects = read_subjects(of_part["SBJ"], wanted)
    source = of_part["COURSELOCATION"][0]
    version = max(file.version for file in files)
    for ukprn, found in courses.items():
        yield from _offers(urns[ukprn], found, subjects, version, source.list)


def _offers(
    urn: str,
    courses: set[Course],
    subjects: Mapping[Course, frozenset[str]],
    version: str,
    source: str,
) -> Iterator[Offer]:
    """An offer for each subject of the courses that an institution teaches, and of them all."""
    counts = Counter(subject for course in courses for subject in subjects[course])
    trains = counts.pop(TEACHER_TRAINING, 0)
    of = f"Discover Uni{f' of {version}' if version else ''} lists"

    def offer(item: str, amount: int, what: str) -> Offer:
        many = "1 course" if amount == 1 else f"{amount:,} courses"
        return Offer(urn, item, float(amount), version, f"{of} {many}{what}", source)

    yield offer("courses", len(courses), "")
    if trains:
        yield offer(TEACHER_TRAINING, trains, " of teacher training")
    for subject, amount in sorted(counts.items()):
        yield offer(f"course: {subject}", amount, f" in {subject}")
        if trains:
            yield offer(f"course beside teacher training: {subject}", amount,
                        f" in {subject} beside teacher training")  # fmt: skip


Names = Mapping[str, tuple[set[str], list[OfferFile]]]


def _read_names(files: Sequence[OfferFile]) -> Names:
    """The names of each provider, and the file of each of its rows."""
    found: dict[str, tuple[set[str], list[OfferFile]]] = {}
    for file in files:
        for number, (ukprn, *called) in file.rows("PUBUKPRN", *_NAMES):
            if not ukprn.isdigit():
                _reject(file, number, ukprn)
                continue
            names, rows = found.setdefault(ukprn, (set(), []))
            names |= {part.strip() for text in called for part in text.split("###")} - {""}
            rows.append(file)
    return found


def _count_names(names: Names, urns: Mapping[str, str]) -> None:
    for ukprn, (_, rows) in names.items():
        for file in rows:
            if ukprn in urns:
                file.account.used += 1
            else:
                file.account.not_ours += 1


# Whose a place is, where it is (EPSG:27700), and the file and number of its row.
Places = Mapping[Place, tuple[str, tuple[float, float], OfferFile, int]]


def _read_places(files: Sequence[OfferFile]) -> Places:
    found: dict[Place, tuple[str, tuple[float, float], OfferFile, int]] = {}
    columns = ("UKPRN", "LOCID", "LOCUKPRN", "LONGITUDE", "LATITUDE")
    for file in files:
        for number, (ukprn, location, owner, longitude, latitude) in file.rows(*columns):
            if not ukprn.isdigit() or not location:
                _reject(file, number, ukprn)
                continue
            easting, northing = to_grid(*map(_degrees, (longitude, latitude)))
            if not in_grid(easting, northing)[0]:
                # Northern Ireland and abroad: there is no school of ours near.
                file.account.not_ours += 1
                continue
            if (ukprn, location) in found:
                file.account.not_ours += 1  # the place stands in another file too
                continue
            point = (float(easting[0]), float(northing[0]))
            found[ukprn, location] = (owner or ukprn, point, file, number)
    return found


def _degrees(text: str) -> NDArray[np.float64]:
    number = figure(text)
    return np.array([np.nan if number is None else number])


def _near_by(
    places: Places, urns: Mapping[str, str], institutions: Institutions
) -> dict[Place, str]:
    """The UKPRN of the institution for each place that is its own and near its point; the others
    are counted as of nobody here, and far campuses said."""
    schools = institutions.schools
    points = {
        urn: (point.x, point.y)
        for urn, point in zip(as_list(schools["urn"]), schools.geometry, strict=True)
        if point is not None
    }
    near: dict[Place, str] = {}
    far: dict[str, tuple[OfferFile, int, int]] = {}
    for place, (owner, point, file, number) in places.items():
        urn = urns.get(owner, "")
        at = points.get(urn)
        if at is not None and np.hypot(point[0] - at[0], point[1] - at[1]) <= CAMPUS_M:
            near[place] = owner
            file.account.used += 1
            continue
        file.account.not_ours += 1
        if urn:
            _, row, count = far.get(file.list, (file, number, 0))
            far[file.list] = (file, min(row, number), count + 1)
    for file, number, count in far.values():
        many = "1 place is" if count == 1 else f"{count:,} places are"
        file.log.add(
            "taught_elsewhere",
            f"{many} more than {CAMPUS_M / 1000:.0f} km from where the register has the "
            "institution that teaches there; what is taught there does not count as near it",
            list=file.list,
            row=number,
            severity="note",
            hint="nothing need be done; add a campus to your list as a partner of its own, if it "
            "is one",
        )
    return near


def _reject(file: OfferFile, number: int, value: str) -> None:
    file.reject(
        number,
        "no_urn_or_name",
        "the row is of no provider or place that can be told",
        column="UKPRN",
        value=value,
        hint="download the dataset again, and do not save it from a spreadsheet",
    )


DISCOVER_UNI = Dataset(
    name=NAME,
    parts=(
        Part("SBJ", (("PUBUKPRN",), ("KISCOURSEID",), ("SBJ",))),
        Part("COURSELOCATION", (("PUBUKPRN",), ("KISCOURSEID",), ("LOCID",)), ("SBJ",)),
        Part("LOCATION", (("UKPRN",), ("LOCID",), ("LATITUDE",), ("LONGITUDE",))),
        Part("INSTITUTION", (("PUBUKPRN",), ("LEGAL_NAME",))),
    ),
    read=_read,
    attribution=lambda versions: (
        "Contains data of the Discover Uni dataset"
        f"{' of ' + ', '.join(versions) if versions else ', version not said by its files'}, "
        "published by Jisc (HESA) for the Office for Students and its partners"
    ),
    where="the page of HESA on the Discover Uni dataset",
    needed=("INSTITUTION", "LOCATION", "COURSELOCATION", "SBJ"),
)
