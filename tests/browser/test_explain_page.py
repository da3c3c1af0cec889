"""The page of an explanation in a real browser: silent, accessible, legible, and true."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from strategies import HOSTILE

from matcher.core.settings.combine import settings
from matcher.jobs.matching.demo import demo
from matcher.jobs.matching.explain import Explanation, explain
from matcher.jobs.matching.match import run
from matcher.jobs.stages.reading import Sources
from matcher.show.explain.facts import ExplainedPair
from matcher.show.kit.text_format import three_decimals

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

LONG = (
    "The Blessed Sacrament and Saint Bartholomew-on-the-Wolds Church of England Voluntary Aided "
    "Primary School and Nursery with Specialist Resource Provision"
)
UNBROKEN = "Xylophones" * 12
NAMES = (LONG, UNBROKEN, *HOSTILE)
WIDTHS = (1280, 320)


@dataclass
class Seen:
    """A page, and what it asked and said."""

    page: Any
    requests: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def assert_quiet(self) -> None:
        assert (self.requests, self.said) == ([], [])


Look = Callable[[Explanation, int], Seen]


@pytest.fixture
def look(window: Any, tmp_path: Path) -> Iterator[Look]:
    """Open an explanation as a file; the page has no script, so it is ready when loaded."""
    pages = []

    def open_page(told: Explanation, width: int) -> Seen:
        path = tmp_path / f"why-{len(pages)}.html"
        path.write_text(told.page(), encoding="utf-8")
        seen = Seen(window.new_page())
        page, own = seen.page, path.as_uri()
        pages.append(page)
        page.set_viewport_size({"width": width, "height": 900})
        page.on("request", lambda r: seen.requests.append(r.url) if r.url != own else None)
        page.on("dialog", lambda dialog: (seen.said.append(dialog.message), dialog.dismiss()))
        page.on("pageerror", lambda error: seen.said.append(str(error)))
        page.on("console", lambda message: seen.said.append(message.text))
        page.goto(own)
        return seen

    yield open_page
    for page in pages:
        page.close()


@pytest.fixture(scope="module")
def fictional(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo(tmp_path_factory.mktemp("why") / "run").folder


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with a hostile or an endless text in every text field: seekers of even URN,
    partners of odd; all of them known in part."""
    folder = tmp_path_factory.mktemp("hostile")
    path = folder / "list.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(["URN", "Name", "Local authority", "Trust", "Region", "Kind", "Easting",
                         "Northing", "Needs", "Strengths", "Phase"])  # fmt: skip
        for number, text in enumerate(NAMES):
            for side, kind in enumerate(("state", "independent")):
                tags = ("T3 physics; C2 Latin=0.4; X1", "L3")
                if side:
                    needs, strengths = ("L3; T2", ""), ("", "T3 physics=0.5", "X1")
                    tags = needs[number % 2], strengths[number % 3]
                place = 400_000 + number * 700, 400_000 + side * 500
                urn, trust = 100_000 + 2 * number + side, "" if side else text
                writer.writerow([urn, text, text, trust, text, kind, *place, *tags, text])
    return run(Sources((path,)), settings(k=4), folder / "run").folder


def some(fictional: Path, hostile: Path) -> dict[str, Explanation]:
    """Explanations of every shape: known, known in part, not listed, a gate, one school."""
    pairs = list(csv.DictReader(io.StringIO(
        (fictional / "matches.csv").read_bytes().decode("utf-8-sig"), newline="")))  # fmt: skip
    both = next(r for r in pairs if r["gives"] and r["gains"] and "; " in r["shared"])
    half = next(r for r in pairs if not r["gains"] and r["rank"])
    return {
        "known": explain(fictional, [both["seeker_urn"], both["partner_urn"]]),
        "known in part": explain(fictional, [half["seeker_urn"], half["partner_urn"]]),
        "gate": explain(fictional, [both["seeker_urn"], half["seeker_urn"]]),
        "one": explain(fictional, [both["seeker_urn"]]),
        "partner": explain(fictional, [both["partner_urn"]]),
        "long names": explain(hostile, ["100000", "100003"]),
        "one long name": explain(hostile, ["100002"]),
    }


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_is_silent_accessible_and_no_wider_than_the_screen(
    fictional: Path, hostile: Path, look: Look, violations: Callable[[Any], list[str]], width: int
) -> None:
    for name, told in some(fictional, hostile).items():
        seen = look(told, width)
        page = seen.page
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        seen.assert_quiet()
        assert violations(page) == [], name


