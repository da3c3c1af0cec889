"""Pages for schools and partners: they say what the files of the run say, from the side of whoever
reads them."""

from __future__ import annotations

import html
import io
import json
import math
import re
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import docx
import pandas as pd
import pytest
from pdf_ua import faults, text_of
from program import Rows, invoke, output_of, table
from pypdf import PdfReader
from strategies import profile_table

from matcher.core.errors import FileError, OutputError, SettingError
from matcher.core.figures.number_format import half_up
from matcher.core.files.atomic import sha256
from matcher.core.page.pages_folder import WrittenPages
from matcher.core.settings.combine import settings
from matcher.core.tables import BASIS, SOURCES
from matcher.core.text.evidence import of_side
from matcher.core.travel.times import ESTIMATE
from matcher.jobs.matching.explain import explain_pair
from matcher.jobs.matching.match import run
from matcher.jobs.matching.reopen import reopen_run
from matcher.jobs.matching.results import Run
from matcher.jobs.matching.verify import verify
from matcher.jobs.report import report
from matcher.jobs.report.farther_down import farther_down
from matcher.jobs.report.gather import Gatherer
from matcher.jobs.report.how_known import how_known, known_tags
from matcher.jobs.report.lists.farther import FartherDown
from matcher.jobs.report.lists.whole import rest_of_lists
from matcher.jobs.report.made import Made
from matcher.jobs.report.who import near_area, register_entry, to_heed, where, who
from matcher.jobs.stages.reading import Sources
from matcher.profile.measured.rules import load_rules
from matcher.profile.vocabulary import load
from matcher.show.explain.score.known import IN_PART, KNOWN, UNKNOWN, state
from matcher.show.kit.document.blocks import Heading
from matcher.show.report import in_lists_of, planned, seeker, words
from matcher.show.report.facts import Exchange, Listed, ReportFacts
from matcher.show.report.words import everybody as everybody_of
from matcher.show.run.manifest import sealed


@pytest.fixture(scope="module")
def everybody(demo_run: Run) -> dict[tuple[str, str], ReportFacts]:
    """What all pages of the demo tell."""
    gatherer, wanted, _ = report.opened(demo_run.folder, (), (), everybody=True)
    return {(side, urn): getattr(gatherer, side)(urn) for side, urn in wanted}


