"""Explain on real runs: it says what matches.csv says, and why of what is not in it."""

from __future__ import annotations

import csv
import json
import math
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from brute import Brute
from gate_cases import CASES, Case
from program import table
from strategies import HOSTILE, profile_table

from matcher.cli.main import main
from matcher.core.columns.columns import columns_of
from matcher.core.errors import FileError, SettingError
from matcher.core.figures.number_format import half_up
from matcher.core.figures.surety import is_small
from matcher.core.settings.combine import settings
from matcher.jobs.matching.demo import sources
from matcher.jobs.matching.explain import Explanation, explain, explain_pair
from matcher.jobs.matching.find_school import find_school
from matcher.jobs.matching.match import run
from matcher.jobs.matching.reopen import ReopenedRun, reopen_run
from matcher.jobs.matching.reopened.why_nobody import why_nobody
from matcher.jobs.matching.results import Run
from matcher.jobs.partnership.pair_reasons import ranks_in_lists
from matcher.jobs.stages.reading import Sources
from matcher.match.explain.finished_ranking import FILTERED, ROLE_GATES, FinishedRanking
from matcher.match.explain.score_breakdown import explain_score
from matcher.match.gates import NARROWING_GATES, PAIR_GATES, SCHOOL_GATES
from matcher.match.weights import Weights
from matcher.show.explain.facts import ExplainedPair, Tag
from matcher.show.explain.score.rows import term_rows as table_of
from matcher.show.explain.text import verdict
from matcher.show.run.manifest import sealed
from matcher.show.run.read_back import RunTables
from matcher.show.run.table import school_list


def figure(text: str) -> float:
    return float(text) if text else math.nan


def call(*arguments: str | Path) -> int:
    """The program, as from a shell: its exit code."""
    with pytest.raises(SystemExit) as left:
        main([*map(str, arguments)])
    return int(left.value.code or 0)


