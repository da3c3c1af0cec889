"""Which columns are about people: they are never read, whoever asks for them."""

from __future__ import annotations

import re
from functools import lru_cache

from matcher.intake.headers.wording import SYNONYM_OF, joined, plain, words

# Whoever a column names, we do not read it. The first family is about a person whatever
# stands beside it; the second may be the subject of a need ("Need: L1 governors").
_PERSONAL = re.compile(
    r"e ?mails?( address\w*)?|mails?|telephone\w*|phones?|mobiles?|mobs?|fax|tel|landline|"
    r"whats ?app|skype|direct (line|dial)|contacts?|surname|forename|"
    r"(first|last|middle|given|family|preferred|full) ?names?|job ?titles?|salutation|"
    r"headteachers? ?names?|linkedin|twitter|date of birth|dob|initials|signed|signatur\w+|"
    # Who did what: Rung by, Filled in by, Assigned to, Who we spoke to.
    r"(rung|rang|called|phoned|visited|seen|met|spoken?|talked|filled( in)?|completed|reported|"
    r"recorded|entered|updated|written|approved|checked|assigned|allocated|referred|prepared|"
    r"compiled|submitted|supplied|logged|reviewed|nominated|signed off) (by|to|with)"
)
_OFFICE_HOLDER = re.compile(
    r"heads?|head ?(teacher|master|mistress)s?|heads? ?title|principals?|governors?|chairs?|"
    r"chair(man|woman|person)s?|directors?|coordinators?|co ordinators?|ceo|coo|cfo|lead|leads|"
    r"managers?|vice chancellors?|bursars?|secretar(y|ies)|clerks?|trustees?|staff|"
    r"teacher names?|props ?names?|proprietors?|owner|person|people|named|officers?|advisers?|"
    r"advisors?|inspectors?|consultants?|practitioners?|deput(y|ies)|assistants?|dsl|sencos?|"
    r"sendcos?|sbm|ht|dht|aht|eht|hos|slt|pa to|poc|callers?|authors?|signator(y|ies)"
)
# What only looks like a person: notes of a telephone call, a lead school, staff training.
_NOT_PERSONAL = re.compile(
    r"head ?counts?|head ?offices?|(tele)?phone (calls?|notes?|conversations?|discussions?)|"
    r"leads? (schools?|trusts?|academy|authorit\w+|organisations?|providers?|partners?)|"
    r"teaching assistants?|"
    r"(staff|teacher) (training|development|cpd|shortages?|recruitment|vacanc\w+)"
)
# Written without a gap: HEADEMAIL, contactname.
_FUSED = ("email", "telephone", "phonen", "mobilen", "firstname", "lastname", "surname",
          "forename", "jobtitle", "contactname")  # fmt: skip


@lru_cache(maxsize=4096)
def is_personal(header: str, *, of_tag: bool = False) -> bool:
    """Whether a column is about a person; ``of_tag`` says that it is a need or strength
    column, where a governor may be what is needed."""
    if joined(header) in SYNONYM_OF:
        return False
    forms = [f" {_NOT_PERSONAL.sub(' ', form)} " for form in (words(header), plain(header))]
    fused = forms[0].replace(" ", "")
    if any(part in fused for part in _FUSED):
        return True
    families = [_PERSONAL] if of_tag else [_PERSONAL, _OFFICE_HOLDER]
    return any(re.search(rf" (?:{family.pattern}) ", form) for family in families for form in forms)