@pytest.fixture(scope="module")
def plan(demo_run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("planned")
    # A plan finds its run beside it.
    shutil.copytree(demo_run.folder, folder / "run")
    output_of("allocate", folder / "run", "--out", folder / "plan")
    return folder / "plan"


def pairs(made: Run, mine: str, place: str) -> dict[str, Rows]:
    """The rows of matches.csv that have a place, by school and in order."""
    found: dict[str, Rows] = {}
    for row in sorted(
        (row for row in table(made.folder / "matches.csv") if row[place]),
        key=lambda row: int(float(row[place])),
    ):
        found.setdefault(row[mine], []).append(row)
    return found


def tags(exchanges: tuple[Exchange, ...]) -> list[str]:
    return sorted(one.rests_on for one in exchanges)


def bases(row: dict[str, str], which: int) -> list[str]:
    """The words of the column basis for one side of a pair."""
    side = ([*row["basis"].split(" | "), "", ""])[which].strip()
    return sorted(one.rpartition(": ")[2] for one in side.split("; ") if ": " in one)


def test_every_page_has_the_list_of_the_run_in_its_order(
    demo_run: Run, everybody: dict[tuple[str, str], ReportFacts]
) -> None:
    named, met, anew = 0, 0, 0
    ranking = reopen_run(demo_run.folder).ranking
    for side, mine, other, place in (
        ("seeker", "seeker_urn", "partner_urn", "rank"),
        ("partner", "partner_urn", "seeker_urn", "partner_rank"),
    ):
        rows = pairs(demo_run, mine, place)
        pages = {urn: facts for (which, urn), facts in everybody.items() if which == side}
        assert set(rows) <= set(pages)
        for urn, facts in pages.items():
            own, at = rows.get(urn, []), ranking.index[urn]
            listed = [one for one in facts.listed if one.urn in {row[other] for row in own}]
            if not ranking.arrays.listed[at]:  # the run has some pairs alone: the page has all
                whole = ranking.ranked(at, by_seeker=side == "seeker")[0][: facts.run.k]
                assert [one.urn for one in facts.listed] == ranking.arrays.urn[whole].tolist()
                anew += len(facts.listed) - len(listed)
            else:
                assert facts.listed == tuple(listed)
            assert [one.rank for one in facts.listed] == [*range(1, len(facts.listed) + 1)]
            assert bool(facts.why_none) == (not facts.listed)
            for one, row in zip(listed, own, strict=True):
                assert one.rank == int(row[place])
                gets, gives = (0, 1) if side == "seeker" else (1, 0)
                assert tags(one.gets) == bases(row, gets)
                assert tags(one.gives) == bases(row, gives)
                assert one.apart == f"{half_up(float(row['distance_km']), 1)} km apart"
                named, met = named + 1, met + bool(one.gets)
    assert named > 150 and met > 20 and anew > 50


def test_a_pair_that_the_run_does_not_show_is_told_as_it_would_be(demo_run: Run) -> None:
    tables = report.opened(demo_run.folder, (), (), everybody=True)[0].tables
    shown, urns = tables.matches.set_index(["seeker_urn", "partner_urn"]), tables.rows["seeker"]
    anew = rest_of_lists(tables.run, tables.matches.iloc[:0], "seeker", urns)
    anew = anew.set_index(["seeker_urn", "partner_urn"])
    both = anew.index.intersection(shown.index)
    assert len(both) > 50 and len(anew) - len(both) > 50
    places = ["partner_rank", "phase_rank", "worth_asking"]  # of lists that are not made here
    names = ["seeker_name", "partner_name"]
    pd.testing.assert_frame_equal(
        anew.loc[both].drop(columns=[*places, *names]),
        shown.loc[both].drop(columns=[*places, *names]),
        check_dtype=False,
    )


def test_a_page_names_those_in_whose_lists_alone_a_school_stands(
    demo_run: Run, everybody: dict[tuple[str, str], ReportFacts]
) -> None:
    """As the map has them: they are told to ring it, or it is told of their place for it."""
    places = {"seeker": ("partner_rank", "phase_rank"), "partner": ("rank", "worth_asking")}
    seen = set()
    for (side, urn), facts in everybody.items():
        other = facts.other
        own = {one.urn for one in (*everybody_of(facts), *facts.worth_asking)}
        theirs = {
            row[f"{other}_urn"]: row
            for row in table(demo_run.folder / "matches.csv")
            if row[f"{side}_urn"] == urn and any(row[place] for place in places[side])
        }
        assert {one.urn for one in facts.in_lists_of} <= theirs.keys() - own
        assert len(facts.in_lists_of) + facts.more_lists == len(theirs.keys() - own)
        if facts.more_lists:  # the rows of which the page tells are these and no others
            named = str(in_lists_of.blocks(facts, lambda _: ("", "")))
            none = re.search(r"nothing in (\w+) and (\w+)", named)
            assert none and theirs.keys() - own == {
                row[f"{other}_urn"] for row in table(demo_run.folder / "matches.csv")
                if row[f"{side}_urn"] == urn and not any(row[name] for name in none.groups())
            }  # fmt: skip
        order = [(not one.own_rank, -float(theirs[one.urn]["score"])) for one in facts.in_lists_of]
        assert order == sorted(order)
        for one in facts.in_lists_of:
            row, first = theirs[one.urn], places[side][0]
            assert one.own_rank == int(row[first] or (side == "seeker" and row["phase_rank"]) or 0)
            assert one.own_of_phase == (side == "seeker" and not row[first])
            assert one.own_of_phase == (0 < one.own_rank <= one.of_phase)
            seen.add((side, bool(one.own_rank), one.own_of_phase))
    assert seen == {("seeker", True, False), ("seeker", True, True), ("partner", True, False),
                    ("partner", False, False)}  # fmt: skip


def test_worth_asking_and_phases_are_those_of_the_run(
    demo_run: Run, everybody: dict[tuple[str, str], ReportFacts]
) -> None:
    asked = pairs(demo_run, "seeker_urn", "worth_asking")
    for urn, rows in asked.items():
        facts = everybody["seeker", urn]
        assert [one.urn for one in facts.worth_asking] == [row["partner_urn"] for row in rows]
        assert "ask whether it could give" in facts.asking
    for (side, urn), facts in everybody.items():
        further = [one.urn for _, listed in facts.by_phase for one in listed]
        assert not set(further) & {one.urn for one in facts.listed}
        # A number is that of one school, in what the page says of needs and offers as well.
        whole = [one.rank for one in everybody_of(facts)]
        assert whole == sorted(set(whole))
        rows = pairs(demo_run, "partner_urn", "phase_rank").get(urn, [])
        later = [row["seeker_urn"] for row in rows if not row["partner_rank"]]
        assert side == "seeker" or sorted(further) == sorted(later)


def test_a_partner_that_is_only_among_the_best_of_a_phase_is_told_of_these(demo_run: Run) -> None:
    gatherer = gathered(demo_run)
    before = next(one for one in map(gatherer.partner, gatherer.tables.rows["partner"])
                  if len(one.by_phase) > 1)  # fmt: skip
    own = gatherer.tables.rows["partner"][before.urn]
    for row in own:
        row["partner_rank"] = math.nan
    facts = gatherer.partner(before.urn)
    of_phases = [row for row in own if not math.isnan(row["phase_rank"])]
    best = [row["seeker_urn"] for row in sorted(of_phases, key=lambda row: -row["score"])]
    assert [one.urn for one in facts.listed] == best and facts.why_none == ""
    assert [one.rank for one in facts.listed] == list(range(1, len(best) + 1))
    assert not facts.by_phase


def test_a_page_speaks_to_its_reader_alone(demo_run: Run) -> None:
    """A partner never reads of "your" needs where those of a seeker are meant, nor the words in
    which another school told them."""
    gatherer, wanted, _ = report.opened(demo_run.folder, (), (), everybody=True)
    own: dict[str, set[str]] = {urn: set() for _, urn in wanted}
    for row in table(demo_run.folder / "profile.csv"):
        sides = {of_side(row["evidence"], side) for side in ("need", "strength")}
        own.setdefault(row["urn"], set()).update(sides)
    quoted = {text for those in own.values() for text in those if len(text) > 20}
    assert quoted
    for facts, document in report.pages(gatherer, wanted):
        told = list(document.texts())
        if facts.side == "partner":
            assert not [one for one in told if re.search(r"your (likely )?needs?\b", one)]
        others = quoted - own[facts.urn]
        assert not [one for one in told for text in others if f"“{text}”" in one]
        assert not [one for one in told if "nan" in one.split()]


def test_needs_and_offers_are_told_as_they_are_known_and_none_that_is_none(
    demo_run: Run, everybody: dict[tuple[str, str], ReportFacts]
) -> None:
    """A long claim counts in part in a score; the school's own page says what it stated."""
    offered: dict[str, list[float]] = defaultdict(list)
    for row in table(demo_run.folder / "profile.csv"):
        assert row["source"] != "measured"  # figures put some too low to name
        if row["strength"] and float(row["strength"]) > 0:
            offered[row["urn"]].append(float(row["strength"]))
    for facts in everybody.values():
        assert all(one.degree > 0 for one in (*facts.needs, *facts.offers))
        assert [one.degree for one in facts.offers] == sorted(offered[facts.urn], reverse=True)
        assert not math.isnan(sum(one.sure for one in facts.needs))


def test_what_would_come_back_is_told_or_asked(demo_run: Run) -> None:
    """Beside each of a list stands what would be given in return, or why nothing is known of it;
    whoever is silent is to be asked; and a partner reads which area puts a school higher."""
    profile = table(demo_run.folder / "profile.csv")
    needy = {row["urn"] for row in profile if row["need"]}
    area = {row["urn"]: row["area"] for row in table(demo_run.folder / "schools.csv")}
    offered: dict[str, set[str]] = defaultdict(set)
    for row in profile:
        if row["strength"] and float(row["strength"]) > 0 and row["activity"] != "none":
            tag = load().words(row["activity"], row["subject"])
            offered[row["urn"]].add(f"{tag} ({BASIS[row['source']]})")
    gatherer, wanted, _ = report.opened(demo_run.folder, (), (), everybody=True)
    asked = had = unknown = 0
    for facts, document in report.pages(gatherer, wanted):
        side = facts.side
        told = list(document.texts())
        questions = " ".join(one for one in told if "ask what" in one and "as nothing is" in one)
        for one in facts.listed:
            assert one.needs_known == (one.urn in needy)
            if side == "partner":
                cells = " ".join(text for text in told if text.startswith(one.name))
                assert not area[one.urn] or (
                    f"in the former {area[one.urn]} opportunity area" in cells
                )
            elif not one.gives:
                assert words.sentence(one.silent_back) in told
                if one.silent_back != "you are said to offer nothing":  # else nothing is asked
                    assert (one.silent_back == "what it needs is not known") != one.needs_known
                    named = one.name in questions or "ll 5 in your list" in questions
                    assert named >= (not one.needs_known)
                    asked += not one.needs_known
            has = offered.get(one.urn, set()) if side == "seeker" and not one.gets else set()
            told_has = {f"{each.words} ({each.rests_on})" for each in one.has}
            assert told_has <= has and len(one.has) == len(told_has) == len(has)
            had += bool(has)
            if side == "seeker":
                own = [row for row in profile if row["urn"] == one.urn and row["strength"]]
                # Who says what it offers says all of it; a figure that is low says nothing.
                says_all = any(row["source"] == "stated" for row in own)
                known = {
                    load().words(row["activity"], row["subject"]) for row in own
                    if float(row["strength"]) > 0 or row["source"] != "measured"
                } | {got.words for got in one.gets}  # fmt: skip
                left = [] if says_all else [n.words for n in facts.needs if n.words not in known]
                assert sorted(one.unknown) == sorted(left)
                unknown += len(left)
    assert asked > 50 and had and unknown > 20


def gathered(demo_run: Run, **tables: object) -> Gatherer:
    """What gathers the pages of the demo, some of its tables replaced."""
    gatherer = report.opened(demo_run.folder, (), (), everybody=True)[0]
    own = replace(gatherer.tables)
    vars(own).update(tables)
    return replace(gatherer, tables=own)


def test_no_page_begins_with_less_than_the_surest_of_what_it_shows(demo_run: Run) -> None:
    """Of the demo, with sources and sureties of all kinds: by the figures of each page's tables."""
    profile = report.opened(demo_run.folder, (), (), everybody=True)[0].tables.profile.copy()
    many = range(len(profile))
    profile["source"] = [("stated", "measured", "wording", "published")[at % 4] for at in many]
    profile["confidence"] = [0.1 + at * 37 % 90 / 100 for at in many]
    known = {urn: own.to_dict("records") for urn, own in profile.groupby("urn")}
    gatherer, begun = gathered(demo_run, profile=profile, known=known), 0
    for side in ("seeker", "partner"):
        for urn, rows in gatherer.tables.rows[side].items():
            facts, gets = getattr(gatherer, side)(urn), side == "seeker"
            said = [one.likely for one in facts.needs]
            assert said == sorted(said), "what it has said itself comes first"
            every = [each for one in facts.listed for each in (one.gets if gets else one.gives)]
            own = {one.words: one.sure for one in (facts.needs if gets else facts.offers)}
            sure = [
                (each.is_likely, -round(own[each.words] * each.offer_sure, 4))
                if gets
                else (each.is_likely, -round(each.need_sure * own[each.things[0]], 4))
                for each in every
            ]
            chosen = planned.where_to_begin(facts, facts.listed, gets=gets)
            assert (chosen is None) == (not every)
            if chosen:
                at = next(at for at, each in enumerate(every) if each is chosen[1])
                assert sure[at][0] == min(sure)[0]
                # A partner's page does not tell how sure it is that others have said a need.
                assert sure[at] == min(sure) or (side == "partner" and not sure[at][0])
                begun += len(rows) > 1
    assert begun > 20


def test_what_is_known_not_to_be_offered_is_no_question(demo_run: Run) -> None:
    """Of tags alone it is known that a register or a list in part does not have them; who states
    what it offers has nothing else, and of the silent all is to be asked."""
    nan, maths = math.nan, load().words("T3", "maths")
    needs = profile_table([("1", "T3", one, need, nan) for one, need in
                           (("physics", 0.5), ("maths", 0.9), ("chemistry", 0.9))])  # fmt: skip
    of = {
        "2": profile_table([("2", "T3", "maths", nan, 0.0)], source="partly"),
        "3": profile_table([("3", "T3", "maths", nan, 0.0)], source="measured"),
        "4": profile_table([("4", "L3", "", nan, 1.0)], source="stated"),
    }
    gatherer = gathered(demo_run, profile=pd.concat([needs, *of.values()], ignore_index=True))
    every = tuple(load().words("T3", one) for one in ("chemistry", "maths", "physics"))
    left = tuple(one for one in every if one != maths)
    assert [gatherer.tables.unknown("1", urn, ()) for urn in "2345"] == [left, every, (), every]


def test_a_need_is_likely_where_a_guess_tells_of_it(demo_run: Run) -> None:
    urn = demo_run.found.schools["urn"].iloc[0]
    rows = [
        row
        for source in SOURCES
        for row in profile_table([(urn, "T3", source, 0.5, math.nan)], source=source).to_dict(
            "records"
        )
    ]
    needs = gathered(demo_run, known={urn: rows}).seeker(urn).needs
    told = {source: need.likely for need in needs for source in SOURCES if source in need.words}
    assert told == {source: source in ("inferred", "measured") for source in SOURCES}


def test_whom_to_ask_farther_down_a_list_is_in_reach_and_meets_what_nobody_in_it_does(
    demo_run: Run, everybody: dict[tuple[str, str], ReportFacts]
) -> None:
    tables = report.opened(demo_run.folder, (), (), everybody=True)[0].tables
    ranking, seen, nobody, apart, widened = tables.run.ranking, 0, 0, 0, 0
    for (side, urn), facts in everybody.items():
        if side == "partner":
            assert facts.farther == ()
            continue
        own = ranking.index[urn]
        ranks = [ranking.rank_in_list(own, ranking.index[other], by_seeker=True).rank
                 for other, _, _ in tables.farther.of(urn)]  # fmt: skip
        assert ranks == sorted(ranks)
        met = {one.words for listed in facts.listed for one in listed.gets}
        for line in facts.farther:
            if "known, or likely, to offer" in line:
                assert line.startswith(f"None of the {facts.in_reach} partners that you may meet ")
                # To let others give is advised where some in reach may have it, and only there.
                others = [
                    one for _, _, tags in tables.farther.who_only_seek.of(urn) for one in tags
                ]
                words = {load().words(*tag) for tag in others} - met
                more = re.search(
                    r"(\d+) state-funded schools? within 40 km that only seeks? ", line
                )
                assert bool(more) == ("--givers" in line)
                if more:
                    assert any(word in line for word in words) and "another partner may" in line
                    widened += 1
                else:
                    assert not any(need in line for need in words) and "Ask the partners" in line
                nobody += 1
                continue
            if line.startswith("Kept apart from you by pupils' ages, but a place can be shared"):
                others = re.findall(r"\((\w+), [\d.]+ km\) about ", line)
                assert others
                assert {ranking.gate(urn, other) for other in others} <= {"phase", "exam_years"}
                assert all(tables.schools[other]["capacity"] != 0 for other in others)
                apart += 1
                continue
            seen += 1
            assert not any(f"({listed.urn}," in line for listed in facts.listed)
            asked = re.findall(r"\) about (.*?)(?:;|\. Registers)", line)
            what = {need for about in asked for need in about.split(", ")}
            assert what and what <= {need.words for need in facts.needs} - met
    assert seen and nobody > widened > 0 and apart


def test_nobody_is_sent_to_a_partner_without_places() -> None:
    about: dict[str, dict[str, Any]] = {
        "capacity": {"2": 0, "3": math.nan, "4": math.nan},
        "name": {"2": "Elm", "3": "Fir", "4": "Gorse"},
        "contact_condition": {"3": "ring first", "4": ""},
        "located_by": dict.fromkeys("34", "given"), "precision_m": dict.fromkeys("34", 100.0),
        "kind": dict.fromkeys("234", "independent"), "pupils": {"2": 7, "3": 300, "4": 7},
    }  # fmt: skip
    rows = SimpleNamespace(one=lambda name, urn: about[name][urn])
    partners: Any = SimpleNamespace(
        run=SimpleNamespace(school_rows=rows, config=SimpleNamespace(miles=False)),
        of=lambda *_: [("2", 3.0, [("C2", "Latin")]), ("3", 4.0, [("C2", "Latin")])],
        needed=lambda _, tags: tags,
        kept_apart=lambda _: [],
    )
    (told,) = farther_down(partners, "1", [("C2", "Latin")], set(), 9)
    assert told.startswith(
        "Farther down your list: ask Fir (3, 4.0 km; contact: ring first) about Latin"
    )
    partners.of = lambda *_: [("2", 3.0, [("C2", "Latin")])]
    partners.run.reach = SimpleNamespace(within="within 40 km")
    partners.who_only_seek = SimpleNamespace(of=lambda *_: [])
    partners.only_seek_within = "within 106 km in a straight line"
    (told,) = farther_down(partners, "1", [("C2", "Latin")], set(), 9)
    assert told.startswith("None of the 9 partners that you may meet within 40 km is known")
    # Nobody asked for the travel times of those who only seek.
    partners.run.config.k = 5
    partners.who_only_seek.of = lambda *_: [("5", 90.0, [("C2", "Latin")])]
    about["may_give"] = {"5": "school"}
    (told,) = farther_down(partners, "1", [("C2", "Latin")], set(), 9)
    assert "1 state-funded school within 106 km in a straight line that only seeks may" in told
    # Those for whom a plan supposes no place come last, and are told so.
    partners.of = lambda *_: [(urn, 3.0, [("C2", "Latin")]) for urn in "43"]
    (told,) = farther_down(partners, "1", [("C2", "Latin")], set(), 9)
    assert told.index("Fir (3") < told.index(
        "Gorse (4, 3.0 km; it is small, 7 on roll, and a plan supposes no place for it) about"
    )
    partners.of = lambda *_: [("3", 4.0, [("C2", "Latin")])] * 5
    (told,) = farther_down(partners, "1", [("C2", "Latin")], set(), 9)
    assert told.startswith("Farther down your list, the first 3 of the 5 there that may meet one: ")


def test_where_no_need_stands_out_a_school_reads_what_was_looked_at(demo_run: Run) -> None:
    urn = demo_run.found.schools["urn"].iloc[0]
    figures = profile_table([(urn, "T3", "maths", 0.0, math.nan)], source="measured")
    rows = figures.assign(evidence="maths progress 0.8").to_dict("records")
    # What else tells of none is no figure.
    rows += profile_table([(urn, "T3", "art", 0.0, math.nan)], source="inferred").to_dict("records")
    facts = gathered(demo_run, known={urn: rows}).seeker(urn)
    assert facts.looked_at == (f"{load().words('T3', 'maths')}: maths progress 0.8",)
    page = str(seeker.document(facts, defaultdict(lambda: ("", ""))))
    assert "These published figures were looked at" in page and facts.looked_at[0] in page
    assert (
        "Not known: no need stands out in what is published" in page
        and "weigh a little" not in page
    )
    # One that is too low to name counts in the score, if the run asked about it.
    low = profile_table([(urn, "T3", "physics", 0.05, math.nan)], source="measured")
    known = {urn: [*rows, *low.assign(evidence="physics entries 3").to_dict("records")]}
    asked = {"need": {(urn, "T3", "physics")}, "strength": set()}
    counts = gathered(demo_run, known=known, asked=asked).seeker(urn)
    told = "physics teaching (how great: 5%): physics entries 3"
    assert (counts.looked_at, counts.too_low) == (facts.looked_at, (told,))
    page = str(seeker.document(counts, defaultdict(lambda: ("", ""))))
    assert page.index("No other need of yours is known, so what a") < page.index(told)
    assert page.index(told) < page.index("No need follows from them")
    assert "Not known: no need stands out, as what is published suggests too little to name" in page
    silent = gathered(demo_run, known=known, asked=dict.fromkeys(asked, frozenset())).seeker(urn)
    assert (len(silent.looked_at), silent.too_low) == (2, ())
    stated = profile_table([(urn, "T3", "physics", 1.0, math.nan)]).to_dict("records")
    assert gathered(demo_run, known={urn: [*rows, *stated]}).seeker(urn).looked_at == ()


def test_a_page_says_of_a_pair_that_the_same_is_known_as_its_explanation(demo_run: Run) -> None:
    tables = report.opened(demo_run.folder, (), (), everybody=True)[0].tables
    told = sorted(tables.how_known.items())
    assert len(told) > 20
    for pair, states in told[::4]:
        found = explain_pair(tables.run, *pair)
        parts = {part.term: state(part.known, part.sure) for part in found.parts}
        assert states == {**parts, **dict.fromkeys(found.left_out, UNKNOWN)}
    assert {one for _, states in told for one in states.values()} == {KNOWN, IN_PART, UNKNOWN}


def test_nearness_by_a_time_that_nobody_asked_for_is_known_in_part() -> None:
    def known(minutes_by: str, travel: Any) -> str:
        weights = SimpleNamespace(left_out=(), shares={"near": 1.0})
        ranking = SimpleNamespace(weights=weights, arrays=SimpleNamespace(travel=travel))
        nothing = dict.fromkeys(("opportunity", "gives_known", "gains_known"), math.nan)
        row = {"seeker_urn": "1", "partner_urn": "2", "minutes_by": minutes_by, **nothing}
        return how_known(cast(Any, SimpleNamespace(ranking=ranking)), [row])["1", "2"]["near"]

    by = ("", ESTIMATE, "routed", "file")
    assert [known(one, object()) for one in by] == [IN_PART, IN_PART, KNOWN, KNOWN]
    assert known("", None) == KNOWN


def test_why_a_figure_is_a_need_is_told_by_the_rules_that_come_with_the_product() -> None:
    (fact, gives) = next(
        (fact, one) for fact in load_rules().facts for one in fact.gives if one.because
    )
    tag = (gives.activity, gives.subject, *((0.5, math.nan) if gives.side == "need" else
                                           (math.nan, 0.5)))  # fmt: skip
    rows = profile_table([("1", *tag)], source="measured").assign(evidence=fact.says)
    for own_rules in (False, True):
        (told,) = known_tags(rows.to_dict("records"), gives.side, load().words, (),
                             own_rules=own_rules)  # fmt: skip
        assert (gives.because in told.basis) != own_rules


def test_the_register_has_an_entry_of_its_own_schools_alone() -> None:
    address = "https://www.get-information-schools.service.gov.uk/Establishments/Establishment"
    read = {"sources": {"lists": {}, "register": {}}}
    one = {"urn": "123930", "register_name": "One"}
    assert register_entry(one, read) == f"{address}/Details/123930"
    for urn, name in (("123930", ""), ("900034", "One"), ("1239301", "One"), ("1/../2", "One")):
        assert not register_entry({"urn": urn, "register_name": name}, read)
    # A run that read no register beside its lists cannot tell who is not in it.
    assert register_entry(one | {"register_name": ""}, {"sources": {"lists": {}}})
    assert not register_entry(one | {"register_name": ""}, {})  # nor may others be told


def test_what_figures_put_too_low_to_name_is_not_told_as_what_a_partner_has(demo_run: Run) -> None:
    tables = replace(report.opened(demo_run.folder, (), (), everybody=True)[0].tables)
    offered = [("1", "T3", subject, math.nan, 0.09 if subject == "physics" else 0.1)
               for subject in ("physics", "maths")]  # fmt: skip
    by_figures = profile_table(offered, source="measured")
    stated = profile_table([("1", "C3", "music", math.nan, 0.05)])
    vars(tables)["profile"] = pd.concat([by_figures, stated], ignore_index=True)
    named = ("T3", "maths", "measured"), ("C3", "music", "stated")
    assert tables.has("1") == tuple(
        Exchange(load().words(activity, subject), activity, "", BASIS[source])
        for activity, subject, source in named
    )


def sheets(data: bytes) -> int:
    return len(PdfReader(io.BytesIO(data)).pages)


def test_all_three_forms_say_the_same(
    demo_run: Run, everybody: dict[tuple[str, str], ReportFacts]
) -> None:
    urn = "900094"  # one of whom much is known
    facts = everybody["seeker", urn]
    for form in ("html", "pdf", "docx"):
        made = report.reports(demo_run.folder, form, schools=[urn]).files
        assert list(made) == [f"school-{urn}.{form}"]
        again = report.reports(demo_run.folder, form, schools=[facts.name]).files
        assert made == again
        data = made[f"school-{urn}.{form}"]
        assert len(data) < 250_000  # an e-mail takes it
        if form == "html":
            told = re.sub(r"<[^>]+>", " ", data.decode())
        elif form == "pdf":
            assert faults(data) == []
            assert sheets(data) == 2
            told = text_of(data)
            long = report.reports(demo_run.folder, form, partners=["900049"]).files
            # With three lists of phases and thirty more schools.
            assert sheets(long["partner-900049.pdf"]) <= 4
        else:
            told = " ".join(words_of(data))
        told = " ".join(told.split())
        for one in facts.listed:
            assert one.name in told
        for need in facts.needs:
            assert need.words[1:] in told
        assert "29 November" not in told or facts.run.day in told
        assert facts.run.day in told and facts.name in told


def words_of(data: bytes) -> Iterator[str]:
    made = docx.Document(io.BytesIO(data))
    assert made.core_properties.language == "en-GB"
    for paragraph in made.paragraphs:
        yield paragraph.text
    for grid in made.tables:
        for row in grid.rows:
            yield from (cell.text for cell in row.cells)
    assert made.inline_shapes[0]._inline.docPr.get("descr").startswith("A sketch map")
    drawn = made.inline_shapes[0]  # as wide as the text: its numbers are to be read
    assert drawn.width > 0.95 * docx.shared.Twips(int(made.element.xpath("//w:tblW/@w:w")[0]))


def test_a_page_says_where_a_school_is_and_when_the_programme_ended() -> None:
    at = {"located_by": "register", "precision_m": 100.0, "contact_condition": ""}
    near = at | {"area": "", "area_near": "Bradford", "area_km": 5.0}
    inside = at | {"area": "Bradford", "area_near": "", "area_km": 0.0}
    nowhere = at | {"area": "", "area_near": "", "area_km": math.nan}
    ended = "September 2022"
    for school, title, end, told, short in (
        (inside, "opportunity area", "", "It is in the Bradford opportunity area.",
         ("in the Bradford opportunity area",)),
        (inside, "former opportunity area", ended, "It is in the former Bradford opportunity area "
         "(the programme ended in September 2022).", ("in the former Bradford opportunity area",)),
        (near, "former opportunity area", ended, "It is 5.0 km from the nearest former opportunity "
         "area, Bradford (the programme ended in September 2022).",
         ("5 km from the former Bradford opportunity area",)),
        (nowhere, "priority area", "", "How far it is from priority areas is not known.", ()),
    ):  # fmt: skip
        assert where(school, title, end, miles=False) == told
        assert near_area(school, title, 10.0, miles=False) == short
    assert near_area(near, "opportunity area", 1.6, miles=False) == ()  # as far as three halves
    far = inside | {"precision_m": 62_000.0}
    doubt = "ts postcode is 62.0 km from where its coordinates put it: ask where it is"
    own = far | {"kind": "state", "phase": "Primary", "la_name": "", "district_name": "",
                 "postcode": "SK6 2SR", "urn": "1", "pupils": math.nan, "trust": "",
                 "fsm_pct": math.nan}  # fmt: skip
    told = "State-funded school, primary, SK6 2SR, URN 1, trust: not known."
    assert who(own, miles=False) == f"{told} I{doubt}."
    nowhere_told = {"postcode": "", "pupils": 400, "fsm_pct": 36.5, "precision_m": 100.0}
    assert who(own | nowhere_told, miles=False) == (
        "State-funded school, primary, postcode not in the list or register, URN 1, 400 pupils, "
        "36.5 % eligible for free school meals, trust: not known."
    )
    assert "meals" not in who(own | nowhere_told | {"fsm_pct": 1.0}, miles=False)  # 4 pupils
    assert "1.25 %" in who(own | nowhere_told | {"fsm_pct": 1.25}, miles=False)  # 5
    assert who(own | {"precision_m": 100.0}, miles=False) == told
    assert to_heed(inside, miles=False) == ()
    assert to_heed(far | {"contact_condition": "ring first"}, miles=False) == (
        "contact: ring first", f"i{doubt}",
    )  # fmt: skip


def test_pages_of_a_plan_advise_about_its_pairs_alone(plan: Path) -> None:
    paired = {(row["seeker_urn"], row["partner_urn"]) for row in table(plan / "plan.csv")}
    found = set()
    gatherer, wanted, _ = report.opened(plan, (), (), everybody=True)
    for facts, document in report.pages(gatherer, wanted):
        given = {one.urn for _, one in facts.planned}
        found |= {(facts.urn, u) if facts.side == "seeker" else (u, facts.urn) for u in given}
        advice = " ".join(
            str(after) for block, after in pairwise(document.blocks)
            if block in (Heading("What to agree first"), Heading("Whom to ask what"))
        )  # fmt: skip
        for one in everybody_of(facts) if given else ():
            assert one.urn in given or one.name not in advice
    assert found == paired
    # Whom it gives nobody learns that its partners are full; no page names with whom.
    left = [
        row["seeker_urn"] for row in table(plan / "unserved.csv") if row["why"] != "nobody_in_reach"
    ]
    urn = next(urn for side, urn in wanted if side == "seeker" and urn in left)
    taken = {row["seeker_name"] for row in table(plan / "plan.csv")}
    for left_out in ("", "Pages for others tell less."):
        own = replace(gatherer, facts=replace(gatherer.facts, left_out=left_out))
        ((facts, document),) = report.pages(own, [("seeker", urn)])
        full = [one for one in facts.listed if one.full]
        assert full and all(one.full.startswith("full in the plan") for one in full)
        assert not any(name in one.full for one in full for name in taken)
        assert any("which gives it 1 other school" in one.full for one in full) == (not left_out)
        assert "in your list are full in the plan: their places go to others" in str(document)


def test_a_folder_has_an_index_and_is_made_again(plan: Path, tmp_path: Path) -> None:
    out = tmp_path / "pages"
    said = output_of("report", plan, "--all", "--out", out)
    made = {path.name: path.read_bytes() for path in out.iterdir()}
    assert f"Written: {out}, {len(made) - 1} files" in said  # its list of pages aside
    index = made["index.html"].decode()
    links = re.findall(r'<a href="([^"#]+)">', index)
    assert sorted(links) == sorted(made.keys() - {"index.html", "pages.txt"})
    assert len(links) > 30 and "<script" not in index
    planned = {row["seeker_urn"]: row for row in table(plan / "plan.csv")}
    for urn, row in planned.items():
        page = html.unescape(made[f"school-{urn}.html"].decode())
        assert f"The plan gives you {row['partner_name']} (" in page
    left = table(plan / "unserved.csv")
    pages = [f"school-{row['seeker_urn']}.html" for row in left]
    told = [made[name].decode() for name in pages if name in made]
    assert told and all("The plan has no place for you yet" in page for page in told)
    output_of("report", plan, "--all", "--out", out)
    assert made == {path.name: path.read_bytes() for path in out.iterdir()}
    (out / links[0]).write_text("mine", encoding="utf-8")
    made_again = report.reports(plan, "html", everybody=True)
    with pytest.raises(OutputError, match="was changed since"):
        report.write_folder(plan, made_again, out, force=False)


def test_pages_that_are_replaced_or_taken_away_are_kept_beside(
    demo_run: Run, tmp_path: Path
) -> None:
    out = tmp_path / "pages"
    many = report.reports(demo_run.folder, "html", everybody=True)
    first, second = sorted(many.files)[-2:]
    report.write_folder(demo_run.folder, many, out, force=False)
    few = Made({first: many.files[first], second: b"another"})
    _, done = report.write_folder(demo_run.folder, few, out, force=False)
    assert set(done.removed) == many.files.keys() - {first, second}
    assert done.kept is not None and done.kept.parent == tmp_path
    kept = {path.name: path.read_bytes() for path in done.kept.iterdir()}
    assert kept == {name: data for name, data in many.files.items() if name != first}
    assert (out / second).read_bytes() == b"another"
    _, again = report.write_folder(demo_run.folder, few, out, force=False)
    assert again == WrittenPages(())  # the same pages: nothing to keep


def test_who_of_the_lists_has_no_page_is_told_with_why(demo_run: Run) -> None:
    rows = table(demo_run.folder / "schools.csv")
    made = report.reports(demo_run.folder, "html", everybody=True)
    without = [
        row
        for row in rows
        if not {f"school-{row['urn']}.html", f"partner-{row['urn']}.html"} & made.files.keys()
    ]
    index = html.unescape(made.files["index.html"].decode())
    assert without and all(f"{row['name']} ({row['urn']})" in index for row in without)
    assert any(f"{len(without)} schools of your lists have no page: " in one for one in made.notes)
    assert "closed, or not open yet" in " ".join(made.notes)


def test_a_text_is_told_as_what_it_is_taken_to_mean(demo_run: Run, tmp_path: Path) -> None:
    row = next(row for row in table(demo_run.folder / "schools.csv") if row["urn"] == "900001")
    made = report.reports(demo_run.folder, "html", schools=[row["name"].upper(), "900001"])
    assert sorted(made.files) == ["index.html", "school-900001.html"]
    assert [one for one in made.notes if one.endswith(f"is taken to mean {row['name']} (900001)")]
    with pytest.raises(SettingError, match="is empty"):
        report.reports(demo_run.folder, "html", schools=[" "])
    with pytest.raises(SettingError) as long:
        report.reports(demo_run.folder, "html", schools=["word " * 1000])
    assert len(long.value.what) < 120
    with pytest.raises(FileError, match="is a file, not the folder of a run"):
        report.reports(demo_run.folder / "schools.csv", "html", everybody=True)
    twice = ("--school", "900001", "--school", "900001", "--out", tmp_path / "one.html")
    assert "one.html" in output_of("report", demo_run.folder, *twice)
    assert (tmp_path / "one.html").is_file()
    both = ("--school", "900001", "--school", "900002", "--out", tmp_path / "two.html")
    assert f"such as {tmp_path / 'two'}" in output_of("report", demo_run.folder, *both, code=2)


def test_what_is_asked_wrongly_is_said(demo_run: Run, plan: Path, tmp_path: Path) -> None:
    assert "say for whom" in output_of("report", demo_run.folder, code=2)
    assert "say for whom" in output_of("report", demo_run.folder, "--all", "--office", code=2)
    found = table(demo_run.folder / "schools.csv")
    seeker = next(row["urn"] for row in found if row["role"] == "seeker")
    partner = next(row["urn"] for row in found if row["role"] == "partner")
    with pytest.raises(SettingError, match="is no partner in this run"):
        report.reports(demo_run.folder, "html", partners=[seeker])
    with pytest.raises(SettingError, match="is no seeker in this run"):
        report.reports(demo_run.folder, "html", schools=[partner])
    with pytest.raises(SettingError):
        report.reports(demo_run.folder, "html", schools=["999999"])
    with pytest.raises(FileError):
        report.reports(tmp_path, "html", everybody=True)
    with pytest.raises(OutputError):
        made = report.reports(demo_run.folder, "html", schools=[seeker], partners=[partner])
        report.write_folder(demo_run.folder, made, demo_run.folder, force=False)
    refused = invoke("report", demo_run.folder, "--school", seeker, "--out",
                     demo_run.folder / "page.html")  # fmt: skip
    assert refused.exit_code == 1
    written = output_of("report", plan, "--partner", partner, "--out", tmp_path / "one.html")
    assert "Written:" in written


@pytest.mark.parametrize(
    ("spoil", "told", "more"),
    [
        (lambda row: [row.replace(",0.", ",0x", 1)], "is no number", False),
        (lambda row: [row, row], "stand in an earlier row too", True),
        (lambda row: [row[row.index(",") :]], "is no URN", False),
    ],
)
def test_a_row_that_is_not_as_written_is_refused_though_the_digests_fit(
    demo_run: Run, tmp_path: Path, spoil: Callable[[str], list[str]], told: str, more: bool
) -> None:
    """By the pages of its own school, and by ``verify``; by those of others where the file has
    another number of rows: else they are read without it."""
    copy = Path(shutil.copytree(demo_run.folder, tmp_path / "run"))
    path = copy / "matches.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    urns = [row["seeker_urn"] for row in table(path)]
    before = report.reports(copy, "html", schools=[urns[0]]).files
    assert urns[0] not in lines[-1]
    path.write_text("".join([*lines[:-1], *spoil(lines[-1])]), encoding="utf-8", newline="")
    with pytest.raises(FileError, match="has changed since the run"):
        report.reports(copy, "html", schools=[urns[0]])
    record = json.loads((copy / "run.json").read_text(encoding="utf-8"))
    del record["digest"]
    for entry in record["outputs"]:
        entry["sha256"] = sha256(copy / entry["name"])
    (copy / "run.json").write_text(json.dumps(sealed(record)), encoding="utf-8")
    with pytest.raises(FileError, match=told):
        verify(copy)
    for urn in urns[-1], urns[0]:
        if urn == urns[0] and not more:
            assert report.reports(copy, "html", schools=[urn]).files == before
            continue
        with pytest.raises(FileError, match=told) as refused:
            report.reports(copy, "html", schools=[urn])
        assert f"matches.csv, row {len(lines) + more}" in refused.value.where


def test_a_school_without_a_list_reads_why(demo_run: Run) -> None:
    found = table(demo_run.folder / "schools.csv")
    closed = next((row["urn"] for row in found if row["status"] == "closed"), None)
    urn = closed or next(row["urn"] for row in found if not row["role"])
    made = report.reports(demo_run.folder, "html", schools=[urn]).files
    assert "No partner is listed:" in made[f"school-{urn}.html"].decode()


def test_how_sure_places_are_is_told_where_it_is_known(plan: Path) -> None:
    run = plan.parent / "run"
    output_of("sensitivity", run, "--draws", "8", "--out", plan.parent / "run-sensitivity")
    gatherer, wanted, _ = report.opened(run, (), (), everybody=True)
    listed: list[Listed] = [
        one for side, urn in wanted for one in getattr(gatherer, side)(urn).listed
    ]
    sure = [one.sureness for one in listed if one.sureness]
    assert all(re.match(r"(firm|likely|open)", one) for one in sure)
    assert len(sure) > len(listed) / 2


def test_a_school_without_a_list_hears_of_a_pool_that_ages_alone_keep_from_it(
    tmp_path: Path,
) -> None:
    lists = tmp_path / "list.csv"
    lists.write_text(
        "URN,Name,Type,Lowest age,Highest age,Easting,Northing,Needs,Offers\n"
        "990100,Ash,Community school,3,7,430000,230000,C3 pool,C3 hall\n"
        "990101,Elm,Other independent school,13,18,431000,230000,none,C3 pool\n",
        encoding="utf-8",
    )
    for reciprocal, told in ((False, 1), (True, 0)):  # Elm would gain nothing: not ages alone
        asked = settings(from_register="none", reciprocal=reciprocal)
        made = run(Sources((lists,)), asked, tmp_path / f"run{told}")
        facts = report.opened(made.folder, ("990100",), (), everybody=False)[0].seeker("990100")
        assert not facts.listed and facts.why_none
        ask = "ask Elm (990101, 1.0 km) about use of a pool. "
        assert [ask in line for line in facts.farther] == [True] * told, facts.farther
        assert not any("nobody that you may meet" in line for line in facts.farther)


def test_of_a_limit_in_minutes_those_who_only_seek_are_near_in_a_straight_line(
    demo_run: Run,
) -> None:
    near = reopen_run(demo_run.folder)
    assert FartherDown(near).only_seek_within == "within 40 km"
    by_road = replace(near, config=replace(near.config, max_minutes=45))
    assert FartherDown(by_road, near.ranking).only_seek_within == (
        "within 106 km in a straight line (nobody asked for their travel times)"
    )
