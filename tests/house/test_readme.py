"""The README says what is true: commands, options, columns, codes and settings."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import click
import pytest


@pytest.fixture(scope="module")
def text(repository: Path) -> str:
    return (repository / "README.md").read_text(encoding="utf-8")


def test_every_command_is_named_and_every_option_shown_exists(text: str) -> None:
    from matcher.cli.main import cli

    options = {"--help", "--version", "--debug"}
    for name, command in cli.commands.items():
        assert re.search(rf"`(matcher )?{name}\b", text), name
        group = command.commands.values() if isinstance(command, click.Group) else ()
        for one in (command, *group):
            named = [p for p in one.params if isinstance(p, click.Option)]
            options |= {o for p in named for o in (*p.opts, *p.secondary_opts)}
    for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", text):
        assert option in options, option


def test_columns_keys_codes_and_settings_are_documented(text: str, repository: Path) -> None:
    from matcher.core.config import PRESETS, Config
    from matcher.match.gates import PAIR_GATES, SCHOOL_GATES
    from matcher.show.run.tables import MATCH_COLUMNS, PROBLEM_COLUMNS, SCHOOL_COLUMNS

    for name in (*MATCH_COLUMNS, *SCHOOL_COLUMNS, *PROBLEM_COLUMNS, *PAIR_GATES, *SCHOOL_GATES):
        assert f"`{name}`" in text, name
    for name in [field.name for field in fields(Config)]:
        assert re.search(rf"^{name} = ", text, re.M), name
    for name, weights in PRESETS.items():
        assert f"| `{name}` | " + " | ".join(f"{w:g}" for w in weights.values()) in text


def test_the_defaults_shown_are_the_defaults(text: str, tmp_path: Path) -> None:
    from matcher.core.config import Config, settings

    (block,) = re.findall(r"```toml\n(.*?)```", text, re.S)
    (tmp_path / "matcher.toml").write_text(block, encoding="utf-8")
    assert settings(tmp_path / "matcher.toml") == Config()


def test_every_problem_code_is_documented(text: str, repository: Path) -> None:
    from matcher.core.problems import ProblemLog

    codes: set[str] = set()
    original = ProblemLog.add

    def spy(self: ProblemLog, code: str, message: str, **rest: object) -> None:
        codes.add(code)
        original(self, code, message, **rest)  # type: ignore[arg-type]

    section = text.split("## Problem codes")[1].split("## ")[0]
    documented = set(re.findall(r"`([a-z_]+)`", section))
    source = "\n".join(
        path.read_text(encoding="utf-8") for path in (repository / "matcher").rglob("*.py")
    )
    for code in documented:
        assert f'"{code}"' in source, f"{code} is documented but nowhere in the product"
    patch = pytest.MonkeyPatch()
    patch.setattr(ProblemLog, "add", spy)
    try:
        from matcher.core.config import settings
        from matcher.jobs.matching.demo import sources
        from matcher.jobs.matching.match import find

        find(sources(), settings())
    finally:
        patch.undo()
    assert codes
    assert codes <= documented


def test_the_example_in_python_works(text: str, tmp_path: Path) -> None:
    import pandas as pd

    from matcher.core.installation import resource

    (block,) = re.findall(r"```python\n(.*?)```", text, re.S)
    samples = resource("data", "samples")
    block = block.replace("schools.xlsx", str(samples / "hastings-office.xlsx"))
    block = block.replace('"register.csv"', repr(str(samples / "register.csv")))
    block = block.replace('Path("out")', f"Path({str(tmp_path / 'out')!r})")
    names: dict[str, object] = {}
    exec(block, names)
    found = names["made"].found  # type: ignore[attr-defined]
    assert isinstance(found.matches, pd.DataFrame)
    assert len(found.matches) > 0
