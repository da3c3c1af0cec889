"""Whom a run is about, by hand: rules of which no run of the sample would tell."""

from __future__ import annotations

from collections.abc import Collection
from types import SimpleNamespace
from typing import Any, NamedTuple, cast

from strategies import schools_table

from matcher.core.settings.combine import settings
from matcher.jobs.audiences.outputs import _roles_taken
from matcher.jobs.stages.concerned import (
    Concerned,
    TookPart,
    are_of_others,
    kept_out,
    who_took_part,
    without_role,
)
from matcher.jobs.stages.told_on_map import IN_NO_PAIR, account_of_map
from matcher.match.gates import Exclusions


class Ranked(NamedTuple):
    seeking: Collection[str]
    giving: Collection[str]
    seekers_in_reach: Collection[str] = ()
    partners_in_reach: Collection[str] = ()


def test_of_one_side_alone_all_took_part_but_for_a_run_narrowed_to_nobody() -> None:
    """Nobody can be in reach, and all were looked at."""
    assert who_took_part({"a"}, Ranked("ab", ""), settings()) == (frozenset("ab"), frozenset())
    assert who_took_part({"a"}, Ranked("", "ab"), settings()) == (frozenset(), frozenset("ab"))
    # Of places where nobody seeks nobody can be met: their partners are outside, as all others are.
    narrowed = settings(phases=("Primary",))
    assert who_took_part({"a"}, Ranked("", "ab"), narrowed).giving == frozenset()


def test_all_seekers_of_a_narrowed_run_took_part_and_the_partners_that_they_may_meet() -> None:
    ranked = Ranked("ab", "cd", seekers_in_reach="a", partners_in_reach="c")
    narrowed = settings(phases=("Primary",))
    assert who_took_part({"a"}, ranked, narrowed) == (frozenset("ab"), frozenset("c"))
    assert who_took_part({"d"}, ranked, settings()) == (frozenset("a"), frozenset("cd"))


def test_who_has_no_role_elsewhere_is_outside_and_has_no_problem_of_the_run() -> None:
    places = {"1": ("Kent", ""), "2": ("Surrey", ""), "3": ("Surrey", "seeker")}
    schools = schools_table(
        [{"urn": urn, "la_name": place, "role": role, "kind": "state"}
         for urn, (place, role) in places.items()]
    )  # fmt: skip
    assert without_role(schools, settings(authorities=("Surrey",))) == {"2": "no_part"}
    assert without_role(schools, settings()) == {"1": "no_part", "2": "no_part"}
    unknown = schools.assign(kind="other")
    assert without_role(unknown, settings()) == {"1": "other_kind", "2": "other_kind"}
    problems = schools[["list", "sheet", "row"]].iloc[[0, 2]].reset_index(drop=True)
    problems = problems.assign(code="unknown_tag", value="Latim")
    problems.loc[2] = ["test.csv", "", 99, "unknown_tag", "Latim"]  # of a row that became no school
    assert are_of_others(problems, schools, {"2", "3"}).tolist() == [True, False, False]
    # Nor has it one of a row that was joined with its own.
    problems.loc[3] = ["test.csv", "", 99, "repeated_urn", "1"]
    assert are_of_others(problems, schools, {"2", "3"}).tolist() == [True, False, True, True]


def test_a_partner_is_kept_out_whatever_phase_is_asked_for() -> None:
    school = {"x": 400_000.0, "y": 400_000.0}
    schools = schools_table(
        [
            {"urn": "1", "role": "partner", "phase": "Secondary", **school},
            {"urn": "2", "role": "seeker", "phase": "Secondary", **school},
            {"urn": "3", "role": "seeker", "phase": "Primary", **school},
            {"urn": "4", "role": "partner", "phase": "Secondary", **school},
        ]
    )
    asked = settings(phases=("Primary",))
    ruled_out = Exclusions(excluded_schools=frozenset("123"))
    assert kept_out(schools, asked, ruled_out) == {"1": "excluded", "3": "excluded"}


def test_who_is_on_both_sides_is_told_once() -> None:
    told = Concerned(TookPart(frozenset("abc"), frozenset("bcd")), {}, {}, 0)
    here, away = account_of_map("ab", told, IN_NO_PAIR)[0], account_of_map("ab", told, "away")[1:]
    assert here == "This map has 2 schools: 2 seekers and 1 partner that took part (1 is both)."
    assert away == [
        "1 seeker took part and is not on this map: it is away.",
        "1 partner took part and is not on this map: it is away.",
    ]


def test_a_school_that_took_part_on_one_side_is_told_so_to_others() -> None:
    ranking = SimpleNamespace(seeking={"1", "2"}, giving={"2", "3", "4"})
    schools = schools_table(
        [
            {"urn": urn, "role": role}
            for urn, role in zip("1234", ["both"] * 3 + ["partner"], strict=True)
        ]
    )
    taken = _roles_taken(cast(Any, SimpleNamespace(ranking=ranking)), schools)
    assert taken.tolist() == ["seeker", "both", "partner", "partner"]
