"""The summary and the map of a plan in a real browser: silent, accessible, and on one sheet."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from page_files import write_pages
from plans_shown import hostile, large, members, plan, plan_map, schools
from pypdf import PdfReader
from strategies import HOSTILE

from matcher.core.allocation.tables import HUB_MEMBERS
from matcher.show.allocation.page import page as summary

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

Open = Callable[..., tuple[Any, list[str]]]
Visit = Callable[..., Any]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("plan")
    texts = {"small": summary(plan()), "large": summary(large()), "hostile": summary(hostile()[0])}
    return write_pages(folder, texts)


@pytest.fixture(scope="module")
def maps(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("maps")
    shown, places = hostile()
    pairs = shown.pairs.rename(columns={"distance_km": "widest_km"})
    named = [
        {**row, "hub": at, "hub_name": row["partner_name"], "distance_km": 1.0}
        for at, row in enumerate(pairs.to_dict("records"), 1)
    ]
    kept = {column.name for column in HUB_MEMBERS.columns}
    hubs = members([{name: row[name] for name in row if name in kept} for row in named])
    texts = {
        "plan": plan_map(plan(), schools()),
        "hubs": plan_map(plan(), schools(), members()),
        "hostile": plan_map(shown, places, hubs),
    }
    return write_pages(folder, texts)


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_no_violation_in_the_summary(
    pages: dict[str, Path], accessible: Callable[[Path, int], None], width: int
) -> None:
    for path in pages.values():
        accessible(path, width)


def test_the_summary_of_a_large_plan_prints_on_one_sheet_of_a4(
    pages: dict[str, Path], look: Open
) -> None:
    for path in pages.values():
        page, noted = look(path, 1280)
        printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
        assert len(printed.pages) == 1, path.name
        assert [round(float(side)) for side in printed.pages[0].mediabox[2:]] == [595, 842]
        assert noted == []


def test_hostile_text_arrives_whole_in_the_summary(pages: dict[str, Path], look: Open) -> None:
    page, noted = look(pages["hostile"], 1280)
    assert noted == []
    cells = set(page.locator("td").all_text_contents())
    assert set(HOSTILE[:3]) <= cells
    assert page.locator("script, img, b, iframe").count() == 0


def find(page: Any, words: str) -> str:
    page.fill("#search", words)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    return " ".join(page.locator("#panel").inner_text().split())


def test_the_map_of_a_plan_tells_what_each_school_is(maps: dict[str, Path], visit: Visit) -> None:
    watched = visit(maps["plan"])
    page = watched.page
    seeker = find(page, "Cedar High")
    assert "Its partners in the plan Fir College 13.0 km, score 0.250" in seeker
    assert "2 km apart" in seeker  # the reasons of the pair
    unserved = find(page, "Dogwood")
    assert "No partner. One more place at Elm School would serve it" in unserved
    assert "2 of 3 places free" in find(page, "Fir College")
    assert "0 of 2 places free" in find(page, "Elm")
    assert "In the plan No place" in find(page, "Gorse")
    assert page.locator("#list-title").inner_text() == "All pairs of the plan"
    watched.assert_quiet()


def test_the_states_of_the_plan_have_a_key_and_are_filters(
    maps: dict[str, Path], visit: Visit
) -> None:
    watched = visit(maps["plan"])
    page = watched.page
    key = page.locator("#states p:not(.hint)")
    assert [" ".join(text.split()) for text in key.all_inner_texts()] == [
        "Seekers given a partner (3)",
        "Unserved seekers (1)",
        "Partners with a free place (1)",
        "Partners without a free place (2)",
    ]
    assert page.locator("#states canvas").count() == 2  # by shape, not by colour alone
    page.locator("#filters summary").click()
    page.locator("#filter-inPlan label").first.wait_for()  # they are made when first opened
    options = page.locator("#filter-inPlan label").all_inner_texts()
    assert [" ".join(text.split()) for text in options] == [  # how many pairs each would leave
        "Seekers given a partner (3)",
        "Unserved seekers (0)",
        "Partners with a free place (1)",
        "Partners without a free place (2)",
    ]
    drawn = page.evaluate("document.querySelector('canvas').toDataURL()")
    seen = {drawn}
    for number in range(4):
        page.locator("#filter-inPlan input").nth(number).check()
        page.wait_for_timeout(60)
        seen.add(page.evaluate("document.querySelector('canvas').toDataURL()"))
        page.locator("#filter-inPlan input").nth(number).uncheck()
    assert len(seen) == 5  # each shows something else
    page.wait_for_timeout(60)
    assert page.evaluate("document.querySelector('canvas').toDataURL()") == drawn
    watched.assert_quiet()


def test_the_map_of_a_plan_holds_its_schools_alone(maps: dict[str, Path], visit: Visit) -> None:
    watched = visit(maps["plan"])
    page = watched.page
    for name in ("Holly", "Ivy"):  # a partner and a seeker 280 km away
        page.fill("#search", name)
        assert page.locator("#found li").count() == 0
    page.fill("#search", "")
    scale = page.inner_text(".leaflet-control-scale").split()
    assert scale[1] == "km"
    assert int(scale[0]) <= 5  # it opens on the plan
    assert page.locator("#hubs, #hubs-shown").count() == 0
    watched.assert_quiet()


PURPLE = """() => { const it = document.querySelector('canvas').cloneNode();
  const pen = it.getContext('2d', { willReadFrequently: true });
  pen.drawImage(document.querySelector('canvas'), 0, 0);
  const all = pen.getImageData(0, 0, it.width, it.height).data;
  let count = 0;
  for (let at = 0; at < all.length; at += 4) {
    if (all[at] === 128 && all[at + 1] === 22 && all[at + 2] === 80) count += 1;
  }
  return count; }"""


def test_hubs_are_on_the_map_in_the_panel_and_in_a_table(
    maps: dict[str, Path], visit: Visit
) -> None:
    watched = visit(maps["hubs"])
    page = watched.page

    def drawn() -> int:
        page.wait_for_timeout(60)
        return int(page.evaluate(PURPLE))

    both = drawn()
    box = page.get_by_label("Hubs (2)")
    assert box.is_checked()
    box.focus()
    page.keyboard.press("Space")
    without = drawn()  # universities are as purple
    page.keyboard.press("Space")
    assert drawn() == both > without + 100
    page.locator("#filters summary").click()
    full = page.locator("#filter-inPlan").get_by_label("Partners without a free place")
    full.check()
    assert 0 < drawn() < both - without  # the partner of the second hub has a free place
    full.uncheck()
    rows = [" ".join(one.split()) for one in page.locator("#hubs tbody tr").all_inner_texts()]
    assert rows == [
        "Elm School Ash Primary 1 1.0 km 0.00 1.0 km apart",
        "Elm School Beech Primary 1 3.2 km 0.50 3.2 km apart; the partner covers the school’s one "
        "need",
        "Fir College Dogwood High 2 15.3 km 0.25 15.3 km apart",
    ]
    assert (
        page.locator("#hubs > p")
        .inner_text()
        .startswith("“Needs met or likely to be” adds up how great")
    )
    told = find(page, "Beech")
    assert "Hub 1: with these schools Elm School the partner of the hub" in told
    assert "Ash Primary 1.0 km from the partner; needs met or likely to be: 0.00" in told
    assert "in hub 1" in page.inner_text("#status")
    assert without < drawn() < both  # its own hub alone
    page.locator("#hubs").get_by_role("button", name="Fir College").press("Enter")
    told = " ".join(page.locator("#panel").inner_text().split())
    assert "Hub 2, as its partner: with these schools Dogwood High 15.3 km" in told
    assert "Hub" not in find(page, "Cedar")
    watched.assert_quiet()


def test_the_cross_of_an_unserved_seeker_covers_no_other_school(
    visit: Visit, tmp_path: Path
) -> None:
    together = schools()
    together.loc[together["urn"] == "4", "geometry"] = together.loc[0, "geometry"]
    watched = visit(write_pages(tmp_path, {"map": plan_map(plan(), together)})["map"])
    page = watched.page
    red = """() => { const it = document.querySelector('canvas');
      const all = it.getContext('2d').getImageData(0, 0, it.width, it.height).data;
      let count = 0;
      for (let at = 0; at < all.length; at += 4) {
        if (all[at] === 212 && all[at + 1] === 53 && all[at + 2] === 28) count += 1;
      }
      return count; }"""
    assert page.evaluate(red) == 0
    page.locator("#filters summary").click()
    page.locator("#filter-inPlan").get_by_label("Unserved").check()
    page.wait_for_timeout(60)
    assert page.evaluate(red) > 0


@pytest.mark.parametrize("width", [1280, 320])
def test_the_map_of_a_plan_is_accessible_and_hostile_text_inert(
    maps: dict[str, Path], visit: Visit, violations: Callable[[Any], list[str]], width: int
) -> None:
    watched = visit(maps["hostile"], width)
    page = watched.page
    page.locator("button.school").first.click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    watched.assert_quiet()
