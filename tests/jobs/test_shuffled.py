"""Shuffled rows give the same bytes of every file.

Where a row stood in its list is a fact about the list: the column ``row`` of schools.csv and
problems.csv says it and moves with the rows. Everything else is the same to the byte.
"""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

import pytest

from matcher.core.settings import settings
from matcher.jobs.matching.demo import sources as demo_sources
from matcher.jobs.matching.match import run
from matcher.jobs.matching.results import Run
from matcher.jobs.stages.reading import Sources

SHUFFLES = 20


def without_rows(path: Path) -> list[tuple[str, ...]]:
    text = path.read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    where = rows[0].index("row")
    return sorted(tuple(cell for i, cell in enumerate(row) if i != where) for row in rows)


def assert_same(first: Run, again: Run) -> None:
    for output in first.manifest["outputs"]:
        name = output["name"]
        mine, theirs = (made.folder / name for made in (first, again))
        if name in ("schools.csv", "problems.csv"):
            assert without_rows(mine) == without_rows(theirs), name
        elif name != "matches.xlsx":  # it holds both of these
            assert mine.read_bytes() == theirs.read_bytes(), name
    for key in ("counts", "terms", "gates", "problems"):
        assert first.manifest[key] == again.manifest[key]


def shuffled(source: Path, target: Path, seed: int, encoding: str) -> Path:
    with source.open(encoding=encoding, newline="") as handle:
        header, *rows = list(csv.reader(handle))
    random.Random(seed).shuffle(rows)
    path = target / source.name
    with path.open("w", encoding=encoding, newline="") as handle:
        csv.writer(handle).writerows([header, *rows])
    return path


def test_the_sample_shuffled(tmp_path: Path) -> None:
    given = demo_sources()
    assert given.register is not None
    first = run(
        Sources((given.register,), postcodes=given.postcodes), settings(), tmp_path / "first"
    )
    for seed in range(SHUFFLES):
        folder = tmp_path / str(seed)
        folder.mkdir()
        path = shuffled(given.register, folder, seed, "cp1252")
        again = run(Sources((path,), postcodes=given.postcodes), settings(), folder / "run")
        assert_same(first, again)


@pytest.mark.real
@pytest.mark.slow
def test_a_real_county_shuffled(shared_data: Path, tmp_path: Path) -> None:
    source = tmp_path / "register.csv"
    with (shared_data / "gias" / "register-2025-05-24.csv").open(
        encoding="cp1252", newline=""
    ) as handle:
        header, *rows = list(csv.reader(handle))
    county = [row for row in rows if row[2] in ("Hampshire", "Surrey", "Southampton", "Portsmouth")]
    with source.open("w", encoding="cp1252", newline="") as handle:
        csv.writer(handle).writerows([header, *county])
    postcodes = shared_data / "postcodes" / "codepo_gb-2025-11.zip"
    first = run(Sources((source,), postcodes=postcodes), settings(), tmp_path / "first")
    assert len(first.found.matches) > 2_000
    for seed in range(3):
        folder = tmp_path / str(seed)
        folder.mkdir()
        path = shuffled(source, folder, seed, "cp1252")
        assert_same(first, run(Sources((path,), postcodes=postcodes), settings(), folder / "run"))
