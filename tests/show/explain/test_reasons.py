"""Reasons read as sentences and say no more than is known."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest
from strategies import HOSTILE, cover_frame, profile_table, schools_table

from matcher.core.settings.combine import settings
from matcher.match.rank import rank_pairs
from matcher.show.explain.narrowing import fit_phrase
from matcher.show.explain.phrases.exchange import told_of_exchange
from matcher.show.explain.phrases.readers import in_third_person, to_others
from matcher.show.explain.reasons import CHOSEN, NO_PLACE, reasons
from matcher.show.kit.reach import Reach
from matcher.show.kit.text_format import each_kilometres, kilometres

NAN = np.nan
SEEKS = [
    ("1", "T3", "physics", 1.0, NAN),
    ("1", "C2", "Latin", 0.5, NAN),
    ("1", "L3", "", 0.2, NAN),
]


def sentence(
    profile: list[tuple[str, str, str, float, float]], about: str = "", **seeker: Any
) -> str:
    schools = schools_table(
        [
            {"urn": "1", "x": 400_000, "y": 400_000, **seeker},
            {"urn": "2", "x": 403_000, "y": 403_000, "role": "partner", "kind": "independent"},
        ]
    )
    table = profile_table(profile)
    matches = rank_pairs(schools, table, settings(max_km=seeker.pop("limit", 40))).matches
    (text,) = reasons(
        matches, schools, table,
        words=lambda activity, subject: f"{subject or activity} teaching",
        area_title="opportunity area", half_area_km=10.0, reach=Reach(40.0), about=about,
    )  # fmt: skip
    return str(text)


@pytest.mark.parametrize(
    ("profile", "seeker", "expected"),
    [
        ([], {}, "4.2 km apart"),
        (
            [*SEEKS, ("2", "T3", "physics", NAN, 0.4), ("2", "C2", "Latin", NAN, 1.0)],
            {"area": "Hastings", "area_near": "Hastings", "area_km": 0.0},
            "4.2 km apart; covers 2 of your 3 needs: Latin teaching, physics teaching; "
            "in the Hastings opportunity area",
        ),
        # What a school says that it does not need is no need, and no strength covers it.
        (
            [("1", "T3", "physics", 1.0, NAN), ("1", "C2", "Latin", 0.0, NAN),
             ("2", "T3", "physics", NAN, 1.0), ("2", "C2", "Latin", NAN, 1.0)],
            {},
            "4.2 km apart; covers your one need: physics teaching",
        ),
        (
            [("1", "T3", "physics", 1.0, NAN), ("1", "C2", "Latin", 1.0, NAN),
             ("2", "T3", "physics", NAN, 1.0), ("2", "C2", "Latin", NAN, 0.0)],
            {},
            "4.2 km apart; covers 1 of your 2 needs: physics teaching",
        ),
        (
            [*SEEKS, ("2", "X1", "", NAN, 1.0)],
            {},
            "4.2 km apart; covers none of your 3 needs; it is listed for its nearness",
        ),
        (
            [("1", "L3", "", 1.0, 1.0), ("2", "L3", "", 1.0, 1.0)],
            {"area_near": "Derby", "area_km": 3.04},
            "4.2 km apart; covers your one need: L3 teaching; "
            "you could give its one need: L3 teaching; 3 km from the Derby opportunity area",
        ),
        ([*SEEKS, ("2", "L3", "", 1.0, NAN), ("9", "L3", "", NAN, 1.0)], {},
         "4.2 km apart; nothing is known of what it offers; "
         "ask whether it could give physics teaching, Latin teaching or L3 teaching"),
        ([("2", "L3", "", NAN, 1.0), ("9", "L3", "", 1.0, NAN)], {},
         "4.2 km apart; your needs are not known"),
        ([("1", "none", "", 0.0, NAN), ("2", "L3", "", NAN, 1.0)], {},
         "4.2 km apart; you are said to need nothing"),
        ([*SEEKS, ("2", "none", "", NAN, 0.0), ("9", "L3", "", NAN, 1.0)], {},
         "4.2 km apart; covers none of your 3 needs; it is listed for its nearness; "
         "it is said to offer nothing"),
        ([("9", "L3", "", 1.0, 1.0), ("2", "none", "", NAN, 0.0)], {},
         "4.2 km apart; your needs are not known; it is said to offer nothing"),
        ([("1", "none", "", 0.0, NAN), ("9", "L3", "", NAN, 1.0)], {},
         "4.2 km apart; you are said to need nothing; nothing is known of what it offers"),
        ([], {"area_near": "Derby", "area_km": 31.0}, "4.2 km apart"),
    ],
)  # fmt: skip
def test_sentences(profile: Any, seeker: dict[str, Any], expected: str) -> None:
    assert sentence(profile, **seeker) == expected


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        ([("9", "C2", "Latin", 1.0, NAN), ("2", "C2", "Latin", NAN, 1.0)],
         "whether you need Latin is not known"),
        ([("1", "C2", "Latin", 1.0, NAN), ("9", "C2", "Latin", NAN, 1.0)],
         "whether it offers Latin is not known; ask whether it could give Latin teaching"),
    ],
)  # fmt: skip
def test_a_narrowed_run_says_only_what_was_asked_is_not_known(profile: Any, expected: str) -> None:
    assert sentence(profile, about="Latin") == f"4.2 km apart; {expected}"


@pytest.mark.parametrize(
    ("figures", "own", "expected"),
    [
        # What figures suggest is called likely, and what they leave open is said to be open.
        ([("1", "C4", "", 0.5, NAN), ("1", "T4", "", 0.3, NAN), ("2", "C4", "", NAN, 0.4)], [],
         "may cover 1 of your 2 likely needs (50% sure): C4 teaching (figures suggest)"),
        ([("1", "C4", "", 0.5, NAN), ("2", "X1", "", NAN, 0.4)], [],
         "not known whether it covers your one likely need (50% sure)"),
        ([("1", "C4", "", 0.5, NAN), ("2", "C4", "", NAN, 0.0)], [],
         "not known whether it covers your one likely need (50% sure)"),
        # A figure that is too low to name is no more of a no than one that does not stand out.
        ([("1", "C4", "", 0.5, NAN), ("2", "C4", "", NAN, 0.05)], [],
         "not known whether it covers your one likely need (50% sure)"),
        ([("1", "C4", "", 0.5, NAN), ("1", "T4", "", 0.3, NAN), ("2", "C4", "", NAN, 0.0)], [],
         "not known whether it covers your 2 likely needs (50% sure)"),
        ([("1", "C4", "", 0.5, NAN)], [("2", "X1", "", NAN, 1.0)],
         "does not cover your one likely need (50% sure); it is listed for its nearness"),
        ([("1", "C4", "", 0.5, NAN), ("2", "L3", "", NAN, 0.5)], [("1", "L3", "", 1.0, NAN)],
         "may cover 1 of your 2 needs (1 likely): L3 teaching (figures suggest)"),
        ([("1", "C4", "", 0.5, NAN), ("2", "C4", "", NAN, 0.5)], [("1", "L3", "", 1.0, NAN)],
         "may cover 1 of your 2 needs (1 likely): C4 teaching (figures suggest, a likely need, "
         "50% sure)"),
        # A guess is not counted beside a fact, in what is given and in what is given back.
        ([("1", "C4", "", 0.5, NAN), ("2", "C4", "", NAN, 0.5), ("2", "L3", "", NAN, 0.5)],
         [("1", "L3", "", 1.0, NAN), ("1", "X1", "", 1.0, NAN), ("2", "X1", "", NAN, 1.0)],
         "covers 1 of your 3 needs (1 likely): X1 teaching; may cover 2 more: L3 teaching (figures "
         "suggest), C4 teaching (figures suggest, a likely need, 50% sure)"),
        ([("1", "C4", "", NAN, 0.5)],
         [("2", "L3", "", 1.0, NAN), ("2", "C4", "", 1.0, NAN), ("1", "L3", "", NAN, 1.0)],
         "your needs are not known; you could give 1 of its 2 needs: L3 teaching; "
         "you may be able to give 1 more: C4 teaching (figures suggest)"),
        ([("2", "C4", "", 0.0, NAN)], [("1", "C4", "", NAN, 1.0)], "your needs are not known"),
        ([("2", "C4", "", 0.5, NAN)], [("1", "C4", "", NAN, 1.0)],
         "your needs are not known; "
         "you may be able to give its one likely need (50% sure): C4 teaching"),
        ([("1", "C4", "", 0.0, NAN), ("2", "C4", "", NAN, 0.5)], [], "no need of yours stands out"),
    ],
)  # fmt: skip
def test_sentences_from_published_figures(figures: Any, own: Any, expected: str) -> None:
    schools = schools_table(
        [
            {"urn": "1", "x": 400_000, "y": 400_000},
            {"urn": "2", "x": 403_000, "y": 403_000, "role": "partner", "kind": "independent"},
        ]
    )
    table = pd.concat(
        [profile_table(own), profile_table(figures, source="measured", confidence=0.5)],
        ignore_index=True,
    )
    matches = rank_pairs(schools, table, settings()).matches
    (text,) = reasons(
        matches, schools, table,
        words=lambda activity, subject: f"{subject or activity} teaching",
        area_title="opportunity area", half_area_km=10.0, reach=Reach(40.0),
    )  # fmt: skip
    assert text.partition("; ")[2] == expected


@pytest.mark.parametrize(
    ("km", "text"),
    [
        (0.0, "under 0.1 km"),
        (0.049, "under 0.1 km"),
        (0.06, "0.1 km"),
        (12.34, "12.3 km"),
        (6.05, "6.1 km"),
        (6.049, "6.0 km"),
        (0.05, "0.1 km"),
        (8.95, "9.0 km"),
        (2.25, "2.3 km"),
    ],  # ties as a workbook shows them
)
def test_distances_as_people_read_them(km: float, text: str) -> None:
    assert kilometres(km) == text


def test_many_distances_are_said_as_each_would_be() -> None:
    metres = [at / 1000 for at in range(0, 60_000, 7)] + [0.049999, 0.05, 0.15, 6.05, 999.95]
    for miles in (False, True):
        assert each_kilometres(np.array(metres), miles) == [kilometres(km, miles) for km in metres]


@pytest.mark.parametrize(
    ("pupils", "said"),
    [
        (99.0, "; the partner is small, 99 on roll"),
        (100.0, ""),
        (0.0, ""),
        (NAN, ""),
        (20.0, "; the partner is small, 20 on roll"),
        (19.0, "; the partner is small, 19 on roll, and a plan supposes no place for it"),
    ],
)
def test_a_small_partner_is_said_to_be_so_and_moves_nothing(pupils: float, said: str) -> None:
    schools = schools_table(
        [
            {"urn": "1", "x": 400_000, "y": 400_000, "pupils": 12.0},
            {"urn": "2", "x": 403_000, "y": 403_000, "role": "partner", "kind": "independent",
             "pupils": pupils},
        ]
    )  # fmt: skip
    matches = rank_pairs(schools, profile_table([]), settings(max_km=40)).matches
    (text,) = reasons(
        matches, schools, profile_table([]), words=lambda activity, subject: activity,
        area_title="opportunity area", half_area_km=10.0, reach=Reach(40.0),
    )  # fmt: skip
    assert text == f"4.2 km apart{said}"
    (of_plan,) = reasons(  # a pair that a plan has made has a place, whatever it supposes of others
        matches, schools, profile_table([]), words=lambda activity, subject: activity,
        area_title="opportunity area", half_area_km=10.0, reach=Reach(40.0), for_nearness=CHOSEN,
    )  # fmt: skip
    assert of_plan == f"4.2 km apart{said.removesuffix(NO_PLACE)}"


@pytest.mark.parametrize(
    ("located_by", "metres", "said"),
    [
        ("register", 62_040.0, "; the partner’s postcode is 62.0 km from where its coordinates put "
         "it: ask where it is"),
        ("given", 1_001.0, "; the partner’s postcode is 1.0 km from where its coordinates put it: "
         "ask where it is"),
        ("register", 1_000.0, ""),
        ("outcode", 4_000.0, ""),
        ("given", NAN, ""),
    ],
)  # fmt: skip
def test_a_partner_whose_place_is_in_doubt_is_said_to_be_so(
    located_by: str, metres: float, said: str
) -> None:
    schools = schools_table(
        [
            {"urn": "1", "x": 400_000, "y": 400_000},
            {"urn": "2", "x": 403_000, "y": 403_000, "role": "partner", "kind": "independent",
             "located_by": located_by, "precision_m": metres},
        ]
    )  # fmt: skip
    matches = rank_pairs(schools, profile_table([]), settings(max_km=40)).matches
    (text,) = reasons(
        matches, schools, profile_table([]), words=lambda activity, subject: activity,
        area_title="opportunity area", half_area_km=10.0, reach=Reach(40.0),
    )  # fmt: skip
    assert text == f"4.2 km apart{said}"


PARTNERS = [
    {"urn": urn, "x": 403_000 + at * 1000, "y": 400_000, "role": "partner", "kind": "independent"}
    for at, urn in enumerate("2345")
]


def sentences(
    profile: list[tuple[str, str, str, float, float]],
    partners: list[dict[str, Any]] = PARTNERS,
    about: str = "",
    **asked: Any,
) -> dict[str, str]:
    """The reasons of a school with several partners, by the partner's URN."""
    schools = schools_table([{"urn": "1", "x": 400_000, "y": 400_000}, *partners])
    table = profile_table(profile)
    matches = rank_pairs(schools, table, settings(**asked)).matches
    found = reasons(
        matches, schools, table,
        words=lambda activity, subject: f"{subject or activity} teaching",
        area_title="opportunity area", half_area_km=10.0, reach=Reach(40.0), about=about,
    )  # fmt: skip
    return dict(zip(matches["partner_urn"], found, strict=True))


