"""What a cell says where yes or no is asked for, with or without a remark behind it.

"No - head says not this year" is a no. Whether somebody may get in touch is consent: a remark
behind a yes is a condition to keep to, and words that are neither are taken for no yes.
"""

from __future__ import annotations

from typing import Literal

from matcher.core.cells import is_unknown
from matcher.core.text.contacts import without_contacts
from matcher.core.text.late_pattern import late_pattern
from matcher.intake.cell_values import CROSS_MARKS, EMPTY_BOXES, PICTURE, TICK_MARKS, plain

UNCLEAR: Literal["unclear"] = "unclear"  # an answer that is neither

_YES = {
    "yes", "y", "true", "1", "x", "open", "happy", "willing", "ok", "tick", "ticked",
    "yes please", "yes thanks", "yes thank you", *TICK_MARKS,
}  # fmt: skip
_NO = {"no", "n", "false", "0", "closed", "declined", "not open", "do not contact", "not now",
       *CROSS_MARKS}  # fmt: skip

# Nobody has asked yet, or nobody has answered: the same as a blank, with no word behind it but
# since when or from whom. "No reply - do not ring" is more.
_NOT_SAID = late_pattern(
    r"(?:(?:not|never) (?:yet )?(?:been )?(?:asked|answered|said|known|stated|contacted|recorded)|"
    r"no (?:answer|reply|response|information|info|data|details))\b"
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_TITLED = r"(?:mr|mrs|ms|miss|dr) \w+"
_WHOM = (
    r"(?:(?:the|our|my|her|his|their) )?(?:head ?teacher|head|deputy|principal|"
    r"(?:school|trust|academy) office|school|office|secretary|reception|pa|bursar|"
    r"business manager|senco|trust|me|us|them|"
    rf"{_TITLED})"
)
_NAME = late_pattern(rf"\b{_TITLED}")
_SINCE = late_pattern(
    r"(?: (?:yet|as yet|so far|to date|at all|received|given|on file|since|"
    rf"(?:from|by) {_WHOM}|to (?:our |my )?(?:e ?mails?|letters?|calls?|messages?)|"
    rf"(?:(?:in|on|of) )?(?:{_MONTH}|\d{{1,4}}(?:st|nd|rd|th)?)))*"
)
# Either answer may be meant: the question as printed, a polite yes that begins with no, a doubt.
_EITHER = late_pattern(
    r"(?:y|yes) (?:or )?(?:n|no)\b|(?:n|no) (?:or )?(?:y|yes)\b|n a\b|"
    r"no (?:problem|objection|issue|worr|idea|preference|decision)|not (?:a|an) (?:problem|issue)|"
    r"(?:do not|don t|dont|does not|doesn t) (?:know|mind)|"
    r"not (?:yet )?(?:sure|certain|clear|decided|heard|applicable)\b"
)
_SAYS_NO = late_pattern(
    r"(?:(?:certainly|definitely|absolutely|of course) (?=not\b))?"
    r"(?:please )?(?:n|no|nope|not|never|none|nobody|no one|do not|don t|dont|does not|doesn t|"
    r"doesnt|cannot|can t|cant|will not|won t|wont|declin\w+|refus\w+|withdr[ae]w\w*|"
    r"opt(?:ed|s|ing)? out|unwilling|(?:would |we d |i d )?(?:rather|prefers?) not)\b"
)
_SAYS_YES = late_pattern(r"(?:y|yes|yep|yeah|ok|okay|fine|agreed|certainly|of course)\b")
# A yes with a remark is one only where every word of it is known: whatever else somebody may have
# written ("agreed not to", "yes, but she has declined since") takes it back or may do so.
_MEANS = r"(?:e ?mail|phone|tele ?phone|mobile|ring|call|text|write|letter|post|contact|teams)"
_BY = (
    rf"(?:(?:by|via|through|with) (?:{_MEANS}|{_WHOM})|"
    rf"(?:(?:to )?{_MEANS}|speak to|ask for)(?: (?:to )?{_WHOM})?)"
)
_TIME = (
    rf"(?:(?:the |next |early |late |mid |start of |end of |\d{{1,2}}(?:st|nd|rd|th)? )*"
    rf"(?:{_MONTH}|easter|christmas|half term|spring|summer|autumn|term time|term|holidays?|week|"
    r"month|year|\d{1,2}(?: ?[ap]m)?|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|mornings?|"
    r"afternoons?|school|hours)(?: 20\d\d)?)"
)
_TO_TALK = (
    r"to (?:be (?:contacted|approached|involved)|(?:have a )?(?:talk|chat|call|conversation)|"
    r"help|meet|discuss(?: it)?|hear (?:more|from (?:you|others))|take part|work together|"
    r"contact|being contacted|join(?: in)?)"
)
_WILLING = (
    r"(?:(?:we (?:are|re|d be|would be)|i m|i am|would be|very|more than|really|always) )*"
    rf"(?:happy|willing|glad|keen|pleased|delighted|open)(?: {_TO_TALK})"
)
_REMARK = (
    rf"(?:{_WILLING}|{_BY}|but|and|only|just|please|thanks|thank you|first|preferred|of course|"
    r"is best|is fine|is ok|certainly|absolutely|definitely|fine|happy|"
    r"(?:very )?(?:keen|interested)|"
    rf"no (?:problem|objection|worries)|(?:that is|that s) (?:fine|ok)|"
    rf"(?:not|no) (?:by |on |via )?(?:e ?mails?|(?:tele)?phone(?: calls?)?|calls?|texts?|letters?)|"
    rf"not (?:until|before|after|during|in|on|at) {_TIME}|"
    rf"(?:(?:from|after|in|on|during|at) )?{_TIME})"
)
# Nothing is tried twice (`(?>`, `*+`): of a long cell that would take for ever.
_YES_AND_REMARK = late_pattern(
    rf"(?:(?:y|yes|yep|yeah|ok|okay|fine|agreed|certainly|of course)\b|(?>{_WILLING}\b))"
    rf"(?: (?>{_REMARK}\b))*+(?<! but)"
)
# How, and no whether: "only by email", "via the office", "ring first".
_BY_SOME_MEANS = late_pattern(
    rf"(?:only |just |please )*(?:(?:by|via|through) (?:{_MEANS}|{_WHOM})"
    r"(?: (?:only|first|please))*|"
    rf"{_MEANS}(?: (?:to )?{_WHOM})? (?:only|first|preferred|is best|is fine|is ok))"
)
# A yes and no condition: politeness, goodwill, what is liked best.
_NO_CONDITION = late_pattern(
    r"(?:(?:y|yes|yep|yeah|ok|okay|agreed)\b ?)?"
    rf"(?:(?>{_WILLING}|{_MEANS} (?:preferred|is best|is fine|is ok)|please|thanks|thank you|"
    r"of course|certainly|absolutely|definitely|fine|no (?:problem|objection|worries))\b ?)*+"
)


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
    answer = yes_or_no(text)
    # Where somebody is to be written to says how, and nothing of whether.
    word = plain(without_contacts(text, " ", " "))
    if answer == "no" or (answer == "yes" and "?" not in text):
        return ("yes" if answer == "yes" else "no"), False
    if answer == "" or ((found := _NOT_SAID.match(word)) and _SINCE.fullmatch(word, found.end())):
        return "", False
    if found or _EITHER.match(word) or ("?" in text and not _SAYS_NO.match(word)):
        return UNCLEAR, False
    if _SAYS_NO.match(word):
        return "no", False
    is_yes = _YES_AND_REMARK.fullmatch(word) or _BY_SOME_MEANS.fullmatch(word)
    if not is_yes:
        return UNCLEAR, False
    # An address or a number that was left out says how.
    has_condition = not _NO_CONDITION.fullmatch(word) or without_contacts(text) != text
    return "yes", has_condition


def tells_a_person(text: str) -> bool:
    """Whether an answer that :func:`consent` takes for a yes with a condition tells who somebody
    is, or how to reach them: all its other words are known, and none of these does."""
    return without_contacts(text) != text or _NAME.search(plain(text)) is not None


def fact(text: str) -> str:
    """ "yes" or "no" of a fact in the register's words ("Boarding school", "No boarders",
    "Does not have a sixth form") or as an answer with a remark; "" for anything else."""
    if (answer := yes_or_no(text)) is not None:
        return answer
    if says_no(text):
        return "no"
    word = plain(text)
    if word.startswith(("has no ", "has not ", "has never ")):
        return "no"
    is_so = word.startswith(("boarding", "has ")) or _SAYS_YES.match(word)
    return "yes" if is_so and not _EITHER.match(word) else ""
