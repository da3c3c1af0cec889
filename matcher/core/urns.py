"""The one order of URNs, by which every list and every tie is settled."""

from __future__ import annotations


def urn_key(urn: str) -> tuple[int, int, str]:
    """What URNs are sorted by: those that are numbers by number, then the others as text."""
    return (0, int(urn), urn) if urn.isascii() and urn.isdigit() else (1, 0, urn)
