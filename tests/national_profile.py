"""What the published tables tell of the schools of England, by the default rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from matcher.core.problems import ProblemLog
from matcher.intake.lists import read_links
from matcher.intake.merge.kinds import kind_of
from matcher.intake.performance.reader import read_performance
from matcher.profile.measured.needs_from_figures import measured_profile
from matcher.profile.measured.rules import load_rules

_PHASES = ("Primary", "Secondary", "All-through", "Middle deemed primary",
           "Middle deemed secondary")  # fmt: skip


@dataclass(frozen=True)
class National:
    """FIGURES of all the tables, the open schools of the register and their PROFILE;
    ``successor`` gives the open school that took a closed one's place."""

    figures: pd.DataFrame
    schools: pd.DataFrame
    profile: pd.DataFrame
    successor: Mapping[str, str]

    @property
    def mainstream(self) -> pd.Series:
        """URNs of the state-funded schools that are no special schools or referral units."""
        of_state = self.schools["kind"].eq("state") & self.schools["phase"].isin(_PHASES)
        other = self.schools["type"].str.contains("special|Pupil referral")
        return self.schools["urn"][of_state & ~other]

    @property
    def independents(self) -> pd.Series:
        """URNs of the independent schools that are no special schools."""
        return self.schools["urn"][self.schools["type"] == "Other independent school"]


def national_profile(shared_data: Path) -> National:
    """The register of May 2025 against every table of the folder ``performance``."""
    rules = load_rules()
    tables = sorted((shared_data / "performance").glob("*.csv"))
    figures = read_performance(tables, ProblemLog(), rules.wanted_columns()).figures
    gias = shared_data / "gias"
    register = pd.read_csv(
        gias / "register-2025-05-24.csv", dtype="str", keep_default_na=False, encoding="cp1252"
    )
    types = register["TypeOfEstablishment (name)"]
    groups = register["EstablishmentTypeGroup (name)"]
    schools = pd.DataFrame(
        {
            "urn": register["URN"],
            "kind": [(kind_of(a, b) or ("other",))[0] for a, b in zip(types, groups, strict=True)],
            "phase": register["PhaseOfEducation (name)"],
            "pupils": pd.to_numeric(register["NumberOfPupils"], errors="coerce"),
            "type": types,
        }
    )
    links = read_links(gias / "links_edubasealldata_20250727.csv", ProblemLog())
    is_open = set(schools["urn"]).__contains__
    ways = {urn: links.open_successors(urn, is_open) for urn in set(figures["urn"])}
    successor = {u: w[0] for u, w in ways.items() if not is_open(u) and len(w) == 1}
    profile = measured_profile(figures, schools, rules, successor)
    return National(figures, schools, profile, successor)
