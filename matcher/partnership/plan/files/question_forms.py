"""The questions as forms to hand out: one for each group of people, age and time.

What the form is for stands in a comment at its top; nothing in it but questions is for those
who answer. Text of names and questions is hostile and goes through
:func:`matcher.partnership.plan.files.markdown.escape_markdown`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matcher.partnership.plan.content.question_bank import TIMES, times
from matcher.partnership.plan.content.receiving_school import AGES
from matcher.partnership.plan.files.editable_csv import Row
from matcher.partnership.plan.files.markdown import escape_markdown

_HEAD = (
    "You need not answer, and nobody is worse off for it. Do not write your name unless the "
    "information sheet asks for a code."
)
_HEAD_PRIMARY = (
    "You do not have to answer. No answer is wrong. Please do not write your name. Put a ring "
    "around the face that says what you think."
)
# What the bank calls a face, for spreadsheets may save no such sign.
_FACES = {"sad face": "☹", "straight face": "😐", "smiling face": "☺"}
_LINE = "______________________________"


def question_forms(questions: Sequence[Row], age: str = "", when: str = "") -> str:
    """The forms for ``questions``, parted by a rule; ``age`` and ``when``: only those of this
    age of pupils, or for this time ("": all there are)."""
    found = list(_forms(questions, age, when))
    return "\n---\n\n".join(found) if found else "No questions.\n"


def _forms(questions: Sequence[Row], age: str, when: str) -> Iterator[str]:
    for who, school in dict.fromkeys((row["who"], row["school"]) for row in questions):
        own = [row for row in questions if (row["who"], row["school"]) == (who, school)]
        named = {one for row in own for one in row["ages"].split(", ")}
        of = [one for one in AGES if one in named] if who == "pupils" else []
        for one in [age] if age and of else of or [""]:
            # A question without ages is a person's own, and for all.
            fit = [row for row in own if not one or not row["ages"].strip() or _is_of(row, one)]
            for time in [when] if when else TIMES:
                rows = [row for row in fit if time in times(row)]
                if rows:
                    yield _form(rows, who, school, one, time)


def _is_of(row: Row, age: str) -> bool:
    return age in row["ages"].split(", ")


def _form(rows: Sequence[Row], who: str, school: str, age: str, time: str) -> str:
    at = f" of {escape_markdown(school)}" if school else ""
    aged = f" ({age})" if age else ""
    lines = [
        f"<!-- For {escape_markdown(who)}{aged}{at}, to answer {time} the activity. -->",
        f"# Questions for {escape_markdown(who)}{at}",
        "",
        _HEAD_PRIMARY if age == "primary" else _HEAD,
        "",
    ]
    for number, row in enumerate(rows, start=1):
        lines += [
            f"{number}. {escape_markdown(row['question'])}",
            "",
            *_answers(row["answers"]),
            "",
        ]
    return "\n".join(lines)


def _answers(answers: str) -> list[str]:
    """What is there to tick, to ring or to write on."""
    choices = [part.strip() for part in answers.split("|") if part.strip()]
    if len(choices) < 2:
        return [f"    {_LINE}"]
    parts = [choice.partition(":") for choice in choices]
    if all(face.strip().casefold() in _FACES for face, _, _ in parts):
        labelled = (
            f"{_FACES[face.strip().casefold()]} {escape_markdown(words)}"
            for face, _, words in parts
        )
        return [f"    {' / '.join(labelled)}"]
    return [f"    - [ ] {escape_markdown(choice)}" for choice in choices]
