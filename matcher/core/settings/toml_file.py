"""A file of settings or rules in TOML, as plain data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from matcher.core.errors import SettingError
from matcher.core.files.reading import read_utf8


def read_toml(path: Path) -> dict[str, Any]:
    """What a file says. Raises :class:`SettingError` where it cannot be read or is no TOML: an
    integer of thousands of digits and tables nested without end are none either."""
    import tomllib

    if path.exists() and not path.is_file():
        raise SettingError("this is not a file", where=str(path))
    try:
        return tomllib.loads(read_utf8(path))
    except OSError as error:
        raise SettingError(f"cannot be read: {error.strerror}", where=str(path)) from None
    except (ValueError, RecursionError) as error:
        raise SettingError(f"is not valid TOML: {error}", where=str(path)) from None
