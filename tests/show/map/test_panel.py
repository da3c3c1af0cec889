"""What the panel of a map is told: needs and offers whole, the unknown apart from the nothing."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import HOSTILE, profile_table

from matcher.core.questionnaire import IN_FORM
from matcher.core.tables import PROFILE
from matcher.show.explain.phrases.nothing import NO_OFFER, unsaid
from matcher.show.map.data.profile import PanelFacts, panel_columns

NAN = np.nan


def columns(profile: pd.DataFrame, urns: list[str]) -> dict[str, Any]:
    facts = PanelFacts(
        profile, lambda activity, subject: f"{subject or activity} in words", 5, {}, {}
    )
    return panel_columns(facts, urns)


def unpacked(column: dict[str, Any]) -> list[int]:
    if "count" in column:
        return [column["all"] - 1] * column["count"]
    raw = base64.b64decode(column["data"])
    return (np.frombuffer(raw, f"<u{column['bits'] // 8}").astype(int) - 1).tolist()


def texts(found: dict[str, Any]) -> list[str]:
    """The sentences of the evidence, put together as the page does."""
    fill = iter(unpacked(found["evidence"]["fill"]))
    whole = []
    for of in unpacked(found["evidence"]["of"]):
        first, *rest = found["evidence"]["parts"][of]
        whole.append(
            first + "".join(found["evidence"]["numbers"][next(fill)] + part for part in rest)
        )
    return whole


def rows(*given: tuple[str, str, float, float, str, str, float]) -> pd.DataFrame:
    table = pd.DataFrame(
        [(urn, tag, "", need, strength, source, evidence, sure, NAN)
         for urn, tag, need, strength, source, evidence, sure in given], columns=PROFILE.names,
    ).astype(PROFILE.dtypes())  # fmt: skip
    PROFILE.check(table)
    return table


def told(found: dict[str, Any], side: str) -> list[list[Any]]:
    """For each school its tags: words, hundredths, what they rest on."""
    names = ("tag", "degree100", "how", "evidence")
    tag, degree, how, evidence = (unpacked(found[side][name]) for name in names)
    whole = texts(found)
    each = [
        [found["tags"][tag[at]], degree[at], *found["hows"][how[at]],
         whole[evidence[at]] if evidence[at] >= 0 else ""]
        for at in range(len(tag))
    ]  # fmt: skip
    counts = unpacked(found[side]["count"])
    ends = np.cumsum(counts)
    return [each[end - count : end] for end, count in zip(ends, counts, strict=True)]


def test_needs_and_offers_are_told_the_greatest_first_with_how_sure_and_on_what_they_rest() -> None:
    profile = rows(
        ("1", "L3", 0.2, NAN, "measured", "pupils on roll: 1,244 in 2018/19", 0.15),
        ("1", "C4", 1.0, NAN, "stated", f"{IN_FORM}holidays", 1.0),
        ("1", "X1", 0.05, NAN, "measured", "too small to name", 0.5),
        ("1", "T3", 0.0, NAN, "measured", "no need", 0.5),
        ("2", "C3", NAN, 0.25, "published", "sports hall (site 7)", 0.3),
        ("9", "C3", NAN, 0.25, "published", "of a school that is not on the map", 0.3),
    )
    found = columns(profile, ["1", "2"])
    assert told(found, "needs") == [
        [["C4 in words", 100, "stated in its form", "100", "", "holidays"],
         ["L3 in words", 20, "published figures", "15", "1", "pupils on roll: 1,244 in 2018/19"]],
        [],
    ]  # fmt: skip
    assert told(found, "offers") == [
        [], [["C3 in words", 25, "a public register", "30", "1", "sports hall (site 7)"]]
    ]  # fmt: skip
    for seed in range(3):
        assert columns(profile.sample(frac=1, random_state=seed), ["1", "2"]) == found


def test_not_known_what_does_not_stand_out_too_little_and_nothing_needed_are_four_things() -> None:
    profile = rows(
        ("2", "T3", 0.0, 0.0, "measured", "average", 0.5),
        ("3", "none", 0.0, NAN, "stated", "none", 1.0),
        ("4", "T3", 1.0, NAN, "stated", "T3", 1.0),
    )
    low = rows(*(("5", tag, 0.05, degree, "measured", "low", 0.5)
                 for tag, degree in (("C4", 0.0), ("T3", 0.09))))  # fmt: skip
    profile = pd.concat([profile, low], ignore_index=True)
    found = columns(profile, ["1", "2", "3", "4", "5"])
    assert unpacked(found["needs"]["state"]) == [-1, 0, 1, 0, 2]
    assert unpacked(found["needs"]["count"]) == [0, 0, 0, 1, 0]
    assert unpacked(found["offers"]["state"]) == [-1, 0, -1, -1, 2]
    words = [unsaid(NO_OFFER), unsaid(NO_OFFER, too_low=True)]  # as pages say it
    assert found["unsaid"]["offers"] == words and "no offer stands out" in words[0]


TEXTS = st.text("aé %.,0123456789\0", max_size=20) | st.sampled_from(HOSTILE)


@settings(max_examples=50, deadline=None)
@given(st.lists(TEXTS, max_size=8, unique=True))
def test_every_text_of_evidence_comes_back_whole(evidence: list[str]) -> None:
    profile = profile_table([("1", f"T{n}", "", 1.0, NAN) for n in range(len(evidence))])
    found = columns(profile.assign(evidence=pd.Series(evidence, dtype="str")), ["1"])
    whole = [text.replace("\0", "") for text in evidence]
    assert sorted(row[-1] for row in told(found, "needs")[0]) == sorted(whole)
