"""Kinds of wording that were once read wrongly: several sentences of each, all read right."""

from __future__ import annotations

import pytest

from matcher.core.problems import ProblemLog
from matcher.profile.stated import FreeText
from matcher.profile.tag_faults import unknown_tag
from matcher.profile.tag_grammar import TagGrammar
from matcher.profile.vocabulary import load
from matcher.profile.wording.reader import read_texts, wording_profile

# column: what is said (need or strength, activity, subject), and sentences that say it.
SAID: list[tuple[str, str, list[str]]] = [
    # Shortages, in any order and with any subject.
    ("notes", "need T3 physics", [
        "A shortage of physics teachers is holding us back and any help is welcome.",
        "We would be glad of help with our shortage of physics staff.",
        "No physics teacher since Whitsun.",
        "Physics: unable to recruit.",
        "Gap in physics from September.",
    ]),
    ("notes", "need T3 chemistry", [
        "We lack a chemistry specialist.",
        "Our chemistry vacancy remains unfilled.",
        "Struggling to find chemistry staff",
    ]),
    ("notes", "need T3 maths; need T3 physics", [
        "There is a lack of maths and physics teachers here.",
        "Hard to attract maths and physics specialists",
        "We are short of maths and physics teachers.",
        "Unable to appoint maths or physics teachers",
    ]),
    ("needs", "need T3 maths; need T3 physics", [
        "shortage of specialists in maths and physics",
        "Hard to recruit maths and physics teachers",
        "We struggle to fill maths and physics posts",
    ]),
    # One thing, whichever it will be.
    ("needs", "need T3 physics", [
        "Physics or another science teacher",
        "help with physics or other sciences",
    ]),
    ("needs", "need C2 French", ["French or another language club"]),
    # A condition that is not met is a need.
    ("notes", "need C4", [
        "We would hold an Easter school if there were anybody to teach it",
        "A summer school could be held here, had we the staff",
        "We would put on holiday revision were there money for tutors",
    ]),
    ("notes", "need T3 chemistry", [
        "Should a chemistry teacher be free one day a week, we would be delighted to have her",
        "If a chemistry teacher could be shared with us, we would say yes",
        "Were a chemist to be had for two mornings, we would take her",
    ]),
    # An offer without a verb.
    ("notes", "strength X3", [
        "Three bursary places a year for children in foster care",
        "A free boarding place each year for a looked-after child",
        "Day places with full bursaries for vulnerable children",
    ]),
    # What was done and goes on.
    ("notes", "strength X1", [
        "Our prefects tutored applicants from a college in spring; they will do so again",
        "Last autumn we ran mock interviews for other schools, and we shall do so again",
        "Our students have mentored university applicants since 2018 and carry on",
    ]),
    # Terse notes.
    ("notes", "need T3 chemistry", [
        "Head of chemistry off sick since May, no cover",
        "chemistry - supply only, post unfilled",
        "chem teacher left, nobody to replace her",
    ]),
    ("notes", "need C3", ["stage, no; hall, no", "no hall; no field", "workshop: none"]),
    ("notes", "strength C3 pool", ["swimming pool free Tue and Thu until 3"]),
    ("notes", "strength C3 sports hall", ["gym free mornings"]),
    ("notes", "strength C3 pitch", ["pitches free Mon-Wed from 2"]),
    # The language of inspections.
    ("notes", "need C1 history", [
        "Inspectors said that leaders do not sequence history well",
        "The report found that the history curriculum is not well sequenced",
        "Inspectors wrote that the knowledge pupils need in history has not been set out",
    ]),
    # Words that once led to a second tag.
    ("notes", "strength C4", [
        "We run a summer school for children who receive free school meals",
        "Easter school for pupils on free school meals",
        "Holiday classes for those eligible for free school meals, open to other schools",
    ]),
    ("notes", "strength X3", [
        "Governors are willing to give bursaries",
        "Our governing body intends to offer bursaries to vulnerable children",
        "Governors have voted to offer two full bursaries",
    ]),
    # Lists of things in a column that says which side they are on.
    ("needs", "need C2 Latin", ["club for Latin", "an after-school Latin club", "a Latin club"]),
    ("needs", "need T2 phonics", [
        "phonics", "phonics support", "guidance on phonics for staff"]),
    ("needs", "need T2 literacy", [
        "We have to improve reading in Year 5", "raise standards in reading at KS1"]),
    ("needs", "need C3 science labs", [
        "science labs", "use of a laboratory", "access to a science lab"]),
    ("needs", "need T2 SEND", [
        "SEND training", "staff training in SEND", "SEND training for our TAs"]),
    ("needs", "need L3", [
        "coaching for an acting head", "mentoring of ECTs", "a coach for our deputy",
        "mentor for head"]),
    ("needs", "need L1", [
        "governors sought", "new governors", "governor recruitment"]),
    ("needs", "need X1", [
        "able pupils would gain from university visits", "university visits for able pupils",
        "Oxbridge preparation for sixth formers", "visits to universities"]),
    ("needs", "need C3 pool", ["swimming pool", "use of a swimming pool", "a pool"]),
    ("needs", "need C3 pool; need C3 sports hall", ["loan of a pool and gym"]),
    ("needs", "need C3 sports hall", ["a gym or sports hall"]),
    ("needs", "need T2", ["CPD", "staff CPD", "INSET"]),
    ("needs", "need C3 minibus", ["use of a minibus", "a minibus", "loan of a minibus"]),
    ("needs", "need C4", ["summer school places", "Easter school"]),
    ("needs", "need C2 Latin; need T2 literacy", [
        "a Latin club and help with reading", "help with reading, a Latin club"]),
    ("needs", "need L1; need L3", [
        "more governors, a coach for the head", "new governors; mentor for head"]),
    # Whom or what is only named is what the column has, whatever is said of when and with whom.
    ("needs", "need T3 chemistry", [
        "Chemistry teacher shared 2 days a week", "chemistry teacher for two days a week",
        "a chemistry teacher", "a chemist one day a week", "chemistry teacher, part time",
        "sharing a chemistry teacher with other schools"]),
    ("strengths", "strength T3 chemistry", [
        "a chemistry teacher shared between schools", "chemistry teacher"]),
    ("needs", "need C3 sports hall; need T4", [
        "PE hall in winter, shared planning with other one-form schools"]),
    # A subject's name of several words, with "and" or its sign, is one.
    ("strengths", "strength C3 workshops", [
        "design & technology workshops", "design and technology workshops", "D & T workshop",
        "we could share our design & technology workshops"]),
    ("strengths", "strength C3 art rooms; strength C3 food and nutrition", [
        "art & design rooms and food & nutrition rooms",
        "We can lend our art and design rooms, food & nutrition room"]),
    ("needs", "need T3 health and social care; need T3 economics", [
        "health & social care and economics teachers",
        "We cannot recruit teachers of economics or health and social care"]),
    ("needs", "need C1 design and technology", ["design & technology curriculum design"]),
    ("strengths", "strength C2 Latin", ["Latin club", "Latin club open to others"]),
    ("strengths", "strength T2 phonics", ["phonics", "phonics training", "help with phonics"]),
    ("strengths", "strength C3 science labs", ["science labs", "use of our science labs"]),
]  # fmt: skip

