"""Check: read the lists, account for every row, say what to mend; no matching.

Beside what it prints it makes a copy of each list in which every problem stands beside
its cell.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from matcher.core.errors import OutputError
from matcher.core.figures.number_format import counted
from matcher.core.files.atomic import writing
from matcher.core.files.lock import held
from matcher.core.files.refusals import check_not_in_run
from matcher.core.problems import ProblemLog
from matcher.core.settings.config import Config
from matcher.jobs.stages.contact_told import contact_lines
from matcher.jobs.stages.profiling import ProfileResult, profile_schools
from matcher.jobs.stages.reading import Clock, Progress, Sources, place, quiet, read_lists

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from matcher.core.files.output import Written
    from matcher.intake.headers.mapping import ColumnMapping
    from matcher.intake.lists import ListedSchools

_FEW = 10  # headers that are named


class CheckResult(NamedTuple):
    """What a check found: LISTED with its accounts, SCHOOLS, PROFILE with its accounts, the
    problems, and the columns that a person mapped by hand."""

    lists: ListedSchools
    schools: gpd.GeoDataFrame
    profiling: ProfileResult
    log: ProblemLog
    mapping: ColumnMapping

    @property
    def profile(self) -> pd.DataFrame:
        """What each school needs and offers: PROFILE."""
        return self.profiling.profile

    @property
    def listed_profile(self) -> pd.DataFrame:
        """PROFILE of the schools of the lists alone."""
        listed = self.schools.loc[self.schools["listed"] == 1, "urn"]
        own: pd.DataFrame = self.profile[self.profile["urn"].isin(listed)]
        return own.reset_index(drop=True)

    @property
    def rejected(self) -> int:
        """How many rows could not be used."""
        return sum(account.rejected for account in self.lists.accounts)


def check(sources: Sources, config: Config, *, progress: Progress = quiet) -> CheckResult:
    """Read, place and profile the lists. Raises MatcherError kinds for unusable files."""
    from matcher.intake.headers.mapping import column_mapping

    log, clock = ProblemLog(), Clock(progress)
    lists = read_lists(sources, config, log, clock)
    schools, _ = place(lists.table, sources, config, log, clock)
    profiling = profile_schools(lists, schools, sources, config, log, clock)
    log.use_headers({**lists.headers(), **profiling.headers()})
    return CheckResult(lists, profiling.schools, profiling, log, column_mapping(config.columns))


def columns_lines(checked: CheckResult) -> list[str]:
    """What each list's columns were taken for, which are mapped by hand and which were left
    unread, and of how many cells of needs and strengths all was understood."""
    text: list[str] = []
    for account in checked.lists.accounts:
        if account.source != "list":
            continue
        text.append(f"{account.list}, columns: {account.columns_line()}")
        if account.mapped:
            mapped = ", ".join(f"{ours} from {theirs!r}" for ours, theirs in account.mapped.items())
            text.append(f"{account.list}, mapped by hand: {mapped}")
        text += [f"{account.list}, {line}" for line in account.unused_lines()]
        for side, filled in account.stated.items():
            headers = {account.columns[side], *account.columns[side].split("; ")}
            unread = {
                problem.row
                for problem in checked.log.problems
                if problem.list == account.list
                and (problem.severity == "warning" or problem.code == "unsure_words")
                and problem.column in headers
                and problem.row
            }
            part = f"; in {len(unread):,} something was not" if unread else ""
            understood = max(filled - len(unread), 0)
            cells = f"{understood:,} of {counted(filled, 'cell')} understood"
            text.append(f"{account.list}, {side}: {cells}{part}")
    return text


def summary_lines(checked: CheckResult) -> list[str]:
    """What a person needs to know, most pressing first."""
    listed = checked.schools[checked.schools["listed"] == 1]
    text = contact_lines(checked.log)
    text += [account.line() for account in checked.lists.accounts]
    text += [account.line() for account in checked.lists.groups]
    text += [account.line() for account in checked.profiling.priorities]
    text += [account.line() for account in checked.profiling.offers]
    text += [account.line() for account in checked.profiling.tables]
    text += checked.log.reference_lines()
    roles = listed["role"].where(listed["role"] != "", "no part").value_counts()
    parts = ", ".join(f"{roles.get(r, 0):,} {r}" for r in ("seeker", "partner", "both", "no part"))
    text.append(f"Schools: {len(listed):,} ({parts})")
    unplaced = int((listed["located_by"] == "").sum())
    text.append(f"Placed: {len(listed) - unplaced:,}; not placed: {unplaced:,}")
    known = checked.listed_profile["urn"].nunique()
    text.append(f"Needs or strengths read for {counted(known, 'school')}")
    for account in checked.lists.accounts:
        recognised = {"needs", "strengths", "notes"} & account.columns.keys()
        if account.source == "list" and not recognised:
            left = account.ignored + account.people
            unused = ", ".join(map(repr, left[:_FEW])) or "none"
            rename = " (columns about people have to be renamed)" if account.people else ""
            example = account.ignored[0] if account.ignored else "the header in your list"
            text.append(
                f"{account.list} has no column of needs or strengths that was recognised; columns "
                f"not used: {unused}{rename}. Call them Needs and Strengths (matcher template "
                f'shows how), or say which they are: --column needs="{example}"'
            )
    counts = checked.log.counts()
    if counts:
        text.append("Problems: " + ", ".join(f"{n:,} {code}" for code, n in counts.items()))
    else:
        text.append("Problems: none")
    return text


_CHECKED = re.compile(r"-checked(-\d+)?\Z")
_NOT_IN_A_NAME = re.compile(r"[^\w .()-]+")
MOST_CELLS = 1_000_000  # a copy of more would take longer to write than anybody waits


def write_copies(
    checked: CheckResult, sources: Sources, folder: Path
) -> tuple[list[Written], list[str]]:
    """A copy of each list in ``folder``, "schools-checked.xlsx", its problems beside their
    cells: the files written, and a line for each list of which none was. A copy that
    somebody has saved since is never overwritten. Raises :class:`OutputError`."""
    from matcher.core.files.output import write_outputs
    from matcher.intake.open.files import list_files

    written: list[Written] = []
    skipped: list[str] = []
    listed = list_files(sources.lists)
    read = [*(path for path, _ in listed if path is not None), *sources.files()]
    for path, name in listed:
        if path is None:
            skipped.append("no copy of standard input is made")
            continue
        data = _copy(checked, path, name)
        if data is None:
            skipped.append(
                f"{name} is too large for a copy; --out problems.csv holds every problem"
            )
            continue
        check_not_in_run(folder / path.name)
        with writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
        with held(folder, "check"):  # from the choice of a name that nobody else takes
            target = _free_name(folder, path, read, [one.path for one in written])
            # What stands there, if anything, is an untouched copy: the list is here to copy again.
            written += write_outputs({target: data}, command="check", can_be_remade=True)
    return written, skipped


def _copy(checked: CheckResult, path: Path, name: str) -> bytes | None:
    from matcher.intake.original_list import read_original
    from matcher.show.forms.checked_copy import ListAsRead, checked_copy

    sheet = read_original(path, name, checked.mapping)
    page = ListAsRead(
        sheet.list, sheet.sheet, sheet.rows, sheet.header_row, sheet.places, sheet.personal,
        sheet.title_row,
    )  # fmt: skip
    if len(sheet.rows) * page.width > MOST_CELLS:
        return None
    left_out = ["Columns about people are empty in this copy."] if sheet.personal else []
    return checked_copy(
        page,
        checked.log.problems,
        title=f"Checked: {name}",
        summary=[*(a.line() for a in checked.lists.accounts if a.list == name), *left_out, *_HOW],
    )


_HOW = (
    "Mend the list in your own file or in this copy, at the same row and column, then check it "
    "again. Cells to mend are coloured and have a note; the last column says the same in words.",
    "The sheet Problems lists everything, the gravest first, with a link to each cell.",
)


def _free_name(folder: Path, source: Path, read: Sequence[Path], written: Sequence[Path]) -> Path:
    """A name that overwrites nothing but an untouched copy of an earlier check, and none of the
    files that are ``read`` or were just ``written``."""
    from matcher.core.files.windows import same_name
    from matcher.intake.open.files import split_sheet
    from matcher.show.forms.checked_copy import is_unedited

    source, sheet = split_sheet(source)
    stem = _CHECKED.sub("", source.stem) + (
        f"-{_NOT_IN_A_NAME.sub('_', sheet)[:40]}" if sheet else ""
    )
    for number in itertools.count(1):
        suffix = "" if number == 1 else f"-{number}"
        target = folder / f"{stem}-checked{suffix}.xlsx"
        fresh = not any(same_name(target.name, one.name) for one in written)
        ours = not target.exists() or (is_unedited(target) and not _is_among(target, read))
        if fresh and ours:
            return target
    raise OutputError("there is no free name", where=str(folder))


def _is_among(path: Path, others: Sequence[Path]) -> bool:
    return any(other.exists() and path.samefile(other) for other in others)
