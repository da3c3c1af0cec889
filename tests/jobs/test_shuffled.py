"""Shuffled rows give the same bytes of every file, in every list and table that a run reads.

Where a row stood in its list is a fact about the list: the columns ``row`` and the numbers of rows
in messages say it and move with the rows, and so do the fingerprints of the lists. Everything else
is the same, in the same order. (The order of the *files* is an instruction: the later list is
used.)
"""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from masks import masked

from matcher.core.settings.combine import settings
from matcher.jobs.matching.demo import sources as demo_sources
from matcher.jobs.matching.match import run
from matcher.jobs.matching.results import Run
from matcher.jobs.stages.reading import Sources

# The first turns every file round, so that of any two rows each stands before the other once; the
# other shuffles, so that what turning round leaves alone is moved too.
ORDERS = 2


def files(made: Run) -> dict[str, Any]:
    """What each file of a run says."""
    return {path.name: masked(path) for path in sorted(made.folder.iterdir())}


def assert_same(first: dict[str, Any], again: Run) -> None:
    for name, said in (theirs := files(again)).items():
        assert said == first.get(name), name
    assert theirs.keys() == first.keys()


def read_rows(source: Path) -> tuple[list[list[str]], str, str]:
    """The rows of a CSV file, its encoding and its delimiter."""
    data = source.read_bytes()
    encoding = "utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "cp1252"
    text = data.decode(encoding)
    delimiter = max(",;", key=text.split("\n")[0].count)
    return list(csv.reader(text.splitlines(), delimiter=delimiter)), encoding, delimiter


def shuffled(source: Path, folder: Path, seed: int) -> Path:
    """The same rows below the same header, in another order: turned round with seed 0."""
    (header, *rows), encoding, delimiter = read_rows(source)
    if seed:
        random.Random(seed).shuffle(rows)
    else:
        rows.reverse()
    path = folder / source.name
    with path.open("w", encoding=encoding, newline="") as handle:
        csv.writer(handle, delimiter=delimiter).writerows([header, *rows])
    return path


def all_shuffled(given: Sources, folder: Path, seed: int) -> Sources:
    """Every file of CSV shuffled, each in its own way, or turned round."""
    folder.mkdir()

    def another(paths: Sequence[Path]) -> tuple[Path, ...]:
        return tuple(
            shuffled(path, folder, seed and seed + at) if path.suffix == ".csv" else path
            for at, path in enumerate(paths)
        )

    single = ("register", "postcodes", "links", "exclude", "priorities")
    named = {name: path for name in single if (path := getattr(given, name)) is not None}
    changed = dict(zip(named, another(list(named.values())), strict=True))
    return replace(
        given,
        lists=another(given.lists),
        performance=another(given.performance),
        offers=another(given.offers),
        **changed,
    )


def hurried_list(register: Path, path: Path) -> Path:
    """A list with every kind of fault: schools twice and three times over, saying different
    things; names half written; cells that nobody can read."""
    (header, *schools), _, _ = read_rows(register)
    urn, name, postcode = map(header.index, ("URN", "EstablishmentName", "Postcode"))
    rng = random.Random(5)
    tags = ("C2 Latin", "T3 physics", "T3 phyiscs", "maths", "L3=0.5", "C1 PSHE; C3 PE", "X9",
            "We would like help with phonics", "none", "70%", "C2", "")  # fmt: skip
    rows = [["URN", "School", "Postcode", "Role", "Capacity", "Needs", "Strengths", "Pupils"]]
    for _ in range(70):
        school = rng.choice(schools[:45])
        number, called = school[urn], school[name]
        rows.append([
            rng.choice([number, number, number, "", f"{number} (was 1)", "n/k"]),
            rng.choice([called, called, called, called.upper(), called[:-3], ""]),
            rng.choice([school[postcode], school[postcode], "", "ZY9 9ZZ", "none"]),
            rng.choice(["seeker", "partner", "both", "", "odd"]),
            rng.choice(["", "3", "5", "many"]),
            rng.choice(tags), rng.choice(tags),
            rng.choice(["120", "", "-4", "1,200", "x"]),
        ])  # fmt: skip
    rows.append(["", "Tarrowburne Primary School", "", "seeker", "", "L3", "", "120"])
    with path.open("w", encoding="cp1252", newline="") as handle:
        csv.writer(handle).writerows(rows)
    return path


