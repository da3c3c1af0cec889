"""The commands about a plan: make, progress and questions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from makers.plans import exchange, partnership
from program import output_of, rows_of, table

from matcher.partnership.record.file import write_record


def plan(*arguments: str | Path, code: int = 0) -> str:
    return output_of("plan", *arguments, code=code)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_record(tmp_path / "p", partnership(exchange("C2", "Latin"), exchange("L3", back=True)))
    return tmp_path / "p"


def test_make_progress_and_questions(folder: Path) -> None:
    said = plan("make", folder)
    assert "plan.csv (" in said
    assert "checklist.csv (23 rows)" in said
    assert "--start DAY" in said
    plan("make", folder, "--start", "11/01/2027")
    text = plan("progress", folder, "--on", "30/06/2027")
    assert "Checklist: 0 of 23 done; 23 open" in text
    assert "OVERDUE" in text
    told = json.loads(plan("progress", folder, "--on", "2027-06-30", "--format", "json"))
    assert told["day"] == "2027-06-30"
    assert list(told["parts"]) == [
        "checklist", "objectives", "baselines", "follow-ups", "data plan",
    ]  # fmt: skip
    form = plan(*["questions", "--who", "pupils", "--age", "primary", "--when", "before"], folder)
    assert "Do you like Latin?" in form
    assert "after" not in form
    assert "staff" not in form
    asked = rows_of(plan("questions", folder, "--format", "csv"))
    assert {row["who"] for row in asked} == {"pupils", "staff", "leads"}


def test_questions_to_a_file_but_not_over_the_plan(folder: Path, tmp_path: Path) -> None:
    plan("make", folder)
    out = tmp_path / "staff.md"
    assert "Written" in plan("questions", folder, "--who", "staff", "--out", out)
    assert "\n# Questions for staff" in out.read_text(encoding="utf-8")
    path = tmp_path / "all.csv"
    plan("questions", folder, "--when", "after", "--out", path)
    held = table(path)
    assert {row["when"] for row in held} == {"after", "before and after"}
    for name, form in (("q.docx", ""), ("q.csv", "md"), ("q.txt", "csv"), ("q.docx", "md")):
        chosen = ["--format", form] if form else []
        said = plan("questions", folder, *chosen, "--out", tmp_path / name, code=2)
        assert "Usage:" in said
        assert not (tmp_path / name).exists()
    before = (folder / "questions.csv").read_bytes()
    plan("questions", folder, "--out", folder / "questions.csv", code=1)
    assert (folder / "questions.csv").read_bytes() == before


def test_wrong_usage(folder: Path, tmp_path: Path) -> None:
    plan("make", folder, "100001", code=2)
    plan("make", folder, "--out", tmp_path / "x", code=2)
    plan("progress", folder, "--on", "soon", code=2)
    plan("questions", folder, "--who", "parents", code=2)
