"""The attacker on small numbers finds none that are withheld; and would find them if he could.

The whole campaign: ``python benchmarks/suppression.py``.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from makers.monitored_folders import ATTACKS, random_case
from monitored_papers import Shown
from small_number_attacker import Attack, Fact, Hidden

AUTUMN = ("A", None)


def fact(group: str, n: int | None, figure: tuple[float, float] | None = None) -> Fact:
    return Fact(AUTUMN, group, "%", figure, n)


def test_the_attacker_subtracts_and_counts_in_whole_people() -> None:
    hidden = Hidden(AUTUMN, "fsm", "%", "n", 3)
    told = Attack([fact("all", 40), fact("not fsm", 37)], ["all", "fsm"], False)
    assert [one[1:] for one in told.determined([hidden])] == [(3, 3)]
    assert not list(Attack([fact("all", 40)], ["all", "fsm"], False).determined([hidden]))
    # 52.4% of 42 are 22, and about 50% of 37 are 18 or 19.
    answers = Hidden(AUTUMN, "fsm", "%", "x", 4)
    shown = [fact("all", 42, (52.35, 52.45)), fact("not fsm", 37, (48, 52))]
    told = Attack(shown, ["all", "fsm"], False)
    assert [one[1:] for one in told.determined([answers])] == [(3, 4)]


@pytest.mark.parametrize("name", ATTACKS)
@pytest.mark.parametrize("seed", range(3))
def test_attacks_by_subtraction_determine_nobody(name: str, seed: int, tmp_path: Path) -> None:
    shown = Shown(ATTACKS[name](seed), tmp_path / "p", papers=False)
    assert shown.hidden
    assert not shown.determined()


@pytest.mark.parametrize("seed", [1, 5])
def test_nothing_withheld_of_a_folder_can_be_worked_out(seed: int, tmp_path: Path) -> None:
    shown = Shown(random_case(seed), tmp_path / "p")
    assert shown.hidden
    assert not shown.leaks
    assert not shown.determined()
    assert shown.withheld < shown.figures
