"""Where the product keeps things of its own on this machine: pulled data, and its cache.

Both are of the person at the keyboard alone, local, and never beside the lists: a folder
on OneDrive or a network drive would sync the data and break locks.
"""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

_NAME = "school-partner-matcher"


def data_folder() -> Path:
    """Where pulled public data is kept: ``MATCHER_DATA_DIR``, else the user's data folder.
    It need not exist yet."""
    return _folder("MATCHER_DATA_DIR", platformdirs.user_data_dir(_NAME, appauthor=False))


def cache_folder() -> Path:
    """Where answers of services are kept: ``MATCHER_CACHE_DIR``, else the user's cache
    folder. It need not exist yet."""
    return _folder("MATCHER_CACHE_DIR", platformdirs.user_cache_dir(_NAME, appauthor=False))


def _folder(variable: str, usual: str) -> Path:
    return Path(os.environ.get(variable, "").strip() or usual).expanduser().absolute()
