"""The program ``matcher`` and its commands: where each is, and what it does in a line.

A command is imported when it is asked for, and its line stands here, so that ``matcher --help``
loads none of them.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import click

from matcher.cli import account
from matcher.core.installation import __version__

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

# Its folder here, in which the module and the command go by its own name; and what it does.
_COMMANDS = MappingProxyType({
    "demo": ("matching", "Try everything on a fictional sample."),
    "match": ("matching", "Write ranked matches, a map and a record of the run."),
    "check": ("lists", "Check school lists and say what to correct."),
    "geocode": ("lists", "Find out where each school is."),
    "template": ("lists", "Make an empty list, or forms to send to schools."),
    "collect": ("lists", "Read the forms that came back."),
    "vocabulary": ("lists", "Print the words for needs and strengths."),
    "profile": ("lists", "Show what each school needs and offers."),
    "diff": ("matching", "Show what changed between two runs, or two plans."),
    "explain": ("matching", "Explain why a pair was matched, or why not."),
    "groups": ("matching", "Show which trusts, authorities or areas each partner could help."),
    "report": ("matching",
               "Write a page for a school or partner, for all, or a report for the office."),
    "sensitivity": ("matching", "Say how sure the lists of a run are."),
    "travel": ("matching", "Write a file of travel times, from a routing engine of yours."),
    "allocate": ("allocation",
                 "Share partners out: who gets whom, within what partners can take on."),
    "evaluate": ("evaluation", "Estimate what a partnership changed."),
    "partnership": ("partnership", "Keep a record of partnerships."),
    "mou": ("partnership", "Write or check the agreement of a partnership."),
    "plan": ("partnership", "Plan a partnership, and see what is open."),
    "monitor": ("partnership", "Follow a partnership: values, progress, reminders."),
    "findings": ("partnership", "Report what a partnership did and found."),
    "data": ("installation", "Fetch and keep public data: register, postcodes, offers."),
    "verify": ("matching", "Check that a run, or a plan, is complete and unchanged."),
    "doctor": ("installation", "Check the installation."),
    "completion": ("installation", "Make the Tab key complete commands and options."),
})  # fmt: skip


class _Commands(MutableMapping[str, click.Command]):
    """The commands by their names, each imported when it is first asked for."""

    def __init__(self) -> None:
        self._loaded: dict[str, click.Command] = {}

    def __getitem__(self, name: str) -> click.Command:
        if name not in self._loaded:
            folder, _ = _COMMANDS[name]
            command = getattr(import_module(f"matcher.cli.{folder}.{name}"), name)
            account.add_options(command)
            self[name] = command
        return self._loaded[name]

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._loaded[name] = command

    def __delitem__(self, name: str) -> None:
        del self._loaded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_COMMANDS)

    def __len__(self) -> int:
        return len(_COMMANDS)


class _Program(click.Group):
    """The program: one command of it at a time, which tells what it did as it was asked to."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What each command does, of which none is loaded for that."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, _COMMANDS[name][1]) for name in sorted(_COMMANDS)])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[Any]]:
        """The commands and options that begin so, of which none is loaded for that."""
        from click.shell_completion import CompletionItem

        found = [
            CompletionItem(name, help=line)
            for name, (_, line) in sorted(_COMMANDS.items())
            if name.startswith(incomplete)
        ]
        return found + click.Command.shell_complete(self, ctx, incomplete)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is named; what an earlier one said is forgotten."""
        account.begin(command=args[0], as_json="--json" in args)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that is named, and print its account where that is asked for."""
        try:
            done = super().invoke(ctx)
        except click.exceptions.Exit as left:
            account.print_account(left.exit_code)
            raise
        account.print_account(0)
        return done


@click.group(
    cls=_Program,
    commands=_Commands(),
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "MATCHER"},
    epilog="""\b
Examples:
  matcher demo --open
  matcher check schools.xlsx
  matcher match schools.xlsx --register edubasealldata.csv --postcodes codepo_gb.zip
""",
)
@click.version_option(__version__, prog_name="matcher")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def cli(debug: bool) -> None:
    """Find schools that are near enough to meet and could help each other, and say why."""
