"""School partner matcher: which institutions, near enough to meet, can give each other
what each lacks, where it matters most, and why.

The public face: :func:`run` and :func:`find` do the main job, :class:`Sources` names its
files, :func:`settings` makes its :class:`Config`, :class:`Run` opens what it wrote; errors are
:class:`MatcherError`. They are imported when first asked for, so that importing the package
costs nothing.
"""

from __future__ import annotations

from matcher.core.installation import __version__

TYPE_CHECKING = False  # as mypy knows it: importing typing takes a third of Python's own start
if TYPE_CHECKING:
    from typing import Any

    from matcher.core.errors import MatcherError
    from matcher.core.settings.combine import settings
    from matcher.core.settings.config import Config
    from matcher.jobs.matching.match import find, run
    from matcher.jobs.matching.reopened.run import Run
    from matcher.jobs.stages.reading import Sources

__all__ = ["Config", "MatcherError", "Run", "Sources", "__version__", "find", "run", "settings"]

_HOMES = {
    "Config": "matcher.core.settings.config",
    "settings": "matcher.core.settings.combine",
    "MatcherError": "matcher.core.errors",
    "find": "matcher.jobs.matching.match",
    "run": "matcher.jobs.matching.match",
    "Run": "matcher.jobs.matching.reopened.run",
    "Sources": "matcher.jobs.stages.reading",
}


def __dir__() -> list[str]:
    return [*__all__]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'matcher' has no attribute {name!r}")
