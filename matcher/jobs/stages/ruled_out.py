"""Which pairs a match leaves out because people said so: partners already, declined lately, and
what an office excludes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from matcher.core.allocation.decisions import ACCEPTED, BANNED, REFUSED
from matcher.core.problems import ProblemLog
from matcher.core.schema import as_list
from matcher.core.settings.config import Config
from matcher.jobs.stages.reading import Sources, successor

if TYPE_CHECKING:
    import pandas as pd

    from matcher.match.gates import Exclusions


def ruled_out(
    sources: Sources, config: Config, listed: pd.DataFrame, log: ProblemLog
) -> Exclusions:
    """What ``--existing``, ``--exclude`` and ``--decisions`` rule out among the schools of LISTED.

    ``--existing`` is a table of pairs or a folder of partnerships. Of decisions, an accepted pair
    is one of partners already, a refused one declined lately, and a banned one excluded. Raises
    :class:`FileError`.
    """
    from matcher.intake.excluded_pairs import read_pairs
    from matcher.jobs.stages.decided_pairs import decided_pairs
    from matcher.jobs.stages.existing_pairs import existing_pairs
    from matcher.match.gates import Exclusions

    current_urn: Callable[[str], str] = str
    if sources.existing or sources.exclude or sources.decisions:
        current_urn = successor(sources, listed)
    excluded, excluded_schools = read_pairs(sources.exclude, log, current_urn)
    declined: frozenset[tuple[str, str]] = frozenset()
    if sources.existing is not None and sources.existing.is_dir():
        existing, declined = existing_pairs(sources.existing, config.day(), log, current_urn)
    else:
        existing, _ = read_pairs(sources.existing, log, current_urn, kind="existing")
    if sources.decisions is not None:
        statuses = dict(zip(as_list(listed["urn"]), as_list(listed["status"]), strict=True))
        decided = decided_pairs(sources.decisions, statuses, config.day(), log, current_urn)
        existing |= decided.of(ACCEPTED)
        declined |= decided.of(REFUSED)
        excluded |= decided.of(BANNED)
    return Exclusions(existing, excluded, excluded_schools, declined)
