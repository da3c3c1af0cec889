"""The template: written once, read back by our own reader, understood whatever is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner

from matcher.cli.lists.template import template as command
from matcher.core.errors import OutputError, SettingError
from matcher.core.problems import ProblemLog
from matcher.intake.accounts import ListAccount
from matcher.intake.headers.recognise import recognise_header
from matcher.intake.lists import list_schools, read_records
from matcher.jobs.lists.template import CONTACT, ROLES, TYPES, choices, template
from matcher.profile.stated import stated_profile
from matcher.profile.vocabulary import load
from matcher.show.forms.template_schools import COLUMNS, ROWS, SHEET

KINDS = {
    "Academy": "state",
    "Free school": "state",
    "Local authority maintained school": "state",
    "State special school": "state",
    "Pupil referral unit": "state",
    "Independent school": "independent",
    "Independent special school": "independent",
    "Non-maintained special school": "other",
    "Sixth form college": "college",
    "Further education college": "college",
    "University technical college": "state",
    "University": "university",
}
HEADERS = [column.header for column in COLUMNS]


def filled(path: Path, rows: Sequence[dict[str, object]]) -> Path:
    """The template with rows written below its header, saved as a person's program would."""
    template(path)
    book = openpyxl.load_workbook(path)
    for number, row in enumerate(rows, start=2):
        for header, value in row.items():
            book[SHEET].cell(number, HEADERS.index(header) + 1, value)
    book.save(path)
    return path


def taken(path: Path) -> tuple[pd.DataFrame, pd.DataFrame, ListAccount, ProblemLog]:
    """LISTED, PROFILE, the account and the problems of a list."""
    log = ProblemLog()
    reading = read_records([path], log)
    table = list_schools(reading, None, log)
    (account,) = reading.accounts
    return table, stated_profile(table, log, load()), account, log


def test_every_header_is_known() -> None:
    layout = recognise_header(HEADERS, guess=True)
    assert layout.ignored == ()
    assert not (layout.personal or layout.duplicates or layout.guessed or layout.tags)
    assert {name: len(at) for name, at in layout.used.items()} == {
        "urn": 1, "name": 1, "postcode": 1, "role": 1, "type": 1, "needs": 3, "strengths": 3,
        "open_to_contact": 1, "capacity": 1, "notes": 1,
    }  # fmt: skip


def test_an_unfilled_template_holds_no_rows(tmp_path: Path) -> None:
    template(tmp_path / "empty.xlsx")
    filled(tmp_path / "saved.xlsx", [])
    for name in ("empty.xlsx", "saved.xlsx"):
        table, profile, account, log = taken(tmp_path / name)
        assert account.sheet == SHEET
        assert (account.used, account.rejected, account.headings) == (0, 0, 0)
        assert account.balances
        assert len(table) == len(profile) == 0
        assert log.problems == []


def test_every_choice_of_every_drop_down_is_understood(tmp_path: Path) -> None:
    offered = choices()
    words = load()
    assert len(offered.tags) == 1 + 26 + 6 * 67 + 11 <= ROWS
    rows: list[dict[str, object]] = []
    for number, tag in enumerate(offered.tags):
        # A tag in each of the six columns in turn; "none" stands alone, as the guide says.
        need = f"Needs {1 if tag == 'none' else number % 3 + 1}"
        strength = f"Strengths {1 if tag == 'none' else number % 3 + 1}"
        rows.append(
            {
                "URN": 100_000 + number,
                "School name": f"School {number}",
                "Postcode": "ZZ99 1AA",
                "Role": ROLES[number % len(ROLES)],
                "Type of school": TYPES[number % len(TYPES)],
                "Open to contact": CONTACT[number % len(CONTACT)],
                "Capacity": number % 7,
                need: tag,
                strength: tag,
                "Notes": "call after four",
            }
        )
    table, profile, account, log = taken(filled(tmp_path / "list.xlsx", rows))
    assert log.problems == []
    assert (account.used, account.rejected) == (len(rows), 0)
    assert account.ignored == ()
    by_urn = table.set_index("urn")
    said = profile.set_index("urn")
    assert not said.index.has_duplicates
    for row in rows:
        urn = str(row["URN"])
        tag = next(str(row[h]) for h in HEADERS if h.startswith("Needs") and row.get(h))
        school = by_urn.loc[urn]
        assert school["kind"] == KINDS[str(row["Type of school"])]
        assert school["role"] == ("" if row["Role"] == "none" else row["Role"])
        assert school["open_to_contact"] == row["Open to contact"]
        assert school["capacity"] == row["Capacity"]
        code, _, rest = tag.partition(" ")
        subject = rest if rest in {one.name for one in words.subjects} else ""
        found = said.loc[urn]
        assert (found["activity"], found["subject"]) == (code, subject), tag
        degree = 0.0 if tag == "none" else 1.0
        assert (found["need"], found["strength"]) == (degree, degree)


def test_the_made_up_examples_are_understood(tmp_path: Path) -> None:
    rows = [{column.header: column.examples[at] or None for column in COLUMNS} for at in range(2)]
    table, profile, account, log = taken(filled(tmp_path / "list.xlsx", rows))
    assert account.used == 2
    assert {problem.code for problem in log.problems} == {"no_urn"}  # the second has none
    assert sorted(table["role"]) == ["partner", "seeker"]
    assert len(profile) == 7
    assert {"E1", "E8"} < set(profile["activity"])
    assert profile["need"].tolist().count(0.5) == 1


def test_blank_roles_follow_the_type(tmp_path: Path) -> None:
    rows = [
        {"URN": 100_001 + at, "School name": name, "Type of school": name}
        for at, name in enumerate(TYPES)
    ]
    table, *_ = taken(filled(tmp_path / "list.xlsx", rows))
    roles = dict(zip(table["name"], table["role"], strict=True))
    assert roles["Academy"] == "seeker"
    assert roles["Independent school"] == roles["University"] == "partner"
    assert roles["Independent special school"] == ""
    assert roles["Sixth form college"] == "both"


def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(b"filled in")
    with pytest.raises(OutputError, match="already"):
        template(path)
    assert path.read_bytes() == b"filled in"
    copy = template(path, force=True).kept
    assert copy
    assert copy.read_bytes() == b"filled in"
    first = path.read_bytes()
    assert template(path).as_it_was
    assert path.read_bytes() == first
    with pytest.raises(SettingError, match="workbook"):
        template(tmp_path / "list.csv")
    (tmp_path / "folder.xlsx").mkdir()
    with pytest.raises(OutputError, match="folder"):
        template(tmp_path / "folder.xlsx", force=True)
    with pytest.raises(OutputError):
        template(tmp_path / "absent" / "list.xlsx")
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "folder.xlsx", copy.name, "list.xlsx",
    ]  # fmt: skip


def test_the_command(tmp_path: Path) -> None:
    out = tmp_path / "our list.xlsx"
    done = CliRunner().invoke(command, ["--out", str(out)])
    assert done.exit_code == 0, done.output
    assert f'matcher check "{out}"' in done.stdout
    again = CliRunner().invoke(command, ["--out", str(out)])
    assert "(as it was)" in again.stdout
    out.write_bytes(b"filled in")
    again = CliRunner().invoke(command, ["--out", str(out)])
    assert isinstance(again.exception, OutputError)
    assert "--force" in again.exception.hint
    assert CliRunner().invoke(command, ["--out", str(out), "--force"]).exit_code == 0
    told = CliRunner().invoke(command, ["--help"]).stdout
    assert "Examples" in told
    assert "schools-template.xlsx" in told
