"""Whether a run's folder is as the run left it: the record, every output, and nothing beside them.

It proves that nothing has changed by accident: whoever changes a run on purpose can compute the
digest again. Who made a run only a signature says (:mod:`matcher.show.run.signature`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from typing import Any

from matcher.core.audiences.audience import INTERNAL, audience_of
from matcher.core.errors import FileError
from matcher.core.files.atomic import sha256
from matcher.core.files.lock import LOCK, MARK
from matcher.core.files.names import signature_of
from matcher.show.run.manifest import (
    DIGEST,
    RUN,
    Form,
    digest,
    form_for,
    read_manifest,
)

_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_KINDS: dict[type, str] = {str: "text", list: "list", dict: "table"}
_TOLD = 5  # faults in one message


@dataclass(frozen=True, slots=True)
class Integrity:
    """What became of a run's folder: its ``record``; ``faults``, what is not as the run left it,
    as sentences; ``foreign``, the names of whatever else lies there, which is no fault."""

    record: dict[str, Any]
    faults: tuple[str, ...]
    foreign: tuple[str, ...]


def check_run(folder: Path, form: Form = RUN) -> Integrity:
    """Compare the folder of a run, or of another ``form``, with its record. Raises
    :class:`FileError` where there is no record that can be read."""
    record = read_manifest(folder, form)
    if form is RUN:
        form = form_for(audience_of(record))
    faults = list(_record_faults(record, form))
    listed: dict[str, str] = {}
    outputs = record.get("outputs")
    for entry in outputs if isinstance(outputs, list) else ():
        fault = _entry_fault(entry, listed, form)
        if fault:
            faults.append(fault)
        else:
            listed[entry["name"]] = entry["sha256"]
    for name, expected in listed.items():
        faults += _file_faults(folder / name, expected, form)
    faults += [f"{name} is not in the record" for name in form.needed if name not in listed]
    foreign = []
    for name in _beside(folder, {*listed}, form):
        if name.casefold() in form.outputs:
            if name not in form.needed:  # said above
                faults.append(f"{printable(name)} lies there, but the {form.what} did not write it")
        else:
            foreign.append(printable(name))
    return Integrity(record, tuple(faults), tuple(foreign))


def read_intact_manifest(
    folder: Path, form: Form = RUN, audiences: Collection[str] = (INTERNAL,)
) -> dict[str, Any]:
    """The record of a finished run, or of another ``form``, that is as it was written. Raises
    :class:`FileError`, also for a run that is for none of the ``audiences``: what is made for
    others than the office does not hold what most commands need."""
    found = check_run(folder, form)
    if found.faults:
        told = "; ".join(found.faults[:_TOLD])
        more = f"; and {len(found.faults) - _TOLD:,} more" if len(found.faults) > _TOLD else ""
        raise FileError(
            f"the {form.what} is not as it was written: {told}{more}",
            where=str(folder),
            hint=form.again,
        )
    if (audience := audience_of(found.record)) not in audiences:
        raise FileError(
            f"is a run for the audience {audience}; this needs one for {' or '.join(audiences)}",
            where=str(folder),
            hint="give the run that was made for internal use"
            if INTERNAL in audiences
            else f"matcher match with --audience {' or '.join(audiences)} makes one",
        )
    return found.record


def printable(name: str) -> str:
    """A file's name as it can be printed: controls and marks that turn text about are spelt out."""
    return name if name.isprintable() else ascii(name)


def _record_faults(record: dict[str, Any], form: Form) -> Iterator[str]:
    for key, kind in form.keys.items():
        if key == DIGEST or (key in form.later and key not in record):
            continue
        if not isinstance(record.get(key), kind):
            yield f"{form.manifest} has no {_KINDS[kind]} {key}"
    for entry in record["inputs"] if isinstance(record.get("inputs"), list) else ():
        if not _is_entry(entry):
            yield f"{form.manifest}: an entry of inputs is no name with its SHA-256"
    if DIGEST not in record:
        yield (
            f"{form.manifest} has no digest of itself: it is of an earlier version, or the digest "
            "was taken out; its settings, counts and inputs cannot be checked"
        )
    elif record[DIGEST] != _digest_as_read(record):
        yield f"{form.manifest} has changed since the {form.what}: its digest does not fit"


def _digest_as_read(record: dict[str, Any]) -> str:
    try:
        return digest(record)
    except (ValueError, RecursionError):  # 1e999, lists within lists: no run of ours writes them
        return ""


def _is_entry(entry: Any) -> bool:
    return (
        isinstance(entry, dict)
        and isinstance(entry.get("name"), str)
        and isinstance(entry.get("sha256"), str)
        and bool(_SHA256.match(entry["sha256"]))
    )


def _entry_fault(entry: Any, listed: dict[str, str], form: Form) -> str:
    """What is wrong with an entry of the outputs; "" where nothing is. A name is that of a file in
    the folder itself, on any system."""
    if not _is_entry(entry):
        return f"{form.manifest}: an entry of outputs is no name with its SHA-256"
    name = entry["name"]
    within = name == PureWindowsPath(name).name and ":" not in name and name.isprintable()
    if not within or name in ("", ".", ".."):
        return f"{form.manifest} names {printable(name)}, which is no file of the folder"
    if name.casefold() in (form.manifest, signature_of(form.manifest)):
        return f"{form.manifest} names {name} as an output"
    if name.casefold() in {other.casefold() for other in listed}:
        return f"{form.manifest} names {name} twice"
    return ""


def _file_faults(path: Path, expected: str, form: Form) -> Iterator[str]:
    try:
        if path.is_symlink():
            yield f"{path.name} is a link, not a file"
        elif not os.path.lexists(path) and path.name in form.may_lack:
            return
        elif not path.is_file():
            yield f"{path.name} is missing"
        elif sha256(path) != expected:
            yield f"{path.name} has changed since the {form.what}"
    except OSError as error:
        yield f"{path.name} cannot be read: {error.strerror}"


def _beside(folder: Path, listed: set[str], form: Form) -> list[str]:
    """The names in the folder that the record does not list, its own files left out."""
    own = {form.manifest, signature_of(form.manifest), LOCK, MARK, *listed}
    try:
        return sorted(entry.name for entry in folder.iterdir() if entry.name not in own)
    except OSError as error:
        raise FileError(f"cannot be read: {error.strerror}", where=str(folder)) from None
