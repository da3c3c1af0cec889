"""Explain: why, or why not, a pair of a run; or what is known of one of its schools."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.core.settings.config import Config
from matcher.core.tables import WHOLE
from matcher.jobs.matching.find_school import find_school
from matcher.jobs.matching.reopen import ReopenedRun
from matcher.jobs.matching.reopened.school_lists import (
    beside_the_lists,
    beyond,
    by_phase,
    question,
    ranked_list,
    to_be_asked,
    worth_asking,
)
from matcher.jobs.matching.reopened.tags_of_needs import tags_of_needs
from matcher.jobs.matching.reopened.why_nobody import why_nobody
from matcher.jobs.sensitivity.beside import run_and_sureness
from matcher.jobs.stages.concerned import of_lists_alone
from matcher.jobs.stages.reading import Progress, quiet
from matcher.jobs.stages.short_lists import compared_alone
from matcher.jobs.travel.fill_in import FillIn, filled_words, reach_as_told, reopened
from matcher.jobs.travel.off_road import off_road_of_pair

if TYPE_CHECKING:
    from matcher.match.explain.score_breakdown import PairExplanation
    from matcher.match.explain.what_if import Change
    from matcher.show.explain.facts import (
        ExplainedPair,
        ExplainedSchool,
        School,
    )

_TRAVEL = ("minutes", "minutes_there", "minutes_back", "minutes_by", "least_minutes",
           "told_by")  # fmt: skip
_NOTHING_BESIDE = {"phase_group": "", "phase_rank": 0, "of_phase": 0, "worth_asking": 0,
                   "question": ""}  # fmt: skip
_OF_SCHOOL = ("name", "kind", "phase", "la_name", "trust", "area", "area_near", "area_km",
              "pupils", "capacity", "contact_condition")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Explanation:
    """One school or a pair explained; as lines, plain data or a page. ``notes``: why a folder that
    would say how sure its places are is not used; what to know of travel times filled in."""

    about: ExplainedPair | ExplainedSchool
    attribution: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """For a person at a terminal."""
        from matcher.show.explain.text import lines

        return lines(self.about)

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON; unknown is null."""
        data: dict[str, Any] = _plain(asdict(self.about))
        return data

    def page(self) -> str:
        """A page of HTML that stands alone."""
        from matcher.show.explain.page import page

        return page(self.about, self.attribution)


def explain(
    folder: Path,
    urns: Sequence[str],
    *,
    sensitivity: Path | None = None,
    fill_in: FillIn | None = None,
    progress: Progress = quiet,
) -> Explanation:
    """Explain one school, or a pair, of the run in ``folder``, or of the run that a folder of
    sensitivity rests on. How sure each pair is stands with it where ``sensitivity``, or the
    folder beside the run, says so. ``fill_in``: who tells travel times that the run did not ask
    about.

    ``urns`` may be names too (:func:`matcher.jobs.matching.find_school.find_school`). Of a pair
    either may come first: the one that seeks is the seeker. Raises :class:`FileError` for a
    folder that holds no run, :class:`SettingError` for a school that is not in it.
    """
    own, sureness, note = run_and_sureness(folder, sensitivity)
    with reopened(own, fill_in, progress) as run:
        urns = [find_school(run, one) for one in urns]
        about: ExplainedPair | ExplainedSchool
        if len(urns) == 1:
            about = _explain_school(run, urns[0])
        else:
            about = explain_pair(run, *seeker_and_partner(run, urns[0], urns[1]))
    notes = tuple(filter(None, (note, *run.notes, *filled_words(run))))
    return Explanation(sureness.beside(about) if sureness else about, run.attribution, notes)


