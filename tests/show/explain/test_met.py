"""The tag by which a need is said to be met is the one that the score counts."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from strategies import cover_frame, profile_table, random_cover, random_england

from matcher.core.figures.surety import SAID, is_small
from matcher.core.settings.combine import settings
from matcher.core.tables import BASIS, COVER
from matcher.match.build_arrays import build_arrays
from matcher.match.gates import Exclusions
from matcher.match.strengths.claims import counted_profile
from matcher.show.explain.met import NeedsMet, offers_known, with_need


def test_what_figures_put_too_low_to_name_is_no_known_offer() -> None:
    nan = np.nan
    rows = {
        "stated": [("1", "T3", "physics", nan, 1.0), ("2", "none", "", nan, 0.0)],
        "wording": [("3", "C2", "", nan, 0.5)],
        "published": [("4", "L3", "", nan, 1.0)],
        "inferred": [("5", "L3", "", nan, 0.05)],
        "measured": [("6", "T2", "", nan, 0.1), ("7", "T2", "", nan, 0.07), ("8", "T2", "", nan, 0),
                     ("9", "T2", "", 0.4, nan), ("1", "T2", "", nan, 0.07)],
    }  # fmt: skip
    profile = pd.concat([profile_table(own, source=one) for one, own in rows.items()])
    found = offers_known(profile)
    assert {urn: found.word(urn) for urn in "123456789"} == {
        "1": "stated", "2": "said to be none", "3": "in words", **dict.fromkeys("456", "likely"),
        **dict.fromkeys("78", "no offer stands out"), "9": "not known",
    }  # fmt: skip
    assert found.said == {*"12"}  # outright: words of a list only seem to say so


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("full_claims", [1, 100])
def test_every_need_is_met_as_the_score_has_it(seed: int, full_claims: int) -> None:
    schools, profile = random_england(40, seed, known=0.8, measured=0.3)
    cover, config = random_cover(seed), settings(full_claims=full_claims)
    if is_coarse := seed % 2:  # so that several tags come to the same
        profile = profile.assign(strength=np.ceil(profile["strength"] * 2) / 2)
        cover = cover.assign(degree=0.5)
    arrays = build_arrays(schools, profile, config, Exclusions(), cover=cover)
    counted = counted_profile(profile, full_claims)
    told = NeedsMet(counted, cover, lambda activity, subject: f"{activity} {subject}")
    rows = counted.frame().sort_values(["activity", "subject"])
    rows = rows[rows["strength"] > 0].assign(tag=rows["activity"] + " " + rows["subject"])
    share = {
        (f"{one} {about}", f"{other} {of}"): round(degree * 100)
        for one, about, other, of, degree in cover[[*COVER.key, "degree"]].itertuples(index=False)
    }
    may = {
        (f"{one} {about}", f"{other} {of}")
        for one, about, other, of, known in cover[[*COVER.key, "known"]].itertuples(index=False)
        if not known
    }
    tags = {" ".join(tag): tag for tag in arrays.tags}

    def by_hand(urn: str, need: str) -> tuple[str, ...]:
        """The tags of its own that come to the most and rest on what the first of them does."""
        own = rows[(rows["urn"] == urn) & (rows["tag"] != need)]
        met = [
            (round(round(row.strength * 100) * share.get((row.tag, need), 0) / 100), row)
            for row in own.itertuples()
        ]
        best = max(degree for degree, _ in met)
        (_, first), *others = [one for one in met if one[0] == best]
        return (first.tag, *(
            row.tag for _, row in others
            if row.source == first.source and not is_small(row.strength, row.source)
            and ((row.tag, need) in may) == ((first.tag, need) in may)
        ))  # fmt: skip

    through_others = several = 0
    for at, urn in enumerate(arrays.urn):
        met = told.of(urn)
        places = np.flatnonzero(arrays.strengths.degree[at]).tolist()
        named = {" ".join(arrays.tags[place]): place for place in places}
        assert met.keys() & {" ".join(tag) for tag in arrays.tags} == named.keys()
        for name, place in named.items():
            other, _ = arrays.exchange.met_through(at, place)
            assert met[name].degree == arrays.strengths.degree[at, place]
            assert met[name].by == " ".join(other or arrays.tags[place])
            # Lists and reasons tell by one rule what is stated, and of just that which is needed.
            is_stated = met[name].rests_on == BASIS["stated"]
            assert is_stated == (arrays.strengths.surety[at, place] == SAID)
            assert met[name].also or met[name].sure == pytest.approx(
                arrays.strengths.confidence[at, place]
            )
            through_others += other is not None
            assert other is None or (met[name].by, *met[name].also) == by_hand(urn, name)
            several += len(met[name].also) > 0
        own = [row for row in rows[rows["urn"] == urn].itertuples()
               if not is_small(row.strength, row.source)]  # fmt: skip
        serving = told.serving(urn)  # also by what meets a need less well
        for name in tags:
            assert set(serving.get(name, ())) == {
                row.tag for row in own
                if row.tag == name
                or round(round(row.strength * 100) * share.get((row.tag, name), 0) / 100) > 0
            }  # fmt: skip
    assert through_others > 20 and several >= 2 * is_coarse


def test_one_offer_is_told_to_rest_on_the_same_whatever_need_it_meets() -> None:
    """What a register lists is published, also where it meets a need in part."""
    hub = profile_table([("1", "T2", "", math.nan, 0.7)], source="published")
    met = NeedsMet(hub, cover_frame([("T2", "", "T2", "maths", 0.3)]), "{} {}".format).of("1")
    assert {(tag, one.by, one.source) for tag, one in met.items()} == {
        ("T2 ", "T2 ", "published"), ("T2 maths", "T2 ", "published"),
    }  # fmt: skip


def test_a_small_need_that_figures_suggest_does_not_stand_out() -> None:
    rows = [("measured", 0.09), ("measured", 0.1), ("stated", 0.09), ("stated", 0.0),
            ("measured", float("nan"))]  # fmt: skip
    profile = pd.DataFrame(rows, columns=["source", "need"]).assign(urn=list("12345"))
    assert with_need(profile) == {"2", "3"}


def test_of_a_narrowed_run_all_that_a_school_claims_counts() -> None:
    schools, profile = random_england(40, 1)
    part = profile[profile["activity"] == profile["activity"].iloc[0]].reset_index(drop=True)
    arrays = build_arrays(schools, part, settings(full_claims=1), Exclusions(), profile)
    counted = counted_profile(part, 1, profile).frame().set_index("urn")
    for urn, subject, strength in zip(
        counted.index, counted["subject"], counted["strength"].fillna(0.0), strict=True
    ):
        tag = arrays.tags.index((str(part["activity"].iloc[0]), subject))
        assert round(strength * 100) == arrays.strengths.degree[arrays.index[urn], tag]


def test_what_figures_put_too_low_to_name_is_not_named_beside_what_meets_a_need_as_well() -> None:
    offers = [("1", "T3", "maths", math.nan, 0.5), ("1", "T3", "physics", math.nan, 0.05)]
    cover = cover_frame([("T3", "maths", "T3", "science", 0.1),
                         ("T3", "physics", "T3", "science", 1.0)])  # fmt: skip
    for source, also in (("measured", ()), ("stated", ("physics",))):
        profile = profile_table(offers, source=source)
        met = NeedsMet(profile, cover, lambda _, subject: subject).of("1")["science"]
        assert (met.degree, met.by, met.also) == (5, "maths", also)
