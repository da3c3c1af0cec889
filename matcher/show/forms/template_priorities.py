"""An empty list of priorities for an office to fill in (a template; its workbook is made by
:mod:`matcher.show.forms.template_workbook`)."""

from __future__ import annotations

from dataclasses import dataclass

from matcher.show.forms.template_workbook import ROWS, Column, Form, form_bytes

SHEET = "Priorities"


@dataclass(frozen=True, slots=True)
class PriorityChoices:
    """What the drop-downs offer, each in its order, and the table of activities (code,
    name, group, and whether a subject may follow)."""

    levels: tuple[str, ...]
    tags: tuple[str, ...]
    phases: tuple[str, ...]
    activities: tuple[tuple[str, str, str, bool], ...]


# The guide of Name holds no word that asks what a school needs or offers: its row would look
# like the header of a list.
COLUMNS = (
    Column("Level", 18, "What the name is the name of: a region, a local authority, a trust, an "
           "opportunity area (or another priority area) or a school.",
           ("opportunity area", "local authority"), "levels"),
    Column("Name", 36, "The name of the region, authority, trust or area; for an authority its "
           "three-digit code and for a school its URN will do, and for a school it is the only "
           "way.", ("Hastings", "886")),
    Column("Priority", 40, "What the schools there should be helped with: choose from the list, or "
           "write a code and a subject, such as T3 physics. A degree from 0 to 1 may follow: T3 "
           "physics=0.5. A cell may hold several, parted by semicolons.",
           ("T3 physics; L2", "C2 Latin=0.5"), "tags"),
    Column("Phase", 24, "Only for schools of this phase of education. Blank: for schools of every "
           "phase.", ("Secondary", ""), "phases"),
    Column("From", 12, "The first day on which the priority holds, such as 01/09/2026. Blank: it "
           "has begun.", ("01/09/2026", "")),
    Column("Until", 12, "The last day on which the priority holds, such as 31/08/2029. Blank: it "
           "has no end.", ("31/08/2029", "")),
)  # fmt: skip

# Each fits the page in one line.
_INTRODUCTION = (
    "One priority a row on the sheet Priorities: the improvement priorities of an office, or the "
    "delivery plan of an area.",
    "Each becomes a need of the schools there that look for a partner, after what they state "
    "themselves.",
    "Level, Name and Priority are enough. A blank cell in Phase, From or Until sets no limit.",
    "Nothing about people is wanted: no names, no telephone numbers, no e-mail addresses.",
    "The drop-down lists help, but other words are allowed: Excel asks, and you may go on.",
    f"The drop-down lists end at row {ROWS + 1}; the list of priorities may go on below.",
    "Columns may be put in another order. Keep the headers in row 1.",
    "What is not understood, and a priority that meets no school, is told when the list is used.",
    "The sheet Activities says what the codes mean; the sheet Lists holds every choice.",
    "The two priorities in the table below are made up.",
)

_FORM = Form(
    title="A list of priorities",
    sheet=SHEET,
    heading="How to fill in the list of priorities",
    introduction=_INTRODUCTION,
    columns=COLUMNS,
    examples=("Example: an area", "Example: an authority"),
    offers=(("levels", "Level", 18), ("tags", "Priority", 64), ("phases", "Phase", 26)),
    frozen_columns=2,
    pages_wide=1,
)


def template_priorities_bytes(choices: PriorityChoices) -> bytes:
    """The workbook: how to fill it in, the empty list, the activities, the choices."""
    values = {"levels": choices.levels, "tags": choices.tags, "phases": choices.phases}
    return form_bytes(_FORM, values, choices.activities)
