"""Why a piece of a cell of needs or strengths is left out, in words for whoever wrote it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from matcher.core.problems import Severity
from matcher.profile.vocabulary import FACILITIES, Activity

# What to write of a special place, where one of another kind would do as well.
SPECIAL_HINT = f'if any facility would do, write "{FACILITIES}"'


class Fault(NamedTuple):
    """Why a piece is left out: a code of the problems, what is wrong and what to write."""

    code: str
    message: str
    hint: str
    severity: Severity = "warning"


def unknown_tag(near: Sequence[str]) -> Fault:
    """No tag; ``near`` are those that it is like, best first."""
    return Fault(
        "unknown_tag",
        "no activity of the vocabulary; left out",
        _did_you_mean(near)
        or "no activity is like it: if one covers it all the same, write that "
        "(`matcher vocabulary` lists them); if none does, leave it",
    )


def unknown_rest(activity: Activity, near: Sequence[str]) -> Fault:
    """Words after an activity that are no subject, or that cannot be one there."""
    if not activity.takes_subject:
        return Fault(
            "subject_not_taken",
            f"{activity.id} ({activity.short}) is tied to no subject, so the words after it are "
            "not understood; left out",
            f'write "{activity.id}" alone',
        )
    such = " or ".join(f'"{activity.id} {one}"' for one in activity.subjects or ("maths",))
    return Fault(
        "unknown_subject",
        f"no subject that {activity.id} ({activity.short}) can be about follows it; left out"
        if activity.subjects
        else f"no subject of the vocabulary follows {activity.id} ({activity.short}); left out",
        _did_you_mean(near) or f"write a subject, such as {such}",
    )


def only_lent(activity: Activity, rest: str, lent: str) -> Fault:
    """A place or a thing to lend after an activity that is not about lending."""
    return Fault(
        "unknown_subject",
        f"{rest} is lent or used, which {activity.id} ({activity.short}) is not about; left out",
        f'to lend it or to use it is "{FACILITIES} {lent}"'
        + (f'; write "{activity.id}" with a subject otherwise' if activity.takes_subject else ""),
    )


def special_place(place: str) -> Fault:
    """A place so particular that no tag stands for it: the general one would be met by any hall."""
    return Fault(
        "unknown_tag",
        f"no tag stands for {place}, and a tag for facilities would be met by any; left out",
        f"{SPECIAL_HINT}; if only this one helps, ask the schools near you",
    )


def subject_without_activity(meant: Sequence[Mapping[str, str]]) -> Fault:
    """Subjects and nothing else; ``meant``: of each the tags it may stand for, in words."""
    each = [
        " or ".join(f'"{tag}" ({words})' for tag, words in tags.items())
        + (", or both" if len(tags) > 1 else "")
        for tags in meant
    ]
    what = "a subject" if len(each) == 1 else "subjects"
    return Fault(
        "subject_without_activity",
        f"{what} without an activity; left out",
        f"write {'; and '.join(each)}",
    )


def bad_degree() -> Fault:
    """A degree that is none."""
    return Fault(
        "bad_degree",
        "the degree is not a number from 0 to 1; left out",
        'write "=0.5", "50%", "(high)", "(medium)" or "(low)" after the tag',
    )


def nothing_beside_tags() -> Fault:
    """ "None" in a cell that says something else as well."""
    return Fault(
        "nothing_beside_tags",
        "says that there is nothing, beside other words; left out",
        'write "none" alone, or take it out',
    )


def nothing_of_other_side(column: str) -> Fault:
    """ "Nothing to offer" in the column of needs, or "no needs" in that of strengths."""
    own, other = ("need", "offer") if column == "needs" else ("offer", "need")
    return Fault(
        "not_known",
        f"says that the school {other}s nothing, in a column of {column}: what it {own}s is taken "
        "as not known",
        f'write "none" here if it {own}s nothing, and what it says in the other column',
        severity="note",
    )


def not_known() -> Fault:
    """A cell that says that nobody knows."""
    return Fault(
        "not_known",
        'taken as not known: neither a tag nor "none"',
        'write a tag, or "none" where there is nothing',
        severity="note",
    )


def question() -> Fault:
    """A tag with a question mark: whoever wrote it asks, and says neither yes nor no."""
    return Fault(
        "not_known",
        'a question: taken as not known, neither a tag nor "none"',
        "ask the school; write the tag without the question mark if it is so",
        severity="note",
    )


def yes_alone() -> Fault:
    """A tick in a column whose heading names no activity."""
    return Fault(
        "yes_alone",
        "a yes or a tick, but neither the cell nor the heading says to what; left out",
        'write a tag, such as "T3 physics", or put the activity in the heading',
    )


def _did_you_mean(tags: Sequence[str]) -> str:
    return "did you mean " + " or ".join(f'"{tag}"' for tag in tags) + "?" if tags else ""
