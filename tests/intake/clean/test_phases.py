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
     ("PRU", "Alternative provision"), ("State-funded AP school", "Alternative provision"),
     ("State-funded special school", "Special"), ("FE college", "16 plus"),
     ("Hub", None), ("independent", None), ("Middle", None), ("college", None)],
)  # fmt: skip
def test_phases(text: str, meant: str | None) -> None:
    assert phase(text) == meant
    assert meant is None or phase(meant) == meant


def test_every_phase_with_usual_ages_is_one_of_the_registers_words() -> None:
    assert {(phase(word) or "").casefold() for word in PHASE_AGES} == set(PHASE_AGES)


def test_a_list_may_say_them_shortly(desk: Desk) -> None:
    table = desk.table("Sch,Phase,Pcode\nAsh,P,B1 1AA\nElm,S,B1 1AB\n")
    assert sorted(table["phase"]) == ["Primary", "Secondary"]


def test_what_is_no_phase_hides_none_and_is_told(desk: Desk) -> None:
    desk.register = (
        "URN,EstablishmentName,TypeOfEstablishment (name),PhaseOfEducation (name),"
        "StatutoryLowAge,StatutoryHighAge\n"
        "100000,Ash,Academy 16-19 converter,16 plus,,\n100001,Elm,Other independent school,,,\n"
        "100002,Oak,Community school,Middle deemed secondary,,\n"
        "100003,Yew,Community special school,Not applicable,,\n"
        "100004,Fir,Community school,Primary,,\n"
        "100005,Box,Other independent school,Not applicable,11,18\n"
    )
    text = (
        "URN,Name,Phase,Type\n100000,Ash,college,college\n100001,Elm,independent,\n100002,Oak,middle,\n"
        "100003,Yew,academy,\n100004,Fir,sec,\n100005,Box,independent,college\n"
    )
    table = desk.table(text)
    used = ["16 plus", "", "Middle deemed secondary", "Special", "Secondary", ""]
    # What it is called is no kind: the register knows.
    assert table["kind"].tolist()[::5] == ["state", "independent"]
    assert table["phase"].tolist() == used
    told = [p for p in desk.log.problems if p.code == "unknown_phase"]
    assert [(p.row, p.column, p.value, p.severity) for p in told] == [
        (2, "Phase", "college", "note"), (3, "Phase", "independent", "warning"),
        (4, "Phase", "middle", "note"), (5, "Phase", "academy", "note"),
        (7, "Phase", "independent", "note"),
    ]  # fmt: skip
    says = ("16 plus was used, as the register says", "it counts as not known",
            "Middle deemed secondary was used", "Special was used, as its type",
            "the ages that it teaches count in its place")  # fmt: skip
    assert all(words in p.message for words, p in zip(says, told, strict=True))
    assert desk.table(text, with_register=False)["phase"].tolist() == [
        "",
        "",
        "",
        "",
        "Secondary",
        "",
    ]
