"""What a plan decides about a school, in sentences for its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matcher.core.figures.number_format import counted
from matcher.core.schema import as_list
from matcher.show.kit.text_format import kilometres

if TYPE_CHECKING:
    from matcher.show.allocation.record import PlanTables

_HOW = {"pinned": "set beforehand", "accepted": "accepted by both"}


@dataclass(frozen=True, slots=True)
class PlanTold:
    """A plan. ``pairs``: (seeker, partner); ``lines``: by the side and the URN of a school."""

    pairs: frozenset[tuple[str, str]]
    lines: dict[tuple[str, str], tuple[str, ...]]

    def told(self, urn: str, side: str) -> tuple[str, ...]:
        """What it decides of a school on one side; () where it says nothing of it."""
        return self.lines.get((side, urn), ())


def plan_told(plan: PlanTables, *, miles: bool) -> PlanTold:
    """What a plan says of every school in it."""
    lines: dict[tuple[str, str], list[str]] = {}
    pairs = list(
        zip(
            *(as_list(plan.pairs[name]) for name in
              ("seeker_urn", "seeker_name", "partner_urn", "partner_name", "distance_km", "how")),
            strict=True,
        )
    )  # fmt: skip
    for seeker, seeker_name, partner, partner_name, km, how in pairs:
        said = f", {_HOW[how]}" if how in _HOW else ""
        far = kilometres(km, miles)
        given = f"The plan gives you {partner_name} ({partner}), {far} away{said}."
        lines.setdefault(("seeker", seeker), []).append(given)
        given = f"The plan gives you {seeker_name} ({seeker}), {far} away{said}."
        lines.setdefault(("partner", partner), []).append(given)
    for seeker, helps in zip(
        as_list(plan.unserved["seeker_urn"]), as_list(plan.unserved["what_helps"]), strict=True
    ):
        own = lines.setdefault(("seeker", seeker), [])
        own += [
            "The plan has no partner for you yet.",
            *([_ended(_to_you(helps))] if helps else []),
        ]
    for partner, most, used, free in zip(
        *(as_list(plan.places[name]) for name in ("partner_urn", "capacity", "used", "free")),
        strict=True,
    ):
        told = f"It reckons that you can work with {counted(int(most), 'school')} at one time: "
        told += f"it fills {int(used)} of these places and leaves {int(free)} free."
        lines.setdefault(("partner", partner), []).append(told)
    both = frozenset((seeker, partner) for seeker, _, partner, *_ in pairs)
    return PlanTold(both, {key: tuple(own) for key, own in lines.items()})


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


def _to_you(helps: str) -> str:
    for said, to_you in _TO_YOU:
        helps = helps.replace(said, to_you)
    return helps


def _ended(words: str) -> str:
    words = words[:1].upper() + words[1:]
    return words if words.endswith(".") else f"{words}."
