"""A clause that names one thing after another and says nothing of them: "a pool, bus fares", "a
hall and a kiln". What of it is a thing of its own, and what only says when, where or for whom.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from matcher.core.text.late_pattern import late_pattern
from matcher.profile.tag_pieces import JOIN, parted, things_joined
from matcher.profile.tag_suggestions import SPORTS_COACHING
from matcher.profile.vocabulary import COACHING, FACILITIES, MIXED_CLASSES, TEACHERS
from matcher.profile.wording.clause_classifier import load_model
from matcher.profile.wording.clauses import GIVING, WANTING
from matcher.profile.wording.enrichment import without_words
from matcher.profile.wording.frames import frame
from matcher.profile.wording.list_parts import PLACES, ends_in_place, is_only_subject
from matcher.profile.wording.subjects import MARK, SKILL_MARK, spotter, without_other_staff

_COMMA = re.compile(r",\s*(?:(?:and|or)\s+)?", re.IGNORECASE)
# What begins a list and is no part of it: "we need", "can offer".
_LEADS = re.compile(rf"(?:we (?:also )?)?(?:{WANTING}|{GIVING})\b:?\s*", re.IGNORECASE)
# Words of a sentence, which says something of the things that it names, and signs that part one.
_OF_SENTENCES = re.compile(
    r"\b(?:we|us|they|them|it|its|he|she|i|you|who|whom|which|that|this|these|those|is|are|was|"
    r"were|be|been|being|has|have|had|do|does|did|can|could|will|would|may|might|must|should|"
    r"needs?|wants?|if|when|where|while|because|since|as|so|but|though|although|yet|not|no|none|"
    r"never|nobody|cannot|without|only|[a-z]+n['’]t)\b|[.!?:\u2013\u2014]|\s-\s",
    re.IGNORECASE,
)
# What stands beside a thing and says when, where, for whom or how it is: "two places left".
_ASIDE = re.compile(
    r"(?:in|on|at|for|from|with|by|of|to|into|during|after|before|until|through|across|about|"
    r"per|both|all|any|every|each|either|ideally|esp|including|incl|such|like|also|too|asap|"
    r"perhaps|maybe|approx|one|two|three|four|five|six|eight|ten|\d+|once|twice|full|part|half|"
    r"now|already|next|last|few|several|nothing|spare|small|ideal|open|ready|come|borrow|request|ask|"
    r"call|pick|free|would|works?|runs?|y ?\d+ ?- ?\d+)\b"
    r"|.*\b(?:welcome|left|gone|short|places?|seats|fees|room|terms?|feels?|just|went|led|paid|sought|"
    r"yours?|ours|yourselves|please|yearly|(?<!with )volunteers?|\w{3,}ed|\w{3,}ly)\b",
    re.IGNORECASE,
)
# "Trinity Hall", "Rutland Hall", "Poole Farm": a name, where no word of ours stands in front of it.
_NAMED_PLACE = re.compile(
    r"([A-Z][a-z]+(?:['’]s)?) (?:Halls?|Farm|House|Court|Field|Fields|Park|Lodge|Grange|Studios?|"
    r"Theatre|Library|Centre)\b"
)
# What before such a name, or behind it, says that it is a room to be lent.
_LENDS = re.compile(
    r"\b(?:our|lend|loan|share|offer|spare|hire|let|use)(?: (?:out|of|the|our|new|own))* \Z",
    re.IGNORECASE,
)
_IS_LENT = re.compile(
    r" (?:(?:is|are|(?:can|could|may|might) (?:also )?be) (?:lent|hired|borrowed|used|shared|"
    r"available (?:to|for) (?:others?|schools?|you|hire)\b)|to (?:lend|let|hire|share|spare)\b)",
    re.IGNORECASE,
)
_ANY_PLACE = re.compile(
    r"\b(?:halls?|rooms?|facilit(?:y|ies)|spaces?|studios?|theatres?|mini ?bus(?:es)?|equipment)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(rf"\b(?:{PLACES})\b", re.IGNORECASE)
# Somebody or something, how often, and when, where, for whom and with whom.
_SHARED = re.compile(r"\b(?:shared?|sharing)\b", re.IGNORECASE)
_MARKS = re.compile(rf"\b(?:{MARK}|{SKILL_MARK})\b")
_NAME = re.compile(
    rf"(?:(?:an?|some|the|and|or|&|one|two|three|shar(?:ed?|ing)|joint|specialist|qualified|"
    rf"visiting|part[- ]time|full[- ]time|ks ?\d|gcse|a[- ]level|{MARK}|{SKILL_MARK}),? )*"
    r"(?:teachers?|teaching|specialists?|tutors?|instructors?|technicians?|\w{3,}(?:ists?|icians?)|"
    rf"planning|lesson plans?|resources|schemes? of work|moderation|{PLACES})"
    r"(?:,? (?:shared?|sharing|part[- ]time|full[- ]time)"
    r"|,? (?:for )?(?:an?|one|two|three|four|half an?|[\d.]+) (?:half[- ])?"
    r"(?:days?|mornings?|afternoons?|hours?|lessons?|sessions?|periods?)"
    r"(?: (?:an?|per|each|every|in the) (?:week|fortnight|month|term|year))?"
    r")*(?:,? (?:in|on|at|for|with|of|between|across|from|per|during|after)"
    r"(?: [\w'’/&.-]+){1,5})?\W*",
    re.IGNORECASE,
)
_TASTER = re.compile(r"\btasters?\b", re.IGNORECASE)
_PLANS = "T4"  # the activity of whoever shares lesson plans and resources
# "Latin lessons" are taught; plans of lessons are written.
_LESSON = re.compile(r"\blessons?\b", re.IGNORECASE)
_PLANNED = late_pattern(
    r"\b(?:plan(?:s|ned|ning)?|resourc\w*|material\w*|schemes?|workload|shar\w*|slides?|"
    r"booklets?|worksheets?|bank|curricul\w*|prepar\w*|design\w*|writ\w*)\b",
    re.I,
)
# A chess club, a summer club: what pupils do there nobody says, so it is no class of a subject.
_CLUB = re.compile(r"\bclubs?\b", re.IGNORECASE)
_CLASS = re.compile(r"\b(?:class(?:es)?|lessons?|courses?)\b", re.IGNORECASE)
# Of "chemistry technician" and "music stands" none teaches.
_TEACHES = re.compile(r"\b(?:teach|taught|staff|specialist|lesson|tutor|tuition)", re.IGNORECASE)
_THINGS = re.compile(r"\b(?:stands?|easels?|instruments?|uniforms?|kits?)\b", re.IGNORECASE)
_TAUGHT = re.compile(r"\b(?:train|cpd|inset|course|mentor|coach|teach|lesson)", re.IGNORECASE)
_OF_A_NAME = 6  # words at most that name somebody
# Parts that say only when: "Friday evenings", "Monday to Wednesday", "weekends in term".
_TIME = re.compile(
    r"(?:(?:(?:mon|tues|wednes|thurs|fri|satur|sun|week)days?|mon|tues?|weds?|thu(?:rs?)?|fri|sat|"
    r"sun|weekends?|mornings?|evenings?|"
    r"afternoons?|lunch ?times?|term[- ]?time|terms?|holidays?|summer|autumn|spring|winter|"
    r"to|and|in|on|or|the|most|all|every|during)\b\W*)+",
    re.IGNORECASE,
)


def names_things(clause: str) -> bool:
    """Whether ``clause`` names one thing after another, parted by commas or joined by "and", and
    says nothing of them: "a pool, bus fares" does, "we have a pool, which is heated" and "arts and
    crafts" do not."""
    return ("," in clause or bool(things_joined(clause))) and not _OF_SENTENCES.search(
        _LEADS.sub("", clause, count=1)
    )


