"""What is made for partners and for the public holds what they may have, and nothing else."""

from __future__ import annotations

import csv
import io
import json
import math
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner, Result
from strategies import profile_table

from matcher.cli.program import cli
from matcher.core.audiences.audience import COLUMNS, FILES, INTERNAL, PARTNER, PUBLIC, RECORD
from matcher.core.errors import FileError, OutputError
from matcher.core.settings.combine import settings
from matcher.core.tables import SOURCES
from matcher.jobs.audiences.coverage import coverage_files
from matcher.jobs.audiences.outputs import _open
from matcher.jobs.matching.demo import sources as sample_sources
from matcher.jobs.matching.match import run
from matcher.jobs.matching.verify import verify
from matcher.jobs.report.report import reports

# Columns that partners may not have, with what stands in them in each of two offices' lists: the
# words that must be in no file, and other ones for the second list.
SECRET: dict[str, tuple[str, str]] = {
    "Notes": ("We need help with teaching maths. CANARYNOTE", "We could offer music lessons."),
    "Headteacher": ("Canary Person", "Other Person"),
    "Pupils": ("7417", "88"),
    "FSM %": ("37.19", "11.5"),
    "LSOA code": ("E01099999", "E01088888"),
    "Safeguarding remark": ("CANARYREMARK", "none"),
    "Capacity": ("3", "4"),
    "District": ("CANARYDISTRICT of Canary Person", "the far end"),  # no district's name
}
_UNKNOWN = rb"not known|nothing is known|far as is known|part known"
PLACES = [(f"9100{number:02d}", number) for number in range(24)]
AUTHORITIES = ("Essex", "Kent", "Rutland")


def school_list(which: int) -> str:
    """A list of 20 state schools and 4 independent ones around one point; the two lists differ in
    what nobody else may know."""
    made = io.StringIO()
    head = ["URN", "Name", "Type", "LA name", "Easting", "Northing", "Needs", "Offers", "Role"]
    file = csv.writer(made)
    file.writerow([*head, *SECRET])
    for urn, number in PLACES:
        partner = number >= 20
        # Rutland has two schools: too few to be counted by themselves.
        authority = AUTHORITIES[2] if number in (0, 1) else AUTHORITIES[number % 2]
        file.writerow([
            urn, f"School {number}", "independent" if partner else "state", authority,
            580000 + 1000 * (number % 5), 200000 + 900 * (number // 5),
            "" if partner or number % 3 else "T3 physics", "T3 physics" if partner else "",
            "partner" if partner else "seeker", *(words[which] for words in SECRET.values()),
        ])  # fmt: skip
    return made.getvalue()


def matcher(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(one) for one in arguments])


def match(path: Path, audience: str, out: Path, *more: str) -> Result:
    none = ("--register", "none", "--postcodes", "none", "--links", "none", "--groups", "none",
            "--offers", "none")  # fmt: skip
    done = matcher("match", path, *none, "--audience", audience, "--out", out, *more)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Runs of two lists for every audience, with the office's excluded pairs."""
    desk = tmp_path_factory.mktemp("audiences")
    barred = desk / "CANARYFILE-barred.csv"
    barred.write_text("seeker,partner\n910003,910020\n", encoding="utf-8")
    forms = ["geojson", "gpkg", "star", *(["parquet"] if find_spec("pyarrow") else [])]
    for which, name in enumerate(("CANARYFILE-first", "second")):
        path = desk / f"{name}.csv"
        path.write_text(school_list(which), encoding="utf-8")
        for audience in (INTERNAL, PARTNER, PUBLIC):
            more = ["--exclude", str(barred)]
            if audience == PARTNER:
                more += [word for form in forms for word in ("--format", form)]
            match(path, audience, desk / f"{audience}-{which}", *more)
    return desk


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_they_are_told_what_schools_say_and_registers_show_and_whence_nothing_else_comes() -> None:
    known = pd.concat(
        [profile_table([("1", "T3", "", math.nan, 0.5)], source=source) for source in SOURCES]
    )
    told = _open(known)
    assert told["source"].tolist() == ["stated", "partly", "published", "inferred"]
    assert {*told["evidence"]} == {""} != {*known["evidence"]}


