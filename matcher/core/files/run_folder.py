"""The folder of a run: refused, held, cleared and closed by a manifest.

The manifest of a run is written last, so a folder with a manifest is complete.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from matcher.core.errors import OutputError
from matcher.core.files.atomic import clear_unfinished, output_hint, write_bytes
from matcher.core.files.lock import LOCK, held, is_left_over
from matcher.core.files.windows import refuse_name

MANIFEST = "run.json"
PARTNERSHIP = "partnership.toml"  # the record of a partnership, in a folder of its own


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Write the run's manifest, the last file of a run."""
    text = json.dumps(manifest, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    write_bytes(folder / MANIFEST, text.encode("utf-8"))


def check_folder(folder: Path, *, inputs: tuple[Path, ...] = (), force: bool = False) -> None:
    """Refuse a folder that a run must not write into, before any work is done.

    Refused: a folder that holds one of the inputs, and, without ``force``, one that holds
    files but no trace of an earlier run of ours. Raises :class:`OutputError`.
    """
    refuse_name(folder)
    if folder.exists() and not folder.is_dir():
        raise OutputError("is a file, not a folder", where=str(folder), hint="choose another --out")
    for source in inputs:
        holder = source if source.is_dir() else source.parent
        if holder.resolve() == folder.resolve():
            raise OutputError(
                f"the output folder holds the input {source.name}",
                where=str(folder),
                hint="choose another --out: inputs are never overwritten",
            )
    if not folder.exists() or force:
        return
    killed = (folder / LOCK).exists() and not (folder / PARTNERSHIP).exists()
    if (folder / MANIFEST).exists() or killed:
        return  # an earlier run of ours, finished or killed
    if any(not is_left_over(entry) for entry in folder.iterdir()):
        raise OutputError(
            "the folder holds files but no earlier run of ours",
            where=str(folder),
            hint="choose another --out, or --force to write beside them",
        )


@contextlib.contextmanager
def run_folder(folder: Path) -> Iterator[Path]:
    """Hold ``folder`` for the writing of one run: made if need be, locked, cleared of
    parts that a killed run left behind.

    An old manifest is taken away first: until the new one stands the run is incomplete.
    Raises :class:`OutputError`.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"cannot be written: {error.strerror}", where=str(folder), hint=output_hint(error)
        ) from error
    with held(folder, "match", wait=0):
        clear_unfinished(folder)
        (folder / MANIFEST).unlink(missing_ok=True)
        yield folder
