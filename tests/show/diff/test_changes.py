"""What changed between two runs: told once, told wholly, and told the same every time."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_runs import FORMULAS, NAN, Pairs, run_lists, write_run_lists
from strategies import HOSTILE

from matcher.show.diff.changes import CHANGE_COLUMNS, changes, counts
from matcher.show.diff.text import lines
from matcher.show.kit.csv_table import csv_bytes
from matcher.show.run.read_back import RunLists, read_run_lists

# A comparison takes a tenth of a second, however small the runs.
BRIEFLY = settings(max_examples=20, deadline=None)


def told(before: RunLists, after: RunLists) -> list[tuple[str, ...]]:
    return list(changes(before, after).itertuples(index=False, name=None))


urns = st.sampled_from(["100001", "100002", "99", "x0000000a", "900900"])
ranks = st.one_of(st.just(NAN), st.integers(1, 6).map(float))
scores = st.integers(0, 10**10).map(lambda n: n / 10**10)
runs: st.SearchStrategy[Pairs] = st.dictionaries(
    st.tuples(urns, urns), st.tuples(ranks, ranks, scores), max_size=12
)


@BRIEFLY
@given(runs)
def test_a_run_and_itself_do_not_differ(pairs: Pairs) -> None:
    found = changes(run_lists(pairs, [{"urn": "1"}], k=5), run_lists(pairs, [{"urn": "1"}], k=5))
    assert found.empty
    assert list(found.columns) == list(CHANGE_COLUMNS)
    assert lines(found) == ["No difference"]
    assert not any(counts(found).values())


def figure(text: str) -> float:
    return float(text) if text else NAN


def applied(pairs: Pairs, found: pd.DataFrame) -> Pairs:
    """The old pairs with the changes carried out, as a reader of the CSV would."""
    at = {"rank": 0, "partner_rank": 1, "score": 2}
    result = {pair: list(figures) for pair, figures in pairs.items()}
    for row in found.itertuples(index=False):
        pair = (str(row.seeker_urn), str(row.partner_urn))
        if row.change == "gone":
            del result[pair]
        elif row.change == "new":
            assert pair not in result
            parts = dict(re.findall(r"(\w+) ([\d.]+)", str(row.after)))
            result[pair] = [figure(parts.get(name, "")) for name in at]
        else:
            position = at[str(row.what)]
            shown = ".3f" if row.what == "score" else ".0f"
            old = result[pair][position]
            assert str(row.before) == ("" if np.isnan(old) else format(old, shown))
            result[pair][position] = figure(str(row.after))
    return {pair: (figures[0], figures[1], figures[2]) for pair, figures in result.items()}


@BRIEFLY
@given(runs, runs)
def test_the_changes_turn_the_old_list_into_the_new(old: Pairs, new: Pairs) -> None:
    found = changes(run_lists(old), run_lists(new))
    result = applied(old, found)
    assert result.keys() == new.keys()
    for pair, figures in new.items():
        assert np.array_equal(result[pair][:2], figures[:2], equal_nan=True)
        assert result[pair][2] == pytest.approx(figures[2], abs=0.0010001)
    assert not (found["before"] == found["after"]).any()
    assert not found.duplicated().any()


@BRIEFLY
@given(runs, runs, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(old: Pairs, new: Pairs, random: Any) -> None:
    shuffled = list(new.items())
    random.shuffle(shuffled)
    first, second = (
        changes(run_lists(old), run_lists(new)),
        changes(run_lists(old), run_lists(dict(shuffled))),
    )
    assert csv_bytes(first) == csv_bytes(second)


@BRIEFLY
@given(runs, runs)
def test_one_line_for_each_pair_and_the_rest_counted(old: Pairs, new: Pairs) -> None:
    found = changes(run_lists(old), run_lists(new))
    several = len(found.drop_duplicates(["seeker_urn", "partner_urn"]))
    for most in (1, 2, 5, 100):
        text = lines(found, most)[1:] if several else []
        rest = [int(line.split()[2].replace(",", "")) for line in text if line[0] == "…"]
        assert len(text) - len(rest) <= most
        assert sum(line.startswith("  ") for line in text) + sum(rest) == several


def test_each_kind_of_change_of_a_pair() -> None:
    old = run_lists({
        ("1", "7"): (1, 2, 0.5), ("1", "8"): (2, NAN, 0.4), ("2", "7"): (1, 1, 0.9),
        ("3", "7"): (1, NAN, 0.3001), ("4", "7"): (1, NAN, 0.3),
    })  # fmt: skip
    new = run_lists({
        ("1", "7"): (2, NAN, 0.5), ("1", "8"): (1, 3, 0.6), ("2", "9"): (1, NAN, 0.7),
        ("3", "7"): (1, NAN, 0.301), ("4", "7"): (1, NAN, 0.302),
    })  # fmt: skip
    one, two = ("1", "School 1"), ("2", "School 2")
    assert told(old, new) == [
        ("moved", *one, "7", "School 7", "1", "2", "rank"),
        ("moved", *one, "7", "School 7", "2", "", "partner_rank"),
        ("moved", *one, "8", "School 8", "2", "1", "rank"),
        ("moved", *one, "8", "School 8", "", "3", "partner_rank"),
        ("score", *one, "8", "School 8", "0.400", "0.600", "score"),
        ("gone", *two, "7", "School 7", "rank 1, partner_rank 1, score 0.900", "", "pair"),
        ("new", *two, "9", "School 9", "", "rank 1, score 0.700", "pair"),
        # 3 with 7 differ by less than a step of 0.001
        ("score", "4", "School 4", "7", "School 7", "0.300", "0.302", "score"),
    ]
    assert lines(changes(old, new)) == [
        "1 pair new, 1 gone, 2 moved in rank, 2 scored differently; 0 schools new, 0 gone, "
        "0 changed; 0 settings and 0 inputs differ",
        "School 1 (1)",
        "  School 7 (7): rank 1, now 2; rank 2 in the partner's list, now not in it",
        "  School 8 (8): rank 2, now 1; now rank 3 in the partner's list, before not in it; "
        "score 0.400, now 0.600",
        "School 2 (2)",
        "  School 7 (7): gone, was rank 1, rank 1 in the partner's list, score 0.900",
        "  School 9 (9): new, rank 1, score 0.700",
        "School 4 (4)",
        "  School 7 (7): score 0.300, now 0.302",
    ]


def test_changes_at_the_top_come_first() -> None:
    old: Pairs = {("1", "7"): (4, NAN, 0.5), ("2", "7"): (3, NAN, 0.5), ("3", "7"): (1, NAN, 0.5),
                  ("4", "7"): (2, 1, 0.5), ("5", "7"): (1, 5, 0.5)}  # fmt: skip
    new: Pairs = {("1", "7"): (5, NAN, 0.5), ("2", "7"): (1, NAN, 0.5), ("3", "7"): (1, NAN, 0.9),
                  ("4", "7"): (2, 2, 0.5), ("6", "7"): (2, NAN, 0.1)}  # fmt: skip
    found = changes(run_lists(old), run_lists(new))
    # Rank 1 of a seeker's list, rank 1 of a partner's, rank 2, rank 4, a score alone.
    assert found["seeker_urn"].drop_duplicates().tolist() == ["2", "5", "4", "6", "1", "3"]


def test_schools_settings_and_inputs() -> None:
    here = {"name": "Alpha", "kind": "state", "role": "seeker", "status": "open"}
    old = run_lists(
        schools=[
            {"urn": "1", **here, "easting": 400_000, "northing": 300_000},
            {"urn": "2", **here, "easting": 400_000, "northing": 300_000},
            {"urn": "3", **here},
            {"urn": "4", **here, "area": "Derby"},
            {"urn": "30", **here},
        ],
        settings={"k": 5, "max_km": 40.0, "weights": {"near": 0.3}, "include_special": False},
        inputs=[{"name": "a", "sha256": "aa"}, {"name": "b", "sha256": "bb"},
                {"name": "two", "sha256": "11"}, {"name": "two", "sha256": "22"}],
    )  # fmt: skip
    new = run_lists(
        schools=[
            {"urn": "1", **here, "easting": 400_060, "northing": 300_080},  # 100 m: not moved
            {"urn": "2", **here, "easting": 400_000, "northing": 301_500},
            {"urn": "3", **here, "easting": 400_000, "northing": 300_000},
            {"urn": "4", **here, "name": "Beta", "status": "closed", "role": "", "kind": "other"},
            {"urn": "5", **here},
        ],
        settings={"k": 5, "max_km": 25.0, "weights": {"near": 0.7}, "include_special": True},
        inputs=[{"name": "a", "sha256": "ab"}, {"name": "c", "sha256": "cc"},
                {"name": "two", "sha256": "22"}, {"name": "two", "sha256": "33"}],
        terms={"left_out": ["gives", "gains"]},
    )  # fmt: skip
    none = ("", "", "", "")

    def school(
        urn: str, before: str, after: str, what: str, name: str = "Alpha"
    ) -> tuple[str, ...]:
        return ("school_changed", urn, name, "", "", before, after, what)

    assert told(old, new) == [
        ("setting", *none, "no", "yes", "include_special"),
        ("setting", *none, "", "gives, gains", "left_out_of_score"),
        ("setting", *none, "40", "25", "max_km"),
        ("setting", *none, "0.3", "0.7", "weights.near"),
        ("input", *none, "aa", "ab", "a"),
        ("input", *none, "bb", "", "b"),
        ("input", *none, "", "cc", "c"),
        ("input", *none, "11", "33", "two"),
        school("2", "400000 300000", "400000 301500", "place"),
        school("3", "", "400000 300000", "place"),
        school("4", "Alpha", "Beta", "name", "Beta"),
        school("4", "state", "other", "kind", "Beta"),
        school("4", "open", "closed", "status", "Beta"),
        school("4", "seeker", "", "role", "Beta"),
        school("4", "Derby", "", "area", "Beta"),
        ("school_new", "5", "Alpha", "", "", "", "state, seeker, open", "school"),
        ("school_gone", "30", "Alpha", "", "", "state, seeker, open", "", "school"),
    ]
    text = lines(changes(old, new))
    assert "1 school new, 1 gone, 3 changed; 4 settings and 4 inputs differ" in text[0]
    assert "  setting max_km: 40, now 25" in text
    assert "  input a: changed (aa, now ab)" in text
    assert "  Alpha (2): moved by 1.5 km" in text
    assert "  Alpha (3): placed now" in text
    assert any("status open, now closed; role seeker, now blank" in line for line in text)


def test_what_is_told_is_bounded() -> None:
    many = {(str(n), str(n + 1)): (1.0, NAN, 0.5) for n in range(1000, 3000)}
    schools = [{"urn": str(n)} for n in range(1000, 3000)]
    inputs = [{"name": f"f{n}", "sha256": "0"} for n in range(100)]
    text = lines(changes(run_lists(), run_lists(many, schools, inputs=inputs)))
    assert len(text) == 1 + 40 + 3
    assert [line for line in text if line.startswith("…")] == [
        "… and 89 more (use --out)",
        "… and 1,993 more (use --out)",
        "… and 1,990 more (use --out)",
    ]


@pytest.mark.parametrize("name", [*HOSTILE, *FORMULAS, "\x1b[2Jred", "a\u202eb", "x" * 5000])
def test_hostile_names_survive_and_do_nothing(name: str, tmp_path: Path) -> None:
    names = {"1": name, "7": name}
    schools = [{"urn": "1", "name": name}, {"urn": "7", "name": "plain"}]
    old = run_lists({("1", "7"): (1, 1, 0.5)}, schools, names)
    new = run_lists({("1", "7"): (2, 1, 0.5)}, [schools[0], {"urn": "7", "name": name}], names)
    found = changes(old, new)
    assert set(found["seeker_name"]) == {name}
    assert found["after"].tolist() == [name, "2"]
    for line in lines(found):
        assert line.isprintable()
        assert len(line) < 400
    write_run_lists(tmp_path, old, found)
    back = read_run_lists(tmp_path)
    assert back.matches["seeker_name"].tolist() == [name]
    assert back.schools["name"].tolist() == [name, "plain"]
    assert changes(old, back)["change"].tolist() == []


def test_runs_without_a_pair_or_school(tmp_path: Path) -> None:
    write_run_lists(tmp_path, run_lists())
    empty = read_run_lists(tmp_path)
    assert changes(empty, empty).empty
    full = run_lists({("1", "7"): (1, 1, 0.5)}, [{"urn": "1"}])
    assert changes(empty, full)["change"].tolist() == ["school_new", "new"]
    assert changes(full, empty)["change"].tolist() == ["school_gone", "gone"]
