"""Groups of a finished run: every form says the same, of the demo and of the real register."""

from __future__ import annotations

import csv
import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from brute import Brute
from program import Rows, invoke, result_of, rows_of
from strategies import HOSTILE

from matcher.core.cells import restore
from matcher.core.columns.columns import columns_of
from matcher.core.errors import FileError, OutputError, SettingError
from matcher.core.figures.surety import NOTABLE
from matcher.core.geo import to_grid
from matcher.core.settings.combine import settings
from matcher.jobs.matching.groups import groups
from matcher.jobs.matching.match import run
from matcher.jobs.matching.reopen import reopen_run
from matcher.jobs.matching.reopened.phase_lists import shown_phase_lists
from matcher.jobs.matching.results import Run
from matcher.jobs.stages.reading import Sources
from matcher.match.groups.help import GroupRanking
from matcher.match.groups.seekers import group_seekers
from matcher.profile.cover import cover_table
from matcher.profile.vocabulary import load
from matcher.show.kit.csv_table import csv_bytes, csv_text

COLUMNS = ("by,group,partner_urn,partner_name,rank,group_rank,schools,schools_helped,"
           "summed_score,mean_km,tags,reasons,best_of_phase,mean_minutes,"
           "schools_estimated,schools_suggested,schools_no_need")  # fmt: skip
LEVELS = ("trust", "la", "region", "area")


def brute(made: Run) -> Brute:
    found = made.found
    everybody = pd.concat([found.schools, found.pool], ignore_index=True)
    slow = Brute(everybody, found.profile, found.config, cover_table(found.profile, load()))
    slow.prepare()
    return slow


@pytest.mark.parametrize("by", LEVELS)
def test_the_demo_equals_brute_force(demo_run: Run, by: str) -> None:
    slow = brute(demo_run)
    column = "la_name" if by == "la" else by
    table = groups(demo_run.folder, by, top=1000).table()
    pairs = {(r["group"], r["partner_urn"]): r for r in table.to_dict("records")}
    members: dict[str, list[str]] = {}
    for urn in slow.seekers:
        if slow.schools[urn][column] not in ("", "no trust"):
            members.setdefault(slow.schools[urn][column], []).append(urn)
    expected = {
        (name, partner): met
        for name, urns in members.items()
        for partner in slow.partners
        for met in [[urn for urn in urns if slow.may_meet(urn, partner)]]
        if met
    }
    assert pairs.keys() == expected.keys()
    for pair, met in expected.items():
        assert pairs[pair]["schools"] == len(met)
        total = sum(round(slow.score(urn, pair[1]), 10) for urn in met)
        assert pairs[pair]["summed_score"] == pytest.approx(total, abs=1e-8)


def test_every_form_tells_the_same(demo_run: Run, tmp_path: Path) -> None:
    folder = demo_run.folder
    out = tmp_path / "groups.csv"
    bare = out.with_suffix("")  # the form says how the file ends
    done = invoke("groups", folder, "--by", "la", "--format", "csv", "--out", bare)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", f"Written: {out}\n")
    data = out.read_bytes()
    whole = invoke("groups", folder, "--by", "la", "--format", "csv", "--out", out, "--force")
    assert (whole.exit_code, whole.stderr) == (0, f"Written: {out} (as it was)\n")
    assert data == out.read_bytes() and [*tmp_path.iterdir()] == [out]
    assert data.startswith(b"\xef\xbb\xbf" + COLUMNS.encode() + b"\r\n")
    printed = result_of("groups", folder, "--by", "la", "--format", "csv")
    assert printed == data.decode("utf-8-sig").replace("\r\n", "\n")
    listed = rows_of(printed)
    assert all(int(r["rank"]) <= 5 or int(r["group_rank"]) <= 5 for r in listed)
    names = [row["group"] for row in listed]
    assert names == sorted(names, key=str.casefold)
    plain = json.loads(result_of("groups", folder, "--by", "la", "--format", "json"))
    assert len(plain["pairs"]) == len(listed)
    for one, row in zip(plain["pairs"], listed, strict=True):
        assert one["group"] == row["group"]
        for name in ("partner_urn", "partner_name", "reasons"):
            assert one[name] == row[name]
        for name in ("rank", "group_rank", "schools", "summed_score", "mean_km"):
            assert one[name] == float(row[name])
        helped = one["schools_helped"]
        assert row["schools_helped"] == ("" if helped is None else str(helped))
        # A blank is where of none it is known; and whoever is helped is helped with a tag.
        assert (helped is None) == (one["schools_not_known"] == one["schools"])
        assert bool(helped) == bool(one["tags"]) == bool(row["tags"])
        assert (one["schools_suggested"] or 0) <= (helped or 0)
        assert one["schools_no_need"] <= one["schools_not_known"]
        # No key of a tag is one of its pair, which would mean something else there.
        assert all(one.keys().isdisjoint(tag) for tag in one["tags"])
        assert all(tag["suggested_for"] <= tag["needed_by"] <= helped for tag in one["tags"])
        counts = [tag["needed_by"] for tag in one["tags"]]
        assert counts == sorted(counts, reverse=True)
    text = result_of("groups", folder, "--by", "la")
    page = result_of("groups", folder, "--by", "la", "--format", "html")
    best = [row for row in listed if row["rank"] == "1"]
    for row in best:
        assert row["reasons"] in text
        assert row["reasons"] in page
    layered = json.loads(result_of("groups", folder, "--by", "la", "--format", "geojson"))
    tops = [f["properties"]["best_partner_urn"] for f in layered["features"]]
    assert tops == [row["partner_urn"] for row in best]


