"""The commands about a plan: make, progress and questions."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from makers.plans import exchange, partnership

from matcher.cli.main import cli
from matcher.partnership.record.file import write_record


def run(*arguments: str | Path, code: int = 0) -> str:
    done = CliRunner().invoke(cli, ["plan", *map(str, arguments)])
    assert done.exit_code == code, done.output
    return done.output


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_record(tmp_path / "p", partnership(exchange("C2", "Latin"), exchange("L3", back=True)))
    return tmp_path / "p"


def test_make_progress_and_questions(folder: Path) -> None:
    said = run("make", folder)
    assert "plan.csv (" in said
    assert "checklist.csv (23 rows)" in said
    assert "--start DAY" in said
    run("make", folder, "--start", "11/01/2027")
    text = run("progress", folder, "--on", "30/06/2027")
    assert "Checklist: 0 of 23 done; 23 open" in text
    assert "OVERDUE" in text
    told = json.loads(run("progress", folder, "--on", "2027-06-30", "--format", "json"))
    assert told["day"] == "2027-06-30"
    assert list(told["parts"]) == [
        "checklist", "objectives", "baselines", "follow-ups", "data plan",
    ]  # fmt: skip
    form = run(*["questions", "--who", "pupils", "--age", "primary", "--when", "before"], folder)
    assert "Do you like Latin?" in form
    assert "after" not in form
    assert "staff" not in form
    table = list(csv.DictReader(io.StringIO(run("questions", folder, "--format", "csv"))))
    assert {row["who"] for row in table} == {"pupils", "staff", "leads"}


def test_questions_to_a_file_but_not_over_the_plan(folder: Path, tmp_path: Path) -> None:
    run("make", folder)
    out = tmp_path / "staff.md"
    assert "Written" in run("questions", folder, "--who", "staff", "--out", out)
    assert "\n# Questions for staff" in out.read_text(encoding="utf-8")
    table = tmp_path / "all.csv"
    run("questions", folder, "--when", "after", "--out", table)
    held = list(csv.DictReader(io.StringIO(table.read_bytes().decode("utf-8-sig"))))
    assert {row["when"] for row in held} == {"after", "before and after"}
    for name, form in (("q.docx", ""), ("q.csv", "md"), ("q.txt", "csv"), ("q.docx", "md")):
        chosen = ["--format", form] if form else []
        arguments = ["plan", "questions", str(folder), *chosen, "--out", str(tmp_path / name)]
        done = CliRunner().invoke(cli, arguments)
        assert done.exit_code == 2 and "Usage:" in done.output
        assert not (tmp_path / name).exists()
    before = (folder / "questions.csv").read_bytes()
    done = CliRunner().invoke(
        cli, ["plan", "questions", str(folder), "--out", str(folder / "questions.csv")]
    )
    assert done.exit_code == 1
    assert (folder / "questions.csv").read_bytes() == before


def test_wrong_usage(folder: Path, tmp_path: Path) -> None:
    run("make", folder, "100001", code=2)
    run("make", folder, "--out", tmp_path / "x", code=2)
    run("progress", folder, "--on", "soon", code=2)
    run("questions", folder, "--who", "parents", code=2)
