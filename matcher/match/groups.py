"""Several schools at once: what each partner could do for each group of seekers.

A group is a trust, an authority, a region or a priority area. Exact: every pair that passes
the gates is scored, as in the ranking, and added up. Scores are whole 10⁻¹⁰ and distances
whole millimetres while they are summed, and no sum comes near 2⁵³, so that none depends on
the order of adding.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from matcher.core.schema import as_list
from matcher.core.settings.config import Config
from matcher.core.tables import NO_TRUST
from matcher.core.tie_order import Hashes, name_hashes, pair_hashes
from matcher.core.travel.times import DECIMALS
from matcher.match.arrays import Bools, Floats, Positions, SchoolArrays
from matcher.match.candidates import Block, candidate_blocks
from matcher.match.gates import Exclusions, PairGates
from matcher.match.lists.partner_lists import PartnerLists
from matcher.match.narrowing import standing
from matcher.match.score import block_scores
from matcher.match.stand_ins import Weights
from matcher.match.terms import SCORE_DECIMALS

# The column of SCHOOLS that names the group, and the one to fall back on.
GROUP_COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "trust": ("trust",),
        "la": ("la_name", "la_code"),
        "region": ("region",),
        "area": ("area",),
    }
)

_SCORE_UNIT = 10.0**SCORE_DECIMALS
_MM_IN_M, _MM_IN_KM = 1e3, 1e6


@dataclass(frozen=True, slots=True)
class SeekerGroups:
    """The seekers of a run in groups.

    ``names``: of the groups, in the order of their names, case aside. ``of``: the group of
    each school of the arrays, -1 for one that does not seek or has none. ``seekers``: how
    many are in each group; ``x``, ``y``: the mean of their points (metres, EPSG:27700).
    ``without``: how many seekers are known to be in no group, ``not_known``: of how many that
    is not known.
    """

    names: tuple[str, ...]
    of: Positions
    seekers: Positions
    x: Floats
    y: Floats
    without: int
    not_known: int


@dataclass(frozen=True, slots=True)
class GroupHelp:
    """What each partner could do for each group that has a seeker it may meet.

    ``pairs``: group, partner (position in the arrays), schools (seekers of the group that pass
    every gate with the partner), helped (those with a need that it is known to cover), unsure
    (those of which that is not known), score (summed), mean_km (straight line), rank (of the
    partner for the group), group_rank (of the group for the partner), best_of_phase (how many of
    the schools are among the partner's best k of their phase), estimated (of how many of the
    schools the travel time is an estimate), mean_minutes (NaN without travel times); in the order
    group, rank. Both
    ranks: more schools helped, then the summed score, then more schools, then a hash of the
    group's name and the partner (:mod:`matcher.core.tie_order`).

    ``tags``: group, partner, tag (place in ``arrays.tags``), schools (how many of them need
    it, where the partner is known to have it).
    """

    pairs: pd.DataFrame
    tags: pd.DataFrame


def group_seekers(schools: pd.DataFrame, arrays: SchoolArrays, by: str) -> SeekerGroups:
    """The seekers of ``arrays`` by a key of :data:`GROUP_COLUMNS`; KeyError for any other.

    Names that differ in case or outer white space are one group, shown as most of its
    seekers write it, the first in order where that leaves several.
    """
    indexed = schools.set_index("urn")
    text = np.full(len(arrays.urn), "", dtype=object)
    for column in GROUP_COLUMNS[by]:
        own = [str(value).strip() for value in as_list(indexed[column].reindex(arrays.urn))]
        text = np.where(text == "", np.array(own, dtype=object), text)
    # Blank is not known, but for the area, which a school that is placed is in or not.
    none = text == (NO_TRUST if by == "trust" else "" if by == "area" else None)
    text = np.where(none, "", text)
    seeking = np.flatnonzero(arrays.is_seeker)
    spellings: dict[str, dict[str, int]] = {}
    for name in text[seeking].tolist():
        if name:
            counts = spellings.setdefault(name.casefold(), {})
            counts[name] = counts.get(name, 0) + 1
    code = {key: place for place, key in enumerate(sorted(spellings))}
    of = np.full(len(arrays.urn), -1, dtype=np.int64)
    of[seeking] = [code.get(name.casefold(), -1) for name in text[seeking].tolist()]
    inside = np.flatnonzero(of >= 0)
    seekers = np.bincount(of[inside], minlength=len(code)).astype(np.int64)
    x, y = (
        np.bincount(of[inside], weights=axis[inside], minlength=len(code)) / np.maximum(seekers, 1)
        for axis in (arrays.x, arrays.y)
    )
    names = tuple(_most_written(spellings[key]) for key in code)
    without = int(np.count_nonzero(none[seeking]))
    not_known = len(seeking) - len(inside) - without
    return SeekerGroups(names, of, seekers, x, y, without, not_known)


def _most_written(counts: Mapping[str, int]) -> str:
    return min(counts, key=lambda name: (-counts[name], name))


def help_by_group(
    arrays: SchoolArrays,
    group: SeekerGroups,
    weights: Weights,
    config: Config,
    exclusions: Exclusions,
) -> GroupHelp:
    """What every partner could do for every group, both ranked (see :class:`GroupHelp`)."""
    sums: list[pd.DataFrame] = []
    tags: list[pd.DataFrame] = []
    lists = PartnerLists(arrays, config.k)
    with threadpool_limits(limits=1, user_api="blas"):
        for block in candidate_blocks(arrays, config, PairGates(arrays, config, exclusions)):
            scores = block_scores(arrays, block, weights, config)
            lists.add_block(block, standing(scores, block.levels))
            here = _in_groups(block, group)
            if len(here[1]):
                part = block.part(*here)
                sums.append(_sums(arrays, part, group, scores[np.ix_(*here)]))
                tags.extend(_tags(arrays, part, group))
    added = _added(sums, ["group", "partner"])
    of_groups = name_hashes(name.casefold() for name in group.names)
    ties = pair_hashes(of_groups[added["group"]], arrays.tie[added["partner"]])
    pairs = _with_best_of_phase(_ranked(added, ties), lists.ranked_pairs(), group)
    if arrays.travel is None:
        pairs["mean_minutes"] = np.nan
    return GroupHelp(pairs, _added(tags, _TAG_KEY))


def _with_best_of_phase(
    pairs: pd.DataFrame, listed: pd.DataFrame, group: SeekerGroups
) -> pd.DataFrame:
    """The pairs with how many schools of the group are among the partner's best k of their
    phase."""
    best = listed[listed["phase_rank"].notna()]
    of = group.of[best["i"].to_numpy(np.int64)]
    key = pd.DataFrame({"group": of, "partner": best["j"].to_numpy(np.int64)})
    counts = key[of >= 0].value_counts().reset_index(name="best_of_phase")
    both = pairs.merge(counts, on=["group", "partner"], how="left")
    return both.fillna({"best_of_phase": 0}).astype({"best_of_phase": np.int64})


_FIGURES = ("schools", "helped", "unsure", "score", "mm", "estimated", "minutes")
_TAG_KEY = ["group", "partner", "tag"]


def _in_groups(block: Block, group: SeekerGroups) -> tuple[Positions, Positions]:
    """Where the seekers of a block stand that are in a group, those of one group together, and
    the partners that any of them may meet."""
    of = group.of[block.seekers]
    rows = np.argsort(of, kind="stable")[np.count_nonzero(of < 0) :]
    return rows, np.flatnonzero(block.passes[rows].any(axis=0))


def _starts(part: Block, group: SeekerGroups) -> Positions:
    """Where each group begins among the seekers of a part."""
    of = group.of[part.seekers]
    return np.flatnonzero(np.concatenate(([True], of[1:] != of[:-1])))


def _sums(arrays: SchoolArrays, part: Block, group: SeekerGroups, scores: Floats) -> pd.DataFrame:
    """group, partner and the figures summed over the pairs of one part."""
    met, may_help = _known_to_help(arrays, part)
    starts = _starts(part, group)
    figures = {
        "schools": part.passes,
        "helped": part.passes & met,
        "unsure": part.passes & may_help & ~met,
        "score": np.where(part.passes, np.rint(scores * _SCORE_UNIT), 0.0),
        "mm": np.where(part.passes, np.rint(np.sqrt(part.squared_m) * _MM_IN_M), 0.0),
        **_times(arrays, part),
    }
    added = {
        name: np.add.reduceat(figure.astype(np.float64), starts, axis=0)
        for name, figure in figures.items()
    }
    row, column = np.nonzero(added["schools"])
    return pd.DataFrame(
        {
            "group": group.of[part.seekers[starts]][row],
            "partner": part.partners[column],
            **{name: figure[row, column] for name, figure in added.items()},
        }
    )


def _times(arrays: SchoolArrays, part: Block) -> dict[str, Floats]:
    """Seekers × partners: whether the travel time of a pair that passes is an estimate, and the
    time in whole thousandths of a minute; 0 without travel times."""
    estimated, minutes = np.zeros(part.passes.shape), np.zeros(part.passes.shape)
    if arrays.travel is not None:
        row, column = np.nonzero(part.passes)
        times = arrays.travel.of_pairs(part.seekers[row], part.partners[column])
        estimated[row, column] = times.estimated
        minutes[row, column] = np.rint(times.minutes * 10.0**DECIMALS)
    return {"estimated": estimated, "minutes": minutes}


def _known_to_help(arrays: SchoolArrays, part: Block) -> tuple[Bools, Bools]:
    """Seekers × partners: whether the partner is known to cover a need of the seeker; and
    whether something that is not known could make it so: what the partner has of a known
    need, or, of a seeker with no known need, what it needs."""
    needs, strengths = arrays.needs.degree[part.seekers], arrays.strengths.degree[part.partners]
    strength_unknown = (arrays.strengths.tag_known(part.partners) == 0).astype(float)
    need_unknown = (arrays.needs.tag_known(part.seekers) == 0).any(axis=1) | ~arrays.needs.known[
        part.seekers
    ]
    may_help = ((needs > 0).astype(float) @ strength_unknown.T) > 0
    may_help |= (need_unknown & (needs.sum(axis=1) == 0))[:, None]
    return (needs @ strengths.T) > 0, may_help


def _tags(arrays: SchoolArrays, part: Block, group: SeekerGroups) -> Iterator[pd.DataFrame]:
    """group, partner, tag and how many schools of the group need what the partner has."""
    needs_tag = (arrays.needs.degree[part.seekers] > 0).astype(float)
    has_tag = (arrays.strengths.degree[part.partners] > 0).astype(float)
    passes = part.passes.astype(float)
    starts = _starts(part, group)
    for start, end in zip(starts, [*starts[1:], len(part.seekers)], strict=True):
        met = (passes[start:end].T @ needs_tag[start:end]) * has_tag  # partners × tags
        row, tag = np.nonzero(met)
        if len(row):
            yield pd.DataFrame(
                {
                    "group": group.of[part.seekers[start]],
                    "partner": part.partners[row],
                    "tag": tag,
                    "schools": met[row, tag],
                }
            )


def _added(parts: list[pd.DataFrame], key: list[str]) -> pd.DataFrame:
    """The parts of all blocks added up by their key, in its order."""
    if not parts:
        names = [*key, *(_FIGURES if key != _TAG_KEY else ("schools",))]
        return pd.DataFrame({name: np.array([], dtype=np.int64) for name in names})
    added = pd.concat(parts, ignore_index=True).groupby(key, as_index=False, sort=True).sum()
    return added.astype(np.int64)


def _ranked(sums: pd.DataFrame, ties: Hashes) -> pd.DataFrame:
    """The pairs of :class:`GroupHelp` from whole sums and what settles ties."""
    group, partner = sums["group"].to_numpy(), sums["partner"].to_numpy()
    best_first = (
        -sums["schools"].to_numpy(),
        -sums["score"].to_numpy(),
        -sums["helped"].to_numpy(),
    )
    for own, other, place in ((partner, group, "group_rank"), (group, partner, "rank")):
        order = np.lexsort((other, ties, *best_first, own))
        ranks = np.empty(len(sums), dtype=np.int64)
        ranks[order] = pd.Series(own[order]).groupby(own[order]).cumcount().to_numpy() + 1
        sums[place] = ranks
    mean_mm = sums["mm"].to_numpy() / np.maximum(sums["schools"].to_numpy(), 1)
    pairs = sums.assign(
        score=np.round(sums["score"].to_numpy() / _SCORE_UNIT, SCORE_DECIMALS),
        mean_km=np.round(mean_mm / _MM_IN_KM, 3),
        mean_minutes=np.round(
            sums["minutes"].to_numpy() / np.maximum(sums["schools"].to_numpy(), 1) / 10.0**DECIMALS,
            DECIMALS,
        ),
    )
    columns = ["group", "partner", "schools", "helped", "unsure", "score", "mean_km", "rank",
               "group_rank", "estimated", "mean_minutes"]  # fmt: skip
    return pairs.sort_values(["group", "rank"], ignore_index=True)[columns]
