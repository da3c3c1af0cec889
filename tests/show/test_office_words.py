"""The report of an office: what single figures become in words, and which figures are likely."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest

from matcher.core.tables import SCHOOLS
from matcher.jobs.matching.reopened.why_nobody import lacks_a_time
from matcher.show.explain.met import needs_known
from matcher.show.kit.document.blocks import Bullets, Paragraph, Table
from matcher.show.report.office.carries import _rows as partner_rows
from matcher.show.report.office.doubt import in_short, not_known
from matcher.show.report.office.facts import partners
from matcher.show.report.office.facts.coverage import coverage, to_chase
from matcher.show.report.office.facts.groups import GroupCoverage, Rate
from matcher.show.report.office.facts.needs import (
    Left,
    named_half_sure,
    named_met,
    named_needs,
    named_unmet,
    needs_met,
    unmet_tags,
)
from matcher.show.report.office.facts.office import (
    LISTS_OF_PARTNERS,
    OWN_LISTS,
    Alone,
    Known,
    OfficeFacts,
)
from matcher.show.report.office.facts.problem_kinds import problem_kinds
from matcher.show.report.office.facts.unknown import in_doubt
from matcher.show.report.office.nobody import _told
from matcher.show.report.office.unmet import unmet
from matcher.show.report.office.where import _beside, _one_guess, thin
from matcher.show.report.office.who import _met_most, _needs, _said, _says_so
from matcher.show.report.office.words import in_turn, is_met

WORDS = "{} {}".format


def sure_of(partner: str, tag: str) -> float:
    """Of an offer of the tests how sure it is that the partner has it."""
    return 0.9 if tag.startswith("C2") else 0.09


# Where a need is met, both sides have said so.
ALL_SAY_SO: dict[str, Any] = {
    "coverage": pd.DataFrame({"state": ["stated", "nobody"], "need_by": ["said", ""]}),
    "everybody": SimpleNamespace(met=Rate(1, 2)),
}


def profile(*rows: tuple[str, str, float | None, float | None, str]) -> pd.DataFrame:
    """PROFILE of urn, activity, need, strength and source."""
    names = ["urn", "activity", "need", "strength", "source"]
    made = pd.DataFrame(rows, columns=names).astype({"need": float, "strength": float})
    return made.assign(
        subject="maths", confidence=0.5, evidence=[f"figure of {row[0]}" for row in rows]
    )


@pytest.mark.parametrize("guess", ["measured", "inferred"])
def test_a_need_that_is_a_guess_is_likely_and_one_that_somebody_states_is_not(guess: str) -> None:
    own = profile(
        ("1", "T3", 0.5, None, guess), ("1", "C2", 0.4, None, "stated"),
        ("2", "T3", 0.9, None, "priority"), ("3", "T3", 0.05, None, "measured"),
        ("4", "T3", 0.6, None, "measured"),
        *[("4", f"C{at}", 0.3, None, "stated") for at in range(1, 6)],
    )  # fmt: skip
    lists = pd.DataFrame(
        {"seeker_urn": ["1", "2"], "shared": ["T3 maths; C2 maths | L3 x", " | L3 x"],
         "basis": ["T3 maths: published; C2 maths: stated | ", ""], "partner_urn": "9"}
    )  # fmt: skip
    told = named_needs(own, ["1", "2", "3", "4"], WORDS)
    assert told["1"] == ("C2 maths", "T3 maths (likely)") and told["2"] == ("T3 maths",)
    assert "3" not in told and len(told["4"]) == 6  # none cut
    assert named_met(own, lists, WORDS) == {"1": ("C2 maths", "T3 maths (may be)")}
    stated = lists.replace({"basis": {"T3 maths: published": "T3 maths: stated"}}, regex=True)
    assert named_met(own, stated, WORDS) == named_met(own, lists, WORDS)  # the need is a guess
    found = needs_met(own, lists, ["1", "2", "3"], ["1", "2", "3", "4"], {}, WORDS, sure_of)
    met = {one.words: one for one in found}
    assert (met["T3 maths"].likely, met["T3 maths"].met) == (1, Rate(1, 2))
    # Of an offer that is hardly more than a guess a share says too much.
    assert [(one.sure_offers, one.by) for one in (met["T3 maths"], met["C2 maths"])] == [
        (0, 1), (1, 1)
    ]  # fmt: skip
    assert met["T3 maths"].near == 3 and found[-1].met.of == 0
    assert (met["C2 maths"].likely, met["C2 maths"].stated) == (0, 1)
    assert [met[f"{name} maths"].example for name in ("T3", "C2")] == ["figure of 1", ""]
    for sure, many in ((0.5, 1), (0.49, 0)):
        half = own.assign(confidence=sure)
        (one,) = (one for one in needs_met(half, lists, ["1"], ["1"], {}, WORDS, sure_of)
                  if one.words == "T3 maths")  # fmt: skip
        assert (one.half_sure, len(named_half_sure(half, ["1"], WORDS))) == (many, many)
    # Of two schools that one partner may help it is counted once; half sure is not less than half.
    pairs = pd.DataFrame({"seeker_urn": [*"12"], "shared": "T3 maths | ", "basis": " | ",
                          "partner_urn": "9"})  # fmt: skip
    (one,) = needs_met(own[own["activity"] == "T3"], pairs, [*"12"], [*"12"], {}, WORDS,
                       lambda *_: 0.5)  # fmt: skip
    assert (one.met, one.sure_offers, one.by) == (Rate(2, 2), 2, 1)
    told = _met_most(cast("OfficeFacts", SimpleNamespace(needs=(met["T3 maths"],), **ALL_SAY_SO)))
    assert told == (
        " The need met most is T3 maths, of 1 school by 1 partner: of 1 of the 2 that have it, it "
        "is only likely (at least half sure of 1), as by “figure of 1”."
    )
    # Of a school: whether a need is said, or only likely; of the third none is to be named.
    known = needs_known(pd.concat([own, profile(("5", "T3", 0.5, None, guess))]))
    assert (known.needs, known.may_need - known.needs) == (set("124"), {"5"})


def test_a_school_is_served_by_what_it_has_stated_and_not_by_a_guess_that_is_met() -> None:
    own = profile(
        ("1", "C2", 1.0, None, "stated"), ("1", "C4", 0.14, None, "measured"),
        ("2", "C2", 0.6, None, "wording"), ("2", "T3", 0.7, None, "stated"),
        ("3", "C4", 0.14, None, "measured"),
        ("4", "C2", 1.0, None, "stated"), ("4", "C4", 0.14, None, "measured"),
        ("9", "C4", None, 0.5, "inferred"),
    )  # fmt: skip
    gets = [("C4 maths", "C4 maths: register suggests"), ("T3 maths", "T3 maths: figures suggest"),
            ("C4 maths", "C4 maths: register suggests"),
            ("C2 maths; C4 maths", "C2 maths: in words of the list; C4 maths: stated")]  # fmt: skip
    lists = pd.DataFrame(
        [(str(at), "9", 1.0, 9.0, f"{shared} | ", f"{basis} | ")
         for at, (shared, basis) in enumerate(gets, 1)],
        columns=["seeker_urn", "partner_urn", "distance_km", "minutes", "shared", "basis"],
    )  # fmt: skip
    numbers = ("listed", "area_km", "fsm_pct", "age_low", "age_high")
    schools = pd.DataFrame(
        {name: [float("nan") if name in numbers else ""] * 4 for name in SCHOOLS.names}
    ).assign(urn=[*"1234"])
    found = coverage(schools, own, own, lists, {}, dict.fromkeys("1234", 1), sure_of)
    assert [*found["state"]] == ["not met", "suggested", "suggested", "suggested"]
    assert [*found["unmet"]] == [1, 1, 0, 0]
    assert [*found["rests_on"]] == [
        "", "figures suggest", "register suggests", "in words of the list"
    ]  # fmt: skip
    assert [*found["in_words"]] == [0, 1, 0, 0] and [*found["offer_sure"]][1:] == [0.09, 0.09, 0.9]
    assert to_chase(found) == ["1", "2"]
    assert named_unmet(own, lists, ["1", "2"], WORDS) == {"1": ("C2 maths",), "2": ("C2 maths",)}
    assert unmet_tags(own, lists, ["1"]) == {"1": [("C2", "maths")]}
    facts = cast("OfficeFacts", object.__new__(OfficeFacts))
    object.__setattr__(facts, "coverage", found)
    assert _said(facts).startswith(
        "3 of 4 schools with a need have stated at least one (in the school's words, a list or "
        "priorities): 2 have a partner that meets, or may meet, a stated one; 2 have likely ones "
        "beside. The needs of 1 are only likely"
    )
    object.__setattr__(facts, "everybody", SimpleNamespace(met=Rate(3, 4)))
    assert _says_so(facts) == (
        "of 1 words of a list say so, as understood; the others rest on registers and figures; "
        "of 1 of them it is at least half sure that a partner has it"
    )
    assert facts.half_sure() == 1  # just half
    object.__setattr__(facts, "coverage", found.assign(offer_sure=0.5)[1:])
    assert "half sure" not in _says_so(facts)
    object.__setattr__(facts, "coverage", found)
    # What a list says in its words may be the answer of a partner that was asked.
    object.__setattr__(facts, "listed", True)
    object.__setattr__(facts, "config", SimpleNamespace(activities=(), subjects=()))
    assert facts.told("suggested").endswith("a public register, its figures or words of a list")
    assert facts.told("not met").endswith(
        "(of a school that has stated needs: any stated one; that a likely one may be met does not "
        "count)"
    )
    object.__setattr__(facts, "coverage", found[found["urn"] == "1"])
    assert _said(facts).startswith("1 of 1 school with a need has stated at least one (")
    object.__setattr__(facts, "coverage", found[found["urn"] == "3"])
    assert facts.told("suggested").endswith("a public register; the partner has not been asked")
    assert facts.told("not met").endswith("to meet any of them")


def test_a_share_that_rests_on_one_guess_says_so() -> None:
    guess = {str(at): ("holiday classes (may be)",) for at in range(7)}
    for stated, many in ((0, 1), (1, 0)):
        own = pd.DataFrame({"urn": [*map(str, range(12))], "state": "suggested", "stated": stated})
        found = cast("OfficeFacts", SimpleNamespace(coverage=own, met_of=guess))
        told = [*map(str, _one_guess(found))]
        assert len(told) == many
        assert all("7 of the 12 schools" in one and "for holiday classes, a" in one for one in told)


@pytest.mark.parametrize(
    ("reached", "met", "words"),
    [
        (Rate(20, 80), Rate(50, 80), "fewer have somebody"),
        (Rate(200, 200), Rate(76, 80), "more have somebody; share higher"),
        (Rate(72, 80), Rate(20, 80), "share lower"),
        (Rate(0, 3), Rate(0, 3), "too few to say"),
    ],
)
def test_what_may_be_said_of_a_group_beside_all(reached: Rate, met: Rate, words: str) -> None:
    everybody = GroupCoverage("all", Rate(900, 1000), Rate(580, 1000), 5, 3)
    assert _beside(GroupCoverage("one", reached, met, 5, 3), everybody) == words


def test_who_has_no_way_is_near_in_a_straight_line_alone() -> None:
    for codes, near in (
        ({"unreachable": 2, "existing": 1}, "near enough in a straight line, but kept apart: "),
        ({"not_routed": 1}, "near enough in a straight line, but kept apart: "),
        ({"existing": 1}, "near enough, but kept apart: "),
    ):
        one = Alone("1", "Ash", "", (("words", 1),), lacks_a_time=lacks_a_time(codes))
        assert _told(one) == f"{near}1 partner: words"


def test_an_offer_for_a_likely_need_is_told_as_one_that_may_meet_it() -> None:
    own = pd.DataFrame({"state": ["stated"] * 2, "need_by": ["likely"] * 2})
    found = SimpleNamespace(coverage=own, everybody=SimpleNamespace(met=Rate(2, 2)))
    assert is_met(cast("OfficeFacts", found))[0] == "May be met"
    own["need_by"] = ["likely", "said"]
    assert is_met(cast("OfficeFacts", found))[0] == "Met, or may be"


@pytest.mark.parametrize("listed", [True, False])
def test_whose_needs_are_counted_is_said_as_it_is(listed: bool) -> None:
    """Where the register supplied the schools, only those in a partner's list are looked at."""
    all_say_so = {
        **ALL_SAY_SO,
        "coverage": ALL_SAY_SO["coverage"].assign(in_reach=[3, 9], stated=1, urn="1"),
    }
    of_lists = OWN_LISTS if listed else LISTS_OF_PARTNERS
    found = SimpleNamespace(listed=listed, of_lists=of_lists, seekers=2, splits=(), **all_say_so)
    told = str([*thin(found)])  # type: ignore[arg-type]
    assert ("those with a partner in reach and a need" in told) == listed
    assert ("those in a partner's list that have a need" in told) != listed
    none = _needs(cast("OfficeFacts", SimpleNamespace(needs=(), listed=listed)))
    whom = "that has a partner in reach" if listed else "in a partner's list"
    assert [*none][1:] == [Paragraph(f"No school {whom} has a known or likely need.")]


