"""Plan: from a partnership, or a pair of a run, to its plan, questionnaires, checklist and
data plan; and the questions as a form to hand out.

The CSV files are the plan. They may be made again at any time: what people wrote in them
stays (:mod:`matcher.partnership.plan.files.editable_csv`). The page and the workbook are made from
them.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.core.errors import FileError, OutputError, SettingError
from matcher.core.files.names import in_command
from matcher.core.files.reading import read_file

if TYPE_CHECKING:
    from matcher.partnership.plan.files.editable_csv import CsvContent, CsvLayout, Row
    from matcher.partnership.record.partnership import Partnership

MARKDOWN, WORKBOOK = "plan.md", "plan.xlsx"
_COMMAND = "plan make"
FOLDER = "partnerships"  # where the folder of a partnership is made unless somebody says


@dataclass(frozen=True, slots=True)
class MadePlan:
    """What was made: the folder, for each file its name and how many rows it has, and what
    there is to say of it."""

    folder: Path
    files: tuple[tuple[str, int], ...]
    notes: tuple[str, ...]

    def lines(self) -> list[str]:
        """For a person at a terminal."""
        named = ", ".join(f"{name} ({_rows(rows)})" for name, rows in self.files)
        return [f"Written in {self.folder}: {named}, {MARKDOWN}, {WORKBOOK}", *self.notes]


def make(folder: Path, *, start: str = "", force: bool = False) -> MadePlan:
    """Make, or make again, the plan of the partnership in ``folder``.

    ``start``: the day the activities begin, which the record keeps ("": the day that it keeps,
    or on which it says that the partnership is running). Raises :class:`FileError` for a folder
    without a record or a file that cannot be read, :class:`SettingError` for a ``start`` that is
    no day, :class:`OutputError` where somebody changed the page or the workbook, unless ``force``;
    nothing is written then.
    """
    from matcher.partnership.folders import held_partnership

    with held_partnership(folder, _COMMAND) as partnership:
        return _make(folder, partnership, start, force)


def make_from_run(
    run: Path,
    urns: Sequence[str],
    day: datetime.date,
    out: Path | None = None,
    *,
    start: str = "",
    force: bool = False,
) -> MadePlan:
    """The same for two schools of a run: the folder ``out`` (default
    ``partnerships/URN-URN``) becomes that of their partnership, suggested on ``day``, unless
    it is already; then its own record counts. Raises as above, and :class:`OutputError` for
    a folder that holds something else."""
    from matcher.jobs.partnership.partnership import from_run
    from matcher.partnership.folders import folder_name, held_new_folder, is_free
    from matcher.partnership.record.file import RECORD, read_record, write_record

    if len(urns) != 2:
        raise SettingError("a plan is made for two schools", where="URN", hint="give two URNs")
    fresh = from_run(run, urns[0], urns[1], day)
    folder = out or Path(FOLDER) / folder_name(fresh)
    _day(start)  # before anything is written
    foreign = OutputError(
        "is there and is no partnership", where=str(folder), hint="choose another --out"
    )
    if not (folder / RECORD).exists() and not is_free(folder):
        raise foreign
    with held_new_folder(folder, _COMMAND):
        if (folder / RECORD).exists():
            fresh = _same_pair(folder, read_record(folder), fresh)
        elif is_free(folder):
            write_record(folder, fresh)
        else:
            raise foreign
        return _make(folder, fresh, start, force)


def _same_pair(folder: Path, existing: Partnership, fresh: Partnership) -> Partnership:
    if {*existing.pair} != {*fresh.pair}:
        raise OutputError(
            f"is the partnership of {' and '.join(existing.pair)}",
            where=str(folder),
            hint="choose another --out",
        )
    return existing


def questions(folder: Path, who: str = "", age: str = "", when: str = "") -> list[Row]:
    """The questions of the plan in ``folder`` that are in use, of those asked of ``who``
    (pupils, staff or leads), of this ``age`` and at this time (before or after); "": of any.
    Raises :class:`FileError` for a folder that holds no plan."""
    from matcher.partnership.plan.content.question_bank import QUESTIONS, select_questions

    return select_questions(read_plan_file(folder, QUESTIONS).rows, who, age, when)


def questions_text(rows: list[Row], form: str, age: str = "", when: str = "") -> str:
    """Questions as forms to hand out (``md``), each for one time and one age of pupils, or
    as a table (``csv``)."""
    from matcher.partnership.plan.content.question_bank import QUESTIONS
    from matcher.partnership.plan.files.editable_csv import CsvContent, csv_bytes
    from matcher.partnership.plan.files.question_forms import question_forms

    if form == "md":
        return question_forms(rows, age, when)
    return csv_bytes(QUESTIONS, CsvContent(tuple(rows))).decode("utf-8-sig").replace("\r\n", "\n")


def _make(folder: Path, partnership: Partnership, start: str, force: bool) -> MadePlan:
    from matcher.core.files.atomic import write_bytes
    from matcher.core.files.dated_copy import keep_copy
    from matcher.partnership.plan.content.checklist import CHECKLIST, checklist_rows
    from matcher.partnership.plan.content.data_plan import DATA_PLAN, data_plan_rows
    from matcher.partnership.plan.content.indicators import PLAN, plan_rows, unknown_activities
    from matcher.partnership.plan.content.question_bank import QUESTIONS, in_use, question_rows
    from matcher.partnership.plan.content.stated_targets import target_notes
    from matcher.partnership.plan.files.editable_csv import (
        MergedCsv,
        csv_bytes,
        merge_rows,
        read_csv,
    )
    from matcher.partnership.plan.files.markdown import plan_markdown
    from matcher.partnership.plan.files.workbook_sheets import plan_workbook
    from matcher.partnership.record.file import RECORD, write_record
    from matcher.partnership.record.partnership import IN_WORDS

    given = _day(start)
    begins = given or partnership.start
    changed = _changed(folder)
    if changed and not force:
        raise OutputError(
            "was changed since it was made, and what is written there is not read",
            where=str(changed[0]),
            hint="put it into the CSV files and rename or delete this one, or --force, which "
            "keeps a dated copy of it",
        )
    done: dict[str, MergedCsv] = {}

    def put(form: CsvLayout, rows: list[Row]) -> tuple[Row, ...]:
        done[form.file] = merge_rows(form, rows, read_csv(folder / form.file, form))
        return done[form.file].content.rows

    plan = put(PLAN, plan_rows(partnership, begins))
    asked = put(QUESTIONS, question_rows(partnership))
    checked = put(CHECKLIST, checklist_rows())
    data = put(DATA_PLAN, data_plan_rows(partnership, plan, asked))
    files = {
        form.file: csv_bytes(form, done[form.file].content)
        for form in (PLAN, QUESTIONS, CHECKLIST, DATA_PLAN)
    }
    shown = _shown_plan(folder, plan)
    files[MARKDOWN] = plan_markdown(partnership, shown, asked, checked, data).encode(
        "utf-8", "replace"
    )
    files[WORKBOOK] = plan_workbook(partnership, shown, asked, checked, data)
    if given and given != partnership.start:
        write_record(folder, replace(partnership, starts=given.isoformat()))
    kept = [(path.name, keep_copy(path).name) for path in changed]
    for name, content in files.items():  # all are made before any is written
        write_bytes(folder / name, content)
    notes = [f"Activity {one}: there is no such activity, so it has no plan" for one in
             unknown_activities(partnership)]  # fmt: skip
    if not partnership.exchanges:
        notes.append(
            "The record names nothing that is exchanged, so the plan holds no activity: write what "
            f"one gives the other into {folder / RECORD}, an [[exchange]] for each thing (by, to, "
            "activity, subject, words), and make the plan again"
        )
    used = {row["key"].rpartition("-")[2] for row in plan if in_use(row)}
    later = f"The plan has rows for it once {RECORD} says who says so (strength_evidence)"
    notes += [f"To be asked first of {partnership.party(one.by).label}: {one.words}; "
              f"{'' if one.to_ask == IN_WORDS else 'it has not said that it gives this, '}"
              f"{one.to_ask}{f'. {later}' if one.is_question else ''}"
              for one in partnership.exchanges
              if one.to_ask and (one.mark in used or one.is_question)]  # fmt: skip
    notes += target_notes(partnership, plan)
    if begins is None:
        notes.append("No day for the start is known: --start DAY dates baselines and follow-ups")
    notes += [f"{name}: the one that was changed is kept as {copy}" for name, copy in kept]
    notes += [line for name, one in done.items() for line in _merge_notes(name, one)]
    return MadePlan(
        folder, tuple((n, len(one.content.rows)) for n, one in done.items()), tuple(notes)
    )


def _shown_plan(folder: Path, plan: Sequence[Row]) -> list[Row]:
    """The rows of the plan for what is handed on: small numbers withheld."""
    from matcher.partnership.monitor.plan_reader import make_plan, read_indicators
    from matcher.partnership.monitor.shown_cells import shown_rows
    from matcher.partnership.monitor.values.reader import read_stored_values

    return shown_rows(plan, read_stored_values(folder, make_plan(plan, read_indicators())))


def _merge_notes(name: str, merged: Any) -> list[str]:
    """What became of the rows that a person wrote, and of those no longer needed."""
    outcomes = (
        (merged.kept, "whose text somebody changed was", "whose text somebody changed were",
         "left as written"),
        (merged.added, "of your own, or no longer needed but written in, stays",
         "of your own, or no longer needed but written in, stay", "at the end"),
        (merged.dropped, "no longer needed, and blank, was", "no longer needed, and blank, were",
         "taken out"),
    )  # fmt: skip
    return [
        f"{name}: {_rows(count)} {one if count == 1 else more} {end}"
        for count, one, more, end in outcomes
        if count
    ]


def _rows(count: int) -> str:
    return f"{count:,} row" if count == 1 else f"{count:,} rows"


def _changed(folder: Path) -> list[Path]:
    """The page and the workbook of the plan, where somebody changed them."""
    from matcher.partnership.plan.files import markdown, workbook

    changed = []
    for name in (MARKDOWN, WORKBOOK):
        try:
            data = read_file(folder / name)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise OutputError(
                f"cannot be read: {error.strerror}", where=str(folder / name)
            ) from None
        whole = (
            markdown.is_unchanged(data.decode("utf-8", "replace"))
            if name == MARKDOWN
            else workbook.is_unchanged(data)
        )
        if not whole:
            changed.append(folder / name)
    return changed


def read_plan_file(folder: Path, form: CsvLayout) -> CsvContent:
    """What the file of ``form`` in ``folder`` holds. Raises :class:`FileError` where there
    is none."""
    from matcher.partnership.plan.files.editable_csv import read_csv

    path = folder / form.file
    if not path.exists():
        raise FileError(
            f"holds no {form.file}: it has no plan yet",
            where=str(folder),
            hint=f"matcher plan make {in_command(folder)} makes one",
        )
    return read_csv(path, form)


def _day(text: str) -> datetime.date | None:
    """The day that ``text`` names, None where it names none. Raises SettingError."""
    from matcher.partnership.plan.files.editable_csv import read_day

    if not text.strip():
        return None
    day = read_day(text)
    if day is None:
        raise SettingError(
            f"{text!r} is no day", where="--start", hint="write it like 2026-09-01 or 01/09/2026"
        )
    return day
