"""How it is called that a school has nothing to name on one side, wherever that is told.

Nobody may know (:data:`matcher.core.tables.NOT_KNOWN`). Or something was looked at and nothing
stands out, or it is too low to name: that is no answer, as nobody has said it.
"""

from __future__ import annotations

NO_NEED, NO_OFFER = "no need stands out", "no offer stands out"
# Beside the words that it is not known: nobody has said that there is none.
_UNSAID = "and nobody has said one in words that were understood"


def unsaid(none: str, *, too_low: bool = False) -> str:
    """Why it is not known what a school needs, or offers, of which something was looked at:
    ``none`` is NO_NEED or NO_OFFER; ``too_low``: something is suggested, too little to name."""
    little = ", as what is published suggests too little to name"
    return f"{none}{little if too_low else ' in what is published'}, {_UNSAID}"
