"""The commands mou write and mou check, as from a shell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from makers.agreements import COLLEGE, SCHOOL, partnership
from program import invoke

from matcher.partnership.record.file import write_record


def mou(*arguments: str | Path) -> Result:
    return invoke("mou", *arguments)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / f"{SCHOOL}-{COLLEGE}"
    path.mkdir()
    write_record(path, partnership())
    return path


def test_write_and_check_a_partnership(folder: Path) -> None:
    done = mou("write", folder)
    assert done.exit_code == 0, done.output
    assert done.stdout == ""
    assert sorted(path.name for path in folder.iterdir()) == ["mou.docx", "partnership.toml"]
    checked = mou("check", folder)
    assert checked.exit_code == 0
    assert checked.stdout.startswith("mou.docx: ")
    found = json.loads(mou("check", folder / "mou.docx", "--format", "json").stdout)
    assert {"section", "place", "prompt"} == set(found["open"][0])
    assert mou("check", folder, "--strict").exit_code == 3


def test_out_is_a_file_or_a_folder_and_formats_repeat(folder: Path, tmp_path: Path) -> None:
    both = ("--format", "md", "--format", "pdf")
    assert mou("write", folder, *both, "--out", tmp_path / "new" / "drafts").exit_code == 0
    assert sorted(p.name for p in (tmp_path / "new" / "drafts").iterdir()) == ["mou.md", "mou.pdf"]
    assert mou("write", folder, "--format", "md", "--out", tmp_path / "draft.md").exit_code == 0
    assert (tmp_path / "draft.md").read_bytes().startswith(b"<!--")
    assert mou("write", folder, "--out", tmp_path / "draft.pdf").exit_code == 0
    assert (tmp_path / "draft.pdf").read_bytes().startswith(b"%PDF")
    for wrong in (("--out", tmp_path / "draft.txt"), ("--format", "md", "--out", "draft.pdf")):
        assert mou("write", folder, *wrong).exit_code == 2
    assert not (tmp_path / "draft.txt").exists()
    (tmp_path / "v1.2").mkdir()  # a folder that is there, whatever it is called
    assert mou("write", folder, "--out", tmp_path / "v1.2").exit_code == 0
    assert (tmp_path / "v1.2" / "mou.docx").is_file()
    assert mou("write", folder, *both, "--out", tmp_path / "draft.pdf").exit_code == 2
    assert mou("write", folder, SCHOOL).exit_code == 2


def test_what_people_filled_in_is_kept_unless_forced(folder: Path) -> None:
    mou("write", folder, "--format", "md")
    path = folder / "mou.md"
    path.write_text(path.read_text(encoding="utf-8") + "\nOurs\n", encoding="utf-8")
    assert mou("write", folder, "--format", "md").exit_code != 0
    assert "Ours" in path.read_text(encoding="utf-8")
    assert mou("write", folder, "--format", "md", "--force").exit_code == 0
    assert "Ours" not in path.read_text(encoding="utf-8")
