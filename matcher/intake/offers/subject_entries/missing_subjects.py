"""Subjects that a state school has no entries in, where most schools like it have some.

Of independents nothing follows: their International GCSEs are in no table. Of a state school it
does, if the table lists its other subjects, because the tables hold all that it enters for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from matcher.core.schema import as_list
from matcher.intake.offers.dataset import Institutions, Offer
from matcher.intake.offers.subject_entries.entry_rows import Taught

# How many schools must be compared (as for published figures) and how many subjects a table
# must list of a school before a gap in them says anything. Choices.
FEWEST_SCHOOLS = 30
FEWEST_SUBJECTS = 5
_LIKE = "mainstream"  # state-funded, neither special nor a college of its own kind
_YOUNGER = frozenset({"nursery", "primary", "middle deemed primary"})


def missing_subjects(
    level: str, taught: Mapping[str, Taught], institutions: Institutions
) -> Iterator[Offer]:
    """The subjects missing at the state schools known here; the amount is the share of the
    schools like it that have some, in per cent, from 50 exclusive on."""
    state = _state_schools(institutions)
    compared = {
        urn: one
        for urn, one in taught.items()
        if len(one.some) >= FEWEST_SUBJECTS
        and (one.like or (_LIKE if urn in state else "")) == _LIKE
    }
    if len(compared) < FEWEST_SCHOOLS:
        return
    having = Counter(subject for one in compared.values() for subject in one.some)
    common = {
        subject: 100 * count / len(compared)
        for subject, count in sorted(having.items())
        if 2 * count > len(compared)
    }
    for urn in sorted(compared.keys() & state):
        one = compared[urn]
        where = min((list_ for _, list_ in one.entries.values()), default="")
        for subject, share in common.items():
            if subject not in one.some and where:
                evidence = (
                    f"no {level} entries in {subject}, {one.year or 'year not said'}, where "
                    f"{int(share)} % of {len(compared):,} mainstream state schools have some"
                )
                yield Offer(urn, f"no {level} {subject}", share, one.year, evidence, where)


def _state_schools(institutions: Institutions) -> frozenset[str]:
    """The state-funded schools here that may have pupils of that age."""
    schools = institutions.schools
    return frozenset(
        urn
        for urn, kind, phase in zip(
            *(as_list(schools[name]) for name in ("urn", "kind", "phase")), strict=True
        )
        if kind == "state" and phase.strip().casefold() not in _YOUNGER
    )