def test_whom_to_ask_is_said_with_the_needs_the_greatest_first_and_no_more_than_five() -> None:
    meets_some = [("2", activity, subject, NAN, 0.3) for _, activity, subject, *_ in SEEKS]
    assert sentences([*SEEKS, *meets_some], k=1)["3"] == (
        "4.0 km apart; nothing is known of what it offers; "
        "ask whether it could give physics teaching, Latin teaching or L3 teaching"
    )
    more = [("1", "T3", f"subject {n}", 1.0, NAN) for n in range(4)]
    helped = [("2", "T3", f"subject {n}", NAN, 0.3) for n in range(4)]
    assert sentences([*SEEKS, *more, *meets_some, *helped], k=1)["3"].endswith(
        "ask whether it could give physics teaching, subject 0 teaching, subject 1 teaching, "
        "subject 2 teaching, subject 3 teaching or 2 other needs of yours"
    )
    one = [("1", "T3", "physics", 1.0, NAN), ("2", "T3", "physics", NAN, 0.3)]
    assert sentences(one, k=1, about="physics")["3"] == (
        "4.0 km apart; whether it offers physics is not known; "
        "ask whether it could give physics teaching"
    )


def test_only_a_partner_in_the_list_that_gives_and_gains_nothing_is_there_for_nearness() -> None:
    nothing = [("2", "X1", "", NAN, 1.0), ("3", "T3", "physics", NAN, 1.0)]
    near = "; it is listed for its nearness"
    assert sentences([*SEEKS, *nothing])["2"].endswith(f"covers none of your 3 needs{near}")
    gains = [("2", "R1", "", 1.0, NAN), ("1", "R1", "", NAN, 1.0)]
    assert near not in sentences([*SEEKS, *nothing, *gains])["2"]
    assert near not in sentences([*SEEKS, *nothing])["3"]
    assert near not in sentences([*SEEKS, *nothing])["4"]  # nothing is known of it
    far = [{**PARTNERS[0], "x": 450_000}]
    assert near not in sentences([*SEEKS, *nothing], far)["2"]  # there is nobody nearer


