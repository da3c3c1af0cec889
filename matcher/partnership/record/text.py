"""The record of a partnership as lines for a terminal."""

from __future__ import annotations

import math

from matcher.core.allocation.decisions import DECLINED
from matcher.core.cells import in_words
from matcher.partnership.agreement.objectives import OBJECTIVES
from matcher.partnership.record.partnership import Partnership, Party
from matcher.partnership.record.status_transitions import STATUSES, TRANSITIONS


def lines(partnership: Partnership) -> list[str]:
    """A partnership for a person to read: who, how far it has come and what may follow, who
    gives what and what that rests on, which objectives are answered, and answers to what is
    none."""
    status, dates, keep_until = partnership.status, partnership.dates, partnership.keep_until
    why = f": {DECLINED[partnership.declined]}" if partnership.declined else ""
    reached = ", ".join(f"{name} {in_words(dates[name])}" for name in STATUSES if dates.get(name))
    text = [
        *(_party(party) for party in partnership.parties),
        f"Status: {status}{why}" + (f" ({reached})" if reached else ""),
        *([f"Earlier: {_earlier(partnership)}"] if partnership.earlier else []),
        f"May follow: {', '.join(TRANSITIONS[status])}",
        *([f"Starts: {in_words(partnership.starts)}"] if partnership.starts else []),
        f"Kept until: {in_words(keep_until) if keep_until else 'no day is set'}",
    ]
    for label, value in (
        (_why(partnership), partnership.reasons),
        ("Area", partnership.area),
        ("Score", _figure(partnership.score, ".3f")),
        ("Distance", _figure(partnership.distance_km, ".1f", " km")),
        ("Run", partnership.run),
    ):
        if value:
            text.append(f"{label}: {value}")
    for party in partnership.parties:
        exchanges = partnership.gives(party.urn)
        text += [
            "",
            f"What {party.name} gives" if exchanges else f"{party.name} gives nothing known",
        ]
        for one in exchanges:
            text.append(f"  {one.words} ({' '.join(filter(None, (one.activity, one.subject)))})")
            for side, basis in (("need", one.need_evidence), ("strength", one.strength_evidence)):
                if basis:
                    text.append(f"    {side}: {basis}")
    answered = partnership.answered
    known = [name for name in answered if name in OBJECTIVES]
    text += ["", f"Objectives answered: {', '.join(known) or 'none yet'}"]
    if unknown := [name for name in answered if name not in OBJECTIVES]:
        range_ = f"{OBJECTIVES[0]} to {OBJECTIVES[-1]}"
        text.append(f"Not used, for objectives are called {range_}: {', '.join(unknown)}")
    return text


def _why(partnership: Partnership) -> str:
    """Once both sides are spoken to, what the match had is no longer what is known."""
    day = partnership.dates.get("suggested", "")
    if partnership.status == "suggested" or not day:
        return "Why"
    return f"Why, as the match had it on {in_words(day)}"


def _earlier(partnership: Partnership) -> str:
    return "; ".join(f"{text} on {in_words(day)}" for day, text in partnership.earlier.items())


def _party(party: Party) -> str:
    facts = ", ".join(filter(None, (party.kind, party.phase, party.la_name)))
    roles = [
        f"{label} {value}"
        for label, value in (("lead:", party.lead), ("signs:", party.signs))
        if value
    ]
    known = "; ".join(filter(None, (facts, *roles)))
    return f"{party.side.capitalize()}: {party.name} ({party.urn})" + (
        f", {known}" if known else ""
    )


def _figure(figure: float, form: str, unit: str = "") -> str:
    return "" if math.isnan(figure) else f"{figure:{form}}{unit}"
