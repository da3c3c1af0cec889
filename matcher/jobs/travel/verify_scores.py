"""Nearness and scores of a run with travel times, worked out again from the minutes that it wrote
down: so a minute that somebody changed is found, also where the record was made to fit it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from matcher.core.errors import MatcherError
from matcher.core.schema import as_list
from matcher.jobs.matching.reopen import ReopenedRun, reopen_run
from matcher.jobs.stages.differing import differs, first

if TYPE_CHECKING:
    import pandas as pd

_FILE = "matches.csv"
_TIMES = ("minutes", "minutes_there", "minutes_back")
# Terms and scores are kept to ten decimals, and processors differ in the last of them.
_AS_NEAR = 2e-10


def differing_scores(folder: Path) -> list[str]:
    """Where matches.csv of the run in ``folder``, whose files are as it wrote them, has other
    minutes, nearness or scores than what else it wrote down gives: a sentence each, the first few.
    Nothing for a run without travel times."""
    from matcher.show.run.read_back_matches import read_run_matches

    try:
        run = reopen_run(folder)
        if run.travel is None:
            return []
        return first(_FILE, _differences(run, read_run_matches(folder)))
    except MatcherError as error:
        return [f"its travel times do not fit it: {error}"]


def _differences(run: ReopenedRun, matches: pd.DataFrame) -> Iterator[str]:
    asked = run.ranking
    known = [
        one in asked.index and other in asked.index
        for one, other in zip(as_list(matches["seeker_urn"]), as_list(matches["partner_urn"]),
                              strict=True)
    ]  # fmt: skip
    if not all(known):
        yield "it has pairs of schools that are not in schools.csv or pool.csv"
        return
    i, j = (
        np.array([asked.index[urn] for urn in as_list(matches[f"{side}_urn"])], dtype=np.int64)
        for side in ("seeker", "partner")
    )
    arrays, known_times = asked.arrays, asked.arrays.travel
    if known_times is None:
        return
    times = known_times.of_pairs(i, j)
    dx, dy = arrays.x[i] - arrays.x[j], arrays.y[i] - arrays.y[j]
    terms = asked.terms(i, j, dx * dx + dy * dy)
    expected: dict[str, Any] = {
        **dict(zip(_TIMES, times[:3], strict=True)),
        "near": terms["near"].value,
        "score": asked.scores(terms, i, j),
    }
    words = known_times.rests_on(i, j, times.estimated)
    said = matches["minutes_by"].to_numpy(dtype=object)
    columns = {name: (values, matches[name].to_numpy(float)) for name, values in expected.items()}
    for at, (seeker, partner) in enumerate(zip(i, j, strict=True)):
        pair = f"{arrays.urn[seeker]} with {arrays.urn[partner]}"
        if said[at] != words[at]:
            yield differs(f"minutes_by of {pair}", str(said[at]), words[at])
        for name, (mine, theirs) in columns.items():
            if not _same(float(mine[at]), float(theirs[at])):
                yield differs(f"{name} of {pair}", _figure(theirs[at]), _figure(mine[at]))


def _same(one: float, other: float) -> bool:
    return one == other or (one != one and other != other) or abs(one - other) <= _AS_NEAR


def _figure(value: float) -> str:
    return "" if value != value else f"{value:.10g}"
