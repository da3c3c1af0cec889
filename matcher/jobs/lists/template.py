"""Template: an empty list for an office to fill in, of schools or of priorities, with the
vocabulary in its drop-downs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from matcher.core.errors import SettingError

if TYPE_CHECKING:
    from matcher.core.files.output import Written
    from matcher.show.forms.template_priorities import PriorityChoices
    from matcher.show.forms.template_schools import Choices

ROLES = ("seeker", "partner", "both", "none")
CONTACT = ("yes", "no")
# Types as offices and the register word them, each understood by intake (a test holds that).
TYPES = (
    "Academy",
    "Free school",
    "Local authority maintained school",
    "State special school",
    "Pupil referral unit",
    "Independent school",
    "Independent special school",
    "Non-maintained special school",
    "Sixth form college",
    "Further education college",
    "University technical college",
    "University",
)
# Activities that are offered with each subject; the others that take one are mostly meant
# without, and may be written with one all the same.
WITH_SUBJECTS = ("T1", "T3", "C1", "C2", "C3", "E1")
# Levels of a priority and phases as SCHOOLS words them, each understood by intake and
# profile (a test holds that).
LEVELS = ("region", "local authority", "trust", "opportunity area", "school")
PHASES = (
    "Nursery",
    "Primary",
    "Middle deemed primary",
    "Secondary",
    "Middle deemed secondary",
    "All-through",
    "16 plus",
    "Special",
    "Alternative provision",
)


def choices() -> Choices:
    """What the drop-downs offer: every activity with its name, then those of
    :data:`WITH_SUBJECTS` with each subject; "none" first."""
    from matcher.profile.vocabulary import NONE, load
    from matcher.show.forms.template_schools import Choices

    words = load()
    plain = [f"{activity.id} {activity.short}" for activity in words.activities]
    subjects = [
        f"{code} {subject.name}"
        for code in WITH_SUBJECTS
        for subject in words.subjects
        if words.takes(code, subject.name)
    ]
    return Choices(
        roles=ROLES,
        types=TYPES,
        contact=CONTACT,
        tags=(NONE, *plain, *subjects),
        activities=tuple((a.id, a.name, a.area, a.takes_subject) for a in words.activities),
    )


def priority_choices() -> PriorityChoices:
    """What the drop-downs of the list of priorities offer: the tags of :func:`choices` but for
    "none", which is no priority."""
    from matcher.profile.vocabulary import NONE
    from matcher.show.forms.template_priorities import PriorityChoices

    words = choices()
    tags = tuple(tag for tag in words.tags if tag != NONE)
    return PriorityChoices(levels=LEVELS, tags=tags, phases=PHASES, activities=words.activities)


def template(out: Path, *, force: bool = False, priorities: bool = False) -> Written:
    """Write the template, that of ``priorities`` if asked, else that of schools, to the file
    ``out``; with ``force`` in place of one that is filled in, of which a dated copy is kept.

    Raises SettingError where the name is no workbook's, OutputError where the file is there
    or cannot be written.
    """
    from matcher.core.files.output import write_output
    from matcher.show.forms.template_priorities import template_priorities_bytes
    from matcher.show.forms.template_schools import template_bytes

    if out.suffix.casefold() != ".xlsx":
        raise SettingError(
            "the template is a workbook", where=str(out), hint="give --out a name in .xlsx"
        )
    data = (
        template_priorities_bytes(priority_choices()) if priorities else template_bytes(choices())
    )
    return write_output(out, data, command="template", force=force)
