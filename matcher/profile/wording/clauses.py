"""A cell of prose cut into clauses, each of which speaks of one thing, one way."""

from __future__ import annotations

import re
from functools import lru_cache

from matcher.profile.list_marks import without_list_marks
from matcher.profile.tag_pieces import parted
from matcher.profile.vocabulary import load
from matcher.profile.wording.subjects import MARK, SKILL_MARK, spotter

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
_LIST = re.compile(r"\s*,\s*(?:(?:and|or)\s+)?|\s+(?:and|&|\+|plus|or)\s+", re.IGNORECASE)
# What a piece that only names a subject may hold besides: "KS3 French", "some Latin".
_BARE = re.compile(
    rf"{MARK}|{SKILL_MARK}|\b(?:ks ?\d|y(?:ear|r)?s? ?\d+|i?gcse|a[- ]level|"
    r"a|an|the|our|some|more|any|both|anything(?: else)?|etc)\b",
    re.IGNORECASE,
)
_OFFERED = re.compile(rf"(?:we )?(?:{GIVING})", re.IGNORECASE)
_WHEN = r"(?: (?:on|at|in|after|during|free|from|until)\b[^,;]*)?\W*"
# What is learnt outdoors: of a forest school nobody says that it is lent.
_OUTDOORS = r"(?:forest|beach|outdoor) (?:school|learning|space|area|site)s?(?: (?:site|area)s?)?"
PLACES = "|".join((_OUTDOORS, *(re.escape(one.word) for one in load().places)))
_IS_OUTDOORS = re.compile(rf"\b{_OUTDOORS}\b", re.IGNORECASE)
_ENDS_IN_PLACE = re.compile(rf"\b(?:{PLACES}){_WHEN}\Z", re.IGNORECASE)
_OUR_PLACE = rf"(?:(?:our|an?|the|some) (?:[\w-]+ )?)?(?:{PLACES})"
_PLAIN_OFFER = re.compile(
    rf"(?:we (?:also )?)?{GIVING} (?:(?:the )?(?:use|loan|hire) of )?{_OUR_PLACE}"
    rf"(?:,? (?:and|or) {_OUR_PLACE})*{_WHEN}",
    re.IGNORECASE,
)
_LABS = re.compile(rf"\b(?:labs?|laborator(?:y|ies)){_WHEN}\Z", re.IGNORECASE)
_IN_LABS = {"science", "physics", "chemistry", "biology", "STEM", "computing", "languages"}
_OF_SUBJECTS = re.compile(rf"\b(?:rooms?|studios?|suites?|workshops?){_WHEN}\Z", re.IGNORECASE)
# What all subjects are about that are a thing of their own: "INSET days, SEND" is one thing.
_TRAINING = re.compile(r"\b(?:train\w*|cpd|inset|courses?|workshops?|development)\b", re.IGNORECASE)
_OF_A_SUBJECT = re.compile(
    r"\b(?:teach\w*|taught|staff\w*|specialis\w*|tut(?:or|ition)\w*|lessons?|class(?:es)?|clubs?|"
    r"help|support\w*|coach\w*|mentor\w*|resources?|materials?|curriculum|revision|"
    rf"{WANTING}|{GIVING})\b",
    re.IGNORECASE,
)
_SUBJECT_IN_BRACKETS = re.compile(rf"\([^()]*(?:{MARK}|{SKILL_MARK})[^()]*\)?\Z")
_ENDS_IN_MARK = re.compile(rf"(?:{MARK}|{SKILL_MARK})\Z")
_STARTS_WITH_MARK = re.compile(rf"(?:{MARK}|{SKILL_MARK})\b")
# Several people who teach a thing now are one: "taught by a biologist and a PE teacher".
_TAUGHT_BY = re.compile(r"\b(?:taught|covered|delivered|led|taken) (?:\w+ )?by\b", re.IGNORECASE)
_TEACHERS = re.compile(
    r"(?:\s+(?:and|or|&)\s+|,.*\b(?=an? ))(?:(?:an?|our|the|one|two|some|other) )?"
    r"(?:[\w-]+ ){0,2}(?:\w+ists?|teachers?|staff|tutors?)[ .!?]*",
    re.IGNORECASE,
)
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


