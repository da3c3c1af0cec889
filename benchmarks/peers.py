"""What we are measured against: the two ways an analyst would write the ranking.

Both take plain arrays: a frame of schools (urn, role, x, y, opportunity) and matrices of
needs and strengths (whole hundredths). Weights are near, opportunity, gives, gains.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def dense(
    x: tuple[Floats, Floats],
    y: tuple[Floats, Floats],
    opportunity: Floats,
    need: tuple[Floats, Floats],
    strength: tuple[Floats, Floats],
    weights: tuple[float, float, float, float],
    k: int,
    max_km: float,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Every seeker with every partner in one matrix; the best k of each row and column.

    ``x``, ``y``, ``need``, ``strength``: (seekers, partners). Returns positions of partners
    for each seeker (seekers × k) and of seekers for each partner (k × partners); -1 none.
    """
    squared = (x[0][:, None] - x[1][None, :]) ** 2 + (y[0][:, None] - y[1][None, :]) ** 2
    score = weights[0] * np.exp2(-np.sqrt(squared) / 10_000) + weights[1] * opportunity[:, None]
    if weights[2] or weights[3]:
        with np.errstate(invalid="ignore", divide="ignore"):
            gives = need[0] @ strength[1].T / (100 * need[0].sum(axis=1)[:, None])
            gains = (need[1] @ strength[0].T / (100 * need[1].sum(axis=1)[:, None])).T
        score += weights[2] * np.nan_to_num(gives) + weights[3] * np.nan_to_num(gains)
    score[squared > (max_km * 1000) ** 2] = -1
    return _top(score, k), _top(score.T, k).T


def nearest_then_rank(
    seekers: pd.DataFrame,
    partners: pd.DataFrame,
    need: tuple[Floats, Floats],
    strength: tuple[Floats, Floats],
    weights: tuple[float, float, float, float],
    k: int,
    max_km: float,
    nearest: int = 50,
) -> pd.DataFrame:
    """The 50 nearest partners of each seeker, scored and sorted in pandas: seeker, partner."""
    from scipy.spatial import cKDTree

    tree = cKDTree(partners[["x", "y"]].to_numpy())
    distance, index = tree.query(seekers[["x", "y"]].to_numpy(), k=min(nearest, len(partners)))
    pairs = pd.DataFrame(
        {
            "seeker": np.repeat(np.arange(len(seekers)), index.shape[1]),
            "partner": index.ravel(),
            "km": distance.ravel() / 1000,
        }
    )
    pairs = pairs[pairs["km"] <= max_km]
    i, j = pairs["seeker"].to_numpy(), pairs["partner"].to_numpy()
    pairs["score"] = (
        weights[0] * np.exp2(-pairs["km"] / 10) + weights[1] * seekers["opportunity"].to_numpy()[i]
    )
    if weights[2] or weights[3]:
        for weight, wants, has in ((weights[2], need[0][i], strength[1][j]),
                                   (weights[3], need[1][j], strength[0][i])):  # fmt: skip
            with np.errstate(invalid="ignore", divide="ignore"):
                share = (wants * has).sum(axis=1) / (100 * wants.sum(axis=1))
            pairs["score"] += weight * np.nan_to_num(share)
    pairs = pairs.sort_values(["seeker", "score", "km"], ascending=[True, False, True])
    return pairs.groupby("seeker").head(k)


def _top(score: Floats, k: int) -> NDArray[np.int64]:
    best = np.argpartition(-score, k - 1, axis=1)[:, :k]
    value = np.take_along_axis(score, best, axis=1)
    order = np.argsort(-value, axis=1, kind="stable")
    best = np.take_along_axis(best, order, axis=1)
    return np.where(np.take_along_axis(value, order, axis=1) < 0, -1, best)


def main() -> None:
    """As a whole program: read the register with pandas, rank, write a CSV."""
    import sys

    way, register, out = sys.argv[1:4]
    names = {"URN": "urn", "Easting": "x", "Northing": "y", "TypeOfEstablishment (name)": "type",
             "EstablishmentTypeGroup (name)": "group"}  # fmt: skip
    table = pd.read_csv(register, encoding="cp1252", usecols=list(names)).rename(columns=names)
    table = table[(table["x"] > 0) & (table["y"] > 0)]
    state = table["group"].isin(
        ["Academies", "Local authority maintained schools", "Free Schools"]
    ) | table["type"].isin(["Community special school", "Foundation special school"])
    offers = table["type"].isin(["Other independent school", "Higher education institutions"])
    seekers = table[state].assign(opportunity=0.0).reset_index(drop=True)
    partners = table[offers].reset_index(drop=True)
    nothing = (np.empty((0, 0)), np.empty((0, 0)))
    weights = (0.6, 0.4, 0.0, 0.0)
    if way == "dense":
        arrays = [(seekers[c].to_numpy(float), partners[c].to_numpy(float)) for c in "xy"]
        best, _ = dense(*arrays, np.zeros(len(seekers)), nothing, nothing, weights, 5, 50)
        row, place = np.nonzero(best >= 0)
        pairs = pd.DataFrame({"seeker": row, "partner": best[row, place]})
    else:
        pairs = nearest_then_rank(seekers, partners, nothing, nothing, weights, 5, 50)
    pairs.assign(
        seeker=seekers["urn"].to_numpy()[pairs["seeker"]],
        partner=partners["urn"].to_numpy()[pairs["partner"]],
    ).to_csv(out, index=False)


if __name__ == "__main__":
    main()
