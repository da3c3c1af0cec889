"""The map in a real browser: silent, usable by keyboard, accessible, and true."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from strategies import HOSTILE, profile_table, schools_table

from matcher.core.figures.number_format import half_up
from matcher.core.geo import to_degrees
from matcher.core.settings.combine import settings
from matcher.jobs.matching.demo import demo
from matcher.jobs.sensitivity.sensitivity import sensitivity
from matcher.match.rank import rank_pairs
from matcher.show.explain.phrases.readers import reasons_in_third_person
from matcher.show.kit.reach import Reach
from matcher.show.map.page import map_page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

Visit = Callable[..., Any]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo(tmp_path_factory.mktemp("browser") / "run").folder


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A map with a hostile text in every text field of every table."""
    rows = []
    for number, text in enumerate(HOSTILE):
        for side, kind in enumerate(("state", "independent")):
            rows.append(
                {
                    "urn": str(100_000 + 2 * number + side),
                    "name": text, "la_name": text, "trust": "" if side else text, "phase": text,
                    "region": text, "area": text, "area_near": text, "area_km": 0.0, "list": text,
                    "sheet": text, "postcode": text, "kind": kind,
                    "role": "partner" if side else "seeker",
                    "x": 400_000 + number * 900, "y": 400_000 + side * 1000,
                }
            )  # fmt: skip
    schools = schools_table(rows)
    matches = rank_pairs(schools, profile_table(), settings(k=len(HOSTILE))).matches
    name = dict(zip(schools["urn"], schools["name"], strict=True))
    matches = matches.assign(
        reasons=[f"near; {name[urn]}" for urn in matches["seeker_urn"]],
        shared=[name[urn] for urn in matches["partner_urn"]],
    )
    path = tmp_path_factory.mktemp("hostile") / "map.html"
    page = map_page(
        schools, matches, outlines=None, area_title=HOSTILE[1], title=HOSTILE[5],
        subtitle=HOSTILE[9], attribution=HOSTILE, reach=Reach(40.0),
    )  # fmt: skip
    path.write_text(page, encoding="utf-8")
    return path


def pairs(run: Path) -> list[dict[str, str]]:
    text = (run / "matches.csv").read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def schools_of(run: Path) -> list[dict[str, str]]:
    found = []
    for name in ("schools.csv", "pool.csv"):
        text = (run / name).read_bytes().decode("utf-8-sig")
        found += csv.DictReader(io.StringIO(text, newline=""))
    return found


def find(page: Any, words: str) -> None:
    """Find a school as a keyboard alone does: from the top of the page."""
    page.keyboard.press("Tab")  # the link that skips to the table
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type(words)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")


def test_the_map_and_the_example_ask_nothing_and_complain_of_nothing(
    run: Path, visit: Visit, repository: Path
) -> None:
    for path in (run / "map.html", repository / "maps" / "example.html"):
        watched = visit(path)
        find(watched.page, "Sallow")
        watched.page.mouse.move(400, 500)
        watched.page.locator("#whole").click()
        watched.page.wait_for_timeout(300)
        watched.assert_quiet()


def test_the_keyboard_alone_finds_a_school_and_reads_its_partners(run: Path, visit: Visit) -> None:
    rows = [row for row in pairs(run) if row["seeker_urn"] == "900002" and row["rank"]]
    rows.sort(key=lambda row: int(row["rank"]))
    watched = visit(run / "map.html")
    page = watched.page
    find(page, "900002")
    assert page.evaluate("document.activeElement.id") == "panel-title"
    assert page.locator("#panel-title").text_content() == rows[0]["seeker_name"]
    panel = page.locator("#panel-body").inner_text()
    at = -1
    for row in rows:
        place = panel.find(row["partner_name"], at + 1)
        assert place > at, row["partner_name"]
        assert row["reasons"] in " ".join(panel.split())
        at = place
    for _ in range(10):  # on to a partner's name, and into it
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.school !== undefined"):
            break
    page.keyboard.press("Enter")
    assert page.locator("#panel-title").text_content() == rows[0]["partner_name"]
    page.keyboard.press("Escape")
    assert page.locator("#panel-title").text_content() == "No school chosen"
    watched.assert_quiet()


def test_the_panel_says_how_sure_each_partner_is(run: Path, tmp_path: Path, visit: Visit) -> None:
    folder = sensitivity(run, tmp_path / "how-sure", draws=7, seed=1, concentration=50).folder
    rows = [row for row in pairs(folder) if row["seeker_urn"] == "900002" and row["rank"]]
    watched = visit(folder / "map.html")
    assert "firm in 9 of 10 or more" in (watched.page.locator("#panel-body").text_content() or "")
    find(watched.page, "900002")
    panel = " ".join(watched.page.locator("#panel-body").inner_text().split())
    assert rows
    for row in rows:
        held = round(float(row["holds"]) * 7)
        told = f"How sure: {row['word']}, in the seeker\u2019s list in {held} of 7 reasonable"
        assert told in panel[panel.index(row["partner_name"]) :], row["partner_name"]
    watched.assert_quiet()


