"""Which side a header speaks of that is no synonym: what a school needs, what it offers, both,
or something near to it that is neither ("Declined offers", "What can others offer us?")."""

from __future__ import annotations

from functools import lru_cache

from matcher.core.text.late_pattern import late_pattern
from matcher.intake.headers.synonyms import IGNORED_WORDS, SIDE_WORDS
from matcher.intake.headers.wording import words

# It is not so, or no longer so: "Not needed", "Offers turned down", "Needs met".
_ENDED = (
    r"not|no|never|nothing|don t|isn t|unwanted|declin\w+|refus\w+|reject\w+|turned down|withdrawn|"
    r"previous\w*|past|former\w*|historic\w*|earlier|old|last (?:year|term)|expired|lapsed|"
    r"cancelled|met|unmet|already|received|accepted|taken up|fulfilled|completed|resolved|ended"
)
_SAYS_NO = late_pattern(rf"\b(?:{_ENDED})\b")
# Behind "Needs" or "Offers" these are no tag ("Offers declined", "Strengths of the school");
# "Offer: past papers" is one.
_IS_NO_TAG = late_pattern(
    r"(?:not|no longer|declin\w+|refus\w+|reject\w+|turned down|withdrawn|already|met|received|"
    r"accepted|taken up|expired|lapsed|cancelled|fulfilled|previously)\b.*|"
    r"(?:as )?(?:discussed|agreed|told|raised|reported|recorded|logged) (?:with|by|to|from)\b.*|"
    r"(?:of|by|to|for|from) (?:(?:the|our|your|their|this|other)\b.*|others?|partners?)|"
    rf"(?:{_ENDED})"
)
_OTHERS = (
    r"(?:others?|(?:other|another|partner|neighbouring|local) (?:schools?|trusts?)|partners?|"
    r"somebody|someone|anybody|anyone|people)"
)
_CAN = r"(?:(?:can|could|may|might|will|would|do|does|school|schools|that|s) )*"
# What others offer or need, and which needs of others the school could meet. "What could you
# offer others?" and "What do you need from a partner?" ask about the school.
_OF_OTHERS = late_pattern(
    rf"\b{_OTHERS} {_CAN}(?:offer|need|want|contribute|give|lend|share|lack|strength)\w*|"
    rf"\b(?:needs?|wants|strengths?|offers?) (?:of|by|from) {_OTHERS}\b|"
    rf"\b(?:needed|wanted|offered) by {_OTHERS}\b|"
    r"\b(?:offer|contribute|give|lend)\w* (?:to )?you\b|"
    r"\A(?:(?!your?\b)\w+ )*(?:offer|contribute|give|lend)\w* (?:to )?us\b|"
    r"\bneeds?\b.*\b(?:you|we) (?:can|could|would|might) (?:meet|help|support|address|cover)|"
    r"\bneeds?\b.*\b(?:can|could|would|might) (?:you|we|your school) "
    r"(?:meet|help|support|address|cover)"
)
_MAY = {"can", "could", "would", "might"}
_GIVES = {"give", "lend", "share"}
# Who can help whom: "What could others help with?" is about others.
_HELPS_OTHERS = late_pattern(
    rf"\b(?:can|could|would|might) (?:you|we|they|it|the school|your school|this school) (?:also )?"
    rf"(?:help|support) {_OTHERS}\b"
    rf"|\b(?:you|we|they|it|school) (?:can|could|would|might) (?:help|support) {_OTHERS}\b"
)
_FROM_THEM = late_pattern(
    r"\b(?:(?:would (?:you |we |they |it |the school )?|d )like|hopes? for|hoping for|expects?|"
    rf"asks? for) (?:help |support )?(?:from|of) (?:them|us|{_OTHERS})\b"
)
# Questions that ask for needs, or for offers, by no word of either: of the school itself, and of
# nobody else ("What would help others?").
_WHO = r"(?:you|we|they|it|(?:the|your|our|this) school)"
_WHOM = r"(?:you|us|them|it|(?:the|your|our|this) school)"
_IS_IT = rf"(?:(?:are|is) {_WHO}|{_WHO} (?:are|is|re))"
_HELP = r"(?:help|support)"
# "Would you like", and what somebody else writes above their answers: "they would like", "they'd".
_WOULD = rf"(?:would {_WHO}|{_WHO} (?:would|d))"
_MIGHT, _BUT_US = r"(?:can|could|might|would)", rf"(?!we\b){_WHO}"
_CAN_THEY = rf"(?:{_MIGHT} {_BUT_US}|{_BUT_US} {_MIGHT})"
_ASKS_FOR_NEEDS = late_pattern(
    rf"(?:what|which|where) (?:kind of )?(?:{_HELP} )?would (?:most )?"
    r"(?:help|benefit|be (?:most |really )?(?:helpful|useful|of use))"
    rf"(?: (?:to |for )?{_WHOM})?"
    rf"|(?:what|which|where|areas?) (?:kind of )?(?:{_HELP} )?{_WOULD} (?:most )?"
    r"(?:like|welcome|appreciate|value|benefit from|find (?:most )?(?:helpful|useful))"
    rf"(?: {_HELP})?(?: with)?"
    rf"|{_HELP} (?:that )?{_WHO} (?:would|d) (?:really )?(?:like|welcome|appreciate|value)"
    r"(?: with)?"
    rf"|(?:what )?{_IS_IT} (?:looking for|short of)"
    rf"|(?:what )?(?:{_WHO} )?(?:could do with|would benefit from)"
    rf"|(?:{_WHO} )?(?:would|d) like {_HELP}(?: with)?"
    rf"|(?:how|what|where) (?:can|could|might) {_OTHERS} {_HELP}(?: {_WHOM})?(?: with)?"
    rf"|how (?:(?:can|could|might) we|we (?:can|could|might)) {_HELP} "
    r"(?:you|them|(?:the|your|this) school)"
)
_ASKS_FOR_OFFERS = late_pattern(
    rf"(?:what|which|where|how) {_CAN_THEY} (?:help|support|bring|teach)(?: with)?"
    rf"|(?:what|how) {_CAN_THEY} (?:do|bring|teach)(?: for| to)? {_OTHERS}"
    rf"|what {_IS_IT} good at|what (?:(?:do|does) {_WHO} do|{_WHO} do(?:es)?) (?:really )?well"
    r"|(?:happy|glad|willing) to help(?: with)?"
)
_MORE = late_pattern(r"(?: (?:most|best|at the moment|now|this year|if any(?:thing)?))+\Z")
_ALL_SIDE_WORDS = set().union(*SIDE_WORDS.values())
# What a header of both sides has besides: "Support needed / offered", "What we need and can offer".
_BESIDES = {
    "and", "or", "can", "could", "do", "does", "we", "you", "they", "what", "which", "our", "your",
    "their", "the", "a", "of", "to", "it", "s", "y", "n", "support", "help", "area", "areas",
    "school", "schools", "key", "main", "identified", "from", "for", "with",
}  # fmt: skip


