"""What "and" joins in a cell, and whom a thing is for: nothing is lost, and nothing becomes another
subject."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from matcher.core.problems import ProblemLog
from matcher.profile.stated import FreeText, stated_profile
from matcher.profile.vocabulary import load
from matcher.profile.wording.named_things import never_seen
from matcher.profile.wording.possible_tags import is_in_doubt
from matcher.profile.wording.reader import wording_profile


def read(needs: str) -> tuple[set[str], str]:
    """The tags of a cell of needs, and all that a person is told of it."""
    row = {"urn": "1", "needs": needs, "strengths": "", "list": "a.csv", "sheet": "", "row": 2}
    prose: list[FreeText] = []
    log = ProblemLog()
    stated = stated_profile(pd.DataFrame([row]), log, load(), prose)
    found = pd.concat([stated, wording_profile(prose, load(), log)])
    assert found["need"].fillna(1).gt(0).all()
    tags = {f"{a} {s}".strip() for a, s in zip(found["activity"], found["subject"], strict=True)}
    return tags, "; ".join(f"{one.value}: {one.message} {one.hint}" for one in log.problems)


@pytest.mark.parametrize(
    ("cell", "tags"),
    [
        ("minibus and hall", {"C3 minibus", "C3"}),
        ("counselling and minibus", {"E7", "C3 minibus"}),
        ("phonics and counselling", {"T2 phonics", "E7"}),
        ("physics teacher and swimming pool", {"T3 physics", "C3 pool"}),
        ("physics & chemistry teachers", {"T3 physics", "T3 chemistry"}),
        ("teaching and learning", {"T2"}),
        ("special needs and disabilities", {"T2 SEND"}),
        ("dance and drama studio", {"C3 dance", "C3 drama"}),
        ("choir and orchestra", {"E4"}),
        ("Latin lessons", {"C2 Latin"}),
        ("Latin lesson plans", {"T4 Latin"}),
    ],
)
def test_both_things_that_and_joins_are_read(cell: str, tags: set[str]) -> None:
    found, told = read(cell)
    assert (found, told) == (tags, "")


@pytest.mark.parametrize(
    ("cell", "tags", "told"),
    [
        ("Latin and swimming", {"C3 pool"}, ['"T3 Latin" as a need']),
        ("maths and physics", set(), ['"T3 maths"', '"C2 physics"']),
        # However many words they have, subjects alone may be teachers or classes.
        ("health and social care", set(), ['"T3 health and social care"']),
        ("French & health & social care", set(), ['"C2 French"', '"T3 health and social care"']),
        ("phonics and maths", set(), ['"T2 phonics"', '"T3 maths"']),
        ("French and forest school", {"C3 grounds"}, ['"T3 French" as a need']),
        ("wands and minibus", {"C3 minibus"}, ["wands: no activity"]),
        # What pupils do in a club without a subject is no class; a lesson is no plan of one.
        ("EAL training for our staff; chess club", {"T2 English as an additional language"},
         ["chess club: "]),
        ("someone to run a summer club", set(), ["summer club: "]),
        ("coding club, gardening club", {"C2 computing"}, ["gardening club: "]),
        ("Latin and wands", set(), ["no need and no strength: wands", '"C2 Latin"']),
        ("crossing patrol and hall", {"C3"}, ["no strength: crossing patrol"]),
        ("safeguarding and SEND training", {"T2 SEND"}, ["safeguarding: no activity"]),
        ("pool and visits for Y6", {"C3 pool"}, ["to use them: visits for Y6"]),
        ("arts and crafts", set(), ["arts and crafts: "]),
        # Each thing of a list gives its own tag or is told; a subject is that of its own thing.
        ("careers talks, work experience and Latin", {"E8"}, ['"T3 Latin" as a need']),
        ("minibus, school trips to the countryside, holiday club", {"C3 minibus"},
         ["no strength: school trips to the countryside", "to use them: holiday club"]),
        ("arts and crafts club, minibus", {"C3 minibus"}, ["no strength: arts and crafts club"]),
        ("help with uni applications and interviews (Oxbridge), A level further maths", {"X1"},
         ['"T3 further maths" as a need']),
        ("IB theory of knowledge lessons, languages (Spanish & Mandarin), maths masterclasses",
         {"E1 maths"}, ["to use them: IB theory of knowledge lessons", '"T3 Spanish" as a need']),
        ("crossing patrol at our gate, Latin", set(),
         ["no strength: crossing patrol at our gate", '"C2 Latin" as a need']),
        ("litter picking with volunteers, Latin", set(),
         ["no strength: litter picking with volunteers", '"C2 Latin" as a need']),
        ("We are tiny (17) - shared planning, PE, anything", {"T4"}, ['"T3 PE" as a need']),
        ("shared planning with Ash, PE", {"T4"}, ['"T3 PE" as a need']),
        ("Latin or another language taster", {"C2 Latin"}, []),
        ("minibus for fixtures - could share cost", set(), ['"C3 minibus" as a need']),
        # Each thing with its own activity; subjects alone are told, whatever level they are of.
        ("mentoring in maths, Latin after-school club", {"L3 maths", "C2 Latin"}, []),
        ("Maths masterclasses, UKMT, Oxbridge/STEP help", {"E1 maths", "X1"},
         ["no need and no strength: UKMT"]),
        ("careers talks (medicine, law)", {"E8"}, []),
        ("CPD (phonics, maths)", {"T2 phonics", "T2 maths"}, []),
        # Of what brackets list behind an activity, what is not known is told.
        ("CPD (phonics, behaviour)", {"T2 phonics"}, ["to use them: behaviour"]),
        ("CPD (maths, science, oracy)", {"T2 maths", "T2 science"}, ["oracy: no activity"]),
        ("training (phonics/behaviour)", {"T2 phonics"}, ["to use them: behaviour"]),
        ("teachers (physics and basketry), Latin classes", {"T3 physics", "C2 Latin"},
         ["basketry: no activity"]),
        ("use of facilities (pool & sauna)", {"C3 pool"}, ["sauna: no activity"]),
        ("use of facilities (pool, hall)", {"C3 pool", "C3"}, []),
        ("CPD in phonics and early maths", {"T2 phonics", "T2 maths"}, []),
        ("Latin classes or another language", {"C2 Latin"}, []),
        ("Latin or another language", set(), ['"T3 Latin" as a need or "C2 Latin" as a need']),
        ("GCSE French & Spanish, A-level further maths", set(),
         ['"T3 French"', '"C2 Spanish"', '"C2 further maths"']),
        # Who works beside teachers makes neither a place nor a subject of the sentence a need.
        ("we need a drama teacher and a lab technician", {"T3 drama"}, []),
        ("we are short of a drama teacher and a science technician this year", {"T3 drama"}, []),
        ("we are short of physicists and of a lab technician this year", {"T3 physics"}, []),
        ("someone to help our staff with phonics, and a speech therapist for two days",
         {"T2 phonics"}, ["to use them: a speech therapist for two days"]),
        ("a hall and a lab technician", {"C3"}, ["no strength: a lab technician"]),
        ("training for our lab technicians", {"T2 science"}, []),
        # Revision need not be in the holidays.
        ("mentoring for Yr 11 boys, Maths revision", set(),
         ['to use them: Maths revision if it is meant, write "C4 maths" as a need']),
    ],
)  # fmt: skip
def test_what_is_not_read_of_two_things_is_told(cell: str, tags: set[str], told: list[str]) -> None:
    found, said = read(cell)
    assert found == tags
    assert all(words in said for words in told)
    assert not tags or f"{cell}: " not in said


@pytest.mark.parametrize(
    ("cell", "advice"),
    [
        ("speech & language", {"T2 SEND"}),
        ("speech, language and communication", {"T2 SEND"}),
        ("speech and language therapist", {"T2 SEND"}),
        ("speech and language support for Y1", {"T2 SEND"}),
        ("languages (Spanish & Mandarin)",
         {"T3 Spanish", "C2 Spanish", "T3 Mandarin", "C2 Mandarin"}),
        ("speech, language", {"T2 SEND"}),
        ("a speech therapist", {"T2 SEND"}),
        ("languages (not Latin or Greek)", {"T3 languages", "C2 languages"}),
        ("languages but not Latin", {"T3 languages", "C2 languages"}),
        ("chemistry technician", set()),
        ("play therapy", set()),
        ("DT technician two days a week", set()),
        ("art therapy", set()),
        ("music stands", {"C3 music"}),
        ("Y6", set()),
    ],
)  # fmt: skip
def test_what_is_told_alone_comes_with_no_wrong_advice(cell: str, advice: set[str]) -> None:
    found, told = read(cell)
    assert not found
    assert set(re.findall(r'"([TCX]\d [^"]+)"', told)) == advice
    assert cell in told


@pytest.mark.parametrize("cell", ["leadership and management", "planning and assessment"])
def test_one_thing_of_two_words_has_no_rest(cell: str) -> None:
    found, told = read(cell)
    assert found and not told


@pytest.mark.parametrize(
    "cell",
    ["no minibus and hall", "we have our own pool and minibus",
     "shortage of maths and physics teachers", "help with Latin and a minibus",
     "GCSE maths and physics teachers"],
)  # fmt: skip
def test_words_that_say_a_side_are_read_with_all_that_follows(cell: str) -> None:
    row = {"urn": "1", "needs": cell, "strengths": "", "list": "a.csv", "sheet": "", "row": 2}
    prose: list[FreeText] = []
    assert stated_profile(pd.DataFrame([row]), ProblemLog(), load(), prose).empty
    assert [one.text for one in prose] == [cell]


@pytest.mark.parametrize(
    ("cell", "tags"),
    [
        ("minibus for SEN pupils", {"C3 minibus"}),
        ("theatre trip for pupils with SEND", {"C3 theatre"}),
        ("university visits for EAL pupils", {"X1"}),
        # Who mentors pupils is no coach of leaders, and is asked who does it.
        ("mentors for EAL pupils", set()),
        ("trips for SEN pupils", set()),
        ("KS2 maths visits", set()),
        ("EAL parents' evening", set()),
        ("SEN residential", set()),
        ("KS2 phonics visit", set()),
        ("EAL coffee morning", set()),
        # Training, classes and rooms of their own are about them all the same.
        ("training on SEN pupils", {"T2 SEND"}),
        ("support for EAL pupils", {"T2 English as an additional language"}),
        ("SEN summer school", {"C4 SEND"}),
        ("phonics workshop for parents", {"T2 phonics"}),
    ],
)
def test_whom_a_thing_is_for_is_no_subject_of_it(cell: str, tags: set[str]) -> None:
    found, told = read(cell)
    assert found == tags
    assert tags or told


def test_a_word_of_our_own_activities_is_known_though_the_model_never_saw_it() -> None:
    assert never_seen("Latin and mindfulness") == []
    assert never_seen("Latin and wands") == ["wands"]


def test_a_question_for_help_and_an_open_detail_leave_no_doubt() -> None:
    asking = ("can", "could", "would", "is", "are", "do", "does", "has", "have", "any", "anyone",
              "who", "where", "what", "which", "how", "please", "may")  # fmt: skip
    assert not [word for word in asking if is_in_doubt(f"{word} you help with physics?")]
    settled = ("a pool, days to be agreed", "a pool: dates and times are tbc", "a pool - costs tba")
    assert not [text for text in settled if is_in_doubt(text)]
    for text in ("a pool?", "a pool tbc", "to be agreed: a pool", "help on some days; pool tbc"):
        assert is_in_doubt(text), text
