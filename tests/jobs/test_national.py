"""The real register as a whole: counts, areas, lists against brute force, shuffled rows."""

from __future__ import annotations

import csv
import random
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from brute import Brute
from program import table
from truths import AREAS

from matcher.core.settings.combine import settings
from matcher.jobs.matching.match import run
from matcher.jobs.matching.results import Run
from matcher.jobs.stages.reading import Sources
from matcher.profile.cover import cover_table
from matcher.profile.vocabulary import load

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("national")]


def test_every_row_is_accounted_for(national: Run) -> None:
    (account,) = national.manifest["lists"]
    assert account["read"] == account["used"] == 27_153
    assert len(table(national.folder / "schools.csv")) == 27_153


def test_kinds_and_areas_are_the_known_ones(national: Run) -> None:
    rows = table(national.folder / "schools.csv")
    kinds = Counter(row["kind"] for row in rows)
    assert (kinds["independent"], kinds["state"], kinds["university"]) == (2_489, 21_975, 128)
    inside = Counter((row["area"], row["kind"]) for row in rows if row["area"])
    totals = Counter(row["area"] for row in rows if row["area"])
    assert set(totals) == set(AREAS)
    for area, (total, *parts) in AREAS.items():
        assert abs(totals[area] - total) <= 4, area
        for kind, count in zip(("independent", "state", "university"), parts, strict=True):
            assert abs(inside[area, kind] - count) <= 4, (area, kind)


def test_the_rest_of_north_yorkshire_and_somerset_is_in_no_area(national: Run) -> None:
    rows = table(national.folder / "schools.csv")
    for authority, area, outside in (
        ("North Yorkshire", "North Yorkshire Coast", 300),
        ("Somerset", "West Somerset", 280),
    ):
        areas = Counter(row["area"] for row in rows if row["la_name"] == authority)
        assert set(areas) == {"", area}
        assert areas[""] > outside


def test_postcodes_that_disagree_or_are_unknown_are_said(national: Run) -> None:
    counts = national.manifest["problems"]
    assert counts["far_from_postcode"] == 164
    assert counts["unknown_postcode"] == 78


def test_random_lists_equal_brute_force(national: Run) -> None:
    found = national.found
    brute = Brute(found.schools, found.profile, found.config, cover_table(found.profile, load()))
    # Nobody states needs: distance and area are known for every pair that may meet.
    brute.used = {"near": 0.3, "opportunity": 0.2}
    brute.means = brute.overall = {}
    rng = random.Random(2025)
    for side, own, other, place, sample in (
        ("seeker", "seeker_urn", "partner_urn", "rank", rng.sample(brute.seekers, 150)),
        ("partner", "partner_urn", "seeker_urn", "partner_rank", rng.sample(brute.partners, 20)),
    ):
        ranked = found.matches[found.matches[place].notna() & (found.matches["beyond"] == 0)]
        lists = ranked.sort_values([own, place]).groupby(own)
        for urn in sample:
            expected = brute.best(urn, side)
            mine = lists.get_group(urn) if urn in lists.groups else ranked.iloc[:0]
            assert mine[other].tolist() == [u for u, _ in expected], (side, urn)
            assert np.allclose(mine["score"], [s for _, s in expected], atol=1e-9, rtol=0)


def test_the_map_is_small_and_the_workbook_waits_to_be_asked(national: Run) -> None:
    assert (national.folder / "map.html").stat().st_size < 8_000_000
    assert not (national.folder / "matches.xlsx").exists()
    assert len(national.skipped) == 1


def test_names_of_people_are_nowhere(national: Run, shared_data: Path, tmp_path: Path) -> None:
    source = shared_data / "gias" / "search-download-2022-04-20-hampshire-surrey.csv"
    made = run(Sources((source,)), settings(), tmp_path / "hampshire", formats=("xlsx", "geojson"))
    (account,) = made.manifest["lists"]
    assert account["read"] == account["used"] == 1_096
    assert made.manifest["gates"]["schools"]["closed"] == 368
    closed = set(made.found.schools.loc[made.found.schools["status"] == "closed", "urn"])
    assert len(closed) == 368
    assert made.manifest["counts"]["partners"] == 0  # every school of the download is state-funded
    every = run(Sources((source,)), settings(between="all"), tmp_path / "all")
    matched = {*every.found.matches["seeker_urn"], *every.found.matches["partner_urn"]}
    assert len(matched) > 650
    assert not closed & matched
    for folder in (made.folder, national.folder):
        for path in folder.iterdir():
            assert b"CANARY" not in path.read_bytes(), path.name


def test_full_width_registers_of_two_years_are_read(shared_data: Path, tmp_path: Path) -> None:
    for name, rows, placed in (
        ("full-width-133-columns-2019", 4, 4),
        ("full-width-140-columns-2024", 8, 7),
    ):
        made = run(Sources((shared_data / "gias" / f"{name}.csv",)), settings(), tmp_path / name)
        assert made.manifest["lists"][0]["used"] == rows
        assert (made.found.schools["located_by"] == "given").sum() == placed
        assert "CANARY" not in "".join(
            p.read_text("utf-8", "replace") for p in made.folder.iterdir()
        )


def test_published_figures_tell_of_most_schools(
    shared_data: Path, national_with_tables: Run
) -> None:
    register, made = shared_data / "gias" / "register-2025-05-24.csv", national_with_tables
    for account in made.manifest["tables"]:
        parts = sum(account[part] for part in ("used", "rejected", "blank", "headings"))
        assert account["read"] == parts > 0
    given = list(csv.DictReader(register.open(encoding="cp1252", newline="")))
    phases = {"Primary", "Secondary", "All-through"}
    other = ("special", "referral", "alternative", "independent", "welsh", "offshore", "overseas")
    mainstream = {
        row["URN"]
        for row in given
        if row["PhaseOfEducation (name)"].startswith(("Middle", *phases))
        and not any(word in row["TypeOfEstablishment (name)"].casefold() for word in other)
    }
    independents = {
        row["URN"]
        for row in given
        if row["TypeOfEstablishment (name)"] == "Other independent school"
    }
    rows = table(made.folder / "profile.csv")
    needy = {row["urn"] for row in rows if row["need"] not in ("", "0")}
    known = {row["urn"] for row in rows}
    assert len(mainstream) > 19_000
    # Who has a need is who stands out, and not most.
    assert 0.4 < len(mainstream & needy) / len(mainstream) < 0.65
    assert len(mainstream & known) / len(mainstream) >= 0.98
    assert len(independents & known) >= 1_600
    assert not independents & needy
    assert "SUPP" not in {row["evidence"] for row in rows}
    # All else is what the register itself says: of its few columns only that a school is special.
    listed = [row for row in rows if row["source"] != "measured"]
    assert {(row["source"], row["evidence"]) for row in listed} == {
        ("inferred", "a special school")
    }
    assert "CANARY-PERSON" not in (made.folder / "profile.csv").read_text(encoding="utf-8-sig")
