"""Succession: which school took the place of one that has closed.

The register's own links (``links_edubasealldata``) say it twice, as successors of the old
school and as predecessors of the new one, and not always both; either will do. A chain is
followed to the schools that are open today, never round a loop; a merger leads several
schools to one, a split leads one to several, and then nobody is chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog, ReferenceAccount
from matcher.intake import cell_values
from matcher.intake.headers.wording import words
from matcher.intake.sheet import Row, Sheet, is_blank

_COLUMNS = ("urn", "link urn", "link type")
_HINT = "give the file links_edubasealldata of the Get Information about Schools downloads"


@dataclass(frozen=True, slots=True)
class Links:
    """Direct successors of each school, by URN, and the names that the links give."""

    successors: dict[str, frozenset[str]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def open_successors(self, urn: str, is_open: Callable[[str], bool]) -> tuple[str, ...]:
        """The schools open today that took the place of ``urn``, through any number of
        steps, by URN; empty where nobody did."""
        seen, found = {urn}, set[str]()
        ahead = [urn]
        while ahead:
            for following in self.successors.get(ahead.pop(), ()):
                if following not in seen:
                    seen.add(following)
                    (found.add if is_open(following) else ahead.append)(following)
        return tuple(sorted(found))


def make_links(sheet: Sheet, log: ProblemLog) -> Links:
    """The links of a sheet; ``log`` gets the account of its rows. Raises :class:`FileError` for
    what is no file of links."""
    account = ReferenceAccount(sheet.list, "links", sheet.sheet)
    rows = _filled(sheet, account)
    _, header = next(rows, (0, []))
    account.read -= 1  # the header is no row
    titles = [words(cell) for cell in header]
    if not set(_COLUMNS) <= set(titles):
        raise FileError("this is not a file of links between schools", where=sheet.list, hint=_HINT)
    urn_at, link_at, type_at = (titles.index(name) for name in _COLUMNS)
    name_at = titles.index("link name") if "link name" in titles else -1
    names_of: dict[str, str] = {}
    successors: dict[str, set[str]] = {}
    for number, row in rows:
        row = row + [""] * (len(titles) - len(row))
        kind = words(row[type_at])
        one, other = (cell_values.urn(row[at].strip())[0] for at in (urn_at, link_at))
        if not one or not other:
            account.rejected += 1
            log.add(
                "unread_link",
                "this row links no two schools",
                list=sheet.list,
                sheet=sheet.sheet,
                row=number,
                severity="rejected",
                hint=_HINT,
            )
            continue
        account.used += 1
        if name_at >= 0 and row[name_at].strip():
            names_of[other] = row[name_at].strip()
        if kind.startswith("successor"):
            successors.setdefault(one, set()).add(other)
        elif kind.startswith("predecessor"):
            successors.setdefault(other, set()).add(one)
    log.references.append(account)
    return Links({urn: frozenset(others) for urn, others in successors.items()}, names_of)


def _filled(sheet: Sheet, account: ReferenceAccount) -> Iterator[Row]:
    """The rows that hold anything; all are counted as read, the others as blank."""
    for number, row in sheet.rows:
        account.read += 1
        if is_blank(row):
            account.blank += 1
        else:
            yield number, row
