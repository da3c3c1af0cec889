"""Figures to needs and strengths: against a brute force, case by case, and on real data."""

from __future__ import annotations

import math
import random
import statistics
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from national_profile import National, national_profile
from performance_tables import figures

from matcher.core.tables import PROFILE, urn_key
from matcher.profile.degrees import degrees_between
from matcher.profile.measured.ages_taught import not_taught
from matcher.profile.measured.needs_from_figures import measured_profile
from matcher.profile.measured.rules import Fact, Gives, Indicator, Rules
from matcher.profile.measured.standard_scores import FEWEST_SCHOOLS, standard_scores

READING = Indicator(
    id="reading",
    table="ks2",
    columns={"READPROG": "reading progress", "PTREAD_EXP": "pupils at the standard"},
    good="high",
    among=("mainstream",),
    gives=(
        Gives("need", "T2", "literacy", 0.5, 2.0, 0.8),
        Gives("strength", "T2", "literacy", 0.5, 2.0, 0.8),
    ),
    why="w",
    percent=("PTREAD_EXP",),
)
WRITING = Indicator(
    id="writing",
    table="ks2",
    columns={"WRITPROG": "writing progress"},
    good="high",
    among=("mainstream", "special"),
    gives=(
        Gives("need", "T2", "literacy", 0.3, 1.5, 0.6),
        Gives("strength", "T2", "literacy", 0.3, 1.5, 0.6),
        Gives("need", "C4", "", 0.0, 1.0, 0.5),
    ),
    why="w",
    confidence=0.4,
)
MEALS = Indicator(
    id="meals",
    table="census",
    columns={"PNUMFSMEVER": "free school meals"},
    good="low",
    unit="%",
    among=("primary mainstream",),
    gives=(Gives("need", "C4", "", 0.5, 2.0, 0.6),),
    why="w",
)
Row = tuple[object, ...]


def listed(urns: Iterable[str], **columns: object) -> pd.DataFrame:
    frame = pd.DataFrame({"urn": list(urns)}, dtype="str").assign(kind="state", pupils=300.0)
    return frame.assign(**columns)


def spread(
    values: Iterable[float], column: str = "READPROG", year: str = "2018/19", *,
    table: str = "ks2", like: str = "mainstream", pupils: float = 30.0, first: int = 200_000,
) -> list[Row]:  # fmt: skip
    """One figure for each school, from URN ``first`` on."""
    return [
        (str(first + i), table, year, like, column, float(v), pupils) for i, v in enumerate(values)
    ]


# 40 schools whose mean is 0 and whose standard deviation is 1.
LEVEL = [-1.0, 1.0] * 20


def one(profile: pd.DataFrame, urn: str, activity: str = "T2") -> dict[str, Any]:
    (row,) = profile[(profile["urn"] == urn) & (profile["activity"] == activity)].to_dict("records")
    return row


def run(
    rows: list[Row], *rules: Indicator | Fact, schools: pd.DataFrame | None = None,
    successor: Mapping[str, str] | None = None,
) -> pd.DataFrame:  # fmt: skip
    made = figures(rows)
    those = listed(made["urn"].unique()) if schools is None else schools
    kept = Rules(
        tuple(r for r in rules if isinstance(r, Indicator)),
        tuple(r for r in rules if isinstance(r, Fact)),
    )
    profile = measured_profile(made, those, kept, successor)
    PROFILE.check(profile)
    return profile


# Standard scores -------------------------------------------------------------------------------


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.integers(-50, 50).map(lambda n: n / 10), min_size=2, max_size=45),
    st.lists(st.integers(-9, 9).map(float), min_size=28, max_size=33),
)
def test_standard_scores_are_those_of_the_textbook(ours: list[float], theirs: list[float]) -> None:
    rows = spread(ours) + spread(theirs, like="special", first=300_000)
    found = standard_scores(figures(rows))
    for like, values, first in (("mainstream", ours, 200_000), ("special", theirs, 300_000)):
        mine = found[found["like"] == like]
        if len(values) < FEWEST_SCHOOLS or len(set(values)) == 1:
            assert len(mine) == 0
            continue
        mean, sd = statistics.fmean(values), statistics.pstdev(values)
        assert list(mine["urn"]) == [str(first + i) for i in range(len(values))]
        for value, row in zip(values, mine.itertuples(), strict=True):
            assert row.z == pytest.approx((value - mean) / sd, abs=1e-12)
            others = len(values) - 1
            assert row.below == pytest.approx(sum(v < value for v in values) / others)
            assert row.above == pytest.approx(sum(v > value for v in values) / others)
            assert row.of == len(values)