def test_the_table_holds_the_same_list_in_the_same_order(run: Path, visit: Visit) -> None:
    watched = visit(run / "map.html")
    page = watched.page
    seen: list[list[str]] = []
    while True:
        seen += page.locator("#rows tr").evaluate_all(
            "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
        )
        if page.locator("#next").is_disabled():
            break
        page.locator("#next").click()
    expected = pairs(run)
    assert len(seen) == len(expected)
    for cells, row in zip(seen, expected, strict=True):
        assert cells[0] == row["seeker_name"]
        assert cells[1] == row["partner_name"]
        assert cells[2].strip().startswith(row["rank"] or "")
        assert half_up(float(row["distance_km"]), 1) in cells[3] or "under" in cells[3]
        assert cells[4].strip() == f"{float(row['score']):.3f}"
        assert cells[5] == reasons_in_third_person([row["reasons"]])[0]  # nobody is chosen


def test_partners_worth_asking_stand_apart_from_matches_with_their_question(
    run: Path, visit: Visit
) -> None:
    rows = pairs(run)
    asked = [row for row in rows if row["worth_asking"]]
    seeker = asked[0]["seeker_urn"]
    watched = visit(run / "map.html")
    page = watched.page
    find(page, seeker)
    told = sorted((r for r in asked if r["seeker_urn"] == seeker), key=lambda r: r["worth_asking"])
    postcodes = {row["urn"]: row["postcode"] for row in schools_of(run)}
    assert page.locator(".asked li").evaluate_all(
        "items => items.map(item => [...item.children].map(part => part.textContent))"
    ) == [
        [row["partner_name"], *filter(None, [postcodes[row["partner_urn"]]]), row["reasons"]]
        for row in told
    ]
    assert all("; nothing is known of what it offers; ask whether it" in r["reasons"] for r in told)
    ranked = page.locator("ol.partners").all_text_contents()
    assert not any(row["partner_name"] in text for text in ranked for row in told)
    ranks = page.locator("#rows tr td:nth-child(3)").all_text_contents()
    assert ranks.count("worth asking, not ranked") == len(told)
    assert "worth asking: not in the list of the school" in page.locator("#scores").inner_text()
    assert f"{len(told)} worth asking" in page.locator("#status").inner_text()
    # The map shows the list; those worth asking may be far, and do not make it small.
    text = (run / "schools.csv").read_bytes().decode("utf-8-sig")
    places = {
        row["urn"]: (float(row["easting"]), float(row["northing"]))
        for row in csv.DictReader(io.StringIO(text, newline="")) if row["easting"]
    }  # fmt: skip
    fitting = """flat => {
        const [map, bounds] = [window.map_partners, L.latLngBounds(flat)];
        const zoom = Math.min(map.getBoundsZoom(bounds, false, L.point(64, 64)), 13);
        return [map.getZoom(), zoom, map.getBounds().contains(bounds)];
    }"""

    def fit(urns: set[str]) -> list[Any]:
        x, y = np.array([places[urn] for urn in sorted(urns)]).T
        lon, lat = to_degrees(x, y)
        return list(page.evaluate(fitting, np.column_stack([lat, lon]).tolist()))

    # A seeker whose own list is near and those worth asking are far: else nothing is shown by it.
    def farthest(urn: str, place: str) -> float:
        return max((float(r["distance_km"]) for r in rows if r["seeker_urn"] == urn and r[place]),
                   default=1e9)  # fmt: skip

    far = max(
        (row["seeker_urn"] for row in asked),
        key=lambda urn: farthest(urn, "worth_asking") / farthest(urn, "rank"),
    )
    page.locator("#search").fill(far)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    own = {row["partner_urn"] for row in rows if row["seeker_urn"] == far and row["rank"]}
    zoom, wanted, holds = fit({*own, far})
    assert zoom == wanted and holds
    _, with_asked, holds = fit({*own, far, *(row["partner_urn"] for row in asked
                                             if row["seeker_urn"] == far)})  # fmt: skip
    assert with_asked < wanted and not holds
    watched.assert_quiet()


