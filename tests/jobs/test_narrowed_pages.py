"""Pages of a narrowed run: they tell all that is known of a school, and what keeps others from it,
not only what the run asked about."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from program import output_of, table

from matcher.core.settings.combine import settings
from matcher.jobs.matching.demo import sources
from matcher.jobs.matching.match import run
from matcher.jobs.report import report
from matcher.jobs.report.gather import Gatherer
from matcher.match.explain.finished_ranking import NO_PARTNER, NO_SEEKER, ROLE_GATES
from matcher.match.gates import PAIR_GATES
from matcher.show.report.words import partner_cell


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("narrowed") / "run"
    config = settings(activities=("T2",), authorities=("East Sussex",), as_of="2026-11-01")
    return run(sources(), config, out, fictional=True).folder


@pytest.fixture(scope="module")
def gatherer(folder: Path) -> Gatherer:
    found = report.opened(folder, (), (), everybody=True)[0]
    urns = frozenset(row["urn"] for row in table(folder / "schools.csv"))
    return replace(found, tables=replace(found.tables, urns=urns))


def test_a_page_tells_what_the_run_did_not_ask_about(folder: Path, gatherer: Gatherer) -> None:
    stated: dict[tuple[str, str], set[str]] = {}
    for row in table(folder / "profile.csv"):
        for side in ("need", "strength"):
            if row["source"] == "stated" and row[side]:
                own = stated.setdefault((row["urn"], side), set())
                if float(row[side]) > 0:
                    own.add(f"{row['activity']} {row['subject']}".strip())
    beyond = 0
    for (urn, side), things in stated.items():
        facts = gatherer.seeker(urn)
        told = facts.needs if side == "need" else facts.offers
        by_source = [one for one in told if one.basis.startswith("stated")]
        assert len(by_source) == len(things), urn
        nothing = facts.says_nothing_needed if side == "need" else facts.says_nothing_offered
        assert nothing == (not told)
        if side == "need":
            others = {thing for thing in things if not thing.startswith("T2")}
            assert sum(not one.asked for one in by_source) == len(others)
            beyond += bool(others) and len(others) == len(things)
    assert beyond > 5  # schools that need something, and nothing of what was asked


def test_a_page_says_what_the_run_was_narrowed_to_and_what_keeps_others_apart(
    folder: Path, gatherer: Gatherer
) -> None:
    ranking = gatherer.run.ranking
    arrays, alone = ranking.arrays, Counter[str]()
    everybody = arrays.urn.tolist()
    far = {"", "beyond", "same", "unplaced", NO_SEEKER, NO_PARTNER}
    for side, takes_part in (("seeker", arrays.is_seeker), ("partner", arrays.is_partner)):
        for urn, own in zip(everybody, takes_part, strict=True):
            if not own:
                continue
            facts = getattr(gatherer, side)(urn)
            others = arrays.urn[arrays.is_partner if side == "seeker" else arrays.is_seeker]
            pairs = [(urn, o) if side == "seeker" else (o, urn) for o in others.tolist()]
            gates = Counter(ranking.gate(*pair) for pair in pairs if pair[0] != pair[1])
            assert facts.in_reach == gates[""]
            if facts.why_none:
                kept = {code: many for code, many in gates.items() if code not in far}
                words = {**PAIR_GATES, **ROLE_GATES}
                for code, many in kept.items():
                    assert f"{many}: {words[code]}" in facts.why_none
                near = re.search(r"(\d+) (is|are) near enough", facts.why_none)
                assert (int(near[1]) if near else 0) == sum(kept.values())
                alone[side] += bool(near)
    assert min(alone["seeker"], alone["partner"]) > 0
    made = report.reports(folder, "html", schools=["900024"]).files["school-900024.html"].decode()
    assert "This list is narrowed to T2, schools of East Sussex." in made
    assert "needs nothing" not in made and "offers nothing" not in made
    assert "Nothing is left" not in made and "not asked in this run" in made


def test_everybody_is_whoever_the_narrowed_run_is_about(folder: Path, gatherer: Gatherer) -> None:
    _, wanted, notes = report.opened(folder, (), (), everybody=True)
    paired = {row["partner_urn"] for row in table(folder / "matches.csv")}
    assert {urn for side, urn in wanted if side == "partner"} == paired
    arrays = gatherer.run.ranking.arrays
    assert {urn for side, urn in wanted if side == "seeker"} == set(
        arrays.urn[arrays.is_seeker & arrays.listed].tolist()
    )
    left_out = len(set(arrays.urn[arrays.is_partner & arrays.listed].tolist()) - paired)
    assert left_out and any(note.startswith(f"{left_out} partner") for note in notes)


def test_the_workbook_says_which_pairs_fit_where_that_was_asked(folder: Path) -> None:
    book = load_workbook(folder / "matches.xlsx", read_only=True)
    header = next(book["Scores"].iter_rows(min_row=3, values_only=True))
    assert "Fits what was asked" in header


def test_one_page_gets_an_ending_or_goes_into_the_folder(folder: Path, tmp_path: Path) -> None:
    for out, name in (("one", "one.html"), (".", "school-900024.html")):
        told = output_of("report", folder, "--school", "900024", "--out", tmp_path / out)
        assert f"Written: {tmp_path / name}" in told
        assert (tmp_path / name).is_file()


def test_a_place_in_a_list_of_one_is_told_as_that(gatherer: Gatherer) -> None:
    arrays, gate = gatherer.run.ranking.arrays, gatherer.run.ranking.gate
    seekers = arrays.urn[arrays.is_seeker].tolist()
    told, reach = Counter[bool](), Counter[int]()
    for urn in seekers:
        page = gatherer.seeker(urn)
        for one in page.listed:
            meets = [seeker for seeker in seekers if not gate(seeker, one.urn)]
            assert one.own_alone == (len(meets) == 1), (urn, one.urn)
            place = "you are the only one" if one.own_alone else f"you are number {one.own_rank}"
            assert (f"{place} in its list" in partner_cell(one, page)) == (one.own_rank > 0)
            told[one.own_alone] += one.own_rank > 0
            reach[len(meets)] += 1
    assert told[False] and told[True]
    assert reach[2]
