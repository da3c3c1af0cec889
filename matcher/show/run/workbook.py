"""matches.xlsx and matches.ods: the lists of a run as a workbook for people.

Its sheets have the columns that a person needs, on paper too; the CSV files beside it have all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import quote

import numpy as np
import pandas as pd

from matcher.core.figures.number_format import counted
from matcher.core.schema import as_list
from matcher.core.tables import NOT_KNOWN
from matcher.show.explain.needs import SOURCE_WORDS
from matcher.show.explain.phrases.readers import reasons_in_third_person
from matcher.show.workbook.columns import KIND_WORDS
from matcher.show.workbook.sheets import Book, Link, Sheet

MATCH, TO_ASK, WORTH_ASKING = "Match", "To ask", "Worth asking"
MAP = "map.html"
_SCORE_DECIMALS = 6  # of what is left of a score, itself rounded to ten
MOST_LINKS = 65_530  # on one sheet, Excel's limit
_TRAVEL = ("minutes", "minutes_by")
_CONDITION = "contact_condition"
_MATCHES = (
    "seeker_name", "seeker_urn", "seeker_phase", "seeker_authority", "seeker_contact", "rank",
    "partner_name", "partner_urn", "partner_kind", "partner_phase", "partner_authority",
    "partner_postcode", "partner_contact", "distance_km", *_TRAVEL, "score", "partner_rank",
    "standing", "reasons",
)  # fmt: skip
_SCORES = (
    "seeker_name", "seeker_urn", "partner_name", "partner_urn", "score", "near", "opportunity",
    "gives", "gains", "stands_in", "gives_known", "gains_known", "evidence", "minutes_there",
    "minutes_back", "phase_rank", "fit", "shared", "basis",
)  # fmt: skip
_SCHOOLS = (
    "name", "urn", "kind", "phase", "ages", "la_name", "region", "postcode", "trust", "pupils",
    "fsm_pct", "role", "capacity", "open_to_contact", _CONDITION, "area", "area_km", "in_list",
)  # fmt: skip
_PROBLEMS = ("severity", "list", "sheet", "row", "column", "value", "message", "hint")
_BESIDE = {
    "seeker": {"phase": "phase", "la_name": "authority", _CONDITION: "contact"},
    "partner": {
        "kind": "kind",
        "phase": "phase",
        "la_name": "authority",
        "postcode": "postcode",
        _CONDITION: "contact",
    },
}
Words = Callable[[str, str], str]


class RunTables(NamedTuple):
    """The tables of a run that its workbook shows: ``pairs`` and ``schools`` in the columns of
    their CSV files, ``needs`` (PROFILE with names), ``problems``, None where they are told
    elsewhere; ``whose``: which schools these are, and ``others``, ``problems_elsewhere`` and
    ``needs_elsewhere``, where the rest of them, of the problems and of the needs is told, "" for
    nowhere; ``places``: a sentence on lists whose places are among some schools alone."""

    pairs: pd.DataFrame
    schools: pd.DataFrame
    needs: pd.DataFrame
    problems: pd.DataFrame | None
    whose: str = "Every school of the lists, and those matched to them"
    others: str = ""
    problems_elsewhere: str = ""
    needs_elsewhere: str = ""
    places: str = ""

    def authorities(self) -> list[str]:
        """The local authorities of the schools of the pairs, in order; "" where it is not known of
        some."""
        of = _by_urn(self.schools, "la_name")
        return sorted({of[urn] for pair in _urns_of(self.pairs) for urn in pair})

    def of_authority(self, name: str) -> RunTables:
        """What concerns one local authority ("" for those whose authority is not known): the
        pairs with a school there, these schools and all of the authority, and what they need
        and offer. Problems are told by row and not by school: they are left out."""
        authority = _by_urn(self.schools, "la_name")
        pairs = self.pairs
        here = [
            authority[seeker] == name or authority[partner] == name
            for seeker, partner in _urns_of(pairs)
        ]
        own = pairs[here]
        urns = {urn for pair in _urns_of(own) for urn in pair}
        listed = self.schools["urn"].isin(urns) | (self.schools["la_name"].fillna("") == name)
        schools = self.schools[listed]
        needs = self.needs[self.needs["urn"].isin(set(as_list(schools["urn"])))]
        return RunTables(
            own,
            schools,
            needs,
            None,
            "Schools of the authority, and those matched with them",
            places=self.places,
        )


def run_book(
    tables: RunTables,
    words: Words,
    *,
    title: str,
    cover: Sequence[str],
    shares: Mapping[str, float],
    decisions: pd.DataFrame | None = None,
    working: bool = False,
    linked: bool = False,
) -> Book:
    """The workbook of a run. ``words``: a tag in words, by activity and subject; ``shares``: the
    weight of each term of the score; ``decisions``:
    DECISION_ROWS, for a sheet that is to be filled in; ``linked``: names lead to the map beside
    it."""
    from matcher.show.allocation.decisions import NOT_TO_DECIDE, decisions_sheet

    beside, needs = _beside(tables, shares), _needs(tables.needs, words)
    sheets = [
        Sheet("Matches", "Ranked pairs, by seeker", beside[_present(_MATCHES, beside)],
              note=tables.places),
        Sheet("Scores", "How each score comes about", beside[_present(_SCORES, beside)]),
        Sheet("Schools", tables.whose, _schools(tables.schools), note=tables.others),
        Sheet("Needs", "What schools of the sheet Schools need and offer, and how we know",
              needs, note=_left_out(len(tables.needs) - len(needs), tables.needs_elsewhere)),
    ]  # fmt: skip
    if tables.problems is not None:
        sheets.append(
            Sheet(
                "Problems",
                "What to mend in the lists",
                problem_rows(tables.problems),
                note=tables.problems_elsewhere,
            )
        )
    if decisions is not None:
        sheets.insert(1, decisions_sheet(decisions, NOT_TO_DECIDE))
    if linked:
        sheets = [on_map(sheet) for sheet in sheets]
    return Book(title, cover, sheets, working)


def on_map(sheet: Sheet) -> Sheet:
    """The sheet, each URN leading to where the map beside the workbook shows the school; of one
    that people fill in none does."""
    if sheet.is_filled_in:
        return sheet
    links = {
        name: [
            Link(file=MAP, fragment=f"school={quote(urn)}") for urn in as_list(sheet.frame[name])
        ]
        for name in ("seeker_urn", "partner_urn", "urn")
        if name in sheet.frame
    }
    if sum(map(len, links.values())) > MOST_LINKS:
        note = f"{sheet.note} It has too many rows for links to the map.".strip()
        return replace(sheet, note=note)
    note = f"{sheet.note} A URN leads to the map.".strip() if links else sheet.note
    return replace(sheet, links=links, note=note)


def listed_pairs(pairs: pd.DataFrame) -> pd.DataFrame:
    """Those of the ``pairs`` that stand in a list, and so can be decided about."""
    return pairs[pairs["worth_asking"].isna()]


def _present(wanted: Sequence[str], frame: pd.DataFrame) -> list[str]:
    return [name for name in wanted if name in frame]


def _urns_of(pairs: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(as_list(pairs["seeker_urn"]), as_list(pairs["partner_urn"]), strict=True))


def _by_urn(schools: pd.DataFrame, column: str) -> Mapping[str, str]:
    texts = as_list(schools[column].fillna(""))
    return dict(zip(as_list(schools["urn"]), texts, strict=True))


def columns_beside(pairs: pd.DataFrame, schools: pd.DataFrame) -> dict[str, pd.Series]:
    """What each side of the pairs is and where, by its URN: columns of a workbook. A condition of
    contact is a column only where there is one."""
    found = {}
    for side, columns in _BESIDE.items():
        urns = as_list(pairs[f"{side}_urn"])
        for column, part in columns.items():
            of = _by_urn(schools, column)
            texts = [of.get(urn, "") for urn in urns]
            if column == "kind":
                texts = [KIND_WORDS.get(text, text) for text in texts]
            if column == _CONDITION and not any(texts):
                continue
            found[f"{side}_{part}"] = pd.Series(texts, index=pairs.index, dtype="str")
    return found


def _beside(tables: RunTables, shares: Mapping[str, float]) -> pd.DataFrame:
    """The pairs with what is told beside each; travel times only where the run has any."""
    pairs = tables.pairs.reset_index(drop=True)
    known = sum(share * pairs[term].fillna(0.0) for term, share in shares.items())
    if not (pairs["minutes_by"] != "").any():
        pairs = pairs.drop(columns=["minutes", "minutes_by", "minutes_there", "minutes_back"])
    return pairs.assign(
        stands_in=(pairs["score"] - known).round(_SCORE_DECIMALS) + 0.0,  # no −0
        standing=pd.Series(_standing(pairs), dtype="str"),
        shared=pairs["shared"].map(_by_side).astype("str"),
        basis=pairs["basis"].map(_by_side).astype("str"),
        reasons=pd.Series(reasons_in_third_person(as_list(pairs["reasons"])), dtype="str"),
        **columns_beside(pairs, tables.schools),
    )


def _standing(pairs: pd.DataFrame) -> list[str]:
    """What each row is; of one that is in no list but the partner's of one phase, its place there,
    as the columns of places are blank then."""
    worth_asking = pairs["worth_asking"].notna()
    to_ask = pairs["basis"].str.startswith(f"{NOT_KNOWN} | ")
    of_phase = pairs["rank"].isna() & pairs["partner_rank"].isna() & ~worth_asking
    of_phase &= pairs["phase_rank"].notna()
    is_what = np.select([worth_asking, to_ask], [WORTH_ASKING, TO_ASK], MATCH).tolist()
    return [
        f"{what}, number {place:g} of its phase in the partner's list" if has_place else what
        for what, has_place, place in zip(is_what, of_phase, pairs["phase_rank"], strict=True)
    ]


def _by_side(exchange: str) -> str:
    """What the seeker gets, a bar, what the partner gets: a line for each that gets something."""
    sides = zip(("seeker", "partner"), exchange.partition(" | ")[::2], strict=True)
    return "\n".join(f"{side}: {told.strip()}" for side, told in sides if told.strip())


def _schools(schools: pd.DataFrame) -> pd.DataFrame:
    ages = [
        _ages(low, high) for low, high in zip(schools["age_low"], schools["age_high"], strict=True)
    ]
    told = schools.assign(
        kind=schools["kind"].map(lambda kind: KIND_WORDS.get(kind, kind)).astype("str"),
        ages=pd.Series(ages, index=schools.index, dtype="str"),
        in_list=schools["listed"].map({1: "yes", 0: "no"}).astype("str"),
    )[list(_SCHOOLS)]
    return told if (told[_CONDITION] != "").any() else told.drop(columns=_CONDITION)


def _ages(low: float, high: float) -> str:
    """An age range in words, "" where neither end is known."""
    if low != low and high != high:
        return ""
    if low == low and high == high:
        return f"{low:g} to {high:g}"
    return f"from {low:g}" if low == low else f"to {high:g}"


def problem_rows(problems: pd.DataFrame) -> pd.DataFrame:
    """What is wrong; what concerns a whole file has no row."""
    row = problems["row"].astype("float64")
    return problems.assign(row=row.where(row > 0))[list(_PROBLEMS)]


def _left_out(silent: int, elsewhere: str) -> str:
    """What is not on the sheet of needs: of its own schools so many rows are ``silent``, and
    ``elsewhere`` tells of others. The cover counts all of whom anything is known."""
    if not silent:
        return elsewhere
    rows = f"{counted(silent, 'row')} of these schools"
    shows = "shows" if silent == 1 else "show"
    told = f"{rows} in profile.csv {shows} neither a need nor an offer: left out here."
    return f"{told} {elsewhere}".strip()


def _needs(needs: pd.DataFrame, words: Words) -> pd.DataFrame:
    """PROFILE in words. A figure that shows neither a need nor a strength is nothing to read; it
    stays in profile.csv."""
    says_none = needs["activity"] == "none"
    needs = needs[(needs["need"] > 0) | (needs["strength"] > 0) | says_none]
    tags = list(zip(as_list(needs["activity"]), as_list(needs["subject"].fillna("")), strict=True))
    said = {tag: words(*tag) for tag in set(tags)}

    def text(values: Sequence[str]) -> pd.Series:
        return pd.Series(list(values), index=needs.index, dtype="str")

    return pd.DataFrame(
        {
            "name": needs["name"],
            "urn": needs["urn"],
            "tag": text([f"{activity} {subject}".strip() for activity, subject in tags]),
            "tag_words": text([said[tag] for tag in tags]),
            "need": needs["need"],
            "strength": needs["strength"],
            "source_words": text([SOURCE_WORDS[one] for one in as_list(needs["source"])]),
            "words": needs["evidence"],
            "confidence": needs["confidence"],
        }
    )
