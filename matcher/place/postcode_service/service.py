"""Where a postcode is, asked of postcodes.io or of a service of one's own like it.

Only ever asked where a person chose it: postcodes leave the computer, nothing else does.
The documented calls are three: POST /postcodes for a hundred at a time, and, for those it
does not know, GET /terminated_postcodes and GET /outcodes. "No such postcode" and "no
answer" are never swapped, and each answer is kept before the next is asked for, so a run
that was interrupted goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from matcher.core.errors import ServiceError, SettingError
from matcher.core.http import Client
from matcher.core.places.postcodes import is_whole, outward_code, read_postcodes
from matcher.core.services.address import origin, own_address, shown_address
from matcher.core.services.answer import Answer, Limits
from matcher.place.postcode_file.lookup import empty_lookup
from matcher.place.postcode_service import answers
from matcher.place.postcode_service.answers import ImplausibleAnswer, ServiceAnswer
from matcher.place.postcode_service.cache import Cache

PUBLIC = "https://api.postcodes.io"
BATCH = 100  # more is answered with 400
RUN_S = 300.0
# The service gives the middle of an outward code without its spread. This is the median,
# over the 2,864 outward codes of Code-Point Open of November 2025, of the root mean square
# distance of an outward code's placed postcodes from their mean: 1,760 m (a quarter of
# them are under 1.1 km, a tenth over 5.5 km).
OUTCODE_PRECISION_M = 1_760.0
# So many calls in a row without an answer, and the service is not asked any more.
MOST_FAULTS_IN_A_ROW = 3

_LIMITS = Limits()
_HINT = "use postcodes.io, or the address of your own service, like https://host:8000"
_NOWHERE = ServiceAnswer("unknown")
_ReadAnswer = Callable[[Answer, str, str], ServiceAnswer]
_UNANSWERED = "the service did not answer for this postcode"


def service_address(text: str) -> str:
    """The address to ask: for ``postcodes.io`` the public service, else one's own.

    One's own is given by its address, ``https://…`` or ``http://…``, with no user name,
    query or fragment. Raises :class:`SettingError` for anything else.
    """
    if text.strip().rstrip("/").casefold() in ("postcodes.io", PUBLIC):
        return PUBLIC
    given = own_address(text)
    if given is None:
        raise SettingError(
            f"{shown_address(text)!r} is not a service that answers for postcodes",
            where="geocoder",
            hint=_HINT,
        )
    host = origin(given)[1].casefold()
    if host == "postcodes.io" or host.endswith(".postcodes.io"):
        raise SettingError(
            f"{text[:80]!r} is not the address of the public service",
            where="geocoder",
            hint="use postcodes.io",
        )
    return given


def ask_service(
    wanted: Iterable[str],
    *,
    base: str,
    cache: Path | None,
    limits: Limits = _LIMITS,
    run_s: float = RUN_S,
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Ask the service at ``base`` (see :func:`service_address`) for the wanted postcodes, or
    for outward codes alone.

    The frame is that of :func:`matcher.place.postcode_file.lookup.look_up_postcodes`: indexed
    by postcode, sorted, with no row for one whose outward code is not known either;
    ``outcode_spread_m`` is the constant ``OUTCODE_PRECISION_M``; a withdrawn postcode stands
    where it last was. The dictionary gives, for each postcode that got no answer, the reason.
    Such a postcode has no row, but for one that is known and lacks only the middle of its
    outward code.

    ``cache`` is a folder for the answers; None, or one that cannot be written, does
    without. ``limits`` bound each call and ``run_s`` (seconds) all of them together. A
    service that fails is no error: it is a reason. Raises :class:`SettingError` for a base
    that is not one.
    """
    address = service_address(base)
    read = [read_postcodes(text) for text in wanted]
    codes = sorted({cell.codes[0] if cell.codes else cell.outcode for cell in read} - {""})
    whole = [code for code in codes if is_whole(code)]
    with Cache(cache, address) as answers_kept:
        lookup = _Lookup(Client(address, limits, plain=True, run_s=run_s), answers_kept)
        lookup.use_cache(whole)
        lookup.ask_live([code for code in whole if code not in lookup.found])
        lookup.ask_terminated([code for code in whole if lookup.state(code) == "not_live"])
        lookup.found.update(dict.fromkeys(set(codes) - set(whole), _NOWHERE))
        lookup.ask_outcodes([code for code in codes if lookup.unplaced(code)])
    return lookup.frame(), dict(sorted(lookup.reasons.items()))


