"""A desk with a file of every kind that the product reads or keeps, each to be spoilt in its
place and given to the commands that read it.

Beside :mod:`mutations`, which spoils bytes, values within JSON and TOML are exchanged here: a
file that is still whole, but says something of another kind, goes deepest.
"""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any

import discover_uni_files
import mutations
import partnership_files
import workbooks
from click.testing import CliRunner

from matcher.cli.program import cli
from matcher.core.errors import MatcherError
from matcher.show.run.manifest import sealed

SAMPLES = Path(__file__).resolve().parent.parent / "data" / "samples"
PAIR = ("900034", "900048")
FOLDER = f"partnerships/{PAIR[0]}-{PAIR[1]}"
_EVALUATE = (
    "evaluate --panel ev/panel.csv --register ev/register.csv --treated ev/treated.csv"
    " --outcome progress --before 2015,2016 --after 2017"
)
_CHECK = "check list.csv --register register.csv"
_RUN = ("verify run", f"explain run {' '.join(PAIR)}", "diff run before", "groups run --by la",
        f"partnership new run {' '.join(PAIR)} --in new")  # fmt: skip
_PLAN = (f"plan progress {FOLDER}", f"monitor report {FOLDER}", f"plan make {FOLDER} --force",
         f"monitor calendar {FOLDER} --out r.ics")  # fmt: skip
_RECORD = (f"partnership status {FOLDER}", f"monitor report {FOLDER}", "partnership list",
           f"findings {FOLDER} --for governors --out -", f"mou write {FOLDER} --format md --force",
           f"partnership status {FOLDER} ended")  # fmt: skip

# Each kind of file, where it lies, and the commands that read it.
KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "config": ("own.toml", (f"{_CHECK} --config own.toml",)),
    "rules": ("rules.toml", (f"{_CHECK} --rules rules.toml --performance ks4.csv",)),
    "lists": ("list.csv", (_CHECK, "match list.csv --register register.csv --out out --force")),
    "register": ("register.csv", (_CHECK,)),
    "links": ("links.csv", (f"{_CHECK} --links links.csv",)),
    "groups": ("groups.csv", (f"{_CHECK} --groups groups.csv",)),
    "performance": ("ks4.csv", (f"{_CHECK} --performance ks4.csv",)),
    "offers": ("hubs.csv", (f"{_CHECK} --offers hubs.csv",)),
    "entries": ("entries.csv", (f"{_CHECK} --offers entries.csv",)),
    "courses": ("d/COURSELOCATION.csv", (f"{_CHECK} --offers d",)),
    "places": ("d/LOCATION.csv", (f"{_CHECK} --offers d",)),
    "facilities": ("ap/halls.csv", (f"{_CHECK} --offers ap",)),
    "sites": ("ap/sites.csv", (f"{_CHECK} --offers ap",)),
    "priorities": ("priorities.csv", (f"{_CHECK} --priorities priorities.csv",)),
    "postcodes": ("postcodes.csv", (f"{_CHECK} --postcodes postcodes.csv",)),
    "code-point": ("codepo.zip", (f"{_CHECK} --postcodes codepo.zip",)),
    "areas": ("areas.csv", (f"{_CHECK} --areas areas.csv",)),
    "geojson": ("areas.geojson", (f"{_CHECK} --areas areas.geojson",)),
    "geopackage": ("areas.gpkg", (f"{_CHECK} --areas areas.gpkg",)),
    "shapefile": ("areas.zip", (f"{_CHECK} --areas areas.zip",)),
    "excluded": ("excluded.csv", (
        "match list.csv --register register.csv --exclude excluded.csv --out out --force",)),
    "existing": ("excluded.csv", (
        "match list.csv --register register.csv --existing excluded.csv --out out --force",)),
    "record": (f"{FOLDER}/partnership.toml", _RECORD),
    "plan": (f"{FOLDER}/plan.csv", _PLAN),
    "questions": (f"{FOLDER}/questions.csv", (*_PLAN, f"plan questions {FOLDER}")),
    "checklist": (f"{FOLDER}/checklist.csv", _PLAN),
    "data-plan": (f"{FOLDER}/data-plan.csv", _PLAN),
    "plan.xlsx": (f"{FOLDER}/plan.xlsx", _PLAN[2:3]),
    "values": (f"{FOLDER}/values.csv", (
        f"monitor report {FOLDER}", f"plan progress {FOLDER}", f"monitor add {FOLDER} more.csv")),
    "more values": ("more.csv", (f"monitor add {FOLDER} more.csv",)),
    "lessons": (f"{FOLDER}/lessons.csv", (
        f"findings {FOLDER} --for governors --out -", f"findings {FOLDER} --for funders --out -")),
    "mou.md": (f"{FOLDER}/mou.md", (
        f"mou check {FOLDER}/mou.md", f"mou write {FOLDER} --format md")),
    "mou.docx": (f"{FOLDER}/mou.docx", (f"mou check {FOLDER}/mou.docx",)),
    "evaluation": ("evaluation.json", (
        f"findings {FOLDER} --for governors --evaluation evaluation.json --out -",)),
    "panel": ("ev/panel.csv", (_EVALUATE,)),
    "deprivation": ("ev/imd.csv", (f"{_EVALUATE} --imd ev/imd.csv",)),
    "treated": ("ev/treated.csv", (_EVALUATE,)),
    "run.json": ("run/run.json", _RUN),
    "matches.csv": ("run/matches.csv", _RUN),
    "schools.csv": ("run/schools.csv", _RUN),
    "profile.csv": ("run/profile.csv", _RUN),
    "pool.csv": ("run/pool.csv", _RUN),
    "index": ("data/postcodes/index.json", (f"{_CHECK} --postcodes data/postcodes",)),
    "index keys": ("data/postcodes/keys.npy", (f"{_CHECK} --postcodes data/postcodes",)),
}  # fmt: skip
_IN_RUN = ("matches.csv", "schools.csv", "profile.csv", "pool.csv")
_PACKED = (".zip", ".gpkg", ".xlsx", ".docx", ".npy")
_ZIPPED = (".xlsx", ".docx", ".zip")


