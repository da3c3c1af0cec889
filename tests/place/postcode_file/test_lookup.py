"""Postcodes: their form, and where the public files say they are."""

from __future__ import annotations

import string
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.core.errors import FileError
from matcher.core.places.postcodes import normalise_postcode
from matcher.place.postcode_file.lookup import look_up_postcodes

_OUTWARD = st.from_regex(
    r"[A-Z]{1,2}[0-9]{1,2}|[A-Z][0-9][A-HJKPSTUW]|[A-Z]{2}[0-9][ABEHMNPRVWXY]", fullmatch=True
)
_INWARD = st.from_regex(r"[0-9][ABD-HJLNP-UW-Z]{2}", fullmatch=True)


@given(_OUTWARD, _INWARD, st.sampled_from(["{0} {1}", "{0}{1}", "{0:<4}{1}", " {0}-{1}. "]))
def test_every_spacing_gives_the_one_space_form(outward: str, inward: str, form: str) -> None:
    written = form.format(outward, inward)
    assert normalise_postcode(written) == f"{outward} {inward}"
    assert normalise_postcode(written.lower()) == f"{outward} {inward}"


@given(st.text(alphabet=string.printable + "éſ０", max_size=12))
def test_normalise_is_settled_and_ascii(text: str) -> None:
    once = normalise_postcode(text)
    assert normalise_postcode(once) == once
    assert once.isascii()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("AL100AA", "AL10 0AA"), ("B1  1AY", "B1 1AY"), ("al10-0aa", "AL10 0AA"),
        ("GIR 0AA", "GIR 0AA"), ("EC1A\u00a01BB", "EC1A 1BB"),
        ("", ""), ("AL10", ""), ("AL1O OAA", ""), ("AL10 0AC", ""), ("AL10 0AAé", ""),
        ("12345", ""), ("not known", ""),
    ],
)  # fmt: skip
def test_normalise(written: str, expected: str) -> None:
    assert normalise_postcode(written) == expected


def _line(code: str, east: int, north: int, quality: int = 10) -> str:
    return f'"{code}",{quality},{east},{north},"E92","E19","E18","","E07000240","E05"\n'


_AL = (
    _line("AL1 1AA", 515_000, 206_000)
    + _line("AL1 1AB", 515_200, 206_000)
    + _line("AL10 0AA", 522_000, 208_000)
    + _line("AL1 1AD", 525_000, 206_000, quality=90)  # no position, whatever is written
)


@pytest.fixture
def zipped(tmp_path: Path) -> Path:
    path = tmp_path / "codepo.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Data/CSV/al.csv", _AL)
        archive.writestr("Data/CSV/b.csv", _line("B1  1AY", 406_523, 286_448))
        archive.writestr("Data/CSV/zz.csv", "never opened")
        archive.writestr("Doc/Code-Point_Open_Column_Headers.csv", "PC,PQ\n")
    return path


