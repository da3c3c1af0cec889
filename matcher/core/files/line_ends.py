"""Line ends kept as they are in a text that is edited.

A text file of somebody's may end its lines as Windows does, as other systems do, or, after two
editors, now so and now so. An edit is made on plain line feeds; every line that it leaves alone
then gets the end that it had, and a new one that of the line above it.
"""

from __future__ import annotations

import re
from collections import Counter

_LINE = re.compile(r"([^\r\n]*)(\r\n|\n|\r|\Z)")
BYTE_ORDER_MARK = "\ufeff"


def with_line_feeds(text: str) -> str:
    """``text`` without a byte order mark, every line ended by a line feed."""
    plain = text.removeprefix(BYTE_ORDER_MARK)
    return plain.replace("\r\n", "\n").replace("\r", "\n")


def with_line_ends_of(original: str, edited: str) -> str:
    """``edited``, made from :func:`with_line_feeds` of ``original``, with the byte order mark
    and the line ends of ``original``. A last line that had no end keeps none unless the edit
    gave it one, which is then the usual one of the text."""
    # Every command opens this module, few edit a text.
    from difflib import SequenceMatcher

    old = _LINE.findall(original.removeprefix(BYTE_ORDER_MARK))
    new = [(line, "\n") for line in edited.split("\n")]
    new[-1] = (new[-1][0], "")
    ends = Counter(end for _, end in old if end)
    usual = max(ends, key=lambda end: (ends[end], end)) if ends else "\n"
    matcher = SequenceMatcher(
        None, [line for line, _ in old], [line for line, _ in new], autojunk=False
    )
    made = [BYTE_ORDER_MARK] if original.startswith(BYTE_ORDER_MARK) else []
    end = old[0][1] or usual
    for kind, at, _, first, last in matcher.get_opcodes():
        for place in range(first, last):
            if kind == "equal":
                end = old[at + place - first][1] or usual
            line, closed = new[place]
            made.append(line + (end if closed else ""))
    return "".join(made)