def test_phase_lists_that_the_run_shows_are_those_that_would_be_made(demo_run: Run) -> None:
    asked = reopen_run(demo_run.folder)
    arrays, shown = asked.ranking.arrays, shown_phase_lists(asked)
    whole = (arrays, group_seekers(asked.tables.flat, arrays, "la"), asked.ranking.weights,
             asked.config, asked.ranking.exclusions)  # fmt: skip
    made, read = (GroupRanking(*whole, listed).everybody() for listed in (None, shown))
    assert shown is not None
    assert made.pairs["best_of_phase"].max() > 1
    pd.testing.assert_frame_equal(made.pairs, read.pairs)
    assert asked.kept_pairs is not None
    elsewhere = asked.kept_pairs.frame().assign(seeker=len(arrays.urn))
    with pytest.raises(FileError, match="out of bounds"):
        shown_phase_lists(replace(asked, kept_pairs=columns_of(elsewhere)))
    # Of partners that stand on no list of the user's a run does not show all.
    asked.ranking.arrays = replace(arrays, listed=arrays.listed & ~arrays.is_partner)
    assert shown_phase_lists(asked) is None


def test_of_a_need_that_figures_hardly_tell_of_nobody_is_said_to_be_helped(tmp_path: Path) -> None:
    urns, levels = range(900_000, 900_072), [(at % 24 - 12) / 4 for at in range(72)]
    schools = [f"{urn},state,Primary,seeker,{400_000 + urn % 100},300000,Kent," for urn in urns]
    schools.append("900099,independent,Primary,partner,400000,301000,Kent,T2 literacy")
    head = "URN,Kind,Phase,Role,Easting,Northing,Local authority,Strengths"
    figures = [f"1,{urn},A,90,{level}" for urn, level in zip(urns, levels, strict=True)]
    (tmp_path / "list.csv").write_text("\n".join([head, *schools]), encoding="utf-8")
    tables = tmp_path / "2023-2024_ks2final.csv"
    head = "RECTYPE,URN,SCHNAME,TELIG,READPROG"
    tables.write_text("\n".join([head, *figures]), encoding="utf-8")
    sources = Sources((tmp_path / "list.csv",), performance=(tables,))
    made = run(sources, settings(), tmp_path / "run", formats=())
    needs = made.found.profile["need"]
    told = groups(made.folder, "la").table()
    assert told["schools_helped"].tolist() == [int((needs >= NOTABLE).sum())]
    assert 0 < (needs >= NOTABLE).sum() < (needs > 0).sum()


def test_every_seeker_is_accounted_for(demo_run: Run) -> None:
    seekers = demo_run.manifest["counts"]["seekers"]
    for by in LEVELS:
        plain = groups(demo_run.folder, by).as_dict()
        counts = plain["counts"]
        assert counts["seekers"] == seekers
        inside = sum(group["seekers"] for group in plain["groups"])
        left = counts["seekers_without_group"] + counts["seekers_group_not_known"]
        assert inside + left == seekers
        assert counts["groups"] == len(plain["groups"])
    (first,) = [line for line in groups(demo_run.folder, "area").lines() if "belong to no" in line]
    assert first.endswith("seekers belong to no former opportunity area")


