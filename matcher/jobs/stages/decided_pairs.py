"""What people say of pairs that a match or a plan must mind: which are partners already, wanted, or
to be left apart today."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from matcher.core.allocation.decisions import ACCEPTED, BANNED, PINNED, REFUSED
from matcher.core.cells import in_words
from matcher.core.problems import ProblemLog, Severity
from matcher.core.schema import as_list
from matcher.core.settings.config import Config
from matcher.intake.decisions import Decision, read_decisions
from matcher.jobs.stages.reading import Sources, successor

if TYPE_CHECKING:
    import pandas as pd

    from matcher.match.gates import Exclusions

NOT_KEPT, OVER = "decision_not_kept", "decision_over"


class DecidedPairs(NamedTuple):
    """The decisions that hold today, by pair (seeker, partner)."""

    by_pair: Mapping[tuple[str, str], Decision]

    def of(self, *decisions: str) -> frozenset[tuple[str, str]]:
        """The pairs about which one of these was decided."""
        return frozenset(pair for pair, one in self.by_pair.items() if one.decision in decisions)

    @property
    def wanted(self) -> frozenset[tuple[str, str]]:
        """The pairs that a plan must hold: accepted and pinned."""
        return self.of(ACCEPTED, PINNED)

    @property
    def apart(self) -> frozenset[tuple[str, str]]:
        """The pairs that no plan may hold: refused lately and banned."""
        return self.of(REFUSED, BANNED)


def decided_pairs(
    path: Path,
    schools: pd.DataFrame,
    today: datetime.date,
    log: ProblemLog,
    current_urn: Callable[[str], str] = str,
) -> DecidedPairs:
    """The decisions in ``path`` that hold on ``today``. ``schools``: urn, status and role of every
    school that is known; ``current_urn`` gives the school of today for a URN. Where only the second
    school looks for partners and only the first is one, the pair is read the other way round.

    A refusal holds as long as one in a folder of partnerships
    (:func:`.existing_pairs.is_left_alone`). What names a school that is not known or has closed is
    told in ``log`` and kept no more. Raises :class:`FileError`.
    """
    from matcher.jobs.stages.existing_pairs import is_left_alone

    urns = as_list(schools["urn"])
    statuses = dict(zip(urns, as_list(schools["status"]), strict=True))
    roles = dict(zip(urns, as_list(schools["role"]), strict=True))
    latest = max(today, datetime.date.today()).isoformat()
    held = {}
    for read in read_decisions(path, log, current_urn):
        one = read
        if (roles.get(one.seeker), roles.get(one.partner)) == ("partner", "seeker"):
            one = replace(one, seeker=read.partner, partner=read.seeker)
            said = (
                f"the two URNs stand the other way round: read as {one.seeker} with {one.partner}"
            )
            hint = "seeker_urn is the school that looks for partners"
            tell(log, one, said, hint, code="decision_turned", severity="note")
        if one.day > latest:
            said = f"{in_words(one.day)}, the day of the decision, is yet to come"
            tell(log, one, said, "correct the day", code="decision_in_future")
        unknown = [urn for urn in one.pair if urn not in statuses]
        closed = [urn for urn in one.pair if statuses.get(urn) == "closed"]
        if unknown:
            tell(log, one, f"no school here has the URN {unknown[0]}", "correct the URN")
        elif closed and one.decision in (ACCEPTED, PINNED):
            tell(log, one, f"{closed[0]} has closed", "decide anew, or take the row away")
        elif one.decision == REFUSED and not is_left_alone(one.day, today):
            said = f"the refusal of {in_words(one.day)} is over: the pair may be matched again"
            hint = "write banned to keep them apart for good"
            tell(log, one, said, hint, code=OVER, severity="note")
        else:
            held[one.pair] = one
    return DecidedPairs(held)


def tell(
    log: ProblemLog,
    one: Decision,
    why: str,
    hint: str,
    *,
    code: str = NOT_KEPT,
    severity: Severity = "warning",
) -> None:
    """Say in ``log`` of a decision why it is not kept (any more), or what else is to know of it.
    The rows of one that is not kept count as rejected."""
    if code in (NOT_KEPT, OVER) and not _is_told(log, one):
        account = next(
            account
            for account in reversed(log.references)
            if (account.kind, account.list, account.sheet) == ("decisions", one.list, one.sheet)
        )
        many = 1 + len(one.same)
        account.used, account.rejected = account.used - many, account.rejected + many
        for row in one.same:
            log.add(
                "repeated_decision",
                f"row {one.row} says the same of this pair, and is not used: nor is this row",
                list=one.list,
                sheet=one.sheet,
                row=row,
                value=f"{one.seeker}, {one.partner}",
                severity=severity,
                hint="keep one row for each pair",
            )
    said = f"{one.decision}: {one.seeker} with {one.partner}, but " if code == NOT_KEPT else ""
    log.add(
        code,
        said + why,
        list=one.list,
        sheet=one.sheet,
        row=one.row,
        value=f"{one.seeker}, {one.partner}",
        severity=severity,
        hint=hint,
    )


def _is_told(log: ProblemLog, one: Decision) -> bool:
    """Whether a decision was told before as one that is not kept."""
    where = one.list, one.sheet, one.row
    return any(
        problem.code in (NOT_KEPT, OVER) and (problem.list, problem.sheet, problem.row) == where
        for problem in log.problems
    )


def ruled_out(
    sources: Sources, config: Config, listed: pd.DataFrame, log: ProblemLog
) -> Exclusions:
    """What ``--existing``, ``--exclude`` and ``--decisions`` rule out among the schools of LISTED.

    ``--existing`` is a table of pairs or a folder of partnerships. Of decisions, an accepted pair
    is one of partners already, a refused one declined lately, and a banned one excluded. Raises
    :class:`FileError`.
    """
    from matcher.intake.excluded_pairs import read_pairs
    from matcher.match.gates import Exclusions

    current_urn: Callable[[str], str] = str
    if sources.existing or sources.exclude or sources.decisions:
        current_urn = successor(sources, listed)
    excluded, excluded_schools = read_pairs(sources.exclude, log, current_urn)
    declined: frozenset[tuple[str, str]] = frozenset()
    if sources.existing is not None and sources.existing.is_dir():
        from matcher.jobs.stages.existing_pairs import existing_pairs

        existing, declined = existing_pairs(sources.existing, config.day(), log, current_urn)
    else:
        existing, _ = read_pairs(sources.existing, log, current_urn, kind="existing")
    if sources.decisions is not None:
        decided = decided_pairs(sources.decisions, listed, config.day(), log, current_urn)
        existing |= decided.of(ACCEPTED)
        declined |= decided.of(REFUSED)
        excluded |= decided.of(BANNED)
    return Exclusions(existing, excluded, excluded_schools, declined)
