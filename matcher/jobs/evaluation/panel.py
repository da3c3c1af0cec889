"""The files of an evaluation: a panel of published figures, and deprivation by small area."""

from __future__ import annotations

import gzip
import math
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from matcher.core.calendar.school_years import starts_in
from matcher.core.cells import restore
from matcher.core.errors import FileError
from matcher.core.figures.number_format import counted
from matcher.core.files.reading import open_file
from matcher.core.problems import ProblemLog, ReferenceAccount
from matcher.core.tables import urn_key

if TYPE_CHECKING:
    import pandas as pd

    from matcher.intake.sheet import Row

_YEAR_HEADERS = ("year_starting", "year", "academic_year", "time_period")


class NotAPanel(FileError):
    """A file whose header is none of a panel."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel and an account of its rows.

    ``table``: a row for each ``urn`` and ``year_starting`` (2015 is 2015/16), in their order;
    the other columns are numbers, NaN where not known. ``joined``: rows laid over another of
    the same school and year; ``unknown``: cells that hold no number;
    ``people``: the headers of columns about people, which are not read.
    """

    table: pd.DataFrame
    list: str
    read: int
    rejected: int
    blank: int
    joined: int
    unknown: int
    people: tuple[str, ...] = ()

    def line(self) -> str:
        """The account in one sentence."""
        from matcher.intake.accounts import people_in_words

        used = self.read - self.rejected - self.blank
        joined = f", {self.joined:,} joined to another of that school and year"
        return (
            f"{self.list}: {counted(self.read, 'row')} read = {used:,} used + "
            f"{self.rejected:,} rejected + {self.blank:,} blank{joined if self.joined else ''}; "
            f"{counted(self.unknown, 'cell')} not known"
            f"{people_in_words(self.people)}"
        )


def read_panel(path: Path, log: ProblemLog) -> Panel:
    """Read a panel: CSV, a workbook, or CSV packed by gzip, with a column ``urn``, one for
    the year (``year_starting`` or ``year``, in any form of
    :func:`~matcher.core.calendar.school_years.starts_in`) and figures.

    Two rows of one school and year are joined where each knows what the other does not (an
    all-through school has one for each key stage); what they contradict each other in counts
    as not known. Words such as SUPP, and text that is no number, are not known. Raises
    :class:`NotAPanel` and :class:`FileError`.
    """
    import pandas as pd

    from matcher.intake import cell_values
    from matcher.intake.headers.people import headers_about_people, is_personal
    from matcher.intake.performance.table_forms import recognise_table
    from matcher.intake.performance.wanted_columns import possible_figures

    rows = _rows(path, log)
    written = next(rows, (0, []))[1]
    header = [cell.strip().casefold() for cell in written]
    year_at = next((header.index(name) for name in _YEAR_HEADERS if name in header), None)
    published = recognise_table(header)
    is_published = published is not None and published.is_of_statistics
    if published is None and ("urn" in header) != (year_at is not None):
        lacking = "year_starting" if "urn" in header else "urn"
        raise FileError(
            f"a panel needs the columns urn and year_starting, and this has no {lacking}",
            where=path.name,
            hint=f"name the column {lacking}, or give a table of the Department as it was "
            "downloaded",
        )
    if "urn" not in header or year_at is None or is_published:
        raise NotAPanel(
            "a panel needs the columns urn and year_starting",
            where=path.name,
            hint="one row for each school and year, figures in further columns",
        )
    urn_at = header.index("urn")
    # A column about people holds no figure of the school, whatever it is asked for.
    columns = [
        at
        for at, name in enumerate(header)
        if name and at not in (urn_at, year_at) and not is_personal(written[at])
    ]
    bounds = {header[at]: possible_figures(header[at].upper()) for at in columns}
    found: dict[tuple[str, int], dict[str, float]] = {}
    read = rejected = blank = joined = unknown = 0
    for number, cells in rows:
        read += 1
        if not any(cell.strip() for cell in cells):
            blank += 1
            continue
        cells = cells + [""] * (len(header) - len(cells))
        urn, year = cell_values.urn(cells[urn_at].strip())[0], starts_in(cells[year_at])
        # A national total may stand there as "England".
        if not (urn.isdigit() or cell_values.is_stand_in(urn)) or year is None:
            rejected += 1
            log.add(
                "panel_row", "this row names no school or no year", list=path.name, row=number,
                value=f"{cells[urn_at]}; {cells[year_at]}", severity="rejected",
                hint="give a URN and a school year, such as 2015/16 or 2015",
            )  # fmt: skip
            continue
        own = found.get((urn, year))
        joined += own is not None
        own = found.setdefault((urn, year), {})
        for at in columns:
            value, name = cell_values.measured(restore(cells[at].strip())), header[at]
            if value is None:
                log.add(
                    "not_a_number", f"{name} is no number and counts as not known",
                    list=path.name, row=number, column=name, value=cells[at],
                    hint="mend it, or write SUPP where it is not published",
                )  # fmt: skip
            elif not (bounds[name][0] <= value <= bounds[name][1]) and not math.isnan(value):
                log.add(
                    "impossible_figure", f"{name} of no school can be so; it counts as not known",
                    list=path.name, row=number, column=name, value=cells[at],
                    hint="a code such as 999 for what is missing? Leave the cell blank",
                )  # fmt: skip
                value = math.nan
            if value is None or math.isnan(value):
                unknown += 1
                continue
            if name in own and own[name] != value:
                log.add(
                    "panel_differs", f"two rows of this school and year differ in {name}",
                    list=path.name, row=number, column=name, value=cells[at],
                    hint="keep the right one; until then it counts as not known",
                )  # fmt: skip
                value = math.nan
            own[name] = value
    if not found:
        raise FileError("no row names a school and a year", where=path.name)
    keys = sorted(found, key=lambda key: (urn_key(key[0]), key[1]))
    table = pd.DataFrame({"urn": [urn for urn, _ in keys], "year_starting": [y for _, y in keys]})
    for name in dict.fromkeys(header[at] for at in columns):
        table[name] = [found[key].get(name, math.nan) for key in keys]
    people = headers_about_people(written)
    return Panel(table, path.name, read, rejected, blank, joined, unknown, people)


