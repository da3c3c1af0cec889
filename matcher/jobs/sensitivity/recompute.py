"""How sure lists are, worked out again from the run, and where a folder that says it differs.

So a share or a word that somebody changed is found, also where the record was made to fit it. The
map is not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from matcher.core.errors import MatcherError
from matcher.core.files.reading import read_file
from matcher.jobs.sensitivity.found import TITLE, Found
from matcher.jobs.sensitivity.outputs import settings_told, tables
from matcher.jobs.sensitivity.sensitivity import find
from matcher.jobs.stages.differing import cells, differs, figures, first, rows
from matcher.show.sensitivity.record import FORM
from matcher.show.sensitivity.table import DRAWS_FILE

_PAIR = ("seeker_urn", "partner_urn")


def differences(folder: Path, record: dict[str, Any], run: Path) -> list[str]:
    """Where the tables and the record in ``folder`` differ from what the ``run`` gives by the same
    draws: a sentence for each cell, row or figure, the first few of each file."""
    try:
        found = find(
            run,
            draws=record["draws"],
            seed=record["seed"],
            concentration=record["concentration"],
        )
        told = []
        for name, data in tables(found):
            key = ("draw",) if name == DRAWS_FILE else _PAIR
            given = rows(read_file(folder / name), name, key)
            told += first(name, cells(rows(data, name, key), given, key))
    except (TypeError, ValueError, MatcherError) as error:
        return [f"it does not fit its run: {error}"]
    return told + first(FORM.manifest, _record(found, record))


def _record(found: Found, record: dict[str, Any]) -> Iterator[str]:
    if record["title"] != TITLE:
        yield differs("title", str(record["title"]), TITLE)
    for name, expected in settings_told(found).items():
        yield from figures(expected, record[name], f"{name}, ")
    if record["attribution"] != list(found.run.attribution):
        yield "the attribution is not that of the run"
