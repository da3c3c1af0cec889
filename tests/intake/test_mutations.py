"""Whatever is given, it is read or refused: no traceback, and no row unaccounted for.

2,000 files, 20,000 with MUTATION_SHARDS=20 set: real ones and samples spoilt byte by byte,
workbooks spoilt in their archive and in their XML, and lists of every form made at random; and
whatever else is given to the product, tables of the Department, priorities, postcodes, areas and
monitoring values. Each is read on its own; lists that can be read are then laid over each other,
many at a time, with and without a register. What was tried is printed. The time that one file may
take is bounded, for a file that takes minutes is as bad as one that ends the program.
"""

from __future__ import annotations

import os
import re
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Literal

import forms
import mutations
import other_inputs
import pandas as pd
import pytest
import workbooks

from matcher.core.errors import FileError, MatcherError
from matcher.core.problems import ProblemLog, RowAccount
from matcher.core.tables import LISTED
from matcher.intake.excluded_pairs import read_pairs
from matcher.intake.headers.mapping import UNMAPPED, ColumnMapping
from matcher.intake.identify.links import Links
from matcher.intake.lists import ListRecords, list_schools, read_links, read_records
from matcher.intake.merge.merge_lists import MergeOptions
from matcher.intake.open.workbook_safety import inspect_workbook

SEED = 20_241_122
SHARDS = int(os.environ.get("MUTATION_SHARDS", "2"))  # a choice: 8 reach 1% more branches than 4
# How many files of each kind in a shard of 1,000.
EACH = {
    "text": 250, "form": 130, "archive": 90, "xml": 50, "apart": 1, "links": 45, "pairs": 24,
    "mapped": 80, "tables": 120, "priorities": 40, "postcodes": 40, "areas": 40, "values": 40,
    "groups": 30, "minutes": 20,
}  # fmt: skip
TOGETHER = 150  # readings laid over each other at once
APART = 1  # XLSX in a shard that may be read in a process of their own, which is slow
SECONDS = 20.0  # most that one file may take, on a machine with other work to do
_TAKEN = re.compile(r"\bURN (\S+) \(")


@dataclass
class Tally:
    """What became of the files of a shard."""

    tried: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    read: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    joined: int = 0

    def line(self) -> str:
        refused = sum(self.refused.values())
        kinds = ", ".join(f"{count:,} {what}" for what, count in self.refused.most_common())
        tried = ", ".join(f"{count:,} {kind}" for kind, count in sorted(self.kinds.items()))
        rows = " + ".join(f"{self.rows[fate]:,} {fate}" for fate in FATES)
        return (
            f"{self.tried:,} tried ({tried}) = {self.read:,} read + {refused:,} refused ({kinds}); "
            f"{self.rows['read']:,} rows = {rows}; {self.joined:,} schools laid together; "
            f"slowest {self.slowest:.1f} s"
        )


FATES = ("used", "rejected", "blank", "headings", "not_ours")
TOTAL = Tally()


def real_data(repository: Path) -> Path | None:
    path = repository.parent / "shared" / "data"
    return path if path.is_dir() else None


@pytest.fixture(scope="module")
def seeds(repository: Path) -> mutations.Seeds:
    return mutations.seeds(repository / "data" / "samples", real_data(repository))


@pytest.fixture(scope="module", autouse=True)
def total(request: pytest.FixtureRequest) -> Iterator[None]:
    """Print the sum of the shards that this process ran."""
    yield
    capture = request.config.pluginmanager.getplugin("capturemanager")
    if TOTAL.tried and capture is not None:
        with capture.global_and_fixture_disabled():
            print(f"\nmutations in all, seed {SEED}: {TOTAL.line()}", file=sys.stderr)


