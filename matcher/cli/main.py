"""The program ``matcher``: its commands, its errors and its exit codes.

0 done; 1 failed; 2 wrong usage or settings; 3 done, with rows rejected or an
engine that stopped answering (--strict); 130 interrupted.
"""

from __future__ import annotations

import io
import os
import sys
import traceback
from collections.abc import Sequence

import click

from matcher.cli import account, streams
from matcher.cli.allocation import allocate
from matcher.cli.evaluation import evaluate
from matcher.cli.installation import data, doctor
from matcher.cli.lists import check, collect, geocode, profile, template, vocabulary
from matcher.cli.matching import (
    demo,
    diff,
    explain,
    groups,
    match,
    report,
    sensitivity,
    travel,
    verify,
)
from matcher.cli.output import print_error
from matcher.cli.partnership import findings, monitor, mou, partnership, plan
from matcher.core.errors import FileError, MatcherError, OutputError
from matcher.core.files.atomic import disk_is_full
from matcher.core.files.windows import is_too_long
from matcher.core.installation import __version__


@click.group(
    cls=account.Program,
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
    collect.collect,
    vocabulary.vocabulary,
    profile.profile,
    diff.diff,
    explain.explain,
    groups.groups,
    report.report,
    sensitivity.sensitivity,
    travel.travel,
    allocate.allocate,
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
account.add_options(cli)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program and leave with its exit code."""
    streams.prepare()
    given = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in given or bool(os.environ.get("MATCHER_DEBUG"))
    account.begin()
    code = _outcome([word for word in given if word != "--debug"], debug)
    try:
        account.print_account(code)
    except (OutputError, BrokenPipeError) as error:
        code = code or 1
        if isinstance(error, OutputError):
            _failed(error, debug)
    sys.exit(code if streams.stop_printing() else code or 1)


def _outcome(arguments: list[str], debug: bool) -> int:
    try:
        code = cli.main(args=arguments, prog_name="matcher", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except click.exceptions.NoArgsIsHelpError as error:
        print_error(error.format_message())
        return 2
    except click.ClickException as error:
        shown = io.StringIO()
        error.show(file=shown)
        print_error(shown.getvalue().removesuffix("\n"))
        account.note_error(error.format_message())
        return error.exit_code
    except (click.Abort, KeyboardInterrupt) as stopped:
        print_error("Interrupted")
        account.note_error("interrupted")
        for note in getattr(stopped.__cause__ or stopped, "__notes__", ()):
            print_error(note)
        return 130
    except BrokenPipeError:
        return 1
    except MatcherError as error:
        return _failed(error, debug)
    except Exception as error:
        if isinstance(error, OSError) and disk_is_full(error):  # click prints its help
            error = OutputError(f"cannot be written: {error.strerror}", hint="free some space")
        if isinstance(error, OSError) and is_too_long(error):
            where = f"{str(error.filename or '')[:40]}…"
            error = FileError("the path is too long", where=where, hint="choose a shorter one")
        if debug or isinstance(error, MatcherError):
            return _failed(error, debug)
        print_error(
            f"Error: something went wrong inside the product: {type(error).__name__}: {error}"
        )
        print_error("What to do: run again with --debug and report what is printed")
        account.note_error(f"{type(error).__name__}: {error}", hint="run again with --debug")
        return 1


def _failed(error: Exception, debug: bool) -> int:
    """Tell of an error, and where it came up if asked; the code to leave with."""
    if isinstance(error, MatcherError):
        account.note_error(error.what, where=error.where or "", hint=error.hint or "")
    else:
        account.note_error(f"{type(error).__name__}: {error}")
    if debug:
        print_error("".join(traceback.format_exception(error)).removesuffix("\n"))
    elif isinstance(error, MatcherError):
        where = f"{error.where}: " if error.where else ""
        print_error(f"Error: {where}{error.what}")
        if error.hint:
            print_error(f"What to do: {error.hint}")
    return error.exit_code if isinstance(error, MatcherError) and not debug else 1
