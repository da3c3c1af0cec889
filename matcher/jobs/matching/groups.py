"""Groups: several schools at once. For a partner the trusts, authorities, regions or areas
whose schools it could help most; for a group its best partners."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from matcher.core.errors import SettingError
from matcher.core.schema import as_list
from matcher.jobs.matching.reopen import ReopenedRun
from matcher.jobs.matching.reopened.phase_lists import shown_phase_lists
from matcher.jobs.stages.reading import Progress, quiet
from matcher.jobs.travel.fill_in import FillIn, filled_words, left_out_words, reopened

if TYPE_CHECKING:
    import pandas as pd

    from matcher.match.groups.help import GroupHelp
    from matcher.match.groups.seekers import SeekerGroups
    from matcher.show.groups.facts import Group, GroupMatch, GroupRankings, Partner

# What one group is called, and several; an area is called what its programme calls it.
WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "trust": ("trust", "trusts"),
        "la": ("authority", "authorities"),
        "region": ("region", "regions"),
        "area": ("area", "areas"),
    }
)
_ALIKE = 60  # of 100: how alike a name must be to be offered as what was meant


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups and their partners; as lines, plain data, a table, a page or a map layer. ``notes``:
    what to know of travel times."""

    about: GroupRankings
    attribution: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """For a person at a terminal."""
        from matcher.show.groups.text import lines

        return lines(self.about)

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON. Each pair has group, partner_urn, partner_name, the figures of
        :class:`matcher.show.groups.facts.GroupMatch`, its tags and its reasons; ``schools_helped``
        is null where of no school it is known. Distances in km, points in metres
        (EPSG:27700)."""
        from matcher.show.groups.table import as_dict

        return as_dict(self.about)

    def table(self) -> pd.DataFrame:
        """The pairs as a table for CSV (:func:`matcher.show.groups.table.table`)."""
        from matcher.show.groups.table import table

        return table(self.about)

    def page(self) -> str:
        """A page of HTML that stands alone, with a sketch map."""
        from matcher.show.groups.page import page

        return page(self.about, self.attribution)

    def layer(self) -> str:
        """The groups as a map layer: GeoJSON (RFC 7946)."""
        from matcher.show.groups.geojson import groups_geojson

        return groups_geojson(self.about, self.attribution)


def groups(
    folder: Path,
    by: str,
    partner: str | None = None,
    group: str | None = None,
    top: int = 5,
    *,
    fill_in: FillIn | None = None,
    progress: Progress = quiet,
) -> Groups:
    """The groups of the run in ``folder`` and the partners that could help them.

    ``by``: trust, la, region or area. ``partner``: the URN of one partner, whose best
    ``top`` groups are told; ``group``: the name of one group, case aside, whose best
    ``top`` partners are told; with both that one pair, with neither both for everybody.
    ``fill_in``: who tells travel times that the run did not ask about, else such pairs are left
    out. Raises :class:`FileError` for a folder that holds no run, :class:`SettingError` for a
    partner or group that is not in it, another ``by``, or a ``top`` below 1.
    """
    if by not in WORDS:
        raise SettingError(f"{by!r} is no kind of group", where="--by", hint=", ".join(WORDS))
    if top < 1:
        raise SettingError("is below 1", where="--top", hint="give how many to list")
    from matcher.jobs.stages.concerned import seekers_in_part, seekers_in_words
    from matcher.match.groups.help import GroupRanking
    from matcher.match.groups.seekers import group_seekers

    with reopened(folder, fill_in, progress) as run:
        asked, schools = run.ranking, run.tables.flat
        at_partner = None if partner is None else _partner(run, partner)
        grouped = group_seekers(schools, asked.arrays, by)
        if group is not None:
            _group(grouped, group, by)  # a slip is told before anybody is asked
        asked.ask_all()
    if (part := seekers_in_part(run)) is not None:
        grouped = group_seekers(schools, replace(asked.arrays, is_seeker=part), by)
    at_group = None if group is None else _group(grouped, group, by)
    whole = asked.arrays, grouped, asked.weights, run.config, asked.exclusions
    ranking = GroupRanking(*whole, shown_phase_lists(run))
    everybody = at_partner is None and at_group is None
    result = ranking.everybody() if everybody else ranking.asked(at_partner, at_group, top)
    about = _overview(run, by, grouped, result, at_partner, at_group, top)
    if part is not None:
        about = replace(about, whom=seekers_in_words(asked.arrays))
    return Groups(about, run.attribution, (*run.notes, *filled_words(run), *left_out_words(run)))


def _partner(run: ReopenedRun, urn: str) -> int:
    """The position of a partner. Raises SettingError where it is none."""
    field, index = run.ranking.arrays, run.ranking.index
    if urn in index and field.is_partner[index[urn]]:
        return index[urn]
    what = "is no partner of this run" if urn in index else "took no part in this run"
    from rapidfuzz import process
    from rapidfuzz.utils import default_process

    schools = run.tables.flat
    offering = {str(field.urn[at]) for at in field.is_partner.nonzero()[0]}
    known = {
        own: name
        for own, name in zip(as_list(schools["urn"]), as_list(schools["name"]), strict=True)
        if own in offering
    }
    # What was typed may be a URN with a slip in it, or the name of a school.
    texts = {**{own: own for own in known}, **{f"{own} ": name for own, name in known.items()}}
    near = process.extractOne(urn, texts, processor=default_process, score_cutoff=_ALIKE)
    own = near[2].strip() if near else ""
    raise SettingError(
        f"{urn} {what}",
        where="--partner",
        hint=f"did you mean {own} ({known[own]})?" if near else "give the URN of a partner",
    )


def _group(grouped: SeekerGroups, name: str, by: str) -> int:
    """The place of a group by its name, case aside. Raises SettingError where there is none."""
    keys = [known.casefold() for known in grouped.names]
    key = name.strip().casefold()
    if key in keys:
        return keys.index(key)
    from rapidfuzz import process

    near = process.extractOne(key, keys, score_cutoff=_ALIKE)
    one, many = WORDS[by]
    raise SettingError(
        f"no seeker of this run is of the {one} {name!r}",
        where="--group",
        hint=f"did you mean {grouped.names[near[2]]}?"
        if near
        else f"without --group all {many} are told of",
    )


def _overview(
    run: ReopenedRun,
    by: str,
    grouped: SeekerGroups,
    result: GroupHelp,
    at_partner: int | None,
    at_group: int | None,
    top: int,
) -> GroupRankings:
    from matcher.show.groups.facts import Group, GroupRankings

    pairs, one = result.pairs, run.area_title
    kept = _asked(pairs, at_partner, at_group, top)
    everybody = [
        Group(*facts)
        for facts in zip(
            grouped.names,
            grouped.seekers.tolist(),
            grouped.x.round(3).tolist(),
            grouped.y.round(3).tolist(),
            strict=True,
        )
    ]
    partners = _partners(run, {*as_list(kept["partner"]), at_partner})
    helps = _helps(run, kept, result.tags, everybody, partners)
    shown = {helped.group.name for helped in helps}
    if at_group is not None:
        shown = {everybody[at_group].name}
    elif at_partner is None:
        shown = {group.name for group in everybody}
    return GroupRankings(
        by=by,
        one=one if by == "area" else WORDS[by][0],
        many=f"{one}s" if by == "area" else WORDS[by][1],
        groups=tuple(group for group in everybody if group.name in shown),
        matches=helps,
        max_km=run.config.max_km,
        max_minutes=run.config.max_minutes,
        travel_by=run.reach.by,
        travel_note=run.reach.note,
        top=top,
        partner=None if at_partner is None else partners[at_partner],
        group=None if at_group is None else everybody[at_group],
        all_groups=len(everybody),
        with_partner=result.with_partner,
        seekers=int((grouped.of >= 0).sum()) + grouped.without + grouped.not_known,
        without=grouped.without,
        not_known=grouped.not_known,
        of_partners={
            group.name: result.of_partners[at]
            for at, group in enumerate(everybody)
            if group.name in shown and at in result.of_partners
        },
        of_groups={partner.urn: result.of_groups.get(at, 0) for at, partner in partners.items()},
    )


def _asked(
    pairs: pd.DataFrame, at_partner: int | None, at_group: int | None, top: int
) -> pd.DataFrame:
    """The pairs asked for, in their order."""
    own = pairs
    if at_partner is not None:
        own = own[own["partner"] == at_partner]
    if at_group is not None:
        own = own[own["group"] == at_group]
    if at_partner is not None and at_group is not None:
        return own
    for_group, for_partner = own["rank"] <= top, own["group_rank"] <= top
    if at_partner is not None:
        return own[for_partner]
    return own[for_group] if at_group is not None else own[for_group | for_partner]


def _partners(run: ReopenedRun, places: set[int | None]) -> dict[int, Partner]:
    from matcher.show.groups.facts import Partner

    field, schools = run.ranking.arrays, run.tables.flat
    name = dict(zip(as_list(schools["urn"]), as_list(schools["name"]), strict=True))
    return {
        at: Partner(
            str(field.urn[at]),
            name[field.urn[at]],
            float(field.x[at]),
            float(field.y[at]),
            silent=not field.offers_known[at],
        )
        for at in sorted(place for place in places if place is not None)
    }


def _helps(
    run: ReopenedRun,
    kept: pd.DataFrame,
    tags: pd.DataFrame,
    everybody: list[Group],
    partners: dict[int, Partner],
) -> tuple[GroupMatch, ...]:
    from matcher.profile.vocabulary import load
    from matcher.show.groups.facts import GroupMatch, Tag

    words, named = load().words, run.ranking.arrays.tags
    key = ["group", "partner"]
    covered: dict[tuple[int, int], list[Tag]] = {}
    own = tags.merge(kept[key], on=key).sort_values(
        [*key, "schools", "tag"], ascending=[True, True, False, True]
    )
    for row in own.to_dict("records"):
        activity, subject = named[row["tag"]]
        covered.setdefault((row["group"], row["partner"]), []).append(
            Tag(activity, subject, words(activity, subject), row["schools"], row["suggested"])
        )
    return tuple(
        GroupMatch(
            group=everybody[row["group"]],
            partner=partners[row["partner"]],
            **{name: row[name] for name in _FIGURES},
            tags=tuple(covered.get((row["group"], row["partner"]), [])),
        )
        for row in kept.to_dict("records")
    )


_FIGURES = ("rank", "group_rank", "schools", "helped", "suggested", "unsure", "no_need", "score",
            "mean_km", "best_of_phase", "estimated", "mean_minutes")  # fmt: skip
