"""Active Places to OFFERED: which facilities count, whose they are, and what each row became."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point

from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog
from matcher.core.tables import OFFERED
from matcher.intake.identify.name_likeness import WordRarity, likeness, parse_name
from matcher.intake.merge.kinds import kind_of
from matcher.intake.offers.dataset import Institutions
from matcher.intake.offers.reader import Offers, read_offers
from matcher.intake.offers.schools_at_sites import Owner, SchoolsAtSites, Site

HEADER = (
    "Courts,Facility ID,Pitches,Facility Subtype,Facility Type,Operational Status,Email,"
    "Operational Status Notes,Last Updated Date,Site ID,Easting,Northing,Management Type (Text),"
    "Management Type Group (Text),Accessibility Type (Text),Accessibility Type Group (Text)"
)
EDUCATION = "School/College/University (in house),Education"
TRUST = "Trust,Trust"
COUNCIL = "Local Authority (in house),Local Authority"
OPEN_TO_ALL = "Pay and Play,Public Access"
PRIVATE_USE = "Private Use,Private"
ASH = (400_000, 200_000)  # the Ash School, an independent
Row = tuple[str, str, str, str, str, tuple[float, float], str, str, str]


def facility(
    number: int,
    kind: str = "6",
    *,
    site: int = 1,
    at: tuple[float, float] = ASH,
    status: str = "3",
    managed: str = EDUCATION,
    access: str = OPEN_TO_ALL,
    many: str = "",
    changed: str = "2026-06-28 10:00:00",
) -> str:
    subtype = {"6": "6001", "hall": "6002"}.get(kind, "")
    kind = "6" if kind == "hall" else kind
    return (
        f'{many},{number},,{subtype},{kind},{status},someone@example.org,"Shut,\nthen open",'
        f"{changed},{site},{at[0]},{at[1]},{managed},{access}"
    )


def schools(*rows: tuple[str, str, str, str, tuple[float, float] | None], lists_alone: bool = False,
            located_by: str = "register") -> gpd.GeoDataFrame:  # fmt: skip
    """SCHOOLS of (urn, name, kind, phase, place)."""
    urns, names, kinds, phases, places = zip(*rows, strict=True)
    table = {
        "urn": urns, "name": names, "kind": kinds, "phase": phases, "status": "open",
        "located_by": located_by, "listed": [1] * len(rows),
    }  # fmt: skip
    if not lists_alone:
        table["listed"] = [1, *[0] * (len(rows) - 1)]
    points = [Point(place) if place else None for place in places]
    found = gpd.GeoDataFrame(table, geometry=points, crs="EPSG:27700")
    return found if lists_alone else found.assign(listed=0)


def away(metres: float) -> tuple[float, float]:
    return ASH[0] + metres, ASH[1]


ELM_PRIMARY = ("900002", "Elm Primary School", "state", "Primary", away(40))
OAK_SCHOOL = ("900003", "Oak School", "state", "Secondary", away(90))
ASH_SCHOOL = ("900001", "Ash School", "independent", "Not applicable", ASH)


def read(
    folder: Path, text: str, whom: gpd.GeoDataFrame, **others: str
) -> tuple[Offers, ProblemLog]:
    paths = [folder / "sportshalls-2026-07-01.csv"]
    paths[0].write_text(text, encoding="utf-8")
    for name, more in others.items():
        paths.append(folder / f"{name}.csv")
        paths[-1].write_text(more, encoding="utf-8")
    log = ProblemLog()
    found = read_offers(paths, Institutions(whom), log)
    OFFERED.check(found.offered)
    assert all(account.balances for account in found.accounts)
    return found, log


def things(found: Offers) -> dict[str, float]:
    return dict(zip(found.offered["item"], found.offered["amount"], strict=True))


def test_open_facilities_count_and_private_ones_apart(tmp_path: Path) -> None:
    rows = [
        HEADER,
        facility(1),
        facility(2, access=PRIVATE_USE),
        facility(3, "hall"),
        facility(4, "7", status="5"),
        facility(5, "13", many="4"),
        facility(6, "13", many="0"),
        facility(7, "7", status="4"),
        facility(8, "2", status=""),
    ]
    found, log = read(tmp_path, "\n".join(rows), schools(ASH_SCHOOL))
    assert things(found) == {
        "activity hall": 1, "sports hall": 1, "sports hall (private use)": 1, "squash courts": 5,
    }  # fmt: skip
    assert set(found.offered["urn"]) == {"900001"}
    assert list(found.offered["evidence"])[-2:] == [
        "Active Places, 1 July 2026: sports hall, private use (site 1)",
        "Active Places, 1 July 2026: 5 × squash courts (site 1)",
    ]
    assert set(found.offered["year"]) == {"2026-07-01"}
    (account,) = found.accounts
    assert (account.read, account.used, account.not_ours) == (8, 5, 3)
    assert account.people == ("EMAIL",)
    assert "Sport England" in found.attribution[0]
    assert not log.problems


def test_what_the_school_does_not_manage_is_not_its_own(tmp_path: Path) -> None:
    text = "\n".join([HEADER, facility(1, managed=TRUST), facility(2, "7", managed="x,Commercial")])
    found, _ = read(tmp_path, text, schools(ASH_SCHOOL))
    assert not len(found.offered)
    sites = "Site ID,Site Name,Surname\n1,ASH SCHOOL SPORTS CENTRE,CANARY-PERSON\n2,ELM,x\n"
    found, _ = read(tmp_path, text, schools(ASH_SCHOOL), sites=sites)
    assert things(found) == {"sports hall": 1, "swimming pool": 1}
    assert [(one.part, one.used, one.not_ours) for one in found.accounts] == [
        ("facilities", 2, 0), ("sites", 1, 1),
    ]  # fmt: skip
    assert "CANARY" not in found.offered.to_csv()


@pytest.mark.parametrize(
    ("owned_by", "urn"),
    [("Other Independent School", "900001"), ("Academies", "900003"),
     ("Community school", "900003"), ("Higher Education Institutions", None),
     ("Local Authority", None), ("", None)],
)  # fmt: skip
def test_what_the_owner_is_tells_two_schools_apart(
    tmp_path: Path, owned_by: str, urn: str | None
) -> None:
    sites = f"Site ID,Site Name,Ownership Type (Text)\n1,THE POOL,{owned_by}\n"
    oak = (*OAK_SCHOOL[:4], away(10))
    found, _ = read(tmp_path, f"{HEADER}\n{facility(1)}", schools(ASH_SCHOOL, oak), sites=sites)
    assert list(found.offered["urn"]) == [urn] * (urn is not None)


@pytest.mark.parametrize(
    ("metres", "managed", "kind", "is_its_own"),
    [(25, TRUST, "independent", True), (26, TRUST, "independent", False),
     (0, COUNCIL, "independent", False), (0, COUNCIL, "state", True)],
)  # fmt: skip
def test_what_nobody_else_may_use_at_its_very_place_is_a_schools(
    tmp_path: Path, metres: float, managed: str, kind: str, is_its_own: bool
) -> None:
    """What a council manages is no independent school's, though one has rooms in it."""
    text = f"{HEADER}\n{facility(1, at=away(metres), managed=managed, access=PRIVATE_USE)}"
    found, _ = read(tmp_path, text, schools((*ASH_SCHOOL[:2], kind, *ASH_SCHOOL[3:])))
    assert things(found) == ({"sports hall (private use)": 1} if is_its_own else {})


