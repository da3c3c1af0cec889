"""What the Tab key completes: asked as the shells ask."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from matcher.cli.program import cli
from matcher.core.places.spelling import words
from matcher.core.settings.weights import PRESETS
from matcher.jobs.lists.template import PHASES
from matcher.place.priority_areas.programmes import NAMED


def answered(shell: str, words: str, position: int) -> list[str]:
    """What the program answers a shell that has ``words`` on its line."""
    done = subprocess.run(
        [sys.executable, "-m", "matcher"],
        env={**os.environ, "_MATCHER_COMPLETE": f"{shell}_complete", "COMP_WORDS": words,
             "COMP_CWORD": str(position)},
        capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_commands_options_values_and_files_are_completed_in_powershell() -> None:
    told = answered("powershell", "matcher ma", 1)
    assert told == ["plain", "match", "Write ranked matches, a map and a record of the run."]
    assert answered("powershell", "matcher match --max-k", 2)[1::3] == ["--max-km"]
    assert answered("powershell", "matcher match --format g", 3)[1::3] == ["geojson", "gpkg"]
    assert answered("powershell", "matcher check sch", 2)[:2] == ["file", "sch"]


def test_names_that_an_option_takes_besides_others_are_completed() -> None:
    def offered(option: str, begun: str) -> list[tuple[str, str]]:
        context = cli.make_context("match", [], resilient_parsing=True)
        command = cli.get_command(context, "match")
        assert command is not None
        one = next(each for each in command.params if option in each.opts)
        return [(item.type, item.value) for item in one.shell_complete(context, begun)]

    assert offered("--weights", "") == [("plain", name) for name in PRESETS]
    assert offered("--areas", "") == [("plain", name) for name in NAMED]
    assert offered("--areas", "ours") == [("file", "ours")]
    assert [words(name) for _, name in offered("--phase", "")] == [*map(words, PHASES)]
    assert not any(" " in name for _, name in offered("--phase", ""))


@pytest.mark.skipif(not shutil.which("bash"), reason="there is no bash")
def test_nothing_is_written_where_the_program_is_not_there() -> None:
    script = CliRunner().invoke(cli, ["completion", "bash"]).output
    tab = "COMP_WORDS=(matcher mo); COMP_CWORD=1; _matcher_completion matcher-is-not-there"
    done = subprocess.run(
        ["bash", "--norc", "-c", f'{script}{tab}; echo "${{#COMPREPLY[@]}}"'],
        capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("0\n", "")


def test_every_command_is_named_without_being_loaded() -> None:
    found = cli.shell_complete(cli.make_context("matcher", [], resilient_parsing=True), "")
    assert {one.value for one in found} >= {*cli.commands}
    assert all(one.help for one in found)


@pytest.mark.skipif(not shutil.which("bash"), reason="there is no bash")
def test_bash_reads_the_script_and_completes(tmp_path: Path) -> None:
    (tmp_path / "matcher").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m matcher "$@"\n')
    (tmp_path / "matcher").chmod(0o755)
    script = (
        'eval "$(matcher completion bash)"; COMP_WORDS=(matcher mo); COMP_CWORD=1; '
        '_matcher_completion matcher; printf "%s\\n" "${COMPREPLY[@]}"; complete -p matcher'
    )
    done = subprocess.run(
        ["bash", "--norc", "-c", script],
        env={**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert done.stdout.splitlines()[:2] == ["monitor", "mou"]
    assert done.stdout.endswith("-F _matcher_completion matcher\n")
    assert done.stderr == ""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "PowerShell"])
def test_each_shell_gets_a_script_that_asks_the_program(shell: str) -> None:
    done = CliRunner().invoke(cli, ["completion", shell])
    assert done.exit_code == 0
    assert "_MATCHER_COMPLETE" in done.output
    assert f"{shell.casefold()}_complete" in done.output
    asked = [line for line in done.output.splitlines() if "_MATCHER_COMPLETE=" in line]
    assert all("2>/dev/null)" in line for line in asked)
