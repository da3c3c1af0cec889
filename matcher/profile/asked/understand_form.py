"""From the cells of a returned form to answers in tags. What is not plain is no answer: it is
left open and listed with its cell, its words and what to do.

"Yes" gives the tag, with the subjects that stand beside it; "no" and "not now" give it with
degree 0; a blank gives nothing, for who did not answer did not say no.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from matcher.core.questionnaire import (
    ALL,
    ANSWERS,
    CAPACITY,
    CONTACT,
    LAST,
    NO,
    NOT_NOW,
    OWN_WORDS,
    WORDS,
    YES,
    FormRemark,
    FormRow,
    ReturnedForm,
)
from matcher.profile.asked.form_answers import FormAnswers, kept_text
from matcher.profile.asked.questions import questions
from matcher.profile.asked.tick_marks import Mark, read_mark
from matcher.profile.asked.words_beside import WordsBeside, is_all, is_conditional
from matcher.profile.vocabulary import Vocabulary

_STATES = {YES: "yes", NOT_NOW: "not now", NO: "no"}
_NUMBER = re.compile(r"(?:about |up to |maybe |perhaps |c\.? ?|~ ?|max(?:imum)?\.? )?"
                     r"(\d{1,3})(?:\.0+)?(?: (?:schools?|partners?|partnerships?|at most|max))*\.?",
                     re.I)  # fmt: skip
_IN_WORDS = {
    "none": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
    "seven": "7", "eight": "8", "nine": "9", "ten": "10",
}  # fmt: skip
_SAYS_NO = re.compile(r"(?:no|not|none|never|we (?:do not|don.t|cannot|can.t|have no))\b", re.I)
_SAYS_WHEN = re.compile(r"\b(?:20\d\d|from|after|next|when|once|soon|spring|summer|autumn|winter|"
                        r"september|january|april|term|year)\b", re.I)  # fmt: skip
_ANSWER_AGAIN = "ask the school, and put what it says into the table"


def understand_forms(
    forms: Iterable[ReturnedForm], vocabulary: Vocabulary
) -> Iterator[FormAnswers]:
    """What each of ``forms`` says in answer to the questions of its side."""
    words = WordsBeside(vocabulary)
    for form in forms:
        yield _Understanding(form, words).read()


class _Understanding:
    def __init__(self, form: ReturnedForm, words: WordsBeside) -> None:
        self._asked = {question.ref: question for question in questions(form.side)}
        self._words = words
        self.found = FormAnswers(form)
        # Who ticks some rows under Yes and crosses others there, and uses no other column, may
        # mean the crosses as noes.
        marks = {
            column: {read_mark(row.cells.get(column, "")).kind for row in form.rows}
            for column in ANSWERS
        }
        elsewhere = (marks[NOT_NOW] | marks[NO]) - {""}
        self._mixed = {"tick", "cross"} <= marks[YES] and not elsewhere

    def read(self) -> FormAnswers:
        seen: set[str] = set()
        for row in self.found.form.rows:
            if not any(cell.strip() for cell in row.cells.values()):
                continue
            if row.ref not in self._asked:
                self._added_row(row)
            elif row.ref in seen:
                self._remark(row, WORDS, row.question, "this question stands in the form twice",
                             _ANSWER_AGAIN)  # fmt: skip
            else:
                seen.add(row.ref)
                self._last_row(row) if row.ref in LAST else self._row(row)
        if self.found.complete and not self.found.answers:
            self.found.complete = False
            row = next(one for one in self.found.form.rows if one.ref == ALL)
            self._remark(row, YES, "", "says that this is all, but answers nothing else",
                         _ANSWER_AGAIN)  # fmt: skip
        self.found.remarks += [
            replace(one, question=kept_text(one.question), text=kept_text(one.text)[:200])
            for one in self.found.form.remarks
        ]
        return self.found

    # One question

    def _row(self, row: FormRow) -> None:
        words = row.cells.get(WORDS, "").strip()
        found = self._state(row)
        if found is None:
            return
        state, column, beside = found
        if beside:
            words = f"{beside}; {words}" if words else beside
        subjects, rest = self._words.subjects(row.ref, words)
        if not state:
            if not subjects:
                if words:
                    self._remark(row, WORDS, words, "stands beside a question that has no tick",
                                 _ANSWER_AGAIN)  # fmt: skip
                return
            state = "yes"
            self._remark(row, WORDS, words, "subjects without a tick: taken for a yes", note=True)
        if state == "no" and subjects:
            self._remark(row, column or NO, words, "a no beside subjects: whether to these "
                         "alone is not clear", _ANSWER_AGAIN)  # fmt: skip
            return
        if state != "yes":
            self._take(row, state, [f"{row.ref}=0"], words)
            return
        if is_conditional(words):
            self._open(row, state, words)
            return
        if words and is_all(words):
            rest = ""
        doubtful = bool(rest) and self._words.may_name_more(row.ref, rest)
        if doubtful and not subjects and row.ref in self._words.takes:
            self._remark(row, WORDS, rest, "what the yes beside it is for is not clear",
                         _ANSWER_AGAIN)  # fmt: skip
            return
        self._take(row, "yes", subjects or [row.ref], rest, is_note=not doubtful)

    def _take(
        self, row: FormRow, state: str, tags: Sequence[str], rest: str, is_note: bool = True
    ) -> None:
        """Keep an answer; words that were not understood stand beside it."""
        self.found.answers[row.ref] = (state, tuple(dict.fromkeys(tags)))
        question = self._asked[row.ref].words
        if rest:
            self._beside(f"{question}: {state}, “{rest}”")
            hint = "" if is_note else "see whether it changes the answer"
            self._remark(row, WORDS, rest, "was kept as it is, beside the answer", hint, is_note)
        elif state == "not now":
            self._beside(f"{question}: not now")

    def _open(self, row: FormRow, state: str, words: str) -> None:
        """A yes under a condition is none that a partner may be found by: it is for a person, and
        its words stand beside the answers."""
        self._beside(f"{self._asked[row.ref].words}: {state}, “{words}”: not counted")
        self._remark(row, WORDS, words, "puts a condition to the yes beside it, or takes it back: "
                     "not counted", _ANSWER_AGAIN)  # fmt: skip

    def _state(self, row: FormRow) -> tuple[str, str, str] | None:
        """The answer of a row, the column it stands in, and words in its cell; a blank answer
        where there is none; None where it is not plain, which is then listed."""
        marks = {column: read_mark(row.cells.get(column, "")) for column in ANSWERS}
        marked = {column: mark for column, mark in marks.items() if mark.kind}
        for column in [one for one, mark in marked.items() if mark.kind == "zero"]:
            del marked[column]
            self._remark(row, column, "0", "was taken for a cell without a tick", note=True)
        if not marked:
            return "", "", ""
        if len(marked) > 1:
            first = next(iter(marked))
            said = " | ".join(f"{column}: {row.cells[column].strip()}" for column in marked)
            self._remark(row, first, said, "more than one answer is ticked", _ANSWER_AGAIN)
            return None
        ((column, mark),) = marked.items()
        state = self._state_of(column, mark) or self._state_by_words(row.ref, column, mark)
        if state:
            return state, column, mark.rest
        why = {
            "cross": "a cross where other rows have ticks: it may mean no",
            "not known": "says that it is not known",
        }.get(mark.kind, f"is no answer that is understood under {column!r}")
        self._remark(row, column, row.cells[column], why, _ANSWER_AGAIN)
        return None

    def _state_of(self, column: str, mark: Mark) -> str:
        """What a mark means under the heading of its column, "" where that is not plain."""
        if mark.kind == "tick" or (mark.kind == "cross" and not (self._mixed and column == YES)):
            return _STATES[column]
        agrees = {
            "yes": {YES: "yes", NOT_NOW: "", NO: ""},
            "no": {YES: "no", NOT_NOW: "", NO: "no"},
            "not now": {YES: "not now", NOT_NOW: "not now", NO: ""},
        }
        return agrees.get(mark.kind, {}).get(column, "")

    def _state_by_words(self, ref: str, column: str, mark: Mark) -> str:
        """What words in the cell of a tick mean: "maths only" under Yes, "no staff" under No,
        "from 2027" under Not now; "" where they may mean something else."""
        if mark.kind != "words":
            return ""
        if column == YES:
            return "yes" if self._words.are_all_subjects(ref, mark.rest) else ""
        if self._words.names_subjects(mark.rest):
            return ""
        says_no = _SAYS_NO.match(mark.rest) is not None
        if column == NO:
            return "no" if says_no else ""
        return "not now" if _SAYS_WHEN.search(mark.rest) and not says_no else ""

    # The questions at the end, and rows of a person's own

    def _last_row(self, row: FormRow) -> None:
        words = row.cells.get(WORDS, "").strip()
        in_ticks = [row.cells[one].strip() for one in ANSWERS if row.cells.get(one, "").strip()]
        if row.ref == OWN_WORDS:
            own = [one for one in (*in_ticks, words) if read_mark(one).kind in ("words", "yes")
                   and len(one) > 3]  # fmt: skip
            self.found.own_words += [kept_text(one) for one in own]
            if not own and any(read_mark(one).kind in ("tick", "cross", "yes")
                               for one in (*in_ticks, words)):  # fmt: skip
                self._remark(row, YES, words or in_ticks[0], "ticked, but no words stand there",
                             _ANSWER_AGAIN)  # fmt: skip
        elif row.ref == CAPACITY:
            self._capacity(row, [*in_ticks, *([words] if words else [])])
        else:
            self._yes_or_no(row, words)

    def _capacity(self, row: FormRow, said: Sequence[str]) -> None:
        numbers = [number for text in said if (number := _whole_number(text))]
        if len(said) == 1 and numbers:
            self.found.capacity = numbers[0]
        elif said:
            self._remark(row, WORDS, " | ".join(said), "is no whole number", _ANSWER_AGAIN)

    def _yes_or_no(self, row: FormRow, words: str) -> None:
        if words and not any(row.cells.get(one, "").strip() for one in ANSWERS):
            row = FormRow(row.ref, row.question, {**row.cells, YES: words}, row.places)
            words = ""
        found = self._state(row)
        if found is None:
            # What is no plain yes keeps the school out until somebody has asked.
            self.found.contact = "unclear" if row.ref == CONTACT else self.found.contact
            return
        state, _, beside = found
        if row.ref == ALL:
            self.found.complete = state == "yes" and not beside and not words
            if state == "yes" and not self.found.complete:
                self._remark(row, WORDS, beside or words, "words beside it: it is not "
                             "taken for everything", _ANSWER_AGAIN)  # fmt: skip
            return
        said = "; ".join(filter(None, (beside, words)))
        if state == "yes" and is_conditional(said):
            self._open(row, state, said)
            self.found.contact = "unclear"
            return
        if state:
            self.found.contact = "yes" if state == "yes" else "no"
        if said:
            self._beside(f"{self._asked[CONTACT].words} {state}, “{said}”")
            self._remark(row, WORDS, said, "was kept as it is, beside the answer", note=True)

    def _added_row(self, row: FormRow) -> None:
        """A row that is none of ours: in a person's own words, and listed."""
        said = " | ".join(cell.strip() for cell in row.cells.values() if cell.strip())
        text = f"{row.question.strip()}: {said}" if row.question.strip() else said
        self._beside(text)
        self._remark(row, YES, text, "is a row that the form does not have", _ANSWER_AGAIN)

    def _beside(self, text: str) -> None:
        self.found.beside.append(kept_text(text))

    def _remark(
        self, row: FormRow, column: str, text: str, why: str, hint: str = "", note: bool = False
    ) -> None:
        question = self._asked[row.ref].words if row.ref in self._asked else kept_text(row.question)
        self.found.remarks.append(
            FormRemark(self.found.form.file, row.places.get(column, ""), question,
                       kept_text(text)[:200], why, hint, note)
        )  # fmt: skip


def _whole_number(text: str) -> str:
    folded = " ".join(text.casefold().split())
    if folded in _IN_WORDS:
        return _IN_WORDS[folded]
    found = _NUMBER.fullmatch(folded)
    return str(int(found[1])) if found else ""
