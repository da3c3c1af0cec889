"""Files of public registers to OFFERED: which register, which rows, whose they are."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog
from matcher.core.tables import OFFERED
from matcher.intake.offers.dataset import Institutions, day_in
from matcher.intake.offers.reader import Offers, read_offers, which_register
from matcher.intake.performance.reader import read_performance

HUBS = "region_code,lead_school_urn,hub_name\nA1,900001,Ash Hub\nA2,900001,Elm Hub\nA3,900009,Oak\n"


def institutions(*urns: str, moved: dict[str, str] | None = None) -> Institutions:
    schools = gpd.GeoDataFrame({"urn": pd.Series(urns, dtype="str")})
    return Institutions(schools, lambda urn: (moved or {}).get(urn, urn))


def read(paths: Sequence[Path], whom: Institutions) -> tuple[Offers, ProblemLog]:
    log = ProblemLog()
    found = read_offers(paths, whom, log)
    OFFERED.check(found.offered)
    assert all(account.balances for account in found.accounts)
    return found, log


@pytest.fixture
def hubs(tmp_path: Path) -> Path:
    path = tmp_path / "hubs-2026-09-01.csv"
    path.write_text(HUBS, encoding="utf-8")
    return path


def test_a_hub_is_one_thing_however_many_areas_it_has(hubs: Path) -> None:
    found, _ = read([hubs], institutions("900001", "900002"))
    (row,) = found.offered.itertuples()
    assert (row.urn, row.item, row.amount, row.year) == (
        "900001",
        "teaching school hub",
        2,
        "2026-09-01",
    )
    assert row.evidence == "leads Ash Hub and 1 more"
    (account,) = found.accounts
    assert (account.read, account.used, account.not_ours, account.things) == (3, 2, 1, 1)
    assert "3 rows read = 2 used + 1 of nobody here" in account.line()
    assert "Department for Education" in found.attribution[0]


def test_rows_without_a_school_are_rejected_and_blank_ones_counted(tmp_path: Path) -> None:
    path = tmp_path / "hubs.csv"
    path.write_text(
        "Hubs of today,,\n\nregion_code,lead_school_urn,hub_name\nA1,,Ash\n,,\nA2,900001,Ash\n"
        "region_code,lead_school_urn,hub_name\nA3,900002,Elm,and,more\nA4,900002\n",
        encoding="utf-8",
    )
    found, log = read([path], institutions("900001", "900002"))
    (account,) = found.accounts
    counted = (account.used, account.rejected, account.blank, account.headings)
    assert counted == (2, 2, 2, 2)
    assert log.counts() == {"no_urn_or_name": 1, "ragged_long": 1}
    assert list(found.offered["evidence"]) == ["leads Ash", "leads teaching school hub"]


def test_a_closed_school_hands_its_things_on_unless_its_successor_has_its_own(
    tmp_path: Path,
) -> None:
    path = tmp_path / "hubs.csv"
    path.write_text(HUBS, encoding="utf-8")
    whom = institutions("900001", "900002", moved={"900009": "900002"})
    found, _ = read([path], whom)
    assert list(found.offered["evidence"]) == [
        "leads Ash Hub and 1 more",
        "leads Oak (then URN 900009)",
    ]
    whom = institutions("900001", moved={"900009": "900001"})
    assert list(read([path], whom)[0].offered["evidence"]) == ["leads Ash Hub and 1 more"]


def test_the_order_of_rows_and_files_does_not_matter(tmp_path: Path) -> None:
    header, *rows = HUBS.splitlines()
    whom = institutions("900001", "900009")
    tables = []
    for seed in range(4):
        random.Random(seed).shuffle(rows)
        paths = [tmp_path / "a.csv", tmp_path / "b.csv"]
        paths[0].write_text("\n".join([header, *rows]), encoding="utf-8")
        paths[1].write_text(HUBS, encoding="utf-8")
        found, _ = read(paths[:: 1 if seed % 2 else -1], whom)
        tables.append(found.offered.to_csv())
    assert len({*tables}) == 1


def test_a_file_of_nothing_known_is_refused_with_what_is_known(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("URN,Name\n900001,Ash\n", encoding="utf-8")
    with pytest.raises(FileError, match="not a file of a public register") as caught:
        read([path], institutions())
    assert "teaching school hubs" in str(caught.value)


def test_files_for_the_other_door_say_so(tmp_path: Path, hubs: Path) -> None:
    path = tmp_path / "ks4.csv"
    path.write_text("URN,P8MEA,TPUP\n900001,0.1,100\n", encoding="utf-8")
    with pytest.raises(FileError, match="key stage 4") as caught:
        read([path], institutions())
    assert "--performance" in str(caught.value)
    with pytest.raises(FileError, match="teaching school hubs") as caught:
        read_performance([hubs], ProblemLog(), [], which_register=which_register)
    assert "--offers" in str(caught.value)
    # In a folder each is passed over and named, and the rest is read.
    found, log = read([tmp_path], institutions("900001"))
    assert len(found.accounts) == 1
    assert [problem.list for problem in log.problems if problem.code == "not_a_table"] == [
        "ks4.csv"
    ]


def test_a_folder_of_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "readme.pdf").write_bytes(b"x")
    with pytest.raises(FileError, match="holds no table"):
        read([tmp_path], institutions())
    (tmp_path / "list.csv").write_text("URN,Name\n900001,Ash\n", encoding="utf-8")
    with pytest.raises(FileError, match="none of these files"):
        read([tmp_path], institutions())


@pytest.mark.parametrize(
    ("name", "day"),
    [("on_2025_08_04_09_15.zip", "2025-08-04"), ("places-20240701.csv", "2024-07-01"),
     ("hubs.csv", ""), ("1234567890.csv", ""), ("2018-2019_ks4.csv", "")],
)  # fmt: skip
def test_the_day_in_a_name(name: str, day: str) -> None:
    assert day_in(name) == day
