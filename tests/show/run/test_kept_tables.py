"""The file of tables of a run says what its CSV files say, and is trusted only as they are."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from made_runs import FORMULAS, NAN, seal, write_run_tables
from strategies import HOSTILE, profile_table, schools_table

from matcher.core.errors import FileError
from matcher.jobs.matching.verify import verify
from matcher.show.run.integrity import check_run
from matcher.show.run.read_back import (
    read_csv_lists,
    read_csv_tables,
    read_run_lists,
    read_run_tables,
)

FILE = "tables.npz"
FIGURE = st.sampled_from([NAN, 0.0, -0.0, 5e-324, 1.23456789e-9, 0.1 + 0.2, 1e17, 90_071.5])


def pairs_of(names: list[str]) -> pd.DataFrame:
    """A pair of each school with the next."""
    many = range(len(names))
    urns, others = [str(n + 1) for n in many], [str((n + 1) % len(names) + 1) for n in many]
    named = [names[int(urn) - 1] for urn in others]
    texts = {"seeker_urn": urns, "seeker_name": names, "partner_urn": others, "partner_name": named}
    places = {name: [1.0, NAN, 300.0][: len(names)] + [2.0] * (len(names) - 3)
              for name in ("rank", "partner_rank", "phase_rank", "worth_asking")}  # fmt: skip
    scores = np.linspace(0.1, 0.9, len(names)).round(10)
    return pd.DataFrame(texts).astype("str").assign(**places, score=scores)


def run_of(folder: Path, names: list[str], figure: float = 1.0, *, raw: bool = False) -> Path:
    """A run of schools with these names, the last of them in pool.csv."""
    rows = [
        {"urn": str(n + 1), "x": None if n == 1 else 400_000.25, "y": None if n == 1 else 1e5,
         "name": name, "area_km": figure, "pupils": figure}
        for n, name in enumerate(names)
    ]  # fmt: skip
    profile = profile_table([("1", "L3", names[0], 0.5, NAN)])
    return write_run_tables(
        folder, schools_table(rows), profile.assign(evidence=names[0]), 1,
        pairs_of(names[:-1]), raw=raw,
    )  # fmt: skip


def assert_equal(found: Any, expected: Any, *tables: str) -> None:
    for table in tables:
        pd.testing.assert_frame_equal(
            getattr(found, table), getattr(expected, table), check_exact=True, check_like=True
        )


@hypothesis_settings(max_examples=25, deadline=None)
@given(
    names=st.lists(
        st.sampled_from([*HOSTILE, *FORMULAS, ""])
        | st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=9),
        min_size=4, max_size=6,
    ),
    figure=FIGURE,
    raw=st.booleans(),
)  # fmt: skip
def test_it_reads_back_as_the_csv_files_do(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], figure: float, raw: bool
) -> None:
    folder = run_of(tmp_path_factory.mktemp("runs") / "run", names, figure, raw=raw)
    found = read_run_tables(folder)
    assert found.weights["left_out"] == []  # so it was read from the file of tables
    assert_equal(found, read_csv_tables(folder, found.record), "flat", "schools", "profile")
    lists = read_run_lists(folder)
    assert_equal(lists, read_csv_lists(folder, lists.record), "schools", "matches")
    same = run_of(folder.parent / "again", names, figure, raw=raw)
    assert (same / FILE).read_bytes() == (folder / FILE).read_bytes()


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return run_of(tmp_path / "run", ["Alpha", "Beta", "Gamma", "Delta"])


def test_a_run_without_it_is_whole_and_says_the_same(run: Path) -> None:
    before = read_run_tables(run)
    (run / FILE).unlink()
    assert check_run(run).faults == ()
    after = read_run_tables(run)
    assert after.weights is None
    assert_equal(after, before, "flat", "profile")


@pytest.mark.parametrize("what", ["truncated", "swapped", "stale", "a csv edited"])
def test_what_was_changed_is_refused(run: Path, tmp_path: Path, what: str) -> None:
    other = run_of(tmp_path / "other", ["Alpha", "Beta", "Gamma", "Epsilon"])
    changed = "schools.csv" if what == "a csv edited" else FILE
    data = (run / changed).read_bytes()
    content = {
        "truncated": data[:-20],
        "swapped": (other / FILE).read_bytes(),
        "stale": data,
        "a csv edited": data.replace(b"Alpha", b"Omega"),
    }
    if what == "stale":  # the run was made again, and the file of the run before lies there
        (run / "run.json").write_bytes((other / "run.json").read_bytes())
        for each in other.glob("*.csv"):
            (run / each.name).write_bytes(each.read_bytes())
    (run / changed).write_bytes(content[what])
    for read in (read_run_tables, read_run_lists):
        with pytest.raises(FileError, match=f"{changed} has changed since the run"):
            read(run)


def test_one_that_the_record_does_not_name_is_refused(run: Path) -> None:
    data = (run / FILE).read_bytes()
    (run / FILE).unlink()
    seal(run)
    (run / FILE).write_bytes(data)
    with pytest.raises(FileError, match=r"tables\.npz lies there, but the run did not write it"):
        read_run_tables(run)


def arrays(run: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(run / FILE) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def npy(array: Any) -> bytes:
    made = io.BytesIO()
    np.save(made, array)
    return made.getvalue()


def rewrite(run: Path, entries: dict[str, bytes], kind: int = zipfile.ZIP_STORED) -> None:
    """Another file of tables, and a record that was made to fit."""
    with zipfile.ZipFile(run / FILE, "w", kind) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    seal(run)


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("schools/area_km", np.array([None, {}, 1], dtype=object)),  # would run what is pickled
        ("schools/area_km", np.ones(3)),
        ("schools/area_km", np.ones((4, 1))),
        ("schools/area_km", np.array(1.0)),
        ("schools/area_km", np.full(4, -1.0)),
        ("schools/area_km", np.ones(4, dtype=complex)),
        ("schools/name.codes", np.array([0, 1, 2, 99])),
        ("schools/name.ends", np.array([5, 9, 14, 2**40])),
        ("pairs/partner", np.array([0, 1, 77])),
        ("facts", np.frombuffer(b"[]", np.uint8)),
        ("facts", np.frombuffer(b"{", np.uint8)),
    ],
)
def test_one_that_was_made_to_fit_does_no_harm(run: Path, name: str, array: Any) -> None:
    rewrite(run, arrays(run) | {f"{name}.npy": npy(array)})
    read = read_run_lists if name.startswith("pairs") else read_run_tables
    try:
        found = read(run)
    except FileError as error:
        assert error.hint
    else:  # a text may be cut elsewhere: that much a forged CSV file could do
        assert name == "schools/name.ends"
        assert len(found.schools) == 4


def test_a_compressed_one_is_refused_before_it_is_unpacked(run: Path) -> None:
    rewrite(run, arrays(run), zipfile.ZIP_DEFLATED)
    with pytest.raises(FileError, match="an entry is compressed"):
        read_run_tables(run)


@pytest.mark.parametrize(("key", "value"), [("form", 2), ("tables", {"schools": {}})])
def test_one_of_another_version_is_passed_over(run: Path, key: str, value: Any) -> None:
    entries = arrays(run)
    facts = json.loads(np.load(io.BytesIO(entries["facts.npy"])).tobytes())
    if key == "tables":
        facts["tables"]["profile"]["columns"].append("later")
    else:
        facts[key] = value
    text = np.frombuffer(json.dumps(facts).encode(), np.uint8)
    rewrite(run, entries | {"facts.npy": npy(text)})
    assert read_run_tables(run).weights is None


@pytest.mark.parametrize(
    ("key", "value"), [("listed", None), ("listed", -3), ("listed", 99), ("tables", [])]
)
def test_facts_that_are_none_of_ours_are_refused(run: Path, key: str, value: Any) -> None:
    entries = arrays(run)
    facts = json.loads(np.load(io.BytesIO(entries["facts.npy"])).tobytes()) | {key: value}
    text = np.frombuffer(json.dumps(facts).encode(), np.uint8)
    rewrite(run, entries | {"facts.npy": npy(text)})
    with pytest.raises(FileError, match=r"tables\.npz"):
        read_run_lists(run)


@pytest.mark.parametrize(
    ("name", "array", "differs"),
    [
        ("schools/pupils", np.full(4, 7.0), "the lists of schools"),
        ("profile/confidence", np.full(1, 0.25), "profile.csv"),
        ("pairs/score", np.full(3, 0.5), "matches.csv"),
    ],
)
def test_verify_finds_one_that_tells_of_another_run(
    run: Path, name: str, array: Any, differs: str
) -> None:
    terms = {"weights": {"near": 1.0}, "left_out": [], "stand_ins_for_unknown": {}}
    seal(run, terms=terms)
    assert verify(run).faults == []
    entries = arrays(run)
    assert f"{name}.npy" in entries
    rewrite(run, entries | {f"{name}.npy": npy(array)})
    seal(run, terms=terms)
    assert verify(run).faults == [f"tables.npz and {differs} differ"]
    seal(run)
    assert verify(run).faults[-1] == "tables.npz and the weights of the record differ"
