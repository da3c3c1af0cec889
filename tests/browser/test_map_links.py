"""A map opened by a link: where it looks, what it says, and that nothing hangs below it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from matcher.jobs.matching.demo import demo

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