@pytest.mark.parametrize("status", ["closed", "proposed"])
def test_only_open_schools_have_facilities(tmp_path: Path, status: str) -> None:
    found, _ = read(tmp_path, f"{HEADER}\n{facility(1)}", schools(ASH_SCHOOL).assign(status=status))
    assert not len(found.offered)


def test_rows_that_say_too_little_are_rejected(tmp_path: Path) -> None:
    rows = [
        HEADER,
        facility(1),
        facility(2, at=(0, 0)),
        facility(3, "99"),
        facility(4).replace("28 10:00:00,1,", "28 10:00:00,<b>1</b>,"),
        facility(5) + ",and,more",
        facility(6, at=(1e308, 2)),
        ",,,,,,,,,,,,,,,",
        HEADER,
    ]
    found, log = read(tmp_path, "\n".join(rows), schools(ASH_SCHOOL))
    (account,) = found.accounts
    counted = (account.used, account.rejected, account.blank, account.headings)
    assert counted == (1, 5, 1, 1)
    assert log.counts() == {
        "bad_coordinates": 2, "no_site": 1, "ragged_long": 1, "unknown_facility": 1,
    }  # fmt: skip


def test_the_latest_state_of_a_facility_counts(tmp_path: Path) -> None:
    shut = facility(1, status="5", changed="2026-07-02 00:00:00")
    found, _ = read(tmp_path, f"{HEADER}\n{facility(1)}", schools(ASH_SCHOOL),
                    more=f"{HEADER}\n{shut}")  # fmt: skip
    assert not len(found.offered)
    found, _ = read(tmp_path, f"{HEADER}\n{facility(1)}", schools(ASH_SCHOOL),
                    more=f"{HEADER}\n{facility(1)}")  # fmt: skip
    assert things(found) == {"sports hall": 1}


