"""Units: the schools of an evaluation, who is in the partnership, and what they are like.

One row a school, every covariate known. A school of which one is not known takes no part
and is named: imputing it would be inventing a school.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api import types

from matcher.core.errors import SettingError
from matcher.core.figures.in_words import covariates_in_words
from matcher.core.schema import as_list
from matcher.core.tables import urn_key

_NAMED = 3  # schools left out that a message names
# What the register says of a school; every other covariate is a column of the panel.
REGISTER_COLUMNS = (
    "pupils",
    "fsm_pct",
    "imd",
    "phase",
    "type",
    "region",
    "kind",
    "la_code",
    "trust",
)
Floats: TypeAlias = npt.NDArray[np.float64]
Bools: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class ExcludedSchool:
    """A school that cannot take part, and what is not known of it."""

    unit: str
    treated: bool
    why: str


@dataclass(frozen=True, slots=True)
class Design:
    """Covariates as numbers: ``values`` has a row for each unit and a column for each of
    ``names``; ``labels`` are the same names for people; ``binary`` says which hold nothing
    but 0 and 1."""

    names: tuple[str, ...]
    labels: tuple[str, ...]
    values: Floats
    binary: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Units:
    """Schools in a stated order, which decides nothing (ties: :mod:`.candidates`).

    ``unit``: URNs as text, none twice. ``treated``: True for those in the partnership.
    ``covariates``: a row for each unit; a number column is a quantity, a text column a
    category; nothing is unknown. ``excluded``: schools of which something is not known.
    Raises :class:`SettingError` where a frame breaks this, or a side is empty.
    """

    unit: tuple[str, ...]
    treated: Bools
    covariates: pd.DataFrame
    excluded: tuple[ExcludedSchool, ...] = field(default=())

    def __post_init__(self) -> None:
        for fault in self._faults():
            out = [one for one in self.excluded if one.treated]
            raise SettingError(fault, where="--treated", hint=describe_excluded(out))

    @classmethod
    def of(cls, frame: pd.DataFrame, covariates: Sequence[str]) -> Units:
        """Units of a frame with the columns ``unit`` (text), ``treated`` (0 or 1) and
        ``covariates``, in the order of its rows. Rows with an unknown covariate (NaN, or
        blank text) are left out and named. Raises :class:`SettingError`."""
        missing = [name for name in ("unit", "treated", *covariates) if name not in frame]
        if missing:
            raise SettingError(f"no column {', '.join(missing)}", where="units")
        if not set(frame["treated"].unique()) <= {0, 1}:
            raise SettingError("the column treated holds more than 0 and 1", where="units")
        known = frame[list(covariates)].copy()
        for name in covariates:
            if not _is_number(known[name]):
                known[name] = known[name].astype(object).where(known[name].notna(), "").astype(str)
        unknown = pd.DataFrame(
            {n: known[n].isna() if _is_number(known[n]) else known[n] == "" for n in covariates},
            index=known.index,
        )
        outside = unknown.any(axis=1).to_numpy(dtype=bool)
        names, treated = as_list(frame["unit"]), frame["treated"].to_numpy(dtype=bool)
        columns = np.asarray(covariates_in_words(covariates), dtype=object)
        excluded = tuple(
            ExcludedSchool(
                str(names[at]), bool(treated[at]), "not known: " + ", ".join(columns[row])
            )
            for at, row in zip(np.flatnonzero(outside), unknown.to_numpy()[outside], strict=True)
        )
        return cls(
            tuple(str(name) for name, left_out in zip(names, outside, strict=True) if not left_out),
            treated[~outside],
            known[~outside].reset_index(drop=True),
            excluded,
        )

    def design(self, *, every_level: bool = True) -> Design:
        """The covariates as numbers, categories as dummies named covariate + level, levels
        in the order of their text, as R and MatchIt name them. ``every_level=False`` drops
        the first level of each, which the others and a constant give away. A category of
        one level says nothing and has no column then."""
        names: list[tuple[str, str]] = []
        columns: list[Floats] = []
        words = covariates_in_words(map(str, self.covariates))
        for name, called in zip(self.covariates, words, strict=True):
            values = self.covariates[name]
            if _is_number(values):
                names.append((str(name), called))
                columns.append(values.to_numpy(dtype=np.float64))
                continue
            text = values.to_numpy(dtype=object)
            for level in sorted(set(text))[0 if every_level else 1 :]:
                names.append((f"{name}{level}", f"{called}: {level}"))
                columns.append((text == level).astype(np.float64))
        table = np.column_stack(columns) if columns else np.empty((len(self.unit), 0))
        binary = tuple(bool(np.isin(column, (0.0, 1.0)).all()) for column in columns)
        named, labels = (tuple(pair[at] for pair in names) for at in (0, 1))
        return Design(named, labels, table, binary)

    def _faults(self) -> list[str]:
        faults = []
        if not len(self.unit) == len(self.treated) == len(self.covariates):
            faults.append("units, treated and covariates differ in length")
        if len(set(self.unit)) < len(self.unit):
            faults.append("a school stands there twice")
        if not self.treated.any():
            faults.append("no school of the partnership has every covariate known")
        if self.treated.all():
            faults.append("no other school has every covariate known")
        if self.covariates.isna().any(axis=None):
            faults.append("a covariate is not known")
        return faults


def describe_excluded(excluded: Sequence[ExcludedSchool]) -> str:
    """The first of the schools left out and why; "" where none is."""
    named = "; ".join(f"{one.unit}: {one.why}" for one in excluded[:_NAMED])
    more = len(excluded) - _NAMED
    return f"left out: {named}{f'; and {more} more' if more > 0 else ''}" if named else ""


def from_panel(
    panel: pd.DataFrame,
    schools: pd.DataFrame,
    treated: Sequence[str],
    covariates: Sequence[str],
    years: Sequence[int],
) -> Units:
    """Units of published figures, in the order of their URNs (:func:`matcher.core.tables.urn_key`).

    ``panel``: a row for each ``urn`` and ``year_starting`` (2015 is 2015/16), figures in the
    other columns, NaN where not known. ``schools``: a row for each ``urn``, such as LISTED.
    Each of ``covariates`` is a column of the panel, and stands for its value in each of
    ``years`` (named ``column_year``), or else a column of the schools. Every treated school
    that is in neither table, or of which something is not known, is in ``excluded``. Raises
    :class:`SettingError` for a covariate that neither table has, and a panel with two rows
    for one school and year.
    """
    if panel.duplicated(["urn", "year_starting"]).any():
        raise SettingError("two rows for one school and year", where="panel")
    if schools["urn"].duplicated().any():
        raise SettingError("two rows for one school", where="schools")
    listed, figured = {*as_list(schools["urn"])}, {*as_list(panel["urn"])}
    known = sorted({*listed, *figured, *treated}, key=urn_key)
    frame = pd.DataFrame({"unit": known})
    frame["treated"] = frame["unit"].isin(list(treated)).astype("int64")
    at_school = schools.set_index("urn").reindex(known)
    used: list[str] = []
    for name in covariates:
        if name in panel.columns:
            wide = panel.pivot(index="urn", columns="year_starting", values=name).reindex(known)
            for year in years:
                own = f"{name}_{year}"
                frame[own] = wide[year].to_numpy() if year in wide else np.nan
                used.append(own)
        elif name in at_school.columns:
            frame[name] = at_school[name].to_numpy()
            used.append(name)
        else:
            there = [*panel.columns.drop(["urn", "year_starting"]), *REGISTER_COLUMNS]
            raise SettingError(
                f"neither the panel nor the register has a column {name}",
                where="--covariates, --exact",
                hint=f"there are {', '.join(n for n in there if n in {*panel, *at_school})}; a "
                "column of the panel stands for its value in each year before",
            )

    def absent(one: ExcludedSchool) -> ExcludedSchool:
        if one.unit in listed and one.unit in figured:
            return one
        why = "not in the panel" if one.unit in listed else "not in the register"
        if one.treated and one.unit not in listed:
            why += ": closed? --links FILE finds its successor"
        return replace(one, why=why)

    if not any(urn in listed and urn in figured for urn in treated):
        out = [absent(ExcludedSchool(urn, True, "")) for urn in sorted(treated, key=urn_key)]
        raise SettingError("no school of the partnership is in both the panel and the register",
                           where="--treated", hint=describe_excluded(out))  # fmt: skip
    units = Units.of(frame, used)
    return replace(units, excluded=tuple(map(absent, units.excluded)))


def _is_number(values: pd.Series) -> bool:
    return bool(types.is_numeric_dtype(values.dtype))
