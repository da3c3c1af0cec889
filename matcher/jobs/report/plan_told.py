"""What a plan decides about a school, in sentences for its page."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matcher.core.figures.number_format import counted
from matcher.core.schema import as_list
from matcher.jobs.allocation.unserved import NEAREST_FREE
from matcher.show.kit.text_format import kilometres

if TYPE_CHECKING:
    from matcher.jobs.report.page_tables import Row
    from matcher.show.allocation.record import PlanTables

NOBODY_NEAR = (
    "No partner that you may meet has a place left for you: ask your office whether one could take "
    "on one more school."
)
_HOW = {"pinned": "set beforehand", "accepted": "accepted by both"}


@dataclass(frozen=True, slots=True)
class PlanTold:
    """A plan. ``pairs``: (seeker, partner); by the side and the URN of a school ``given``: its
    pairs, each a sentence and a row as of MATCHES; and ``lines``: what else is decided. ``full``:
    by its URN a partner without a free place, how many schools the plan gives it; ``places``: how
    many places each partner has."""

    pairs: frozenset[tuple[str, str]]
    given: Mapping[tuple[str, str], Sequence[tuple[str, Row]]]
    lines: Mapping[tuple[str, str], tuple[str, ...]]
    full: Mapping[str, int]
    places: Mapping[str, int]

    def told(self, urn: str, side: str) -> tuple[str, ...]:
        """What it decides of a school on one side; () where it says nothing of it."""
        return self.lines.get((side, urn), ())

    def full_for(self, row: Row, side: str, *, how_many: bool) -> str:
        """To a seeker (``side``) that the plan gives nobody, that the partner of a pair has no
        place left, in a phrase, and ``how_many`` others have its places, which ones is for the
        office alone; "" where that is not so."""
        partner = row["partner_urn"]
        if side != "seeker" or partner not in self.full or not self.told(row["seeker_urn"], side):
            return ""
        others = self.full[partner] if how_many else 0
        told = f", which gives it {counted(others, 'other school')}" if others else ""
        return f"full in the plan{told}"


NO_PLAN = PlanTold(frozenset(), {}, {}, {}, {})


def plan_told(plan: PlanTables, *, miles: bool) -> PlanTold:
    """What a plan says of every school in it."""
    lines: dict[tuple[str, str], list[str]] = {}
    given: dict[tuple[str, str], list[tuple[str, Row]]] = {}
    # How much of a score is known a plan does not say.
    pairs = plan.pairs.rename(columns={"seeker_rank": "rank"}).assign(evidence=math.nan)
    for record in pairs.to_dict("records"):
        row = {str(name): value for name, value in record.items()}
        said = f", {_HOW[row['how']]}" if row["how"] in _HOW else ""
        for side, other in (("seeker", "partner"), ("partner", "seeker")):
            called = f"{row[f'{other}_name']} ({row[f'{other}_urn']})"
            far = kilometres(row["distance_km"], miles)
            told = f"The plan gives you {called}, {far} away{said}."
            given.setdefault((side, row[f"{side}_urn"]), []).append((told, row))
    columns = (
        as_list(plan.unserved[name]) for name in ("seeker_urn", "what_helps", "stood_in_way")
    )
    for seeker, helps, way in zip(*columns, strict=True):
        told = _to_you(helps, way) or (NOBODY_NEAR if way == "beyond" else "")
        own = lines.setdefault(("seeker", seeker), [])
        own += ["The plan has no place for you yet.", *([_ended(told)] if told else [])]
    full: dict[str, int] = {}
    places: dict[str, int] = {}
    for partner, most, used, free in zip(
        *(as_list(plan.places[name]) for name in ("partner_urn", "capacity", "used", "free")),
        strict=True,
    ):
        places[partner] = int(most)
        reckoned = f"It reckons that you can work with {counted(int(most), 'school')} at one time: "
        reckoned += f"it fills {int(used)} of these places and leaves {int(free)} free."
        lines.setdefault(("partner", partner), []).append(reckoned)
        if most > 0 >= free:
            full[partner] = len(given.get(("partner", partner), ()))
    both = frozenset(zip(as_list(pairs["seeker_urn"]), as_list(pairs["partner_urn"]), strict=True))
    return PlanTold(both, given, {key: tuple(own) for key, own in lines.items()}, full, places)


# What would serve a seeker (matcher.jobs.allocation.unserved), as it reads it itself.
_TO_YOU = (
    ("would serve it", "would serve you"),
    ("could serve it", "could serve you"),
    (", better for it, another", ", better for you, another"),
    ("No partner that it may meet", "No partner that you may meet"),
    ("No single place more would go to it: at each full partner in its reach",
     "No single place more would go to you: at each full partner in your reach"),
    ("also at the best of them for it,", "also at the best of them for you,"),
    ("Every pair that it could have", "Every pair that you could have"),
    ("says nothing of this school", "says nothing of your school"),
    ("Partners in its reach", "Partners in your reach"),
)  # fmt: skip


def _to_you(helps: str, way: str) -> str:
    """The same to the seeker, without a free place beyond the limit (``way``: what keeps it from
    that): no use to a school."""
    if way == "beyond":
        helps = f". {helps}".partition(f". {NEAREST_FREE}")[0].removeprefix(". ")
    for said, to_you in _TO_YOU:
        helps = helps.replace(said, to_you)
    return helps


def _ended(words: str) -> str:
    words = words[:1].upper() + words[1:]
    return words if words.endswith(".") else f"{words}."
