"""Template: an empty list for an office to fill in, with the vocabulary in its drop-downs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from matcher.core.errors import OutputError, SettingError

if TYPE_CHECKING:
    from matcher.show.template_list import Choices

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
WITH_SUBJECTS = ("T1", "T3", "C1", "C2", "C3")


def choices() -> Choices:
    """What the drop-downs offer: every activity with its name, then those of
    :data:`WITH_SUBJECTS` with each subject; "none" first."""
    from matcher.profile.vocabulary import NONE, load
    from matcher.show.template_list import Choices

    words = load()
    plain = [f"{activity.id} {activity.short}" for activity in words.activities]
    subjects = [f"{code} {subject.name}" for code in WITH_SUBJECTS for subject in words.subjects]
    return Choices(
        roles=ROLES,
        types=TYPES,
        contact=CONTACT,
        tags=(NONE, *plain, *subjects),
        activities=tuple((a.id, a.name, a.area, a.takes_subject) for a in words.activities),
    )


def template(out: Path, *, force: bool = False) -> None:
    """Write the template to the file ``out``, over one that is there only with ``force``.

    Raises SettingError where the name is no workbook's, OutputError where the file is there
    or cannot be written.
    """
    from matcher.core.files import write_bytes
    from matcher.show.template_list import template_bytes

    if out.suffix.casefold() != ".xlsx":
        raise SettingError(
            "the template is a workbook", where=str(out), hint="give --out a name in .xlsx"
        )
    if out.is_dir():
        raise OutputError("is a folder, not a file", where=str(out), hint="choose another --out")
    if not force and (out.exists() or out.is_symlink()):
        raise OutputError(
            "there is such a file already, and it may be filled in",
            where=str(out),
            hint="choose another --out, or --force to write over it",
        )
    write_bytes(out, template_bytes(choices()))
