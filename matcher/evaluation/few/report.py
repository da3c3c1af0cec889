"""A picture of few schools as plain data, as lines for a terminal, and as a table for files."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import pandas as pd

from matcher.core.calendar.school_years import called
from matcher.core.figures.in_words import covariates_in_words, figure_name
from matcher.core.page.html_page import sentences
from matcher.evaluation.few.few_schools import FewSchools, PlacedSchool
from matcher.evaluation.few.like_schools import LIKE
from matcher.evaluation.few.words import Named, few_verdict, stands_out, who
from matcher.evaluation.report import summary
from matcher.evaluation.report.facts import plain_data, verdict_data
from matcher.evaluation.report.table import safe_header
from matcher.evaluation.verdict import Verdict


def as_dict(about: FewSchools, verdict: Verdict) -> dict[str, Any]:
    """Plain data for JSON, with the keys that :func:`matcher.evaluation.report.facts.as_dict` has
    where they mean the same; there is no ``effect``."""
    both = (("before", about.before), ("after", about.after))
    earlier = about.year_before
    return plain_data(
        {
            "outcome": about.outcome,
            "outcome_words": figure_name(about.outcome).words,
            "question": question(about),
            "before": list(about.before),
            "after": list(about.after),
            "verdict": verdict_data(verdict),
            "who": who(about),
            "stood_out": stands_out(about.p),
            "how": how(about),
            "partnership_schools": about.schools,
            "schools": [one.unit for one in about.placed],
            "matched": len(about.placed),
            "comparison_schools": len(about.comparison),
            "comparison_pool": about.pool,
            "unmatched": list(about.unplaced),
            "left_out": [asdict(one) for one in about.units.excluded if one.treated],
            "placed": [
                {
                    "urn": one.unit,
                    **asdict(one.placement),
                    "gap": one.placement.gap,
                    "beyond": list(one.beyond),
                }
                for one in about.placed
            ],
            "together": about.together and {**asdict(about.together), "gap": about.together.gap},
            "own_change": about.own_change and asdict(about.own_change),
            "year_before": earlier
            and {"year": earlier.after[0], "gap": earlier.gap, "p": earlier.p},
            "school_years": {name: list(map(called, years)) for name, years in both},
        }
    )


def lines(about: FewSchools, named: Named = str) -> list[str]:
    """For a person at a terminal, read from the top as any evaluation is: the question, what it
    says, then what it rests on."""
    verdict = few_verdict(about, named)
    sections = (
        (summary.SURE, sentences(verdict.reasons)),
        (summary.MIND, verdict.cautions),
        (summary.RESTS, [*sentences((how(about),)), *left_out_lines(about, named)]),
        (summary.EVIDENCE, [f"{verdict.nesta_line()}.", *sentences(verdict.next_steps)]),
    )
    text = [question(about), who(about), "", verdict.headline]
    for title, own in sections:
        text += ["", title, *(f"  {line}" for line in own)]
    return text


def question(about: FewSchools) -> str:
    """What was asked, in a sentence."""
    years = summary.from_before_to_after(about.before, about.after)
    return summary.ask(about.outcome, about.schools, years)


def how(about: FewSchools) -> str:
    """How the like schools were found, and how many, in a sentence."""
    equal = (
        f" that are equal in {', '.join(covariates_in_words(about.exact))}" if about.exact else ""
    )
    return (
        f"each among up to {LIKE} schools outside the partnership, the nearest by Mahalanobis "
        f"distance of the {about.pool:,}{equal}; {len(about.comparison):,} schools in all"
    )


def left_out_lines(about: FewSchools, named: Named = str) -> list[str]:
    """The schools of the partnership that took no part, and why."""
    own = (one for one in about.units.excluded if one.treated)
    return [f"Left out: {named(one.unit)}, {one.why}" for one in own]


def schools_table(about: FewSchools, names: Mapping[str, str]) -> pd.DataFrame:
    """One row for each school of the partnership and each like it, by set and then k.

    ``set``: the number of the set, from 1. ``role``: partnership or comparison. ``k``: 1 the
    nearest; ``distance``: from the partnership's school, NaN for that itself. ``change``: from
    before to after; ``gap``: how far it ended from what was expected, both in the outcome's own
    units. Then the covariates, and the outcome of each year that is not among them."""
    sets = [_set(about, number, one) for number, one in enumerate(about.placed, 1)]
    frame = pd.concat(sets, ignore_index=True)
    frame.insert(3, "name", [names.get(urn, "") for urn in frame["urn"]])
    at = frame.pop("at").to_numpy()
    like = about.units.covariates.iloc[at].reset_index(drop=True)
    years = about.outcomes.iloc[at].reset_index(drop=True)
    years.columns = pd.Index([f"{about.outcome}_{year}" for year in years.columns])
    years = years[[name for name in years.columns if name not in like.columns]]
    whole = pd.concat([frame, like, years], axis=1)
    whole.columns = pd.Index([safe_header(str(name)) for name in whole.columns])
    return whole


def _set(about: FewSchools, number: int, one: PlacedSchool) -> pd.DataFrame:
    rows, count = one.like.all, len(one.like.like)
    outcomes = about.outcomes.iloc[rows]
    change = outcomes[list(about.after)].mean(axis=1) - outcomes[list(about.before)].mean(axis=1)
    return pd.DataFrame(
        {
            "set": number,
            "role": ["partnership"] + ["comparison"] * count,
            "urn": [about.units.unit[at] for at in rows],
            "k": [math.nan, *range(1, count + 1)],
            "distance": [math.nan, *one.like.distance],
            "change": change.to_numpy(),
            "gap": one.gaps,
            "at": rows,
        }
    )
