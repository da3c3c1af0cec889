"""Minutes stand beside kilometres in everything that a run writes and tells."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import geopandas as gpd
import openpyxl
import pytest

from matcher.core.settings.combine import settings
from matcher.jobs.matching.explain import explain
from matcher.jobs.matching.match import run as match
from matcher.jobs.matching.results import Run
from matcher.jobs.matching.summary.lines import summary_lines
from matcher.jobs.report.office_facts import office_facts
from matcher.jobs.stages.reading import Sources

# Ash and Oak face each other across an estuary; the only bridge is far. Fir and Dee, alone and far
# from all others, have no bridge.
LIST = """urn,name,kind,role,easting,northing,needs,strengths
100001,Ash School,state,seeker,400000,300000,T3 physics,
100002,Elm School,state,seeker,404000,300000,T3 maths,
100011,Oak College,independent,partner,402000,303000,,T3 physics
100012,Yew College,independent,partner,405000,300000,,T3 maths
100013,Box College,independent,partner,411000,310000,,T3 maths
100003,Fir School,state,seeker,600000,300000,,
100014,Dee College,independent,partner,601000,300000,,
"""
MINUTES = """seeker_urn,partner_urn,minutes,minutes_there,minutes_back,mode
100001,100011,,42,40,car
100001,100012,12,,,car
100002,100012,0,,,car
100001,100013,unreachable,,,car
100003,100014,unreachable,,,car
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("minutes")
    (folder / "schools.csv").write_text(LIST, encoding="utf-8")
    (folder / "minutes.csv").write_text(MINUTES, encoding="utf-8")
    sources = Sources((folder / "schools.csv",), travel=folder / "minutes.csv")
    config = settings(max_minutes=60, as_of="2026-11-01")
    return match(sources, config, folder / "run", formats=("gpkg", "geojson"))


def pairs(run: Run) -> dict[tuple[str, str], dict[str, str]]:
    text = (run.folder / "matches.csv").read_text(encoding="utf-8-sig")
    rows = csv.DictReader(io.StringIO(text))
    return {(row["seeker_urn"], row["partner_urn"]): row for row in rows}


def test_the_list_and_its_reasons(found: Run) -> None:
    rows = pairs(found)
    estuary = rows[("100001", "100011")]
    assert (estuary["distance_km"], estuary["minutes"], estuary["minutes_there"]) == (
        "3.606", "41", "42")  # fmt: skip
    assert estuary["reasons"].startswith("3.6 km apart, 41 minutes by car; ")
    assert rows[("100002", "100012")]["minutes"] == "0"
    guessed = rows[("100002", "100011")]
    assert guessed["minutes_by"] == "estimate"
    assert re.match(r"3\.6 km apart, \d+ minutes by car \(estimate\)", guessed["reasons"])
    assert ("100001", "100013") not in rows  # there is no way
    assert float(guessed["evidence"]) < float(estuary["evidence"])


def test_the_summary(found: Run) -> None:
    lines = summary_lines(found.found)
    assert "Travel times by car: from minutes.csv" in lines
    assert any(line.startswith("Pairs with travel times: 3 in the file") for line in lines)
    assert any(line.endswith(", 2 without a way") for line in lines)
    assert (
        "Limit: 60 minutes by car; best 5 in each direction, and a partner's best 5 of each phase"
        in lines
    )
    assert any(line.startswith("Weights: travel time ") for line in lines)


def test_the_map_and_the_layers(found: Run) -> None:
    text = (found.folder / "map.html").read_text(encoding="utf-8")
    (data,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', text, re.S)
    island: dict[str, Any] = json.loads(data)
    assert {"41 minutes by car", "under a minute by car"} <= set(island["matches"]["travelWords"])
    assert island["limit"] == "60 minutes by car"
    assert "at most 60 minutes by car apart" in text
    for layer in (gpd.read_file(found.folder / "matches.gpkg", layer="matches"),
                  gpd.read_file(found.folder / "matches.geojson")):  # fmt: skip
        here = (layer["seeker_urn"] == "100001") & (layer["partner_urn"] == "100011")
        assert layer.loc[here, ["minutes", "minutes_by"]].to_numpy().tolist() == [[41.0, "file"]]


def test_the_workbook(found: Run) -> None:
    book = openpyxl.load_workbook(found.folder / "matches.xlsx")
    header = [cell.value for cell in book["Matches"][3]]
    at = header.index("Distance (km)")
    assert header[at + 1 : at + 3] == ["Travel time (minutes)", "Travel time from"]
    assert {"Minutes there", "Minutes back"} <= {cell.value for cell in book["Scores"][3]}
    about = [row[0].value or "" for row in book["About"].iter_rows()]
    assert any(line.startswith("Travel time is how long the way takes") for line in about)


def test_explain(found: Run) -> None:
    lines = explain(found.folder, ["100001", "100011"]).lines()
    assert ("Way: 41 minutes by car, the mean of 42 there and 40 back, as the file of minutes has "
            "it; 3.6 km in a straight line") in lines  # fmt: skip
    assert any("how near they are, 41 minutes by car (known)" in line for line in lines)
    assert any(line.strip().startswith("If the way took ") for line in lines)
    page = explain(found.folder, ["100001", "100011"]).page()
    assert "how near they are, 41 minutes by car" in page
    kept_apart = explain(found.folder, ["100001", "100013"]).lines()
    assert "Not matched (unreachable): without a way between them" in kept_apart
    assert "Way: there is none, as the file of minutes has it" in kept_apart
    told = json.dumps(explain(found.folder, ["100001", "100013"]).as_dict(), allow_nan=False)
    assert json.loads(told)["minutes"] == "unreachable"
    alone = "\n".join(explain(found.folder, ["100003"]).lines())
    assert "1 is near enough in a straight line, but kept apart" in alone
    (fir,) = office_facts(found.folder).alone
    assert (fir.name, fir.lacks_a_time) == ("Fir School", True)
    school = explain(found.folder, ["100001"])
    assert any("5.0 km, 12 minutes by car" in line for line in school.lines())
    assert ">Travel<" in school.page().replace("<bdi>", "")
