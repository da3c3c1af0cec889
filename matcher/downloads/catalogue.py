"""The public datasets that can be pulled: whose they are, where they lie, under what licence.

A dataset has one part or more, each of which becomes one file or folder of the store. The
addresses are those of November 2026; ``matcher data pull --from`` takes others. Those of the public
registers of offers were found in public programs that use them, and not tried here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

OGL = "Open Government Licence v3.0"
_OGL_URL = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"

MAX_BYTES = 600_000_000
MIN_ROWS = 1_000  # of a register: England alone has 24,000 schools


class DatasetPart(NamedTuple):
    """One download and what is kept of it.

    ``path`` is its path on the server, with ``{day}`` (YYYYMMDD) where there is one for each
    day; where it is listed, ``path`` is that of the list. ``file_name`` is what the file is
    called in a folder, its day as the first group. ``stored_as`` names what is kept, with
    its ``{day}`` where the year must be told from it. ``is_called`` is for a path that does not end
    in the file's name.
    """

    name: str
    path: str
    file_name: re.Pattern[str]
    stored_as: str
    kind: Literal["csv", "zip"] = "csv"
    in_a_list: bool = False
    optional: bool = False
    is_called: str = ""

    @property
    def is_of_a_day(self) -> bool:
        """Whether there is a download for each day."""
        return "{day}" in self.path

    @property
    def called(self) -> str:
        """What the file is called in a folder of downloads."""
        if self.is_called:
            return self.is_called
        return self.path.rpartition("/")[2].format(day="YYYYMMDD")


class Dataset(NamedTuple):
    """Public data of one publisher. ``attribution`` are the lines that whatever uses it must
    carry, with ``{day}`` and ``{year}`` of the data; ``hosts`` are those beside its own that
    the server may send a download on to. What is ``on_request`` is fetched only by its name;
    ``offers`` names the public register of :mod:`matcher.intake.offers` that it is, if any."""

    name: str
    title: str
    publisher: str
    base: str
    parts: tuple[DatasetPart, ...]
    attribution: tuple[str, ...]
    licence: str = f"{OGL} ({_OGL_URL})"
    hosts: tuple[str, ...] = ()
    on_request: bool = False
    offers: str = ""


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
            is_called="codepo_gb.zip",
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

_ACTIVE_PLACES = Dataset(
    name="active-places",
    title="Active Places: every sports hall, pool, pitch and court of England",
    publisher="Sport England",
    base="https://api.activeplacespower.com",
    parts=(
        DatasetPart(
            "facilities",
            "/download/activeplacescsvs.zip",
            re.compile(r"active[-_ ]?places(?:[-_ ]?csvs?)?\D*(20\d\d-?\d\d-?\d\d)?.*\.zip", re.I),
            "active-places-{day}",
            kind="zip",
        ),
    ),
    attribution=("Contains data © Sport England, licensed under CC BY 4.0: Active Places {day}",),
    licence="CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)",
    on_request=True,
    offers="active places",
)

_DISCOVER_UNI = Dataset(
    name="discover-uni",
    title="The Discover Uni dataset: which subjects are taught for a first degree, and where",
    publisher="Jisc (HESA), for the Office for Students and its partners",
    base="https://unistatsdataset.hesa.ac.uk",
    parts=(
        DatasetPart(
            "courses",
            "/api/UnistatsDatasetDownload",
            re.compile(
                r"(?:.*unistats|.*discover[-_ ]?uni|on_)\D*(20\d\d[-_]?\d\d[-_]?\d\d)?.*\.zip",
                re.I,
            ),
            "discover-uni-{day}",
            kind="zip",
            is_called="on_YYYY_MM_DD.zip or UnistatsDataset.zip",
        ),
    ),
    attribution=(
        "Contains data of the Discover Uni dataset, published by Jisc (HESA) for the Office for "
        "Students and its partners {day}",
    ),
    licence="free to copy, use, share and adapt for any purpose (publisher's terms)",
    on_request=True,
    offers="discover uni",
)

# The identity of a data set of Explore education statistics stays as years are added.
_ENTRIES = Dataset(
    name="subject-entries",
    title="Entries by subject and school: GCSE, and A level",
    publisher="Department for Education",
    base="https://api.education.gov.uk",
    parts=(
        DatasetPart(
            "gcse",
            "/statistics/v1/data-sets/1ae39901-b462-df76-b108-640a078d7944/csv",
            re.compile(r".*subject_school_all_exam_entries()\w*\.csv", re.I),
            "gcse-entries.csv",
            is_called="202425_subject_school_all_exam_entriesgrades_revised.csv",
        ),
        DatasetPart(
            "a-level",
            "/statistics/v1/data-sets/019c2960-df54-772f-8ad4-a2bc3d3b134f/csv",
            re.compile(r".*institution_subject_and_qualification_results()\w*\.csv", re.I),
            "a-level-entries.csv",
            optional=True,
            is_called="institution_subject_and_qualification_results_202425_API.csv",
        ),
    ),
    attribution=(
        "Contains public sector information: Department for Education, entries for examinations by "
        f"subject and school, licensed under the {OGL}",
    ),
    on_request=True,
    offers="subject entries",
)

DATASETS: Mapping[str, Dataset] = MappingProxyType(
    {d.name: d for d in (_GIAS, _POSTCODES, _ACTIVE_PLACES, _DISCOVER_UNI, _ENTRIES)}
)