@dataclass
class Desk:
    """The folder, which must be the working folder while commands are run."""

    folder: Path

    @cached_property
    def whole(self) -> dict[str, bytes]:
        """Every file as it was before anything was spoilt."""
        paths = (path for path in self.folder.rglob("*") if path.is_file())
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in paths}

    def restore(self) -> None:
        """Put everything back, and take away what was added."""
        for path in sorted(self.folder.rglob("*"), reverse=True):
            name = path.relative_to(self.folder).as_posix()
            if path.is_file() and name not in self.whole:
                path.unlink()
            elif path.is_dir() and not any(path.iterdir()):
                path.rmdir()
        for name, data in self.whole.items():
            path = self.folder / name
            if not path.is_file() or path.read_bytes() != data:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)

    def spoil(self, kind: str, rng: Random) -> bytes:
        """Spoil the file of a kind where it lies; its bytes."""
        name, _ = KINDS[kind]
        data = spoilt(rng, name, self.whole[name])
        (self.folder / name).write_bytes(data)
        if kind in _IN_RUN or (kind == "run.json" and rng.random() < 0.7):
            self._seal(kind)
        return data

    def _seal(self, kind: str) -> None:
        """Make the record of the run fit its files, as somebody might who spoilt them on purpose:
        else nothing is looked at but digests."""
        path = self.folder / "run" / "run.json"
        try:
            record = json.loads(path.read_bytes())
            if kind != "run.json":
                from matcher.core.files.atomic import sha256

                for entry in record["outputs"]:
                    entry["sha256"] = sha256(self.folder / "run" / entry["name"])
            path.write_text(json.dumps(sealed(record)), encoding="utf-8")
        except (ValueError, RecursionError, AttributeError, TypeError):
            pass  # the record itself is spoilt beyond that


def run(line: str) -> tuple[int, str]:
    """Run a command in this process; its exit code and what it says. Raises what is neither a
    message to the user nor one of the product's own errors."""
    done = CliRunner().invoke(cli, line.split())
    error = done.exception
    if error is not None and not isinstance(error, SystemExit | MatcherError):
        raise error
    if isinstance(error, MatcherError):
        assert str(error).strip()
        return error.exit_code, str(error)
    return done.exit_code, done.output


def accounts_balance(folder: Path) -> int:
    """Whether each account in the record of a run comes out; how many rows were read."""
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    read = 0
    for key in ("lists", "priorities", "groups", "tables", "offers", "references"):
        for one in record[key]:
            fates = ("used", "rejected", "blank", "headings", "not_ours")
            assert one["read"] == sum(one.get(fate, 0) for fate in fates), one
            read += one["read"]
    return read


