"""What counts how much in the score: the terms, the presets, and weights as they are given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

TERMS = ("near", "opportunity", "gives", "gains")

# What each part of the score weighs. "balanced" lets distance and covered needs count
# alike, a little more than reciprocity and area; the other two lean one way. These are
# choices of policy, not findings: an office sets its own.
PRESETS: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "balanced": {"near": 0.3, "opportunity": 0.2, "gives": 0.3, "gains": 0.2},
        "nearest": {"near": 0.7, "opportunity": 0.1, "gives": 0.1, "gains": 0.1},
        "opportunity": {"near": 0.2, "opportunity": 0.5, "gives": 0.2, "gains": 0.1},
    }
)
PRESET = "balanced"  # where none is named

NOTHING = "every weight is 0, so nothing could be ranked"


def weights_given(
    given: object, presets: Mapping[str, Mapping[str, float]]
) -> tuple[dict[str, float], list[str]]:
    """The weight of every term, and what is wrong with what was given."""
    if isinstance(given, str):
        if given in presets:
            return weights_given(presets[given], presets)
        pairs = [piece.partition("=") for piece in given.split(",") if piece.strip()]
        if not all(equals for _, equals, _ in pairs) or not pairs:
            listed = ", ".join(presets)
            return dict(PRESETS[PRESET]), [
                f"weights {given!r} is neither a preset ({listed}) nor like near=3,gives=4"
            ]
        given = {name.strip(): value.strip() for name, _, value in pairs}
    if not isinstance(given, Mapping):
        return dict(PRESETS[PRESET]), [f"weights {given!r} is not a table of terms"]
    faults = [
        f"there is no term {name!r}{suggestion(str(name), TERMS)}"
        for name in given
        if name not in TERMS
    ]
    weights = dict.fromkeys(TERMS, 0.0)
    for term in TERMS:
        try:
            weights[term] = float(given.get(term, 0.0))
        except (TypeError, ValueError, OverflowError):
            faults.append(f"weight of {term} is {given[term]!r}, not a number")
    return weights, faults


def suggestion(name: str, known: Iterable[str]) -> str:
    """What to ask about a name that is not known, " (did you mean '…'?)"; "" where none of
    ``known`` is like it."""
    from rapidfuzz import process

    best = process.extractOne(name, sorted(known), score_cutoff=60)
    return f" (did you mean {best[0]!r}?)" if best else ""