def side_of_question(header: str) -> str:
    """The side a question asks about ("What could you offer?"), or ""."""
    sides = _sides(header)
    return sides[0] if len(sides) == 1 and not is_beside_the_point(header) else ""


def is_of_both_sides(header: str) -> bool:
    """Whether a header names needs and strengths alike ("Needs / offers"): only the words of
    each cell tell which is meant."""
    return (
        len(_sides(header)) > 1
        and set(words(header).split()) <= _ALL_SIDE_WORDS | _BESIDES
        and not is_beside_the_point(header)
    )


def is_beside_the_point(header: str) -> bool:
    """Whether a header has a word of needs or strengths and still does not say what the school
    itself needs or offers now."""
    said = words(header)
    return bool(_sides(header)) and bool(_SAYS_NO.search(said) or _OF_OTHERS.search(said))


def is_no_tag(text: str) -> bool:
    """Whether what stands behind "Needs" or "Offers" in a header is no tag: "declined"."""
    return _IS_NO_TAG.fullmatch(words(text)) is not None


@lru_cache(maxsize=4096)
def _sides(header: str) -> tuple[str, ...]:
    asked = set(words(header).split())
    if asked & IGNORED_WORDS:
        return ()
    # "What could they give?", "What we can lend to others", "Could the school help others?"
    if asked & _MAY and (asked & _GIVES or _HELPS_OTHERS.search(words(header))):
        asked.add("offer")
    question = _MORE.sub("", words(header))
    if _FROM_THEM.search(words(header)) or _ASKS_FOR_NEEDS.fullmatch(question):
        asked.add("need")  # "What we would like from them", "What would help you most?"
    if _ASKS_FOR_OFFERS.fullmatch(question):
        asked.add("offer")
    return tuple(side for side, telling in SIDE_WORDS.items() if asked & telling)
