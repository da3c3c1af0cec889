"""How sure the findings are: the level of Nesta's Standards of Evidence (Puttick and Ludlow
2013) that the evidence at hand reaches, and no more.

0, which is ours: nobody has told yet what was done. 1: an account of what was done and why. 2:
figures before and after that moved towards what was planned, without showing what caused it. 3: a
comparison group shows that the partnership caused it. 4 (independent replication) and 5 (repeated
elsewhere, at scale) cannot be shown by one partnership's folder and are never claimed.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matcher.core.errors import FileError
from matcher.core.figures.number_format import counted
from matcher.core.files.reading import read_utf8
from matcher.partnership.findings.evaluation_told import (
    ends,
    for_readers,
    is_of_few,
    items,
    mapping,
    number,
    outcome,
    tells_range,
    text,
    told,
)
from matcher.partnership.monitor.progress import Progress, Report

EVALUATION = "evaluation.json"
_MAX_BYTES = 50_000_000
MEANING = {
    1: "an account of what was done and why it should help",
    2: "figures that moved towards their targets, without proof that the partnership moved them",
    3: "a change for the better, shown against a comparison group",
}
_MIXED = (
    "figures of which some moved towards their targets and some away from them, without proof "
    "that the partnership moved them"
)

# What a range allows for by an estimate of that key, beside like schools changing by as much.
_ALLOWED_FOR = {
    "trend_adjusted": "each school would have gone on as it was going",
    "without_last_year": "the year just before was unlike the others",
    "level_adjusted": "low and high schools would have moved apart or together, as those outside "
    "did",
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """The ``level`` (0 to 3) and the ``reasons`` for it in sentences; ``plain`` is what an
    evaluation found (:func:`.evaluation_told.told`), ``headline`` its own words where they say
    more, ``assumes`` what has to be true for it, each "" where there is none; ``cautions`` go with
    it. ``mixed``: whether figures moved away from their targets, too. ``together``: how many
    schools an evaluation that proves something was of. ``harm``: whether it shows that they did
    worse."""

    level: int
    reasons: tuple[str, ...]
    headline: str = ""
    plain: str = ""
    assumes: str = ""
    cautions: tuple[str, ...] = ()
    mixed: bool = False
    together: int = 0
    harm: bool = False

    def name(self) -> str:
        """The level and no more."""
        return f"Level {self.level} of 5." if self.level else "No level of 5 is reached yet."

    def line(self) -> str:
        """The level and what it means, and harm where there is any."""
        if not self.level:
            return (
                "No level of Nesta’s Standards of Evidence is reached yet: nobody has told what "
                "was done."
            )
        meaning = _MIXED if self.mixed and self.level == 2 else MEANING[self.level]
        if self.level == 3 and self.together > 2:
            meaning = f"{meaning}, of {self.together} schools together and not of this pair alone"
        text = f"Level {self.level} of 5 of Nesta’s Standards of Evidence: {meaning}."
        return f"{self.plain} {text}" if self.harm else text


def read_evaluation(path: Path) -> dict[str, Any]:
    """What ``matcher evaluate --format json`` wrote. Raises FileError where it is no JSON
    object."""
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise FileError("is too large for an evaluation", where=str(path))
        data = json.loads(read_utf8(path))
    except FileNotFoundError:
        raise FileError("there is no such file", where=str(path)) from None
    except (OSError, UnicodeDecodeError, ValueError, RecursionError) as error:
        why = getattr(error, "strerror", None) or error
        raise FileError(f"cannot be read: {why}", where=str(path)) from None
    if not isinstance(data, dict) or not isinstance(data.get("verdict"), dict):
        raise FileError(
            "is no evaluation", where=str(path), hint="matcher evaluate --format json writes one"
        )
    return data


def evidence_level(
    report: Report,
    evaluation: Mapping[str, Any] | None = None,
    urns: Collection[str] = (),
    lessons: bool = True,
) -> Evidence:
    """The level that the guarded figures, an evaluation and ``lessons`` (whether any are written)
    reach together.

    Of an evaluation are read, where they are there: ``outcome_words`` or ``outcome`` (what was
    compared), ``matched`` and ``comparison_schools`` (numbers of schools), ``balanced`` (the two
    groups are alike), ``range`` with ``low`` and ``high``, or else ``effect`` with the same (the
    range that is told, or the interval of the estimate; ``if_alike`` in the range says that it
    allows for trends), and ``verdict`` with ``headline``, ``way`` (better, worse …), ``cautions``
    and ``nesta``, the level that the evaluation gives itself, and ``schools``, the URNs it is
    about. Anything absent or of another type counts as not known, and level 3 needs all of: a
    comparison group that is alike, an interval without 0, and a verdict of 3. An evaluation that
    names its schools, and none of ``urns`` among them, is not told of at all.
    """
    moved = sum(one.moved > 0 for one in report.progress)
    away = sum(one.moved < 0 for one in report.progress)
    careful = sum(one.moved > 0 and bool(one.cautions) for one in report.progress)
    reasons = []
    compared = evaluation or {}
    of = set(map(str, items(compared.get("schools"))))
    if of and urns and of.isdisjoint(urns):
        reasons.append("The evaluation at hand is about other schools and says nothing of these.")
        compared = {}
    verdict = mapping(compared.get("verdict"))
    missing = _shortcomings(compared, verdict)
    account = lessons or bool(compared) or any(map(is_account, report.progress))
    level = 3 if compared and not missing else 2 if moved else int(account)
    if level == 0:
        reasons.append("No lessons and no figures from after the start are recorded yet.")
    elif level == 3:
        reasons += _comparison_sentences(compared, of)
    else:
        also = f", and {away} moved away from it" if away else ""
        if moved:
            reasons.append(
                f"{moved} figure{'' if moved == 1 else 's'} moved towards the target "
                f"between a first and a later count{also}."
            )
            if careful:
                reasons.append(
                    f"Of these, {careful} {'is' if careful == 1 else 'are'} of fewer people than "
                    "at the baseline, or less good than an earlier figure: who was counted may "
                    "make the difference."
                )
        elif not any(one.planned for one in report.progress):
            unread = any(one.unread for one in report.progress)
            none = "No target of the plan is understood" if unread else "The plan sets no target"
            reasons.append(f"{none} yet, so no figure can be held against one.")
        else:
            reasons.append(
                f"No figure that may be shown moved from a baseline towards its target{also}."
            )
        if compared:
            whose = f" of {len(of)} schools together" if len(of) > 2 else ""
            reasons.append(f"There is an evaluation{whose}, but {'; '.join(missing)}.")
        if verdict.get("way") != "worse":
            reasons.append("What would have happened without the partnership is not known.")
    return Evidence(
        level,
        tuple(reasons),
        _headline(compared, verdict),
        told(compared),
        _assumption(compared, verdict),
        tuple(filter(None, (for_readers(text(one)) for one in items(verdict.get("cautions"))))),
        mixed=away > 0,
        together=len(of),
        harm=verdict.get("way") == "worse",
    )


def is_account(one: Progress) -> bool:
    """Whether an indicator tells what was done: a figure or words from after its baseline."""
    return one.latest is not None or bool(one.in_words[1])


def _shortcomings(compared: Mapping[str, Any], verdict: Mapping[str, Any]) -> list[str]:
    """What an evaluation lacks to prove a change for the better."""
    low, high = ends(compared)
    if is_of_few(compared):
        return ["it is of too few schools: so few are placed among schools like them, and no "
                "effect is worked out"]  # fmt: skip
    missing = []
    if not number(compared.get("comparison_schools")) > 0:
        missing.append("it has no comparison group")
    if compared.get("balanced") is not True:
        missing.append("the comparison group is not known to be alike")
    if verdict.get("way") == "worse":
        missing.append("it shows that the schools did worse than like schools outside")
    elif verdict.get("way") == "cannot tell":
        missing.append("by its own verdict the numbers cannot tell")
    elif not (low > 0 or high < 0):
        missing.append("its range holds 0 or is not known, so chance may be all there is")
    elif not number(verdict.get("nesta")) >= 3:
        missing.append("its own verdict claims less")
    return missing


def _comparison_sentences(compared: Mapping[str, Any], of: Collection[str]) -> list[str]:
    """What an evaluation compared, in sentences."""
    reasons = []
    if figure := outcome(compared):
        reasons.append(f"What was compared is {figure}, and nothing else.")
    if len(of) > 2:
        reasons.append(f"It was {len(of)} schools together, not this partnership alone.")
    schools, matched = (number(compared.get(key)) for key in ("comparison_schools", "matched"))
    which = "it" if math.isnan(matched) else counted(matched, "school")
    alike = counted(schools, "other that was alike", "others that were alike")
    reasons.append(f"An evaluation compared {which} with {alike} before.")
    return reasons


def _headline(compared: Mapping[str, Any], verdict: Mapping[str, Any]) -> str:
    """The evaluation's own words, where they say more than :func:`told` does: why it cannot tell,
    or all there is where no range is known."""
    if is_of_few(compared) or (tells_range(compared) and verdict.get("way") != "cannot tell"):
        return ""
    return for_readers(text(verdict.get("headline")))


def _assumption(compared: Mapping[str, Any], verdict: Mapping[str, Any]) -> str:
    """What has to be true for what an evaluation found, in plain words, and what an older file
    lacks; "" where it tells nothing, or no range."""
    tells = verdict.get("way") in ("better", "worse", "no difference")
    if not (tells and tells_range(compared)):
        return ""
    if "if_alike" in mapping(compared.get("range")):
        keys = {str(mapping(one).get("key")) for one in items(compared.get("estimates"))}
        also = "".join(f"; {words}" for key, words in _ALLOWED_FOR.items() if key in keys)
        several = "several ways in which it may have gone without it: like schools outside"
        if not also:
            several = "several ways of finding like schools, which without it"
        which = "one of these" if also else "it"
        return (
            f"That range allows for {several} would have changed by as much{also}. That {which} is "
            "right no figures can prove."
        )
    if mapping(compared.get("range")):
        return (
            "That is right if like schools outside would have changed by as much without it, which "
            "no figures can prove; several ways of finding such schools led to the same. The range "
            "is of an earlier kind, which does not allow for schools that were rising or falling "
            "anyway: evaluated again, it is wider."
        )
    return (
        "The figures are of one way of working it out, as evaluations of an earlier kind have "
        "them: how far others go is not known until it is evaluated again."
    )
