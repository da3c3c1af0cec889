"""Columns by their names in words; what nobody listed stays what it is."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from matcher.core.figures.in_words import covariate_in_words, covariates_in_words, figure_name


@pytest.mark.parametrize(
    ("column", "words", "unit"),
    [
        ("fsm_pct", "pupils eligible for free school meals", "%"),
        ("READPROG", "reading progress", "points of the scaled score"),
        ("reading_progress", "reading progress", "points of the scaled score"),
        ("p8mea", "Progress 8", "grades"),
        ("progress_8", "Progress 8", "grades"),
        ("PTMAT_EXP", "pupils at the expected standard in maths", "%"),
        ("PTWRITTA_HIGH", "pupils at the higher standard in writing", "%"),
        ("reading_score", "reading score", ""),
        ("=a b_c|", "=a b_c|", ""),
        ("{{ 6007 * 7001 }}", "{{ 6007 * 7001 }}", ""),
        ("", "", ""),
    ],
)
def test_a_figure_has_its_name_in_words(column: str, words: str, unit: str) -> None:
    found = figure_name(column)
    assert (found.words, found.unit) == (words, unit)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("readprog_2016", "reading progress in 2016/17"),
        ("fsm_pct", "pupils eligible for free school meals (%)"),
        ("ptread_exp_2019", "pupils at the expected standard in reading (%) in 2019/20"),
        ("imd", "deprivation of the neighbourhood (IMD)"),
        ("phase", "phase"),
        ("my_figure_20161", "my figure 20161"),
    ],
)
def test_a_covariate_has_its_year(name: str, words: str) -> None:
    assert covariate_in_words(name) == words


def test_two_columns_of_the_same_words_keep_their_names() -> None:
    """Names are keys: none may stand for two columns."""
    found = covariates_in_words(["readprog_2015", "reading_progress_2015", "phase"])
    assert found == [
        "reading progress in 2015/16 (readprog_2015)",
        "reading progress in 2015/16 (reading_progress_2015)",
        "phase",
    ]


def test_needs_and_evaluations_call_a_figure_alike(repository: Path) -> None:
    """The rules that make needs of figures name the Department's columns, too."""
    rules = tomllib.loads(
        (repository / "data/reference/measured/rules.toml").read_text(encoding="utf-8")
    )
    named = {
        column: words for one in rules["indicator"] for column, words in one["columns"].items()
    }
    known = {column for column in named if figure_name(column).words != column.replace("_", " ")}
    assert len(known) > 15
    assert {column: figure_name(column).words for column in known} == {
        column: named[column] for column in known
    }
