"""Collect: the forms that came back, as one table of answers, and what became of each form.

Every cell that was written in is an answer in the table or is listed with what to do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from matcher.core.figures.number_format import counted
from matcher.core.questionnaire import (
    LAST,
    NEEDS,
    OFFERS,
    SENT_FILE,
    SIDES,
    FormRemark,
)
from matcher.core.tables import urn_key

if TYPE_CHECKING:
    from matcher.profile.asked.form_answers import FormAnswers

ANSWER_COLUMNS = (
    "URN", "School name", "Needs", "Offers", "Capacity", "Open to contact", "Notes",
    "Beside the answers", "Complete", "Forms",
)  # fmt: skip
_ACCOUNT_COLUMNS = ("Outcome", "URN", "School name", "Form", "Cell", "Question", "Text", "Why",
                    "What to do")  # fmt: skip
ANSWERED, PARTLY, EMPTY = "answered", "partly answered", "empty"
NOT_UNDERSTOOD, NOT_READ, SET_ASIDE = "not understood", "not read", "set aside"
NO_ANSWER, PASSED_OVER = "no answer", "passed over"
TO_CHECK, NOTE = "to check", "note"
_ORDER = (ANSWERED, PARTLY, NOT_UNDERSTOOD, EMPTY, SET_ASIDE, NOT_READ, PASSED_OVER)
_LIKE = 60  # per cent, below which two names are those of two schools
_SHOWN = 20


@dataclass(slots=True)
class CollectedForm:
    """What became of one file: its outcome, whose it is, and why where it was not used."""

    file: str
    outcome: str
    urn: str = ""
    name: str = ""
    why: str = ""
    hint: str = ""
    answers: FormAnswers | None = None


@dataclass(slots=True)
class Collected:
    """Everything that came back: a :class:`CollectedForm` for each file, what each school says
    by side, the remarks, and who was asked and has not answered (URN, name)."""

    folder: Path
    forms: list[CollectedForm]
    answers: dict[str, dict[str, FormAnswers]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    remarks: list[FormRemark] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)
    asked: int = 0

    @property
    def to_check(self) -> int:
        """How many cells were not understood and how many files were not used."""
        unused = sum(one.outcome in (NOT_READ, SET_ASIDE) for one in self.forms)
        return unused + sum(not remark.note for remark in self.remarks)

    def table(self) -> pd.DataFrame:
        """The answers, a row for each school, in the order of the URNs."""
        files: dict[str, list[str]] = {}
        for form in self.forms:
            if form.answers is not None:
                files.setdefault(form.urn, []).append(form.file)
        rows = [self._row(urn, files[urn]) for urn in sorted(self.answers, key=urn_key)]
        return pd.DataFrame(rows, columns=list(ANSWER_COLUMNS)).astype("str")

    def _row(self, urn: str, files: Sequence[str]) -> tuple[str, ...]:
        from matcher.profile.asked.form_answers import contact_of, merged_tags

        sides = self.answers[urn]
        tags = {
            side: "; ".join(merged_tags([tags for _, tags in one.answers.values()]))
            for side, one in sides.items()
        }
        both = [sides[side] for side in (OFFERS, NEEDS) if side in sides]
        return (
            urn,
            self.names.get(urn, ""),
            tags.get(NEEDS, ""),
            tags.get(OFFERS, ""),
            next((one.capacity for one in both if one.capacity), ""),
            contact_of(one.contact for one in both),
            ". ".join(dict.fromkeys(text for one in both for text in one.own_words)),
            ". ".join(dict.fromkeys(text for one in both for text in one.beside)),
            "; ".join(side for side in SIDES if side in sides and sides[side].complete),
            "; ".join(files),
        )

    def account(self) -> pd.DataFrame:
        """What became of every file, what in it is to be looked at, and who has not answered."""
        by_file: dict[str, list[FormRemark]] = {}
        for remark in sorted(self.remarks):
            by_file.setdefault(remark.file, []).append(remark)
        rows: list[tuple[str, ...]] = []
        for form in self.forms:
            who = (form.urn, form.name, form.file)
            rows.append((form.outcome, *who, "", "", "", form.why, form.hint))
            rows += [
                (NOTE if one.note else TO_CHECK, *who, one.place, one.question, one.text, one.why,
                 one.hint)
                for one in by_file.get(form.file, [])
            ]  # fmt: skip
        rows += [(NO_ANSWER, urn, name, "", "", "", "", "no form with an answer came back",
                  "ask again") for urn, name in self.missing]  # fmt: skip
        return pd.DataFrame(rows, columns=list(_ACCOUNT_COLUMNS)).astype("str")

    def lines(self) -> Iterator[str]:
        """What a person needs to know, most pressing first."""
        counts = Counter(one.outcome for one in self.forms)
        parts = " + ".join(f"{counts[one]:,} {one}" for one in _ORDER if counts[one])
        yield f"{self.folder}: {counted(len(self.forms), 'file')} read = {parts or 'none'}"
        for form in self.forms:
            if form.outcome in (NOT_READ, SET_ASIDE, NOT_UNDERSTOOD, EMPTY):
                hint = f" ({form.hint})" if form.hint else ""
                yield f"{form.outcome}: {form.file}: {form.why}{hint}"
        shown = [one for one in sorted(self.remarks) if not one.note]
        for one in shown[:_SHOWN]:
            place = ", ".join(filter(None, (one.file, one.place, one.question)))
            yield f"to check: {place}: {one.text!r} {one.why}"
        if more := shown[_SHOWN:]:
            yield f"          … and {len(more):,} more"
        if self.asked:
            names = ", ".join(f"{urn} {name}".strip() for urn, name in self.missing[:_SHOWN])
            more_names = f" and {len(self.missing) - _SHOWN:,} more" * (len(self.missing) > _SHOWN)
            told = f": {names}{more_names}" if self.missing else ""
            yield f"Asked: {self.asked:,}; no answer from {len(self.missing):,}{told}"
        yield f"Answers: {counted(len(self.answers), 'school')}; to check: {self.to_check:,}"


def collect(folder: Path, asked: Sequence[Path] = (), own: Sequence[Path] = ()) -> Collected:
    """Read every form in ``folder`` but for the command's ``own`` files. ``asked`` says who was
    asked: a run, a list with URNs, or the table that came with the forms, which is found in the
    folder by itself.

    Raises FileError where the folder, or what says who was asked, cannot be read.
    """
    from matcher.intake.forms.form_files import found_files
    from matcher.intake.forms.form_reader import read_form
    from matcher.jobs.lists.asking import who_was_asked
    from matcher.profile.asked.questions import questions
    from matcher.profile.asked.understand_form import understand_forms
    from matcher.profile.vocabulary import load

    by_side = {side: questions(side) for side in SIDES}
    collected: list[CollectedForm] = []
    read = []
    for found in found_files(folder, own):
        form, (why, hint) = None, ("a program left it, or it is no form", "")
        if not found.passed_over:
            form, (why, hint) = read_form(found, by_side)
        outcome = PASSED_OVER if found.passed_over else NOT_READ
        collected.append(CollectedForm(found.name, outcome, why=why, hint=hint))
        if form is not None:
            read.append((collected[-1], form))
    given = [
        *asked,
        *([folder / SENT_FILE] if not asked and (folder / SENT_FILE).is_file() else []),
    ]
    known, not_open = who_was_asked(given, sorted({form.side for _, form in read}, reverse=True))
    result = Collected(folder, collected)
    understood = understand_forms((form for _, form in read), load())
    for (one, _), answers in zip(read, understood, strict=True):
        one.answers = answers
        result.remarks += answers.remarks
        _tell_whose(one, answers, known, result)
    _join(result)
    unasked = not_open - result.answers.keys()  # they got no form
    result.asked = len(known.keys() - unasked)
    result.missing = [(urn, known[urn]) for urn in sorted(known, key=urn_key)
                      if urn not in result.answers and urn not in unasked]  # fmt: skip
    return result


def _tell_whose(
    one: CollectedForm, answers: FormAnswers, known: Mapping[str, str], result: Collected
) -> None:
    """Whose form it is, and whether it is used: not where its URN and its name are two schools',
    or nobody asked that school."""
    form = answers.form
    one.urn, one.name = form.urn or form.named, form.name
    if not form.urn and form.named:
        _remark(result, one, form.named, "the form has no URN; its file's name begins with this")
    elif form.named and form.urn != form.named:
        _remark(result, one, form.named, f"its file's name begins with this; the form says "
                f"{form.urn}, which counts")  # fmt: skip
    if answers.is_empty:
        one.outcome, one.why = EMPTY, "nothing was written into it"
        one.answers = None
        return
    if not one.urn:
        _set_aside(one, "does not say whose it is: its URN is blank", "write the URN into it")
    elif known and one.urn not in known:
        _set_aside(one, f"{one.urn} is none of the schools that were asked",
                   "correct its URN, or name its school in --asked")  # fmt: skip
    elif known and not _same_name(form.name, known[one.urn]):
        _set_aside(one, f"{one.urn} was asked as {known[one.urn]}, and the form says "
                   f"{form.name}: whose it is, is not clear",
                   "correct the URN or the name in it")  # fmt: skip
    else:
        one.outcome = _outcome(answers)
        one.why = "" if one.outcome != NOT_UNDERSTOOD else "see what is to check"


def _same_name(one: str, other: str) -> bool:
    """Whether two names may be those of one school; a blank one may be anybody's."""
    from rapidfuzz import fuzz, utils

    if not one.strip() or not other.strip():
        return True
    return bool(fuzz.token_set_ratio(one, other, processor=utils.default_process) >= _LIKE)


