"""What is in a folder already: may a new one take its place unasked?

It may where it answers the same question anew: the same files by their names, mended or not, and
the same options. Whatever else is there is somebody's result of something else. One rule for runs,
plans, and how sure lists are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from matcher.core.errors import OutputError
from matcher.core.files.names import FINISHED, in_command
from matcher.core.files.reading import read_file
from matcher.core.files.run_folder import free_folder

_MOST = 5  # names that are told


def refuse_another(folder: Path, manifest: str, differing: Callable[[Any], Iterable[str]]) -> None:
    """Refuse a ``folder`` whose record, called ``manifest``, is of another question. ``differing``
    gives in words what is other in a record, and raises what a record of another form makes it
    raise. Raises :class:`OutputError`, which names what differs and a folder that is free."""
    try:
        text = read_file(folder / manifest)
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        raise OutputError(f"cannot be read: {error.strerror}", where=str(folder)) from error
    try:
        differ = list(differing(json.loads(text)))
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
        differ = ["it does not say of which files and options"]
    if differ:
        kind = FINISHED[manifest].split()[-1]
        raise OutputError(
            f"holds another {kind}: {'; '.join(differ)}",
            where=str(folder),
            hint=f"give --out {in_command(free_folder(folder))}, or --force, which keeps the "
            f"earlier {kind} as a dated folder beside it",
        )


def other_values(
    earlier: Mapping[str, Any], now: Mapping[str, Any], options: Mapping[str, str]
) -> Iterator[str]:
    """Setting by setting what differs, called as in ``options`` where it stands there."""
    for name in sorted({*earlier, *now}):
        if name not in earlier or name not in now or earlier[name] != now[name]:
            old, new = (_value(one.get(name)) for one in (earlier, now))
            yield f"its {options.get(name) or name} was {old}, now {new}"


def other_run(record: Any, run: Path) -> Iterator[str]:
    """That the record of a plan or the like rests on a run of another name."""
    old, new = str(record["run"]["folder"]), run.resolve().name
    if old != new:
        yield f"its run was {old}, now {new}"


def names_told(names: Iterable[str]) -> str:
    """The first few names, and how many more there are."""
    every = list(map(str, names))
    more = f" and {len(every) - _MOST} more" if len(every) > _MOST else ""
    return f"{', '.join(every[:_MOST])}{more}" or "none"


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return ",".join(f"{name}={part}" for name, part in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return "none" if value in (None, "") else str(value)
