"""A plan says what it does not know: whose needs it meets, whom to ask, and who took no part."""

from __future__ import annotations

import json
import math
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook
from program import output_of, table
from strategies import profile_table

from matcher.core.columns.columns import columns_of
from matcher.jobs.allocation.known import UNMET, UNMET_LIKELY, best_line, passed_over
from matcher.jobs.report.office_facts import office_facts
from matcher.jobs.report.plan_told import _to_you
from matcher.jobs.report.who import notes
from matcher.show.report.office.who import in_short

HEAD = "URN,Name,Type,Easting,Northing,Role,Needs,Strengths,Capacity,Open to contact"
SEEKS, GIVES = "Community School", "Other Independent School"
KNOWN = (
    "Of 4 pairs, 1 is known to meet a need, 1 is of a school with a need and a partner of "
    "which nothing is known (ask it first), 1 is with a school whose needs are not known, 1 is "
    "with a partner that is not known to offer what is needed"
)
BEST = (
    "Each seeker with a pair chosen got one of its best 5; half of the pairs are 0.2 km apart or "
    "more; the farthest pair is 0.2 km apart (School 1, School 2)"
)
NO_PART = "2 schools of your lists took no part: 1 not open to contact, 1 not placed"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four pairs far from each other, of a kind each, and two schools that take no part."""
    folder = tmp_path_factory.mktemp("known")
    rows = [
        ("1", SEEKS, 0, "seeker", "L1", "", "", ""),
        ("2", GIVES, 0, "partner", "", "L1", "1", ""),
        ("3", SEEKS, 90, "seeker", "L1", "", "", ""),
        ("4", GIVES, 90, "partner", "", "", "1", ""),
        ("5", SEEKS, 180, "seeker", "", "", "", ""),
        ("6", GIVES, 180, "partner", "", "L1", "1", ""),
        ("7", SEEKS, 270, "seeker", "L2", "", "", ""),
        ("8", GIVES, 270, "partner", "", "L1", "1", ""),
        ("9", SEEKS, 0, "seeker", "L1", "", "", "no"),
    ]
    lines = [
        f"99000{urn},School {urn},{kind},{400_000 + km * 1000},{300_000 + int(urn) * 200},{role},"
        f"{needs},{offers},{capacity},{contact}"
        for urn, kind, km, role, needs, offers, capacity, contact in rows
    ]
    lines.append(f"990010,School 10,{SEEKS},,,seeker,L1,,,")
    (folder / "schools.csv").write_text("\n".join([HEAD, *lines]) + "\n", encoding="utf-8")
    output_of("match", folder / "schools.csv", "--register", "none", "--postcodes", "none",
              "--max-km", "20", "--out", folder / "run")  # fmt: skip
    return folder / "run"


def test_everywhere_a_plan_is_told_it_says_what_is_known(run: Path) -> None:
    plan = run.parent / "plan"
    told = output_of("allocate", run, "--out", plan)
    assert f"in 4 pairs\n  {KNOWN}\n  {BEST}\n" in told
    assert f"{NO_PART} (each is in schools.csv of the run, and matcher explain RUN URN" in told
    for urn, code in (("990009", "not_open"), ("990010", "unplaced")):
        assert urn in {row["urn"] for row in table(run / "schools.csv")}
        assert f"Not ranked ({code})" in output_of("explain", run, urn)
    cells = load_workbook(plan / "plan.xlsx")["About"].iter_rows()
    about = [str(cell.value) for (cell,) in cells]
    page, on_map = ((plan / f"{name}.html").read_text("utf-8") for name in ("summary", "map"))
    assert f"{KNOWN}." in about
    assert any(line.startswith(NO_PART) for line in about)
    assert f"{KNOWN}. {BEST}. plan.csv lists the pairs" in page and f"{BEST}." in about
    assert page.index("seekers have a partner") < page.index(KNOWN) < page.index("Optimal:")
    assert NO_PART in page
    assert KNOWN in on_map
    counts = json.loads((plan / "plan.json").read_text("utf-8"))["counts"]
    kinds = ("pairs_met", "pairs_to_ask", "pairs_needs_unknown", "pairs_not_met")
    assert [counts[kind] for kind in kinds] == [1, 1, 1, 1]
    assert "though one is in reach" not in told  # everybody has one
    assert counts["took_no_part"] == {"not_open": 1, "unplaced": 1}
    output_of("verify", plan)


def test_a_pair_of_a_school_that_needs_nothing_is_not_one_whose_need_is_not_met(
    run: Path, tmp_path: Path
) -> None:
    rows = (run.parent / "schools.csv").read_text("utf-8").replace(",seeker,L2,", ",seeker,none,")
    (tmp_path / "schools.csv").write_text(rows, encoding="utf-8")
    output_of("match", tmp_path / "schools.csv", "--register", "none", "--postcodes", "none",
              "--max-km", "20", "--out", tmp_path / "run")  # fmt: skip
    told = output_of("allocate", tmp_path / "run", "--out", tmp_path / "plan")
    assert "1 is known to meet a need, 1 is of" in told and "may meet one" not in told
    assert "not known, 1 is with a school that is said to need nothing" in told
    assert "not known to offer what is needed" not in told


def test_what_a_partner_only_seems_to_offer_is_no_need_known_to_be_met(
    run: Path, tmp_path: Path
) -> None:
    """The words of the map: such a pair may meet a need."""
    rows = (run.parent / "schools.csv").read_text("utf-8").splitlines()
    rows = [f"{row},Notes" if row == HEAD else f"{row}," for row in rows]
    told_in_words = "Our deputy head would gladly serve as a governor at another school"
    rows[2] = rows[2].replace(",L1,1,,", f",,1,,{told_in_words}")
    (tmp_path / "schools.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    output_of("match", tmp_path / "schools.csv", "--register", "none", "--postcodes", "none",
              "--max-km", "20", "--out", tmp_path / "run")  # fmt: skip
    told = output_of("allocate", tmp_path / "run", "--out", tmp_path / "plan")
    guess = (
        "none is known to meet a need, 1 may meet one, as registers, figures or words of "
        "a list suggest, 1 is"
    )
    assert guess in told


def test_what_would_serve_a_school_is_told_to_itself() -> None:
    helps = (
        "One more place at A (score 0.3) would serve it; at B, better for it, another school comes "
        "first. No partner that it may meet is within 40 km"
    )
    told = (
        "One more place at A (score 0.3) would serve you; at B, better for you, another school "
        "comes first. No partner that you may meet is within 40 km"
    )
    assert _to_you(helps, "") == told
    # A place beyond the limit is of no use to a school.
    far = "The nearest free place is at C, 78.8 km away: farther apart than the limit"
    assert _to_you(f"{helps}. {far}", "beyond") == told
    assert _to_you(far, "beyond") == ""
    assert _to_you(f"{helps}. {far}", "same_trust").startswith(f"{told}. The nearest free place")


def test_a_plan_tells_how_many_more_could_have_a_need_met(tmp_path: Path) -> None:
    """The nearest partner meets nothing and is chosen, as it scores most; two seekers have a
    farther one that would, as far as its places reach, the third has none."""
    rows = [
        ("1", SEEKS, 0, 0, "L1", ""), ("2", SEEKS, 0, 300, "L1", ""),
        ("3", SEEKS, 0, 600, "T4", ""),
        ("4", GIVES, 0, 100, "", "X1"), ("5", GIVES, 15, 100, "", "L1"),
    ]  # fmt: skip
    told = {}
    for places in (0, 1, 3):
        lines = [
            f"99000{urn},School {urn},{kind},{400_000 + km * 1000},{300_000 + north},"
            f"{'partner' if offers else 'seeker'},{needs},{offers},{places if km else 3},"
            for urn, kind, km, north, needs, offers in rows
        ]
        (tmp_path / "schools.csv").write_text("\n".join([HEAD, *lines]) + "\n", encoding="utf-8")
        output_of("match", tmp_path / "schools.csv", "--register", "none", "--postcodes", "none",
                  "--weights", "near=9,gives=1", "--out", tmp_path / f"{places}")  # fmt: skip
        told[places] = output_of("allocate", tmp_path / f"{places}", "--out", tmp_path / "plan",
                                 "--force")  # fmt: skip
    assert all("3 are with partners that are not known to offer" in one for one in told.values())
    could = "could have a partner that is known, or likely, to meet a need: matcher match --must-"
    assert could not in told[0]
    assert f"  Up to 1 more seeker {could}" in told[1]
    assert f"  Up to 2 more seekers {could}" in told[3]
    decisions = "seeker_urn,partner_urn,decision\n990001,990004,pinned\n"
    (tmp_path / "pinned.csv").write_text(decisions, encoding="utf-8")
    pinned = output_of("allocate", tmp_path / "3", "--decisions", tmp_path / "pinned.csv",
                       "--out", tmp_path / "pinned")  # fmt: skip
    assert f"  Up to 1 more seeker {could}" in pinned


def test_a_place_that_goes_to_a_school_of_no_known_need_is_told_beside_needs_that_go_without(
    tmp_path: Path,
) -> None:
    """One partner, one place: the nearest school, which says it needs nothing, has it."""
    lines = [
        f"99000{urn},School {urn},{SEEKS if needs else GIVES},{400_000 + metres},300000,"
        f"{'seeker' if needs else 'partner'},{needs},{'' if needs else 'L1'},1,"
        for urn, metres, needs in
        (("1", 0, "none"), ("2", 900, "L1"), ("3", 950, "T4"), ("4", 100, ""),
         ("5", 90_000, "L1"))  # nobody is in its reach, so no place could go to it
    ]  # fmt: skip
    (tmp_path / "schools.csv").write_text("\n".join([HEAD, *lines]) + "\n", encoding="utf-8")
    asked = ("match", tmp_path / "schools.csv", "--register", "none", "--postcodes", "none",
             "--weights", "near=39,gives=1", "--out")  # fmt: skip
    passed = (
        "1 place goes to a school of which no need is known or likely, while 2 seekers with a need "
        "that is known have no partner, though one is in reach"
    )
    output_of(*asked, tmp_path / "run")
    told = output_of("allocate", tmp_path / "run", "--out", tmp_path / "plan")
    assert f"  {passed}\n  Up to 1 more seeker could have a partner" in told
    page = (tmp_path / "plan" / "summary.html").read_text("utf-8")
    assert f"{passed}. Up to 1 more seeker could have a partner" in page
    output_of("verify", tmp_path / "plan")
    output_of(*asked, tmp_path / "narrowed", "--must-give")  # which the advice leads to
    again = output_of("allocate", tmp_path / "narrowed", "--out", tmp_path / "again")
    assert "Of 1 pair, 1 is known to meet a need\n" in again and "no need is known" not in again
    # Who says that it needs nothing is not one whom nobody could reach, nor has it nobody.
    nothing = "it is said to need nothing, and the run asks that a need be met"
    assert f"  1 because {nothing}\n" in again
    (left, *_) = table(tmp_path / "again" / "unserved.csv")
    assert (left["why"], left["what_helps"].lower()) == ("needs_nothing", nothing)
    told = office_facts(tmp_path / "narrowed")
    assert told.coverage.set_index("urn")["state"]["990001"] == "no need, so no list"
    assert "990001" not in {one.urn for one in told.alone} and told.in_a_list == 1
    assert "1 school says, or its list says for it, that it needs nothing: " in next(in_short(told))


def test_who_takes_no_part_is_counted_of_what_the_run_is_about(tmp_path: Path) -> None:
    """One number everywhere, by why; of a narrowed run that of its places."""
    rows = [
        ("1", SEEKS, "Kent", "400000", "seeker"), ("2", GIVES, "Kent", "401000", ""),
        ("3", "Other Independent Special School", "Kent", "402000", ""),
        ("4", "Welsh Establishment", "Kent", "403000", ""),
        ("5", "Welsh Establishment", "Devon", "300000", ""), ("6", SEEKS, "Devon", "", "seeker"),
        ("7", "Other Independent Special School", "Devon", "", ""),
    ]  # fmt: skip
    lines = [
        f"99000{urn},School {urn},{kind},{la},{east},{east and 300_000},{role}"
        for urn, kind, la, east, role in rows
    ]
    text = "\n".join(["URN,Name,Type,Local authority,Easting,Northing,Role", *lines])
    (tmp_path / "schools.csv").write_text(text + "\n", encoding="utf-8")
    for asked, special, others, unplaced in (((), 2, 2, 1), (("--la", "Kent"), 1, 1, 0)):
        run = tmp_path / f"run{special}"
        told = output_of("match", tmp_path / "schools.csv", "--register", "none",
                         "--postcodes", "none", "--weights", "near=0.7,opportunity=0.1",
                         "--out", run, *asked)  # fmt: skip
        schools = f"{special} independent special school{'s' * (special > 1)}"
        assert (
            f"of your lists: {schools} (--include-special lets them be partners), {others} of"
            in told
        )
        assert "its 12.5% of the weight moves nothing" in told
        assert "Weights: distance 87.5%, priority areas 12.5%" in told
        assert ("Narrowed to: seekers of Kent\n" in told) == bool(asked)
        output_of("allocate", run, "--out", tmp_path / f"plan{special}")
        for page in ("summary.html", "map.html"):
            text = (tmp_path / f"plan{special}" / page).read_text("utf-8")
            assert (", narrowed to seekers of Kent." in text) == bool(asked)
        book = load_workbook(tmp_path / f"plan{special}" / "plan.xlsx")
        about = " ".join(str(cell.value) for (cell,) in book["About"].iter_rows())
        assert (", narrowed to seekers of Kent." in about) == bool(asked)
        counts = json.loads((tmp_path / f"plan{special}" / "plan.json").read_text("utf-8"))[
            "counts"
        ]
        out = {"special": special, "other_kind": others, "unplaced": unplaced}
        assert counts["took_no_part"] == {code: many for code, many in out.items() if many}
    assert "Not ranked (special): an independent special school" in output_of(
        "explain", tmp_path / "run2", "990003"
    )


def test_a_firm_place_at_a_partner_of_which_nothing_is_known_is_told(
    run: Path, tmp_path: Path
) -> None:
    told = output_of("sensitivity", run, "--draws", "3", "--out", tmp_path / "sure")
    assert "of the 4 firm, 1 is with partners of which nothing is known: ask them first" in told


def test_several_partners_to_ask_are_asked_in_the_plural(run: Path, tmp_path: Path) -> None:
    rows = (run.parent / "schools.csv").read_text("utf-8")
    more = f"990011,School 11,{GIVES},490100,300000,partner,,,1,\n"
    (tmp_path / "schools.csv").write_text(rows + more, encoding="utf-8")
    output_of("match", tmp_path / "schools.csv", "--register", "none", "--postcodes", "none",
              "--max-km", "20", "--out", tmp_path / "run")  # fmt: skip
    told = output_of("explain", tmp_path / "run", "990003")
    assert "nothing is known of what they offer; ask whether they could give" in told
    assert "it offers" not in told


def test_the_place_that_is_named_is_the_first_of_the_schools_own_list(tmp_path: Path) -> None:
    """A place more at 990005 goes to 990002; 990003 gets one at 990006, if there is that."""
    rows = [
        f"99000{at},School {at},{SEEKS},{400_000 + 400 * at},300000,seeker,L1,,,"
        for at in (1, 2, 3)
    ]
    rows += [f"990005,School 5,{GIVES},400000,300000,partner,,L1,1,",
             f"990006,School 6,{GIVES},409000,300000,partner,,L1,0,"]  # fmt: skip
    found = []
    for many in (5, 4):
        home = tmp_path / str(many)
        home.mkdir()
        (home / "schools.csv").write_text("\n".join([HEAD, *rows[:many]]) + "\n", encoding="utf-8")
        output_of("match", home / "schools.csv", "--register", "none", "--postcodes", "none",
                  "--out", home / "run")  # fmt: skip
        output_of("allocate", home / "run", "--out", home / "plan")
        found += table(home / "plan" / "unserved.csv")
    told = [(row["place_goes_to_it"], row["more_place_urn"]) for row in found]
    assert told == [("yes", "990005"), ("yes", "990006"), ("yes", "990005"), ("no", "")]
    helps = [row["what_helps"] for row in found]
    assert helps[0].startswith("One more place at School 5 (score 0.")
    assert "would serve it; at School 5, better for it, another school comes first" in helps[1]
    assert helps[3].startswith("No single place more would go to it: at each full partner in its")
    assert "also at the best of them for it, School 5 (score 0." in helps[3]


def test_who_got_none_of_its_best_is_counted_of_those_that_a_pair_was_chosen_for() -> None:
    rows = [
        ("1", "A", "Partner", 6, 1.0, "optimal"), ("2", "B", "Partner", 2, 2.0, "optimal"),
        ("3", "C", "Partner", 9, 3.0, "pinned"), ("4", "D", "Partner", 1, 4.0, "accepted"),
        ("4", "D", "Other", 8, 9.5, "optimal"), ("5", "E", "Far\nOptimal: yes", 7, 12.0, "optimal"),
    ]  # fmt: skip
    names = ["seeker_urn", "seeker_name", "partner_name", "seeker_rank", "distance_km", "how"]
    pairs = pd.DataFrame(rows, columns=names).assign(area="")
    for areas, also in (
        (["Ash", "", "", "", "", ""], " (in a priority area 1.0 km, in none 4.0 km)"),
        (["", "", "", "", "Ash", "Ash"], " (in a priority area 10.8 km, in none 2.5 km: compare"),
    ):
        told = f"half of the pairs are 3.5 km apart or more{also}"
        assert told in best_line(pairs.assign(area=areas), 5, False)
    assert best_line(pairs, 5, False) == (
        "2 of 4 seekers with a pair chosen got none of their best 5; half of the pairs are 3.5 km "
        "apart or more; the farthest pair is 12.0 km apart (E, Far Optimal: yes)"
    )
    assert best_line(pairs[pairs["how"] == "pinned"], 5, False) == (
        "The farthest pair is 3.0 km apart (C, Partner)"
    )
    assert best_line(pairs[1:2], 5, False).startswith("Each seeker with a pair chosen got one of")
    assert best_line(pairs[:0], 5, False) == ""


def test_a_seeker_of_a_need_that_is_said_is_not_counted_among_the_likely_ones_too() -> None:
    profile = pd.concat(
        [
            profile_table([(urn, "L1", "", 1.0, math.nan) for urn in "134"]),
            profile_table([(urn, "T4", "", 0.5, math.nan) for urn in "12"], source="measured"),
        ]
    )
    asked: Any = SimpleNamespace(
        run=SimpleNamespace(ranking=SimpleNamespace(profile_columns=columns_of(profile)))
    )
    # No place could go to the fourth, who has nobody in reach.
    without = pd.DataFrame({"seeker_urn": ["1", "2", "3", "4"], "in_reach": [1, 1, 1, 0]})
    assert passed_over(asked, without) == {UNMET: 2, UNMET_LIKELY: 1}


def test_a_page_beside_a_plan_supposes_no_lack_of_places_where_the_plan_has_some() -> None:
    small = {"kind": "independent", "pupils": 12.0, "capacity": math.nan}
    assert notes(small) == ("it is small, 12 on roll, and a plan supposes no place for it",)
    assert notes(small, 3) == ("it is small, 12 on roll",)
    assert notes({**small, "capacity": 2.0}) == ("it is small, 12 on roll",)


def test_a_wider_limit_is_no_answer_where_ages_keep_apart_too(tmp_path: Path) -> None:
    rows = (
        "URN,Name,Type,Easting,Northing,Role,Age low,Age high,Capacity",
        f"990001,A,{SEEKS},400000,300000,seeker,5,11,",
        f"990002,B,{SEEKS},400100,300000,seeker,11,18,",
        f"990003,C,{GIVES},400200,300000,partner,5,18,0",
        f"990004,D,{GIVES},490000,300000,partner,16,19,2",
    )
    (tmp_path / "schools.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    output_of("match", tmp_path / "schools.csv", "--register", "none", "--postcodes", "none",
              "--out", tmp_path / "run")  # fmt: skip
    output_of("allocate", tmp_path / "run", "--out", tmp_path / "plan")
    young, old = (row["what_helps"] for row in table(tmp_path / "plan" / "unserved.csv"))
    far = "The nearest free place is at D, {} km away: farther apart than the limit"
    assert young.endswith(f"{far.format('90.0')}, and pupils' ages too far apart")
    assert old.endswith(far.format("89.9"))

    # Of who needs nothing no place is told, so nothing of ages either.
    needs = [f"{row},{'Needs' if not at else 'none' * (at < 3)},{'Strengths' * (not at)}"
             for at, row in enumerate(rows)]  # fmt: skip
    (tmp_path / "needs.csv").write_text("\n".join(needs) + "\n", encoding="utf-8")
    output_of("match", tmp_path / "needs.csv", "--register", "none", "--postcodes", "none",
              "--must-give", "--out", tmp_path / "given")  # fmt: skip
    output_of("allocate", tmp_path / "given", "--out", tmp_path / "none")
    told = {row["what_helps"] for row in table(tmp_path / "none" / "unserved.csv")}
    assert told == {"It is said to need nothing, and the run asks that a need be met"}
