"""Pages for schools in a real browser: nothing in the way of anybody, on a wide screen and a narrow
one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from matcher.jobs.matching.demo import demo
from matcher.jobs.report.report import reports

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    demo(folder / "run")
    made = reports(folder / "run", "html", schools=["900034"], partners=["900048"])
    for name, data in made.files.items():
        (folder / name).write_bytes(data)
    return folder


@pytest.mark.parametrize("name", ["school-900034", "partner-900048", "index"])
def test_a_page_is_open_to_everybody(
    pages: Path, accessible: Callable[[Path, int], None], name: str
) -> None:
    accessible(pages / f"{name}.html", 320)


def test_the_index_leads_to_the_pages(pages: Path, look: Callable[[Path, int], Any]) -> None:
    page, asked = look(pages / "index.html", 1280)
    page.get_by_role("link", name="Corranhurst Primary School").click()
    assert page.get_by_role("heading", level=1).inner_text().startswith("Corranhurst")
    assert page.get_by_role("img").count() == 1
    assert asked == [(pages / "school-900034.html").as_uri()]  # the link itself


def test_on_a_phone_a_row_is_a_card_and_nothing_is_cut(
    pages: Path, look: Callable[[Path, int], Any]
) -> None:
    page, asked = look(pages / "school-900034.html", 390)
    assert asked == []
    boxes = "[...document.querySelectorAll('.scroll')].map((e) => e.scrollWidth - e.clientWidth)"
    assert page.evaluate(boxes) == [0, 0, 0]
    cell = page.locator("td").filter(has_text="Coaching and mentoring (stated)").first
    before = cell.evaluate("(e) => getComputedStyle(e, '::before').content")
    assert "What you could give it" in before
    assert cell.bounding_box()["width"] > 300
    # To whoever hears it, it is a table with its columns.
    assert page.get_by_role("columnheader", name="What you could give it").count() == 1
    assert page.get_by_role("table").count() == 3
    page.set_viewport_size({"width": 1280, "height": 900})
    assert cell.evaluate("(e) => getComputedStyle(e).display") == "table-cell"
    assert cell.evaluate("(e) => getComputedStyle(e, '::before').content") == "none"
