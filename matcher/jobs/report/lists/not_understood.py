"""The words of a list that were not understood, and so count nowhere, by the school that they
stand beside: whoever reads its page sees what it may have said besides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from matcher.core.audiences.audience import INTERNAL, audience_of
from matcher.core.schema import as_list

if TYPE_CHECKING:
    from matcher.jobs.matching.reopen import ReopenedRun

_ROW = ("list", "sheet", "row")
_TEXTS = ("list", "sheet", "code", "column", "value", "hint")
# The codes of problems of which a need or an offer may be lost.
_CODES = (
    "bad_degree", "subject_not_taken", "subject_without_activity", "unknown_subject",
    "unknown_tag", "unsure_words", "yes_alone",
)  # fmt: skip


def not_understood(run: ReopenedRun) -> Mapping[str, tuple[str, ...]]:
    """Of each school such words in sentences with their row and what to write, in the order of the
    run's problems.csv; none where others than the office are told."""
    if audience_of(run.tables.record) != INTERNAL:
        return {}
    from matcher.show.run.read_back_csv import read_csv_table

    problems = read_csv_table(run.tables.folder / "problems.csv", _TEXTS, ("row",), ())
    schools = run.tables.schools[run.tables.schools["listed"] == 1]
    places = zip(*(as_list(schools[name]) for name in _ROW), strict=True)
    urn_at = dict(zip(places, as_list(schools["urn"]), strict=True))
    found: dict[str, list[str]] = {}
    lost = problems[problems["code"].isin(_CODES) & (problems["value"] != "")]
    for row in lost.to_dict("records"):
        urn = urn_at.get(tuple(row[name] for name in _ROW))
        if urn is not None:
            told = f"“{row['value']}” ({row['column']}, row {int(row['row'])}): {row['hint']}"
            found.setdefault(urn, []).append(told)
    return {urn: tuple(dict.fromkeys(told)) for urn, told in found.items()}
