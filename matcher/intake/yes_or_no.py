"""What a cell says where yes or no is asked for, with or without a remark behind it.

"No - head says not this year" is a no. Whether somebody may get in touch is consent: a remark
behind a yes is a condition to keep to, and words that are neither are taken for no yes.
"""

from __future__ import annotations

from typing import Literal

from matcher.core.cells import is_unknown
from matcher.core.text.late_pattern import late_pattern
from matcher.intake.cell_values import CROSS_MARKS, EMPTY_BOXES, PICTURE, TICK_MARKS, plain

UNCLEAR: Literal["unclear"] = "unclear"  # an answer that is neither

_YES = {
    "yes", "y", "true", "1", "x", "open", "happy", "willing", "ok", "tick", "ticked",
    "yes please", "yes thanks", "yes thank you", *TICK_MARKS,
}  # fmt: skip
_NO = {"no", "n", "false", "0", "closed", "declined", "not open", "do not contact", "not now",
       *CROSS_MARKS}  # fmt: skip

# Nobody has asked yet, or nobody has answered: the same as a blank.
_NOT_SAID = late_pattern(
    r"(?:(?:not|never) (?:yet )?(?:been )?(?:asked|answered|said|known|stated|contacted|recorded)|"
    r"no (?:answer|reply|response|information|info|data|details))\b"
)
# Either answer may be meant: the question as printed, a polite yes that begins with no, a doubt.
_EITHER = late_pattern(
    r"(?:y|yes) (?:or )?(?:n|no)\b|(?:n|no) (?:or )?(?:y|yes)\b|n a\b|"
    r"no (?:problem|objection|issue|worr|idea|preference|decision)|not (?:a|an) (?:problem|issue)|"
    r"(?:do not|don t|dont|does not|doesn t) (?:know|mind)|"
    r"not (?:yet )?(?:sure|certain|clear|decided|heard|applicable)\b"
)
_SAYS_NO = late_pattern(
    r"(?:please )?(?:n|no|nope|not|never|none|nobody|no one|do not|don t|dont|does not|doesn t|"
    r"doesnt|cannot|can t|cant|will not|won t|wont|declin\w+|refus\w+|withdr[ae]w\w*|"
    r"opt(?:ed|s|ing)? out|unwilling|(?:would |we d |i d )?(?:rather|prefers?) not)\b"
)
_SAYS_YES = late_pattern(
    r"(?:y|yes|yep|yeah|ok|okay|fine|agreed|certainly|of course|(?:happy|willing|glad) to)\b"
)
_MEANS = r"(?:e ?mail|phone|tele ?phone|mobile|ring|call|text|write|letter|post|contact)"
# How, and no whether: "only by email", "via the office", "ring first".
_BY_SOME_MEANS = late_pattern(
    r"(?:only |just |please )*(?:by|via|through) .+|"
    rf"(?:only |just |please )*{_MEANS}(?: (?:to )?(?:(?:the|our|my) )?"
    r"(?:head|office|school|secretary|pa|me|us))? (?:only|first|preferred|is best|is fine|is ok)"
)
_A_NO_INSIDE = late_pattern(r"\b(?:no|not|never|declin\w+|refus\w+|n t)\b")


def yes_or_no(text: str) -> str | None:
    """ "yes" or "no", where a cell says nothing else; "" where it says that it is not known."""
    word = plain(text) or text.strip(PICTURE + " ")
    if word in _YES:
        return "yes"
    if word in _NO:
        return "no"
    return "" if word in EMPTY_BOXES or is_unknown(text) else None


def says_no(text: str) -> bool:
    """Whether a cell begins with a no and does not go on to say that it is none."""
    word = plain(text)
    doubtful = _NOT_SAID.match(word) or _EITHER.match(word)
    return not doubtful and _SAYS_NO.match(word) is not None


def consent(text: str) -> tuple[Literal["yes", "no", "unclear", ""], bool]:
    """What a cell says to "May we get in touch?", and whether a yes has a condition: "yes", "no",
    "" for nothing said, "unclear" for words that are neither."""
    word, answer = plain(text), yes_or_no(text)
    if answer in ("yes", "no"):
        return ("yes" if answer == "yes" else "no"), False
    if answer == "" or _NOT_SAID.match(word):
        return "", False
    if _EITHER.match(word):
        return UNCLEAR, False
    if _SAYS_NO.match(word):
        return "no", False
    by_some_means = _BY_SOME_MEANS.fullmatch(word) and not _A_NO_INSIDE.search(word)
    return ("yes", True) if _SAYS_YES.match(word) or by_some_means else (UNCLEAR, False)


def fact(text: str) -> str:
    """ "yes" or "no" of a fact in the register's words ("Boarding school", "No boarders",
    "Does not have a sixth form") or as an answer with a remark; "" for anything else."""
    if (answer := yes_or_no(text)) is not None:
        return answer
    if says_no(text):
        return "no"
    word = plain(text)
    is_so = word.startswith(("boarding", "has ")) or _SAYS_YES.match(word)
    return "yes" if is_so and not _EITHER.match(word) else ""
