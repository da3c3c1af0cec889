"""From how far out a figure is to a degree, and the table in which degrees are gathered."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from matcher.profile.measured.rules import Gives

Numbers = npt.NDArray[np.float64]

# One row for each school, rule and side of a tag: the degree, the place of the rule in
# the file, the evidence in words, and how sure it is.
TAGGED = ["urn", "activity", "subject", "side", "degree", "order", "text", "confidence"]


def degrees(values: Numbers, start: float, full: float, most: float) -> Numbers:
    """Degrees in steps of 0.01: 0 up to ``start``, ``most`` from ``full`` on, a straight
    line between them.

        degree = most · min(1, max(0, (value − start) / (full − start)))
    """
    ramp = np.clip((values - start) / (full - start), 0.0, 1.0)
    return np.floor(100 * most * ramp + 0.5 + 1e-9) / 100


def tagged(
    urns: pd.Series,
    gives: Gives,
    degree: Numbers,
    order: int,
    text: pd.Series,
    confidence: pd.Series | float,
) -> pd.DataFrame:
    """The rows of :data:`TAGGED` of one rule and one side of a tag."""
    return pd.DataFrame(
        {
            "urn": urns,
            "activity": gives.activity,
            "subject": gives.subject,
            "side": gives.side,
            "degree": degree,
            "order": order,
            "text": text,
            "confidence": confidence,
        },
        columns=TAGGED,
    )
