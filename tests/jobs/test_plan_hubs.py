"""Hubs of a plan: groups of a set size around one partner, the same on every machine."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from program import output_of, table

from matcher.jobs.matching.results import Run

OPTIONS = ("--hubs", "2", "--hub-size", "2..4", "--hub-km", "12")


def test_hubs_are_groups_of_the_run_within_what_was_asked(demo_run: Run, tmp_path: Path) -> None:
    told = output_of("allocate", demo_run.folder, *OPTIONS, "--out", tmp_path / "one")
    rows = table(tmp_path / "one" / "hubs.csv")
    places = {
        row["urn"]: (float(row["easting"]), float(row["northing"]))
        for row in table(demo_run.folder / "schools.csv") if row["easting"]
    }  # fmt: skip
    hubs = {row["hub"]: [one for one in rows if one["hub"] == row["hub"]] for row in rows}
    assert 1 <= len(hubs) <= 2
    assert len({row["seeker_urn"] for row in rows}) == len(rows)
    for members in hubs.values():
        assert 2 <= len(members) <= 4
        (partner,) = {row["partner_urn"] for row in members}
        points = np.array([places[partner], *(places[row["seeker_urn"]] for row in members)])
        apart = np.hypot(*(points[:, None] - points[None, :]).T)
        assert apart.max() <= 12_000
        assert abs(float(members[0]["widest_km"]) - apart.max() / 1000) < 0.001
    met = sum(float(row["needs_met"]) for row in rows)
    assert f"{len(rows)} seekers, {met:.2f} of their needs met" in told
    assert "No other hubs of these sizes meet more" in told
    output_of("allocate", demo_run.folder, *OPTIONS, "--out", tmp_path / "other")
    for name in ("hubs.csv", "hubs.html"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()
    assert "<svg" in (tmp_path / "one" / "hubs.html").read_text(encoding="utf-8")


def test_without_hubs_there_is_no_file_of_them(demo_run: Run, tmp_path: Path) -> None:
    output_of("allocate", demo_run.folder, "--out", tmp_path / "plan")
    assert not list((tmp_path / "plan").glob("hubs*"))


def test_where_no_group_is_large_enough_that_is_said(demo_run: Run, tmp_path: Path) -> None:
    told = output_of("allocate", demo_run.folder, "--hubs", "2", "--hub-size", "40..50",
                     "--out", tmp_path / "plan")  # fmt: skip
    assert "Hubs: 0 of 40 to 50 seekers" in told
    assert table(tmp_path / "plan" / "hubs.csv") == []
