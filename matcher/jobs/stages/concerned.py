"""Whom a run is about, for every output that counts them: who took part, whom a gate kept out, who
has no part in it, and who is outside of what it was narrowed to.

A run that was narrowed to places or phases is about the schools that seek there and the partners
that one of them may meet; any other run about all of its lists. Schools that the register
supplied took part where they may meet one of the lists. Every school of the lists is counted once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, Protocol

from matcher.core.schema import are_among, as_list
from matcher.core.settings.config import Config

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from matcher.jobs.matching.reopen import ReopenedRun
    from matcher.match.arrays import SchoolArrays
    from matcher.match.gates import Exclusions
    from matcher.match.lists.in_reach import Sides

_ROW = ("list", "sheet", "row")


class Ranked(Protocol):
    """What a ranking says of who was ranked, by URN."""

    @property
    def seeking(self) -> Collection[str]:
        """The seekers."""

    @property
    def giving(self) -> Collection[str]:
        """The partners."""

    @property
    def seekers_in_reach(self) -> Collection[str]:
        """The seekers that may meet a partner."""

    @property
    def partners_in_reach(self) -> Collection[str]:
        """The partners that may meet a seeker."""


class TookPart(NamedTuple):
    """Who took part in a run, by URN; a school may be on both sides."""

    seeking: frozenset[str]
    giving: frozenset[str]

    @property
    def seekers(self) -> int:
        """How many seekers took part."""
        return len(self.seeking)

    @property
    def partners(self) -> int:
        """How many partners took part."""
        return len(self.giving)

    @property
    def urns(self) -> frozenset[str]:
        """Everybody who took part."""
        return self.seeking | self.giving


@dataclass(frozen=True, slots=True)
class Concerned:
    """Every school of the lists of a run once, and those of the register that took part.

    ``took_part``: who was ranked; ``kept_out``: who would have been but for a gate, its code by
    URN; ``without_role``: who has no part in the run though it was asked of these places, the code
    of why by URN; ``outside``: how many more schools the lists have, which are outside of what the
    run was narrowed to.
    """

    took_part: TookPart
    kept_out: Mapping[str, str]
    without_role: Mapping[str, str]
    outside: int


def names_places_or_phases(config: Config) -> bool:
    """Whether a run was narrowed to places or phases, and so is about some of its schools."""
    return bool(config.regions or config.authorities or config.phases)


def listed_in(schools: pd.DataFrame) -> frozenset[str]:
    """The URNs of those of SCHOOLS that a list names."""
    return frozenset(as_list(schools.loc[schools["listed"] == 1, "urn"]))


# A list of a third as many schools as the register has is one itself: a register may have as many
# closed schools as open ones, and no region has a third.
_REGISTER = 3


def has_a_register_beside(read: Iterable[tuple[str, int]]) -> bool:
    """Whether beside the lists of a run stands a register with far more schools. ``read``: of each
    file whether it is a "list" or the "register", and how many of its rows are used."""
    used = Counter[str]()
    for source, many in read:
        used[source] += many
    return used["list"] < used["register"] / _REGISTER


def of_lists_alone(run: ReopenedRun) -> dict[str, int]:
    """How many seekers, and how many partners, of a finished run there are where all of them are of
    its lists, though a register with far more schools was there; 0 where not. Nobody else was
    compared, so "the best" and "the only one" are of these alone."""
    lists = run.tables.record.get("lists", ())  # a run for partners does not tell of its lists
    read = [(str(one["source"]), int(one["used"])) for one in lists]
    if not has_a_register_beside(read):
        return {"seeker": 0, "partner": 0}
    arrays = run.ranking.arrays
    sides = (("seeker", arrays.is_seeker), ("partner", arrays.is_partner))
    return {
        name: 0 if (there & ~arrays.listed).any() else int(there.sum()) for name, there in sides
    }


def who_took_part(listed: Collection[str], ranked: Ranked, config: Config) -> TookPart:
    """Who took part: the schools of the lists (``listed``: their URNs), and of those that the
    register supplied, which are the whole of England, those that may meet one of them; of a run
    that was narrowed all that seek in its places and phases, and only the partners that one of
    these may meet."""
    return TookPart(_seeking(listed, ranked, config), _giving(listed, ranked, config))


def _seeking(listed: Collection[str], ranked: Ranked, config: Config) -> frozenset[str]:
    everybody = frozenset(ranked.seeking)
    of_lists = everybody.intersection(listed)
    if names_places_or_phases(config) or not ranked.giving or len(of_lists) == len(everybody):
        return everybody
    return of_lists.union(ranked.seekers_in_reach)


def _giving(listed: Collection[str], ranked: Ranked, config: Config) -> frozenset[str]:
    # Places and phases are asked of seekers: they narrow partners by whom these may meet.
    everybody = frozenset(ranked.giving)
    of_lists = everybody.intersection(listed)
    if names_places_or_phases(config):
        return frozenset(ranked.partners_in_reach)
    if not ranked.seeking or len(of_lists) == len(everybody):
        return everybody
    return of_lists.union(ranked.partners_in_reach)


def kept_out(schools: pd.DataFrame, config: Config, exclusions: Exclusions) -> dict[str, str]:
    """Those of SCHOOLS that a list names and that would seek in a run, or be its partners (in a
    narrowed one of the same places), whom a gate kept out; its code by URN."""
    from matcher.match.gates import school_gates
    from matcher.match.narrowing import schools_fit

    listed = schools[schools["listed"] == 1]
    gate = school_gates(listed, exclusions)
    seek, _ = schools_fit(listed, config)
    # Of which phase a partner is does not matter: it is asked of seekers alone.
    there, _ = schools_fit(listed, replace(config, phases=()))
    asked = seek.possible & listed["role"].isin(["seeker", "both"]).to_numpy()
    asked |= there.possible & listed["role"].isin(["partner", "both"]).to_numpy()
    out = listed.assign(gate=gate)[asked & (gate != "")]
    return dict(zip(as_list(out["urn"]), as_list(out["gate"]), strict=True))


# Schools without a role in a run as they are counted, by the code of why
# (:func:`matcher.match.gates.without_role`).
NO_ROLE: Mapping[str, str] = MappingProxyType(
    {
        "not_found": "not found in the register",
        "other_kind": "without a role in it by their kind or as that is not known",
        "no_part": "without a role in it",
    }
)


def without_role(schools: pd.DataFrame, config: Config) -> dict[str, str]:
    """Those of SCHOOLS that a list names and that have no part in a run (of a narrowed one those of
    its places): the code of why by URN (:func:`matcher.match.gates.without_role`)."""
    from matcher.match.gates import without_role as codes_of
    from matcher.match.narrowing import inside

    own = (schools["listed"] == 1).to_numpy() & inside(schools, config)
    codes = zip(as_list(schools["urn"][own]), codes_of(schools, config)[own], strict=True)
    return {urn: str(code) for urn, code in codes if code}


def concerned(
    schools: pd.DataFrame, ranked: Ranked, config: Config, exclusions: Exclusions
) -> Concerned:
    """Whom a run is about; ``schools``: SCHOOLS with every school of its lists."""
    listed = listed_in(schools)
    took_part = who_took_part(listed, ranked, config)
    out, no_role = kept_out(schools, config, exclusions), without_role(schools, config)
    outside = len(listed - took_part.urns - out.keys() - no_role.keys())
    return Concerned(took_part, out, no_role, outside)


def concerned_by(run: ReopenedRun) -> Concerned:
    """Whom a finished run is about."""
    return concerned(run.tables.flat, ranked_in(run), run.config, run.ranking.exclusions)


def ranked_in(run: ReopenedRun) -> Sides:
    """What a finished run says of who was ranked."""
    from matcher.match.lists.in_reach import Sides

    return Sides(run.ranking.arrays, run.config, run.ranking.exclusions)


def seekers_in_part(run: ReopenedRun) -> NDArray[np.bool_] | None:
    """The seekers of a finished run that took part, as a mask of its arrays; None where all did."""
    import numpy as np

    seeking = _seeking(listed_in(run.tables.flat), ranked_in(run), run.config)
    arrays = run.ranking.arrays
    if len(seeking) == int(arrays.is_seeker.sum()):
        return None
    return np.array([urn in seeking for urn in arrays.urn.tolist()], dtype=np.bool_)


def seekers_in_words(arrays: SchoolArrays) -> str:
    """Which seekers took part in a run to which the register supplied some, as it follows their
    number."""
    if (arrays.is_seeker & arrays.listed).any():
        return "of your lists, or that may meet one of your partners"
    many = int((arrays.is_partner & arrays.listed).sum())
    return f"that may meet {'your one partner' if many == 1 else f'one of your {many:,} partners'}"


def are_of_others(
    problems: pd.DataFrame, schools: pd.DataFrame, own: Collection[str]
) -> NDArray[np.bool_]:
    """Which PROBLEMS are of rows of SCHOOLS that are not among its ``own``, by URN, also of rows
    that were joined with theirs; those of rows that became no school, and of whole files, are
    not."""
    import numpy as np

    others = schools[~are_among(schools["urn"], own)]
    rows = {*zip(*(as_list(others[name]) for name in _ROW), strict=True)}
    at = list(zip(*(as_list(problems[name]) for name in _ROW), strict=True))
    # Of a school in several rows SCHOOLS names one, and a problem of each other its URN.
    joined = zip(at, *(as_list(problems[name]) for name in ("code", "value")), strict=True)
    urns = {*as_list(others["urn"])}
    rows |= {row for row, code, value in joined if code == "repeated_urn" and value in urns}
    theirs = [row in rows for row in at]
    return np.array(theirs, dtype=bool)
