"""What a cell says: one line a rule."""

from __future__ import annotations

import datetime
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.core.cells import UNKNOWN_WORDS
from matcher.intake import cell_values


@pytest.mark.parametrize(
    ("text", "urn", "how"),
    [
        ("100000", "100000", ""), ("100000.0", "100000", ""), ("20115", "20115", ""),
        ("x12ab34cd", "x12ab34cd", ""), ("URN 100000", "100000", "mended"),
        ("urn:100000", "100000", "mended"), ("100,000", "100000", "mended"),
        ("012345", "012345", "odd"), ("12345678", "12345678", "odd"), ("ABC-1", "ABC-1", "odd"),
        ("", "", "none"), ("n/a", "", "none"), ("0", "", "none"), ("not yet known", "", "none"),
        ("a" * 21, "", "none"), ("١٢٣٤٥٦", "١٢٣٤٥٦", "odd"),
    ],
)  # fmt: skip
def test_urns(text: str, urn: str, how: str) -> None:
    assert cell_values.urn(text) == (urn, how)


@pytest.mark.parametrize(
    ("text", "urn"),
    [
        ("100000 (was 380/2027)", "100000"), ("'100000", "100000"), ('="100000"', "100000"),
        ("100 000", "100000"), ("100\u00a0000", "100000"), ("100.000", "100000"),
        ("1.00204E+05", "100204"), ("URN is 100000", "100000"), ("urn: 20115", "20115"),
        ("100000*", "100000"), ("100000 - closed 31/08/2021", "100000"),
        ("100000, formerly 100001", "100000"), ("School 100000", "100000"), ("12 345", "12345"),
        ("100000 (20/09/2021)", "100000"),
    ],
)  # fmt: skip
def test_urns_with_something_beside_them(text: str, urn: str) -> None:
    assert cell_values.urn(text) == (urn, "mended")


@pytest.mark.parametrize("text", ["100000/100001", "100000 & 100001", "100000\n100001"])
def test_of_several_urns_the_first_counts(text: str) -> None:
    assert cell_values.urn(text) == ("100000", "several")


@pytest.mark.parametrize(
    "text",
    ["202425 figures are provisional", "Source: 202425", "27153 (total)", "01274 123456",
     "Total 100000 pupils", "1" * 300, "100000" * 200, "(" * 30_000, "1 " * 30_000],
)  # fmt: skip
def test_numbers_in_a_remark_are_no_urns(text: str) -> None:
    assert cell_values.urn(text) == ("", "none")


@given(st.text(alphabet="0123456789 .,/'()URNwas&\n", max_size=30))
def test_whatever_is_typed_a_urn_has_five_or_six_digits(text: str) -> None:
    urn, how = cell_values.urn(text.strip())
    assert how in ("odd", "none") or re.fullmatch("[1-9][0-9]{4,5}", urn)
    assert how != "none" or urn == ""


@pytest.mark.parametrize(
    ("text", "number"),
    [("53%", 53), ("£45,421", 45_421), ("1,234", 1_234), ("1,234,567.5", 1_234_567.5), ("0", 0),
     ("21.70", 21.7), (".5", 0.5), ("-3", -3), ("100000.0", 100_000)],
)  # fmt: skip
def test_figures(text: str, number: float) -> None:
    assert cell_values.figure(text) == number


@pytest.mark.parametrize("text", ["abc", "1,23", "4-11", "1e5", "inf", "1 2", "%", "£", ".", "٣"])
def test_what_is_no_figure(text: str) -> None:
    assert cell_values.figure(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [("4e-05", 4e-05), ("-1.5E+2", -150.0), ("2.5", 2.5), ("1e999", None), ("e5", None)],
)
def test_results_may_have_an_exponent(text: str, number: float | None) -> None:
    assert cell_values.measured(text) == number


@pytest.mark.parametrize("word", sorted(UNKNOWN_WORDS))
def test_not_known_is_never_nought(word: str) -> None:
    number = cell_values.figure(word.upper())
    assert number is not None
    assert math.isnan(number)
    assert cell_values.known_text(word) == ""


@pytest.mark.parametrize(
    ("text", "status"),
    [("Open", "open"), ("Open, but proposed to close", "closing"), ("CLOSED", "closed"),
     ("Proposed to open", "proposed"), ("1", "open"), ("2", "closed"), ("3", "closing"),
     ("4", "proposed"), ("1.0", "open"), ("", ""), ("Not applicable", ""), ("perhaps", None)],
)  # fmt: skip
def test_statuses(text: str, status: str | None) -> None:
    assert cell_values.status(text) == status


@pytest.mark.parametrize(
    ("text", "role"),
    [("Seeker", "seeker"), ("seeking", "seeker"), ("Needs support", "seeker"),
     ("recipient", "seeker"), ("Partner", "partner"), ("provider", "partner"), ("both", "both"),
     ("None", "none"), ("not taking part", "none"), ("", ""), ("tbc", None)],
)  # fmt: skip
def test_roles(text: str, role: str | None) -> None:
    assert cell_values.role(text) == role


@pytest.mark.parametrize(
    ("text", "answer"),
    [("x", "yes"), ("Yes", "yes"), ("1", "yes"), ("100%", "yes"), ("✓", "yes"), ("0.5", "0.5"),
     ("50%", "0.5"), ("33.3%", "0.33"), ("", ""), ("0", ""), ("no", ""), ("0%", ""), ("n/a", ""),
     ("3", None), ("-1", None), ("some", None), ("☐", ""), ("⬜", ""), ("☒", "yes"), ("☑", "yes"),
     ("✅", "yes"), ("✔️", "yes"), ("✗", ""), ("❌", ""), ("✖️", "")],
)  # fmt: skip
def test_ticks(text: str, answer: str | None) -> None:
    assert cell_values.tag_degree(text) == answer


@pytest.mark.parametrize(
    ("text", "side"),
    [("N", "needs"), ("need", "needs"), ("S", "strengths"), ("offer", "strengths"),
     ("O", "strengths"), ("B", "both"), ("", ""), ("no", ""), ("x", None), ("some", None)],
)  # fmt: skip
def test_sides(text: str, side: str | None) -> None:
    assert cell_values.tag_side(text) == side


@pytest.mark.parametrize(
    "text", ["2024-09-01", "01/09/2024", "01-09-2024", "1.9.2024", "45536", "2024-09-01 00:00:00"]
)
def test_dates_in_every_shape_are_day_first(text: str) -> None:
    assert cell_values.date(text) == datetime.date(2024, 9, 1)


@pytest.mark.parametrize("text", ["09/31/2024", "autumn", "", "2024", "1e9"])
def test_what_is_no_date(text: str) -> None:
    assert cell_values.date(text) is None
