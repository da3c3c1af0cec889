"""The run that is in a folder already: may this one take its place unasked?

The rule is that of :mod:`matcher.jobs.stages.same_question`. A checked copy is the list that it was
made of. A run that found no pair is nobody's result.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from matcher.core.files.names import MANIFEST
from matcher.core.settings.config import SETTINGS, Config
from matcher.jobs.stages.reading import Sources, travel_file
from matcher.jobs.stages.same_question import names_told, other_values, refuse_another
from matcher.jobs.travel.given import engine_of

# What a run is asked about, and what it looks things up in: of the latter the publishers put
# out new files under names with new dates.
_ASKED = ("lists", "priorities", "performance", "answers", "existing", "exclude",
          "decisions", "travel")  # fmt: skip
_LOOKED_UP = ("register", "links", "groups", "postcodes", "offers")
_CHECKED = re.compile(r"-checked(-\d+)?\Z")  # as matcher check names its copies


def source_names(sources: Sources) -> dict[str, list[str]]:
    """The names of the files and folders a run was given, by what they are to it; of what it
    was not given, nothing."""
    named: dict[str, list[str]] = {}
    for part in (*_ASKED, *_LOOKED_UP):
        given = travel_file(sources.travel) if part == "travel" else getattr(sources, part)
        paths = given if isinstance(given, tuple) else (given,)
        names = [path.resolve().name if path.name in ("", "..") else path.name
                 for path in map(Path, filter(None, paths))]  # fmt: skip
        if names:
            named[part] = sorted(names)
    return named


def refuse_other_run(folder: Path, sources: Sources, config: Config) -> None:
    """Refuse a ``folder`` that holds a finished run of other files or other options. Raises
    :class:`OutputError`, which names both and a folder that is free."""

    def differing(earlier: Any) -> Iterator[str]:
        if earlier["counts"]["pairs"] == 0:
            return
        yield from _other_files(earlier["sources"], source_names(sources))
        yield from _other_options(earlier["settings"], _plain(config))
        if earlier["geocoder"] != (sources.geocoder or ""):
            yield "another --geocoder"
        was, now = earlier.get("travel", {}).get("engine", ""), engine_of(sources.travel)
        if was != now:
            yield f"its --travel was {was or 'no engine'}, now {now or 'no engine'}"

    refuse_another(folder, MANIFEST, differing)


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
            yield f"its {part} {_was(part)} {names_told(old)}, now {names_told(new)}"


def _other_options(earlier: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    if not now.get("as_of"):  # every run has a day; only one that is asked for is an option
        earlier, now = ({**one, "as_of": None} for one in (earlier, now))
    options = {name: one.option.partition("/")[0] for name, one in SETTINGS.items()}
    yield from other_values(earlier, now, options)


def _plain(config: Config) -> dict[str, Any]:
    """The settings as the record of a run has them; the day only where it was asked for."""
    plain: dict[str, Any] = json.loads(json.dumps(config.as_dict()))
    return {**plain, "as_of": config.as_of}


def _was(part: str) -> str:
    return "was" if part in ("register", "existing", "exclude", "performance", "travel") else "were"


def _undated(name: str) -> str:
    return re.sub(r"\d+|undated", "", name)


def _unchecked(name: str) -> str:
    """The list that ``name`` is or is a checked copy of, which is always a workbook."""
    return _CHECKED.sub("", Path(name).stem)