def test_few_schools_or_all_alike_are_no_standard() -> None:
    assert len(run(spread(LEVEL[: FEWEST_SCHOOLS - 1]), READING)) == 0
    assert len(run(spread(LEVEL[:FEWEST_SCHOOLS]), READING)) == FEWEST_SCHOOLS
    assert len(run(spread([0.1] * 40), READING)) == 0


@given(st.floats(-4, 4), st.floats(-2, 2), st.floats(0.05, 3), st.floats(0.01, 1))
def test_a_degree_is_nought_at_the_start_and_most_at_the_end(
    z: float, start: float, wide: float, most: float
) -> None:
    full = start + wide
    (degree,) = degrees_between(np.array([z]), start, full, most)
    assert 0 <= degree <= round(most, 2) + 1e-9
    assert degree == 0 or z > start
    assert round(100 * degree) == pytest.approx(100 * degree)
    share = min(1.0, max(0.0, (z - start) / (full - start)))
    assert degree == pytest.approx(most * share, abs=0.005 + 1e-6)


# The whole, against a brute force --------------------------------------------------------------


def brute_reliability(row: Row, same: list[Row]) -> float:
    """As docs/measured.md has it: between / (between + chance), or what stands for it."""
    mean = statistics.fmean(float(r[5]) for r in same)  # type: ignore[arg-type]

    def chance(r: Row) -> float | None:
        low, high = r[7:] or (math.nan, math.nan)
        if not math.isnan(low):  # type: ignore[arg-type]
            return float(((high - low) / 3.92) ** 2)  # type: ignore[operator]
        percent = r[4] in ("PTREAD_EXP", "PNUMFSMEVER")
        return mean * (100 - mean) / r[6] if percent and not math.isnan(r[6]) else None  # type: ignore[operator, arg-type]

    known = [((float(r[5]) - mean) ** 2, c) for r in same if (c := chance(r)) is not None]  # type: ignore[arg-type]
    own = chance(row)
    if own is not None and len(known) >= 30:
        between = max(0.0, statistics.fmean(far - c for far, c in known))
        return between / (between + own)
    pupils = [float(r[6]) for r in same if not math.isnan(r[6])]  # type: ignore[arg-type]
    if math.isnan(row[6]):  # type: ignore[arg-type]
        return 0.85
    return row[6] / (row[6] + statistics.median(pupils) * (1 / 0.85 - 1))  # type: ignore[operator, no-any-return]


