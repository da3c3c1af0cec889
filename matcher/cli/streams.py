"""Standard output and standard error: the one door for every line that is printed.

A pipe or a file gets UTF-8 with line feeds, the same bytes on every system, unless
``PYTHONIOENCODING`` asks for another encoding. A console is spoken to as it is set, and what
it cannot show becomes the nearest letter. What people read steers no terminal; data for a
program or a file (CSV, JSON, a page) keep every character, but on a terminal they are text
that somebody reads.

A result that cannot be printed is an error, a message that cannot is not: but nobody who
sends both to a full disk is told that all is well. A reader who closes a pipe has seen enough.
"""

from __future__ import annotations

import errno
import io
import os
import sys
import warnings
from typing import TextIO

from matcher.cli.terminal_text import (
    NEAREST,
    NEAREST_IN_DATA,
    printable,
    register_handlers,
    wrapped,
)
from matcher.core.errors import OutputError, without_password

# What PYTHONIOENCODING may ask for; any other handler could fail at a letter.
_NEVER_FAIL = ("replace", "ignore", "backslashreplace", "namereplace", "xmlcharrefreplace")
_messages_lost: list[OSError] = []


class _Closed(io.RawIOBase):
    """Where standard output was closed before the program began (``>&-``)."""

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        raise OutputError(
            "the result cannot be printed: it is closed",
            where="standard output",
            hint="leave it open, or name a file in --out",
        )


def prepare() -> None:
    """Make both streams ready for any text; what libraries warn of goes the same way."""
    register_handlers()
    _messages_lost.clear()
    _reserve_numbers()
    sys.stdout = sys.stdout or io.TextIOWrapper(_Closed())
    sys.stderr = sys.stderr or io.StringIO()  # who closes it wants no messages
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            _set_up(stream)
    warnings.showwarning = _print_warning


def _set_up(stream: io.TextIOWrapper) -> None:
    chosen = "" if sys.flags.ignore_environment else os.environ.get("PYTHONIOENCODING", "")
    encoding, _, errors = chosen.partition(":")
    errors = errors if errors in _NEVER_FAIL else NEAREST
    if stream.isatty():
        stream.reconfigure(errors=errors)
    else:  # named again, as an encoding without them would bring back the strict ones
        stream.reconfigure(
            encoding=stream.encoding if encoding else "utf-8", errors=errors, newline="\n"
        )


def _reserve_numbers() -> None:
    """A file opened later must not get the number of a stream that is closed: what a library
    prints would land in it."""
    while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(number)


def print_result(text: str) -> None:
    """A line of the result, to standard output. Raises :class:`OutputError` where it cannot
    be printed and :class:`BrokenPipeError` where its reader has gone."""
    _write(wrapped(printable(text), sys.stdout) + "\n")


def print_data(data: str | bytes) -> None:
    """A result for a program or a file, to standard output as it is. Raises like
    :func:`print_result`."""
    stream = sys.stdout
    if isinstance(data, str):
        if stream.isatty():
            return _write(printable(data))
        encoding = stream.encoding or "utf-8"
        if encoding.casefold().replace("_", "-") == "utf-8":
            return _write(data)
        errors = NEAREST_IN_DATA if stream.errors == NEAREST else stream.errors or "strict"
        data = data.encode(encoding, errors)
    _write(data)


def print_message(text: str) -> None:
    """A line about the work, to standard error, without the passwords of addresses."""
    try:
        sys.stderr.write(wrapped(printable(without_password(text)), sys.stderr) + "\n")
        sys.stderr.flush()
    except OSError as error:
        if not _reader_has_gone(error):
            _messages_lost.append(error)


def stop_printing() -> bool:
    """Let go of both streams, and say whether all that was printed has arrived. Without this
    the interpreter would try once more as it ends, and complain."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError as error:
            if not _reader_has_gone(error):
                _messages_lost.append(error)
            _to_nowhere(stream)
    return not _messages_lost


def _write(data: str | bytes) -> None:
    try:
        if isinstance(data, bytes):
            sys.stdout.flush()
            sys.stdout.buffer.write(data)
        else:
            sys.stdout.write(data)
        sys.stdout.flush()
    except OSError as error:
        if isinstance(error, OutputError):
            raise
        if _reader_has_gone(error):
            raise BrokenPipeError(*error.args) from error
        from matcher.core.files.atomic import disk_is_full

        raise OutputError(
            f"the result cannot be printed: {error.strerror or error}",
            where="standard output",
            hint="free some space" if disk_is_full(error) else "name a file in --out",
        ) from error


def _reader_has_gone(error: OSError) -> bool:
    """Whether the reader of a pipe has closed it, which Windows calls an invalid argument."""
    return isinstance(error, BrokenPipeError) or error.errno == errno.EINVAL


def _to_nowhere(stream: TextIO) -> None:
    """Let what a stream still holds go to nowhere."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except OSError:
        return


def _print_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    print_message(warnings.formatwarning(message, category, filename, lineno, line).rstrip())
