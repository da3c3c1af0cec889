"""How far a plan has come as lines for a terminal and as plain data."""

from __future__ import annotations

from typing import Any

from matcher.partnership.plan.progress import OpenItem, Progress


def lines(found: Progress) -> list[str]:
    """For a person at a terminal."""
    text = [f"{found.title}, on {found.day.isoformat()}"]
    for part in found.parts:
        late = f", {len(part.overdue)} of them overdue" if part.overdue else ""
        rest = f"; {len(part.open)} open{late}" if part.open else ""
        rest += f"; {len(part.no)} answered no" if part.no else ""
        text += ["", f"{part.name.capitalize()}: {part.done} of {part.of} done{rest}"]
        if part.no:
            text.append("  Answered no: to be mended before any data are collected")
        text += [f"    {_open_line(one)}" for one in part.no]
        text += ["  Open"] if part.no and part.open else []
        indent = "    " if part.no else "  "
        text += [f"{indent}{_open_line(one)}" for one in part.open]
        text += [f"  {note}" for note in part.notes]
    need = {"yes": "needed", "no": "not needed, by your answers"}
    text += [
        "",
        f"Data protection impact assessment: {need.get(found.assessment, 'not known yet')}",
    ]
    if found.not_understood:
        text += ["", "Not understood", *(f"  {one}" for one in found.not_understood)]
    return text


def _open_line(one: OpenItem) -> str:
    who = f", by {one.by}" if one.by else ""
    when = f", due {one.due}" if one.due else ""
    return f"{one.id}  {one.words}{who}{when}{' (OVERDUE)' if one.overdue else ''}"


def as_dict(found: Progress) -> dict[str, Any]:
    """Plain data for JSON: for each part how many there are and are done, what is open, and
    what is answered no where only a yes is in order."""
    return {
        "title": found.title,
        "day": found.day.isoformat(),
        "parts": {
            part.name: {
                "of": part.of,
                "done": part.done,
                "open": [
                    {
                        "id": one.id,
                        "what": one.words,
                        "by": one.by,
                        "due": one.due,
                        "overdue": one.overdue,
                    }
                    for one in part.open
                ],
                "notes": list(part.notes),
                "answered_no": [{"id": one.id, "what": one.words} for one in part.no],
            }
            for part in found.parts
        },
        "impact_assessment_needed": found.assessment,
        "not_understood": list(found.not_understood),
    }