def test_a_zip_its_folder_and_one_file_agree(zipped: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(zipped) as archive:
        archive.extractall(tmp_path / "folder")
    wanted = ["AL1 1AA", "AL10 0AA"]
    from_zip = look_up_postcodes(zipped, wanted).frame()
    assert from_zip["easting"].to_dict() == {"AL1 1AA": 515_000.0, "AL10 0AA": 522_000.0}
    assert set(from_zip["district_code"]) == {"E07000240"}
    pd.testing.assert_frame_equal(from_zip, look_up_postcodes(tmp_path / "folder", wanted).frame())
    one = tmp_path / "folder" / "Data" / "CSV" / "al.csv"
    pd.testing.assert_frame_equal(from_zip, look_up_postcodes(one, wanted).frame())


def test_both_spellings_of_a_short_postcode_are_found(zipped: Path) -> None:
    assert look_up_postcodes(zipped, ["B1 1AY"]).frame()["northing"].tolist() == [286_448.0]


def test_the_middle_of_the_outward_code_stands_in(zipped: Path) -> None:
    table = look_up_postcodes(zipped, ["AL1 1ZZ", "AL1 1AD", "B9 9ZZ", "AL1 1AA"]).frame()
    assert table.index.tolist() == ["AL1 1AA", "AL1 1AD", "AL1 1ZZ"]
    assert table["known"].tolist() == [True, True, False]
    assert np.isnan(table.loc["AL1 1AD", "easting"])
    assert np.isnan(table.loc["AL1 1AA", "outcode_easting"])
    for code in ("AL1 1AD", "AL1 1ZZ"):
        assert table.loc[code, "outcode_easting"] == 515_100.0
        assert table.loc[code, "outcode_spread_m"] == 100.0


def test_the_spread_is_the_root_mean_square_distance_from_the_middle(tmp_path: Path) -> None:
    source = tmp_path / "al.csv"
    places = {"AL1 1AA": (0, 0), "AL1 1AB": (300, 0), "AL1 1AD": (0, 600)}
    source.write_text(
        "".join(_line(code, 515_000 + x, 208_000 + y) for code, (x, y) in places.items())
    )
    found = look_up_postcodes(source, ["AL1 9ZZ"]).frame().iloc[0]
    assert (found["outcode_easting"], found["outcode_northing"]) == (515_100.0, 208_200.0)
    # Squares: 100² + 200², 200² + 200², 100² + 400².
    assert found["outcode_spread_m"] == pytest.approx(100_000**0.5)


def test_outward_codes_of_three_and_four_characters_are_kept_apart(tmp_path: Path) -> None:
    """Also where nothing parts them from the inward code ("AL100AA")."""
    source = tmp_path / "al.csv"
    places = {"AL1 1AA": 515_000, "AL100AA": 522_000, "AL10 0AB": 522_400, "AL1A1AA": 600_000}
    source.write_text("".join(_line(code, east, 208_000) for code, east in places.items()))
    table = look_up_postcodes(source, ["AL1 9ZZ", "AL10 9ZZ"]).frame()
    assert table["outcode_easting"].to_dict() == {"AL1 9ZZ": 515_000.0, "AL10 9ZZ": 522_200.0}


def test_ons_postcode_directory(tmp_path: Path) -> None:
    path = tmp_path / "ONSPD_FEB_2025_UK.csv"
    path.write_text(
        "\ufeffpcd7,pcds,doterm,oslaua,oseast1m,osnrth1m,osgrdind,lsoa11,lsoa21\n"
        "YO111AA,YO11 1AA,,E06000065,504000,0488000,1,E01027831,E01034972\n"
        "YO111AB,YO11 1AB,201901,E06000065,504200,0488000,1,,E01034973\n"
        "BT1 1AA,BT1 1AA,,N09000003,333000,0374000,1,,\n"
        "JE2 3AA,JE2 3AA,,L99999999,,,9,,\n",
        encoding="utf-8",
    )
    table = look_up_postcodes(
        path, ["YO11 1AA", "YO11 1AB", "BT1 1AA", "JE2 3AA", "YO11 9ZZ"]
    ).frame()
    assert table.loc["YO11 1AA", ["easting", "northing"]].tolist() == [504_000.0, 488_000.0]
    assert table["lsoa_code"].to_dict()["YO11 1AA"] == "E01027831"
    assert table["lsoa_code"].to_dict()["YO11 1AB"] == "E01034973"
    assert table["terminated"].to_dict()["YO11 1AB"]
    assert table.loc[["BT1 1AA", "JE2 3AA"], "easting"].isna().all()
    assert table.loc["YO11 9ZZ", "outcode_easting"] == 504_100.0


def test_names_of_the_directory_of_2025(tmp_path: Path) -> None:
    path = tmp_path / "new.csv"
    path.write_text(
        "pcds,doterm,lad25cd,east1m,north1m,gridind,lsoa21cd\n"
        "YO11 1AA,,E06000065,504000,488000,1,E01034972\n"
    )
    table = look_up_postcodes(path, ["YO11 1AA"]).frame()
    assert table[["district_code", "lsoa_code"]].iloc[0].tolist() == ["E06000065", "E01034972"]


def test_a_plain_table(tmp_path: Path) -> None:
    path = tmp_path / "plain.csv"
    path.write_text("postcode,easting,northing\nZZ99 1AA,400000,300000\nZZ99 1AB,,\n")
    table = look_up_postcodes(path, ["ZZ99 1AA", "ZZ99 1AB"]).frame()
    assert table.loc["ZZ99 1AA", "easting"] == 400_000.0
    assert np.isnan(table.loc["ZZ99 1AB", "easting"])


def test_what_is_not_a_file_of_postcodes_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "schools.csv"
    other.write_text("URN,Name\n100000,A School\n")
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\x03\x04 nothing")
    for path in (other, empty, broken, tmp_path / "absent.zip"):
        with pytest.raises(FileError) as caught:
            look_up_postcodes(path, ["AL1 1AA"]).frame()
        assert "Code-Point Open" in caught.value.hint
        assert path.name in caught.value.where


def test_a_zip_bomb_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Data/CSV/al.csv", b"0" * 5_000_000)
    with pytest.raises(FileError, match="more than is safe"):
        look_up_postcodes(path, ["AL1 1AA"]).frame()


@pytest.mark.real
def test_real_code_point_open(shared_data: Path) -> None:
    source = shared_data / "postcodes" / "codepo_gb-2025-11.zip"
    table = look_up_postcodes(source, ["AL1 1AG", "B1 1AY", "W10 4AA", "AL10 9ZZ"]).frame()
    assert table.loc["AL1 1AG", ["easting", "northing"]].tolist() == [515_487.0, 206_498.0]
    assert table["district_code"].to_dict()["B1 1AY"] == "E08000025"
    centroids = pd.read_csv(shared_data / "postcodes" / "outcode-centroids-2025-11.csv")
    middle = centroids.set_index(centroids.columns[0]).loc["AL10"]
    found = table.loc["AL10 9ZZ", ["outcode_easting", "outcode_northing"]].to_numpy(float)
    assert np.hypot(*(found - middle[["easting", "northing"]].to_numpy(float))) < 1.0


@pytest.mark.real
def test_real_postcode_directory(shared_data: Path) -> None:
    (source,) = (shared_data / "postcodes").glob("onspd-sample*.csv")
    table = look_up_postcodes(source, ["AB1 0AA"]).frame()
    assert table.loc["AB1 0AA", ["easting", "northing"]].tolist() == [385_386.0, 801_193.0]
    assert bool(table.loc["AB1 0AA", "terminated"])
    assert table.loc["AB1 0AA", "district_code"] == "S12000033"
