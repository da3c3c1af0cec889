"""What a priority area is called in a sentence, and that its programme has ended where it has.

The title of a programme is what one of its areas is called: "opportunity area" while the programme
runs, "former opportunity area" afterwards. A run keeps the title of its own day, so that whatever
is made of the run says the same.
"""

from __future__ import annotations

FORMER = "former "
# What one area of a file of the user's own is called: such a programme has no last day.
OWN_AREAS = "priority area"


def former(title: str) -> str:
    """The title of areas whose programme has ended."""
    return title if title.startswith(FORMER) else f"{FORMER}{title}"


def called(area: str, title: str) -> str:
    """One area as it is called after "the": the Hastings opportunity area, the former Hastings
    opportunity area. ``title``: what one area of the programme is called."""
    kind = title.removeprefix(FORMER)
    return f"{area} {kind}" if kind == title else f"{FORMER}{area} {kind}"