def test_the_order_of_rows_and_files_decides_nothing(tmp_path: Path) -> None:
    rows = [facility(n, kind, site=n % 5, at=away(n % 5 * 60), access=access)
            for n, (kind, access) in enumerate(
                [(kind, access) for kind in ("6", "hall", "7", "13", "8")
                 for access in (OPEN_TO_ALL, PRIVATE_USE)])]  # fmt: skip
    whom = schools(ASH_SCHOOL, ("900002", "Elm", "state", "Secondary", away(180)),
                   ("900003", "Oak", "state", "Primary", ASH))  # fmt: skip
    seen = set()
    for seed in range(5):
        mixed = random.Random(seed)
        mixed.shuffle(rows)
        found, _ = read(tmp_path, "\n".join([HEADER, *rows[:5]]),
                        whom.sample(frac=1, random_state=seed),
                        other="\n".join([HEADER, *rows[5:]]))  # fmt: skip
        seen.add(found.offered.drop(columns="list").to_csv())
    assert len(seen) == 1


def test_sites_alone_say_nothing(tmp_path: Path) -> None:
    path = tmp_path / "sites.csv"
    path.write_text("Site ID,Site Name\n1,Ash\n", encoding="utf-8")
    with pytest.raises(FileError, match="the file facilities is missing"):
        read_offers([path], Institutions(schools(ASH_SCHOOL)), ProblemLog())


def owner(site: Site, *rows: tuple[str, str, str, str, tuple[float, float] | None],
          **how: object) -> Owner | None:  # fmt: skip
    found = SchoolsAtSites(schools(*rows, **how))  # type: ignore[arg-type]
    return found.owners([site]).get(site.id)


def at(metres: float, name: str = "", *, large: bool = True, kinds: Sequence[str] = ()) -> Site:
    return Site("1", *away(metres), name, frozenset(kinds), large)


@pytest.mark.parametrize(
    ("metres", "urn"), [(0, "900001"), (149, "900001"), (151, None), (-151, None)]
)
def test_a_site_without_a_name_reaches_150_metres(metres: float, urn: str | None) -> None:
    found = owner(at(metres), ASH_SCHOOL)
    assert (found and found.urn) == urn


def test_beside_a_rival_a_site_is_nobodys_unless_it_is_too_large_for_it() -> None:
    assert owner(at(0, large=False), ASH_SCHOOL, ELM_PRIMARY) is None
    assert owner(at(0), ASH_SCHOOL, ELM_PRIMARY) == Owner("900001", 0, "distance")
    near = (*OAK_SCHOOL[:4], away(74))
    assert owner(at(0), ASH_SCHOOL, near) is None
    far = (*OAK_SCHOOL[:4], away(76))
    assert owner(at(0), ASH_SCHOOL, far) == Owner("900001", 0, "distance")


def test_a_primary_school_has_a_large_site_at_its_own_place_alone() -> None:
    assert owner(at(80), ELM_PRIMARY) == Owner("900002", 40, "distance")
    assert owner(at(100), ELM_PRIMARY) is None
    assert owner(at(100, large=False), ELM_PRIMARY) == Owner("900002", 60, "distance")


def test_a_name_that_agrees_decides() -> None:
    both = (ASH_SCHOOL, OAK_SCHOOL)
    assert owner(at(0, "OAK SCHOOL SPORTS HALL"), *both) == Owner("900003", 90, "name", True)
    # The school's own field lies apart; of a namesake beyond a kilometre it is not.
    assert owner(at(700, "ASH SCHOOL"), *both) == Owner("900001", 700, "name", True)
    assert owner(at(1_001, "ASH SCHOOL"), *both) is None
    # A town's centre has the name of many schools: it is none of theirs for that.
    assert owner(at(700, "ASH LEISURE CENTRE"), *both) is None
    # A school that was renamed stands where it stood.
    assert owner(at(30, "YEW SCHOOL"), ASH_SCHOOL) == Owner("900001", 30, "distance")
    assert owner(at(60, "YEW SCHOOL"), ASH_SCHOOL) is None


