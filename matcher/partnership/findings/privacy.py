"""Names, addresses and telephone numbers of people: taken out of a paper, or warned of.

Electronic addresses and telephone numbers are found by their form and taken out of every paper;
names that somebody typed as leads or signatories out of those that leave the two institutions. A
title with a name and a small number of people can only be warned of, a bare name in free text
not even that. So free text is to be read before it is shared, and the commands say so.
"""

from __future__ import annotations

import re

from matcher.partnership.record.partnership import Partnership

LEFT_OUT = "[left out]"
_REACHED_BY = re.compile(
    # e-mail; up to its first point, so that a long word of points is not tried by each of them
    r"[^\s@<>,;:()\[\]]+@[^\s@<>,;()\[\]][^\s@<>,;()\[\].]*\.[^\s@<>,;()\[\]]*\w"
    r"|(?<![\w@])@[A-Za-z0-9_.]{3,30}\b"  # an account of a network
    r"|(?<![\d.,])(?:\+44|\(?0\d)[\d ()-]{7,16}\d(?!\d)"  # United Kingdom numbers
)
# A title with a name: what free text may hold of a person that can be found by its form.
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Rev)\b\.?\s+[A-Z][\w'’-]*")
_SHORTEST = 4  # letters of a name: a shorter one would blank out common words
_TITLES = {"mr", "mrs", "ms", "miss", "dr", "prof", "professor", "sir", "dame", "rev", "mx"}
# Words of roles are no names: "project lead at the school".
_ROLES = {
    "head", "headteacher", "headmaster", "headmistress", "deputy", "assistant", "lead", "leader",
    "project", "teacher", "governor", "governors", "chair", "director", "principal", "manager",
    "coordinator", "officer", "board", "school", "college", "university", "department", "senior",
    "vice", "chancellor", "dean", "bursar", "secretary", "clerk", "partnerships", "partnership",
    "outreach", "trust", "executive", "chief",
}  # fmt: skip
_OF = re.compile(r"\b(?:of|for|at|in)\s+(?:the\s+)?\S+\s*\Z")  # "head of science"


class NameFilter:
    """The typed names of one partnership, and how text looks without them."""

    def __init__(self, partnership: Partnership) -> None:
        found: set[str] = set()
        for party in partnership.parties:
            for typed in (party.lead, party.signs):
                found |= _names(typed)
        self._institutions = [party.name for party in partnership.parties if party.name]
        institutions = " ".join(self._institutions).casefold()
        words = sorted(
            (one for one in found if one.casefold() not in institutions), key=len, reverse=True
        )
        self._names = (
            re.compile("|".join(rf"(?<!\w){re.escape(one)}(?!\w)" for one in words), re.IGNORECASE)
            if words
            else None
        )

    def without_names(self, text: str) -> str:
        """``text`` with whatever leads to a person replaced by "[left out]"."""
        text = without_contact_details(text)
        return self._names.sub(LEFT_OUT, text) if self._names else text

    def find_titled_name(self, text: str) -> str:
        """The first title with a name in ``text``, those of the institutions apart; "" where
        there is none."""
        for name in self._institutions:
            text = text.replace(name, " ")
        found = _TITLED.search(text)
        return found[0] if found else ""


def without_contact_details(text: str) -> str:
    """``text`` with electronic addresses and telephone numbers replaced by "[left out]"."""
    return _REACHED_BY.sub(LEFT_OUT, text)


def _names(typed: str) -> set[str]:
    """The names typed for a role, whole and by each longer word; nothing for a mere role.
    What cannot be told apart counts as a name."""
    found = set()
    for part in re.split(r"[,;:/()\n]", typed):
        words = [word.strip(" .") for word in _OF.sub("", part).split()]
        words = [
            word for word in words if word[:1].isupper() and word.casefold() not in _TITLES | _ROLES
        ]
        if words:
            found.add(" ".join(words))
            found |= {word for word in words if len(word) >= _SHORTEST}
    return found