def boxes(page: Any) -> list[dict[str, Any]]:
    """Every text and bar of the picture: where it is on the screen, and what it says."""
    found = page.locator("svg > text, svg > rect").evaluate_all(
        """marks => marks.map(mark => {
            const {left, right, top, bottom} = mark.getBoundingClientRect();
            const size = parseFloat(getComputedStyle(mark).fontSize);
            return {left, right, top, bottom, size, is: mark.tagName, says: mark.textContent};
        })"""
    )
    return json.loads(json.dumps(found))


@pytest.mark.parametrize("width", WIDTHS)
def test_the_waterfall_is_legible_and_its_bars_are_as_long_as_the_points(
    fictional: Path, hostile: Path, look: Look, width: int
) -> None:
    for name, told in some(fictional, hostile).items():
        if not isinstance(told.about, ExplainedPair):
            continue
        page = look(told, width).page
        picture = page.locator("svg").bounding_box()
        left, length = picture["x"], picture["width"]
        assert length >= 280
        marks = boxes(page)
        texts = [mark for mark in marks if mark["is"] == "text"]
        bars = [mark for mark in marks if mark["is"] == "rect"]
        for mark in texts:  # whole, on the picture, of the size of the text around it
            assert mark["left"] >= left - 3, mark
            assert mark["right"] <= left + length + 3, mark
            assert mark["size"] == 16
            assert (
                picture["y"] - 1 <= mark["top"] < mark["bottom"] <= picture["y"] + picture["height"]
            )
        for one in range(len(texts)):
            for other in texts[one + 1 :]:
                assert not overlap(texts[one], other), (name, texts[one], other)
            assert not any(overlap(texts[one], bar) for bar in bars), (name, texts[one])
        # The bars of each term begin where the last ended, and end at the score.
        rows = page.locator("main table").first.locator("tbody tr").all()
        points = [float(row.locator("td").nth(3).inner_text()) for row in rows]
        assert points[-1] == pytest.approx(sum(points[:-1]), abs=1e-9)
        assert three_decimals(told.about.score) == f"{points[-1]:.3f}"
        ends, at = [], 0.0
        for point in points[:-1]:
            at += point
            ends.append(at)
        rights = sorted((bar["right"] - left) / length for bar in bars)
        for end in [end for end, point in zip(ends, points, strict=False) if point]:
            assert min(abs(right - end) for right in rights) < 1.5 / length + 1e-4, (name, end)
        assert (bars[-1]["right"] - bars[-1]["left"]) / length == pytest.approx(
            points[-1], abs=2 / length + 1e-4
        )


def overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two boxes cover each other by more than the edge of a letter."""
    across = min(one["right"], other["right"]) - max(one["left"], other["left"])
    down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
    return across > 1 and down > 4


def test_hatching_shows_what_is_not_known_and_the_legend_says_so(
    fictional: Path, hostile: Path, look: Look
) -> None:
    told = some(fictional, hostile)
    for name, hatched in (("known", False), ("known in part", True)):
        page = look(told[name], 1280).page
        assert (page.locator('svg > rect[fill="url(#hatch)"]').count() > 0) == hatched
        assert (page.get_by_text("Hatched:").count() > 0) == hatched


def test_hostile_names_are_text_and_nothing_runs(hostile: Path, look: Look) -> None:
    for number, name in enumerate(NAMES):
        seeker, partner = str(100_000 + 2 * number), str(100_001 + 2 * ((number + 1) % len(NAMES)))
        # Of one school alone the page has the same texts in fewer places: a few will do.
        for urns in ([seeker, partner], [seeker])[: 2 if number % 5 == 0 else 1]:
            told = explain(hostile, urns)
            seen = look(told, 1280)
            page = seen.page
            about = (
                told.about.seeker if isinstance(told.about, ExplainedPair) else told.about.school
            )
            wanted = name.strip()
            assert about.name == wanted
            assert page.locator("h1 bdi").first.text_content() == wanted
            body = page.locator("body").text_content()
            assert body.count(wanted) >= 2
            assert page.locator("script, img, b, iframe, [onerror]").count() == 0
            assert wanted.split("\n")[0] in page.title() or not wanted
            page.wait_for_timeout(20)
            seen.assert_quiet()


def test_the_tables_can_be_reached_and_moved_by_the_keyboard(
    fictional: Path, hostile: Path, look: Look
) -> None:
    page = look(some(fictional, hostile)["known"], 320).page
    page.keyboard.press("Tab")
    focused = "document.activeElement"
    assert page.evaluate(f"{focused}.getAttribute('role')") == "group"
    assert page.evaluate(f"{focused}.scrollWidth > {focused}.clientWidth")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(400)
    assert page.evaluate(f"{focused}.scrollLeft") > 0


def test_the_page_needs_no_script(fictional: Path, hostile: Path) -> None:
    for told in some(fictional, hostile).values():
        assert "<script" not in told.page()
