"""The record of one partnership: who, why, how far it has come, and until when it is kept.

A partnership is a folder of plain files. ``partnership.toml`` holds what is written here;
beside it stand the agreement, the plan, the checklist and the monitoring values as files of
their own. Contacts are roles ("project lead at the school"); a person's name stands there
only where somebody types it.
"""

from __future__ import annotations

import datetime
import math
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from matcher.core.errors import ContractError, FileError, OutputError
from matcher.core.files import PARTNERSHIP

RECORD = PARTNERSHIP

# How far a partnership has come, in this order; "declined" may follow the first two.
STATUSES = ("suggested", "contacted", "agreed", "running", "ended", "declined")
# Why a school declined: coded, so that reasons can be counted and no story is kept.
DECLINED: Mapping[str, str] = MappingProxyType(
    {
        "no_capacity": "no time or staff for it now",
        "other_partner": "has another partner already",
        "not_relevant": "what is offered is not what is needed",
        "distance": "too far to meet",
        "funding": "no money for it",
        "timing": "not this year",
        "no_answer": "did not answer",
        "other": "another reason",
    }
)


@dataclass(frozen=True, slots=True)
class Party:
    """One side: ``side`` is seeker or partner; ``lead`` and ``signs`` are roles, names
    only where a person typed them."""

    urn: str
    name: str
    kind: str
    side: str
    phase: str = ""
    la_name: str = ""
    lead: str = ""
    signs: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """What one side gives the other: a tag of the vocabulary, in words, and what the need
    and the strength rest on. ``to`` and ``by`` are URNs."""

    by: str
    to: str
    activity: str
    subject: str
    words: str
    need_evidence: str = ""
    strength_evidence: str = ""


@dataclass(frozen=True, slots=True)
class Partnership:
    """A partnership: two parties, what each gives and gains, how it came about.

    ``dates`` holds for each status reached its day (ISO), ``earlier`` what was reached before
    it was taken up again: by day (ISO) the statuses, in words to read and no more.
    ``declined`` is a code of :data:`DECLINED` or ""; ``keep_until`` is the day after which the
    folder is to be deleted (ISO; "": not set). ``objectives`` holds the answers to O1 … O13 by
    id, blank where nobody has answered. ``score`` and ``distance_km`` are NaN where not known;
    ``area`` is the priority area that the seeker is in, with its kind; ``run`` the folder
    of the run, as it was given.
    """

    parties: tuple[Party, Party]
    status: str = "suggested"
    dates: Mapping[str, str] = field(default_factory=dict)
    earlier: Mapping[str, str] = field(default_factory=dict)
    declined: str = ""
    keep_until: str = ""
    exchanges: tuple[Exchange, ...] = ()
    score: float = float("nan")
    distance_km: float = float("nan")
    area: str = ""
    reasons: str = ""
    run: str = ""
    objectives: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Both URNs, the seeker's first: the name of the folder, too."""
        return "-".join(party.urn for party in self.parties)

    @property
    def pair(self) -> tuple[str, str]:
        """The two URNs."""
        return self.parties[0].urn, self.parties[1].urn

    def party(self, urn: str) -> Party:
        """The party of this URN; KeyError where there is none."""
        for party in self.parties:
            if party.urn == urn:
                return party
        raise KeyError(urn)

    def gives(self, urn: str) -> tuple[Exchange, ...]:
        """What this party gives the other."""
        return tuple(one for one in self.exchanges if one.by == urn)


def read_record(folder: Path) -> Partnership:
    """The partnership in ``folder``. Raises :class:`FileError` where there is none or where
    its record is not as it should be, naming every fault."""
    path = folder / RECORD
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
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
        raise FileError(f"cannot be read: {error}", where=str(path)) from None
    return _record(data, str(path))


def write_record(folder: Path, partnership: Partnership) -> None:
    """Write the record into ``folder``, which is made where there is none.

    The order of what is written is always the same. Where a record stands already and only
    its status, days or time to keep have changed, these alone are changed, so that all else
    that somebody wrote stays as it is. Raises :class:`OutputError`.
    """
    from matcher.core.files import write_bytes
    from matcher.partnership.record_toml import new_toml
    from matcher.partnership.validation import faults

    data = _plain(partnership)
    wrong = faults(data)
    if wrong:
        raise ContractError("; ".join(wrong), where=str(folder))
    path = folder / RECORD
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot be made: {error.strerror}", where=str(folder)) from None
    text = _edited(path, data) or new_toml(data)
    write_bytes(path, text.encode("utf-8", "replace"))


def _edited(path: Path, data: Mapping[str, Any]) -> str:
    """The text at ``path`` with what is new in ``data``; "" where no record stands there, or
    one that differs in more than a new status changes."""
    from matcher.partnership.record_toml import EDITED, edited_toml

    try:
        text = path.read_bytes().decode("utf-8")
        old = _plain(_from_toml(text, path))
        if old == data:
            return text
        if any(old[name] != data[name] for name in data.keys() - EDITED):
            return ""
        edited = edited_toml(text, data)
        return edited if _plain(_from_toml(edited, path)) == data else ""
    except (OSError, ValueError, RecursionError):
        return ""


def _from_toml(text: str, path: Path) -> Partnership:
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return _record(tomllib.loads(lines), str(path))


def _record(data: Mapping[str, Any], where: str) -> Partnership:
    """The partnership that the data of a record tell of."""
    from matcher.partnership.validation import faults

    wrong = faults(data)
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
        "dates": {
            status: day(partnership.dates[status])
            for status in STATUSES
            if partnership.dates.get(status)
        },
        **({"earlier": dict(sorted(partnership.earlier.items()))} if partnership.earlier else {}),
        "match": {**known, **texts},
        "party": [asdict(party) for party in partnership.parties],
        "exchange": [asdict(exchange) for exchange in partnership.exchanges],
        "objectives": dict(partnership.objectives),
    }


def _day(day: object) -> str:
    """A day as 2026-09-01, however it was written; "" stays."""
    return datetime.date.fromisoformat(str(day)).isoformat() if day != "" else ""
