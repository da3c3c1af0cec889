"""What an evaluation is given: its files, and the schools of a partnership however they are
named (URNs, a list, a folder of partnerships)."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from matcher.core.errors import SettingError
from matcher.core.figures.number_format import counted
from matcher.core.problems import ProblemLog
from matcher.core.schema import as_list

if TYPE_CHECKING:
    import pandas as pd

    from matcher.intake.lists import ListRecords

_URNS = re.compile(r"[\d\s,;]+\Z")
_NAMED, _SHOWN = 5, 80  # rows that are named, and how many signs of each
_WORDS = re.compile(r"[\s,;]+")
# Partnerships that have done something that could be evaluated.
_BEGUN = ("running", "ended")


@dataclass(frozen=True, slots=True)
class EvaluationFiles:
    """What an evaluation reads. ``panel``: figures by school and year, one file or the
    published tables of several years (:func:`.performance_tables.read_panel_or_tables`).
    ``register``: what the schools are. ``treated`` and ``leave_out``: schools, as
    :func:`read_urns` has them: those of the partnership, and those that may not serve as
    comparison ("": none). ``links``: which school took the place of which.
    ``imd``: deprivation by LSOA, of the register's vintage."""

    panel: tuple[Path, ...]
    register: Path
    treated: str
    leave_out: str = ""
    links: Path | None = None
    imd: Path | None = None

    def existing(self) -> list[Path]:
        """The files among them that are there."""
        paths = [*self.panel, self.register, self.links, self.imd]
        paths += [Path(one) for one in (self.treated, self.leave_out) if one]
        return [path for path in paths if path is not None and path_exists(path)]


@dataclass(frozen=True, slots=True)
class NamedSchools:
    """Schools that somebody named, what to say of how, and, of partnerships, for each school the
    day on which its first one began (None: nobody says)."""

    urns: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    starts: Mapping[str, datetime.date | None] = field(default_factory=dict)


def read_urns(given: str, register: ListRecords, log: ProblemLog, option: str) -> NamedSchools:
    """The URNs that ``given`` means, and what to say of how: URNs separated by commas, a list of
    schools (a file), or a folder of partnerships, of which the seekers of those that run or
    have ended are meant. Raises :class:`FileError`, and :class:`SettingError` for a word that
    is no URN."""
    from matcher.intake.cell_values import is_stand_in
    from matcher.intake.lists import list_schools, read_records

    path = Path(given)
    if _URNS.match(given) or not (given == "-" or path_exists(path) or path.suffix):
        return NamedSchools(_urns_in_text(given, option))
    if path.is_dir():
        return _urns_of_partnerships(path, log)
    named = read_records([path], log)
    table = list_schools(named, register, log)
    listed = table[table["listed"] == 1]
    unknown = listed["urn"].map(is_stand_in).astype(bool)
    lost = _rows_of(listed[unknown], named.records)
    for account in named.accounts:
        rejected = sum(name == account.list for name, _, _ in lost)
        account.used -= rejected
        account.rejected += rejected
    notes = [account.line() for account in named.accounts]
    notes += _rejected_line(lost, option)
    return NamedSchools(tuple(map(str, as_list(listed.loc[~unknown, "urn"]))), tuple(notes))


def _rows_of(schools: pd.DataFrame, records: pd.DataFrame) -> list[tuple[str, int, str]]:
    """The rows (list, row, what it says) of schools that nobody could identify. Rows that say the
    same are one school and as many rows."""
    keys = ["list", "sheet", "row"]
    said = records[["urn_as_written", "name", "postcode"]].apply(tuple, axis=1)
    lost = set(zip(*(as_list(schools[key]) for key in keys), strict=True))
    places = list(zip(*(as_list(records[key]) for key in keys), strict=True))
    words = {text for place, text in zip(places, as_list(said), strict=True) if place in lost}
    return sorted(
        (str(place[0]), int(place[2]), ", ".join(filter(None, text)))
        for place, text in zip(places, as_list(said), strict=True)
        if text in words
    )


def _rejected_line(lost: Sequence[tuple[str, int, str]], option: str) -> list[str]:
    if not lost:
        return []
    count = "1 row names" if len(lost) == 1 else f"{len(lost):,} rows name"
    first = "; ".join(f"{name} row {row} ({text[:_SHOWN]})" for name, row, text in lost[:_NAMED])
    more = f"; and {len(lost) - _NAMED} more" if len(lost) > _NAMED else ""
    return [f"{option}: {count} no school that the register has: {first}{more}"]


def path_exists(path: Path) -> bool:
    """Whether there is such a file or folder; a hundred URNs are too long for a name of one."""
    try:
        return path.exists()
    except OSError:
        return False


def _urns_of_partnerships(folder: Path, log: ProblemLog) -> NamedSchools:
    """The seekers of the partnerships below a folder that run or have ended."""
    from matcher.intake.cell_values import is_stand_in
    from matcher.partnership import folders

    filed = [one.partnership for one in folders.read_partnerships(folder, log)]
    begun = [one for one in filed if one.status in _BEGUN]
    own = [one for one in begun if not is_stand_in(one.pair[0])]
    starts: dict[str, datetime.date | None] = {}
    for one in own:
        days = filter(None, (one.start, starts.get(one.pair[0])))
        starts[one.pair[0]] = min(days, default=None)
    partnerships = counted(
        len(own), "partnership that runs or has ended", "partnerships that run or have ended"
    )
    return NamedSchools(
        tuple(one.pair[0] for one in own),
        (
            f"{folder.name}: the seekers of {partnerships}",
            *(
                [f"Left out: {len(begun) - len(own)} whose seeker has no URN"]
                if len(begun) > len(own)
                else []
            ),
        ),
        starts,
    )


def _urns_in_text(given: str, option: str) -> tuple[str, ...]:
    from matcher.intake import cell_values

    found = []
    for word in filter(None, _WORDS.split(given)):
        urn = cell_values.urn(word)[0]
        stands_in = cell_values.is_stand_in(urn)
        if not urn or stands_in or not any(sign.isdigit() for sign in urn):
            raise SettingError(
                f"{word!r} is no URN, and there is no file {given!r}",
                where=option,
                hint="name a list of schools, a folder of partnerships, or URNs parted by commas",
            )
        found.append(urn)
    return tuple(dict.fromkeys(found))
