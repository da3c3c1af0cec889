"""Active Places, Sport England's register of sports facilities: which of them a school has.

The publisher's download is a CSV for each type of facility, with a row for each, and ``sites.csv``
with the names of the places. A facility counts where it is open today and its site is a school's
(:mod:`.schools_at_sites`), if the school manages it or the site bears the school's name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from matcher.core.cells import in_words
from matcher.core.schema import as_list
from matcher.intake.cell_values import date, figure
from matcher.intake.offers.dataset import Dataset, Institutions, Offer, OfferFile, Part
from matcher.intake.offers.schools_at_sites import Owner, SchoolsAtSites, Site

NAME = "active places"
PRIVATE = " (private use)"
ACTIVITY_HALL = "activity hall"
# The types of the register, as what they are to a school.
ITEMS = {
    "1": "athletics track", "2": "gym", "3": "indoor bowls", "4": "indoor tennis courts",
    "5": "grass pitches", "6": "sports hall", "7": "swimming pool", "8": "artificial pitches",
    "9": "golf", "10": "ice rink", "11": "ski slope", "12": "studio", "13": "squash courts",
    "17": "tennis courts", "20": "cycling track", "33": "gymnastics hall",
}  # fmt: skip
# A row of these is several pitches or courts.
_COUNTED = frozenset({"4", "5", "8", "13", "17"})
PRIVATE_M = 25.0  # so near, what is of private use is the school's: of 34 with names 33 are
_ACTIVITY_HALL = "6002"  # smaller than three badminton courts, often a school's only hall
# What primary schools have too; with anything else a site is hardly theirs where a secondary
# school is as near.
SMALL = frozenset({ACTIVITY_HALL, "grass pitches", "tennis courts", "studio"})
_SITES = "sites"
_COLUMNS = (
    "FACILITY ID", "SITE ID", "FACILITY TYPE", "FACILITY SUBTYPE", "OPERATIONAL STATUS", "EASTING",
    "NORTHING", "MANAGEMENT TYPE GROUP (TEXT)", "ACCESSIBILITY TYPE GROUP (TEXT)",
    "LAST UPDATED DATE", "PITCHES", "COURTS", "SIZE",
)  # fmt: skip
_SITE_COLUMNS = ("SITE ID", "SITE NAME", "OWNERSHIP TYPE (TEXT)")
_OPERATIONAL = ("3", "operational")
_DAY = re.compile(r"20\d\d-\d\d-\d\d", re.ASCII)
_ID = re.compile(r"[0-9]{1,12}", re.ASCII)
_MOST = 100.0  # pitches or courts of one row; the most there is is 34
_FARTHEST = (700_000.0, 1_300_000.0)  # east and north on the National Grid
# What the owner of a site (Ownership Type) is here; "Academies" and such are state schools.
_OWNERS = (
    ("independent", ("independent",)),
    ("higher education", ("university",)),
    ("further education", ("college", "state")),  # sixth-form colleges may be academies
    ("school", ("state", "other")),
    ("academ", ("state",)),
    ("voluntary", ("state",)),
)


class _Facility(NamedTuple):
    """A facility as one row has it; of several rows of one facility the largest counts, which is
    the latest."""

    updated: str
    version: str
    managed: str
    access: str
    is_open: bool
    item: str
    amount: float
    point: tuple[float, float]
    site: str
    list: str
    row: int
    file: OfferFile


class _Place(NamedTuple):
    """What ``sites.csv`` says of a site."""

    name: str
    owner: str
    list: str
    row: int
    file: OfferFile


def _read(files: Sequence[OfferFile], institutions: Institutions) -> Iterator[Offer]:
    """What each school has: an offer for each item, those of private use apart."""
    rows: dict[str, list[_Facility]] = defaultdict(list)
    places: dict[str, list[_Place]] = defaultdict(list)
    for file in files:
        if file.part == _SITES:
            for site, place in _places(file):
                places[site].append(place)
        else:
            for facility_id, facility in _facilities(file):
                rows[facility_id].append(facility)
    latest = {facility_id: max(found) for facility_id, found in sorted(rows.items())}
    at_sites: dict[str, list[_Facility]] = defaultdict(list)
    for facility in latest.values():
        if facility.is_open:
            at_sites[facility.site].append(facility)
    owners = SchoolsAtSites(institutions.schools).owners(
        [_site(site, there, places.get(site, [])) for site, there in at_sites.items()]
    )
    schools = institutions.schools
    kinds = dict(zip(as_list(schools["urn"]), as_list(schools["kind"]), strict=True))
    things: dict[tuple[str, str], list[_Facility]] = defaultdict(list)
    used = set()
    for facility_id, facility in latest.items():
        owner = owners.get(facility.site)
        if owner and facility.is_open and _is_its_own(facility, owner, kinds[owner.urn]):
            used.add(facility_id)
            item = facility.item + (PRIVATE if facility.access == "private" else "")
            things[owner.urn, item].append(facility)
    for facility_id, found in rows.items():
        for facility in found:
            _count(facility.file, used=facility_id in used)
    for site, said in places.items():
        for place in said:
            _count(place.file, used=site in owners)
    day = _day(files, latest.values())
    for (urn, item), found in sorted(things.items()):
        amount = sum(facility.amount for facility in found)
        yield Offer(urn, item, amount, day, _evidence(item, found, day), min(found).list)


def _is_its_own(facility: _Facility, owner: Owner, kind: str) -> bool:
    """Whether the owner of a site may lend the facility: it manages it, the site bears its name, or
    nobody else may use what stands at the school's very place. What a council manages is a
    state-funded school's alone."""
    if owner.named or facility.managed == "education":
        return True
    councils = facility.managed == "local authority" and kind != "state"
    return facility.access == "private" and owner.metres <= PRIVATE_M and not councils


