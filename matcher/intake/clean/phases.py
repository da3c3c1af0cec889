"""Phases of education in an office's words, as the register words them.

The register has Nursery, Primary, Middle deemed primary, Middle deemed secondary, Secondary,
16 plus and All-through; of special schools and alternative provision it gives none, and offices
write what they are. Offices write P, Prim, Infants, Sec or S. Other words stay as they are: the
pupils' ages are then unknown, unless the list gives them.
"""

from __future__ import annotations

from matcher.core.cells import is_unknown
from matcher.core.phase_groups import ALTERNATIVE_PROVISION, SPECIAL_SCHOOLS
from matcher.intake.cell_values import plain

_WORDS = {
    "Nursery": ("nursery", "nurs", "nur", "ns", "n", "early years", "eyfs", "ey", "pre school",
                "nursery school", "maintained nursery"),
    "Primary": ("primary", "prim", "pri", "p", "ps", "primary school", "primary phase", "infant",
                "infants", "inf", "infant school", "junior", "juniors", "jun", "jnr",
                "junior school", "first", "first school", "infant and junior", "infant junior",
                "jmi", "junior and infant", "ks1 2", "ks1 and ks2", "ks1 ks2",
                "primary academy", "primary and nursery", "primary with nursery",
                "infant and nursery", "prep", "preparatory"),
    "Middle deemed primary": ("middle deemed primary", "mdp"),
    "Middle deemed secondary": ("middle deemed secondary", "mds"),
    "Secondary": ("secondary", "sec", "s", "ss", "secondary school", "secondary phase", "high",
                  "high school", "upper", "upper school", "senior", "senior school",
                  "secondary academy", "secondary with sixth form", "secondary and sixth form",
                  "11 16", "11 18", "ks3 4", "ks3 and ks4", "ks3 ks4"),
    "16 plus": ("16 plus", "16", "post 16", "post16", "sixth form", "6th form",
                "sixth form college", "fe", "16 to 19", "16 19", "ks5"),
    "All-through": ("all through", "allthrough", "at", "through", "all age", "all ages", "all",
                    "through school", "all through school", "3 18", "4 18", "2 18"),
    SPECIAL_SCHOOLS: ("special", "special school", "special schools"),
    ALTERNATIVE_PROVISION: ("alternative provision", "alternative", "ap", "pru",
                            "pupil referral unit"),
}  # fmt: skip
_PHASES = {word: phase for phase, words in _WORDS.items() for word in words}


def phase(text: str) -> str:
    """The register's word for a phase where the text is one of an office's words for it, else
    the text; "" where it says that it is not known."""
    if is_unknown(text):
        return ""
    return _PHASES.get(plain(text.replace("&", " and ")), text)
