"""Which thing of which public register is evidence of which need or strength, and how much: the
rows of ``data/reference/measured/offers.csv``, each a choice of policy with its reason."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from matcher.core.errors import ContractError
from matcher.core.figures.number_format import whole_half_up
from matcher.core.installation import reference_rows
from matcher.profile.vocabulary import Vocabulary, load

SUBJECT = "{subject}"  # in an item and a subject: every subject that is taught


class OfferRule(NamedTuple):
    """What an ``item`` of a ``dataset`` is evidence of: need or strength (``side``) in a tag.
    The degree rises with the logarithm of the amount from 0 at ``start`` to ``most`` at
    ``full``; without these it is ``most``, whatever the amount. ``source``: "published" where the
    item is what the tag says (a pool), "inferred" where it is a sign of it, such as a size."""

    dataset: str
    item: str
    side: str
    activity: str
    subject: str
    most: float
    start: float | None
    full: float | None
    confidence: float
    source: str
    reason: str

    def degree(self, amount: float) -> float:
        """The degree of so much of the item, in steps of 0.01; 0 where the amount has to be known
        and is not.

            most · min(1, max(0, (log amount − log start) / (log full − log start)))
        """
        if self.start is None or self.full is None:
            return self.most
        if not amount > self.start:  # NaN too
            return 0.0
        share = math.log(amount / self.start) / math.log(self.full / self.start)
        return whole_half_up(100 * self.most * min(1.0, share)) / 100


# The rules of each dataset and item.
Rules = Mapping[tuple[str, str], Sequence[OfferRule]]


@cache
def offer_rules() -> Rules:
    """The rules that come with the product. Raises :class:`FileError` where the installation
    lacks them, :class:`ContractError` where they break their form."""
    return make_rules(reference_rows("measured", "offers.csv"), load())


def make_rules(rows: Iterable[Mapping[str, str]], vocabulary: Vocabulary) -> Rules:
    """The rules of a table (columns dataset, item, side, activity, subject, most, from, to,
    confidence, source, reason), by dataset and item; an item with a slot for a subject has one for
    each subject of the vocabulary, places and things to lend apart. Raises
    :class:`ContractError`."""
    rules: dict[tuple[str, str], list[OfferRule]] = {}
    for row in rows:
        for rule in _rules_of(row, vocabulary):
            rules.setdefault((rule.dataset, rule.item), []).append(rule)
    return rules


def _rules_of(row: Mapping[str, str], vocabulary: Vocabulary) -> Iterator[OfferRule]:
    start, full = (float(row[name]) if row[name] else None for name in ("from", "to"))
    most, confidence = float(row["most"]), float(row["confidence"])
    taught = sorted(one.name for one in vocabulary.subjects if not one.only)
    for subject in taught if SUBJECT in row["item"] else [row["subject"]]:
        rule = OfferRule(
            row["dataset"],
            row["item"].replace(SUBJECT, subject),
            row["side"],
            row["activity"],
            row["subject"].replace(SUBJECT, subject),
            most,
            start,
            full,
            confidence,
            row["source"],
            row["reason"],
        )
        ranged = (start is None) == (full is None) and (
            start is None or full is None or 0 < start < full
        )
        if (
            not vocabulary.takes(rule.activity, rule.subject)
            or rule.side not in ("need", "strength")
            or rule.source not in ("published", "inferred")
            or not (0 < most < 1 and 0 < confidence < 1 and ranged and rule.reason)
        ):
            raise ContractError(f"offers.csv cannot be used: {dict(row)}")
        yield rule
