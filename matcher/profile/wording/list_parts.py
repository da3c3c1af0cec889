"""The parts of a clause that lists things: which subjects belong to which thing, and what names a
subject, a place or an offer and nothing else."""

from __future__ import annotations

import re
from functools import lru_cache

from matcher.profile.tag_pieces import parted
from matcher.profile.vocabulary import load
from matcher.profile.wording.clauses import GIVING, WANTING
from matcher.profile.wording.subjects import LEAVES_OUT, MARK, OR_ANOTHER, SKILL_MARK, spotter

_LIST = re.compile(
    rf"\s*,\s*(?!{OR_ANOTHER})(?:(?:and|or)\s+)?|\s+(?!{OR_ANOTHER})(?:and|&|\+|plus|or)\s+",
    re.IGNORECASE,
)
# What a piece that only names a subject may hold besides: "KS3 French", "some Latin".
_BARE = re.compile(
    rf"{MARK}|{SKILL_MARK}|\b(?:ks ?\d|y(?:ear|r)?s? ?\d+|i?gcse|a[- ]level|"
    r"a|an|the|our|some|more|any|both|early|primary|secondary|anything(?: else)?|etc)\b"
    rf"|\b{OR_ANOTHER}|\b{LEAVES_OUT}(?:[ (]+{MARK}(?: n?or\b)?)*",
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
_ACTIVITY = (
    r"(?:teach\w*|taught|staff\w*|specialis\w*|tut(?:or|ition)\w*|lessons?|class(?:es)?|clubs?|"
    r"help|support\w*|coach\w*|mentor\w*|resources?|materials?|curriculum|revision)"
)
_HAS_ACTIVITY = re.compile(rf"\b{_ACTIVITY}\b", re.IGNORECASE)
_OF_A_SUBJECT = re.compile(rf"\b(?:{_ACTIVITY}|{WANTING}|{GIVING})\b", re.IGNORECASE)
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
        only_subject = is_only_subject(piece)
        is_side_by_side = _ENDS_IN_MARK.search(own) and _STARTS_WITH_MARK.match(after)
        if next_join.strip() == "," and _says_more(after) and _has_activity(own):
            is_side_by_side = None  # "mentoring in maths, Latin club" are two
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


def _has_activity(words: str) -> bool:
    return _HAS_ACTIVITY.search(words) is not None or _TRAINING.search(words) is not None


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


def says_subjects_alone(clause: str) -> bool:
    """Whether ``clause`` names subjects and nothing else of which one at least may be taught, or
    shared, in many ways, whatever level it is of: "GCSE French & Spanish"."""
    named = {*spotter().find(clause).subjects}
    return bool(named - load().alone.keys()) and all(
        map(is_only_subject, (piece for _, piece in parted(clause, _LIST)))
    )


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
