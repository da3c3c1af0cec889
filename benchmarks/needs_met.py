"""Who could have a need met: the schools of England, within 40 km, by who may give.

    python benchmarks/needs_met.py                what is at hand: tables and public registers
    python benchmarks/needs_met.py --without ""   published tables alone

A need is met where some partner within 40 km that passes the gates has a strength in its tag, or in
a tag that covers it in part. *Schools with some need met* are those of whose needs one is; the
*share of need met* is the degrees of those that are by the degrees of all, the mean over schools.
That says what is in reach, not what a list of five holds: beside it stands who takes the places.
"""

from __future__ import annotations

import argparse
import itertools
from pathlib import Path

import numpy as np
import pandas as pd
from england import DATA, England, england, known_by_kind

from matcher.core.settings.combine import settings
from matcher.core.settings.config import ANYONE, GUIDE, HUBS, Config
from matcher.match.build_arrays import build_arrays
from matcher.match.candidates import candidate_blocks
from matcher.match.gates import Exclusions, PairGates
from matcher.match.rank import rank_pairs
from matcher.profile.cover import cover_table
from matcher.profile.vocabulary import load

MAX_KM = 40.0
PHASES = ("Primary", "Secondary", "All-through")


def within(givers: str) -> Config:
    """The settings of a run in which nobody reaches farther than :data:`MAX_KM`."""
    return settings(max_km=MAX_KM, routes_km=0, givers=givers)


def needs_met(country: England, config: Config, cover: pd.DataFrame | None) -> pd.DataFrame:
    """Of each state-funded school with a need: its phase, and the share of its needs met."""
    schools = country.by_policy(config.givers)
    arrays = build_arrays(schools, country.profiling.whole, config, Exclusions(), cover=cover)
    needs, has = arrays.needs.degree, (arrays.strengths.degree > 0).astype(np.float32)
    met = np.zeros(needs.shape, dtype=bool)
    for block in candidate_blocks(arrays, config, PairGates(arrays, config, Exclusions())):
        met[block.seekers] = block.passes.astype(np.float32) @ has[block.partners] > 0
    of_urn = schools.set_index("urn").reindex(arrays.urn)
    total = needs.sum(axis=1)
    found = pd.DataFrame({"phase": of_urn["phase"].to_numpy(), "met": (needs * met).sum(axis=1)})
    found["share"] = found["met"] / np.where(total > 0, total, 1.0)
    return found[arrays.is_seeker & (total > 0) & of_urn["kind"].eq("state").to_numpy()]


def places_by_kind(country: England, config: Config, cover: pd.DataFrame | None) -> pd.Series:
    """The share of the places in seekers' lists of five that each kind of partner takes."""
    matches = rank_pairs(
        country.by_policy(config.givers), country.profiling.whole, config, cover=cover
    ).matches
    kinds = country.schools.set_index("urn")["kind"].astype("str")
    listed = matches.loc[matches["rank"].notna(), "partner_urn"].map(kinds)
    return listed.value_counts(normalize=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument(
        "--without", nargs="*", default=[], help="starts of names of files of offers ('': all)"
    )
    given = parser.parse_args()
    country = england(given.data, settings(), without=tuple(given.without))
    print(known_by_kind(country).to_string())
    table = cover_table(country.profiling.whole, load())
    ways = (("same tag", None), ("in part too", table))
    for givers, (words, cover) in itertools.product((GUIDE, HUBS, ANYONE), ways):
        found = needs_met(country, within(givers), cover)
        for name, rows in [("all", found), *((p, found[found["phase"] == p]) for p in PHASES)]:
            some, share = (rows["met"] > 0).mean(), rows["share"].mean()
            print(f"{givers:7} {words:12} {name:12} {len(rows):6,} schools: some need met "
                  f"{some:.1%}, share of need met {share:.1%}", flush=True)  # fmt: skip
    for givers in (GUIDE, HUBS, ANYONE):
        shares = places_by_kind(country, within(givers), table)
        told = ", ".join(f"{share:.1%} {kind}" for kind, share in shares.items())
        print(f"{givers:7} places in lists of five: {told}", flush=True)


if __name__ == "__main__":
    main()