def test_a_partner_is_full_only_above_what_it_can_take_on() -> None:
    schools = pd.DataFrame(
        {"urn": ["1", "2", "3"], "name": "x", "la_name": "", "kind": "independent",
         "capacity": [2.0, 1.0, float("nan")], "pupils": 90.0}
    )  # fmt: skip
    lists = pd.DataFrame({"partner_urn": ["1", "1", "2", "2", "3"]})
    load = partners.load(schools, profile(), lists, {"1": 9, "2": 9, "3": 9})
    assert (load.say, load.full) == (2, 1)  # two lists of two places are not too many


def known_of(
    need: float | None, strength: float | None, source: str = "stated", **had: bool
) -> list[Known]:
    """What is told of one seeker and one partner."""
    schools = pd.DataFrame(
        {name: [float("nan")] * 2 if name in ("capacity",) else [""] * 2 for name in SCHOOLS.names}
    ).assign(urn=["1", "2"], kind=["state", "independent"])
    own = profile(("1", "T3", need, None, "stated"), ("2", "T3", None, strength, source))
    return list(in_doubt("run", schools, own, own, seekers=["1"], partners=["2"],
                     has_ages={"1": True, "2": True}, has_minutes=True, **had))  # fmt: skip


def told_of(known: list[Known]) -> str:
    """The ways that the report tells."""
    found = SimpleNamespace(known=known)
    blocks = list(not_known(found))  # type: ignore[arg-type]
    ways = [line for block in blocks if isinstance(block, Bullets) for line in block.lines]
    paragraphs = [block.words for block in blocks if isinstance(block, Paragraph)]
    return " ".join((*ways, *paragraphs))


