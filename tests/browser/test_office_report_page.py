"""The report of an office in a real browser: silent, accessible, no wider than a small screen."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from strategies import HOSTILE

from matcher.core.settings.combine import settings
from matcher.jobs.matching.match import run
from matcher.jobs.report.office import office_report
from matcher.jobs.stages.reading import Sources

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with a hostile text in every name, some schools out of reach of all partners."""
    folder = tmp_path_factory.mktemp("office")
    path = folder / "list.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(["URN", "Name", "Kind", "Local authority", "Region", "Phase", "Easting",
                         "Northing", "Needs", "Strengths"])  # fmt: skip
        for at, text in enumerate(HOSTILE):
            for side, kind in enumerate(("state", "independent")):
                far = 100_000 * (kind == "state" and at % 5 == 0)
                tags = ("T3 physics" * (at % 2), "") if kind == "state" else ("", "T3 physics")
                writer.writerow([100_000 + 2 * at + side, text, kind, text, text, "Secondary",
                                 400_000 + 500 * at, 300_000 + far, *tags])  # fmt: skip
    made = run(Sources((path,)), settings(max_km=20), folder / "run")
    shown = folder / "run-office.html"
    shown.write_bytes(office_report(made.folder, "html").files[shown.name])
    return shown


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_no_violation(
    page: Path, accessible: Callable[[Path, int], None], width: int
) -> None:
    accessible(page, width)


def test_names_arrive_whole_and_the_contents_lead_to_every_part(
    page: Path, look: Callable[[Path, int], tuple[Any, list[str]]]
) -> None:
    shown, noted = look(page, 1280)
    assert noted == []
    cells = {" ".join(one.split()) for one in shown.locator("td").all_text_contents()}
    assert {" ".join(text.split()) for text in HOSTILE} <= cells
    assert shown.locator("script, img, b, iframe").count() == 0
    ways = shown.locator("nav.contents a")
    assert ways.all_text_contents() == shown.locator("main h2").all_text_contents()
    for way in ways.all():
        way.click()
        reached = shown.evaluate("document.querySelector(location.hash).tagName")
        assert reached == "H2"
