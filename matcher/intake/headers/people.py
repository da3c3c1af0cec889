"""Which columns are about people: they are never read, whoever asks for them."""

from __future__ import annotations

import re
from functools import lru_cache

from matcher.intake.headers.wording import SYNONYM_OF, joined, plain, words

# Whoever a column names, we do not read it. The first family is about a person whatever
# stands beside it; the second may be the subject of a need ("Need: L1 governors").
_PERSONAL = re.compile(
    r"e ?mails?( address\w*)?|telephone\w*|phones?|mobiles?|fax|tel|contacts?|surname|forename|"
    r"(first|last|middle|given|family|preferred|full) ?names?|job ?titles?|salutation|"
    r"headteachers? ?names?|linkedin|twitter|date of birth|dob"
)
_OFFICE_HOLDER = re.compile(
    r"heads?|head ?(teacher|master|mistress)s?|heads? ?title|principals?|governors?|chairs?|"
    r"chair(man|woman|person)s?|directors?|coordinators?|co ordinators?|ceo|lead|leads|manager|"
    r"vice chancellors?|bursars?|secretar(y|ies)|staff|teacher names?|props ?names?|"
    r"proprietors?|owner|person|people|named"
)
_NOT_PERSONAL = re.compile(r"head ?counts?")
# Written without a gap: HEADEMAIL, contactname.
_FUSED = ("email", "telephone", "phonen", "mobilen", "firstname", "lastname", "surname",
          "forename", "jobtitle", "contactname")  # fmt: skip


@lru_cache(maxsize=4096)
def is_personal(header: str, *, of_tag: bool = False) -> bool:
    """Whether a column is about a person; ``of_tag`` says that it is a need or strength
    column, where a governor may be what is needed."""
    if joined(header) in SYNONYM_OF:
        return False
    if any(part in joined(header) for part in _FUSED):
        return True
    forms = [f" {_NOT_PERSONAL.sub(' ', form)} " for form in (words(header), plain(header))]
    families = [_PERSONAL] if of_tag else [_PERSONAL, _OFFICE_HOLDER]
    return any(re.search(rf" (?:{family.pattern}) ", form) for family in families for form in forms)
