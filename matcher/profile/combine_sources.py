"""Which source is believed of a tag: what a school states beats a priority of its area, then what
a sentence seems to say, what a public register lists, what follows from it, and what published
figures suggest.

A tag of a school comes from one source, so that everybody can be told which. What a school
states of itself is never contradicted by a figure; what it says it does not need is not
needed, whatever the tables say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pandas as pd

from matcher.core.schema import as_list
from matcher.core.tables import ONLY_LIKELY, PROFILE, SOURCES, urn_key
from matcher.profile.vocabulary import FACILITIES, NONE

# Sources that show what a school has without its saying so.
RECORDS = ("published", "inferred", "measured")
_REGISTERS = ("published", "inferred")
# Those in which a school, or the office for it, speaks for itself.
_CLAIMS = ("stated", "partly", "wording")
_SIDES = ("need", "strength")
_KEY = list(PROFILE.key)


def combine_sources(
    tables: Iterable[pd.DataFrame], doubted: Collection[tuple[str, str, str, str]] = ()
) -> pd.DataFrame:
    """One PROFILE of several, in any order, each of them a PROFILE of its own source.

    For each school, activity and subject the row of the best source stands
    (:data:`matcher.core.tables.SOURCES`, best first), whole. Six exceptions: a school that
    says "none" on a side keeps nothing of the later sources on that side; a priority of
    its area does not make a need of what any source says the school can offer; whose
    facilities a register lists is not also taken to have some by its size; who needs a pool is not
    also guessed to need some facility or other; no side is guessed of a tag (urn, activity,
    subject, side) that is ``doubted``, of which a school's own unsure words tell the other; and
    where a figure shows more, of either side, than
    the strength that a register suggests, the figure stands.
    Beside a strength that a school claims, ``recorded`` keeps what a register or a figure shows.
    """
    parts = [table for table in tables if len(table)]
    if not parts:
        return pd.DataFrame(columns=PROFILE.names).astype(PROFILE.dtypes())
    rows = pd.concat(parts, ignore_index=True)
    rows["order"] = rows["source"].map({name: i for i, name in enumerate(SOURCES)})
    rows = _without_guesses_in_doubt(_drop_later_than_none(rows), doubted)
    rows = rows[~_priorities_already_offered(rows) & ~_guesses_of_what_is_listed(rows)]
    rows = _without_guesses_of_what_is_needed(rows[~_less_than_measured(rows)])
    rows = _with_record(rows.sort_values("order", kind="stable"))
    return in_key_order(rows.drop_duplicates(_KEY).drop(columns="order"))


def in_key_order(rows: pd.DataFrame) -> pd.DataFrame:
    """PROFILE of rows that break nothing of it but their order. Raises :class:`ContractError`."""
    urns, *tags = (as_list(rows[name]) for name in _KEY)
    keys = zip(map(urn_key, urns), *tags, strict=True)
    order = [place for place, _ in sorted(enumerate(keys), key=lambda pair: pair[1])]
    profile = rows.iloc[order].reset_index(drop=True)
    PROFILE.check(profile)
    return profile


def _drop_later_than_none(rows: pd.DataFrame) -> pd.DataFrame:
    """Without what later sources say on a side of which a better one says "none"."""
    for side in _SIDES:
        says_none = rows[(rows["activity"] == NONE) & rows[side].notna()]
        first = says_none.groupby("urn")["order"].min()
        later = rows["order"] > rows["urn"].map(first)
        rows[side] = rows[side].where(~later)
    return rows[rows[list(_SIDES)].notna().any(axis=1)].copy()


def _without_guesses_in_doubt(
    rows: pd.DataFrame, doubted: Collection[tuple[str, str, str, str]]
) -> pd.DataFrame:
    """Without what figures suggest of a school against its own words, which are not sure enough to
    be used: whose needs say "EAL support, we have 60 new arrivals" is no teacher of EAL."""
    for side in _SIDES:
        own = {tuple(tag) for *tag, of in doubted if of == side}
        if own:
            tags = zip(*(as_list(rows[name]) for name in _KEY), strict=True)
            guess = rows["source"].isin(ONLY_LIKELY) & (rows[side] > 0)
            told = pd.Series([tag in own for tag in tags], rows.index)
            rows = rows.assign(**{side: rows[side].mask(guess & told)})
    return rows[rows[list(_SIDES)].notna().any(axis=1)].copy()


def _without_guesses_of_what_is_needed(rows: pd.DataFrame) -> pd.DataFrame:
    """Without needs of no subject that are only guessed, where a school says which subject or thing
    of that activity it needs: they would count the same again."""
    says = rows["source"].isin(_CLAIMS) & (rows["need"] > 0) & (rows["subject"] != "")
    guess = rows["source"].isin(ONLY_LIKELY) & (rows["need"] > 0) & (rows["subject"] == "")
    if not says.any() or not guess.any():
        return rows
    of = ["urn", "activity"]
    said = rows.loc[says, of].drop_duplicates().assign(said=True)
    again = guess & rows[of].merge(said, on=of, how="left")["said"].notna().to_numpy()
    rows = rows.assign(need=rows["need"].mask(again))
    return rows[rows[list(_SIDES)].notna().any(axis=1)]


def _with_record(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with what public sources show of each strength that a school claims."""
    shows = rows["source"].isin(RECORDS) & (rows["strength"] > 0)
    claimed = rows["source"].isin(_CLAIMS) & (rows["strength"] > 0)
    if not shows.any() or not claimed.any():
        return rows
    best = rows[shows].sort_values("strength", ascending=False).drop_duplicates(_KEY)
    shown = best[_KEY].assign(shown=best["strength"])
    record = rows[_KEY].merge(shown, on=_KEY, how="left")["shown"].to_numpy()
    return rows.assign(recorded=rows["recorded"].where(~claimed, record))


def _less_than_measured(rows: pd.DataFrame) -> pd.Series:
    """Which strengths that registers suggest are less than what a figure shows of the tag."""
    listed = rows["source"].isin(_REGISTERS) & (rows["strength"] > 0)
    measured = rows[rows["source"] == "measured"]
    if not listed.any() or measured.empty:
        return pd.Series(False, rows.index)
    measured = measured[_KEY].assign(shown=measured[list(_SIDES)].max(axis=1))
    shown = rows[_KEY].merge(measured, on=_KEY, how="left")["shown"].to_numpy()
    return listed & (shown > rows["strength"])


def _priorities_already_offered(rows: pd.DataFrame) -> pd.Series:
    """Which priorities are strengths of their school."""
    offered = rows.loc[rows["strength"] > 0, _KEY].drop_duplicates().assign(offered=True)
    is_offered = rows[_KEY].merge(offered, on=_KEY, how="left")["offered"].notna().to_numpy()
    return (rows["source"] == "priority") & is_offered


def _guesses_of_what_is_listed(rows: pd.DataFrame) -> pd.Series:
    """Which measured strengths are facilities of no kind where a register lists the school's."""
    facilities = (rows["activity"] == FACILITIES) & (rows["strength"] > 0)
    listed = rows.loc[facilities & rows["source"].isin(_REGISTERS), "urn"]
    guess = facilities & (rows["source"] == "measured") & (rows["subject"] == "")
    return guess & rows["urn"].isin(listed)
