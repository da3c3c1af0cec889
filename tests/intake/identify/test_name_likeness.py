"""Names taken apart and compared."""

from __future__ import annotations

import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.intake.identify.name_likeness import WordRarity, conflict, likeness, parse_name

NAMES = [
    "St Mary's Church of England Primary School",
    "St Mary's Catholic Primary School",
    "Wimbotsham and Stow Academy",
    "Park Infant School",
    "Park Junior School",
    "Grange Grammar School for Girls",
]
RARITY = WordRarity.of([parse_name(name) for name in NAMES * 20])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("St. Mary's C of E (VA) Primary School & Nursery", "Saint Marys CofE Primary Academy"),
        ("St Mary's RC Primary School", "St Mary’s Roman Catholic Voluntary Academy"),
        ("Uplands Junior L.E.A.D Academy", "Uplands Junior L.E.A.D. Academy"),
        ("Shay Lane Primary (J and I) School", "Shay Lane Primary School"),
        ("THE PARK INFANTS' SCHOOL", "Park Infant School"),
        ("Ysgol Dŵr", "Ysgol Dwr"),
        ("Uplands RC Pri", "Uplands Catholic Primary School"),
        ("Hill Jnr Sch", "Hill Junior School"),
        ("Grange Girls' GS", "Grange Grammar School for Girls"),
        ("Wimbotsham Upp. Sch.", "Wimbotsham Upper School"),
        ("Stow Coll", "Stow College"),
    ],
)
def test_one_school_in_two_wordings(one: str, other: str) -> None:
    assert likeness(parse_name(one), parse_name(other), RARITY) == 1
    assert conflict(parse_name(one), parse_name(other)) == ""


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("Park Infant School", "Park Junior School", "stage"),
        ("Grange Grammar School for Girls", "Grange Grammar School for Boys", "gender"),
        ("St Mary's CofE Primary School", "St Mary's Catholic Primary School", "faith"),
        ("Hill Primary School", "Hill High School", "stage"),
        ("Hill Infant School", "Hill Primary School", ""),
        ("Hill Nursery School", "Hill Infant School", "stage"),
        ("Hill Nursery School", "Hill First School", "stage"),
        ("Hill Nursery School", "Hill Lower School", "stage"),
        ("Hill Junior School", "Hill Middle School", ""),
        ("Hill First School", "Hill Junior School", ""),  # just half the ages
        ("Hill Children's Centre", "Hill Primary School", "centre"),
        ("Hill Nursery and Children's Centre", "Hill Nursery School", ""),
        ("Hill Sure Start", "Hill Family Hub", ""),
        ("Hill Middle School", "Hill Upper School", "stage"),
        ("Hill Junior School", "Hill Secondary School", "stage"),
        ("Hill Primary School", "Hill First School", ""),
        ("Hill School", "Hill Sixth Form College", ""),
    ],
)
def test_what_speaks_against_a_match(one: str, other: str, why: str) -> None:
    assert conflict(parse_name(one), parse_name(other)) == why
    assert conflict(parse_name(other), parse_name(one)) == why


def test_a_rare_word_tells_more_than_a_common_one() -> None:
    asked = parse_name("St Mary Wimbotsham")
    assert RARITY.weight("wimbotsham") > 0
    rare = likeness(asked, parse_name("Wimbotsham and Stow Academy"), RARITY)
    common = likeness(parse_name("Stow Farm"), parse_name("Park Farm"), RARITY)
    assert rare > 0
    assert common < 0.9


@pytest.mark.parametrize("slip", ["Wimbotsam", "Wimbotshham", "Wimobtsham", "imbotsham"])
def test_a_slip_of_the_pen_is_forgiven(slip: str) -> None:
    assert likeness(parse_name(slip + " Academy"), parse_name("Wimbotsham Academy"), RARITY) > 0.85


@pytest.mark.parametrize("name", ["The Academy", "High School for Girls", "Primary School"])
def test_a_name_of_common_words_alone_still_tells(name: str) -> None:
    assert parse_name(name).words


