"""What one call may cost, and what a service answered: whole, and JSON only where it is."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from typing import Any

from matcher.core.errors import ServiceError


@dataclass(frozen=True, slots=True)
class Limits:
    """What one call may cost: seconds to connect, between bytes and in all (tries and
    pauses included), tries, the longest pause, bytes of an answer after unpacking."""

    connect_s: float = 5.0
    read_s: float = 10.0
    call_s: float = 60.0
    tries: int = 4
    pause_s: float = 0.5  # doubled each time, with jitter
    longest_pause_s: float = 60.0  # whatever Retry-After says
    max_bytes: int = 5_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer below 400, or 404, which may be an answer too; and a refusal for
    those who read why (:class:`matcher.core.http.Client`)."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)

    def json(self, where: str) -> Any:
        """The body as JSON; NaN and infinities refused. Raises :class:`ServiceError`."""
        try:
            return json.loads(self.body, parse_constant=_refuse, parse_float=_finite)
        except (ValueError, RecursionError) as error:
            raise ServiceError(
                "the answer is not JSON",
                where=where,
                hint="a proxy or a sign-in page may stand between; try it in a browser",
            ) from error


def _refuse(word: str) -> float:
    raise ValueError(word)


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _refuse(text)
