"""The public datasets that can be pulled: whose they are, where they lie, under what licence.

A dataset has one part or more, each of which becomes one file or folder of the store. The
addresses are those of November 2026; ``matcher data pull --from`` takes others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

OGL = "Open Government Licence v3.0"
_OGL_URL = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"

MAX_BYTES = 600_000_000
MIN_ROWS = 1_000  # of a register: England alone has 24,000 schools


@dataclass(frozen=True, slots=True)
class DatasetPart:
    """One download and what is kept of it.

    ``path`` is its path on the server, with ``{day}`` (YYYYMMDD) where there is one for each
    day; where it is listed, ``path`` is that of the list. ``file_name`` is what the file is
    called in a folder, its day as the first group. ``stored_as`` names what is kept, with
    its ``{day}`` where the year must be told from it.
    """

    name: str
    path: str
    file_name: re.Pattern[str]
    stored_as: str
    kind: Literal["csv", "zip"] = "csv"
    in_a_list: bool = False
    optional: bool = False

    @property
    def called(self) -> str:
        """What the file is called in a folder of downloads."""
        if self.in_a_list:
            return "codepo_gb.zip"
        return self.path.rpartition("/")[2].format(day="YYYYMMDD")


@dataclass(frozen=True, slots=True)
class Dataset:
    """Public data of one publisher. ``attribution`` are the lines that whatever uses it must
    carry, with ``{day}`` and ``{year}`` of the data; ``hosts`` are those beside its own that
    the server may send a download on to."""

    name: str
    title: str
    publisher: str
    base: str
    parts: tuple[DatasetPart, ...]
    attribution: tuple[str, ...]
    licence: str = f"{OGL} ({_OGL_URL})"
    hosts: tuple[str, ...] = ()


_GIAS = Dataset(
    name="gias",
    title="Get Information about Schools: every establishment, their predecessors and groups",
    publisher="Department for Education",
    base="https://ea-edubase-api-prod.azurewebsites.net",
    parts=(
        DatasetPart(
            "register",
            "/edubase/downloads/public/edubasealldata{day}.csv",
            re.compile(r"edubasealldata_?(20\d{6})\.csv", re.I),
            "register.csv",
        ),
        DatasetPart(
            "links",
            "/edubase/downloads/public/links_edubasealldata{day}.csv",
            re.compile(r"links_edubasealldata_?(20\d{6})\.csv", re.I),
            "links.csv",
            optional=True,
        ),
        DatasetPart(
            "groups",
            "/edubase/downloads/public/alllinksdata{day}.csv",
            re.compile(r"alllinksdata_?(20\d{6})\.csv", re.I),
            "groups.csv",
            optional=True,
        ),
    ),
    attribution=(
        "Contains public sector information: Department for Education, Get Information about "
        f"Schools, {{day}}, licensed under the {OGL}",
    ),
)

_POSTCODES = Dataset(
    name="postcodes",
    title="Code-Point Open: every postcode of Great Britain",
    publisher="Ordnance Survey",
    base="https://api.os.uk",
    parts=(
        DatasetPart(
            "postcodes",
            "/downloads/v1/products/CodePointOpen/downloads",
            re.compile(r"codepo_gb(?:\D*(20\d\d(?:\D?\d\d){1,2}))?.*\.zip", re.I),
            "code-point-open-{day}",
            kind="zip",
            in_a_list=True,
        ),
    ),
    attribution=(
        "Contains OS data © Crown copyright and database right {year}",
        "Contains Royal Mail data © Royal Mail copyright and database right {year}",
        "Contains National Statistics data © Crown copyright and database right {year}",
    ),
    # The list is answered with a signed address on Ordnance Survey's store.
    hosts=("omseprd1stdstordownload.blob.core.windows.net",),
)

DATASETS: Mapping[str, Dataset] = MappingProxyType({d.name: d for d in (_GIAS, _POSTCODES)})
