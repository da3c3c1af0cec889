"""The record of a run, ``run.json``: what goes into it of files and versions; read and checked.

It is written last: a folder that has one is complete, and the SHA-256 of every output in it
can be checked (:func:`check_outputs`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from typing import Any

from matcher.core.errors import FileError
from matcher.core.files.atomic import sha256
from matcher.core.files.run_folder import MANIFEST, PARTNERSHIP
from matcher.core.installation import __version__

RUN_AGAIN = "run the match again"
NEEDED = ("matches.csv", "schools.csv")  # files that every run has
_LIBRARIES = ("folium", "geopandas", "numpy", "pandas", "pyproj", "shapely")


def versions() -> dict[str, str]:
    """The versions that a result may depend on."""
    import platform

    found = {"matcher": __version__, "python": platform.python_version()}
    for name in _LIBRARIES:
        found[name] = metadata.version(name)
    return found


def fingerprints(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """Name, size and SHA-256 of each file; of a folder, of every file in it, or, where it
    holds records of partnerships, of these: nothing else there is read."""
    found = []
    for path in paths:
        members = [path]
        if path.is_dir():
            records = sorted(path.rglob(PARTNERSHIP))
            members = records or sorted(each for each in path.rglob("*") if each.is_file())
        for member in members:
            name = member.name if member == path else member.relative_to(path.parent).as_posix()
            found.append({"name": name, "bytes": member.stat().st_size, "sha256": sha256(member)})
    return sorted(found, key=lambda entry: (entry["name"], entry["sha256"]))


def read_manifest(folder: Path) -> dict[str, Any]:
    """The record of a run. Raises :class:`FileError` where there is none."""
    path = folder / MANIFEST
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise FileError(
            f"holds no {MANIFEST}: it is no run of ours, or a run that did not finish",
            where=str(folder),
            hint=RUN_AGAIN,
        ) from None
    except (OSError, ValueError) as error:
        raise FileError(f"cannot be read: {error}", where=str(path)) from None
    return manifest


def check_outputs(folder: Path) -> list[str]:
    """What is wrong with a run: files missing or changed since it was written. Raises
    :class:`FileError` where the folder holds no run."""
    outputs = read_manifest(folder).get("outputs")
    if not isinstance(outputs, list):
        raise FileError("has no list of outputs", where=str(folder / MANIFEST))
    faults = []
    for entry in outputs:
        path = folder / str(entry["name"])
        if not path.is_file():
            faults.append(f"{path.name} is missing")
        elif sha256(path) != entry["sha256"]:
            faults.append(f"{path.name} has changed since the run")
    return faults


def read_intact_manifest(folder: Path) -> dict[str, Any]:
    """The record of a finished run whose files are as they were written. Raises
    :class:`FileError`."""
    where = str(folder / MANIFEST)
    try:
        record = read_manifest(folder)
        faults = check_outputs(folder)
        written = {str(entry["name"]) for entry in record["outputs"]}
    except FileError:
        raise
    except OSError as error:
        raise FileError(f"cannot be read: {error.strerror}", where=str(folder)) from None
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
        raise FileError("is no record of a run of ours", where=where, hint=RUN_AGAIN) from None
    faults += [f"{name} is not in the record" for name in NEEDED if name not in written]
    if faults:
        raise FileError(f"the run is not as it was written: {'; '.join(faults)}",
                        where=str(folder), hint=RUN_AGAIN)  # fmt: skip
    return record
