"""The names of authorities and regions in one form, whoever wrote them.

Councils, the register, Ofsted and offices write one authority in a dozen ways: "Durham County
Council", "County Durham", "Durham LA", "Bristol, City of", "LB Camden". Two forms are made of a
name: its words, and its words without those that only say what kind of council it is. The
second is looked at only where the first is nobody's.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST = 200  # characters that are looked at: what is longer is no name

# Words that do not tell one authority from another.
_OF_COUNCILS_WORDS = """
the council councils county city borough metropolitan royal unitary district local authority
authorities education corporation mayor burgesses mbc mdc cc bc dc cbc lb lbc rb ua la lea lad
"""
_OF_COUNCILS = frozenset(_OF_COUNCILS_WORDS.split())
_LONDON = re.compile(r"\blondon borough( council)?( of)?\b")
_SERVICES = re.compile(r"\bchildren?s? (?:and (?:families|young peoples?) )?(?:services?|trust)\b")
_LINKS = re.compile(r"^(?:(?:of|and)\s+)+|(?:\s+(?:of|and))+$")
_SAINT = re.compile(r"\bsaint\b")
# Words of a region that do not tell it from another.
_OF_REGIONS = frozenset({"the", "of", "england", "region"})


def words(text: str) -> str:
    """A name as words: case, accents, punctuation and spacing do not count, "&" reads "and"
    and "Saint" "St"."""
    folded = unicodedata.normalize("NFKD", text[:LONGEST]).casefold()
    folded = "".join(c for c in folded if not unicodedata.combining(c))
    for sign in "&+/":
        folded = folded.replace(sign, " and ")
    for sign in "'’‘`":
        folded = folded.replace(sign, "")
    parted = " ".join("".join(c if c.isalnum() else " " for c in folded).split())
    return _SAINT.sub("st", parted)


def authority_words(text: str) -> str:
    """An authority's name without the words for its kind: "durham", "isle of wight"; ""
    where no other word is in it."""
    said = words(text).split()
    plain = _SERVICES.sub(" ", _LONDON.sub(" ", " ".join(said)))
    kept = " ".join(word for word in plain.split() if word not in _OF_COUNCILS)
    name = _LINKS.sub("", kept).strip()
    # London is a region; its City is one authority among thirty-three.
    if name == "london" and {"city", "corporation"} & set(said):
        return "city of london"
    return "" if name in ("of", "and") else name


def district_beside(district: str, authority: str) -> str:
    """A district that is to be told beside the authority; "" where both are one."""
    return "" if authority_words(district) == authority_words(authority) else district


def region_words(text: str) -> str:
    """A region's name without "the", "of", "England" and "region"."""
    return " ".join(word for word in words(text).split() if word not in _OF_REGIONS)
