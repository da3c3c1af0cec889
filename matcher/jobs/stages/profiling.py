"""Stage 3: what each school needs and offers, from every source there is, in one table."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from matcher.core.config import Config
from matcher.core.problems import ProblemLog
from matcher.core.schema import as_list
from matcher.jobs.stages.reading import Clock, SchoolLists, Sources, successor

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from matcher.intake.performance.reader import TableAccount
    from matcher.intake.priorities.reader import PrioritiesAccount


@dataclass(frozen=True, slots=True)
class ProfileResult:
    """PROFILE, and the accounts of the files that were read for it."""

    profile: pd.DataFrame
    tables: tuple[TableAccount, ...] = ()
    priorities: tuple[PrioritiesAccount, ...] = ()

    def headers(self) -> dict[tuple[str, str], str]:
        """The header as written for each (list, column of ours) of the priorities."""
        return {
            (account.list, column): text
            for account in self.priorities
            for column, text in account.columns.items()
        }


def profile_schools(
    lists: SchoolLists,
    schools: gpd.GeoDataFrame,
    sources: Sources,
    config: Config,
    log: ProblemLog,
    clock: Clock,
) -> ProfileResult:
    """What the lists state, the priorities of an area, what prose tells and what published
    figures show, each tag from the best of them; narrowed to what the run asks about."""
    from matcher.profile.combine import combine
    from matcher.profile.narrow import narrow
    from matcher.profile.stated import Prose, notes, stated
    from matcher.profile.vocabulary import load

    vocabulary = load()
    prose: list[Prose] = []
    with clock.stage("profiling"):
        own = stated(lists.table, log, vocabulary, prose if config.wording else None)
        profiles = [own]
        if config.wording:
            prose += notes(lists.table)
        priority_accounts: tuple[PrioritiesAccount, ...] = ()
        if sources.priorities:
            wanted, account = _priorities(sources.priorities, schools, config, log)
            profiles.append(wanted)
            priority_accounts = (account,)
    if prose:
        from matcher.profile.wording.reader import wording

        with clock.stage("reading prose"):
            profiles.append(wording(prose, vocabulary, log))
    tables: tuple[TableAccount, ...] = ()
    if sources.performance:
        with clock.stage("measuring"):
            figures, tables = _measured(lists.table, sources, config, log)
            profiles.append(figures)
    profile = combine(profiles)
    profile = narrow(profile, vocabulary, activities=config.activities, subjects=config.subjects)
    return ProfileResult(profile, tables, priority_accounts)


def _priorities(
    path: Path, schools: gpd.GeoDataFrame, config: Config, log: ProblemLog
) -> tuple[pd.DataFrame, PrioritiesAccount]:
    from matcher.intake.priorities.reader import read_priorities
    from matcher.profile.priorities import priorities
    from matcher.profile.vocabulary import load

    read = read_priorities(path, log, today=config.day())
    return priorities(read.priorities, schools, log, load()), read.account


def _measured(
    table: pd.DataFrame, sources: Sources, config: Config, log: ProblemLog
) -> tuple[pd.DataFrame, tuple[TableAccount, ...]]:
    from matcher.intake.performance.reader import read_performance
    from matcher.profile.measured.evidence import measured
    from matcher.profile.measured.rules import load_rules

    rules = load_rules(Path(config.rules) if config.rules else None)
    read = read_performance(sources.performance, log, rules.wanted())
    current_urn = successor(sources, table)
    urns = dict.fromkeys(as_list(read.figures["urn"]))
    moved = {urn: now for urn in urns if (now := current_urn(urn)) != urn}
    return measured(read.figures, table, rules, moved), read.accounts