class Bench:
    """Reads one file after the other, and many together."""

    def __init__(self, folder: Path, seeds: mutations.Seeds) -> None:
        self.folder, self.seeds, self.tally = folder, seeds, Tally()
        self.waiting: list[tuple[Path, ListRecords]] = []
        self.apart = 0
        path = self.write("register.csv", seeds.register)
        self.register = read_records([path], ProblemLog(), source="register")
        path = self.write("links.csv", seeds.links)
        self.links = read_links(path, ProblemLog())
        assert len(self.register.records) > 20
        assert self.links.successors

    def write(self, name: str, data: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(data)
        return path

    def try_one(self, kind: str, rng: Random, number: int) -> None:
        """Make a file of a kind and read it; a fault leaves the file where it is."""
        made: forms.Form | None = None
        suffix = "csv"
        if kind == "form":
            made = forms.form(rng)
            data, suffix = made.data, made.suffix
        elif kind == "archive":
            whole = workbooks.zipped(rng.choice(self.seeds.workbooks))
            data, suffix = mutations.spoil_bytes(rng, whole, (whole,)), "xlsx"
        elif kind == "xml":
            data, suffix = self._xml(rng), "xlsx"
        elif kind == "apart":
            data, suffix = self._apart(rng)
        elif kind in other_inputs.KINDS:
            data, suffix = other_inputs.make(kind, rng)
        else:
            data = self._spoilt_text(kind, rng)
        path = self.write(f"{kind}-{number}.{suffix}", data)
        started = time.perf_counter()
        try:
            with warnings.catch_warnings():
                # GDAL warns of what it mends in a spoilt file.
                warnings.simplefilter("ignore" if kind == "areas" else "error")
                if kind in other_inputs.KINDS:
                    if account := other_inputs.check(kind, path):
                        self._count(account)
                elif kind == "links":
                    check_links(path)
                elif kind == "pairs":
                    check_pairs(path)
                else:
                    mapping = other_inputs.mapping(rng) if kind == "mapped" else UNMAPPED
                    text = data if kind == "text" else b""
                    reading = check_reading(path, text, made, mapping)
                    self.waiting.append((path, reading))
                    self._count(reading.accounts[0])
            self.tally.read += 1
        except FileError as error:
            assert error.where, error
            self.tally.refused[_kind_of(error)] += 1
        except BaseException as error:
            error.add_note(f"the file was {path}, its first bytes {data[:2_000]!r}")
            raise
        took = time.perf_counter() - started
        assert took < SECONDS, path
        self.tally.tried += 1
        self.tally.kinds[kind] += 1
        self.tally.slowest = max(self.tally.slowest, took)
        if len(self.waiting) == TOGETHER:
            self.lay_together(rng)

    def _spoilt_text(self, kind: str, rng: Random) -> bytes:
        lists = self.seeds.lists
        if kind == "text":
            return mutations.spoil(rng, mutations.pick(rng, lists), lists)
        if kind == "mapped":
            return mutations.spoil(rng, rng.choice(other_inputs.MAPPED), other_inputs.MAPPED)
        if kind == "pairs":
            ends = rng.choice(("\n", "\r\n"))
            head = rng.choice(("Seeker URN,Partner URN,why", "urn", "a,b", "seeker,partner", ""))
            rows = [f"1000{rng.randrange(99):02},1000{rng.randrange(99):02}" for _ in range(5)]
            return mutations.spoil(rng, ends.join([head, *rows, "100001,"]).encode(), lists)
        return mutations.spoil(rng, self.seeds.links, lists)

    def _xml(self, rng: Random) -> bytes:
        while True:
            parts = mutations.spoil_parts(rng, rng.choice(self.seeds.workbooks))
            data = workbooks.zipped(parts)
            try:
                bounded = inspect_workbook(data, "").is_bounded
            except FileError:
                return data
            self.apart += not bounded
            if bounded or self.apart <= APART:
                return data

    def _apart(self, rng: Random) -> tuple[bytes, str]:
        suffix, data = rng.choice(self.seeds.apart)
        if suffix == "ods" and rng.random() < 0.5:
            parts = mutations.spoil_parts(rng, workbooks.unzipped(data))
            return workbooks.zipped(parts), suffix
        return mutations.spoil_bytes(rng, data, (data,)), suffix

    def _count(self, account: RowAccount) -> None:
        for fate in ("read", *FATES):
            self.tally.rows[fate] += getattr(account, fate, 0)

    def lay_together(self, rng: Random) -> None:
        """The readings so far as one table: every used row's school is in it."""
        waiting, self.waiting = self.waiting, []
        if not waiting:
            return
        together = Together(rng, self.register, self.links, [r for _, r in waiting])
        try:
            self.tally.joined += together.check([reading for _, reading in waiting])
        except Exception as fault:
            fault.add_note(f"laid together: {[path.name for path, _ in waiting]}")
            for path, reading in waiting:  # whose fault is it?
                try:
                    together.check([reading])
                except Exception as error:
                    error.add_note(f"the file was {path}")
                    raise
            raise
        for path, _ in waiting:
            path.unlink()


class Together:
    """A way to lay readings over each other, the same however many they are: with the
    true register, with one of the spoilt lists for a register, or with none."""

    def __init__(
        self, rng: Random, register: ListRecords, links: Links, readings: list[ListRecords]
    ) -> None:
        self.register: ListRecords | None = register
        if rng.random() < 0.6:
            self.register = None if rng.random() < 0.7 else rng.choice(readings)
        self.links = links if rng.random() < 0.5 else None
        self.positions = rng.choice((None, positions))
        prefer: Literal["later", "earlier"] = rng.choice(("later", "earlier"))
        between: Literal["roles", "all"] = rng.choice(("roles", "all"))
        self.options = MergeOptions(prefer=prefer, between=between)

    def check(self, readings: list[ListRecords]) -> int:
        """Lay them over each other; gives how many schools of theirs the table has."""
        records = pd.concat([reading.records for reading in readings], ignore_index=True)
        together = ListRecords(records, tuple(a for reading in readings for a in reading.accounts))
        log = ProblemLog()
        table = list_schools(
            together, self.register, log,
            options=self.options, links=self.links, positions=self.positions,
        )  # fmt: skip
        LISTED.check(table)
        found: dict[tuple[str, int], str] = {}
        for problem in log.problems:
            if problem.code in ("succeeded", "urn_from_name", "urn_from_number"):
                taken = _TAKEN.search(problem.message)
                assert taken, problem
                found[problem.list, problem.row] = taken[1]
        columns = (records[name].tolist() for name in ("list", "row", "urn"))
        meant = {found.get((name, row), urn) for name, row, urn in zip(*columns, strict=True)}
        ours = table["listed"] == 1
        assert set(table.loc[ours, "urn"]) == meant
        if self.register is not None:
            assert set(table.loc[~ours, "urn"]) == set(self.register.records["urn"]) - meant
        log.frame()
        return int(ours.sum())


def positions(postcodes: list[str]) -> dict[str, tuple[float, float]]:
    """Some postcodes, in Birmingham."""
    return {text: (407_000.0, 287_000.0) for text in postcodes if text.startswith("B1")}


def check_reading(
    path: Path, text: bytes, made: forms.Form | None, mapping: ColumnMapping = UNMAPPED
) -> ListRecords:
    """Read a file and account for every row of it."""
    log = ProblemLog()
    reading = read_records([path], log, mapping=mapping)
    (account,) = reading.accounts
    assert account.balances
    assert account.used == len(reading.records)
    numbers = reading.records["row"].tolist()
    assert numbers == sorted(set(numbers))
    rejected = [p.row for p in log.problems if p.severity == "rejected"]
    assert len(set(rejected)) == len(rejected) == account.rejected
    assert min([*rejected, *numbers], default=1) >= 1
    assert not set(rejected) & set(numbers)
    # What a person says of columns that no list has is told of all lists.
    lists = {path.name, ""} if mapping.entries else {path.name}
    assert all(p.list in lists for p in log.problems)
    assert (reading.records["urn"] != "").all()
    if account.encoding == "utf-8" and b'"' not in text and text:
        # Without quotation marks a row is a line, however it ends.
        lines = re.sub("\r\n?", "\n", text.decode().replace("\0", "")).removesuffix("\n")
        assert account.read + 1 == lines.count("\n") + 1
    if made is not None and account.columns.get("urn") == made.headers[0]:
        check_form(reading, made)
    return reading


def check_form(reading: ListRecords, made: forms.Form) -> None:
    """Each row that was written is counted, and each with a URN and a name is used."""
    (account,) = reading.accounts
    if made.lines is not None:
        assert account.read == made.lines - 1
    if made.urns is not None and account.columns.get("name") == made.headers[1]:
        columns = (reading.records[name].tolist() for name in ("row", "urn"))
        assert made.urns.items() <= dict(zip(*columns, strict=True)).items()


def check_links(path: Path) -> None:
    log = ProblemLog()
    links = read_links(path, log)
    assert all(p.severity == "rejected" for p in log.problems if p.code == "unread_link")
    for urn in links.successors:
        assert urn not in links.open_successors(urn, lambda _: True)


def check_pairs(path: Path) -> None:
    log = ProblemLog()
    pairs, singles = read_pairs(path, log)
    assert all(one and other and one != other for one, other in pairs)
    assert "" not in singles
    unread = [p.row for p in log.problems if p.code == "unread_pair"]
    assert unread == sorted(set(unread))


def _kind_of(error: FileError) -> str:
    """The kind of an error: what it says before it comes to particulars."""
    what = re.split(r":|; headers| by similarity", error.what)[0]
    if what == "the workbook is refused":
        return "workbook refused"
    return re.sub(r"\S*\d\S*", "…", what)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_no_traceback_and_no_row_unaccounted_for(
    shard: int,
    tmp_path: Path,
    seeds: mutations.Seeds,
    capsys: pytest.CaptureFixture[str],
    record_property: Callable[[str, object], None],
) -> None:
    rng = Random(f"{SEED}-{shard}")
    bench = Bench(tmp_path, seeds)
    # Text as pandas keeps it where pyarrow is not installed; in some shards where it is.
    storage = "auto" if shard % 10 == 0 else "python"
    with pd.option_context("mode.string_storage", storage):
        kinds = [kind for kind, count in EACH.items() for _ in range(count)]
        rng.shuffle(kinds)
        for number, kind in enumerate(kinds):
            bench.try_one(kind, rng, number)
        bench.lay_together(rng)
    tally = bench.tally
    line = f"mutations {shard + 1} of {SHARDS}, seed {SEED}-{shard}"
    line += ("" if seeds.real else ", samples alone") + f": {tally.line()}"
    with capsys.disabled():
        print(f"\n{line}", file=sys.stderr)
    record_property("mutations", line)
    TOTAL.tried += tally.tried
    TOTAL.read += tally.read
    TOTAL.kinds.update(tally.kinds)
    TOTAL.rows.update(tally.rows)
    TOTAL.refused.update(tally.refused)
    TOTAL.joined += tally.joined
    TOTAL.slowest = max(TOTAL.slowest, tally.slowest)
    assert tally.tried == sum(EACH.values()) == tally.read + sum(tally.refused.values())
    assert tally.rows["read"] == sum(tally.rows[fate] for fate in FATES)
    # Neither everything refused nor everything read: the spoiling is of the right strength.
    assert 0.3 < tally.read / tally.tried < 0.95


def changed(part: str, old: bytes, new: bytes) -> bytes:
    """A workbook with something else in one of its parts."""
    parts = workbooks.xlsx_parts([["URN", "Name"], [100000, "Ash"]], hidden_rows=[2])
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new)
    return workbooks.zipped(parts)