def brute(
    rows: list[Row], rules: Iterable[Indicator], roll: Mapping[str, float],
    successor: Mapping[str, str],
) -> dict[tuple[str, str, str], tuple[float | None, float | None]]:  # fmt: skip
    """Needs and strengths by plain loops, straight from docs/measured.md."""
    sides: dict[tuple[str, str, str], dict[str, list[float]]] = {}
    alike: dict[Row, list[Row]] = {}
    for row in rows:
        alike.setdefault(row[1:5], []).append(row)
    for rule in rules:
        for school in roll:
            per_year: dict[str, float] = {}
            for column in reversed(list(rule.columns)):
                for year in {str(row[2]) for row in rows}:
                    claims: dict[bool, list[Row]] = {True: [], False: []}
                    for row in rows:
                        urn, table, when, _, col = row[:5]
                        if (table, when, col) == (rule.table, year, column):
                            same = [r[5] for r in alike[row[1:5]]]
                            if len(same) >= 30 and len(set(same)) > 1:
                                if urn == school:
                                    claims[True].append(row)
                                elif successor.get(str(urn)) == school:
                                    claims[False].append(row)
                    chosen = claims[True] or claims[False]
                    if len(chosen) != 1:
                        continue
                    row = chosen[0]
                    pupils = float(row[6])  # type: ignore[arg-type]
                    enough = (
                        roll[school] >= rule.smallest_roll
                        if math.isnan(pupils)
                        else pupils >= rule.smallest
                    )
                    if row[3] in rule.among and enough:
                        same_values = [float(r[5]) for r in alike[row[1:5]]]  # type: ignore[arg-type]
                        z = (float(row[5]) - statistics.fmean(same_values)) / statistics.pstdev(  # type: ignore[arg-type]
                            same_values
                        )
                        z *= brute_reliability(row, alike[row[1:5]])
                        if row[7:] and row[7] <= statistics.fmean(same_values) <= row[8]:  # type: ignore[operator]
                            z = 0.0
                        per_year[year] = z if rule.good == "high" else -z
            if not per_year:
                continue
            better = per_year[max(per_year)]
            for gives in rule.gives:
                x = -better if gives.side == "need" else better
                ramp = min(1.0, max(0.0, (x - gives.start) / (gives.full - gives.start)))
                degree = math.floor(100 * gives.most * ramp + 0.5 + 1e-9) / 100
                tag = sides.setdefault((school, gives.activity, gives.subject), {})
                tag.setdefault(gives.side, []).append(degree)
    made: dict[tuple[str, str, str], tuple[float | None, float | None]] = {}
    for tag_key, by_side in sides.items():
        need = max(by_side["need"]) if "need" in by_side else None
        strength = max(by_side["strength"]) if "strength" in by_side else None
        if need and strength:
            need, strength = (need, None) if need >= strength else (None, strength)
        made[tag_key] = (need, strength)
    return made


@pytest.mark.parametrize("seed", range(10))
def test_degrees_are_those_of_a_brute_force(seed: int) -> None:
    rng = random.Random(seed)
    published = rng.choice([0.0, 0.4, 1.0])  # how often the limits of a figure are known
    urns = [str(n) for n in rng.sample(range(9_000, 120_000), 45)]
    rows: list[Row] = []
    for urn in urns:
        like = rng.choices(["mainstream", "special"], [9, 1])[0]
        for year in ("", "2017/18", "2018/19"):
            for column in ("READPROG", "PTREAD_EXP", "WRITPROG"):
                if rng.random() < 0.85:
                    pupils = rng.choice([math.nan, 10.0, 11.0, 40.0])
                    value = rng.randint(-40, 40) / 10
                    if column == "PTREAD_EXP":
                        value = rng.randint(20, 99)
                    row: Row = (urn, "ks2", year, like, column, value, pupils)
                    if column == "READPROG" and rng.random() < published:
                        half = rng.randint(5, 40) / 10
                        row = (*row, value - half, value + half)
                    rows.append(row)
        if rng.random() < 0.9:
            rows.append(
                (urn, "census", "", "primary mainstream", "PNUMFSMEVER", rng.randint(0, 99), 200.0)
            )
    closed = rng.sample(urns, 12)
    today = [urn for urn in urns if urn not in closed]
    successor = {old: rng.choice([*today[:8], "555555"]) for old in closed}
    schools = listed(today, pupils=[rng.choice([50.0, 100.0, 400.0, math.nan]) for _ in today])
    census = {row[0] for row in rows if row[1] == "census"}
    known = dict(zip(schools["urn"], schools["pupils"], strict=True))
    roll = {
        urn: 200.0 if math.isnan(pupils) and urn in census else pupils
        for urn, pupils in known.items()
    }
    inherited = {new for old, new in successor.items() if old in census} - census
    for urn in inherited & roll.keys():
        # The census of one school whose place it took stands in; of several, none.
        heirs = [old for old, new in successor.items() if new == urn and old in census]
        if math.isnan(roll[urn]) and len(heirs) == 1:
            roll[urn] = 200.0
    rng.shuffle(rows)
    profile = run(rows, READING, WRITING, MEALS, schools=schools, successor=successor)
    found = {
        (row.urn, row.activity, row.subject): (
            None if math.isnan(row.need) else row.need,
            None if math.isnan(row.strength) else row.strength,
        )
        for row in profile.itertuples()
    }
    assert found == brute(rows, (READING, WRITING, MEALS), roll, successor)
    keys = list(zip(profile["urn"], profile["activity"], profile["subject"], strict=True))
    assert keys == sorted(keys, key=lambda key: (urn_key(key[0]), *key[1:]))
    again = measured_profile(
        figures(rng.sample(rows, len(rows))), schools.sample(frac=1, random_state=seed),
        Rules((READING, WRITING, MEALS), ()), dict(reversed(successor.items())),
    )  # fmt: skip
    pd.testing.assert_frame_equal(profile, again)


