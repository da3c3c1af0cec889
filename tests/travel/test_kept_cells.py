"""What is known of single cells, in a run and from one run to the next, against a plain record."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.travel.kept_tables import KeptTables
from matcher.travel.known_cells import KnownCells
from matcher.travel.places import Places, places_of
from matcher.travel.tables import Table

Numbers = NDArray[np.int64]


@pytest.mark.parametrize("seed", range(5))
def test_known_cells_are_those_of_a_plain_record(seed: int) -> None:
    """Many small lots, cells in them twice and answered already: the first answer stays."""
    rng, many = np.random.default_rng(seed), 12
    known, plain = KnownCells(many), {}
    for _ in range(40):
        lot = rng.integers(0, 12)
        one, other = rng.integers(0, many, (2, lot))
        seconds = rng.choice([np.nan, np.inf, 0.0, 60.5], lot) + rng.integers(0, 9, lot)
        known.add(one, other, seconds)
        for key, value in zip(zip(one.tolist(), other.tolist(), strict=True), seconds, strict=True):
            plain.setdefault(key, value)
        if rng.random() < 0.5:
            continue  # several lots are taken in at once
        ask = rng.integers(0, many, (2, 30))
        asked = list(zip(*ask.tolist(), strict=True))
        told, seconds = known.seconds(*ask)
        np.testing.assert_array_equal(seconds, [plain.get(key, np.nan) for key in asked])
        assert told.tolist() == [key in plain for key in asked]
        once = list(zip(*(part.tolist() for part in known.once(*ask)), strict=True))
        assert once == sorted(set(asked))
    assert len(known) == len(plain) > many * many / 2


def _places(count: int) -> Places:
    at = np.arange(count, dtype=float)
    return places_of(400_000.0 + 37.0 * (at * 7 % count), 300_000.0 + 53.0 * at)


def test_what_was_kept_is_known_in_the_next_run(tmp_path: Path) -> None:
    """More tables than one query tells of, of another run's places and of others too."""
    count = 1_203
    places, rng = _places(count), np.random.default_rng(1)
    snaps = np.where(rng.random(count) < 0.1, np.nan, rng.integers(0, 999, count).astype(float))
    tables = [
        (Table(np.sort(rng.choice(count, 12, False)), np.sort(rng.choice(count, 9, False))),
         rng.choice([np.nan, np.inf, 60.5], (12, 9)) + number)
        for number in range(230)
    ]  # fmt: skip
    kept = KeptTables(tmp_path, "one", places, stand_alone=True, dated=True)
    kept.keep_snaps(np.arange(count), snaps)
    for table, seconds in tables:
        kept.keep(table, seconds)
    kept.close()

    here = np.sort(rng.choice(count, 900, False))  # the next run has other schools
    fewer = places_of(places.x[here], places.y[here])
    number = {int(name): at for at, name in enumerate(fewer.names)}
    again = KeptTables(tmp_path, "one", fewer, stand_alone=True, dated=True)
    by_name = dict(zip(places.names.tolist(), snaps.tolist(), strict=True))
    np.testing.assert_array_equal(
        again.snaps(np.arange(len(fewer))), [by_name[name] for name in fewer.names.tolist()]
    )
    told: dict[tuple[int, int], set[float]] = {}
    for table, seconds in tables:
        for row, one in enumerate(places.names[table.origins].tolist()):
            for column, other in enumerate(places.names[table.destinations].tolist()):
                value = float(seconds[row, column])
                if one in number and other in number and value == value:
                    told.setdefault((number[one], number[other]), set()).add(value)
    found: dict[tuple[int, int], set[float]] = {}
    for one, other, value in zip(*again.cells(), strict=True):
        found.setdefault((int(one), int(other)), set()).add(float(value))
    assert found == told
    assert max(map(len, found.values())) > 1  # some cells were answered twice
    again.close()