def test_a_route_beyond_the_limit_is_said_to_be_as_sponsors_work() -> None:
    route = [("1", "R1", "", 1.0, NAN), ("2", "R1", "", NAN, 1.0)]
    far = [{**PARTNERS[0], "x": 450_000}, PARTNERS[1]]
    assert sentences(route, far)["2"] == (
        "50.0 km apart; farther than 40 km, as sponsors work; covers your one need: R1 teaching"
    )


@pytest.mark.parametrize(
    ("offers", "told"),
    [
        ([("physics", 1.0), ("chemistry", 1.0)], "science teaching in part (chemistry teaching)"),
        ([("physics", 1.0), ("chemistry", 0.5)], "science teaching in part (physics teaching)"),
        (
            [("physics", 1.0), ("chemistry", 0.83)],  # as much by either
            "science teaching in part (chemistry teaching or physics teaching)",
        ),
        ([("science", 0.3), ("physics", 1.0)], "science teaching in part (physics teaching)"),
        ([("science", 0.5), ("physics", 1.0)], "science teaching"),  # as much by its own tag
    ],
)
def test_a_need_is_said_to_be_met_by_the_tag_that_counts(
    offers: list[tuple[str, float]], told: str
) -> None:
    schools = schools_table([{"urn": "1", "x": 400_000, "y": 400_000}, PARTNERS[0]])
    table = profile_table(
        [("1", "T3", "science", 1.0, NAN), *(("2", "T3", tag, NAN, one) for tag, one in offers)]
    )
    cover = cover_frame(
        [("T3", "physics", "T3", "science", 0.5), ("T3", "chemistry", "T3", "science", 0.6)]
    )
    matches = rank_pairs(schools, table, settings(), cover=cover).matches
    (text,) = reasons(
        matches, schools, table, words=lambda activity, subject: f"{subject or activity} teaching",
        area_title="opportunity area", half_area_km=10.0, reach=Reach(40.0), cover=cover,
    )  # fmt: skip
    assert text.endswith(f"covers your one need: {told}")


