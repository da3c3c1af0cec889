"""How the ranking grows, measured: see README.md beside this file."""

from __future__ import annotations

import argparse
import ctypes
import math
import pickle
import resource
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from matcher.core.settings.combine import settings
from matcher.core.settings.config import Config
from matcher.core.tables import PROFILE, SCHOOLS
from matcher.match.arrays import Positions, SchoolArrays
from matcher.match.build_arrays import build_arrays
from matcher.match.candidates import seeker_blocks
from matcher.match.gates import Exclusions
from matcher.match.lists.of_blocks import lists_of_blocks
from matcher.match.stand_ins import StandInSums, sums_of_blocks

HERE = Path(__file__).resolve().parent
SIZES = ((24_000, 2_630), (96_000, 10_500), (240_000, 26_300), (1_000_000, 100_000))
TAGS, NEEDS, OFFERS = 40, 3, 4
_PHASES = ((4, 11), (11, 16), (4, 18), (16, 19))


@dataclass(frozen=True)
class England:
    """SCHOOLS and PROFILE of a made-up England."""

    schools: gpd.GeoDataFrame
    profile: pd.DataFrame


def england(seekers: int, partners: int, seed: int = 19) -> England:
    """Schools in 400 towns of very different sizes and, one in five, between them; three needs and
    four strengths of 40 tags each."""
    rng = np.random.default_rng(seed)
    many = seekers + partners
    towns = rng.uniform((150_000, 50_000), (620_000, 600_000), (400, 2))
    size = rng.pareto(1.1, 400) + 0.2
    town = rng.choice(400, many, p=size / size.sum())
    place = towns[town] + rng.normal(0, 4_000, (many, 2)) * np.sqrt(size[town])[:, None].clip(
        0.5, 4
    )
    between = rng.random(many) < 0.2
    place[between] = rng.uniform((150_000, 50_000), (620_000, 600_000), (many, 2))[between]
    place = np.round(place.clip((100_000, 20_000), (650_000, 650_000)))
    ages = np.array(_PHASES, dtype=float)[rng.choice(4, many, p=(0.7, 0.2, 0.05, 0.05))]
    is_seeker = np.arange(many) < seekers
    ages[~is_seeker] = (4, 18)
    columns: dict[str, Any] = {}
    for column in SCHOOLS.columns:
        if column.kind == "text":
            columns[column.name] = pd.Series([""] * many, dtype="str")
        elif column.kind == "number":
            columns[column.name] = np.full(many, np.nan)
        elif column.kind == "integer":
            columns[column.name] = np.ones(many, dtype=np.int64)
    urn = pd.Series(rng.permutation(many) + 1_000_000).astype("str")
    columns |= {
        "urn": urn,
        "role": pd.Series(np.where(is_seeker, "seeker", "partner")).astype("str"),
        "kind": pd.Series(np.where(is_seeker, "state", "independent")).astype("str"),
        "age_low": ages[:, 0],
        "age_high": ages[:, 1],
        "area_km": rng.exponential(20, many),
    }
    schools = gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(*place.T), crs="EPSG:27700")
    tags = rng.random((many, TAGS)).argpartition(NEEDS + OFFERS, axis=1)[:, : NEEDS + OFFERS]
    degree = rng.integers(20, 101, tags.shape) / 100
    needs = np.broadcast_to(np.arange(NEEDS + OFFERS) < NEEDS, tags.shape).ravel()
    activity = np.array([f"T{tag % 4 + 1}" for tag in range(TAGS)], dtype=object)
    subject = np.array([f"subject {tag}" for tag in range(TAGS)], dtype=object)
    rows = {name: pd.Series([""] * tags.size, dtype="str") for name in PROFILE.names
            if PROFILE.dtypes().get(name) == "str"}  # fmt: skip
    rows |= {
        "urn": urn.repeat(tags.shape[1]).reset_index(drop=True),
        "activity": pd.Series(activity[tags.ravel()], dtype="str"),
        "subject": pd.Series(subject[tags.ravel()], dtype="str"),
        "need": pd.Series(np.where(needs, degree.ravel(), np.nan)),
        "strength": pd.Series(np.where(needs, np.nan, degree.ravel())),
        "source": pd.Series(["stated"] * tags.size, dtype="str"),
        "confidence": pd.Series(np.ones(tags.size)),
        "recorded": pd.Series(np.full(tags.size, np.nan)),
    }
    return England(schools, pd.DataFrame(rows)[PROFILE.names].astype(PROFILE.dtypes()))


def timed(act: Callable[[], Any]) -> tuple[Any, float]:
    """What it gives, and the CPU seconds it takes."""
    start = time.process_time()
    found = act()
    return found, time.process_time() - start


def built(made: England, config: Config) -> tuple[SchoolArrays, float]:
    """The schools as arrays, and the CPU seconds it takes."""
    return timed(lambda: build_arrays(made.schools, made.profile, config, Exclusions()))


