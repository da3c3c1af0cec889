"""Which run a folder rests on: a plan, or how sure the lists are, is worked out from one run.

Its record names that run and gives the SHA-256 of the run's own record, which in turn gives those
of all its files. No path is recorded: it would tell where somebody keeps their files. The run is
looked for beside the folder, and in the folder you stand in.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from matcher.core.errors import FileError
from matcher.core.files.atomic import sha256
from matcher.core.files.names import MANIFEST, PLAN
from matcher.show.run.manifest import Form


def reference(run: Path) -> dict[str, str]:
    """What a record says of the run it rests on: the name of its folder and the SHA-256 of its
    record. Raises :class:`FileError`."""
    try:
        return {"folder": run.resolve().name, "sha256": sha256(run / MANIFEST)}
    except OSError as error:
        raise FileError(f"cannot be read: {error.strerror}", where=str(run)) from None


def run_of(folder: Path, record: dict[str, Any], form: Form, given: Path | None = None) -> Path:
    """The folder of the run that ``folder`` rests on: the one ``given``, else looked for. Raises
    :class:`FileError` where it is not found, or is another run by now."""
    name = _name(record)
    places = _places(folder, name, given)
    fitting = [place for place in places if _fits(place, record)]
    if fitting:
        return fitting[0]
    if places:
        raise FileError(_another(name, given), where=str(folder), hint=form.again)
    if given is not None:
        raise FileError("holds no run", where=str(given), hint="name the folder of the run")
    where = ", or say where it is: --run RUN" if form.manifest == PLAN else ""
    raise FileError(
        f"rests on the run {name or 'of no name'}, which is neither beside it nor in this folder",
        where=str(folder),
        hint=f"put the folder of that run beside it{where}",
    )


def fault_of_run(folder: Path, record: dict[str, Any], given: Path | None = None) -> str:
    """That the run which ``folder`` rests on is another by now, as a sentence; "" where it is as it
    was, or is not to be found."""
    places = _places(folder, _name(record), given)
    if not places or any(_fits(place, record) for place in places):
        return ""
    return f"it {_another(_name(record), given)}"


def _another(name: str, given: Path | None) -> str:
    if given is None:
        return f"rests on the run {name}, which has been made again since"
    return f"rests on the run {name}; {given} is another, or has been made again since"


def _name(record: dict[str, Any]) -> str:
    """The name of the run; "" where the record has none that is a plain name."""
    run = record.get("run")
    name = run.get("folder") if isinstance(run, dict) else None
    plain = isinstance(name, str) and Path(name).name == name and name not in ("", ".", "..")
    return name if isinstance(name, str) and plain and name.isprintable() else ""


def _places(folder: Path, name: str, given: Path | None) -> list[Path]:
    """Where a run of this name lies; ``given``: nowhere else than there."""
    if given is not None:
        return [given] if (given / MANIFEST).is_file() else []
    homes = (folder.parent, folder.resolve().parent, Path())
    places = dict.fromkeys(home / name for home in homes if name)
    return [place for place in places if (place / MANIFEST).is_file()]


def _fits(place: Path, record: dict[str, Any]) -> bool:
    try:
        return bool(sha256(place / MANIFEST) == record["run"].get("sha256"))
    except OSError:
        return False
