"""Which files are to be read as performance tables: those that were named, and those of
folders, where other things lie beside them (a readme, the guidance, a file of metadata)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from matcher.core import cells
from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog
from matcher.intake.open.files import SUFFIXES, list_files

_PACKED = frozenset({".gz", ".zip", ".7z", ".bz2", ".xz", ".tar", ".tgz", ".rar"})
_MOST_NAMED = 10  # of what lies in a folder beside its tables


@dataclass(frozen=True, slots=True)
class TableFile:
    """A file to be read; None stands for standard input. ``in_folder``: nobody named it."""

    path: Path | None
    name: str
    in_folder: bool


def list_tables(
    paths: Sequence[Path | str], log: ProblemLog, *, of: str = "the Department for Education"
) -> list[TableFile]:
    """Each file once, in order, as :func:`matcher.intake.open.files.list_files` has them; what
    lies in a folder and can be no table, by its name, is noted. ``of`` says whose tables are
    looked for. Raises :class:`FileError`, also for a folder with no file that could be one."""
    folders = [path for path in map(Path, paths) if path.is_dir()]
    for folder in folders:
        _note_others(folder, log, of)
    named = {path.resolve() for path in map(Path, paths) if not path.is_dir()}
    return [
        TableFile(path, name, bool(folders) and path is not None and path.resolve() not in named)
        for path, name in list_files(paths)
    ]


def report_skipped(name: str, why: FileError, log: ProblemLog) -> None:
    """Note that a file of a folder was passed over."""
    log.add(
        "not_a_table",
        f"the file was passed over: {why.what}",
        list=name,
        severity="note",
        hint=why.hint or "nothing need be done if it is no table",
    )


def _note_others(folder: Path, log: ProblemLog, of: str) -> None:
    """Note what lies in a folder and is not even opened, and refuse a folder of nothing else."""
    try:
        beside = sorted(path for path in folder.iterdir() if not path.name.startswith((".", "~$")))
    except OSError:
        return  # list_files says so
    others = [path for path in beside if path.is_dir() or path.suffix.casefold() not in SUFFIXES]
    packed = [path for path in others if path.suffix.casefold() in _PACKED and path.is_file()]
    others = [path for path in others if path not in packed]
    if len(others) + len(packed) == len(beside):
        what = f"only {_named(others + packed)}" if beside else "nothing"
        what += "; unpack what is packed first" if packed else ""
        raise FileError(
            f"the folder holds no table, {what}",
            where=str(folder),
            hint=f"put the tables of {of} into it, as they were "
            f"downloaded ({', '.join(SUFFIXES)}), or name one of the folders in it",
        )
    if packed:
        log.add(
            "not_a_table",
            f"not opened, because {'it is' if len(packed) == 1 else 'they are'} packed: "
            f"{_named(packed)}",
            list=cells.clean(folder.name)[0],
            hint="unpack it, if a table is in it",
        )
    if others:
        log.add(
            "not_a_table",
            f"not opened, because they can be no tables: {_named(others)}",
            list=cells.clean(folder.name)[0],
            severity="note",
            hint="name a folder within this one, if its tables are meant too",
        )


def _named(paths: Sequence[Path]) -> str:
    names = [cells.clean(path.name)[0] + ("/" if path.is_dir() else "") for path in paths]
    more = f" and {len(names) - _MOST_NAMED:,} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more
