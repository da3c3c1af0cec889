"""A cell of prose cut into clauses, each of which speaks of one thing, one way."""

from __future__ import annotations

import re

from matcher.profile.list_marks import without_list_marks

MOST = 60  # clauses of one cell that are read: what is longer is a document
LONGEST = 400  # characters of a clause that are read

# Words that offices cut short: in "gov. body" the full stop ends nothing.
_CUT_SHORT = (
    "gov", "govs", "dept", "depts", "dep", "asst", "incl", "inc", "esp", "approx", "poss", "prof",
    "dev", "sec", "prim", "sch", "yr", "yrs", "pt", "ext", "temp", "min", "max", "avail",
    "e.g", "eg", "i.e", "ie", "vs",
)  # fmt: skip
_TITLES = ("mr", "mrs", "ms", "dr", "st")  # after which a name follows


def _after(words: tuple[str, ...]) -> str:
    ends = "|".join(rf"(?<=\b{re.escape(word)}\.)" for word in words)
    return f"(?i:{ends})"


_ENDS = re.compile(
    rf"(?<=[.!?])(?!{_after(_CUT_SHORT)}\s+[a-z0-9]|{_after(_TITLES)}\s+\w"
    r"|(?m:(?<=^[A-Z]\.))\s+[A-Z][a-z])\s+"  # "J. Smith", where a clause begins
    r"|[;\n\r\v\f\x85\u2028\u2029|•]+"
)
# Where the sentence turns: what follows may point the other way.
_TURNS = re.compile(
    r",?\s+(?=but\s)|,\s*(?=(?:though|although|whereas|while|however|yet|otherwise|instead|"
    r"in return|in exchange|conversely|and (?:we|our|would|could|can)|we |our |happy to|"
    r"keen to|glad to|willing to|able to|can |could |would )\b)",
    re.IGNORECASE,
)
# Where a condition begins: what follows it says which way it points.
_CONDITION = re.compile(
    r"(?:if|should|were|had|unless|provided|as long as|in case|without|with)\b", re.IGNORECASE
)
# What says of the clause before it that it goes on: "we will do so again".
_REFERS_BACK = re.compile(
    r"(?:and )?(?:we|they|it|this|that|he|she)\b.*\b(?:again|so|the same|repeat(?:ed)?|continues?|"
    r"(?:carr(?:y|ies)|goes?) on)\b",
    re.IGNORECASE,
)
_MOST_BACK = 8  # words of such a clause
# A verb that wants and one that gives; where one follows the other, a new clause begins.
WANTING = (
    r"(?:needs?|needing|requires?|wants?|lacks?|seeks?|seeking|looking for|could do with|"
    r"short of|struggl(?:e|es|ing)|would (?:like|welcome|love|appreciate))"
)
GIVING = (
    r"(?:(?:can|could|would|will|(?:happy|glad|willing|able|pleased|keen) to) (?:also )?"
    r"(?:offer|share|lend|loan|spare|provide|host|give)|offers?|offering|lends?|shares?|"
    r"happy to (?:help|support))"
)
_HAVING = (
    r"(?:to (?:spare|lend)|on offer|(?:fully|well|over)[- ]?staffed|plenty of|enough|"
    r"have(?! (?:no|to|(?:an? )?(?:lack|shortage|gap|need))\b))"
)
_WANTS = re.compile(rf"\b{WANTING}\b", re.IGNORECASE)
_GIVES = re.compile(rf"\b(?:{GIVING}|{_HAVING})(?!\w)", re.IGNORECASE)
_VERB_FOLLOWS = re.compile(
    r"(?:\s*,\s*|\s+[-\u2013\u2014]\s+|\s+(?=(?:and|but|&|\+)\s))(?:(?:and|but|&|\+)\s+)?"
    r"(?=(?:(?:we|are|is|also|still|badly|urgently|really|do)\s+)*"
    rf"(?:{WANTING}|{GIVING})\b)",
    re.IGNORECASE,
)
_VERB_WANTS = re.compile(rf"(?:\w+\s+)*?{WANTING}\b", re.IGNORECASE)
# Of whom or of what something else is said: "schools that have a hall and need a pool".
_RELATIVE = re.compile(r"\b(?:who|whom|that|which|those|if|should|were|unless)\b", re.IGNORECASE)
_FEWEST = 3  # words; a shorter piece belongs to what stands before it


def clauses(text: str) -> list[str]:
    """The clauses of ``text`` in their order, white space single, none blank.

    "Short of physics teachers, but we could lend our theatre" is two. A piece of fewer
    than three words stays with its neighbour, and so does a condition: "should a chemist
    come free, we would take her" is one. What only says that something goes on belongs to
    what goes on.
    """
    found: list[str] = []
    for sentence in _ENDS.split(without_list_marks(text)):
        own: list[str] = []
        awaits_end = False
        for part in _TURNS.split(sentence):
            words = " ".join(part.split())
            if not words:
                continue
            if not own and found and _refers_back(words):
                found[-1] = f"{found[-1]} {words}"
            elif own and (awaits_end or _refers_back(words) or _is_short(words, own[-1])):
                own[-1] = f"{own[-1]}, {words}"
                awaits_end = False
            else:
                own.append(words)
                awaits_end = _CONDITION.match(words) is not None
        found += [one for clause in own for one in _parted_by_verbs(clause)]
    return [clause[:LONGEST] for clause in found[:MOST]]


def _parted_by_verbs(clause: str) -> list[str]:
    """ "Two physicists to spare, need phonics" is two clauses: what is given, what is wanted."""
    for turn in _VERB_FOLLOWS.finditer(clause):
        before, after = clause[: turn.start()], clause[turn.end() :]
        if _RELATIVE.search(before):
            return [clause]
        wants, gives = _WANTS.search(before), _GIVES.search(before)
        is_new = gives and not wants if _VERB_WANTS.match(after) else wants and not gives
        if is_new:
            return [before, *_parted_by_verbs(after)]
    return [clause]


def _is_short(*texts: str) -> bool:
    return min(len(text.split()) for text in texts) < _FEWEST


def _refers_back(words: str) -> bool:
    return len(words.split()) <= _MOST_BACK and _REFERS_BACK.match(words) is not None
