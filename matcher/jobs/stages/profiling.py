"""Stage 3: what each school needs and offers, from every source there is, in one table."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from matcher.core.problems import ProblemLog
from matcher.core.schema import as_list
from matcher.core.settings.config import Config
from matcher.jobs.stages.reading import Clock, Sources, known_schools, successor

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from matcher.intake.accounts import OffersAccount, PrioritiesAccount, TableAccount
    from matcher.intake.lists import ListedSchools
    from matcher.intake.offers.dataset import Stranger
    from matcher.intake.offers.reader import Offers
    from matcher.intake.performance.reader import Performance
    from matcher.profile.measured.rules import Rules


@dataclass(frozen=True, slots=True)
class ProfileResult:
    """PROFILE narrowed to the activities and subjects asked for, the ``whole`` of it, SCHOOLS with
    the ages and pupils that published tables tell of those of whom nothing was known, the
    accounts of the files that were read for it, ``offered``, what public registers say that
    institutions have (OFFERED), the lines that the use of these registers asks for, and who is in
    them and not here."""

    profile: pd.DataFrame
    whole: pd.DataFrame
    schools: gpd.GeoDataFrame
    offered: pd.DataFrame
    tables: tuple[TableAccount, ...] = ()
    priorities: tuple[PrioritiesAccount, ...] = ()
    offers: tuple[OffersAccount, ...] = ()
    attribution: tuple[str, ...] = ()
    strangers: tuple[Stranger, ...] = ()

    def headers(self) -> dict[tuple[str, str], str]:
        """The header as written for each (list, column of ours) of the priorities."""
        from matcher.intake.accounts import headers_as_written

        return headers_as_written(self.priorities)


def profile_schools(
    lists: ListedSchools,
    schools: gpd.GeoDataFrame,
    sources: Sources,
    config: Config,
    log: ProblemLog,
    clock: Clock,
) -> ProfileResult:
    """What the lists state, the priorities of an area, what prose tells, what public registers
    say and what published figures show, each tag from the best of them; narrowed to what the run
    asks about."""
    from matcher.profile.combine_sources import combine_sources
    from matcher.profile.narrow import narrow_profile
    from matcher.profile.published.published_profile import published_profile
    from matcher.profile.stated import FreeText, read_notes, stated_profile
    from matcher.profile.vocabulary import load

    vocabulary = load()
    free_texts: list[FreeText] = []
    with clock.stage("profiling"):
        own = stated_profile(lists.table, log, vocabulary, free_texts if config.wording else None)
        profiles = [own]
        if config.wording:
            free_texts += read_notes(lists.table)
            if lists.answers is not None:
                free_texts += read_notes(lists.answers)
        priority_accounts: tuple[PrioritiesAccount, ...] = ()
        if sources.priorities:
            wanted, account = _priorities(sources.priorities, schools, config, log)
            profiles.append(wanted)
            priority_accounts = (account,)
    doubted: set[tuple[str, str, str, str]] = set()
    if free_texts:
        from matcher.profile.wording.reader import wording_profile

        with clock.stage("reading prose"):
            profiles.append(wording_profile(free_texts, vocabulary, log, doubted))
    offers: Offers | None = None
    if sources.offers:
        with clock.stage("reading offers"):
            offers = _offers(lists, schools, sources, config, log)
    offered = _all_offered(lists.table, offers)
    performance: Performance | None = None
    if sources.performance:
        with clock.stage("measuring"):
            performance, rules = _performance(sources, config, log)
    listed, schools = _sized(lists.table, schools, performance, offers, sources, log)
    profiles.append(published_profile(offered, listed))
    if performance:
        with clock.stage("comparing"):
            profiles.append(_measured(listed, performance.figures, rules, sources))
    whole = combine_sources(profiles, doubted)
    if lists.answers is not None:
        from matcher.profile.asked.over_known import answered_profile, over_known

        answered = answered_profile(lists.answers, log, vocabulary)
        whole = over_known(whole, answered, lists.answers, log)
    profile = narrow_profile(
        whole, vocabulary, activities=config.activities, subjects=config.subjects
    )
    return ProfileResult(
        profile,
        whole,
        schools,
        offered,
        performance.accounts if performance else (),
        priority_accounts,
        offers.accounts if offers else (),
        offers.attribution if offers else (),
        offers.strangers if offers else (),
    )


def _priorities(
    path: Path, schools: gpd.GeoDataFrame, config: Config, log: ProblemLog
) -> tuple[pd.DataFrame, PrioritiesAccount]:
    from matcher.intake.priorities.reader import read_priorities
    from matcher.profile.priorities.priority_profile import priority_profile
    from matcher.profile.vocabulary import load

    read = read_priorities(path, log, today=config.day())
    return priority_profile(read.priorities, schools, log, load()), read.account


def _offers(
    lists: ListedSchools,
    schools: gpd.GeoDataFrame,
    sources: Sources,
    config: Config,
    log: ProblemLog,
) -> Offers:
    from matcher.intake.offers.dataset import Institutions
    from matcher.intake.offers.reader import read_offers

    known = known_schools(sources.lists, sources.register, config.columns)
    has_ukprns = any("ukprn" in account.columns for account in lists.accounts)
    institutions = Institutions(
        schools, successor(sources, schools), lambda: known().ukprns if has_ukprns else {}
    )
    return read_offers(sources.offers, institutions, log)


def _all_offered(listed: pd.DataFrame, offers: Offers | None) -> pd.DataFrame:
    """OFFERED of the registers that were given, and of what the lists and the register say of
    their own schools."""
    import pandas as pd

    from matcher.intake.offers.own_columns import offered_by_own_columns

    own = offered_by_own_columns(listed)
    return own if offers is None else pd.concat([own, offers.offered], ignore_index=True)


def _performance(sources: Sources, config: Config, log: ProblemLog) -> tuple[Performance, Rules]:
    from matcher.intake.offers.reader import which_register
    from matcher.intake.performance.reader import read_performance
    from matcher.profile.measured.rules import load_rules

    rules = load_rules(Path(config.rules) if config.rules else None)
    known = known_schools(sources.lists, sources.register, config.columns)
    read = read_performance(sources.performance, log, rules.wanted_columns(), known, which_register)
    _note_too_few(read.figures, log)
    return read, rules


def _sized(
    listed: pd.DataFrame,
    schools: gpd.GeoDataFrame,
    performance: Performance | None,
    offers: Offers | None,
    sources: Sources,
    log: ProblemLog,
) -> tuple[pd.DataFrame, gpd.GeoDataFrame]:
    """LISTED and SCHOOLS with the ages and pupils that published tables tell, where blank. That a
    school teaches nobody to 16 is told to the gates (SCHOOLS) alone: "15 at most" is no figure
    that a need or a strength could rest on."""
    if not performance and not offers:
        return listed, schools
    from matcher.intake.offers.subject_entries.register import at_16, sixth_forms
    from matcher.intake.sizes.exam_years import taught_to_15
    from matcher.intake.sizes.fill_sizes import fill_sizes

    told = [performance.sizes] if performance else []
    told += [sixth_forms(offers.offered)] if offers else []
    columns = list(schools.columns)
    for sizes in told:
        listed, schools = fill_sizes(listed, sizes), fill_sizes(schools, sizes, log)
    if performance:
        others = at_16(offers.offered) if offers else ()
        current_urn = successor(sources, listed)
        to_15 = taught_to_15(listed, performance.listed_at_16, current_urn, others, log)
        schools = fill_sizes(schools, to_15)
    return listed, schools[columns]


def _measured(
    listed: pd.DataFrame, figures: pd.DataFrame, rules: Rules, sources: Sources
) -> pd.DataFrame:
    from matcher.profile.measured.needs_from_figures import measured_profile

    current_urn = successor(sources, listed)
    urns = dict.fromkeys(as_list(figures["urn"]))
    moved = {urn: now for urn in urns if (now := current_urn(urn)) != urn}
    return measured_profile(figures, listed, rules, moved)


def _note_too_few(figures: pd.DataFrame, log: ProblemLog) -> None:
    """Say so where no figure at all is of enough schools to be compared."""
    from matcher.profile.measured.standard_scores import FEWEST_SCHOOLS

    most = figures.groupby(["table", "year", "like", "column"]).size().max()
    if len(figures) and most < FEWEST_SCHOOLS:
        log.add(
            "too_few_schools",
            f"no published figure is of {FEWEST_SCHOOLS} schools of one kind (at most {most}), so "
            "nothing can be compared and no need or strength comes from them",
            list=str(figures["list"].iloc[0]),
            severity="note",
            hint="give the table of the whole country rather than of an authority",
        )
