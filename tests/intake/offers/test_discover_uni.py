"""Discover Uni: which courses are whose, by place; which provider is which institution."""

from __future__ import annotations

import random
from pathlib import Path

import discover_uni_files as made
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from matcher.core.errors import FileError
from matcher.core.geo import to_grid
from matcher.core.installation import reference_rows
from matcher.core.problems import ProblemLog
from matcher.core.tables import OFFERED
from matcher.intake.offers.dataset import Institutions
from matcher.intake.offers.discover_uni.courses import subjects_of
from matcher.intake.offers.discover_uni.providers import Provider, join_providers, key_words
from matcher.intake.offers.reader import Offers, read_offers
from matcher.profile.published.offer_rules import offer_rules
from matcher.profile.vocabulary import load

# URN, name, kind, latitude, longitude
HERE = [
    ("900001", "University of Ashmere", "university", 51.501, -0.101),
    ("900002", "Elmford College", "college", 51.541, -0.101),
    ("900003", "Oakhaven University", "university", 51.601, -0.301),
    ("900004", "Ashmere School", "state", 51.500, -0.100),
]
Row = tuple[str, str, str, float, float]


def institutions(rows: list[Row], ukprns: dict[str, str] | None = None) -> Institutions:
    urns, names, kinds, latitudes, longitudes = zip(*rows, strict=True)
    points = gpd.points_from_xy(*to_grid(np.array(longitudes), np.array(latitudes)))
    frame = pd.DataFrame({"urn": urns, "name": names, "kind": kinds}, dtype="str")
    schools = gpd.GeoDataFrame(frame, geometry=points)
    return Institutions(schools, ukprns=lambda: ukprns or {})


def read(folder: Path, whom: Institutions) -> tuple[Offers, ProblemLog]:
    log = ProblemLog()
    found = read_offers([folder], whom, log)
    OFFERED.check(found.offered)
    assert all(account.balances for account in found.accounts)
    return found, log


def things(found: Offers) -> dict[str, dict[str, int]]:
    of: dict[str, dict[str, int]] = {}
    for row in found.offered.itertuples():
        of.setdefault(row.urn, {})[row.item] = int(row.amount)
    return of


def test_courses_are_of_who_teaches_them_near_where_he_is(tmp_path: Path) -> None:
    found, log = read(made.write(tmp_path / "discover-uni-2025-08-04"), institutions(HERE))
    ashmere = things(found)["900001"]
    # Two modes are one course; those at the coast, at the college and without a place are not its.
    assert ashmere == {
        "courses": 3, "teacher training": 1,
        "course: physics": 1, "course beside teacher training: physics": 1,
        "course: drama": 1, "course beside teacher training: drama": 1,
        "course: music": 1, "course beside teacher training: music": 1,
    }  # fmt: skip
    # The college has its own course and the one that the university publishes for it.
    assert things(found)["900002"] == {"courses": 2, "course: biology": 1}
    assert things(found)["900003"] == {"courses": 1, "course: maths": 1}
    assert log.counts() == {"taught_elsewhere": 1}
    row = found.offered[found.offered["item"] == "course: physics"].iloc[0]
    assert row["evidence"] == "Discover Uni of 2025-08-04 lists 1 course in physics"
    assert "Discover Uni dataset of 2025-08-04" in found.attribution[0]


def test_the_accounts_say_what_is_of_nobody_here(tmp_path: Path) -> None:
    found, _ = read(made.write(tmp_path / "d"), institutions(HERE[:1]))
    counts = {a.part: (a.read, a.used, a.not_ours) for a in found.accounts}
    assert counts == {
        "INSTITUTION": (5, 1, 4), "LOCATION": (5, 1, 4),
        "COURSELOCATION": (9, 4, 5), "SBJ": (10, 5, 5),
    }  # fmt: skip
    assert "version not said" in found.attribution[0]


