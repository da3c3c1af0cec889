"""Special schools and alternative provision, of whose phase the register says "Not applicable"."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from lists_read import Desk

from matcher.core.phase_groups import PHASE_GROUPS, phase_groups
from matcher.core.settings.config import Config
from matcher.intake.merge.phase_of_type import phase_of_type
from matcher.match.narrowing import schools_fit

REGISTER = (
    "URN,EstablishmentName,TypeOfEstablishment (name),PhaseOfEducation (name),"
    "StatutoryLowAge,StatutoryHighAge\n"
    "100000,Ash School,Community special school,Not applicable,,\n"
    "100001,Elm Centre,Pupil referral unit,Not applicable,11,16\n"
    "100002,Oak School,Other independent school,Not applicable,,\n"
    "100003,Fir School,Other independent special school,Not applicable,,\n"
    "100004,Yew College,Special post 16 institution,Not applicable,,\n"
    "100005,Bay School,City technology college,Not applicable,,\n"
    "100006,Gum School,Academy special converter,Secondary,11,16\n"
)


@pytest.mark.parametrize(
    ("text", "phase"),
    [("Community special school", "Special"), ("Free schools special", "Special"),
     ("07", "Special"), ("Academy special sponsor led", "Special"),
     ("Pupil referral unit", "Alternative provision"), ("PRU", "Alternative provision"),
     ("14", "Alternative provision"),
     ("Free schools alternative provision", "Alternative provision"),
     ("Academy converter", ""), ("Community school", ""), ("", ""), ("1", "")],
)  # fmt: skip
def test_types(text: str, phase: str) -> None:
    assert phase_of_type(text) == phase


def test_only_what_is_known_to_be_such_a_school_gets_one(tmp_path: Path) -> None:
    table = Desk(tmp_path, REGISTER).table("URN,Type,Phase\n100000,Academy,\n100001,,\n")
    assert table["phase"].tolist() == [
        "Special", "Alternative provision", "", "Special", "", "", "Secondary",
    ]  # fmt: skip
    groups = [PHASE_GROUPS[at] if at >= 0 else "" for at in phase_groups(table)]
    assert groups == [*["special and alternative"] * 2, "", "special and alternative",
                      "", "", "secondary"]  # fmt: skip
    said = Desk(tmp_path, REGISTER).table("URN,Phase\n100000,Primary\n")
    assert said.loc["100000", "phase"] == "Primary"  # a list knows better


def test_a_narrowing_to_a_phase_takes_them_by_that_name(tmp_path: Path) -> None:
    table = Desk(tmp_path, REGISTER).table("URN\n100000\n").assign(register_name="")
    table = pd.DataFrame(table).reset_index(drop=False)

    def asked(*phases: str) -> list[int]:
        return np.flatnonzero(schools_fit(table, Config(phases=phases))[0].possible).tolist()

    assert asked("Special") == [0, 2, 3, 4, 5]  # and those of which nothing is known
    assert asked("Secondary") == [2, 4, 5, 6]
    assert asked("Special", "Alternative provision") == [0, 1, 2, 3, 4, 5]
