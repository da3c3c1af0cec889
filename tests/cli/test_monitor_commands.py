"""The commands monitor and findings: their forms, files and exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from makers.monitoring import write_folder
from program import invoke, result_of


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write_folder(tmp_path / "p")


def test_values_are_added_and_rejected_rows_can_fail(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    path.write_text("indicator,date,value\nA,01/05/2026,30%\nZZ,01/05/2026,1\n", encoding="utf-8")
    text = result_of("monitor", "add", folder, path)
    assert "2 rows read = 1 used + 1 rejected" in text
    assert "row 3, rejected (ZZ): there is no such indicator" in text
    assert "Values kept in the folder: 10" in text
    assert invoke("monitor", "add", folder, path, "--strict").exit_code == 3
    early = result_of("monitor", "add", folder, path, "--on", "30/04/2026")
    assert "row 2, rejected (01/05/2026): this day is still to come" in early
    assert "is a folder" in str(invoke("monitor", "add", folder, ".").exception)


def test_a_report_in_three_forms(folder: Path, tmp_path: Path) -> None:
    spring = ("monitor", "report", folder, "--on", "2026-03-01")
    assert result_of(*spring).startswith("Of 2 targets 1 on track, 1 behind")
    found = json.loads(result_of(*spring, "--format", "json"))
    assert found["progress"][0]["status"] == "behind"
    assert found["threshold"] == 5
    early = result_of("monitor", "report", folder, "--on", "2025-12-31")
    assert (
        "\nBaseline → latest → target\nPupils who choose physics (A)\n  20% (100 people)" in early
    )
    assert "\nPupils who choose physics (A), pupils eligible for free school meals\n" in early
    assert "are dated after 31 December 2025" in early
    out = tmp_path / "r.html"
    bare = out.with_suffix("")  # the form says how the file ends
    result_of("monitor", "report", folder, "--format", "html", "--out", bare)
    assert out.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    named = tmp_path / "named.html"
    result_of("monitor", "report", folder, "--format", "html", "--out", named)
    assert named.read_bytes() == out.read_bytes()
    assert invoke("monitor", "report", folder, "--threshold", 4).exception is not None


def test_a_calendar_has_a_name_of_its_own(folder: Path, tmp_path: Path) -> None:
    result_of("monitor", "calendar", folder)
    assert (folder / "reviews.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    result_of("monitor", "calendar", folder, "--every", 6, "--out", tmp_path / "o.ics")
    assert (tmp_path / "o.ics").exists()


def test_findings_are_written_with_and_without_the_word_write(folder: Path, tmp_path: Path) -> None:
    printed = ("--for", "public", "--format", "md", "--out", "-")
    text = result_of("findings", folder, *printed)
    assert text.startswith("# School 100001 and School 100002: what we did")
    assert result_of("findings", "write", folder, *printed) == text
    assert result_of("findings", *printed, folder) == text
    for audience, form in (("funders", "docx"), ("governors", "docx"), ("ofsted", "docx"),
                           ("access-plan", "docx"), ("public", "html")):  # fmt: skip
        result_of("findings", folder, "--for", audience)
        path = folder / f"findings-{audience}.{form}"
        assert path.stat().st_size > 2000
    result_of("findings", folder, "--for", "public")  # says the same, so it may stand there
    path.write_bytes(b"edited")
    assert "is there already" in str(invoke("findings", folder, "--for", "public").exception)
    assert path.read_bytes() == b"edited"
    result_of("findings", folder, "--for", "public", "--force")
    assert path.stat().st_size > 2000
    assert invoke("findings", folder).exit_code == 2
    assert invoke("findings", folder, "--for", "press").exit_code == 2
    assert "site" in result_of("findings", "--help")


def test_a_site_is_written(folder: Path, tmp_path: Path) -> None:
    text = result_of("findings", "site", tmp_path, "--out", tmp_path / "web")
    assert text.startswith("1 told of, 0 left out")
    assert sorted(path.name for path in (tmp_path / "web").iterdir()) == [
        "100001-100002.html",
        "index.html",
        "pages.txt",
    ]


def test_the_choices_are_the_audiences_that_there_are() -> None:
    from matcher.cli.partnership.findings import write
    from matcher.partnership.findings.audiences import FORMATS, audiences

    choices = {p.name: list(p.type.choices) for p in write.params if hasattr(p.type, "choices")}
    assert choices["readers"] == list(audiences())
    assert choices["form"] == list(FORMATS)
