"""Search on the map: what is typed, and the schools and places that it finds."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rapidfuzz.distance import OSA
from strategies import profile_table, schools_table

from matcher.core.settings.combine import settings
from matcher.match.rank import rank_pairs
from matcher.show.kit.reach import Reach
from matcher.show.map import page as of_map
from matcher.show.map.data.account import MapAccount
from matcher.show.map.page import map_page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

# Name, authority, priority area, postcode; each 3 km east of the one before.
SCHOOLS = [
    ("Aireborough School", "Wharfeshire", "", "ZE1 4QL"),
    ("St Oswin's CofE Primary School", "Wharfeshire", "", "ZE1 4QN"),
    ("Church of England School of Saint Oswin", "Wharfeshire", "", "ZE1 5AA"),
    ("Our Lady & St Edda RC High School", "Brackenford", "Brackenford", "ZE14 2AB"),
    ("Brackenford Grammar School", "Brackenford", "Brackenford", "ZE14 2AB"),
    ("Wharfe Bridge Academy", "Brackenford", "Brackenford", "ZE2"),
    ("Château d’Œuvre", "Isle of Lindle", "", ""),
    ("Sallowgate School", "Isle of Lindle", "", "LN1 1AA"),
    ("School without a place", "Isle of Lindle", "", "LN1 1AB"),
    *((f"Oakmere School {number:02}", "Isle of Lindle", "", "LN2 1AA") for number in range(30)),
]  # fmt: skip

# What is typed; the places offered, and the first schools; "~": spelt nearly so.
FOUND = [
    ("aireborough", [], ["Aireborough School"]),
    ("brackenford", ["Brackenford, local authority, 3 schools",
                     "Brackenford, opportunity area, 3 schools"], ["Brackenford Grammar School"]),
    ("Brakcenford", ["Brackenford, local authority, 3 schools",
                     "Brackenford, opportunity area, 3 schools"], ["~Brackenford Grammar School"]),
    ("isle of lindle", ["Isle of Lindle, local authority, 33 schools"], ["Château d’Œuvre"]),
    ("bracken gramar", [], ["~Brackenford Grammar School"]),
    ("grammar brackenford", [], ["Brackenford Grammar School"]),
    ("oswin wharfeshire", [], ["Church of England School of Saint Oswin",
                               "St Oswin's CofE Primary School"]),
    ("saint oswins", [], ["St Oswin's CofE Primary School",
                          "~Church of England School of Saint Oswin"]),
    ("C of E primary", [], ["St Oswin's CofE Primary School"]),
    ("roman catholic", [], ["Our Lady & St Edda RC High School"]),
    ("our lady and st edda", [], ["Our Lady & St Edda RC High School"]),
    ("chateau", [], ["Château d’Œuvre"]),
    ("sallow gate", [], ["Sallowgate School"]),
    ("wharfebridge", [], ["Wharfe Bridge Academy"]),
    ("100007", [], ["Sallowgate School"]),
    ("ze1 4ql", ["ZE1 4QL, postcode, 1 school", "ZE1 4, postcode sector, 2 schools",
                 "ZE1, outward code, 3 schools", "ZE, postcode area, 6 schools"],
     ["Aireborough School", "St Oswin's CofE Primary School",
      "Church of England School of Saint Oswin"]),
    ("ZE14ZZ", ["ZE1 4, postcode sector, 2 schools: none at exactly ZE1 4ZZ",
                "ZE1, outward code, 3 schools", "ZE, postcode area, 6 schools"],
     ["Aireborough School", "St Oswin's CofE Primary School",
      "Church of England School of Saint Oswin"]),
    ("ZE9 9ZZ", ["ZE, postcode area, 6 schools: none at exactly ZE9 9ZZ"], []),
    ("ZE14", ["ZE14, outward code, 2 schools", "ZE1 4, postcode sector, 2 schools",
              "ZE, postcode area, 6 schools"],
     ["Brackenford Grammar School", "Our Lady & St Edda RC High School", "Aireborough School"]),
    ("ze1", ["ZE1, outward code, 3 schools", "ZE14, outward code, 2 schools",
             "ZE, postcode area, 6 schools"], ["Aireborough School"]),
    ("ze", ["ZE, postcode area, 6 schools"], []),
    ("school ze14", [], ["Brackenford Grammar School", "Our Lady & St Edda RC High School"]),
    ("ilkley", ["Ilkley, town in Bradford, no school of this map within 5 km"], []),
    ("north lindle", ["North Lindle, region, 33 schools"], []),
    ("middle lindle", ["Middle Lindle, district, 2 schools"], []),
    ("xyzzy", [], []),
    ("QQ1 1AA", [], []),
]  # fmt: skip


# Who took part and is not on the map.
ACCOUNT = MapAccount(
    ("This map has 3 schools.",),
    "Only these schools are looked through.",
    {
        "999001": "Quillfeather School",
        **{str(999_002 + n): f"Sparrowmoor {n} School" for n in range(7)},
        "999009": "Oakmere School 01",
        "999010": "Brackenfurd School",
        "brackenferd": "Moorend School",  # an office may number schools by words
    },
    "in nobody's list",
    {"100007": 15},
)


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = [
        {"urn": str(100_000 + n), "name": name, "la_name": la, "area": area, "area_near": area,
         "area_km": 0.0, "postcode": postcode, "x": 400_000 + 3_000 * n, "y": 400_000,
         "region": "North Lindle" if n > 5 else "",
         "district_name": "Middle Lindle" if n in (6, 7) else la,
         "kind": "independent" if n % 4 == 3 else "state",
         "role": "partner" if n % 4 == 3 else "seeker"}
        for n, (name, la, area, postcode) in enumerate(SCHOOLS)
    ]  # fmt: skip
    schools = schools_table(rows)
    schools.loc[schools["name"] == "School without a place", ["geometry", "located_by"]] = [
        None,
        "",
    ]
    page = map_page(
        schools, rank_pairs(schools, profile_table(), settings(max_km=30)).matches, outlines=None,
        area_title="opportunity area", title="Matches", subtitle="of a test", attribution=[],
        reach=Reach(30.0), account=ACCOUNT,
    )  # fmt: skip
    path = tmp_path_factory.mktemp("search") / "map.html"
    path.write_text(page, encoding="utf-8")
    return path


OFFERED = """() => [...document.querySelectorAll('#found [role=group]')].map(group => [
    group.querySelector('.of').textContent,
    [...group.querySelectorAll('[role=option]')].map(option => [
        option.querySelector('bdi').textContent, option.querySelector('small').textContent])])"""


def test_everything_that_people_type_finds_its_schools_and_places(
    page_file: Path, visit: Callable[..., Any]
) -> None:
    watched = visit(page_file)
    page = watched.page
    for typed, places, schools in FOUND:
        page.locator("#search").fill(typed)
        seen_places: list[str] = []
        seen_schools: list[str] = []
        for heading, options in page.evaluate(OFFERED):
            if heading.startswith("Places"):
                seen_places = [f"{name}, {words}" for name, words in options]
            else:
                mark = "~" if heading.startswith("Spelt nearly so") else ""
                seen_schools += [mark + name for name, _ in options]
        assert seen_places == places, typed
        assert seen_schools[: len(schools)] == schools, typed
        if not schools:
            assert not seen_schools, typed
        if not places and not schools:
            note = page.locator("#search-note").inner_text()
            assert note.startswith(f"Nothing found for \u201c{typed}\u201d"), typed
            assert note.endswith("Only these schools are looked through."), typed
            assert page.locator("#found").is_hidden()
    page.locator("#search").fill("oakmere")
    assert page.evaluate(OFFERED)[0][0] == "Schools: 20 of 30 shown"
    assert page.locator("#status").inner_text().startswith("30 schools found. Oakmere School 01")
    # A place leads where it is what was typed; else the schools do, and Enter opens the first.
    for typed, first in (("brackenford", "Places"), ("bracken", "Schools"), ("ZE14", "Places"),
                         ("Brakcenford", "Places"), ("lindle", "Schools")):  # fmt: skip
        page.locator("#search").fill(typed)
        assert page.evaluate(OFFERED)[0][0].startswith(first), typed
    watched.assert_quiet()


def test_a_school_that_took_part_and_is_not_on_the_map_is_told_of(
    page_file: Path, visit: Callable[..., Any], violations: Callable[[Any], list[str]]
) -> None:
    watched = visit(page_file)
    page, note = watched.page, watched.page.locator("#search-note")
    away = "took part and is not on this map: it is in nobody's list."
    for typed in (
        "quillf",
        "Quillfeather School",
        "Quillfeather  school.",
        "999001",
        "URN: 999001",
    ):
        page.locator("#search").fill(typed)
        assert f"Quillfeather School (URN 999001) {away}" in note.inner_text(), typed
    assert away in page.locator("#status").inner_text()
    page.locator("#search").fill("Sparrowmoor")
    several = "(URN 999002), Sparrowmoor 1 School (URN 999003)"
    assert several in note.inner_text()
    assert "(URN 999006) and 2 more took part and are not on this map" in note.inner_text()
    # A school of the map of that very name is offered, and the other one told of.
    page.locator("#search").fill("oakmere school 01")
    assert page.evaluate(OFFERED)
    assert f"Oakmere School 01 (URN 999009) {away}" in note.inner_text()
    page.locator("#search").fill("oakm")
    assert f"Oakmere School 01 (URN 999009) {away}" in note.inner_text()
    # Nor is a place meant that is spelt nearly so.
    page.locator("#search").fill("brackenfurd")
    assert page.evaluate(OFFERED) == []
    assert f"Brackenfurd School (URN 999010) {away}" in note.inner_text()
    page.locator("#search").fill("brackenferd")  # a URN
    assert page.evaluate(OFFERED) == []
    assert f"Moorend School (URN brackenferd) {away}" in note.inner_text()
    page.locator("#search").fill("mere")  # within the names of many
    assert note.is_hidden()
    assert "This map has 3 schools." in page.inner_text("#account")
    assert violations(page) == []
    watched.assert_quiet()


CENTRE = """() => [...document.querySelectorAll('script')].length
    && [window.map_partners.getCenter().lng, window.map_partners.getZoom()]"""


def test_a_place_moves_the_map_and_leaves_the_rest_and_a_school_opens(
    page_file: Path, visit: Callable[..., Any], violations: Callable[[Any], list[str]]
) -> None:
    watched = visit(page_file, width=390, height=800)
    page = watched.page
    _, far_out = page.evaluate(CENTRE)
    rows = page.locator("#caption").inner_text()
    page.locator("#search").click()
    page.keyboard.type("wharfeshire")
    page.keyboard.press("ArrowDown")
    active = page.locator("#search").get_attribute("aria-activedescendant")
    assert page.locator(f"#{active}").get_attribute("aria-selected") == "true"
    assert violations(page) == []
    page.keyboard.press("Enter")
    west, near = page.evaluate(CENTRE)
    assert near > far_out
    assert page.locator("#search-note").inner_text() == (
        "The map shows Wharfeshire, local authority: 3 schools. Show only its pairs"
    )
    assert page.evaluate("document.activeElement.id") == "search"
    assert page.locator("#panel-title").inner_text() == "No school chosen"
    assert page.locator("#caption").inner_text() == rows
    page.get_by_role("button", name="Show only its pairs").click()
    told = page.locator("#caption").inner_text()
    assert "1 to 8 of 8" in told and ", by the URN of the seeker, each with its best" in told
    page.locator("th[data-sort=score] button").click()
    assert ", by score, highest first" in page.locator("#caption").inner_text()
    page.locator("th[data-sort=score] button").click()
    assert ", by score, lowest first" in page.locator("#caption").inner_text()
    page.locator("th[data-sort=score] button").click()
    page.locator("#clear-filters").click()
    assert page.locator("#caption").inner_text() == rows
    page.locator("#search").fill("LN1 1AB")  # the school there cannot be placed
    postcode = page.locator("#found [role=option]", has_text="postcode, 1 school").first
    postcode.dispatch_event("mousedown")
    assert page.locator("#search-note").inner_text() == (
        "None of its schools has a place on the map: LN1 1AB, postcode: 1 school. "
        "List only its schools"
    )
    page.get_by_role("button", name="List only its schools").click()
    assert "with LN1 1AB" in page.locator("#caption").inner_text()
    # The address brings back the place, and the list of its schools.
    page.wait_for_timeout(500)
    page.reload()
    page.wait_for_function("document.documentElement.dataset.ready !== undefined")
    assert page.locator("#search").input_value() == "LN1 1AB"
    assert "with LN1 1AB" in page.locator("#caption").inner_text()
    assert page.locator("#search-note").inner_text().startswith("None of its schools has a place")
    page.locator("#search").fill("brackenford")
    page.locator("#found [role=option]").first.dispatch_event("mousedown")
    assert page.evaluate(CENTRE)[0] > west
    page.locator("#search").fill("Sallow")
    page.locator("#found [role=option]").first.dispatch_event("mousedown")
    assert page.locator("#panel-title").inner_text() == "Sallowgate School"
    alone = "No list names it, so it was compared with the 15 schools of your lists alone."
    assert page.locator("#panel-body > p").all_inner_texts().count(alone) == 1
    watched.assert_quiet()


def test_the_edits_between_words_are_those_of_optimal_string_alignment(
    page_file: Path, visit: Callable[..., Any]
) -> None:
    draw = random.Random(18)
    words = ["".join(draw.choices("abc", k=draw.randrange(1, 9))) for _ in range(400)]
    cases = [
        (a, b, limit) for a, b in zip(words[::2], words[1::2], strict=True) for limit in (1, 2)
    ]
    script = (of_map._TEMPLATES / "search_index.js").read_text(encoding="utf-8")
    page = visit(page_file).page
    counted = page.evaluate(
        f"(() => {{ {script}; return {json.dumps(cases)}.map(([a, b, limit]) => "
        "[edits(a, b, limit), edits(a, b, limit, true)]); })()"
    )
    for (typed, word, limit), (whole, beginning) in zip(cases, counted, strict=True):
        true = OSA.distance(typed, word)
        nearest = min(OSA.distance(typed, word[:end]) for end in range(len(word) + 1))
        for seen, expected in ((whole, true), (beginning, nearest)):
            assert (seen == expected) if expected <= limit else seen > limit, (typed, word, limit)
