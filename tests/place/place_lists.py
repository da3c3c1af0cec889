"""LISTED frames for the tests of this room."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from matcher.core.tables import LISTED

_PLAIN = {"urn": "100000", "name": "A School", "kind": "state", "list": "list.csv"}


def listed(*rows: dict[str, object]) -> pd.DataFrame:
    """A LISTED frame: what a row does not name is unknown."""
    columns = {}
    for column in LISTED.columns:
        values = [
            row.get(column.name, _default(column.name, column.kind, number))
            for number, row in enumerate(rows)
        ]
        kind = {"text": "str", "number": "float64", "integer": "int64"}[column.kind]
        columns[column.name] = pd.Series(values, dtype=kind)
    frame = pd.DataFrame(columns)
    LISTED.check(frame)
    return frame


def _default(name: str, kind: str, number: int) -> object:
    if name == "urn":
        return str(100_000 + number)
    if name == "row":
        return number + 2
    if name == "listed":
        return 1
    return _PLAIN.get(name, "" if kind == "text" else float("nan"))


def national(shared_data: Path, **blanked: str) -> pd.DataFrame:
    """The national register of May 2025 as LISTED; ``blanked`` overwrites whole columns."""
    raw = pd.read_csv(
        shared_data / "gias" / "register-2025-05-24.csv",
        dtype="str", encoding="cp1252", keep_default_na=False,
    )  # fmt: skip
    group = raw["EstablishmentTypeGroup (name)"].str.casefold()
    kind_of_type = raw["TypeOfEstablishment (name)"]
    independent = kind_of_type.isin(
        ["Other independent school", "Other independent special school"]
    )
    state = ~independent & group.isin(
        ["academies", "free schools", "local authority maintained schools", "special schools"]
    )
    kind = pd.Series("other", index=raw.index).mask(independent, "independent")
    kind = kind.mask(state, "state").mask(group == "universities", "university")
    known = {
        "urn": raw["URN"],
        "name": raw["EstablishmentName"],
        "kind": kind,
        "la_code": raw["LA (code)"],
        "district_code": raw["DistrictAdministrative (code)"],
        "lsoa_code": raw["LSOA (code)"].where(raw["LSOA (code)"].str.match(r"[EWS]\d{8}"), ""),
        "postcode": raw["Postcode"],
        "list": "register.csv",
        "easting": raw["Easting"],
        "northing": raw["Northing"],
        "coordinates_from": "register",
        "row": pd.Series(range(2, len(raw) + 2)),
        "listed": 1,
    } | blanked
    frame = pd.DataFrame(index=raw.index)
    for column in LISTED.columns:
        value = known.get(column.name, "" if column.kind == "text" else float("nan"))
        frame[column.name] = value
    kinds = {"text": "str", "number": "float64", "integer": "int64"}
    frame = frame.astype({c.name: kinds[c.kind] for c in LISTED.columns})
    LISTED.check(frame)
    return frame
