"""The Department's tables of entries for examinations by subject, school by school.

They show that a school has teachers of a subject, not that these help others; the words say so.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import pandas as pd

from matcher.core import cells
from matcher.core.calendar.school_years import first_school_year
from matcher.core.schema import as_list
from matcher.intake import cell_values
from matcher.intake.offers.dataset import Dataset, Institutions, Offer, OfferFile, Part
from matcher.intake.offers.subject_entries.entry_rows import (
    CODE,
    ENTRIES,
    GROUP,
    QUALIFICATION,
    SUBJECT,
    TYPE,
    URN,
    column,
    is_total,
    read_entries,
)
from matcher.intake.offers.subject_entries.missing_subjects import missing_subjects
from matcher.intake.performance.compared_with import kind_in_words
from matcher.intake.sizes.school_sizes import TO_18, Size, one_size_each

NAME = "subject entries"
GCSE_PUPILS = "pupils at the end of key stage 4"

_PUPILS = ("PUPILS AT END-KS4",)
_WORDS = {"GCSE": "GCSE", "A level": "A-level"}


def _read(files: Sequence[OfferFile], institutions: Institutions) -> Iterator[Offer]:
    for level, words in _WORDS.items():
        mine = [file for file in files if file.part == f"{words} entries"]
        taught = read_entries(level, mine, institutions)
        for urn in sorted(taught):
            if not institutions.known(urn):
                continue
            one = taught[urn]
            for subject, (count, list_) in sorted(one.entries.items()):
                evidence = (
                    f"{count:,.10g} {words} entries in {subject}, {one.year or 'year not said'} "
                    "(taught there; it says nothing of helping others)"
                )
                yield Offer(urn, f"{level} {subject}", count, one.year, evidence, list_)
        yield from missing_subjects(level, taught, institutions)
    for file in files:
        if file.part == "key stage 4 institutions":
            yield from _gcse_years(file, institutions)


def _gcse_years(file: OfferFile, institutions: Institutions) -> Iterator[Offer]:
    """How many pupils independent schools take to GCSE; of special schools it says nothing."""
    urns, year = column(file, URN), first_school_year(file.list)
    for number, (text, kind, pupils) in file.rows(urns, column(file, TYPE), *_PUPILS):
        urn, how = cell_values.urn(cells.restore(text))
        if not urn or how not in ("", "mended"):
            file.reject(
                number,
                "no_urn_or_name",
                "the row has no URN of a school",
                column=urns,
                value=text,
                hint="download the table again, and do not save it from a spreadsheet",
            )
            continue
        known = institutions.known(urn)
        if known:
            file.account.used += 1
        else:
            file.account.not_ours += 1
        count = cell_values.figure(pupils)
        independent = known and kind_in_words(kind) == "independent"
        if independent and count is not None and math.isfinite(count) and count > 0:
            evidence = f"{count:,.10g} {GCSE_PUPILS}, {year or 'year not said'}"
            yield Offer(known, GCSE_PUPILS, count, year, evidence, file.list)


def sixth_forms(offered: pd.DataFrame) -> pd.DataFrame:
    """SIZES of the schools of OFFERED that enter pupils at A level: they teach to 18."""
    mine = offered[(offered["dataset"] == NAME) & offered["item"].str.startswith("A level ")]
    return one_size_each(
        Size(urn, "entries", year, math.nan, TO_18, math.nan, f"A-level entries of {year}", list_)
        for urn, year, list_ in zip(
            *(as_list(mine[name]) for name in ("urn", "year", "list")), strict=True
        )
    )


def at_16(offered: pd.DataFrame) -> list[str]:
    """The schools of OFFERED that enter pupils for GCSEs or A levels: they teach to 16."""
    return as_list(offered.loc[offered["dataset"] == NAME, "urn"])


def _attribution(versions: Sequence[str]) -> str:
    return (
        "Contains public sector information: Department for Education, entries for examinations by "
        "subject and school, licensed under the Open Government Licence v3.0"
    )


SUBJECT_ENTRIES = Dataset(
    name=NAME,
    parts=(
        Part("GCSE entries", (URN, QUALIFICATION, CODE + GROUP, ENTRIES["GCSE"]), keeps=is_total),
        Part(
            "A-level entries",
            (URN, QUALIFICATION, SUBJECT, ENTRIES["A level"]),
            ("VALUE_ADDED",),
            keeps=is_total,
        ),
        Part("key stage 4 institutions", (URN, _PUPILS, TYPE), (*CODE, *GROUP)),
    ),
    read=_read,
    attribution=_attribution,
    where="Explore education statistics (key stage 4 performance; A level and other 16 to 18 "
    "results) and the Department's school and college performance tables",
)
