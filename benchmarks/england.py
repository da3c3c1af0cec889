"""The schools of England as a run sees them: read, placed and profiled, ready to be ranked.

What real.py and needs_met.py share. The files are the real ones of ../shared/data.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import pandas as pd

from matcher.core.problems import ProblemLog
from matcher.core.settings.config import GUIDE, Config
from matcher.jobs.stages.givers import let_give
from matcher.jobs.stages.profiling import ProfileResult, profile_schools
from matcher.jobs.stages.reading import Clock, Sources, place, read_lists, successor
from matcher.match.explain.finished_ranking import FinishedRanking
from matcher.profile.cover import cover_table
from matcher.profile.vocabulary import load

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


@dataclass(frozen=True)
class England:
    """LISTED and SCHOOLS of the register, what is known of them, and the files that say so."""

    listed: pd.DataFrame
    schools: gpd.GeoDataFrame
    profiling: ProfileResult
    sources: Sources

    def today(self, urns: pd.Series) -> pd.Series:
        """The schools of today: of a closed one its only successor, else itself."""
        return urns.map(successor(self.sources, self.listed))

    def by_policy(self, givers: str) -> gpd.GeoDataFrame:
        """SCHOOLS with the roles that a policy gives."""
        profiling = self.profiling
        return let_give(self.schools, profiling.whole, profiling.offered, givers)

    def ranking(self, config: Config, *, with_cover: bool = True) -> FinishedRanking:
        """The ranking of a run of the whole register, to be asked."""
        profile = self.profiling.whole
        cover = cover_table(profile, load()) if with_cover else None
        return FinishedRanking(self.by_policy(config.givers), profile, config, cover=cover)


def england(data: Path, config: Config, *, without: tuple[str, ...] = ()) -> England:
    """The register of May 2025 with all published tables of the folder ``performance`` and the
    public registers of the folder ``offers``, but for files whose names begin with one of the
    words of ``without`` ("" leaves out all)."""
    with TemporaryDirectory() as folder:
        for file in sorted((data / "offers").glob("*.csv")):
            if not file.name.startswith(without):
                shutil.copy(file, folder)
        given = any(Path(folder).iterdir())
        return _england(data, config, (Path(folder),) if given else ())


def _england(data: Path, config: Config, offers: tuple[Path, ...]) -> England:
    gias = data / "gias"
    sources = Sources(
        lists=(gias / "register-2025-05-24.csv",),
        postcodes=next((data / "postcodes").glob("codepo_gb-*.zip")),
        links=gias / "links_edubasealldata_20250727.csv",
        performance=tuple(sorted((data / "performance").glob("*.csv"))),
        offers=offers,
    )
    log, clock = ProblemLog(), Clock()
    lists = read_lists(sources, config, log, clock)
    schools, _ = place(lists.table, sources, config, log, clock)
    profiling = profile_schools(lists, schools, sources, config, log, clock)
    # With the ages and pupils that published tables tell, as a run ranks them.
    return England(lists.table, profiling.schools, profiling, sources)


def known_by_kind(country: England) -> pd.DataFrame:
    """How many of each kind have a strength, and of how many it is published; of independent
    schools those that are no special schools apart."""
    profile = country.profiling.whole
    offers = profile[profile["strength"] > 0]
    schools = country.by_policy(GUIDE).drop_duplicates("urn")
    found = pd.DataFrame({"kind": schools["kind"].astype("str"), "all": 1})
    found["with a strength"] = schools["urn"].isin(offers["urn"])
    for source in dict.fromkeys(offers["source"]):
        found[source] = schools["urn"].isin(offers.loc[offers["source"] == source, "urn"])
    special = country.listed.loc[country.listed["special"] == "yes", "urn"]
    mainstream = (found["kind"] == "independent") & ~schools["urn"].isin(special)
    apart = found[mainstream].assign(kind="independent, mainstream")
    return pd.concat([found, apart]).groupby("kind").sum()
