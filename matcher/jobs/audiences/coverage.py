"""What the public may know of a run: how many schools have a partner in reach, by authority.

No school is named. A list of matches is a suggestion that nobody has agreed to; agreed partnerships
are published by ``matcher findings site``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcher.core.audiences.audience import PUBLIC, allowed, title_for
from matcher.core.audiences.small_counts import FEWEST, Counts, SafeCounts, safe_counts
from matcher.core.schema import as_list
from matcher.jobs.stages.concerned import listed_in

if TYPE_CHECKING:
    import pandas as pd

    from matcher.jobs.matching.results import MatchResult

TITLE = "Schools with a partner in reach"
NOT_KNOWN = "authority not known"
_HEAD = ("Authority", "Schools counted", "with a partner in reach",
         "without one in reach")  # fmt: skip
_IN_REACH = ("Authority", "Schools with a partner in reach")
_HAS = ["authority", "with_partner"]
_ASKED = "That a school is counted does not say that it looks for a partner."
_RULE = (
    f"No number from 1 to {FEWEST - 1} is told, and none that the others would give away: "
    "authorities with so few are counted together."
)


def coverage_files(result: MatchResult, *, raw: bool = False) -> dict[str, bytes]:
    """coverage.csv, coverage.html and what the CSV file has no place to say."""
    from matcher.core.cells import in_words
    from matcher.core.page import html_page
    from matcher.show.data_files.star import csv_metadata
    from matcher.show.kit.attribution import Said
    from matcher.show.kit.csv_table import csv_bytes

    title = title_for(TITLE, PUBLIC)
    near_alone = _counts_who_is_near_alone(result)
    table = allowed(PUBLIC, "coverage", _table(safe_counts(coverage(result))))
    if near_alone:
        # Whoever is near nobody was left out before anything was counted: "0 without one" would be
        # said of none of them.
        table = table[_HAS]
    head = _IN_REACH if near_alone else _HEAD
    said = Said(title, PUBLIC, result.attribution)
    rows = [[str(cell) for cell in row] for row in table.itertuples(index=False)]
    day = in_words(result.config.day().isoformat())
    page = html_page.page(
        title,
        [html_page.lead(f"Schools open on {day}. In reach: at most {result.reach.limit} apart.")],
        [
            html_page.paragraph(_who_is_counted(result)),
            html_page.table(TITLE, head, rows, html_page.figures(*head[1:]), cards=True)
            if rows
            else html_page.paragraph("So few schools took part that no number may be told."),
            html_page.paragraph(_RULE),
        ],
        html_page.sources(list(result.attribution)),
    )
    return {
        "coverage.csv": csv_bytes(table, raw=raw),
        "coverage.html": page.encode("utf-8", "replace"),
        "csv-metadata.json": csv_metadata({"coverage": table}, said),
    }


def _counts_who_is_near_alone(result: MatchResult) -> bool:
    """Whether of the schools that the register supplied only those were counted that may meet a
    partner of the lists."""
    ranking, seeking = result.ranking, result.concerned.took_part.seeking
    return bool(seeking) and len(seeking) < len(ranking.seeking)


def _who_is_counted(result: MatchResult) -> str:
    """Which schools the page counts, and near whom."""
    seeking, giving = result.concerned.took_part.seeking, result.concerned.took_part.giving
    listed = listed_in(result.schools)
    partners = f"{len(giving):,} partners" if len(giving) >= FEWEST else "partners"
    whose = " of the lists of this run" if giving <= listed else ""
    if _counts_who_is_near_alone(result):
        own = "are in a list of this run, or " if listed & seeking else ""
        return (
            f"Counted are the schools that {own}may meet one of the {partners}{whose}. No other "
            f"school is counted, so this page does not tell how many have no partner. {_ASKED}"
        )
    return (
        "Counted are the schools of this run that a partner could help, and for each whether it "
        f"may meet one of the {partners}{whose}. {_ASKED}"
    )


def coverage(result: MatchResult) -> dict[str, Counts]:
    """Of each local authority how many of its schools took part as seekers: with a partner in
    reach, and without."""
    without = set(result.ranking.without_partner)
    seeking = result.concerned.took_part.seeking
    found: dict[str, list[int]] = {}
    for schools in (result.schools, result.pool):
        for urn, authority in zip(
            *(as_list(schools[name]) for name in ("urn", "la_name")), strict=True
        ):
            if urn in seeking:
                counts = found.setdefault(str(authority) or NOT_KNOWN, [0, 0])
                counts[urn in without] += 1
    return {name: (have, lack) for name, (have, lack) in found.items()}


def _table(counts: SafeCounts) -> pd.DataFrame:
    import pandas as pd

    rows = list(counts.rows.items())
    if counts.others is not None:
        rows.append((f"{counts.pooled} other authorities together", counts.others))
    if counts.total is not None:
        rows.append(("all authorities", counts.total))
    cells = [(name, have + lack, have, lack) for name, (have, lack) in rows]
    frame = pd.DataFrame(cells, columns=["authority", "seekers", "with_partner", "without_partner"])
    return frame.astype({"authority": "str"})
