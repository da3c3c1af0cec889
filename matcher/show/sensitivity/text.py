"""How sure the lists are, in a few plain lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from matcher.core.figures.number_format import counted
from matcher.core.schema import as_list
from matcher.show.kit.text_format import printable
from matcher.show.sensitivity.words import EDGES, FIRM, LIKELY, setting_lines, tally_line

_FURTHER = (("Partners' lists within phases, pairs", "phase_word"), ("Worth asking", "asking_word"))
_SIDES = (("seekers", "Seekers' lists", "word"), ("partners", "Partners' lists", "partner_word"))


def lines(
    record: dict[str, Any],
    holds: pd.DataFrame,
    alone: dict[str, float],
    to_ask: Sequence[bool],
) -> list[str]:
    """What other weightings leave of the lists; ``alone`` as
    :func:`matcher.show.sensitivity.words.setting_lines` takes it; ``to_ask``: of each pair of
    ``holds`` whether nothing is known of what its partner offers."""
    kept = record["kept"]
    text = [
        f"{counted(record['draws'], 'reasonable weighting')} around those of "
        f"{record['run']['folder']} (seed {record['seed']}, concentration "
        f"{record['concentration']:g}; nearness counts half at {_halves(record['settings'])} in "
        "turn)"
    ]
    if record["settings"].get("estimates_unasked"):
        text.append(
            "  Travel times that the run did not ask for are estimated here, by the speeds of "
            "those that it did"
        )
    for side, title, column in _SIDES:
        if kept[f"{side}_kept"] is None:
            continue
        text.append(
            f"{title}: {kept[f'{side}_kept']:.0%} of the places stay on average, "
            f"{kept[f'{side}_first_kept']:.0%} of the first places, and "
            f"{kept[f'{side}_whole_kept']:.0%} of the lists keep everybody"
        )
        text.append(tally_line("  pairs", [word for word in as_list(holds[column]) if word]))
        if side == "seekers":
            text += _firm_unknown(holds, to_ask)
    for title, column in _FURTHER:
        if words := [word for word in as_list(holds[column]) if word]:
            text.append(tally_line(title, words))
    text.append(
        f"  firm: in {EDGES[FIRM]:.0%} of the weightings or more; likely: in "
        f"{EDGES[LIKELY]:.0%} or more; open: in fewer"
    )
    if alone:
        text += ["Each setting by itself, halved and doubled, the weightiest first:"]
        text += setting_lines(alone)
    return list(map(printable, text))


def _halves(settings: dict[str, Any]) -> str:
    """Where nearness counts half, as the run has it and as it was varied: minutes, of a run with
    travel times, else kilometres."""
    half, unit = (
        (settings["half_minutes"], "minutes")
        if "half_minutes" in settings
        else (settings["half_km"], "km")
    )
    return f"{half:g}, {half / 2:g} and {half * 2:g} {unit}"


def _firm_unknown(holds: pd.DataFrame, to_ask: Sequence[bool]) -> list[str]:
    """How many firm places are with partners of which nothing is known that they offer."""
    firm = [word == FIRM for word in as_list(holds["word"])]
    unknown = sum(one and ask for one, ask in zip(firm, to_ask, strict=True))
    if not unknown:
        return []
    return [
        f"  of the {sum(firm):,} firm, {unknown:,} {'is' if unknown == 1 else 'are'} with partners "
        "of which nothing is known: ask them first. Firm says that the order holds, not that they "
        "have what is needed"
    ]


def map_subtitle(run: str, draws: int, pairs: int) -> str:
    """What the map shows, in a line."""
    return (
        f"{counted(pairs, 'pair')} of the run {run}, each with how many of "
        f"{counted(draws, 'reasonable weighting')} it holds in"
    )
