"""Every command tells what it did as lines, not at all, or as one JSON document."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from program import invoke, result_of

from matcher.cli.main import main
from matcher.cli.program import cli
from matcher.cli.progress import how_it_goes
from matcher.cli.terminal_text import wrapped

LIST = (
    "URN,Name,Kind,Easting,Northing,Needs,Offers\n"
    "900001,Alder Primary School,state,400000,300000,C2 Latin,\n"
    "900002,Birch School,independent,401000,300000,,C2 Latin\n"
    ",,,,,C2 Latin,\n"
)
ACCOUNT = ["command", "exit_code", "lines", "files"]


def walk(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        for word, one in command.commands.items():
            yield from walk(f"{name} {word}".strip(), one)
    else:
        yield name, command


COMMANDS = dict(walk("", cli))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a list of three rows, of which one is rejected, and the run of it."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "schools.csv").write_text(LIST, encoding="utf-8")
    result_of("match", folder / "schools.csv", "--out", folder / "run")
    return folder


def test_every_command_can_be_quiet_and_speak_json() -> None:
    assert len(COMMANDS) > 30
    for name, command in COMMANDS.items():
        options = {word for one in command.params for word in one.opts}
        assert {"--quiet", "-q", "--json"} <= options, name


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_wrong_usage_of_every_command_is_one_document(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main([*name.split(), "--no-such-option", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert list(told) == [*ACCOUNT, "error"]
    assert left.value.code == told["exit_code"] == 2
    assert told["command"].split()[0] == name.split()[0]
    assert "--no-such-option" in told["error"]["what"]


def test_what_a_command_did_and_wrote(office: Path) -> None:
    out = office / "again"
    told = json.loads(result_of("match", office / "schools.csv", "--out", out, "--json"))
    assert list(told) == [*ACCOUNT, "record"]
    assert told["command"] == "match"
    assert told["files"] == [str(out)]
    assert told["lines"][0].startswith("Took part: 1 seeker, 1 partner;")
    assert told["record"]["counts"]["pairs"] == 1
    told = json.loads(result_of("match", office / "schools.csv", "--out", "-", "--json"))
    (pair,) = told["rows"]
    assert (pair["seeker_urn"], pair["partner_urn"]) == ("900001", "900002")
    assert pair["rank"] == 1
    done = invoke("check", office / "schools.csv", "--out", "-", "--json", "--strict")
    assert done.exit_code == 3
    told = json.loads(done.stdout)
    assert told["exit_code"] == 3
    assert {"no_urn_or_name"} <= {one["code"] for one in told["problems"]}


def test_an_answer_in_json_is_the_document(office: Path) -> None:
    pair = "explain", office / "run", "900001", "900002"
    assert result_of(*pair, "--json") == result_of(*pair, "--format", "json")
    told = json.loads(result_of(*pair, "--json", "--format", "text"))
    assert any("C2 Latin" in line for line in told["lines"])
    file = office / "why.json"
    told = json.loads(result_of(*pair, "--json", "--out", file))
    assert told["files"] == [str(file)]
    assert json.loads(file.read_text(encoding="utf-8"))["seeker"]["urn"] == "900001"


def test_a_failure_says_what_where_and_what_to_do(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["explain", str(office / "run"), "1", "--json"])
    told, errors = capsys.readouterr()
    error = json.loads(told)["error"]
    assert set(error) == {"what", "where", "hint"}
    assert error["what"] in errors


def test_quiet_keeps_the_answer_and_leaves_out_the_rest(office: Path) -> None:
    done = invoke("match", office / "schools.csv", "--out", office / "quiet", "--quiet")
    assert (done.exit_code, done.output) == (0, "")
    assert (office / "quiet" / "map.html").is_file()
    assert invoke("verify", office / "quiet", "-q").output == ""
    pair = "explain", office / "run", "900001", "900002"
    assert result_of(*pair, "-q") == result_of(*pair) != ""
    done = invoke("check", office / "schools.csv", "--out", "-", "-q", "--strict")
    assert "no_urn_or_name" not in done.stderr
    assert done.stderr == "1 row was rejected (--strict)\n"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_lines_that_fit_and_no_word_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    word = "https://example.org/" + "x" * 40
    text = f"  columns: {'urn from School URN, ' * 5}well-being-partnership\n\nMap: {word}"
    assert wrapped(text, io.StringIO()) == text
    shown = wrapped(text, Terminal())
    assert shown.split() == text.split()
    lines = shown.split("\n")
    assert all(len(line) <= 40 or word in line for line in lines)
    assert lines[0].startswith("  columns:")
    assert all(line.startswith("    ") for line in lines[1:4])


def test_progress_tells_counts_and_rates() -> None:
    assert how_it_goes("ranking: 12,000 of 22,197 seekers", 4.0) == (
        "12,000 of 22,197 seekers, 3,000 a second"
    )
    assert how_it_goes("travel: 1 of 40 seekers", 4.0) == "1 of 40 seekers"
    assert how_it_goes("engine: waiting", 4.0) == "waiting"
    assert how_it_goes("reading", 4.0) == ""
