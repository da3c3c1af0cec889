"""What silence, long claims and short needs bring: made-up lists of 300 schools, seeded.

Each school tells what it needs, or offers, honestly; then one thing is changed and the whole
ranking is made again. Places are those in the lists of others: of a partner in lists of seekers,
of a seeker in lists of partners.

python benchmarks/gaming.py [blank] [claim] [cut] [average] --seeds 20
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from strategies import profile_table, schools_table  # noqa: E402

from matcher.core.settings.combine import settings  # noqa: E402
from matcher.core.settings.config import Config  # noqa: E402
from matcher.match.rank import rank_pairs  # noqa: E402
from matcher.profile.cover import cover_table  # noqa: E402
from matcher.profile.vocabulary import load  # noqa: E402

SEEKERS, PARTNERS = 250, 50
CHANGED = 12  # partners, or seekers, that are changed in each made-up list
HONEST_DRAWS = 5  # honest claims of a partner, of whose places the median is taken
Tag = tuple[str, str]

# How often each is needed or offered: a few by many, many by a few.
POPULAR: dict[Tag, int] = {
    ("T3", "maths"): 12, ("T3", "physics"): 10, ("C4", ""): 9, ("X1", ""): 9,
    ("L3", ""): 8, ("C2", "Latin"): 6, ("C3", "music"): 6, ("L1", ""): 6, ("T2", ""): 6,
    ("C1", ""): 6, ("T3", "chemistry"): 5, ("C2", "music"): 5, ("T3", "computing"): 4,
    ("L2", ""): 4, ("C3", ""): 4, ("C2", "drama"): 3, ("T3", "French"): 3, ("X3", ""): 3,
    ("C2", "German"): 2, ("C3", "drama"): 2, ("T4", ""): 2, ("X2", ""): 2, ("T1", ""): 2,
    ("T3", "German"): 1, ("C2", "art"): 1, ("T2", "maths"): 1,
}  # fmt: skip
TAGS = list(POPULAR)
SHARES = np.array(list(POPULAR.values())) / sum(POPULAR.values())


@dataclass
class Lists:
    """Made-up schools with what they need and offer, and whoever is to be changed."""

    schools: gpd.GeoDataFrame
    told: dict[str, list[tuple[Tag, float]]]  # needs of seekers, strengths of partners
    rng: np.random.Generator
    config: Config

    def places(self, told: dict[str, list[tuple[Tag, float]]]) -> tuple[pd.Series, pd.Series]:
        """Places of every school in others' lists, and those worth asking, by URN."""
        rows = [
            (urn, *tag, *((degree, np.nan) if int(urn) < 2000 else (np.nan, degree)))
            for urn, own in told.items()
            for tag, degree in own
        ]
        profile = profile_table(rows)
        cover = cover_table(profile, load())
        found = rank_pairs(self.schools, profile, self.config, cover=cover).matches
        near = found[found["beyond"] == 0]
        asked = near[near["worth_asking"] == 1]
        counts = (
            near.loc[near["rank"].notna(), "partner_urn"].value_counts(),
            near.loc[near["partner_rank"].notna(), "seeker_urn"].value_counts(),
            asked["partner_urn"].value_counts(),
        )
        every = self.schools["urn"]
        ranked = pd.concat(counts[:2]).reindex(every, fill_value=0)
        return ranked, counts[2].reindex(every, fill_value=0)

    def some(self, of: int) -> list[str]:
        """The URNs of some seekers (1000) or partners (2000)."""
        many = SEEKERS if of == 1000 else PARTNERS
        return [str(of + n) for n in sorted(self.rng.choice(many, CHANGED, replace=False))]


def honest_needs(rng: np.random.Generator) -> list[tuple[Tag, float]]:
    return _drawn(rng, 4)


def honest_claim(rng: np.random.Generator) -> list[tuple[Tag, float]]:
    return _drawn(rng, int(rng.integers(1, 6)))


def _drawn(rng: np.random.Generator, many: int) -> list[tuple[Tag, float]]:
    """So many tags by how popular they are, three of four without a degree, which is then 1."""
    at = rng.choice(len(TAGS), many, replace=False, p=SHARES)
    degrees = np.where(rng.random(many) < 0.75, 1.0, rng.choice([0.3, 0.4, 0.5, 0.6, 0.75], many))
    return [(TAGS[n], float(degree)) for n, degree in zip(at, degrees, strict=True)]


def made_up(seed: int, config: Config) -> Lists:
    """300 schools: towns of very unlike sizes, as in England, and some in the country between."""
    rng = np.random.default_rng(seed)
    towns = rng.uniform(300_000, 420_000, (24, 2))
    sizes = rng.lognormal(0, 1.0, 24)
    rows = []
    for first, many, kind, role in (
        (1000, SEEKERS, "state", "seeker"),
        (2000, PARTNERS, "independent", "partner"),
    ):
        for number in range(many):
            town = rng.choice(24, p=sizes / sizes.sum())
            spread = 2500 * sizes[town] ** 0.5 if rng.random() < 0.8 else 15_000
            x, y = np.round(towns[town] + rng.normal(0, spread, 2))
            area = float(rng.choice([0.0, 8.0, 60.0], p=[0.2, 0.2, 0.6]))
            rows.append({"urn": str(first + number), "kind": kind, "role": role,
                         "x": x, "y": y, "area_km": area})  # fmt: skip
    told = {str(1000 + n): honest_needs(rng) for n in range(SEEKERS)}
    told |= {str(2000 + n): honest_claim(rng) for n in range(PARTNERS)}
    return Lists(schools_table(rows), told, rng, config)


