"""The grammar of a cell: what reads, what does not, and that nothing is lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import HOSTILE

from matcher.profile.list_marks import without_list_marks
from matcher.profile.tag_grammar import MOST_SUGGESTIONS, TagGrammar
from matcher.profile.tag_pieces import JOIN
from matcher.profile.vocabulary import load

VOCABULARY = load()
GRAMMAR = TagGrammar(VOCABULARY)


def tags(cell: str) -> list[tuple[str, str, float]]:
    return [(*tag, piece.degree) for piece in GRAMMAR.read(cell) for tag in piece.tags]


def faults(cell: str) -> list[tuple[str, str]]:
    return [(p.words, p.fault.code) for p in GRAMMAR.read(cell) if p.fault]


@pytest.mark.parametrize(
    "cell",
    [
        "T3 physics",
        "T3: physics",
        "t3 - Physics",
        "T 3 physics",
        "T3 — PHYSICS",
        "T3 (physics)",
        "  T3   physics  ",
        "T3 Sharing teachers in shortage subjects: physics",
        "Sharing teachers in shortage subjects: physics",
        "shared teachers in physics",
        "physics teachers",
        "physics teaching",
        "T3 physics = 1",
        "T3 physics (high)",
        "T3 physics 100%",
    ],
)
def test_one_tag_has_many_spellings(cell: str) -> None:
    assert tags(cell) == [("T3", "physics", 1.0)]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("T3", [("T3", "", 1.0)]),
        ("CPD", [("T2", "", 1.0)]),
        ("coaching and mentoring", [("L3", "", 1.0)]),
        ("L3 coaching and mentoring", [("L3", "", 1.0)]),
        ("C2 Latin", [("C2", "Latin", 1.0)]),
        ("maths school", [("R3", "", 1.0)]),
        ("T3 physics; C2 Latin", [("T3", "physics", 1.0), ("C2", "Latin", 1.0)]),
        ("T3 physics|C2 Latin\nL3",
         [("T3", "physics", 1.0), ("C2", "Latin", 1.0), ("L3", "", 1.0)]),
        ("• T3 physics • L3", [("T3", "physics", 1.0), ("L3", "", 1.0)]),
        ("T3 physics, maths", [("T3", "physics", 1.0), ("T3", "maths", 1.0)]),
        ("T3 physics, C2 Latin", [("T3", "physics", 1.0), ("C2", "Latin", 1.0)]),
        ("C3 swimming", [("C3", "pool", 1.0)]),
        ("C3 labs and sports hall", [("C3", "science labs", 1.0), ("C3", "sports hall", 1.0)]),
        ("science labs", [("C3", "science labs", 1.0)]),
        ("sports hall and pool", [("C3", "sports hall", 1.0), ("C3", "pool", 1.0)]),
        ("C3 PE", [("C3", "PE", 1.0)]),
        ("physics labs", [("C3", "physics", 1.0)]),
        ("assembly hall", [("C3", "", 1.0)]),
        ("E1 physics, maths; E4 / E6",
         [("E1", "physics", 1.0), ("E1", "maths", 1.0), ("E4", "", 1.0), ("E6", "", 1.0)]),
        ("T3 maths, music and drama",
         [("T3", "maths", 1.0), ("T3", "music", 1.0), ("T3", "drama", 1.0)]),
        ("L3 maths, physics", [("L3", "maths", 1.0), ("L3", "physics", 1.0)]),
        ("a minibus", [("C3", "minibus", 1.0)]),
        ("T3 physics / T2 phonics", [("T3", "physics", 1.0), ("T2", "phonics", 1.0)]),
        ("L1 and L3 + C2 Latin", [("L1", "", 1.0), ("L3", "", 1.0), ("C2", "Latin", 1.0)]),
        ("T3 physics,maths,L3", [("T3", "physics", 1.0), ("T3", "maths", 1.0), ("L3", "", 1.0)]),
        ("C2 French, German and Spanish",
         [("C2", "French", 1.0), ("C2", "German", 1.0), ("C2", "Spanish", 1.0)]),
        ("T3 maths/physics", [("T3", "maths", 1.0), ("T3", "physics", 1.0)]),
        ("T3 design and technology and maths",
         [("T3", "design and technology", 1.0), ("T3", "maths", 1.0)]),
        ("T3 IT and computing", [("T3", "computing", 1.0)]),
        ("T3 mathematics; C2 MFL; C1 D&T; T2 computer science",
         [("T3", "maths", 1.0), ("C2", "languages", 1.0), ("C1", "design and technology", 1.0),
          ("T2", "computing", 1.0)]),
    ],
)  # fmt: skip
def test_cells_that_read(cell: str, expected: list[tuple[str, str, float]]) -> None:
    assert tags(cell) == expected
    assert faults(cell) == []


@pytest.mark.parametrize(
    ("written", "degree"),
    [
        ("=0.5", 0.5), (" = 0.5", 0.5), (":0.5", 0.5), (": 0.5", 0.5), (" (0.5)", 0.5),
        (" ( 50 % )", 0.5), (" 50%", 0.5), (" 50 %", 0.5), ("=0,5", 0.5), (" 0.5", 0.5),
        (" .5", 0.5), ("=1", 1.0), ("=0", 0.0), (" 0%", 0.0), (" (high)", 1.0),
        (" (Medium)", 0.6), (" low", 0.3), ("=HIGH", 1.0), (" - high", 1.0), ("=0.123", 0.12),
        ("=0.125", 0.13), ("=0.004", 0.0), (" 33.3%", 0.33), ("", 1.0),
    ],
)  # fmt: skip
@pytest.mark.parametrize("tag", ["T3 physics", "L3", "Latin classes"])
def test_degrees(tag: str, written: str, degree: float) -> None:
    assert [found for *_, found in tags(tag + written)] == [degree]
    assert faults(tag + written) == []


@pytest.mark.parametrize(
    "written", ["=2", "=-0.5", " 150%", "=lots", "=", " (7)", "=1e-1", ":1.01"]
)
def test_a_degree_outside_zero_to_one_leaves_the_tag_out(written: str) -> None:
    assert tags("T3 physics" + written) == []
    assert faults("T3 physics" + written) == [(f"T3 physics{written}", "bad_degree")]


@pytest.mark.parametrize(
    ("cell", "code", "hint"),
    [
        (
            "maths and Latin",
            "subject_without_activity",
            '"T3 maths" (maths teaching) or "C2 maths"',
        ),
        ("T3 phyiscs", "unknown_subject", '"T3 physics"'),
        ("C2 Lattin", "unknown_subject", '"C2 Latin"'),
        ("T3 physics (A level)", "unknown_subject", '"T3 physics"'),
        ("T3 physics and mahts", "unknown_subject", "T3"),
        ("coching and mentoring", "unknown_tag", '"L3 coaching and mentoring"'),
        ("phyiscs", "unknown_tag", '"T3 physics"'),
        ("mentoring", "unknown_tag", '"L3 coaching and mentoring"'),
        ("T9 physics", "unknown_tag", '"T3 physics"'),
        ("not T3 physics", "unknown_tag", '"T3 physics"'),
        ("boarding", "unknown_tag", '"X3 places'),
        ("phonics", "subject_without_activity", '"T2 phonics"'),
        ("SEN and early reading", "subject_without_activity", '"T2 SEND"'),
        ("L2 physics", "subject_not_taken", '"L2"'),
        ("T3 pool", "unknown_subject", '"C3 pool"'),
        ("L2 minibus", "unknown_subject", '"C3 minibus"'),
        ("C3 sports hal", "unknown_subject", 'mean "C3 sports hall" or'),
        ("C3 swiming pool", "unknown_subject", '"C3 pool"'),
        ("swimmng pool", "unknown_tag", '"C3 pool"'),
        ("labratory", "unknown_tag", '"C3 science labs"'),
        ("debatting", "unknown_tag", '"E3 debating'),
        (
            "physics",
            "subject_without_activity",
            'write "T3 physics" (physics teaching) or "C2 physics" (physics classes), or both',
        ),
        ("governors with an eye for money", "subject_not_taken", '"L1"'),
    ],
)
def test_what_does_not_read_exactly_is_never_guessed(cell: str, code: str, hint: str) -> None:
    assert tags(cell) == []
    assert faults(cell) == [(cell, code)]
    (piece,) = GRAMMAR.read(cell)
    assert piece.fault is not None and hint in piece.fault.hint


def test_a_fault_spares_the_tags_beside_it_but_passes_no_activity_on() -> None:
    assert tags("T3 physics, coching, maths; L3") == [("T3", "physics", 1.0), ("L3", "", 1.0)]
    assert faults("T3 physics, coching, maths; L3") == [
        ("coching", "unknown_tag"),
        ("maths", "subject_without_activity"),
    ]
    assert tags("T3 phyiscs, maths") == [("T3", "maths", 1.0)]
    assert faults("T3 physics; maths") == [("maths", "subject_without_activity")]
    assert faults("L3, maths") == [("maths", "subject_without_activity")]


@pytest.mark.parametrize("cell", ["none", " None. ", "NOTHING", "no needs", "No strengths"])
def test_nothing_is_known_to_be_nothing(cell: str) -> None:
    assert tags(cell) == [("none", "", 0.0)]


@pytest.mark.parametrize("cell", ["", "  ", ";;", " ; \n"])
def test_a_blank_says_nothing(cell: str) -> None:
    assert GRAMMAR.read(cell) == []


@pytest.mark.parametrize("cell", ["n/a", "Unknown", "SUPP", "-", "?", "tbc in May", "Ask the head"])
def test_unknown_is_not_nothing_and_is_said(cell: str) -> None:
    (piece,) = GRAMMAR.read(cell)
    assert (piece.tags, piece.is_free_text) == ((), False)
    assert piece.fault is not None
    assert (piece.fault.code, piece.fault.severity) == ("not_known", "note")


@pytest.mark.parametrize("cell", ["Y", "yes", "Yes.", "x", "\u2713", "1"])
def test_a_yes_to_nothing_is_no_tag(cell: str) -> None:
    assert faults(cell) == [(cell, "yes_alone")]
    assert not GRAMMAR.read(cell)[0].is_free_text


@pytest.mark.parametrize(
    ("cell", "code"),
    [("X1; widening participation visits", "unknown_tag"), ("T3 maths; see notes", "not_known"),
     ("T3 maths, ?", "not_known"), ("T3 maths | tbc", "not_known")],
)  # fmt: skip
def test_a_tag_stands_beside_what_is_not_known(cell: str, code: str) -> None:
    assert len(tags(cell)) == 1
    assert [found for _, found in faults(cell)] == [code]


@pytest.mark.parametrize("cell", ["some CPD?", "T3 physics?", "physics teachers ?", "Pool?"])
def test_a_question_is_no_answer(cell: str) -> None:
    assert tags(cell) == []
    assert faults(cell) == [(cell, "not_known")]
    assert len(tags(f"{cell}; C2 Latin")) == 1


def test_nothing_beside_a_tag_is_a_fault() -> None:
    assert tags("T3 physics; none") == [("T3", "physics", 1.0)]
    assert faults("T3 physics; none") == [("none", "nothing_beside_tags")]


@pytest.mark.parametrize("activity", VOCABULARY.by_id)
def test_every_tag_reads_by_identifier_name_and_phrase(activity: str) -> None:
    name = VOCABULARY.by_id[activity].name
    for subject in [s for a, s in VOCABULARY.labels() if a == activity]:
        phrase = VOCABULARY.words(activity, subject)
        for cell in (f"{activity} {subject}", f"{name}: {subject}", phrase):
            assert tags(cell) == [(activity, subject, 1.0)], cell


def test_every_alias_reads() -> None:
    for activity in VOCABULARY.activities:
        for spelling in activity.spellings:
            assert tags(spelling) == [(activity.id, "", 1.0)]
    for subject in VOCABULARY.subjects:
        activity = subject.only or "C2"
        for spelling in (subject.name, *subject.aliases):
            assert tags(f"{activity} {spelling}") == [(activity, subject.name, 1.0)]


def test_every_facility_reads_alone_and_after_its_activity() -> None:
    for place in VOCABULARY.lendable:
        for cell in (place.word, f"C3 {place.word}", f"a {place.word}", place.word.upper()):
            assert tags(cell) == [("C3", place.lent_as, 1.0)], cell


@pytest.mark.parametrize("cell", ["hydrotherapy pool", "a sensory room", "C3 climbing wall"])
def test_a_place_so_particular_that_no_tag_stands_for_it_is_told_and_not_read(cell: str) -> None:
    (piece,) = GRAMMAR.read(cell)
    assert not piece.tags and not piece.is_free_text and piece.fault is not None
    assert piece.fault.hint.startswith('if any facility would do, write "C3"')


def test_what_is_lent_is_a_subject_of_its_activity_alone() -> None:
    lent = [subject.name for subject in VOCABULARY.subjects if subject.only == "C3"]
    assert len(lent) == 11
    for activity in (one.id for one in VOCABULARY.activities if one.id != "C3"):
        for name in lent:
            (piece,) = GRAMMAR.read(f"{activity} {name}")
            assert piece.fault is not None and f'"C3 {name}"' in piece.fault.hint


@pytest.mark.parametrize("cell", ["T3 phyiscs", "coching", "help with maths", "boarding school",
                                  "computer", "T3 lang", "science blocks", "L3 x y"])  # fmt: skip
def test_what_is_suggested_reads(cell: str) -> None:
    for piece in GRAMMAR.read(cell):
        assert piece.fault is not None
        for suggestion in re.findall('"([^"]*)"', piece.fault.hint):
            assert tags(suggestion) and not faults(suggestion)


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("before", ["", "T3 ", "T3 physics; "])
def test_hostile_text_is_a_fault_word_for_word(before: str, name: str) -> None:
    found = faults(before + name)
    assert " ".join(words for words, _ in found).split() == [
        word
        for word in re.split("[\\s]+", before.removeprefix("T3 physics; ") + name)
        if word
    ]  # fmt: skip


def test_prose_gets_suggestions_only_for_its_first_faults() -> None:
    pieces = GRAMMAR.read("; ".join(["coching"] * (MOST_SUGGESTIONS + 5)))
    hints = [piece.fault.hint for piece in pieces if piece.fault]
    assert len(hints) == MOST_SUGGESTIONS + 5
    assert sum("did you mean" in hint for hint in hints) == MOST_SUGGESTIONS


SCRAPS = st.sampled_from(
    ["T3", "C2", "L3", "physics", "maths", "Latin", "none", "n/a", "and", "=", "0.5", "(low)",
     "50%", ",", ";", "|", "\n", " ", ":", "coaching", "phyiscs", "•", "'", "\u2028", "-"]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(SCRAPS, max_size=12).map(" ".join)))
def test_every_piece_ends_as_a_tag_or_as_a_fault(cell: str) -> None:
    pieces = GRAMMAR.read(cell)
    for piece in pieces:
        assert bool(piece.tags) != bool(piece.fault)
        assert all(0 <= piece.degree <= 1 for _ in piece.tags)
        for activity, subject in piece.tags:
            assert activity == "none" or (activity, subject) in VOCABULARY.labels()
    between = re.compile(
        r"(?i)(?<![0-9]),|,(?![0-9])"
        r"|\s*(?:[/&+]|\band\b)\s*(?=[TC] ?[1-4]\b|[LR] ?[1-3]\b|X ?[1-3]\b|E ?[1-9]\b)"
    )
    parts = re.split("[;|\n\r\v\f\x85\u2028\u2029•]", without_list_marks(cell))
    parted = [piece for part in parts for piece in between.split(part)]
    written = [" ".join(part.split()) for part in parted]
    if [piece.degree for piece in pieces if ("none", "") in piece.tags]:
        assert len(pieces) == 1
    else:
        kept = [part for part in written if part]
        found = [
            words
            for p in pieces
            for words in (p.words.split(", ") if p.is_free_text else [p.words])
        ]
        # "Counselling and a minibus" may be one piece or two.
        found, kept = (
            [thing.strip() for one in words for thing in re.split(JOIN, one, flags=re.I)]
            for words in (found, kept)
        )
        assert sorted(found) == sorted(kept)
        if not any(piece.is_free_text for piece in pieces):
            assert found == kept


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("we are very short of physicists, maths teachers", [(True, 0)]),
        ("T3 physics, somebody to teach Latin to Year 9", [(False, 1), (True, 0)]),
        ("T3 physics and a great deal more", [(False, 0)]),
        ("T3: physics, maths; no teacher of Latin here", [(False, 1), (False, 1), (True, 0)]),
        ("coching and mentoring", [(False, 0)]),
    ],
)
def test_a_sentence_is_no_tag(cell: str, expected: list[tuple[bool, int]]) -> None:
    assert [(piece.is_free_text, len(piece.tags)) for piece in GRAMMAR.read(cell)] == expected


@pytest.mark.parametrize(
    ("cell", "tag"),
    [
        ("EAL training", ("T2", "English as an additional language")),
        ("maths training for staff", ("T2", "maths")),
        ("science teacher training", ("T1", "science")),
        ("a governor", ("L1", "")),
        ("a debating club", ("E3", "")),
        ("a proper lab", ("C3", "science labs")),
        ("our new sports hall", ("C3", "sports hall")),
        ("masterclasses for Year 6", ("E1", "")),
        ("maths masterclass for Years 5 and 6", ("E1", "maths")),
        ("Year 10 Saturday school", ("E1", "")),
        ("Latin classes for Y9", ("C2", "Latin")),
        ("lectures for Year 12", ("E1", "")),
        ("physics lectures for Years 12 and 13", ("E1", "physics")),
    ],
)
def test_words_alone_in_a_cell_are_read_as_people_mean_them(
    cell: str, tag: tuple[str, str]
) -> None:
    (piece,) = GRAMMAR.read(cell)
    assert (piece.words, piece.tags) == (cell, (tag,))


@pytest.mark.parametrize("cell", ["training", "teachers for Year 6", "a Latin", "Year 6 maths",
                                  "lectures", "lectures for staff"])  # fmt: skip
def test_what_may_mean_several_things_is_no_tag(cell: str) -> None:
    assert [piece.tags for piece in GRAMMAR.read(cell)] == [()]


@pytest.mark.parametrize("cell", ["E4 maths", "joint concert: maths", "E4: music, maths"])
def test_a_concert_is_about_no_other_subject(cell: str) -> None:
    *_, piece = GRAMMAR.read(cell)
    assert not piece.tags and piece.fault
    assert piece.fault.code in ("unknown_subject", "subject_without_activity")
    assert "E4 maths" not in piece.fault.hint
