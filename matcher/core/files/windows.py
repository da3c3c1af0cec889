"""What Windows does otherwise with files, in one place: whether this is Windows, the names that
it does not take as they are, and how long a path may be there.

Nothing else in the product asks whether it runs there, so that both answers can be tested on
either. A run made on another system is not refused for its names: the names that we make
ourselves are plain everywhere.
"""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

from matcher.core.errors import OutputError

# Naming Files, Paths, and Namespaces (Microsoft Learn): 260 with the end of the text, unless
# the administrator allowed long paths.
LONGEST_PATH = 259
_ROOM_IN_A_FOLDER = 12  # a folder has to leave room for a name of 8.3
# Names of devices, with any ending; what is written to NUL is gone.
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[1-9¹²³]) *(\..*)?", re.I)
# After a colon stands a hidden stream of a file, and not its name.
_NOT_ALLOWED = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


def on_windows() -> bool:
    """Whether this is Windows."""
    return os.name == "nt"


def name_fault(name: str) -> str:
    """Why Windows would not write to a file of this name, or to another one; "" for nothing."""
    if _DEVICE.fullmatch(name):
        return "is the name of a device in Windows"
    if found := _NOT_ALLOWED.search(name):
        shown = found[0] if found[0].isprintable() else repr(found[0])
        return f"has {shown} in its name, which Windows does not allow"
    if name != name.rstrip(". "):
        return "ends in a full stop or a blank, which Windows takes away"
    return ""


def refuse_name(path: Path) -> None:
    """Raise :class:`OutputError` where Windows would write to something else than the file or
    folder ``path``."""
    if not on_windows():
        return
    for part in path.parts[1:] if path.anchor else path.parts:
        fault = "" if part in (".", "..") else name_fault(part)
        if fault:
            raise OutputError(f"{part} {fault}", where=str(path), hint="choose another name")


def is_too_long(error: OSError) -> bool:
    """Whether a file could not be made because its path is too long, which Windows calls a
    path that it does not find."""
    if error.errno == errno.ENAMETOOLONG:
        return True
    if not on_windows() or not isinstance(error.filename, str):
        return False
    whole = os.path.abspath(error.filename)  # noqa: PTH100 - as the system reckons
    return len(whole) > LONGEST_PATH - _ROOM_IN_A_FOLDER


def same_name(one: str, other: str) -> bool:
    """Whether two names are one on Windows and macOS, whose folders tell no capitals apart."""
    return name_key(one) == name_key(other)


def name_key(name: str) -> str:
    """What is equal of names that are one on Windows and macOS (:func:`same_name`): to look one up
    among many."""
    return name.casefold()
