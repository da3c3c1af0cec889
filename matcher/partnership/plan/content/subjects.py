"""Which subjects pupils can be asked about: those that stand in their timetable.

Some needs of schools are named like subjects and are none to a child (early years, English as
an additional language), and some no child is to be asked whether it likes (relationships and
sex education). Staff and leads are asked about them all.
"""

from __future__ import annotations

import re

_NOT_TAUGHT = re.compile(
    r"\b(early years|eyfs|nursery|english as an additional language|eal|esol|"
    r"send?|special educational needs|inclusion|relationships and sex education|rse|rshe|"
    r"training|pedagogy|assessment|leadership|governance|careers|"
    r"safeguarding|child protection|behaviou?r|attendance|pastoral|"
    r"mental health|well ?being)\b"
)


def is_taught(subject: str) -> bool:
    """Whether pupils know a subject by this name, as records and people write it."""
    return not _NOT_TAUGHT.search(" ".join(subject.casefold().replace("-", " ").split()))
