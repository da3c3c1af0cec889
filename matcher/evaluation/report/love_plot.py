"""The love plot: how far apart the groups were before matching and are after it, covariate by
covariate (Love 2004), with the same figures as a table."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from matcher.core.figures.in_words import covariates_in_words
from matcher.core.figures.number_format import IN_SD, NumberFormat, number_format
from matcher.core.page import svg
from matcher.core.page.html_page import bullets, figures, paragraph, table
from matcher.evaluation.matching.balance import LIMIT, Balance

_LINE, _MARKS = 20, 20  # px: a line of words, and the marks below them
_MEANS, _APART = ("treated_mean", "before_mean", "after_mean"), ("smd_before", "smd_after")
_LEAST = 0.25  # standard deviations that the plot shows at least
_MOST = 2.0  # and at most, unless a difference after matching is greater


def shown_rows(balance: Balance, exact: Sequence[str]) -> tuple[Balance, str]:
    """The balance without what says nothing, for the picture and the tables, and a sentence on
    what is left out ("" if nothing is): what had to be equal (``exact``), and categories of which
    no school of the partnership is and the matched hardly are."""
    rows = balance.table
    words = covariates_in_words(exact)
    of = rows["label"].map(lambda label: str(label).partition(": ")[0])
    equal = of.isin(words)
    nobodys = (
        ~equal & rows["label"].str.contains(": ", regex=False) & rows["vr_before"].isna()
        & (rows["treated_mean"] == 0) & (rows["smd_after"].abs() < LIMIT)
    )  # fmt: skip
    kept = rows[~equal & ~nobodys]
    if kept.empty or len(kept) == len(rows):
        return balance, ""
    parts = [f"what had to be equal ({', '.join(words)})"] if equal.any() else []
    if count := int(nobodys.sum()):
        which = "1 category" if count == 1 else f"{count:,} categories"
        parts.append(f"{which} of which no school of the partnership is")
    said = f"Left out of the picture and the table: {'; '.join(parts)}."
    return Balance(kept.reset_index(drop=True), balance.outside), said


def love_plot(balance: Balance) -> str:
    """The plot: absolute standardised mean differences from 0; a ring is before, a square
    after matching. What is too far to be drawn stands at the edge, and its words say so."""
    rows = balance.table
    far_before, far_after = (
        [abs(value) * 1.02 for value in rows[name] if math.isfinite(value)]  # off the edge
        for name in ("smd_before", "smd_after")
    )
    scale = svg.ticks(0.0, max([_LEAST, *far_after, *(min(value, _MOST) for value in far_before)]))
    edge, y = scale[-1], 0
    marks = []
    for name, before, after in zip(
        rows["label"], rows["smd_before"], rows["smd_after"], strict=True
    ):
        for words in svg.wrapped(f"{name}{_beyond(before, edge)}"):
            y += _LINE
            marks.append(svg.text(0, y, words, edge=5))
        marks += [
            svg.ring(_x(before, edge), y + 10, 5, svg.DARK_PINK),
            svg.square(_x(after, edge), y + 10, svg.DARK_BLUE),
        ]
        y += _MARKS
    covariate, difference = balance.worst
    told = (
        f"The farthest apart after matching is {covariate}, by {IN_SD.figure(difference)} standard "
        "deviations. The table below says the same."
    )
    title = "How far apart the two groups were before matching and are after it"
    return svg.chart("love", title, told, [*_axis(scale, y), *marks], y + 26) + (
        "\n<p>In standard deviations. Ring: before matching. Square: after. Dashed: the limit, "
        f"{LIMIT}. Signs are left out here.</p>"
    )


def love_table(balance: Balance) -> str:
    """The means and how far apart they are, in HTML."""
    head = ("What they have in common", "Partnership", "Others", "Matched", "Apart before",
            "Apart after")  # fmt: skip
    caption = (
        "Means, of groups their share; and how far apart they are, in standard deviations "
        "(standardised mean difference, SMD)"
    )
    return table(caption, head, _rows(balance, _MEANS, _APART), figures(*head[1:]), cards=True)


def spread_table(balance: Balance) -> str:
    """How widely the two groups are spread, in HTML; of groups their means say it."""
    head = ("What they have in common", "Before matching", "After")
    rows = [row for row in _rows(balance, (), ("vr_before", "vr_after")) if any(row[1:])]
    caption = (
        "How widely the partnership’s schools are spread: their variance over that of the others "
        "(variance ratio, VR)"
    )
    return table(caption, head, rows, figures(*head[1:]))


def _rows(
    balance: Balance, means: tuple[str, ...], others: tuple[str, ...]
) -> list[tuple[str, ...]]:
    """A row for each covariate: its ``means`` in its own units, and ``others`` in standard
    deviations or times as much."""
    return [
        (
            str(record["label"]),
            *(_own_format(record).figure(float(record[name])) for name in means),
            *(IN_SD.figure(float(record[name])) for name in others),
        )
        for record in balance.table.to_dict("records")
    ]


def _own_format(record: Mapping[Hashable, Any]) -> NumberFormat:
    """How the means of a covariate are written: of groups their share in two decimals; of a
    quantity by its spread among the schools of the partnership, as far as the two means and how
    far apart they are tell it."""
    apart = float(record["treated_mean"]) - float(record["before_mean"])
    smd = float(record["smd_before"])
    if math.isnan(record["vr_before"]) or not smd or not math.isfinite(smd):
        return NumberFormat()
    return number_format(0.0, apart / smd)


def outside_list(balance: Balance, named: Callable[[str], str] = str) -> str:
    """The common-support check in HTML. ``named`` makes a URN what a person knows a school by."""
    if not balance.outside:
        return "<p>Every school lies within the range of the comparison schools.</p>"
    items = [f"{name}: {', '.join(map(named, units))}" for name, units in balance.outside.items()]
    return paragraph("Beyond every comparison school:") + "\n" + bullets(items)


def _beyond(before: float, edge: float) -> str:
    return f" (before: {IN_SD.figure(abs(before))}, beyond the edge)" if abs(before) > edge else ""


def _x(value: float, edge: float) -> str:
    return svg.percent(min(abs(value) / edge, 1.0) if not math.isnan(value) else 0.0)


def _axis(scale: list[float], bottom: int) -> list[str]:
    edge, marks = scale[-1], []
    for value in scale:
        x, anchor = _x(value, edge), {0.0: "start", edge: "end"}.get(value, "middle")
        marks += [
            svg.line((x, 0), (x, bottom), dashes="2 4"),
            svg.text(x, bottom + 18, svg.tick_label(value), anchor=anchor),
        ]
    limit = _x(LIMIT, edge)
    return [*marks, svg.line((limit, 0), (limit, bottom), svg.INK, dashes="6 4")]
