"""What public registers list, as strengths and needs: OFFERED to PROFILE."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pandas as pd
import pytest

from matcher.core.errors import ContractError
from matcher.core.installation import reference_rows
from matcher.core.tables import OFFERED
from matcher.profile.cover import CoverSteps
from matcher.profile.published.offer_rules import make_rules, offer_rules
from matcher.profile.published.published_profile import published_profile
from matcher.profile.vocabulary import load

HEADER = ("dataset", "item", "side", "activity", "subject", "most", "from", "to", "confidence",
          "source", "reason")  # fmt: skip


def rule(*cells: str, source: str = "published") -> dict[str, str]:
    return dict(zip(HEADER, (*cells, source, "why"), strict=True))


def offered(*rows: tuple[str, str, float]) -> pd.DataFrame:
    made = [(urn, "d", item, amount, "", f"{item} of {urn}", "f.csv") for urn, item, amount in rows]
    return pd.DataFrame(made, columns=OFFERED.names).astype(OFFERED.dtypes())


SCHOOLS = pd.DataFrame({"urn": ["900001", "900002"]})
RULES = make_rules(
    [rule("d", "hall", "strength", "C3", "PE", "0.6", "", "", "0.5"),
     rule("d", "pool", "strength", "C3", "PE", "0.8", "", "", "0.4"),
     rule("d", "pupils", "strength", "C3", "PE", "0.8", "", "", "0.4", source="inferred"),
     rule("d", "entries: {subject}", "strength", "T3", "{subject}", "0.5", "3", "96", "0.3"),
     rule("d", "no entries: {subject}", "need", "T3", "{subject}", "0.5", "", "", "0.2")],
    load(),
)  # fmt: skip


def test_degrees_rise_with_the_logarithm_of_the_amount_and_unknown_is_no_row() -> None:
    found = published_profile(
        offered(("900001", "entries: physics", 12), ("900001", "entries: maths", 3),
                ("900001", "entries: Latin", 500), ("900002", "entries: maths", math.nan),
                ("900009", "hall", 1)),
        SCHOOLS, RULES,
    )  # fmt: skip
    # log(12 / 3) is two fifths of log(96 / 3).
    assert [(r.urn, r.subject, r.strength) for r in found.itertuples()] == [
        ("900001", "Latin", 0.5), ("900001", "physics", 0.2),
    ]  # fmt: skip
    assert {*found["source"]} == {"published"}
    assert found["need"].isna().all()


def test_of_several_things_the_strongest_counts_and_all_are_named() -> None:
    (row,) = published_profile(
        offered(("900001", "hall", 1), ("900001", "pool", 1)), SCHOOLS, RULES
    ).itertuples()
    assert (row.strength, row.confidence) == (0.8, 0.4)
    assert row.evidence == "pool of 900001; hall of 900001"


@pytest.mark.parametrize(
    ("items", "source"),
    [(("pool",), "published"), (("pupils",), "inferred"), (("hall", "pupils"), "inferred"),
     (("pupils", "pool"), "published")],
)  # fmt: skip
def test_what_only_follows_from_a_register_is_not_said_to_be_listed(
    items: tuple[str, ...], source: str
) -> None:
    things = offered(*(("900001", item, 1) for item in items))
    (row,) = published_profile(things, SCHOOLS, RULES).itertuples()
    assert row.source == source


def test_a_size_a_count_and_a_kind_of_school_list_no_offer() -> None:
    listed = {
        (rule.dataset, rule.activity)
        for rules in offer_rules().values()
        for rule in rules
        if rule.source == "published"
    }
    hub = {("teaching school hubs", activity) for activity in ("X2", "T2", "T1")}
    assert listed == {
        *hub, ("active places", "C3"), ("school register", "X3"), ("Discover Uni", "T1")
    }  # fmt: skip
    small = ("activity hall", "gymnastics hall")
    assert {
        (item, rule.source)
        for (_, item), rules in offer_rules().items()
        for rule in rules
        if item.startswith(small)
    } == {(f"{item}{use}", "inferred") for item in small for use in ("", " (private use)")}


def test_what_a_register_lists_by_itself_meets_no_need_for_another_place() -> None:
    """Tennis courts are no pool: who lists its sites one by one would list that too."""
    listed = {
        (rule.activity, rule.subject)
        for (dataset, _), rules in offer_rules().items()
        for rule in rules
        if dataset == "active places"
    }
    steps = CoverSteps(load())
    for place in load().only:
        assert not listed & steps.towards(("C3", place)).keys(), place
    assert listed <= steps.towards(("C3", "PE")).keys()


def test_where_a_need_and_a_strength_meet_the_stronger_stays() -> None:
    def of(entries: float) -> tuple[float, float]:
        (row,) = published_profile(
            offered(("900001", "entries: maths", entries), ("900001", "no entries: maths", 1)),
            SCHOOLS, RULES,
        ).itertuples()  # fmt: skip
        return row.need, row.strength

    assert of(12)[0] == 0.5
    assert of(96)[0] == 0.5
    assert all(math.isnan(of(entries)[1]) for entries in (12, 96))


@pytest.mark.parametrize(
    "cells",
    [("d", "x", "strength", "Z9", "", "0.5", "", "", "0.5"),
     ("d", "x", "strength", "T3", "kindness", "0.5", "", "", "0.5"),
     ("d", "x", "strength", "L1", "maths", "0.5", "", "", "0.5"),
     ("d", "x", "strength", "T3", "pool", "0.5", "", "", "0.5"),
     ("d", "x", "strength", "Z9", "maths", "0.5", "", "", "0.5"),
     ("d", "x", "offer", "T3", "", "0.5", "", "", "0.5"),
     ("d", "x", "strength", "T3", "", "1", "", "", "0.5"),
     ("d", "x", "strength", "T3", "", "0.5", "3", "", "0.5"),
     ("d", "x", "strength", "T3", "", "0.5", "9", "3", "0.5")],
)  # fmt: skip
def test_a_rule_that_breaks_the_form_is_our_own_mistake(cells: tuple[str, ...]) -> None:
    with pytest.raises(ContractError):
        make_rules([rule(*cells)], load())


def test_every_rule_is_of_a_tag_that_there_is() -> None:
    rules = [rule for found in offer_rules().values() for rule in found]
    assert len(rules) > 500
    assert all(load().takes(rule.activity, rule.subject) for rule in rules)
    assert {rule.subject for rule in rules} >= {"pool", "physics"}
    assert not [rule.item for rule in rules if rule.item in ("A level pool", "GCSE minibus")]


def test_every_rule_stands_in_the_page_of_choices(repository: Path) -> None:
    page = (repository / "docs" / "measured.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| ([^|]+) \| `([^`]+)` \|(.*)\|$", page, re.M))
    rows = reference_rows("measured", "offers.csv")
    assert offer_rules()
    assert {(dataset, item) for dataset, item, _ in told} == {
        (row["dataset"], row["item"]) for row in rows
    }
    text = {(dataset, item): rest for dataset, item, rest in told}
    for row in rows:
        tag = " ".join(filter(None, (row["activity"], row["subject"])))
        span = f" {row['from']} → {row['to']}, at most" if row["from"] else ""
        assert f"{row['side']} {tag}{span} {row['most']}" in text[row["dataset"], row["item"]], row
