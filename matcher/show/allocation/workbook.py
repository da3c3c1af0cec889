"""plan.xlsx and plan.ods: a plan as a workbook: what it is, its pairs, who is left out, places,
fairness, and a sheet on which people decide.

Its sheets have the columns that a person needs, on paper too; the CSV files beside it have all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from matcher.core.allocation.tables import ACCEPTED, OPTIMAL, PINNED, STABLE, WHY
from matcher.core.figures.number_format import counted
from matcher.core.schema import as_list
from matcher.show.allocation import text as words
from matcher.show.allocation.decisions import decisions_sheet
from matcher.show.allocation.facts import PlanShown
from matcher.show.allocation.table import fairness_table
from matcher.show.explain.phrases.readers import reasons_in_third_person
from matcher.show.run.workbook import columns_beside, on_map
from matcher.show.workbook.columns import KIND_WORDS
from matcher.show.workbook.sheets import Book, Sheet

NAME = "plan"
# plan.csv has the codes.
_HOW = {
    OPTIMAL: "chosen, as part of the best plan",
    STABLE: "chosen, as neither side would rather have another",
    PINNED: "set beforehand",
    ACCEPTED: "accepted by both",
}
_PLAN = (
    "seeker_name", "seeker_urn", "seeker_phase", "seeker_authority", "seeker_contact",
    "partner_name", "partner_urn", "partner_kind", "partner_phase", "partner_authority",
    "partner_postcode", "partner_contact", "distance_km", "minutes", "minutes_by", "score",
    "how", "area", "reasons",
)  # fmt: skip
_UNSERVED = ("seeker_name", "seeker_urn", "area", "why", "in_reach", "more_place_name",
             "free_place_name", "free_place_km", "what_helps")  # fmt: skip
_PLACES = ("partner_name", "partner_urn", "kind", "capacity", "capacity_from", "existing", "used",
           "free", "in_reach", "one_more_place")  # fmt: skip
_HUBS = ("hub", "hub_name", "seeker_name", "seeker_urn", "distance_km", "needs_met", "needs",
         "reasons", "not_met")  # fmt: skip


def plan_book(
    shown: PlanShown,
    schools: pd.DataFrame,
    decisions: pd.DataFrame,
    *,
    most_unserved: int,
    working: bool = False,
) -> Book:
    """The workbook of a plan; ``schools``: SCHOOLS of its run; ``decisions``: DECISION_ROWS, on a
    sheet with drop-downs that is to be filled in and read back. With more than ``most_unserved``
    seekers without a partner their sheet is left out, which the cover says: of a national plan it
    would take longer to write than the plan to find, and few would read it there."""
    left_out = len(shown.unserved) > most_unserved
    sheets = [Sheet("Plan", "Who works with whom", _pairs(shown, schools))]
    if not left_out:
        sheets.append(
            Sheet("Unserved", "Seekers without a partner, and what would serve them",
                  _chosen(_in_words(shown.unserved, "why", WHY), _UNSERVED))
        )  # fmt: skip
    sheets += [
        _places(shown.places),
        Sheet("Fairness", "Who is served, group by group", _fairness(shown)),
    ]  # fmt: skip
    if shown.members is not None:
        sheets.append(
            Sheet("Hubs", "Schools around one partner each",
                  _chosen(_to_others(shown.members), _HUBS))
        )  # fmt: skip
    if working:
        sheets = [on_map(sheet) for sheet in sheets]
    cover = [*words.cover(shown), *([words.UNSERVED_ELSEWHERE] if left_out else [])]
    return Book(shown.title, cover, [*sheets, decisions_sheet(decisions)], working)


def _chosen(frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    return frame[[name for name in columns if name in frame]]


def _in_words(frame: pd.DataFrame, column: str, words: Mapping[str, str]) -> pd.DataFrame:
    """The table with the codes of a column in words."""
    return frame.assign(
        **{column: frame[column].map(lambda one: words.get(one, one)).astype("str")}
    )


def _pairs(shown: PlanShown, schools: pd.DataFrame) -> pd.DataFrame:
    """The pairs with what is told of each side; travel times only where the plan has any."""
    pairs = shown.pairs.reset_index(drop=True)
    if not (pairs["minutes_by"] != "").any():
        pairs = pairs.drop(columns=["minutes", "minutes_by"])
    pairs = pairs.drop(columns=["seeker_contact", "partner_contact"])  # told where there is any
    pairs = _in_words(pairs.assign(**columns_beside(pairs, schools)), "how", _HOW)
    return _chosen(_to_others(pairs), _PLAN)


def _to_others(pairs: pd.DataFrame) -> pd.DataFrame:
    """The pairs with their reasons in the third person, as many schools are told of."""
    told = reasons_in_third_person(as_list(pairs["reasons"]))
    return pairs.assign(reasons=pd.Series(told, index=pairs.index, dtype="str"))


def _places(places: pd.DataFrame) -> Sheet:
    """Of PLACES the partners that are in reach of anybody or have a partner: those of the whole
    country would fill a hundred pages of a district's plan with noughts."""
    concerned = places[["existing", "used", "in_reach"]].gt(0).any(axis=1)
    others = len(places) - int(concerned.sum())
    # The cover counts those that have places.
    without = int((places.loc[~concerned, "capacity"] == 0).sum())
    none = f", {without:,} of them without a place" if without else ""
    note = (
        f"Left out: {counted(others, 'partner')} that no seeker of this plan may meet{none}. "
        f"places.csv has {'it' if others == 1 else 'them'}."
    )
    return Sheet(
        "Places",
        "What partners can take on, and what is left of it",
        _chosen(_in_words(places[concerned], "kind", KIND_WORDS), _PLACES),
        note=note if others else "",
    )


def _fairness(shown: PlanShown) -> pd.DataFrame:
    """FAIRNESS, without travel times where the plan has none."""
    found = fairness_table(shown.fairness)
    return found if shown.travel else found.drop(columns="median_minutes")