@given(st.text(max_size=200), st.text(max_size=200))
def test_likeness_is_a_share_and_the_same_both_ways(one: str, other: str) -> None:
    a, b = parse_name(one), parse_name(other)
    assert 0 <= likeness(a, b, RARITY) <= 1
    assert likeness(a, a, RARITY) == 1
    assert conflict(a, b) == conflict(b, a)


def test_two_slips_in_a_long_word_are_allowed_unless_it_begins_otherwise() -> None:
    name = parse_name("Wimbotsham School")
    slipped = likeness(name, parse_name("Wimbatshem School"), RARITY)
    begins_otherwise = likeness(name, parse_name("Vimbotshem School"), RARITY)
    assert slipped > 0.83 > begins_otherwise


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Alders", "Alder", 0.97),
        ("Ashe", "Ashes", 0.97),
        ("Elm", "Elms", 0.0),  # too short to be told from another word
        ("Mead", "Mean", 0.0),
        ("Meads", "Means", 1 - 0.8 / 5),
        ("Wimbotsham", "Wimbotsam", 1 - 0.8 / 10),
        ("Wimbotsham", "Wambotshim", 1 - 1.6 / 10),
        ("Wimbotham", "Wambothim", 0.0),  # a second slip is allowed from ten letters on
        ("Nicholaselstree", "Nichalaselstrae", 1 - 1.6 / 15),
        ("Nicholaselstree", "Norton", 0.0),  # and never a third
        ("1234", "1235", 0.0),
        ("Alder Brook", "Alderbrook", 0.97),
        ("Alder Brook", "Alder", 0.92),
        ("Alder Brook", "Alder Mead", 0.5),
    ],
)
def test_how_alike_two_names_of_rare_words_are(one: str, other: str, alike: float) -> None:
    rare = WordRarity(Counter(), 1_000)
    found = likeness(parse_name(one), parse_name(other), rare)
    assert found == pytest.approx(alike, abs=0.005)


@pytest.mark.parametrize(("names", "alike"), [(19, 2 / 3), (20, 0.92)])
def test_a_name_within_another_counts_where_its_words_are_rare(names: int, alike: float) -> None:
    rarity = WordRarity(Counter(), names)
    assert likeness(parse_name("Alder Brook"), parse_name("Alder"), rarity) == pytest.approx(alike)


def test_the_weight_of_a_word() -> None:
    rarity = WordRarity.of([parse_name("Alder School"), parse_name("Alder Brook School")])
    assert (rarity.names, dict(rarity.counts)) == (2, {"alder": 2, "brook": 1})
    assert rarity.weight("alder") == pytest.approx(math.log(1 + 2 / 3))
    assert rarity.weight("elm") == pytest.approx(math.log(3))


@pytest.mark.parametrize(
    ("name", "words", "style"),
    [("Number 5 School", ("number", "5"), ""), ("Alder X High School", ("alder",), "high"),
     ("Alder Alder Brook", ("alder", "brook"), ""),
     ("Alder Grammar College", ("alder",), "college"),
     ("S C I Academy", ("sci",), "")],
)  # fmt: skip
def test_the_words_and_the_style_of_a_name(name: str, words: tuple[str, ...], style: str) -> None:
    parsed = parse_name(name)
    assert (parsed.words, parsed.style) == (words, style)


def test_of_two_words_as_alike_the_first_is_taken() -> None:
    # "marks" is as near to "parks" as to "marls", whose weights differ.
    rarity = WordRarity(Counter({"parks": 900}), 1_000)
    one = parse_name("Marks School")
    first = likeness(one, parse_name("Parks Marls School"), rarity)
    second = likeness(one, parse_name("Marls Parks School"), rarity)
    assert first == pytest.approx(0.4415, abs=1e-4)
    assert second == pytest.approx(0.7969, abs=1e-4)