def test_a_place_on_the_meridian_of_greenwich_is_known(tmp_path: Path) -> None:
    here = [("900001", "University of Ashmere", "university", 51.5, 0.001)]
    places = [("90000001", "A", "Main", "51.5000", "0", "", "XF"),
              ("90000001", "B", "Park", "51.5000", "0.0000", "", "XF"),
              ("90000001", "C", "Nowhere", "51.5000", "", "", "XF"),
              ("90000001", "D", "Equator", "0", "0", "", "XF")]  # fmt: skip
    found, _ = read(made.write(tmp_path / "d", LOCATION=places), institutions(here))
    (account,) = [one for one in found.accounts if one.part == "LOCATION"]
    assert (account.used, account.not_ours) == (2, 2)
    assert things(found)["900001"]["courses"] == 4


def test_one_is_found_by_name_alone_where_its_coordinates_are_wrong(tmp_path: Path) -> None:
    """A minus that is missing, the institution's own name at another place, and a provider that
    only its place names. What is no institution here is handed on by its name."""
    here = [("900005", "Elmford College", "college", 51.541, -1.101),
            ("900006", "Quayside College of Art", "college", 52.0, -1.0),
            ("900007", "Thorn & Wick College", "college", 53.0, -1.0)]  # fmt: skip
    places = [("90000001", "A", "Main", "51.5", "-0.1", "", "XF"),
              ("90000001", "C", "Elmford Campus", "51.541", "1.101", "90000002", "XF"),
              ("90000008", "A", "Quayside College of Art", "52.7", "-1.9", "", "XF"),
              ("90000009", "A", "Thorn and Wick College", "53.09", "-1.0", "", "XF")]  # fmt: skip
    names = [*made.NAMES, ("90000008", "90000008", "Quay Arts Ltd", "Quayside College of Art",
                           "", "XF")]  # fmt: skip
    courses = [("90000001", "90000001", "F1", "01", "C"),
               ("90000008", "90000008", "D1", "01", "A"),
               ("90000009", "90000009", "M1", "01", "A")]  # fmt: skip
    tables = {"INSTITUTION": names, "LOCATION": places, "COURSELOCATION": courses}
    found, log = read(made.write(tmp_path / "d", **tables), institutions(here))
    assert {urn: of["courses"] for urn, of in things(found).items()} == {
        "900005": 1, "900006": 1, "900007": 1,
    }  # fmt: skip
    (note,) = log.problems
    assert note.code == "wrong_coordinates"
    assert "2 places have coordinates" in note.message
    assert "Elmford Campus, Quayside College of Art" in note.message
    assert [one.name for one in found.strangers] == ["The University of Ashmere"]
    # Two of the name, here or there, are nobody.
    for name, joined in (("Elmford College", False), ("Elmford University College", True)):
        more = [*here, ("900008", name, "college", 55.0, -1.0)]
        twice = read(tmp_path / "d", institutions(more))[0]
        assert ("900005" in things(twice)) == joined


def test_what_the_dataset_calls_it_is_said_where_that_is_another_name(tmp_path: Path) -> None:
    here = [("900001", "Bridgwater and Taunton College", "college", 51.501, -0.101)]
    names = [("90000001", "90000001", "University Centre Somerset College Group", "", "", "XF")]
    found, _ = read(made.write(tmp_path / "d", INSTITUTION=names), institutions(here))
    row = found.offered[found.offered["item"] == "course: physics"].iloc[0]
    assert row["evidence"] == (
        "Discover Uni lists 1 course in physics, as University Centre Somerset College Group"
    )


def test_order_does_not_matter(tmp_path: Path) -> None:
    first = read(made.write(tmp_path / "d"), institutions(HERE))[0].offered
    for seed in range(3):
        mixed = {part: list(rows) for part, rows in made.TABLES.items()}
        for rows in mixed.values():
            random.Random(seed).shuffle(rows)
        here = random.Random(seed).sample(HERE, len(HERE))
        found = read(made.write(tmp_path / "d", **mixed), institutions(here))[0].offered
        pd.testing.assert_frame_equal(first, found)


