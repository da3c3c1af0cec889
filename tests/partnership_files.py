"""Files of an evaluation, fictional: a register, a panel and a partnership."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pandas as pd
from panels import simulate


def write(folder: Path, effect: float = 3.0, name: str = "Fictional School") -> dict[str, Path]:
    """register.csv, panel.csv.gz, treated.csv and imd.csv of 160 schools, 16 of them in the
    partnership."""
    panel, schools, mine = simulate(21, effect, schools=160, treated=16)
    rng = np.random.default_rng(1)
    areas = [f"E0100{at:04d}" for at in range(len(schools))]
    register = pd.DataFrame(
        {
            "URN": schools["urn"],
            "EstablishmentName": [f"{name} {urn}" for urn in schools["urn"]],
            "EstablishmentTypeGroup (name)": rng.choice(
                ["Academies", "Local authority maintained schools"], len(schools)
            ),
            "TypeOfEstablishment (name)": "Community school",
            "EstablishmentStatus (name)": "Open",
            "PhaseOfEducation (name)": "Primary",
            "NumberOfPupils": schools["pupils"].astype(int),
            "PercentageFSM": schools["fsm_pct"].round(1),
            "GOR (name)": schools["region"],
            "LSOA (code)": areas,
            "HeadLastName": "CANARY-PERSON",
        }
    )
    files = {part: folder / f"{part}.csv" for part in ("register", "treated", "imd")}
    files["panel"] = folder / "panel.csv.gz"
    register.to_csv(files["register"], index=False)
    pd.DataFrame(
        {"lsoa21_code": areas, "IMD_score": rng.uniform(1, 60, len(areas)).round(2)}
    ).to_csv(files["imd"], index=False)
    text = panel.astype({"progress": object})
    # One school's figure was suppressed, and one row is nobody's.
    first = text["urn"] == mine[0]
    text.loc[first & (text["year_starting"] == 2017), "progress"] = "SUPP"
    rows = text.to_csv(index=False) + "NAT,2015,0.1\n"
    files["panel"].write_bytes(gzip.compress(rows.encode(), mtime=0))
    pd.DataFrame({"URN": mine, "Name": "x"}).to_csv(files["treated"], index=False)
    return files
