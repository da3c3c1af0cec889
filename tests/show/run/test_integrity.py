"""A run whose folder or record was changed is told so, whatever was changed."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyogrio
import pytest
from made_runs import run_lists, seal, write_run_lists

from matcher.core.errors import FileError
from matcher.show.run.fingerprints import compare_inputs, fingerprints
from matcher.show.run.integrity import check_run, read_intact_manifest
from matcher.show.run.manifest import KEYS, digest, sealed, versions

OTHER = hashlib.sha256(b"other").hexdigest()


@pytest.fixture
def run(tmp_path: Path) -> Path:
    folder = tmp_path / "run"
    folder.mkdir()
    write_run_lists(folder, run_lists({("1", "2"): (1, 1, 0.5)}))
    seal(
        folder, settings={"k": 5}, counts={"pairs": 1}, inputs=[{"name": "a.csv", "sha256": OTHER}]
    )
    return folder


def record(folder: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    return read


def rewrite(folder: Path, change: Callable[[dict[str, Any]], object], *, forge: bool) -> None:
    """Change the record; where ``forge`` give it a digest that fits."""
    made = record(folder)
    change(made)
    text = json.dumps(sealed(made) if forge else made, indent=2)
    (folder / "run.json").write_text(text, encoding="utf-8")


def test_an_untouched_run_is_whole_in_any_layout_of_its_record(run: Path) -> None:
    assert check_run(run).faults == check_run(run).foreign == ()
    backwards = json.dumps(dict(reversed(record(run).items())), indent=7, ensure_ascii=True)
    (run / "run.json").write_text(backwards, encoding="utf-8")
    assert check_run(run).faults == ()


@pytest.mark.parametrize(
    "change",
    [
        lambda r: r["settings"].update(k=6),
        lambda r: r["settings"].update(k=5.0),
        lambda r: r["counts"].update(pairs=2),
        lambda r: r["counts"].update(more=None),
        lambda r: r["inputs"].clear(),
        lambda r: r["inputs"][0].update(sha256="0" * 64),
        lambda r: r["outputs"].pop(),
        lambda r: r["outputs"].clear(),
        lambda r: r["outputs"].reverse(),
        lambda r: r["versions"].update(numpy="0"),
        lambda r: r.update(title="Another"),
        lambda r: r.update(digest="0" * 64),
        lambda r: r.update(digest=5),
        lambda r: r.update(counts={"pairs": 1e999}),
    ],
)
def test_any_change_of_the_record_is_seen(
    run: Path, change: Callable[[dict[str, Any]], object]
) -> None:
    rewrite(run, change, forge=False)
    with pytest.raises(FileError, match=r"digest does not fit|Infinity") as caught:
        read_intact_manifest(run)
    assert caught.value.hint


def test_a_record_without_its_digest_proves_nothing(run: Path) -> None:
    rewrite(run, lambda r: r.pop("digest"), forge=False)
    (fault,) = check_run(run).faults
    assert "earlier version" in fault
    assert "cannot be checked" in fault


@pytest.mark.parametrize("key", [key for key in KEYS if key != "digest"])
def test_every_key_is_of_its_kind_even_where_the_digest_fits(run: Path, key: str) -> None:
    for value in (None, 5, True):
        rewrite(run, lambda r, v=value: r.update({key: v}), forge=True)  # type: ignore[misc]
        assert any(f" {key}" in fault for fault in check_run(run).faults)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("../outside.txt", "no file of the folder"),
        ("sub/inside.txt", "no file of the folder"),
        ("..\\outside.txt", "no file of the folder"),
        ("C:outside.txt", "no file of the folder"),
        ("C:\\outside.txt", "no file of the folder"),
        ("map.html:stream", "no file of the folder"),
        ("\\\\server\\share\\x.txt", "no file of the folder"),
        ("..", "no file of the folder"),
        (".", "no file of the folder"),
        ("", "no file of the folder"),
        ("a\x00b", "no file of the folder"),
        ("a\u202eb", "no file of the folder"),
        ("run.json", "as an output"),
        ("RUN.JSON.sig", "as an output"),
        ("matches.csv", "twice"),
        ("Matches.CSV", "twice"),
        ("gone.csv", "is missing"),
    ],
)
def test_names_lead_nowhere_but_into_the_folder_and_stand_once(
    run: Path, name: str, told: str
) -> None:
    (run.parent / "outside.txt").write_bytes(b"other")
    rewrite(run, lambda r: r["outputs"].append({"name": name, "sha256": OTHER}), forge=True)
    (fault,) = check_run(run).faults
    assert told in fault
    assert fault.isprintable()


def test_an_absolute_name_is_no_file_of_the_folder(run: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_bytes(b"other")
    entry = {"name": str(outside), "sha256": OTHER}
    rewrite(run, lambda r: r["outputs"].append(entry), forge=True)
    assert "no file of the folder" in check_run(run).faults[0]


@pytest.mark.parametrize(
    "entry",
    [5, None, [], {}, {"name": "x"}, {"name": 5, "sha256": OTHER}, {"name": "x", "sha256": 5},
     {"name": "x", "sha256": "5"}, {"name": "x", "sha256": OTHER.upper()}],
)  # fmt: skip
@pytest.mark.parametrize("part", ["inputs", "outputs"])
def test_entries_are_a_name_and_a_fingerprint(run: Path, part: str, entry: Any) -> None:
    rewrite(run, lambda r: r[part].append(entry), forge=True)
    assert check_run(run).faults == (f"run.json: an entry of {part} is no name with its SHA-256",)


def test_a_forged_file_does_not_pass_once_its_entry_is_gone(run: Path) -> None:
    """Not even where the digest was computed again."""
    (run / "matches.csv").write_text("forged")
    others = [entry for entry in record(run)["outputs"] if entry["name"] != "matches.csv"]
    rewrite(run, lambda r: r.update(outputs=others), forge=True)
    assert check_run(run).faults == ("matches.csv is not in the record",)
    rewrite(run, lambda r: r.update(outputs=[]), forge=True)
    assert len(check_run(run).faults) == 5  # the files that every run has
    with pytest.raises(FileError, match="not in the record"):
        read_intact_manifest(run)


def test_what_else_lies_there_is_named(run: Path) -> None:
    (run / "notes.txt").write_text("somebody's")
    (run / "sub").mkdir()
    (run / "run.json.sig").write_text("a signature is the run's own")
    found = check_run(run)
    assert (found.faults, found.foreign) == ((), ("notes.txt", "sub"))
    (run / "matches.geojson").write_text("{}")
    assert check_run(run).faults == ("matches.geojson lies there, but the run did not write it",)
    (run / "matches.geojson").unlink()
    if os.name != "nt":
        (run / "a\x1b[2Jb").write_text("")
        assert all(name.isprintable() for name in check_run(run).foreign)


@pytest.mark.skipif(os.name == "nt", reason="links ask for a privilege there")
def test_links_are_no_files_of_a_run(run: Path, tmp_path: Path) -> None:
    for name in ("matches.csv", "run.json"):
        copy = tmp_path / f"linked-{name}"
        shutil.copytree(run, copy)
        (copy / name).rename(tmp_path / name)
        (copy / name).symlink_to(tmp_path / name)
        with pytest.raises(FileError, match="is a link"):
            read_intact_manifest(copy)


@pytest.mark.parametrize(
    "text",
    ["", "5", "null", "true", '"text"', "[]", "{", '{"a": NaN}', '{"a": -Infinity}', "9" * 5_000,
     "[" * 100_000, '{"a":' * 100_000, '{"a": 1, "a": 2}', '"\\ud800"', "\ufeff{}"],
)  # fmt: skip
def test_what_is_no_record_is_told_in_plain_words(run: Path, text: str) -> None:
    (run / "run.json").write_text(text, encoding="utf-8")
    with pytest.raises(FileError, match="no record of a run of ours") as caught:
        check_run(run)
    assert caught.value.hint


def test_the_canonical_form_is_the_one_that_the_docs_promise() -> None:
    """Sorted keys, no spaces, UTF-8 unescaped, the digest itself left out."""
    given = {"b": [1, 2.5, None, True], "a": {"é": "Tŷ", "d": "x y"}, "digest": "left out"}
    plain = '{"a":{"d":"x y","é":"Tŷ"},"b":[1,2.5,null,true]}'
    assert digest(given) == hashlib.sha256(plain.encode("utf-8")).hexdigest()
    made = sealed({"b": (1, 2), "a": {10: "ten", 9: "nine"}})
    assert made == json.loads(json.dumps(made))  # as its readers will see it
    assert list(made)[-1] == "digest"
    assert digest(made) == made["digest"]
    with pytest.raises(ValueError, match="not JSON compliant"):
        sealed({"a": float("nan")})


def test_the_record_names_the_versions_of_all_that_computes() -> None:
    assert {"matcher", "python", "platform", "numpy", "scipy", "scikit-learn", "shapely", "GEOS",
            "pyproj", "PROJ", "pandas", "geopandas", "rapidfuzz", "python-calamine", "pyogrio",
            "GDAL"} <= versions().keys()  # fmt: skip
    assert all(value and value.isprintable() for value in versions().values())
    assert versions()["GDAL"] == pyogrio.__gdal_version_string__  # told without loading it


def test_inputs_are_compared_by_name_and_fingerprint(tmp_path: Path) -> None:
    folder = tmp_path / "lists"
    (folder / "north").mkdir(parents=True)
    first, second = folder / "a.csv", folder / "north" / "a.csv"
    first.write_text("one")
    second.write_text("two")
    read = fingerprints([folder])
    assert compare_inputs(read, [folder]) == []
    assert compare_inputs(read, [second, first]) == []  # wherever they lie now
    missing = ["the input a.csv is missing: the run read it"]
    assert compare_inputs(read, [first]) == missing
    other = tmp_path / "b.csv"
    other.write_text("three")
    assert compare_inputs(read, [folder, other]) == [
        "the input b.csv is extra: the run did not read it"
    ]
    assert compare_inputs(read, [], [folder, other]) == []  # nobody needs to name what is kept
    assert compare_inputs(read, [first], [folder]) == missing
    second.write_text("changed")
    assert compare_inputs(read, [folder]) == ["the input a.csv has changed since the run"]
    with pytest.raises(FileError):
        compare_inputs(read, [tmp_path / "absent.csv"])
