"""What a map shows by its filters, worked out again here, and that an address brings it back."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import quote, urlencode

import pandas as pd
import pytest
from strategies import HOSTILE, profile_table, schools_table

from matcher.core.figures.number_format import half_up
from matcher.core.settings.combine import settings
from matcher.core.tables import urn_key
from matcher.jobs.matching.demo import find_pairs
from matcher.jobs.stages.told_on_map import activity_names
from matcher.match.rank import rank_pairs
from matcher.show.explain.phrases.exchange import told_of_exchange
from matcher.show.kit.reach import Reach
from matcher.show.map.page import map_page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

Visit: TypeAlias = Callable[..., Any]
Pair: TypeAlias = dict[str, Any]
Asked: TypeAlias = list[tuple[str, str]]

# What the fields of an address are called in the filters.
FIELDSETS = {
    "kind": "kinds", "phase": "phases", "region": "regions", "authority": "authorities",
    "activity": "activities", "subject": "subjects",
}  # fmt: skip
KINDS = {"independent": "Independent school", "state": "State-funded school",
         "university": "University", "college": "College", "other": "Other"}  # fmt: skip
KNOWN = {
    "known": "Something is known of needs or offers",
    "met": "A need is met, as stated",
    "likely": "A need may be met, as figures, registers or words of a list suggest",
}
FORMULAS = ("=1+1", "+A1", "-2+3", "@SUM(A1)")
TEXTS = (*HOSTILE, *FORMULAS)
ASKED: list[Asked] = [
    [("authority", "Suffolk")],
    [("authority", "Suffolk"), ("authority", "Kent"), ("km", "12.5")],
    [("kind", "university"), ("kind", "college"), ("phase", "Primary")],
    [("phase", ""), ("known", "known")],
    [("region", "South East"), ("area", "in"), ("score", "0.4")],
    [("area", "near"), ("minutes", "30")],
    [("area", "area:Hastings"), ("known", "met")],
    [("known", "likely"), ("kind", "state")],
    [("activity", "T3"), ("activity", "L3"), ("gain", "both")],
    [("subject", "physics")],
    [("subject", "Latin"), ("kind", "independent"), ("km", "20"), ("minutes", "45")],
    [("score", "1")],
]


def shown(km: float) -> float:
    """A distance as the page shows it."""
    return float(half_up(km, 1))


@pytest.fixture(scope="module")
def pairs() -> list[Pair]:
    """The pairs of the sample in the order of its list, with both schools and a made-up time."""
    found = find_pairs()
    schools = {row["urn"]: row for row in found.schools.to_dict("records")}
    matches = found.matches.reset_index(drop=True)
    minutes = [float("nan") if n % 7 == 0 else float("inf") if n % 11 == 0 else 1.9 * km
               for n, km in enumerate(matches["distance_km"])]  # fmt: skip
    rows: list[Pair] = matches.assign(minutes=minutes, minutes_by="file").to_dict("records")
    for row in rows:
        row["seeker"], row["partner"] = schools[row["seeker_urn"]], schools[row["partner_urn"]]
    order = ("rank", "worth_asking", "partner_rank", "phase_rank")
    return sorted(rows, key=lambda row: (
        urn_key(row["seeker_urn"]),
        *(float("inf") if pd.isna(row[name]) else row[name] for name in order),
        urn_key(row["partner_urn"]),
    ))  # fmt: skip


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory, pairs: list[Pair]) -> Path:
    found = find_pairs()
    minutes = {(row["seeker_urn"], row["partner_urn"]): row["minutes"] for row in pairs}
    keys = zip(found.matches["seeker_urn"], found.matches["partner_urn"], strict=True)
    matches = found.matches.assign(minutes=[minutes[key] for key in keys], minutes_by="file")
    page = map_page(
        found.schools, matches, outlines=None, area_title="opportunity area", title="Filters",
        subtitle="", attribution=(), reach=Reach(40.0), activities=activity_names(),
        dated=["As of 1 November 2026"],
    )  # fmt: skip
    path = tmp_path_factory.mktemp("filters") / "map.html"
    path.write_text(page, encoding="utf-8")
    return path


def sides(row: Pair) -> tuple[list[str], list[str]]:
    """The tags that the seeker gets, and the partner."""
    gets, _, back = row["shared"].partition("|")
    return tuple([t.strip() for t in side.split(";") if t.strip()] for side in (gets, back))  # type: ignore[return-value]


def own_standing(row: Pair) -> str:
    """Whether the seeker gets what is stated, or what figures, registers or words suggest."""
    told = set(map(told_of_exchange, row["reasons"].split("; ")))
    return next((one for one in ("gives", "likely") if one in told), "")


def values(row: Pair, field: str) -> set[str]:
    """What a pair has of one field, as an address words it."""
    seeker, partner = row["seeker"], row["partner"]
    tags = [tag for side in sides(row) for tag in side]
    near = seeker["area"] != "" or round(seeker["area_km"], 1) <= 10
    own = {
        "kind": {partner["kind"]},
        "phase": {seeker["phase"]},
        "region": {seeker["region"], partner["region"]},
        "authority": {seeker["la_name"], partner["la_name"]},
        "activity": {tag.split()[0] for tag in tags},
        "subject": {tag.partition(" ")[2] for tag in tags} - {""},
        "area": {"all", *(["in", f"area:{seeker['area']}"] if seeker["area"] else []),
                 *(["near"] if near else [])},
        "known": {*({"gives": ["met"], "likely": ["likely"]}.get(own_standing(row), [])),
                  *(["known"] if pd.notna(row["gives"]) or pd.notna(row["gains"]) else [])},
        "gain": {"both"} if all(sides(row)) else set(),
    }  # fmt: skip
    return own[field]


def passes(row: Pair, asked: Asked, but: str = "") -> bool:
    """Whether a pair has what is asked for; ``but``: of one field it is not asked."""
    for field in {name for name, _ in asked} - {but}:
        wanted = {value for name, value in asked if name == field}
        figure = float(next(iter(wanted))) if field in ("score", "km", "minutes") else 0.0
        if field == "score":
            fits = round(row["score"], 3) >= figure
        elif field == "km":
            fits = shown(row["distance_km"]) <= figure
        elif field == "minutes":
            fits = pd.notna(row["minutes"]) and row["minutes"] < 1e6
            fits = fits and round(row["minutes"]) <= figure
        else:
            fits = bool(wanted & values(row, field))
        if not fits:
            return False
    return True


def saved(page: Any) -> list[dict[str, str]]:
    """The pairs of the table, from the file that the page gives."""
    with page.expect_download() as waiting:
        page.locator("#save").click()
    data = Path(waiting.value.path()).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def urns(rows: list[Any]) -> list[tuple[str, str]]:
    return [(row["seeker_urn"], row["partner_urn"]) for row in rows]


def told(page: Any, fieldset: str) -> dict[str, int]:
    """The options of a fieldset with the counts beside them."""
    labels = page.locator(f"#filter-{fieldset} label, #filter-{fieldset} option")
    texts = [" ".join(text.split()) for text in labels.all_text_contents()]
    found = (text.rpartition(" (") for text in texts)
    return {name: int(count[:-1].replace(",", "")) for name, _, count in found}


def check(page: Any, pairs: list[Pair], asked: Asked) -> None:
    wanted = [row for row in pairs if passes(row, asked)]
    assert urns(saved(page)) == urns(wanted), asked
    line = page.inner_text("#filter-words")
    assert f"{len(wanted):,} of {len(pairs):,} pairs shown" in line
    names = activity_names()
    for field, fieldset in FIELDSETS.items():
        left = [row for row in pairs if passes(row, asked, field)]
        every = {value for row in pairs for value in values(row, field)}
        count = {value: sum(value in values(row, field) for row in left) for value in every}
        words = {"kind": KINDS, "activity": names}.get(field, {})
        shown = told(page, fieldset)
        for value in every:
            assert shown[words.get(value, value) or "Not known"] == count[value], (asked, value)
        assert sum(shown.values()) == sum(count.values())
    left = [row for row in pairs if passes(row, asked, "known")]
    both = [row for row in pairs if passes(row, asked, "gain")]
    assert told(page, "known") == {
        "Any": len(left),
        **{text: sum(key in values(row, "known") for row in left) for key, text in KNOWN.items()},
        "Both sides gain, or may": sum("both" in values(row, "gain") for row in both),
    }
    left = [row for row in pairs if passes(row, asked, "area")]
    assert list(told(page, "areas").values())[:3] == [
        sum(one in values(row, "area") for row in left) for one in ("all", "in", "near")
    ]


def test_filters_show_the_pairs_and_the_counts_that_they_ask_for(
    path: Path, pairs: list[Pair], visit: Visit
) -> None:
    watched = visit(path)
    page = watched.page
    assert "As of 1 November 2026" in page.inner_text("header")
    assert urns(saved(page)) == urns(pairs)
    page.locator("#filters summary").press("Enter")
    for asked in ASKED:
        page.evaluate("hash => { window.location.hash = hash; }", urlencode(asked))
        page.wait_for_function(
            "() => document.getElementById('filter-words').textContent.includes(' of ')"
        )
        page.wait_for_timeout(30)
        check(page, pairs, asked)
    untimed = [row for row in pairs if pd.isna(row["minutes"]) and passes(row, ASKED[5], "minutes")]
    page.evaluate("hash => { window.location.hash = hash; }", urlencode(ASKED[5]))
    page.wait_for_timeout(50)
    assert f"their time is not known: {len(untimed)}." in page.inner_text("#filter-words")
    # By hand, and off again: nothing is left of it.
    page.get_by_role("button", name="Clear filters").click()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.get_by_role("checkbox", name="Suffolk").check()
    page.get_by_label("Farthest, in km").fill("10")
    page.keyboard.press("Enter")
    check(page, pairs, [("authority", "Suffolk"), ("km", "10")])
    words = page.inner_text("#filter-words")
    assert "Local authority of either school: Suffolk" in words
    assert "At most 10.0 km apart" in words
    page.get_by_role("button", name="Clear filters").click()
    assert f"No filter: {len(pairs):,} pairs shown" in page.inner_text("#filter-words")
    # The table sorts by each column, and the file follows it.
    keys: dict[str, Callable[[Pair], Any]] = {
        "Distance": lambda row: shown(row["distance_km"]),
        "Score": lambda row: -round(row["score"], 3),
        "Rank": lambda row: float("inf") if pd.isna(row["rank"]) else row["rank"],
        "Why": lambda row: -sum(map(len, sides(row))),
    }
    for column, key in keys.items():
        page.get_by_role("button", name=column, exact=True).click()
        assert page.locator("th[aria-sort]").all_inner_texts()[0].startswith(column)
        assert urns(saved(page)) == urns(sorted(pairs, key=key)), column
    page.get_by_role("button", name="Partner", exact=True).click()
    assert page.locator("th[aria-sort=ascending]").count() == 1
    names = [row["partner_name"] for row in saved(page)]
    assert names == page.evaluate(
        "names => names.sort(new Intl.Collator('en-GB', { numeric: true }).compare)", names
    )
    watched.assert_quiet()


def test_the_address_keeps_view_filters_choice_and_order(
    path: Path, pairs: list[Pair], visit: Visit
) -> None:
    watched = visit(path)
    page = watched.page
    page.locator("#filters summary").click()
    page.get_by_role("checkbox", name="Kent").check()
    page.fill("#search", "900002")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator("#follow").uncheck()
    page.get_by_role("button", name="Distance", exact=True).click()
    page.locator("[data-move=up]").click()
    page.wait_for_timeout(500)  # the view is written when the map has come to rest
    link = page.url
    name = page.inner_text("#panel-title")
    asked = [("authority", "Kent")]
    wanted = urns(sorted([row for row in pairs if passes(row, asked)],
                         key=lambda row: shown(row["distance_km"])))  # fmt: skip
    assert urns(saved(page)) == wanted
    view = page.evaluate("[map_partners.getCenter().lat, map_partners.getZoom()]")

    def is_back() -> None:
        page.locator("#follow").uncheck()
        assert page.inner_text("#panel-title") == name
        assert urns(saved(page)) == wanted
        now = page.evaluate("[map_partners.getCenter().lat, map_partners.getZoom()]")
        assert now == pytest.approx(view, abs=1e-4)

    page.goto("about:blank")
    page.goto(link)  # a bookmark
    page.wait_for_function("document.documentElement.dataset.ready !== undefined")
    is_back()
    page.keyboard.press("Escape")
    assert page.inner_text("#panel-title") == "No school chosen"
    page.go_back()
    page.wait_for_timeout(50)
    is_back()
    page.go_forward()
    page.wait_for_timeout(50)
    assert page.inner_text("#panel-title") == "No school chosen"
    # What no map has is dropped, and nothing of it is shown.
    before = page.locator("body").inner_text()
    junk = [*HOSTILE, "<img src=x onerror=alert(1)>", "%", "%E0%A4%A", "1e999", "__proto__"]
    for text in junk:
        wrong = "&".join(f"{key}={quote(text, safe='%', errors='replace')}" for key in (
            "kind", "authority", "area", "activity", "score", "km", "known", "gain", "plan",
            "school", "compare", "sort", "place", "listed", "at", text.replace("=", "") or "x",
        ))  # fmt: skip
        page.evaluate("hash => { window.location.hash = hash; }", wrong)
        page.wait_for_timeout(10)
    assert f"No filter: {len(pairs):,} pairs shown" in page.inner_text("#filter-words")
    assert page.locator("img, script[src]").count() == 0
    assert len(page.locator("body").inner_text()) == pytest.approx(len(before), rel=0.2)
    assert page.inner_text("#panel-title") == "No school chosen"
    own = ("about:", "blob:", path.as_uri())  # the page itself, and the file that it gives
    watched.requests[:] = [url for url in watched.requests if not url.startswith(own)]
    watched.assert_quiet()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A map with a hostile text in every text that a filter or the file shows."""
    rows = [
        {"urn": str(100_000 + 2 * at + side), "name": text, "la_name": text, "region": text,
         "phase": text, "area": text, "area_km": 0.0, "kind": "independent" if side else "state",
         "role": "partner" if side else "seeker",
         "x": 400_000 + at * 900, "y": 400_000 + side * 900}
        for at, text in enumerate(TEXTS) for side in (0, 1)
    ]  # fmt: skip
    schools = schools_table(rows)
    matches = rank_pairs(schools, profile_table(), settings(k=2)).matches
    name = dict(zip(schools["urn"], schools["name"], strict=True))
    told = [name[urn].replace(";", "").replace("|", "") for urn in matches["seeker_urn"]]
    matches = matches.assign(
        reasons=told, shared=[f"T3 {text} | " if text.strip() else "" for text in told]
    )
    path = tmp_path_factory.mktemp("hostile") / "map.html"
    page = map_page(
        schools, matches, outlines=None, area_title=HOSTILE[1], title=HOSTILE[5], subtitle="",
        attribution=(), reach=Reach(40.0), activities={"T3": HOSTILE[2]}, dated=HOSTILE,
    )  # fmt: skip
    path.write_text(page, encoding="utf-8")
    return path


@pytest.mark.parametrize("width", [1280, 320])
def test_open_filters_are_accessible_and_hostile_text_is_text(
    hostile: Path, path: Path, visit: Visit, violations: Callable[[Any], list[str]], width: int
) -> None:
    watched = visit(hostile, width)
    page = watched.page
    page.locator("#filters summary").click()
    page.locator("#filter-authorities bdi").first.wait_for()  # they are listed once it has opened
    shown = page.locator("#filter-authorities bdi").all_text_contents()
    assert sorted(shown) == sorted({text.replace("\r\n", "\n") for text in TEXTS})
    for text in FORMULAS:
        page.locator("#filter-authorities").get_by_label(text).check()
    rows = saved(page)
    assert rows
    for row in rows:
        assert not row["seeker_name"].startswith(("=", "+", "-", "@", "\t", "\r")), row
    assert page.locator("#filtering script, #filtering img, footer img").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    watched.assert_quiet()

    watched = visit(path, width)
    page = watched.page
    page.locator("#filters summary").click()
    page.get_by_role("checkbox", name="Suffolk").check()
    page.get_by_role("button", name="Score", exact=True).click()
    for colours in ("none", "active"):
        page.emulate_media(forced_colors=colours)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    watched.assert_quiet()
