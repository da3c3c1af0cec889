"""The register's files of groups: who belongs to which trust or federation today."""

from __future__ import annotations

import datetime
import random
from pathlib import Path

import pytest

from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog
from matcher.intake.trusts.group_files import ReadGroups, read_groups

TODAY = datetime.date(2026, 9, 1)
CANARY = "CANARY-PERSON"
# As in the download of all group links, of which these columns matter.
LINKS = (
    "URN,Group UID,Group ID,Group Name,Companies House Number,Group Type (code),Group Type,"
    "Closed Date,Open date,Incorporated on (open date),Group Status (code),Group Status,"
    "Joined date,EstablishmentName,Head of Group Last Name,LA (code)\n"
)
GROUPS = (
    "Group UID,Group ID,Group Name,Companies House Number,Group Type (code),Group Type,"
    "Closed Date,Group Status (code),Group Status,Group Contact Street,Head of Group Title,"
    "Head of Group First Name,Head of Group Last Name,UKPRN,Open date\n"
)


def link(
    urn: str,
    uid: str,
    name: str,
    kind: str,
    *,
    closed: str = "",
    status: str = "Open",
    joined: str = "01-09-2015",
) -> str:
    return (
        f"{urn},{uid},TR{uid},{name},,,{kind},{closed},01-01-2012,,{status.upper()},{status},"
        f"{joined},A School,{CANARY},850\n"
    )


def read(tmp_path: Path, log: ProblemLog | None = None, name: str = "", **files: str) -> ReadGroups:
    for file, text in files.items():
        (tmp_path / f"{file}.csv").write_bytes(text.encode("cp1252"))
    path = tmp_path / f"{name}.csv" if name else tmp_path
    found = read_groups(path, log or ProblemLog(), today=TODAY)
    assert all(account.balances for account in found.accounts)
    assert CANARY not in repr(found)
    return found


def test_trusts_and_federations_count_sponsors_and_childrens_centres_do_not(tmp_path: Path) -> None:
    rows = [
        link("900001", "11", "Ash Valley Multi Academy Trust", "Multi-academy trust"),
        link("900002", "12", "The Elm Trust", "Single-academy trust"),
        link("900003", "13", "Oakmere Federation", "Federation"),
        link("900004", "14", "Brook Co-operative Trust", "Trust"),
        link("900005", "15", "Hill College", "School sponsor"),
        link("900006", "16", "North Umbrella", "Umbrella trust"),
        link("900007", "17", "Valley Centres", "Children's Centres Group"),
        link("900008", "18", "Fen Secure Trust", "Secure single-academy trust"),
    ]
    random.Random(3).shuffle(rows)
    log = ProblemLog()
    found = read(tmp_path, log, alllinksdata20260901=LINKS + "".join(rows))
    assert found.trusts.names == {
        "900001": "Ash Valley Multi Academy Trust",
        "900002": "The Elm Trust",
        "900003": "Oakmere Federation",
        "900004": "Brook Co-operative Trust",
        "900008": "Fen Secure Trust",
    }
    assert found.trusts.authorities == {"850"}  # a federation is named: so are all groups
    assert (found.accounts[0].used, found.accounts[0].in_force) == (8, 5)
    assert not log.problems


def test_closed_groups_and_memberships_that_ended_or_have_not_begun_are_not_of_today(
    tmp_path: Path,
) -> None:
    mat = "Multi-academy trust"
    rows = [
        link("900001", "11", "Gone Trust", mat, status="Closed"),
        link("900002", "12", "Closing Trust", mat, closed="31-08-2026"),
        link("900003", "13", "Open Yet Trust", mat, closed="31-12-2026"),
        link("900004", "14", "Coming Trust", mat, joined="01-01-2027"),
        link("900005", "15", "Wrong Trust", mat, status="Created in error"),
        link("900006", "16", "Planned Trust", mat, status="Proposed to open"),
    ]
    names = read(tmp_path, alllinksdata=LINKS + "".join(rows)).trusts.names
    assert names == {"900003": "Open Yet Trust"}


