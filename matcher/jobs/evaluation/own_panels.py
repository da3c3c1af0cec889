"""Panels of one's own: which of the files that were given are such, and several laid together.

A person may keep a file for each year, or one for each figure. What only one of them knows is
taken from it; what two of them contradict each other in counts as not known, as it does within
one file, so that their order decides nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog
from matcher.core.tables import urn_key
from matcher.jobs.evaluation.panel import NotAPanel, Panel, read_panel

if TYPE_CHECKING:
    import pandas as pd

_KEY = ["urn", "year_starting"]


def read_own_panels(
    paths: Sequence[Path], log: ProblemLog
) -> tuple[pd.DataFrame, list[str]] | None:
    """A row for each ``urn`` and ``year_starting`` of all ``paths`` and the account of each file;
    None where the first is no panel or a folder. Raises :class:`FileError` where only some are
    panels."""
    panels: list[Panel] = []
    for path in paths:
        try:
            if path.is_dir():
                raise NotAPanel("a folder", where=path.name)
            panels.append(read_panel(path, log))
        except NotAPanel as error:
            if not panels:
                return None
            raise FileError(
                f"{panels[0].list} is a panel of your own, and this is none: {error.what}",
                where=path.name,
                hint="give panels of your own alone, or the Department's tables alone",
            ) from None
    return _joined(panels, log), [panel.line() for panel in panels]


def _joined(panels: Sequence[Panel], log: ProblemLog) -> pd.DataFrame:
    """The tables of all, each figure once."""
    import pandas as pd

    if len(panels) == 1:
        return panels[0].table
    rows = pd.concat([panel.table.set_index(_KEY) for panel in panels])
    groups = rows.groupby(level=_KEY, sort=False)
    least, most = groups.min(), groups.max()  # of those that are known
    differ = least.notna() & (least != most)
    for name in differ:
        for urn, year in differ.index[differ[name]]:
            log.add(
                "panel_differs",
                f"two files differ in {name} of school {urn} in the year that begins in {year}",
                list=panels[-1].list,
                column=str(name),
                hint="keep the right one; until then it counts as not known",
            )
    table = least.mask(differ, math.nan).reset_index()
    order = sorted(range(len(table)), key=lambda at: (
        urn_key(table["urn"].iloc[at]), table["year_starting"].iloc[at]))  # fmt: skip
    return table.iloc[order].reset_index(drop=True)