def figures(register: Path, path: Path) -> Path:
    """A table of key stage 2 with figures of every kind, some schools twice."""
    (_, *schools), _, _ = read_rows(register)
    rng = random.Random(7)
    rows = [["RECTYPE", "URN", "SCHNAME", "TELIG", "PTRWM_EXP", "READPROG"]]
    for school in [*schools[:40], *schools[10:14]]:
        share = rng.choice(["45%", "61%", "80%", "SUPP", "NE", "999", "odd", ""])
        progress = rng.choice(["-3.1", "0.4", "2.2", "SUPP", "-99", "x", "NA"])
        rows.append(["1", rng.choice([school[0]] * 9 + [""]), school[4], "30", share, progress])
    path.write_text("\n".join(map(",".join, rows)), encoding="cp1252")
    return path


def hubs(register: Path, path: Path) -> Path:
    """A list of teaching school hubs: some lead twice, some rows are of nobody."""
    (_, *schools), _, _ = read_rows(register)
    rng = random.Random(8)
    rows = [["lead_school_urn", "hub_name"]]
    rows += [[rng.choice(schools[:20])[0], f"Hub {rng.choice('ABC')}"] for _ in range(20)]
    rows += [["", "Hub D"], ["123456", "Hub E"], ["none", ""]]
    path.write_text("\n".join(map(",".join, rows)), encoding="cp1252")
    return path


def test_every_file_of_the_sample_shuffled(tmp_path: Path) -> None:
    sample = demo_sources()
    assert sample.register is not None
    exclude = tmp_path / "never.csv"
    exclude.write_text("Seeker URN,Partner URN\n900001,900025\n900034,900048\n900002,\n1,2\n")
    given = replace(
        sample,
        lists=(*sample.lists, hurried_list(sample.register, tmp_path / "hurried.csv")),
        performance=(figures(sample.register, tmp_path / "2023-2024_ks2final.csv"),),
        offers=(hubs(sample.register, tmp_path / "hubs-2026-09-01.csv"),),
        priorities=sample.register.with_name("priorities.csv"),
        exclude=exclude,
    )
    first = run(given, settings(), tmp_path / "first", formats=("geojson",))
    told = first.manifest["problems"]
    assert {"merged_differs", "repeated_urn", "several_schools", "impossible_figure"} <= told.keys()
    assert first.manifest["tables"][0]["reasons"].keys() >= {"impossible", "na", "supp"}
    said = files(first)
    for seed in range(ORDERS):
        again = all_shuffled(given, tmp_path / str(seed), seed)
        assert_same(
            said, run(again, settings(), tmp_path / str(seed) / "run", formats=("geojson",))
        )


def test_a_register_as_the_list_shuffled(tmp_path: Path) -> None:
    given = demo_sources()
    assert given.register is not None
    alone = Sources((given.register,), postcodes=given.postcodes)
    said = files(run(alone, settings(), tmp_path / "first"))
    for seed in range(ORDERS):
        again = all_shuffled(alone, tmp_path / str(seed), seed)
        assert_same(said, run(again, settings(), tmp_path / str(seed) / "run"))


@pytest.mark.real
@pytest.mark.slow
def test_a_real_county_shuffled(shared_data: Path, tmp_path: Path) -> None:
    source = tmp_path / "register.csv"
    with (shared_data / "gias" / "register-2025-05-24.csv").open(
        encoding="cp1252", newline=""
    ) as handle:
        header, *rows = list(csv.reader(handle))
    county = [row for row in rows if row[2] in ("Hampshire", "Surrey", "Southampton", "Portsmouth")]
    with source.open("w", encoding="cp1252", newline="") as handle:
        csv.writer(handle).writerows([header, *county])
    postcodes = shared_data / "postcodes" / "codepo_gb-2025-11.zip"
    given = Sources((source,), postcodes=postcodes)
    first = run(given, settings(), tmp_path / "first")
    assert len(first.found.matches) > 2_000
    said = files(first)
    # Turned round; another order is tried on the sample.
    folder = tmp_path / "again"
    folder.mkdir()
    again = replace(given, lists=(shuffled(source, folder, 0),))
    assert_same(said, run(again, settings(), folder / "run"))
