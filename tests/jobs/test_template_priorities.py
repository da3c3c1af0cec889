"""The empty list of priorities: filled in, read back, understood whatever is chosen."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner

from matcher.cli.lists.template import template as command
from matcher.core.errors import OutputError
from matcher.core.problems import ProblemLog
from matcher.intake.priorities.reader import ReadPriorities, read_priorities
from matcher.jobs.lists.template import LEVELS, PHASES, priority_choices, template
from matcher.profile.priorities.priority_profile import NEAREST_FIRST, priority_profile
from matcher.profile.vocabulary import load
from matcher.show.forms.template_priorities import COLUMNS, SHEET
from matcher.show.forms.template_workbook import ROWS

HEADERS = [column.header for column in COLUMNS]
TODAY = datetime.date(2026, 11, 23)
PLACE = {"region": "North West", "local authority": "Kent", "trust": "Ash Trust",
         "opportunity area": "Hastings", "school": "100001"}  # fmt: skip


def filled(path: Path, rows: Sequence[dict[str, object]], *without: str) -> Path:
    """The template with rows written below its header, saved as a person's program would."""
    template(path, priorities=True)
    book = openpyxl.load_workbook(path)
    for number, row in enumerate(rows, start=2):
        for header, value in row.items():
            book[SHEET].cell(number, HEADERS.index(header) + 1, value)
    for header in without:
        book[SHEET].tables.clear()
        book[SHEET].delete_cols([cell.value for cell in book[SHEET][1]].index(header) + 1)
    book.save(path)
    return path


def taken(path: Path) -> tuple[ReadPriorities, pd.DataFrame, ProblemLog]:
    """What was read, the PROFILE of a school for each phase that is everywhere, the problems."""
    log = ProblemLog()
    done = read_priorities(path, log, today=TODAY)
    schools = pd.DataFrame(
        {
            "urn": [f"10000{n + 1}" for n in range(len(PHASES))],
            "la_code": "886",
            "la_name": "Kent",
            "region": "North West",
            "trust": "Ash Trust",
            "area": "Hastings",
            "phase": PHASES,
            "role": "seeker",
        },
        dtype="str",
    )
    return done, priority_profile(done.priorities, schools, log, load()), log


def test_an_unfilled_template_holds_no_rows(tmp_path: Path) -> None:
    template(tmp_path / "empty.xlsx", priorities=True)
    filled(tmp_path / "saved.xlsx", [])
    for name in ("empty.xlsx", "saved.xlsx"):
        done, profile, log = taken(tmp_path / name)
        assert done.account.sheet == SHEET
        assert (done.account.used, done.account.rejected, done.account.headings) == (0, 0, 0)
        assert done.account.balances
        assert profile.empty
        assert log.problems == []


def test_every_choice_of_every_drop_down_is_understood(tmp_path: Path) -> None:
    offered = priority_choices()
    words = load()
    assert "none" not in offered.tags
    assert len(offered.tags) == 26 + 6 * 67 + 11 <= ROWS
    rows: list[dict[str, object]] = [
        {
            "Level": LEVELS[n % len(LEVELS)],
            "Name": PLACE[LEVELS[n % len(LEVELS)]],
            "Priority": tag,
            "From": datetime.date(2026, 11, 23),
            "Until": "23/11/2026",
        }
        for n, tag in enumerate(offered.tags)
    ]
    done, profile, log = taken(filled(tmp_path / "p.xlsx", rows))
    assert log.problems == []
    assert (done.account.used, done.account.rejected) == (len(rows), 0)
    assert (done.account.not_in_force, done.account.ignored) == (0, ())
    assert {one.level for one in done.priorities} == set(NEAREST_FIRST)
    first = profile[profile["urn"] == "100001"]
    found = list(zip(first["activity"], first["subject"], strict=True))
    subjects = {one.name for one in words.subjects}
    meant = []
    for tag in offered.tags:
        code, _, rest = tag.partition(" ")
        meant.append((code, rest if rest in subjects else ""))
    assert found == sorted(meant)
    assert set(first["need"]) == {1.0}


@pytest.mark.parametrize("phase", PHASES)
def test_every_phase_is_understood(tmp_path: Path, phase: str) -> None:
    row = {"Level": "region", "Name": "North West", "Priority": "L3", "Phase": phase}
    _, profile, log = taken(filled(tmp_path / "p.xlsx", [row]))
    assert log.problems == []
    assert f"10000{PHASES.index(phase) + 1}" in set(profile["urn"])
    also = {"Primary": 2, "Secondary": 2}.get(phase, 0)
    assert len(profile) == 1 + also


def test_the_made_up_examples_are_understood(tmp_path: Path) -> None:
    rows = [{column.header: column.examples[at] or None for column in COLUMNS} for at in range(2)]
    done, profile, log = taken(filled(tmp_path / "p.xlsx", rows))
    assert log.problems == []
    assert (done.account.used, len(done.priorities)) == (2, 2)
    assert set(profile["activity"]) == {"T3", "L2", "C2"}


def test_a_template_without_the_columns_that_may_be_blank(tmp_path: Path) -> None:
    row = {"Level": "trust", "Name": "Ash Trust", "Priority": "L3"}
    path = filled(tmp_path / "p.xlsx", [row], "Phase", "From", "Until")
    done, profile, log = taken(path)
    assert done.account.sheet == SHEET
    assert len(profile) == len(PHASES)
    assert log.problems == []


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(command, ["--priorities"])
    assert done.exit_code == 0, done.output
    assert "--priorities priorities-template.xlsx" in done.stdout
    first = (tmp_path / "priorities-template.xlsx").read_bytes()
    again = CliRunner().invoke(command, ["--priorities"])
    assert again.exit_code == 0, again.output  # the same again is no change
    (tmp_path / "priorities-template.xlsx").write_bytes(b"filled in")
    refused = CliRunner().invoke(command, ["--priorities"])
    assert isinstance(refused.exception, OutputError)
    assert (tmp_path / "priorities-template.xlsx").read_bytes() == b"filled in"
    named = CliRunner().invoke(command, ["--priorities", "--out", "our plan.xlsx"])
    assert '--priorities "our plan.xlsx"' in named.stdout
    assert (tmp_path / "our plan.xlsx").read_bytes() == first
    plain = CliRunner().invoke(command, [])
    assert "Written: schools-template.xlsx" in plain.stdout
    assert (tmp_path / "schools-template.xlsx").read_bytes() != first
