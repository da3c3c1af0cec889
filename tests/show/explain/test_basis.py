"""What an offer rests on, beside every tag that is met."""

from __future__ import annotations

import pandas as pd

from matcher.core.tables import BASIS, COVER, PROFILE, SOURCES
from matcher.profile.vocabulary import load
from matcher.show.explain.basis import offer_basis
from matcher.show.explain.needs import BELIEVED


def profile(*rows: tuple[str, str, str, float, str]) -> pd.DataFrame:
    whole = [(urn, tag, subject, float("nan"), strength, source, "", 1.0)
             for urn, tag, subject, strength, source in rows]  # fmt: skip
    return pd.DataFrame(whole, columns=PROFILE.names).astype(PROFILE.dtypes())


def told(shared: str, offers: pd.DataFrame, cover: pd.DataFrame | None = None) -> str:
    row = pd.DataFrame({"seeker_urn": ["1"], "partner_urn": ["2"], "shared": [shared]})
    (text,) = offer_basis(row, offers, cover)
    return str(text)


def test_every_tag_of_both_sides_has_its_word() -> None:
    offers = profile(
        ("2", "T2", "SEND", 1.0, "stated"),
        ("2", "C3", "", 0.6, "published"),
        ("2", "C4", "", 0.3, "measured"),
        ("1", "L3", "", 0.5, "wording"),
    )
    assert told("T2 SEND; C3; C4 | L3", offers) == (
        "T2 SEND: stated; C3: published; C4: figures suggest | L3: in its words"
    )
    assert told("T2 SEND | ", offers) == "T2 SEND: stated | "
    assert told(" | L3", offers) == " | L3: in its words"
    assert told("", offers) == ""


def test_a_need_met_in_part_rests_on_what_the_other_tag_rests_on() -> None:
    offers = profile(
        ("2", "T3", "physics", 1.0, "published"),
        ("2", "T3", "chemistry", 0.4, "stated"),
        ("2", "T3", "science", 0.3, "measured"),
    )
    cover = pd.DataFrame(
        [("T3", "physics", "T3", "science", 0.5, "a part"),
         ("T3", "chemistry", "T3", "science", 0.5, "a part")],
        columns=COVER.names,
    ).astype(COVER.dtypes())  # fmt: skip
    assert told("T3 science | ", offers, cover) == "T3 science: published | "
    assert told("T3 science | ", offers) == "T3 science: figures suggest | "


def test_every_source_has_a_word_and_what_is_not_stated_is_told_so() -> None:
    assert tuple(BASIS) == SOURCES
    assert {source for source, word in BASIS.items() if word != "stated"} == set(BELIEVED)
    assert len(set(BASIS.values())) == 4
    assert load().words("T2", "SEND")
