"""What a public register of offers is: its files, told apart by their headers, and their rows.

Each register is a :class:`Dataset` of its own module. It gets its files opened
(:class:`OfferFile`) and the :class:`Institutions` that a run knows, and gives back
:class:`Offer` after :class:`Offer`. Of every row of a file it decides whether it is used, of
nobody here or rejected, and counts it so.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from matcher.core import cells
from matcher.core.problems import ProblemLog
from matcher.core.schema import as_list
from matcher.intake.accounts import OffersAccount
from matcher.intake.cell_values import urn as read_urn
from matcher.intake.sheet import Table, is_blank

if TYPE_CHECKING:
    import geopandas as gpd

_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_ ]?([01]\d)[-_ ]?([0-3]\d)(?!\d)")


class Offer(NamedTuple):
    """One thing that an institution has: a row of OFFERED without its dataset. ``urn`` is as the
    register names the institution, or as it was joined; ``amount`` NaN where none is said."""

    urn: str
    item: str
    amount: float
    year: str
    evidence: str
    list: str


class Stranger(NamedTuple):
    """Somebody whom a ``dataset`` has and neither the lists nor the register: its name, the file
    and row that have it, and where it is found (EPSG:27700, metres)."""

    name: str
    dataset: str
    list: str
    row: int
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of file of a register: of each of the groups ``marks`` its header has a column
    (as :func:`normal` writes it), and none of ``without``. A copy that is kept of it holds the
    columns that it ``reads`` (none: all but those about people) and the rows that it ``keeps``, by
    their cells (None: all)."""

    name: str
    marks: tuple[tuple[str, ...], ...]
    without: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    keeps: Callable[[Mapping[str, str]], bool] | None = None

    def fits(self, columns: set[str]) -> bool:
        """Whether a header of these columns is one of this part."""
        return columns.isdisjoint(self.without) and all(
            not columns.isdisjoint(names) for names in self.marks
        )


@dataclass(frozen=True, slots=True)
class Dataset:
    """A public register. ``name`` is the dataset of OFFERED; ``needed`` are the parts without
    which nothing can be said; ``attribution`` gives the line that whatever is made of it must
    carry, from the versions of its files; ``where`` says where to get it, for messages; ``repeats``
    names the files of its download that only repeat the others."""

    name: str
    parts: tuple[Part, ...]
    read: Callable[[Sequence[OfferFile], Institutions], Iterable[Offer]]
    attribution: Callable[[Sequence[str]], str]
    where: str
    needed: tuple[str, ...] = ()
    repeats: tuple[str, ...] = ()


@dataclass(frozen=True)
class Institutions:
    """Whom things can be offered by. ``schools`` is SCHOOLS, with the register's; ``successor``
    gives for any URN that of today; ``ukprns`` reads the UKPRN of each URN in the lists and
    the register, where they have a column of them."""

    schools: gpd.GeoDataFrame
    successor: Callable[[str], str] = str
    ukprns: Callable[[], Mapping[str, str]] = dict

    def known(self, text: str) -> str:
        """The URN that a cell holds, where it or its successor is known here; else ""."""
        urn, how = read_urn(cells.restore(text))
        if how not in ("", "mended"):
            return ""
        return urn if urn in self.urns or self.successor(urn) in self.urns else ""

    @cached_property
    def urns(self) -> frozenset[str]:
        """The URNs of all of them."""
        return frozenset(as_list(self.schools["urn"]))


@dataclass(slots=True)
class OfferFile:
    """One file of a register, opened: ``part`` of which, and its ``account``; whom it has that is
    not here (``strangers``)."""

    part: str
    table: Table[Any]
    header: tuple[str, ...]
    account: OffersAccount
    log: ProblemLog
    strangers: builtins.list[Stranger] = field(default_factory=builtins.list)

    @property
    def list(self) -> str:
        """What messages call the file."""
        return self.account.list

    @property
    def version(self) -> str:
        """The day in the file's name, or in that of its folder ("2025-08-04"); "" for none."""
        return self.account.version

    def has(self, column: str) -> bool:
        """Whether the file has a column of this header."""
        return column in self.header

    def rows(self, *columns: str) -> Iterator[tuple[int, tuple[str, ...]]]:
        """The number of each row and its cells in these columns ("" where the file has no such
        column; of headers that stand twice the first counts). Blank rows and headers that are
        repeated are counted and left out, and so are rows that have more cells than the header;
        whoever asks has to count every row he gets."""
        layout, account = self.header, self.account
        at = [layout.index(name) if name in layout else -1 for name in columns]
        width = len(layout)
        first = next((place for place, i in enumerate(at) if i >= 0), 0)
        name = layout[at[first]] if at[first] >= 0 else ""
        account.count_above(self.table.above)
        for number, row in account.count(self.table.below):
            if len(row) > width and any(cell.strip() for cell in row[width:]):
                account.rejected += 1
                self._report_long(number)
                continue
            if len(row) < width:
                row = [*row, *[""] * (width - len(row))]
            found = tuple([row[i].strip() if i >= 0 else "" for i in at])
            # Of a blank row and of a header the first cell asked for is blank, or begins as the
            # header does: only then are all cells looked at, which takes longer than to read them.
            if name.startswith(found[first][:1].upper()):
                if is_blank(row):
                    account.blank += 1
                    continue
                if all(
                    i < 0 or normal(cell) == layout[i] for cell, i in zip(found, at, strict=True)
                ):
                    account.headings += 1
                    continue
            yield number, found

    def reject(
        self,
        row: int,
        code: str,
        message: str,
        *,
        column: str = "",
        value: str = "",
        hint: str = "",
    ) -> None:
        """Count a row as rejected and say why."""
        self.account.rejected += 1
        self.log.add(
            code,
            message,
            list=self.list,
            sheet=self.account.sheet,
            row=row,
            column=column,
            value=value,
            severity="rejected",
            hint=hint,
        )

    def _report_long(self, row: int) -> None:
        self.log.add(
            "ragged_long",
            "the row has more fields than the header, so its cells may be in the wrong columns; "
            "it was not used",
            list=self.list,
            sheet=self.account.sheet,
            row=row,
            severity="rejected",
            hint="download the file again, and do not save it from a spreadsheet",
        )


def normal(header: str) -> str:
    """A header in capitals, parted by single spaces: "Site  ID" is "SITE ID"."""
    return " ".join(header.split()).upper()


def day_in(name: str) -> str:
    """The day in a name of a file or folder, as 2025-08-04; "" for none."""
    found = _DAY.search(name)
    return "-".join(found.groups()) if found else ""
