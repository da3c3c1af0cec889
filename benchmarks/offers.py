"""Is what a public register says of an institution said of the right one?

    python benchmarks/offers.py DATA                 every join below
    python benchmarks/offers.py DATA --show          and each pair that the key contradicts

DATA is a folder with ``gias/register-2025-05-24.csv`` and, in ``offers/``, extracts of the
registers. Nothing is downloaded.

Active Places, by distance: the names of the sites are hidden from the join, and are the key. Named
are 4,511 sites of the volleyball extract, and those of Newcastle and Newcastle-under-Lyme of 2018,
primary schools among them. A site is *right* where its name is that of the school it was given to,
*another's* where it is that of another school within 2 km, and *not keyed* where it is nobody's (a
school that was renamed, "ETHOS SPORTS CENTRE"). So a renamed school beside one that shares a word
with the old name counts as wrong: the figure is a lower bound.

Active Places, by name: the key is the postcode of the site, where any school of the register has
the same one.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import geopandas as gpd

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from matcher.core.problems import ProblemLog  # noqa: E402
from matcher.core.settings.config import Config  # noqa: E402
from matcher.intake.identify.name_likeness import (  # noqa: E402
    WordRarity,
    conflict,
    likeness,
    parse_name,
)
from matcher.intake.offers.active_places import ACTIVITY_HALL, ITEMS, SMALL  # noqa: E402
from matcher.intake.offers.schools_at_sites import Owner, SchoolsAtSites, Site  # noqa: E402
from matcher.jobs.stages.reading import Clock, Sources, place, read_lists  # noqa: E402

SAMPLE = 200
NEIGHBOURS_M = 2_000.0
AGREES = 0.9
_NEWCASTLE_ITEMS = {"Health and Fitness Suite": "gym", "Grass Pitches": "grass pitches"}


def register(data: Path) -> gpd.GeoDataFrame:
    """The schools of the register, placed."""
    sources = Sources(lists=(data / "gias" / "register-2025-05-24.csv",))
    log, clock, config = ProblemLog(), Clock(), Config()
    schools, _ = place(read_lists(sources, config, log, clock).table, sources, config, log, clock)
    return schools


class Names:
    """Who near a site has its name."""

    def __init__(self, schools: gpd.GeoDataFrame) -> None:
        placed = schools[schools.geometry.notna()]
        self._rows = list(
            zip(placed["urn"], map(parse_name, placed["name"]), placed.geometry.x,
                placed.geometry.y, strict=True)
        )  # fmt: skip
        self._rarity = WordRarity.of(name for _, name, _, _ in self._rows)
        self._cells: dict[tuple[int, int], list[int]] = defaultdict(list)
        for at, (_, _, x, y) in enumerate(self._rows):
            self._cells[int(x // NEIGHBOURS_M), int(y // NEIGHBOURS_M)].append(at)

    def agreeing(self, site: Site, name: str) -> set[str]:
        """The URNs of the schools within 2 km whose name agrees with that of the site."""
        forms = [parse_name(one) for one in {name, name.partition("(")[0].strip()} - {""}]
        east, north = int(site.easting // NEIGHBOURS_M), int(site.northing // NEIGHBOURS_M)
        found = set()
        for cell in ((east + a, north + b) for a in (-1, 0, 1) for b in (-1, 0, 1)):
            for urn, school, x, y in (self._rows[at] for at in self._cells.get(cell, ())):
                near = (x - site.easting) ** 2 + (y - site.northing) ** 2 <= NEIGHBOURS_M**2
                if near and any(
                    not conflict(form, school) and likeness(form, school, self._rarity) >= AGREES
                    for form in forms
                ):
                    found.add(urn)
        return found


def places(data: Path) -> tuple[dict[str, Site], dict[str, str], dict[str, str]]:
    """The sites with an open facility that a school manages; names and postcodes of those of the
    volleyball extract."""
    items, points = defaultdict(set), {}
    managed = set()
    with (data / "offers" / "active-places-facilities-2024-07-01.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            if row["Operational Status"] == "3":
                hall = row["Facility Subtype"] == "6002"
                items[row["Site ID"]].add(ACTIVITY_HALL if hall else ITEMS[row["Facility Type"]])
                points[row["Site ID"]] = float(row["Easting"]), float(row["Northing"])
                if row["Management Type Group (Text)"] == "Education":
                    managed.add(row["Site ID"])
    with (data / "offers" / "active-places-volleyball-sites-2024-07-01.csv").open(
        newline="", encoding="utf-8-sig"
    ) as file:
        named = {row["Site ID"]: row for row in csv.DictReader(file)}
    sites = {site: Site(site, *points[site], large=bool(items[site] - SMALL)) for site in managed}
    return (
        sites,
        {site: row["Site Name"] for site, row in named.items()},
        {site: row["Postcode"] for site, row in named.items()},
    )


def newcastle(data: Path) -> tuple[dict[str, Site], dict[str, str]]:
    """The same of the two Newcastles in 2018, all with their names."""
    sites, names = {}, {}
    path = data / "offers" / "active-places-newcastle-sites-2018-03.csv"
    with path.open(newline="", encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            there = [one.split("/") for one in row["facilities"].split(";")]
            items = {
                _NEWCASTLE_ITEMS.get(one[0], ACTIVITY_HALL if "Activity Hall" in one else one[0])
                for one in there
                if one[-1].startswith("Operational")
            }
            if items and row["managementType"].startswith("School") and not row["closureDate"]:
                small = {*SMALL, "Grass Pitches", "Studio", "Outdoor Tennis Courts"}
                point = float(row["easting"]), float(row["northing"])
                sites[row["id"]] = Site(row["id"], *point, large=bool(items - small))
                names[row["id"]] = row["name"]
    return sites, names


def by_distance(
    what: str, sites: Mapping[str, Site], names: Mapping[str, str], schools: gpd.GeoDataFrame,
    who: Names, *, show: bool
) -> None:  # fmt: skip
    """The join without names, held against the names."""
    keyed = [sites[site] for site in sorted(sites) if site in names]
    found = SchoolsAtSites(schools).owners(keyed)
    called = schools.set_index("urn")[["name", "kind"]]
    verdicts: dict[str, str] = {}
    known = 0
    for site in keyed:
        agreeing = who.agreeing(site, names[site.id])
        known += bool(agreeing)
        if owner := found.get(site.id):
            right = owner.urn in agreeing
            verdicts[site.id] = "right" if right else "another's" if agreeing else "not keyed"
            if show and verdicts[site.id] == "another's":
                print(f"    {names[site.id]} | {called['name'][owner.urn]}, {owner.metres:.0f} m")
    counts = Counter(verdicts.values())
    print(
        f"\n{what}: {len(keyed):,} named sites of schools, {len(found):,} joined by distance alone"
    )
    print(f"  {line(counts)}; found of those that a name keys: {counts['right'] / known:.1%}")
    for kind in ("independent", "university", "college", "state"):
        own = Counter(verdicts[site] for site in found if called["kind"][found[site].urn] == kind)
        if own:
            print(f"    {kind}: {line(own)}")
    sure = sorted(site for site, verdict in verdicts.items() if verdict != "not keyed")
    if len(sure) > SAMPLE:
        drawn = random.Random(14).sample(sure, SAMPLE)
        print(f"  {SAMPLE} of them drawn: {line(Counter(verdicts[site] for site in drawn))}")


def line(counts: Mapping[str, int]) -> str:
    """Precision in words."""
    right, wrong = counts.get("right", 0), counts.get("another's", 0)
    share = f"{right / (right + wrong):.1%}" if right + wrong else "-"
    return (
        f"right {right:,}, another's {wrong:,}, not keyed {counts.get('not keyed', 0):,}: "
        f"precision {share}"
    )


def by_name(
    sites: Mapping[str, Site], names: Mapping[str, str], postcodes: Mapping[str, str],
    schools: gpd.GeoDataFrame,
) -> None:  # fmt: skip
    """The join with names, held against postcodes."""
    at: dict[str, set[str]] = defaultdict(set)
    for urn, postcode in zip(schools["urn"], schools["postcode"], strict=True):
        if postcode:
            at[postcode].add(urn)
    named = [
        Site(one.id, one.easting, one.northing, names[one.id], large=one.large)
        for one in sites.values()
        if one.id in names
    ]
    start = time.perf_counter()
    found = SchoolsAtSites(schools).owners(named)
    seconds = time.perf_counter() - start
    print(f"\nwith their names: {len(named):,} sites, {len(found):,} joined in {seconds:.1f} s")
    for how in ("name", "distance"):
        own = {site: owner for site, owner in found.items() if owner.how == how}
        told = line(verdicts_by_postcode(own, postcodes, at))
        print(f"  by {how}: {len(own):,}; by postcode {told}")
    far = {s: o for s, o in found.items() if o.how == "name" and o.metres > 150}
    print(f"  by name beyond 150 m: {len(far):,}; {line(verdicts_by_postcode(far, postcodes, at))}")


def verdicts_by_postcode(
    found: Mapping[str, Owner], postcodes: Mapping[str, str], at: Mapping[str, Iterable[str]]
) -> Counter[str]:
    """Whether the owner of each site is one of the schools at the site's postcode."""
    counts: Counter[str] = Counter()
    for site, owner in found.items():
        there = at.get(postcodes.get(site, ""), ())
        right = owner.urn in there
        counts["right" if right else "another's" if there else "not keyed"] += 1
    return counts


def main() -> None:
    """Print every join with its precision."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--show", action="store_true", help="print what the key contradicts")
    given = parser.parse_args()
    schools = register(given.data)
    who = Names(schools)
    sites, names, postcodes = places(given.data)
    by_distance("Active Places of July 2024", sites, names, schools, who, show=given.show)
    small, called = newcastle(given.data)
    by_distance("Newcastles of March 2018", small, called, schools, who, show=given.show)
    by_name(sites, names, postcodes, schools)


if __name__ == "__main__":
    main()