def explain_pair(
    run: ReopenedRun, seeker: str, partner: str, *, in_full: bool = True
) -> ExplainedPair:
    """A pair of a run explained, the seeker first. Not ``in_full``: without the parts of its score
    and how much of it is known, its places in and beside the lists, and what would change the
    result."""
    from matcher.match.explain.score_breakdown import explain_score
    from matcher.profile.vocabulary import load
    from matcher.show.explain.facts import Change as ToldChange
    from matcher.show.explain.facts import ExplainedPair, Part
    from matcher.show.explain.narrowing import asked_of_pairs, narrowed_to
    from matcher.show.explain.score.known import nothing_is_known_of

    why = explain_score(run.ranking, seeker, partner, in_full=in_full)
    words, reach = load().words, reach_as_told(run, why.told_by)
    mine, theirs = why.in_seekers_list, why.in_partners_list
    needs = {
        "gives": tags_of_needs(run, seeker, partner),
        "gains": tags_of_needs(run, partner, seeker),
    }
    untold = [
        part.weight * part.sure
        for part in why.parts
        if part.term in needs and part.sure < 1 and nothing_is_known_of(needs[part.term])
    ]
    return ExplainedPair(
        seeker=_school(run, seeker),
        partner=_school(run, partner),
        gate=why.gate,
        gate_words=_gate_words(why.gate, run.config),
        fit=why.fit,
        asked=narrowed_to(run.config),
        asked_of_pairs=asked_of_pairs(run.config),
        beyond=why.beyond,
        distance_km=why.distance_km,
        max_km=run.config.max_km,
        miles=run.config.miles,
        score=why.score,
        evidence=max(round(why.evidence - sum(untold), 10), 0.0),
        parts=tuple(Part(**asdict(part), points=part.points) for part in why.parts),
        rank=mine.rank if mine else 0,
        of_partners=mine.of if mine else 0,
        partner_rank=theirs.rank if theirs else 0,
        of_seekers=theirs.of if theirs else 0,
        **(
            beside_the_lists(run, seeker, partner, in_lists=mine is not None, beyond=why.beyond > 0)
            if in_full
            else _NOTHING_BESIDE
        ),
        seekers_needs=needs["gives"],
        partners_needs=needs["gains"],
        changes=tuple(
            ToldChange(
                **asdict(change),
                words=words(change.activity, change.subject) if change.activity else "",
            )
            for change in (_worth_telling(run, why) if in_full else ())
        ),
        area_title=run.area_title,
        off_road=off_road_of_pair(run, seeker, partner),
        **{name: getattr(why, name) for name in _TRAVEL},
        max_minutes=run.config.max_minutes,
        travel_by=reach.by,
        travel_note=reach.note,
        road_m=run.road_m(seeker, partner),
        of_lists=of_lists_alone(run) if in_full else {},
        alone=compared_alone(run, seeker=seeker, partner=partner) if in_full else {},
        left_out=run.ranking.weights.left_out,
        fewest_needs=run.config.fewest_needs,
    )


def _worth_telling(run: ReopenedRun, why: PairExplanation) -> list[Change]:
    """What would change the partner's place; where nothing would, what the two could offer that
    would raise the score all the same."""
    from matcher.match.explain.what_if import possible_changes

    mine = why.in_seekers_list
    found = [] if mine is None else possible_changes(run.ranking, why)
    moving = [change for change in found if mine and change.rank != mine.rank]
    rising = [one for one in found if one.what in ("offer", "return") and one.score > why.score]
    return moving or rising


def _gate_words(gate: str, config: Config) -> str:
    """What keeps a pair or a school out; where it is the narrowing, with what that is."""
    from matcher.match.explain.finished_ranking import FILTERED, ROLE_GATES
    from matcher.match.gates import NARROWING_GATES, PAIR_GATES, SCHOOL_GATES
    from matcher.show.explain.narrowing import narrowed_to

    words = {"": "", **SCHOOL_GATES, **PAIR_GATES, **ROLE_GATES}[gate]
    return f"{words} ({narrowed_to(config)})" if gate in (FILTERED, *NARROWING_GATES) else words


