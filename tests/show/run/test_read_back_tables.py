"""A run written and read back is the run that was ranked; what is not one is refused."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from made_runs import FORMULAS, NAN, seal, write_run_tables
from strategies import HOSTILE, profile_table, random_england, schools_table

from matcher.core.errors import FileError
from matcher.core.settings.combine import settings
from matcher.core.tables import SCHOOLS
from matcher.match.rank import rank_pairs
from matcher.show.run.read_back import RunTables, read_run_tables

FREE = [c.name for c in SCHOOLS.columns if c.kind == "text" and not c.allowed and c.name != "urn"]


def assert_the_same(found: RunTables, schools: gpd.GeoDataFrame, profile: pd.DataFrame) -> None:
    expected = schools[SCHOOLS.names].reset_index(drop=True)
    pd.testing.assert_frame_equal(
        pd.DataFrame(found.schools.drop(columns="geometry")),
        pd.DataFrame(expected.drop(columns="geometry")),
        check_exact=True,
    )
    assert isinstance(found.schools, gpd.GeoDataFrame)
    assert found.schools.crs == schools.crs
    for axis in ("x", "y"):
        got, wanted = (getattr(table.geometry, axis) for table in (found.schools, expected))
        assert np.array_equal(got, wanted, equal_nan=True)
    assert found.schools.geometry.isna().tolist() == expected.geometry.isna().tolist()
    pd.testing.assert_frame_equal(found.profile, profile, check_exact=True)


@pytest.mark.parametrize(("known", "measured"), [(1.0, 0.0), (0.6, 0.4), (0.0, 0.0)])
def test_the_tables_and_the_ranking_come_back(
    tmp_path: Path, known: float, measured: float
) -> None:
    schools, profile = random_england(150, seed=8, known=known, measured=measured)
    config = settings(max_km=30)
    found = read_run_tables(write_run_tables(tmp_path / "run", schools, profile, pool=40))
    assert_the_same(found, schools, profile)
    assert found.folder == tmp_path / "run"
    before, after = (
        rank_pairs(s, p, config).matches
        for s, p in ((schools, profile), (found.schools, found.profile))
    )
    pd.testing.assert_frame_equal(before, after, check_exact=True)


def test_hostile_text_comes_back_as_it_was(tmp_path: Path) -> None:
    texts = (*HOSTILE, *FORMULAS, "")
    rows = [
        {"urn": str(100_000 + n), "x": 400_000, "y": 1, **dict.fromkeys(FREE, text)}
        | {"list": text or "list.csv"}
        for n, text in enumerate(texts)
    ]
    schools = schools_table(rows)
    profile = profile_table(
        [(str(100_000 + n), "T3", text, 1.0, NAN) for n, text in enumerate(texts)]
    )
    profile["evidence"] = list(texts)
    assert_the_same(
        read_run_tables(write_run_tables(tmp_path / "run", schools, profile, 5)), schools, profile
    )


@hypothesis_settings(max_examples=30, deadline=None)
@given(
    places=st.lists(
        st.one_of(
            st.none(),
            st.tuples(*[st.floats(0, 1_300_000).map(lambda metres: round(metres, 6))] * 2),
        ),
        min_size=1,
        max_size=6,
    ),
    area_km=st.floats(0, 999).map(lambda km: round(km, 3)) | st.just(NAN),
    pupils=st.floats(0, 9999) | st.just(NAN),
    text=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20),
    degrees=st.lists(st.integers(0, 100), min_size=2, max_size=2),
    confidence=st.integers(0, 100),
)
def test_whatever_a_run_may_hold_comes_back(
    tmp_path_factory: pytest.TempPathFactory,
    places: list[tuple[float, float] | None],
    area_km: float,
    pupils: float,
    text: str,
    degrees: list[int],
    confidence: int,
) -> None:
    pupils = pupils if pupils >= 0.0001 else 0.0  # written with ten decimals
    schools = schools_table(
        [
            {"urn": str(n + 1), "x": at and at[0], "y": at and at[1], "name": text,
             "area_km": area_km, "pupils": pupils}
            for n, at in enumerate(places)
        ]
    )  # fmt: skip
    profile = profile_table(
        [("1", "L3", text, degrees[0] / 100, degrees[1] / 100)], confidence=confidence / 100
    )
    folder = tmp_path_factory.mktemp("run") / "run"
    assert_the_same(read_run_tables(write_run_tables(folder, schools, profile)), schools, profile)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    schools = schools_table(
        [
            {"urn": "1", "name": "Alpha", "x": 400_000, "y": 300_000, "role": "seeker"},
            {"urn": "2", "name": "Beta", "x": 400_500, "y": 300_000, "role": "partner"},
        ]
    )
    profile = profile_table([("1", "L3", "", 0.5, NAN), ("2", "L3", "", NAN, 1.0)])
    return write_run_tables(tmp_path / "run", schools, profile, pool=1)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("schools.csv", b"Alpha,state", b"Alpha,stately", "kind holds 'stately'"),
        ("schools.csv", b",seeker,", b",finder,", "role holds 'finder'"),
        ("schools.csv", b",400000,300000,", b",400000,,", "one of easting and northing"),
        ("schools.csv", b",400000,300000,", b",4e5x,300000,", "easting is no number"),
        ("schools.csv", b",2,400000", b",,400000", "row is no whole number"),
        ("schools.csv", b",2,400000", b",2.5,400000", "row is no whole number"),
        ("schools.csv", b",2,400000", b",0,400000", "row is below 1"),
        ("schools.csv", b"area_near", b"area", "no one column area, area_near"),
        ("schools.csv", b"\r\n1,", b"\r\n2,", "1 row repeats the key"),
        ("schools.csv", b"\r\n1,", b"\r\n,", "urn is no URN"),
        ("pool.csv", b"\r\n2,Beta", b'\r\n2,"Beta', "is no CSV"),
        ("pool.csv", b"Beta", b"Bet\xe4", "not UTF-8"),
        ("pool.csv", b",100,", b",-100,", "area_km is below 0"),
        ("profile.csv", b",0.5,", b",1.5,", "need is above 1"),
        ("profile.csv", b",0.5,", b",nan,", "need is no number"),
        ("profile.csv", b"stated", b"heard", "source holds 'heard'"),
        ("profile.csv", b"\r\n2,", b"\r\n1,", "1 row repeats the key"),
        ("profile.csv", b"confidence", b"trust", "no one column confidence"),
        ("profile.csv", b'"L3 ",1,\r\n2', b'"L3 ",1,,1\r\n2', "10 fields where 9"),
        ("profile.csv", b'"L3 ",1,\r\n2', b'"L3 ",,\r\n2', "confidence is unknown"),
    ],
)
def test_spoilt_files_are_refused_with_a_hint(
    folder: Path, file: str, old: bytes, new: bytes, message: str
) -> None:
    data = (folder / file).read_bytes()
    assert old in data
    (folder / file).write_bytes(data.replace(old, new, 1))
    with pytest.raises(FileError, match="changed since") as caught:
        read_run_tables(folder)
    assert caught.value.hint
    seal(folder)  # even where the record was made to fit
    with pytest.raises(FileError, match=message) as caught:
        read_run_tables(folder)
    assert caught.value.hint
    assert str(folder) in caught.value.where


def test_runs_of_earlier_versions_and_folders_without_a_run_are_refused(
    folder: Path, tmp_path: Path
) -> None:
    assert len(read_run_tables(folder).schools) == 2
    early = tmp_path / "early"
    shutil.copytree(folder, early)
    record = json.loads((early / "run.json").read_text(encoding="utf-8"))
    del record["digest"]
    (early / "run.json").write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(FileError, match="earlier version") as caught:
        read_run_tables(early)
    assert caught.value.hint == "run the match again"
    for missing in ("profile.csv", "pool.csv", "run.json"):
        copy = tmp_path / missing
        shutil.copytree(folder, copy)
        (copy / missing).unlink()
        with pytest.raises(FileError) as caught:
            read_run_tables(copy)
        assert caught.value.hint
    with pytest.raises(FileError):
        read_run_tables(tmp_path / "nowhere")


def test_a_run_without_a_pool_or_a_profile_is_a_run(tmp_path: Path) -> None:
    schools, profile = schools_table([{"urn": "1", "x": None}]), profile_table()
    assert_the_same(
        read_run_tables(write_run_tables(tmp_path / "run", schools, profile)), schools, profile
    )
