"""Answers about postcodes, kept on this computer so that nothing is asked twice."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from matcher.core.services.kept import Form, KeptAnswers, clear_answers

FILE = "postcodes.sqlite3"
# The ONS renews its directory of postcodes each quarter.
MAX_AGE_DAYS = 92

_FORM = Form(
    FILE,
    "service TEXT NOT NULL, postcode TEXT NOT NULL, value TEXT NOT NULL, fetched TEXT NOT NULL,"
    " PRIMARY KEY (service, postcode)",
    "service, postcode, value, fetched",
)
_GET = "SELECT value FROM answers WHERE service = ? AND postcode = ? AND fetched BETWEEN ? AND ?"
_PUT = "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)"


class Cache(KeptAnswers):
    """The answers of one service; see :class:`matcher.core.services.kept.KeptAnswers`.

    ``service`` is the address that was asked: answers of two services never mix.
    """

    def __init__(self, folder: Path | None, service: str) -> None:
        super().__init__(folder, _FORM)
        self.service = service

    def get(self, postcodes: Iterable[str]) -> dict[str, dict[str, Any]]:
        """What is known of these postcodes; those without a fresh answer are left out."""
        today = datetime.date.today()
        oldest = (today - datetime.timedelta(MAX_AGE_DAYS)).isoformat()
        found: dict[str, dict[str, Any]] = {}
        for code in postcodes:
            rows = self.rows(_GET, (self.service, code, oldest, today.isoformat()))
            value = _value(rows[0][0]) if rows else None
            if value is not None:
                found[code] = value
        return found

    def put(self, answers: Mapping[str, Mapping[str, Any]]) -> None:
        """Keep these answers, all of them or none, before anything else is asked."""
        today = datetime.date.today().isoformat()
        self.write(
            _PUT,
            [
                (self.service, code, json.dumps(value, allow_nan=False, sort_keys=True), today)
                for code, value in sorted(answers.items())
            ],
        )


def _value(text: object) -> dict[str, Any] | None:
    try:
        value = json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def clear_cache(folder: Path) -> int:
    """Take away every answer kept in ``folder``; bytes freed."""
    return clear_answers(folder, _FORM)