def test_what_lacks_a_part_is_refused_and_says_which(tmp_path: Path) -> None:
    folder = made.write(tmp_path / "d")
    (folder / "LOCATION.csv").unlink()
    with pytest.raises(FileError, match="the file LOCATION is missing"):
        read(folder, institutions(HERE))


def test_spoilt_rows_are_rejected_one_by_one(tmp_path: Path) -> None:
    folder = made.write(
        tmp_path / "d",
        INSTITUTION=[*made.NAMES, ("", "", "Nobody", "", "", "XF")],
        LOCATION=[*made.PLACES, ("90000001", "Z", "", "north", "", "", ""), ("x", *[""] * 6)],
        COURSELOCATION=[*made.COURSES, ("90000001", "", "", "", "A")],
        SBJ=[*made.SUBJECTS, ("90000001", "90000001", "P1", "01", "F300"), (*[""] * 4, "CAH07")],
    )  # fmt: skip
    found, log = read(folder, institutions(HERE))
    assert {a.part: a.rejected for a in found.accounts} == {
        "INSTITUTION": 1, "LOCATION": 1, "COURSELOCATION": 1, "SBJ": 2,
    }  # fmt: skip
    assert log.counts() == {"no_urn_or_name": 4, "taught_elsewhere": 1, "unread_cell": 1}
    assert things(found)["900001"]["course: physics"] == 1


def test_a_number_is_before_a_name(tmp_path: Path) -> None:
    here = [("900009", "Quite Another Name", "university", 51.501, -0.101), *HERE]
    found, _ = read(made.write(tmp_path / "d"), institutions(here, {"900009": "90000001"}))
    assert things(found)["900009"]["course: physics"] == 1
    assert "900001" not in things(found)


@pytest.mark.parametrize(
    ("name", "km", "joined"),
    [("University of Ashmere", 99, True), ("The Ashmere", 4.9, True), ("The Ashmere", 5.1, False),
     ("Ashmere University London", 0.2, True), ("Ashmere University London", 0.3, False),
     ("Ashmere College", 0.0, False), ("University of the Arts", 0.0, False),
     ("University of London", 0.0, False), ("", 0.0, False)],
)  # fmt: skip
def test_a_name_and_a_place_together(name: str, km: float, joined: bool) -> None:
    provider = Provider({"The University of Ashmere"}, [(500_000.0, 200_000.0)])
    frame = pd.DataFrame({"urn": ["900001"], "name": [name], "kind": ["university"]}, dtype="str")
    point = gpd.points_from_xy([500_000.0], [200_000.0 + 1000 * km])
    whom = Institutions(gpd.GeoDataFrame(frame, geometry=point))
    assert join_providers({"90000001": provider}, whom) == (
        {"90000001": "900001"} if joined else {}
    )


def test_two_of_one_name_are_nobody() -> None:
    provider = Provider({"The University of Ashmere"}, [(500_000.0, 200_000.0)])
    twice = [("900001", "Ashmere University", "university", 51.7, -0.55),
             ("900002", "University of Ashmere", "university", 51.7, -0.55)]  # fmt: skip
    whom = institutions(twice)
    provider.points = [(whom.schools.geometry.x[0], whom.schools.geometry.y[0])]
    assert join_providers({"90000001": provider}, whom) == {}
    assert len(join_providers({"90000001": provider}, institutions(twice[:1]))) == 1


def test_the_table_of_subjects_is_of_ours_and_the_nearest_group_counts() -> None:
    known = {subject.name for subject in load().subjects} | {"teacher training", ""}
    assert {row["subject"] for row in reference_rows("offers", "cah-subjects.csv")} <= known
    assert subjects_of("CAH03-01-06") == {"biology"}
    assert subjects_of("CAH03-01-09") == frozenset()
    assert subjects_of("CAH09-01-03") == {"maths", "statistics"}
    assert subjects_of("CAH99-01-01") == frozenset()
    assert offer_rules()["Discover Uni", "course: physics"]


