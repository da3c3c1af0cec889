"""By which of its own tags a school meets a need: by the one that counts in the score.

What meets a need is the largest of degree × strength over the school's own tags
(:mod:`matcher.match.strengths.cover` has the rule): physics that covers half of science may bring
more than a little science. What is told must name the tag that is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.core.columns.columns import AnyTable, Columns, columns_of
from matcher.core.figures.surety import (
    FIGURES,
    NOTABLE,
    STATED,
    SUGGESTED,
    UNTOLD,
    WORDING,
    is_small,
    rests_on,
    sureties,
)
from matcher.core.figures.surety import SAID as SURE
from matcher.core.tables import COVER, NOT_KNOWN, ONLY_LIKELY, SAID
from matcher.show.explain.phrases.nothing import NO_OFFER

Tag = tuple[str, str]  # activity and subject
Name = Callable[[str, str], str]  # a tag in words

_OFFER = ("urn", "activity", "subject", "strength", "source", "confidence")


def with_need(profile: AnyTable) -> set[str]:
    """The URNs of the schools of a PROFILE of which a need stands out: one that is there and is not
    small (:func:`matcher.core.figures.surety.is_small`)."""
    columns = columns_of(profile)
    stands_out = (columns.figures("need") > 0) & ~are_small_needs(columns)
    return {urn for (urn,) in columns.take(stands_out).rows("urn")}


def with_strength(profile: AnyTable) -> set[str]:
    """The same of strengths: of what figures put too low to name no reason tells."""
    columns = columns_of(profile)
    return {*columns.take(sureties(columns, "strength") > UNTOLD).values("urn")}


def are_small_needs(profile: Columns) -> NDArray[np.bool_]:
    """Whether each need of a PROFILE is one that figures put too low to name."""
    return profile.texts("source").is_text(FIGURES) & (profile.figures("need") < NOTABLE)


def offering_nothing(profile: AnyTable) -> set[str]:
    """The URNs of the schools of a PROFILE that a list or a form says to offer nothing. A run that
    was narrowed says so of schools that offer other things: ask its whole profile."""
    columns = columns_of(profile)
    says = columns.texts("activity").is_text("none") & (columns.figures("strength") == 0)
    return {*columns.take(says).values("urn")}


class NeedsKnown(NamedTuple):
    """The URNs of the schools whose needs are ``said`` by them or by an office for them, be it that
    there are none; of those with a need that stands out and is said (``needs``), or that figures or
    a register suggest (``may_need``); of those whose needs words of a list alone say, as
    understood (``in_words``); and of all of whom a need was ``looked_at``. That figures show no
    need is nothing said: nobody has asked."""

    said: set[str]
    needs: set[str]
    may_need: set[str]
    in_words: set[str]
    looked_at: set[str]

    def counts(self, urns: Collection[str]) -> tuple[int, int, int]:
        """Of how many of these schools the needs are said, of how many more one is suggested, and
        of how many they are not known."""
        said = self.said.intersection(urns)
        suggested = self.may_need.intersection(urns) - said
        return len(said), len(suggested), len(urns) - len(said) - len(suggested)


def needs_known(profile: AnyTable) -> NeedsKnown:
    """What the needs of the schools of a PROFILE rest on."""
    columns = columns_of(profile)
    columns = columns.take(~np.isnan(columns.figures("need")))
    sources = columns.texts("source")
    stands_out = (columns.figures("need") > 0) & ~are_small_needs(columns)
    is_likely = sources.is_in(ONLY_LIKELY)

    def urns(rows: NDArray[np.bool_]) -> set[str]:
        return {*columns.take(rows).values("urn")}

    return NeedsKnown(
        urns(sources.is_in(SAID)),
        urns(stands_out & ~is_likely),
        urns(stands_out & is_likely),
        urns(sources.is_text(WORDING)) - urns(sources.is_in(STATED)),
        {*columns.values("urn")},
    )


class OffersKnown(NamedTuple):
    """The URNs of the schools whose offers are ``said`` outright by them or by an office for them,
    be it that there are none (words of a list only seem to say so); of those with an offer that is
    said (``offers``), or that anything else suggests (``may_offer``), as
    :func:`matcher.core.figures.surety.sureties` has it; of those said to offer nothing
    (``nothing``); of those of whom words of a list alone say an offer, as understood
    (``in_words``); and of all of whom an offer was ``looked_at``."""

    said: set[str]
    offers: set[str]
    may_offer: set[str]
    nothing: set[str]
    in_words: set[str]
    looked_at: set[str]

    def word(self, urn: str) -> str:
        """What is known of a school's offers, as the cell of a table has it."""
        if urn in self.offers:
            return "stated"
        if urn in self.in_words:
            return "in words"
        if urn in self.may_offer:
            return "likely"
        if urn in self.nothing:
            return "said to be none"
        return NO_OFFER if urn in self.looked_at else NOT_KNOWN