# Case by case ----------------------------------------------------------------------------------


def test_a_need_a_strength_and_what_stands_out_in_neither() -> None:
    values = [*LEVEL, -2.0, 2.0, 0.0]
    profile = run(spread(values), READING)
    sd = statistics.pstdev(values)
    degree = math.floor(80 * (0.85 * 2 / sd - 0.5) / 1.5 + 0.5) / 100
    low, high, level = (one(profile, str(200_040 + i)) for i in range(3))
    assert (low["need"], low["strength"]) == (degree, 0)
    assert (high["need"], high["strength"]) == (0, degree)
    assert (level["need"], level["strength"]) == (0, 0)
    assert low["evidence"] == (
        "reading progress −2 (30 pupils), average 0, 2018/19, "
        "lower than 99 % of 43 mainstream schools"
    )
    assert level["evidence"].startswith("reading progress 0 (30 pupils), average 0, 2018/19, ")
    assert set(profile["source"]) == {"measured"}


def test_the_later_year_wins_and_the_trend_is_told() -> None:
    before = spread([*LEVEL, -0.4, 1.5], year="2017/18")
    after = spread([*LEVEL, -2.1, 1.6], year="2018/19")
    profile = run(before + after, READING)
    assert one(profile, "200040")["evidence"] == (
        "reading progress −2.1 (30 pupils), average 0, 2018/19, "
        "lower than 99 % of 42 mainstream schools "
        "(2017/18: −0.4, falling)"
    )
    assert one(profile, "200041")["evidence"].endswith("(2017/18: 1.5, much the same)")
    assert one(profile, "200041")["need"] == 0


def test_a_table_without_a_year_is_older_than_any_and_no_trend() -> None:
    profile = run(spread([*LEVEL, -2.1], year="") + spread([*LEVEL, 2.1]), READING)
    row = one(profile, "200040")
    assert (row["need"], row["evidence"].count("(")) == (0, 1)
    undated = one(run(spread([*LEVEL, -2.1], year=""), READING), "200040")
    assert "average −0.1, year not said, lower" in undated["evidence"]
    assert undated["confidence"] == 0.4


def test_old_figures_are_less_sure() -> None:
    rows = spread([*LEVEL, -2.0], year="2016/17")
    rows += spread(LEVEL, "OTHER", "2019/20", first=400_000)
    assert one(run(rows, READING), "200040")["confidence"] == pytest.approx(0.5 - 3 * 0.07)
    rows += spread(LEVEL, "OTHER", "2030/31", first=500_000)
    assert one(run(rows, READING), "200040")["confidence"] == 0.1


def test_where_columns_differ_the_first_counts_and_the_year_before_is_named_in_full() -> None:
    rows = spread([*LEVEL, 2.0], "PTREAD_EXP") + spread([*LEVEL, -2.0])
    assert one(run(rows, READING), "200040")["need"] > 0
    rows = spread([*LEVEL, 2.0], "PTREAD_EXP", "2022/23") + spread([*LEVEL, -2.0])
    row = one(run(rows, READING), "200040")
    assert row["strength"] > 0
    assert row["evidence"].endswith("mainstream schools (2018/19: reading progress −2)")


def test_bands_are_said_in_their_words_and_one_is_the_best() -> None:
    banded = Indicator(
        id="p8", table="ks4", columns={"P8MEA": "Progress 8", "P8_BANDING": "Progress 8 band"},
        good="high", among=("mainstream",), gives=(Gives("need", "T2", "", 0.0, 2.0, 0.8),),
        why="w", bands={"P8_BANDING": {"average": 3.0, "well below average": 5.0}},
    )  # fmt: skip
    bands = [3.0, 3.0, 3.0, 1.0] * 10
    rows = spread([*bands, 5.0], "P8_BANDING", "2022/23", table="ks4")
    rows += spread([*bands, 3.0], "P8_BANDING", "2021/22", table="ks4")
    row = one(run(rows, banded), "200040")
    assert row["need"] == 0.8
    assert row["evidence"] == (
        "Progress 8 band well below average, 2022/23, with 99 % of 41 mainstream schools in a "
        "better band (2021/22: average, worse)"
    )


