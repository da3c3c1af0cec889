"""The header row of a list: found, entered into the account, its guesses reported."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog
from matcher.intake.accounts import ListAccount
from matcher.intake.columns.contact_column import asks, refuses
from matcher.intake.columns.people_cells import ANSWERS, withhold_people
from matcher.intake.headers.find_header import find_header_row
from matcher.intake.headers.mapping import NOT_READ, UNMAPPED, ColumnMapping
from matcher.intake.headers.people import is_personal
from matcher.intake.headers.recognise import Layout, recognise_header
from matcher.intake.headers.synonyms import SYNONYMS
from matcher.intake.headers.wording import printable
from matcher.intake.sheet import (
    Row,
    Sheet,
    Table,
    column_letters,
    name_columns,
    table_of,
    top_rows,
)


def recognise_columns(
    sheet: Sheet, account: ListAccount, log: ProblemLog, mapping: ColumnMapping = UNMAPPED
) -> Table[Layout]:
    """The list that a sheet holds: its header row, what each column is, by recognition and by
    a person's ``mapping``, and its rows.

    The problems of ``log`` are those of this sheet alone: they are called by its headers.
    Raises :class:`FileError` where no row is a header.
    """
    top = top_rows(sheet.rows)
    table = table_of(sheet, top, partial(find_header_row, mapping=mapping))
    if table is None:
        raise _no_header(top, sheet)
    if account.source == "list":
        table = _without_people(table, mapping, log)
    log.problems = name_columns(log.problems, _columns_read(table.layout), table.header_row)
    _enter(table.layout, account)
    _report_guesses(table, log)
    _report_duplicates(table, log)
    _report_people(table, mapping, log)
    _report_beside_the_point(table, mapping, log)
    return table


_NO_ANSWER = (
    "no answer about contact was read from it, so whether these schools may be contacted is not "
    "known"
)
_WHERE_CONDITIONS_GO = (
    "if cells of a column about people say on which condition, or that nobody may be contacted, "
    "put that into a column “Open to contact”"
)
_WRITE_ANSWERS = "write yes or no to contact in a column of its own, “Open to contact”"


def _without_people(table: Table[Layout], mapping: ColumnMapping, log: ProblemLog) -> Table[Layout]:
    """The table without the columns whose cells are about people; of one that was to be read, or
    may hold answers about contact, a problem says so. Raises :class:`FileError` where nothing else
    tells the schools."""
    layout, people, below = withhold_people(table.layout, table.below, mapping)
    for column, places in table.layout.places.items():
        for at in (at for at in places if at in people):
            header = layout.printable(at)
            if not layout.score:
                raise FileError(
                    f"the column {header!r} holds {people[at]}, and no other names the schools",
                    where=table.sheet.place,
                    hint="put the schools' names or URNs in a column of their own",
                )
            asks = column == "open_to_contact"
            log.add(
                "contact_of_people" if asks else "personal_column",
                f"this column holds {people[at]}; "
                + (_NO_ANSWER if asks else f"it was not read as {column}"),
                list=table.sheet.list,
                sheet=table.sheet.sheet,
                row=table.header_row,
                column=header,
                hint=_WRITE_ANSWERS
                if asks
                else "put what the header says into a column of its own",
            )
    for at in (at for at, what in people.items() if what == ANSWERS):
        header = layout.printable(at)
        say = f'if yes means that you may, say so: --column open_to_contact="{header}"; if not, '
        log.add(
            "contact_not_read",
            "this column holds yes or no, but its header does not say plainly whether yes means "
            "that you may get in touch; " + _NO_ANSWER,
            list=table.sheet.list,
            sheet=table.sheet.sheet,
            row=table.header_row,
            column=header,
            hint=("" if refuses(header) else say) + _WRITE_ANSWERS,
        )
    return replace(table, layout=layout, below=below)


def _columns_read(layout: Layout) -> dict[int, str]:
    """The header of each column that is read, by its position."""
    positions = {at for places in layout.used.values() for at in places} | layout.tags.keys()
    return {at: layout.printable(at) for at in positions}


def _enter(layout: Layout, account: ListAccount) -> None:
    account.columns = {
        column: "; ".join(layout.printable(at) for at in places)
        for column, places in layout.places.items()
    }
    account.guessed = {
        column: layout.printable(at)
        for column, places in layout.used.items()
        for at in places
        if at in layout.guessed
    }
    account.ignored = tuple(layout.printable(at) for at in layout.ignored)
    account.personal = len(layout.personal)
    account.people = tuple(
        layout.printable(at) or f"column {column_letters(at)}" for at in layout.personal
    )
    answers = account.source == "register" or "open_to_contact" in account.columns
    if not answers and any(asks(header, "") for header in account.people):
        account.perhaps += (_WHERE_CONDITIONS_GO,)
    account.mapped = {
        column: "; ".join(layout.printable(at) for at in places if at in layout.mapped)
        for column, places in layout.used.items()
        if layout.mapped & set(places)
    }


def _no_header(rows: Sequence[Row], sheet: Sheet) -> FileError:
    """Say what was seen instead, unless it looks like data: that could be about anybody."""
    cells = (row for _, row in rows)
    widest = max(cells, key=lambda row: sum(bool(cell.strip()) for cell in row), default=[])
    texts = [printable(cell) for cell in widest if cell.strip() and not is_personal(cell)]
    is_data = any(re.search(r"\d{5}|@", cell) for cell in widest)
    texts = [] if is_data else texts
    known = recognise_header(texts, guess=True).used
    named = "; ".join(f"{column} from {texts[at]!r}" for column, (at, *_) in known.items())
    said = f" (understood: {named})" if named else ""
    return FileError(
        f"no header row was found; headers seen: {_seen(texts)}{said}",
        where=sheet.place,
        hint="the list needs a column URN, or Name and one more, such as School name, Postcode, "
        "Type of school, Phase, Status, Role, Needs, Strengths. If it has them under other "
        f"names, say which is which: {_example(texts, known)}",
    )


def _seen(texts: Sequence[str]) -> str:
    return "only " + ", ".join(texts[:8]) if texts else "none"


def _example(texts: Sequence[str], known: Mapping[str, Sequence[int]]) -> str:
    """How a column is mapped, shown by the first header that was seen and not understood."""
    used = {at for places in known.values() for at in places}
    left = [text for at, text in enumerate(texts) if at not in used]
    header = left[0] if left else "the header in your list"
    if "name" not in known:
        return f'--column name="{header}"'
    if not left:
        return '--column postcode="the header in your list"'
    return f'--column postcode="{header}", or town, needs, strengths or notes as it may be'


def _report_guesses(table: Table[Layout], log: ProblemLog) -> None:
    for column, places in table.layout.used.items():
        for at in places:
            if at in table.layout.guessed:
                log.add(
                    "guessed_header",
                    f"this header was taken to mean {column}",
                    list=table.sheet.list,
                    sheet=table.sheet.sheet,
                    row=table.header_row,
                    column=table.layout.printable(at),
                    severity="note",
                    hint=f"write “{SYNONYMS[column][0]}” if it is that, "
                    "or rename the column if it is not",
                )


def _report_duplicates(table: Table[Layout], log: ProblemLog) -> None:
    for at in table.layout.duplicates:
        log.add(
            "duplicate_header",
            "an earlier column has the same header; that one was used",
            list=table.sheet.list,
            sheet=table.sheet.sheet,
            row=table.header_row,
            column=table.layout.printable(at),
            severity="note",
            hint="give each column a header of its own",
        )


def _report_people(table: Table[Layout], mapping: ColumnMapping, log: ProblemLog) -> None:
    """A column about a person is not read, even where somebody maps it."""
    layout = table.layout
    for at in layout.personal:
        mapped = mapping.place(layout.header[at])
        if mapped and mapped[0] != NOT_READ:
            log.add(
                "personal_column",
                f"this column is about people; it was not read, though mapped to {mapped[0]}",
                list=table.sheet.list,
                sheet=table.sheet.sheet,
                row=table.header_row,
                column=layout.printable(at),
                hint="if it names nobody, rename it in the list, such as “Needs”: "
                "--column opens it only where it is about an office and its cells are ticks",
            )


def _report_beside_the_point(table: Table[Layout], mapping: ColumnMapping, log: ProblemLog) -> None:
    """Say which columns have a word of needs or offers in their header and are not read."""
    layout = table.layout
    for at in layout.beside_the_point:
        if not mapping.place(layout.header[at]):
            header = layout.printable(at)
            log.add(
                "unread_side",
                "the header does not say plainly what the school itself needs or offers now; the "
                "column was not read",
                list=table.sheet.list,
                sheet=table.sheet.sheet,
                row=table.header_row,
                column=header,
                severity="note",
                hint=f'if it does, say so: --column needs="{header}", or strengths="{header}"',
            )
