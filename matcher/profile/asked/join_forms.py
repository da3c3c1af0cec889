"""Several forms of one school: which answer counts is never decided in silence.

The form that was saved last wins, question by question, where the forms say when that was; where
they do not, a question that they answer differently stays open. Either way it is listed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from matcher.core.questionnaire import (
    ALL,
    CAPACITY,
    CONTACT,
    FormRemark,
    Question,
)
from matcher.profile.asked.form_answers import FormAnswers, contact_of
from matcher.profile.asked.questions import questions

T = TypeVar("T")
_SECONDS = 19  # characters of "2026-11-29T10:15:00"
_ASK = "ask the school which is right, and put that into the table"


def join_forms(forms: Sequence[FormAnswers]) -> FormAnswers:
    """The ``forms`` of one school and one side as one; its remarks are those of the joining
    alone. Forms without an answer change nothing."""
    filled = [one for one in forms if not one.is_empty] or list(forms[:1])
    if len(filled) == 1:
        return replace(filled[0], remarks=[])
    saved = [one.form.saved[:_SECONDS] for one in filled]
    in_order = all(saved) and len(set(saved)) == len(saved)
    if in_order:
        filled = sorted(filled, key=lambda one: one.form.saved[:_SECONDS])
    joined = FormAnswers(filled[-1].form)
    asked = {question.ref: question for question in questions(joined.form.side)}
    for ref in dict.fromkeys(ref for one in filled for ref in one.answers):
        answer = _one(joined, asked[ref], filled, in_order, _answer_to(ref))
        if answer is not None:
            joined.answers[ref] = answer
    capacity = _one(joined, asked[CAPACITY], filled, in_order, lambda one: one.capacity or None)
    contact = _one(joined, asked[CONTACT], filled, in_order, lambda one: one.contact or None)
    joined.capacity, joined.contact = (
        capacity or "",
        contact or contact_of(f.contact for f in filled),
    )
    complete = {one.complete for one in filled}
    # A form that says that it is everything beside one that does not says it of itself alone.
    joined.complete = complete == {True} or (in_order and filled[-1].complete)
    if len(complete) > 1 and not joined.complete:
        _remark(joined, asked[ALL], filled, ["yes" if one.complete else "" for one in filled],
                "is not taken for all: another form of the school does not say so")  # fmt: skip
    for one in filled:
        joined.own_words += [text for text in one.own_words if text not in joined.own_words]
        joined.beside += [text for text in one.beside if text not in joined.beside]
    return joined


def _answer_to(ref: str) -> Callable[[FormAnswers], tuple[str, tuple[str, ...]] | None]:
    return lambda one: one.answers.get(ref)


def _one(
    joined: FormAnswers,
    question: Question,
    filled: Sequence[FormAnswers],
    in_order: bool,
    part: Callable[[FormAnswers], T | None],
) -> T | None:
    """What the forms say of one question; None where they differ and it is not known which was
    saved last."""
    said = [(one, answer) for one in filled if (answer := part(one)) is not None]
    answers = [answer for _, answer in said]
    if all(answer == answers[0] for answer in answers):
        return answers[0] if answers else None
    why = (
        "forms of this school differ: the one saved last counts"
        if in_order
        else "forms of this school differ, and when they were saved is not known: not answered"
    )
    _remark(joined, question, [one for one, _ in said], list(map(_said, answers)), why)
    return answers[-1] if in_order else None


def _remark(
    joined: FormAnswers,
    question: Question,
    forms: Sequence[FormAnswers],
    said: Sequence[str],
    why: str,
) -> None:
    text = " | ".join(f"{one.form.file}: {answer or 'blank'}"
                      for one, answer in zip(forms, said, strict=True))  # fmt: skip
    joined.remarks.append(FormRemark(joined.form.file, "", question.words, text, why, _ASK))


def _said(answer: object) -> str:
    if isinstance(answer, tuple):
        state, tags = answer
        return f"{state} ({', '.join(tags)})" if state == "yes" else str(state)
    return str(answer)