def offers_known(profile: AnyTable) -> OffersKnown:
    """What the offers of the schools of a PROFILE rest on."""
    columns = columns_of(profile)
    columns = columns.take(~np.isnan(columns.figures("strength")))
    surety = sureties(columns, "strength")

    def urns(rows: NDArray[np.bool_]) -> set[str]:
        return {*columns.take(rows).values("urn")}

    return OffersKnown(
        urns(columns.texts("source").is_in(STATED)),
        urns(surety == SURE),
        urns(surety == SUGGESTED),
        offering_nothing(columns),
        urns(columns.texts("source").is_text(WORDING) & (columns.figures("strength") > 0))
        - urns(surety == SURE),
        {*columns.values("urn")},
    )


class Met(NamedTuple):
    """A need as a school meets it: ``degree`` in whole hundredths, ``by`` a tag of its own, of
    which it has ``strength`` (0 to 1), as ``source`` says; ``also``: its other tags that meet the
    need in part as well, resting on the same; ``sure`` (0 to 1): the source of it is; ``wider``:
    the tag is wider than the need and may not hold it."""

    degree: int
    by: str
    strength: float
    source: str
    also: tuple[str, ...] = ()
    sure: float = 1.0
    wider: bool = False

    @property
    def rests_on(self) -> str:
        """What it rests on that the need is met, in a word."""
        return rests_on(self.source, wider=self.wider)

    @property
    def all_by(self) -> str:
        """The tags that meet the need, in words."""
        return either((self.by, *self.also))


def either(tags: Sequence[str]) -> str:
    """Tags of which each would do: "Latin, maths or physics"."""
    return " or ".join(filter(None, (", ".join(tags[:-1]), *tags[-1:])))


class NeedsMet:
    """What the schools of a PROFILE meet, tags named by ``name``. ``cover``: COVER, None where a
    need is met by its own tag alone."""

    def __init__(self, profile: AnyTable, cover: AnyTable | None, name: Name) -> None:
        """``profile`` has strengths as they count
        (:func:`matcher.match.strengths.claims.counted_profile`)."""
        self._offers: dict[str, dict[str, Met]] = {}
        columns = columns_of(profile)
        own = columns.take(columns.figures("strength") > 0)
        of_activity, of_subject = (own.texts(tag).in_order() for tag in ("activity", "subject"))
        own = own.take(np.lexsort((of_subject, of_activity)))
        for urn, activity, subject, strength, source, sure in own.rows(*_OFFER):
            offers, tag = self._offers.setdefault(urn, {}), name(activity, subject)
            degree = round(strength * 100)
            if degree > (offers[tag].degree if tag in offers else 0):
                offers[tag] = Met(degree, tag, strength, source, sure=sure)
        self._covers: dict[str, list[tuple[str, int, bool]]] = {}
        if cover is not None:
            rows = columns_of(cover).rows(*COVER.key, "degree", "known")
            for offered, about, needed, of_what, share, known in rows:
                step = name(needed, of_what), round(share * 100), not known
                self._covers.setdefault(name(offered, about), []).append(step)
        self._met: dict[str, Mapping[str, Met]] = {}
        self._serving: dict[str, Mapping[str, tuple[str, ...]]] = {}

    def of(self, urn: str) -> Mapping[str, Met]:
        """The needs that a school meets, in full or in part. Where several of its tags come to the
        same, the need's own tag stands, then the first in the order of the tags, with the others
        that rest on the same beside it."""
        if urn not in self._met:
            own = self._offers.get(urn, {})
            found = dict(own)
            for tag, offer in own.items():
                for needed, share, wider in self._covers.get(tag, ()):
                    degree, one = round(offer.degree * share / 100), found.get(needed)
                    sure = offer.sure * share / 100 if wider else offer.sure
                    met = offer._replace(degree=degree, wider=wider, sure=sure)
                    if degree > (one.degree if one else 0):
                        found[needed] = met
                    elif one and one.by != needed and _is_as_good(met, one):
                        also = (*one.also, tag)
                        found[needed] = one._replace(also=also, sure=min(one.sure, sure))
            self._met[urn] = found
        return self._met[urn]

    def serving(self, urn: str) -> Mapping[str, tuple[str, ...]]:
        """For each need all tags of a school's own that would meet it, in full or in part, its own
        tag first; not only the one that meets it best. What figures put too low to name is none."""
        if urn not in self._serving:
            offers = self._offers.get(urn, {}).items()
            own = {tag: one for tag, one in offers if not is_small(one.strength, one.source)}
            found = {tag: (tag,) for tag in own}
            for tag, one in own.items():
                for needed, share, _ in self._covers.get(tag, ()):
                    if round(one.degree * share / 100) > 0:
                        found[needed] = (*found.get(needed, ()), tag)
            self._serving[urn] = found
        return self._serving[urn]


def _is_as_good(other: Met, one: Met) -> bool:
    """Whether a tag of its own meets a need as another does, and may be named beside it."""
    is_equal = (other.degree, other.source, other.wider) == (one.degree, one.source, one.wider)
    return is_equal and not is_small(other.strength, other.source)