def test_what_a_run_had_is_no_way_to_get_more() -> None:
    both = told_of(known_of(None, None))
    assert "--performance" in both and "--offers REGISTERS" in both
    some = told_of(known_of(None, None, has_tables=True, has_offers=True))
    assert "--performance" not in some and "REGISTERS" not in some and "TABLES" not in some
    assert "template --needs run" in some and "template --offers run" in some
    # What is known of all needs no way, whatever else is not known.
    half = told_of(known_of(1.0, None))
    assert "--needs" not in half and "--offers run" in half
    (needs, offers, *_) = known_of(1.0, 0.0)
    assert (needs.known, offers.known) == (1, 1) and told_of([needs, offers]).endswith("is known.")
    # Words of a list answer on both sides, and are told apart from tags.
    (_, said, likely, *_) = known_of(1.0, 0.6, "wording")
    assert (said.known, likely.known) == (1, 1)
    assert said.what.endswith("or its list (of 1 in words of a list alone, as understood)")
    facts = cast("OfficeFacts", SimpleNamespace(known=known_of(None, 0.6, "wording")))
    (told,) = in_short(facts)
    assert told == (
        "What is known? Needs: said of none of the 1 schools that look for partners. Offers: said "
        "of 1 of the 1 partners in reach (of 1 in words of a list, as understood). Places: said of "
        "none of the 1 partners in reach."
    )


