"""Where the product's own data lies: in a checkout, an editable install or a wheel.

``data/`` and ``maps/`` stand at the top of the repository for people to see, and inside
the package once it is built into a wheel. This is the one place that knows.
"""

from __future__ import annotations

from pathlib import Path

from matcher.core.errors import FileError

_PACKAGE = Path(__file__).resolve().parent.parent


def resource(*parts: str) -> Path:
    """The path of one of our own files, such as ``resource("data", "samples")``.

    Raises :class:`FileError` where an installation is incomplete.
    """
    for top in (_PACKAGE / "bundled", _PACKAGE.parent):
        path = top.joinpath(*parts)
        if path.exists():
            return path
    raise FileError(f"the installation has no {'/'.join(parts)}", hint="install the product again")
