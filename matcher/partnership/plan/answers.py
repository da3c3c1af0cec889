"""Whether a row of the checklist or the data plan is done, by what people write in its columns
``answer`` and ``status``: "TBC" and "not yet" do not count as filled in.

An answer counts unless it is blank or says that there is none yet; a status goes before it.
"None" and "n/a" are answers: there may be no technical hurdles. A row that needs a yes ("have
parents been asked?", "do you have the permissions that you need?") is settled by a yes alone: a
no is an answer, and one that must be mended before any data are collected. So it is where a
yes goes without saying ("have both sides agreed the goals?"), but there other words count.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

# Kinds of the questions that are answered so.
NEEDS_YES, YES_OR_NO, NOT_NO = "yes", "yes or no", "not no"
DONE, OPEN, NO, UNCLEAR = "done", "open", "no", "odd"  # what settles() says

_SETTLED = frozenset(
    {
        *("done", "yes", "y", "ok", "answered", "complete", "completed", "finished", "settled"),
        *("closed", "n/a", "na", "not applicable", "not needed", "no need", "none needed"),
    }
)
_NOT_NEEDED = frozenset(
    {"n/a", "na", "not applicable", "not needed", "no need", "none needed", "does not apply"}
)
_NOT_YET = frozenset(
    {
        *("", "-", "–", "—", "tbc", "tbd", "tba", "to do", "todo", "wip", "open", "pending"),
        *("unknown", "not known", "not yet", "not sure", "unsure", "no idea", "unclear"),
        *("don't know", "don’t know", "do not know", "dont know", "we do not know", "dk"),
        *("maybe", "perhaps", "possibly", "probably", "later", "soon", "next week", "in part"),
        *("in progress", "in hand", "started", "begun", "not started", "partly", "ongoing"),
        *("under way", "underway", "under discussion", "draft", "being done", "not done"),
        *("not decided", "undecided", "not agreed", "not answered", "no answer", "no answer yet"),
    }
)
# What an answer begins with that only says who will give one, or when.
_BEGINS = re.compile(
    r"(ask|to be|will|tbc|tbd|tba|to do|not yet|awaiting|waiting|maybe|perhaps|"
    r"in progress|need to|needs to|must ask|still to)\b"
)
_YES, _NO = re.compile(r"y(es)?\b"), re.compile(r"no?\s*([,;:.(–—-]|\Z)")
_TICKS = "✓✔☑✅"

STATUS_HELP = (
    "The column status may say: done, yes, complete, finished, answered; not needed, n/a, "
    "not applicable; open, to do, started, in progress, partly. Blank: the answer counts."
)


def row_state(row: Mapping[str, str]) -> str:
    """Whether a row is :data:`DONE`, :data:`OPEN`, answered :data:`NO` where only a yes is
    in order, or :data:`UNCLEAR`: open, because it wants yes or no and says neither."""
    status, answer, kind = (
        stated_status(row),
        _plain(row.get("answer", "")),
        row.get("kind", "").strip(),
    )
    if status == OPEN:
        return OPEN
    if answer in _NOT_NEEDED or _plain(row.get("status", "")) in _NOT_NEEDED:
        return DONE
    if kind in (NEEDS_YES, NOT_NO) and is_no(answer):
        return NO
    if status == DONE:
        return DONE
    if _is_no_answer(answer):
        return OPEN
    if kind in (NEEDS_YES, YES_OR_NO) and not is_yes(answer) and not is_no(answer):
        return UNCLEAR
    return DONE


def stated_status(row: Mapping[str, str]) -> str:
    """What the status of a row says: :data:`DONE`, :data:`OPEN`, or "" where it is blank or
    not understood."""
    text = row.get("status", "")
    status = _plain(text)
    if status in _SETTLED or (not status and any(tick in text for tick in _TICKS)):
        return DONE
    return OPEN if status and (status in ("no", "n") or _is_no_answer(status)) else ""


def unknown_status(row: Mapping[str, str]) -> str:
    """A status that is not understood; "" where it is in order."""
    return "" if stated_status(row) else row.get("status", "").strip()


def is_answer(text: str) -> bool:
    """Whether a text says something, and not only that nothing is known yet."""
    return not _is_no_answer(_plain(text))


def is_yes(text: str) -> bool:
    """Whether an answer says yes. Any yes counts."""
    return bool(_YES.match(_plain(text)))


def is_no(text: str) -> bool:
    """Whether an answer says no: alone, or before its reason. "No idea" is not one."""
    return bool(_NO.match(_plain(text)))


def _is_no_answer(plain: str) -> bool:
    return plain in _NOT_YET or bool(_BEGINS.match(plain))


def _plain(text: str) -> str:
    """Words as they are looked up: small, on one line, without ticks and end signs."""
    text = text.translate(dict.fromkeys(map(ord, _TICKS)))
    return " ".join(text.split()).casefold().rstrip(" .:!?…")
