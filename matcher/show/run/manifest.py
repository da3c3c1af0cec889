"""The record of a run: what was read, with which settings, what came out, and whose data.

``run.json`` is written last: a folder that has one is complete, and the SHA-256 of every
output in it can be checked (:func:`check`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from typing import Any

from matcher.core.errors import FileError
from matcher.core.files import MANIFEST, PARTNERSHIP, sha256
from matcher.core.installation import __version__

_LIBRARIES = ("folium", "geopandas", "numpy", "pandas", "pyproj", "shapely")

_OGL = "licensed under the Open Government Licence v3.0"
FICTIONAL = "Fictional schools for demonstration: none of them exists"


def attribution(
    *,
    register: bool,
    postcodes: Path | None,
    areas: bool,
    service: bool = False,
    performance: bool = False,
    fictional: bool = False,
) -> list[str]:
    """The lines that maps and files must carry for the public data they used.

    Wording: Open Government Licence v3.0 default line; ONS Postcode Directory user guide
    for the Ordnance Survey, Royal Mail and National Statistics lines, which a ``service``
    of postcodes hands on. The year is the one in the postcode file's name.
    """
    lines = [FICTIONAL] if fictional else []
    if register and not fictional:
        lines.append(
            "Contains public sector information: Department for Education, Get Information "
            f"about Schools, {_OGL}"
        )
    if performance:
        lines.append(
            "Contains public sector information: Department for Education, school and college "
            f"performance tables, school census and school workforce census, {_OGL}"
        )
    placed = postcodes is not None or service
    if placed and not fictional:
        found = re.search(r"(?:19|20)\d\d", postcodes.name if postcodes else "")
        year = f" {found.group()}" if found else ""
        lines += [
            f"Contains OS data © Crown copyright and database right{year}",
            f"Contains Royal Mail data © Royal Mail copyright and database right{year}",
        ]
    if areas or (placed and not fictional):
        lines.append(f"Source: Office for National Statistics {_OGL}")
    return lines


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


def read(folder: Path) -> dict[str, Any]:
    """The record of a run. Raises :class:`FileError` where there is none."""
    path = folder / MANIFEST
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise FileError(
            f"holds no {MANIFEST}: it is no run of ours, or a run that did not finish",
            where=str(folder),
            hint="run the match again",
        ) from None
    except (OSError, ValueError) as error:
        raise FileError(f"cannot be read: {error}", where=str(path)) from None
    return manifest


def check(folder: Path) -> list[str]:
    """What is wrong with a run: files missing or changed since it was written. Raises
    :class:`FileError` where the folder holds no run."""
    outputs = read(folder).get("outputs")
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