def test_a_partners_list_is_shown_for_one_phase_or_for_all(run: Path, visit: Visit) -> None:
    rows = pairs(run)
    partner = next(
        row["partner_urn"] for row in rows
        if row["phase_rank"] and not row["partner_rank"] and not row["rank"]
    )  # fmt: skip
    phase = {row["urn"]: row["phase"] for row in schools_of(run)}
    watched = visit(run / "map.html")
    page = watched.page
    find(page, partner)

    def shown() -> list[str]:
        items = page.locator("label.choice + div > ol > li")
        return list(items.locator("button.school").all_text_contents())

    def wanted(place: str, of: str) -> list[str]:
        own = [
            row for row in rows
            if row["partner_urn"] == partner and row[place]
            and of in ("", phase[row["seeker_urn"]].casefold())
        ]  # fmt: skip
        return [row["seeker_name"] for row in sorted(own, key=lambda row: int(row[place]))]

    assert shown() == wanted("partner_rank", "")
    groups = page.locator("#phase-group option").all_text_contents()
    assert groups[0] == "every phase"
    assert len(groups) > 2
    for group in {"primary", "secondary"} & set(groups):
        page.locator("#phase-group").select_option(label=group)
        assert set(wanted("phase_rank", group)) <= set(shown())
        assert page.locator("label.choice + div .rank").first.text_content() == "Rank 1"
    page.locator("#phase-group").select_option(label="every phase")
    assert shown() == wanted("partner_rank", "")
    watched.assert_quiet()


def test_a_click_on_a_symbol_chooses_the_school(run: Path, visit: Visit) -> None:
    watched = visit(run / "map.html")
    page = watched.page
    find(page, "900002")
    name = page.locator("#panel-title").text_content()
    page.keyboard.press("Escape")
    box = page.locator(".leaflet-container").bounding_box()
    found = set()
    for x in range(int(box["x"]) + 60, int(box["x"] + box["width"]), 9):
        for y in range(int(box["y"]) + 60, int(box["y"] + box["height"]) - 60, 60):
            page.mouse.click(x, y)
            found.add(page.locator("#panel-title").text_content())
        if len(found) > 3:
            break
    assert len(found - {"No school chosen", name}) >= 2
    watched.assert_quiet()


def test_hostile_text_runs_nowhere_and_arrives_whole(hostile: Path, visit: Visit) -> None:
    watched = visit(hostile)
    page = watched.page
    assert page.locator("h1").text_content() == HOSTILE[5]
    assert page.locator("header .lead").text_content() == HOSTILE[9]
    listed = page.locator("footer li").all_text_contents()
    for number, text in enumerate(HOSTILE):
        shown = text.replace("\r\n", "\n")
        assert listed[number] == shown
        page.locator("#search").fill(str(100_000 + 2 * number))
        page.keyboard.press("ArrowDown")
        option = page.locator("#found [role=option]").first
        assert shown in option.text_content()
        page.keyboard.press("Enter")
        assert page.locator("#panel-title").text_content() == shown
        body = page.locator("#panel-body").text_content()
        assert body.count(shown) >= 2  # its authority, its area, a reason
        rows = page.locator("#rows tr").evaluate_all(
            "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
        )
        assert {row[0] for row in rows} == {shown}
        assert {row[1] for row in rows} <= set(HOSTILE)
        assert all(row[5] == f"near; {shown}" for row in rows)
    page.wait_for_timeout(300)
    watched.assert_quiet()
    assert page.locator("#rows script, #panel script, #rows img, #panel img").count() == 0


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_no_violation(
    run: Path, visit: Visit, violations: Callable[[Any], list[str]], width: int
) -> None:
    watched = visit(run / "map.html", width=width)
    page = watched.page

    assert violations(page) == []
    page.locator("#search").fill("Sallow")
    assert violations(page) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert violations(page) == []
    page.locator("#follow").uncheck()
    page.locator("#next").click()
    assert violations(page) == []
    asked = next(row for row in pairs(run) if row["worth_asking"])
    for school in (asked["seeker_urn"], asked["partner_urn"]):
        page.locator("#search").fill(school)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        assert page.locator(".asked li").count() > 0
        assert violations(page) == []
        # What is told of a school has the greater part of the panel, however long its label.
        label, told = (page.locator(f".facts {one}").first.bounding_box() for one in ("dt", "dd"))
        assert label["width"] < told["width"]
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_nothing_scrolls_sideways_on_a_small_screen(run: Path, hostile: Path, visit: Visit) -> None:
    for path in (run / "map.html", hostile):
        watched = visit(path, width=320, height=700)
        page = watched.page
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.locator("#search").fill("1" if path == hostile else "Sallow")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_background_is_asked_for_only_when_the_reader_wants_it(run: Path, visit: Visit) -> None:
    watched = visit(run / "map.html")
    page = watched.page
    page.route("https://tile.openstreetmap.org/**", lambda route: route.abort())
    page.wait_for_timeout(300)
    assert watched.requests == []
    page.locator("#street").click()  # it may be put back before a check() of it has looked
    page.locator("#street-fault").wait_for(state="visible")
    assert watched.requests
    assert all(url.startswith("https://tile.openstreetmap.org/") for url in watched.requests)
    before = len(watched.requests)
    page.locator("#street").uncheck()
    page.locator("#whole").click()
    page.wait_for_timeout(300)
    assert len(watched.requests) == before


def test_without_javascript_the_page_says_where_the_list_is(run: Path, chromium: Any) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((run / "map.html").as_uri())
    assert "matches.csv" in page.locator("noscript").inner_text()
    context.close()
