"""What stands in a form that asks one school, whatever kind of file it becomes: its title, the
lines above the table, and the rows of the table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matcher.core.cells import without_controls
from matcher.core.questionnaire import (
    FORM_LABEL,
    NEEDS,
    OFFERS,
    SCHOOL_LABEL,
    URN_LABEL,
    AskedSchool,
    Question,
)

MAY_BE_WRONG = "“What we have noted so far” may be wrong: your answer replaces it."
TITLES = {
    OFFERS: "What could your school offer its partners?",
    NEEDS: "What would help your school?",
}
_ASKS = {
    OFFERS: (
        "Please tick Yes, Not now or No (an x will do). A row that you leave blank counts as not "
        "answered, so you need not fill in every row.",
        MAY_BE_WRONG,
    ),
    NEEDS: (
        "Please tick Yes (an x will do) for what would help your school, Not now for what could "
        "wait, or No. A row that you leave blank counts as not answered.",
        MAY_BE_WRONG,
    ),
}
NO_NAMES = "Please write no names of people, telephone numbers or e-mail addresses in the form."


@dataclass(frozen=True, slots=True)
class AskingForm:
    """One form: ``labels`` are (label, value) pairs that say whose it is, ``lines`` what to do,
    ``questions`` the rows."""

    title: str
    labels: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]
    questions: Sequence[Question]
    school: AskedSchool

    def sections(self) -> Iterator[tuple[str, list[Question]]]:
        """The questions under each heading, in their order."""
        found: dict[str, list[Question]] = {}
        for question in self.questions:
            found.setdefault(question.section, []).append(question)
        yield from found.items()


def asking_form(school: AskedSchool, side: str, questions: Sequence[Question]) -> AskingForm:
    """The form on ``side`` for a school, its words without characters that no file can hold."""
    noted = {ref: without_controls(text) for ref, text in school.noted.items()}
    school = AskedSchool(school.urn, without_controls(school.name), noted)
    return AskingForm(
        TITLES[side],
        ((SCHOOL_LABEL, school.name), (URN_LABEL, school.urn), (FORM_LABEL, side)),
        (*_ASKS[side], NO_NAMES),
        questions,
        school,
    )
