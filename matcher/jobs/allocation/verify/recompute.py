"""What a plan must say, worked out again from its run and its pairs, and where its files differ.

Once a plan's pairs are proven, all that follows from them and from the run can be told again: who
they are, how far apart, why, whose places are left, who is without a partner. So a word or a figure
that somebody changed is found, also where the record was made to fit it.

What rests on other files than the run (the days and reasons of decisions, deprivation and problems)
cannot be, and pages and the workbook are not read: the plan made again is the same, byte
for byte.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from matcher.core.allocation.decisions import ACCEPTED, BANNED, PINNED, REFUSED
from matcher.core.files.reading import read_file
from matcher.core.installation import __version__
from matcher.core.schema import as_list
from matcher.jobs.allocation.allocate import plan_files
from matcher.jobs.allocation.shown.deprivation import NAME
from matcher.jobs.allocation.shown.files import TITLE
from matcher.jobs.allocation.verify.hubs import hub_differences
from matcher.jobs.stages.differing import Row, cells, cut, differs, figures, first, rows
from matcher.show.allocation.record import (
    ALWAYS,
    CERTIFICATE_FILE,
    DECISIONS_FILE,
    FAIRNESS_FILE,
    FORM,
    PLACES_FILE,
    PLAN_FILE,
    UNSERVED_FILE,
    PlanTables,
)
from matcher.show.run.manifest import versions

if TYPE_CHECKING:
    from matcher.jobs.allocation.results import PlanResult

_PAIR = ("seeker_urn", "partner_urn")
_KEYS = {
    PLAN_FILE: _PAIR,
    UNSERVED_FILE: ("seeker_urn",),
    PLACES_FILE: ("partner_urn",),
    DECISIONS_FILE: _PAIR,
    FAIRNESS_FILE: ("by", "group"),
}


class _Said(NamedTuple):
    """A decision as a row of decisions.csv has it."""

    seeker: str
    partner: str
    decision: str
    reason: str
    day: str


def differences(found: PlanResult, tables: PlanTables) -> list[str]:
    """Where the files of a plan differ from the plan ``found`` again with its pairs and prices: a
    sentence for each cell, row or figure, the first few of each file. Raises ValueError for a file
    that is damaged."""
    files = plan_files(found)
    told: list[str] = []
    for name in (PLAN_FILE, UNSERVED_FILE, PLACES_FILE):
        told += first(
            name, cells(rows(files[name], name, _KEYS[name]), _kept(tables, name), _KEYS[name])
        )
    told += first(DECISIONS_FILE, _decisions(found, tables))
    told += first(FAIRNESS_FILE, _fairness(found, tables))
    expected = json.loads(files[CERTIFICATE_FILE])
    told += first(CERTIFICATE_FILE, figures(expected, certificate(tables)))
    told += hub_differences(found.asked, tables)
    told += first(FORM.manifest, _record(found, tables.record))
    made_by = tables.record["versions"].get("matcher")
    if told and made_by != __version__:
        told.append(
            f"The plan was made by matcher {cut(str(made_by))}, and this is {__version__}, which "
            "may say the same in other words"
        )
    return told


def certificate(tables: PlanTables) -> dict[str, Any]:
    """The certificate of a plan. Raises ValueError where it is damaged."""
    try:
        found = json.loads(read_file(tables.folder / CERTIFICATE_FILE))
    except (ValueError, RecursionError) as error:
        why = "nested too deep" if isinstance(error, RecursionError) else str(error)
        raise ValueError(f"{CERTIFICATE_FILE} is damaged: {why}") from None
    if not isinstance(found, dict):
        raise ValueError(f"{CERTIFICATE_FILE} is damaged: it is no table")
    if _is_deeper(found, 3):  # a Python that reads it all the same
        raise ValueError(f"{CERTIFICATE_FILE} is damaged: nested too deep")
    return found


def _is_deeper(value: Any, levels: int) -> bool:
    """Whether there are more than so many lists and tables within each other."""
    if not isinstance(value, list | dict):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(_is_deeper(one, levels - 1) for one in inner)


def _kept(tables: PlanTables, name: str) -> list[Row]:
    """The rows of a file of the plan; none where it has no such file."""
    path = tables.folder / name
    return rows(read_file(path), name, _KEYS[name]) if path.is_file() else []


def _decisions(found: PlanResult, tables: PlanTables) -> Iterator[str]:
    """Where decisions.csv differs from what the plan keeps. Reasons, days and what the plan could
    not keep are taken as they stand: they are in a file of decisions that is elsewhere."""
    from matcher.show.allocation.decisions import decision_rows
    from matcher.show.kit.csv_table import csv_bytes

    given, decided = _kept(tables, DECISIONS_FILE), found.asked.decided
    must = {
        frozenset(pair): (pair, words)
        for pairs, words in (
            (decided.banned, (REFUSED, BANNED)),
            (decided.pinned - decided.accepted, (PINNED,)),
            (decided.accepted, (ACCEPTED,)),
        )
        for pair in pairs
    }
    in_plan = set(map(frozenset, zip(*(as_list(found.pairs[one]) for one in _PAIR), strict=True)))
    said = {}
    for row in given:
        pair = row["seeker_urn"], row["partner_urn"]
        one = _Said(*pair, *(row.get(name, "") for name in ("decision", "reason", "day")))
        key = frozenset(pair)
        if key in must:
            words = must[key][1]
            said[key] = one if one.decision in words else one._replace(decision=words[0])
        elif key not in must and key not in in_plan and one.decision in (ACCEPTED, PINNED):
            said[key] = one  # wanted, and not to be had
    said |= {key: _Said(*pair, words[0], "", "") for key, (pair, words) in must.items()
             if key not in said}  # fmt: skip
    wanted = decision_rows(found.pairs, said.values(), found.asked.run.tables.flat)
    expected = rows(csv_bytes(wanted), DECISIONS_FILE, _PAIR)
    yield from cells(expected, given, _PAIR)


def _fairness(found: PlanResult, tables: PlanTables) -> Iterator[str]:
    """Where fairness.csv differs, but for the groups by deprivation, of which the run knows
    nothing."""
    from matcher.show.allocation.facts import fairness
    from matcher.show.allocation.table import fairness_table
    from matcher.show.kit.csv_table import csv_bytes

    schools = found.asked.run.tables.schools
    table = fairness_table(
        fairness(found.pairs, found.unserved, found.places, schools, already=found.asked.already)
    )
    expected = rows(csv_bytes(table), FAIRNESS_FILE, _KEYS[FAIRNESS_FILE])
    given = [row for row in _kept(tables, FAIRNESS_FILE) if row["by"] != NAME]
    yield from cells(expected, given, _KEYS[FAIRNESS_FILE])


def _record(found: PlanResult, record: dict[str, Any]) -> Iterator[str]:
    """Where the record differs from what the plan comes to."""
    if record["title"] != TITLE:
        yield differs("title", record["title"], TITLE)
    yield from figures(found.asked.settings.as_dict(), record["settings"], "settings, ")
    yield from figures(found.counts, record["counts"], "counts, ")
    parts = (
        ("", record, FORM.keys),
        ("decisions, ", record["decisions"], found.asked.decided.as_dict()),
    )
    for of, part, known in parts:
        for name in sorted(part.keys() - known.keys()):
            yield f"no plan has {cut(of + name)!r} in its record"
    if record["versions"].keys() != versions().keys() or not all(
        isinstance(version, str) and version for version in record["versions"].values()
    ):
        yield "the versions are not those of the product and of what it rests on"
    outputs = {entry["name"] for entry in record["outputs"]}
    for name in sorted(ALWAYS - outputs):
        yield f"{name} is not in the record"
    own = list(found.asked.run.attribution)
    given = record["attribution"]
    if given[: len(own)] != own or (given != own and not record["inputs"]):
        yield "the attribution is not that of the run"
