"""Tables made for tests: SCHOOLS and PROFILE by hand, at random, and by Hypothesis."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from matcher.core.geo import GRID
from matcher.core.tables import COVER, PROFILE, SCHOOLS

TAGS = (("T3", "physics"), ("T3", "mathematics"), ("C2", "Latin"), ("L3", ""), ("X1", ""))

# A guard is tried with what harms nobody where it fails: a sum, whose value would show.
VALUE = "42055007"
HOSTILE = (
    "{{ 6007 * 7001 }}",
    "St {#1} School",
    "Key {% stage",
    "100{{",
    "Ark {{name}}",
    "<script>alert(6007 * 7001)</script>",
    "O'Brien's </script>",
    "<img src=x onerror=alert(6007*7001)>",
    "</script><img src=x onerror=alert(6007*7001)>",
    "${6007 * 7001}",
    "back`tick \\` slash",
    "trailing \\",
    "quotes \" & ' <b>new\nline\u2028end</b>",
)


def schools_table(rows: Iterable[Mapping[str, Any]]) -> gpd.GeoDataFrame:
    """SCHOOLS from rows that say only what matters: urn, kind, role, x, y and so on."""
    full = []
    for number, row in enumerate(rows):
        base: dict[str, Any] = {
            column.name: "" if column.kind == "text" else np.nan
            for column in SCHOOLS.columns
            if column.kind != "point"
        }
        base |= {"name": f"School {row['urn']}", "list": "test.csv", "row": number + 2, "listed": 1}
        base |= {"kind": "state", "role": "seeker", "area_km": 100.0}
        base |= {k: v for k, v in row.items() if k not in ("x", "y")}
        base["x"], base["y"] = row.get("x"), row.get("y")
        if not base["located_by"] and base["x"] is not None:
            base["located_by"] = "given"
        full.append(base)
    frame = pd.DataFrame(full)
    points = gpd.GeoSeries(
        [
            None if x is None or pd.isna(x) else point
            for x, point in zip(frame["x"], gpd.points_from_xy(frame["x"], frame["y"]), strict=True)
        ],
        crs=GRID,
    )
    for column in SCHOOLS.columns:
        if column.kind == "text":
            frame[column.name] = frame[column.name].astype("str")
        elif column.kind == "integer":
            frame[column.name] = frame[column.name].astype("int64")
        elif column.kind == "number":
            frame[column.name] = frame[column.name].astype("float64")
    table = gpd.GeoDataFrame(frame.drop(columns=["x", "y"]), geometry=points, crs=GRID)
    SCHOOLS.check(table)
    return table


def profile_table(
    rows: Iterable[tuple[str, str, str, float, float]] = (),
    *,
    source: str = "stated",
    confidence: float = 1.0,
) -> pd.DataFrame:
    """PROFILE from (urn, activity, subject, need, strength), all of one source."""
    frame = pd.DataFrame(
        [(*row, source, f"{row[1]} {row[2]}", confidence, np.nan) for row in rows],
        columns=PROFILE.names,
    ).astype(PROFILE.dtypes())
    PROFILE.check(frame)
    return frame


def cover_frame(rows: Iterable[tuple[str, str, str, str, float]]) -> pd.DataFrame:
    """COVER from (offered activity, subject, needed activity, subject, degree)."""
    frame = pd.DataFrame([(*row, "in part", 1) for row in rows], columns=COVER.names)
    frame = frame.astype(COVER.dtypes())
    COVER.check(frame)
    return frame


def random_cover(seed: int) -> pd.DataFrame:
    """How far the tags of :func:`random_england` meet needs for each other: half of the pairs,
    to a random degree, and half of those may not; some are of a tag that nobody names."""
    rng = np.random.default_rng(seed)
    tags = [*TAGS, ("T3", "science")]
    cover = cover_frame(
        (*one, *other, round(float(rng.random()), 2))
        for one in tags
        for other in tags
        if one != other and rng.random() < 0.5
    )
    return cover.assign(known=(rng.random(len(cover)) < 0.5).astype(float))


def random_england(
    count: int,
    seed: int,
    *,
    known: float = 1.0,
    size_km: float = 120.0,
    measured: float = 0.0,
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Clustered schools with needs and strengths; ``known``: the share of
    which any is known; ``measured``: the share of the tags that published figures tell of,
    each with a confidence of its own. A few of which something is known say that they need, or
    offer, nothing.

    Coordinates are whole metres on a coarse lattice, so that ties of distance happen.
    """
    rng = np.random.default_rng(seed)
    towns = rng.uniform(300_000, 300_000 + size_km * 1000, (max(count // 25, 1), 2))
    rows = []
    profile: list[tuple[str, str, str, float, float]] = []
    says_none = np.random.default_rng([seed, 1]).random((count, 2)) < 0.08
    for number in range(count):
        x, y = towns[rng.integers(len(towns))] + rng.normal(0, 4000, 2)
        kind = str(
            rng.choice(["state", "independent", "university", "college"], p=[0.7, 0.2, 0.04, 0.06])
        )
        role = {"state": "seeker", "college": "both"}.get(kind, "partner")
        urn = str(100_000 + number)
        rows.append(
            {
                "urn": urn,
                "kind": kind,
                "role": role,
                "x": round(x, -2),
                "y": round(y, -2),
                "phase": str(rng.choice(["Primary", "Secondary", "16 plus", ""])),
                "trust": str(rng.choice(["", "no trust", "Trust A", "Trust B"])),
                "status": str(rng.choice(["open", "open", "open", "closed", ""])),
                "open_to_contact": str(rng.choice(["", "", "", "no", "yes"])),
                "area_km": float(rng.choice([0.0, 3.3, 40.0])),
            }
        )
        if number % 2 and rows[-1]["open_to_contact"] == "no":
            rows[-1]["open_to_contact"] = "unclear"  # it keeps a school out as a no does
        if rng.random() < known:
            for activity, subject in TAGS:
                degrees = [
                    round(float(rng.random()), 2) if rng.random() < 0.5 else np.nan for _ in "ns"
                ]
                degrees = np.where(says_none[number], np.nan, degrees).tolist()
                if not np.isnan(degrees).all():
                    profile.append((urn, activity, subject, degrees[0], degrees[1]))
            if says_none[number].any():
                none = np.where(says_none[number], 0.0, np.nan).tolist()
                profile.append((urn, "none", "", none[0], none[1]))
    table = profile_table(profile)
    if measured:
        figures = (rng.random(len(table)) < measured) & (table["activity"] != "none")
        table["source"] = table["source"].where(~figures, "measured")
        table["confidence"] = np.where(figures, rng.integers(1, 10, len(table)) / 10, 1.0)
        shown = np.where(rng.random(len(table)) < 0.5, rng.integers(1, 101, len(table)) / 100, 0)
        claimed = ~figures & (table["strength"] > 0) & (shown > 0)
        table["recorded"] = np.where(claimed, shown, np.nan)
    return schools_table(rows), table
