"""What is known of the receiver of an exchange, and so what its plan can say: how old its
pupils are, and which figures of it are published in England. What nobody publishes comes
from its own records, and is never named a published figure.

From the Department for Education's statistics and performance tables as of 2025: key stage 2
has scaled scores for reading and maths, teacher assessment for writing and science, and
nothing for other subjects; the tables for 16 and 18 show entries and grades by subject, at
state-funded schools and colleges; of independent schools they lack much (many sit
international GCSEs, which do not count). The school workforce census is completed by
state-funded schools, and tells of single schools not by subject. Tests at the end of key
stage 1 have been optional since 2023/24.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from matcher.partnership.plan.content.placeholders import one_line, party_name, subject_words
from matcher.partnership.record.partnership import Exchange, Partnership, Party

AGES = ("primary", "secondary", "sixth form", "adult")
_AGES: Mapping[str, tuple[str, ...]] = {
    "nursery": ("primary",),
    "primary": ("primary",),
    "middle deemed primary": ("primary", "secondary"),
    "middle deemed secondary": ("primary", "secondary"),
    "secondary": ("secondary", "sixth form"),
    "all-through": ("primary", "secondary", "sixth form"),
    "16 plus": ("sixth form",),
}
# The key stages at whose end the pupils of a phase are tested and the results published.
_KEY_STAGES: Mapping[str, tuple[int, ...]] = {
    "primary": (2,),
    "middle deemed primary": (2,),
    "middle deemed secondary": (2,),  # ages 9 to 13: no GCSEs
    "secondary": (4,),
    "all-through": (2, 4),
    "16 plus": (5,),
}
# Schools that end before the age of GCSEs, as their names or phases say, and words of names
# of schools that go on after it.
_PREPARATORY = re.compile(r"\b(prep|preparatory|juniors?|infants?)\b", re.I)
_SENIOR = re.compile(r"\b(senior|secondary|upper|sixth form)\b", re.I)
_SIXTH_FORM = re.compile(r"\b(college|sixth[ -]form)\b", re.I)
# These have no year 6; the register calls them primary, and only their names tell.
_INFANTS = re.compile(r"\b(infants?|first school)\b", re.I)
_OLDER = re.compile(r"\b(juniors?|primary)\b", re.I)
_MATHS = "key stage 2 results in maths (scaled score, share at the expected standard)"
_ENGLISH = "key stage 2 results in reading (scaled score) and writing (teacher assessment)"
_KEY_STAGE_2: Mapping[str, str] = {
    "": "key stage 2 results (share at the expected standard in reading, writing and maths)",
    "maths": _MATHS,
    "numeracy": _MATHS,
    "english": _ENGLISH,
    "literacy": _ENGLISH,
    "science": "key stage 2 teacher assessment in science (share at the expected standard)",
}
_BOTH = (
    "ancient history|arabic|art|bengali|biology|business|chemistry|classical civilisation|"
    "computing|dance|design and technology|drama|economics|electronics|english|"
    "english literature|film studies|french|geography|geology|german|greek|hebrew|history|"
    "italian|japanese|languages|latin|mandarin|maths|media studies|music|pe|photography|physics|"
    "polish|portuguese|psychology|religious studies|russian|sociology|spanish|statistics|"
    "textiles|urdu"
)
# The subjects of the vocabulary that have a GCSE, or an A level, in England.
_GCSES = frozenset(f"{_BOTH}|citizenship|engineering|food and nutrition|science".split("|"))
_A_LEVELS = frozenset(
    f"{_BOTH}|environmental science|further maths|government and politics|law|"
    "music technology|philosophy".split("|")
)
_OWN: Mapping[str, str] = {
    "state": "the school's own assessment",
    "independent": "the school's own results",
    "university": "the university's own results",
    "college": "the college's own results",
}
_LESS_WELL_OFF: Mapping[str, tuple[str, str]] = {
    "independent": ("on means-tested bursaries", "means-tested bursaries"),
    "university": ("who had free school meals at school", "free school meals at school"),
    "college": ("eligible for free meals", "free meals"),
}
_HEADS: Mapping[str, str] = {"university": "head of department", "college": "principal"}
_AGED = re.compile(r"ages (\d+) to (\d+)")  # as a record has it where there is no phase
_FACES = "faces counted 1 to 3, best: 3"
_FIVE = "answers counted 1 to 5, best: 4 and 5"


@dataclass(frozen=True, slots=True)
class FigureSource:
    """Where figures come from, in words, and whether they are ``published``."""

    words: str
    published: bool


def pupil_ages(party: Party) -> tuple[str, ...]:
    """How old the pupils of a party are, by kind, phase and name; where none of them tells,
    any age that a school has, of independent schools without a sixth form: many have none,
    and their names often say so ("college")."""
    phase = _phase(party)
    if party.kind == "university":
        return ("adult",)
    description = f"{party.name} {phase}"
    if (
        party.kind != "college"
        and _PREPARATORY.search(description)
        and not _SENIOR.search(description)
    ):
        return ("primary",)
    if phase in _AGES:
        return _AGES[phase]
    if party.kind == "college":
        return ("sixth form", "adult")
    if aged := _AGED.fullmatch(phase):
        low, high = map(int, aged.groups())
        taught = (low < 11, low < 16 and high > 11, high > 16)
        return tuple(age for age, has in zip(AGES, taught, strict=False) if has) or ("adult",)
    if party.kind == "independent" and not _SIXTH_FORM.search(party.name):
        return ("primary", "secondary")
    return ("primary", "secondary", "sixth form")


def figure_sources(party: Party, subject: str) -> dict[str, FigureSource]:
    """What fills the slots that name where figures of a party come from: ``published``
    (attainment in ``subject``, "" for all), ``workforce`` and ``destinations``."""
    return {
        "published": _attainment(party, subject),
        "workforce": _workforce(party, subject),
        "destinations": _destinations(party),
    }


def placeholder_words(partnership: Partnership, exchange: Exchange) -> dict[str, str]:
    """What fills the slots of logic models and indicators for one exchange."""
    giver, receiver = partnership.party(exchange.by), partnership.party(exchange.to)
    about = subject_words(exchange.activity, exchange.subject, "the subject")
    found = figure_sources(receiver, about["in_subject"].removeprefix(" in "))
    phase, of = _phase(receiver), {*pupil_ages(receiver)}
    pupils = "pupils" if of & {"primary", "secondary"} else "students"
    to_agree = (
        f"year groups to be agreed, {phase}" if phase in _AGES else "year groups to be agreed"
    )
    less_well_off = f"{pupils} {_less_well_off(receiver)[0]}"
    own = " (from its own data)" if found["published"].published else ""
    return {
        "giver": party_name(giver),
        "receiver": party_name(receiver),
        **about,
        "in_post": "" if of == {"primary"} else about["in_subject"],
        "pupils": pupils,
        "pupils_": pupils.capitalize(),
        "years": one_line(partnership.objectives["O4"]).rstrip(" .")
        if "O4" in partnership.answered
        else to_agree,
        "eligible": less_well_off,
        "gap": f"and the gap of {less_well_off}{own}",
        "go_on": _go_on(of, about["subject"]),
        "scale": _scale(of),
        "lead": "sixth-form lead" if "sixth form" in of else "project lead",
        "head": _HEADS.get(receiver.kind, "head"),
        **{slot: one.words for slot, one in found.items()},
    }


def compared_pupils(party: Party) -> str:
    """Between which pupils of a party a gap is looked for first, in words."""
    return f"{_less_well_off(party)[1]} and their peers"


def _phase(party: Party) -> str:
    return one_line(party.phase).casefold()


def _less_well_off(party: Party) -> tuple[str, str]:
    kind = "college" if _phase(party) == "16 plus" and party.kind == "state" else party.kind
    return _LESS_WELL_OFF.get(kind, ("eligible for free school meals", "free school meals"))


def _attainment(party: Party, subject: str) -> FigureSource:
    in_subject = f" in {subject}" if subject else ""
    own = f"{_OWN.get(party.kind, 'its own results')}{in_subject}"
    phase = "16 plus" if party.kind == "college" else _phase(party)
    if party.kind not in ("state", "college"):
        return FigureSource(own, False)
    if phase == "primary" and _INFANTS.search(party.name) and not _OLDER.search(party.name):
        check = ", with the phonics screening check in year 1"
        reads = subject.casefold() in ("", "english", "literacy", "phonics")
        return FigureSource(f"{own}{check if reads else ''}", False)
    if phase not in _AGES:  # special schools, pupil referral units, and where it is not known
        return FigureSource(f"{own}, and its published results where it has any", False)
    results = [_results(stage, subject) for stage in _KEY_STAGES.get(phase, ())]
    published = " and ".join(filter(None, results))
    return FigureSource(published or own, bool(published))


def _results(stage: int, subject: str) -> str:
    """The published results of a key stage in a subject; "" where there are none."""
    key = subject.casefold()
    if stage == 2:
        return _KEY_STAGE_2.get(key, "")
    if stage == 4:
        if not key:
            return (
                "GCSE results (Attainment 8 score; share at grade 5 or above in English and maths)"
            )
        return f"GCSE results in {subject} (entries and grades)" if key in _GCSES else ""
    if not key:
        return "A level and other level 3 results (average point score)"
    return f"A level results in {subject} (entries and grades)" if key in _A_LEVELS else ""


def _workforce(party: Party, subject: str) -> FigureSource:
    # The census tells of single schools not by subject; primary teachers teach them all.
    takes = subject and {*pupil_ages(party)} != {"primary"}
    if party.kind == "state" and _phase(party) != "16 plus" and not takes:
        return FigureSource("school workforce census", True)
    return FigureSource(f"{party_name(party)}'s own staff records", False)


def _destinations(party: Party) -> FigureSource:
    measures = "the published 16 to 18 destination measures"
    if party.kind == "college" or (party.kind == "state" and _phase(party) == "16 plus"):
        return FigureSource(measures, True)
    if party.kind == "state" and _phase(party) in ("secondary", "all-through"):
        return FigureSource(f"{measures} (without a sixth form: its own records of leavers)", True)
    return FigureSource("its own records of leavers", False)


def _go_on(of: set[str], subject: str) -> str:
    if of == {"primary"}:
        return f"go on with {subject} in a club or at their next school"
    if of == {"adult"}:
        return f"go on with {subject} next year"
    choose = f"choose {subject} at the next stage"
    return f"{choose}, or go on with it in a club" if "primary" in of else choose


def _scale(of: set[str]) -> str:
    """How the answers of pupils of these ages are counted: young children have three faces."""
    if of == {"primary"}:
        return _FACES
    return f"{_FIVE}; primary pupils apart: {_FACES}" if "primary" in of else _FIVE
