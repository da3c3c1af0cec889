"""Addresses of services: those that a person gives, and where an address leads.

A person's own service is given by scheme, host, port and path, with no user name, query or
fragment: what is said of an address ends in records and in logs.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from matcher.core.errors import without_password

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

_OWN = re.compile(
    r"https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?", re.ASCII
)


def own_address(text: str) -> str | None:
    """The address of a person's own service, without the stroke at its end; None for what is
    not one: another scheme, a user name, a query, a fragment, a port that there is not."""
    given = text.strip().rstrip("/")
    if _OWN.fullmatch(given) is None or not origin(given)[1]:
        return None
    return given


def origin(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port; without a host where the address makes no sense."""
    try:
        parts = urlsplit(url)
        usual = {"https": 443, "http": 80}.get(parts.scheme)
        return parts.scheme, parts.hostname or "", parts.port or usual
    except ValueError:
        return "", "", None


def joined(url: str, target: str) -> str:
    """Where a redirect at ``url`` leads; the target itself where that makes no sense."""
    try:
        return urljoin(url, target)
    except ValueError:
        return target


def shown_address(text: str) -> str:
    """An address as it may be told of; one without its scheme may hold a password too."""
    known = "//" in text
    shown = without_password(text if known else f"//{text}").removeprefix("" if known else "//")
    return shown[:80]
