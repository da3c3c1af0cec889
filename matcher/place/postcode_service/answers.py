"""What a postcodes.io service answers, checked before anything is believed.

"There is no such postcode" is an answer. Everything else that is not a place is none: an
answer of another shape, for another postcode, or outside Great Britain says nothing about
the postcode and is an error or a reason, never an empty place.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from matcher.core import geo
from matcher.core.errors import ServiceError
from matcher.core.places.postcodes import normalise_postcode
from matcher.core.services.answer import Answer

STATES = ("live", "ended", "not_live", "unknown")
# Codes of the ONS (nine places) and the old ones of Northern Ireland (eight).
_CODE = re.compile(r"[A-Z0-9]{8,9}", re.ASCII)
_IRISH_GRID = "BT"
_SHAPE = "the answer does not have the shape that is documented"


class ImplausibleAnswer(Exception):
    """An answer about one postcode that cannot be true; its text says why."""


@dataclass(frozen=True, slots=True)
class ServiceAnswer:
    """What the service said of one postcode or outward code.

    ``state``: live; ended (withdrawn); not_live (unknown among the live ones, the
    withdrawn ones not asked yet); unknown (there is no such code). ``easting`` and
    ``northing`` are metres (EPSG:27700), None where the service gives no position.
    """

    state: str
    easting: float | None = None
    northing: float | None = None
    district_code: str = ""
    lsoa_code: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The answer as plain data, for the cache."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ServiceAnswer | None:
        """The answer that :meth:`as_dict` wrote; None where the data is not one."""
        try:
            state = data.get("state")
            place = _inside(_number(data.get("easting")), _number(data.get("northing")))
        except ImplausibleAnswer:
            return None
        if state not in STATES:
            return None
        return cls(state, *place, _code(data.get("district_code")), _code(data.get("lsoa_code")))


def read_bulk(
    answer: Answer, asked: Iterable[str], where: str
) -> tuple[dict[str, ServiceAnswer], dict[str, str]]:
    """What ``POST /postcodes`` answers: found (live or not_live) and refused, by postcode.

    A postcode of ``asked`` (one-space form) that is in neither was not answered; answers
    about others are left aside. Raises :class:`ServiceError` for an answer of another shape.
    """
    result = _result_of(answer, where)
    if not isinstance(result, list):
        raise ServiceError(_SHAPE, where=where)
    wanted = set(asked)
    found: dict[str, ServiceAnswer] = {}
    refused: dict[str, str] = {}
    for item in result:
        query = item.get("query") if isinstance(item, dict) else None
        code = normalise_postcode(query[:40]) if isinstance(query, str) else ""
        if code not in wanted or code in found or code in refused or "result" not in item:
            continue
        try:
            found[code] = _live(item["result"], code)
        except ImplausibleAnswer as why:
            refused[code] = str(why)
    return found, refused


def read_terminated(answer: Answer, code: str, where: str) -> ServiceAnswer:
    """What ``GET /terminated_postcodes/{code}`` answers: ended or unknown.

    Raises :class:`ServiceError` for another shape, :class:`ImplausibleAnswer`.
    """
    result = _single_result(answer, where)
    if result is None:
        return ServiceAnswer("unknown")
    _check_same_postcode(result, "postcode", code)
    east, north = _position(result, code)
    if east is None:  # before 2025 the service gave degrees alone
        east, north = _from_degrees(result, code)
    return ServiceAnswer("ended", east, north)


def read_outcode(answer: Answer, code: str, where: str) -> ServiceAnswer:
    """What ``GET /outcodes/{code}`` answers: live, at the middle of its postcodes, or
    unknown. Raises :class:`ServiceError` for another shape, :class:`ImplausibleAnswer`."""
    result = _single_result(answer, where)
    if result is None:
        return ServiceAnswer("unknown")
    answered = result.get("outcode")
    if not isinstance(answered, str) or answered.upper() != code:
        raise ImplausibleAnswer("it answered about another outward code")
    return ServiceAnswer("live", *_position(result, code))


def _live(result: object, code: str) -> ServiceAnswer:
    if result is None:
        return ServiceAnswer("not_live")
    if not isinstance(result, dict):
        raise ImplausibleAnswer(_SHAPE)
    _check_same_postcode(result, "postcode", code)
    codes = result.get("codes")
    codes = codes if isinstance(codes, dict) else {}
    east, north = _position(result, code)
    return ServiceAnswer(
        "live", east, north, _code(codes.get("admin_district")), _code(codes.get("lsoa"))
    )


def _result_of(answer: Answer, where: str) -> Any:
    """The member ``result`` of a whole answer. Raises :class:`ServiceError`."""
    body = answer.json(where)
    if answer.status == 404:
        raise ServiceError("the service answered 404", where=where)
    if not isinstance(body, dict) or "result" not in body or body.get("status", 200) != 200:
        raise ServiceError(_SHAPE, where=where)
    return body["result"]


def _single_result(answer: Answer, where: str) -> dict[str, Any] | None:
    """The result of a call about one code, None for "there is none".

    A 404 counts as that only where the service itself says so: a proxy, another server
    or an old edition without this call answers 404 too.
    """
    if answer.status == 404:
        body = answer.json(where)
        answered = body.get("error") if isinstance(body, dict) else None
        if (
            not isinstance(answered, str)
            or body.get("status") != 404
            or "resource" in answered.lower()
        ):
            raise ServiceError("the service answered 404", where=where)
        return None
    result = _result_of(answer, where)
    if not isinstance(result, dict):
        raise ServiceError(_SHAPE, where=where)
    return result


def _check_same_postcode(result: dict[str, Any], name: str, code: str) -> None:
    answered = result.get(name)
    if not isinstance(answered, str) or normalise_postcode(answered[:40]) != code:
        raise ImplausibleAnswer("it answered about another postcode")


def _position(result: dict[str, Any], code: str) -> tuple[float | None, float | None]:
    """Metres on the National Grid; None where there are none (Northern Ireland, the
    Channel Islands, a post office box)."""
    east, north = _number(result.get("eastings")), _number(result.get("northings"))
    if code.startswith(_IRISH_GRID):
        return None, None
    return _inside(east, north)


def _from_degrees(result: dict[str, Any], code: str) -> tuple[float | None, float | None]:
    longitude, latitude = _number(result.get("longitude")), _number(result.get("latitude"))
    if longitude is None or latitude is None or code.startswith(_IRISH_GRID):
        return None, None
    low, high = geo.LONGITUDE_DEG
    south, top = geo.LATITUDE_DEG
    if not (low <= longitude <= high and south <= latitude <= top):
        raise ImplausibleAnswer("its place is outside Great Britain")
    east, north = geo.to_grid(np.array([longitude]), np.array([latitude]))
    return _inside(round(float(east[0]), 1), round(float(north[0]), 1))


def _inside(east: float | None, north: float | None) -> tuple[float | None, float | None]:
    # 0, 0 stands for a place that is not known, as it does in the files.
    if east is None or north is None or (east == 0 and north == 0):
        return None, None
    if not geo.in_grid(np.array([east]), np.array([north]))[0]:
        raise ImplausibleAnswer("its place is outside Great Britain")
    return east, north


def _number(value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ImplausibleAnswer("its place is not a number")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ImplausibleAnswer("its place is not a number")
    return number


def _code(value: object) -> str:
    return value if isinstance(value, str) and _CODE.fullmatch(value) else ""
