"""The marks before the things of a list that somebody typed into one cell: "1) pool 2) minibus",
"a. hall", "• kiln". They say where a thing begins and nothing of what it is."""

from __future__ import annotations

import re

_BREAK = r";|\n\r\v\f\x85\u2028\u2029\u2022"  # what ends a thing in every cell
# What begins a thing: not the dash of a range, the full stop of 0.5 or of an initial.
_BULLET = (
    r"[*\u00b7\u25aa\u25a0\u25cf\u25e6\u2023\u2043\uf0b7]\s*"
    r"|[-\u2013\u2014]+(?:\s+|(?=[^\W\d_]))|o\s+"
)
_ROMAN = r"(?:viii|vii|iii|ii|iv|vi|ix)"
_COUNTED = (
    rf"\((?:[0-9]{{1,2}}|{_ROMAN}|[a-z])\)\s*"
    rf"|(?:[0-9]{{1,2}}|{_ROMAN}|[a-z])\)\s*"
    r"|[0-9]{1,2}(?:\.\s+|[.:]\s*(?=[^\W\d_]))"
    rf"|{_ROMAN}\.\s+|[a-z]\.\s+(?![a-z]\.)(?=[^\W\d_])"
)
_MARK = re.compile(
    rf"(?P<before>^|[{_BREAK}])\s*(?P<mark>(?i:{_COUNTED})|(?:{_BULLET}))(?=[^\W_])", re.MULTILINE
)
# "J. Smith" is a name, "A. Pool" a thing of a list where "B." follows.
_INITIAL = re.compile(r"[A-Z]\.\s+")
_IN_CAPITALS = re.compile(r"(?:^|\s)A\.\s(?:.*\s)?B\.\s", re.DOTALL)
_GAP = r"(?:\s|(?:(?<=[0-9]\.)|(?<=\)))(?=[^\W\d_]))"  # "1.pool", "a)pool", no "B.Sc."
_FIRST = re.compile(rf"\s*(\(?)(1|a|i)([).]){_GAP}", re.IGNORECASE)
_ROWS = (
    tuple(map(str, range(1, 21))),
    tuple("abcdefghijkl"),
    ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"),
)


def without_list_marks(cell: str) -> str:
    """``cell`` without the marks of a list, and with a new line in the place of each within one:
    "1) pool 2) minibus" is two lines. A mark within a line is one only after the one before it
    in the row, so that nothing else in brackets is taken for one."""
    marks = cell
    if first := _FIRST.match(cell):
        opens, mark, closes = first.groups()
        row = next(row for row in _ROWS if row[0] == mark.casefold())
        at = first.end()
        for following in row[1:]:
            sought = re.compile(
                rf"(?<=[\s,;]){re.escape(opens + following + closes)}{_GAP}", re.IGNORECASE
            )
            found = sought.search(marks, at)
            if found is None:
                break
            before, after = marks[: found.start()].rstrip(" ,;"), marks[found.end() :].lstrip()
            marks, at = f"{before}\n{after}", len(before)
    in_capitals = _IN_CAPITALS.search(cell) is not None

    def without(found: re.Match[str]) -> str:
        is_initial = _INITIAL.fullmatch(found["mark"]) and marks[found.end()].isupper()
        return found[0] if is_initial and not in_capitals else found["before"]

    return _MARK.sub(without, marks)
