"""What is asked of every part of a ranking, and what a part is: as bytes.

The question is the same for all parts: the settings, what an office rules out, and the partners.
It is sent once. A part is some blocks of seekers; a block needs these and all partners. Of schools
go those columns that a block reads. Neither URN, name nor gate is among them: a school is told by
its position. Nor is what only explains a ranking: how sure a need is, what public sources show, by
which tag a need is met.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.core.settings.config import Config
from matcher.match.arrays import Exchange, Positions, SchoolArrays
from matcher.match.gates import Exclusions
from matcher.match.parts.wire import Arrays, packed

OF_SCHOOL = ("x", "y", "kind", "trust", "age_low", "age_high", "opportunity",
              "offers_known", "phase_group", "listed", "is_seeker", "is_partner", "seeker_fits",
              "partner_fits")  # fmt: skip
OF_SIDE = ("degree", "known", "known_by_tag", "whole", "surety", "silent")
SIDES = ("needs", "strengths")

# Pairs that an office rules out; its schools are neither seekers nor partners any more.
RULED_OUT = ("existing", "excluded_pairs", "declined")

# Settings that name files or places: they have done their work before anything is ranked, and
# workers need not know them.
_NOT_TOLD = ("areas", "columns", "rules", "within", "as_of")


def question(arrays: SchoolArrays, config: Config, exclusions: Exclusions) -> bytes:
    """What is the same for all parts."""
    partners = np.flatnonzero(arrays.is_partner)
    index = arrays.index
    ruled_out = {
        f"ruled_out.{name}": exclusions.positions(getattr(exclusions, name), index)
        for name in RULED_OUT
    }
    settings = {name: value for name, value in asdict(config).items() if name not in _NOT_TOLD}
    plain = {"config": settings, "tags": _tags(arrays)}
    return packed(plain, {"rows": partners, **ruled_out, **_of_rows(_columns(arrays), partners)})


def part(arrays: SchoolArrays, blocks: Sequence[Positions]) -> bytes:
    """Some blocks of seekers. Those that are partners too are in the question."""
    seekers = np.concatenate(blocks)
    rows = np.sort(seekers[~arrays.is_partner[seekers]])
    ends = np.cumsum([len(block) for block in blocks])
    return packed(
        {},
        {"rows": rows, "seekers": seekers, "ends": ends, **_of_rows(_columns(arrays), rows)},
    )


def _columns(arrays: SchoolArrays) -> Arrays:
    """The columns of all schools, each as long as there are schools. What is None has none."""
    found: Arrays = {name: getattr(arrays, name) for name in OF_SCHOOL}
    found["tie"] = arrays.tie.all()
    for which, exchange in _exchanges(arrays).items():
        found[f"{which}.need_total"] = exchange.need_total
        for side in SIDES:
            for name in OF_SIDE:
                values = getattr(getattr(exchange, side), name)
                if values is not None:
                    found[f"{which}.{side}.{name}"] = values
    return found


def _tags(arrays: SchoolArrays) -> dict[str, list[tuple[str, str]]]:
    """The tags of each exchange that the columns tell of."""
    return {which: exchange.tags for which, exchange in _exchanges(arrays).items()}


def _of_rows(all_columns: Mapping[str, NDArray[Any]], rows: Positions) -> Arrays:
    """The columns of some schools."""
    return {name: column[rows] for name, column in all_columns.items()}


def _exchanges(arrays: SchoolArrays) -> dict[str, Exchange]:
    """What is exchanged, by its name here; where the run asks about everything, once."""
    found = {"exchange": arrays.exchange}
    if arrays.everything is not arrays.exchange:
        found["everything"] = arrays.everything
    return found
