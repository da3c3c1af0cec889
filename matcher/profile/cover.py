"""How far one tag covers another: physics half of science, training in maths part of training.

People name a need broadly and an offer narrowly, or the other way round. The degrees are
choices of policy, few and dated, each with a reason, in
``data/reference/vocabulary/cover.csv``; ``docs/reference/vocabulary.md`` prints them.

A degree is one step of that table. Steps are never multiplied: that Latin is part of classics
and that classics may bring Greek does not make Latin any Greek, and a product of two guesses
is a guess that nobody has made. Nor do degrees add up: three sciences do not cover science
one and a half times (the score takes the largest of a partner's own tags).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from matcher.core.columns.columns import AnyTable, Columns, columns_of
from matcher.core.errors import ContractError
from matcher.core.installation import reference_rows
from matcher.core.tables import COVER
from matcher.profile.vocabulary import NONE, Tag, Vocabulary

if TYPE_CHECKING:
    import pandas as pd

# What a row of the table relates. With a subject: of one activity, whichever it is.
SUBJECT = "subject"  # a subject to another
# Without: the same activity with a subject and with none. The sharing of teachers is by its
# definition about shortage subjects: they are nearer to it than others.
ANY_SUBJECT = "any subject"  # offered with one, needed with none
ANY_SHORTAGE = "any shortage subject"
NO_SUBJECT = "no subject"  # offered with none, needed with one
NO_SHORTAGE = "no subject: shortage"
ACTIVITY = "activity"  # an activity to another, the subject the same
RELATIONS = (SUBJECT, ANY_SUBJECT, ANY_SHORTAGE, NO_SUBJECT, NO_SHORTAGE, ACTIVITY)

_SHARES = {0.8: "most of", 0.5: "half of", 0.3: "a part of"}  # the degrees in use, as words

Step = tuple[float, str, bool]  # degree, reason, whether it is known to hold


class CoverRule(NamedTuple):
    """One line of the table: each of ``offered`` covers each of ``needed`` to ``degree``, or, where
    that is not ``known``, may do so: who offers the wider of the two need not have the other.
    They are subjects or activities, as the ``relation`` has it; where it is one of an
    activity to itself, ``needed`` is empty."""

    relation: str
    offered: tuple[str, ...]
    needed: tuple[str, ...]
    degree: float
    reason: str
    dated: str
    known: bool = True


@cache
def cover_rules() -> tuple[CoverRule, ...]:
    """The lines of the table that comes with the product, in its order.

    Raises :class:`FileError` where the installation lacks it.
    """
    return tuple(
        CoverRule(
            row["relation"],
            tuple(row["offered"].split("|")),
            tuple(row["needed"].split("|")) if row["needed"] else (),
            float(row["degree"]),
            row["reason"],
            row["dated"],
            row["known"] == "yes",
        )
        for row in reference_rows("vocabulary", "cover.csv")
    )


def share(degree: float) -> str:
    """A degree in words: 0.5 is "half of", 1 is "all of"; others say their number."""
    if degree >= 1:
        return "all of"
    return _SHARES.get(round(degree, 2), f"{round(100 * degree)} % of")


def cover_table(profile: AnyTable, vocabulary: Vocabulary) -> pd.DataFrame:
    """COVER (:func:`cover_columns`) as a table of pandas."""
    return cover_columns(profile, vocabulary).frame()


def cover_columns(profile: AnyTable, vocabulary: Vocabulary) -> Columns:
    """COVER for the tags of ``profile`` (PROFILE): every tag that somebody offers beside
    every other that somebody needs and that it covers in part.

    A tag is offered, or needed, where some degree of it is above 0. The diagonal is left out:
    a tag covers itself to 1. Rows are in the order of the key, so that the same tags give the
    same table, whatever the order of ``profile``. Where two lines of the table speak of one
    pair, the larger degree stands.

    Raises :class:`ContractError` for a tag that the vocabulary does not have.
    """
    offered = _tags(profile, "strength")
    steps = CoverSteps(vocabulary)
    rows = [
        (*given, *needed, *found)
        for needed in _tags(profile, "need")
        for given, found in steps.towards(needed).items()
        if given in offered
    ]
    columns = zip(*sorted(rows), strict=True) if rows else [()] * len(COVER.names)
    table = Columns.of_lists(
        dict(zip(COVER.names, columns, strict=True)), figures=("degree", "known")
    )
    COVER.check(table)
    return table


class CoverSteps:
    """The steps from one tag to another, of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary, rules: Iterable[CoverRule] | None = None) -> None:
        """``rules`` are those of the product unless others are given. Raises
        :class:`ContractError` for a rule that speaks of what the vocabulary does not have."""
        self._vocabulary = vocabulary
        self._subjects = {subject.name: subject.shortage for subject in vocabulary.subjects}
        self._rules: dict[str, list[CoverRule]] = defaultdict(list)
        for rule in cover_rules() if rules is None else rules:
            self._check(rule)
            self._rules[rule.relation].append(rule)

    def towards(self, needed: Tag) -> Mapping[Tag, Step]:
        """Every tag that covers ``needed`` in part, or may, with the degree and the reason."""
        if needed[0] not in self._vocabulary.by_id:
            raise ContractError(f"no activity {needed[0]!r} in the vocabulary")
        found: dict[Tag, Step] = {}
        for tag, step in self._steps(*needed):
            if tag != needed and self._exists(tag) and step[0] > found.get(tag, (0.0,))[0]:
                found[tag] = step
        return found

    def _steps(self, activity: str, subject: str) -> Iterator[tuple[Tag, Step]]:
        for rule in self._rules[ACTIVITY]:
            if activity in rule.needed:
                yield from (((given, subject), self._step(rule)) for given in rule.offered)
        if subject:
            for rule in self._rules[SUBJECT]:
                if subject in rule.needed:
                    for given in rule.offered:
                        yield (activity, given), self._step(rule, given, subject)
            for relation in (NO_SUBJECT, NO_SHORTAGE):
                for rule in self._rules[relation]:
                    if activity in rule.offered and self._is_meant(relation, subject):
                        yield (activity, ""), self._step(rule, needed=subject)
        else:
            for relation in (ANY_SUBJECT, ANY_SHORTAGE):
                for rule in self._rules[relation]:
                    if activity in rule.offered:
                        for given in self._subjects:
                            if self._is_meant(relation, given):
                                yield (activity, given), self._step(rule, given)

    def _is_meant(self, relation: str, subject: str) -> bool:
        return relation in (ANY_SUBJECT, NO_SUBJECT) or self._subjects[subject]

    def _exists(self, tag: Tag) -> bool:
        return self._vocabulary.takes(*tag)

    @staticmethod
    def _step(rule: CoverRule, offered: str = "", needed: str = "") -> Step:
        reason = rule.reason.replace("{offered}", offered).replace("{needed}", needed)
        return rule.degree, reason, rule.known

    def _check(self, rule: CoverRule) -> None:
        known: Mapping[str, object]
        known = self._subjects if rule.relation == SUBJECT else self._vocabulary.by_id
        unknown = [name for name in (*rule.offered, *rule.needed) if name not in known]
        if unknown or rule.relation not in RELATIONS or not 0 < rule.degree < 1:
            raise ContractError(f"the table of cover is wrong: {rule}")


def _tags(profile: AnyTable, side: str) -> dict[Tag, None]:
    """The tags of which some degree on ``side`` is above 0, in order, "none" left out."""
    columns = columns_of(profile)
    some = (columns.figures(side) > 0) & ~columns.texts("activity").is_text(NONE)
    return dict.fromkeys(sorted({*columns.take(some).rows("activity", "subject")}))
