"""Phases in an office's words."""

from __future__ import annotations

import pytest
from lists_read import Desk

from matcher.intake.clean.phases import phase
from matcher.match.gates import PHASE_AGES


@pytest.mark.parametrize(
    ("text", "meant"),
    [("P", "Primary"), ("Prim", "Primary"), ("pri.", "Primary"), ("Infant & Nursery", "Primary"),
     ("Junior School", "Primary"), ("Sec", "Secondary"), ("S", "Secondary"),
     ("High School", "Secondary"), ("All through", "All-through"), ("All-Through", "All-through"),
     ("Post-16", "16 plus"), ("16+", "16 plus"), ("Nursery", "Nursery"), ("PRIMARY", "Primary"),
     ("Middle Deemed Primary", "Middle deemed primary"), ("Special", "Special"),
     ("Special school", "Special"), ("Not applicable", ""), ("", ""),
     ("PRU", "Alternative provision"), ("Hub", "Hub")],
)  # fmt: skip
def test_phases(text: str, meant: str) -> None:
    assert phase(text) == meant
    assert phase(meant) == meant


def test_every_phase_with_usual_ages_is_one_of_the_registers_words() -> None:
    assert {phase(word).casefold() for word in PHASE_AGES} == set(PHASE_AGES)


def test_a_list_may_say_them_shortly(desk: Desk) -> None:
    table = desk.table("Sch,Phase,Pcode\nAsh,P,B1 1AA\nElm,S,B1 1AB\n")
    assert sorted(table["phase"]) == ["Primary", "Secondary"]
