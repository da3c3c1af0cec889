"""Which files to read, and what to call them in every message and table."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from matcher.core import cells
from matcher.core.errors import FileError

SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
OLE = b"\xd0\xcf\x11\xe0"  # with which workbooks of before 2007 begin
WORKBOOK_STARTS = (b"PK", OLE)
_CHECKED = re.compile(r".*-checked(-\d+)?\.xlsx", re.I | re.S)  # copies that check wrote
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/")


def list_files(paths: Sequence[Path | str]) -> list[tuple[Path | None, str]]:
    """Each file once, in order, with its name; None stands for standard input ("-").

    A folder stands for the lists in it, by name, and "schools.xlsx#North" for one sheet
    of a workbook (:func:`split_sheet`). A name has no folder unless two files
    share it. Raises :class:`FileError` for what is not there, and for addresses: no
    path given by anyone may reach the network.
    """
    found: dict[str, Path | None] = {}
    for given in paths:
        text = os.fspath(given)
        if text == "-":
            found.setdefault("-", None)
            continue
        if _URL.match(text) or text.replace("\\", "/").startswith("/vsi"):
            raise FileError(
                "addresses are not read, only files", where=text, hint="download the file first"
            )
        path = Path(text)
        for file in _in_folder(path) if path.is_dir() else [path]:
            if not split_sheet(file)[0].is_file():
                raise FileError(
                    "this is not a file" if file.exists() else "there is no such file",
                    where=str(file),
                    hint="check the name; - reads CSV from standard input",
                )
            found.setdefault(str(file.resolve()), file)
    return list(zip(found.values(), _names(list(found.values())), strict=True))


def split_sheet(path: Path) -> tuple[Path, str | None]:
    """A file and the sheet of it that a path names: "schools.xlsx#North" is the sheet
    North of schools.xlsx, unless there is a file of that whole name."""
    text = str(path)
    at = len(text) if "#" in text and not path.exists() else 0
    while (at := text.rfind("#", 0, at)) > 0:
        if Path(text[:at]).is_file():
            return Path(text[:at]), text[at + 1 :]
    return path, None


def _in_folder(folder: Path) -> list[Path]:
    try:
        lists = sorted(
            file
            for file in folder.iterdir()
            # A workbook that is open elsewhere leaves a "~$" file beside it.
            if file.suffix.casefold() in SUFFIXES
            and not file.name.startswith((".", "~$"))
            and not _CHECKED.fullmatch(file.name)
            and file.is_file()
        )
    except OSError as error:
        raise FileError(
            f"the folder cannot be read: {error.strerror}", where=str(folder)
        ) from error
    if not lists:
        raise FileError(
            "the folder holds no list",
            where=str(folder),
            hint="lists end in " + ", ".join(SUFFIXES),
        )
    return lists


def _names(found: Sequence[Path | None]) -> list[str]:
    plain = ["-" if file is None else _clean(file.name) for file in found]
    names: list[str] = []
    for file, name in zip(found, plain, strict=True):
        if file is not None and plain.count(name) > 1:
            name = _clean(f"{file.resolve().parent.name}/{name}")
        number, unique = 2, name
        while unique in names:
            unique, number = f"{name} ({number})", number + 1
        names.append(unique)
    return names


def _clean(text: str) -> str:
    return cells.clean(text)[0] or "unnamed"