@pytest.fixture(scope="module")
def narrowed(demo_run: Run, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The sample with partners already, exclusions, a phase, and both sides to gain."""
    folder = tmp_path_factory.mktemp("narrowed")
    rows = table(demo_run.folder / "matches.csv")
    phase = {r["urn"]: r["phase"] for r in table(demo_run.folder / "schools.csv")}
    pairs = [r for r in rows if phase[r["seeker_urn"]] == "Primary" and " | " in r["shared"]]
    one, two, three = (pairs[0], pairs[len(pairs) // 2], pairs[-1])
    for name, lines in (
        ("existing", [f"{one['seeker_urn']},{one['partner_urn']}"]),
        ("exclude", [f"{two['partner_urn']},{two['seeker_urn']}", f"{three['partner_urn']},"]),
    ):
        text = "\n".join(["URN,Partner URN", *lines]) + "\n"
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    given = replace(sources(), existing=folder / "existing.csv", exclude=folder / "exclude.csv")
    config = settings(from_register="both", phases=("primary",), reciprocal=True, max_km=150, k=2)
    return run(given, config, folder / "run", fictional=True)


@pytest.fixture(params=["demo", "narrowed"])
def made(request: pytest.FixtureRequest, demo_run: Run, narrowed: Run) -> Run:
    return demo_run if request.param == "demo" else narrowed


def figures_only(tag: Tag) -> bool:
    """Whether a list does not name what is met: published figures hardly tell of it."""
    need, strength = tag.need, tag.strength
    return is_small(need, tag.need_source) or is_small(strength, tag.strength_source)


def assert_agrees(row: dict[str, str], found: ExplainedPair) -> None:
    """A row of matches.csv and the explanation say the same, to the last digit shown."""
    assert (found.seeker.urn, found.partner.urn) == (row["seeker_urn"], row["partner_urn"])
    assert (found.seeker.name, found.partner.name) == (row["seeker_name"], row["partner_name"])
    assert found.score == pytest.approx(float(row["score"]), abs=1e-10)
    assert found.distance_km == float(row["distance_km"])
    assert found.evidence == pytest.approx(float(row["evidence"]), abs=1e-10)
    for part in found.parts:
        told = figure(row[part.term])
        assert math.isnan(told) == (part.known == 0)
        if part.known:
            assert part.value == pytest.approx(told, abs=1e-10)
    shown = [Decimal(points) for *_, points, _ in table_of(found)]
    assert sum(shown) == Decimal(half_up(float(row["score"]), 3))
    gets, _, gives = row["shared"].partition(" | ")
    for tags, met in ((found.seekers_needs, gets), (found.partners_needs, gives)):
        named = {
            " ".join(filter(None, (tag.activity, tag.subject)))
            for tag in tags
            if tag.met and not figures_only(tag)
        }
        assert named == set(filter(None, met.split("; ")))
        assert all(tag.need_source for tag in tags)
        assert all(bool(tag.strength_source) <= (tag.strength >= 0) for tag in tags)
        assert all(tag.strength_source for tag in tags if tag.met)


def test_every_pair_of_the_list_agrees_with_its_explanation(made: Run) -> None:
    reopened = reopen_run(made.folder)
    rows = table(made.folder / "matches.csv")
    assert len(rows) > 20
    # Of the 527 of the sample every third, and of whoever has nobody near all.
    beyond = [row for row in rows if float(row["distance_km"]) > reopened.config.max_km]
    for row in rows if len(rows) < 200 else rows[::3] + beyond:
        found = explain_pair(reopened, row["seeker_urn"], row["partner_urn"])
        assert_agrees(row, found)
        if found.gate:
            assert (found.gate, float(found.beyond)) == ("beyond", figure(row["rank"]))
            continue
        for place, of, told in (
            (found.rank, found.of_partners, row["rank"]),
            (found.partner_rank, found.of_seekers, row["partner_rank"]),
        ):
            assert 1 <= place <= of
            assert str(place) == told if told else place > reopened.config.k


def test_every_other_pair_has_a_gate_or_a_place_below_the_list(made: Run) -> None:
    reopened = reopen_run(made.folder)
    listed = {(r["seeker_urn"], r["partner_urn"]) for r in table(made.folder / "matches.csv")}
    asked = reopened.ranking
    urns = list(asked.index)
    rng, gates = random.Random(7), Counter[str]()
    seek, offer = ([u for u, does in zip(urns, side, strict=True) if does]
                   for side in (asked.arrays.is_seeker, asked.arrays.is_partner))  # fmt: skip
    pairs = [(rng.choice(urns), rng.choice(urns)) for _ in range(500)]
    pairs += [(rng.choice(seek), rng.choice(offer)) for _ in range(500)]
    for one, other in pairs:
        why = explain_score(asked, one, other)
        gates[why.gate] += 1
        if why.gate or (one, other) in listed:
            continue
        assert why.in_seekers_list is not None
        assert why.in_partners_list is not None
        # Not in the list: below the best k on both sides, or of somebody no list names.
        is_listed = asked.arrays.listed
        i, j = asked.index[one], asked.index[other]
        assert why.in_seekers_list.rank > reopened.config.k or not is_listed[i]
        assert why.in_partners_list.rank > reopened.config.k or not is_listed[j]
    assert {"", "not_open", "not_a_seeker", "not_a_partner", "same_trust"} <= set(gates)


def test_the_ranks_that_a_run_keeps_are_those_that_are_worked_out_anew(made: Run) -> None:
    run = reopen_run(made.folder)
    assert run.kept_pairs is not None
    ranking = run.ranking
    meet = [
        (one, other)
        for one in list(ranking.index)[::11]
        for other in list(ranking.index)
        if not ranking.gate(one, other)
    ]
    ranks = ranks_in_lists(run, meet)
    assert ranks == ranks_in_lists(replace(run, kept_pairs=None), meet)
    assert 0 in ranks
    assert {*range(1, run.config.k + 1)} <= {*ranks}
    assert ranks_in_lists(run, meet[:1]) == ranks[:1]
    assert not ranks_in_lists(run, [])


def test_what_was_ruled_out_is_said_to_be(narrowed: Run) -> None:
    existing, exclude = (
        table(narrowed.folder.parent / f"{name}.csv") for name in ("existing", "exclude")
    )
    reopened = reopen_run(narrowed.folder)
    schools = {r["urn"]: r for r in table(narrowed.folder / "schools.csv")}
    for row, gate in ((existing[0], "existing"), (exclude[0], "excluded")):
        for urns in ([row["URN"], row["Partner URN"]], [row["Partner URN"], row["URN"]]):
            about = explain(narrowed.folder, urns).about
            assert isinstance(about, ExplainedPair)
            assert (about.gate, about.gate_words) == (gate, PAIR_GATES[gate])
    out = exclude[1]["URN"]
    told = "\n".join(explain(narrowed.folder, [out]).lines())
    assert f"Not ranked (excluded): {SCHOOL_GATES['excluded']}" in told
    secondary = next(u for u, r in schools.items() if r["phase"] == "Secondary"
                   and r["role"] == "seeker" and r["open_to_contact"] != "no")  # fmt: skip
    assert reopened.ranking.school_gate(reopened.ranking.index[secondary]) == "filtered"
    told = "\n".join(explain(narrowed.folder, [secondary]).lines())
    assert f"Not ranked (filtered): {ROLE_GATES['filtered']}" in told
    gates = Counter(reopened.ranking.gate(i, j) for i in schools for j in schools)
    assert gates["one_sided"] > 0
    assert gates["filtered"] > 0


def test_who_may_meet_nobody_is_told_why(narrowed: Run) -> None:
    ranking = reopen_run(narrowed.folder).ranking
    urns, sides = ranking.arrays.urn.tolist(), (ranking.arrays.is_seeker, ranking.arrays.is_partner)
    alone = 0
    for at, urn in enumerate(urns):
        seeks, gives = (bool(side[at]) for side in sides)
        has_partner = seeks and any(not ranking.gate(urn, other) for other in urns)
        has_seeker = gives and any(not ranking.gate(other, urn) for other in urns)
        told = explain(narrowed.folder, [urn])
        nobody = told.as_dict()["nobody"]
        assert set(nobody) == {
            side for side, takes_part, somebody in
            (("seeker", seeks, has_partner), ("partner", gives, has_seeker))
            if takes_part and not somebody
        }  # fmt: skip
        alone += len(nobody)
        for side, title in (("seeker", "No partner"), ("partner", "No seeker")):
            line = f"{title}: none of those that this run was narrowed to, and that it may meet"
            assert (line in "\n".join(told.lines())) == (line in told.page()) == (side in nobody)
    assert alone > 0


def test_a_run_narrowed_to_some_seekers_leaves_out_no_partner_of_theirs(tmp_path: Path) -> None:
    config = settings(from_register="both", authorities=("Suffolk",), max_km=2, beyond=0)
    made = run(sources(), config, tmp_path / "run", fictional=True)
    whole = reopen_run(made.folder)
    told = {
        side: {
            why_nobody(whole, urn, side, "it").partition(" is within")[0]
            for urn in whole.ranking.arrays.urn[takes_part].tolist()
        }
        for side, takes_part in (
            ("seeker", whole.ranking.arrays.is_seeker), ("partner", whole.ranking.arrays.is_partner)
        )
    }  # fmt: skip
    assert told == {
        "seeker": {"none that it may meet"},
        "partner": {"none of those that this run was narrowed to, and that it may meet,"},
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_every_gate_has_words_in_every_form(case: Case) -> None:
    schools, profile, config, exclusions = case.run()
    record = {"areas": {"title": "opportunity area"}, "attribution": []}
    kept = RunTables(Path(), record, columns_of(school_list(schools)), columns_of(profile))
    reopened = ReopenedRun(kept, config, FinishedRanking(schools, profile, config, exclusions))
    told = Explanation(explain_pair(reopened, *case.pair), reopened.attribution)
    words = {**SCHOOL_GATES, **PAIR_GATES, **ROLE_GATES}[case.code]
    assert f"Not matched ({case.code}): {words}" in "\n".join(told.lines())
    plain = told.as_dict()
    assert plain["gate"] == case.code
    # What the run was narrowed to follows where that is what keeps them apart.
    narrowed_past = case.code in (FILTERED, *NARROWING_GATES)
    assert plain["gate_words"].removeprefix(words).startswith(" (" if narrowed_past else "")
    assert (plain["gate_words"] == words) != narrowed_past
    assert (plain["rank"], plain["partner_rank"], plain["changes"]) == (0, 0, [])
    page = told.page()
    assert words.replace("'", "&#x27;") in page
    assert ("<svg" in page) == (plain["score"] is not None)
    assert (plain["score"] is None) == (case.code == "unplaced")
    assert "nan" not in page.replace("nance", "")


def test_the_page_says_what_each_sign_of_a_need_means(demo_run: Run) -> None:
    rows = table(demo_run.folder / "matches.csv")
    page = explain(demo_run.folder, [rows[0]["seeker_urn"], rows[0]["partner_urn"]]).page()
    said = "~ may be met: the need is only likely, or nobody has stated the offer"
    assert f"(+ met; {said}; − not met; ? not known)" in page


def test_either_school_may_come_first(demo_run: Run) -> None:
    rows = table(demo_run.folder / "matches.csv")
    reopened = reopen_run(demo_run.folder)
    field, index = reopened.ranking.arrays, reopened.ranking.index
    turned = [
        r
        for r in rows
        if not (
            field.is_seeker[index[r["partner_urn"]]] and field.is_partner[index[r["seeker_urn"]]]
        )
    ]
    for row in (turned[0], turned[-1]):
        urns = [row["seeker_urn"], row["partner_urn"]]
        first, second = (explain(demo_run.folder, order) for order in (urns, urns[::-1]))
        assert first == second
    # Where each may seek and offer, the first named seeks.
    both = [r for r in rows if r not in turned]
    assert both
    for order in (1, -1):
        urns = [both[0]["seeker_urn"], both[0]["partner_urn"]][::order]
        about = explain(demo_run.folder, urns).about
        assert isinstance(about, ExplainedPair)
        assert [about.seeker.urn, about.partner.urn] == urns


def test_one_school_is_told_with_its_list_as_the_run_gives_it(made: Run) -> None:
    rows = table(made.folder / "matches.csv")
    profile = table(made.folder / "profile.csv")
    names = {r["urn"]: r["name"] for r in table(made.folder / "schools.csv")}
    listed = {r["urn"]: r["listed"] for r in table(made.folder / "schools.csv")}
    asked = sorted({r["seeker_urn"] for r in rows})[::6] + sorted({r["partner_urn"] for r in rows})
    for urn in asked[:16] + asked[-8:]:
        told = explain(made.folder, [urn])
        plain = told.as_dict()
        assert plain["school"]["urn"] == urn
        for own, other, place, side in (
            ("seeker_urn", "partner_urn", "rank", "partners"),
            ("partner_urn", "seeker_urn", "partner_rank", "seekers"),
        ):
            expected = sorted((int(r[place]), r[other]) for r in rows if r[own] == urn and r[place])
            got = [(line["rank"], line["urn"]) for line in plain[side]]
            if listed[urn] == "1":
                assert got[: len(expected)] == expected
            else:  # of a school that no list names, pairs of those who do
                assert set(expected) <= set(got)
            assert len(got) <= max(plain[f"of_{side}"], 3)
        told_of = {(r["activity"], r["subject"]) for r in profile if r["urn"] == urn}
        assert {(r["activity"], r["subject"]) for r in plain["profile"]} == told_of
        text, page = "\n".join(told.lines()), told.page()
        assert names[urn] in text
        for line in plain["partners"]:
            assert f"{line['rank']}. {line['name']} ({line['urn']}): score " in text
            assert line["urn"] in page


@pytest.mark.parametrize(
    ("source", "need", "says", "basis"),
    [
        ("stated", 0.0, "needs: nothing", "known: nothing is needed"),
        ("measured", 0.0, "needs: no need stands out", "not known, so the average"),
        ("stated", 0.5, "needs (0 of 1 met)", "33% is known; for the other 67%"),
    ],
)
def test_needing_nothing_is_not_the_same_as_no_need_being_known(
    source: str, need: float, says: str, basis: str
) -> None:
    schools, profile, config, _ = Case("").run()
    own = (profile["urn"] == "100002") & (profile["activity"] == "L3")
    profile.loc[own, ["need", "source", "activity"]] = [need, source, "X1"]
    other = profile_table([("100004", "L3", "", 1.0, float("nan"))])
    profile = pd.concat([profile, other], ignore_index=True)
    record = {"areas": {"title": "opportunity area"}, "attribution": []}
    reopened = ReopenedRun(
        RunTables(Path(), record, columns_of(school_list(schools)), columns_of(profile)),
        config,
        FinishedRanking(schools, profile, config),
    )
    found = explain_pair(reopened, "100001", "100002")
    assert f"What School 100002 {says}" in "\n".join(Explanation(found, ()).lines())
    (row,) = (row for row in table_of(found) if row[0] == "partner's needs covered")
    assert row[-1].startswith(basis)
    assert found.partner.needs_nothing == (says == "needs: nothing")


def constants(text: str) -> Any:
    """JSON, and no NaN or infinity, which it does not have."""

    def refuse(name: str) -> None:
        raise AssertionError(name)

    return json.loads(text, parse_constant=refuse)


def test_the_three_forms_say_the_same(
    demo_run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = table(demo_run.folder / "matches.csv")
    # Not the first of a list, of which nothing could change the place for the better.
    partly = next(r for r in rows if r["gains"] == "" and r["rank"] not in ("", "1"))
    urns = (partly["seeker_urn"], partly["partner_urn"])
    assert call("explain", demo_run.folder, *urns) == 0
    text = capsys.readouterr().out
    assert f"Score {float(partly['score']):.3f}; " in text
    assert "so the average of pairs of these kinds, " in text
    changed = text.partition("What would change the partner's place")[2]
    assert ", its place " in changed and "as now" not in changed
    assert call("explain", demo_run.folder, *urns, "--format", "json") == 0
    plain = constants(capsys.readouterr().out)
    assert plain["score"] == float(partly["score"])
    assert plain["rank"] == int(partly["rank"])
    assert {"parts", "changes", "seekers_needs", "partners_needs", "area_title"} <= plain.keys()
    # Where the lists alone were compared, a place is one of these.
    pair = explain_pair(reopen_run(demo_run.folder), *urns)
    assert not pair.compared
    told = verdict(replace(pair, of_lists={"seeker": 1, "partner": 14}))
    assert told[3:5] == ["Only 1 seeker of the lists was compared",
                         "Only 14 partners of the lists were compared"]  # fmt: skip
    # The first of a list: what it could offer more moves the score, and not its place.
    first = next(r for r in rows if r["rank"] == "1" and r["gives"] and float(r["gives"]) < 0.5)
    assert call("explain", demo_run.folder, first["seeker_urn"], first["partner_urn"]) == 0
    text = capsys.readouterr().out
    told = re.findall(r"the score would be (0\.\d+), its place 1 as now", text)
    assert told and all(float(score) >= float(first["score"]) for score in told)
    assert "No one thing" not in text
    # Only what the two could offer, not what would be if all were known.
    again, leading = reopen_run(demo_run.folder), [r for r in rows if r["rank"] == "1"][::3]
    pairs = [explain_pair(again, row["seeker_urn"], row["partner_urn"]) for row in leading]
    assert {one.what for pair in pairs for one in pair.changes if one.rank == 1} == {
        "offer", "return",
    }  # fmt: skip
    out = tmp_path / "why.html"
    assert call("explain", demo_run.folder, *urns, "--format", "html", "--out", out) == 0
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", f"Written: {out}\n")
    page = out.read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "<svg" in page
    assert "http" not in page.partition("<footer>")[0].replace("Content-Security", "").replace(
        "http-equiv", ""
    )
    for line in demo_run.found.attribution:
        assert line in page
    again = tmp_path / "again.html"
    call("explain", demo_run.folder, *urns, "--format", "html", "--out", again)
    assert again.read_bytes() == out.read_bytes()
    assert call("explain", demo_run.folder, urns[0], "--format", "json") == 0
    constants(capsys.readouterr().out)


def test_a_question_about_two_schools_loads_no_pandas(demo_run: Run, tmp_path: Path) -> None:
    with (demo_run.folder / "matches.csv").open(encoding="utf-8-sig") as file:
        row = next(csv.DictReader(file))
    run, pair = str(demo_run.folder), [row["seeker_urn"], row["partner_urn"]]
    commands = [
        ["explain", run, *pair],
        ["explain", run, pair[0], "--format", "json"],
        ["partnership", "new", run, *pair, "--in", str(tmp_path / "partnerships")],
    ]
    script = (
        "import contextlib, sys; from matcher.cli.main import main\n"
        f"for words in {commands}:\n"
        "    with contextlib.suppress(SystemExit):\n        main(words)\n"
        "print('pandas' in sys.modules, 'numpy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "False True", done.stderr
    assert [*(tmp_path / "partnerships").rglob("partnership.toml")]


def test_a_school_is_found_by_its_name_and_where_several_are_meant_they_are_named(
    demo_run: Run,
) -> None:
    reopened = reopen_run(demo_run.folder)
    schools = reopened.tables.schools
    names = Counter(schools["name"])
    row = next(r for r in schools.itertuples() if names[r.name] == 1 and "Primary" in r.name)
    short = row.name.replace(" School", "").upper()
    for text in (row.name, f" {row.name.lower()} ", short, f"URN {row.urn}"):
        assert find_school(reopened, text) == row.urn
    by_name, by_urn = (explain(demo_run.folder, [one]).lines() for one in (row.name, row.urn))
    assert by_name == by_urn
    alike = columns_of(schools.assign(name="Ash Valley School"))
    tables = replace(reopened.tables, school_columns=alike)
    twins = replace(reopened, tables=tables)
    with pytest.raises(SettingError, match="are called 'Ash Valley School'") as several:
        find_school(twins, "Ash Valley School")
    assert row.urn not in str(several.value) or row.la_name in str(several.value)
    assert "more" in several.value.hint
    with pytest.raises(SettingError, match="no school of this run is called") as slip:
        find_school(reopened, row.name.replace("Primary", "Grammar"))
    assert f"{row.urn} {row.name}" in slip.value.hint


def test_of_schools_of_one_name_those_that_took_part_are_meant(narrowed: Run) -> None:
    reopened = reopen_run(narrowed.folder)
    arrays, schools = reopened.ranking.arrays, reopened.tables.schools
    seeks, gives = (arrays.urn[there].tolist() for there in (arrays.is_seeker, arrays.is_partner))
    others = sorted({*schools["urn"]}.difference(seeks, gives))[:5]

    def find(*alike: str) -> str:
        renamed = schools.assign(name=schools["name"].mask(schools["urn"].isin(alike), "Ash Hill"))
        tables = replace(reopened.tables, school_columns=columns_of(renamed))
        return find_school(replace(reopened, tables=tables), "ash hill")

    assert find(*others, seeks[-1]) == seeks[-1]
    with pytest.raises(SettingError, match=r"7 schools .* 2 of them took part") as several:
        find(*others, gives[0], seeks[-1])
    told = several.value.hint
    assert told.index(seeks[-1]) < told.index(gives[0]) < told.index(others[0])


def test_what_cannot_be_answered(
    demo_run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = table(demo_run.folder / "matches.csv")
    known = rows[0]["seeker_urn"]
    assert call("explain", demo_run.folder, f"{known}9") == 2
    said = capsys.readouterr().err
    assert f"no school {known}9 is in the lists of this run" in said
    assert "did you mean" in said
    assert call("explain", demo_run.folder, known, "nonsense") == 2
    assert "schools.csv of the run has the schools of its lists by URN" in capsys.readouterr().err
    assert call("explain", demo_run.folder) == 2
    assert call("explain", demo_run.folder, known, known, known) == 2
    assert call("explain", demo_run.folder, known, "--open") == 2
    before = {path.name: path.read_bytes() for path in demo_run.folder.iterdir()}
    assert call("explain", demo_run.folder, known, "--out", demo_run.folder / "why.txt") == 1
    assert {path.name: path.read_bytes() for path in demo_run.folder.iterdir()} == before
    capsys.readouterr()
    assert call("explain", tmp_path, known) == 1
    assert "run the match again" in capsys.readouterr().err
    changed = tmp_path / "changed"
    shutil.copytree(demo_run.folder, changed)
    with (changed / "profile.csv").open("ab") as handle:
        handle.write(b"\r\n")
    assert call("explain", changed, known) == 1
    said = capsys.readouterr().err
    assert "profile.csv has changed since the run" in said
    assert "run the match again" in said


UNUSABLE = r"record of the run cannot be used|run\.json has no"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("barred", None), ("barred", {}), ("barred", {"existing": 3}), ("settings", []),
        ("settings", {"k": "five"}), ("settings", {"weights": "none"}), ("areas", {}),
        ("areas", "here"), ("attribution", 3), ("settings", {"no": 1}),
    ],
)  # fmt: skip
def test_a_record_of_another_version_is_refused(
    demo_run: Run, tmp_path: Path, key: str, value: Any
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(demo_run.folder, copy)
    record = json.loads((copy / "run.json").read_text(encoding="utf-8"))
    for spoilt in ({**record, key: value}, {k: v for k, v in record.items() if k != key}):
        (copy / "run.json").write_text(json.dumps(spoilt), encoding="utf-8")
        with pytest.raises(FileError, match="its digest does not fit"):
            reopen_run(copy)
        (copy / "run.json").write_text(json.dumps(sealed(spoilt)), encoding="utf-8")
        with pytest.raises(FileError, match=UNUSABLE) as caught:
            reopen_run(copy)
        assert caught.value.hint
    with pytest.raises(SettingError):
        explain(demo_run.folder, ["1"])


def test_weights_that_another_version_found_are_worked_out_anew(
    demo_run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = reopen_run(demo_run.folder).ranking.weights
    nearest = replace(own, shares={"near": 1.0})
    monkeypatch.setattr(Weights, "of", lambda plain: nearest)
    assert reopen_run(demo_run.folder).ranking.weights == nearest
    copy = tmp_path / "copy"
    shutil.copytree(demo_run.folder, copy)
    record = json.loads((copy / "run.json").read_text(encoding="utf-8"))
    record["versions"]["matcher"] = "0.0.1"
    (copy / "run.json").write_text(json.dumps(sealed(record)), encoding="utf-8")
    assert reopen_run(copy).ranking.weights.shares == own.shares


def test_hostile_names_stay_on_their_line_and_reach_json_whole(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(["URN", "Name", "Kind", "Easting", "Northing", "Needs", "Strengths"])
        for number, text in enumerate((*HOSTILE, "a\u202eb", "\u200bzero")):
            side = number % 2
            writer.writerow([100_000 + number, text, ("state", "independent")[side], 400_000,
                             400_000 + number, "T3 physics", "L3"])  # fmt: skip
    made = run(Sources((path,)), settings(), tmp_path / "run")
    names = dict(zip(made.found.schools["urn"], made.found.schools["name"], strict=True))
    for number in range(0, len(HOSTILE) + 1, 2):
        urns = [str(100_000 + number), str(100_001 + number)]
        told = explain(made.folder, urns)
        assert all(line.isprintable() for line in told.lines())
        plain = constants(json.dumps(told.as_dict()))
        assert [plain["seeker"]["name"], plain["partner"]["name"]] == [names[u] for u in urns]
        assert all(line.isprintable() for line in explain(made.folder, urns[:1]).lines())


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.xdist_group("national")
def test_pairs_of_the_national_register_add_up_and_agree(national_with_tables: Run) -> None:
    made = national_with_tables
    reopened = reopen_run(made.folder)
    asked, rng = reopened.ranking, random.Random(2025)
    brute = Brute(
        reopened.tables.schools,
        reopened.tables.profile,
        reopened.config,
        columns_of(reopened.ranking.cover).frame(),
    )
    brute.used = dict(made.manifest["terms"]["weights"])
    brute.overall = {}
    brute.means = {
        term: {tuple(kinds.split("-")): mean for kinds, mean in by.items()}  # type: ignore[misc]
        for term, by in made.manifest["terms"]["stand_ins_for_unknown"].items()
    }
    brute.k = len(brute.schools)
    listed = {(r["seeker_urn"], r["partner_urn"]): r for r in table(made.folder / "matches.csv")}
    pairs = rng.sample(sorted(listed), 60)
    while len(pairs) < 300:
        one = rng.choice(brute.seekers)
        others, _, _ = asked.list_of(asked.index[one], by_seeker=True)
        pairs += [
            (one, str(asked.arrays.urn[j]))
            for j in rng.sample(others.tolist(), min(8, len(others)))
        ]
    assert len({row["gives"] for row in listed.values()}) > 100  # the figures count
    for one, other in pairs:
        why = explain_score(asked, one, other)
        assert math.fsum(part.points for part in why.parts) == pytest.approx(why.score, abs=1e-9)
        assert why.score == pytest.approx(brute.score(one, other), abs=1e-8)
        row = listed.get((one, other))
        if row is not None:
            assert_agrees(row, explain_pair(reopened, one, other))
        if why.gate:
            assert (why.gate, str(why.beyond)) == ("beyond", row and row["rank"])
            continue
        assert why.in_seekers_list is not None
        assert why.in_partners_list is not None
        for place, told in (
            (why.in_seekers_list, row and row["rank"]),
            (why.in_partners_list, row and row["partner_rank"]),
        ):
            assert str(place.rank) == told if told else place.rank > reopened.config.k
    for one, other in rng.sample(pairs[60:], 25):
        place = explain_score(asked, one, other).in_seekers_list
        order = [urn for urn, _ in brute.best(one, "seeker")]
        assert place is not None
        assert (place.rank, place.of) == (order.index(other) + 1, len(order))
