"""Whom an evaluation is about: the register's schools with what they are compared by, and
the schools of a partnership, however they are named."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from matcher.core.errors import SettingError
from matcher.core.problems import ProblemLog
from matcher.core.schema import as_list
from matcher.core.tables import urn_key

if TYPE_CHECKING:
    import pandas as pd

    from matcher.intake.read import Reading
    from matcher.jobs.evaluation.evaluate import Files

_URNS = re.compile(r"[\d\s,;]+\Z")
_WORDS = re.compile(r"[\s,;]+")
# Partnerships that have done something that could be evaluated.
_BEGUN = ("running", "ended")


@dataclass(frozen=True, slots=True)
class Schools:
    """``table``: the register's schools (LISTED) with ``type`` and ``imd``; ``mine``: the URNs
    of the partnership; ``others``: those that may not serve as comparison; ``today``: for any
    URN that of the school of today; ``notes``: what to say of the files. ``begun``: the days
    on which the partnerships began, where records say so."""

    table: pd.DataFrame
    mine: list[str]
    others: list[str]
    today: Callable[[str], str]
    notes: list[str]
    begun: tuple[datetime.date, ...] = ()

    def check_years(self, before: Sequence[int], after: Sequence[int]) -> list[str]:
        """What to say of partnerships that began in other school years (which start in
        September) than ``before`` and ``after`` have it. Raises :class:`SettingError` where
        all began later than the years that are to show what they did."""
        years = [day.year if day.month >= 9 else day.year - 1 for day in self.begun]
        if years and after and min(years) > max(after):
            raise SettingError(
                f"the partnerships began in {min(years)}/{(min(years) + 1) % 100:02d}, after all "
                "of these years",
                where="--after",
                hint="figures of later years are needed; or name the schools themselves",
            )
        early = sum(year <= max(before, default=0) for year in years)
        late = sum(year > min(after, default=9999) for year in years)
        told = (
            (early, "in or before the years before"),
            (late, "only after the years after began"),
        )
        return [
            f"Mind: of {len(years)} partnerships {count} began {when}"
            for count, when in told
            if count
        ]


def schools_of(files: Files, log: ProblemLog) -> Schools:
    """The schools of an evaluation. Raises :class:`FileError` and :class:`SettingError`."""
    import numpy as np

    from matcher.intake.merge import listed
    from matcher.intake.read import read
    from matcher.jobs.stages.reading import Sources, successor

    known = read([files.register], log, source="register")
    schools = listed(known, None, ProblemLog())
    groups = known.records[["urn", "group"]].drop_duplicates("urn").set_index("urn")["group"]
    schools["type"] = schools["urn"].map(groups).fillna("").astype(str)
    schools["type"] = schools["type"].where(schools["type"] != "", schools["kind"])
    notes = [account.line() for account in known.accounts]
    schools["imd"] = np.nan
    if files.imd is not None:
        from matcher.jobs.evaluation.panel import read_imd

        scores = read_imd(files.imd, log)
        schools["imd"] = schools["lsoa_code"].map(scores).astype("float64")
        notes.append(f"{files.imd.name}: {len(scores):,} small areas")
    today = successor(Sources((), links=files.links), schools)
    found = []
    for given, option in ((files.treated, "--treated"), (files.leave_out, "--leave-out")):
        named = urns(given, known, log, option) if given else Named()
        now = [today(urn) for urn in named.urns]
        changed = sum(one != other for one, other in zip(named.urns, now, strict=True))
        notes += named.notes
        if changed:
            which = "1 school that closed is" if changed == 1 else f"{changed} that closed are"
            notes.append(f"{option}: {which} followed to the one that took its place")
        found.append((list(dict.fromkeys(now)), named.begun))
    (mine, begun), (others, _) = found
    if not mine:
        raise SettingError("names no school", where="--treated", hint="give URNs or a list")
    others = [urn for urn in others if urn not in set(mine)]
    if others:
        notes.append(f"Left out of the comparison on purpose: {len(others):,}")
    return Schools(schools, mine, others, today, notes, begun)


def followed(panel: pd.DataFrame, today: Callable[[str], str]) -> tuple[pd.DataFrame, list[str]]:
    """A panel with the figures of a school that closed told of the one that took its place,
    where that has none of its own for the year; of several that became one nobody can say
    which counts, and they are left out. And a note of how many."""
    import pandas as pd

    key = ["urn", "year_starting"]
    named = {urn: today(urn) for urn in dict.fromkeys(as_list(panel["urn"]))}
    moves = panel["urn"].map(named) != panel["urn"]
    if not moves.any():
        return panel, []
    before = panel[moves].assign(urn=panel.loc[moves, "urn"].map(named))
    before = before[~before.duplicated(key, keep=False)].set_index(key)
    whole = panel[~moves].set_index(key).combine_first(before)[list(panel.columns.drop(key))]
    count = sum(urn != now for urn, now in named.items())
    note = f"Figures of {count:,} schools that closed are told of those that took their place"
    order = sorted(whole.index, key=lambda one: (urn_key(one[0]), one[1]))
    return pd.DataFrame(whole.loc[order]).reset_index(), [note]


@dataclass(frozen=True, slots=True)
class Named:
    """Schools that somebody named, what to say of how, and, of partnerships, the days on which
    they began."""

    urns: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    begun: tuple[datetime.date, ...] = ()


def urns(given: str, register: Reading, log: ProblemLog, option: str) -> Named:
    """The URNs that ``given`` means, and what to say of how: URNs parted by commas, a list of
    schools (a file), or a folder of partnerships, of which the seekers of those that run or
    have ended are meant. Raises :class:`FileError`, and :class:`SettingError` for a word that
    is no URN."""
    from matcher.intake.merge import listed
    from matcher.intake.read import read

    path = Path(given)
    if _URNS.match(given) or not (given == "-" or there(path) or path.suffix):
        return Named(_written(given, option))
    if path.is_dir():
        return _of_folder(path, log)
    named = read([path], log)
    table = listed(named, register, log)
    found = tuple(str(urn) for urn in as_list(table.loc[table["listed"] == 1, "urn"]))
    return Named(found, tuple(account.line() for account in named.accounts))


def there(path: Path) -> bool:
    """Whether there is such a file or folder; a hundred URNs are too long for a name of one."""
    try:
        return path.exists()
    except OSError:
        return False


def _of_folder(folder: Path, log: ProblemLog) -> Named:
    """The seekers of the partnerships below a folder that run or have ended."""
    from matcher.partnership import folders

    filed = [one.partnership for one in folders.filed(folder, log)]
    own = [one for one in filed if one.status in _BEGUN]
    days = [one.dates["running"] for one in own if one.dates.get("running")]
    return Named(
        tuple(one.pair[0] for one in own),
        (f"{folder.name}: the seekers of {len(own)} partnerships that run or have ended",),
        tuple(map(datetime.date.fromisoformat, days)),
    )


def _written(given: str, option: str) -> tuple[str, ...]:
    from matcher.intake.clean import values

    found = []
    for word in filter(None, _WORDS.split(given)):
        urn = values.urn(word)[0]
        if not urn or not any(sign.isdigit() for sign in urn):
            raise SettingError(
                f"{word!r} is no URN, and there is no file {given!r}",
                where=option,
                hint="name a list of schools, a folder of partnerships, or URNs parted by commas",
            )
        found.append(urn)
    return tuple(dict.fromkeys(found))
