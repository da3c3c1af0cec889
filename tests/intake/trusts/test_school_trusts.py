"""A school's trust: named, none, or not known."""

from __future__ import annotations

import pytest
from lists_read import Desk

from matcher.core.tables import NO_TRUST
from matcher.intake.trusts.memberships import Trusts

TYPE = {"maintained": "Community school,Local authority maintained schools",
        "academy": "Academy converter,Academies",
        "free": "Free schools,Free Schools",
        "independent": "Other independent school,Independent schools",
        "unsaid": ","}  # fmt: skip
HEAD = "URN,LA (code),EstablishmentName,TypeOfEstablishment (name),EstablishmentTypeGroup (name)"


def register(columns: str, *rows: tuple[str, str]) -> str:
    lines = [
        f"{900001 + n},850,School {n},{TYPE[kind]},{cells}" for n, (kind, cells) in enumerate(rows)
    ]
    return "\n".join([f"{HEAD},{columns}", *lines]) + "\n"


def trusts(desk: Desk, register_text: str, listed: str | None = None, **given: object) -> list[str]:
    desk.register = register_text
    ours = listed or "URN\n" + "\n".join(
        line.split(",")[0] for line in register_text.splitlines()[1:]
    )
    table = desk.table(ours + "\n", **given)  # type: ignore[arg-type]
    return table["trust"].tolist()


def test_a_blank_in_the_registers_own_column_is_none_but_for_an_academy(desk: Desk) -> None:
    text = register(
        "Trusts (name)",
        ("maintained", ""), ("academy", ""), ("free", ""), ("independent", ""), ("unsaid", ""),
        ("academy", "Ash Trust"),
    )  # fmt: skip
    assert trusts(desk, text) == [NO_TRUST, "", "", NO_TRUST, "", "Ash Trust"]
    # A register without such a column says nothing of trusts.
    text = register("Gender (name)", ("maintained", "Mixed"), ("academy", "Mixed"))
    assert trusts(desk, text) == ["", ""]


def test_the_flags_and_federations_of_the_register_are_read(desk: Desk) -> None:
    text = register(
        "TrustSchoolFlag (name),Trusts (name),FederationFlag (name),Federations (name)",
        ("maintained", "Not applicable,,Supported by a federation,Oakmere Federation"),
        ("maintained", "Not applicable,,Not under a federation,"),
        ("maintained", "Supported by a trust,,Not under a federation,"),
        ("academy", "Not supported by a trust,,Not applicable,"),
        ("academy", "Supported by a multi-academy trust,ASH TRUST,Not applicable,"),
        ("maintained", "Supported by a trust,Brook Trust,Supported by a federation,Oakmere"),
    )
    assert trusts(desk, text) == [
        "Oakmere Federation", NO_TRUST, "", NO_TRUST, "ASH TRUST", "Brook Trust"
    ]  # fmt: skip


@pytest.mark.parametrize(
    "word", ["none", "None", "No trust", "not in a MAT", "stand-alone", "LA maintained", "nil"]
)
def test_an_office_may_say_that_there_is_none_and_a_blank_of_its_says_nothing(
    desk: Desk, word: str
) -> None:
    listed = (
        f"URN,School name,Trust\n900001,A,{word}\n900002,B,\n900003,C,n/a\n900004,D,Elm Trust\n"
    )
    table = desk.table(listed)
    assert table["trust"].tolist() == [NO_TRUST, "", "", "Elm Trust"]


def test_files_of_groups_fill_in_what_the_register_leaves_out(desk: Desk) -> None:
    text = register("Gender (name)", *((kind, "Mixed") for kind in TYPE))
    named = Trusts({"900001": "Oakmere Federation", "900002": "Ash Trust"}, frozenset({"850"}))
    assert trusts(desk, text, trusts=named) == [
        "Oakmere Federation", "Ash Trust", "", NO_TRUST, ""
    ]  # fmt: skip
    some = Trusts(named.names, frozenset({"936"}))  # of another authority
    assert trusts(desk, text, trusts=some) == ["Oakmere Federation", "Ash Trust", "", "", ""]


def test_a_list_and_the_register_stand_and_a_federation_is_no_contradiction(desk: Desk) -> None:
    text = register("Trusts (name)", ("academy", "Ash Trust"), ("maintained", ""), ("academy", ""))
    listed = "URN,Trust\n900001,Our own name for it\n900002,\n900003,\n"
    named = Trusts(
        {"900001": "X", "900002": "Oakmere Federation", "900003": "Elm"}, frozenset({"850"})
    )
    assert trusts(desk, text, listed, trusts=named) == [
        "Our own name for it", "Oakmere Federation", "Elm"
    ]  # fmt: skip
    # A school with a stand-in for a URN is in no file: nothing is known of it.
    assert trusts(desk, text, "School name,Postcode,Type\nNowhere,AA1 1AA,Community school\n",
                  trusts=named)[-1] == ""  # fmt: skip
