"""What a cell says of a postcode: a whole one, several, its outward code alone, or none.

Every room that meets a postcode reads it here. Files of postcodes hold whole ones, which
:func:`normalise_postcode` takes as they stand; people also type half of one, two of them, the
letter O for the figure 0, or words, and :func:`read_postcodes` says what is in such a cell.
"""

from __future__ import annotations

import itertools
import re
from typing import NamedTuple

from matcher.core.text.late_pattern import late_pattern

# The forms A9, A99, AA9, AA99, A9A, AA9A with 9AA after them, and the letters that each
# place may hold (BS 7666; Royal Mail, Programmers' Guide to the Postcode Address File).
_OUTWARD = r"[A-Z]{1,2}[0-9]{1,2}|[A-Z][0-9][A-HJKPSTUW]|[A-Z]{2}[0-9][ABEHMNPRVWXY]"
_INWARD = r"[0-9][ABD-HJLNP-UW-Z]{2}"
_POSTCODE = re.compile(rf"({_OUTWARD})({_INWARD})|(GIR)(0AA)", re.ASCII | re.IGNORECASE)
_BETWEEN = re.compile(r"[\W_]+")
_READY = re.compile(r"[A-Z]{1,2}[0-9]{1,2} [0-9][ABD-HJLNP-UW-Z]{2}", re.ASCII)  # most are
# The areas that there are (the same guide): words are not taken for half a postcode.
_AREA_NAMES = """
AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY
E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE
LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL
SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE
"""
_AREAS = frozenset(_AREA_NAMES.split())
PARTED_BY = "; "  # several postcodes in one cell, once they are read
_LONGEST = 2_000  # characters of a cell that are looked at
_END = 200  # characters in which an address ends
_GAP = r"[ \t\r\n.\-_]{0,3}"
_BEFORE, _AFTER = "(?<![A-Z0-9])", "(?![A-Z0-9])"
_WHOLE_IN_WORDS = re.compile(rf"{_BEFORE}({_OUTWARD}){_GAP}({_INWARD}){_AFTER}")
_LOOSE_IN_WORDS = re.compile(rf"{_BEFORE}(?=([A-Z0-9]{{2,4}}){_GAP}([A-Z0-9]{{3}}){_AFTER})")
_ANY_CASE = late_pattern(_WHOLE_IN_WORDS.pattern, re.IGNORECASE)
_LOOSE = re.compile(r"[A-Z0-9]{5,7}")
# An outward code and, perhaps, what was typed of the rest or is wrong with it.
_HALF_IN_WORDS = re.compile(rf"{_BEFORE}({_OUTWARD})(?:{_GAP}[0-9][A-Z]{{0,2}})?{_AFTER}")
_OUTWARD_AT_END = re.compile(rf"{_BEFORE}({_OUTWARD})[\s.,;]*\Z")
_MOST_WINDOWS = 8
_ALIKE = {letter: group for group in ("0O", "1IL", "5S") for letter in group}


class PostcodesRead(NamedTuple):
    """What a cell says: the whole postcodes in their one-space form and in its order, each
    once; where there is none, the outward code ("BD9") or "". ``mended`` where a letter was
    taken for a digit or a digit for a letter."""

    codes: tuple[str, ...] = ()
    outcode: str = ""
    mended: bool = False


def is_as_read(text: str) -> bool:
    """Whether a text is written as nearly all postcodes are, in the one-space form, so that
    nothing has to be read into it. A few rare forms ("W1A 0AX") are not."""
    return _READY.fullmatch(text) is not None


def normalise_postcode(text: str) -> str:
    """A UK postcode in its one-space form ("AL10 0AA"), "" for what is not a postcode.

    Spacing, case and punctuation do not matter; letters are never taken for digits.
    """
    if _READY.fullmatch(text):
        return text
    found = _POSTCODE.fullmatch(_BETWEEN.sub("", text))
    return " ".join(part.upper() for part in found.groups() if part) if found else ""


def read_postcodes(text: str) -> PostcodesRead:
    """What a cell that should hold a postcode says. Of outward codes the first counts, and
    only where the cell holds no whole postcode."""
    if code := normalise_postcode(text):
        return PostcodesRead((code,))
    upper = text[:_LONGEST].upper()
    if codes := whole_postcodes(upper):
        return PostcodesRead(codes)
    if mended := _mended(upper):
        return PostcodesRead((mended,), mended=True)
    halves = (found[1] for found in _HALF_IN_WORDS.finditer(upper))
    return PostcodesRead((), next(filter(_is_of_an_area, halves), ""))


def whole_postcodes(text: str) -> tuple[str, ...]:
    """The whole postcodes that stand in a text ("… Hatfield, Herts AL10 0AA"), in its order,
    each once."""
    found = _WHOLE_IN_WORDS.finditer(text.upper())
    codes = (f"{one[1]} {one[2]}" for one in found if _is_of_an_area(one[1]))
    return tuple(dict.fromkeys(codes))


def without_postcodes(text: str) -> str:
    """A line of an address without the postcodes in it ("Hatfield AL10 0AA" is Hatfield)."""
    if not whole_postcodes(text):
        return text
    return _ANY_CASE.sub(" ", text).strip(" ,;.-")


def postcodes_of_address(text: str) -> tuple[str, ...]:
    """The whole postcodes of an address in its order, else the outward code that it ends with;
    none where it holds neither."""
    if codes := whole_postcodes(text[:_LONGEST]):
        return codes
    upper = text[-_END:].upper()
    half = _OUTWARD_AT_END.search(upper)
    code = _mended(upper) or (half[1] if half and _is_of_an_area(half[1]) else "")
    return (code,) if code else ()


def outward_code(code: str) -> str:
    """The outward code of a postcode in its one-space form; of an outward code itself."""
    return code.partition(" ")[0]


def is_whole(code: str) -> bool:
    """Whether a code that was read is a whole postcode, not an outward code alone."""
    return " " in code


def is_code(text: str) -> bool:
    """Whether a text is a whole postcode or an outward code in the form in which they are
    read."""
    return bool(text) and (normalise_postcode(text) == text or read_postcodes(text).outcode == text)


def _is_of_an_area(outcode: str) -> bool:
    return re.split("[0-9]", outcode)[0] in _AREAS


def _mended(upper: str) -> str:
    """The one postcode that a text is but for letters that look like digits ("BD15 OPJ"), or
    digits that look like letters; "" where there is none, or several."""
    bare = _BETWEEN.sub("", upper)
    windows = [bare] if _LOOSE.fullmatch(bare) else []
    loose = itertools.islice(_LOOSE_IN_WORDS.finditer(upper), _MOST_WINDOWS)
    windows += ["".join(one.groups()) for one in loose]
    found = {code for window in windows for code in _nearest_codes(window)}
    return min(found) if len(found) == 1 else ""


def _nearest_codes(window: str) -> list[str]:
    """The postcodes that the fewest look-alikes make of seven characters or fewer."""
    if not any(letter.isdigit() for letter in window):
        return []  # "So long" is no SO1 0NG
    found: dict[int, list[str]] = {}
    for letters in itertools.product(*(_ALIKE.get(letter, letter) for letter in window)):
        code = normalise_postcode("".join(letters))
        if code and _is_of_an_area(outward_code(code)):
            changes = sum(one != other for one, other in zip(letters, window, strict=True))
            found.setdefault(changes, []).append(code)
    return found[min(found)] if found else []
