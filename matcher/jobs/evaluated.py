"""Whom an evaluation is about: the register's schools with what they are compared by, and
the schools of a partnership, however they are named."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from matcher.core.errors import SettingError
from matcher.core.problems import ProblemLog
from matcher.core.schema import as_list

if TYPE_CHECKING:
    import pandas as pd

    from matcher.intake.read import Reading
    from matcher.jobs.evaluate import Files

_URNS = re.compile(r"[\d\s,;]+\Z")
_WORDS = re.compile(r"[\s,;]+")
# Partnerships that have done something that could be evaluated.
_BEGUN = ("running", "ended")


def schools_and_urns(
    files: Files, log: ProblemLog
) -> tuple[pd.DataFrame, list[str], list[str], list[str]]:
    """The register's schools (LISTED) with ``type`` and ``imd``; the URNs of the partnership;
    those that may not serve as comparison; and what to say of the files."""
    import numpy as np

    from matcher.intake.merge import listed
    from matcher.intake.read import read
    from matcher.jobs.stages import Sources, successor

    known = read([files.register], log, source="register")
    schools = listed(known, None, ProblemLog())
    groups = known.records[["urn", "group"]].drop_duplicates("urn").set_index("urn")["group"]
    schools["type"] = schools["urn"].map(groups).fillna("").astype(str)
    schools["type"] = schools["type"].where(schools["type"] != "", schools["kind"])
    notes = [account.line() for account in known.accounts]
    schools["imd"] = np.nan
    if files.imd is not None:
        from matcher.jobs.panel import read_imd

        scores = read_imd(files.imd, log)
        schools["imd"] = schools["lsoa_code"].map(scores).astype("float64")
        notes.append(f"{files.imd.name}: {len(scores):,} small areas")
    today = successor(Sources((), links=files.links), schools)
    found = []
    for given, option in ((files.treated, "--treated"), (files.leave_out, "--leave-out")):
        named, said = urns(given, known, log, option) if given else ([], [])
        followed = [today(urn) for urn in named]
        changed = sum(one != other for one, other in zip(named, followed, strict=True))
        if changed:
            said.append(f"{option}: {changed} that closed are followed to their successors")
        found.append(list(dict.fromkeys(followed)))
        notes += said
    mine, others = found
    if not mine:
        raise SettingError("names no school", where="--treated", hint="give URNs or a list")
    others = [urn for urn in others if urn not in set(mine)]
    if others:
        notes.append(f"Left out of the comparison on purpose: {len(others):,}")
    return schools, mine, others, notes


def urns(
    given: str, register: Reading, log: ProblemLog, option: str
) -> tuple[list[str], list[str]]:
    """The URNs that ``given`` means, and what to say of how: URNs parted by commas, a list of
    schools (a file), or a folder of partnerships, of which the seekers of those that run or
    have ended are meant. Raises :class:`FileError`, and :class:`SettingError` for a word that
    is no URN."""
    from matcher.intake.merge import listed
    from matcher.intake.read import read

    path = Path(given)
    if _URNS.match(given) or not (given == "-" or there(path) or path.suffix):
        return _written(given, option), []
    if path.is_dir():
        return _of_folder(path, log)
    named = read([path], log)
    table = listed(named, register, log)
    found = [str(urn) for urn in as_list(table.loc[table["listed"] == 1, "urn"])]
    return found, [account.line() for account in named.accounts]


def there(path: Path) -> bool:
    """Whether there is such a file or folder; a hundred URNs are too long for a name of one."""
    try:
        return path.exists()
    except OSError:
        return False


def _of_folder(folder: Path, log: ProblemLog) -> tuple[list[str], list[str]]:
    from matcher.partnership import folders

    filed = folders.filed(folder, log)
    begun = [one for one in filed if one.partnership.status in _BEGUN]
    said = (
        f"{folder.name}: {len(filed)} partnerships, the seekers of {len(begun)} that run or ended"
    )
    return [one.partnership.pair[0] for one in begun], [said]


def _written(given: str, option: str) -> list[str]:
    from matcher.intake import values

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
    return list(dict.fromkeys(found))