def read_imd(path: Path, log: ProblemLog) -> dict[str, float]:
    """Deprivation by small area: the code of each LSOA and its figure
    (:func:`read_deprivation`). Raises :class:`FileError`."""
    return read_deprivation(path, log)[1]


def read_deprivation(path: Path, log: ProblemLog) -> tuple[str, dict[str, float]]:
    """Deprivation by small area: what its figures are ("score", of which the highest is the most
    deprived; "decile" or "rank", of which it is the lowest), and the code of each LSOA with its
    score (a column whose name says IMD and score; else IMD and decile or rank). ``log`` gets the
    account of the rows and hears of those that name no area or no figure (imd_row). Raises
    :class:`FileError`."""
    from matcher.intake import cell_values

    rows = _rows(path, log)
    header = [cell.strip().casefold() for cell in next(rows, (0, []))[1]]
    code_at = next((at for at, name in enumerate(header) if name.startswith("lsoa")), None)
    figures = [
        (at, word)
        for word in ("score", "decile", "rank")
        for at, name in enumerate(header)
        if word in name and ("imd" in name or "multiple deprivation" in name)
    ]
    if code_at is None or not figures:
        raise FileError(
            "this names no small areas and their deprivation",
            where=path.name,
            hint="it needs a column starting with LSOA and one such as IMD_score",
        )
    found: dict[str, float] = {}
    figure_at, measure = figures[0]
    account = ReferenceAccount(path.name, "deprivation")
    for number, cells in rows:
        account.read += 1
        if not any(cell.strip() for cell in cells):
            account.blank += 1
            continue
        cells = cells + [""] * (len(header) - len(cells))
        code, value = cells[code_at].strip(), cell_values.measured(cells[figure_at].strip())
        if code and value is not None and not math.isnan(value):
            found[code] = value
            account.used += 1
            continue
        account.rejected += 1
        log.add(
            "imd_row", "this row names no small area or no figure of it", list=path.name,
            row=number, value=f"{code}; {cells[figure_at]}", severity="rejected",
            hint="give the code of an LSOA and its score",
        )  # fmt: skip
    log.references.append(account)
    return measure, found


def _rows(path: Path, log: ProblemLog) -> Iterator[Row]:
    from matcher.intake.open.delimited import MAX_BYTES, open_delimited
    from matcher.intake.open.open_sheet import open_sheet

    try:
        with open_file(path) as stream:
            packed = stream.read(2) == b"\x1f\x8b"
        if packed:
            # Never more than fits: a few bytes of gzip may be terabytes.
            with gzip.open(path, "rb") as stream:
                data = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        packed = False  # open_sheet says so
    except (OSError, EOFError, zlib.error) as error:
        raise FileError("the file cannot be unpacked", where=path.name) from error
    if not packed:
        return open_sheet(path, path.name, log).rows
    if len(data) > MAX_BYTES:
        raise FileError(f"the file is larger than {MAX_BYTES // 10**6} MB", where=path.name)
    return open_delimited(data, path.name, log).rows