def is_plain_name(clause: str) -> bool:
    """Whether ``clause`` names somebody or something and says nothing of it but how often, when and
    with whom: "chemistry teacher shared two days a week", "joint planning with other schools"."""
    spelt = (clause, spotter().find(clause).marked)
    if _OF_SENTENCES.search(clause) or not any(map(_NAME.fullmatch, spelt)):
        return False
    _, *parts, _ = frame(_SHARED.sub(" ", clause).casefold()).split()
    return {"other", "only"} >= {*parts}


def is_own_thing(part: str, clause: str) -> bool:
    """Whether a part of such a list is one of its things, and does not say when, for whom or how
    another is: "on Fridays", "partners welcome". Before "and" it is one where a place follows: of
    "behaviour and attendance training" both are about training."""
    own = re.escape(part).replace(r",\ ", rf"(?:{JOIN}|{_COMMA.pattern})")
    ends = rf"(?:^|,)\W*(?:(?:and|or) )?{own}\W*(?:,|$)|(?:\bor |{JOIN}){own}$"
    if _ASIDE.match(part):
        return False
    follows = re.search(rf"(?:^|,)\W*{own}{JOIN}(.+)$", clause, re.IGNORECASE)
    return re.search(ends, clause) is not None or (
        follows is not None and ends_in_place(follows[1])
    )


