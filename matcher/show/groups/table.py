"""Groups and their partners as a table and as plain data."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from matcher.show.groups.facts import GroupMatch, GroupRankings
from matcher.show.groups.text import sentence, tag_codes

_TEXTS = ("by", "group", "partner_urn", "partner_name", "tags", "reasons")
GROUP_COLUMNS = (
    "by",
    "group",
    "partner_urn",
    "partner_name",
    "rank",
    "group_rank",
    "schools",
    "schools_helped",
    "summed_score",
    "mean_km",
    "tags",
    "reasons",
    "best_of_phase",
    "mean_minutes",
    "schools_estimated",
    "schools_suggested",
    "schools_no_need",
)


def table(about: GroupRankings) -> pd.DataFrame:
    """One row for each pair of a group and a partner, in the order of the group's name and
    the rank: by, group, partner_urn, partner_name; rank (of the partner for the group);
    group_rank (of the group for the partner); schools (in range); schools_helped (with a
    need that the partner is known or likely to cover; NaN where of none of them it is known);
    summed_score; mean_km; tags ("T3 physics (4); C2 Latin (2)", how many schools each);
    reasons (a sentence); best_of_phase (how many of the schools are in the partner's list of
    their phase); mean_minutes (travel time; NaN: the run has none); schools_estimated (of how many
    of the schools it is an estimate; NaN as well); schools_suggested (of how many of those
    helped it is no more than likely; NaN as there); schools_no_need (of how many no need stands
    out)."""
    limit = about.limit  # put in words once, not for each row
    rows = [
        (
            about.by,
            one.group.name,
            one.partner.urn,
            one.partner.name,
            one.rank,
            one.group_rank,
            one.schools,
            _helped(one),
            one.score,
            one.mean_km,
            tag_codes(one),
            sentence(one, limit),
            one.best_of_phase,
            one.mean_minutes,
            math.nan if math.isnan(one.mean_minutes) else one.estimated,
            one.suggested if one.known else None,
            one.no_need,
        )
        for one in about.matches
    ]
    frame = pd.DataFrame(rows, columns=list(GROUP_COLUMNS))
    return frame.astype({name: "str" if name in _TEXTS else "float64" for name in GROUP_COLUMNS})


def as_dict(about: GroupRankings) -> dict[str, Any]:
    """The whole of it as plain data: what was asked, the accounts, the groups shown
    and their pairs; what is not known is null."""
    return {
        "by": about.by,
        "partner": about.partner.urn if about.partner else None,
        "group": about.group.name if about.group else None,
        "top": about.top,
        "max_km": about.max_km,
        "max_minutes": about.max_minutes or None,
        "counts": {
            "seekers": about.seekers,
            "seekers_without_group": about.without,
            "seekers_group_not_known": about.not_known,
            "groups": about.all_groups,
            "groups_with_partner": about.with_partner,
        },
        "groups": [
            {
                "group": group.name,
                "seekers": group.seekers,
                "partners_in_range": about.of_partners.get(group.name, 0),
                "easting": group.easting,
                "northing": group.northing,
            }
            for group in about.groups
        ],
        "pairs": [{"group": one.group.name, **match_as_dict(one, about)} for one in about.matches],
    }


def match_as_dict(one: GroupMatch, about: GroupRankings) -> dict[str, Any]:
    """What a partner could do for a group, the group itself left out."""
    return {
        "partner_urn": one.partner.urn,
        "partner_name": one.partner.name,
        "rank": one.rank,
        "group_rank": one.group_rank,
        "schools": one.schools,
        "schools_helped": _helped(one),
        "schools_suggested": one.suggested if one.known else None,
        "schools_not_known": one.unsure,
        "schools_no_need": one.no_need,
        "summed_score": one.score,
        "mean_km": one.mean_km,
        "best_of_phase": one.best_of_phase,
        "mean_minutes": None if math.isnan(one.mean_minutes) else one.mean_minutes,
        "schools_estimated": None if math.isnan(one.mean_minutes) else one.estimated,
        "tags": [
            {"activity": tag.activity, "subject": tag.subject, "words": tag.words,
             "needed_by": tag.schools, "suggested_for": tag.suggested}
            for tag in one.tags
        ],
        "reasons": sentence(one, about.limit),
    }  # fmt: skip


def _helped(one: GroupMatch) -> int | None:
    """Unknown is not none: where of no school it is known, nor is how many."""
    return one.helped if one.known else None
