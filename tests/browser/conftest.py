"""A real Chromium with everything recorded that a page does."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import pytest

Open: TypeAlias = Callable[[Path, int], tuple[Any, list[str]]]

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Watched:
    """A page, and what it asked, said and did wrong."""

    page: Any
    requests: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def assert_quiet(self) -> None:
        assert self.requests == []
        assert self.faults == []
        assert self.dialogs == []


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Chromium, headless; the tests skip where there is none."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    named = ("chromium", "chromium-browser", "google-chrome")
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, named)), None)
    if path is None:
        pytest.skip("no Chromium on this machine")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def violations() -> Callable[[Any], list[str]]:
    """What axe-core finds wrong in a page as it stands (WCAG A and AA, best practice); the tests
    skip where it is not installed."""
    beside = Path(__file__).resolve().parents[2] / ".venv/npm/node_modules/axe-core/axe.min.js"
    path = Path(os.environ.get("AXE_CORE") or beside)
    if not path.is_file():
        pytest.skip("axe-core is not installed (npm package axe-core)")
    source = path.read_text(encoding="utf-8")

    def found(page: Any) -> list[str]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(source)
        # every rule runs; only what is wrong is described, which takes half the time
        said = page.evaluate(
            """axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',
            'best-practice'], resultTypes: ['violations']})"""
        )
        assert len(said["passes"]) > 10  # it looked at something
        return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in said["violations"]]

    return found


@pytest.fixture
def visit(chromium: Any, window: Any) -> Iterator[Callable[..., Watched]]:
    """Open a file in a page that records; wait until its map can be used."""
    contexts, pages = [], []

    def open_page(path: Path, width: int = 1280, height: int = 900, **device: Any) -> Watched:
        context = chromium.new_context(**device) if device else window
        if device:
            contexts.append(context)
        page = context.new_page()
        pages.append(page)
        page.set_viewport_size({"width": width, "height": height})
        watched = Watched(page)

        def asked(request: Any) -> None:
            if request.url != path.as_uri():
                watched.requests.append(request.url)

        def refused(dialog: Any) -> None:
            watched.dialogs.append(dialog.message)
            dialog.dismiss()

        page.on("request", asked)
        page.on("dialog", refused)
        page.on("pageerror", lambda error: watched.faults.append(str(error)))
        page.on(
            "console",
            lambda said: (
                watched.faults.append(said.text) if said.type in ("error", "warning") else None
            ),
        )
        page.goto(path.as_uri())
        page.wait_for_function("document.documentElement.dataset.ready !== undefined")
        return watched

    yield open_page
    for page in pages:
        page.close()
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def window(chromium: Any) -> Iterator[Any]:
    """Where pages are opened, one after the other: in a context of its own each takes three times
    the work. A map keeps a shortlist for its tab alone, so that the next test finds none."""
    context = chromium.new_context()
    context.new_page()  # while one is open, the next needs no new process
    yield context
    context.close()


@pytest.fixture
def look(window: Any) -> Iterator[Open]:
    """Open a page of no script at a width; whatever it asks, says or does wrong is noted."""
    pages = []

    def open_page(path: Path, width: int) -> tuple[Any, list[str]]:
        page, noted = window.new_page(), []
        pages.append(page)
        page.set_viewport_size({"width": width, "height": 900})
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
    for page in pages:
        page.close()


@pytest.fixture
def accessible(look: Open, violations: Callable[[Any], list[str]]) -> Callable[[Path, int], Any]:
    """Look at a page and assert that it is quiet, fits the width and breaks no rule of axe; the
    page, with everything unfolded."""

    def assert_accessible(path: Path, width: int) -> Any:
        page, noted = look(path, width)
        assert noted == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path.name
        # A table of cards is read downwards: nothing of it is found by scrolling sideways.
        boxes = page.locator("details, .scroll:has(> table.cards)")
        wide = boxes.evaluate_all(
            """(all) => { all.forEach((one) => { one.open = true; });
               return all.filter((one) => one.scrollWidth > one.clientWidth + 1)
                 .map((one) => one.ariaLabel); }"""
        )
        assert width > 320 or wide == [], path.name
        assert violations(page) == [], path.name
        return page

    return assert_accessible
