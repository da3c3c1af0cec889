"""What became of the rows of every file that a run read, for a person to read: a line for each
list, and one for all published tables, and for all public registers, where these are many."""

from __future__ import annotations

from collections.abc import Sequence

from matcher.intake.accounts import OffersAccount, TableAccount
from matcher.jobs.matching.results import MatchResult

_FEW = 25  # an office's list; a register has a hundred columns that nobody asks about
_MOST_FILES = 3  # of one kind with a line each: a folder of tables would fill a screen


def files_read_lines(result: MatchResult) -> list[str]:
    """What was read, file by file."""
    text = []
    for account in result.accounts:
        text.append(account.line())
        if account.source == "list":
            text.append(f"  columns: {account.columns_line()}")
            few = len(account.ignored) <= _FEW
            text += [f"  {line}" for line in account.unused_lines(named=few)]
    text += [account.line() for account in result.groups]
    text += [account.line() for account in result.priorities]
    text += _folded(result.offers, "public registers")
    text += _folded(result.tables, "published figures")
    return [*text, *result.log.reference_lines()]


def _folded(accounts: Sequence[OffersAccount] | Sequence[TableAccount], what: str) -> list[str]:
    """A line for each file in which rows were rejected; the others together where they are many:
    the record has each."""
    whole = [account for account in accounts if not account.rejected]
    if len(whole) <= _MOST_FILES:
        return [account.line() for account in accounts]
    return [
        *(account.line() for account in accounts if account.rejected),
        f"{len(whole)} files of {what}: {_sum(whole)}{_about_people(whole)}; run.json has each",
    ]


def _sum(accounts: Sequence[OffersAccount | TableAccount]) -> str:
    """The accounts added up in one sum."""
    read, used, blank, headings = (
        sum(getattr(account, part) for account in accounts)
        for part in ("read", "used", "blank", "headings")
    )
    others = sum(one.not_ours for one in accounts if isinstance(one, OffersAccount))
    nobody = f" + {others:,} of nobody here" if others else ""
    tables = [account for account in accounts if isinstance(account, TableAccount)]
    figures, unknown = sum(one.figures for one in tables), sum(one.unknown for one in tables)
    found = f"; {figures:,} figures, {unknown:,} not known" if tables else ""
    return (
        f"{read:,} rows read = {used:,} used{nobody} + 0 rejected + {blank:,} blank + "
        f"{headings:,} headings{found}"
    )


def _about_people(accounts: Sequence[OffersAccount | TableAccount]) -> str:
    count = sum(bool(account.people) for account in accounts)
    return f"; columns about people, in {count} of them, were not read" if count else ""
