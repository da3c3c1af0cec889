"""In which form a command writes, and for whom.

The form is --format, or what the ending of --out says. --audience stands at every command that
writes: one that has no form for others than the office refuses them, so that nobody takes what it
writes for something made to be passed on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import click

from matcher.core.audiences.audience import AUDIENCES, INTERNAL

Command = TypeVar("Command", bound=Callable[..., Any])

# What a file's ending says of its form; the first that a command can write is meant.
_ENDINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        ".txt": ("text", "md"),
        ".md": ("md", "text"),
        ".json": ("json", "geojson"),
        ".geojson": ("geojson",),
        ".html": ("html",),
        ".htm": ("html",),
        ".csv": ("csv",),
        ".docx": ("docx",),
        ".pdf": ("pdf",),
        ".xlsx": ("xlsx",),
    }
)


def format_option(*can: str, more: str = "", default: str = "") -> Callable[[Command], Command]:
    """The option ``--format`` of a command that writes the forms ``can``; ``more`` is said of
    them, ``default`` is the form where none is named, else the first of them."""
    text = f"The format{more}.  [default: what --out ends in, else {default or can[0]}]"
    return click.option("--format", "form", type=click.Choice(can), help=text)


def form_of(given: str | None, out: Path | None, can: Sequence[str], default: str = "") -> str:
    """The form to write: the one ``given``, else what the ending of ``out`` says, else
    ``default``, else the first of ``can``. Raises UsageError where the ending says another
    form than the one given, or one that is not among ``can``; also where it says nothing and
    neither does anybody else, unless text is meant, which has any ending."""
    says = _ENDINGS.get(out.suffix.casefold(), ()) if out is not None else ()
    if not says:  # no file, or an ending that says nothing
        form = given or default or can[0]
        if not given and form != "text" and out is not None and out.suffix and not out.is_dir():
            raise click.UsageError(
                f"--out {out}: what {out.suffix} is, is not known here; end it in .{form}, or say "
                "--format"
            )
        return form
    fitting = [form for form in says if form in can]
    if not fitting:
        raise click.UsageError(
            f"--out {out}: such a file is not written here; there are {', '.join(can)}"
        )
    if given and given not in fitting:
        raise click.UsageError(f"--out {out} does not end like --format {given}: change either")
    return given or fitting[0]


def with_ending(out: Path | None, form: str) -> Path | None:
    """The file ``out`` with the ending of its ``form`` where its name has none (as "Autumn 2026.
    Notes"), so that a double click opens it; "-", a folder and a device stay what they are."""
    if out is None or str(out) == "-" or (out.exists() and not out.is_file()):
        return out
    if re.fullmatch(r"\.\w{1,5}", out.suffix):
        return out
    return out.with_name(f"{out.name.rstrip('. ')}.{'txt' if form == 'text' else form}")


def check_folder(out: Path) -> None:
    """Raise UsageError where the name of a folder of pages is that of a file."""
    if out.suffix.casefold() in _ENDINGS and not out.is_dir():
        raise click.UsageError(
            f"--out {out}: there are several pages, and this is the name of one file. Give a "
            f"folder, such as {out.with_suffix('')}"
        )


def audience_option(*others: str, default: str = INTERNAL) -> Callable[[Command], Command]:
    """The option ``--audience`` of a command that writes for internal use, unless its ``default``
    says otherwise, and for the ``others``. Where it writes for one alone it is not handed on."""
    can = tuple(dict.fromkeys((default, *others)))

    def check(ctx: click.Context, param: click.Parameter, value: str) -> str:
        if value not in can:
            name = ctx.command_path.partition(" ")[2]
            raise click.UsageError(
                f"--audience {value}: matcher {name} writes for the audience {' or '.join(can)}. "
                "For partners: matcher match and matcher report. For the public: matcher match "
                "and matcher findings."
            )
        return value

    said = f"For whom it is. Here: {', '.join(can)}." if others else f"For whom it is: {default}."
    return click.option(
        "--audience",
        type=click.Choice(AUDIENCES),
        metavar="|".join(can),
        default=default,
        show_default=True,
        callback=check,
        expose_value=bool(others),
        help=said,
    )
