"""The program ``matcher``: its commands, its errors and its exit codes.

0 done; 1 failed; 2 wrong usage or settings; 3 done, with rows rejected (--strict);
130 interrupted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from matcher.cli import output
from matcher.cli.evaluation import evaluate
from matcher.cli.installation import data, doctor
from matcher.cli.lists import check, geocode, profile, template, vocabulary
from matcher.cli.matching import demo, diff, explain, groups, match, verify
from matcher.cli.partnership import findings, monitor, mou, partnership, plan
from matcher.core.errors import MatcherError
from matcher.core.installation import __version__


@click.group(
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


for command in (
    demo.demo,
    match.match,
    check.check,
    geocode.geocode,
    template.template,
    vocabulary.vocabulary,
    profile.profile,
    diff.diff,
    explain.explain,
    groups.groups,
    evaluate.evaluate,
    partnership.partnership,
    mou.mou,
    plan.plan,
    monitor.monitor,
    findings.findings,
    data.data,
    verify.verify,
    doctor.doctor,
):
    cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program and leave with its exit code."""
    output.prepare()
    given = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in given or bool(os.environ.get("MATCHER_DEBUG"))
    sys.exit(_outcome([word for word in given if word != "--debug"], debug))


def _outcome(arguments: list[str], debug: bool) -> int:
    try:
        code = cli.main(args=arguments, prog_name="matcher", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except click.exceptions.NoArgsIsHelpError as error:
        output.print_message(error.format_message())
        return 2
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        output.print_message("Interrupted")
        return 130
    except BrokenPipeError:
        return 1
    except MatcherError as error:
        if debug:
            raise
        where = f"{error.where}: " if error.where else ""
        output.print_message(f"Error: {where}{error.what}")
        if error.hint:
            output.print_message(f"What to do: {error.hint}")
        return error.exit_code
    except Exception as error:
        if debug:
            raise
        output.print_message(
            f"Error: something went wrong inside the product: {type(error).__name__}: {error}"
        )
        output.print_message("What to do: run again with --debug and report what is printed")
        return 1
