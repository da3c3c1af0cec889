"""What became of every row of a file: one account for each, made when the file is opened
and filled in by each stage after it.

``read`` counts the rows as they are taken from the sheet, the header row apart; the other
numbers count what was decided of each. So the sum proves that no row was lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from matcher.core.figures.number_format import counted
from matcher.core.problems import RowAccount
from matcher.intake.sheet import Row, Sheet, is_blank

Source = Literal["list", "register"]
_NAMED = 20  # columns about people in one line


class FileAccount(RowAccount):
    """An account that the stages of intake fill in."""

    def count(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The same rows, each counted as read when it is taken."""
        for row in rows:
            self.read += 1
            yield row

    def count_above(self, rows: Iterable[Row]) -> None:
        """Count rows above the header: they are blank or headings."""
        for _, row in self.count(rows):
            if is_blank(row):
                self.blank += 1
            else:
                self.headings += 1


@dataclass(slots=True)
class ListAccount(FileAccount):
    """What became of every row of a list or of a register.

    ``headings`` are title rows above the header, and headers and totals repeated below.
    ``list`` is the name of the file without its folder ("-" for standard input).
    ``columns`` gives the header as written for each column of ours, ``guessed`` those found
    by similarity, ``ignored`` the headers not used, ``personal`` how many columns about
    people were not read, ``people`` their headers. ``mapped`` gives the header for each column
    that a person mapped by hand; ``stated`` in how many rows anything stands under needs
    and under strengths; ``perhaps`` how those not used that may tell of needs, offers or places
    come to be read, a line each.
    """

    list: str
    sheet: str
    source: Source
    read: int = 0
    used: int = 0
    rejected: int = 0
    blank: int = 0
    headings: int = 0
    encoding: str = ""
    delimiter: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    guessed: dict[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    personal: int = 0
    other_sheets: tuple[str, ...] = ()
    mapped: dict[str, str] = field(default_factory=dict)
    people: tuple[str, ...] = ()
    stated: dict[str, int] = field(default_factory=dict)
    perhaps: tuple[str, ...] = ()

    @classmethod
    def opened(cls, sheet: Sheet, source: Source) -> ListAccount:
        """The account of a sheet that was opened and not read yet."""
        return cls(
            sheet.list,
            sheet.sheet,
            source,
            encoding=sheet.encoding,
            delimiter=sheet.delimiter,
            other_sheets=sheet.other_sheets,
        )

    def columns_line(self) -> str:
        """Which header was taken for what, in one line."""
        return ", ".join(f"{column} from {header!r}" for column, header in self.columns.items())

    def unused_lines(self, *, named: bool = True) -> tuple[str, ...]:
        """Which columns were not used, where they are to be ``named``, and how those of them come
        to be read that may tell something, a line each."""
        unused = f"not used: {', '.join(map(repr, self.ignored))}" if self.ignored else ""
        return (*([unused] if named and unused else []), *self.perhaps)

    def line(self) -> str:
        """The account in one sentence."""
        what = "the register, " if self.source == "register" else ""
        text = f"{self.list} ({what}{_how_written(self)}): {self.sum()}"
        text += people_in_words(self.people)
        if self.other_sheets:
            text += f"; other sheets not read: {', '.join(self.other_sheets)}"
        return text


@dataclass(slots=True)
class TableAccount(FileAccount):
    """What became of every row of one performance table.

    ``headings`` are the rows above the header, the totals of authorities and of England, and
    the rows of ``groups`` of a school's pupils. ``table`` is the kind of table, ``years`` are
    the school years found ("" where nothing says which), ``figures`` the numbers taken,
    ``unknown`` the wanted cells that hold none, ``reasons`` how many of these say so by which
    word ("" where they are blank), ``people`` the headers of columns about people, which are not
    read.
    """

    list: str
    sheet: str
    table: str
    years: tuple[str, ...] = ()
    read: int = 0
    used: int = 0
    rejected: int = 0
    blank: int = 0
    headings: int = 0
    groups: int = 0
    figures: int = 0
    unknown: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    people: tuple[str, ...] = ()

    def line(self) -> str:
        """The account in one sentence."""
        from matcher.intake.performance.not_published import reasons_in_words
        from matcher.intake.performance.table_forms import TABLES

        years = ", ".join(year or "year not said" for year in self.years)
        what = ", ".join(filter(None, (TABLES[self.table], years)))
        groups = f" ({self.groups:,} of them of groups of pupils)" if self.groups else ""
        why = f": {reasons_in_words(self.reasons)}" if self.reasons else ""
        found = f"{counted(self.figures, 'figure')}, {self.unknown:,} not known{why}"
        if self.used and not self.figures and not self.unknown:
            found = "no figure of it is asked for"
        people = people_in_words(self.people)
        return f"{self.list} ({what}): {self.sum()}{groups}; {found}{people}"


@dataclass(slots=True)
class PrioritiesAccount(FileAccount):
    """What became of every row of a file of priorities.

    ``headings`` are title rows above the header and headers repeated below;
    ``not_in_force`` of those used have ended or not begun, and are left out. ``columns``
    gives the header as written for each column of ours, ``ignored`` the headers not used, and
    ``people`` those of columns about people.
    """

    list: str
    sheet: str
    read: int = 0
    used: int = 0
    rejected: int = 0
    blank: int = 0
    headings: int = 0
    not_in_force: int = 0
    encoding: str = ""
    delimiter: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    other_sheets: tuple[str, ...] = ()

    @classmethod
    def opened(cls, sheet: Sheet) -> PrioritiesAccount:
        """The account of a sheet that was opened and not read yet."""
        return cls(
            sheet.list,
            sheet.sheet,
            encoding=sheet.encoding,
            delimiter=sheet.delimiter,
            other_sheets=sheet.other_sheets,
        )

    def line(self) -> str:
        """The account in one sentence."""
        text = f"{self.list} ({_how_written(self)}): {self.sum()}"
        if self.not_in_force:
            text += f"; {self.not_in_force:,} of those used not in force"
        return text + people_in_words(self.people)


@dataclass(slots=True)
class GroupsAccount(FileAccount):
    """What became of every row of one of the register's files of groups; ``in_force``: how many
    of those used put a school in a trust or federation of today; ``people``: the headers of
    columns about people, which are not read."""

    list: str
    sheet: str
    read: int = 0
    used: int = 0
    rejected: int = 0
    blank: int = 0
    headings: int = 0
    in_force: int = 0
    people: tuple[str, ...] = ()

    def line(self) -> str:
        """The account in one sentence."""
        text = f"{self.list}: {self.sum()}; {self.in_force:,} give a school its trust or federation"
        return text + people_in_words(self.people)


@dataclass(slots=True)
class OffersAccount(FileAccount):
    """What became of every row of one file of a public register of what institutions have:
    ``dataset`` and ``part`` say which, ``version`` of which day or year. ``not_ours`` are rows of
    no institution that the lists or the register know; ``things`` how many facts came of those
    used; ``people`` the headers of columns about people, which are not read."""

    list: str
    sheet: str
    dataset: str
    part: str
    version: str = ""
    read: int = 0
    used: int = 0
    not_ours: int = 0
    rejected: int = 0
    blank: int = 0
    headings: int = 0
    things: int = 0
    people: tuple[str, ...] = ()

    @property
    def balances(self) -> bool:
        """Whether every row read is accounted for."""
        decided = self.used + self.not_ours + self.rejected
        return self.read == decided + self.blank + self.headings

    def sum(self) -> str:
        """The sum in words."""
        return (
            f"{counted(self.read, 'row')} read = {self.used:,} used + "
            f"{self.not_ours:,} of nobody here + {self.rejected:,} rejected + {self.blank:,} blank "
            f"+ {self.headings:,} headings"
        )

    def line(self) -> str:
        """The account in one sentence."""
        what = ", ".join(filter(None, (self.dataset, self.part, self.version)))
        return f"{self.list} ({what}): {self.sum()}{people_in_words(self.people)}"


def headers_as_written(
    accounts: Iterable[ListAccount | PrioritiesAccount],
) -> dict[tuple[str, str], str]:
    """The header a person wrote for each (list, column of ours)."""
    return {
        (account.list, column): header
        for account in accounts
        for column, header in account.columns.items()
    }


def people_in_words(headers: Sequence[str]) -> str:
    """Which columns were not read because they are about people, as the end of a sentence."""
    if not headers:
        return ""
    some = ", ".join(headers[:_NAMED]) + (" …" if len(headers) > _NAMED else "")
    columns = "1 column" if len(headers) == 1 else f"{len(headers)} columns"
    were = "was" if len(headers) == 1 else "were"
    return f"; {columns} about people {were} not read: {some}"


def _how_written(account: ListAccount | PrioritiesAccount) -> str:
    sheet = f"sheet {account.sheet}" if account.sheet else ""
    return ", ".join(filter(None, (account.encoding, account.delimiter, sheet)))
