"""The page of groups in a real browser: silent, accessible, no wider than a small screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from group_overviews import hostile
from page_files import write_pages
from strategies import HOSTILE

from matcher.jobs.matching.demo import demo
from matcher.jobs.matching.groups import groups
from matcher.show.groups.page import page as group_page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

Open = Callable[..., tuple[Any, list[str]]]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Pages of the demo, of everybody and of one, and one with hostile text everywhere."""
    folder = tmp_path_factory.mktemp("groups")
    run = demo(folder / "run").folder
    texts = {
        "trusts": groups(run, "trust").page(),
        "authorities": groups(run, "la").page(),
        "one": groups(run, "la", group="Suffolk").page(),
        "partner": groups(run, "la", partner="900025").page(),
        "hostile": group_page(hostile(), HOSTILE),
    }
    return write_pages(folder, texts)


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_no_violation(
    pages: dict[str, Path], accessible: Callable[[Path, int], None], width: int
) -> None:
    for path in pages.values():
        accessible(path, width)


def test_hostile_text_runs_nowhere_and_arrives_whole(pages: dict[str, Path], look: Open) -> None:
    page, noted = look(pages["hostile"], 1280)
    assert noted == []
    assert set(HOSTILE) <= set(page.locator("td").all_text_contents())
    assert set(HOSTILE) == set(page.locator("summary > b").all_text_contents())
    assert page.locator("footer li").all_text_contents()[: len(HOSTILE)] == list(HOSTILE)
    assert page.locator("script, img, iframe, bdi b").count() == 0


def test_the_sketch_shows_every_group_and_the_keyboard_reaches_what_scrolls(
    pages: dict[str, Path], look: Open
) -> None:
    page, _ = look(pages["authorities"], 320)
    shown = page.locator("div.sketch svg")
    rows = page.locator("table").first.locator("tbody tr").count()
    # The dots of towns are grey.
    assert shown.locator("circle:not([fill='#767676'])").count() == rows == 4
    reached = set()
    for _ in range(8):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.className"))
    assert {"scroll sketch", "scroll"} <= reached


def test_what_is_folded_opens_by_keyboard_and_is_printed_as_it_stands(
    pages: dict[str, Path], look: Open
) -> None:
    page, _ = look(pages["authorities"], 320)
    few = page.locator("h2", has_text="best partners").locator("xpath=following-sibling::details")
    assert few.first.get_attribute("open") is not None
    letter = page.locator("nav.contents a").first
    letter.focus()
    page.keyboard.press("Enter")
    name = letter.get_attribute("href")
    assert page.url.endswith(name)
    part = page.locator(f"details{name}")
    summary = part.locator("summary").first
    summary.focus()
    page.keyboard.press("Enter")
    inner = part.locator("details").first
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.emulate_media(media="print")
    assert inner.locator("li").first.is_visible()
    assert not page.locator("details:not([open]) li").first.is_visible()
