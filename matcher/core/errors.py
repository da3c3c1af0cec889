"""What can go wrong, by whose fault it is and what to do.

A bad row is a Problem and the run goes on (:mod:`matcher.core.problems`). Everything
here stops the run. The command line prints ``what``, ``where`` and ``hint`` and leaves
with ``exit_code``; it never shows a traceback for these unless asked.
"""

from __future__ import annotations

import re

# Both are compiled when first used, as no command that succeeds needs them.
# What stands before the last @ of an address: of one with its scheme, of one that begins with
# // and of one that has neither, which is told from an e-mail address by its colon.
_BEGINS = r"""(?<![^\s'"=(])"""
_USER = rf"""(:/+|{_BEGINS}//+|{_BEGINS}(?=[^\s'"@/\\]*:[^\s'"/\\]))[^\s'"]*@"""
# The query or fragment of an address, which may be a key, with its scheme or without.
_QUERY = rf"""((?::/|{_BEGINS}//)[^\s'"?#]*[?#]|\?[\w.-]+=)[^\s'"]+"""


def without_password(text: str) -> str:
    """A text without the user names, passwords and queries of the addresses in it: what is said
    of an address ends in logs and in tickets."""
    return re.sub(_QUERY, r"\1…", re.sub(_USER, r"\1…@", text))


class MatcherError(Exception):
    """Root of every error this product raises on purpose.

    ``what`` says what is wrong in a sentence, ``where`` names the file, sheet, row or
    setting, ``hint`` says how to mend it. Passwords in addresses are taken out of all three.
    """

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", hint: str = "") -> None:
        self.what, self.where, self.hint = map(without_password, (what, where, hint))
        super().__init__(self.what)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        cure = f" ({self.hint})" if self.hint else ""
        return f"{place}{self.what}{cure}"


class FileError(MatcherError, OSError):
    """A file cannot be read, or is not what its name says. Mend or replace the file."""

    __str__ = MatcherError.__str__


class OutputError(MatcherError, OSError):
    """An output cannot be written: disk full, folder read-only, file open elsewhere."""

    __str__ = MatcherError.__str__


class SettingError(MatcherError, ValueError):
    """A setting or option has no meaning. Correct it and run again."""

    exit_code = 2


class ServiceError(MatcherError, ConnectionError):
    """A service gave no usable answer. Never the same thing as "no such place"."""

    __str__ = MatcherError.__str__


class ContractError(MatcherError, AssertionError):
    """Our own fault: a table between two rooms breaks its contract. Please report it."""
