"""The needs of one side of a pair, each with what the other side has of it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from matcher.core.figures.surety import STATED
from matcher.core.tables import PROFILE
from matcher.core.text.evidence import of_side
from matcher.jobs.matching.reopen import ReopenedRun

if TYPE_CHECKING:
    from matcher.profile.cover import CoverSteps
    from matcher.show.explain.facts import Tag
    from matcher.show.explain.met import Met

_BASIS = ("source", "evidence", "confidence")


@cache
def _cover_steps() -> CoverSteps:
    """How far one tag meets a need for another, in the product's vocabulary."""
    from matcher.profile.cover import CoverSteps
    from matcher.profile.vocabulary import load

    return CoverSteps(load())


def needs_met(run: ReopenedRun, helper: str) -> Mapping[str, Met]:
    """The needs, in words, that a school meets, as reasons tell of them."""
    from matcher.match.strengths.claims import counted_profile
    from matcher.profile.vocabulary import load
    from matcher.show.explain.met import NeedsMet

    narrowed, whole = (
        columns.take(columns.texts("urn").is_text(helper))
        for columns in (run.ranking.profile_columns, run.tables.profile_columns)
    )
    counted = counted_profile(narrowed, run.config.full_claims, whole)
    return NeedsMet(counted, run.ranking.cover, load().words).of(helper)


def tags_of_needs(run: ReopenedRun, needy: str, helper: str) -> tuple[Tag, ...]:
    """Every need of one school of a run, the greatest first, with what the other has of it and what
    both rest on."""
    from matcher.match.explain.score_breakdown import need_coverage
    from matcher.profile.cover import share
    from matcher.profile.vocabulary import load
    from matcher.show.explain.facts import Tag

    own = run.profile_rows
    rows = list(zip(*(own.values(name, needy, helper) for name in (*PROFILE.key, *_BASIS)),
                    strict=True))  # fmt: skip
    basis = {
        side: {
            tuple(key): (source, of_side(evidence, side), sure)
            for (*key, source, evidence, sure), degree in zip(
                rows, own.values(side, needy, helper), strict=True
            )
            if not math.isnan(degree)
        }
        for side in ("need", "strength")
    }
    words, steps = load().words, _cover_steps()

    def rests_on(urn: str, side: str, tag: tuple[str, str]) -> tuple[str, str, float]:
        return basis[side].get((urn, *tag), ("", "", 1.0))

    tags = []
    covers = need_coverage(run.ranking, needy, helper)
    # What is told of a need that other tags meet names the tags that reasons name.
    met = needs_met(run, helper) if any(one.through for one in covers) else {}

    def also(need: str) -> tuple[str, ...]:
        return met[need].also if need in met else ()

    for covered in covers:
        tag = covered.activity, covered.subject
        need_source, need_evidence, _ = rests_on(needy, "need", tag)
        offered = covered.through or tag
        strength_source, strength_evidence, sure = rests_on(helper, "strength", offered)
        step = steps.towards(tag)[covered.through] if covered.through else None
        tags.append(
            Tag(
                activity=covered.activity,
                subject=covered.subject,
                words=words(covered.activity, covered.subject),
                need=covered.need,
                need_source=need_source,
                need_evidence=need_evidence,
                strength=covered.strength,
                strength_source=strength_source,
                strength_evidence=strength_evidence,
                strength_sure=sure,
                through=words(*covered.through) if covered.through else "",
                cover=covered.degree,
                cover_words=share(covered.degree) if covered.through else "",
                because=step[1] if step else "",
                also=also(words(*tag)) if covered.through else (),
                wider=step is not None and not step[2] and strength_source in STATED,
            )
        )
    return tuple(tags)
