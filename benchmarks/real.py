"""Partnerships that exist, held against the lists: does a list hold the partner that a school has?

    python benchmarks/real.py                     the pairs of ../shared/data/partnerships
    python benchmarks/real.py --by relation       each kind of relation apart
    python benchmarks/real.py --pairs             the place of every pair

The national register with all published tables, 50 km. For each real pair its exact place among all
that pass the gates is worked out in the list of its seeker, in that of its partner, and in
the latter among seekers of the same group of phases, and of the very same phase in the register
("Secondary" without "All-through" and middle schools). The interval beside a share is of
partnerships, drawn again 2,000 times (seeded): the pairs of one are much alike. Beside them stand
nearness alone, chance (where a list of *n* holds the partner by itself), the other presets and
policies.

The well-known are not typical, old partnerships meet a register of 2025, and that a partnership
exists does not say that it is good. So this shows what is badly wrong; no setting is to be tuned
to it.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from england import DATA, England, england

from matcher.core.settings.combine import settings
from matcher.core.settings.config import ANYONE, HUBS, Config
from matcher.match.explain.finished_ranking import FinishedRanking

BEST = (5, 10, 25)
MAX_KM = 50.0
DRAWS = 2000
LISTS = {
    "by_seeker": "seeker's list",
    "by_partner": "partner's list",
    "by_phase": "partner's, same phase",
    "by_word": "partner's, equal phase",
}


def real_pairs(file: Path, schools: England) -> pd.DataFrame:
    """The pairs by the URNs of today: partnership, relation, seeker and partner."""
    pairs = pd.read_csv(file, dtype="str", keep_default_na=False)
    for side in ("seeker", "partner"):
        pairs[side] = schools.today(pairs[f"{side}_urn"])
    kinds = schools.schools.set_index("urn")["kind"].astype("str")
    pairs["kind"] = pairs["partner"].map(kinds).fillna("")
    return pairs


def places(ranking: FinishedRanking, pairs: pd.DataFrame, schools: pd.DataFrame) -> pd.DataFrame:
    """The place of each pair in each list and how many are in it; NaN where a gate keeps it
    out, with the ``gate``."""
    rows = []
    phase_of = schools.set_index("urn")["phase"].reindex(ranking.arrays.urn).to_numpy(object)
    for pair in pairs.itertuples():
        row: dict[str, object] = {"gate": "unknown"}
        if pair.seeker in ranking.index and pair.partner in ranking.index:
            i, j = ranking.index[pair.seeker], ranking.index[pair.partner]
            row["gate"] = ranking.gate(pair.seeker, pair.partner)
            if not row["gate"]:
                for side in ("by_seeker", "by_partner"):
                    there = ranking.rank_in_list(i, j, by_seeker=side == "by_seeker")
                    row |= {side: there.rank, f"{side}_of": there.of}
                if mates := ranking.rank_in_phase(i, j):
                    row |= {"by_phase": mates.rank, "by_phase_of": mates.of}
                own = ranking.ranked(j, by_seeker=False)[0]
                alike = own[phase_of[own] == phase_of[i]]
                place = int(np.flatnonzero(alike == i)[0]) + 1
                row |= {"by_word": place, "by_word_of": len(alike)}
        rows.append(row)
    return pd.DataFrame(rows, index=pairs.index).reindex(
        columns=["gate", *(f"{name}{end}" for name in LISTS for end in ("", "_of"))]
    )


def shares(found: pd.DataFrame, name: str) -> list[float]:
    """The share of pairs within the best 5, 10 and 25 of a list."""
    return [float((found[name] <= best).mean()) for best in BEST]


def interval(found: pd.DataFrame, name: str, best: int) -> tuple[float, float]:
    """What the share of hits would be in 95 of 100 draws of partnerships."""
    hits = (found[name] <= best).groupby(found["partnership"]).agg(["sum", "count"]).to_numpy()
    drawn = np.random.default_rng(5).integers(0, len(hits), (DRAWS, len(hits)))
    total = hits[drawn].sum(axis=1)
    low, high = np.percentile(total[:, 0] / total[:, 1], [2.5, 97.5])
    return float(low), float(high)


def chance(found: pd.DataFrame, name: str) -> list[float]:
    """The shares that lists in no order would give."""
    size = found[f"{name}_of"]
    return [float((best / size).clip(upper=1).fillna(0).mean()) for best in BEST]


def table(label: str, found: pd.DataFrame) -> None:
    for name, words in LISTS.items():
        low, high = interval(found, name, 5)
        told = " / ".join(f"{share:.0%}" for share in shares(found, name))
        median = f"{found[name].median():.0f} of {found[f'{name}_of'].median():.0f}"
        print(f"{label:34} {words:22} {told:18} at 5: {low:.0%} to {high:.0%}; median {median}",
              flush=True)  # fmt: skip
        label = ""


def hits(country: England, pairs: pd.DataFrame, config: Config, **how: bool) -> pd.DataFrame:
    """The pairs with their places in a run by these settings."""
    return pd.concat(
        [pairs, places(country.ranking(config, **how), pairs, country.schools)], axis=1
    )


def runs() -> dict[str, Config]:
    """The runs that stand beside each other, the first that of the product as it comes."""
    presets = ("balanced", "nearest", "opportunity", "near=1", "near=2,gives=1")
    by_weights = {
        f"guide, {name}": settings(max_km=MAX_KM, routes_km=0, weights=name) for name in presets
    }
    others = {f"{givers}, balanced": settings(max_km=MAX_KM, routes_km=0, givers=givers)
              for givers in (HUBS, ANYONE)}  # fmt: skip
    return by_weights | others


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--by", choices=("relation", "partnership"), help="rows for each apart")
    parser.add_argument("--pairs", action="store_true", help="the place of every pair")
    parser.add_argument("--first", action="store_true", help="the product as it comes alone")
    parser.add_argument(
        "--without", nargs="*", default=[], help="starts of names of files of offers ('': all)"
    )
    parser.add_argument("--no-cover", action="store_true", help="needs are met by the same tag")
    given = parser.parse_args()
    file = given.data / "partnerships" / "real-partnerships.csv"
    if not file.is_file():
        print(f"skipped: the real partnerships are not here ({file})")
        return
    country = england(given.data, settings(max_km=MAX_KM), without=tuple(given.without))
    pairs = real_pairs(file, country)
    asked = pairs["kind"].isin(["independent", "university"])
    print(f"{len(pairs)} pairs, {asked.sum()} of them with an independent school or a university")
    for number, (label, config) in enumerate(runs().items()):
        found = hits(country, pairs, config, with_cover=not given.no_cover)[asked]
        table(label, found)
        if number:
            continue
        gates = found.loc[found["gate"] != "", "gate"].value_counts()
        print("  kept apart:", ", ".join(f"{n} {gate}" for gate, n in gates.items()) or "none")
        for name in LISTS:
            told = " / ".join(f"{share:.1%}" for share in chance(found, name))
            print(f"  {'chance':32} {LISTS[name]:22} {told}")
        if given.by:
            for part, rows in found.groupby(given.by):
                table(f"  {part} ({len(rows)})"[:34], rows)
        if given.pairs:
            columns = ["partnership", "seeker_name", "partner_name", "gate", *LISTS]
            print(found[columns].to_string())
        if given.first:
            return


if __name__ == "__main__":
    main()
