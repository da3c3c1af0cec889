"""--column and check --save as an office meets them, and what check says of columns."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from program import invoke, output_of

LIST = """\
Base,Pcode,Priority 1,Head says,Ref
Ash Primary,B1 1AA,T3 physics,CANARY,1
Elm Primary,B1 1AB,kindness,CANARY,2
"""
NO_DATA = ("--register", "none", "--postcodes", "none")


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "calls.csv").write_text(LIST, encoding="utf-8")
    return tmp_path


def check(*more: str) -> str:
    return output_of("check", "calls.csv", *NO_DATA, "--out", "-", *more)


def refused(*more: str) -> str:
    return str(invoke("check", "calls.csv", *NO_DATA, "--out", "-", *more).exception)


def test_check_says_what_was_read_and_what_was_not(office: Path) -> None:
    assert '--column name="Base"' in refused()
    said = check("--column", "name=base", "--column", "needs=Priority 1")
    for line in (
        "calls.csv, columns: name from 'Base', postcode from 'Pcode', needs from 'Priority 1'",
        "calls.csv, mapped by hand: name from 'Base', needs from 'Priority 1'",
        "calls.csv, not used: 'Ref'",
        "; 1 column about people was not read: Head says",
        "calls.csv, needs: 1 of 2 cells understood; in 1 something was not",
    ):
        assert line in said
    assert "CANARY" not in said


def test_save_keeps_what_is_in_the_file_and_later_commands_know_it(office: Path) -> None:
    file = office / "matcher.toml"
    file.write_text("# ours\nk = 3  # three\n\n[presets.mine]\nnear = 1\n", encoding="utf-8")
    said = check("--column", "name=Base", "--column", "needs=Priority 1",
                 "--column", "notes=Nowhere", "--save")  # fmt: skip
    assert "Saved in matcher.toml: needs=Priority 1" in said
    text = file.read_text(encoding="utf-8")
    assert text.endswith("# ours\nk = 3  # three\n\n[presets.mine]\nnear = 1\n")
    assert tomllib.loads(text)["columns"] == ["name=Base", "needs=Priority 1"]
    assert "needs from 'Priority 1'" in check()
    profile = output_of("profile", "calls.csv", *NO_DATA)
    assert "physics" in profile
    assert "Nothing to save" in check("--column", "name=base", "--save")
    assert file.read_text(encoding="utf-8") == text


def test_saving_adds_to_a_mapping_and_overrules_none(office: Path) -> None:
    file = office / "matcher.toml"
    file.write_text('columns = [\n  "name=Base", # the base\n]\nk = 3\n', encoding="utf-8")
    check("--column", "needs=Priority 1", "--save")
    text = file.read_text(encoding="utf-8")
    assert "# the base" in text
    assert tomllib.loads(text) == {"columns": ["name=Base", "needs=Priority 1"], "k": 3}
    # For this run the command line wins; the file is the office's own.
    said = check("--column", "strengths=Priority 1")
    assert "strengths from 'Priority 1'" in said
    said = refused("--column", "strengths=Priority 1", "--save")
    assert "maps 'Priority 1' to needs already" in said
    assert file.read_text(encoding="utf-8") == text


def test_a_folder_without_settings_gets_a_file(office: Path) -> None:
    check("--column", "name=Base", "--save")
    assert tomllib.loads((office / "matcher.toml").read_text()) == {"columns": ["name=Base"]}


@pytest.mark.parametrize(
    "line",
    ['areas = "opportunity-area"', 'subjects = ["physiks"]', 'activities = ["T9"]',
     'columns = ["nedes=X"]', 'rules = "nowhere.toml"'],
)  # fmt: skip
def test_doctor_looks_up_what_the_settings_name(office: Path, line: str) -> None:
    (office / "matcher.toml").write_text(line, encoding="utf-8")
    said = output_of("doctor", code=1)
    assert "FAIL settings" in said


def test_doctor_looks_up_what_the_environment_names(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATCHER_MATCH_SUBJECTS", "physics; latn")
    assert "MATCHER_MATCH_SUBJECTS" in output_of("doctor", code=1)
    monkeypatch.setenv("MATCHER_MATCH_SUBJECTS", "physics; Latin")
    assert "ok   settings" in output_of("doctor")


@pytest.mark.parametrize("more", [(), ("--column", "needs=Priority 1"),
                                  ("--column", "needs=Priority 1", "--save")])  # fmt: skip
def test_a_text_in_place_of_a_list_is_said_once(office: Path, more: tuple[str, ...]) -> None:
    (office / "matcher.toml").write_text('columns = "name=Base"', encoding="utf-8")
    said = refused(*more)
    assert 'matcher.toml: columns is a text, not a list: write columns = ["name=Base"]' in said
    assert "FIELD=HEADER" not in said


def test_save_keeps_the_line_ends_and_the_mark_of_the_file(office: Path) -> None:
    file = office / "matcher.toml"
    before = "\ufeff# ours\r\nk = 3\r\n\r\n[presets.mine]\nnear = 1\r\n"
    file.write_bytes(before.encode())
    check("--column", "name=Base", "--save")
    after = file.read_bytes().decode()
    assert after == '\ufeffcolumns = ["name=Base"]\r\n' + before.removeprefix("\ufeff")
