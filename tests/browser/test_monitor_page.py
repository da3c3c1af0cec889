"""The pages of monitoring and findings in a real browser: silent, accessible, no wider than a
small screen, charts legible and true, and hostile text is text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from makers.monitoring import (
    DUE,
    MIDDLE,
    PLAN_ROWS,
    START,
    running,
    some_values,
    value,
    write_folder,
)
from page_files import write_pages
from strategies import HOSTILE

from matcher.jobs.partnership import findings, monitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

Open = Callable[..., tuple[Any, list[str]]]
NAMES = ("report", "many", "hostile", "empty", "governors", "public", "site", "one")
LONG = "Xylophones" * 12


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Reports of some, many, hostile and no values; papers; and a site with hostile names."""
    top = tmp_path_factory.mktemp("monitor")
    office = top / "office"
    some = write_folder(office / "some")
    many = [
        value("A", day, group, 30 + 7 * n, "%", 400 if group == "all" else 80)
        for n, day in enumerate((START, MIDDLE, DUE))
        for group in ("all", "fsm", "not fsm", "girls", "boys", *(f"year {y}" for y in (7, 8, 9)))
    ]
    write_folder(top / "many", values=many)
    rows = [{**PLAN_ROWS[0], "indicator": f"I{n}", "key": f"I{n}", "text": text}
            for n, text in enumerate((*HOSTILE, LONG))]  # fmt: skip
    bad = [value(f"I{n}", day, group, 30, "%", 400 if group == "all" else 80)
           for n, text in enumerate((*HOSTILE, LONG)) for day in (START, MIDDLE)
           for group in ("all", text.casefold())]  # fmt: skip
    write_folder(top / "hostile", values=bad, plan=rows)
    write_folder(top / "empty", values=(), plan=(), lessons=())
    for number, text in enumerate((*HOSTILE, LONG)):
        made = running(str(1000 + number), str(2000 + number))
        parties = tuple(replace(party, name=text) for party in made.parties)
        lessons = [{"what": text, "worked": "no", "why": text, "would do again": text}]
        write_folder(office / str(number), replace(made, parties=parties), lessons=lessons)
    findings.site(office, top / "site", DUE)
    texts = {
        "report": monitor.report(some).page(),
        "many": monitor.report(top / "many").page(),
        "hostile": monitor.report(top / "hostile").page(),
        "empty": monitor.report(top / "empty").page(),
        "governors": findings.findings(some, "governors", DUE).data("html").decode(),
        "public": findings.findings(office / "0", "public", DUE).data().decode(),
    }
    return {
        **write_pages(top, texts),
        "site": top / "site" / "index.html",
        "one": top / "site" / "1001-2001.html",
    }


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_silent_accessible_and_no_wider_than_the_screen(
    pages: dict[str, Path], accessible: Callable[[Path, int], Any], name: str, width: int
) -> None:
    page = accessible(pages[name], width)
    assert page.locator("script, img, b, iframe, [onerror]").count() == 0


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("name", ["report", "many", "hostile"])
def test_charts_are_legible_and_their_marks_stand_where_the_figures_are(
    pages: dict[str, Path], look: Open, name: str, width: int
) -> None:
    page, _ = look(pages[name], width)
    charts = page.locator("svg.chart")
    assert charts.count() >= 2
    for at in range(min(charts.count(), 4)):
        chart = charts.nth(at)
        box = chart.bounding_box()
        texts = chart.locator("text").evaluate_all(
            """all => all.map(one => { const r = one.getBoundingClientRect();
            return [r.left, r.right, r.top, r.bottom, parseFloat(getComputedStyle(one).fontSize)]
            })"""
        )
        for left, right, top, bottom, size in texts:
            assert box["x"] - 1 <= left < right <= box["x"] + box["width"] + 1
            assert box["y"] - 1 <= top < bottom <= box["y"] + box["height"] + 1
            assert size == 16
        # A straight line through heights and figures: what is higher is more.
        figures = chart.locator("xpath=following-sibling::div[1]//td[3]").all_inner_texts()
        values = [float(text.strip("%")) for text in figures if text not in ("c", "x", "..")]
        heights = chart.locator("svg > path").evaluate_all(
            "all => all.map(one => parseFloat(one.parentNode.getAttribute('y')))"
        )
        assert len(values) == len(heights)
        pairs = sorted(zip(values, heights, strict=True))
        if pairs[0][0] < pairs[-1][0]:
            slope = (pairs[-1][1] - pairs[0][1]) / (pairs[-1][0] - pairs[0][0])
            assert slope < 0
            for figure, height in pairs:
                wanted = pairs[0][1] + slope * (figure - pairs[0][0])
                assert height == pytest.approx(wanted, abs=0.5)


def test_what_is_withheld_is_nowhere_on_a_page(pages: dict[str, Path], look: Open) -> None:
    assert any(one.value == 2.25 for one in some_values())
    for name in ("report", "governors", "one"):
        page, _ = look(pages[name], 1280)
        assert "2.25" not in page.content()


def test_the_index_leads_to_every_page_and_back(pages: dict[str, Path], look: Open) -> None:
    page, _ = look(pages["site"], 1280)
    links = page.locator("main a")
    assert links.count() == len(HOSTILE) + 2
    links.first.click()
    page.get_by_role("link", name="All partnerships").click()
    assert page.url == pages["site"].as_uri()
