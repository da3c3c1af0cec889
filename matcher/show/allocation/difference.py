"""What differs between two plans: who gains, who loses, who changes partner, in words and rows."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matcher.core.schema import as_list
from matcher.core.tables import urn_key
from matcher.show.kit.text_format import printable

if TYPE_CHECKING:
    import pandas as pd

MOST = 20  # lines of each kind
GAINS, LOSES, MOVES = "gains", "loses", "moves"
CHANGE_COLUMNS = ("change", "seeker_urn", "seeker_name", "before_urn", "before_name",
                  "before_score", "after_urn", "after_name", "after_score")  # fmt: skip
_TITLES = {
    GAINS: "Gain a partner",
    LOSES: "Lose a partner",
    MOVES: "Get another partner",
}
_COUNTS = (
    ("served", "Seekers served"),
    ("priority_served", "of priority areas"),
    ("unserved", "Unserved"),
    ("total_score", "Total score"),
    ("free_places", "Free places"),
)
_Pairs = dict[str, dict[str, tuple[str, float]]]  # by seeker and partner: its name, the score


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """What of a plan is compared: ALLOCATION, UNSERVED, PLACES, and the counts of its record."""

    pairs: pd.DataFrame
    unserved: pd.DataFrame
    places: pd.DataFrame
    counts: dict[str, Any]


def changes(before: PlanFacts, after: PlanFacts) -> pd.DataFrame:
    """A row (:data:`CHANGE_COLUMNS`) for each seeker whose partners differ, in the order of the
    change and then of the URNs; of several partners the names stand after one another."""
    import pandas as pd

    old, new = _pairs(before.pairs), _pairs(after.pairs)
    names = {**_names(after), **_names(before)}
    rows = []
    for seeker in sorted(old.keys() | new.keys(), key=urn_key):
        was, now = old.get(seeker, {}), new.get(seeker, {})
        gone = {urn: was[urn] for urn in was if urn not in now}
        come = {urn: now[urn] for urn in now if urn not in was}
        if gone or come:
            kind = GAINS if len(now) > len(was) else LOSES if len(now) < len(was) else MOVES
            rows.append((kind, seeker, names[seeker], *_told(gone), *_told(come)))
    order = list(_TITLES)
    rows.sort(key=lambda row: order.index(row[0]))
    frame = pd.DataFrame(rows, columns=list(CHANGE_COLUMNS))
    figures = {"before_score": "float64", "after_score": "float64"}
    return frame.astype({name: figures.get(name, "str") for name in CHANGE_COLUMNS})


def difference_lines(
    before: PlanFacts, after: PlanFacts, *, seekers: Collection[str] | None = None
) -> list[str]:
    """The difference in lines for a person: the totals, then who gains, loses and moves.
    ``seekers``: the only ones the second plan is about, if it is about some."""
    if seekers is not None:
        kept = before.pairs["seeker_urn"].isin(list(seekers))
        before = PlanFacts(before.pairs[kept], before.unserved, before.places, before.counts)
    found = changes(before, after)
    lines = list(_totals(before, after))
    if seekers is not None:
        lines.insert(0, f"The second plan is about {len(seekers):,} seekers only")
    if not len(found):
        return [*lines, "Nobody's partner changes"]
    for kind, title in _TITLES.items():
        rows = found[found["change"] == kind]
        if len(rows):
            lines.append(f"{title}: {len(rows):,}")
            lines += [f"  {printable(_line(row))}" for row in rows.head(MOST).itertuples()]
            if len(rows) > MOST:
                lines.append(f"  … and {len(rows) - MOST:,} more")
    return lines


def _totals(before: PlanFacts, after: PlanFacts) -> Iterator[str]:
    for name, words in _COUNTS:
        old, new = before.counts.get(name, 0), after.counts.get(name, 0)
        form = ",.5f" if name == "total_score" else ",d"
        change = "the same" if old == new else f"{new - old:+{form}}"
        yield f"{words}: {old:{form}} → {new:{form}} ({change})"


def _line(row: Any) -> str:
    was = f"{row.before_name} ({_score(row.before_score)})" if row.before_urn else "nobody"
    now = f"{row.after_name} ({_score(row.after_score)})" if row.after_urn else "nobody"
    if row.change == GAINS and not row.before_urn:
        return f"{row.seeker_urn} {row.seeker_name}: {now}"
    return f"{row.seeker_urn} {row.seeker_name}: {was} → {now}"


def _score(score: float) -> str:
    return f"{score:.3f}"


def _told(partners: dict[str, tuple[str, float]]) -> tuple[str, str, float]:
    urns = sorted(partners, key=urn_key)
    score = sum(partners[urn][1] for urn in urns)
    return (
        "; ".join(urns),
        "; ".join(partners[urn][0] for urn in urns),
        round(score, 10) if urns else float("nan"),
    )


def _pairs(table: pd.DataFrame) -> _Pairs:
    found: _Pairs = {}
    columns = ("seeker_urn", "partner_urn", "partner_name", "score")
    for seeker, partner, name, score in zip(*(as_list(table[c]) for c in columns), strict=True):
        found.setdefault(seeker, {})[partner] = name, float(score)
    return found


def _names(plan: PlanFacts) -> dict[str, str]:
    found: dict[str, str] = {}
    for table in (plan.pairs, plan.unserved):
        found |= zip(as_list(table["seeker_urn"]), as_list(table["seeker_name"]), strict=True)
    return found