def peak_mb() -> float:
    """The most memory that this process had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def write_built(seekers: int, partners: int, config: Config, path: Path) -> None:
    """Write the arrays of a made-up England, the CPU seconds and the memory that they took."""
    arrays, seconds = built(england(seekers, partners), config)
    with path.open("wb") as file:
        pickle.dump((arrays, seconds, peak_mb()), file, protocol=5)


def built_apart(
    seekers: int, partners: int, config: Config, folder: Path
) -> tuple[SchoolArrays, float, float]:
    """As :func:`write_built`, by a process of its own: the tables of a made-up England take as much
    memory as to rank it does."""
    path = folder / "arrays"
    given = seekers, partners, config, path
    process = get_context("spawn").Process(target=write_built, args=given)
    process.start()
    process.join()
    with path.open("rb") as file:
        found: tuple[SchoolArrays, float, float] = pickle.load(file)
    path.unlink()
    return found


def some(blocks: Sequence[Positions], seekers: int) -> list[Positions]:
    """Blocks that follow on each other, from the middle of the country on, with so many seekers."""
    found, many = [], 0
    for block in blocks[len(blocks) // 2 :]:
        found.append(block)
        many += len(block)
        if many >= seekers:
            break
    return found


def ours(arrays: SchoolArrays, config: Config, most: int) -> tuple[float, float]:
    """CPU µs a seeker for the means and for the lists, of so many seekers at most."""
    spent, nobody = [], Exclusions()
    with threadpool_limits(limits=1, user_api="blas"):
        blocks = seeker_blocks(arrays)
        blocks = blocks if sum(map(len, blocks)) <= most else some(blocks, most)
        parts, seconds = timed(lambda: list(sums_of_blocks(arrays, config, nobody, blocks)))
        spent.append(seconds / sum(map(len, blocks)))
        sums = StandInSums()
        for part in parts:
            sums.add(part)
        weights = sums.weights(config.shares())
        _, seconds = timed(lambda: lists_of_blocks(arrays, weights, config, nobody, blocks))
        spent.append(seconds / sum(map(len, blocks)))
    return spent[0] * 1e6, spent[1] * 1e6


def fused(arrays: SchoolArrays, config: Config, most: int, code: ctypes.CDLL) -> float:
    """CPU µs a seeker of the compiled brute force (fused.c), of so many seekers at most."""
    seekers = np.flatnonzero(arrays.is_seeker)[:most]
    partners = np.flatnonzero(arrays.is_partner)
    total = np.where(arrays.need_total > 0, 1.0 / np.maximum(arrays.need_total, 1.0), 0.0) / 100.0

    def side(own: Positions) -> list[Any]:
        return [arrays.needs.degree[own].astype(np.float32),
                arrays.strengths.degree[own].astype(np.float32), total[own]]  # fmt: skip

    best = [np.full((len(own), config.k), -1.0) for own in (seekers, partners)]
    who = [np.full((len(own), config.k), -1, dtype=np.int64) for own in (seekers, partners)]
    shares = np.array(
        [config.shares().get(t, 0.0) for t in ("near", "opportunity", "gives", "gains")]
    )
    given = [
        *map(ctypes.c_long, (len(seekers), len(partners), len(arrays.tags), config.k)),
        arrays.x[seekers], arrays.y[seekers], arrays.opportunity[seekers], *side(seekers),
        arrays.x[partners], arrays.y[partners], *side(partners), shares,
        ctypes.c_double(config.half_km * 1000), ctypes.c_double(config.max_km * 1000),
        best[0], who[0], best[1], who[1],
    ]  # fmt: skip
    words = [one.ctypes.data_as(ctypes.c_void_p) if isinstance(one, np.ndarray) else one
             for one in given]  # fmt: skip
    _, seconds = timed(lambda: code.fused(*words))
    return seconds / len(seekers) * 1e6


def main() -> None:
    """Measure each size in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, default=3, help="how many of the four sizes")
    parser.add_argument("--most", type=int, default=24_000, help="seekers measured of each size")
    parser.add_argument("--max-km", type=float, default=50)
    given = parser.parse_args()
    config = settings(max_km=given.max_km, k=5)
    with TemporaryDirectory() as folder:
        library = Path(folder) / "fused.so"
        # The flags of a wheel for any machine with AVX2; sums may be taken in any order.
        flags = ["-O3", "-mavx2", "-mfma", "-ffast-math", "-shared", "-fPIC"]
        subprocess.run(["cc", *flags, str(HERE / "fused.c"), "-o", str(library), "-lm"], check=True)
        code = ctypes.CDLL(str(library))
        first: tuple[int, float] | None = None
        for seekers, partners in SIZES[: given.sizes]:
            arrays, building, before = built_apart(seekers, partners, config, Path(folder))
            stick = fused(arrays, config, min(given.most, 4_000), code)
            means, lists = ours(arrays, config, given.most)
            own = means + lists
            first = first or (seekers, own * seekers)
            grown = math.log(own * seekers / first[1]) / math.log(max(seekers / first[0], 1.001))
            print(
                f"{seekers:,} × {partners:,}: arrays {building:.1f} s; means {means:.0f} + lists "
                f"{lists:.0f} µs a seeker ÷ fused brute force {stick:.0f} = {own / stick:.2f}; "
                f"exponent {grown:.2f}; peak {peak_mb():,.0f} MB, {before:,.0f} where tables and "
                "arrays were made", flush=True,
            )  # fmt: skip


if __name__ == "__main__":
    main()
