"""Vocabulary: every activity, route and subject with the words that mean it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

COLUMNS = (
    *("sort", "id", "name", "short", "also", "takes_subject", "shortage", "shortage_source"),
    *("whose", "only"),
)


def vocabulary_table() -> pd.DataFrame:
    """One row for each activity, in the guide's order, then each subject in the alphabet's.

    ``sort`` is the area of an activity, or "subject"; ``short`` how a reason says it;
    ``also`` the other spellings, parted by semicolons; ``takes_subject`` and ``shortage``
    are yes or no, "" where they do not apply; ``whose`` says whether an activity is the
    guide's or ours, ``only`` which activity alone takes a subject. All text.
    """
    import pandas as pd

    from matcher.profile.vocabulary import load

    words = load()
    rows = [
        (a.area, a.id, a.name, a.short, "; ".join(a.aliases), _word(a.takes_subject), "", "",
         a.whose, "")
        for a in words.activities
    ]  # fmt: skip
    rows += [
        ("subject", "", s.name, s.name, "; ".join(s.aliases), "", _word(s.shortage),
         s.shortage_source, "", s.only)
        for s in words.subjects
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype="str")


def vocabulary_lines() -> list[str]:
    """The vocabulary for a person to read."""
    from matcher.profile.vocabulary import FACILITIES, load

    words = load()
    text = [f"Vocabulary of {words.version}", "", "Activities and routes"]
    text += [_line(a.id, a.name, a.aliases) for a in words.activities if a.whose == "guide"]
    text += ["", "Enrichment beyond the guide (in words of our own)"]
    text += [_line(a.id, a.name, a.aliases) for a in words.activities if a.whose != "guide"]
    text += ["", "Subjects, after an activity: T3 physics (* a shortage subject)"]
    text += [
        _line("*" if s.shortage else " ", s.name, s.aliases) for s in words.subjects if not s.only
    ]
    text += ["", f"Places and things to lend, after {FACILITIES} alone: {FACILITIES} pool"]
    for subject in (s for s in words.subjects if s.only):
        lent = [one.word for one in words.lendable if one.lent_as == subject.name]
        text.append(_line(" ", subject.name, [word for word in lent if word != subject.name]))
    return text


def _line(mark: str, name: str, also: Sequence[str]) -> str:
    return f"  {mark} {' ' if len(mark) > 1 else ''}{name}" + (
        f" (also: {', '.join(also)})" if also else ""
    )


def _word(known: bool) -> str:
    return "yes" if known else "no"
