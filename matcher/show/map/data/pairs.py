"""The pairs of a map: places, scores, terms, reasons."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from matcher.core.errors import ContractError
from matcher.core.schema import as_list
from matcher.show.explain.phrases.exchange import EXCHANGES, told_of_exchange
from matcher.show.explain.phrases.readers import in_third_person
from matcher.show.explain.reasons import NEEDS_NOTHING, NO_NEED
from matcher.show.explain.score.known import AS_GOOD_AS_KNOWN
from matcher.show.kit.reach import Reach
from matcher.show.map.data.packing import (
    FixedIndex,
    WordIndex,
    as_displayed,
    in_words,
    numbers_of,
    pack_integers,
    tenths_of_km,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

# The column with how sure a pair is of its places, in words.
SURENESS = "sureness"

# The places of a pair by which those of one seeker are ordered, the last one first.
_ORDER = ("phase_rank", "partner_rank", "worth_asking", "rank")
# What reasons say of a seeker of which no need stands out, or that is said to need nothing.
_NO_NEEDS = frozenset((NO_NEED, NEEDS_NOTHING))
_TO_A_NUMBER = 7  # flags, so that each number and -1 are told in a byte
# More minutes than any way takes: there is none.
_NO_WAY = 60_000
# The parts of a score; that of the area is the same in all pairs of a seeker, and stands there.
TERMS = ("near", "gives", "gains", "known")
# How far the exchange of a pair is known, as a map keeps it: not at all, in so many steps, or as
# good as wholly.
_KNOWN_STEPS = 14
# Scores and terms are kept as they are shown everywhere, so that what they come to is too.
DECIMALS = 3


def pair_columns(matches: pd.DataFrame, urns: pd.Series[str], reach: Reach) -> dict[str, Any]:
    """The columns of MATCHES, in the order of matches.csv; ``urns`` are those of the schools.

    Raises :class:`ContractError` where a pair names another school.
    """
    place = FixedIndex(as_list(urns))
    seeker, partner = (place(as_list(matches[side])) for side in ("seeker_urn", "partner_urn"))
    if (seeker < 0).any() or (partner < 0).any():
        raise ContractError(
            "MATCHES names a school that SCHOOLS lacks",
            hint="this is a fault of the product, please report it",
        )
    places = (matches[name].fillna(np.inf).to_numpy(float) for name in _ORDER)
    order = np.lexsort((partner, *places, seeker))
    pairs = matches.iloc[order]
    phrases = WordIndex()
    reason, distinct = pd.factorize(pairs["reasons"])
    split = [
        # Told once of the seeker, and not of each of its pairs.
        [phrases.number(one) for one in text.split("; ") if one not in _NO_NEEDS] if text else []
        for text in as_list(distinct.to_series())
    ]
    many = np.array([len(one) for one in split], dtype=np.int64)
    phrases_of = [text.split("; ") for text in as_list(distinct.to_series())]

    def seekers_told(phrase: str) -> dict[str, Any]:
        told = np.array([phrase in those for those in phrases_of], dtype=bool)
        return _flags(seeker[order][told[reason]], len(urns))

    shown = {
        name: as_displayed(numbers_of(pairs, name), DECIMALS)
        for name in ("score", "near", "gives", "gains")
    }
    return {
        "seeker": pack_integers(seeker[order]),
        "partner": pack_integers(partner[order]),
        "rank": pack_integers(numbers_of(pairs, "rank")),
        "partnerRank": pack_integers(numbers_of(pairs, "partner_rank")),
        "phaseRank": pack_integers(numbers_of(pairs, "phase_rank")),
        "worthAsking": pack_integers(numbers_of(pairs, "worth_asking")),
        "score1000": pack_integers(shown["score"]),
        "km10": pack_integers(tenths_of_km(pairs["distance_km"].to_numpy(float))),
        "near": pack_integers(shown["near"]),
        "gives": pack_integers(shown["gives"]),
        "gains": pack_integers(shown["gains"]),
        "known": pack_integers(
            _known(pairs, "gives") * (_KNOWN_STEPS + 1) + _known(pairs, "gains")
        ),
        "beyond": pack_integers(numbers_of(pairs, "beyond")),
        **in_words("shared", as_list(pairs["shared"])),
        "phraseCount": pack_integers(many[reason]),
        "phrase": pack_integers(
            np.fromiter(chain.from_iterable(map(split.__getitem__, reason.tolist())), np.int64)
        ),
        "phrases": phrases.words,
        "noNeed": seekers_told(NO_NEED),
        "needsNothing": seekers_told(NEEDS_NOTHING),
        **_to_others(phrases.words),
        "bands1000": _bands(shown["score"]),
        **_sureness(pairs),
        **_travel(pairs, reach),
    }


def seeker_opportunity(matches: pd.DataFrame, urns: pd.Series[str]) -> NDArray[np.float64]:
    """How far each school is in a priority area, as the pairs in which it seeks tell it; NaN where
    they do not, or there are none."""
    seeker = FixedIndex(as_list(urns))(as_list(matches["seeker_urn"]))
    found = np.full(len(urns) + 1, np.nan)  # the last, -1, is of those who are not shown
    np.fmax.at(found, seeker, matches["opportunity"].to_numpy(float))
    return found[:-1]


def _flags(schools: NDArray[np.int64], many: int) -> dict[str, Any]:
    """Which of so many schools, seven to a number: a seventh of what a number for each takes."""
    flags = np.zeros((-(-many // _TO_A_NUMBER), _TO_A_NUMBER), dtype=np.int64)
    flags.reshape(-1)[schools] = 1
    return pack_integers(flags @ (1 << np.arange(_TO_A_NUMBER)))


def _known(pairs: pd.DataFrame, term: str) -> NDArray[np.int64]:
    """How far a term about needs is known of each pair, in steps; never more than is known."""
    known = np.nan_to_num(numbers_of(pairs, f"{term}_known"))
    steps = np.clip(np.floor(known * _KNOWN_STEPS), 1, _KNOWN_STEPS - 1)
    told = np.select([known <= 0, known >= AS_GOOD_AS_KNOWN], [0, _KNOWN_STEPS], steps)
    return told.astype(np.int64)


def _to_others(phrases: Sequence[str]) -> dict[str, Any]:
    """Each phrase as it reads to others than the seeker; of one that reads the same, but for words
    before it, only those, with their space. And what it tells of the exchange, as a number of
    :data:`EXCHANGES`."""
    others = [in_third_person(phrase) for phrase in phrases]
    return {
        "phrasesToOthers": [
            told.removesuffix(phrase) if f" {told}".endswith(f" {phrase}") else told.rstrip()
            for told, phrase in zip(others, phrases, strict=True)
        ],
        "phraseExchange": pack_integers(
            FixedIndex(EXCHANGES)([told_of_exchange(phrase) for phrase in phrases])
        ),
    }


def _sureness(pairs: pd.DataFrame) -> dict[str, Any]:
    """How sure each pair is of its places, where that was asked."""
    return in_words("sureness", as_list(pairs[SURENESS])) if SURENESS in pairs else {}


def _travel(pairs: pd.DataFrame, reach: Reach) -> dict[str, Any]:
    """How long the way between each pair takes, where that was asked."""
    if pairs["minutes"].isna().all():
        return {}
    told = list(map(reach.minutes, as_list(pairs["minutes"]), as_list(pairs["minutes_by"])))
    minutes = numbers_of(pairs, "minutes")
    whole = np.where(np.isinf(minutes), _NO_WAY, np.rint(minutes))
    return {**in_words("travel", told), "minutes": pack_integers(whole)}


def _bands(score: NDArray[np.float64]) -> list[int]:
    """Two edges that part the scores into thirds, in thousandths, for the lines' legend."""
    if not len(score):
        return []
    upper, middle = np.quantile(score, (2 / 3, 1 / 3), method="nearest")
    return sorted({int(upper), int(middle)}, reverse=True)
