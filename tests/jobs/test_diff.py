"""Two real runs of the sample compared: what was changed on purpose is what is told."""

from __future__ import annotations

import csv
import json
import shutil
import zipfile
from pathlib import Path

import pytest
from program import invoke, table

from matcher.core.errors import FileError, OutputError
from matcher.core.files.atomic import sha256
from matcher.core.questionnaire import OFFERS
from matcher.core.settings.combine import settings
from matcher.jobs.lists.asking import asked_schools
from matcher.jobs.matching.demo import sources as demo_sources
from matcher.jobs.matching.diff import diff
from matcher.jobs.matching.explain import explain
from matcher.jobs.matching.match import run
from matcher.jobs.matching.results import Run
from matcher.jobs.matching.verify import verify
from matcher.jobs.stages.reading import Sources
from matcher.show.run.manifest import DIGEST, sealed

PLACES = ("rank", "worth_asking", "partner_rank", "phase_rank")
COLUMNS = "change,seeker_urn,seeker_name,partner_urn,partner_name,before,after,what"


def pairs(folder: Path) -> dict[tuple[str, str], dict[str, str]]:
    rows = table(folder / "matches.csv")
    return {(row["seeker_urn"], row["partner_urn"]): row for row in rows}


def as_an_earlier_version(folder: Path, into: Path) -> Path:
    """A run as it was written before there were places within the phase, partners worth asking
    and tables.npz: without their columns, the rows that are there for them, and their settings."""
    shutil.copytree(folder, into, ignore=shutil.ignore_patterns("tables.npz"))
    path = into / "matches.csv"
    rows = [row for row in table(path) if row["rank"] or row["partner_rank"]]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        names = [name for name in rows[0] if name not in ("phase_rank", "worth_asking")]
        writer = csv.DictWriter(file, names, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    record = json.loads((into / "run.json").read_text(encoding="utf-8"))
    for name in ("worth_asking", "routes_km", "must_give"):
        del record["settings"][name]
    del record["offers"]
    record["outputs"] = [one for one in record["outputs"] if one["name"] != "tables.npz"]
    for entry in record["outputs"]:
        if entry["name"] == "matches.csv":
            entry["sha256"] = sha256(path)
    record.pop(DIGEST)
    (into / "run.json").write_text(json.dumps(sealed(record)), encoding="utf-8")
    return into


def test_a_run_of_an_earlier_version_is_compared_by_what_both_tell(
    demo_run: Run, tmp_path: Path
) -> None:
    earlier = as_an_earlier_version(demo_run.folder, tmp_path / "earlier")
    for found in (diff(earlier, demo_run.folder), diff(demo_run.folder, earlier)):
        assert set(found.changes["change"]) == {"setting"}
    assert verify(earlier).faults == []
    asked = next(row for row in table(demo_run.folder / "matches.csv") if row["worth_asking"])
    pair = [asked["seeker_urn"], asked["partner_urn"]]
    assert "Worth asking: " in "\n".join(explain(demo_run.folder, pair).lines())
    assert "Worth asking: " not in "\n".join(explain(earlier, pair).lines())


def test_what_an_earlier_version_really_wrote_is_read(demo_run: Run, tmp_path: Path) -> None:
    """A run of six schools of the sample by the version before there were registers of offers."""
    earlier = tmp_path / "earlier"
    archive = Path(__file__).parents[1] / "samples" / "run-of-an-earlier-version.zip"
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(earlier)
    assert verify(earlier).faults == []
    assert diff(earlier, earlier).lines() == ["No difference"]
    rows = table(earlier / "matches.csv")
    pair = [rows[0]["seeker_urn"], rows[0]["partner_urn"]]
    assert explain(earlier, pair).lines()
    assert explain(earlier, pair[:1]).lines()
    assert len(diff(earlier, demo_run.folder).changes)
    assert {one.urn for one in asked_schools([earlier], OFFERS).schools} == {
        "900048",
        "900071",
        "900078",
    }
    assert invoke("groups", earlier, "--by", "la").exit_code == 0
    record = json.loads((earlier / "run.json").read_text(encoding="utf-8"))
    record["offers"] = "none"
    record.pop(DIGEST)
    (earlier / "run.json").write_text(json.dumps(sealed(record)), encoding="utf-8")
    assert verify(earlier).faults == ["run.json has no list offers"]


@pytest.fixture(scope="module")
def nearest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo with other weights."""
    folder = tmp_path_factory.mktemp("nearest") / "run"
    config = settings(from_register="both", weights="nearest", as_of="2026-11-01")
    return run(demo_sources(), config, folder, fictional=True).folder


def test_a_run_and_a_copy_of_it_do_not_differ(demo_run: Run, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(demo_run.folder, copy)
    found = diff(demo_run.folder, copy)
    assert found.changes.empty
    assert found.lines() == ["No difference"]


def test_other_weights(demo_run: Run, nearest: Path) -> None:
    found = diff(demo_run.folder, nearest)
    assert found.as_dict()["before"] == str(demo_run.folder)
    old, new = pairs(demo_run.folder), pairs(nearest)
    rows = found.as_dict()["changes"]
    told = {
        kind: {(r["seeker_urn"], r["partner_urn"]) for r in rows if r["change"] == kind}
        for kind in ("new", "gone", "moved", "score")
    }
    stayed = old.keys() & new.keys()
    assert told["new"] == new.keys() - old.keys() != set()
    assert told["gone"] == old.keys() - new.keys() != set()
    assert told["moved"] == {
        pair for pair in stayed if any(old[pair][name] != new[pair][name] for name in PLACES)
    }
    assert told["score"] == {
        pair
        for pair in stayed
        if abs(float(old[pair]["score"]) - float(new[pair]["score"])) > 0.001
    }
    weights = {r["what"]: (r["before"], r["after"]) for r in rows if r["change"] == "setting"}
    assert weights == {
        "weights.near": ("0.3", "0.7"),
        "weights.opportunity": ("0.2", "0.1"),
        "weights.gives": ("0.3", "0.1"),
        "weights.gains": ("0.2", "0.1"),
    }
    assert not [r for r in rows if r["change"] == "input"]
    counts = found.counts()
    assert [counts[f"pairs_{kind}"] for kind in ("new", "gone", "moved")] == [
        len(told[kind]) for kind in ("new", "gone", "moved")
    ]


def test_backwards_is_the_mirror_image(demo_run: Run, nearest: Path) -> None:
    forth = diff(demo_run.folder, nearest).as_dict()["changes"]
    back = diff(nearest, demo_run.folder).as_dict()["changes"]
    turned = {"new": "gone", "gone": "new", "school_new": "school_gone",
              "school_gone": "school_new"}  # fmt: skip
    mirrored = [
        {**r, "change": turned.get(r["change"], r["change"]),
         "before": r["after"], "after": r["before"]}
        for r in back
    ]  # fmt: skip

    def key(row: dict[str, str]) -> tuple[str, ...]:
        return tuple(row[name] for name in COLUMNS.split(","))

    assert sorted(map(key, mirrored)) == sorted(map(key, forth))


def test_one_school_taken_from_a_list(demo_run: Run, tmp_path: Path) -> None:
    sources = demo_sources()
    office = sources.lists[1].read_bytes().decode("utf-8-sig").splitlines(keepends=True)
    header = next(csv.reader([office[0]], delimiter=";"))
    rows = [dict(zip(header, next(csv.reader([line], delimiter=";")), strict=False))
            for line in office[1:]]  # fmt: skip
    listed = {row["urn"]: row for row in table(demo_run.folder / "schools.csv")}
    matched = {partner for _, partner in pairs(demo_run.folder)}
    urn = next(r["DfE URN"] for r in rows if r["DfE URN"] in matched)
    assert listed[urn]["list"] == "ipswich-office.csv"
    shorter = tmp_path / "ipswich-office.csv"
    kept = [line for line in office if urn not in line]
    assert len(kept) == len(office) - 1
    shorter.write_bytes("".join(kept).encode("utf-8-sig"))
    lists = (sources.lists[0], shorter)
    config = settings(from_register="none")
    before = run(Sources(sources.lists, sources.register, sources.postcodes), config,
                 tmp_path / "before", fictional=True)  # fmt: skip
    after = run(Sources(lists, sources.register, sources.postcodes), config,
                tmp_path / "after", fictional=True)  # fmt: skip
    found = diff(before.folder, after.folder).as_dict()["changes"]
    assert [r["what"] for r in found if r["change"] == "input"] == ["ipswich-office.csv"]
    gone = [r["seeker_urn"] for r in found if r["change"] == "school_gone"]
    assert gone == [urn]
    with_it = {pair for pair in pairs(before.folder) if urn in pair}
    told = {(r["seeker_urn"], r["partner_urn"]) for r in found if r["change"] == "gone"}
    assert with_it
    assert with_it <= told
    assert not any(urn in pair for pair in pairs(after.folder))
    # Whoever followed it moved up.
    ups = [r for r in found if r["change"] == "moved" and r["before"] and r["after"]]
    assert any(int(r["after"]) < int(r["before"]) for r in ups)
    assert not [r for r in found if r["change"] == "setting"]


def test_the_command_prints_and_writes(demo_run: Run, nearest: Path, tmp_path: Path) -> None:
    both = [str(demo_run.folder), str(nearest)]
    out = tmp_path / "changes.csv"
    text = invoke("diff", *both, "--out", out)
    assert text.exit_code == 0, text.output
    assert text.stdout.splitlines()[0].endswith("4 settings and 0 inputs differ")
    assert "(use --out)" in text.stdout
    assert text.stderr == f"Written: {out}\n"
    data = out.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf" + COLUMNS.encode() + b"\r\n")
    as_csv = invoke("diff", *both, "--format", "csv")
    assert as_csv.stdout_bytes == data.decode("utf-8-sig").replace("\r\n", "\n").encode()
    as_json = json.loads(invoke("diff", *both, "--format", "json").stdout)
    assert as_json["changes"] == table(out)
    assert as_json["counts"]["settings"] == 4
    again = tmp_path / "again.csv"
    invoke("diff", *both, "--out", again)
    assert again.read_bytes() == data


def test_the_command_on_equal_runs(demo_run: Run) -> None:
    both = [str(demo_run.folder)] * 2
    done = invoke("diff", *both)
    assert (done.exit_code, done.stdout) == (0, "No difference\n")
    assert invoke("diff", *both, "--format", "csv").stdout == COLUMNS + "\n"
    as_json = json.loads(invoke("diff", *both, "--format", "json").stdout)
    assert as_json["changes"] == []


def test_the_command_refuses_what_is_no_run_and_spares_runs(demo_run: Run, tmp_path: Path) -> None:
    folder = demo_run.folder
    done = invoke("diff", folder, tmp_path)
    assert isinstance(done.exception, FileError)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    done = invoke("diff", folder, folder, "--out", folder / "matches.csv")
    assert isinstance(done.exception, OutputError)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    changed = tmp_path / "changed"
    shutil.copytree(folder, changed)
    with (changed / "schools.csv").open("ab") as handle:
        handle.write(b"1,One\r\n")
    with pytest.raises(FileError, match=r"schools\.csv has changed since the run"):
        diff(folder, changed)


def test_the_help_says_what_the_exit_code_means() -> None:
    told = invoke("diff", "--help").stdout
    assert "Examples" in told
    assert "exit code is 0 whether or not anything changed" in " ".join(told.split())
