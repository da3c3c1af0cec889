"""What the lists and the school register say of a school in columns of their own: that it takes
boarders, has a sixth form, special classes or a unit for special needs, or is a special school.

It needs no file of offers, and counts in every run (LISTED to OFFERED). A column that is not there
is unknown for all of them; "no" is no offer, and no claim that there is none to give.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from matcher.core.figures.number_format import counted
from matcher.core.schema import as_list
from matcher.core.tables import OFFERED

REGISTER = "school register"
# A school of a few pupils up to 18 has hardly a sixth form. A choice, that of the rules on figures.
SMALLEST_ROLL = 100


def offered_by_own_columns(listed: pd.DataFrame) -> pd.DataFrame:
    """OFFERED of the schools of LISTED, in their order. Boarding is told of independents and
    state schools that are no special schools, whose places are for other children; a sixth
    form of independents alone, for most of the state's look for help with it themselves, and not of
    those with fewer than :data:`SMALLEST_ROLL` pupils; that
    it is a special school of all but independents, which take no part unless they are asked for.
    """
    mainstream = (listed["special"] != "yes") & listed["kind"].isin(["independent", "state"])
    independent = mainstream & (listed["kind"] == "independent")
    places = listed["sen_places"].to_numpy(dtype=np.float64)
    found = (
        ("special school", (listed["special"] == "yes") & (listed["kind"] != "independent"),
         "a special school"),
        ("boarding", mainstream & (listed["boarding"] == "yes"), "takes boarders"),
        ("independent with a sixth form",
         independent & (listed["sixth_form"] == "yes") & ~(listed["pupils"] < SMALLEST_ROLL),
         "has a sixth form"),
        ("special classes", mainstream & (listed["special_classes"] == "yes"),
         "has special classes"),
        ("places for special needs", mainstream & (listed["sen_places"] > 0), ""),
    )  # fmt: skip
    made = []
    for item, applies, words in found:
        at = np.flatnonzero(applies.to_numpy())
        if not len(at):
            continue
        amount, evidence = np.ones(len(at)), [words] * len(at)
        if not words:
            amount = places[at]
            evidence = [
                f"{counted(round(number), 'place')} in a unit or resourced provision for special "
                "needs"
                for number in amount
            ]
        made.append(
            pd.DataFrame(
                {
                    "at": at,
                    "urn": as_list(listed["urn"].iloc[at]),
                    "dataset": REGISTER,
                    "item": item,
                    "amount": amount,
                    "year": "",
                    "evidence": evidence,
                    "list": as_list(listed["list"].iloc[at]),
                }
            )
        )
    if not made:
        return pd.DataFrame(columns=OFFERED.names).astype(OFFERED.dtypes())
    rows = pd.concat(made, ignore_index=True).sort_values(["at", "item"], ignore_index=True)
    rows = rows[OFFERED.names].astype(OFFERED.dtypes())
    OFFERED.check(rows)
    return rows
