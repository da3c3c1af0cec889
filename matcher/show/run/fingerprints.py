"""Fingerprints of the files that a run read: taken when it is made, compared by verify."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from matcher.core.errors import FileError
from matcher.core.files.atomic import sha256
from matcher.core.files.names import PARTNERSHIP


def fingerprints(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """Name, size (bytes) and SHA-256 of each file; of a folder, of every file in it, or, where it
    holds records of partnerships, of these: nothing else there is read."""
    found = []
    for path in paths:
        members = [path]
        if path.is_dir():
            records = sorted(path.rglob(PARTNERSHIP))
            members = [each for each in records or sorted(path.rglob("*")) if each.is_file()]
        for member in members:
            name = member.name if member == path else member.relative_to(path.parent).as_posix()
            found.append({"name": name, "bytes": member.stat().st_size, "sha256": sha256(member)})
    return sorted(found, key=lambda entry: (entry["name"], entry["sha256"]))


def compare_inputs(
    recorded: Sequence[dict[str, Any]], paths: Iterable[Path], kept: Iterable[Path] = ()
) -> list[str]:
    """How the files in ``paths`` (files, folders) differ from those that a run read, as sentences.

    A file is known by the last part of its name, wherever it lies now: a folder of lists may have
    moved. ``kept`` stand in for files that nobody named: what was pulled to this machine.
    Raises :class:`FileError` where one cannot be read.
    """
    try:
        given, stand_ins = fingerprints(paths), fingerprints(kept)
    except OSError as error:
        raise FileError(
            f"cannot be read: {error.strerror}", where=str(error.filename or "--inputs")
        ) from None
    before, now = _by_last_part(recorded), _by_last_part(given)
    pulled = _by_last_part(stand_ins)
    now |= {name: pulled[name] for name in (before.keys() & pulled.keys()) - now.keys()}
    faults = []
    for name in sorted(before.keys() | now.keys()):
        was, is_now = before.get(name, Counter()), now.get(name, Counter())
        gone, new = (was - is_now).total(), (is_now - was).total()
        changed = min(gone, new)
        faults += [f"the input {name} has changed since the run"] * changed
        faults += [f"the input {name} is missing: the run read it"] * (gone - changed)
        faults += [f"the input {name} is extra: the run did not read it"] * (new - changed)
    return faults


def _by_last_part(entries: Iterable[dict[str, Any]]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for entry in entries:
        name = PurePosixPath(str(entry["name"])).name
        found.setdefault(name, Counter())[str(entry["sha256"])] += 1
    return found
