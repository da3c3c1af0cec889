"""README and docs say what is true: commands, options, columns, codes, gates and settings."""

from __future__ import annotations

import ast
import re
from dataclasses import fields
from pathlib import Path

import click
import pytest


@pytest.fixture(scope="module")
def docs(repository: Path) -> dict[str, str]:
    """The README and every page of docs/, by path."""
    paths = (repository / "README.md", *(repository / "docs").rglob("*.md"))
    return {
        path.relative_to(repository).as_posix(): path.read_text(encoding="utf-8") for path in paths
    }


def test_every_command_is_named_and_every_option_shown_exists(docs: dict[str, str]) -> None:
    from matcher.cli.program import cli

    options = {"--help", "--version", "--debug"}
    for name, command in cli.commands.items():
        assert re.search(rf"`(matcher )?{name}\b", docs["docs/reference/commands.md"]), name
        group = command.commands.values() if isinstance(command, click.Group) else ()
        for one in (command, *group):
            named = [p for p in one.params if isinstance(p, click.Option)]
            options |= {o for p in named for o in (*p.opts, *p.secondary_opts)}
    elsewhere = {"--dest", "--find-links", "--no-index", "--require-hashes", "--only-binary",
                 "--no-deps", "--no-build-isolation", "--user",  # pip's
                 "--ip", "--port", "--algorithm", "--output", "--mjolnir-tile-dir",
                     "--httpd-service-listen",  # routing engines'
                     "--nworkers", "--nthreads", "--tls-ca-file", "--tls-cert",
                         "--tls-key",  # Dask's
                 "--runs", "--draws", "--first", "--world", "--jobs", "--code", "--writers",
                     "--neighbours", "--errors",
                 "--only", "--folders", "--unattacked", "--papers", "--show", "--by", "--pairs",
                     "--without", "--seeds", "--set", "--rounds",
                     "--networks", "--seekers", "--partners", "--sizes", "--most"}  # fmt: skip
    for page, text in docs.items():
        for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", text.replace("<!--", "")):
            assert option in options | elsewhere, (page, option)


def test_columns_and_gates_are_documented(docs: dict[str, str]) -> None:
    from matcher.core.tables import PROBLEMS, PROFILE
    from matcher.match.gates import PAIR_GATES, SCHOOL_GATES
    from matcher.show.run.table import (
        MATCH_COLUMNS,
        SCHOOL_COLUMNS,
    )

    files = docs["docs/reference/output-files.md"]
    for name in (*MATCH_COLUMNS, *SCHOOL_COLUMNS, *PROBLEMS.names, *PROFILE.names):
        assert f"`{name}`" in files, name
    score = docs["docs/explanation/score.md"]
    for name in (*PAIR_GATES, *SCHOOL_GATES):
        assert f"| `{name}` |" in score, name


def test_settings_and_presets_are_documented(docs: dict[str, str]) -> None:
    from matcher.core.settings.config import Config
    from matcher.core.settings.weights import PRESETS

    page = docs["docs/reference/settings.md"]
    for name in [field.name for field in fields(Config)]:
        assert re.search(rf"^{name} = ", page, re.M), name
    for name, weights in PRESETS.items():
        assert f"| `{name}` | " + " | ".join(f"{w:g}" for w in weights.values()) in page


def test_settings_in_a_file_are_understood(docs: dict[str, str], tmp_path: Path) -> None:
    from matcher.core.settings.combine import settings
    from matcher.core.settings.config import Config

    for page, text in docs.items():
        if page == "docs/story.md":
            continue  # its TOML is a record
        for block in re.findall(r"```toml\n(.*?)```", text, re.S):
            if page == "docs/measured.md":
                continue  # rules for figures
            (tmp_path / "matcher.toml").write_text(block, encoding="utf-8")
            read = settings(tmp_path / "matcher.toml")
            if page == "docs/reference/settings.md":
                assert read == Config()  # the defaults shown are the defaults


def test_every_problem_code_is_documented(docs: dict[str, str], repository: Path) -> None:
    from matcher.core.problems import ProblemLog

    codes: set[str] = set()
    original = ProblemLog.add

    def spy(self: ProblemLog, code: str, message: str, **rest: object) -> None:
        codes.add(code)
        original(self, code, message, **rest)  # type: ignore[arg-type]

    documented = set(
        re.findall(r"^\| `([a-z_]+)` \|", docs["docs/reference/problem-codes.md"], re.M)
    )
    assert len(documented) > 70
    sources = [p.read_text(encoding="utf-8") for p in (repository / "matcher").rglob("*.py")]
    for code in documented:
        assert any(f'"{code}"' in source for source in sources), (
            f"{code} is documented but nowhere in the product"
        )
    patch = pytest.MonkeyPatch()
    patch.setattr(ProblemLog, "add", spy)
    try:
        from matcher.core.settings.combine import settings
        from matcher.jobs.matching.demo import sources as demo_sources
        from matcher.jobs.matching.match import find

        find(demo_sources(), settings())
    finally:
        patch.undo()
    assert codes
    # Those that the sample does not have: every call of a log's add with a code in its place.
    for source in sources:
        for node in ast.walk(ast.parse(source)):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "add"
                and {"list", "row"} & {keyword.arg for keyword in node.keywords}
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                codes.add(str(node.args[0].value))
    assert len(codes) > 30
    assert codes <= documented, codes - documented


def test_the_example_in_python_works(
    docs: dict[str, str], repository: Path, tmp_path: Path
) -> None:
    import pandas as pd

    (block,) = re.findall(r"```python\n(.*?)```", docs["docs/how-to/script-it.md"], re.S)
    samples = repository / "data" / "samples"
    block = block.replace("schools.xlsx", str(samples / "hastings-office.xlsx"))
    block = block.replace('"register.csv"', repr(str(samples / "register.csv")))
    block = block.replace('Path("out")', f"Path({str(tmp_path / 'out')!r})")
    names: dict[str, object] = {}
    exec(block, names)
    found = names["made"].found  # type: ignore[attr-defined]
    assert isinstance(found.matches, pd.DataFrame)
    assert len(found.matches) > 0
