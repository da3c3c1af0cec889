"""The page of groups in a real browser: silent, accessible, no wider than a small screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from group_overviews import hostile
from strategies import HOSTILE

from matcher.jobs.demo import demo
from matcher.jobs.groups import groups
from matcher.show.group_page import page as group_page

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
    paths = {name: folder / f"{name}.html" for name in texts}
    for name, text in texts.items():
        paths[name].write_text(text, encoding="utf-8")
    return paths


@pytest.fixture
def look(chromium: Any) -> Iterator[Open]:
    """Open a page of no script; whatever it asks, says or does wrong is noted."""
    contexts = []

    def open_page(path: Path, width: int) -> tuple[Any, list[str]]:
        context = chromium.new_context(viewport={"width": width, "height": 900})
        contexts.append(context)
        page, noted = context.new_page(), []
        page.on("request", lambda r: noted.append(r.url) if r.url != path.as_uri() else None)
        page.on("pageerror", lambda error: noted.append(str(error)))
        page.on("console", lambda message: noted.append(message.text))

        def refused(dialog: Any) -> None:
            noted.append(dialog.message)
            dialog.dismiss()

        page.on("dialog", refused)
        page.goto(path.as_uri())
        page.wait_for_timeout(200)
        return page, noted

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_no_violation(pages: dict[str, Path], look: Open, axe: str, width: int) -> None:
    for name, path in pages.items():
        page, noted = look(path, width)
        assert noted == []
        page.evaluate(axe)
        found = page.evaluate(
            """axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',
            'best-practice']})"""
        )
        assert found["passes"]
        wrong = [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found["violations"]]
        assert wrong == [], name


def test_nothing_scrolls_sideways_on_a_small_screen(pages: dict[str, Path], look: Open) -> None:
    for name, path in pages.items():
        page, _ = look(path, 320)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name


def test_hostile_text_runs_nowhere_and_arrives_whole(pages: dict[str, Path], look: Open) -> None:
    page, noted = look(pages["hostile"], 1280)
    assert noted == []
    cells = set(page.locator("td").all_text_contents())
    assert set(HOSTILE) <= cells
    assert page.locator("footer li").all_text_contents() == list(HOSTILE)
    assert page.locator("script, img, b, iframe").count() == 0


def test_the_sketch_shows_every_group_and_the_keyboard_reaches_what_scrolls(
    pages: dict[str, Path], look: Open
) -> None:
    page, _ = look(pages["authorities"], 320)
    shown = page.locator("div.sketch svg")
    rows = page.locator("table").first.locator("tbody tr").count()
    assert shown.locator("circle").count() == rows == 4
    reached = set()
    for _ in range(8):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.className"))
    assert {"scroll sketch", "scroll"} <= reached
