"""Answers above everything else that is known of a school.

A question that a school answered is answered for the whole of its activity: "no" means none of
it, whatever a register or a figure suggests; subjects named are those meant, and others that were
believed are no longer; a "yes" without subjects leaves them. Places to lend are asked about
one by one, so an answer about one of them says nothing of another. What was not asked, or left
blank, stays as it was known, unless the school says that its answers are all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from matcher.core.problems import ProblemLog
from matcher.core.questionnaire import IN_FORM
from matcher.core.schema import as_list
from matcher.core.tables import PROFILE, SOURCES
from matcher.core.text.evidence import of_both, of_side
from matcher.profile.combine_sources import RECORDS, in_key_order
from matcher.profile.stated import stated_profile
from matcher.profile.vocabulary import FACILITIES, NONE, Vocabulary

_STATED = ("stated", "partly")
_SIDES = {"need": "all_needs", "strength": "all_offers"}


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of PROFILE; NaN where a side says nothing."""

    urn: str
    activity: str
    subject: str
    degree: Mapping[str, float]
    source: str
    evidence: str
    confidence: float
    recorded: float

    @property
    def shown(self) -> float:
        """The strength that public sources show; NaN: none."""
        return self.degree["strength"] if self.source in RECORDS else self.recorded

    def says(self, side: str) -> bool:
        return self.degree[side] == self.degree[side]

    def with_side(self, side: str, degree: float) -> _Row:
        return replace(self, degree={**self.degree, side: degree})


@dataclass(slots=True)
class _Answered:
    """What a school answers on one side: the degree of each subject, by activity; whether that
    is all."""

    tags: dict[str, dict[str, float]] = field(default_factory=dict)
    is_all: bool = False


def answered_profile(
    answers: pd.DataFrame, log: ProblemLog, vocabulary: Vocabulary
) -> pd.DataFrame:
    """PROFILE of the table of answers (:func:`matcher.intake.answers.read_answers`): "stated"
    where a school says that its answers are all, else "partly". What is no tag is a problem."""
    profile = stated_profile(answers.assign(listed=1), log, vocabulary)
    if profile.empty:
        return profile
    is_all = answers.set_index("urn")
    source = []
    for row in profile.itertuples(index=False):
        sides = [side for side in _SIDES if getattr(row, side) == getattr(row, side)]
        every = all(bool(is_all.at[row.urn, _SIDES[side]]) for side in sides)
        source.append("stated" if every and row.source == "stated" else "partly")
    evidence = [f"{IN_FORM}{words}" for words in as_list(profile["evidence"])]
    return profile.assign(source=source, evidence=evidence).astype(PROFILE.dtypes())


def over_known(
    known: pd.DataFrame, answered: pd.DataFrame, answers: pd.DataFrame, log: ProblemLog
) -> pd.DataFrame:
    """PROFILE ``known`` with the PROFILE ``answered`` above it. Where that replaces what a list
    states, a note in ``log`` says so."""
    if answered.empty:
        return known
    concerned = set(as_list(answered["urn"]))
    touched = known["urn"].isin(list(concerned))
    said = _answers_of(answered, answers)
    places = {urn: (file, sheet, row) for urn, file, sheet, row in zip(
        *(as_list(answers[name]) for name in ("urn", "list", "sheet", "row")),
        strict=True)}  # fmt: skip
    rows: dict[tuple[str, str, str], _Row] = {}
    before = list(_rows(known[touched]))
    shown = {(old.urn, old.activity, old.subject): old.shown for old in before}
    for old in before:
        kept = old
        for side in _SIDES:
            kept = _after(kept, side, said[old.urn, side])
        if any(map(kept.says, _SIDES)):
            rows[kept.urn, kept.activity, kept.subject] = kept
    for new in _rows(answered):
        key = (new.urn, new.activity, new.subject)
        now = _merged(new, rows[key]) if key in rows else new
        record = shown.get(key, float("nan"))
        if now.degree["strength"] > 0 and record > 0 and now.source not in RECORDS:
            now = replace(now, recorded=record)
        rows[key] = now
    _note(_replaced(before, rows), places, log)
    return _table(known[~touched], rows.values())


