"""Findings of a partnership for an audience, and of all of them as pages for a website."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.core.errors import FileError, SettingError
from matcher.core.problems import ProblemLog

if TYPE_CHECKING:
    from matcher.core.problems import Problem
    from matcher.partnership.findings.audiences import Audience
    from matcher.partnership.findings.facts import Facts, Paper
    from matcher.partnership.findings.lessons import Lessons
    from matcher.partnership.record.partnership import Partnership

PUBLIC = "public"  # the audience of pages for a website, and of whoever reads them
READ_FIRST = (
    "Read the lessons before you publish: not every name or small number in free text is found."
)


@dataclass(frozen=True, slots=True)
class Findings:
    """The paper for one audience, in any of the three formats; ``notes``: what of the folder
    was not used, and lines that may name a person or tell of very few, as sentences."""

    paper: Paper
    audience: Audience
    notes: tuple[str, ...]

    def data(self, form: str = "") -> bytes:
        """The paper as "md", "html" or "docx"; "" for what the audience is given."""
        from matcher.partnership.findings import documents

        form = form or self.audience.format
        if form == "docx":
            return documents.word_document(self.paper)
        if form == "md":
            return documents.markdown(self.paper).encode("utf-8", "replace")
        return documents.html(self.paper, []).encode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Site:
    """A site that was written: its folder, how many partnerships it tells of, how many were
    left out because they are not running and have not ended, of how many nobody has told yet what
    was done, pages that were taken away
    because their partnership is told of no more, records that could not be read,
    ``notes`` as those of :class:`Findings`, by page, and the folder that keeps pages which
    somebody had changed."""

    folder: Path
    published: int
    left_out: int
    untold: int
    removed: tuple[str, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    kept: Path | None = None

    def lines(self) -> list[str]:
        """For a person at a terminal."""
        some = [
            f"{self.published:,} told of, {self.left_out:,} left out: neither running nor ended"
        ]
        if self.untold:
            stand = "stands" if self.untold == 1 else "stand"
            some.append(
                f"  {self.untold:,} of them {stand} apart as planned: no lessons and no figures "
                "from after the start are recorded"
            )
        some += [
            f"  {name}: taken away, its partnership is told of no more" for name in self.removed
        ]
        some += [f"  {one.list}: {one.message}: {one.hint}" for one in self.problems]
        some += [f"  pages that somebody changed are kept in {self.kept}"] if self.kept else []
        return [*some, READ_FIRST]


def findings(
    folder: Path,
    audience: str,
    day: datetime.date,
    evaluation: Path | None = None,
    threshold: int = 5,
) -> Findings:
    """The findings of the partnership in ``folder`` for ``audience`` (an id of
    ``audiences.csv``) as at ``day``. ``evaluation`` is what ``matcher evaluate --format json``
    wrote; without it ``evaluation.json`` in the folder is used where there is one. Counts below
    ``threshold`` are withheld. Raises FileError and SettingError, also for a partnership of
    which there is nothing to tell: one that declined, and to others than its own governors
    one that is not agreed."""
    from matcher.partnership.findings.audiences import find_audience as of
    from matcher.partnership.findings.paper import make_paper, privacy_warnings
    from matcher.partnership.record.file import read_record

    for_, about = of(audience), read_record(folder)
    _check_begun(about, audience, folder)
    facts, read = _facts(folder, about, evaluation, threshold, day)
    found = make_paper(facts, for_, day)
    return Findings(found, for_, (*read.notes, *privacy_warnings(found, about)))


def _check_begun(about: Partnership, audience: str, folder: Path) -> None:
    if about.status == "declined":
        raise SettingError(
            "was declined: there is nothing to tell of it",
            where=str(folder),
            hint="matcher partnership status FOLDER contacted takes it up again",
        )
    if about.status in ("suggested", "contacted") and audience != "governors":
        raise SettingError(
            f"is only {about.status}: until it is agreed it is told to its governors alone",
            where=str(folder),
            hint="once both governing bodies agree: matcher partnership status FOLDER agreed",
        )


def site(
    folder: Path, out: Path, day: datetime.date, threshold: int = 5, *, force: bool = False
) -> Site:
    """Write pages for a website, as at ``day``, of every partnership in or below ``folder``
    that runs or has ended. In ``out`` only pages of an earlier site are replaced or taken away
    (:func:`matcher.core.page.pages_folder.write_pages`).

    Raises FileError where ``folder`` is none, OutputError where ``out`` holds other pages,
    unless ``force``.
    """
    from matcher.core.files.windows import name_key
    from matcher.core.page.pages_folder import write_pages
    from matcher.partnership.findings.audiences import find_audience
    from matcher.partnership.findings.paper import make_paper, privacy_warnings
    from matcher.partnership.findings.website import WebsiteEntry, is_published
    from matcher.partnership.findings.website import website_files as made
    from matcher.partnership.folders import BROKEN, folder_name, read_partnerships

    log = ProblemLog()
    public = find_audience(PUBLIC)
    entries: dict[str, WebsiteEntry] = {}
    notes, left_out, taken = [], 0, set()
    for one in read_partnerships(folder, log):
        if not is_published(one.partnership):
            left_out += 1
            continue
        try:
            facts, read = _facts(one.folder, one.partnership, None, threshold, day)
        except FileError as error:
            log.add(
                BROKEN, f"is not told of: {error.what}", list=str(one.folder),
                severity="rejected", hint=error.hint or "mend the file",
            )  # fmt: skip
            continue
        name = folder_name(one.partnership)
        if name_key(name) in taken:
            log.add(
                BROKEN, "is not told of: another folder holds the same pair",
                list=str(one.folder), severity="rejected", hint="keep one of them",
            )  # fmt: skip
            continue
        taken.add(name_key(name))
        public_paper = make_paper(facts, public, day)
        entries[name] = WebsiteEntry(
            facts.partnership, name, public_paper, facts.evidence.line(), facts.told
        )
        warnings = (*read.notes, *privacy_warnings(public_paper, one.partnership))
        notes += [f"{name}.html: {note}" for note in warnings]
    files = made(list(entries.values()), day)
    done = write_pages(out, files, command="findings site", force=force)
    return Site(
        out, len(entries), left_out, sum(not one.told for one in entries.values()), done.removed,
        tuple(sorted(log.problems)), tuple(notes), done.kept,
    )  # fmt: skip


def _facts(
    folder: Path,
    about: Partnership,
    evaluation: Path | None,
    threshold: int,
    day: datetime.date,
) -> tuple[Facts, Lessons]:
    from matcher.partnership.findings.evidence_level import (
        EVALUATION,
        evidence_level,
        read_evaluation,
    )
    from matcher.partnership.findings.facts import Facts
    from matcher.partnership.findings.lessons import read_lessons
    from matcher.partnership.monitor.plan_reader import read_plan
    from matcher.partnership.monitor.progress import progress_report
    from matcher.partnership.monitor.values.reader import read_stored_values

    own = folder / EVALUATION
    path = evaluation or (own if own.exists() else None)
    compared: Mapping[str, Any] | None = read_evaluation(path) if path else None
    plan = read_plan(folder)
    values = read_stored_values(folder, plan)
    progress = progress_report(plan, values, threshold, day, about.start)
    read = read_lessons(folder)
    # What the plan leaves out whole, no in every row, is not given.
    given = tuple(one for one in about.exchanges if one.mark not in plan.unused_marks)
    return Facts(
        replace(about, exchanges=given),
        progress,
        evidence_level(progress, compared, about.pair, bool(read.lessons)),
        read.lessons,
    ), read
