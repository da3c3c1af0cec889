"""Explain: why, or why not, a pair of a run; or what is known of one of its schools."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.core.errors import SettingError
from matcher.core.schema import as_list
from matcher.core.tables import PROFILE
from matcher.jobs.again import Again, take_up

if TYPE_CHECKING:
    from matcher.match.why import Covered
    from matcher.show.why import Listed, One, Pair, School, Tag


@dataclass(frozen=True, slots=True)
class Explained:
    """What was asked, answered; as lines, plain data or a page."""

    about: Pair | One
    attribution: tuple[str, ...]

    def lines(self) -> list[str]:
        """For a person at a terminal."""
        from matcher.show.why_words import lines

        return lines(self.about)

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON; unknown is null."""
        found: dict[str, Any] = _plain(asdict(self.about))
        return found

    def page(self) -> str:
        """A page of HTML that stands alone."""
        from matcher.show.why_page import page

        return page(self.about, self.attribution)


def explain(folder: Path, urns: Sequence[str]) -> Explained:
    """Explain one school, or a pair, of the run in ``folder``.

    Of a pair either URN may come first: the one that seeks is the seeker. Raises
    :class:`FileError` for a folder that holds no run, :class:`SettingError` for a URN that
    is not in it.
    """
    again = take_up(folder)
    attribution = tuple(map(str, again.kept.record["attribution"]))
    found = [_known(again, urn) for urn in urns]
    if len(found) == 1:
        return Explained(_one(again, found[0]), attribution)
    return Explained(pair(again, *_ways(again, found[0], found[1])), attribution)


def pair(again: Again, seeker: str, partner: str) -> Pair:
    """A pair of a run explained, the seeker first."""
    from matcher.match.whatif import changes
    from matcher.profile.vocabulary import load
    from matcher.show.why import Change, Pair, Part

    why = again.asked.pair(seeker, partner)
    words = load().words
    mine, theirs = why.in_seekers_list, why.in_partners_list
    return Pair(
        seeker=_school(again, seeker),
        partner=_school(again, partner),
        gate=why.gate,
        gate_words=_gate_words(why.gate),
        distance_km=why.distance_km,
        max_km=again.config.max_km,
        score=why.score,
        evidence=why.evidence,
        parts=tuple(Part(**asdict(part), points=part.points) for part in why.parts),
        rank=mine.rank if mine else 0,
        of_partners=mine.of if mine else 0,
        partner_rank=theirs.rank if theirs else 0,
        of_seekers=theirs.of if theirs else 0,
        seekers_needs=_tags(again, seeker, partner),
        partners_needs=_tags(again, partner, seeker),
        changes=tuple(
            Change(
                **asdict(change),
                words=words(change.activity, change.subject) if change.activity else "",
            )
            for change in changes(again.asked, why)
        ),
        area_title=again.area_title,
    )


def _gate_words(gate: str) -> str:
    from matcher.match.gates import PAIR_GATES, SCHOOL_GATES
    from matcher.match.why import ROLE_GATES

    return {"": "", **SCHOOL_GATES, **PAIR_GATES, **ROLE_GATES}[gate]


def _known(again: Again, urn: str) -> str:
    if urn in again.asked.index:
        return urn
    from rapidfuzz import process

    near = process.extractOne(urn, list(again.asked.index), score_cutoff=80)
    raise SettingError(
        f"no school {urn} took part in this run",
        where="URN",
        hint=f"did you mean {near[0]}?" if near else "schools.csv of the run lists them by URN",
    )


def _ways(again: Again, one: str, other: str) -> tuple[str, str]:
    """The pair the way round in which the two can meet, the given way where both can."""
    field, index = again.asked.field, again.asked.index
    forward = field.seeks[index[one]] and field.offers[index[other]]
    backward = field.seeks[index[other]] and field.offers[index[one]]
    if backward and not forward:
        return other, one
    if not forward and not backward:
        roles = again.kept.schools.set_index("urn")["role"]
        if roles[one] == "partner" and roles[other] != "partner":
            return other, one
    return one, other


def _school(again: Again, urn: str) -> School:
    from matcher.show.why import School

    row = again.kept.schools.set_index("urn").loc[urn]
    texts = {name: str(row[name]) for name in School.__slots__ if name not in ("urn", "area_km")}
    return School(urn=urn, area_km=float(row["area_km"]), **texts)


def _tags(again: Again, needy: str, helper: str) -> tuple[Tag, ...]:
    from matcher.profile.vocabulary import load
    from matcher.show.why import Tag

    own = again.kept.profile[again.kept.profile["urn"].isin([needy, helper])]
    basis = {
        key: (source, evidence)
        for *key_parts, source, evidence in zip(
            *(as_list(own[name]) for name in (*PROFILE.key, "source", "evidence")), strict=True
        )
        for key in [tuple(key_parts)]
    }
    words = load().words

    def rests_on(urn: str, covered: Covered) -> tuple[str, str]:
        return basis.get((urn, covered.activity, covered.subject), ("", ""))

    return tuple(
        Tag(
            covered.activity,
            covered.subject,
            words(covered.activity, covered.subject),
            covered.need,
            *rests_on(needy, covered),
            covered.strength,
            *rests_on(helper, covered),
        )
        for covered in again.asked.covers(needy, helper)
    )


def _one(again: Again, urn: str) -> One:
    from matcher.match.why import NO_PART
    from matcher.profile.vocabulary import load
    from matcher.show.why import One

    asked, at = again.asked, again.asked.index[urn]
    field = asked.field
    gate = str(field.gate[at])
    if not gate and not field.seeks[at] and not field.offers[at]:
        gate = NO_PART
    own = again.kept.profile[again.kept.profile["urn"] == urn]
    words = load().words
    profile = [
        {**row, "words": words(row["activity"], row["subject"])}
        for row in own.drop(columns="urn").to_dict("records")
    ]
    partners = _list(again, at, by_seeker=True) if field.seeks[at] else []
    seekers = _list(again, at, by_seeker=False) if field.offers[at] else []
    return One(
        _school(again, urn),
        gate,
        _gate_words(gate),
        tuple({str(name): value for name, value in row.items()} for row in profile),
        tuple(partners[: again.config.k]),
        len(partners),
        tuple(seekers[: again.config.k]),
        len(seekers),
        again.area_title,
    )


def _list(again: Again, at: int, *, by_seeker: bool) -> list[Listed]:
    """Everybody in the list of a school, the best first."""
    import numpy as np

    from matcher.show.why import Listed

    others, scores, squared = again.asked.list_of(at, by_seeker=by_seeker)
    schools = again.kept.schools
    name = dict(zip(as_list(schools["urn"]), as_list(schools["name"]), strict=True))
    urns = again.asked.field.urn
    return [
        Listed(
            rank,
            str(urns[others[place]]),
            name[str(urns[others[place]])],
            float(scores[place]),
            round(float(np.sqrt(squared[place])) / 1000.0, 3),
        )
        for rank, place in enumerate(np.lexsort((others, squared, -scores)), start=1)
    ]


def _plain(value: Any) -> Any:
    """Plain data without NaN, which JSON does not have."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return None if isinstance(value, float) and math.isnan(value) else value
