"""Schools are matched on what the register says of its own day, which may be long after."""

from __future__ import annotations

import datetime
from pathlib import Path

import pandas as pd
import pytest

from matcher.jobs.evaluation.age_of_covariates import age_of_covariates, register_day
from matcher.jobs.evaluation.inputs import EvaluationFiles
from matcher.jobs.evaluation.schools import with_named_authorities

LOST = "what changed since, by the partnership too, is matched away."


@pytest.mark.parametrize(
    ("name", "covariates", "said"),
    [
        ("edubasealldata20250524.csv", ("pupils", "fsm_pct", "type", "region"),
         f"Pupils, free school meals and type are of May 2025, six years after the last year "
         f"compared: {LOST}"),
        ("register-2018-10-02.csv", ("fsm_pct",),
         f"Free school meals are of October 2018, while the partnership ran: {LOST}"),
        ("register-2019-12-02.csv", ("type",),
         f"Type is of December 2019, less than a year after the last year compared: {LOST}"),
        ("register-2020-09-02.csv", ("type",),
         f"Type is of September 2020, one year after the last year compared: {LOST}"),
        ("register-2018-08-31.csv", ("type",), ""),
        ("edubasealldata20250524.csv", ("region",), ""),
        ("register.csv", ("type",),
         "Type is of the register's own day, which its file does not say: if that is after the "
         f"partnership began, {LOST}"),
        ("register-2025-02-31.csv", ("type",),
         "Type is of the register's own day, which its file does not say: if that is after the "
         f"partnership began, {LOST}"),
    ],
)  # fmt: skip
def test_what_is_of_after_the_start_is_told_with_both_dates(
    name: str, covariates: tuple[str, ...], said: str
) -> None:
    files = EvaluationFiles((), Path(name), "", imd=Path("imd-2019.csv"))
    assert age_of_covariates(files, covariates, (2018,)) == said
    told = age_of_covariates(files, (*covariates, "imd"), (2018,))
    assert told == (f"{said} Deprivation is that of 2019." if said else "")


def test_the_day_of_a_register_is_not_read_from_any_digits() -> None:
    assert register_day(Path("edubasealldata20250524.csv")) == datetime.date(2025, 5, 24)
    for name in ("register.csv", "120250524.csv", "20251399.csv"):
        assert register_day(Path(name)) is None


def test_an_authority_has_its_name_where_the_register_has_it() -> None:
    schools = pd.DataFrame(
        {"la_code": ["926", "926", "001", ""], "la_name": ["Elmshire", "", "", "Nowhere"]}
    )
    named = with_named_authorities(schools)
    assert named["la_code"].tolist() == ["Elmshire (926)", "Elmshire (926)", "001", ""]
    assert schools["la_code"][0] == "926"