def test_a_table_cut_short_has_some_of_each_place_and_the_one_guess_last() -> None:
    rows = [*"aaaaabbc"]
    assert in_turn(rows, rows, 5) == ["a", "a", "b", "b", "c"] and in_turn(rows, rows, 9) == rows
    guess, names = "shared plans (likely)", ["Ash", "Elm", "Oak", "Yew"]
    unmet_of = dict(
        zip("1234", [(guess,), (guess, "a (likely)"), ("b", guess), (guess,)], strict=True)
    )
    own = pd.DataFrame({"urn": [*"1234"], "name": names, "la": "Kent", "unmet": 1, "stated": 0})
    own = own.assign(in_reach=9, worth_asking=0, state="not met", district=[*"xxyy"])
    facts = cast("OfficeFacts", object.__new__(OfficeFacts))
    for name, value in {"coverage": own, "unmet_of": unmet_of, "listed": True,
                        "left": Left({}), "heed": {}}.items():  # fmt: skip
        object.__setattr__(facts, name, value)
    needs, table = (block for block in unmet(facts) if isinstance(block, Table))
    # Of one authority alone the district says where a school is.
    assert [row[:2] for row in table.rows] == [
        ("x", "Elm"),
        ("x", "Ash"),
        ("y", "Oak"),
        ("y", "Yew"),
    ]
    assert table.head[0] == "District" and "but for “shared plans”" in table.caption
    assert [row[:3] for row in needs.rows] == [("x", "2", "3"), ("y", "2", "3"), ("All", "4", "6")]
    assert needs.rows[-1][3] == f"b: 1; {guess}: 4; a (likely): 1"