def test_a_group_lies_at_the_mean_of_its_seekers(demo_run: Run) -> None:
    slow = brute(demo_run)
    layered = json.loads(groups(demo_run.folder, "trust").layer())
    assert layered["attribution"] == demo_run.manifest["attribution"]
    for feature in layered["features"]:
        name = feature["properties"]["group"]
        points = [slow.schools[u]["at"] for u in slow.seekers if slow.schools[u]["trust"] == name]
        assert feature["properties"]["seekers"] == len(points)
        x, y = to_grid(*feature["geometry"]["coordinates"])
        assert abs(float(x) - sum(p[0] for p in points) / len(points)) < 0.1
        assert abs(float(y) - sum(p[1] for p in points) / len(points)) < 0.1


def test_one_partner_one_group_and_the_pair(demo_run: Run) -> None:
    folder = demo_run.folder

    def listed(**asked: Any) -> Rows:
        return rows_of(csv_text(groups(folder, "la", **asked).table(), end="\n"))

    every = listed(top=1000)
    partner = next(r["partner_urn"] for r in every if r["group_rank"] == "2")
    own = sorted((r for r in every if r["partner_urn"] == partner), key=lambda r: r["group_rank"])
    assert listed(partner=partner, top=1) == own[:1]
    told = groups(folder, "la", partner=partner).lines()
    assert f"({partner}): the authorities it could help most" in "\n".join(told)
    suffolk = [r for r in every if r["group"] == "Suffolk"]
    assert listed(group=" SUFFOLK ", top=3) == suffolk[:3]
    last = suffolk[-1]
    assert listed(partner=last["partner_urn"], group="suffolk", top=1) == [last]
    pair = groups(folder, "la", partner=last["partner_urn"], group="suffolk", top=1)
    place = (f"The partner is number {last['rank']} of {len(suffolk)} for Suffolk; Suffolk is "
             f"number {last['group_rank']} of ")  # fmt: skip
    assert any(line.startswith(place) for line in pair.lines())
    assert place in pair.page()
    met = {r["group"] for r in every if r["partner_urn"] == last["partner_urn"]}
    other = next(name for name in {r["group"] for r in every} if name not in met)
    apart = groups(folder, "la", partner=last["partner_urn"], group=other)
    assert len(apart.table()) == 0
    assert apart.lines()[-1].startswith(f"No school of {other} within 40 km")
    assert "No school of" in apart.page()


def test_what_is_not_there_is_refused_with_the_nearest_name(demo_run: Run, tmp_path: Path) -> None:
    folder = demo_run.folder
    with pytest.raises(SettingError, match="no seeker") as refused:
        groups(folder, "la", group="Sufolk")
    assert refused.value.hint == "did you mean Suffolk?"
    with pytest.raises(SettingError, match="took no part") as refused:
        groups(folder, "la", partner="Sallowbourne Schol")
    assert refused.value.hint == "did you mean 900025 (Sallowbourne School)?"
    seeker = str(demo_run.found.matches["seeker_urn"].iloc[0])
    with pytest.raises(SettingError, match="is no partner of this run"):
        groups(folder, "la", partner=seeker)
    with pytest.raises(SettingError, match="no kind of group"):
        groups(folder, "phase")
    with pytest.raises(SettingError, match="below 1"):
        groups(folder, "la", top=0)
    with pytest.raises(FileError):
        groups(tmp_path, "la")


def test_the_command_spares_runs_and_says_what_it_needs(demo_run: Run) -> None:
    before = {path.name: path.read_bytes() for path in demo_run.folder.iterdir()}
    arguments = ["groups", str(demo_run.folder), "--by", "la"]
    done = invoke(*arguments, "--out", demo_run.folder / "groups.csv")
    assert isinstance(done.exception, OutputError)
    assert {path.name: path.read_bytes() for path in demo_run.folder.iterdir()} == before
    assert invoke(*arguments[:2]).exit_code == 2
    assert invoke(*arguments, "--top", "0").exit_code == 2
    assert "Examples" in invoke("groups", "--help").stdout


