"""The register's files of groups: which there are, and which school is in which.

Three downloads of Get Information about Schools are read: all group records
(``allgroupsdata``), all group links (``alllinksdata``) and the membership history of academies
(``academiesmatmembership``). Only the columns named here are looked at, none about a person.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog
from matcher.intake import cell_values
from matcher.intake.accounts import GroupsAccount
from matcher.intake.headers.people import headers_about_people
from matcher.intake.headers.wording import words
from matcher.intake.open.files import list_files
from matcher.intake.open.open_sheet import open_sheet
from matcher.intake.sheet import Row, Sheet, is_blank
from matcher.intake.trusts.memberships import (
    Group,
    Membership,
    Trusts,
    exists,
    kind_of_group,
    trusts_today,
)

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "urn": ("urn",),
    "uid": ("group uid", "uid"),
    "name": ("group name",),
    "type": ("group type", "group type name", "group type code"),
    "status": ("group status", "group status name", "status"),
    "closed": ("closed date", "group closed date", "close date"),
    "joined": ("joined date", "date joined group"),
    "left": ("left date", "date left group"),
    "authority": ("la code",),
}
_HINT = (
    "give alllinksdata… of the downloads of Get Information about Schools, or a folder that holds "
    "it (allgroupsdata… alone names no schools)"
)


class ReadGroups(NamedTuple):
    """The trusts of schools, and what became of every row of the files."""

    trusts: Trusts
    accounts: tuple[GroupsAccount, ...]


@dataclass(slots=True)
class _Found:
    memberships: list[Membership] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    accounts: list[GroupsAccount] = field(default_factory=list)


def read_groups(path: Path, log: ProblemLog, *, today: datetime.date) -> ReadGroups:
    """The trusts of schools by a file of groups, or a folder of such files; in a folder what is
    none is named and skipped. Raises :class:`FileError` where no file says which school is in
    which group."""
    found = _Found()
    for file, name in list_files([path]):
        own = ProblemLog()
        sheet = open_sheet(file, name, own)
        rows = iter(sheet.rows)
        above, header = _header(rows)
        at = group_columns(header)
        if "uid" not in at or not {"name", "type"} & at.keys():
            if path.is_dir():
                log.add("not_a_groups_file", "this is no file of groups; it was skipped",
                        list=name, severity="note", hint=_HINT)  # fmt: skip
                continue
            raise FileError("this is no file of groups of schools", where=name, hint=_HINT)
        account = GroupsAccount(name, sheet.sheet, read=above, blank=above)
        account.people = headers_about_people(header)
        _read_rows(sheet, rows, at, account, found, own, today)
        found.accounts.append(account)
        log.problems += own.problems
    if not found.memberships:
        raise FileError("no file says which school is in which group", where=str(path), hint=_HINT)
    return ReadGroups(trusts_today(found.memberships, found.groups), tuple(found.accounts))


def _header(rows: Iterator[Row]) -> tuple[int, list[str]]:
    """How many blank rows come first, and the row after them."""
    blank = 0
    for _, row in rows:
        if not is_blank(row):
            return blank, row
        blank += 1
    return blank, []


def group_columns(header: Sequence[str]) -> dict[str, int]:
    """The position of each of :data:`COLUMNS` that a header has, by the best of its names."""
    place = {words(text): at for at, text in reversed(list(enumerate(header)))}
    named = {
        column: next((place[one] for one in names if one in place), None)
        for column, names in COLUMNS.items()
    }
    return {column: at for column, at in named.items() if at is not None}


def _read_rows(
    sheet: Sheet,
    rows: Iterator[Row],
    at: Mapping[str, int],
    account: GroupsAccount,
    found: _Found,
    log: ProblemLog,
    today: datetime.date,
) -> None:
    strange: dict[str, int] = {}
    for number, row in account.count(rows):
        cell = {name: row[here].strip() if here < len(row) else "" for name, here in at.items()}
        if is_blank(row):
            account.blank += 1
            continue
        urn = cell_values.urn(cell.get("urn", ""))[0]
        uid, name = cell.get("uid", ""), cell.get("name", "")
        if not (uid or name) or ("urn" in at and not urn):
            account.rejected += 1
            log.add("unread_membership",
                    "this row names no school and its group" if "urn" in at else
                    "this row names no group",
                    list=sheet.list, sheet=sheet.sheet, row=number, severity="rejected",
                    hint="correct it, or download the file again")  # fmt: skip
            continue
        account.used += 1
        kind = kind_of_group(cell.get("type", ""))
        if kind is None and cell.get("type"):
            strange.setdefault(cell["type"], number)
        day = {name: cell_values.date(cell.get(name, "")) for name in ("closed", "joined", "left")}
        group = Group(uid, name, kind or "", exists(cell.get("status", ""), day["closed"], today))
        if "urn" not in at:
            found.groups.append(group)
        elif (day["joined"] is None or day["joined"] <= today) and (
            day["left"] is None or day["left"] > today
        ):
            la = cell.get("authority", "").removesuffix(".0")
            found.memberships.append(Membership(urn, group, day["joined"], la))
            account.in_force += group.exists and bool(kind)
    for kind_text, number in strange.items():
        log.add("unknown_group_type", "this type of group is not known here; it counts as no trust",
                list=sheet.list, sheet=sheet.sheet, row=number, column="Group Type",
                value=kind_text, hint="if schools share a board there, report it")  # fmt: skip