def test_small_numbers_never_become_evidence() -> None:
    rows = spread(LEVEL)
    rows.append(("300001", "ks2", "2018/19", "mainstream", "READPROG", -9.0, 10.0))
    rows.append(("300002", "ks2", "2018/19", "mainstream", "READPROG", -9.0, 11.0))
    # Where the table does not say on how many pupils it rests, the roll does, if known.
    for urn in ("300003", "300004", "300005"):
        rows.append((urn, "ks2", "2018/19", "mainstream", "READPROG", -9.0, math.nan))
    schools = listed(
        ["300001", "300002", "300003", "300004", "300005"],
        pupils=[900.0, 900.0, 99.0, 100.0, math.nan],
    )
    assert set(run(rows, READING, schools=schools)["urn"]) == {"300002", "300004"}


def test_the_roll_is_that_of_the_latest_census_where_the_list_has_none() -> None:
    bare: Row = ("200040", "ks2", "2018/19", "mainstream", "READPROG", -9.0, math.nan)
    rows = [*spread(LEVEL), bare]
    schools = listed(["200040"], pupils=math.nan)
    for before, after, told in ((99.0, 100.0, 1), (100.0, 99.0, 0)):
        census = spread([*range(40), 5], "PNUMFSMEVER", "2016/17", table="census", pupils=before)
        census += spread([*range(40), 5], "PNUMFSMEVER", "2017/18", table="census", pupils=after)
        assert len(run(rows + census, READING, schools=schools)) == told


def test_like_is_compared_with_like() -> None:
    special = spread([v - 6 for v in LEVEL], "WRITPROG", like="special", first=300_000)
    profile = run(special + spread(LEVEL, "WRITPROG"), WRITING)
    ours, theirs = one(profile, "200000"), one(profile, "300000")
    assert ours["need"] == theirs["need"] > 0
    assert "special schools" in theirs["evidence"]
    assert len(run(special, READING)) == 0  # which is not applied to them


def test_a_closed_schools_figures_go_to_the_one_that_took_its_place() -> None:
    rows = spread([*LEVEL, -2.0, 2.0, 1.9])
    old, own, other = "200040", "200041", "200042"
    profile = run(rows, READING, schools=listed(["900000"]), successor={old: "900000"})
    row = one(profile, "900000")
    assert row["need"] > 0
    assert row["evidence"].endswith("mainstream schools, then URN 200040")
    assert row["confidence"] == 0.4
    # Its own goes before, and of two schools that were merged neither is the one of today.
    mine = run(rows, READING, schools=listed([own]), successor={old: own, other: own})
    assert one(mine, own)["strength"] > 0
    merged = {old: "900000", other: "900000"}
    assert len(run(rows, READING, schools=listed(["900000"]), successor=merged)) == 0


def test_a_figure_of_ages_that_a_school_does_not_teach_any_more_counts_for_nothing() -> None:
    sixth = Indicator(
        id="a", table="ks5", columns={"VA": "value added"}, good="high", among=("mainstream",),
        gives=(Gives("need", "X1", "", 0.5, 2.0, 0.6), Gives("strength", "X1", "", 0.5, 2.0, 0.7)),
        why="w",
    )  # fmt: skip
    rows = spread([*LEVEL, 2.0, 2.0, -2.0], "VA", table="ks5") + spread([*LEVEL, 2.0, 2.0, -2.0])
    for urn, ages, flag, told in (
        ("200040", (11.0, 16.0), "", []),  # neither A levels nor a last year of primary
        ("200042", (4.0, 16.0), "", ["T2"]),
        ("200040", (4.0, 18.0), "no", ["T2"]),
        ("200041", (4.0, 18.0), "yes", ["T2", "X1"]),
        ("200042", (math.nan, math.nan), "", ["T2", "X1"]),
        ("200042", (7.0, 11.0), "", ["T2"]),
        ("200042", (12.0, math.nan), "", ["X1"]),
    ):
        school = listed([urn], age_low=ages[0], age_high=ages[1], sixth_form=flag)
        assert list(run(rows, sixth, READING, schools=school)["activity"]) == told, (urn, ages)