def _facilities(file: OfferFile) -> Iterator[tuple[str, _Facility]]:
    """The facilities of a file by their ids; rows that say neither which nor where are rejected."""
    for number, cells in file.rows(*_COLUMNS):
        facility_id, site, kind, subtype, status, east, north, managed, access, updated = cells[:10]
        item = ACTIVITY_HALL if subtype == _ACTIVITY_HALL else ITEMS.get(kind, "")
        point = (figure(east) or 0.0, figure(north) or 0.0)
        if not (_ID.fullmatch(facility_id) and _ID.fullmatch(site)):
            file.reject(
                number, "no_site", "the row does not say which facility of which site it is",
                column="Site ID", value=f"{facility_id} {site}".strip(),
                hint="download the file again, and do not save it from a spreadsheet",
            )  # fmt: skip
        elif not (0 < point[0] < _FARTHEST[0] and 0 < point[1] < _FARTHEST[1]):
            file.reject(
                number, "bad_coordinates", "the facility has no place on the National Grid",
                column="Easting", value=f"{east} {north}".strip(),
                hint="download the file again, and do not save it from a spreadsheet",
            )  # fmt: skip
        elif not item:
            file.reject(
                number, "unknown_facility", "no such type of facility is known here",
                column="Facility Type", value=kind,
                hint="the types are those of Sport England's list of November 2026",
            )  # fmt: skip
        else:
            yield (
                facility_id,
                _Facility(
                    updated[:10],
                    file.version,
                    managed.casefold(),
                    access.casefold(),
                    status.casefold() in _OPERATIONAL,
                    item,
                    _amount(kind, cells[10:]),
                    point,
                    site,
                    file.list,
                    number,
                    file,
                ),
            )


def _amount(kind: str, counts: Sequence[str]) -> float:
    """How many pitches or courts a row is; 1 for all else, and where 0, nothing or what nobody can
    have is written."""
    if kind not in _COUNTED:
        return 1.0
    return next((one for text in counts if 1 <= (one := figure(text) or 0.0) <= _MOST), 1.0)


def _places(file: OfferFile) -> Iterator[tuple[str, _Place]]:
    """The sites of a file by their ids; rows without one are rejected."""
    for number, (site, name, owner) in file.rows(*_SITE_COLUMNS):
        if _ID.fullmatch(site):
            yield site, _Place(name, owner.casefold(), file.list, number, file)
        else:
            file.reject(
                number, "no_site", "the row does not say which site it is", column="Site ID",
                value=site, hint="download the file again",
            )  # fmt: skip


def _site(site: str, there: Sequence[_Facility], places: Sequence[_Place]) -> Site:
    """A site as the facilities ``there`` and the rows about it have it. Names that contradict each
    other are none."""
    names = {place.name for place in places if place.name}
    owners = {place.owner for place in places}
    kinds = {kind for owner in owners for kind in _kinds(owner)}
    return Site(
        site,
        *max(there).point,
        name=names.pop() if len(names) == 1 else "",
        kinds=frozenset(kinds),
        large=any(facility.item not in SMALL for facility in there),
    )


def _kinds(owner: str) -> tuple[str, ...]:
    """What an owner may be here; nothing for one that says nothing, or is no place of learning."""
    return next((kinds for mark, kinds in _OWNERS if mark in owner), ())


def _count(file: OfferFile, *, used: bool) -> None:
    if used:
        file.account.used += 1
    else:
        file.account.not_ours += 1


def _day(files: Iterable[OfferFile], latest: Iterable[_Facility]) -> str:
    """The day of the register: that of the files' names, else the last on which a row of it was
    changed; "" where neither is there."""
    named = max((file.version for file in files), default="")
    if named:
        return named
    changed = {facility.updated for facility in latest}
    return max((day for day in changed if _DAY.fullmatch(day) and date(day)), default="")


def _evidence(item: str, found: Sequence[_Facility], day: str) -> str:
    """ "Active Places, 1 July 2024: sports hall, private use (site 1000009)"."""
    what = item.removesuffix(PRIVATE) + (", private use" if item.endswith(PRIVATE) else "")
    amount = sum(facility.amount for facility in found)
    sites = sorted({facility.site for facility in found}, key=int)
    when = f", {in_words(day)}" if day else ""
    many = f"{amount:.0f} × " if amount > 1 else ""
    more = f" and {len(sites) - 1} more" if len(sites) > 1 else ""
    return f"Active Places{when}: {many}{what} (site {sites[0]}{more})"


def _attribution(versions: Sequence[str]) -> str:
    of = f", Active Places, {in_words(versions[-1])}" if versions else ", Active Places"
    return f"Contains data © Sport England{of}, licensed under CC BY 4.0"


ACTIVE_PLACES = Dataset(
    name=NAME,
    parts=(
        Part(
            "facilities",
            (
                ("FACILITY ID",),
                ("SITE ID",),
                ("FACILITY TYPE",),
                ("OPERATIONAL STATUS",),
                ("EASTING",),
                ("NORTHING",),
            ),
            reads=_COLUMNS,
        ),
        Part(
            _SITES,
            (("SITE ID",), ("SITE NAME",)),
            ("OPERATIONAL STATUS",),
            reads=_SITE_COLUMNS,
        ),
    ),
    read=_read,
    attribution=_attribution,
    where="activeplacespower.com, Downloads (activeplacescsvs.zip, unpacked)",
    needed=("facilities",),
    repeats=("facilities",),
)
