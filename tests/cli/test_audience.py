"""Every command that writes says for whom, and none writes for the public by accident."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from matcher.cli.program import cli
from matcher.core.audiences.audience import AUDIENCES, INTERNAL, PUBLIC


def writers(command: click.Command, name: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command with --out, by its words."""
    if isinstance(command, click.Group):
        for word, under in command.commands.items():
            yield from writers(under, f"{name} {word}".strip())
    elif any("--out" in option.opts for option in command.params):
        yield name, command


WRITERS = dict(writers(cli))
OTHERS = {"match": ("partner", "public"), "report": ("partner",), "findings write": ("public",)}


def test_every_command_that_writes_has_an_audience() -> None:
    assert len(WRITERS) > 20
    for name, command in WRITERS.items():
        (option,) = (one for one in command.params if "--audience" in one.opts)
        assert option.default == (PUBLIC if name == "findings site" else INTERNAL), name
        assert isinstance(option.type, click.Choice)
        assert tuple(option.type.choices) == AUDIENCES


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_what_is_for_internal_use_alone_refuses_others(name: str) -> None:
    can = {INTERNAL, *OTHERS.get(name, ())} if name != "findings site" else {PUBLIC}
    for audience in {*AUDIENCES} - can:
        done = CliRunner().invoke(cli, [*name.split(), "--audience", audience])
        assert done.exit_code == 2
        assert "writes for the audience" in done.output, (name, audience)