def _answers_of(answered: pd.DataFrame, answers: pd.DataFrame) -> dict[tuple[str, str], _Answered]:
    found = {
        (urn, side): _Answered(is_all=bool(is_all))
        for side, column in _SIDES.items()
        for urn, is_all in zip(as_list(answers["urn"]), as_list(answers[column]), strict=True)
    }
    for row in _rows(answered):
        for side in _SIDES:
            if row.says(side):
                tags = found[row.urn, side].tags.setdefault(row.activity, {})
                tags[row.subject] = row.degree[side]
    for one in found.values():
        one.is_all = one.is_all and bool(one.tags)
    return found


def _after(row: _Row, side: str, said: _Answered) -> _Row:
    """What is left of a side of a row once the school has answered."""
    if not row.says(side) or not said.tags:
        return row
    nothing = float("nan")
    if said.is_all or row.activity == NONE or row.subject in said.tags.get(row.activity, {}):
        return row.with_side(side, nothing)
    own = said.tags.get(row.activity)
    if own is None or row.activity == FACILITIES:
        return row
    if own.get("", 0.0) > 0:  # a yes without subjects
        return row
    if any(degree > 0 for degree in own.values()):
        return row.with_side(side, nothing)
    if "" in own and row.degree[side] > 0:  # no, or not now
        told = {one: of_side(row.evidence, one) if row.says(one) else "" for one in _SIDES}
        told[side] = f"{IN_FORM}no; before: {told[side]}"
        evidence = of_both(told["need"], told["strength"])
        return replace(row.with_side(side, 0.0), source="partly", evidence=evidence, confidence=1.0)
    return row


def _merged(new: _Row, old: _Row) -> _Row:
    """An answer about one side of a tag of whose other side something else is known."""
    sides = {side: new.degree[side] if new.says(side) else old.degree[side] for side in _SIDES}
    offers = any(new.says(side) and new.degree[side] > 0 for side in _SIDES)
    if offers and old.source not in _STATED:
        return new
    less_sure = max(new.source, old.source, key=SOURCES.index)
    told = {
        side: of_side(one.evidence, side) if (one := new if new.says(side) else old).says(side)
        else ""
        for side in _SIDES
    }  # fmt: skip
    return replace(
        new,
        degree=sides,
        source=less_sure,
        evidence=of_both(told["need"], told["strength"]),
        confidence=min(new.confidence, old.confidence),
    )


def _replaced(
    before: Iterable[_Row], rows: Mapping[tuple[str, str, str], _Row]
) -> dict[str, list[str]]:
    """Of which tags the lists of each school stated something else."""
    found: dict[str, list[str]] = {}
    for old in before:
        now = rows.get((old.urn, old.activity, old.subject))
        for side in _SIDES:
            same = now is not None and now.degree[side] == old.degree[side]
            if old.source in _STATED and old.says(side) and not same:
                found.setdefault(old.urn, []).append(f"{old.activity} {old.subject}".strip())
    return found


def _note(
    replaced: Mapping[str, list[str]], places: Mapping[str, tuple[str, str, int]], log: ProblemLog
) -> None:
    for urn, tags in replaced.items():
        file, sheet, row = places[urn]
        log.add(
            "answer_replaces_list",
            f"the answers of {urn} replace what a list states: {', '.join(dict.fromkeys(tags))}",
            list=file,
            sheet=sheet,
            row=row,
            severity="note",
            hint="put the answer into the list as well, or take it out of the answers",
        )


def _rows(profile: pd.DataFrame) -> Iterable[_Row]:
    for urn, activity, subject, need, strength, source, evidence, *sure in zip(
        *(as_list(profile[name]) for name in PROFILE.names), strict=True
    ):
        degree = {"need": float(need), "strength": float(strength)}
        yield _Row(urn, activity, subject, degree, source, evidence, *map(float, sure))


def _table(rest: pd.DataFrame, rows: Iterable[_Row]) -> pd.DataFrame:
    made = [
        (row.urn, row.activity, row.subject, row.degree["need"], row.degree["strength"],
         row.source, row.evidence, row.confidence, row.recorded)
        for row in rows
    ]  # fmt: skip
    new = pd.DataFrame(made, columns=PROFILE.names).astype(PROFILE.dtypes())
    whole = pd.concat([rest, new], ignore_index=True) if len(rest) else new
    return in_key_order(whole)
