"""A map opened by a link: where it looks, what it says, and that nothing hangs below it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from matcher.core.settings.combine import settings
from matcher.jobs.matching.demo import demo, sources
from matcher.jobs.matching.match import run

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

Visit = Callable[..., Any]
VIEW = "[map_partners.getCenter().lat, map_partners.getZoom()]"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo(tmp_path_factory.mktemp("links") / "run").folder / "map.html"


def test_a_link_to_a_school_shows_it_and_one_to_none_says_so(path: Path, visit: Visit) -> None:
    watched = visit(path)
    page = watched.page
    whole = page.evaluate(VIEW)

    def follow(urn: str) -> Any:
        page.evaluate("hash => { window.location.hash = hash; }", f"school={urn}")
        page.wait_for_timeout(50)
        return page.evaluate(VIEW)

    # A link that names a school and no view, as those of workbooks: the map goes to its pairs.
    first, second = follow("900040"), follow("900034")
    assert first != second and whole not in (first, second)
    assert min(first[1], second[1]) > whole[1]
    # However long the list in the panel, the page ends with its footer.
    follow("900040")
    below = page.evaluate(
        "document.documentElement.scrollHeight"
        " - document.querySelector('footer').getBoundingClientRect().bottom - window.scrollY"
    )
    assert abs(below) <= 4
    assert page.locator("#search-note").is_hidden()
    follow("999999")
    assert page.inner_text("#panel-title") == "No school chosen"
    assert "a school that is not on this map" in page.inner_text("#search-note")
    assert "a school that is not on this map" in page.inner_text("#status")
    watched.assert_quiet()


def test_a_phone_is_led_to_what_it_chose_and_told_why_nobody_is_listed(
    path: Path, visit: Visit
) -> None:
    watched = visit(path, width=390, height=844)
    page = watched.page
    assert page.locator("#chosen-line").inner_text() == ""
    # The one school at a postcode is what Enter opens.
    page.fill("#search", "ZX6 4FP")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.inner_text("#panel-title") not in ("No school chosen", "")
    page.evaluate("window.scrollTo(0, 0)")
    page.locator("#chosen-line button").click()
    top = page.locator("#panel-title").bounding_box()["y"]
    assert 0 <= top < 100
    # The first of two to compare says what comes next; two, and a way back.
    compare = page.locator("#panel ol.partners button[data-compare]")
    compare.nth(0).click()
    assert "below the map" in page.locator("[data-compare-hint]").inner_text()
    compare.nth(1).click()
    assert page.locator("[data-compare-hint]").count() == 0
    page.locator("#compare").get_by_role("button", name="Back to the panel").click()
    assert page.evaluate("document.activeElement.id") == "panel-title"
    # An authority of the ground without a school of the map.
    page.fill("#search", "Cornwall")
    away = page.locator("#found [role=option]").filter(has_text="local authority")
    assert "no school of this map" in away.first.inner_text()
    page.fill("#search", "900041")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert "it is not open to contact" in page.inner_text("#panel-body")
    page.locator("#filters summary").click()
    box = page.get_by_label("Farthest, in km")
    box.fill("4.95")
    page.keyboard.press("Enter")
    assert box.input_value() == "5"
    assert "At most 5.0 km" in page.inner_text("#filter-words")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    watched.assert_quiet()


def test_who_is_not_open_to_contact_is_told_to_those_who_asked_alone(
    path: Path, tmp_path: Path
) -> None:
    asked = settings(from_register="both")
    run(sources(), asked, tmp_path / "run", fictional=True, audience="partner")
    told = "it is not open to contact"
    assert path.read_text(encoding="utf-8").count(told) == 1  # a word of the data
    assert told not in (tmp_path / "run" / "map.html").read_text(encoding="utf-8")
