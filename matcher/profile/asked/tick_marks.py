"""What a person put into a cell that asks for a tick: a tick, a yes, a no, "not now", or words.

Ticks come as x and X, as the signs of Unicode and of Wingdings, as the box of Word, as TRUE
from a spreadsheet; a box left empty and FALSE are no tick and no answer either.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from matcher.profile.cell_words import means_none, means_not_known
from matcher.profile.vocabulary import key

Kind = Literal["", "tick", "cross", "zero", "yes", "no", "not now", "not known", "words"]

# Empty boxes: an answer may have been typed beside one.
_EMPTY_BOX = re.compile("[\u2610\u25a1\u25a2\u25fb\u25fd\u2b1c\uf06f\uf0a8\uf071\u00a8]")
# Wingdings has its tick and ticked boxes at ü, þ and ý; Word writes them from U+F000 on.
_TICKS = frozenset(
    {"v", "/", "\\", "*", "+", "1", "true", "tick", "ticked", "t", "ok", "\u00fc", "\u00fe",
     "\u00fd", "\uf0fc", "\uf0fe", "\uf0fd", "\u2713", "\u2714", "\u2611", "\u2612", "\u2705",
     "\u221a", "\U0001f5f8", "\U0001f5f9", "\u2022", "\u25cf", "\u25a0", "\U0001f44d", "\u25fe",
     "\u2b1b"}
)  # fmt: skip
# A tick to most who write one; beside ticks of another sign it may be a no.
_CROSSES = frozenset({"x", "xx", "\u00d7", "\u2717", "\u2718", "\u2715", "\u2716", "\uf078"})
_UNTICKED = frozenset({"false", "-", "\u2013", "\u2014", ".", "_", "[ ]", "[]", "( )", "()"})
_BRACKETED = re.compile(r"[\[(]\s*(\S)\s*[\])]")
_YES = re.compile(
    r"(?:yes|y|yep|yeah|yess|aye|sure|certainly|definitely|of course|absolutely|happy to)"
    r"(?![\w/]|[\s,.]*not\b)[\s,.!:;\u2013\u2014-]*(?:(?:just|only|to|for|in)\b\s*)?"
)
# "No, we have none" is a no; "no problem" and "no physics" are for a person to read.
_NO = re.compile(
    r"(?:no|n|nope|none|never|nil|not at all|(?:certainly|definitely|of course|absolutely) not)"
    r"(?:\Z|\s*[,.!:;(\u2013\u2014-]\s*)"
)
_NOT_NOW = re.compile(
    r"(?:no[\s,-]+)?(?:not (?:just |right )?now|not yet|later|not (?:at present|at the moment|"
    r"currently|this (?:year|term)|at this time|for now)|(?:maybe |perhaps )?(?:in (?:the )?future|"
    r"next (?:year|term))|in (?:a year|time)|currently not)\b[\s,.!:;\u2013\u2014-]*"
)
_COURTEOUS_NO = re.compile(
    r"(?:no|none|nothing)(?: (?:sorry|thanks?|thank you|im afraid|at (?:the |this )?(?:moment|"
    r"present|time)|currently|at all|available|to offer|to spare|i m afraid))+"
)
_SIGNS = frozenset(one for one in _TICKS | _CROSSES if len(one) == 1 and ord(one) > 0x2000)
_COURTESY = re.compile(
    r"(?:please|thanks|thank you|very much|indeed|definitely|certainly|of course|ta|sorry|"
    r"we (?:do|can|could|would|will)|happy to)\b[\s,.!:;\u2013\u2014-]*"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """What a cell says, and the words in it beyond that."""

    kind: Kind
    rest: str = ""


def read_mark(text: str) -> Mark:
    """What the cell of a tick says. ``zero``: a 0, which may be FALSE or a no; ``words``:
    something that is none of these, such as "maths only"."""
    words = " ".join(_EMPTY_BOX.sub(" ", text).replace("\ufe0f", "").split())
    folded = words.casefold().strip(" .!,;:'\"")
    folded = _BRACKETED.sub(r"\1", folded) if _BRACKETED.fullmatch(folded) else folded
    if not folded or folded in _UNTICKED:
        return Mark("")
    if folded in _TICKS or folded == "1.0":
        return Mark("tick")
    if folded in _CROSSES:
        return Mark("cross")
    if folded in ("0", "0.0"):
        return Mark("zero")
    if means_none(words) or _COURTEOUS_NO.fullmatch(key(folded)):
        return Mark("no")
    for kind, pattern in (("not now", _NOT_NOW), ("no", _NO), ("yes", _YES)):
        if found := pattern.match(folded):
            return Mark(kind, _rest(words, found.end()))  # type: ignore[arg-type]
    sign = words[0].casefold()
    if sign in _SIGNS or (sign == "x" and words[1:2] == " "):
        return Mark("tick" if sign in _TICKS else "cross", words[1:].strip(" .,:;-"))
    return Mark("not known" if means_not_known(words) else "words", words)


def _rest(words: str, start: int) -> str:
    """The words after the answer, courtesies left out."""
    rest = words[start:].strip(" ,.!;:-\u2013\u2014()")
    while found := _COURTESY.match(rest.casefold()):
        rest = rest[found.end() :].strip(" ,.!;:-\u2013\u2014()")
    return rest
