"""What the register knows of the listed schools, filled in where a list leaves it blank."""

from __future__ import annotations

import numpy as np
import pandas as pd

from matcher.core.places.membership import regions_of
from matcher.core.places.postcodes import is_whole, outward_code
from matcher.core.schema import as_list
from matcher.intake.headers.synonyms import COLUMNS
from matcher.intake.merge.kinds import is_vague, kind_of
from matcher.intake.merge.may_give import types_of
from matcher.intake.merge.phase_of_type import fill_phases

_PAIRS = (("easting", "northing"), ("longitude", "latitude"))
_PLACE = tuple(name for pair in _PAIRS for name in pair)
# What the register knows of a school but its coordinates and what it is, which go
# together and are taken from one source or the other.
_FILLED = tuple(name for name in COLUMNS if name not in ("urn", "type", "group", "kind", *_PLACE))


def fill_from_register(table: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """The listed schools with their blanks filled from the register, then the rest of
    the register."""
    known = known.set_index("urn", drop=False)
    theirs = (
        known.drop(columns=["list", "sheet", "row", "urn_as_written"])
        .reindex(table["urn"])
        .fillna("")
    )
    theirs.index = table.index
    table["register_name"] = theirs["name"]
    _give_up_halves(table, theirs["postcode"])
    for column in _FILLED:
        table[column] = table[column].where(table[column] != "", theirs[column])
    own = _placed(table)
    table["coordinates_from"] = np.where(own, "given", np.where(_placed(theirs), "register", ""))
    for column in _PLACE:
        table[column] = table[column].where(own, theirs[column])
    pairs = zip(*(as_list(table[name]) for name in ("kind", "type", "group")), strict=True)
    vague = np.array([not kind and is_vague(*words) for kind, *words in pairs], dtype=bool)
    table["kind"], table["special"] = _kinds(table, table["type"], table["group"])
    by_register, special = _kinds(theirs, theirs["type"], theirs["group"])
    unsaid = (table["kind"] == "") | (vague & (by_register != ""))
    table["kind"] = table["kind"].where(~unsaid, by_register)
    # An office that writes "independent" leaves out what the register knows.
    table["special"] |= special & (table["kind"] == "independent")
    table["by_type"] = types_of(table["type"], theirs["type"])
    fill_phases(table, theirs["type"])

    rest = known[~known.index.isin(table["urn"])].reset_index(drop=True)
    rest["listed"], rest["register_name"] = 0, rest["name"]
    rest["coordinates_from"] = np.where(_placed(rest), "register", "")
    rest["kind"], rest["special"] = _kinds(rest, rest["type"], rest["group"])
    rest["by_type"] = types_of(rest["type"])
    fill_phases(rest)
    return pd.concat([table, rest], ignore_index=True)


def _give_up_halves(table: pd.DataFrame, theirs: pd.Series) -> None:
    """An outward code alone gives way to the register's postcode that begins with it."""
    for at in table.index[(table["postcode"] != "") & (theirs != "")]:
        half = str(table.at[at, "postcode"])
        if not is_whole(half) and outward_code(str(theirs[at])) == half:
            table.at[at, "postcode"] = ""


def without_register(table: pd.DataFrame) -> pd.DataFrame:
    """The listed schools with what their own rows say of place and kind."""
    table["coordinates_from"] = np.where(_placed(table), "given", "")
    table["kind"], table["special"] = _kinds(table, table["type"], table["group"])
    table["by_type"] = types_of(table["type"])
    fill_phases(table)
    return table


def fill_regions(table: pd.DataFrame) -> None:
    """The Department's region by each school's authority, where no list and no register says
    a region of any school; those that say one may mean other regions."""
    if not (table["region"] != "").any():
        table["region"] = regions_of(table)


def sen_places(table: pd.DataFrame) -> pd.Series:
    """How many places each school has in its SEN unit and resourced provision, as text: the
    pupils in them where the places are not known, "" where neither is."""
    names = [
        f"{kind}_{what}" for kind in ("sen_unit", "resourced") for what in ("places", "pupils")
    ]
    if not any(any(as_list(table[name])) for name in names):
        return pd.Series("", index=table.index, dtype="str")
    total = pd.Series(np.nan, table.index)
    for kind in ("sen_unit", "resourced"):
        places, pupils = (
            pd.to_numeric(table[f"{kind}_{what}"].replace("", None))
            for what in ("places", "pupils")
        )
        total = total.add(places.fillna(pupils), fill_value=0.0)
    return total.map(lambda number: "" if np.isnan(number) else repr(float(number))).astype("str")


def _placed(table: pd.DataFrame) -> pd.Series:
    """Whether both coordinates of a pair are given."""
    easting, northing, longitude, latitude = (table[name] != "" for name in _PLACE)
    return (easting & northing) | (longitude & latitude)


def _kinds(table: pd.DataFrame, types: pd.Series, groups: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Kind ("" where nothing says) and whether it is an independent special school. A
    kind given outright stands, but type and group still tell a special school."""
    pairs = list(zip(as_list(types), as_list(groups), strict=True))
    said = {pair: kind_of(*pair) or ("", False) for pair in set(pairs)}
    found = pd.Series([said[pair][0] for pair in pairs], index=table.index, dtype="str")
    special = pd.Series([said[pair][1] for pair in pairs], index=table.index, dtype=bool)
    kind = table["kind"].where(table["kind"] != "", found)
    return kind, special & (kind == "independent")
