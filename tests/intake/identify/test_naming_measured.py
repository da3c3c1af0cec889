"""Schools found by name and place, measured on names and postcodes of 2018/19.

A tenth of what ``benchmarks/naming.py`` measures: enough to notice a change.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from matcher.core.problems import ProblemLog
from matcher.intake.clean.clean_records import clean_records
from matcher.intake.identify.name_and_place import Description, SchoolFinder
from matcher.intake.lists import read_links, read_records
from matcher.place.postcode_file.lookup import look_up_postcodes


@pytest.mark.real
@pytest.mark.slow
def test_precision_and_recall(shared_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log, gias = ProblemLog(), shared_data / "gias"
    register = clean_records(read_records([gias / "register-2025-05-24.csv"], log).records, {}, log)
    links = read_links(gias / "links_edubasealldata_20250727.csv", log)
    tables = [
        shared_data / "performance" / f"ks{stage}-2018-19-national-subset.csv" for stage in (2, 4)
    ]
    old = clean_records(read_records(tables, log).records, {}, log)
    old = old[old["urn"].str.fullmatch(r"\d{4}[13]\d") & (old["name"] != "")]
    assert len(old) > 2_000

    def where(codes: list[str]) -> dict[str, tuple[float, float]]:
        return look_up_postcodes(
            shared_data / "postcodes" / "codepo_gb-2025-11.zip", codes
        ).points()

    is_open = set(register["urn"]).__contains__
    columns = ["name", "postcode", "town"]
    rows = [Description(*row) for row in old[columns].itertuples(index=False)]
    found = SchoolFinder(register, where).find(rows)
    accepted = right = still = got = 0
    for urn, answer in zip(old["urn"], found, strict=True):
        truth = (urn,) if is_open(urn) else links.open_successors(urn, is_open)
        if answer.chosen:
            accepted += 1
            right += answer.chosen.urn in truth
        if is_open(urn):
            still += 1
            got += answer.chosen is not None and answer.chosen.urn == urn
    with capsys.disabled():
        print(f"\nfound by name: {right:,} right of {accepted:,} accepted; "
              f"{got:,} of {still:,} that are still open")  # fmt: skip
    assert right / accepted >= 0.995
    assert got / still >= 0.95