def blank(lists: Lists) -> dict[str, tuple[float, float]]:
    """Twelve partners say nothing of what they offer."""
    own = lists.some(2000)
    before, _ = lists.places(lists.told)
    silent = {urn: told for urn, told in lists.told.items() if urn not in own}
    after, asked = lists.places(silent)
    ranked = after[own].sum()
    return {
        "12 partners blanked, ranked": (ranked, before[own].sum()),
        "12 partners blanked, with worth asking": (ranked + asked[own].sum(), before[own].sum()),
    }


def claim(lists: Lists) -> dict[str, tuple[float, float]]:
    """One partner claims everything, or the eight commonest; one after the other."""
    everything = [(tag, 1.0) for tag in TAGS]
    commonest = [(tag, 1.0) for tag in TAGS[:8]]
    claimed, common, honest = [], [], []
    for urn in lists.some(2000):
        claimed.append(lists.places({**lists.told, urn: everything})[0][urn])
        common.append(lists.places({**lists.told, urn: commonest})[0][urn])
        draws = [
            lists.places({**lists.told, urn: honest_claim(lists.rng)})[0][urn]
            for _ in range(HONEST_DRAWS)
        ]
        honest.append(float(np.median(draws)))
    return {
        "claims everything": (sum(claimed), sum(honest)),
        "claims the 8 commonest": (sum(common), sum(honest)),
    }


def cut(lists: Lists) -> dict[str, tuple[float, float]]:
    """One seeker cuts its four needs to the commonest of them; one after the other."""
    before, _ = lists.places(lists.told)
    own = lists.some(1000)
    after = 0
    for urn in own:
        one = min(lists.told[urn], key=lambda need: TAGS.index(need[0]))
        after += lists.places({**lists.told, urn: [one]})[0][urn]
    return {"needs cut to the commonest": (after, before[own].sum())}


def average(lists: Lists) -> dict[str, tuple[float, float]]:
    """The mean score of partners before and after each says nothing, one after the other, over
    all pairs in range: neither helps nor harms if they are the same."""
    before = _mean_scores(lists, lists.told)
    own = lists.some(2000)
    after = [
        _mean_scores(lists, {u: told for u, told in lists.told.items() if u != urn})[urn]
        for urn in own
    ]
    return {"mean score of a partner that says nothing": (sum(after), before[own].sum())}


def _mean_scores(lists: Lists, told: dict[str, list[tuple[Tag, float]]]) -> pd.Series:
    everybody = replace(lists, config=replace(lists.config, k=1000))
    rows = [
        (urn, *tag, *((degree, np.nan) if int(urn) < 2000 else (np.nan, degree)))
        for urn, own in told.items()
        for tag, degree in own
    ]
    profile = profile_table(rows)
    found = rank_pairs(
        lists.schools, profile, everybody.config, cover=cover_table(profile, load())
    ).matches
    return found[found["beyond"] == 0].groupby("partner_urn")["score"].mean()


EXPERIMENTS: dict[str, Callable[[Lists], dict[str, tuple[float, float]]]] = {
    "blank": blank, "claim": claim, "cut": cut, "average": average,
}  # fmt: skip


def run(names: list[str], seeds: int, config: Config) -> Iterator[str]:
    """A line for each experiment: the ratio of sums over all lists, with a 95 % interval (the
    lists drawn again 2,000 times), and the sums."""
    for name in names:
        found: dict[str, list[tuple[float, float]]] = {}
        for seed in range(seeds):
            for what, pair in EXPERIMENTS[name](made_up(seed, config)).items():
                found.setdefault(what, []).append(pair)
        for what, pairs in found.items():
            sums = np.array(pairs, dtype=float)
            draws = np.random.default_rng(0).integers(0, seeds, (2000, seeds))
            ratios = sums[draws, 0].sum(axis=1) / sums[draws, 1].sum(axis=1)
            low, high = np.quantile(ratios, (0.025, 0.975))
            after, before = sums.sum(axis=0)
            yield (
                f"{what}: × {after / before:.3f} (95 %: {low:.3f} to {high:.3f}); "
                f"{before:,.1f} before, {after:,.1f} after, {seeds} lists"
            )


def main() -> None:
    """Run what is named, or everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help=", ".join(EXPERIMENTS))
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--set", action="append", default=[], metavar="NAME=NUMBER",
                        help="another value of a setting")  # fmt: skip
    given = parser.parse_args()
    other = {name: float(value) for name, value in (one.split("=") for one in given.set)}
    whole = {name: int(value) if value == int(value) else value for name, value in other.items()}
    for line in run(given.names or list(EXPERIMENTS), given.seeds, settings(**whole)):
        print(line, flush=True)


if __name__ == "__main__":
    main()
