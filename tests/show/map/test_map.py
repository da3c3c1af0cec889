"""The map as text: inert, the same for any order of rows, and small."""

from __future__ import annotations

import json
import re
from importlib import metadata
from typing import Any

import numpy as np
import pytest
from strategies import HOSTILE, VALUE, profile_table, random_england, schools_table

from matcher.core.errors import ContractError
from matcher.core.settings.combine import settings
from matcher.match.rank import rank_pairs
from matcher.show.kit.reach import Reach
from matcher.show.map import leaflet_map
from matcher.show.map.page import map_page


def page(schools: object, matches: object, **changed: object) -> str:
    options = {
        "outlines": None, "area_title": "opportunity area", "title": "Matches",
        "subtitle": "of a test", "attribution": ["Nobody's data"], "reach": Reach(40.0),
    }  # fmt: skip
    return map_page(schools, matches, **{**options, **changed})  # type: ignore[arg-type]


def island(text: str) -> dict[str, object]:
    (found,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', text, re.S)
    return dict(json.loads(found))


def test_the_order_of_the_rows_does_not_change_a_byte() -> None:
    schools, profile = random_england(150, seed=2)
    matches = rank_pairs(schools, profile, settings()).matches
    first = page(schools, matches)
    for seed in range(5):
        again = page(
            schools.sample(frac=1, random_state=seed), matches.sample(frac=1, random_state=seed)
        )
        assert again == first


def test_hostile_text_is_in_the_island_and_nowhere_else() -> None:
    rows = [
        {"urn": str(n), "name": text, "la_name": text, "x": 400_000 + n, "y": 400_000}
        for n, text in enumerate(HOSTILE, start=1)
    ]
    schools = schools_table(rows)
    matches = rank_pairs(schools, profile_table(), settings()).matches
    text = page(schools, matches)
    data = island(text)
    assert sorted(data["schools"]["name"]) == sorted(HOSTILE)  # type: ignore[index]
    outside = re.sub(r'<script type="application/json".*?</script>', "", text, flags=re.S)
    for hostile in HOSTILE:
        assert hostile not in outside
    assert VALUE not in text


def test_the_page_names_no_server_but_the_background_and_no_date() -> None:
    schools, profile = random_england(30, seed=3)
    text = page(schools, rank_pairs(schools, profile, settings()).matches)
    hosts = set(re.findall(r"https?://([\w.-]+)", text))
    # Leaflet names its own site and SVG's namespace in constants, and a bug in a comment.
    assert hosts <= {
        *("tile.openstreetmap.org", "www.openstreetmap.org"),
        *("bugzilla.mozilla.org", "leafletjs.com", "www.w3.org"),
    }
    assert not re.search(r'<(script|link|img|iframe)[^>]+(src|href)="?http', text)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None
    assert "default-src &#x27;none&#x27;" in policy[1] or "default-src 'none'" in policy[1]
    assert "unsafe" not in policy[1]
    assert '<html lang="en-GB">' in text
    assert "maximum-scale" not in text


def test_the_map_that_is_kept_is_the_one_folium_makes(monkeypatch: pytest.MonkeyPatch) -> None:
    if metadata.version("folium") != leaflet_map.MADE_BY:
        pytest.skip("another version of folium is asked itself")
    kept = leaflet_map.element_and_script()
    assert leaflet_map.by_folium() == kept
    monkeypatch.setattr(leaflet_map, "MADE_BY", "another")
    monkeypatch.setattr(leaflet_map, "by_folium", lambda: ("asked", "folium"))
    assert leaflet_map.element_and_script() == ("asked", "folium")


def test_unknown_is_not_zero_in_the_island() -> None:
    schools, _ = random_england(40, seed=4)
    matches = rank_pairs(schools, profile_table(), settings()).matches
    assert matches["gives"].isna().all()
    zero = matches.assign(gives=0.0)
    assert island(page(schools, matches))["matches"] != island(page(schools, zero))["matches"]


def test_a_national_map_is_small() -> None:
    schools, profile = random_england(25_000, seed=5, known=0.0, size_km=500)
    schools["name"] = [f"St Somebody's Catholic Primary School {u}" for u in schools["urn"]]
    matches = rank_pairs(schools, profile, settings(k=5, max_km=50)).matches
    assert len(matches) > 40_000
    assert len(page(schools, matches).encode()) < 8_000_000


def test_a_pair_of_an_unknown_school_breaks_the_contract() -> None:
    schools, profile = random_england(40, seed=6)
    matches = rank_pairs(schools, profile, settings()).matches
    with pytest.raises(ContractError):
        page(schools[schools["urn"] != matches["seeker_urn"].iloc[0]], matches)
    with pytest.raises(ContractError):
        page(schools, matches.assign(score=np.nan))


def test_minutes_are_on_the_map_in_words_and_zero_is_not_unknown() -> None:
    schools, profile = random_england(40, seed=6)
    matches = rank_pairs(schools, profile, settings()).matches
    assert "travel" not in island(page(schools, matches))["matches"]  # type: ignore[operator]
    timed = matches.assign(minutes=25.4, minutes_by="routed")
    timed.loc[timed.index[0], ["minutes", "minutes_by"]] = [0.0, "estimate"]
    timed.loc[timed.index[1], ["minutes", "minutes_by"]] = [np.nan, ""]
    found: dict[str, Any] = island(page(schools, timed, reach=Reach(40.0, by="by car")))
    assert set(found["matches"]["travelWords"]) == {
        "25 minutes by car", "under a minute by car (estimate)"
    }  # fmt: skip
    assert found["limit"] == "40 km"


def test_a_seeker_without_a_need_is_told_once_and_in_no_reason() -> None:
    schools = schools_table(
        [
            {"urn": "1", "x": 400_000, "y": 400_000},
            {"urn": "2", "x": 400_000, "y": 400_100},
            {"urn": "3", "x": 400_000, "y": 400_200, "role": "partner", "kind": "independent"},
        ]
    )
    matches = rank_pairs(schools, profile_table(), settings()).matches
    said = {"1": "0.2 km apart; no need of yours stands out", "2": "0.1 km apart; covers none of"}
    for column, one in (
        ("noNeed", "no need of yours stands out"),
        ("needsNothing", "you are said to need nothing"),
    ):
        reasons = [{**said, "1": f"0.2 km apart; {one}"}[urn] for urn in matches["seeker_urn"]]
        told: Any = island(page(schools, matches.assign(reasons=reasons)))
        pairs = told["matches"]
        assert pairs["phrases"] == ["0.2 km apart", "0.1 km apart", "covers none of"]
        number, many = pairs[column]["all"], pairs[column]["count"]
        # Seven schools to a number.
        assert (number - 1, many) == (1 << told["schools"]["urn"].index("1"), 1)
