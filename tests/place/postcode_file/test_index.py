"""The index of postcodes gives what the file itself gives, or says that it cannot."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.core.errors import FileError, OutputError
from matcher.place.postcode_file import index as postcode_index
from matcher.place.postcode_file.code_point import code_point_row
from matcher.place.postcode_file.lines_read import LinesRead
from matcher.place.postcode_file.lookup import look_up_postcodes, postcodes_to_look_up
from matcher.place.postcode_file.row_formats import headed_rows
from matcher.place.postcode_file.source_files import postcode_files


def _line(code: str, east: int, north: int, quality: int = 10, district: str = "E07000240") -> str:
    return f'"{code}",{quality},{east},{north},"E92","E19","E18","","{district}","E05"\n'


_AL = (
    _line("AL1 1AA", 515_000, 206_000)
    + _line("AL1 1AB", 515_200, 206_000, district="E07000241")
    + _line("AL100AA", 522_000, 208_000)
    + _line("AL1 1AD", 0, 0, quality=90)
)


def _zipped(path: Path, **areas: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for area, text in areas.items():
            archive.writestr(f"Data/CSV/{area}.csv", text)
        archive.writestr("Doc/metadata.txt", "PRODUCT: OS CODE-POINT\nCOPYRIGHT DATE: 20251020\n")
    return path


def same(source: Path, index: Path, wanted: list[str]) -> pd.DataFrame:
    """What both give, which must be equal to the last bit."""
    from_index = look_up_postcodes(index, wanted).frame()
    from_source = look_up_postcodes(source, wanted).frame()
    pd.testing.assert_frame_equal(from_source, from_index, check_exact=True)
    return from_index


@pytest.fixture
def zipped(tmp_path: Path) -> Path:
    return _zipped(tmp_path / "codepo.zip", al=_AL, b=_line("B1  1AY", 406_523, 286_448))


@pytest.fixture
def index(zipped: Path, tmp_path: Path) -> Path:
    postcode_index.build_index(zipped, tmp_path / "index")
    return tmp_path / "index"


def test_it_gives_what_the_zip_gives(zipped: Path, index: Path) -> None:
    table = same(
        zipped,
        index,
        ["AL1 1AA", "AL1 1AD", "AL1 1ZZ", "AL10 0AA", "AL10 9ZZ", "B1 1AY", "ZZ1 1ZZ"],
    )
    assert table.index.tolist() == [
        "AL1 1AA", "AL1 1AD", "AL1 1ZZ", "AL10 0AA", "AL10 9ZZ", "B1 1AY",
    ]  # fmt: skip
    assert table.loc["AL1 1ZZ", "outcode_easting"] == 515_100.0  # none of AL10 among them
    assert table.loc["AL10 9ZZ", "outcode_easting"] == 522_000.0
    assert np.isnan(table.loc["AL1 1AD", "easting"])
    for wanted in ([], [""], ["ZZ1 1ZZ"]):
        assert same(zipped, index, wanted).empty


def test_it_says_what_it_was_made_from(zipped: Path, index: Path) -> None:
    about = json.loads((index / "index.json").read_text(encoding="utf-8"))
    assert about["source"] == "codepo.zip"
    assert about["date"] == "2025-10-20"
    assert (about["postcodes"], about["placed"]) == (5, 4)
    assert len(about["source_sha256"]) == 64
    with zipfile.ZipFile(zipped) as archive:
        archive.extractall(zipped.parent / "folder")
    postcode_index.build_index(zipped.parent / "folder", zipped.parent / "again")
    for name in ("keys", "easting", "district", "flags"):
        array = f"{name}.npy"
        assert (index / array).read_bytes() == (zipped.parent / "again" / array).read_bytes()


def test_a_directory_with_lsoas_and_terminated_postcodes(tmp_path: Path) -> None:
    path = tmp_path / "ONSPD_FEB_2025_UK.csv"
    path.write_text(
        "\ufeffpcd7,pcds,doterm,oslaua,oseast1m,osnrth1m,osgrdind,lsoa11,lsoa21\n"
        "YO111AA,YO11 1AA,,E06000065,504000,0488000,1,E01027831,E01034972\n"
        "YO111AB,YO11 1AB,201901,E06000065,504200,0488000,1,,E01034973\n"
        "YO111AB,YO11 1AB,,E06000065,504400,0488000,1,,E01034974\n"  # the later counts
        "BT1 1AA,BT1 1AA,,N09000003,333000,0374000,1,,\n"
        "JE2 3AA,JE2 3AA,,L99999999,,,9,,\n",
        encoding="utf-8",
    )
    about = postcode_index.build_index(path, tmp_path / "index")
    assert about["date"] == "2025-02"
    wanted = ["YO11 1AA", "YO11 1AB", "BT1 1AA", "BT1 9ZZ", "JE2 3AA", "YO11 9ZZ"]
    table = same(path, tmp_path / "index", wanted)
    assert table["lsoa_code"].to_dict()["YO11 1AB"] == "E01034974"
    assert table["outcode_easting"].to_dict()["YO11 9ZZ"] == 504_200.0  # of all three lines


def test_metres_that_are_not_whole_stay_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "plain.csv"
    path.write_text("postcode,easting,northing\nZZ99 1AA,400000.25,300000.1\nZZ99 1AB,,\n")
    postcode_index.build_index(path, tmp_path / "index")
    table = same(path, tmp_path / "index", ["ZZ99 1AA", "ZZ99 1AB", "ZZ99 1AD"])
    assert table.loc["ZZ99 1AA", "easting"] == 400_000.25


_CODES = st.from_regex(r"A[LB][1-3][0-9]? [1-2]A[AB]", fullmatch=True)
_LINES = st.tuples(
    _CODES, st.integers(1, 3), st.integers(1, 3), st.sampled_from([10, 50, 90]), st.booleans()
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_LINES, min_size=1, max_size=25), st.lists(_CODES, max_size=12))
def test_any_file_and_any_question(
    tmp_path_factory: pytest.TempPathFactory, lines: list, wanted: list
) -> None:
    folder = tmp_path_factory.mktemp("any")
    text = {"ab": "", "al": ""}
    for code, east, north, quality, seven in lines:
        outward, inward = code.split(" ")
        written = f"{outward:<4}{inward}" if seven else code
        text[code[:2].lower()] += _line(written, east * 100_003, north * 99_991, quality)
    source = _zipped(folder / "codepo.zip", **{area: t for area, t in text.items() if t})
    postcode_index.build_index(source, folder / "index")
    same(source, folder / "index", [*wanted, *(code for code, *_ in lines)])


def _refused(folder: Path) -> FileError:
    assert postcode_index.is_index(folder)
    with pytest.raises(FileError) as caught:
        look_up_postcodes(folder, ["AL1 1AA", "AL1 1AB"])
    assert "matcher data pull postcodes" in caught.value.hint
    assert str(folder) in caught.value.where
    return caught.value


@pytest.mark.parametrize("name", ["keys", "easting", "lsoa", "districts"])
def test_a_file_cut_short_or_gone_is_said(index: Path, name: str) -> None:
    file = index / f"{name}.npy"
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    assert "damaged" in _refused(index).what
    file.unlink()
    assert "damaged" in _refused(index).what


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"format": 1}', '{"format": "1"}'])
def test_a_marker_that_is_none_is_said(index: Path, text: str) -> None:
    (index / "index.json").write_text(text)
    _refused(index)


def test_half_an_index_is_said(index: Path) -> None:
    (index / "index.json").unlink()
    assert "never finished" in _refused(index).what


def test_an_index_of_another_version_is_said(index: Path) -> None:
    about = json.loads((index / "index.json").read_text())
    (index / "index.json").write_text(json.dumps(about | {"format": 99}))
    assert "another version" in _refused(index).what


def test_a_number_that_leads_nowhere_is_said(index: Path) -> None:
    file = index / "district.npy"
    spoilt = np.load(file)
    spoilt[:] = 200
    np.save(file, spoilt)
    assert "damaged" in _refused(index).what


def test_arrays_of_objects_are_never_loaded(index: Path) -> None:
    """NumPy would unpickle them, which runs code."""
    file = index / "districts.npy"
    np.save(file, np.array(["E07000240", None], dtype=object), allow_pickle=True)
    about = json.loads((index / "index.json").read_text())
    about["bytes"]["districts.npy"] = file.stat().st_size
    (index / "index.json").write_text(json.dumps(about))
    assert "damaged" in _refused(index).what


def test_a_build_that_fails_leaves_nothing(zipped: Path, tmp_path: Path) -> None:
    other = tmp_path / "schools.csv"
    other.write_text("URN,Name\n100000,A School\n")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(FileError):
        postcode_index.build_index(other, tmp_path / "index")
    empty = tmp_path / "postcodes.csv"
    empty.write_text("postcode,easting,northing\nnone,1,1\n")
    with pytest.raises(FileError, match="no postcodes"):
        postcode_index.build_index(empty, tmp_path / "index")
    assert sorted(tmp_path.iterdir()) == sorted([*before, empty])
    postcode_index.build_index(zipped, tmp_path / "index")
    with pytest.raises(OutputError, match="there already"):
        postcode_index.build_index(zipped, tmp_path / "index")
    assert not list(tmp_path.glob(".*"))


def test_it_is_searched_without_pandas(index: Path) -> None:
    import subprocess
    import sys

    code = (
        "import sys; from pathlib import Path;"
        "from matcher.place.postcode_file.index import open_index;"
        "print(open_index(Path(sys.argv[1])).look_up(['AL1 1AB']).easting[0]);"
        "print('pandas' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code, index], capture_output=True, text=True)
    assert done.stdout.split() == ["515200.0", "False"], done.stderr


@pytest.fixture(scope="module")
def real_index(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> Path:
    folder = tmp_path_factory.mktemp("real") / "index"
    postcode_index.build_index(shared_data / "postcodes" / "codepo_gb-2025-11.zip", folder)
    return folder


@pytest.mark.real
@pytest.mark.slow
def test_the_whole_register_from_the_real_index(shared_data: Path, real_index: Path) -> None:
    source = shared_data / "postcodes" / "codepo_gb-2025-11.zip"
    register = pd.read_csv(
        shared_data / "gias" / "register-2025-05-24.csv",
        dtype="str", encoding="cp1252", keep_default_na=False, usecols=["Postcode"],
    )  # fmt: skip
    schools = [code for code in postcodes_to_look_up(register["Postcode"]) if code]
    unknown = [f"{code[:-2]}ZZ" for code in schools[::10]]
    some = [
        row
        for _, data in postcode_files(source, {"AL", "B", "BH", "CM", "EH", "W"})
        for row in map(code_point_row, data.decode().splitlines())
        if row is not None
    ]
    lost = [row.postcode for row in some if row.easting != row.easting]
    assert lost
    others = [row.postcode for row in some[::50]]
    wanted = sorted({*schools, *unknown, *lost, *others, "ZZ9 9ZZ", "JE2 3AA", "BT1 5GS"})
    assert len(wanted) > 25_000
    table = same(source, real_index, wanted)
    assert len(table) > 24_000
    assert table["known"].any()
    assert not table["known"].all()
    assert table["outcode_easting"].notna().sum() > 1_000
    about = json.loads((real_index / "index.json").read_text())
    assert about["postcodes"] == 1_745_849  # as data/README.md of the real data counts them


@pytest.mark.real
def test_the_real_postcode_directory(shared_data: Path, tmp_path: Path) -> None:
    (source,) = (shared_data / "postcodes").glob("onspd-sample*.csv")
    postcode_index.build_index(source, tmp_path / "index")
    codes = [row.postcode for row in headed_rows("", source.read_bytes(), LinesRead(""))]
    assert len(codes) == 8_048
    table = same(source, tmp_path / "index", [*codes, *(f"{code[:-2]}ZZ" for code in codes)])
    assert table["terminated"].any()
    assert (table["lsoa_code"] != "").any()