def things_beside(parts: Sequence[str], clause: str) -> list[str]:
    """The things of a list, between commas, that hold none of these ``parts`` of it and are no
    subjects alone: of "arts and crafts, minibus", where the minibus is read, the arts and crafts.
    None where there are no ``parts``."""
    things = [one.strip() for _, one in parted(clause, _COMMA)] if parts else []
    return [
        one
        for one in things
        if not any(part in one or one in part for part in parts)
        and is_own_thing(one, clause)
        and not (is_only_subject(one) or says_only_when(one))
    ]


def never_seen(clause: str) -> list[str]:
    """The things that "and" joins of which the model has learnt no word and the vocabulary has no
    subject: of "Latin and wands" the wands. Nor is a special place ever read: of "pool and climbing
    wall" the wall."""
    return [
        one
        for one in things_joined(clause)
        if not spotter().find(one).subjects
        and without_words(one) == one
        and (names_special_place(one) or not load_model().knows(one))
    ]


def names_special_place(clause: str) -> bool:
    """Whether ``clause`` speaks of a place so particular that no tag stands for it, and of no
    other: what is needed is a hydrotherapy pool, and any facility would do for the tag."""
    without = spotter().without_special(clause)
    return without != clause and not (_ANY_PLACE.search(without) or spotter().find(without).lent)


def says_only_when(part: str) -> bool:
    """Whether a part of a list is a time and nothing else: "weekday mornings"."""
    return _TIME.fullmatch(part) is not None


def names_a_place(clause: str) -> bool:
    """Whether ``clause`` speaks of a place by its name alone and of no room besides: "see Trinity
    Hall day", and not "Sports Hall", whose first word says what hall it is."""
    without = _NAMED_PLACE.sub(lambda found: found[0] if _is_a_room(found) else " ", clause)
    return without != clause and not spotter().find(without).lent


def _is_a_room(found: re.Match[str]) -> bool:
    """Whether what looks like the name of a place is a kind of room, or is said to be lent."""
    before, after = found.string[: found.start()], found.string[found.end() :]
    is_lent = _LENDS.search(before) or _IS_LENT.match(after)
    return is_lent is not None or load_model().knows(found[1])


def says_unknown(clause: str) -> bool:
    """Whether ``clause`` names a subject and besides it only words that nobody has learnt: what is
    meant by "art therapy" only a person can tell."""
    marked = spotter().find(clause).marked
    rest = _MARKS.sub(" ", marked)
    if rest == marked or is_only_subject(clause) or without_words(rest) != rest:
        return False
    return any(map(str.isalnum, rest)) and not load_model().knows(rest)


def is_something_else(activity: str, clause: str) -> bool:
    """Whether ``clause`` only has the words of ``activity``: coaching in a sport is none of
    leaders, a taster no teacher to share, a lesson no plan of one, a club of no subject no class,
    and a place that is called by its name no room."""
    if activity == COACHING:
        return SPORTS_COACHING.search(clause) is not None
    if activity == TEACHERS:
        without = without_other_staff(clause)
        is_other = without != clause and not spotter().find(without).subjects
        is_other = is_other or _THINGS.search(clause) is not None
        is_other = is_other and not _TEACHES.search(clause)
        return bool(is_other or _TASTER.search(clause))
    if activity == _PLANS:
        return bool(_LESSON.search(clause)) and not _PLANNED.search(clause)
    if activity == MIXED_CLASSES and _CLUB.search(clause) and not _CLASS.search(clause):
        return not spotter().find(clause).of(MIXED_CLASSES)
    return activity == FACILITIES and (names_a_place(clause) or names_other_staff(clause))


def names_other_staff(clause: str) -> bool:
    """Whether ``clause`` names a technician or a therapist and no place besides."""
    without = without_other_staff(clause)
    return without != clause and not (_ANY_PLACE.search(without) or _PLACE.search(without))


def names_only_other_staff(clause: str) -> bool:
    """Whether ``clause`` is short enough to name nobody else, nor what they are taught."""
    is_name = len(clause.split()) <= _OF_A_NAME and not _TAUGHT.search(clause)
    return is_name and names_other_staff(clause)
