"""The real tables: they agree where they overlap, and nothing suppressed became a number."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pandas as pd
import pytest
from performance_tables import Want

from matcher.core.problems import ProblemLog
from matcher.intake.identify.links import Links
from matcher.intake.lists import read_links
from matcher.intake.performance.reader import Performance, read_performance
from matcher.intake.performance.table_forms import may_be_read, recognise_table

pytestmark = pytest.mark.real

KS2 = ("READPROG", "WRITPROG", "MATPROG")
KS4 = ("P8MEA", "ATT8SCR")
COLUMNS = tuple(Want("ks2", c) for c in KS2) + tuple(Want("ks4", c) for c in KS4)
FILES = {  # table, school year, rows used, totals
    "2016-2017_850_ks2final.csv": ("ks2", "2016/17", 328, 3),
    "2016-2017_850_ks4final.csv": ("ks4", "2016/17", 123, 3),
    "2017-2018_850_ks2final.csv": ("ks2", "2017/18", 328, 3),
    "2017-2018_850_ks4final.csv": ("ks4", "2017/18", 121, 3),
    "2018-2019_850_ks2final.csv": ("ks2", "2018/19", 331, 3),
    "england_census.csv": ("census", "", 23_939, 3),
    "england_ks4-pupdest.csv": ("destinations", "", 3_728, 149),
    "england_ks4provisional.csv": ("ks4", "", 5_495, 157),
    "england_swf.csv": ("workforce", "", 8_178, 0),
    "ks2-2018-19-national-subset.csv": ("ks2", "2018/19", 16_355, 0),
    "ks4-2018-19-national-subset.csv": ("ks4", "2018/19", 5_516, 0),
    "ks4-schools-2023-24-national.csv": ("ks4", "2023/24", 5_709, 0),
    "ks5-2018-19-national-subset.csv": ("ks5", "2018/19", 2_903, 0),
}
# What a number looks like in these files; anything else is a word.
NUMBER = re.compile(r"-?£?[0-9]{1,3}(,[0-9]{3})+|-?£?[0-9]*\.?[0-9]+%?")


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    return shared_data / "performance"


def read(*paths: Path, wants: tuple[Want, ...] = COLUMNS) -> tuple[Performance, ProblemLog]:
    log = ProblemLog()
    return read_performance(paths, log, wants), log


@pytest.mark.parametrize("name", FILES)
def test_every_figure_is_the_number_of_its_cell_and_no_word_is(folder: Path, name: str) -> None:
    with (folder / name).open(encoding="utf-8-sig", newline="") as stream:
        header, *rows = csv.reader(stream)
    layout = recognise_table(header)
    assert layout is not None
    columns = [c for c in layout.header if may_be_read(c)]
    if len(rows) > 1_000:  # of the national tables only what may be a figure
        columns = [c for c in columns if not re.search("_DIS|_NONDIS|_1[78]$|COLOUR|TITUDE", c)]
    found, _ = read(folder / name, wants=tuple(Want(layout.table, c) for c in columns))
    (account,) = found.accounts
    assert account.balances
    assert (account.table, account.years[-1], account.used, account.headings) == FILES[name]
    assert account.rejected == account.blank == 0
    expected = {}
    record = layout.at.get("RECTYPE", -1)
    for row in rows:
        urn = row[layout.urn]
        if not re.fullmatch("[0-9]{6}", urn) or (record >= 0 and row[record] not in "12"):
            continue
        for column in columns:
            at = layout.at[column]
            cell = row[at].strip() if at < len(row) else ""
            if NUMBER.fullmatch(cell):
                expected[urn, column] = float(cell.strip("%").replace("£", "").replace(",", ""))
    figures = found.figures
    keys = zip(figures["urn"], figures["column"], strict=True)
    assert dict(zip(keys, figures["value"], strict=True)) == expected
    assert "CANARY" not in figures.to_csv()


def test_the_suppressed_cells_are_many(folder: Path) -> None:
    """So that the test above cannot pass for want of anything suppressed."""
    words = {"SUPP": 0, "NE": 0, "NP": 0, "LOWCOV": 0, "NA": 0, "z": 0, "c": 0, "SP": 0}
    for name in FILES:
        with (folder / name).open(encoding="utf-8-sig", newline="") as stream:
            for row in csv.reader(stream):
                for word in words:
                    words[word] += row.count(word)
    assert min(words.values()) > 100, words


def test_hampshire_and_the_national_tables_agree_where_they_overlap(folder: Path) -> None:
    found, log = read(
        folder / "2018-2019_850_ks2final.csv", folder / "ks2-2018-19-national-subset.csv"
    )
    assert not [p for p in log.problems if p.code == "figures_differ"]  # none of 963 does
    assert len(found.figures) == 46_068  # the national table has them all


def test_the_tables_agree_with_the_panel_but_for_schools_that_were_merged(
    folder: Path, shared_data: Path
) -> None:
    """The panel gives one figure for schools that have since become one: the mean of
    theirs. Every other figure of every year is the same."""
    panel = pd.read_csv(folder / "school-year-panel-2015-2018.csv.gz", dtype={"urn": "str"})
    named = dict(
        zip(
            ("reading_progress", "writing_progress", "maths_progress", "progress_8",
             "attainment_8"),
            (*KS2, *KS4), strict=True,
        )
    )  # fmt: skip
    long = panel.rename(columns=named).melt(
        ["urn", "year_starting"], var_name="column", value_name="said"
    )
    long["year"] = [f"{year}/{(year + 1) % 100:02}" for year in long["year_starting"]]
    long = long.dropna(subset="said")
    links = read_links(shared_data / "gias" / "links_edubasealldata_20250727.csv", ProblemLog())
    compared = 0
    for name, (table, year, _, _) in FILES.items():
        if table not in ("ks2", "ks4") or not year or year == "2023/24":
            continue
        figures = read(folder / name)[0].figures
        both = figures.merge(long, on=["urn", "year", "column"])
        compared += len(both)
        differ = both[(both["value"] - both["said"]).abs() > 1e-9]
        assert differ["urn"].nunique() <= 10, name
        for row in differ.itertuples():
            family = figures[
                figures["urn"].isin(_led_to(str(row.urn), links))
                & (figures["column"] == row.column)
            ]["value"]
            assert len(family) > 1, row
            assert family.min() <= row.said <= family.max(), row
    assert compared > 43_000


def _led_to(urn: str, links: Links) -> set[str]:
    """A school and all whose place it took, through any number of steps."""
    family = {urn}
    while more := {old for old, new in links.successors.items() if new & family} - family:
        family |= more
    return family