def spoilt(rng: Random, name: str, data: bytes) -> bytes:
    """The bytes of a file of that name with something done to them."""
    suffix = Path(name).suffix
    if suffix in _ZIPPED and rng.random() < 0.6:
        parts = {
            part: content if rng.random() < 0.5 else mutations.spoil(rng, content, (content,))
            for part, content in workbooks.unzipped(data).items()
        }
        return workbooks.zipped(parts)
    if suffix in _PACKED:
        return mutations.spoil_bytes(rng, data, (data,))
    if suffix in (".json", ".geojson") and rng.random() < 0.7:
        return json.dumps(_exchanged(rng, json.loads(data)), ensure_ascii=False).encode(
            "utf-8", "surrogatepass"
        )
    if suffix == ".toml" and rng.random() < 0.6:
        return _other_toml(rng, data)
    return mutations.spoil(rng, data, (data,))


_VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 5, 1e308, -0.0, 10**30, "", " ", "x", "2026-02-30", "\r\n", "\x00", "\udc80",
    "=1+1", "\u202eabc", "9" * 400, [], [[]], {}, [1, "x", None], {"x": 1}, ["a"] * 3,
)  # fmt: skip


def _exchanged(rng: Random, value: Any, depth: int = 0) -> Any:
    """A value of JSON with one or a few of those within exchanged, taken away or doubled."""
    if not depth and rng.random() < 0.05:
        return rng.choice(_VALUES)
    if isinstance(value, dict) and value and rng.random() < 0.9:
        key = rng.choice(list(value))
        changed = dict(value)
        roll = rng.random()
        if roll < 0.15:
            del changed[key]
        elif roll < 0.25:
            changed[key + rng.choice(("x", " ", "\r"))] = changed.pop(key)
        else:
            changed[key] = _exchanged(rng, value[key], depth + 1)
        return changed
    if isinstance(value, list) and value and rng.random() < 0.9:
        at = rng.randrange(len(value))
        roll = rng.random()
        if roll < 0.2:
            return value[:at] + value[at + 1 :]
        if roll < 0.35:
            return [*value, value[at]]
        return [*value[:at], _exchanged(rng, value[at], depth + 1), *value[at + 1 :]]
    return rng.choice(_VALUES)


_TOML = ("5", "-1", "1.5", "inf", "nan", "true", '""', '"x"', "[]", "[1]", '["a"]', "[[]]", "{}",
         "{a = 1}", "2026-09-01", "2026-02-30", "10:00:00", "9" * 400, '"\\u0000"', '"a\\rb"',
         "'''\nx\n'''", "[{}]", "0x1F", "1979-05-27T07:32:00Z")  # fmt: skip


def _other_toml(rng: Random, data: bytes) -> bytes:
    """A text of TOML some of whose lines say something else, are gone, or stand twice."""
    lines = data.decode().split("\n")
    for _ in range(rng.choice((1, 1, 2, 4))):
        at = rng.randrange(len(lines))
        key, equals, _ = lines[at].partition("=")
        roll = rng.random()
        if equals and roll < 0.7:
            lines[at] = f"{key}= {rng.choice(_TOML)}"
        elif roll < 0.8:
            del lines[at]
        elif roll < 0.9:
            lines.insert(rng.randrange(len(lines)), lines[at])
        else:
            lines.insert(at, rng.choice(("[x]", "[[x]]", "[parties]", "x = 1", "[", "[[parties]]")))
        lines = lines or [""]
    return "\n".join(lines).encode()


def lay_out(folder: Path) -> Desk:
    """A desk with all files, in ``folder``, which becomes the working folder."""
    os.chdir(folder)
    _write_given(folder)
    lists = "ipswich.csv hastings.xlsx"
    more = "--register all.csv --links links.csv --postcodes postcodes.csv"
    for line in (
        f"match {lists} {more} --from-register both --out run",
        f"match {lists} {more} -k 3 --out before",
        f"partnership new run {' '.join(PAIR)}",
        *(f"partnership status {FOLDER} {one}" for one in ("contacted", "agreed", "running")),
        f"mou write {FOLDER} --format docx --format md",
        f"plan make {FOLDER}",
        f"monitor add {FOLDER} more.csv",
        f"{_EVALUATE} --format json --out evaluation.json",
    ):
        code, said = run(line)
        assert code == 0, (line, said)
    from matcher.place.postcode_file.index import build_index

    build_index(folder / "postcodes.csv", folder / "data" / "postcodes")
    (folder / FOLDER / "lessons.csv").write_text(
        "what,worked,why,would do again\nJoint lessons,yes,near,yes\n"
        "Shared marking,partly,,in the same way\nHoliday course,no,no buses,no\n"
    )
    desk = Desk(folder)
    assert set(desk.whole) >= {name for name, _ in KINDS.values()}
    return desk


