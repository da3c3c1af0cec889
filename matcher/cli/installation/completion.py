"""The command that makes the Tab key complete commands, options and files: completion.

Click knows the shells and asks the program itself what may follow, so that nothing has to be kept
up to date beside the commands.
"""

from __future__ import annotations

import re

import click

from matcher.cli.output import print_data

_SHELLS = ("bash", "zsh", "fish", "powershell")
# Click looks for the name of the program in capitals between these.
_VARIABLE = "_MATCHER_COMPLETE"
# Where bash, zsh and fish ask the program, up to the brackets that close: what goes wrong there,
# such as that there is no program as its folder is not active, must not stand on the line that
# somebody types. PowerShell is told so by click.
_ASKED = re.compile(rf"^(.*{_VARIABLE}=\w+_complete .*?(?:\$1|matcher))(\)\S*)$", re.MULTILINE)


@click.command(
    epilog="""\b
Examples:
  matcher completion bash >> ~/.bashrc
  matcher completion zsh >> ~/.zshrc
  matcher completion fish > ~/.config/fish/completions/matcher.fish

In PowerShell: matcher completion powershell >> $PROFILE

It works in the next terminal that you open. zsh needs the line "autoload -Uz compinit && compinit"
above it. Where a policy forbids such a file on Windows, type this in each terminal instead:
matcher completion powershell | Out-String | Invoke-Expression. The Windows Command Prompt cannot
complete commands.
"""
)
@click.argument("shell", type=click.Choice(_SHELLS, case_sensitive=False))
def completion(shell: str) -> None:
    """Print what makes the Tab key complete this program in SHELL.

    Commands, options, their fixed values and names of files are completed. "matcher" has to be a
    command there: it is while its folder .venv is active.
    """
    from click.shell_completion import get_completion_class

    from matcher.cli.program import cli

    known = get_completion_class(shell)
    if known is None:
        raise click.UsageError(
            f"the installed version of click ({_version()}) does not know {shell}; 8.5 does"
        )
    print_data(_ASKED.sub(r"\1 2>/dev/null\2", known(cli, {}, "matcher", _VARIABLE).source()))


def _version() -> str:
    from importlib.metadata import version

    return version("click")
