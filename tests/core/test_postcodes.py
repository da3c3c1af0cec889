"""What a cell says of a postcode."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.core.places.postcodes import (
    PostcodesRead,
    is_code,
    normalise_postcode,
    postcodes_of_address,
    read_postcodes,
)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("AL10 0AA", ["AL10 0AA"]), ("al100aa", ["AL10 0AA"]), ("(AL10 0AA)", ["AL10 0AA"]),
        ("AL10\n0AA", ["AL10 0AA"]), ("AL10 0AA / AL10 0AB", ["AL10 0AA", "AL10 0AB"]),
        ("AL10 0AA or al10 0ab", ["AL10 0AA", "AL10 0AB"]),
        ("SW1A 1AA (annexe: EC1V0BW)", ["SW1A 1AA", "EC1V 0BW"]),
        ("AL10 0AA, AL10 0AA", ["AL10 0AA"]), ("Hatfield AL10 0AA", ["AL10 0AA"]),
        ("ZZ1 1AA", ["ZZ1 1AA"]),
    ],
)  # fmt: skip
def test_whole_postcodes(text: str, codes: list[str]) -> None:
    assert read_postcodes(text) == PostcodesRead(tuple(codes))


@pytest.mark.parametrize(
    ("text", "code"),
    [("AL1O 0AA", "AL10 0AA"), ("Al10 OAa", "AL10 0AA"), ("S015 2AA", "SO15 2AA"),
     ("EC1V OBW", "EC1V 0BW"), ("0X1 2AB", "OX1 2AB"), ("near AL10 OAA", "AL10 0AA"),
     ("LSI 4AB", "LS1 4AB"), ("LS1 OAA", "LS1 0AA")],
)  # fmt: skip
def test_letters_that_look_like_figures(text: str, code: str) -> None:
    assert read_postcodes(text) == PostcodesRead((code,), mended=True)


@pytest.mark.parametrize(
    ("text", "outcode"),
    [("AL10", "AL10"), ("bd9", "BD9"), ("BD9 6", "BD9"), ("BD9 6A", "BD9"), ("BD96A", "BD9"),
     ("Bradford BD9", "BD9"), ("BD9 or BD8", "BD9"), ("EC1A", "EC1A"), ("BD9 6CL", "BD9"),
     ("Key Stage KS2, in LS6", "LS6")],
)  # fmt: skip
def test_an_outward_code_alone(text: str, outcode: str) -> None:
    assert read_postcodes(text) == PostcodesRead((), outcode)


@pytest.mark.parametrize(
    "text",
    ["", "tbc", "see notes for the postcode", "KS2", "so long", "L-2670", "99-400", "M5V 3L9",
     "12345", "0", "N/A", "Year 5", "x" * 100_000, "1IL" * 20_000,
     "\ud800", "ＡＬ１０ ０ＡＡ", "A" * 30_000 + "9"],
)  # fmt: skip
def test_what_holds_no_postcode(text: str) -> None:
    assert read_postcodes(text) == PostcodesRead()


@given(st.text(alphabet="ABLDS0159OIl \n;/,-ﬁßéſ０", max_size=40))
def test_whatever_is_typed_is_read_as_codes_or_nothing(text: str) -> None:
    cell = read_postcodes(text)
    assert all(normalise_postcode(code) == code for code in cell.codes)
    assert not cell.outcode or (not cell.codes and is_code(cell.outcode))
    assert len(cell.codes) == 1 or not cell.mended
    assert read_postcodes("; ".join(cell.codes) or cell.outcode)[:2] == cell[:2]


@pytest.mark.parametrize(
    ("address", "codes"),
    [("12 Mill Lane; Hatfield; Herts AL10 0AA", "AL10 0AA"),
     ("Old Street, London EC1V0BW", "EC1V 0BW"),
     ("AL10 0AA (main site), then AL10 0AB", "AL10 0AA AL10 0AB"),
     ("High Street, Leeds LS1", "LS1"),
     ("High Street, Leeds, LS1 OAA", "LS1 0AA"), ("Block E1, Somewhere", ""), ("", ""),
     ("Junction of the M62 and the A1", "")],
)  # fmt: skip
def test_the_postcodes_of_an_address(address: str, codes: str) -> None:
    assert " ".join(postcodes_of_address(address)) == codes
