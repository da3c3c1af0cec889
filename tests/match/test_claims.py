"""What a school says beyond what is on record: how it counts, and of whom it is told."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from strategies import cover_frame, profile_table, schools_table

from matcher.core.settings.combine import settings
from matcher.core.tables import PROFILE
from matcher.match.build_arrays import build_arrays
from matcher.match.gates import Exclusions
from matcher.match.strengths.claims import counted_profile, long_claims
from matcher.profile.combine_sources import combine_sources

TAGS = [("T3", "physics"), ("T3", "maths"), ("C3", "music"), ("C3", "drama"), ("X1", ""),
        ("L3", ""), ("C2", "Latin"), ("T4", "")]  # fmt: skip
COVER = cover_frame([("C3", "music", "C3", "drama", 0.5), ("T3", "maths", "T3", "physics", 0.3)])
Degrees = dict[tuple[str, str], float]


def counted(public: Degrees, said: Degrees, source: str) -> Degrees:
    """How far school 2 meets a need for each tag, from what is public of it and what it says."""
    nan = np.nan
    needs = profile_table([("1", *tag, 1.0, nan) for tag in TAGS])
    shown = profile_table([("2", *tag, nan, d) for tag, d in public.items()], source="published")
    own = profile_table([("2", *tag, nan, degree) for tag, degree in said.items()], source=source)
    profile = combine_sources([needs, shown, own])
    schools = schools_table([{"urn": "1"}, {"urn": "2", "role": "partner"}])
    arrays = build_arrays(schools, profile, settings(), Exclusions(), cover=COVER)
    at = arrays.index["2"]
    return {tag: arrays.strengths.degree[at, n] / 100 for n, tag in enumerate(arrays.tags)}


hundredths = st.integers(1, 100).map(lambda n: n / 100)


@given(
    st.dictionaries(st.sampled_from(TAGS), hundredths, min_size=1),
    st.dictionaries(st.sampled_from(TAGS), hundredths, min_size=1),
    st.sampled_from(["stated", "partly", "wording"]),
)
@hypothesis_settings(max_examples=60, deadline=None)
def test_a_truthful_answer_costs_nothing_of_what_a_register_shows(
    public: Degrees, said: Degrees, source: str
) -> None:
    truthful = {tag: max(degree, public.get(tag, 0.0)) for tag, degree in said.items()}
    silent, answered = counted(public, {}, source), counted(public, truthful, source)
    for tag in public:
        assert answered[tag] >= silent[tag]


def test_who_confirms_what_registers_show_stands_with_the_silent() -> None:
    public = dict.fromkeys(TAGS, 0.5)
    assert counted(public, public, "stated") == counted(public, {}, "stated")
    # What goes beyond the record is four in full together, of which three count.
    assert (
        counted(public, dict.fromkeys(TAGS, 1.0), "stated")["X1", ""] == 0.5 + round(150 / 4) / 100
    )


def test_claims_count_by_their_degrees_and_not_by_their_number() -> None:
    said = {**dict.fromkeys(TAGS[4:7], 1.0), TAGS[7]: 0.1}
    assert counted({}, said, "stated")[TAGS[4]] == 0.97
    assert counted({}, dict.fromkeys(TAGS, 0.3), "stated")[TAGS[4]] == 0.3


def test_what_is_told_of_an_offer_is_what_counts() -> None:
    public = profile_table([("2", *TAGS[4], np.nan, 0.4)], source="measured")
    own = profile_table([("2", *tag, np.nan, 1.0) for tag in TAGS])
    profile = combine_sources([own, public])
    assert profile["recorded"].max() == 0.4
    told = counted_profile(profile, 3).frame().set_index(["activity", "subject"])["strength"]
    assert told["X1", ""] == 0.4 + round(60 * 300 / 760) / 100
    assert told["L3", ""] == round(100 * 300 / 760) / 100


@pytest.mark.parametrize(("many", "told"), [(5, False), (8, True), (26, True)])
def test_who_claims_far_more_than_the_others_is_told(many: int, told: bool) -> None:
    honest = [(str(100 + n), "T3", f"subject {k}", np.nan, 1.0)
              for n in range(50) for k in range(1 + n % 5)]  # fmt: skip
    claim = [("999", "T3", f"subject {k}", np.nan, 1.0) for k in range(many)]
    found = long_claims(profile_table(honest + claim), 3)
    assert [one.urn for one in found] == ["999"] * told


def test_what_registers_and_figures_say_is_no_claim() -> None:
    rows = [("1", "T3", f"subject {k}", np.nan, 1.0) for k in range(20)]
    assert long_claims(profile_table(rows, source="measured"), 3) == []
    assert long_claims(profile_table(), 3) == []


@pytest.mark.parametrize(
    ("amounts", "told"),
    [
        ([8.0], ["1"]),
        ([6.0], []),  # an honest broad offer, and nobody to compare it with
        ([8.0, 2.0], ["1"]),
        ([8.0, 5.0], []),
        ([8.0, 1.0, 0.5], ["1"]),
    ],
)
def test_few_that_claim_anything_are_held_against_the_others(
    amounts: list[float], told: list[str]
) -> None:
    rows = []
    for number, amount in enumerate(amounts, 1):
        rows += [(str(number), "T3", f"s{n}", np.nan, 1.0) for n in range(int(amount))]
        if amount % 1:
            rows.append((str(number), "T3", "part", np.nan, amount % 1))
    assert [one.urn for one in long_claims(profile_table(rows), 3)] == told


def test_three_quarters_of_the_others_are_as_a_plain_count_has_them() -> None:
    rng = np.random.default_rng(4)
    amounts = np.round(rng.lognormal(1.5, 1.0, 23)).astype(int) + 1
    rows = [(str(n), "T3", f"s{k}", np.nan, 1.0) for n, many in enumerate(amounts)
            for k in range(many)]  # fmt: skip
    found = {one.urn: one.most for one in long_claims(profile_table(rows), 1)}
    assert found
    for urn, most in found.items():
        assert most == np.quantile(np.delete(amounts, int(urn)), 0.75)


def test_what_a_school_confirms_is_no_claim() -> None:
    rows = [("1", "T3", f"s{k}", np.nan, 0.8) for k in range(20)]
    both = [profile_table(rows), profile_table(rows, source="published")]
    assert long_claims(combine_sources(both), 3) == []
    nothing = pd.DataFrame(columns=PROFILE.names).astype(PROFILE.dtypes())
    assert long_claims(combine_sources([nothing]), 3) == []