def _write_given(folder: Path) -> None:
    for copy, source in {
        "ipswich.csv": "ipswich-office.csv", "hastings.xlsx": "hastings-office.xlsx",
        "all.csv": "register.csv", "links.csv": "links.csv", "priorities.csv": "priorities.csv",
        "postcodes.csv": "postcodes.csv",
    }.items():  # fmt: skip
        shutil.copyfile(SAMPLES / source, folder / copy)
    for name, source, lines in (("list.csv", "ipswich.csv", 9), ("register.csv", "all.csv", 30)):
        rows = (folder / source).read_bytes().splitlines(keepends=True)
        (folder / name).write_bytes(b"".join(rows[:lines]))
    (folder / "ev").mkdir()
    files = partnership_files.write(folder / "ev")
    import gzip

    (folder / "ev" / "panel.csv").write_bytes(gzip.decompress(files["panel"].read_bytes()))
    line = '"ZY1 4G{}",10,60{}000,243000,"E92","E19","E18","","E07000202","E05"\n'
    with zipfile.ZipFile(folder / "codepo.zip", "w") as archive:
        for area in ("zy", "zz"):
            rows = [line.format(letter, at) for at, letter in enumerate("ABDEFGHJLN")]
            archive.writestr(f"Data/CSV/{area}.csv", "".join(rows))
    import other_inputs

    for suffix, data in other_inputs.seeds("areas").texts:
        if suffix != "json":
            (folder / f"areas.{suffix}").write_bytes(data)
    discover_uni_files.write(folder / "d")
    (folder / "ap").mkdir()
    groups = other_inputs.seeds("groups").texts[0][1]
    (folder / "groups.csv").write_bytes(groups)
    shutil.copyfile(SAMPLES.parent / "reference/measured/rules.toml", folder / "rules.toml")
    texts: dict[str, str] = {
        "own.toml": 'k = 3\nmax_km = 30.5\nweights = "own"\nareas = "opportunity-areas"\n'
        'as_of = "2026-09-01"\nreciprocal = false\nphases = ["Primary"]\nkinds = []\n'
        'columns = ["notes=Needs: other"]\nwithin = ""\n[presets.own]\nnear = 1\ngives = 2.5\n',
        "ks4.csv": "RECTYPE,URN,SCHNAME,P8MEA,TPUP\n"
        + "".join(f"1,9000{at},x,0.{at},100\n" for at in range(63, 90)),
        "hubs.csv": "region_code,lead_school_urn,hub_name\nA1,900048,Ash Hub\nA2,900048,\n,,\n",
        "entries.csv": "time_period,school_urn,qualification_detailed,subject,grade,entries_count\n"
        + "".join(
            f"202425,9000{at},GCE A level,{subject},{grade},{at - 40}\n"
            for at in range(63, 90)
            for subject in ("Latin", "Fine Art", "Chess")
            for grade in ("A", "Total exam entries")
        ),
        "ap/halls.csv": "Facility ID,Facility Subtype,Facility Type,Operational Status,Courts,"
        "Site ID,Easting,Northing,Last Updated Date,Management Type Group (Text),"
        "Accessibility Type Group (Text)\n"
        + "".join(
            f"{at},6001,{6 + at % 2 * 7},{3 + at % 5 // 4 * 2},{at % 4},{at % 7},"
            f"{580_510 + at % 7},{109_907 + at % 7},2026-06-{at % 28 + 1:02} 09:00:00,"
            "Education,Private\n"
            for at in range(40)
        ),
        "ap/sites.csv": "Site ID,Site Name,Ownership Type (Text),Email\n"
        + "".join(f"{at},SCHOOL {at} (UPPER SITE),Academies,a@b.uk\n" for at in range(7)),
        "excluded.csv": "seeker_urn,partner_urn,why\n900063,900048,x\n900064,,\n,,\n",
        "more.csv": "indicator,date,value,pupils\nC2-N1,13/11/2026,74%,42\nC2-N1,14/11/2026,7%,2\n",
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
