"""The manual page ``matcher(1)``, from the commands themselves: docs/reference/matcher.1.

One page for the program, as people look for one: every command in a section, its options in full.
The wheel puts it where ``man matcher`` finds it (share/man/man1 beside the folder of the program).
Written in the macros of man(7), which every reader of manual pages knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from inspect import cleandoc

import click

from matcher.core.installation import __version__

_EXAMPLES = re.compile(r"Examples?:$")


def man_page(walked: Iterable[tuple[str, click.Command]]) -> str:
    """The page. ``walked``: the program and its commands, each with its full name, in order. It has
    no day, so that the same commands make the same page."""
    (_, program), *commands = walked
    lines = [
        f'.TH MATCHER 1 "" "matcher {_text(__version__)}" "User commands"',
        ".SH NAME",
        "matcher \\- find partners for schools, and say why",
        ".SH SYNOPSIS",
        ".B matcher",
        "[\\fIoptions\\fR] \\fIcommand\\fR [\\fIarguments\\fR]",
        ".SH DESCRIPTION",
        *_help(program.help or ""),
        ".SH OPTIONS",
        *_options(program),
        *_help(program.epilog or ""),
        ".SH COMMANDS",
        "Every command takes \\fB\\-\\-help\\fR.",
    ]
    for name, command in commands:
        usage = " ".join(command.collect_usage_pieces(click.Context(command, info_name=name)))
        lines += [f".SS {_text(name)}", f"\\fB{_text(name)}\\fR {_text(usage)}", ".PP"]
        lines += [*_help(command.help or ""), *_options(command), *_help(command.epilog or "")]
    lines += [
        ".SH EXIT STATUS",
        *_listed([("0", "done"), ("1", "failed"), ("2", "wrong usage or settings"),
                  ("3", "done, with rows rejected or an engine that stopped answering (--strict)"),
                  ("130", "interrupted")]),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _options(command: click.Command) -> Iterator[str]:
    """The options of a command, each with its help; --help is told once."""
    context = click.Context(command, info_name="matcher")
    records = [
        record
        for option in command.params
        if isinstance(option, click.Option) and (record := option.get_help_record(context))
    ]
    return _listed(records)


def _listed(records: Iterable[tuple[str, str]]) -> Iterator[str]:
    """A list of terms in bold, each with its text."""
    for term, text in records:
        yield from (".TP", f"\\fB{_text(term)}\\fR", _text(" ".join(text.split())))


def _help(text: str) -> Iterator[str]:
    """A help text or epilog; its examples line by line."""
    for paragraph in cleandoc(text).replace("\b\n", "").replace("\b", "").split("\n\n"):
        first, _, rest = paragraph.strip("\n").partition("\n")
        if _EXAMPLES.match(first.strip()):
            yield from (".PP", _text(first.strip()), ".RS", ".nf")
            yield from (_text(line) for line in cleandoc(rest).splitlines())
            yield from (".fi", ".RE")
        elif paragraph.strip():
            yield from (".PP", _text(" ".join(paragraph.split())))


def _text(text: str) -> str:
    """Text as roff shows it: no hyphen, quote or accent is taken for another sign, and no line for
    a request."""
    signs = {"\\": "\\e", "-": "\\-", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti"}
    shown = "".join(signs.get(c) or (c if c.isascii() else f"\\[u{ord(c):04X}]") for c in text)
    return f"\\&{shown}" if shown.startswith(".") else shown
