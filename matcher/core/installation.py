"""This installation: its version, where its own files lie, and where it keeps things.

``data/`` and ``maps/`` stand at the top of the repository for people to see, and inside
the package once it is built into a wheel. :func:`resource` is the one place that knows.

Pulled data and the cache belong to the person at the keyboard alone. They are local, and
never beside the lists: a folder on OneDrive or a network drive would sync the data and
break locks.
"""

from __future__ import annotations

TYPE_CHECKING = False  # nothing is imported for the version alone: matcher --version asks for it
if TYPE_CHECKING:
    from pathlib import Path

__version__ = "0.1.0"

_NAME = "school-partner-matcher"


def resource(*parts: str) -> Path:
    """The path of one of our own files, such as ``resource("data", "samples")``.

    Raises :class:`FileError` where an installation is incomplete.
    """
    from pathlib import Path

    from matcher.core.errors import FileError

    package = Path(__file__).resolve().parent.parent
    for top in (package / "bundled", package.parent):
        path = top.joinpath(*parts)
        if path.exists():
            return path
    raise FileError(f"the installation has no {'/'.join(parts)}", hint="install the product again")


def reference_rows(*parts: str) -> list[dict[str, str]]:
    """The rows of one of our own tables (CSV), such as
    ``reference_rows("vocabulary", "subjects.csv")``, by their headers.

    Raises :class:`FileError` where the installation lacks it.
    """
    import csv

    from matcher.core.errors import FileError

    path = resource("data", "reference", *parts)
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    except OSError as error:
        raise FileError(
            f"cannot be read ({error.strerror})", where=path.name, hint="install the product again"
        ) from error


def data_folder() -> Path:
    """Where pulled public data is kept: ``MATCHER_DATA_DIR``, else the user's data folder.
    It need not exist yet."""
    from platformdirs import user_data_dir

    return _folder("MATCHER_DATA_DIR", user_data_dir(_NAME, appauthor=False))


def cache_folder() -> Path:
    """Where answers of services are kept: ``MATCHER_CACHE_DIR``, else the user's cache
    folder. It need not exist yet."""
    from platformdirs import user_cache_dir

    return _folder("MATCHER_CACHE_DIR", user_cache_dir(_NAME, appauthor=False))


def _folder(variable: str, usual: str) -> Path:
    """The folder that an environment variable names, else the ``usual`` one."""
    import os
    from pathlib import Path

    return Path(os.environ.get(variable, "").strip() or usual).expanduser().absolute()
