"""What a run says of its travel times: who told them, of how many pairs, and what they leave out.

``record`` is what run.json has under ``travel``; docs/reference/output-files.md says what is in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matcher.core.cells import in_words
from matcher.core.figures.number_format import counted
from matcher.show.kit.reach import Reach, sources_named

_ENOUGH = 20  # known pairs, for a speed to be more than chance
_MOST_MODES, _LONGEST = 5, 30  # told of, and characters of each


def travel_lines(record: Mapping[str, Any], reach: Reach) -> list[str]:
    """The lines of a summary; none for a run without travel times. That an engine was not asked to
    the end is not among them, as it stands first (:func:`gave_up_lines`)."""
    if not record:
        return []
    told = [f"Travel times{_way(record, reach)}: {_who(record)}", _pairs(record)]
    doubt = few_known(record["pairs_routed"], record["pairs_estimated"])
    if doubt:
        told.append(f"Little is known of travel times: {doubt}")
    if record["breaches"]:
        told.append(
            f"Faster than thought possible: {counted(record['breaches'], 'answer')}; the greatest "
            f"speed was raised to {record['speed_bound_kmh']:,.0f} km/h and the search run again"
        )
    return [*told, *([reach.note] if reach.note else [])]


def gave_up_lines(record: Mapping[str, Any]) -> list[str]:
    """What a summary says first: that a run had not all its travel times of the engine."""
    told = [gave_up_line(record["gave_up"])] if record.get("gave_up") else []
    return [*told, *unanswered_words(record.get("places_unanswered", 0))]


def gave_up_line(why: str) -> str:
    """That an engine was not asked to the end."""
    return (
        f"The engine was not asked to the end: {why}. What it did not answer is estimated. Give "
        "the same command again once it runs: what it answered is kept"
    )


def unanswered_words(places: int) -> list[str]:
    """That an engine did not answer about so many places, in a sentence; none where it did."""
    if not places:
        return []
    return [
        f"The engine said nothing about {counted(places, 'place')}: all minutes from and to there "
        "are estimates. Give the same command again: what it answered is kept"
    ]


def few_known(known: int, estimated: int) -> str:
    """Why estimates say little, "" where they are the lesser part and rest on enough: ``known``
    pairs have a time."""
    if estimated and known < _ENOUGH:
        return (
            f"{counted(estimated, 'estimate')} by the speed of {counted(known, 'pair')} alone, "
            "which may be far out"
        )
    if estimated > known:
        return f"{estimated:,} travel times are estimates, and {known:,} are known"
    return ""


def workbook_lines(reach: Reach) -> list[str]:
    """What the cover of a workbook says of those columns."""
    note = f" {reach.note}." if reach.note else ""
    return [
        "Travel time is how long the way takes, the mean of there and back. Beside it stands what "
        "it rests on: routed (a routing engine), file (a file of minutes), or estimate "
        f"(this run's own speed over the straight distance).{note}"
    ]


def _way(record: Mapping[str, Any], reach: Reach) -> str:
    """How one travels; where there is no one word for it, as the file calls it."""
    if reach.by or record["engine"]:
        return f" {reach.by}" if reach.by else ""
    modes = [str(mode)[:_LONGEST] for mode in record.get("modes", ())]
    more = [f"{len(modes) - _MOST_MODES} more"] if len(modes) > _MOST_MODES else []
    return f" ({', '.join([*modes[:_MOST_MODES], *more])})" if modes else ""


def _who(record: Mapping[str, Any]) -> str:
    if record["engine"]:
        engine = " ".join(filter(None, (record["engine"], record["version"])))
        return f"{engine}, roads of {_day(record['data']) or 'a day that is not known'}"
    file = record["file"]
    days = sorted({*file["dates"]})
    dated = f", {' to '.join(map(_day, dict.fromkeys((days[0], days[-1]))))}" if days else ""
    said = sources_named(file["sources"])
    return f"from {file['name']}{f' ({said})' if said else ''}{dated}"


def _day(text: str) -> str:
    """A day in words, or as an engine words it."""
    try:
        return in_words(text)
    except ValueError:
        return text


def _pairs(record: Mapping[str, Any]) -> str:
    """Of how many pairs the time is known, estimated, or there is no way."""
    known = "routed" if record["engine"] else "in the file"
    estimated = f"{record['pairs_estimated']:,} estimated"
    if 0 < record["no_answer"] < record["pairs_estimated"]:
        estimated += f" ({record['no_answer']:,} for want of an answer)"
    if record["pairs_estimated"] and len(record.get("modes", ())) > 1:
        estimated += " (by the speeds of all modes together)"
    told = [f"{record['pairs_routed']:,} {known}", estimated,
            f"{record['pairs_unreachable']:,} without a way"]  # fmt: skip
    off = record["places_off_network"]
    if off:
        told.append(f"{counted(off, 'school')} too far from any road")
    return f"Pairs with travel times: {', '.join(told)}"
