"""The pairs of some schools of a run are those of its list, whatever its texts hold."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from program import table

from matcher.core.errors import FileError
from matcher.jobs.matching.results import Run
from matcher.show.kit.csv_table import csv_bytes
from matcher.show.run.read_back import MATCHES_FILE, RunTables, read_run_tables
from matcher.show.run.read_back_matches import read_matches_about, read_run_matches

LINES = "two\nlines"


def with_names(folder: Path, tables: RunTables, name: str) -> tuple[pd.DataFrame, RunTables]:
    """A list whose first seeker has another name, with the tables of the run that it is of."""
    whole = read_run_matches(tables.folder)
    whole.loc[whole["seeker_urn"] == whole["seeker_urn"][0], "seeker_name"] = name
    (folder / MATCHES_FILE).write_bytes(csv_bytes(whole))
    return whole, replace(tables, folder=folder)


@pytest.mark.parametrize("kept", [True, False])
def test_they_are_those_of_the_whole_list(demo_run: Run, tmp_path: Path, kept: bool) -> None:
    tables = read_run_tables(demo_run.folder)
    assert tables.pairs is not None
    if not kept:
        tables = replace(tables, pairs=None)
    everybody = sorted({row["urn"] for row in table(demo_run.folder / "schools.csv")})
    for name in ("'=1+1", "a\rb", "two\r\nlines", LINES):
        whole, own = with_names(tmp_path, tables, name)
        for urns in ({whole["seeker_urn"][0]}, {*everybody[::7]}, {"999999"}, {*everybody}):
            about = whole["seeker_urn"].isin(urns) | whole["partner_urn"].isin(urns)
            pd.testing.assert_frame_equal(
                read_matches_about(own, urns), whole[about].reset_index(drop=True)
            )


def test_no_rows_but_theirs_are_looked_at_where_the_tables_say_where_they_are(
    demo_run: Run, tmp_path: Path
) -> None:
    """So that pages of some schools cost little: a text in two lines has the whole list read."""
    tables = read_run_tables(demo_run.folder)
    whole, own = with_names(tmp_path, tables, "Alpha")
    file, urn = tmp_path / MATCHES_FILE, whole["partner_urn"].iloc[-1]
    of_others = whole[(whole["seeker_urn"] != urn) & (whole["partner_urn"] != urn)].index[0]
    whole["score"] = whole["score"].astype(object)
    whole.loc[of_others, "score"] = "unknown"
    file.write_bytes(csv_bytes(whole))
    assert len(read_matches_about(own, {urn}))
    whole.loc[of_others, "seeker_name"] = LINES
    file.write_bytes(csv_bytes(whole))
    with pytest.raises(FileError, match="score is no number"):
        read_matches_about(own, {urn})
