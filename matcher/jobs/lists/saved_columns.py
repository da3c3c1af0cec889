"""A mapping of columns written into this folder's file of settings, all else of it as it was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from matcher.core.errors import SettingError
from matcher.core.files.atomic import write_bytes
from matcher.core.files.line_ends import with_line_ends_of, with_line_feeds
from matcher.core.files.lock import held
from matcher.core.files.reading import read_file
from matcher.core.problems import Problem

_NOT_SAVED = ("no_such_header", "personal_column")


def save_columns(
    columns: Sequence[str], problems: Iterable[Problem], file: Path
) -> tuple[str, ...]:
    """Add to ``file`` (TOML; made where there is none) the entries of a mapping, such as
    "needs=Priority 1", that it does not have: those that were added. An entry that did nothing
    in the check with these ``problems`` is left out.

    Comments, order, line ends and everything else in the file stay. Raises
    :class:`SettingError` where the file maps one of these headers to another column, or is no
    file of settings, and :class:`OutputError`.
    """
    with held(file.parent, "check"):
        return _save(columns, problems, file)


def _save(columns: Sequence[str], problems: Iterable[Problem], file: Path) -> tuple[str, ...]:
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    from matcher.intake.headers.mapping import column_mapping

    idle = {problem.column for problem in problems if problem.code in _NOT_SAVED}
    try:
        before = read_file(file).decode("utf-8") if file.exists() else ""
        document = tomlkit.parse(with_line_feeds(before))
        saved = document.get("columns", [])
        if not isinstance(saved, list):
            raise TypeError("columns is no list")
        there = column_mapping(saved)
    except (OSError, UnicodeDecodeError, TOMLKitError, AttributeError, TypeError) as error:
        raise SettingError(f"is no file of settings: {error}", where=str(file)) from error
    added = []
    for column, header in column_mapping(columns).entries:
        known = there.place(header)
        if known is None and header not in idle:
            added.append(f"{column}={header}")
        elif known is not None and known[0] != column and header not in idle:
            raise SettingError(
                f"it maps {header!r} to {known[0]} already, not to {column}; nothing was saved",
                where=str(file),
                hint="take that entry out of columns in the file, then save again",
            )
    if added:
        text = tomlkit.dumps(document)
        if "columns" in document:
            document["columns"].extend(added)
            text = tomlkit.dumps(document)
        else:
            # Before the first table: what stands below one belongs to it.
            text = tomlkit.dumps({"columns": added}) + text
        write_bytes(file, with_line_ends_of(before, text).encode("utf-8"))
    return tuple(added)
