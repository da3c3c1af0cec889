"""The lists of a school in words: their titles and captions, and whom to ask beside them."""

from __future__ import annotations

from collections.abc import Sequence

from matcher.show.explain.asking import of_several
from matcher.show.explain.facts import ExplainedPair, ExplainedSchool, ListEntry, compared_alone


def within_phase(pair: ExplainedPair) -> list[str]:
    """The seeker's place among those of its phase, where the partner's list has others too."""
    if not pair.phase_rank or pair.of_phase == pair.of_seekers:
        return []
    return [
        f"Of the seekers of its phase ({pair.phase_group}) the seeker is number "
        f"{pair.phase_rank:,} of {pair.of_phase:,} in the partner's list"
    ]


def school_lists(one: ExplainedSchool) -> list[tuple[str, Sequence[ListEntry], int]]:
    """The lists of a school with their titles, and of how many each shows the best."""
    found: list[tuple[str, Sequence[ListEntry], int]] = [
        ("Partners", one.partners, one.of_partners),
        ("Seekers", one.seekers, one.of_seekers),
        *(
            (f"Seekers of phase {part.phase_group}", part.seekers, part.of_seekers)
            for part in one.seekers_by_phase
        ),
    ]
    return [each for each in found if each[1]]


def nobody_sentences(one: ExplainedSchool) -> list[str]:
    """On which sides a school may meet nobody, and why, a sentence each."""
    titles = {"seeker": "No partner", "partner": "No seeker"}
    return [f"{titles[side]}: {why}." for side, why in one.nobody.items()]


def compared_sentences(one: ExplainedSchool) -> list[str]:
    """With whom it was compared, where that was with those of the lists alone."""
    told = compared_alone("it", one.alone)
    return [f"{told}."] if told and (one.partners or one.seekers) else []


def asking_sentences(one: ExplainedSchool) -> list[str]:
    """Whom to ask of the list of partners and beside it, and what."""
    near = [entry for entry in one.partners if entry.urn in one.to_ask]
    found = [("In the list, to be asked", near), ("Worth asking", one.worth_asking)]
    return [
        f"{title}: {_named(entries)}; "
        f"{one.question if len(entries) == 1 else of_several(one.question)}"
        for title, entries in found
        if entries
    ]


def _named(entries: Sequence[ListEntry]) -> str:
    names = [f"{entry.name} ({entry.urn})" for entry in entries]
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def list_caption(listed: Sequence[ListEntry], of: int) -> str:
    """Of how many a list shows the best."""
    if not of:
        return f"nobody within the limit; the nearest {len(listed)} beyond it"
    return f"the best {len(listed)} of {of:,}"
