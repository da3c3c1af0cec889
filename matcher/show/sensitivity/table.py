"""The tables of how sure the lists are: a row for each pair, and a row for each weighting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from matcher.core.schema import Column, Table, as_list
from matcher.core.settings.weights import TERMS
from matcher.show.run.table import MATCH_COLUMNS
from matcher.show.sensitivity.words import EDGES, word

HOLDS_FILE, DRAWS_FILE = "sensitivity.csv", "draws.csv"
# The shares that a pair has: of the seeker's list and of the partner's, in it and first in it; in
# the partner's among schools of its phase; and worth asking.
FIGURES = ("holds", "holds_first", "partner_holds", "partner_holds_first", "phase_holds",
           "asking_holds")  # fmt: skip
_WORDS = tuple(EDGES)

HOLDS = Table(
    "HOLDS",
    ("seeker_urn", "partner_urn"),
    (
        Column("seeker_urn", nullable=False),
        Column("seeker_name"),
        Column("partner_urn", nullable=False),
        Column("partner_name"),
        Column("rank", "number", "place in the seeker's list in the run; blank: not in it", low=1),
        Column("partner_rank", "number", "place in the partner's list; blank: not in it", low=1),
        Column(
            "holds",
            "number",
            "share of the weightings in which it is in the seeker's list; blank: not in it in "
            "the run, or no list names that school",
            low=0,
            high=1,
        ),
        Column("holds_first", "number", "share in which it is first in that list", low=0, high=1),
        Column("word", meaning="what `holds` is called; blank: as there", allowed=_WORDS),
        Column(
            "partner_holds",
            "number",
            "share of the weightings in which it is in the partner's list; blank: not in it in "
            "the run, or no list names that school",
            low=0,
            high=1,
        ),
        Column(
            "partner_holds_first",
            "number",
            "share in which it is first in that list",
            low=0,
            high=1,
        ),
        Column("partner_word", meaning="what `partner_holds` is called", allowed=_WORDS),
        Column(
            "phase_holds",
            "number",
            "share of the weightings in which it is in the partner's list among schools of its "
            "phase; blank as `partner_holds`",
            low=0,
            high=1,
        ),
        Column("phase_word", meaning="what `phase_holds` is called", allowed=_WORDS),
        Column(
            "asking_holds",
            "number",
            "share of the weightings in which the partner is worth asking; blank: it is not in "
            "the run",
            low=0,
            high=1,
        ),
        Column("asking_word", meaning="what `asking_holds` is called", allowed=_WORDS),
    ),
)
# What matches.csv of such a folder has at the end, beside what it has in the run.
BESIDE = ("holds", "holds_first", "word", "partner_holds", "partner_holds_first", "partner_word",
          "phase_holds", "phase_word", "asking_holds", "asking_word")  # fmt: skip

DRAWS = Table(
    "DRAWS",
    ("draw",),
    (
        Column("draw", "integer", "number of the weighting", nullable=False, low=1),
        Column(
            "setting",
            meaning="the one setting that was changed by itself; blank: all weights were drawn",
            allowed=(*TERMS, "half_km", "half_minutes"),
        ),
        Column("times", "number", "by what it was multiplied; blank where all were drawn"),
        *(
            Column(term, "number", f"weight of {term}, as `--weights` takes it", low=0)
            for term in TERMS
        ),
        Column(
            "half_km",
            "number",
            "distance at which nearness counts half; of a run with travel times the column is "
            "`half_minutes`, in minutes",
            "km",
            low=0,
        ),
        *(
            Column(
                f"{side}_{what}",
                "number",
                f"{meaning} {side}; blank: the run has none",
                low=0,
                high=1,
            )
            for side in ("seekers", "partners")
            for what, meaning in (
                ("kept", "share of the run's places that stay in lists of listed"),
                ("first_kept", "share of first places that stay first in lists of listed"),
                ("whole_kept", "share of lists that keep everybody, of listed"),
            )
        ),
    ),
)


# The shares of places, first places and whole lists that a weighting keeps.
KEPT = tuple(column.name for column in DRAWS.columns if column.name.endswith("_kept"))


def draws_table(rows: Sequence[Mapping[str, Any]], kept: Mapping[str, Any]) -> pd.DataFrame:
    """DRAWS from the settings of each weighting and, by column, what it keeps; with half_minutes
    in the place of half_km where the weightings have that."""
    frame = pd.DataFrame(list(rows)).assign(draw=range(1, len(rows) + 1))
    frame = frame.assign(**{name: pd.Series(kept[name]).round(6) for name in KEPT})
    by_time = "half_minutes" in frame
    table = frame.rename(columns={"half_minutes": "half_km"})[DRAWS.names].astype(DRAWS.dtypes())
    DRAWS.check(table)
    return table.rename(columns={"half_km": "half_minutes"}) if by_time else table


def holds_table(matches: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """HOLDS from the pairs of a run (with names) and their shares, row by row."""
    words = {
        name: pd.Series([word(share) for share in as_list(shares[of])], dtype="str")
        for name, of in (
            ("word", "holds"),
            ("partner_word", "partner_holds"),
            ("phase_word", "phase_holds"),
            ("asking_word", "asking_holds"),
        )
    }
    own = matches[["seeker_urn", "seeker_name", "partner_urn", "partner_name", "rank",
                   "partner_rank"]].reset_index(drop=True)  # fmt: skip
    table = own.assign(**{name: shares[name].to_numpy(float) for name in FIGURES}, **words)
    HOLDS.check(table)
    return table[HOLDS.names]


def matches_with_words(matches: pd.DataFrame, holds: pd.DataFrame) -> pd.DataFrame:
    """The pairs of a run in the columns of its matches.csv, with how sure each is at the end."""
    lists = matches[list(MATCH_COLUMNS)].reset_index(drop=True)
    return pd.concat([lists, holds[list(BESIDE)]], axis=1)
