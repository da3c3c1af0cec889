"""The file of a record: ``partnership.toml`` in the folder of a partnership, read and written.

A partnership is a folder of plain files. Beside the record stand the agreement, the plan, the
checklist and the monitoring values as files of their own.
"""

from __future__ import annotations

import datetime
import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from matcher.core.errors import ContractError, FileError, OutputError
from matcher.core.files.line_ends import with_line_feeds
from matcher.core.files.names import PARTNERSHIP
from matcher.core.files.reading import read_file, read_utf8
from matcher.partnership.record.partnership import Exchange, Partnership, Party
from matcher.partnership.record.status_transitions import STATUSES
from matcher.partnership.record.toml_editing import EDITED, edited_toml, new_toml
from matcher.partnership.record.validation import record_errors

RECORD = PARTNERSHIP
_OF_PARTY, _OF_EXCHANGE = ([one.name for one in fields(of)] for of in (Party, Exchange))


def read_record(folder: Path) -> Partnership:
    """The partnership in ``folder``. Raises :class:`FileError` where there is none or where
    its record is not as it should be, naming every fault."""
    path = folder / RECORD
    try:
        data = tomllib.loads(read_utf8(path))
    except FileNotFoundError:
        raise FileError(
            f"holds no {RECORD}: it is no partnership",
            where=str(folder),
            hint="matcher partnership new makes one",
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise FileError(
            f"cannot be read: {error}",
            where=str(path),
            hint='mend that line in a text editor; texts stand in quotation marks: O1 = "…"',
        ) from None
    except (OSError, ValueError, RecursionError) as error:
        why = getattr(error, "strerror", None) or error
        raise FileError(f"cannot be read: {why}", where=str(path)) from None
    return _record(data, str(path))


def write_record(folder: Path, partnership: Partnership) -> None:
    """Write the record into ``folder``, which is made where there is none.

    The order of what is written is always the same. Where a record stands already and only
    its status, days or time to keep have changed, these alone are changed, so that all else
    that somebody wrote stays as it is. Raises :class:`OutputError`.
    """
    from matcher.core.files.atomic import output_hint, write_bytes

    data = _checked(partnership, folder)
    path = folder / RECORD
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"cannot be made: {error.strerror}", where=str(folder), hint=output_hint(error)
        ) from None
    text = _edited(path, data) or new_toml(data)
    write_bytes(path, text.encode("utf-8", "replace"))


def record_bytes(partnership: Partnership) -> bytes:
    """The record of a new partnership as its file has it."""
    return new_toml(_checked(partnership, Path(RECORD))).encode("utf-8", "replace")


def _checked(partnership: Partnership, where: Path) -> dict[str, Any]:
    """The data of a record, which keep its rules."""
    data = _plain(partnership)
    wrong = record_errors(data)
    if wrong:
        raise ContractError("; ".join(wrong), where=str(where))
    return data


def _edited(path: Path, data: Mapping[str, Any]) -> str:
    """The text at ``path`` with what is new in ``data``; "" where no record stands there, or
    one that differs in more than a new status changes."""
    try:
        text = read_file(path).decode("utf-8")
        old = _plain(_from_toml(text, path))
        if old == data:
            return text
        if any(old[name] != data[name] for name in (data.keys() | old.keys()) - EDITED):
            return ""
        edited = edited_toml(text, data)
        return edited if _plain(_from_toml(edited, path)) == data else ""
    except (OSError, ValueError, RecursionError):
        return ""


def _from_toml(text: str, path: Path) -> Partnership:
    return _record(tomllib.loads(with_line_feeds(text)), str(path))


def _record(data: Mapping[str, Any], where: str) -> Partnership:
    """The partnership that the data of a record tell of."""
    wrong = record_errors(data)
    if wrong:
        raise FileError("; ".join(wrong), where=where, hint="mend it in a text editor")
    match = data.get("match", {})
    one, other = (Party(**party) for party in data["party"])
    return Partnership(
        parties=(one, other) if one.side == "seeker" else (other, one),
        status=data["status"],
        dates={name: _day(day) for name, day in data.get("dates", {}).items() if day != ""},
        earlier={_day(day): text for day, text in data.get("earlier", {}).items()},
        declined=data.get("declined", ""),
        keep_until=_day(data.get("keep_until", "")),
        starts=_day(data.get("starts", "")),
        exchanges=tuple(Exchange(**exchange) for exchange in data.get("exchange", [])),
        score=float(match.get("score", "nan")),
        distance_km=float(match.get("distance_km", "nan")),
        area=match.get("area", ""),
        reasons=match.get("reasons", ""),
        run=match.get("run", ""),
        objectives=dict(data.get("objectives", {})),
    )


def _plain(partnership: Partnership) -> dict[str, Any]:
    """The data of a record in the order in which they are written; unknown is left out."""
    figures = {"score": partnership.score, "distance_km": partnership.distance_km}
    texts = {name: getattr(partnership, name) for name in ("area", "reasons", "run")}
    known = {name: figure for name, figure in figures.items() if not math.isnan(figure)}
    day = datetime.date.fromisoformat
    return {
        "status": partnership.status,
        "declined": partnership.declined,
        "keep_until": day(partnership.keep_until) if partnership.keep_until else "",
        **({"starts": day(partnership.starts)} if partnership.starts else {}),
        "dates": {
            status: day(partnership.dates[status])
            for status in STATUSES
            if partnership.dates.get(status)
        },
        **({"earlier": dict(sorted(partnership.earlier.items()))} if partnership.earlier else {}),
        "match": {**known, **texts},
        "party": [_fields(party, _OF_PARTY) for party in partnership.parties],
        "exchange": [_fields(one, _OF_EXCHANGE) for one in partnership.exchanges],
        "objectives": dict(partnership.objectives),
    }


def _fields(of: Party | Exchange, names: Sequence[str]) -> dict[str, str]:
    # dataclasses.asdict copies each text, which takes longer than all else here.
    return {name: getattr(of, name) for name in names}


def _day(day: object) -> str:
    """A day as 2026-09-01, however it was written; "" stays."""
    return datetime.date.fromisoformat(str(day)).isoformat() if day != "" else ""