def declared(part: str, encoding: bytes) -> bytes:
    """A workbook one part of which declares an encoding."""
    return changed(part, b"UTF-8", encoding)


# What once ended in a traceback, cut down to the least that did. Python makes no integer
# of more than 4,300 digits, and the parser of XML knows no encoding of several bytes.
DIGITS = b"9" * 4_301
FOUND = {
    "workbook-of-no-encoding.xlsx": declared("xl/workbook.xml", b"S1"),
    "relations-of-no-encoding.xlsx": declared("xl/_rels/workbook.xml.rels", b"S1"),
    "sheet-of-no-encoding.xlsx": declared(workbooks.SHEET, b"S1"),
    "sheet-in-shift-jis.xlsx": declared(workbooks.SHEET, b"shift-jis"),
    "sheet-of-no-text-encoding.xlsx": declared(workbooks.SHEET, b"hex"),
    "sheet-of-an-undefined-encoding.xlsx": declared(workbooks.SHEET, b"undefined"),
    "row-without-end.xlsx": changed(workbooks.SHEET, b'<row r="2"', b'<row r="%s"' % DIGITS),
    "urn-without-end.csv": b"URN,Name\n%s.0,Ash\n" % DIGITS,
    "easting-without-end.csv": b"URN,Name,Easting,Northing\n1,Ash,%s,1\n,Elm,1,1\n" % DIGITS,
    "easting-not-finite.csv": b"URN,Name,Easting,Northing\n1,Ash,%s.5,1\n,Elm,1,1\n" % DIGITS,
}


@pytest.mark.parametrize("name", FOUND)
def test_what_was_found_before(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(FOUND[name])
    try:
        reading = check_reading(path, b"", None)
        for register in (None, reading):
            together = Together(Random(name), reading, Links(), [reading])
            together.register = register
            assert together.check([reading]) == len(reading.records)
    except FileError as error:
        assert error.where


def test_a_shard_is_a_thousand_files() -> None:
    assert sum(EACH.values()) == 1_000
    assert issubclass(FileError, MatcherError)
