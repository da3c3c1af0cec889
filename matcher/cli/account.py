"""How a command tells what it did: as lines for a person, not at all (``--quiet``), or as one
JSON document for a program (``--json``).

With ``--json`` nothing else goes to standard output. A command that has an answer in JSON of its
own (``--format json``) prints that. Every other prints an account: ``command``, ``exit_code``,
``lines`` (what it would have printed), ``files`` (what it wrote), and what it tells of itself
beside them, such as ``rows``, ``record`` or ``problems``; where it failed also ``error``.
docs/how-to/script-it.md promises these keys.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

from matcher.cli.streams import print_data

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(slots=True)
class _Account:
    """What one command has said so far, in order."""

    quiet: bool = False
    json: bool = False
    command: str = ""
    told: bool = False
    lines: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    error: dict[str, str] | None = None


# A command runs once in a process; who runs several, as tests do, begins each anew.
_now = _Account()


def begin(*, command: str = "", as_json: bool = False) -> None:
    """Forget what an earlier command said. ``as_json``: whether ``--json`` stands among the words,
    which counts even where they cannot be understood."""
    global _now
    _now = _Account(json=as_json, command=command)


def is_quiet() -> bool:
    """Whether a command says nothing but what it was asked for."""
    return _now.quiet


def is_json() -> bool:
    """Whether a command prints one JSON document and nothing else."""
    return _now.json


def note_line(line: str) -> None:
    """A line that a person would have read."""
    _now.lines.append(line)


def note_file(path: Path | str) -> None:
    """A file or folder that was written."""
    _now.files.append(str(path))


def note_facts(**facts: Any) -> None:
    """What a program may want to know of what the command did, as JSON has it."""
    _now.facts |= facts


def note_error(what: str, *, where: str = "", hint: str = "") -> None:
    """Why the command failed: what is wrong, where, and what to do."""
    _now.error = {"what": what, "where": where, "hint": hint}


def is_document(text: str) -> bool:
    """Whether ``text`` is JSON, so that it can be the one document; it is taken to be printed."""
    import json

    try:
        json.loads(text)
    except ValueError:
        return False
    _now.told = True
    return True


def document(exit_code: int) -> str | None:
    """The account as JSON, the first time it is asked for; None where nobody wants it, or where
    the command has printed a document of its own."""
    if not _now.json or _now.told:
        return None
    import json

    _now.told = True
    told = {
        "command": _now.command,
        "exit_code": exit_code,
        "lines": _now.lines,
        "files": _now.files,
        **_now.facts,
        **({} if _now.error is None else {"error": _now.error}),
    }
    return json.dumps(told, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _be_quiet(context: click.Context, option: click.Parameter, given: bool) -> None:
    _now.command = context.command_path.partition(" ")[2]
    _now.quiet = _now.quiet or given


def _be_json(context: click.Context, option: click.Parameter, given: bool) -> None:
    """Where the command has an answer in JSON of its own, that is its form unless another is
    asked for. The option is eager: it is looked at before --format."""
    if not given:
        return
    _now.json = True
    forms = [one for one in context.command.params if one.name == "form"]
    if any(isinstance(one.type, click.Choice) and "json" in one.type.choices for one in forms):
        context.default_map = {**(context.default_map or {}), "form": "json"}


def add_options(command: click.Command) -> None:
    """Give ``--quiet`` and ``--json`` to a command, and to every command below it."""
    if isinstance(command, click.Group):
        for one in command.commands.values():
            add_options(one)
        return
    command.params += [
        click.Option(
            ["--quiet", "-q"],
            is_flag=True,
            expose_value=False,
            callback=_be_quiet,
            help="Print only what was asked for, and errors.",
        ),
        click.Option(
            ["--json"],
            is_flag=True,
            expose_value=False,
            is_eager=True,
            callback=_be_json,
            help="Print one JSON document: the answer, or an account of what was done.",
        ),
    ]


def print_account(exit_code: int) -> None:
    """Print the account as JSON where ``--json`` asks for it and nothing was printed yet."""
    if (text := document(exit_code)) is not None:
        print_data(text)