@pytest.mark.parametrize("audience", [PARTNER, PUBLIC])
def test_what_they_may_not_know_changes_no_byte(desk: Path, audience: str) -> None:
    """Not a score, not a place in a list, not a number in the map: so nothing can be told of it."""
    first, second = (content(desk / f"{audience}-{which}") for which in (0, 1))
    assert first == second
    inside = [content(desk / f"internal-{which}") for which in (0, 1)]
    assert all(inside[0][name] != inside[1][name] for name in ("map.html", "matches.csv"))
    for name, data in first.items():
        for secret in ("CANARY", "Canary Person", "E01099999", "7417", "37.19", str(desk)):
            assert secret.encode() not in data, (name, secret)
    assert b",wording," in inside[0]["profile.csv"]  # where it belongs
    # What they are not shown may be known, so that neither is said of it.
    if audience == PARTNER:
        told = [content(desk / f"{one}-0")["matches.csv"] for one in (INTERNAL, PARTNER)]
        assert [b"not shown here" in one for one in told] == [False, True]
        assert not re.search(_UNKNOWN, told[1])


def test_what_a_run_for_partners_was_narrowed_to_is_not_said_to_be_unknown(desk: Path) -> None:
    """Nor in the words of its columns: a pair may fit by what they are not shown."""
    words = [SECRET[name][1] for name in SECRET]
    schools = [("1", "state", "L1", ""), ("2", "independent", "", "L1"),
               ("3", "independent", "", ""), ("4", "state", "", "")]  # fmt: skip
    rows = [
        f"91010{urn},School {urn},{kind},Kent,58{urn}000,200000,{needs},{offers},,{','.join(words)}"
        for urn, kind, needs, offers in schools
    ]
    head = school_list(0).splitlines()[0]
    (desk / "few.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    for more in ((), ("--must-give",), ("--subject", "physics", "--reciprocal")):
        told = []
        for audience in (INTERNAL, PARTNER):
            folder = desk / f"few-{audience}-{len(more)}"
            match(desk / "few.csv", audience, folder, *more)
            told.append((folder / "matches.csv").read_bytes())
        assert [bool(re.search(_UNKNOWN, one)) for one in told] == [True, False], more
        assert (b"not shown here whether it fits what was asked" in told[1]) == bool(more)


def columns_of(path: Path) -> Iterator[tuple[str, list[str]]]:
    """The tables of a file, each with its columns."""
    table = path.stem.removeprefix("star-")
    if path.suffix == ".csv":
        yield table, next(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    elif path.suffix == ".geojson":
        layer = json.loads(path.read_text(encoding="utf-8"))
        yield table, sorted({key for one in layer["features"] for key in one["properties"]})
    elif path.suffix == ".gpkg":
        with closing(sqlite3.connect(path)) as file:
            for name in ("schools", "matches"):
                told = file.execute(f"PRAGMA table_info({name})").fetchall()
                yield name, [row[1] for row in told if row[1] not in ("fid", "geom")]
    elif path.suffix == ".parquet":
        import pyarrow.parquet as parquet

        yield table, [name for name in parquet.read_schema(path).names if name != "geometry"]


@pytest.mark.parametrize("audience", [PARTNER, PUBLIC])
def test_files_columns_and_record_are_those_of_the_list(desk: Path, audience: str) -> None:
    folder = desk / f"{audience}-0"
    names = {path.name for path in folder.iterdir()}
    assert names <= FILES[audience] | {"run.json"}
    seen = 0
    for path in folder.iterdir():
        for table, columns in columns_of(path):
            if table not in ("areas", "dictionary"):
                assert set(columns) <= set(COLUMNS[audience][table]), path.name
                seen += 1
    # Three files of the run, two layers twice, four tables of the star; more with Parquet.
    assert seen >= (11 if audience == PARTNER else 1)
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert tuple(record) == RECORD[audience]
    assert record["audience"] == audience
    metadata = json.loads((folder / "csv-metadata.json").read_text(encoding="utf-8"))
    assert metadata["dc:audience"] == audience
    assert {one["url"] for one in metadata["tables"]} == {n for n in names if n.endswith(".csv")}
    page = (folder / ("map.html" if audience == PARTNER else "coverage.html")).read_text("utf-8")
    assert {PARTNER: "for the schools and partners", PUBLIC: "for the public"}[audience] in page
    if audience == PARTNER:  # of no school a number of pupils
        assert re.search(r'"pupils":\{"bits":8,"all":0,"count":\d+\}', page)


def test_the_public_is_told_counts_and_no_small_ones(desk: Path) -> None:
    text = (desk / "public-0" / "coverage.csv").read_text(encoding="utf-8-sig")
    rows: list[dict[str, Any]] = list(csv.DictReader(io.StringIO(text)))
    assert [row["authority"] for row in rows] == [
        "Kent", "2 other authorities together", "all authorities",
    ]  # fmt: skip
    assert sum(int(row["seekers"]) for row in rows[:-1]) == int(rows[-1]["seekers"]) == 20
    for data in content(desk / "public-0").values():
        assert b"School 1" not in data
        assert b"9100" not in data


def test_of_schools_that_the_register_supplied_none_is_said_to_have_nobody(
    tmp_path: Path,
) -> None:
    """Only those near a partner of the list are counted: that none is without one is no finding."""
    (tmp_path / "partners.csv").write_text("URN\n900048\n900025\n", encoding="utf-8")
    found = run(
        replace(sample_sources(), lists=(tmp_path / "partners.csv",)),
        settings(), tmp_path / "out", audience=PUBLIC,
    ).found  # fmt: skip
    part = found.concerned.took_part
    assert 0 < part.seekers < found.ranking.seekers
    files = coverage_files(found)
    page, rows = (files[f"coverage.{kind}"].decode("utf-8-sig") for kind in ("html", "csv"))
    assert rows.splitlines()[0] == "authority,with_partner"
    assert rows.splitlines()[-1] == f"all authorities,{part.seekers}"
    assert "does not tell how many have no partner" in page and "without one" not in page


def test_a_folder_for_others_is_verified_and_answers_only_what_it_may(desk: Path) -> None:
    for audience in (PARTNER, PUBLIC):
        assert verify(desk / f"{audience}-0").faults == []
    for question in (
        ("explain", desk / "partner-0", "910000"),
        ("groups", desk / "partner-0", "--by", "la"),
        ("allocate", desk / "public-0", "--out", desk / "plan"),
        ("diff", desk / "partner-0", desk / "internal-0"),
        ("report", desk / "internal-0", "--partner", "910020", "--audience", "partner"),
        ("report", desk / "public-0", "--partner", "910020"),
    ):
        error = matcher(*question).exception
        assert isinstance(error, FileError), question
        assert "for the audience" in error.what
    # What it is called tells it from the office's page of the same partner.
    (name,) = reports(desk / "partner-0", "html", partners=["910020"]).files
    assert name == "partner-910020-for-partners.html"
    assert [*reports(desk / "internal-0", "html", partners=["910020"]).files] == [
        "partner-910020.html"
    ]
    page = desk / "page.html"
    asked = ("--partner", "910020", "--audience", "partner", "--out", page)
    assert matcher("report", desk / "partner-0", *asked).exception is None
    told = page.read_text(encoding="utf-8")
    assert "School 15" in told
    assert "For the schools and partners that took part" in told
    # Who stands in the register alone was not paired with its like, which the run cannot tell.
    assert "if no list of the office names you, those that no list names either." in told
    assert "CANARY" not in told
    (desk / "partner-0" / "schools.csv").write_bytes(b"urn\n")
    assert verify(desk / "partner-0").faults == ["schools.csv has changed since the run"]


def test_a_folder_holds_one_audience_whatever_is_insisted(desk: Path, tmp_path: Path) -> None:
    path = desk / "second.csv"
    out = desk / "internal-1"
    before = content(out)
    for audience in (PARTNER, PUBLIC):
        with pytest.raises(OutputError, match="holds a run for the audience internal"):
            match(path, audience, out, "--force")
    with pytest.raises(OutputError, match="and this one is for internal"):
        match(path, INTERNAL, desk / "public-1", "--force")
    assert content(out) == before
    (desk / "public-1" / "minutes of our meeting.docx").write_bytes(b"x")
    with pytest.raises(OutputError, match=r"holds other files: minutes of our meeting\.docx"):
        match(path, PUBLIC, desk / "public-1", "--force")
    (tmp_path / "letter.txt").write_text("x")
    with pytest.raises(OutputError):
        match(path, PARTNER, tmp_path, "--force")


@pytest.mark.parametrize(("audience", "who"), [(PARTNER, "schools and"), (PUBLIC, "the public")])
def test_what_was_named_and_is_not_read_is_told_to_whoever_made_it(
    desk: Path, tmp_path: Path, audience: str, who: str
) -> None:
    junk = tmp_path / "tables.csv"
    junk.write_bytes(b"\x00not a table")  # it is not opened
    asked = ("--performance", str(junk), "--priorities", str(junk))
    told = match(desk / "second.csv", audience, tmp_path / "out", *asked).output
    assert f"Not read, as nothing of it may be told to {who}" in told
    assert ": the published tables (--performance), the priorities (--priorities) and " in told
    assert "sentences of your lists, such as notes. So lists may differ from those of your" in told
    assert "\nNot shown to the" in told
    near = ("--no-wording", "--max-km", "0.1")  # so that some are matched with nobody
    plain = match(desk / "second.csv", audience, tmp_path / "second", *near).output
    assert "Not read" not in plain
    own = match(desk / "second.csv", INTERNAL, tmp_path / "own", *near).output
    assert "Not read" not in own
    # No command answers from a folder for others, and it has no account of problems.
    for told, asks in ((own, True), (plain, False)):
        assert ("matcher explain" in told) == ("(see problems.csv)" in told) == asks
        assert ("Of one that is not, your own run, without --audience, tells why" in told) != asks


def test_who_does_not_seek_in_a_narrowed_run_is_no_seeker_for_partners(tmp_path: Path) -> None:
    rows = ["URN,Name,Type,LA name,Easting,Northing,Role"]
    for number, (kind, authority, role) in enumerate(
        [("state", "Essex", "seeker"), ("college", "Kent", "both"), ("college", "Essex", "both"),
         ("independent", "Kent", "partner")]
    ):  # fmt: skip
        at = 580000 + 1000 * number
        rows.append(f"91000{number},School {number},{kind},{authority},{at},200000,{role}")
    (tmp_path / "list.csv").write_text("\n".join(rows), encoding="utf-8")
    match(tmp_path / "list.csv", PARTNER, tmp_path / "out", "--la", "Essex")
    text = (tmp_path / "out" / "schools.csv").read_text(encoding="utf-8-sig")
    roles = {row["urn"]: row["role"] for row in csv.DictReader(io.StringIO(text))}
    assert roles == {
        "910000": "seeker", "910001": "partner", "910002": "both", "910003": "partner",
    }  # fmt: skip
    (page,) = reports(tmp_path / "out", "html", partners=["910003"]).files.values()
    assert b"The best" not in page  # a list would have room for more
    assert b"2 schools within 40 km" in page  # of how many is not for partners