@dataclass(slots=True)
class _Lookup:
    """What was found, and why the rest was not. Outward codes are kept apart."""

    client: Client
    cache: Cache
    found: dict[str, ServiceAnswer] = field(default_factory=dict)
    outcode_middles: dict[str, ServiceAnswer] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    faults_in_a_row: int = 0
    gave_up_because: str = ""

    def state(self, code: str) -> str:
        return self.found[code].state if code in self.found else ""

    def unplaced(self, code: str) -> bool:
        return code in self.found and self.found[code].easting is None

    def use_cache(self, codes: list[str]) -> None:
        """What an earlier run was told."""
        self.found.update(self._cached(codes))

    def ask_live(self, codes: list[str]) -> None:
        """Ask for the postcodes by the hundred; those left out once more."""
        for start in range(0, len(codes), BATCH):
            left = batch = codes[start : start + BATCH]
            why = self.gave_up_because
            for _ in range(0 if why else 2):
                try:
                    found, refused = self._ask_batch(left)
                except ServiceError as error:
                    why = error.what
                    break
                self._store(self.found, found)
                self.reasons.update({code: _implausible(text) for code, text in refused.items()})
                left = [code for code in left if code not in found and code not in refused]
                if not left:
                    break
            self.reasons.update(dict.fromkeys(left, why or _UNANSWERED))
            self._count(why or (_UNANSWERED if len(left) == len(batch) else ""))

    def ask_terminated(self, codes: list[str]) -> None:
        """Ask whether the postcodes that are not live were withdrawn."""
        for code in codes:
            why = self._ask_one(self.found, "terminated_postcodes", code, answers.read_terminated)
            if why:
                self.reasons[code] = why
                del self.found[code]  # whether it is known was not answered

    def ask_outcodes(self, codes: list[str]) -> None:
        """Ask for the middle of the outward code of postcodes without a position."""
        names = sorted({outward_code(code) for code in codes})
        self.outcode_middles.update(self._cached(names))
        failed: dict[str, str] = {}
        for name in names:
            if name not in self.outcode_middles:
                failed[name] = self._ask_one(
                    self.outcode_middles, "outcodes", name, answers.read_outcode
                )
        for code in codes:
            name = outward_code(code)
            if name not in self.outcode_middles:
                self.reasons[code] = (
                    f"the service has no position for it, and of {name} it did not say where"
                    f" it is: {failed[name]}"
                )

    def frame(self) -> pd.DataFrame:
        """The frame of :func:`ask_service`."""
        empty = empty_lookup()
        rows = {}
        for code, found in sorted(self.found.items()):
            known = found.state in ("live", "ended")
            middle = self.outcode_middles.get(outward_code(code), _NOWHERE)
            if found.easting is not None:
                middle = _NOWHERE
            if known or middle.easting is not None:
                rows[code] = (
                    *(_metres(found.easting), _metres(found.northing)),
                    *(found.district_code, found.lsoa_code, found.state == "ended", known),
                    *(_metres(middle.easting), _metres(middle.northing)),
                    np.nan if middle.easting is None else OUTCODE_PRECISION_M,
                )
        frame = pd.DataFrame.from_dict(rows, orient="index", columns=list(empty.columns))
        frame.index = pd.Index(list(rows), dtype="str", name="postcode")
        return frame.astype(empty.dtypes.to_dict())

    def _ask_batch(self, codes: list[str]) -> tuple[dict[str, ServiceAnswer], dict[str, str]]:
        answer = self.client.post("/postcodes", {"postcodes": codes})
        return answers.read_bulk(answer, codes, self.client.base)

    def _ask_one(
        self, where: dict[str, ServiceAnswer], path: str, code: str, read: _ReadAnswer
    ) -> str:
        """Ask about one code and keep the answer in ``where``, or give the reason why not."""
        if self.gave_up_because:
            return self.gave_up_because
        fault = doubt = ""
        try:
            answer = self.client.get(f"/{path}/{code.replace(' ', '%20')}")
            self._store(where, {code: read(answer, code, self.client.base)})
        except ServiceError as error:
            fault = error.what
        except ImplausibleAnswer as error:
            doubt = _implausible(str(error))
        self._count(fault)
        return fault or doubt

    def _cached(self, keys: list[str]) -> dict[str, ServiceAnswer]:
        read = {key: ServiceAnswer.from_dict(data) for key, data in self.cache.get(keys).items()}
        return {key: found for key, found in read.items() if found is not None}

    def _store(self, where: dict[str, ServiceAnswer], found: dict[str, ServiceAnswer]) -> None:
        where.update(found)
        self.cache.put({key: answer.as_dict() for key, answer in found.items()})

    def _count(self, fault: str) -> None:
        """Note how a call went; after some faults in a row the service is given up."""
        self.faults_in_a_row = self.faults_in_a_row + 1 if fault else 0
        if self.faults_in_a_row >= MOST_FAULTS_IN_A_ROW:
            self.gave_up_because = fault


def _implausible(why: str) -> str:
    return f"implausible answer: {why}"


def _metres(value: float | None) -> float:
    return np.nan if value is None else value
