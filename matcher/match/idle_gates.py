"""Gates that had nothing to go by: of a whole side of a run the fact that they ask for is unknown.

Unknown passes every gate, so such a gate keeps nobody apart. A person who counts on it has to
be told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from matcher.core.tables import KINDS
from matcher.match.gates import ages

NO_FACTS = "gate_without_facts"  # the code under which it is reported
_SIDES = {"seeker": "school that looks for partners", "partner": "partner"}
# Of these kinds a school may be in a trust; that of others is not looked for.
_IN_TRUSTS = ("state",)
_IN_NO_TRUST = ("independent", "university", "college")
# Universities work with pupils of any age.
_OF_AN_AGE = tuple(kind for kind in KINDS if kind != "university")


class IdleGate(NamedTuple):
    """A pair gate by its code (:data:`matcher.match.gates.PAIR_GATES`), a sentence that says of
    whom what is unknown, and what would help."""

    gate: str
    what: str
    cure: str


def idle_gates(schools: pd.DataFrame, participants: Iterable[str]) -> Iterator[IdleGate]:
    """The pair gates that had nothing to go by, on either side. How many schools that are is not
    told: those that were compared are more than the run tells of, where it is of one area.

    ``schools``: SCHOOLS; ``participants``: the URNs of those that took part.
    """
    taking_part = schools[schools["urn"].isin(list(participants))]
    low, high = ages(taking_part)
    known_age = ~(np.isnan(low) | np.isnan(high))
    known_trust = (taking_part["trust"] != "").to_numpy()
    # Where no partner can be in an academy trust, no two schools of one can meet.
    partners = taking_part["role"].isin(["partner", "both"])
    may_share_one = bool((partners & ~taking_part["kind"].isin(_IN_NO_TRUST)).any())
    for role, who in _SIDES.items():
        on_side = taking_part["role"].isin([role, "both"])
        of_an_age = (on_side & taking_part["kind"].isin(_OF_AN_AGE)).to_numpy()
        if of_an_age.any() and not known_age[of_an_age].any():
            yield IdleGate(
                "phase",
                f"Neither ages nor a phase is known of any {who}: "
                "schools whose pupils are of very different ages are not kept apart",
                "add a column of phases or of age ranges to the list, or give a register that has "
                "them",
            )
        in_trusts = (on_side & taking_part["kind"].isin(_IN_TRUSTS)).to_numpy()
        if may_share_one and in_trusts.any() and not known_trust[in_trusts].any():
            yield IdleGate(
                "same_trust",
                f"The trust of no state-funded {who} is known: "
                "schools of one trust are not kept apart",
                "add a column Trust to the list, or give a register that has one",
            )