@pytest.mark.parametrize(
    ("table", "low", "high", "out"),
    [("ks2", 10, 16, False), ("ks2", 11, 16, True), ("ks2", 4, 11, False), ("ks2", 4, 10, True),
     *((name, *ages) for name in ("ks4", "destinations") for ages in (
         (15, 18, False), (16, 18, True), (11, 16, False), (11, 15, True))),
     ("ks5", 16, 17, False), ("ks5", 11, 16, True)],
)  # fmt: skip
def test_of_which_ages_each_table_is(table: str, low: float, high: float, out: bool) -> None:
    school = listed(["200040"], age_low=low, age_high=high)
    assert not_taught(school)[table].tolist() == [out]


def test_figures_that_contradict_each_other_leave_the_stronger() -> None:
    rows = spread([*LEVEL, -2.0, 2.0]) + spread([*LEVEL, 1.0, 0.0], "WRITPROG")
    profile = run(rows, READING, WRITING)
    row = one(profile, "200040")
    assert row["need"] > 0
    assert math.isnan(row["strength"])
    assert "writing" not in row["evidence"]
    both = one(run(spread([*LEVEL, -2.0]) + spread([*LEVEL, -1.5], "WRITPROG"), READING, WRITING),
               "200040")  # fmt: skip
    assert [part.split(" progress")[0] for part in both["evidence"].split("; ")] == [
        "reading", "writing",
    ]  # fmt: skip


BOARDS = Fact("boards", "boarding", ("independent",), (Gives("strength", "X3", "", 0, 1, 0.4),),
              "w", column="boarding", unless_like="special")  # fmt: skip
SMALL = Fact("small", "pupils on roll:", ("state",), (Gives("need", "T4", "", 210, 60, 0.4),), "w",
             phases=("Primary",), column="pupils")  # fmt: skip
SPECIAL = Fact("special", "a special school", ("state",),
               (Gives("strength", "T2", "SEND", 0, 1, 0.5),), "w", like="special")  # fmt: skip


def test_a_fact_is_nothing_to_go_by_in_a_school_of_a_few_pupils() -> None:
    to_18 = Fact("to-18", "oldest age taught:", ("independent",),
                 (Gives("strength", "X1", "", 17, 18, 0.3),), "w", column="age_high",
                 smallest_roll=100)  # fmt: skip
    schools = listed(["1", "2", "3", "4"], kind="independent").assign(
        age_high=[18.0, 18.0, 18.0, 11.0], pupils=[100.0, 99.0, math.nan, 9.0]
    )
    profile = run([], to_18, schools=schools)
    # Of the school of nine pupils up to 11 it is known that it has none.
    assert dict(zip(profile["urn"], profile["strength"], strict=True)) == {
        "1": 0.3, "3": 0.3, "4": 0.0,
    }  # fmt: skip


def test_facts_of_yes_and_no() -> None:
    schools = listed(["1", "2", "3", "4", "5"], kind="independent").assign(
        boarding=["yes", "no", "", "yes", "yes"]
    )
    schools.loc[3, "kind"] = "state"
    rows: list[Row] = [("5", "ks4", "", "special", "TPUP", 9.0, 9.0)]
    profile = run(rows, BOARDS, schools=schools)
    assert list(zip(profile["urn"], profile["strength"], profile["evidence"], strict=True)) == [
        ("1", 0.4, "boarding: yes"),
        ("2", 0.0, "boarding: no"),
    ]
    without = run([], BOARDS, schools=schools.drop(columns="boarding"))
    assert len(without) == 0
    contrary = Fact("none", "boarding", ("independent",), BOARDS.gives, "w", column="boarding",
                    answer="no")  # fmt: skip
    assert list(run([], contrary, schools=schools)["strength"]) == [0.0, 0.4, 0.0]