def write(path: Path, listed: list[list[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows(listed)
    return path


def test_shuffled_rows_give_the_same_bytes_in_every_form(tmp_path: Path) -> None:
    header: list[object] = ["URN", "Name", "Local authority", "Trust", "Region", "Needs",
                            "Strengths", "Kind", "Easting", "Northing"]  # fmt: skip
    rng = random.Random(4)
    tags = ["T3 physics", "C2 Latin=0.5", "L3", "none", ""]
    listed: list[list[object]] = [
        [100_000 + n, f"School {n}", rng.choice(["Elm", "ELM", "Oak", ""]),
         rng.choice(["A", "a", "B", "b", ""]), rng.choice(["North", "south", "South"]),
         rng.choice(tags), rng.choice(tags), "independent" if n % 4 == 0 else "state",
         400_000 + rng.randrange(60_000), 300_000 + rng.randrange(60_000)]
        for n in range(120)
    ]  # fmt: skip

    def forms(name: str) -> list[bytes]:
        folder = tmp_path / name
        folder.mkdir()
        path = write(folder / "list.csv", [header, *listed])
        made = run(Sources((path,)), settings(), folder / "run").folder
        told = [groups(made, by) for by in LEVELS]
        return [
            form
            for one in told
            for form in (
                csv_bytes(one.table()),
                json.dumps(one.as_dict()).encode(),
                one.page().encode(),
                one.layer().encode(),
                "\n".join(one.lines()).encode(),
            )
        ]

    first = forms("first")
    assert len(first[0]) > 1000
    for n in range(2):
        rng.shuffle(listed)
        assert forms(str(n)) == first


def test_hostile_names_arrive_whole_and_run_nowhere(tmp_path: Path) -> None:
    header: list[object] = ["URN", "Name", "Trust", "Needs", "Strengths", "Kind", "Easting",
                            "Northing"]  # fmt: skip
    texts = [*HOSTILE, "=1+1", "@SUM(A1)"]
    listed: list[list[object]] = [
        [100_000 + 2 * n + side, text, "" if side else text, "T3 physics", "T3 physics", kind,
         400_000 + n * 100, 400_000 + side]
        for n, text in enumerate(texts)
        for side, kind in enumerate(("state", "independent"))
    ]  # fmt: skip
    made = run(Sources((write(tmp_path / "list.csv", [header, *listed]),)), settings(),
               tmp_path / "run").folder  # fmt: skip
    names = {text.strip() for text in texts}
    told = rows_of(result_of("groups", made, "--by", "trust", "--top", "99", "--format", "csv"))
    # Names that differ in nothing but white space at their ends are one.
    assert {restore(row["group"]) for row in told} == names
    assert {restore(row["partner_name"]) for row in told} == names
    assert not [row for row in told if row["group"].startswith(("=", "@"))]
    plain = json.loads(result_of("groups", made, "--by", "trust", "--format", "json"))
    assert {one["group"] for one in plain["groups"]} == names
    page = result_of("groups", made, "--by", "trust", "--format", "html")
    assert "<script" not in page
    assert "<img" not in page
    # The tag of a name is text; the page's own of that kind are each followed by another.
    assert "&lt;b&gt;new" in page
    assert page.count("<b>") == page.count("<b><bdi>") > 0
    for name in names:
        (one,) = groups(made, "trust", group=name, top=1).as_dict()["groups"]
        assert one["group"] == name


@pytest.mark.real
@pytest.mark.xdist_group("national")
def test_the_real_register_by_authority_equals_brute_force(national: Run) -> None:
    found = national.found
    slow = Brute(found.schools, found.profile, found.config, cover_table(found.profile, load()))
    # Nobody states needs: distance and area are known for every pair that may meet.
    slow.used = {"near": 0.3, "opportunity": 0.2}
    slow.means = slow.overall = {}
    told = groups(national.folder, "la")
    table = told.table()
    assert table["schools_helped"].isna().all()  # nothing is known of needs
    members: dict[str, list[str]] = {}
    for urn in slow.seekers:
        members.setdefault(slow.schools[urn]["la_name"], []).append(urn)
    counts = told.as_dict()["counts"]
    assert counts["groups"] == len(members)
    assert counts["seekers"] == len(slow.seekers)
    assert counts["seekers_without_group"] == 0
    for row in table.sample(60, random_state=1).to_dict("records"):
        met = [u for u in members[row["group"]] if slow.may_meet(u, row["partner_urn"])]
        assert row["schools"] == len(met)
        total = sum(round(slow.score(urn, row["partner_urn"]), 10) for urn in met)
        assert row["summed_score"] == pytest.approx(total, abs=1e-7)
    (name,) = table.sample(1, random_state=2)["group"]
    totals = {
        partner: (-sum(round(slow.score(u, partner), 10) for u in met), -len(met), int(partner))
        for partner in slow.partners
        for met in [[u for u in members[name] if slow.may_meet(u, partner)]]
        if met
    }
    best = sorted(totals, key=lambda partner: totals[partner])[:5]
    own = table[(table["group"] == name) & (table["rank"] <= 5)]
    assert own["partner_urn"].tolist() == best