def parts(clause: str) -> list[str]:
    """The parts of a clause that lists things, each with something to say: "maths, physics
    and Latin teachers, and a kiln" is "maths, physics, Latin teachers" and "a kiln". A
    piece that only names a subject belongs to the next that says more (to the one before,
    at the end), and subjects that stand side by side belong together: "short of physics
    and chemistry specialists" is one part. A place takes no subject behind it ("labs and
    Latin"), and a comma ends what "and" has closed ("Latin and Mandarin, physics labs"). A subject
    whose kinds stand in brackets is a part of its own ("languages (Spanish & Mandarin)")."""
    found: list[str] = []
    waiting: list[str] = []
    read = parted(clause, _LIST)
    said = _with_all_who_teach([(join, piece.strip()) for join, piece in read if piece.strip()])
    if not said:  # a comma alone
        return []
    joins, pieces = zip(*said, strict=True)
    marked = [spotter().find(piece).marked.strip(" .!?") for piece in pieces]
    follows = zip(pieces, marked, joins, [*marked[1:], ""], [*joins[1:], ""], strict=True)
    for piece, own, join, after, next_join in follows:
        if _SUBJECT_IN_BRACKETS.search(own) and is_only_subject(piece):
            found += [", ".join(said) for said in (waiting, [piece]) if said]
            waiting = []
            continue
        waiting.append(piece)
        is_side_by_side = _ENDS_IN_MARK.search(own) and _STARTS_WITH_MARK.match(after)
        only_subject = is_only_subject(piece)
        if not only_subject and not is_side_by_side:
            if len(waiting) > 1 and not _may_name_place(piece, waiting[:-1]):
                _close(found, waiting[:-1])
                waiting = [piece]
            found.append(", ".join(waiting))
            waiting = []
        elif only_subject and _has_lead(found, waiting) and "," not in join and "," in next_join:
            _close(found, waiting)
            waiting = []
    waiting = [piece for piece in waiting if spotter().find(piece).subjects] or waiting
    if waiting and found and joins[-1].strip() == "," and _stands_alone(waiting, found[-1]):
        found.append(waiting[0])
    elif waiting:
        _close(found, waiting)
    return found


def _with_all_who_teach(said: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pieces of a list, each with how it is joined; whoever else teaches a thing now stands
    with the first of them."""
    found: list[tuple[str, str]] = []
    for join, piece in said:
        if found and _TAUGHT_BY.search(found[-1][1]) and _TEACHERS.fullmatch(join + piece):
            found[-1] = found[-1][0], f"{found[-1][1]}{join}{piece}"
        else:
            found.append((join, piece))
    return found


def ends_in_place(words: str) -> bool:
    """Whether ``words`` end in a place or a thing to lend, as "a small hall on Fridays" do."""
    return _ENDS_IN_PLACE.search(words) is not None


def _has_lead(found: list[str], waiting: list[str]) -> bool:
    """Whether words that are no bare subject stand before the last that waits."""
    return bool(found) or not all(is_only_subject(piece) for piece in waiting)


@lru_cache(maxsize=4096)
def is_only_subject(piece: str) -> bool:
    """Whether ``piece`` names subjects and nothing else: "KS3 French"."""
    return not _says_more(spotter().find(piece).marked)


def _says_more(marked: str) -> bool:
    return any(map(str.isalnum, _BARE.sub("", marked)))


def bare_pieces(clause: str) -> list[str]:
    """The pieces of a list that name subjects and nothing else, whatever stands beside them."""
    pieces = (piece.strip() for _, piece in parted(clause, _LIST))
    return [one for one in pieces if spotter().find(one).subjects and is_only_subject(one)]


def _may_name_place(place: str, waiting: list[str]) -> bool:
    """Whether subjects may be those of what follows: of "labs" sciences, of "rooms" any, of
    "swimming pool" none."""
    if not ends_in_place(place) or not all(map(is_only_subject, waiting)):
        return True
    if _LABS.search(place):
        return {s for one in waiting for s in spotter().find(one).subjects} <= _IN_LABS
    return _OF_SUBJECTS.search(place) is not None


def _close(found: list[str], bare: list[str]) -> None:
    """Put subjects that nothing follows to what stands before them, unless that is a place."""
    if found and not ends_in_place(found[-1]):
        bare = [found.pop(), *bare]
    found.append(", ".join(bare))


def _stands_alone(bare: list[str], before: str) -> bool:
    """Whether a subject at the end is a thing of its own, as in "university visits, EAL". Of
    training, teachers or help it may be the subject: "specialist teachers, Latin"."""
    if len(bare) > 1 or _TRAINING.search(before) or spotter().find(before).subjects:
        return False
    is_alone = load().alone.keys() >= {*spotter().find(bare[0]).subjects}
    return is_alone or _OF_A_SUBJECT.search(before) is None


def is_bare(part: str) -> bool:
    """Whether ``part`` names subjects and says nothing of them but that they are offered."""
    marked = spotter().find(part).marked
    return MARK in marked and not _says_more(_OFFERED.sub("", marked))


def is_outdoors(clause: str) -> bool:
    """Whether ``clause`` is about learning outdoors, for which grounds are lent and no room."""
    return _IS_OUTDOORS.search(clause) is not None


def is_about_training(clause: str) -> bool:
    """Whether ``clause`` names training as such: "SEND courses"."""
    return _TRAINING.search(clause) is not None


def begins_with_an_offer(clause: str) -> bool:
    """Whether what is listed in ``clause`` is offered: "would offer Latin, labs on Fridays"."""
    return _OFFERED.match(clause) is not None


def is_plain_offer(clause: str) -> bool:
    """Whether ``clause`` offers places or things and says nothing else: "we lend our minibus"."""
    return _PLAIN_OFFER.fullmatch(clause) is not None
