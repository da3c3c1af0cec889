"""How sure the findings are: the level of Nesta's Standards of Evidence (Puttick and Ludlow
2013) that the evidence at hand reaches, and no more.

1: an account of what was done and why. 2: figures before and after that moved as planned,
without showing what caused it. 3: a comparison group shows that the partnership caused it.
4 (independent replication) and 5 (repeated elsewhere, at scale) cannot be shown by one
partnership's folder and are never claimed.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matcher.core.errors import FileError
from matcher.partnership.monitor.progress import Report

EVALUATION = "evaluation.json"
_MAX_BYTES = 50_000_000
MEANING = {
    1: "an account of what was done and why it should help",
    2: "figures that moved as planned, without proof that the partnership moved them",
    3: "an effect shown against a comparison group",
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """The ``level`` (1 to 3) and the ``reasons`` for it in sentences; ``headline`` is what an
    evaluation with a comparison group says, "" where there is none; ``cautions`` go with it."""

    level: int
    reasons: tuple[str, ...]
    headline: str = ""
    cautions: tuple[str, ...] = ()

    def line(self) -> str:
        """The level and what it means."""
        return f"Level {self.level} of 5 of Nesta’s Standards of Evidence: {MEANING[self.level]}."


def read_evaluation(path: Path) -> dict[str, Any]:
    """What ``matcher evaluate --format json`` wrote. Raises FileError where it is no JSON
    object."""
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise FileError("is too large for an evaluation", where=str(path))
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise FileError("there is no such file", where=str(path)) from None
    except (OSError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise FileError(f"cannot be read: {error}", where=str(path)) from None
    if not isinstance(data, dict):
        raise FileError(
            "is no evaluation", where=str(path), hint="matcher evaluate --format json writes one"
        )
    return data


def evidence(
    report: Report,
    evaluation: Mapping[str, Any] | None = None,
    urns: Collection[str] = (),
) -> Evidence:
    """The level that the guarded figures and an evaluation reach together.

    Of an evaluation are read, where they are there: ``outcome`` (its name), ``matched`` and
    ``comparison_schools`` (numbers of schools), ``balanced`` (the two groups are alike),
    ``effect`` with ``effect``, ``low`` and ``high`` (the estimate and its interval), and
    ``verdict`` with ``headline``, ``cautions`` and ``nesta``, the level that the evaluation
    gives itself, and ``schools``, the URNs it is about. Anything absent or of another type
    counts as not known, and level 3 needs all of: a comparison group that is alike, an
    interval without 0, and a verdict of 3; where the evaluation names its schools and
    ``urns`` are this partnership's, one of these has to be among them.
    """
    moved = [one for one in report.progress if one.moved > 0]
    compared = evaluation or {}
    told = _dict(compared.get("verdict"))
    effect = _dict(compared.get("effect"))
    low, high = _number(effect.get("low")), _number(effect.get("high"))
    schools = _number(compared.get("comparison_schools"))
    missing = []
    if not schools > 0:
        missing.append("it has no comparison group")
    if compared.get("balanced") is not True:
        missing.append("the comparison group is not known to be alike")
    if not (low > 0 or high < 0):
        missing.append("its interval holds 0 or is not known, so chance may be all there is")
    if _number(told.get("nesta")) < 3 or math.isnan(_number(told.get("nesta"))):
        missing.append("its own verdict claims less")
    of = set(map(str, _list(compared.get("schools"))))
    if of and urns and of.isdisjoint(urns):
        missing.append("it is about other schools than those of this partnership")
    reasons = []
    if evaluation and not missing:
        level = 3
        if outcome := _text(compared.get("outcome")):
            reasons.append(f"What was compared is “{outcome}”, and nothing else.")
        if len(of) > 2:
            reasons.append(f"It was {len(of)} schools together, not this partnership alone.")
        reasons.append(
            f"An evaluation compared {_number(compared.get('matched')):g} schools with "
            f"{schools:g} others that were alike before."
            if not math.isnan(_number(compared.get("matched")))
            else f"An evaluation compared it with {schools:g} schools that were alike before."
        )
    else:
        level = 2 if moved else 1
        if moved:
            reasons.append(
                f"{len(moved)} figure{'' if len(moved) == 1 else 's'} moved towards the target "
                "between a first and a later count."
            )
        else:
            reasons.append("No figure that may be shown moved from a baseline to its target.")
        if evaluation:
            reasons.append(f"There is an evaluation, but {'; '.join(missing)}.")
        reasons.append("What would have happened without the partnership is not known.")
    return Evidence(
        level,
        tuple(reasons),
        _text(told.get("headline")),
        tuple(filter(None, map(_text, _list(told.get("cautions"))))),
    )


def _dict(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    return value[:500] if isinstance(value, str) else ""


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return math.nan
    try:
        return float(value)
    except OverflowError:
        return math.nan
