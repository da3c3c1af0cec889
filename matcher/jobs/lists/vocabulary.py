"""Vocabulary: every activity, route and subject with the words that mean it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("sort", "id", "name", "short", "also", "takes_subject", "shortage", "shortage_source")


def vocabulary_table() -> pd.DataFrame:
    """One row for each activity, in the guide's order, then each subject in the alphabet's.

    ``sort`` is the area of an activity, or "subject"; ``short`` how a reason says it;
    ``also`` the other spellings, parted by semicolons; ``takes_subject`` and ``shortage``
    are yes or no, "" where they do not apply. All text.
    """
    import pandas as pd

    from matcher.profile.vocabulary import load

    words = load()
    rows = [
        (a.area, a.id, a.name, a.short, "; ".join(a.aliases), _word(a.takes_subject), "", "")
        for a in words.activities
    ]
    rows += [
        ("subject", "", s.name, s.name, "; ".join(s.aliases), "", _word(s.shortage),
         s.shortage_source)
        for s in words.subjects
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype="str")


def vocabulary_lines() -> list[str]:
    """The vocabulary for a person to read."""
    from matcher.profile.vocabulary import load

    words = load()
    text = [f"Vocabulary of {words.version}", "", "Activities and routes"]
    for activity in words.activities:
        also = f" (also: {', '.join(activity.aliases)})" if activity.aliases else ""
        text.append(f"  {activity.id}  {activity.name}{also}")
    text += ["", "Subjects, after an activity: T3 physics (* a shortage subject)"]
    for subject in words.subjects:
        also = f" (also: {', '.join(subject.aliases)})" if subject.aliases else ""
        text.append(f"  {'*' if subject.shortage else ' '} {subject.name}{also}")
    return text


def _word(known: bool) -> str:
    return "yes" if known else "no"
