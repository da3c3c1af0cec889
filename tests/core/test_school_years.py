"""A school year is one thing, however it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.core.calendar.school_years import (
    called,
    first_school_year,
    school_year,
    starting_years,
    starts_in,
)

FORMS = ("{0}-{1}", "{0}/{1}", "{0}_{1}", "{0} {1}", "{0}{1}", "{0}–{1}", "{0} / {1}", " {0}-{1} ")


@given(st.integers(1990, 2098), st.sampled_from(FORMS), st.booleans())
def test_every_form_is_the_same_year(start: int, form: str, whole: bool) -> None:
    text = form.format(start, start + 1 if whole else f"{(start + 1) % 100:02d}")
    year = f"{start}/{(start + 1) % 100:02d}"
    assert school_year(text) == year == called(start)
    assert starts_in(text) == start
    assert first_school_year(f"england {text} ks2.csv") == year
    assert starting_years(text) == (start,)


@pytest.mark.parametrize(
    "text",
    ["", "2015", "2015-2017", "201825", "2015-14", "15/16", "2015/116", "2015-16-17", "school",
     "201516x", "2024-09", "1815/16", "٢٠١٥/١٦"],
)  # fmt: skip
def test_what_is_no_school_year(text: str) -> None:
    assert school_year(text) == ""


@pytest.mark.parametrize(
    ("text", "start"),
    [("2015", 2015), (" 2015.0 ", 2015), ("201516.0", 2015), ("1999/00", 1999), ("1999-2000", 1999),
     ("2015-2017", None), ("15", None), ("2,015", None), ("", None)],
)  # fmt: skip
def test_where_a_school_year_begins(text: str, start: int | None) -> None:
    assert starts_in(text) == start


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2015", (2015,)),
        ("2016,2015", (2015, 2016)),
        ("2015-2016", (2015,)),
        ("2015-2016, 201617,2017/18", (2015, 2016, 2017)),
        ("2015..2017", (2015, 2016, 2017)),
        ("2015:2016", (2015, 2016)),
        ("2015 to 2017", (2015, 2016, 2017)),
        ("2015/16..2017/18", (2015, 2016, 2017)),
        ("2015/16-2017/18", (2015, 2016, 2017)),
        ("2015/2016 – 2017/2018", (2015, 2016, 2017)),
        ("201516 to 201718,2021", (2015, 2016, 2017, 2021)),
        ("2015..2015", (2015,)),
        ("2015-2017", None),  # a school year it is not, and a range it does not say it is
        ("2017..2015", None),
        ("2015..", None),
        ("1900..2099", None),
        ("soon", None),
        ("", None),
    ],
)
def test_years_named_on_the_command_line(text: str, years: tuple[int, ...] | None) -> None:
    assert starting_years(text) == years
