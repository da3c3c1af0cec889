"""How far one tag covers another: the table against loops over its own lines."""

from __future__ import annotations

import csv
import random
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.core.errors import ContractError
from matcher.core.tables import COVER, PROFILE
from matcher.profile.cover import RELATIONS, CoverRule, CoverSteps, cover_rules, cover_table, share
from matcher.profile.vocabulary import Tag, load

TABLE = Path(__file__).parents[2] / "data" / "reference" / "vocabulary" / "cover.csv"
TAGS = sorted(load().labels())
SHORTAGE = {subject.name for subject in load().subjects if subject.shortage}
with TABLE.open(encoding="utf-8", newline="") as file:
    LINES = [
        (
            line["relation"],
            set(line["offered"].split("|")),
            set(line["needed"].split("|")),
            float(line["degree"]),
            line["reason"],
            int(line["known"] == "yes"),
        )
        for line in csv.DictReader(file)
    ]
Row = tuple[str, str, str, str, float, str, int]


def profile(offered: list[Tag], needed: list[Tag]) -> pd.DataFrame:
    """A PROFILE in which school 1 needs some tags and school 2 offers some."""
    nan = float("nan")
    rows = [("1", *tag, 0.7, nan, "stated", "", 1.0, nan) for tag in dict.fromkeys(needed)]
    rows += [("2", *tag, nan, 0.7, "stated", "", 1.0, nan) for tag in dict.fromkeys(offered)]
    return pd.DataFrame(rows, columns=PROFILE.names).astype(PROFILE.dtypes())


def by_loops(offered: list[Tag], needed: list[Tag]) -> list[Row]:
    """What the lines of the file say of every two tags, looked up one by one."""
    rows: list[Row] = []
    for a, s in sorted(set(offered)):
        for b, t in sorted(set(needed)):
            best, why, known = 0.0, "", 0
            for relation, gives, met, degree, reason, holds in LINES:
                told = {
                    "subject": a == b and s in gives and t in met,
                    "activity": s == t and a in gives and b in met,
                    "any subject": a == b and a in gives and s != "" and t == "",
                    "no subject": a == b and a in gives and s == "" and t != "",
                }[relation.replace("shortage ", "").replace(": shortage", "")]
                meant = "shortage" not in relation or (s or t) in SHORTAGE
                if told and meant and degree > best and (a, s) != (b, t):
                    best, known = degree, holds
                    why = reason.replace("{offered}", s).replace("{needed}", t)
            if best:
                rows.append((a, s, b, t, best, why, known))
    return rows


def found(offered: list[Tag], needed: list[Tag]) -> list[Row]:
    table = cover_table(profile(offered, needed), load())
    COVER.check(table)
    return list(table.itertuples(index=False, name=None))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(TAGS), max_size=12), st.lists(st.sampled_from(TAGS), max_size=12))
def test_every_two_tags_are_what_loops_over_the_file_say(
    offered: list[Tag], needed: list[Tag]
) -> None:
    assert found(offered, needed) == by_loops(offered, needed)


def test_many_tags_at_once_are_what_loops_say_and_never_cover_themselves() -> None:
    some = random.Random(14).sample(TAGS, 120)
    rows = found(some, some)
    assert rows == by_loops(some, some)
    rows = found(TAGS, TAGS)
    assert all(row[:2] != row[2:4] and 0 < row[4] < 1 and "{" not in row[5] for row in rows)


@pytest.mark.parametrize(
    ("offered", "needed", "degree"),
    [
        (("T3", "physics"), ("T3", "science"), 0.5),
        (("T3", "science"), ("T3", "physics"), 0.3),
        (("T2", "maths"), ("T2", ""), 0.5),
        (("T2", ""), ("T2", "maths"), 0.3),
        (("T3", "physics"), ("T3", ""), 0.5),
        (("T3", "PE"), ("T3", ""), 0.3),
        (("T3", ""), ("T3", "physics"), 0.3),
        (("T3", ""), ("T3", "PE"), None),  # not a shortage subject
        (("C2", "Latin"), ("C2", "classics"), 0.5),
        (("C2", "Latin"), ("C2", "Greek"), None),  # never two steps
        (("T3", "physics"), ("C2", "physics"), None),
        (("T3", "physics"), ("T2", "science"), None),
        (("L3", ""), ("L2", ""), 0.3),
        (("C1", "maths"), ("T4", "maths"), 0.3),
        (("C1", "maths"), ("T4", ""), None),  # an activity and a subject are two steps
    ],
)
def test_a_degree_is_one_step(offered: Tag, needed: Tag, degree: float | None) -> None:
    rows = found([offered], [needed])
    assert [row[4] for row in rows] == ([] if degree is None else [degree])


def test_the_order_of_the_profile_and_what_is_not_offered_do_not_matter() -> None:
    offered = [("T3", "physics"), ("T3", "biology"), ("C2", "Latin")]
    needed = [("T3", "science"), ("C2", "classics"), ("T3", "")]
    table = profile(offered, needed)
    shuffled = table.sample(frac=1, random_state=7)
    pd.testing.assert_frame_equal(cover_table(table, load()), cover_table(shuffled, load()))
    table["strength"] = table["strength"].replace(0.7, 0.0)
    assert cover_table(table, load()).empty
    assert cover_table(table.iloc[:0], load()).empty


def test_the_degrees_are_few_dated_and_of_the_vocabulary() -> None:
    rules = cover_rules()
    assert {rule.degree for rule in rules} <= {0.3, 0.5, 0.8}
    assert {rule.relation for rule in rules} == set(RELATIONS)
    assert all(rule.reason and len(rule.dated) == 10 for rule in rules)
    # What the reason calls no more than likely is none that is known.
    for rule in rules:
        assert rule.known != bool(
            re.search(r"\bmay\b|most(ly)? (likely|brings|science)|is of", rule.reason)
        ), rule
    assert [share(degree) for degree in (0.3, 0.5, 0.8, 1.0, 0.25)] == [
        "a part of", "half of", "most of", "all of", "25 % of",
    ]  # fmt: skip
    for wrong in ("subject", "activity"):
        with pytest.raises(ContractError, match="table of cover"):
            CoverSteps(load(), [CoverRule(wrong, ("alchemy",), ("gold",), 0.5, "no", "")])
    with pytest.raises(ContractError, match="Z9"):
        cover_table(profile([], [("Z9", "")]), load())
