"""Whom a run is about is counted alike in every output, and every school of the lists once."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from brute import Brute
from program import table
from python_calamine import CalamineWorkbook

from matcher.core.allocation.settings import PlanSettings
from matcher.core.audiences.audience import PARTNER
from matcher.core.settings.combine import settings
from matcher.jobs.allocation.allocate import allocate
from matcher.jobs.audiences.coverage import coverage
from matcher.jobs.matching.demo import sources as sample_sources
from matcher.jobs.matching.explain import explain
from matcher.jobs.matching.groups import groups
from matcher.jobs.matching.match import find, run
from matcher.jobs.matching.reopen import reopen_run
from matcher.jobs.matching.results import Run
from matcher.jobs.matching.summary.about import about, problem_line, short_lists
from matcher.jobs.matching.summary.cover import cover_lines
from matcher.jobs.matching.summary.lines import summary_lines
from matcher.jobs.matching.summary.on_map import map_of
from matcher.jobs.report.office_facts import office_facts
from matcher.jobs.stages.reading import Sources
from matcher.jobs.stages.short_lists import met_lists_alone
from matcher.profile.cover import cover_table
from matcher.profile.vocabulary import load
from matcher.show.kit.document.html import html as html_of
from matcher.show.report.office.document import document

OUTSIDE = re.compile(r"([\d,]+) schools? of the lists (?:is|are) outside of what")


def numbers(found: Sequence[str]) -> list[int]:
    return [int(one.replace(",", "")) for one in found]


def plain(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def account_of(page: str) -> str:
    found = re.search(r'<div id="account".*?</div>', page, re.DOTALL)
    assert found
    return plain(found[0])


def island(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def map_in(folder: Path) -> str:
    return (folder / "map.html").read_text(encoding="utf-8")


def in_reach(made: Run) -> tuple[set[str], set[str]]:
    """The seekers and partners that may meet one of the other side, pair by pair."""
    found = made.found
    everybody = pd.concat([found.schools, found.pool], ignore_index=True)
    slow = Brute(everybody, found.profile, found.config, cover_table(found.profile, load()))
    listed = {urn for urn, row in slow.schools.items() if row["listed"] == 1}
    asked = {*found.ranking.seeking}
    pairs = [
        (seeker, partner)
        for seeker in asked.intersection(slow.seekers)
        for partner in slow.partners
        if listed & {seeker, partner} and slow.may_meet(seeker, partner)
    ]
    return {seeker for seeker, _ in pairs}, {partner for _, partner in pairs}


LISTS = {
    "seekers": "URN\n900002\n900006\n900008\n",
    "partners": "URN\n900048\n900025\n",
    "both": "URN\n900002\n900048\n",
}


def test_one_college_among_seekers_is_told_where_it_takes_the_registers_partners_away(
    tmp_path: Path,
) -> None:
    sample = sample_sources()
    assert sample.register
    everybody = pd.read_csv(sample.register, encoding="cp1252", dtype=str).set_index("URN")
    college = everybody["EstablishmentTypeGroup (name)"].eq("Colleges").idxmax()
    own = tmp_path / "own.csv"
    own.write_text(f"URN\n900002\n900006\n{college}\n", encoding="utf-8")
    sources = Sources((own,), register=sample.register, postcodes=sample.postcodes)
    made = run(sources, settings(), tmp_path / "run")
    line = "Only the 3 seekers and 1 partner of your lists took part, and none of the register"
    assert summary_lines(made.found)[1].startswith(line)
    assert "(--from-register partners; " in summary_lines(made.found)[1]
    (cover,) = [one for one in cover_lines(made.found, []) if one.startswith(line)]
    assert cover.endswith("Match again with the register's partners too")
    assert line in account_of(map_in(made.folder))
    for_partners = run(sources, settings(), tmp_path / "partner", audience=PARTNER)
    assert line not in account_of(map_in(for_partners.folder))
    # Of the register itself, or with its partners, there is nothing to say.
    with_theirs = find(sources, settings(from_register="partners"))
    whole = replace(sources, lists=(sample.register,))
    for found in (with_theirs, find(whole, settings())):
        assert not any("none of the register" in one for one in summary_lines(found))
    assert with_theirs.concerned.took_part.partners > made.found.concerned.took_part.partners


@pytest.mark.parametrize(
    ("lists", "asked"),
    [
        ("all", {}),
        ("all", {"authorities": ("Suffolk",)}),
        ("all", {"phases": ("Primary",)}),
        ("all", {"kinds": ("university",)}),
        ("seekers", {}),
        ("partners", {}),
        ("both", {"from_register": "both", "max_km": 20}),
    ],
)
def test_every_output_counts_alike(tmp_path: Path, lists: str, asked: dict[str, Any]) -> None:
    sample = sample_sources()
    own = tmp_path / "own.csv"
    own.write_text(LISTS.get(lists, ""), encoding="utf-8")
    register = Sources(
        (sample.register,) if lists == "all" and sample.register else (own,),
        register=sample.register,
        postcodes=sample.postcodes,
    )
    config = settings(as_of="2026-11-01", **asked)
    made = run(register, config, tmp_path / "run")
    found = made.found
    told = found.concerned
    part, listed = told.took_part, {r["urn"] for r in table(made.folder / "schools.csv")
                                    if r["listed"] == "1"}  # fmt: skip

    # Every school of the lists once.
    took = listed & part.urns
    sides = (took, {*told.kept_out}, {*told.without_role})
    assert sum(map(len, sides)) == len(set().union(*sides))
    assert sum(map(len, sides)) + told.outside == len(listed)
    assert bool(told.outside) == bool(asked.keys() & {"authorities", "phases", "kinds"})
    some = lists != "all" or bool(asked.keys() & {"authorities", "phases"})
    seekers, partners = in_reach(made) if some else (set[str](), set[str]())
    if lists == "partners":
        assert part.seeking == seekers and part.giving == listed
        assert len(found.ranking.seeking) > len(seekers)
    if lists == "both":
        assert part.seeking == listed.intersection(found.ranking.seeking) | seekers
        assert part.giving == listed.intersection(found.ranking.giving) | partners
        assert len(part.urns) < len(found.ranking.participants)
        # Of the register alone is who is never a pair with another of whom no list tells.
        again = reopen_run(made.folder)
        short, ranking = met_lists_alone(again), again.ranking
        gates = {
            (one in short["seeker"] and other in short["partner"], ranking.gate(one, other))
            for one in sorted(found.ranking.seeking)[::20] for other in found.ranking.giving
        }  # fmt: skip
        assert {(True, "nobody_asked"), (False, "")} <= gates
        assert gates.isdisjoint({(False, "nobody_asked"), (True, "")})
        (line,) = short_lists(found)
        assert line in summary_lines(found) and line in cover_lines(found, [])
        assert line in account_of(map_in(made.folder))
        book = CalamineWorkbook.from_path(made.folder / "matches.xlsx")
        assert line in str(book.get_sheet_by_name("Matches").to_python(nrows=3))
        (for_others,) = short_lists(replace(found, audience=PARTNER))
        assert not re.search(r"\d", for_others)
        # Each of these schools says so on the map and where it is explained; no other does.
        shown = island(map_in(made.folder))
        account = shown["account"]
        compared = dict(zip(account["comparedUrn"], account["comparedWith"], strict=True))
        on_map = {*shown["schools"]["urn"]}
        assert compared.keys() == on_map & (short["seeker"] | short["partner"])
        for side, other in (("seeker", "partner"), ("partner", "seeker")):
            urn = next(one for one in compared if one in short[side])
            pair = found.matches[found.matches[f"{side}_urn"] == urn].iloc[0]
            assert compared[urn] == 1
            said = f"it was compared with the one {other} of the lists alone"
            for who, urns in (("it", [urn]), (f"the {side}", [urn, pair[f"{other}_urn"]])):
                lines = explain(made.folder, urns).lines()
                assert sum(f"No list names {who}, so {said}" in line for line in lines) == 1
                assert sum("No list names" in line for line in lines) == 1
        # Others are told that some lists are short, and not whose.
        for_partners = map_of(replace(found, audience=PARTNER))
        assert "comparedUrn" not in island(for_partners)["account"]
        assert for_others in account_of(for_partners)
    else:
        assert not any(met_lists_alone(reopen_run(made.folder)).values())
        assert not short_lists(found)
    if lists == "seekers" or asked.keys() & {"authorities", "phases"}:
        assert part.giving == partners

    # The terminal, the record, the cover.
    summary = "\n".join(summary_lines(found))
    first = summary.splitlines()[0].partition(";")[0]
    both = {part.seekers, part.partners}
    assert {*numbers(re.findall(r"([\d,]+) (?:seeker|partner)s?\b", first))} == both
    outside = [told.outside] if told.outside else []
    assert numbers(OUTSIDE.findall(summary)) == outside
    counts = made.manifest["counts"]
    assert (counts["seekers"], counts["partners"]) == (part.seekers, part.partners)
    assert numbers(OUTSIDE.findall("\n".join(cover_lines(found, [])))) == outside
    if asked.keys() & {"authorities", "phases"}:
        of_lists = found.schools[found.schools["listed"] == 1]
        (whose,) = [one for one in cover_lines(found, []) if one.startswith("This run is about")]
        assert numbers(re.findall(r"about ([\d,]+) school", whose)) == [len(about(found, of_lists))]
        assert len(about(found, of_lists)) == len(took) + len(told.kept_out)
        every, *others = numbers(re.findall(r"[\d,]+", whose.partition(". The lists have ")[2]))
        assert every == len(listed) == len(about(found, of_lists)) + sum(others)

    # Of whose lists the pairs are.
    rows = table(made.folder / "matches.csv")
    (pairs,) = re.findall(r"^Pairs: (.*)$", summary, re.MULTILINE)
    own = {
        side: {row[f"{side}_urn"] for row in rows if row[place]} & listed
        for side, place in (("seeker", "rank"), ("partner", "phase_rank"))
    }
    assert numbers([pairs.partition(":")[0]]) == [len(rows)]
    told_of = {side: re.findall(rf"for (?:each of )?([\d,]+) {side}", pairs) for side in own}
    assert {side: sum(numbers(many)) for side, many in told_of.items()} == {
        side: len(urns) for side, urns in own.items()
    }
    assert ("has a list of its own where" in pairs) == (lists in ("seekers", "partners"))

    # What needs and offers rest on: of those that took part, and how many rows are of others.
    profile = table(made.folder / "profile.csv")
    tags = re.findall(r"^Tags by source: (.*)$", summary, re.MULTILINE)
    others = len([row for row in profile if row["urn"] not in part.urns])
    if {row["source"] for row in profile if row["urn"] in part.urns} - {"stated", "partly"}:
        by_source, _, beside = tags[0].partition("; ")
        assert sum(numbers(re.findall(r"([\d,]+) [a-z]", by_source))) == len(profile) - others
        assert numbers(re.findall(r"([\d,]+) of others", beside)) == ([others] if others else [])

    # The workbook has the needs of those who took part or stand in a pair, and says of the others.
    book = CalamineWorkbook.from_path(made.folder / "matches.xlsx")
    _, told_of_needs, head, *cells = book.get_sheet_by_name("Needs").to_python()
    of_needs = {str(row[head.index("URN")]) for row in cells}
    paired = {row[f"{side}_urn"] for row in rows for side in own}
    assert of_needs <= part.urns | paired
    elsewhere = numbers(re.findall(r"profile\.csv has ([\d,]+) rows? of other", told_of_needs[0]))
    in_sheet = [row for row in profile if row["urn"] in of_needs]
    assert sum(elsewhere) >= len([row for row in profile if row["urn"] in told.without_role])
    assert len(in_sheet) + sum(elsewhere) <= len(profile)

    # The map: what its heading counts is on it or told of beside it.
    page = map_in(made.folder)
    heading = plain(re.findall(r'<p class="lead">(.*?)</p>', page)[0])
    assert f"{part.seekers:,} seeker" in heading and f"{part.partners:,} partner" in heading
    data, beside = island(page), account_of(page)
    shown = {*data["schools"]["urn"]}
    assert numbers(re.findall(r"This map has ([\d,]+) school", beside)) == [len(shown)]
    assert shown >= took | told.kept_out.keys()
    away = part.urns - shown
    gone = re.findall(r"([\d,]+) (?:seeker|partner)s? took part and (?:is|are) not", beside)
    assert sum(numbers(gone)) == len(away) == len(data["account"]["awayUrn"])
    assert {*data["account"]["awayUrn"]} == away
    assert (f"On this map are {len(part.urns) - len(away):,} of these" in heading) == bool(away)
    assert numbers(OUTSIDE.findall(beside)) == outside
    assert not {".", " "} & {*re.findall(r"\.( ?)\.", heading)}

    # The office report and what is asked of the finished run.
    facts = office_facts(made.folder)
    text = plain(html_of(document(facts)))
    assert (facts.seekers + facts.of_register, facts.outside) == (part.seekers, told.outside)
    more = re.findall(r"lists that look for partners\. ([\d,]+) more took part", text)
    assert numbers(more) == ([facts.of_register] if facts.of_register else [])
    assert bool(more) == (lists == "both")
    assert numbers(OUTSIDE.findall(text)) == outside
    no_part = {urn for out in facts.no_part for urn, *_ in out.schools}
    assert no_part == told.kept_out.keys() | told.without_role.keys()
    problems = sum(kind.many for kind in facts.problems)
    counted = re.findall(r"(\d+) [a-z_]+", problem_line(found).split("about: ")[-1].split(";")[0])
    assert problems == sum(numbers(counted))
    if problems:
        assert f"{problems:,} problem" in text
    of_groups = groups(made.folder, "la").as_dict()
    assert of_groups["counts"]["seekers"] == part.seekers
    inside = sum(group["seekers"] for group in of_groups["groups"])
    assert inside + of_groups["counts"]["seekers_group_not_known"] == part.seekers
    assert sum(sum(one) for one in coverage(found).values()) == part.seekers

    # A plan says first what it gives the schools of the lists, of seekers that nobody asked.
    if lists == "both":
        plan = allocate(made.folder, PlanSettings(), tmp_path / "plan")
        pairs = table(plan.folder / "plan.csv")
        of_lists = (listed & part.seeking, listed & part.giving)
        have = [len(one & {row[f"{side}_urn"] for row in pairs})
                for one, side in zip(of_lists, ("seeker", "partner"), strict=True)]  # fmt: skip
        said = (
            f"Of your lists, {have[0]} of {len(of_lists[0])} seekers have a partner, and {have[1]} "
            f"of {len(of_lists[1])} partners a seeker. With those of the register, {len(pairs)} of"
        )
        summary = plain((plan.folder / "summary.html").read_text(encoding="utf-8"))
        assert said in summary
        # Where they are is told of those of the lists alone; how many the others are, once.
        left = {row["seeker_urn"] for row in table(plan.folder / "unserved.csv")}
        assert f"{len(left - listed)} of those unserved stand in the register alone" in summary
        assert ("Of your lists, unserved by" in summary) == bool(left & listed)

    # Others are told of, and a plan is made, by what was found: one run of each way of narrowing.
    if not (asked.keys() & {"authorities", "from_register"}):
        return

    # For partners the same, and nothing of whom the office asked about or left out.
    partner = run(register, config, tmp_path / "partner", audience=PARTNER)
    page = map_in(partner.folder)
    theirs = plain(re.findall(r'<p class="lead">(.*?)</p>', page)[0])
    assert theirs.split(". ")[0] == heading.split(". ")[0]
    assert numbers(OUTSIDE.findall(account_of(page))) == outside
    assert "took no part" not in account_of(page) and "seekers of Suffolk" not in page
    assert not island(page)["account"]["awayUrn"]

    # The map of a plan of it.
    plan = allocate(made.folder, PlanSettings(), tmp_path / "plan")
    page = map_in(plan.folder)
    places = [row for row in table(plan.folder / "places.csv") if int(row["in_reach"])]
    used, there = (sum(int(row[one]) for row in places) for one in ("used", "capacity"))
    said = f"{used} of {there} places of your partners are used. {used} of {part.seekers} seekers "
    for text in (page, (plan.folder / "summary.html").read_text(encoding="utf-8")):
        assert (said in plain(text)) == (lists == "partners")
    beside, shown = account_of(page), {*island(page)["schools"]["urn"]}
    assert numbers(re.findall(r"This map has ([\d,]+) school", beside)) == [len(shown)]
    gone = re.findall(r"([\d,]+) (?:seeker|partner)s? took part and (?:is|are) not", beside)
    assert sum(numbers(gone)) == len(part.urns - shown)
    assert numbers(OUTSIDE.findall(beside)) == outside