def test_facts_of_numbers_may_fall() -> None:
    schools = listed(["1", "2", "3", "4", "5", "6"], phase="Primary").assign(
        pupils=[1000.0, 210.0, 135.0, 40.0, math.nan, 0.0]
    )
    schools.loc[0, "phase"] = "Secondary"
    profile = run([], SMALL, schools=schools)
    # A roll of 0 is what a register holds for a school that was not counted.
    assert list(zip(profile["urn"], profile["need"], strict=True)) == [
        ("2", 0.0), ("3", 0.2), ("4", 0.4),
    ]  # fmt: skip
    assert one(profile, "3", "T4")["evidence"] == "pupils on roll: 135"
    assert profile["strength"].isna().all()
    assert len(run([], SMALL, schools=schools.drop(columns=["phase", "pupils"]))) == 0


def test_what_a_table_calls_a_school_is_a_fact_of_its_successor_too() -> None:
    rows: list[Row] = [("5", "ks4", "", "special", "TPUP", 9.0, 9.0)]
    schools = listed(["5", "6", "7"])
    profile = run(rows, SPECIAL, schools=schools, successor={"5": "7"})
    assert list(zip(profile["urn"], profile["strength"], strict=True)) == [("7", 0.5)]


def test_nothing_gives_an_empty_table_of_the_right_kind() -> None:
    for schools in (listed([]), listed(["1"])):
        profile = run([], READING, SMALL, BOARDS, schools=schools)
        assert list(profile.columns) == PROFILE.names
        assert len(profile) == 0
    assert len(run(spread(LEVEL), READING, schools=listed(["nobody"]))) == 0


def test_stand_ins_for_urns_come_last() -> None:
    schools = listed(["x0a1b2c3d", "200001", "30"], phase="Primary", pupils=60.0)
    assert list(run([], SMALL, schools=schools)["urn"]) == ["30", "200001", "x0a1b2c3d"]


# Real data -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def national(shared_data: Path) -> National:
    return national_profile(shared_data)


@pytest.mark.real
def test_something_is_known_of_nearly_all_and_a_need_of_those_that_stand_out(
    national: National,
) -> None:
    profile = national.profile
    assert len(national.figures) == pytest.approx(225_000, rel=0.2)
    needy = profile.loc[profile["need"] > 0, "urn"]
    assert 0.4 < national.mainstream.isin(needy).mean() < 0.65
    assert national.mainstream.isin(profile["urn"]).mean() >= 0.99
    assert len(national.independents) == 1_658
    assert national.independents.isin(profile["urn"]).sum() >= 1_600
    strong = profile.loc[profile["strength"] > 0, "urn"]
    assert national.independents.isin(strong).sum() >= 850
    assert not national.independents.isin(needy).any()


@pytest.mark.real
def test_the_strongest_needs_of_england_are_sensible(
    national: National,
) -> None:
    schools, profile = national.schools, national.profile
    needs = (
        profile[profile["need"] > 0].groupby(["activity", "subject"])["need"].agg(["sum", "size"])
    )
    strongest = needs.sort_values("sum", ascending=False).head(10).index
    assert set(strongest) == {
        ("C4", ""), ("T2", "SEND"), ("T2", "literacy"), ("T4", ""), ("T2", "maths"), ("C3", ""),
        ("T2", ""), ("C2", "languages"), ("X1", ""), ("T3", ""),
    }  # fmt: skip
    state = schools.loc[schools["kind"] == "state", "urn"]
    for (activity, subject), count in needs["size"].items():
        known = profile[(profile["activity"] == activity) & (profile["subject"] == subject)]
        assert count < 0.45 * known["urn"].isin(state).sum(), (activity, subject)
    # What is needed can be met: of all but three of the ten somebody has the strength, and of
    # one of these the register tells that special schools have it.
    strengths = profile[profile["strength"] > 0].groupby(["activity", "subject"]).size()
    assert set(strongest) - set(strengths.index) == {("T2", "SEND"), ("T3", ""), ("T4", "")}


@pytest.mark.real
def test_the_evidence_holds_figures_and_nothing_else(
    national: National,
) -> None:
    profile = national.profile
    text = "\n".join(profile["evidence"])
    for word in ("CANARY", "nan", "SUPP", "None", "inf"):
        assert word not in text
    assert profile["evidence"].str.len().between(5, 500).all()
    assert profile["need"].max() < 1
    assert profile["strength"].max() < 1
