"""Which tables of a run its ``tables.npz`` keeps, how they are made, and how they are read.

It says what schools.csv, pool.csv and profile.csv say, and of matches.csv the pairs with their
places and scores; beside these the weights that the run ranked by, to the last bit. It holds
nothing that those files do not, and is written for the office alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from matcher.core.columns.columns import Columns
from matcher.core.errors import FileError
from matcher.core.files.names import TABLES_FILE
from matcher.core.schema import Column, Table
from matcher.core.tables import PROFILE, SCHOOLS
from matcher.show.run.kept.array_file import ArrayFile, open_arrays, pack
from matcher.show.run.manifest import RUN_AGAIN
from matcher.show.run.table import SCHOOL_COLUMNS

if TYPE_CHECKING:
    import pandas as pd

PLACES = ("rank", "partner_rank", "score", "phase_rank", "worth_asking")
_SCHOOLS, _PROFILE, _PAIRS = "schools", "profile", "pairs"
# The schools of schools.csv stand first, then those of pool.csv; ``seeker`` and ``partner`` are
# places among them.
_COLUMNS: Mapping[str, list[str]] = MappingProxyType(
    {
        _SCHOOLS: list(SCHOOL_COLUMNS),
        _PROFILE: PROFILE.names,
        _PAIRS: ["seeker", "partner", *PLACES],
    }
)
_POINT = ("easting", "northing")
_OF_SCHOOLS = {column.name: column for column in SCHOOLS.columns}
FLAT = Table(  # SCHOOLS with two columns in place of the point
    SCHOOLS.name,
    SCHOOLS.key,
    tuple(Column(n, "number") if n in _POINT else _OF_SCHOOLS[n] for n in SCHOOL_COLUMNS),
)


class KeptTables(NamedTuple):
    """The tables of a run, each read when it is asked for. Every method raises
    :class:`FileError` where the file was made to fit its record by somebody else."""

    file: ArrayFile

    def schools(self) -> Columns:
        """Everybody who took part or was listed, in the columns of :data:`FLAT`."""
        return self.file.table(_SCHOOLS)

    def profile(self) -> Columns:
        """PROFILE of those."""
        return self.file.table(_PROFILE)

    def listed(self, columns: Sequence[str]) -> pd.DataFrame:
        """These columns of schools.csv alone."""
        schools = self.file.table(_SCHOOLS).frame(columns).iloc[: self._listed()]
        if "urn" in columns and not schools["urn"].is_unique:
            raise self._refused("a school stands in it twice")
        return schools

    def places(self) -> Columns:
        """Of matches.csv :data:`PLACES`; seeker and partner are rows of :meth:`schools`."""
        return self.file.table(_PAIRS)

    def pairs(self) -> pd.DataFrame:
        """Of matches.csv seeker_urn, seeker_name, partner_urn, partner_name and :data:`PLACES`."""
        import pandas as pd

        own, named = self.places().frame(), self.schools().frame(("urn", "name"))
        try:
            sides = {
                f"{side}_{name}": named[name].take(own[side].to_numpy()).reset_index(drop=True)
                for side in ("seeker", "partner")
                for name in ("urn", "name")
            }
        except IndexError as error:
            raise self._refused(str(error)) from None
        return pd.DataFrame({**sides, **{name: own[name] for name in PLACES}})

    @property
    def weights(self) -> Any:
        """The weights that were given when the file was made; None where there are none."""
        return self.file.facts.get("weights")

    def _listed(self) -> int:
        listed = self.file.facts.get("listed")
        if (
            type(listed) is not int
            or not 0 <= listed <= self.file.facts["tables"][_SCHOOLS]["rows"]
        ):
            raise self._refused("it does not say how many schools were listed")
        return listed

    def _refused(self, why: str) -> FileError:
        return FileError(why, where=str(self.file.path), hint=RUN_AGAIN)


def kept_bytes(
    schools: pd.DataFrame,
    pool: pd.DataFrame,
    profile: pd.DataFrame,
    pairs: pd.DataFrame,
    weights: Mapping[str, Any],
    *,
    raw: bool = False,
) -> bytes:
    """``tables.npz`` of a run, made of the frames of which schools.csv, pool.csv, profile.csv and
    matches.csv are written; ``raw``: with text as it is. ``weights``: plain data that a later
    question is answered by."""
    import pandas as pd

    everybody = pd.concat([schools, pool], ignore_index=True)[list(SCHOOL_COLUMNS)]
    index = pd.Index(everybody["urn"])
    sides = {
        side: index.get_indexer(pd.Index(pairs[f"{side}_urn"])) for side in ("seeker", "partner")
    }
    tables = {
        _SCHOOLS: everybody,
        _PROFILE: profile[PROFILE.names],
        _PAIRS: pd.DataFrame({**sides, **{name: pairs[name].to_numpy(float) for name in PLACES}}),
    }
    return pack(tables, {"listed": len(schools), "weights": dict(weights)}, raw=raw)


def open_kept(folder: Path) -> KeptTables | None:
    """The tables of the run in ``folder``, whose files have been compared with its record; None
    where it keeps none, or keeps them as another version does: then its CSV files are read. Raises
    :class:`FileError` where the file is none of ours."""
    found = open_arrays(folder / TABLES_FILE)
    if found is None or found.columns != _COLUMNS:
        return None
    return KeptTables(found)