def test_two_schools_of_one_name_side_by_side_are_not_told_apart() -> None:
    twin = ("900004", "Ash School", "state", "Secondary", away(50))
    assert owner(at(0, "ASH SCHOOL"), ASH_SCHOOL, twin) is None
    assert owner(at(0, "ASH SCHOOL", kinds=["state"]), ASH_SCHOOL, twin) == Owner(
        "900004", 50, "name", True
    )
    infant = ("900004", "Ash Infant School", "state", "Primary", away(10))
    junior = ("900005", "Ash Junior School", "state", "Primary", ASH)
    found = owner(at(0, "ASH JUNIOR SCHOOL"), infant, junior)
    assert found == Owner("900005", 0, "name", True)


def test_where_only_the_lists_are_known_a_neighbour_may_be_the_owner() -> None:
    assert owner(at(25), ASH_SCHOOL, lists_alone=True) == Owner("900001", 25, "distance")
    assert owner(at(26), ASH_SCHOOL, lists_alone=True) is None
    assert owner(at(140, "ASH SCHOOL"), ASH_SCHOOL, lists_alone=True) is not None


def test_a_school_that_is_placed_by_its_outward_code_has_no_site() -> None:
    assert owner(at(0), ASH_SCHOOL, located_by="outcode") is None
    assert owner(at(0), (*ASH_SCHOOL[:4], None)) is None
    assert SchoolsAtSites(schools(ASH_SCHOOL)).owners([]) == {}


@pytest.mark.real
def test_of_the_real_sites_that_are_joined_by_distance_alone_the_names_agree(
    shared_data: Path,
) -> None:
    schools_of_england = _real_schools(shared_data / "gias" / "register-2025-05-24.csv")
    path = shared_data / "offers" / "active-places-facilities-2024-07-01.csv"
    log = ProblemLog()
    found = read_offers([path], Institutions(schools_of_england), log)
    (account,) = found.accounts
    assert account.balances
    assert (account.read, account.rejected) == (62_108, 0)
    assert not log.problems
    kinds = found.offered["urn"].map(schools_of_england.set_index("urn")["kind"])
    assert found.offered["urn"][kinds == "independent"].nunique() >= 600
    joined = {
        match[1]: urn
        for urn, text in zip(found.offered["urn"], found.offered["evidence"], strict=True)
        if (match := re.search(r"\(site (\d+)\)", text))
    }
    named = pd.read_csv(
        shared_data / "offers" / "active-places-volleyball-sites-2024-07-01.csv", dtype=str
    ).drop_duplicates("Site ID")
    by_urn = schools_of_england.set_index("urn")["name"]
    rarity = WordRarity.of(map(parse_name, by_urn))
    called = [
        likeness(parse_name(name), parse_name(by_urn[joined[site]]), rarity) >= 0.9
        for site, name in zip(named["Site ID"], named["Site Name"], strict=True)
        if site in joined and re.search("SCHOOL|ACADEMY", name)
    ]
    # The rest are renamed schools and a few neighbours: benchmarks/offers.py tells them apart.
    assert len(called) >= 1_000
    assert sum(called) / len(called) > 0.94


def _real_schools(path: Path) -> gpd.GeoDataFrame:
    read = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="cp1252")
    kinds = [
        (kind_of(kind, group) or ("other", False))[0]
        for kind, group in zip(read["TypeOfEstablishment (name)"],
                               read["EstablishmentTypeGroup (name)"], strict=True)
    ]  # fmt: skip
    points = [
        Point(float(east), float(north)) if float(east or 0) else None
        for east, north in zip(read["Easting"], read["Northing"], strict=True)
    ]
    table = {
        "urn": read["URN"], "name": read["EstablishmentName"], "kind": kinds,
        "phase": read["PhaseOfEducation (name)"], "status": "open", "located_by": "register",
        "listed": 0,
    }  # fmt: skip
    return gpd.GeoDataFrame(table, geometry=points, crs="EPSG:27700")
