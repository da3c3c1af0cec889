"""Whatever file is spoilt, every command that reads it says so or goes on: no traceback, no
error of the program, no row unaccounted for.

Each kind of file that the product reads or keeps (:data:`spoilt_desk.KINDS`) is spoilt in its
place and given to its commands, whole commands in this process. Here a few of each; the whole
campaign is ``SPOILT_EACH=132 pytest tests/jobs/test_spoilt_files.py``, which with the 20,000
lists and tables of ``tests/intake/test_mutations.py`` makes 25,000.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from spoilt_desk import KINDS, Desk, accounts_balance, lay_out, run

SEED = os.environ.get("SPOILT_SEED", "2026")
EACH = int(os.environ.get("SPOILT_EACH", "2"))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    before = Path.cwd()
    try:
        yield lay_out(tmp_path_factory.mktemp("desk"))
    finally:
        os.chdir(before)


@pytest.mark.xdist_group("spoilt")
@pytest.mark.parametrize("kind", KINDS)
def test_every_command_says_so_or_goes_on(kind: str, desk: Desk) -> None:
    for number in range(EACH):
        data = desk.spoil(kind, Random(f"{SEED}-{kind}-{number}"))
        try:
            for line in KINDS[kind][1]:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # GDAL and others warn of what they mend
                    code, said = run(line)
                assert code in (0, 1, 2), said
                if line.startswith("match ") and code == 0:
                    accounts_balance(desk.folder / "out")
        except BaseException as error:
            error.add_note(f"{kind} {number}, its first bytes {data[:2_000]!r}")
            raise
        finally:
            desk.restore()


def test_a_damaged_array_of_the_index_is_said(desk: Desk) -> None:
    """NumPy raises an error of Python's own tokenizer for a header that breaks off."""
    path = desk.folder / "data" / "postcodes" / "keys.npy"
    data = bytearray(path.read_bytes())
    data[20] = ord("(")
    path.write_bytes(bytes(data))
    code, said = run("check list.csv --register register.csv --postcodes data/postcodes")
    desk.restore()
    assert code == 1
    assert "damaged" in said
