"""A zip of postcodes gets an index by itself, which gives and says what the zip gives and says."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from matcher.core.problems import ProblemLog
from matcher.place.postcode_file.kept_index import FOLDER, clear_indexes
from matcher.place.postcode_file.lookup import look_up_postcodes

_TAIL = '"E92","E19","E18","","E07000240","E05"\n'
_AL = (
    f'"AL1 1AA",10,515000,206000,{_TAIL}"AL100AA",10,522000,208000,{_TAIL}'
    f'"AL1 1AB",10,515400,206000,{_TAIL}"AL1 1AB",10,535400,206000,{_TAIL}\n'
    f'"AL1 1AD",90,0,0,"E92","","","","",""\n'
)
_B = f'"B1  1AY",10,406523,286448,{_TAIL}'
WANTED = ["AL1 1AA", "AL1 1AB", "AL1 1AD", "AL1 9ZZ", "AL10 0AA", "B1 1AY", "B1", "ZZ1 1ZZ"]


def _zipped(path: Path, **areas: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for area, text in areas.items():
            archive.writestr(f"Data/CSV/{area}.csv", text)
        archive.writestr("Doc/metadata.txt", "COPYRIGHT DATE: 20251020\n")
    return path


@pytest.fixture
def zipped(tmp_path: Path) -> Path:
    return _zipped(tmp_path / "codepo.zip", al=_AL, b=_B)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "data"


def _indexes(home: Path) -> list[Path]:
    return sorted((home / FOLDER).glob("*")) if (home / FOLDER).exists() else []


def _easting(source: Path, home: Path, code: str = "AL1 1AA") -> float:
    return look_up_postcodes(source, [code], keep_in=home).points()[code][0]


def _check_same(source: Path, home: Path, wanted: list[str] = WANTED) -> None:
    """The first time, the second time and without an index: all that is given and said."""
    logs = [ProblemLog() for _ in range(3)]
    plain, *others = (
        look_up_postcodes(source, wanted, log, keep_in=keep).frame()
        for log, keep in zip(logs, (None, home, home), strict=True)
    )
    for other, log in zip(others, logs[1:], strict=True):
        pd.testing.assert_frame_equal(plain, other, check_exact=True)
        assert (log.problems, log.references) == (logs[0].problems, logs[0].references)


def test_the_index_gives_and_says_what_the_zip_does(zipped: Path, home: Path) -> None:
    _check_same(zipped, home)
    (index,) = _indexes(home)
    # Of all areas the account counts those alone that are asked for.
    _check_same(zipped, home, ["AL1 1AA"])
    # What is in the index is what is answered: the zip is not read again.
    eastings = np.load(index / "easting.npy")
    np.save(index / "easting.npy", eastings + 1)
    assert _easting(zipped, home) == 515_001.0


def test_another_zip_of_the_same_name_size_and_time_is_read(zipped: Path, home: Path) -> None:
    assert _easting(zipped, home) == 515_000.0
    before = zipped.stat()
    _zipped(zipped, al=_AL.replace("515000", "516000"), b=_B)
    os.utime(zipped, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert zipped.stat().st_size == before.st_size
    assert _easting(zipped, home) == 516_000.0
    first, second = sorted(_indexes(home), key=lambda one: one.stat().st_mtime_ns)
    os.utime(first, (1, 1))
    _zipped(zipped, al=_AL.replace("515000", "517000"), b=_B)
    assert _easting(zipped, home) == 517_000.0
    assert len(_indexes(home)) == 2
    assert second in _indexes(home)  # the oldest gave way


@pytest.mark.parametrize(
    "areas",
    [
        pytest.param({"al": _AL, "b": _B * 20}, id="few of its files are wanted"),
        pytest.param({"al": _AL + "no line of it\n"}, id="a line is at fault"),
        pytest.param({"al": _AL + _B}, id="a postcode stands in a file of another area"),
        pytest.param(
            {"al": _AL, "b": _B + _B.replace("B1  ", "BA1 ")}, id="another area begins alike"
        ),
        pytest.param(
            {"al": "postcode,easting,northing\nAL1 1AA,515000,206000\n"}, id="it has a header"
        ),
    ],
)
def test_what_is_better_read_itself_is_not_kept(
    areas: dict[str, str], tmp_path: Path, home: Path
) -> None:
    _check_same(_zipped(tmp_path / "other.zip", **areas), home, ["AL1 1AA", "AL1 1AD"])
    assert not _indexes(home)


def test_one_that_is_damaged_is_made_again(zipped: Path, home: Path) -> None:
    _check_same(zipped, home)
    (index,) = _indexes(home)
    for name, spoilt in (("keys.npy", b""), ("index.json", b"{"), ("flags.npy", None)):
        path = index / name
        path.unlink()
        if spoilt is not None:
            path.write_bytes(spoilt)
        _check_same(zipped, home)
        assert (index / name).stat().st_size > 1


def test_one_of_another_zip_is_not_answered_from(zipped: Path, home: Path) -> None:
    assert _easting(zipped, home) == 515_000.0
    (index,) = _indexes(home)
    np.save(index / "easting.npy", np.load(index / "easting.npy") + 1)
    about = json.loads((index / "index.json").read_text())
    (index / "index.json").write_text(json.dumps({**about, "source_sha256": "0" * 64}))
    assert _easting(zipped, home) == 515_000.0


def test_a_folder_that_cannot_be_written_is_no_error(zipped: Path, home: Path) -> None:
    home.write_text("a file where the folder should be")
    _check_same(zipped, home)
    assert home.read_text() == "a file where the folder should be"


def test_clearing_takes_them_away(zipped: Path, home: Path) -> None:
    assert clear_indexes(home) == 0
    _check_same(zipped, home)
    size = sum(file.stat().st_size for file in _indexes(home)[0].iterdir())
    assert clear_indexes(home) == size
    assert not (home / FOLDER).exists()
    _check_same(zipped, home)