NOTHING = [
    # A lack that is denied.
    "No lack of music rooms here", "There is no lack of governors", "We have no gap in science",
    "No shortage of chemists with us", "We do not lack sports facilities",
    # An offer that is denied.
    "We cannot offer our theatre to other schools", "We can not lend our labs to anyone",
    "Our minibus cannot be lent to other schools", "We are not able to offer bursaries",
    # What was and is no longer.
    "We were short of maths teachers until June, and are so no longer",
    "Our pool was shared with the primary until 2019",
    # Plain facts.
    "A boarding school for boys and girls", "Boarders: 86", "21% of pupils on free school meals",
]  # fmt: skip


def said(text: str, column: str) -> set[str]:
    """Every tag that a cell gives, as an office would see it: tags first, then sentences."""
    found: set[str] = set()
    side = {"needs": "need", "strengths": "strength"}.get(column, "")
    pieces = TagGrammar(load()).read(text) if side else []
    found |= {f"{side} {a} {s}".strip() for piece in pieces for a, s in piece.tags}
    prose = [piece.words for piece in pieces if piece.is_free_text] if side else [text]
    for one in read_texts([FreeText("1", column, p, "", "", 2) for p in prose], load()):
        found |= {f"{tag.side} {tag.activity} {tag.subject}".strip() for tag in one.tags}
    return found


@pytest.mark.parametrize(
    ("column", "text", "expected"),
    [(column, text, expected) for column, expected, texts in SAID for text in texts],
)
def test_it_says_this_and_nothing_else(column: str, text: str, expected: str) -> None:
    wanted = set(expected.split("; "))
    found = said(text, column)
    # A subject that the words suggest as well ("stage": drama) is no fault.
    bare = {tag for tag in wanted if len(tag.split()) == 2}
    short = {tag: " ".join(tag.split()[:2]) for tag in found}
    assert {short[tag] if short[tag] in bare else tag for tag in found} == wanted


@pytest.mark.parametrize("column", ["needs", "strengths", "notes"])
@pytest.mark.parametrize(
    "text",
    ["mentoring for Y11 boys", "mentoring for Year 11 boys", "mentors for our girls in Year 9",
     "We offer mentoring of pupils in Years 7 to 9", "coaching for our Y10s", "Y11 mentoring",
     "mentors for boys"],
)  # fmt: skip
def test_who_mentors_pupils_coaches_no_leader_and_is_asked_who_does_it(
    text: str, column: str
) -> None:
    (found,) = read_texts([FreeText("1", column, text, "", "", 2)], load())
    assert {tag.activity for tag in (*found.tags, *found.suggestions)} <= {"E2"}
    assert not found.tags
    assert found.suggestions or column == "notes"


@pytest.mark.parametrize(
    ("text", "column", "sides"),
    [
        ("Physicist travels to other schools on Fridays", "needs", {"need"}),
        ("free places on our Latin course", "needs", {"need", "strength"}),
        ("Few physics teachers", "strengths", {"need", "strength"}),
        ("struggles to offer computer science and Spanish at GCSE", "notes", {"need"}),
    ],
)
def test_what_to_write_is_on_the_side_of_the_column_unless_the_words_speak_of_the_other(
    text: str, column: str, sides: set[str]
) -> None:
    log = ProblemLog()
    fault = None if column == "notes" else unknown_tag([])
    wording_profile([FreeText("1", column, text, "a.csv", "", 2, fault)], load(), log)
    hints = [problem.hint for problem in log.problems if problem.code == "unsure_words"]
    assert {side for side in ("need", "strength") if f"as a {side}" in hints[0]} == sides


@pytest.mark.parametrize("text", NOTHING)
def test_it_says_nothing(text: str) -> None:
    assert said(text, "notes") == set()
