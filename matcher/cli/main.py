"""Where the program ``matcher`` begins and ends: its errors and its exit codes.

0 done; 1 failed; 2 wrong usage or settings; 3 done, with rows rejected or an
engine that stopped answering (--strict); 130 interrupted.

Nothing is loaded here that the version does not need. Scripts, and whoever looks after a computer,
ask for it at every start of something: it is answered without the library of the command line, in
a third of the time.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
from io import StringIO

TYPE_CHECKING = False  # typing takes longer than the answer
if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program and leave with its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given == ["--version"] and _print_version():
        sys.exit(0)
    from matcher.cli import account, streams
    from matcher.core.errors import OutputError

    streams.prepare()
    # Tables are made of millions of small objects, of which hardly any form a circle: looked for
    # as often as Python does, circles cost a twentieth of a national run; with every 50,000 objects
    # they cost as much where published tables are read, and the memory is the same.
    gc.set_threshold(500_000, 20, 20)
    # At the end Python looks for circles among all that the libraries made, a fifth of what it
    # costs to load pandas, for memory that goes with the process. What is frozen is passed over.
    atexit.register(gc.freeze)
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


def _print_version() -> bool:
    """Print the version to a pipe, a file or a terminal; False where that is not plain, such as
    a full disk: then the program says what is wrong as it always does."""
    from matcher.core.installation import __version__

    stream = sys.stdout
    try:
        if not stream.isatty():
            stream.reconfigure(newline="\n")  # type: ignore[union-attr]
        stream.write(f"matcher, version {__version__}\n")
        stream.flush()
    except (AttributeError, OSError):
        return False
    return True


def _outcome(arguments: list[str], debug: bool) -> int:
    import click

    from matcher.cli import account
    from matcher.cli.output import print_error
    from matcher.cli.program import cli
    from matcher.core.errors import FileError, MatcherError, OutputError

    try:
        code = cli.main(args=arguments, prog_name="matcher", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except click.exceptions.NoArgsIsHelpError as error:
        print_error(error.format_message())
        return 2
    except click.ClickException as error:
        shown = StringIO()
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
        from matcher.core.files.atomic import disk_is_full
        from matcher.core.files.windows import is_too_long

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
    from matcher.cli import account
    from matcher.cli.output import print_error
    from matcher.core.errors import MatcherError

    if isinstance(error, MatcherError):
        account.note_error(error.what, where=error.where or "", hint=error.hint or "")
    else:
        account.note_error(f"{type(error).__name__}: {error}")
    if debug:
        import traceback

        print_error("".join(traceback.format_exception(error)).removesuffix("\n"))
    elif isinstance(error, MatcherError):
        where = f"{error.where}: " if error.where else ""
        print_error(f"Error: {where}{error.what}")
        if error.hint:
            print_error(f"What to do: {error.hint}")
    return error.exit_code if isinstance(error, MatcherError) and not debug else 1
