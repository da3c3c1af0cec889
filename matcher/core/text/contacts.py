"""What in a text reaches somebody: e-mail addresses and telephone numbers, found and taken out."""

from __future__ import annotations

import re

# A part of an address is at most 64 characters, and a name of a host 253 (RFC 5321, 4.5.3.1).
_MAIL = re.compile(r"[^\s@<>,;:()\[\]\"]{1,64}@[^\s@<>,;:()\[\]\"]{1,253}\.[a-z]{2,63}", re.I)
# National numbers of the United Kingdom: nine or ten digits behind 0 or +44, and the one that is
# shorter. No figure with a decimal point, and no day.
_GAP = r"(?:[ \u00a0\u202f()\u2010-\u2013-]|(?<=\d{3})\.)*"
_TELEPHONE = re.compile(
    r"(?<!\w)(?<!\d[.,-])(?!\d\d[ -]\d\d[ -]\d{4}\b)"
    rf"(?:0800[ -]?1111|(?:\(?(?:\+|00)44{_GAP}(?:0{_GAP})?|\(?0[ )]*)[1235789]"
    rf"(?:{_GAP}\d){{8,9}})(?!\d|[:.]\d)"
)
ADDRESS = "[address]"
NUMBER = "[number]"


def has_mail(text: str) -> bool:
    """Whether a text holds an e-mail address."""
    return "@" in text and _MAIL.search(text) is not None


def has_telephone(text: str) -> bool:
    """Whether a text holds a telephone number of the United Kingdom."""
    return _TELEPHONE.search(text) is not None


def without_contacts(text: str, address: str = ADDRESS, number: str = NUMBER) -> str:
    """``text`` with e-mail addresses and telephone numbers replaced: as it may be quoted."""
    if "@" in text:
        text = _MAIL.sub(address, text)
    if "0" in text or "+44" in text:  # one of them begins every number
        text = _TELEPHONE.sub(number, text)
    return text
