"""What people decided, as a plan can keep it: pairs that it must hold, and pairs that it may not.

A decision is kept as far as it can be. Where a gate keeps the two apart, or no place is left, that
is told by the row of the file, and the rest of the plan is made all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from matcher.core.allocation.decisions import ACCEPTED
from matcher.core.allocation.settings import PlanSettings
from matcher.core.problems import ProblemLog
from matcher.jobs.allocation.build_problem import Asked, Decided, build_problem
from matcher.jobs.allocation.changes import Changes
from matcher.jobs.stages.decided_pairs import DecidedPairs, decided_pairs, tell
from matcher.show.kit.text_format import three_decimals

if TYPE_CHECKING:
    import pandas as pd

    from matcher.intake.decisions import Decision
    from matcher.jobs.allocation.results import PlanResult
    from matcher.jobs.matching.reopen import ReopenedRun
    from matcher.match.lists.permitted_pairs import PermittedPairs


@dataclass(frozen=True, slots=True)
class PlanDecisions:
    """The decisions of a file. ``held``: those that hold on the day of the run; ``log``: what is
    wrong with its rows, their account, and what cannot be kept."""

    held: DecidedPairs
    log: ProblemLog

    def kept_in(
        self,
        run: ReopenedRun,
        pairs: PermittedPairs,
        settings: PlanSettings,
        changes: Changes | None = None,
    ) -> Decided:
        """The decisions that a plan with these settings can keep; of the others ``log`` is told
        why. Accepted pairs come before pinned ones, then those with the earlier day."""
        apart = self.held.apart
        if not self.held.wanted:
            return Decided(banned=apart)
        asked = build_problem(run, pairs, settings, changes, Decided(banned=apart))
        room = _Room(asked)
        wanted = [self.held.by_pair[pair] for pair in self.held.wanted]
        kept = []
        for one in sorted(wanted, key=_order):
            why, hint = room.refusal(one)
            if why:
                tell(self.log, one, why, hint)
            elif why is not None:
                room.take(one.pair)
                kept.append(one.pair)
        accepted = frozenset(kept) & self.held.of(ACCEPTED)
        return Decided(frozenset(kept), apart, accepted)


def read_plan_decisions(run: ReopenedRun, path: Path | None) -> PlanDecisions:
    """The decisions in ``path``; none without a file. Raises
    :class:`matcher.core.errors.FileError`."""
    log = ProblemLog()
    if path is None:
        return PlanDecisions(DecidedPairs({}), log)
    return PlanDecisions(decided_pairs(path, run.tables.flat, run.config.day(), log), log)


def _order(one: Decision) -> tuple[object, ...]:
    return one.decision != ACCEPTED, one.day == "", one.day, one.pair


class _Room:
    """The pairs of a problem, and how many more each school may have."""

    def __init__(self, asked: Asked) -> None:
        problem = asked.problem
        self.asked = asked
        self.seekers = {str(urn): at for at, urn in enumerate(problem.seekers)}
        self.partners = {str(urn): at for at, urn in enumerate(problem.partners)}
        self.permitted = set(zip(problem.seeker.tolist(), problem.partner.tolist(), strict=True))
        self.seeker_left = problem.seeker_most.tolist()
        self.partner_left = problem.partner_most.tolist()

    def refusal(self, one: Decision) -> tuple[str | None, str]:
        """Why the plan cannot hold a pair, and what to do; "" where it can; None where the two
        are partners already, and nothing is to be done."""
        exclusions = self.asked.run.ranking.exclusions
        if {one.pair, one.pair[::-1]} & exclusions.existing:
            return None, ""
        at, to = self.seekers.get(one.seeker, -1), self.partners.get(one.partner, -1)
        if (at, to) not in self.permitted:
            if self._permitted(one.partner, one.seeker):
                return "only the other way round may they meet", "exchange the two URNs"
            return self._stopped_by(one)
        hint = "give it another place (its list, or --capacity), or decide anew"
        if not self.partner_left[to]:
            return f"{one.partner} has no place left for it", hint
        if not self.seeker_left[at]:
            return (
                f"{one.seeker} has as many partners as --each-seeker lets it have",
                "raise it, or decide anew",
            )
        return "", ""

    def take(self, pair: tuple[str, str]) -> None:
        """Count a place of both as taken."""
        self.seeker_left[self.seekers[pair[0]]] -= 1
        self.partner_left[self.partners[pair[1]]] -= 1

    def _permitted(self, seeker: str, partner: str) -> bool:
        pair = self.seekers.get(seeker, -1), self.partners.get(partner, -1)
        return pair in self.permitted

    def _stopped_by(self, one: Decision) -> tuple[str, str]:
        """What keeps a pair out of the problem, in words, and what to do."""
        from matcher.jobs.matching.explain import explain_pair

        run, changes = self.asked.run, self.asked.changes
        anew = "decide anew, or take the row away"
        if there := changes.absent & {*one.pair}:  # explain knows nothing of it
            return (
                f"{min(there)} takes no part in this what-if",
                f"leave out that --what-if; or {anew}",
            )
        says_more = f"matcher explain RUN {one.seeker} {one.partner} says more; {anew}"
        field, index = run.ranking.arrays, run.ranking.index
        found = explain_pair(run, *one.pair)
        if found.gate:
            return f"a gate keeps them apart: {found.gate_words}", says_more
        if not field.is_seeker[index[one.seeker]]:
            return f"{one.seeker} looks for no partner in this run", says_more
        if not field.is_partner[index[one.partner]]:
            return f"{one.partner} is no partner in this run", says_more
        if found.score < self.asked.settings.min_score:
            return (
                f"its score of {three_decimals(found.score)} is below --min-score",
                f"lower --min-score; or {anew}",
            )
        if changes.seekers is not None and one.seeker not in changes.seekers:
            said = f"{one.seeker} is not in the area of this what-if"
            return said, f"leave out that --what-if; or {anew}"
        return "it is not among the pairs of this plan", anew


def decision_files(rows: pd.DataFrame, said: PlanDecisions) -> dict[str, bytes]:
    """decisions.csv of ``rows`` (:func:`rows_to_decide`), to be filled in; and problems.csv
    where the file of decisions has any."""
    from matcher.show.allocation.record import DECISIONS_FILE, PROBLEMS_FILE
    from matcher.show.kit.csv_table import csv_bytes

    files = {DECISIONS_FILE: csv_bytes(rows)}
    if said.log.problems:
        files[PROBLEMS_FILE] = csv_bytes(said.log.frame())
    return files


def rows_to_decide(result: PlanResult, said: PlanDecisions) -> pd.DataFrame:
    """DECISION_ROWS of a plan: its pairs, and all about which something is decided."""
    from matcher.show.allocation.decisions import decision_rows

    return decision_rows(result.pairs, said.held.by_pair.values(), result.asked.run.tables.flat)