@pytest.mark.parametrize(
    ("minutes", "rests_on", "reach", "first"),
    [
        (41.2, "routed", Reach(40.0, by="by car"), ["4.2 km apart, 41 minutes by car"]),
        (41.2, "estimate", Reach(40.0, by="by car"),
         ["4.2 km apart, 41 minutes by car (estimate)"]),
        (0.0, "file", Reach(40.0, by="by bus"), ["4.2 km apart, under a minute by bus"]),
        (41.2, "routed", Reach(40.0, max_minutes=30.0),
         ["4.2 km apart, 41 minutes", "farther than 30 minutes, as sponsors work"]),
        (41.2, "routed", Reach(1.0, max_minutes=60.0), ["4.2 km apart, 41 minutes"]),
    ],
)  # fmt: skip
def test_minutes_stand_beside_kilometres(
    minutes: float, rests_on: str, reach: Reach, first: list[str]
) -> None:
    schools = schools_table(
        [
            {"urn": "1", "x": 400_000, "y": 400_000},
            {"urn": "2", "x": 403_000, "y": 403_000, "role": "partner", "kind": "independent"},
        ]
    )
    table = profile_table([])
    matches = rank_pairs(schools, table, settings()).matches
    matches = matches.assign(minutes=minutes, minutes_by=rests_on)
    (text,) = reasons(
        matches,
        schools,
        table,
        words=str,
        area_title="opportunity area",
        half_area_km=10.0,
        reach=reach,
    )
    assert text.split("; ") == first


