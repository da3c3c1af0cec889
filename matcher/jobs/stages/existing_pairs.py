"""Which pairs a match treats as partners already, or leaves alone because they declined, by the
partnerships of a folder."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog
from matcher.partnership import folders
from matcher.partnership.plan.content.due_dates import months_later

# With whom a pair counts as partners already.
PARTNER_STATUSES = ("contacted", "agreed", "running")
# How long a pair that declined is left alone: a school year and its plans have passed then.
DECLINED_MONTHS = 12


def existing_pairs(
    folder: Path, today: datetime.date, log: ProblemLog, successor: Callable[[str], str] = str
) -> tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]]]:
    """The pairs of the partnerships in or below ``folder`` that a match minds: partners
    already, and pairs to be left alone.

    Contacted, agreed and running ones are partners already; suggested and ended ones are
    matched like anybody. A pair that declined is left alone for twelve months, or as long
    as its day is not known. ``successor`` gives the school of today for a URN. Records that
    cannot be read are problems. Raises :class:`FileError` for a folder without any record.
    """
    found = folders.read_partnerships(folder, log)
    if not found and not log.counts().get(folders.BROKEN):
        raise FileError(
            "holds no partnership",
            where=str(folder),
            hint="give a table of pairs, or the folder of matcher partnership new",
        )
    existing, apart = set(), set()
    for one in found:
        seeker, partner = (successor(urn) for urn in one.partnership.pair)
        if seeker == partner:
            continue  # the two have become one school
        if one.partnership.status in PARTNER_STATUSES:
            existing.add((seeker, partner))
        elif one.partnership.status == "declined" and _declined_recently(one, today):
            apart.add((seeker, partner))
    return frozenset(existing), frozenset(apart)


def _declined_recently(one: folders.FiledPartnership, today: datetime.date) -> bool:
    return is_left_alone(one.partnership.dates.get("declined", ""), today)


def is_left_alone(day: str, today: datetime.date) -> bool:
    """Whether a pair of which one said no on ``day`` (ISO form) is still left alone: for
    :data:`DECLINED_MONTHS`, or as long as the day is not known ("")."""
    try:
        return not day or today < months_later(datetime.date.fromisoformat(day), DECLINED_MONTHS)
    except ValueError:  # its year is the last of the calendar
        return True
