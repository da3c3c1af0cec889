"""Whom a run is about, by hand: rules of which no run of the sample would tell."""

from __future__ import annotations

from collections.abc import Collection
from types import SimpleNamespace
from typing import Any, NamedTuple, cast

from strategies import schools_table

from matcher.core.settings.combine import settings
from matcher.jobs.audiences.outputs import _roles_taken
from matcher.jobs.stages.concerned import Concerned, TookPart, kept_out, who_took_part
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
