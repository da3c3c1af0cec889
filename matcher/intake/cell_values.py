"""What a cell says: URNs, figures, dates, statuses, roles. Pure functions on text.

Each returns the tidy text, or ``None`` where the cell says nothing that is understood;
"" always means that the cell says "not known".
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterable

from matcher.core.cells import is_unknown
from matcher.core.text.late_pattern import late_pattern

MAX_CELL = 32_767  # characters; what a cell of a workbook holds
# GIAS counts from five digits (children's centres) to six.
_URN = re.compile(r"[1-9][0-9]{4,5}\Z")
_WHOLE = re.compile(r"([0-9]+)\.0*\Z")
_GROUPED = re.compile(r"[0-9]{2,3}[,\s'’][0-9]{3}\Z|[0-9]{3}\.[0-9]{3}\Z|[0-9](?:\s?[0-9]){4,5}\Z")
_FLOAT = re.compile(r"[1-9]\.[0-9]{5}[Ee]\+?0?5\Z")
_QUOTES = " \t'\"`´‘’“”=#*†‡.,;:"
# A URN with a word before it or a remark behind: "URN 107241", "107204 (was 380/2027)".
_WITH_WORDS = late_pattern(
    r"(?:(?:(?:gias|dfe|edubase|school|new)\W*)?(?P<word>urn|school|no|ref)(?:\s+(?:is|no))?"
    r"[\s:#.=_–-]*)?(?P<urn>[1-9][0-9]{4,5})(?:\.0*)?(?![0-9A-Za-z]|\.[0-9]|/[0-9]{1,4}\b)"
    r"(?P<rest>\s*(?:(?:[(\[,;:/&+*†‡|–—-]|[1-9][0-9]{5}\b|(?:was|formerly|previously|and|or|now|closed|new)\b)"
    r".{0,80})?)\Z",
    re.I | re.S,
)
_ANOTHER = re.compile(r"(?<![0-9A-Za-z.])[1-9][0-9]{5}(?![0-9A-Za-z.])")
_FORMER = re.compile(r"\b(?:was|formerly|previously|old|ex|replac\w+|former)\b.*", re.I | re.S)
_LAESTAB = re.compile(r"([0-9]{3})\s*[/ .-]?\s*([0-9]{4})(?:\.0)?\Z")
_STAND_IN = re.compile(r"x[0-9a-f]{8}\Z")
_LONGEST_URN = 20
_LONGEST_URN_CELL = 200

# As most figures are written: shorter than any word for "not known".
_PLAIN_FIGURE = re.compile(r"[0-9]{1,8}(?:\.[0-9]{1,9})?\Z")
_FIGURE = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]*)?\Z")
_EXPONENT = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?[eE][+-]?[0-9]{1,3}\Z")

_NUMBER_WORDS = {
    word: str(number)
    for number, word in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
         "eleven", "twelve")
    )
}  # fmt: skip

_STATUS = {
    "open": "open", "1": "open",
    "open but proposed to close": "closing", "proposed to close": "closing", "closing": "closing",
    "3": "closing",
    "closed": "closed", "2": "closed", "shut": "closed",
    "proposed to open": "proposed", "proposed": "proposed", "4": "proposed",
}  # fmt: skip

_ROLE = {
    "seeker": ("seeker", "seeking", "seeks", "recipient", "receiver", "needs support",
               "support needed", "seeking support", "beneficiary", "seeking a partner",
               "looking for a partner", "supported", "receiving"),
    "partner": ("partner", "supporter", "provider", "offering", "offers support", "offers",
                "offering support", "supporting", "giver", "sponsor", "lead partner"),
    "both": ("both", "seeker and partner", "either", "partner and seeker",
             "seeking and offering", "seeker partner", "reciprocal"),
    "none": ("none", "not taking part", "no", "neither", "excluded", "not participating",
             "no part", "takes no part", "no role", "n a", "out"),
}  # fmt: skip
_ROLES = {word: role for role, words in _ROLE.items() for word in words}

# As Word and Excel draw them, with or without the sign for a coloured picture behind.
TICK_MARKS = set("✓✔☑✅☒🗹🗷")
CROSS_MARKS = set("✗✘✕✖❌❎")
EMPTY_BOXES = set("☐□▢⬜◻❏❑")
PICTURE = "\ufe0e\ufe0f"
_TICKS = {"yes", "y", "x", "true", "1", "1.0", "tick", "ticked", "100%", *TICK_MARKS}
_CROSSES = {"no", "n", "false", *CROSS_MARKS, *EMPTY_BOXES}
_CROSSED = {"x", "☒", "🗷"}  # a cross that means yes on a form, and no to some
_SIDES = {
    "n": "needs", "need": "needs", "needs": "needs",
    "s": "strengths", "strength": "strengths", "strengths": "strengths", "o": "strengths",
    "offer": "strengths", "offers": "strengths",
    "b": "both", "both": "both",
}  # fmt: skip


def plain(text: str) -> str:
    """``text`` as lower-case words parted by single spaces."""
    return re.sub(r"[\W_]+", " ", text).strip().casefold()


def is_urn(text: str) -> bool:
    """Whether a text is a URN as it should be."""
    return _URN.match(text) is not None


def urn(text: str) -> tuple[str, str]:
    """The URN a cell holds and how: "" as it should be; "mended"; "several" (the first of
    several); "odd" (no URN; kept as it is, for it may be somebody's own key); or "none" (no
    number that could be one; the URN is then "")."""
    if _URN.match(text) or _STAND_IN.match(text):
        return text, ""
    if is_unknown(text) or not text.strip("0."):
        return "", "none"
    if (whole := _WHOLE.match(text)) and _URN.match(whole[1]):
        return whole[1], ""
    bare = text[:_LONGEST_URN_CELL].strip(_QUOTES)
    if found := _mended_urn(bare):
        return found
    if len(bare) > _LONGEST_URN or re.search(r"\s", bare):
        return "", "none"
    return (whole[1] if whole else text), "odd"


def _mended_urn(bare: str) -> tuple[str, str] | None:
    """The URN in a cell that holds more than its digits, and whether it is one of several."""
    digits = re.sub(r"[\s,.'’]", "", bare) if _GROUPED.match(bare) else bare
    if _FLOAT.match(bare):
        digits = str(round(float(bare)))
    if _URN.match(digits):
        return digits, "mended"
    found = _WITH_WORDS.match(bare)
    if not found or (len(found["urn"]) < 6 and (found["word"] or "").casefold() != "urn"):
        return None
    others = set(_ANOTHER.findall(_FORMER.sub("", found["rest"]))) - {found["urn"]}
    return found["urn"], "several" if others else "mended"


def dfe_number(laestab: str, la_code: str = "", estab: str = "") -> str:
    """A DfE number as seven digits: "850/2000", or authority 850 and school 2000; "" where
    neither says it."""
    if laestab and (found := _LAESTAB.match(laestab)):
        return "".join(found.groups())
    digits = la_code + estab
    if len(la_code) == 3 and len(estab) == 4 and digits.isascii() and digits.isdecimal():
        return digits
    return ""


def is_dfe_number(text: str) -> bool:
    """Whether a text is an authority's number and a school's ("380/2027"), and no other."""
    return re.fullmatch(r"[2-9][0-9]{2} ?[/-]? ?[1-9][0-9]{3}", text) is not None


def is_stand_in(urn: str) -> bool:
    """Whether a key is one that :func:`matcher.intake.stand_ins.stand_in` gives."""
    return _STAND_IN.match(urn) is not None


def figure(text: str) -> float | None:
    """The number a cell holds ("53%" 53, "£45,421" 45421); NaN where it says that it is
    not known; None where it is no number."""
    if _PLAIN_FIGURE.match(text):
        return float(text)
    if is_unknown(text):
        return math.nan
    digits = text.replace("£", "").strip().removesuffix("%").strip()
    if not re.search("[0-9]", digits) or not _FIGURE.match(digits):
        return None
    return float(digits.replace(",", ""))


def in_digits(text: str) -> str:
    """A small number written as a word in digits ("four", "4"); any other text as it is."""
    return _NUMBER_WORDS.get(text.strip(" .").casefold(), text)


def measured(text: str) -> float | None:
    """The same of a cell of results, where a program may have written a small share with an
    exponent ("4e-05"); of a list that is rather a damaged code."""
    if _EXPONENT.match(text) and math.isfinite(float(text)):
        return float(text)
    return figure(text)


def date(text: str) -> datetime.date | None:
    """A date written as 2024-09-01, 01/09/2024 or 01-09-2024 (day first, always), or as the
    number of days by which a spreadsheet counts; None for anything else."""
    text = text.strip().removesuffix(" 00:00:00")
    for pattern in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"):
        try:
            return datetime.datetime.strptime(text, pattern).replace(tzinfo=datetime.UTC).date()
        except ValueError:
            continue
    number = figure(text)
    if number is not None and 10_000 < number < 80_000:  # 1927 to 2119
        return datetime.date(1899, 12, 30) + datetime.timedelta(days=int(number))
    return None


def known_text(text: str) -> str:
    """A text or code, "" where it says that it is not known."""
    return "" if is_unknown(text) else text


def status(text: str) -> str | None:
    """A status of the register, in words or as its code 1-4."""
    return "" if is_unknown(text) else _STATUS.get(plain(text.removesuffix(".0")).lstrip("0"))


def role(text: str) -> str | None:
    """ "seeker", "partner", "both", or "none" for a school that takes no part. "None" is
    an answer here, a blank is not."""
    word = plain(text)
    if word in _ROLES:
        return _ROLES[word]
    return "" if is_unknown(text) else None


def tag_degree(text: str) -> str | None:
    """What a cell of a column for one tag says: "yes" for a tick, a degree such as
    "0.5" for a number or percentage, "" for nothing, None where it is not understood."""
    word = text.strip(PICTURE + " ").casefold()
    if word in _TICKS:
        return "yes"
    if word in _CROSSES or is_unknown(word):
        return ""
    number = figure(word)
    if number is None:
        return None
    share = round(number / 100 if word.endswith("%") else number, 2)
    if not 0 <= share <= 1:
        return None
    return "" if share == 0 else "yes" if share == 1 else f"{share:g}"


def tag_side(text: str) -> str | None:
    """What a cell of a column for one activity says: "needs", "strengths", "both", ""
    for nothing, None where it is not understood."""
    word = text.strip(PICTURE + " ").casefold()
    if word in _SIDES:
        return _SIDES[word]
    return (
        ""
        if word in ("no", "0")
        or word in CROSS_MARKS | EMPTY_BOXES
        or (word != "x" and is_unknown(word))
        else None
    )


def is_crossed(text: str) -> bool:
    """Whether a cell of a column for one tag holds a cross that is read as yes."""
    return text.strip(PICTURE + " ").casefold() in _CROSSED


def are_ticks(texts: Iterable[str]) -> bool:
    """Whether the cells of a column hold ticks and crosses and nothing else, one tick at least."""
    answers = {tag_degree(text) for text in set(texts)}
    return "yes" in answers and answers <= {"yes", ""}