def test_problems_of_a_kind_name_the_other_words_that_they_quote() -> None:
    def problem(words: str, code: str, message: str, hint: str) -> dict[str, object]:
        return {"urn": "", "name": "", "list": "a", "sheet": "", "row": 2, "severity": "warning",
                "code": code, "value": words, "message": message, "hint": hint}  # fmt: skip

    words = ["Behaviour", "Latin club?", "PE hall", "A", "B", "C", "PE hall"]
    rows = [problem(one, "unsure_words", f"not sure: {one}", f"write {one}") for one in words]
    rows += [problem(one, "unknown_tag", "no activity", "leave it") for one in words[:2]]
    unsure, unknown = problem_kinds(pd.DataFrame(rows), 3)
    others = "“Latin club?”, “PE hall”, “A”, “B” and 1 more"
    assert (unsure.many, unsure.message) == (7, f"not sure: Behaviour; also {others}")
    assert unsure.hint == "write Behaviour; problems.csv says it of the others"
    assert unknown.message == "no activity: “Behaviour”, “Latin club?”"
    # Who has its row but not its name in a message is named before it.
    whose = {"urn": "100001", "name": "Ash School"}
    of_no_name = ("it is 17.7 km off", "Ash School (100001): it is 17.7 km off")
    for message, told in (of_no_name, ("Ash School is far",) * 2):
        row = problem("", "far", message, "look") | whose
        (kind,) = problem_kinds(pd.DataFrame([row]), 3)
        assert kind.message.startswith(told)
    assert unknown.hint == "leave it"


def test_a_partner_that_a_plan_gives_no_place_is_told_so_in_the_table_of_partners() -> None:
    table = pd.DataFrame(
        [
            ("independent", math.nan, 19.0), ("independent", math.nan, 20.0),
            ("independent", 2.0, 19.0), ("college", math.nan, 19.0),
            ("independent", math.nan, math.nan),
        ],
        columns=["kind", "places", "pupils"],
    ).assign(la="A", name="N", urn="1", lists=3, in_reach=4, offers="not known")  # fmt: skip
    assert [row[5] for row in partner_rows(table, {})] == [
        "none: 19 pupils", "not known", "2", "not known", "not known",
    ]  # fmt: skip
