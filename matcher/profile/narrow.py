"""A PROFILE narrowed to the activities and subjects that a person asks about.

Needs are taken at their word: to ask about science is to ask who needs science. Strengths are
whatever meets such a need, if only in part, as the score has it: who offers physics helps with
science. So a need for science is none of what a run about physics asks, while an offer of science
is.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from matcher.core.errors import SettingError
from matcher.core.schema import as_list
from matcher.core.tables import PROFILE, WHOLE, urn_key
from matcher.profile.cover import CoverSteps
from matcher.profile.vocabulary import NONE, Tag, Vocabulary, key

if TYPE_CHECKING:
    import pandas as pd

_NONE_EVIDENCE = "of what this run is narrowed to, its tags name nothing"


def narrow_profile(
    profile: pd.DataFrame,
    vocabulary: Vocabulary,
    *,
    activities: Collection[str] = (),
    subjects: Collection[str] = (),
) -> pd.DataFrame:
    """The rows of ``profile`` about these activities and subjects (names or identifiers in
    any spelling of the vocabulary; none: all): the needs for them, and the strengths that meet
    such a need, in full or in part (:mod:`matcher.profile.cover`).

    A school that spoke of itself on a side and of none of these has said that it needs, or
    offers, none of them: it keeps a row "none" with degree 0. Raises :class:`SettingError`
    for what is not in the vocabulary.
    """
    if not activities and not subjects:
        return profile
    import pandas as pd

    wanted = {_identifier(a, dict(vocabulary.activity_keys), "activity") for a in activities}
    named = {_identifier(s, _subject_keys(vocabulary), "subject") for s in subjects}
    helpful = _covering(vocabulary, wanted, named)
    asked = profile["activity"] == NONE
    about = pd.Series(True, index=profile.index)
    if wanted:
        about &= profile["activity"].isin(wanted)
    if named:
        about &= profile["subject"].isin(named)
    asked |= about
    tags = zip(as_list(profile["activity"]), as_list(profile["subject"]), strict=True)
    covers = pd.Series([tag in helpful for tag in tags], index=profile.index, dtype=bool)
    # Of a tag that covers another only what is there counts: that a school has no physics does
    # not say that it has no science.
    covers &= (profile["strength"] > 0) & ~asked
    rows = profile[asked | covers]
    rows = rows.assign(need=rows["need"].mask(covers[rows.index]))
    none_rows = [_none_rows(profile, rows, side) for side in ("need", "strength")]
    narrowed = pd.concat([rows, *none_rows], ignore_index=True)
    narrowed = narrowed.groupby(["urn", "activity", "subject"], as_index=False, sort=False).first()
    keys = [
        (urn_key(urn), *tag)
        for urn, *tag in zip(*(as_list(narrowed[name]) for name in PROFILE.key), strict=True)
    ]
    order = sorted(range(len(keys)), key=keys.__getitem__)
    narrowed = narrowed.iloc[order].reset_index(drop=True)[PROFILE.names].astype(PROFILE.dtypes())
    PROFILE.check(narrowed)
    return narrowed


def _covering(
    vocabulary: Vocabulary, activities: Collection[str], subjects: Collection[str]
) -> set[Tag]:
    """The tags that meet a need for any of these activities and subjects in part (none: all)."""
    steps = CoverSteps(vocabulary)
    every_subject = ("", *(subject.name for subject in vocabulary.subjects))
    return {
        tag
        for activity in activities or vocabulary.by_id
        for subject in subjects or every_subject
        if vocabulary.takes(activity, subject)
        for tag in steps.towards((activity, subject))
    }


def _subject_keys(vocabulary: Vocabulary) -> dict[str, str]:
    """What a subject may be called, a place or a thing to lend included."""
    places = {
        word: name for word, name in vocabulary.facility_keys.items() if name in vocabulary.only
    }
    return {**places, **vocabulary.subject_keys}


def _none_rows(before: pd.DataFrame, after: pd.DataFrame, side: str) -> pd.DataFrame:
    """A row "none" for each school that spoke on this side before and no longer does."""
    stated = before[before["source"].isin(WHOLE) & before[side].notna()]
    still_states = set(as_list(after.loc[after[side].notna(), "urn"]))
    no_longer = stated[~stated["urn"].isin(still_states)].drop_duplicates("urn")
    other = "strength" if side == "need" else "need"
    return no_longer.assign(
        activity=NONE,
        subject="",
        evidence=_NONE_EVIDENCE,
        **{side: 0.0, other: float("nan"), "recorded": float("nan")},
    )


def _identifier(text: str, known: dict[str, str], what: str) -> str:
    if key(text) in known:
        return known[key(text)]
    from rapidfuzz import process

    near = process.extractOne(key(text), list(known), score_cutoff=60)
    hint = f"did you mean {known[near[0]]!r}?" if near else "matcher vocabulary lists them"
    raise SettingError(f"there is no {what} {text!r}", where=f"--{what}", hint=hint)
