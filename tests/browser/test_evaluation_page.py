"""The page of an evaluation in a real Chromium: quiet, narrow, accessible."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from panels import AFTER, BEFORE
from partnership_files import write

from matcher.jobs.evaluate import Files, evaluate
from matcher.partnership.compare.evaluation import Options

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evaluation")
    files = write(folder)
    register = files["register"].read_text(encoding="utf-8").replace("Academies", HOSTILE)
    files["register"].write_text(register, encoding="utf-8")
    read = Files(files["panel"], files["register"], str(files["treated"]), imd=files["imd"])
    found = evaluate(read, "progress", BEFORE, AFTER, Options((), exact=("phase",)))
    path = folder / "evaluation.html"
    path.write_text(found.page(), encoding="utf-8")
    return path


@pytest.fixture(params=[1280, 320])
def looked(
    request: pytest.FixtureRequest, page_file: Path, chromium: Any
) -> Iterator[tuple[Any, list[str]]]:
    context = chromium.new_context(viewport={"width": request.param, "height": 900})
    page, noted = context.new_page(), []
    page.on("console", lambda message: noted.append(message.text))
    page.on("dialog", lambda dialog: (noted.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda asked: noted.append(asked.url) if "http" in asked.url else None)
    page.goto(page_file.as_uri())
    yield page, noted
    context.close()


def test_it_is_quiet_and_fits(looked: tuple[Any, list[str]]) -> None:
    page, noted = looked
    assert noted == []
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("svg").count() == 2
    assert page.locator("img, script").count() == 0
    assert page.locator("td", has_text=HOSTILE).count() == 1


def test_the_pictures_say_what_the_tables_say(looked: tuple[Any, list[str]]) -> None:
    page, _ = looked
    love = page.locator("svg").nth(1)
    rows = page.locator("table", has_text="variance ratios").locator("tbody tr").count()
    assert love.locator("circle").count() == love.locator("rect").count() == rows


def test_axe_finds_no_violation(looked: tuple[Any, list[str]], axe: str) -> None:
    page, _ = looked
    page.evaluate(axe)
    found = page.evaluate(
        """axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',
        'best-practice']})"""
    )
    assert found["passes"]
    assert [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found["violations"]] == []
