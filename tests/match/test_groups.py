"""What a partner could do for a group is the true sum: equal to brute force over all pairs."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from brute import Brute, tie
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from strategies import cover_frame, profile_table, random_england, schools_table

from matcher.core.figures.surety import NOTABLE
from matcher.core.settings.combine import settings
from matcher.core.settings.config import Config
from matcher.match.explain.finished_ranking import FinishedRanking
from matcher.match.gates import Exclusions
from matcher.match.groups.block_sums import NamedTags
from matcher.match.groups.help import GroupHelp, GroupRanking
from matcher.match.groups.seekers import GROUP_COLUMNS, SeekerGroups, group_seekers

SPELLINGS = {
    "trust": ["", "no trust", "Trust A", "TRUST A", " trust b ", "Trust B", "trust B"],
    "la_name": ["", "East Riding", "east riding", "York", "Derby"],
    "la_code": ["", "811", "816"],
    "region": ["", "", "South East", "East of England"],
    "area": ["", "Hastings", "Derby"],
}


def england(count: int, seed: int, **how: Any) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """A random England with groups of every kind, some of them spelt in several ways."""
    schools, profile = random_england(count, seed, **how)
    rng = np.random.default_rng(seed)
    for column, texts in SPELLINGS.items():
        schools[column] = pd.Series(rng.choice(texts, count), dtype="str")
    return schools, profile


def ask(
    schools: gpd.GeoDataFrame, profile: pd.DataFrame, config: Config, by: str
) -> tuple[FinishedRanking, SeekerGroups, GroupHelp]:
    asked = FinishedRanking(schools, profile, config)
    found = group_seekers(schools, asked.arrays, by)
    return (
        asked,
        found,
        GroupRanking(asked.arrays, found, asked.weights, config, asked.exclusions).everybody(),
    )


class Expected:
    """Every group and every pair of a group and a partner, worked out by loops."""

    def __init__(
        self, schools: gpd.GeoDataFrame, profile: pd.DataFrame, config: Config, by: str
    ) -> None:
        self.brute = brute = Brute(schools, profile, config)
        # Trusts are told apart without regard to white space around them.
        for row in brute.schools.values():
            row["trust"] = row["trust"].strip()
        brute.prepare()
        self.tags = {(a, s) for a, s in profile[["activity", "subject"]].to_numpy() if a != "none"}
        # What figures put below a tenth no reason names, and it is no help.
        self.small = {
            (side, row["urn"], (row["activity"], row["subject"]))
            for row in profile.to_dict("records")
            for side in ("need", "strength")
            if row["source"] == "measured" and row[side] < 0.1
        }
        self.measured = {
            (row["urn"], (row["activity"], row["subject"]))
            for row in profile.to_dict("records")
            if row["source"] == "measured"
        }
        self.members: dict[str, list[str]] = defaultdict(list)
        spellings: dict[str, Counter[str]] = defaultdict(Counter)
        self.without = self.not_known = 0
        for urn in brute.seekers:
            row = brute.schools[urn]
            values = [row[column].strip() for column in GROUP_COLUMNS[by]]
            name = next((value for value in values if value), "")
            if name and name != "no trust":
                self.members[name.lower()].append(urn)
                spellings[name.lower()][name] += 1
            elif name or by == "area":
                self.without += 1
            else:
                self.not_known += 1
        self.name = {
            key: sorted(counts, key=lambda text: (-counts[text], text))[0]
            for key, counts in spellings.items()
        }
        self.pairs: dict[tuple[str, str], dict[str, Any]] = {}
        for key, members in self.members.items():
            for partner in brute.partners:
                met = [urn for urn in members if brute.may_meet(urn, partner)]
                if met:
                    self.pairs[key, partner] = self._pair(met, partner)

    def _pair(self, met: list[str], partner: str) -> dict[str, Any]:
        brute = self.brute
        covered = [self._covers(urn, partner) for urn in met]
        return {
            "schools": len(met),
            "helped": sum(bool(tags) for tags, _ in covered),
            "suggested": sum(
                bool(tags) and not any(self._said(urn, partner, tag) for tag in tags)
                for urn, (tags, _) in zip(met, covered, strict=True)
            ),
            "unsure": sum(open_ and not tags for tags, open_ in covered),
            "no_need": sum(
                open_ and not self._wants(urn) and bool(brute.known["need"].get(urn))
                for urn, (_, open_) in zip(met, covered, strict=True)
            ),
            "score": math.fsum(round(brute.score(urn, partner), 10) for urn in met),
            "mean_km": math.fsum(brute.distance(urn, partner) for urn in met) / len(met),
            "tags": Counter(tag for tags, _ in covered for tag in tags),
            "likely": Counter(
                tag
                for urn, (tags, _) in zip(met, covered, strict=True)
                for tag in tags
                if not self._said(urn, partner, tag)
            ),
        }

    def _wants(self, urn: str) -> set[tuple[str, str]]:
        """The needs that reasons name."""
        return {
            tag
            for tag, (degree, _) in self.brute.known["need"].get(urn, {}).items()
            if degree > 0 and ("need", urn, tag) not in self.small
        }

    def _said(self, urn: str, partner: str, tag: tuple[str, str]) -> bool:
        """Whether somebody has said that one needs it and the other offers it."""
        return not {(urn, tag), (partner, tag)} & self.measured

    def _covers(self, urn: str, partner: str) -> tuple[set[tuple[str, str]], bool]:
        """The needs known to be covered, and whether more may be that are not known."""
        needs = self.brute.known["need"].get(urn, {})
        has = self.brute.known["strength"].get(partner, {})
        wants = self._wants(urn)
        speaks = partner in self.brute.rest["strength"]
        open_ = not speaks and any(tag not in has for tag in wants)
        if not wants and urn not in self.brute.rest["need"]:
            open_ = not needs or bool(self.tags - needs.keys())
        small = {tag for side, who, tag in self.small if (side, who) == ("strength", partner)}
        return {tag for tag in wants if tag in has and has[tag][0] > 0 and tag not in small}, open_


def assert_equal_to_brute(
    schools: gpd.GeoDataFrame, profile: pd.DataFrame, config: Config, by: str
) -> GroupHelp:
    asked, found, result = ask(schools, profile, config, by)
    expected = Expected(schools, profile, config, by)
    urn, key = asked.arrays.urn, [name.lower() for name in found.names]
    assert key == sorted(expected.members)
    assert list(found.names) == [expected.name[one] for one in key]
    assert (found.without, found.not_known) == (expected.without, expected.not_known)
    for place, one in enumerate(key):
        members = expected.members[one]
        points = [expected.brute.schools[member]["at"] for member in members]
        assert found.seekers[place] == len(members)
        assert found.x[place] == pytest.approx(math.fsum(x for x, _ in points) / len(members))
        assert found.y[place] == pytest.approx(math.fsum(y for _, y in points) / len(members))
    tags: dict[tuple[str, str], dict[tuple[str, str], int]] = defaultdict(dict)
    for row in result.tags.to_dict("records"):
        pair = key[row["group"]], str(urn[row["partner"]])
        tag = asked.arrays.tags[row["tag"]]
        tags[pair][tag] = row["schools"]
        assert row["suggested"] == expected.pairs[pair]["likely"][tag], (pair, tag)
    got = {(key[r["group"]], str(urn[r["partner"]])): r for r in result.pairs.to_dict("records")}
    assert len(got) == len(result.pairs)
    assert got.keys() == expected.pairs.keys()
    for pair, want in expected.pairs.items():
        row = got[pair]
        for name in ("schools", "helped", "suggested", "unsure", "no_need"):
            assert row[name] == want[name], (pair, name)
        assert row["score"] == pytest.approx(want["score"], abs=1e-8), pair
        assert row["mean_km"] == pytest.approx(want["mean_km"], abs=0.00051), pair
        assert tags.get(pair, {}) == dict(want["tags"]), pair
    assert_ranked(got, expected.pairs)
    return result


def assert_ranked(got: dict[tuple[str, str], Any], want: dict[tuple[str, str], Any]) -> None:
    """Both ranks follow the one order: more helped, the true sum, more schools, the hash."""
    for own, place in ((0, "rank"), (1, "group_rank")):
        lists: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for pair in sorted(got, key=lambda pair, place=place: got[pair][place]):
            lists[pair[own]].append(pair)
        for pairs in lists.values():
            assert [got[pair][place] for pair in pairs] == list(range(1, len(pairs) + 1))
            for better, worse in pairwise(pairs):
                assert want[better]["helped"] >= want[worse]["helped"]
                if want[better]["helped"] > want[worse]["helped"]:
                    continue
                assert want[better]["score"] >= want[worse]["score"] - 1e-8
                if got[better]["score"] == got[worse]["score"]:
                    assert (-want[better]["schools"], tie(*better)) < (
                        -want[worse]["schools"],
                        tie(*worse),
                    )


@pytest.mark.parametrize("by", GROUP_COLUMNS)
@pytest.mark.parametrize(("known", "measured"), [(1.0, 0.0), (0.5, 0.4), (0.6, 1.0), (0.0, 0.0)])
def test_every_pair_equals_brute_force(by: str, known: float, measured: float) -> None:
    schools, profile = england(200, seed=5, known=known, measured=measured)
    result = assert_equal_to_brute(schools, profile, settings(max_km=30), by)
    assert len(result.pairs) > 20


def test_equal_to_brute_force_where_blocks_are_many() -> None:
    schools, profile = england(500, seed=13, known=0.8, size_km=300)
    assert_equal_to_brute(schools, profile, settings(max_km=90), "la")


@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.integers(0, 10_000),
    count=st.integers(2, 60),
    max_km=st.floats(0.5, 200),
    known=st.floats(0, 1),
    measured=st.sampled_from([0.0, 0.3, 1.0]),
    weights=st.tuples(*[st.integers(0, 5)] * 3),
    by=st.sampled_from(sorted(GROUP_COLUMNS)),
)
def test_any_small_run_equals_brute_force(
    seed: int,
    count: int,
    max_km: float,
    known: float,
    measured: float,
    weights: tuple[int, int, int],
    by: str,
) -> None:
    schools, profile = england(count, seed, known=known, size_km=40, measured=measured)
    given_weights = dict(zip(("opportunity", "gives", "gains"), weights, strict=True))
    config = settings(max_km=max_km, weights={"near": 1, **given_weights})
    assert_equal_to_brute(schools, profile, config, by)


@pytest.mark.parametrize("trust", ["", "A"])
def test_one_partner_is_asked_where_there_is_no_group_or_no_pair(trust: str) -> None:
    rows = [
        {"urn": "1", "x": 300_000, "y": 400_000, "trust": trust},
        {"urn": "2", "x": 300_000 if not trust else 400_000, **PARTNER},
    ]
    schools = schools_table(rows)
    asked = FinishedRanking(schools, profile_table(), settings())
    found = group_seekers(schools, asked.arrays, "trust")
    ranking = GroupRanking(asked.arrays, found, asked.weights, settings(), asked.exclusions)
    own = ranking.asked(asked.index["2"], None, top=5)
    assert (len(own.pairs), own.with_partner, len(found.names)) == (0, 0, int(trust == "A"))


@pytest.mark.parametrize(("by", "known"), [("la", 0.8), ("trust", 0.3)])
def test_what_is_asked_of_one_is_what_all_are_told(by: str, known: float) -> None:
    schools, profile = england(300, seed=8, known=known, size_km=150)
    config = settings(max_km=35, k=2)
    asked = FinishedRanking(schools, profile, config)
    found = group_seekers(schools, asked.arrays, by)
    ranking = GroupRanking(asked.arrays, found, asked.weights, config, asked.exclusions)
    whole = ranking.everybody()
    partners = np.flatnonzero(asked.arrays.is_partner)[:8].tolist()
    groups = range(len(found.names))
    questions = [*((j, None) for j in partners), *((None, g) for g in groups), (partners[0], 0)]
    for partner, group in questions:
        own = ranking.asked(partner, group, top=2)
        want = whole.pairs
        if partner is not None:
            want = want[want["partner"] == partner]
            assert own.of_groups.get(partner, 0) == len(want)
            want = want[(want["group_rank"] <= 2) | (group is not None)]
        if group is not None:
            want = want[want["group"] == group]
            assert own.of_partners.get(group, 0) == whole.of_partners.get(group, 0)
            want = want[(want["rank"] <= 2) | (partner is not None)]
        pd.testing.assert_frame_equal(own.pairs, want.reset_index(drop=True), check_exact=True)
        key = ["group", "partner"]
        tags, all_tags = (one.tags.merge(want[key], on=key) for one in (own, whole))
        pd.testing.assert_frame_equal(tags, all_tags, check_exact=True)
        assert own.with_partner == whole.with_partner
    assert len(whole.pairs) > 20


def test_shuffled_rows_give_the_same_tables() -> None:
    schools, profile = england(300, seed=3, known=0.7)
    config = settings(max_km=40)
    _, first, result = ask(schools, profile, config, "trust")
    for seed in range(10):
        _, again, other = ask(
            gpd.GeoDataFrame(schools.sample(frac=1, random_state=seed), crs=schools.crs),
            profile.sample(frac=1, random_state=seed),
            config,
            "trust",
        )
        assert again.names == first.names
        assert again.x.tobytes() + again.y.tobytes() == first.x.tobytes() + first.y.tobytes()
        pd.testing.assert_frame_equal(result.pairs, other.pairs, check_exact=True)
        pd.testing.assert_frame_equal(result.tags, other.tags, check_exact=True)


PARTNER = {"kind": "independent", "role": "partner", "y": 400_000}


def test_equal_sums_go_to_more_schools_then_by_a_hash_of_group_and_partner() -> None:
    # Weight on the priority area alone: in one a school scores 1, far from any almost 0.
    rows = [
        {"urn": "1", "x": 400_000, "y": 400_000, "trust": "B", "area_km": 0.0},
        {"urn": "2", "x": 400_000, "y": 400_000, "trust": "A", "area_km": 0.0},
        {"urn": "3", "x": 410_000, "y": 400_000, "trust": "A", "area_km": 9e9},
        {"urn": "100", "x": 401_000, **PARTNER},
        {"urn": "99", "x": 399_000, **PARTNER},
        {"urn": "98", "x": 394_000, **PARTNER},
    ]
    config = settings(weights="opportunity=1", max_km=15)
    asked, found, result = ask(schools_table(rows), profile_table(), config, "trust")
    assert found.names == ("A", "B")
    pairs = result.pairs.assign(
        group=[found.names[g] for g in result.pairs["group"]],
        partner=[str(asked.arrays.urn[p]) for p in result.pairs["partner"]],
    )
    assert (pairs["score"] == 1.0).all()
    assert pairs[["group", "partner", "schools", "rank", "group_rank"]].to_numpy().tolist() == [
        ["A", "99", 2, 1, 1],  # as many schools as 100, and the lower hash
        ["A", "100", 2, 2, 1],
        ["A", "98", 1, 3, 2],  # the third school is out of its range: fewer; B has the lower hash
        ["B", "98", 1, 1, 1],
        ["B", "100", 1, 2, 2],
        ["B", "99", 1, 3, 2],
    ]
    assert tie("a", "99") < tie("a", "100")
    assert tie("b", "98") < tie("b", "100") < tie("b", "99")
    assert tie("b", "98") < tie("a", "98")


def test_a_name_is_shown_as_most_write_it_and_no_value_is_no_group() -> None:
    trusts = ["ELM", "Elm", " Elm ", "Oak", "oak", "", "  ", "no trust"]
    rows = [
        {"urn": str(n), "x": 400_000 + n, "y": 400_000, "trust": trust, "la_name": "",
         "la_code": "850" if n < 3 else ""}
        for n, trust in enumerate(trusts, start=1)
    ]  # fmt: skip
    # One that does not seek belongs to no group, and its spelling does not count.
    rows += [{"urn": f"9{n}", "x": 400_000, "trust": "ELM", **PARTNER} for n in range(9)]
    table = schools_table(rows)
    asked = FinishedRanking(table, profile_table(), settings())
    found = group_seekers(table, asked.arrays, "trust")
    assert found.names == ("Elm", "Oak")
    assert found.seekers.tolist() == [3, 2]
    assert (found.without, found.not_known) == (1, 2)
    assert (found.of[~asked.arrays.is_seeker] == -1).all()
    by_code = group_seekers(table, asked.arrays, "la")
    assert (by_code.names, by_code.without, by_code.not_known) == (("850",), 0, 6)
    with pytest.raises(KeyError):
        group_seekers(table, asked.arrays, "phase")


def test_gates_hold_here_too_and_unknown_is_not_none() -> None:
    rows = [
        {"urn": "1", "x": 400_000, "y": 400_000, "trust": "A"},
        {"urn": "2", "x": 400_000, "y": 401_000, "trust": "A"},
        {"urn": "3", "x": 400_000, "y": 402_000, "trust": "A"},
        {"urn": "4", "x": 400_000, "y": 403_000, "trust": "A"},
        {"urn": "50", "x": 400_000, **PARTNER},
        {"urn": "51", "x": 400_000, "trust": "a", **PARTNER},
        {"urn": "52", "x": 400_000, **PARTNER},
    ]
    profile = profile_table(
        [
            ("1", "T3", "physics", 1.0, math.nan),
            ("2", "none", "", 0.0, math.nan),  # needs nothing, and says so
            ("3", "C2", "Latin", 0.5, math.nan),
            ("50", "T3", "physics", math.nan, 0.5),
        ]
    )
    table, config = schools_table(rows), settings()
    exclusions = Exclusions(existing=frozenset({("50", "4")}))
    asked = FinishedRanking(table, profile, config, exclusions)
    found = group_seekers(table, asked.arrays, "trust")
    result = GroupRanking(asked.arrays, found, asked.weights, config, exclusions).everybody()
    pairs = result.pairs.set_index(asked.arrays.urn[result.pairs["partner"]])
    assert set(pairs.index) == {"50", "52"}  # 51 is of the same trust
    columns = ["schools", "helped", "unsure"]
    assert pairs.loc["50", columns].tolist() == [3, 1, 0]  # a partner of 4 already
    assert pairs.loc["52", columns].tolist() == [4, 0, 3]  # of 2 it is known: it needs nothing
    assert result.tags[["tag", "schools"]].to_numpy().tolist() == [
        [asked.arrays.tags.index(("T3", "physics")), 1]
    ]


def test_nothing_in_range_is_an_empty_table() -> None:
    rows = [
        {"urn": "1", "x": 300_000, "y": 400_000, "trust": "A"},
        {"urn": "2", "x": 400_000, **PARTNER},
    ]
    _, found, result = ask(schools_table(rows), profile_table(), settings(), "trust")
    assert found.names == ("A",)
    assert (len(result.pairs), len(result.tags)) == (0, 0)


def test_help_is_what_reasons_name() -> None:
    """A need or a strength that figures alone put too low to name is no help, by whatever tag of
    its own a school meets the need."""
    schools = schools_table(
        [
            {"urn": "1", "x": 400_000, "y": 400_000, "la_name": "York"},
            {"urn": "2", "x": 400_000, "y": 400_100, "la_name": "York"},
            {"urn": "8", "x": 400_000, "y": 400_200, "role": "partner", "kind": "independent"},
            {"urn": "9", "x": 400_000, "y": 400_300, "role": "partner", "kind": "independent"},
        ]
    )
    nan = math.nan
    figures = [("1", "C4", "", 0.4, nan), ("1", "T3", "science", 0.4, nan),
               ("2", "C4", "", 0.05, nan), ("2", "T3", "science", NOTABLE, nan),
               ("8", "C4", "", nan, 0.01),
               ("8", "T3", "physics", nan, 0.05),
               ("9", "C4", "", nan, 0.3), ("9", "T3", "physics", nan, 0.3)]  # fmt: skip
    profile = profile_table(figures, source="measured", confidence=0.5)
    cover = cover_frame([("T3", "physics", "T3", "science", 0.5)])
    asked = FinishedRanking(schools, profile, settings(), cover=cover)
    found = group_seekers(schools, asked.arrays, "la")
    parts = asked.arrays, found, asked.weights, settings(), asked.exclusions
    told = GroupRanking(*parts).everybody()
    helped = told.pairs.set_index("partner")["helped"].to_dict()
    assert {asked.arrays.urn[at]: many for at, many in helped.items()} == {"8": 0, "9": 2}
    tags = {asked.arrays.tags[tag] for tag in told.tags["tag"]}
    assert tags == {("C4", ""), ("T3", "science")}
    # So it is where a tag is met by itself alone.
    alone = NamedTags.of(FinishedRanking(schools, profile, settings()).arrays)
    assert alone.strengths.any(axis=1).tolist() == [False, False, False, True]