# What each phrase is to whoever is not the seeker ("" the same), and what it tells of the exchange.
TOLD = r"""
4.2 km apart, 41 minutes by car | |
covers 2 of your 4 needs: Latin | the partner covers 2 of the school’s 4 needs: Latin | gives
covers your one need: Latin | the partner covers the school’s one need: Latin | gives
covers 1 of your 2 likely needs (10% sure): PE | the partner covers 1 of the school’s 2 likely \
needs (10% sure): PE | likely
may cover your one need: PE (published) | the partner may cover the school’s one need: PE \
(published) | likely
covers your one need: PE (published) | the partner covers the school’s one need: PE (published) \
| likely
covers 2 of your 3 needs: art, PE in part (a pool, published) | the partner covers 2 of the \
school’s 3 needs: art, PE in part (a pool, published) | gives
covers none of your 3 needs | the partner covers none of the school’s 3 needs | none
does not cover your one need | the partner does not cover the school’s one need | none
not known whether it covers your one need | not known whether the partner covers the school’s one \
need | unknown
covers 1 of your 2 needs (1 likely): pool in part (hall, a likely need, 50% sure) | \
the partner covers 1 of the school’s 2 needs (1 likely): pool in part (hall, a likely need, 50% \
sure) | likely
covers 2 of your 2 needs (1 likely): art, pool (a likely need, 50% sure) | \
the partner covers 2 of the school’s 2 needs (1 likely): art, pool (a likely need, 50% sure) | gives
you could give 1 of its 2 needs: art | the school could give 1 of the partner’s 2 needs: art | gains
you could give its one need: art | the school could give the partner’s one need: art | gains
you could give its one need: art (figures suggest) | the school could give the partner’s one need: \
art (figures suggest) | may gain
you may be able to give 1 of its 2 needs: art (published) | the school may be able to give 1 of \
the partner’s 2 needs: art (published) | may gain
you may be able to give 1 more: art (published) | the school may be able to give 1 more: art \
(published) | may gain
may cover 2 more: your art, PE (published) | the partner may cover 2 more: your art, PE \
(published) | likely
your needs are not known | the school’s needs are not known | unknown
whether you need art is not known | whether the school needs art is not known | unknown
whether it offers art is not known | whether the partner offers art is not known | unknown
nothing is known of what it offers | nothing is known of what the partner offers | unknown
ask whether it could give art or PE | ask whether the partner could give art or PE |
ask whether it could give art or 2 other needs of yours | ask whether the partner could give art \
or 2 other needs of the school’s |
ask what it could give | ask what the partner could give |
it offers Latin, physics | the partner offers Latin, physics |
no need of yours stands out | no need of the school’s stands out |
you are said to need nothing | the school is said to need nothing |
it is listed for its nearness | the partner is listed for its nearness |
it is said to offer nothing | the partner is said to offer nothing | offers nothing
it is chosen for its nearness | the partner is chosen for its nearness |
in the Derby area | the school is in the Derby area |
3.0 km (1.9 miles) from the Derby area | the school is 3.0 km (1.9 miles) from the Derby area |
12 km from the Derby area | the school is 12 km from the Derby area |
the partner is small, 99 on roll | |
beyond the 40 km limit, as nobody is within it | |
"""


def test_every_phrase_has_a_wording_that_speaks_to_neither_side() -> None:
    for line in TOLD.replace("\\\n", "").strip().splitlines():
        phrase, told, exchange = map(str.strip, line.split("|"))
        assert in_third_person(phrase) == (told or phrase)
        assert told_of_exchange(phrase) == exchange
        # To others than the office nothing is said not to be known, and it counts as before.
        others = to_others(phrase)
        assert told_of_exchange(others) == exchange
        turned = in_third_person(others)
        if exchange == "unknown" or "stands out" in phrase:
            assert "shown here" in others and "shown here" in turned
            assert not re.search("known|your|whether it|what it|yours", turned)
        else:
            assert others == phrase
    assert to_others("covers none of your 3 needs as far as is known").endswith("is shown here")
    for fit in ("not known", "in part"):
        fits = to_others(fit_phrase(fit, "physics"))
        assert "shown here" in fits and "known" not in fits
        assert fits.endswith(" what was asked (physics)")


def test_text_of_a_list_is_never_taken_for_a_phrase() -> None:
    for text in HOSTILE:
        assert in_third_person(text) == text == to_others(text)
        assert in_third_person(f"in the {text} area") == f"the school is in the {text} area"
