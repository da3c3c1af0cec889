"""Findings of a partnership for an audience, and of all of them as pages for a website."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.core.errors import FileError, OutputError, SettingError
from matcher.core.problems import ProblemLog

if TYPE_CHECKING:
    from matcher.core.problems import Problem
    from matcher.partnership.findings.audiences import Audience
    from matcher.partnership.findings.facts import Facts, Paper
    from matcher.partnership.findings.lessons import Lessons
    from matcher.partnership.record.partnership import Partnership

PUBLIC = "public"  # the audience of pages for a website, and of whoever reads them
_LIST = "pages.txt"  # which pages of a site are ours, so that old ones can be taken away
_PAGE = re.compile(r"[0-9A-Za-z-]{1,100}\.html\Z")
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
    left out because they are not running and have not ended, pages that were taken away
    because their partnership is told of no more, records that could not be read, and
    ``notes`` as those of :class:`Findings`, by page."""

    folder: Path
    published: int
    left_out: int
    removed: tuple[str, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]

    def lines(self) -> list[str]:
        """For a person at a terminal."""
        some = [
            f"{self.published:,} told of, {self.left_out:,} left out: neither running nor ended"
        ]
        some += [
            f"  {name}: taken away, its partnership is told of no more" for name in self.removed
        ]
        some += [f"  {one.list}: {one.message}: {one.hint}" for one in self.problems]
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


def site(folder: Path, out: Path, day: datetime.date, threshold: int = 5) -> Site:
    """Write pages for a website, as at ``day``, of every partnership in or below ``folder``
    that runs or has ended. In ``out`` only pages of an earlier site are replaced or taken away.

    Raises FileError where ``folder`` is none, OutputError where ``out`` holds other pages.
    """
    from matcher.core.files.atomic import write_bytes
    from matcher.core.files.windows import same_name
    from matcher.partnership.findings.audiences import find_audience
    from matcher.partnership.findings.paper import make_paper, privacy_warnings
    from matcher.partnership.findings.website import WebsiteEntry, is_published
    from matcher.partnership.findings.website import website_files as made
    from matcher.partnership.folders import BROKEN, folder_name, read_partnerships

    log = ProblemLog()
    public = find_audience(PUBLIC)
    entries: dict[str, WebsiteEntry] = {}
    notes, left_out = [], 0
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
        if any(same_name(name, other) for other in entries):
            log.add(
                BROKEN, "is not told of: another folder holds the same pair",
                list=str(one.folder), severity="rejected", hint="keep one of them",
            )  # fmt: skip
            continue
        public_paper = make_paper(facts, public, day)
        entries[name] = WebsiteEntry(one.partnership, name, public_paper, facts.evidence.line())
        warnings = (*read.notes, *privacy_warnings(public_paper, one.partnership))
        notes += [f"{name}.html: {note}" for note in warnings]
    files = made(list(entries.values()), day)
    old = _own_pages(out)
    foreign = [name for name in files if name not in old and (out / name).exists()]
    if foreign:
        raise OutputError(
            f"holds a {foreign[0]} that was not written here",
            where=str(out),
            hint="choose another --out",
        )
    try:
        out.mkdir(parents=True, exist_ok=True)
        # The list first: a run that breaks off leaves nothing that the next does not know.
        write_bytes(out / _LIST, _page_list(sorted({*old, *files})))
        removed = tuple(sorted(old - files.keys()))
        for name in removed:
            (out / name).unlink(missing_ok=True)
    except OSError as error:
        if isinstance(error, OutputError):
            raise
        raise OutputError(f"cannot be written: {error.strerror}", where=str(out)) from error
    for name, data in files.items():
        write_bytes(out / name, data)
    write_bytes(out / _LIST, _page_list(sorted(files)))
    return Site(out, len(entries), left_out, removed, tuple(sorted(log.problems)), tuple(notes))


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
    path = evaluation or (own if own.is_file() else None)
    compared: Mapping[str, Any] | None = read_evaluation(path) if path else None
    plan = read_plan(folder)
    progress = progress_report(plan, read_stored_values(folder, plan), threshold, day)
    read = read_lessons(folder)
    return Facts(
        about, progress, evidence_level(progress, compared, about.pair), read.lessons
    ), read


def _own_pages(out: Path) -> set[str]:
    """The pages in ``out`` that an earlier site wrote."""
    try:
        text = (out / _LIST).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return set()
    return {name for name in text.split("\n") if _PAGE.match(name)}


def _page_list(names: list[str]) -> bytes:
    return "".join(f"{name}\n" for name in names).encode("utf-8")
