"""An empty list of schools for an office to fill in (a template; its workbook is made by
:mod:`matcher.show.forms.template_workbook`)."""

from __future__ import annotations

from dataclasses import dataclass

from matcher.show.forms.template_workbook import ROWS, Column, Form, form_bytes

SHEET = "Schools"


@dataclass(frozen=True, slots=True)
class Choices:
    """What the drop-downs offer, each in its order, and the table of activities (code,
    name, group, and whether a subject may follow)."""

    roles: tuple[str, ...]
    types: tuple[str, ...]
    contact: tuple[str, ...]
    tags: tuple[str, ...]
    activities: tuple[tuple[str, str, str, bool], ...]


COLUMNS = (
    Column("URN", 9, "The school's unique reference number. It is the surest way to "
            "say which school is meant; get-information-schools.service.gov.uk gives it. Leave "
            "it blank for a place that has none and fill in the name and postcode.",
            ("900901", "")),
    Column("School name", 42, "The name of the school, college or university.",
            ("Example Primary School", "Example Hall")),
    Column("Postcode", 11, "The postcode of the main site. It places the school where the "
            "register does not.", ("ZZ99 1AA", "ZZ99 2BB")),
    Column("Role", 10, "seeker: looks for a partner. partner: offers to be one. both: either. "
            "none: takes no part. Blank: the type of school decides (state-funded schools seek, "
            "independent schools and universities are partners, colleges are both).",
            ("seeker", "partner"), "roles"),
    Column("Type of school", 30, "What kind of school it is. Independent special schools take "
            "part only where Role says so.", ("Academy", "Independent school"), "types"),
    Column("Needs 1", 32, "What the school would like help with: choose from the list, or write "
            "a code and a subject, such as T3 physics. A degree from 0 to 1 may follow: T3 "
            "physics=0.5. Choose none, and leave Needs 2 and 3 blank, where it needs nothing.",
            ("T3 physics", ""), "tags"),
    Column("Needs 2", 32, "Another need, in the same way.", ("C3 music=0.5", ""), "tags"),
    Column("Needs 3", 32, "One more need, in the same way. A cell may hold several, parted by "
            "semicolons.", ("E8 careers and work experience", ""), "tags"),
    Column("Strengths 1", 32, "What the school can offer others: choose from the list, or write "
            "a code and a subject, such as C2 Latin. Choose none, and leave Strengths 2 and 3 "
            "blank, where it offers nothing.", ("L3 coaching and mentoring", "T3 physics"), "tags"),
    Column("Strengths 2", 32, "Another strength, in the same way.", ("", "C3 music"), "tags"),
    Column("Strengths 3", 32, "One more strength, in the same way. A cell may hold several, "
            "parted by semicolons.", ("", "E1 physics"), "tags"),
    Column("Open to contact", 16, "yes or no: may the school be approached? A school that says "
            "no is left out.", ("yes", "yes"), "contact"),
    Column("Capacity", 10, "How many partnerships the school can take on, a whole number.",
            ("1", "3")),
    Column("Notes", 30, "Anything else in a sentence or two. What the words tell of needs and "
            "strengths is used; please write nothing about people here.",
            ("Two physics posts unfilled; theatre to share", "")),
)  # fmt: skip

# Each fits the page in one line.
_INTRODUCTION = (
    "One school a row on the sheet Schools. Fill in what you know; a URN, or a name and a "
    "postcode, is enough to begin with.",
    "A blank cell means not known. It never counts as nothing, and never against a school.",
    "Nothing about people is wanted: no names of heads or contacts, no telephone numbers, no "
    "e-mail addresses.",
    "A column about people is not read, even if you add one.",
    "The drop-down lists help, but other words are allowed: Excel asks, and you may go on.",
    f"The drop-down lists end at row {ROWS + 1}; the list of schools may go on below.",
    "Columns may be added, left out or put in another order. Keep the headers in row 1.",
    "When done, run matcher check with the name of this file: it says what to mend, row by row.",
    "The sheet Activities says what the codes mean; the sheet Lists holds every choice.",
    "The two schools in the table below are made up.",
)


_FORM = Form(
    title="A list of schools to match",
    sheet=SHEET,
    heading="How to fill in the list of schools",
    introduction=_INTRODUCTION,
    columns=COLUMNS,
    examples=("Example: a seeker", "Example: a partner"),
    offers=(
        ("roles", "Role", 10),
        ("types", "Type of school", 32),
        ("contact", "Open to contact", 16),
        ("tags", "Needs and strengths", 64),
    ),
    frozen_columns=2,
    pages_wide=2,
)


def template_bytes(choices: Choices) -> bytes:
    """The workbook: how to fill it in, the empty list, the activities, the choices."""
    values = {name: getattr(choices, name) for name, _, _ in _FORM.offers}
    return form_bytes(_FORM, values, choices.activities)
