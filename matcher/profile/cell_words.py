"""What a cell of needs or strengths says without naming anything: nothing at all, "not known",
or a yes to nobody knows what.

"None" is an answer: such a school needs, or offers, nothing. "See notes" and a question mark
are none; they say that nobody knows yet, which is neither a tag nor "none".
"""

from __future__ import annotations

import re

from matcher.core.cells import NOTHING, is_unknown
from matcher.core.text.late_pattern import late_pattern
from matcher.profile.vocabulary import key, load

_COURTESY = re.compile(
    r" (?:thanks|thank you|please|at (?:the |this )?(?:moment|present|time)|at all|currently|"
    r"for now|right now|just now|this year|required|needed|to report)$"
)
# Whom offices say they have still to ask, and where they say more.
_PERSON = (
    r"(?:head ?teacher|head|ht|principal|school|office|deputy|slt|bursar|trust|governors|"
    r"(?:mr|mrs|ms|miss|dr) \w+)"
)
_ELSEWHERE = (
    r"(?:notes?|comments?|below|above|over|overleaf|e ?mails?|attache(?:d|ment)|(?:other )?sheet|"
    r"(?:other )?tab|letter|plan|sip|sdp|website|form|column \w+|last year)"
)
_PENDING = r"(?:tb[acd]|to be (?:agreed|announced|confirmed|decided|discussed)|to follow|pending)"
_NOT_KNOWN = late_pattern(
    rf"(?:{_PENDING}(?: (?:at|after|by|from|in|next|on|until|with)(?: \w+){{1,3}})?"
    rf"|(?:please )?(?:see|refer to|as in)(?: the| our| my| school)? {_ELSEWHERE}(?: \w+)?"
    rf"|(?:please )?(?:ask|check with|contact|ring|phone|call|speak to|waiting for|await(?:ing)?)"
    rf"(?: the)? {_PERSON}"
    r"|(?:await(?:ing)?|no)(?: a)? (?:answer|information|info|reply|response)(?: yet)?"
    r"|not (?:yet )?(?:known|sure|stated|given|specified|decided|clear)(?: yet)?"
    r"|unsure|undecided|(?:we )?do(?:nt| not) know(?: yet)?|dk|n and k|nk|no idea|query|to check"
    r"|as discussed)"
)
# What is said of another school, which is nobody's need until somebody looks there: its name has
# capitals ("same as Hallaton", "see Trinity Hall day") and is no subject, place or activity.
_OF_ANOTHER = late_pattern(
    r"\W*(?i:(?:(?:much |just |exactly )?(?:the )?same (?:again )?(?:as|for)|like|"
    r"as (?:for|per|with|at)|(?:please )?(?:see|refer to)))(?i: for| the)?"
    r"(?P<name>(?: [A-Z][\w'’.&-]*){1,4})"
    r"(?i: (?:school|college|academy|notes?|day|list|above|below|row))*\W*"
)
# That all is well, or that no help is wanted, in more words than two.
_WELL = (
    r"(?:(?:we|they|all) )?(?:are |is )?(?:happy|fine|ok|okay|good|content) "
    r"as (?:we|it|they|things) (?:are|is)"
)
_WANTS_NONE = (
    r"(?:(?:we|they|it) )?(?:(?:really|currently) )?(?:do(?:es)? not|do(?:es)?nt) "
    r"(?:(?:really|currently) )?(?:need|want|require)"
    r"(?: (?:any|anything|help|support|else|more|from (?:others|anyone|you)))+"
)
_NO_HELP = (
    r"(?:(?:we need )?no (?:(?:other|further|particular|specific) )?(?:help|support)"
    r"(?: (?:is )?(?:needed|required|wanted))?"
    r"|(?:we have )?no (?:(?:other|further|particular|specific) )?needs)"
)
_TO_GIVE = r"(?:offer|give|lend|share|contribute)"
_HAS_NONE = (
    rf"(?:(?:(?:we|they|it|(?:the |our )?school) )?(?:(?:really|currently) )?"
    rf"(?:(?:needs?|wants?|requires?|lacks?|offers?|(?:can|could) {_TO_GIVE}) nothing"
    rf"|ha(?:ve|s) nothing to {_TO_GIVE}"
    rf"|(?:can ?not|cant|could not|(?:are |is )?(?:un|not )able to) {_TO_GIVE} anything)"
    r"(?: (?:else|more|from (?:others|anyone|you)))*)"
)
_NONE_IN_ONE = rf"(?:{_WELL}|{_WANTS_NONE}|{_NO_HELP}|{_HAS_NONE})"
_NONE_IN_WORDS = late_pattern(
    rf"{_NONE_IN_ONE}(?: (?:(?:and|so|thanks|thank you) )?{_NONE_IN_ONE})*"
)
# Of which side "nothing" is said; of neither, as in "none", it is of the column's own.
_OF_SIDE = {
    "needs": late_pattern(r"\b(?:need|want|require|lack|help|support)"),
    "strengths": late_pattern(r"\b(?:offer|give|lend|share|contribute|strength)"),
}
_YES = frozenset(
    {"y", "yes", "yes please", "x", "true", "1", "tick", "ticked", "ok"}
    | {"\u2713", "\u2714", "\u2611", "\u2705", "\u2713\ufe0f", "\u2714\ufe0f", "\u221a"}
)


def means_none(text: str) -> bool:
    """Whether ``text`` says that there is nothing, as "none" or "nothing at the moment,
    thanks" does."""
    rest = key(text)
    while (shorter := _COURTESY.sub("", rest)) != rest:
        rest = shorter
    return rest in NOTHING or _NONE_IN_WORDS.fullmatch(rest) is not None


def other_side_of_none(text: str, column: str) -> bool:
    """Whether ``text``, which means that there is nothing, says so of the other column than
    ``column`` ("needs", "strengths") alone: "nothing to offer" says nothing of needs."""
    said = {side for side, words in _OF_SIDE.items() if words.search(key(text))}
    return bool(said) and column not in said


def means_not_known(text: str) -> bool:
    """Whether ``text``, which is not blank, says that it is not known, as "?", "tbc in
    May", "see notes" or "ask head" does."""
    words = key(text)
    if not words or is_unknown(text) or _NOT_KNOWN.fullmatch(words):
        return True
    of_another = _OF_ANOTHER.fullmatch(text)
    return words == "ditto" or (of_another is not None and not _is_ours(of_another["name"]))


def _is_ours(name: str) -> bool:
    """Whether a name is that of a subject, a place to lend or an activity: "see Sports Hall"."""
    known, own = load(), key(name)
    return own in known.subject_keys or own in known.facility_keys or own in known.activity_keys


def means_yes(text: str) -> bool:
    """Whether ``text`` is a tick or a "yes" and nothing else."""
    return text.strip().casefold().rstrip("!. ") in _YES