def seeker_and_partner(run: ReopenedRun, one: str, other: str) -> tuple[str, str]:
    """The pair the way round in which the two can meet, or would by their roles; the given
    way where both ways are as good."""
    field, index = run.ranking.arrays, run.ranking.index
    role = {urn: run.school_rows.one("role", urn) for urn in (one, other)}

    def fits(seeker: str, partner: str) -> tuple[bool, int]:
        meets = bool(field.is_seeker[index[seeker]] and field.is_partner[index[partner]])
        sides = (role[seeker] in ("seeker", "both")) + (role[partner] in ("partner", "both"))
        return meets, sides

    return (other, one) if fits(other, one) > fits(one, other) else (one, other)


def _school(run: ReopenedRun, urn: str) -> School:
    from matcher.show.explain.facts import School
    from matcher.show.explain.met import offering_nothing

    row = {name: run.school_rows.one(name, urn) for name in _OF_SCHOOL}
    needs = list(zip(*(run.profile_rows.values(name, urn) for name in ("need", "source")),
                     strict=True))  # fmt: skip
    # Figures tell of their own tags alone: only a school itself can say that this is all.
    says_all = any(source in WHOLE for need, source in needs if not math.isnan(need))
    return School(
        urn=urn,
        **{name: str(row[name]) for name in ("name", "kind", "phase", "la_name", "trust")},
        area=str(row["area"]),
        area_near=str(row["area_near"]),
        area_km=float(row["area_km"]),
        pupils=float(row["pupils"]) if row["pupils"] > 0 else None,
        needs_known=any(not math.isnan(need) for need, _ in needs),
        needs_nothing=says_all and not any(need > 0 for need, _ in needs),
        claims=run.ranking.claims(urn),
        full_claims=run.config.full_claims,
        # A narrowed run makes such rows of its own; what was known before has to say so.
        offers_nothing="none" in run.profile_rows.values("activity", urn)
        and urn in offering_nothing(run.tables.profile_columns),
        no_places=row["capacity"] == 0,
        contact=str(row["contact_condition"]),
    )


def _explain_school(run: ReopenedRun, urn: str) -> ExplainedSchool:
    from matcher.profile.vocabulary import load
    from matcher.show.explain.facts import ExplainedSchool

    asked, at = run.ranking, run.ranking.index[urn]
    field = asked.arrays
    gate = asked.school_gate(at)
    known, words = run.tables.profile_columns, load().words
    own = known.take(known.texts("urn").is_text(urn))
    names = [name for name in known.names if name != "urn"]
    profile = [
        {**(said := dict(zip(names, row, strict=True))),
         "words": words(said["activity"], said["subject"])}
        for row in own.rows(*names)
    ]  # fmt: skip
    partners = ranked_list(run, at, by_seeker=True) if field.is_seeker[at] else []
    seekers = ranked_list(run, at, by_seeker=False) if field.is_partner[at] else []
    asked_too = worth_asking(run, at)
    shown = tuple(partners[: run.config.k]) or beyond(run, at)
    to_ask = to_be_asked(run, urn, [entry.urn for entry in shown])
    lists = ("seeker", field.is_seeker[at], partners), ("partner", field.is_partner[at], seekers)
    nobody = {
        side: why_nobody(run, urn, side, "it") for side, takes, own in lists if takes and not own
    }
    return ExplainedSchool(
        _school(run, urn),
        gate,
        _gate_words(gate, run.config),
        tuple(profile),
        shown,
        len(partners),
        tuple(seekers[: run.config.k]),
        len(seekers),
        by_phase(run, at) if seekers else (),
        asked_too,
        to_ask,
        question(run, urn) if asked_too or to_ask else "",
        nobody,
        run.area_title,
        run.config.miles,
        compared_alone(run, seeker=urn, partner=urn),
    )


def _plain(value: Any) -> Any:
    """Plain data without NaN and infinity, which JSON does not have: of minutes that there is no
    way."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, float) and math.isinf(value):
        return "unreachable"
    return None if isinstance(value, float) and math.isnan(value) else value