@pytest.mark.real
def test_every_university_of_the_register_is_joined_to_the_right_provider(
    shared_data: Path,
) -> None:
    """Held against the UKPRNs of another table, by name or by the very point; what that table
    does not have was looked at by hand, as were all colleges."""
    register = pd.read_csv(shared_data / "gias/register-2025-05-24.csv", dtype="str",
                           encoding="cp1252", keep_default_na=False)  # fmt: skip
    group = register["EstablishmentTypeGroup (name)"]
    register = register[group.isin(["Universities", "Colleges"])]
    kinds = group.map({"Universities": "university", "Colleges": "college"})[register.index]
    frame = pd.DataFrame({"urn": register["URN"], "name": register["EstablishmentName"],
                          "kind": kinds})  # fmt: skip
    points = gpd.points_from_xy(register["Easting"].replace("", "nan").astype(float),
                                register["Northing"].replace("", "nan").astype(float))  # fmt: skip
    schools = gpd.GeoDataFrame(frame, geometry=points).reset_index(drop=True)
    folder = shared_data / "offers"
    log = ProblemLog()
    files = [folder / f"discover-uni-{part}-2025-08-04.csv" for part in made.HEADERS]
    found = read_offers(files, Institutions(schools), log)
    assert all(account.balances for account in found.accounts)
    have = {*found.offered["urn"]}
    universities = schools[schools["kind"] == "university"]
    assert len(universities) == 128
    assert universities["urn"].isin(have).sum() >= 119
    assert schools[schools["kind"] == "college"]["urn"].isin(have).sum() >= 132

    names = pd.read_csv(folder / "discover-uni-INSTITUTION-2025-08-04.csv", dtype="str",
                        keep_default_na=False)  # fmt: skip
    places = pd.read_csv(folder / "discover-uni-LOCATION-2025-08-04.csv", dtype="str",
                         keep_default_na=False)  # fmt: skip
    providers: dict[str, Provider] = {}
    owners = places["LOCUKPRN"].where(places["LOCUKPRN"] != "", places["UKPRN"])
    grid = to_grid(places["LONGITUDE"].astype(float).to_numpy(),
                   places["LATITUDE"].astype(float).to_numpy())  # fmt: skip
    for owner, site, x, y in zip(owners, places["LOCNAME"], *grid, strict=True):
        providers.setdefault(owner, Provider()).points.append((x, y))
        providers[owner].sites.add(site)
    for row in names.itertuples():
        called = (row.LEGAL_NAME, row.FIRST_TRADING_NAME, *row.OTHER_NAMES.split("###"))
        providers.setdefault(row.PUBUKPRN, Provider()).names |= {*called} - {""}
    joined = {urn: ukprn for ukprn, urn in join_providers(providers, Institutions(schools)).items()}
    key = pd.read_csv(shared_data / "gias/universities-learning-providers-plus.csv", dtype="str",
                      keep_default_na=False)  # fmt: skip
    agree = differ = 0
    for one in universities.itertuples():
        if one.urn not in joined:
            continue
        same = key["PROVIDER_NAME"].map(key_words) == key_words(one.name)
        near = np.hypot(pd.to_numeric(key["EASTING"]) - one.geometry.x,
                        pd.to_numeric(key["NORTHING"]) - one.geometry.y) < 20  # fmt: skip
        ukprns = {*key["UKPRN"][same]} | ({*key["UKPRN"][near]} if near.sum() == 1 else set())
        agree += joined[one.urn] in ukprns
        differ += bool(ukprns) and joined[one.urn] not in ukprns
    assert differ == 0
    assert agree >= 110
