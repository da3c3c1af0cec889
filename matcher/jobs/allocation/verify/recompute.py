"""What a plan must say, worked out again from its run and its pairs, and where its files differ.

Once a plan's pairs are proven, all that follows from them and from the run can be told again: who
they are, how far apart, why, whose places are left, who is without a partner. So a word or a figure
that somebody changed is found, also where the record was made to fit it.

What rests on other files than the run (the days and reasons of decisions, deprivation, hubs and
problems) cannot be, and pages and the workbook are not read: the plan made again is the same, byte
for byte.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from matcher.core.allocation.decisions import ACCEPTED, BANNED, PINNED, REFUSED
from matcher.core.files.reading import read_file
from matcher.core.installation import __version__
from matcher.core.schema import as_list
from matcher.jobs.allocation.allocate import plan_files
from matcher.jobs.allocation.shown.deprivation import NAME
from matcher.jobs.allocation.shown.files import TITLE
from matcher.show.allocation.record import (
    CERTIFICATE_FILE,
    DECISIONS_FILE,
    FAIRNESS_FILE,
    FORM,
    PLACES_FILE,
    PLAN_FILE,
    UNSERVED_FILE,
    PlanTables,
)
from matcher.show.run.integrity import printable

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
_MOST = 5  # differences of one file that are told
_LONGEST = 80  # characters of a cell that are told
_Row = dict[str, str]


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
        told += _first(name, _cells(_rows(files[name], name), _kept(tables, name), _KEYS[name]))
    told += _first(DECISIONS_FILE, _decisions(found, tables))
    told += _first(FAIRNESS_FILE, _fairness(found, tables))
    expected = json.loads(files[CERTIFICATE_FILE])
    told += _first(CERTIFICATE_FILE, _figures(expected, certificate(tables)))
    told += _first(FORM.manifest, _record(found, tables.record))
    made_by = tables.record["versions"].get("matcher")
    if told and made_by != __version__:
        told.append(
            f"The plan was made by matcher {_cut(str(made_by))}, and this is {__version__}, which "
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


def _first(name: str, told: Iterator[str]) -> list[str]:
    """The first of the differences of a file, and how many more there are."""
    every = list(told)
    more = [f"{name}: {len(every) - _MOST:,} more"] if len(every) > _MOST else []
    return [f"{name}: {one}" for one in every[:_MOST]] + more


def _kept(tables: PlanTables, name: str) -> list[_Row]:
    """The rows of a file of the plan; none where it has no such file."""
    path = tables.folder / name
    return _rows(read_file(path), name) if path.is_file() else []


def _rows(data: bytes, name: str) -> list[_Row]:
    """The rows of a CSV file, as they stand there."""
    try:
        lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise ValueError(f"{name} is damaged: {error}") from None
    header = lines[0] if lines else []
    once = len({*header}) == len(header) and {*_KEYS[name]} <= {*header}
    if not once or any(len(line) != len(header) for line in lines):
        raise ValueError(f"{name} is damaged: its rows do not fit its header")
    return [dict(zip(header, line, strict=True)) for line in lines[1:]]


def _cells(expected: list[_Row], given: list[_Row], key: Sequence[str]) -> Iterator[str]:
    """Row by row and cell by cell where a table differs from what it must be."""
    if expected and given and [*expected[0]] != [*given[0]]:
        yield "its columns are not those of a plan"
    by_key = {tuple(row[name] for name in key): row for row in given}
    if len(by_key) < len(given):
        yield "rows of one key stand in it twice"
    for row in expected:
        about = tuple(row[name] for name in key)
        other = by_key.pop(about, None)
        if other is None:
            yield f"has no row of {_named(about)}"
            continue
        for name, cell in row.items():
            if other.get(name) != cell:
                yield _differs(f"{name} of {_named(about)}", other.get(name), cell)
    for about in by_key:
        yield f"has a row of {_named(about)}, which does not belong there"
    if given != expected and sorted(map(str, given)) == sorted(map(str, expected)):
        yield "its rows stand in another order"


def _decisions(found: PlanResult, tables: PlanTables) -> Iterator[str]:
    """Where decisions.csv differs from what the plan keeps. Reasons, days and what the plan could
    not keep are taken as they stand: they are in a file of decisions that is elsewhere."""
    from matcher.jobs.allocation.decisions.plan_decisions import names_of
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
    rows = decision_rows(found.pairs, said.values(), names_of(found.asked.run))
    expected = _rows(csv_bytes(rows), DECISIONS_FILE)
    yield from _cells(expected, given, _PAIR)


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
    expected = _rows(csv_bytes(table), FAIRNESS_FILE)
    given = [row for row in _kept(tables, FAIRNESS_FILE) if row["by"] != NAME]
    yield from _cells(expected, given, _KEYS[FAIRNESS_FILE])


def _record(found: PlanResult, record: dict[str, Any]) -> Iterator[str]:
    """Where the record differs from what the plan comes to."""
    if record["title"] != TITLE:
        yield _differs("title", record["title"], TITLE)
    yield from _figures(found.asked.settings.as_dict(), record["settings"], "settings, ")
    yield from _figures(found.counts, record["counts"], "counts, ")
    own = list(found.asked.run.attribution)
    given = record["attribution"]
    if given[: len(own)] != own or (given != own and not record["inputs"]):
        yield "the attribution is not that of the run"


def _figures(expected: dict[str, Any], given: dict[str, Any], of: str = "") -> Iterator[str]:
    """Key by key where plain data differ from what they must be."""
    for name in dict.fromkeys((*expected, *given)):
        mine, theirs = (_plain(one[name]) if name in one else None for one in (expected, given))
        if mine != theirs:
            yield _differs(f"{of}{_cut(name)}", theirs, mine)


def _plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _named(about: Sequence[str]) -> str:
    return " with ".join(map(_cut, about))


def _differs(what: str, given: str | None, expected: str | None) -> str:
    if given is not None and expected is not None:
        alike = next((at for at, (one, other) in enumerate(zip(given, expected, strict=False))
                      if one != other), 0)  # fmt: skip
        if alike > _LONGEST // 2:  # of long texts where they part
            given, expected = (f"…{one[alike - 20 :]}" for one in (given, expected))
    said, wanted = ("nothing" if one is None else f"{_cut(one)!r}" for one in (given, expected))
    return f"{what} is {said}; the run and the pairs give {wanted}"


def _cut(text: str) -> str:
    """A text of the plan as it can be printed, and not too long for that."""
    return printable(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")
