"""Priorities as needs: who gets which, how it is said, and what meets nobody."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import HOSTILE, schools_table

from matcher.core.problems import ProblemLog
from matcher.core.tables import PROFILE
from matcher.profile.combine_sources import combine_sources
from matcher.profile.priorities.place_names import Places
from matcher.profile.priorities.priority_profile import CONFIDENCE, priority_profile
from matcher.profile.vocabulary import load

COLUMNS = ("urn", "la_code", "la_name", "region", "trust", "area", "phase", "role", "kind")


@dataclass(frozen=True)
class Ask:
    level: str
    name: str
    tag_text: str
    phase: str = ""
    list: str = "plan.csv"
    sheet: str = ""
    row: int = 2


def table(*rows: dict[str, str]) -> pd.DataFrame:
    base = dict.fromkeys(COLUMNS, "") | {"role": "seeker", "kind": "state"}
    return pd.DataFrame([base | row for row in rows], columns=list(COLUMNS), dtype="str")


def asked(read: Iterable[Ask], schools: pd.DataFrame) -> tuple[pd.DataFrame, ProblemLog]:
    log = ProblemLog()
    return priority_profile(read, schools, log, load()), log


def urns(read: Ask, schools: pd.DataFrame) -> list[str]:
    profile, _ = asked([read], schools)
    return list(profile["urn"])


def rows(profile: pd.DataFrame) -> list[tuple[str, str, str, float, str]]:
    names = ["urn", "activity", "subject", "need", "evidence"]
    return list(profile[names].itertuples(index=False, name=None))


ENGLAND = table(
    {"urn": "100", "la_code": "886", "la_name": "Kent", "region": "South East",
     "trust": "Ash Trust"},
    {"urn": "99", "la_code": "886", "la_name": "Kent", "region": "South East", "role": "both"},
    {"urn": "101", "la_code": "886", "la_name": "Kent", "region": "South East", "role": "partner"},
    {"urn": "102", "la_code": "935", "la_name": "Suffolk", "region": "East of England",
     "area": "Ipswich", "trust": "ASH  TRUST"},
    {"urn": "103", "la_code": "801", "la_name": "Bristol, City of", "region": "South West"},
    {"urn": "104", "la_code": "891", "la_name": "Nottinghamshire", "region": "East Midlands"},
    {"urn": "105", "la_code": "892", "la_name": "Nottingham", "region": "East Midlands"},
    {"urn": "106", "la_name": "Isle of Wight", "region": "the South  East"},
    {"urn": "107", "la_code": "815", "la_name": "North Yorkshire",
     "region": "Yorkshire and the Humber"},
    {"urn": "108", "la_code": "201", "la_name": "City of London", "region": "London"},
    {"urn": "109", "la_code": "202", "la_name": "Camden", "region": "London", "role": ""},
)  # fmt: skip


def test_a_priority_becomes_a_need_of_whoever_seeks_there() -> None:
    profile, log = asked([Ask("region", "the south east", "T3 physics=0.5; L2")], ENGLAND)
    assert rows(profile) == [
        ("99", "L2", "", 1.0, "priority of the South East: L2"),
        ("99", "T3", "physics", 0.5, "priority of the South East: T3 physics=0.5"),
        ("100", "L2", "", 1.0, "priority of the South East: L2"),
        ("100", "T3", "physics", 0.5, "priority of the South East: T3 physics=0.5"),
        ("106", "L2", "", 1.0, "priority of the South East: L2"),
        ("106", "T3", "physics", 0.5, "priority of the South East: T3 physics=0.5"),
    ]
    PROFILE.check(profile)
    assert profile["strength"].isna().all()
    assert set(profile["source"]) == {"priority"}
    assert set(profile["confidence"]) == {CONFIDENCE} == {0.8}
    assert log.problems == []


@pytest.mark.parametrize(
    ("level", "name", "found"),
    [
        ("authority", "886", ["99", "100"]),
        ("authority", "886.0", ["99", "100"]),
        ("authority", "KENT", ["99", "100"]),
        ("authority", "Kent County Council", ["99", "100"]),
        ("authority", "Bristol", ["103"]),
        ("authority", "City of Bristol", ["103"]),
        ("authority", "Bristol City Council", ["103"]),
        ("authority", "Nottingham City Council", ["105"]),
        ("authority", "Nottinghamshire County Council", ["104"]),
        ("authority", "Isle of Wight Council", ["106"]),
        ("authority", "Yorkshire", []),
        ("authority", "London", []),
        ("authority", "The City of London", ["108"]),
        ("authority", "Council", []),
        ("authority", "", []),
        ("region", "Yorkshire & Humber", ["107"]),
        ("region", "YORKSHIRE AND THE HUMBER", ["107"]),
        ("region", "South-East region", ["99", "100", "106"]),
        ("region", "England", []),
        ("region", "South", []),
        ("trust", "ash trust", ["100", "102"]),
        ("trust", "Ash", []),
        ("area", "IPSWICH", ["102"]),
        ("area", "", []),
        ("school", "100", ["100"]),
        ("school", "10", []),
        ("school", "101", []),  # a partner
    ],
)
def test_places_by_what_an_office_calls_them(level: str, name: str, found: list[str]) -> None:
    assert urns(Ask(level, name, "L3"), ENGLAND) == found


def test_between_two_authorities_nothing_is_guessed() -> None:
    two = table(
        {"urn": "1", "la_code": "301", "la_name": "Ashby City"},
        {"urn": "2", "la_code": "302", "la_name": "County of Ashby"},
        {"urn": "3", "la_code": "301", "la_name": "ashby city"},
        {"urn": "4", "la_code": "302", "la_name": ""},
    )
    assert urns(Ask("authority", "Ashby City", "L3"), two) == ["1", "3"]
    assert urns(Ask("authority", "county of ashby", "L3"), two) == ["2", "4"]
    profile, log = asked([Ask("authority", "Ashby Council", "L3")], two)
    assert profile.empty
    (problem,) = log.problems
    assert problem.code == "priority_unmet"
    assert problem.hint == 'which one: "Ashby City" or "County of Ashby"?'


def test_phases() -> None:
    phases = ("Primary", "Secondary", "Middle deemed secondary", "All-through", "16 plus", "",
              "Not applicable", "primary schools", "Middle deemed primary")  # fmt: skip
    schools = table(*({"urn": str(n), "region": "A", "phase": p} for n, p in enumerate(phases)))

    def met(phase: str) -> list[str]:
        return urns(Ask("region", "A", "L3", phase), schools)

    assert met("") == met("all phases") == [str(n) for n in range(9)]
    assert met("primary") == met("Primary schools") == ["0", "3", "7", "8"]
    assert met("Secondary") == ["1", "2", "3"]
    assert met("All through") == ["3"]
    assert met("post-16") == met("16+") == met("Sixth form") == ["4"]
    assert met("Middle deemed primary") == ["8"]
    profile, log = asked([Ask("region", "A", "L3", "Infants")], schools)
    assert profile.empty
    assert [(p.code, "phase" in p.hint) for p in log.problems] == [("priority_unmet", True)]


def test_the_nearest_says_why_and_the_highest_says_how_much() -> None:
    asks = [
        Ask("region", "South East", "T3 physics"),
        Ask("authority", "Kent", "T3 physics=0.4; physics teaching=0.6"),
        Ask("trust", "Ash Trust", "T3 physics (low)"),
    ]
    for order in itertools.permutations(asks):
        profile, _ = asked(order, ENGLAND)
        assert rows(profile) == [
            ("99", "T3", "physics", 1.0, "priority of the authority Kent: physics teaching=0.6"),
            ("100", "T3", "physics", 1.0, "priority of the trust ASH TRUST: T3 physics (low)"),
            ("102", "T3", "physics", 0.3, "priority of the trust ASH TRUST: T3 physics (low)"),
            ("106", "T3", "physics", 1.0, "priority of the South East: T3 physics"),
        ]
    school, _ = asked([*asks, Ask("school", "100", "T3 physics=0.1")], ENGLAND)
    assert rows(school)[1][3:] == (1.0, "priority of the school 100: T3 physics=0.1")
    region, _ = asked([Ask("region", "Yorkshire & Humber", "L3")], ENGLAND)
    assert list(region["evidence"]) == ["priority of the region Yorkshire and the Humber: L3"]
    area, _ = asked([Ask("area", "ipswich", "L3")], ENGLAND)
    assert list(area["evidence"]) == ["priority of the area Ipswich: L3"]


def test_what_meets_nobody_is_told_with_the_nearest_names() -> None:
    asks = [
        Ask("trust", "Ashe Trusst", "L3", row=3),
        Ask("authority", "Suffock", "L3", row=4),
        Ask("region", "Narnia", "L3", row=5),
        Ask("school", "555555", "L3", row=6),
        Ask("school", "101", "L3", row=7),
        Ask("authority", "202", "L3", row=8),
    ]
    profile, log = asked(asks, ENGLAND)
    assert profile.empty
    PROFILE.check(profile)
    found = [(p.row, p.code, p.severity, p.list, p.column, p.value) for p in log.problems]
    assert found == [
        (ask.row, "priority_unmet", "warning", "plan.csv", "name", ask.name) for ask in asks
    ]
    hints = [p.hint for p in log.problems]
    assert hints[0] == 'did you mean "ASH  TRUST" or "Ash Trust"?'
    assert hints[1] == 'did you mean "Suffolk"?'
    assert hints[2].startswith("check the name")
    assert "URN" in hints[3]
    messages = [p.message for p in log.problems]
    assert messages[4].startswith("this school does not seek")
    assert messages[5].startswith("no school of this authority seeks")


def test_faults_of_tags_are_told_and_the_rest_is_used() -> None:
    ask = Ask("authority", "Kent", "T3 phyiscs; L3; physics; T3 maths=2", sheet="Plan", row=9)
    profile, log = asked([ask], ENGLAND)
    assert list(profile["activity"]) == ["L3", "L3"]
    told = [(p.list, p.sheet, p.row, p.code, p.column, p.value) for p in log.problems]
    assert told == [
        ("plan.csv", "Plan", 9, "unknown_subject", "priority", "T3 phyiscs"),
        ("plan.csv", "Plan", 9, "subject_without_activity", "priority", "physics"),
        ("plan.csv", "Plan", 9, "bad_degree", "priority", "T3 maths=2"),
    ]


@pytest.mark.parametrize("text", ["none", "n/a", "L3=0", "L3=0; T3 physics=0%"])
def test_what_is_no_priority_gives_no_row_and_is_said(text: str) -> None:
    profile, log = asked([Ask("authority", "Kent", text)], ENGLAND)
    assert profile.empty
    assert {(p.code, p.severity) for p in log.problems} == {("no_priority", "note")}
    assert len(log.problems) == len(text.split(";"))


def test_what_a_school_states_goes_before_a_priority() -> None:
    stated = pd.DataFrame(
        [
            ("100", "L3", "", 0.2, np.nan, "stated", "L3=0.2", 1.0, np.nan),
            ("99", "none", "", 0.0, np.nan, "stated", "none", 1.0, np.nan),
        ],
        columns=PROFILE.names,
    ).astype(PROFILE.dtypes())
    profile, _ = asked([Ask("authority", "Kent", "L3; L2")], ENGLAND)
    both = combine_sources([profile, stated])
    assert list(both[["urn", "activity", "need", "source"]].itertuples(index=False, name=None)) == [
        ("99", "none", 0.0, "stated"),
        ("100", "L2", 1.0, "priority"),
        ("100", "L3", 0.2, "stated"),
    ]


def test_no_priorities_and_no_schools() -> None:
    for asks, schools in (([], ENGLAND), ([Ask("region", "South East", "L3")], ENGLAND[:0])):
        profile, _ = asked(asks, schools)
        PROFILE.check(profile)
        assert profile.empty


def test_hostile_names_and_tags_do_nothing_and_raise_nothing() -> None:
    schools = schools_table(
        {"urn": str(n), "trust": text, "region": text, "la_name": text, "area": text}
        for n, text in enumerate(HOSTILE)
    )
    asks = [
        Ask(level, text, f"{text}; L3", text)
        for text in (*HOSTILE, "=1+1", "(" * 30_000, "London borough " * 2_000)
        for level in ("region", "authority", "trust", "area", "school")
    ]
    profile, log = asked(asks, schools)
    assert profile.empty  # each is for a phase that no school has
    assert {p.code for p in log.problems} >= {"priority_unmet", "unknown_tag"}
    found, _ = asked([replace(ask, phase="") for ask in asks], schools)
    assert set(found["urn"]) == {str(n) for n in range(len(HOSTILE))}
    assert found["evidence"].str.len().max() < 400


TAGS = {
    "T3 physics": ("T3", "physics", 1.0),
    "T3 physics=0.5": ("T3", "physics", 0.5),
    "physics teaching (low)": ("T3", "physics", 0.3),
    "L3": ("L3", "", 1.0),
    "C2 Latin=0.25": ("C2", "Latin", 0.25),
}
NEAREST = ("school", "trust", "authority", "area", "region")
COLUMN = {"school": "urn", "trust": "trust", "authority": "la_name", "area": "area",
          "region": "region"}  # fmt: skip
PLACES = ("Alder", "Birch", "")


@st.composite
def cases(draw: st.DrawFn) -> tuple[pd.DataFrame, list[Ask]]:
    place = st.sampled_from(PLACES)
    schools = [
        {"urn": urn, "trust": draw(place), "la_name": draw(place), "area": draw(place),
         "region": draw(place), "role": draw(st.sampled_from(("seeker", "partner", "both", ""))),
         "phase": draw(st.sampled_from(("Nursery", "16 plus", "")))}
        for urn in draw(st.permutations(["7", "30", "200", "x1234abcd"]))
    ]  # fmt: skip
    asks = []
    for row in range(draw(st.integers(0, 6))):
        level = draw(st.sampled_from(NEAREST))
        name = draw(st.sampled_from(("7", "200") if level == "school" else PLACES[:2]))
        text = "; ".join(draw(st.lists(st.sampled_from(sorted(TAGS)), min_size=1, max_size=3)))
        asks.append(Ask(level, name, text, draw(st.sampled_from(("", "Nursery"))), row=row + 2))
    return table(*schools), asks


def by_hand(schools: pd.DataFrame, asks: Sequence[Ask]) -> list[tuple[object, ...]]:
    """School by school and tag by tag, in plain loops."""
    made = []
    for school in schools.to_dict("records"):
        if school["role"] not in ("seeker", "both"):
            continue
        for tag in sorted({t[:2] for t in TAGS.values()}):
            given = []
            for ask in asks:
                column = COLUMN[ask.level]
                if school[column] != ask.name or ask.phase not in ("", school["phase"]):
                    continue
                for words in ask.tag_text.split("; "):
                    if TAGS[words][:2] == tag:
                        said = f"priority of the {ask.level} {ask.name}: {words}"
                        given.append((NEAREST.index(ask.level), -TAGS[words][2], said))
            if given:
                degree = max(-minus for _, minus, _ in given)
                made.append((school["urn"], *tag, degree, min(given)[2]))
    number = {"7": 0, "30": 1, "200": 2, "x1234abcd": 3}
    return sorted(made, key=lambda row: (number[str(row[0])], row[1], row[2]))


@settings(max_examples=80, deadline=None)
@given(cases(), st.randoms(use_true_random=False))
def test_equal_to_plain_loops_whatever_the_order(
    case: tuple[pd.DataFrame, list[Ask]], chance: object
) -> None:
    schools, asks = case
    profile, log = asked(asks, schools)
    assert rows(profile) == by_hand(schools, asks)
    met = {p.row for p in log.problems if p.code == "priority_unmet"}
    for ask in asks:
        assert (ask.row in met) == (by_hand(schools, [ask]) == [])
    again, _ = asked(asks[::-1], schools[::-1].reset_index(drop=True))
    pd.testing.assert_frame_equal(profile, again)


@pytest.mark.real
def test_every_authority_of_the_register_is_found_by_code_and_by_name(shared_data: Path) -> None:
    path = shared_data / "gias" / "register-2025-05-24.csv"
    with path.open(encoding="cp1252", newline="") as file:
        real = [row for row in csv.DictReader(file) if row["LA (name)"] != "Does not apply"]
    schools = table(
        *({"urn": row["URN"], "la_code": row["LA (code)"], "la_name": row["LA (name)"]}
          for row in real)
    )  # fmt: skip
    counts = schools.groupby(["la_code", "la_name"]).size()
    assert len(counts) > 150
    places = Places(schools)
    for (code, name), count in counts.items():
        said = [str(code), str(name), str(name).upper(), f"{name} Council", f"the {name}"]
        if ", City of" in str(name):
            said.append("City of " + str(name).partition(",")[0])
        for words in said:
            assert len(places.find("authority", words).schools) == count, words


@pytest.mark.real
def test_regions_of_the_register_are_told_apart(shared_data: Path) -> None:
    with (shared_data / "gias" / "la-regions.csv").open(encoding="utf-8", newline="") as file:
        real = list(csv.DictReader(file))
    for column in ("dfe_region", "rsc_region_to_2022"):
        schools = table(*({"urn": r["la_code"], "region": r[column]} for r in real))
        places = Places(schools)
        for name, group in schools[schools["region"] != ""].groupby("region"):
            for words in (name, f"the {name}", str(name).lower().replace(" and ", " & ")):
                assert len(places.find("region", str(words)).schools) == len(group), words
