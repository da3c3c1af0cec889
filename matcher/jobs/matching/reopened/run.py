"""A finished run as Python sees it: its tables as frames, its map, itself in a notebook."""

from __future__ import annotations

import html
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.core.figures.number_format import counted, half_up

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from matcher.show.run.read_back import RunTables

_SHOWN = 5  # pairs in a notebook
_MAP = "map.html"
# As the pages of the product look; a notebook knows none of their styles.
_STYLE = "font-family:system-ui,sans-serif;max-width:60rem"


class Run:
    """The run in ``folder``, as ``matcher match`` or :func:`matcher.run` wrote it.

    Nothing is read before it is asked for, and each table once. What is asked for raises
    :class:`matcher.MatcherError` where the folder holds no finished run, or where one of its files
    has changed since.
    """

    folder: Path

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)

    @cached_property
    def record(self) -> dict[str, Any]:
        """``run.json``: every row accounted for, settings, weights, fingerprints."""
        from matcher.show.run.integrity import read_intact_manifest

        return read_intact_manifest(self.folder)

    @cached_property
    def matches(self) -> pd.DataFrame:
        """The ranked pairs as ``matches.csv`` has them, each once: URNs and words are text,
        figures float64, NaN where nobody knows. Distances are km, times minutes."""
        from matcher.show.run.read_back_matches import read_run_matches

        return read_run_matches(self.folder)

    @property
    def schools(self) -> gpd.GeoDataFrame:
        """SCHOOLS of everybody who was listed or took part: one row a URN, its point in metres of
        the National Grid (EPSG:27700), None where it was not placed."""
        return self._tables.schools

    @property
    def profile(self) -> pd.DataFrame:
        """PROFILE: what each school needs and offers, 0 to 1, NaN where nobody knows, and how
        we know."""
        return self._tables.profile

    @cached_property
    def _tables(self) -> RunTables:
        from matcher.show.run.read_back import read_run_tables

        return read_run_tables(self.folder)

    def map(self, height: int = 600) -> RunMap:
        """The map of the run; a notebook shows it, ``height`` pixels high."""
        self.record  # noqa: B018  # a map that was changed since is refused
        return RunMap(self.folder / _MAP, height)

    def __repr__(self) -> str:
        counts = self.record["counts"]
        return (
            f"Run({str(self.folder)!r}: {counted(counts['seekers'], 'seeker')}, "
            f"{counted(counts['partners'], 'partner')}, {counted(counts['pairs'], 'pair')})"
        )

    def _repr_html_(self) -> str:
        """The run in a notebook: how many, and the first pairs of its lists with their reasons."""
        from matcher.core.page.html_page import figures, paragraph, table

        counts = self.record["counts"]
        head = ("Seeker", "Rank", "Partner", "km", "Score", "Reasons")
        ranked = self.matches[self.matches["rank"].notna()].head(_SHOWN)
        rows = [
            (
                str(row.seeker_name), f"{row.rank:.0f}", str(row.partner_name),
                half_up(float(str(row.distance_km)), 1), half_up(float(str(row.score)), 3),
                str(row.reasons),
            )
            for row in ranked.itertuples()
        ]  # fmt: skip
        told = (
            f"{self.folder.name}: {counted(counts['seekers'], 'seeker')}, "
            f"{counted(counts['partners'], 'partner')}, {counted(counts['pairs'], 'pair')}"
        )
        first = f"The first {len(rows)} rows of its lists"
        return (
            f'<div style="{_STYLE}">{paragraph(told)}'
            f"{table(first, head, rows, figures('Rank', 'km', 'Score'))}</div>"
        )


class RunMap:
    """The map of a run, the file ``path``: a notebook shows it in a frame of its own, which
    cannot read the notebook."""

    def __init__(self, path: Path, height: int) -> None:
        self.path = path
        self.height = height

    def __repr__(self) -> str:
        return f"RunMap({str(self.path)!r})"

    def _repr_html_(self) -> str:
        page = self.path.read_text(encoding="utf-8")
        return (
            f'<iframe title="Map of the run" sandbox="allow-scripts allow-downloads" '
            f'style="width:100%;height:{self.height:d}px;border:1px solid" '
            f'srcdoc="{html.escape(page)}"></iframe>'
        )
