"""A regular expression that is made when it is first used, for text that most lists have no use
for."""

from __future__ import annotations

import re
from typing import Any, cast


class _LatePattern:
    """A regular expression that is made when something is first asked of it."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._given = pattern, flags

    def __getattr__(self, name: str) -> Any:
        # Asked only for what the object lacks: kept, it is found at once from then on.
        found = getattr(re.compile(*self._given), name)
        self.__dict__[name] = found
        return found


def late_pattern(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """What ``re.compile`` gives, made when it is first used. For a long pattern that few lists
    need: to make all of ours took as long at every start as an empty Python."""
    return cast("re.Pattern[str]", _LatePattern(pattern, flags))
