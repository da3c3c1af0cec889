"""The parts of a TOML text: what stands above its first table, and each table with its lines.

tomlkit puts tables of one array together when it writes a text, and leaves their comments where
they stood. So a part in which nothing is to be changed is kept from it: a note stands in for the
part, and its own lines come back afterwards, whatever is in them.

The form: TOML 1.0.0, sections Comment, String, Array and Table.
"""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Collection, Iterator

# What may hold a bracket or a line break that is none, and the rest character by character.
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*"
    r"|.",
    re.S,
)
_HEADER = re.compile(r"[ \t]*\[")


def keep_parts(text: str, shown: Collection[str]) -> tuple[str, dict[str, str]]:
    """``text`` (valid TOML, its lines ended by a line feed) in which a note stands for each
    table that is none of ``shown``, and what each note stands for."""
    mark = next(one for at in itertools.count() if (one := f"# kept {at}.") not in text)
    kept: dict[str, str] = {}
    made = []
    for name, part in _parts(text):
        if name and name not in shown:
            note = f"{mark}{len(kept)}.\n"
            kept[note], part = part, note
        made.append(part)
    return "".join(made), kept


def put_back(text: str, kept: dict[str, str]) -> str:
    """``text`` with each note of :func:`keep_parts` replaced by what it stands for."""
    return "".join(kept.get(line, line) for line in text.splitlines(keepends=True))


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """The name of each table ("party" of ``[[party]]``) and its lines from the header on; ""
    for what stands above the first."""
    name, start = "", 0
    for at in _headers(text):
        yield name, text[start:at]
        header = text[at : text.index("\n", at)]
        name, start = next(iter(tomllib.loads(header))), at
    yield name, text[start:]


def _headers(text: str) -> Iterator[int]:
    """Where the lines begin that are the header of a table."""
    depth, at = 0, 0
    line_starts = True
    while at < len(text):
        if line_starts and not depth and (header := _HEADER.match(text, at)):
            yield at
            at = header.end()
            depth = 1
        token = _TOKEN.match(text, at)
        if token is None:  # cannot be: any character is a token
            return
        depth += (token[0] in "[{") - (token[0] in "]}")
        line_starts = token[0] == "\n"
        at = token.end()
