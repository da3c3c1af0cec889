"""Why a figure is not there: what a table's word for it says, and what was never made.

The letters are those of the Government Statistical Service's guidance on symbols in tables; the
older words those of the Department's performance tables. Which measures were not made when:
the Department for Education, *Primary school accountability* (2023: no progress measures for
2023/24 and 2024/25) and *Secondary accountability measures* (2024: no Progress 8 for 2024/25 and
2025/26), because of the tests that were cancelled in 2020 and 2021.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from matcher.core.problems import ProblemLog
from matcher.intake.performance.column_names import same_figure
from matcher.intake.performance.table_forms import TABLES

_REASONS = {
    "": "blank",
    "c": "withheld, too few pupils",
    "supp": "withheld, too few pupils",
    "k": "rounds to nothing",
    "low": "rounds to nothing",
    "u": "too unsure",
    "x": "not available",
    "z": "does not apply",
    "ne": "no entries",
    "np": "not published",
    "lowcov": "too few pupils with earlier results",
    "new": "a new school",
}


def reasons_in_words(unknown: Mapping[str, int]) -> str:
    """How many cells of which word are not known, and why, the most frequent first: "8 z
    (does not apply), 3 blank"."""
    said = []
    for word, count in sorted(unknown.items(), key=lambda one: (-one[1], one[0])):
        why = _REASONS.get(word, "")
        said.append(f"{count:,} {f'{word} ({why})' if word and why else word or why}")
    return ", ".join(said)


@dataclass(frozen=True, slots=True)
class _NeverMade:
    """A measure that was not made for some school years, and why."""

    table: str
    what: str
    columns: tuple[str, ...]
    why: Mapping[str, str]


_NO_EXAMS = "that year had no examinations, and schools' own grades were not published by school"
_NEVER_MADE = (
    _NeverMade(
        "ks2",
        "progress of key stage 2",
        ("READPROG", "WRITPROG", "MATPROG"),
        {
            "2019/20": "that year had no tests",
            "2020/21": "that year had no tests",
            "2021/22": "no figures of schools were published that year",
            "2023/24": "these pupils had no assessment at key stage 1 (2019/20)",
            "2024/25": "these pupils had no assessment at key stage 1 (2020/21)",
        },
    ),
    _NeverMade(
        "ks4",
        "Progress 8",
        ("P8MEA", "P8MEAENG", "P8MEAMAT", "P8_BANDING", "DIFFN_P8MEA"),
        {
            "2019/20": _NO_EXAMS,
            "2020/21": _NO_EXAMS,
            "2024/25": "these pupils had no tests at key stage 2 (2019/20)",
            "2025/26": "these pupils had no tests at key stage 2 (2020/21)",
        },
    ),
    _NeverMade(
        "ks5",
        "value added of 16 to 18",
        ("VA_INS_ALEV", "VA_INS_ACAD"),
        {
            "2019/20": _NO_EXAMS,
            "2020/21": _NO_EXAMS,
            "2021/22": "these students' GCSEs were graded by their schools (2019/20)",
            "2022/23": "these students' GCSEs were graded by their schools (2020/21)",
        },
    ),
)


def report_never_made(
    table: str,
    years: Iterable[str],
    wanted: Collection[str],
    read: Collection[tuple[str, str]],
    name: str,
    log: ProblemLog,
) -> None:
    """Note which of the ``wanted`` columns of a ``table`` there is no figure of because
    nobody made it that year. ``read``: the (year, column) of what was found; what a table
    does give is never said to be missing."""
    for measure in _NEVER_MADE:
        names = {other for column in measure.columns for other in same_figure(column)}
        mine = names.intersection(wanted)
        if measure.table != table or not mine:
            continue
        for year in sorted(set(years) & measure.why.keys()):
            if any((year, column) in read for column in mine):
                continue
            log.add(
                "never_made",
                f"there is no {measure.what} of {year}: {measure.why[year]}",
                list=name,
                column=measure.columns[0],
                value=year,
                severity="note",
                hint=f"give the tables of {TABLES[table]} of another year too",
            )
