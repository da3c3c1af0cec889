"""Partnerships that began in different years, each compared from its own start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from matcher.core.errors import SettingError

if TYPE_CHECKING:
    import pandas as pd

    from matcher.evaluation.comparison import Comparison
    from matcher.evaluation.matching.prepare import Options


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
    from matcher.evaluation.matching.prepare import units_with_outcomes
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
    began = {urn: starts.get(urn) for urn in treated}
    groups = start_groups(began, years)
    later = [year for year in groups.years if year not in groups.common_before]
    check_question(panel, outcome, groups.common_before, later)
    units, _ = units_with_outcomes(
        panel, schools, groups.schools, outcome, groups.common_before, later, options
    )
    known = {urn for urn, own in zip(units.unit, units.treated, strict=True) if own}
    # Who lacks a figure may leave another the only one of its start.
    wanted = {urn: year for urn, year in began.items() if urn in {*known, *groups.left_out}}
    groups = start_groups(wanted, years)
    if len(groups.schools) < MIN_MATCHED:
        raise SettingError(
            f"{len(groups.schools)} schools can be compared so, fewer than {MIN_MATCHED}",
            where="--by-start",
            hint="fewer are placed among like schools: give --before and --after that are before "
            "and after for all of them, and leave it out",
        )
    aside = {*groups.left_out}
    return compare(
        panel[~panel["urn"].isin(aside)],
        schools[~schools["urn"].isin(aside)],
        [urn for urn in treated if urn not in aside],
        outcome,
        groups.common_before,
        [year for year in groups.years if year not in groups.common_before],
        options,
        groups,
    )
