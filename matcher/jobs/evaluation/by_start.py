"""Partnerships that began in different years, each compared from its own start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from matcher.core.errors import SettingError

if TYPE_CHECKING:
    import pandas as pd

    from matcher.evaluation.comparison import Comparison
    from matcher.evaluation.matching.prepare import Options
    from matcher.evaluation.staggered.start_groups import StartGroups

    # The panel, the schools, those of the partnership, the outcome, the years before and after.
    Question: TypeAlias = tuple[
        pd.DataFrame, pd.DataFrame, list[str], str, tuple[int, ...], tuple[int, ...]
    ]


def compare_by_start(
    panel: pd.DataFrame,
    schools: pd.DataFrame,
    treated: Sequence[str],
    starts: Mapping[str, int | None],
    outcome: str,
    years: Sequence[int],
    options: Options,
) -> Comparison:
    """Compare each of ``treated`` in ``years`` before and after its own start
    (:func:`matcher.evaluation.staggered.start_groups.start_groups`), the mean over all. ``starts``:
    the starting year of each partnership. The other arguments as
    :func:`matcher.evaluation.evaluation.compare` has them.

    Raises :class:`SettingError` where no record says when a partnership began, with fewer than ten
    schools, and for matching with replacement: a comparison school could not stand in two years
    at once."""
    from matcher.evaluation.evaluation import compare
    from matcher.evaluation.gates import MIN_MATCHED
    from matcher.evaluation.matching.prepare import matching_outcome, units_with_outcomes
    from matcher.evaluation.question import check_question
    from matcher.evaluation.staggered.start_groups import start_groups

    if options.replace:
        raise SettingError("takes each comparison school once", where="--by-start",
                           hint="leave out --replace")  # fmt: skip
    if not any(starts.values()):
        raise SettingError(
            "no partnership says when it began",
            where="--by-start",
            hint="--treated FOLDER of partnerships that are running or have ended",
        )

    def question(groups: StartGroups) -> Question:
        aside = {*groups.left_out}
        early = groups.common_before
        return (
            panel[~panel["urn"].isin(aside)],
            schools[~schools["urn"].isin(aside)],
            [urn for urn in treated if urn not in aside],
            outcome,
            early,
            tuple(year for year in groups.years if year not in early),
        )

    began = {urn: starts.get(urn) for urn in treated}
    first = start_groups(began, years)
    *_, early, late = asked = question(first)
    check_question(panel, outcome, early, late)
    units, outcomes = units_with_outcomes(*asked, matching_outcome(outcome, options))
    have = {urn for urn, own in zip(units.unit, units.treated, strict=True) if own}
    # Who lacks a figure may leave another the only one of its start.
    wanted = {urn: year for urn, year in began.items() if urn in {*have, *first.left_out}}
    groups = start_groups(wanted, years)
    if len(groups.schools) < MIN_MATCHED:
        raise SettingError(
            f"{len(groups.schools)} schools can be compared so, fewer than {MIN_MATCHED}",
            where="--by-start",
            hint="fewer are placed among like schools: give --before and --after that are before "
            "and after for all of them, and leave it out",
        )
    same = (groups.left_out, groups.years, groups.common_before) == (
        first.left_out, first.years, first.common_before,
    )  # fmt: skip
    return compare(*question(groups), options, groups, (units, outcomes) if same else None)