def _set_aside(one: CollectedForm, why: str, hint: str) -> None:
    one.outcome, one.why, one.hint, one.answers = SET_ASIDE, why, hint, None


def _remark(result: Collected, one: CollectedForm, text: str, why: str) -> None:
    result.remarks.append(FormRemark(one.file, "", "", text, why, note=True))


def _outcome(answers: FormAnswers) -> str:
    from matcher.profile.asked.questions import questions

    asked = {question.ref for question in questions(answers.form.side)} - set(LAST)
    if answers.complete or asked <= answers.answers.keys():
        return ANSWERED
    said = answers.answers or answers.capacity or answers.contact or answers.own_words
    return PARTLY if said else NOT_UNDERSTOOD


def _join(result: Collected) -> None:
    """The answers of each school, of however many forms."""
    from matcher.profile.asked.join_forms import join_forms

    by_school: dict[tuple[str, str], list[FormAnswers]] = {}
    for one in result.forms:
        if one.answers is not None and one.outcome != NOT_UNDERSTOOD:
            by_school.setdefault((one.urn, one.answers.form.side), []).append(one.answers)
            result.names.setdefault(one.urn, one.name)
    for (urn, side), forms in by_school.items():
        joined = join_forms(forms)
        result.answers.setdefault(urn, {})[side] = joined
        result.remarks += joined.remarks
        if len(forms) > 1:
            result.remarks.append(
                FormRemark(joined.form.file, "", "", ", ".join(one.form.file for one in forms),
                           "several forms of this school came back and were put together",
                           note=True)
            )  # fmt: skip
