"""Whether a worker runs the code that this machine runs: else its lists could be others."""

from __future__ import annotations

import platform
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from matcher.core.installation import __version__

# What decides the bits of a ranking besides our own code.
_PACKAGES = ("numpy", "scipy", "pandas")
# Of our own code what a worker runs.
_FOLDERS = ("core", "match")


class WorkerDiffers(Exception):
    """A worker runs other code than whoever asked it: what differs, in words."""


def checked(expected: dict[str, str], function: Callable[..., bytes], *data: bytes) -> bytes:
    """Run on a worker: what a function makes of bytes, if the worker has what is ``expected``. It
    is asked each time, as workers may come at any time. Raises :class:`WorkerDiffers`."""
    if found := differences(expected, installed()):
        raise WorkerDiffers(found)
    return function(*data)


@cache
def installed() -> dict[str, str]:
    """What is installed here, by what it is called: versions, and a fingerprint of our own code, as
    two checkouts of one version may differ."""
    python = ".".join(platform.python_version_tuple()[:2])
    found = {"Python": python, "school-partner-matcher": f"{__version__} ({_fingerprint()})"}
    return found | {name: version(name) for name in _PACKAGES}


def differences(here: dict[str, str], there: dict[str, str]) -> str:
    """What differs between two machines, in words; "" where nothing does."""
    return ", ".join(
        f"{name} is {there.get(name, 'missing')} there and {own} here"
        for name, own in here.items()
        if there.get(name) != own
    )


def said_by_dask(said: Any) -> dict[str, str]:
    """What Dask says of a machine (``Client.get_versions``), by the same names: the versions that
    must be alike for its messages to be understood. What is not said is missing."""
    packages = said.get("packages", {}) if isinstance(said, dict) else {}
    found = {name: str(packages[name]) for name in ("dask", "distributed") if packages.get(name)}
    if python := packages.get("python"):
        found["Python"] = ".".join(str(python).split(".")[:2])
    return found


def _fingerprint() -> str:
    """Of the lines of our modules, however a system ends them."""
    top = Path(__file__).resolve().parents[1]
    digest = sha256()
    for folder in _FOLDERS:
        for path in sorted((top / folder).rglob("*.py")):
            digest.update(path.relative_to(top).as_posix().encode() + b"\0")
            digest.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()[:12]
