"""The page of an evaluation in a real Chromium: quiet, narrow, accessible."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from panels import AFTER, BEFORE
from partnership_files import write

from matcher.evaluation.matching.prepare import Options
from matcher.jobs.evaluation.evaluate import evaluate
from matcher.jobs.evaluation.inputs import EvaluationFiles

pytestmark = pytest.mark.browser

Open = Callable[..., tuple[Any, list[str]]]
HOSTILE = "<img src=x onerror=alert(6007*7001)>"


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evaluation")
    files = write(folder)
    register = files["register"].read_text(encoding="utf-8").replace("Academies", HOSTILE)
    files["register"].write_text(register, encoding="utf-8")
    read = EvaluationFiles(
        (files["panel"],), files["register"], str(files["treated"]), imd=files["imd"]
    )
    found = evaluate(read, "progress", BEFORE, AFTER, Options((), exact=("phase",)))
    path = folder / "evaluation.html"
    path.write_text(found.page(), encoding="utf-8")
    return path


@pytest.mark.parametrize("width", [1280, 320])
def test_it_is_quiet_fits_and_breaks_no_rule(
    page_file: Path, accessible: Callable[[Path, int], None], width: int
) -> None:
    accessible(page_file, width)


def test_it_has_pictures_and_hostile_text_is_text(page_file: Path, look: Open) -> None:
    page, _ = look(page_file, 1280)
    assert page.locator("svg").count() == 3
    assert page.locator("img, script").count() == 0
    assert page.locator("td", has_text=HOSTILE).count() == 1


def test_the_pictures_say_what_the_tables_say(page_file: Path, look: Open) -> None:
    page, _ = look(page_file, 1280)
    love = page.locator("svg").nth(2)
    rows = page.locator("table", has_text="standardised mean").locator("tbody tr").count()
    assert love.locator("circle").count() == love.locator("rect").count() == rows


def test_the_page_of_few_schools_breaks_no_rule(
    tmp_path: Path, accessible: Callable[[Path, int], None]
) -> None:
    files = write(tmp_path, name=HOSTILE)
    urns = [row.split(",")[0] for row in files["treated"].read_text().splitlines()[2:7]]
    read = EvaluationFiles((files["panel"],), files["register"], ",".join(urns))
    found = evaluate(read, "progress", BEFORE, AFTER, Options((), exact=("phase",)))
    path = tmp_path / "few.html"
    path.write_text(found.page(), encoding="utf-8")
    accessible(path, 320)
