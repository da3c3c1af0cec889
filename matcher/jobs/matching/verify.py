"""Verify: is a run's folder complete, and is every file in it as it was written?"""

from __future__ import annotations

from pathlib import Path


def verify(folder: Path) -> tuple[int, list[str]]:
    """How many outputs the record names, and what is wrong with them.

    Raises FileError where the folder holds no finished run.
    """
    from matcher.show.run.manifest import check_outputs, read_manifest

    return len(read_manifest(folder)["outputs"]), check_outputs(folder)
