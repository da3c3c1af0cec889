"""The run that is in a folder already: may this one take its place unasked?

It may where it answers the same question anew: the same files by their names, mended or not,
and the same options. A checked copy is the list that it was made of. A run that found no pair is
nobody's result. Whatever else is there is somebody's result of something else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from matcher.core.errors import OutputError
from matcher.core.files.names import MANIFEST
from matcher.core.files.reading import read_file
from matcher.core.files.run_folder import free_folder
from matcher.core.settings.config import SETTINGS, Config
from matcher.jobs.stages.reading import Sources

# What a run is asked about, and what it looks things up in: of the latter the publishers put
# out new files under names with new dates.
_ASKED = ("lists", "priorities", "performance", "answers", "existing", "exclude",
          "decisions")  # fmt: skip
_LOOKED_UP = ("register", "links", "groups", "postcodes", "offers")
_MOST = 5  # names that are told
_CHECKED = re.compile(r"-checked(-\d+)?\Z")  # as matcher check names its copies


def source_names(sources: Sources) -> dict[str, list[str]]:
    """The names of the files and folders a run was given, by what they are to it; of what it
    was not given, nothing."""
    named: dict[str, list[str]] = {}
    for part in (*_ASKED, *_LOOKED_UP):
        given = getattr(sources, part)
        paths = given if isinstance(given, tuple) else (given,)
        names = [path.resolve().name if path.name in ("", "..") else path.name
                 for path in map(Path, filter(None, paths))]  # fmt: skip
        if names:
            named[part] = sorted(names)
    return named


def refuse_other_run(folder: Path, sources: Sources, config: Config) -> None:
    """Refuse a ``folder`` that holds a finished run of other files or other options. Raises
    :class:`OutputError`, which names both and a folder that is free."""
    try:
        text = read_file(folder / MANIFEST)
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        raise OutputError(f"cannot be read: {error.strerror}", where=str(folder)) from error
    try:
        earlier = json.loads(text)
        if earlier["counts"]["pairs"] == 0:
            return
        names, settings = earlier["sources"], earlier["settings"]
        differ = [
            *_other_files(names, source_names(sources)),
            *_other_options(settings, _plain(config)),
        ]
        if earlier["geocoder"] != (sources.geocoder or ""):
            differ.append("another --geocoder")
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
        differ = ["it does not say of which files and options"]
    if differ:
        raise OutputError(
            f"holds another run: {'; '.join(differ)}",
            where=str(folder),
            hint=f"give --out {free_folder(folder)}, or --force, which keeps the earlier run as a "
            "dated folder beside it",
        )


def _other_files(earlier: Mapping[str, list[str]], now: Mapping[str, list[str]]) -> Iterator[str]:
    for part in (*_ASKED, *_LOOKED_UP):
        old, new = earlier.get(part, []), now.get(part, [])
        if part in _LOOKED_UP:
            same = list(map(_undated, old)) == list(map(_undated, new))
        elif part == "lists":
            same = sorted(map(_unchecked, old)) == sorted(map(_unchecked, new))
        else:
            same = old == new
        if not same:
            yield f"its {part} {_was(part)} {_told(old)}, now {_told(new)}"


def _other_options(earlier: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted({*earlier, *now}):
        if name == "as_of" and not now.get(name):
            continue  # every run has a day; only one that is asked for is an option
        if name not in earlier or name not in now or earlier[name] != now[name]:
            option = SETTINGS[name].option.partition("/")[0] if name in SETTINGS else ""
            old, new = (_value(one.get(name)) for one in (earlier, now))
            yield f"its {option or name} was {old}, now {new}"


def _plain(config: Config) -> dict[str, Any]:
    """The settings as the record of a run has them; the day only where it was asked for."""
    plain: dict[str, Any] = json.loads(json.dumps(config.as_dict()))
    return {**plain, "as_of": config.as_of}


def _was(part: str) -> str:
    return "was" if part in ("register", "existing", "exclude", "performance") else "were"


def _undated(name: str) -> str:
    return re.sub(r"\d+|undated", "", name)


def _unchecked(name: str) -> str:
    """The list that ``name`` is or is a checked copy of, which is always a workbook."""
    return _CHECKED.sub("", Path(name).stem)


def _told(names: list[str]) -> str:
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return f"{', '.join(map(str, names[:_MOST]))}{more}" or "none"


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return ",".join(f"{name}={part}" for name, part in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return "none" if value in (None, "") else str(value)
