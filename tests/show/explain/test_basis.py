"""What an offer rests on, beside every tag that is met."""

from __future__ import annotations

import pandas as pd
from strategies import schools_table

from matcher.core.settings.combine import settings
from matcher.core.tables import BASIS, COVER, PROFILE, SOURCES
from matcher.match.rank import rank_pairs
from matcher.profile.vocabulary import load
from matcher.show.explain.basis import exchange_columns
from matcher.show.explain.needs import BELIEVED
from matcher.show.explain.reasons import reasons
from matcher.show.kit.reach import Reach

NAN = float("nan")


def profile(*rows: tuple[str, str, str, float, str]) -> pd.DataFrame:
    whole = [(urn, tag, subject, float("nan"), strength, source, "", 1.0, float("nan"))
             for urn, tag, subject, strength, source in rows]  # fmt: skip
    return pd.DataFrame(whole, columns=PROFILE.names).astype(PROFILE.dtypes())


def told(shared: str, offers: pd.DataFrame, cover: pd.DataFrame | None = None) -> str:
    row = pd.DataFrame({"seeker_urn": ["1"], "partner_urn": ["2"], "shared": [shared]})
    found = exchange_columns(row, offers, cover)
    assert found["shared"].tolist() == [shared]
    return str(found["basis"].iloc[0])


def test_every_tag_of_both_sides_has_its_word() -> None:
    offers = profile(
        ("2", "T2", "SEND", 1.0, "stated"),
        ("2", "C3", "", 0.6, "published"),
        ("2", "C4", "", 0.3, "measured"),
        ("1", "L3", "", 0.5, "wording"),
    )
    assert told("T2 SEND; C3; C4 | L3", offers) == (
        "T2 SEND: stated; C3: published; C4: figures suggest | L3: in words of the list"
    )
    assert told("T2 SEND | ", offers) == "T2 SEND: stated | "
    assert told(" | L3", offers) == " | L3: in words of the list"
    assert told("", offers) == ""


def test_a_need_met_in_part_rests_on_what_the_other_tag_rests_on() -> None:
    offers = profile(
        ("2", "T3", "physics", 1.0, "published"),
        ("2", "T3", "chemistry", 0.4, "stated"),
        ("2", "T3", "science", 0.3, "measured"),
    )
    cover = pd.DataFrame(
        [("T3", "physics", "T3", "science", 0.5, "a part", 1),
         ("T3", "chemistry", "T3", "science", 0.5, "a part", 1),
         ("T3", "chemistry", "T3", "maths", 0.5, "it may", 0),
         ("T3", "physics", "T3", "biology", 0.5, "it may", 0)],
        columns=COVER.names,
    ).astype(COVER.dtypes())  # fmt: skip
    assert told("T3 science | ", offers, cover) == "T3 science: published | "
    assert told("T3 physics | ", offers, cover) == "T3 physics: published | "
    # Who states what is wider than the need, and may not hold it, has not stated the other.
    assert told("T3 maths | ", offers, cover) == "T3 maths: wider offer | "
    assert told("T3 biology | ", offers, cover) == "T3 biology: published | "
    assert told("T3 science | ", offers) == "T3 science: figures suggest | "


def test_every_source_has_a_word_and_what_is_not_stated_is_told_so() -> None:
    assert tuple(BASIS) == SOURCES
    assert {source for source, word in BASIS.items() if word != "stated"} == set(BELIEVED)
    assert len(set(BASIS.values())) == 5
    assert load().words("T2", "SEND")


def test_a_partner_of_which_nothing_is_known_is_told_so_where_the_seeker_has_a_need() -> None:
    rows = pd.DataFrame(
        {
            "seeker_urn": ["1", "1", "1", "4"],
            "partner_urn": ["2", "3", "5", "2"],
            "shared": ["", " | L3", "", ""],
        }
    )
    own = profile(("1", "L3", "", 0.5, "stated"), ("5", "none", "", 0.0, "stated"))
    needs = profile(("1", "T3", "physics", NAN, "stated")).assign(need=1.0)
    found = exchange_columns(rows, pd.concat([own, needs], ignore_index=True))
    # School 5 says that it offers nothing, and of school 4 no need is known.
    assert found["basis"].tolist() == ["not known | ", "not known | L3: stated", "", ""]


def test_what_figures_put_below_a_tenth_is_named_nowhere() -> None:
    measured = [("1", "C4", 0.05, NAN), ("1", "T4", 0.4, NAN), ("1", "C3", 0.4, NAN),
                ("2", "C4", NAN, 0.9), ("2", "T4", NAN, 0.9), ("2", "C3", NAN, 0.05)]  # fmt: skip
    table = pd.DataFrame(
        [(urn, tag, "", need, strength, "measured", "", 0.5, NAN)
         for urn, tag, need, strength in measured], columns=PROFILE.names,
    ).astype(PROFILE.dtypes())  # fmt: skip
    schools = schools_table(
        [
            {"urn": "1", "x": 400_000, "y": 400_000},
            {"urn": "2", "x": 403_000, "y": 403_000, "role": "partner", "kind": "independent"},
        ]
    )
    matches = rank_pairs(schools, table, settings()).matches
    found = exchange_columns(matches, table)
    assert found["shared"].tolist() == ["T4 | "]
    (text,) = reasons(
        matches, schools, table, words=lambda activity, _: activity,
        area_title="opportunity area", half_area_km=10.0, reach=Reach(40.0),
    )  # fmt: skip
    assert text.endswith("may cover 1 of your 2 likely needs (50% sure): T4 (figures suggest)")
