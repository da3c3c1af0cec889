"""How many a school may meet, of all and of one group of phases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcher.core.audiences.audience import INTERNAL, audience_of

if TYPE_CHECKING:
    from matcher.jobs.matching.reopen import ReopenedRun
    from matcher.match.lists.in_reach import InReach


class HowManyInReach:
    """How many each school of a run may meet; 0 of a run for others than the office, which has the
    pairs in lists alone. Counted when it is first asked for."""

    def __init__(self, run: ReopenedRun) -> None:
        self._run = run
        self._counted: dict[int | None, InReach] = {}
        self._is_whole = audience_of(run.tables.record) == INTERNAL

    def of(self, urn: str, side: str) -> int:
        """How many of the other side a school of this ``side``, seeker or partner, may meet."""
        if not self._is_whole:
            return 0
        found = self._count(None)
        many = found.partners if side == "seeker" else found.seekers
        return int(many[self._run.ranking.index[urn]])

    def of_phase(self, partner: str, seeker: str) -> int:
        """How many seekers of the group of phases of one of them a partner may meet."""
        ranking = self._run.ranking
        group = int(ranking.arrays.phase_group[ranking.index[seeker]])
        if not self._is_whole or group < 0:
            return 0
        return int(self._count(group).seekers[ranking.index[partner]])

    def _count(self, group: int | None) -> InReach:
        from matcher.match.lists.in_reach import count_in_reach

        if group not in self._counted:
            ranking = self._run.ranking
            arrays, asked = ranking.arrays, self._run.config
            among = None if group is None else arrays.phase_group == group
            self._counted[group] = count_in_reach(arrays, asked, ranking.exclusions, among)
        return self._counted[group]
