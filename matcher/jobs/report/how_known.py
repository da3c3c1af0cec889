"""How far what pages tell is known: of each pair term by term, as an explanation has it; and on
what each need and offer of a school rests."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from matcher.core.tables import ONLY_LIKELY

if TYPE_CHECKING:
    from matcher.jobs.matching.reopen import ReopenedRun
    from matcher.profile.measured.rules import Rules
    from matcher.show.explain.met import NeedsMet
    from matcher.show.explain.sides import Side, Words
    from matcher.show.report.facts import Known

Pair = tuple[str, str]  # the URNs of seeker and partner
_NEEDY = {"gives": 0, "gains": 1}  # whose needs a term is about


@dataclass(frozen=True)
class HowKnown:
    """How far pairs are known. ``states``: of each pair, term by term (:func:`how_known`);
    ``needs``, ``offers``: what is known that each school needs and offers; ``met``: which needs
    each meets."""

    states: Mapping[Pair, Mapping[str, str]]
    needs: Mapping[str, Side]
    offers: Mapping[str, Side]
    met: NeedsMet

    def of(self, row: Mapping[str, Any]) -> Mapping[str, str]:
        """How far the pair of a row of MATCHES is known, by the needs that are named, and without
        those of a school that says it has none; nothing of a pair that is none of these, as of a
        plan."""
        from matcher.show.explain.score.known import UNKNOWN

        pair = str(row["seeker_urn"]), str(row["partner_urn"])
        silent = {term for term, side in _NEEDY.items() if self._needs_nothing(pair[side])}
        states = self.states.get(pair, {})
        unknown = {
            term for term, side in _NEEDY.items() if self._is_open(pair[side], pair[1 - side])
        }
        return {
            term: UNKNOWN if term in unknown else state
            for term, state in states.items()
            if term not in silent
        }

    def _is_open(self, needy: str, helper: str) -> bool:
        """Whether nothing is known of how far one meets the needs that are named of another; that
        of what is known none is one to name tells of none."""
        from matcher.show.explain.sides import says_nothing_of

        wants, offers = self.needs.get(needy), self.offers.get(helper)
        if wants is not None and not wants.tags:
            return True
        if wants is None or offers is None or not says_nothing_of(offers, wants):
            return False
        return self.met.of(helper).keys().isdisjoint(wants.tags)

    def _needs_nothing(self, urn: str) -> bool:
        needs = self.needs.get(urn)
        return needs is not None and not needs.tags and needs.open_to is None


def how_known(run: ReopenedRun, pairs: Iterable[Pair]) -> Mapping[Pair, Mapping[str, str]]:
    """For each of the ``pairs`` (seeker, partner), which must be in reach of each other, how far
    each term is known that counts in the run, or would if anything were known of it: one of the
    words of :mod:`matcher.show.explain.score.known`. All pairs at once: one by one would take as
    long as the pages themselves."""
    from matcher.match.terms import SCORE_DECIMALS, coverage_confidence, squared_pairwise
    from matcher.show.explain.score.known import UNKNOWN, state

    wanted, ranking = sorted({*pairs}), run.ranking
    arrays, index = ranking.arrays, ranking.index
    i, j = (np.array([index[pair[side]] for pair in wanted], dtype=np.int64) for side in (0, 1))
    values = ranking.terms(i, j, squared_pairwise(arrays, i, j))
    weights, everywhere = ranking.weights, np.ones(len(wanted))
    found: dict[str, list[str]] = {one: [UNKNOWN] * len(wanted) for one in weights.left_out}
    for term in (one for one, share in weights.shares.items() if share > 0):
        value = values[term]
        known = everywhere if value.known is None else value.known
        sure = known if value.sure is None else value.sure
        if term in ("gives", "gains"):
            sure = coverage_confidence(arrays, *((i, j) if term == "gives" else (j, i)))
        rounded = (np.round(one, SCORE_DECIMALS).tolist() for one in (known, sure))
        found[term] = list(map(state, *rounded))
    return {pair: {term: own[at] for term, own in found.items()} for at, pair in enumerate(wanted)}


@cache
def _default_rules() -> Rules:
    """The rules that come with the product, read once for all pages."""
    from matcher.profile.measured.rules import load_rules

    return load_rules()


def known_tags(
    rows: Iterable[Mapping[str, Any]],
    side: str,
    words: Words,
    asked: Collection[tuple[str, str, str]],
    *,
    own_rules: bool,
) -> tuple[Known, ...]:
    """What a school of these ``rows`` of PROFILE needs, or offers (``side``: need or strength), the
    greatest first, equal ones in the order of their tags, as the map and an explanation have them;
    not what figures put too low to name. ``asked``: the school, activity and subject of all that
    the run asked about; ``own_rules``: figures became needs by rules of somebody's own."""
    from matcher.core.figures.surety import FIGURES, is_small
    from matcher.show.explain.needs import tag_basis
    from matcher.show.report.facts import Known

    # By other rules a figure may give a need for another reason.
    rules = None if own_rules else _default_rules()

    def basis(row: Mapping[str, Any]) -> str:
        tag, evidence = (row["activity"], row["subject"]), str(row["evidence"])
        why = rules.because(side, tag, evidence) if rules and row["source"] == FIGURES else ""
        return "; ".join(filter(None, (tag_basis(str(row["source"]), evidence), why)))

    found = [
        Known(
            words(row["activity"], row["subject"]),
            float(row[side]),
            float(row["confidence"]),
            basis(row),
            (row["urn"], row["activity"], row["subject"]) in asked,
            row["source"] in ONLY_LIKELY,
        )
        for row in sorted(rows, key=lambda row: (row["activity"], row["subject"]))
        if row[side] > 0 and row["activity"] != "none" and not is_small(row[side], row["source"])
    ]
    return tuple(sorted(found, key=lambda one: -one.degree))
