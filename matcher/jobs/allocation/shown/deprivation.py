"""How deprived the small area of each school is, in fifths of the areas that a file names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from matcher.core.problems import ProblemLog
from matcher.core.schema import as_list

if TYPE_CHECKING:
    import geopandas as gpd

    from matcher.show.allocation.seekers.groupings import Grouping

FIFTHS = ("most deprived fifth", "second fifth", "middle fifth", "fourth fifth",
          "least deprived fifth")  # fmt: skip
NAME = "deprivation"


def deprivation_groups(path: Path, schools: gpd.GeoDataFrame, log: ProblemLog) -> Grouping:
    """The fifth of each school (SCHOOLS) by the LSOA it is in. A fifth is one of all areas of the
    file, as the indices of deprivation are published, not one of these schools. A school whose area
    is not known, or not in the file, is in none. ``log`` gets the account of the file's rows.

    Raises :class:`matcher.core.errors.FileError` for a file that names no areas.
    """
    from matcher.jobs.evaluation.panel import read_deprivation
    from matcher.show.allocation.seekers.groupings import Grouping

    measure, figures = read_deprivation(path, log)
    fifth = fifths(figures, most_first=measure != "score")
    columns = (as_list(schools[name]) for name in ("urn", "lsoa_code"))
    known = {urn: fifth[code] for urn, code in zip(*columns, strict=True) if code in fifth}
    return Grouping(FIFTHS, {urn: FIFTHS[number] for urn, number in known.items()})


def fifths(figures: Mapping[str, float], *, most_first: bool) -> dict[str, int]:
    """Of each area its fifth, 0 the most deprived; ``most_first``: the least figure is the most
    deprived, as in ranks and deciles, and unlike in scores. Areas of one figure are in one fifth,
    that of the first of them."""
    order = sorted(figures.values(), reverse=not most_first)
    first: dict[float, int] = {}
    for place, figure in enumerate(order):
        first.setdefault(figure, place)
    return {code: 5 * first[figure] // len(order) for code, figure in figures.items()}
