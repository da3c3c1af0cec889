"""What the panel of a map tells beside the pairs: needs and offers, and how scores come about.

Every need and offer has its degree, how sure its source is of it, and the words or figure it rests
on. Sentences made of figures repeat but for their numbers ("maths progress 3.9, average 0,
2018/19"), so each is kept as a sentence with gaps and the numbers that fill them: of England's
20,000 sentences that leaves some 700.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from matcher.core.figures.surety import is_small
from matcher.core.questionnaire import IN_FORM
from matcher.core.schema import as_list
from matcher.core.tables import KINDS, PROFILE
from matcher.core.text.evidence import of_side
from matcher.show.explain.needs import BELIEVED, SOURCE_WORDS, STATED_IN_FORM
from matcher.show.explain.phrases.nothing import NO_NEED, NO_OFFER, unsaid
from matcher.show.explain.sides import Words
from matcher.show.kit.text_format import thousandths
from matcher.show.map.data.packing import FixedIndex, WordIndex, pack_integers

if TYPE_CHECKING:
    from numpy.typing import NDArray

_NUMBER = re.compile(r"\d[\d,.]*\d|\d")
# What is known of one side of a school that has nothing to name there.
_UNKNOWN, _LOOKED, _NOTHING, _LOW = -1, 0, 1, 2  # low: figures put it too low to name


class PanelFacts(NamedTuple):
    """What a run knows beside its pairs. ``profile``: PROFILE, all of it; ``words``: the phrase
    for a tag (activity, subject); ``top_k``: how many partners a list has; ``weights``: of each
    term in use, summing to 1; ``stand_ins``: for each term, by kinds ("state-independent"), what
    stands in for what is not known (:class:`matcher.match.weights.Weights`); ``left_out``: the
    terms that weigh nothing in the run as nothing is known of them; ``hidden``: the map is for
    others than the office, whose own list may have more."""

    profile: pd.DataFrame
    words: Words
    top_k: int
    weights: Mapping[str, float]
    stand_ins: Mapping[str, Mapping[str, float]]
    left_out: Sequence[str] = ()
    hidden: bool = False


def panel_columns(facts: PanelFacts, urns: Sequence[str]) -> dict[str, Any]:
    """The needs and offers of the schools ``urns``, the greatest first, in packed columns;
    :data:`how <_how>` and ``evidence`` are told once and pointed at.

    Raises :class:`ContractError` where the profile breaks its contract.
    """
    PROFILE.check(facts.profile)
    place = FixedIndex(urns)
    own = facts.profile.assign(school=place(as_list(facts.profile["urn"])))
    own = own[own["school"] >= 0].sort_values(["school", "activity", "subject"], kind="stable")
    tags, hows, evidence = WordIndex(), WordIndex(), WordIndex("")
    data: dict[str, Any] = {
        "topK": facts.top_k,
        # In thousandths, as they are shown.
        "weights": {term: thousandths(weight) for term, weight in facts.weights.items()},
        "standIns": {
            term: [[_known(of.get(f"{one}-{other}")) for other in KINDS] for one in KINDS]
            for term, of in facts.stand_ins.items()
        },
        "leftOut": list(facts.left_out),
        "unsaid": {
            side: [unsaid(none, too_low=low) for low in (False, True)]
            for side, none in (("needs", NO_NEED), ("offers", NO_OFFER))
        },
        **({"hidden": True} if facts.hidden else {}),
    }
    for side, name in (("need", "needs"), ("strength", "offers")):
        data[name] = _side(own[own[side].notna()], side, facts.words, len(urns), tags, hows,
                           evidence)  # fmt: skip
    data |= {"tags": tags.words, "hows": [how.split("\n") for how in hows.words]}
    return data | {"evidence": _sentences(evidence.words)}


def _known(stand_in: float | None) -> int:
    """A stand-in in thousandths; 0 where a run that is opened again has none (NaN), which nobody
    needs."""
    return 0 if stand_in is None or np.isnan(stand_in) else thousandths(stand_in)


def _side(
    rows: pd.DataFrame,
    side: str,
    words: Words,
    schools: int,
    tags: WordIndex,
    hows: WordIndex,
    evidence: WordIndex,
) -> dict[str, Any]:
    """One side of the schools: ``count`` of its tags for each, then tag by tag ``tag``,
    ``degree100``, ``how`` and ``evidence``; ``state``: what is known where ``count`` is 0."""
    state = np.full(schools, _UNKNOWN, dtype=np.int64)
    state[rows["school"].to_numpy(np.int64)] = _LOOKED
    degrees, sources = as_list(rows[side]), as_list(rows["source"])
    found = [is_small(*one) for one in zip(degrees, sources, strict=True)]
    small, some = pd.Series(found, index=rows.index, dtype=bool), rows[side] > 0
    state[rows.loc[some & small, "school"].to_numpy(np.int64)] = _LOW
    state[rows.loc[rows["activity"] == "none", "school"].to_numpy(np.int64)] = _NOTHING
    shown = rows[some & ~small & (rows["activity"] != "none")]
    shown = shown.sort_values(["school", side], ascending=[True, False], kind="stable")
    phrase: dict[tuple[str, str], str] = {}
    for tag in zip(as_list(shown["activity"]), as_list(shown["subject"]), strict=True):
        if tag not in phrase:
            phrase[tag] = words(*tag)
    words_of = [of_side(text, side) for text in as_list(shown["evidence"])]
    told = [
        _how(*one)
        for one in zip(
            as_list(shown["source"]), words_of, as_list(shown["confidence"]), strict=True
        )
    ]
    columns: dict[str, NDArray[np.int64] | NDArray[np.float64]] = {
        "state": state,
        "count": np.bincount(shown["school"].to_numpy(np.int64), minlength=schools),
        "tag": tags(
            phrase[tag]
            for tag in zip(as_list(shown["activity"]), as_list(shown["subject"]), strict=True)
        ),
        "degree100": shown[side].to_numpy(float) * 100,
        "how": hows(told),
        "evidence": evidence(text.removeprefix(IN_FORM) for text in words_of),
    }
    return {name: pack_integers(column) for name, column in columns.items()}


def _how(source: str, evidence: str, sure: float) -> str:
    """What a tag rests on in words, how sure that is in per cent, and "1" where the school has not
    said it itself; parted by line ends."""
    words = SOURCE_WORDS[source]
    if words == SOURCE_WORDS["stated"] and evidence.startswith(IN_FORM):
        words = STATED_IN_FORM
    return f"{words}\n{sure * 100:.0f}\n{'1' if source in BELIEVED else ''}"


def _sentences(texts: Sequence[str]) -> dict[str, Any]:
    """The texts as ``parts`` of sentences with gaps, the ``numbers`` that fill gaps, for each text
    its sentence (``of``), and for all gaps in turn which number fills it (``fill``)."""
    texts = [text.replace("\0", "") for text in texts]  # it marks the gaps
    sentences, numbers = WordIndex(), WordIndex()
    of = sentences("\0".join(_NUMBER.split(text)) for text in texts)
    fill = numbers(number for text in texts for number in _NUMBER.findall(text))
    return {
        "parts": [one.split("\0") for one in sentences.words],
        "numbers": numbers.words,
        "of": pack_integers(of),
        "fill": pack_integers(fill),
    }
