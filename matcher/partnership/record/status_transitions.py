"""The statuses of a partnership, what may follow on what, and what is kept of those before."""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from matcher.core.allocation.decisions import DECLINED
from matcher.core.cells import in_words
from matcher.core.errors import SettingError
from matcher.core.files.names import PARTNERSHIP
from matcher.partnership.record.partnership import Partnership

# How far a partnership has come, in this order; "declined" may follow the first two.
STATUSES = ("suggested", "contacted", "agreed", "running", "ended", "declined")
# What may follow on what. A step may be left out where it is no promise: schools that know
# each other need no first contact, but nothing runs before it is agreed by both governing
# bodies (objective O12). What has ended, or was declined, may be taken up again.
TRANSITIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "suggested": ("contacted", "agreed", "declined"),
        "contacted": ("agreed", "declined"),
        "agreed": ("running", "ended"),
        "running": ("ended",),
        "ended": ("contacted",),
        "declined": ("contacted",),
    }
)
_FINISHED = ("ended", "declined")  # after these a new round begins


def with_status(
    partnership: Partnership, status: str, day: datetime.date, declined: str = ""
) -> Partnership:
    """The partnership moved to ``status`` on ``day``; ``declined``: why, a code of
    :data:`~matcher.core.allocation.decisions.DECLINED`, needed for that status and for no
    other. Case and spaces of either do not count.

    :data:`TRANSITIONS` says what may follow on what. The days of earlier statuses are kept; where
    what had ended or was declined is taken up again, all but the first suggestion go to
    ``earlier``. Raises :class:`SettingError` naming every fault: a status or code that there
    is not, a move that is not allowed, a day before the last one.
    """
    status, declined = _code(status), _code(declined)
    wrong, hints = [], []
    now = partnership.status
    if status not in STATUSES:
        wrong.append(f"there is no status {status!r} (there are {', '.join(STATUSES)})")
        hints += [f"did you mean {one}?" for one in difflib.get_close_matches(status, STATUSES, 1)]
    elif status == now:
        wrong.append(f"it is {now} already")
    elif status not in TRANSITIONS[now]:
        wrong.append(f"{status} cannot follow {now} (only {' or '.join(TRANSITIONS[now])} can)")
    reasons = "give --reason and one of: " + ", ".join(f"{c} ({w})" for c, w in DECLINED.items())
    if status == "declined" and not declined:
        wrong.append("declined needs a reason")
        hints.append(reasons)
    elif status == "declined" and declined not in DECLINED:
        wrong.append(f"there is no reason {declined!r}")
        hints.append(reasons)
    elif status != "declined" and declined:
        wrong.append(f"{status} has no reason; only declined has one")
    last = max(partnership.dates.values(), default="")
    if day.isoformat() < last:
        before = f"{in_words(day)} is before {in_words(last)}"
        wrong.append(f"{before}, the day of an earlier status")
        hints.append(f"a day that is wrong is mended in {PARTNERSHIP}")
    if wrong:
        raise SettingError("; ".join(wrong), where=partnership.id, hint="; ".join(hints))
    if now in _FINISHED:
        remaining = {one: on for one, on in partnership.dates.items() if one == "suggested"}
    else:  # somebody may have written the day of this status by hand already
        remaining = {one: on for one, on in partnership.dates.items() if one != status}
    return replace(
        partnership,
        status=status,
        declined=declined,
        dates={**remaining, status: day.isoformat()},
        earlier=_earlier(partnership, remaining),
        starts="" if now in _FINISHED else partnership.starts,
    )


def _code(text: str) -> str:
    """A status or reason as it is written in a record: "No capacity" is no_capacity."""
    return "_".join(re.split(r"[\s_-]+", text.strip().casefold()))


def _earlier(partnership: Partnership, remaining: Mapping[str, str]) -> dict[str, str]:
    """The days that are not ``remaining``, behind those of rounds before."""
    earlier = dict(partnership.earlier)
    for status in STATUSES:
        on = partnership.dates.get(status)
        if on and status not in remaining:
            code = partnership.declined if status == "declined" else ""
            why = f" ({code})" if code else ""
            earlier[on] = ", ".join(filter(None, (earlier.get(on), f"{status}{why}")))
    return earlier