def test_of_several_the_academy_trust_counts_then_the_one_joined_last(tmp_path: Path) -> None:
    rows = [
        link("900001", "11", "Old Trust", "Multi-academy trust", joined="01-09-2014"),
        link("900001", "12", "New Trust", "Multi-academy trust", joined="01-09-2020"),
        link("900001", "13", "A Federation", "Federation", joined="01-09-2024"),
        link("900002", "14", "B Federation", "Federation", joined="01-09-2010"),
        link("900002", "15", "A Foundation", "Trust", joined="01-09-2024"),
    ]
    for seed in range(4):
        random.Random(seed).shuffle(rows)
        names = read(tmp_path, alllinksdata=LINKS + "".join(rows)).trusts.names
        assert names == {"900001": "New Trust", "900002": "B Federation"}


def test_the_file_of_groups_closes_what_the_links_leave_open_and_fills_in_names(
    tmp_path: Path,
) -> None:
    links = "".join([
        link("900001", "11", "", "", status=""),
        link("900002", "12", "Ended Trust", "Multi-academy trust", status=""),
        link("900003", "99", "Not Listed Trust", "Multi-academy trust"),
    ])  # fmt: skip
    groups = (
        f"11,TR11,Alder Trust,,6,Multi-academy trust,,OPEN,Open,1 High St,Dr,{CANARY},{CANARY},,\n"
        f"12,TR12,Ended Trust,,6,Multi-academy trust,01-09-2020,CLOSED,Closed,,,{CANARY},,,\n"
    )
    found = read(tmp_path, allgroupsdata=GROUPS + groups, alllinksdata=LINKS + links)
    assert found.trusts.names == {"900001": "Alder Trust", "900003": "Not Listed Trust"}
    assert [account.list for account in found.accounts] == ["allgroupsdata.csv", "alllinksdata.csv"]
    assert not found.trusts.authorities  # no federation is named: of maintained schools nothing is


def test_the_membership_history_of_academies_is_read_too(tmp_path: Path) -> None:
    history = (
        "Group UID,Group ID,Group Name,Companies House Number,Group Type,Group Status,"
        "Group Open Date,Group Closed Date,URN,EstablishmentName,Date Joined Group,"
        "Date Left Group\n"
        "11,TR11,First Trust,,Multi-academy trust,Open,,,900001,A,01-09-2012,31-08-2019\n"
        "12,TR12,Second Trust,,Multi-academy trust,Open,,,900001,A,01-09-2019,\n"
        "13,TR13,Left Trust,,Multi-academy trust,Open,,,900002,B,01-09-2012,2024-08-31\n"
    )
    found = read(tmp_path, academiesmatmembership=history)
    assert found.trusts.names == {"900001": "Second Trust"}
    assert not found.trusts.authorities


def test_types_by_code_names_by_uid_and_rows_that_say_nothing(tmp_path: Path) -> None:
    coded = (
        "URN,UID,Group Name,Group Type (code),Status\n"
        "900001,1,Coded Trust,06,Open\n"
        "URN 900002,2,Coded Federation,1,Open\n"
        ",3,No School,6,Open\n"
        "900004,,,6,Open\n"
        ",,,,\n"
        "900005,5,New Kind,77,Open\n"
        "900006,6\n"
    )
    log = ProblemLog()
    found = read(tmp_path, log, "links", links=coded)
    assert found.trusts.names == {"900001": "Coded Trust", "900002": "Coded Federation"}
    account = found.accounts[0]
    assert (account.read, account.used, account.rejected, account.blank) == (7, 4, 2, 1)
    assert [(p.code, p.row) for p in log.problems] == [
        ("unread_membership", 4), ("unread_membership", 5), ("unknown_group_type", 7)
    ]  # fmt: skip


def test_what_is_no_file_of_groups_is_skipped_in_a_folder_and_refused_by_itself(
    tmp_path: Path,
) -> None:
    log = ProblemLog()
    good = LINKS + link("900001", "11", "Ash Trust", "Multi-academy trust")
    found = read(tmp_path, log, alllinksdata=good, readme="What,Where\na,b\n")
    assert found.trusts.names == {"900001": "Ash Trust"}
    assert [(p.code, p.list) for p in log.problems] == [("not_a_groups_file", "readme.csv")]
    with pytest.raises(FileError, match="no file of groups"):
        read(tmp_path, None, "readme")
    with pytest.raises(FileError, match="no file says which school"):
        read(tmp_path, None, "allgroupsdata", allgroupsdata=GROUPS)
