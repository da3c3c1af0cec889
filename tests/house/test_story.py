"""docs/story.md is run from its first command to its last, and says what the commands say."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from doc_pages import compare, run

_BLOCK = re.compile(r"^```(\w+)(?: ([a-z-]+)=(\S+))?\n(.*?)^```$", re.M | re.S)


def fill_in(path: Path, table: str) -> None:
    """Write cells as a person does in a spreadsheet: the first column says in which rows."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for filled in csv.DictReader(table.splitlines()):
        key = next(iter(filled))
        mine = [row for row in rows if row[key] == filled[key]]
        assert mine, filled
        for row in mine:
            row |= filled
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.slow
def test_the_story_is_true(repository: Path, tmp_path: Path) -> None:
    text = (repository / "docs" / "story.md").read_text(encoding="utf-8")
    shutil.copytree(repository / "data" / "samples", tmp_path / "data" / "samples")
    commands = 0
    for kind, sign, value, body in _BLOCK.findall(text):
        if sign == "write":
            (tmp_path / value).write_text(body, encoding="utf-8")
        elif sign == "end-of":
            with (tmp_path / value).open("a", encoding="utf-8") as file:
                file.write(body)
        elif sign == "cells-of":
            fill_in(tmp_path / value, body)
        else:
            assert kind == "console", kind
            code = int(value) if sign == "code" else 0
            for part in re.split(r"^(?=\$ )", body, flags=re.M)[1:]:
                line, *quoted = part.splitlines()
                left, said = run(line.removeprefix("$ "), tmp_path)
                assert left == code, (line, said)
                compare(quoted, said, line)
                commands += 1
    assert commands == text.count("\n$ matcher ")
    for name in ("autumn/map.html", "progress.html", "evaluation.html", "website/index.html"):
        assert (tmp_path / name).stat().st_size > 300, name
    for name in ("mou.docx", "reviews.ics", "findings-governors.docx"):
        assert (tmp_path / "partnerships" / "900034-900048" / name).stat().st_size > 300, name


def test_the_made_up_results_are_made_again(repository: Path, tmp_path: Path) -> None:
    samples = repository / "data" / "samples"
    subprocess.run([sys.executable, "-B", samples / "results.py", tmp_path], check=True)
    assert (tmp_path / "results.csv").read_bytes() == (samples / "results.csv").read_bytes()
