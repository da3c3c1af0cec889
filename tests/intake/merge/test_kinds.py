"""Kinds of institution, and the part that each plays by default."""

from __future__ import annotations

import pytest

from matcher.core.tables import KINDS
from matcher.intake.merge.kinds import default_role, is_vague, kind_of


@pytest.mark.parametrize(
    ("type_", "group", "kind", "special"),
    [
        ("Other independent school", "Independent schools", "independent", False),
        ("Other Independent Special School", "Special schools", "independent", True),
        ("City technology college", "Independent schools", "other", False),
        ("Community special school", "Special schools", "state", False),
        ("Non-maintained special school", "Special schools", "other", False),
        ("Academy Converter", "Academies", "state", False),
        ("Academy converter", "", "state", False),
        ("Community School", "LA maintained schools", "state", False),
        ("Community school", "Local authority maintained schools", "state", False),
        ("University technical college", "Free Schools", "state", False),
        ("University technical college", "", "state", False),
        ("Higher education institutions", "Universities", "university", False),
        ("Further education", "Colleges", "college", False),
        ("Sixth form centres", "Colleges", "college", False),
        ("Welsh establishment", "Welsh schools", "other", False),
        ("Miscellaneous", "Other types", "other", False),
        ("Secure units", "Other types", "other", False),
        ("independent", "", "independent", False), ("Private day school", "", "independent", False),
        ("Independent special", "", "independent", True), ("State-funded", "", "state", False),
        ("", "State", "state", False), ("Primary", "Independent", "independent", False),
        ("HEI", "", "university", False), ("University", "", "university", False),
        ("FE college", "", "college", False), ("Sixth form college", "", "college", False),
        ("10", "", "independent", True), ("02", "", "state", False),
        ("29", "", "university", False),
    ],
)  # fmt: skip
def test_kinds(type_: str, group: str, kind: str, special: bool) -> None:
    assert kind_of(type_, group) == (kind, special)


@pytest.mark.parametrize(("type_", "group"), [("", ""), ("Primary", ""), ("77", ""), ("??", "!")])
def test_where_nothing_says_what_it_is(type_: str, group: str) -> None:
    assert kind_of(type_, group) is None


@pytest.mark.parametrize(
    ("type_", "group", "vague"),
    [("College", "", True), ("Academy", "", True), ("Grammar school", "", True),
     ("FE college", "", False), ("Sixth form college", "", False), ("", "Colleges", False),
     ("University technical college", "", False), ("Independent", "", False),
     ("College", "Independent schools", False), ("Primary", "", False)],
)  # fmt: skip
def test_what_a_school_is_called_is_no_kind(type_: str, group: str, *, vague: bool) -> None:
    assert is_vague(type_, group) == vague


def test_default_roles() -> None:
    roles = {kind: default_role(kind, special=False) for kind in KINDS}
    assert roles == {"independent": "partner", "state": "seeker", "university": "partner",
                     "college": "both", "other": ""}  # fmt: skip
    assert default_role("independent", special=True) == ""
    assert default_role("independent", special=True, include_special=True) == "partner"
    everyone = {kind: default_role(kind, special=False, all_meet=True) for kind in KINDS}
    assert everyone == {kind: "" if kind == "other" else "both" for kind in KINDS}


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        ("independent", (10, 11)), ("university", (29,)), ("college", (18, 31)),
        ("state", (1, 2, 3, 5, 7, 12, 14, 15, 28, 33, 34, 35, 36, 38, 39, 40, 41, 42, 43, 44, 45,
                   46, 57)),
        ("other", (6, 8, 24, 25, 26, 27, 30, 32, 37, 49, 56)),
    ],
)  # fmt: skip
def test_every_code_of_the_register(kind: str, codes: tuple[int, ...]) -> None:
    assert {kind_of(f"{code:02}", "") for code in codes} == (
        {("independent", True), ("independent", False)} if 10 in codes else {(kind, False)}
    )
    assert kind_of("10", "") == ("independent", True)


def test_the_codes_that_no_type_has_say_nothing() -> None:
    said = {code for code in range(1, 100) if kind_of(str(code), "Academies") is not None}
    assert len(said) == 39
    assert not said & {4, 9, 13, 16, 17, 19, 47, 48, 50, 55, 58, 99}


def test_all_meet_overrules_what_takes_no_part() -> None:
    assert default_role("independent", special=True, all_meet=True) == "both"
    assert default_role("state", special=False, include_special=True) == "seeker"
    assert default_role("nobody's", special=False) == ""
