"""The panel of the map in a real browser: needs and offers, sums, two side by side, the shortlist,
and paper."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from strategies import HOSTILE, profile_table, schools_table

from matcher.core.allocation.settings import PlanSettings
from matcher.core.problems import ProblemLog
from matcher.core.settings.combine import settings
from matcher.intake.decisions import read_decisions
from matcher.jobs.allocation.allocate import allocate
from matcher.jobs.matching.demo import demo, sources
from matcher.jobs.matching.explain import explain
from matcher.jobs.matching.match import find
from matcher.match.rank import rank_pairs
from matcher.profile.vocabulary import load
from matcher.show.explain.phrases.exchange import COVERS_NONE
from matcher.show.explain.phrases.readers import in_third_person
from matcher.show.explain.score.known import known_in_words, state
from matcher.show.kit.reach import Reach
from matcher.show.kit.text_format import product_sign, shown_sum
from matcher.show.map.data.profile import PanelFacts
from matcher.show.map.page import map_page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

Visit = Callable[..., Any]
GIVES, GAINS = "what the partner gives", "what the partner gains"
SEEKER = "900002"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo(tmp_path_factory.mktemp("panel") / "run").folder


def rows(run: Path, name: str = "matches.csv") -> list[dict[str, str]]:
    text = (run / name).read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def choose(page: Any, urn: str) -> None:
    page.locator("#search").fill(urn)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")


def text_of(found: Any) -> str:
    return " ".join(found.inner_text().split())


def longest(run: Path) -> str:
    """The partner with the most seekers in whose lists alone it stands."""
    count: dict[str, int] = {}
    for row in rows(run):
        if row["rank"] and not row["partner_rank"]:
            count[row["partner_urn"]] = count.get(row["partner_urn"], 0) + 1
    urn = max(count, key=lambda one: (count[one], one))
    assert count[urn] > 6
    return urn


def test_the_panel_tells_needs_and_offers_and_sums_that_add_up(run: Path, visit: Visit) -> None:
    watched = visit(run / "map.html")
    page = watched.page
    weights = json.loads((run / "run.json").read_bytes())["terms"]["weights"]
    score = text_of(page.locator("#panel-body"))
    said = {"near": "how near", "opportunity": "in or near a priority area",
            "gives": "what the partner gives", "gains": "what the partner gains"}  # fmt: skip
    assert {term for term, words in said.items() if words in score} == {
        term for term, weight in weights.items() if weight > 0
    }
    choose(page, SEEKER)
    words = load().words
    told = page.locator(".tags li").all_text_contents()
    for row in rows(run, "profile.csv"):
        if row["urn"] != SEEKER:
            continue
        degree = float(row["need"] or row["strength"])
        much = "in full" if degree == 1 else f"how great: {round(degree * 100)}%"
        tag = words(row["activity"], row["subject"])
        assert f"{tag}: {much}; stated in a list: \u201c{row['evidence']}\u201d" in told
    ranked = sorted(
        (row for row in rows(run) if row["seeker_urn"] == SEEKER and row["rank"]),
        key=lambda row: int(row["rank"]),
    )
    cards = page.locator("ol.partners").first.locator("li.is-gives, li.is-both, li.is-none")
    # As its page counts them: by what it gets, whatever the partner gains.
    many = sum(
        "covers " in row["reasons"] and "covers none" not in row["reasons"] for row in ranked
    )
    told = f"{many} of these {len(ranked)} are known to meet a need."
    assert text_of(page.locator("ol.partners").first.locator("xpath=preceding::p[1]")) == told
    where = {row["urn"]: row["postcode"] for row in rows(run, "schools.csv")}
    parted = mixed = 0
    for row, card in zip(ranked, cards.all(), strict=True):
        assert card.locator("p").first.inner_text().startswith(where[row["partner_urn"]] + ", ")
        points = [float(one) for one in card.locator(".points").all_text_contents()]
        assert sum(points) == pytest.approx(float(card.locator("p").first.inner_text()[-5:]))
        parts = explain(run, [SEEKER, row["partner_urn"]]).about.parts  # type: ignore[union-attr]
        assert points == shown_sum(
            [(part.weight, part.value) for part in parts], float(row["score"])
        )
        sums = card.locator(".sum").all_text_contents()
        for line, part, own in zip(sums, parts, points, strict=True):
            sign = product_sign(part.weight, part.value, own)
            assert line == f"{part.weight:.3f} \u00d7 {part.value:.3f} {sign} "
        for bar, part in zip(card.locator(".fall li").all(), parts, strict=True):
            if part.sure < 1 or part.term == "near":
                assert bar.locator(".guess").count() == (part.sure < 1), part
        doubtful = [at for at, one in enumerate(parts) if one.sure < 1]
        if len(doubtful) == 1 and parts[doubtful[0]].known == parts[doubtful[0]].sure > 0:
            # What is known of it is drawn solid; its share is on the page in fourteenths.
            part = parts[doubtful[0]]
            bars = card.locator(".fall .bar").evaluate_all(
                "(all) => all.map((bar) => [...bar.children].map((one) => "
                "[one.className, parseFloat(one.style.width)]))"
            )
            (guess,) = (width for how, width in bars[doubtful[0]] if how)
            stands_in = 100 * part.weight * (1 - part.known) * part.stand_in
            assert guess == pytest.approx(stands_in, abs=0.6)
            lengths = [sum(width for _, width in bar) for bar in bars]
            assert lengths == pytest.approx([100 * one for one in points], abs=0.01)
            parted += 1
        standing = card.locator(".standing").inner_text()
        assert (standing == "Both sides gain") == ("you could give" in row["reasons"])
        told = any(none in row["reasons"] for none in COVERS_NONE)
        assert (standing == "Meets no need, as far as is known") == told
        rests = card.locator(".rests").inner_text()
        name = {"near": "how near they are", "opportunity": "priority area", "gives": GIVES,
                "gains": GAINS}  # fmt: skip
        states = {part.term: state(part.known, part.sure) for part in parts}
        told = known_in_words(states, name)
        assert rests.startswith(f"{told[:1].upper()}{told[1:]}."), told
        mixed += states["gives"] != states["gains"]

    assert parted and mixed

    # A partner's page speaks to neither side, and begins with the first of a long list.
    partner = longest(run)
    choose(page, partner)
    panel = page.locator("#panel-body")
    title = page.locator("h3:text-is('Also in the list of these schools')")
    others = title.locator("xpath=following-sibling::ol[1]/li")
    at_first = others.count()
    assert at_first == 5
    more = title.locator("xpath=following-sibling::button[1]")
    many = int(more.inner_text().split()[1])
    more.click()
    assert others.count() == at_first + many
    assert page.evaluate("document.activeElement.matches('.rest')")
    scores = [float(one.inner_text()[-5:]) for one in others.locator("p:nth-child(2)").all()]
    assert len(scores) == at_first + many and scores == sorted(scores, reverse=True)
    assert "As no list names it" not in text_of(panel)
    whole = text_of(panel)
    assert "your" not in whole.lower().split()
    for row in rows(run):
        if row["partner_urn"] == partner:
            assert "; ".join(map(in_third_person, row["reasons"].split("; "))) in whole

    # All pairs of the list are counted, those too in which it has a place within a phase alone.
    places = ("rank", "partner_rank", "worth_asking")
    urn = next(row["partner_urn"] for row in rows(run) if not any(row[one] for one in places))
    choose(page, urn)
    own = [row for row in rows(run) if row["partner_urn"] == urn]
    asked = sum(bool(row["worth_asking"]) for row in own)
    assert f": {len(own) - asked} matches" in page.locator("#status").inner_text()

    # What the partner only may gain is not told as its gain.
    row = next(row for row in rows(run) if row["rank"] and "you may be able" in row["reasons"])
    choose(page, row["seeker_urn"])
    (card,) = [
        one for one in page.locator("ol.partners li").all() if row["reasons"] in text_of(one)
    ]
    assert text_of(card.locator(".standing")).startswith("The partner may gain; not known")

    # Of a school that no list names only those of its best are here that have it in theirs.
    listed = {row["urn"] for row in rows(run, "schools.csv") if row["listed"] == "1"}
    choose(page, next(row["seeker_urn"] for row in rows(run)
                      if row["seeker_urn"] not in listed and row["rank"]))  # fmt: skip
    assert "As no list names it, only those of its own list are here" in text_of(panel)
    watched.assert_quiet()


def test_two_are_compared_and_a_shortlist_becomes_decisions_that_are_kept(
    run: Path, visit: Visit, tmp_path: Path
) -> None:
    watched = visit(run / "map.html")
    page = watched.page
    choose(page, SEEKER)
    pair = page.locator("#panel button[data-compare*=pair]")
    pair.nth(0).click()
    assert "Choose Compare at another" in page.locator("#compare").inner_text()
    pair.nth(2).click()
    assert page.evaluate("document.activeElement.id") == "compare-title"
    assert page.locator("#compare tbody tr").count() >= 8
    assert "your" not in text_of(page.locator("#compare")).lower().split()
    scores = page.locator("#compare tr:has(th:text-is('Score')) td").all_text_contents()
    mine = [row for row in rows(run) if row["seeker_urn"] == SEEKER and row["rank"]]
    mine.sort(key=lambda row: int(row["rank"]))
    cells = page.locator("#compare tr:has(th:text-matches('points$')) td").all_text_contents()
    for one, (at, score) in enumerate(zip((0, 2), scores, strict=True)):
        assert score == f"{float(mine[at]['score']):.3f}"
        points = [float(cell[:5]) for cell in cells[one::2]]
        assert sum(points) == pytest.approx(float(score), abs=1e-9)
    page.locator("#panel button[data-compare*=school]").click()  # a school begins anew
    choose(page, mine[0]["partner_urn"])
    page.locator("#panel button[data-compare*=school]").click()
    offers = page.locator("#compare tr:has(th:text-is('Offers')) td")
    assert "coaching and mentoring: in full; stated in a list" in offers.first.inner_text()

    choose(page, SEEKER)
    listed = page.locator("#panel ol.partners").first.locator("button[data-shortlist]")
    for at in range(4):
        listed.nth(at).click()
    assert listed.first.get_attribute("aria-pressed") == "true"
    listed.nth(3).click()  # taken back
    row = page.locator("#shortlist-body tr")
    assert row.count() == 3
    row.nth(0).locator("select").select_option("pinned")
    row.nth(1).locator("select").select_option("refused")
    row.nth(1).locator("[data-why]").select_option("distance")
    day = row.nth(1).locator("input[type=date]")
    today = page.evaluate("new Date().toLocaleDateString('sv')")
    assert (day.input_value(), row.nth(0).locator("input[type=date]").input_value()) == (today, "")
    day.fill("2026-09-14")
    row.nth(2).locator("input[type=text]").fill("=1+1 call them")
    page.reload()
    page.wait_for_function("document.documentElement.dataset.ready !== undefined")
    assert "3 pairs, 2 with a decision" in page.locator("#shortlist-count").inner_text()

    def saved(button: str) -> Path:
        with page.expect_download() as download:
            page.locator(button).click()
        path = tmp_path / download.value.suggested_filename
        download.value.save_as(path)
        return path

    people = list(csv.DictReader(io.StringIO(saved("#save-shortlist").read_text("utf-8-sig"))))
    assert [one["note"] for one in people] == ["", "", "'=1+1 call them"]
    assert [one["partner_urn"] for one in people] == [one["partner_urn"] for one in mine[:3]]
    file = saved("#save-decisions")
    assert "call them" not in file.read_text("utf-8-sig")
    log = ProblemLog()
    read = {one.pair: (one.decision, one.reason, one.day) for one in read_decisions(file, log)}
    assert read == {
        (SEEKER, mine[0]["partner_urn"]): ("pinned", "", ""),
        (SEEKER, mine[1]["partner_urn"]): ("refused", "distance", "2026-09-14"),
    }
    assert not log.problems
    assert log.references[0].blank == 1
    plan = allocate(run, PlanSettings(), tmp_path / "plan", decisions=file).folder
    planned = {(one["seeker_urn"], one["partner_urn"]) for one in rows(plan, "plan.csv")}
    assert (SEEKER, mine[0]["partner_urn"]) in planned
    assert (SEEKER, mine[1]["partner_urn"]) not in planned
    again = find(replace(sources(), decisions=file), settings(from_register="both")).matches
    assert (SEEKER, mine[1]["partner_urn"]) not in set(
        zip(again["seeker_urn"], again["partner_urn"], strict=True)
    )
    page.locator("#empty-shortlist").click()
    assert page.locator("#shortlist").is_hidden()
    watched.requests = [one for one in watched.requests if not one.startswith("blob:")]
    watched.assert_quiet()


def test_hostile_text_is_shown_whole_and_saved_inert(tmp_path: Path, visit: Visit) -> None:
    schools = schools_table(
        {
            "urn": str(100_000 + at), "name": text, "la_name": text, "trust": text, "phase": text,
            "area": text, "contact_condition": text, "kind": "independent" if at else "state",
            "role": "partner" if at else "seeker", "x": 400_000 + at * 900, "y": 400_000,
        }
        for at, text in enumerate(HOSTILE)
    )  # fmt: skip
    tags = [("100000", f"T{at}", text, 1.0, float("nan")) for at, text in enumerate(HOSTILE)]
    profile = profile_table(tags).assign(evidence=list(HOSTILE))
    matches = rank_pairs(schools, profile, settings(k=len(HOSTILE))).matches
    matches = matches.assign(
        reasons=[f"covers your one need: {text}" for text in HOSTILE[1:]], sureness=HOSTILE[1:]
    )
    facts = PanelFacts(profile, lambda _, subject: subject, 3, {"near": 1.0}, {})
    page_text = map_page(
        schools, matches, outlines=None, area_title=HOSTILE[1], title=HOSTILE[5], subtitle="",
        attribution=(), reach=Reach(40.0), panel=facts,
    )  # fmt: skip
    path = tmp_path / "map.html"
    path.write_text(page_text, encoding="utf-8")
    watched = visit(path, width=320, height=700)
    page = watched.page
    choose(page, "100000")
    while page.locator("#panel .more").count():
        page.locator("#panel .more").first.click()
    panel = page.locator("#panel-body").text_content()
    for text in HOSTILE:
        assert panel.count(text.replace("\r\n", "\n")) >= 2
        assert f"Contact: {text}".replace("\r\n", "\n") in panel or text == HOSTILE[0]
    buttons = page.locator("#panel button[data-shortlist]")
    assert buttons.count() == len(HOSTILE) - 1
    for button in buttons.all():
        button.click()
    pairs = page.locator("#panel button[data-compare*=pair]")
    pairs.nth(1).click()
    pairs.nth(2).click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    with page.expect_download() as download:
        page.locator("#save-shortlist").click()
    read = Path(download.value.path()).read_bytes().decode("utf-8-sig")
    names = {one["partner_name"] for one in csv.DictReader(io.StringIO(read, newline=""))}
    assert names == set(HOSTILE[1:])
    assert page.locator("main script, main img, main b").count() == 0
    watched.requests = [one for one in watched.requests if not one.startswith("blob:")]
    watched.assert_quiet()


def test_who_is_said_to_need_or_offer_nothing_is_told_so(tmp_path: Path, visit: Visit) -> None:
    schools = schools_table(
        {"urn": urn, "role": role, "kind": kind, "x": 400_000 + int(urn), "y": 400_000}
        for urn, role, kind in (("100001", "seeker", "state"), ("100002", "partner", "independent"),
                                ("100003", "seeker", "state"), ("100004", "seeker", "state"),
                                ("100005", "seeker", "state"))
    )  # fmt: skip
    profile = profile_table(
        [("100001", "none", "", 0.0, 0.0), ("100002", "T3", "maths", math.nan, 1.0)]
    )
    matches = rank_pairs(schools, profile, settings()).matches
    said = {
        "100001": "0.0 km apart; you are said to need nothing",
        "100003": "0.0 km apart; your needs are not known; it is said to offer nothing",
        "100004": "0.0 km apart; may cover 1 of your 2 likely needs (40% sure): maths (published)",
        "100005": "0.0 km apart; may cover 2 of your 3 needs (1 likely): maths (published), Latin "
        "(published, a likely need, 60% sure)",
    }
    matches = matches.assign(reasons=[said[urn] for urn in matches["seeker_urn"]])
    facts = PanelFacts(
        profile, lambda _, subject: subject, 3, {"near": 1.0}, {}, left_out=("gives", "gains")
    )
    page_text = map_page(
        schools, matches, outlines=None, area_title="", title="", subtitle="", attribution=(),
        reach=Reach(40.0), panel=facts,
    )  # fmt: skip
    (tmp_path / "map.html").write_text(page_text, encoding="utf-8")
    page = visit(tmp_path / "map.html").page
    choose(page, "100001")
    (card,) = page.locator("ol.partners > li").all()
    assert card.locator(".standing").inner_text() == "The school is said to need nothing"
    assert text_of(card.locator(".rests")) == f"Known: how near they are, {GIVES}, {GAINS}."
    choose(page, "100003")  # whatever it needs
    assert page.locator("ol.partners > li .standing").all_inner_texts() == [
        "The partner is said to offer nothing"
    ]
    # Of a list it is said how many may meet a need, and how many one that is only likely.
    for urn, told in (
        ("100004", "It may meet a likely need."),
        ("100005", "It may meet a need; it may meet a likely need that nobody has said."),
        (
            "100002",
            "1 of these 4 has a need that it may meet, 1 more may have one that it may meet.",
        ),
    ):
        choose(page, urn)
        assert told in page.locator("#panel-body > p, #panel-body > div > p").all_inner_texts()


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_wrong_in_any_state(
    run: Path, visit: Visit, violations: Callable[[Any], list[str]], width: int
) -> None:
    watched = visit(run / "map.html", width=width)
    page = watched.page

    def assert_accessible(state: str) -> None:
        assert violations(page) == [], state
        assert page.evaluate("document.documentElement.scrollWidth") <= width, state

    choose(page, longest(run))
    page.locator("#panel .more").last.click()
    page.locator("#panel button[data-shortlist]").first.click()
    page.locator("#shortlist select").select_option("refused")
    page.locator("#panel button[data-compare*=pair]").nth(0).click()
    assert_accessible("a partner, its whole list, one to compare, a refusal")
    page.locator("#panel button[data-compare*=pair]").nth(1).click()
    assert_accessible("two pairs")
    page.locator("#panel button[data-compare*=school]").click()
    choose(page, SEEKER)
    page.locator("#panel button[data-compare*=school]").click()
    assert_accessible("two schools")


def test_a_chosen_school_is_printed_on_one_page_and_else_the_list(run: Path, visit: Visit) -> None:
    watched = visit(run / "map.html")
    page = watched.page

    def printed() -> list[str]:
        paper = page.pdf(prefer_css_page_size=True)
        return [" ".join(one.extract_text().split()) for one in PdfReader(io.BytesIO(paper)).pages]

    assert "Seeker Partner Rank" in " ".join(printed())
    mine = [row for row in rows(run) if row["seeker_urn"] == SEEKER and row["rank"]]
    for urn in (SEEKER, longest(run)):
        choose(page, urn)
        (paper,) = printed()
        assert "What it needs" in paper
        assert paper.count("Distances are in a straight line, across water too: look up") == 1
        assert "Seeker Partner Rank" not in paper
        if urn == SEEKER:
            assert all(row["partner_name"] in paper for row in mine)
    assert not page.evaluate("document.documentElement.classList.contains('printing')")
    watched.assert_quiet()
