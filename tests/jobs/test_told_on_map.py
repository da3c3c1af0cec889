"""Which schools the map of a narrowed run holds, and of what day it says that it is."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

from matcher.core.audiences.audience import PARTNER
from matcher.core.settings.combine import settings
from matcher.jobs.matching.demo import sources
from matcher.jobs.matching.match import find, run
from matcher.jobs.matching.summary.on_map import map_of
from matcher.jobs.sensitivity.sensitivity import sensitivity
from matcher.jobs.stages.told_on_map import dates_told
from matcher.match.gates import school_gates
from matcher.match.sensitivity.draws import CONCENTRATION, SEED


def island(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def test_the_map_of_a_run_for_one_authority_holds_its_seekers_and_whom_they_may_meet() -> None:
    config = settings(from_register="both", authorities=["Suffolk"], as_of="2026-11-01")
    result = find(sources(), config, fictional=True)
    page = map_of(result)
    schools = result.schools.set_index("urn")
    held = set(island(page)["schools"]["urn"])
    pairs = {*result.matches["seeker_urn"], *result.matches["partner_urn"]}
    seeking = schools["role"].isin(["seeker", "both"]) & (schools["la_name"] == "Suffolk")
    participants = set(result.ranking.participants)
    seekers = set(schools.index[seeking]) & participants
    assert pairs
    assert held >= pairs | seekers
    kept_out = held - pairs - participants
    for urn in kept_out:  # it would have taken part: the search says why it has nobody
        (gate,) = school_gates(schools.loc[[urn]].reset_index(), result.ruled_out)
        assert gate and schools.loc[urn, "role"], urn
        assert schools.loc[urn, "la_name"] in ("Suffolk", ""), urn
    # What is there beside them can be met, so it has a pair or stands within the limit.
    near = schools.loc[sorted(seekers)].geometry
    for urn in held - pairs - seekers - kept_out:
        assert schools.loc[urn, "role"] in ("partner", "both")
        assert near.distance(schools.geometry[urn]).min() <= config.max_km * 1000
    left_out = schools.index[(schools["role"] != "") & ~schools.index.isin(list(held))]
    assert len(left_out) > 0
    assert ". Narrowed to seekers of Suffolk. On this map are " in page
    # Partners are not told for which places the office asked.
    theirs = map_of(find(sources(), config, fictional=True, audience=PARTNER))
    assert "of Suffolk" not in theirs and "whether it fits what was asked" in theirs
    assert "narrowed to (seekers of Suffolk)" in page
    elsewhere = schools.loc[left_out]
    assert not (seeking & schools.index.isin(left_out) & schools.index.isin(list(seekers))).any()
    assert (elsewhere["la_name"] != "Suffolk").any()
    # Outlines of the areas that its schools are in or nearest to, and of no others.
    shown = schools.loc[sorted(held)]
    outlined = {island(page)["areas"][one["area"]] for one in island(page)["outlines"]}
    assert outlined == {*shown["area"], *shown["area_near"]} & set(result.outlines["area"])
    assert outlined < set(result.outlines["area"])


def test_how_sure_a_narrowed_run_is_is_shown_on_the_same_map(tmp_path: Path) -> None:
    config = settings(from_register="both", authorities=["Suffolk"], as_of="2026-11-01")
    run(sources(), config, tmp_path / "run", fictional=True)
    found = sensitivity(tmp_path / "run", draws=2, seed=SEED, concentration=CONCENTRATION)
    ours, runs = (
        island((folder / "map.html").read_text(encoding="utf-8"))
        for folder in (found.folder, tmp_path / "run")
    )
    assert ours["schools"]["urn"] == runs["schools"]["urn"]
    assert ours["outlines"] == runs["outlines"]
    assert len(ours["outlines"]) > 0


def test_a_run_that_was_not_narrowed_keeps_every_school_on_its_map() -> None:
    result = find(sources(), settings(from_register="both", as_of="2026-11-01"), fictional=True)
    page = map_of(result)
    taking_part = result.schools.loc[result.schools["role"] != "", "urn"]
    assert set(island(page)["schools"]["urn"]) >= set(taking_part)
    assert "narrowed to" not in page
    assert "As of 1 November 2026: the schools that are open by" in page.partition("<main")[0]
    for account in result.accounts:
        assert asdict(account)["list"] in page


def test_dates_are_told_once_each_and_said_where_nobody_says_them() -> None:
    record = {
        "settings": {"as_of": "2026-09-01"},
        "lists": [{"list": "register-2025-05-24.csv", "source": "list"},
                  {"list": "register-2025-05-24.csv", "source": "register"}],
        "references": [{"list": "codepo_gb-2025-11.zip"}],
        "tables": [
            {"table": "ks2", "years": ["2018/19"]},
            {"table": "ks2", "years": ["2016/17", ""]},
            {"table": "census", "years": [""]},
        ],
        "offers": [{"dataset": "active places", "version": "2024-07-01"},
                   {"dataset": "hubs", "version": ""}],
        "areas": {"title": "former opportunity area", "note": "12 areas"},
    }  # fmt: skip
    day = "As of 1 September 2026: the schools that are open by"
    assert dates_told(record) == [
        f"{day} the register of 24 May 2025 take part",
        "Lists, register and postcodes: register-2025-05-24.csv, codepo_gb-2025-11.zip",
        "Years of the published tables: key stage 2 2016/17, 2018/19; school census (not said)",
        "Days of the public registers: active places 2024-07-01; hubs (not said)",
        "Priority areas: former opportunity areas (12 areas)",
    ]
    own = dates_told({**record, "areas": {"title": "priority area", "note": "own.csv"}})
    assert own[-1] == "Priority areas: own.csv"
    bare = {"settings": {"as_of": "2026-09-01"}, "areas": {}}
    for names, what in (
        ((), "lists and the register given"),
        (("register-2025-05-24.csv",), "list of 24 May 2025"),  # the national register alone
        (("ours.xlsx",), "list given"),
        (("register-2025-05-24.csv", "ours.xlsx"), "lists given"),
    ):
        lists = [{"list": name, "source": "list"} for name in names]
        assert dates_told({**bare, "lists": lists})[0] == f"{day} the {what} take part"
