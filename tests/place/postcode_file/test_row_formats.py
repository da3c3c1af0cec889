"""Headers of the files of postcodes that people have, each with rows of its own kind."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from place_lists import listed

from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog
from matcher.place.locate import locate
from matcher.place.postcode_file.lines_read import LinesRead
from matcher.place.postcode_file.postcode_row import PostcodeRow
from matcher.place.postcode_file.row_formats import headed_rows

HATFIELD = ("AL10 0AA", 522000.0, 208000.0, "E07000241", "E01023914")

# Headers as published; the rows are made up. Each has one postcode in use and one that has ended.
DOOGAL = (
    "Postcode,In Use?,Latitude,Longitude,Easting,Northing,Grid Ref,County,District,Ward,"
    "District Code,Ward Code,Country,County Code,Constituency,Introduced,Terminated,Parish,"
    "National Park,Population,Households,Built up area,Lower layer super output area,Region,"
    "LSOA Code,Local authority,MSOA Code,Quality\n"
    'AL10 0AA,Yes,51.7,-0.2,522000,208000,TL220080,Hertfordshire,"Welwyn, Hatfield",,E07000241,'
    ",England,,,1980-01-01,,,,,,,Welwyn 005A,,E01023914,,,1\n"
    "AL10 0AB,No,51.7,-0.2,522000,208000,TL220080,,,,E07000241,,England,,,1980-01-01,"
    "2003-06-01,,,,,,,,E01023914,,,1\n"
    "AL10 0AD,Yes,,,,,,,,,E07000241,,England,,,1980-01-01,,,,,,,,,E01023914,,,9\n"
)
FILES = {
    "doogal": DOOGAL,
    "directory to 2024": (
        "pcd,pcd2,pcds,dointr,doterm,oscty,oslaua,usertype,oseast1m,osnrth1m,osgrdind,lsoa11,lsoa21\n"
        "AL100AA,AL10 0AA,AL10 0AA,198001,,E10,E07000241,0,522000,0208000,1,E01023914,E01099999\n"
        "AL100AB,AL10 0AB,AL10 0AB,198001,200306,E10,E07000241,0,522000,0208000,1,E01023914,\n"
    ),
    "directory of 2026": (
        "pcd7,pcd8,pcds,dointr,doterm,usrtypind,east1m,north1m,gridind,oa21cd,cty26cd,lad26cd,"
        "wd26cd,lsoa21cd,msoa21cd\n"
        "AL100AA,AL10 0AA,AL10 0AA,198001,,0,522000,208000,1,,E10,E07000241,,E01023914,\n"
        "AL100AB,AL10 0AB,AL10 0AB,198001,200306,0,522000,208000,1,,E10,E07000241,,E01023914,\n"
    ),
    "lookup": (
        "pcd,pcds,doterm,oseast1m,osnrth1m,osgrdind,cty,ced,laua,ward,lsoa11\n"
        "AL100AA,AL10 0AA,,522000,208000,1,E10,,E07000241,,E01023914\n"
        "AL100AB,AL10 0AB,200306,522000,208000,1,E10,,E07000241,,E01023914\n"
    ),
    "ladcd": (
        "pcds,doterm,oseast1m,osnrth1m,lsoa11cd,msoa11cd,ladcd,ladnm\n"
        "AL10 0AA,,522000,208000,E01023914,,E07000241,Welwyn Hatfield\n"
        "AL10 0AB,200306,522000,208000,E01023914,,E07000241,Welwyn Hatfield\n"
    ),
    "Open Postcode Geo": (
        "postcode,status,usertype,easting,northing,positional_quality_indicator,country,"
        "district_code,lsoa_code\n"
        "AL10 0AA,live,small,522000,208000,1,England,E07000241,E01023914\n"
        "AL10 0AB,terminated,small,522000,208000,1,England,E07000241,E01023914\n"
        "AL10 0AD,live,small,\\N,\\N,9,England,\\N,\\N\n"
    ),
    "a council's": (
        "POSTCODE;EASTINGS;NORTHINGS;LSOA_CODE;LAD_CODE;ACTIVE;DATE_TERMINATED\n"
        "AL10 0AA;522000;208000;E01023914;E07000241;Y;\n"
        "AL10 0AB;522000;208000;E01023914;E07000241;N;01/06/2003\n"
    ),
    "Code-Point with a header": (
        "Postcode,Positional_quality_indicator,Eastings,Northings,Country_code,"
        "Admin_district_code,LSOA code,Terminated\n"
        "AL10 0AA,10,522000,208000,E92000001,E07000241,E01023914,No\n"
        "AL10 0AB,10,522000,208000,E92000001,E07000241,E01023914,Yes\n"
        "AL10 0AD,90,522000,208000,E92000001,E07000241,E01023914,No\n"
    ),
}


@pytest.mark.parametrize("form", FILES)
def test_codes_and_end_of_use_are_read_under_every_header(form: str) -> None:
    data = FILES[form].encode("utf-8-sig")
    live, ended, *lost = headed_rows("postcodes.csv", data, LinesRead("x"))
    assert live == PostcodeRow(*HATFIELD, False)
    assert (ended.postcode, ended.terminated) == ("AL10 0AB", True)
    assert all(math.isnan(row.easting) and not row.terminated for row in lost)


def test_what_is_no_code_is_none() -> None:
    data = b"postcode,easting,northing,district code,lsoa\nAL10 0AA,522000,208000,919,Hatfield 1\n"
    (row,) = headed_rows("postcodes.csv", data, LinesRead("x"))
    assert (row.district_code, row.lsoa_code) == ("", "")


def test_two_columns_of_one_name_are_no_fault() -> None:
    data = b"postcode,easting,northing,easting,,\nAL10 0AA,522000,208000,1,,\n"
    assert next(headed_rows("x", data, LinesRead("x"))).easting == 522000


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rows_shorter_than_the_header_and_lines_however_they_end(end: str) -> None:
    lines = ["postcode,easting,northing,district code,,", "AL10 0AA,522000,208000,E07000241", ""]
    (row,) = headed_rows("x", end.join(lines).encode(), LinesRead("x"))
    assert (row.postcode, row.easting, row.district_code) == ("AL10 0AA", 522000, "E07000241")


def test_a_header_alone_has_no_postcodes() -> None:
    assert list(headed_rows("x", b"postcode,easting,northing", LinesRead("x"))) == []


def test_a_header_without_end_is_refused_at_once() -> None:
    with pytest.raises(FileError):
        next(headed_rows("x", b"postcode,easting,northing" + b",a" * 100_000, LinesRead("x")))


def test_a_file_without_positions_is_refused_with_what_it_needs() -> None:
    with pytest.raises(FileError, match="not a file of postcodes") as caught:
        next(headed_rows("oa.csv", b"pcds,doterm,ladcd\nAL10 0AA,,E07000241\n", LinesRead("x")))
    assert "Postcode, Easting, Northing" in caught.value.hint


@pytest.mark.parametrize(("district", "codes"), [("", ["no_district_codes"]), ("E07000241", [])])
def test_a_file_without_districts_is_told_of(
    tmp_path: Path, district: str, codes: list[str]
) -> None:
    source = tmp_path / "postcodes.csv"
    source.write_text(
        f"postcode,easting,northing,district code\nAL10 0AA,522000,208000,{district}\n"
        f"AL10 0AB,522000,208000,{district}\n"
    )
    log = ProblemLog()
    found = locate(
        listed({"postcode": "AL10 0AA"}, {"postcode": "AL10 0AB"}), log, postcodes=source
    )
    told = [problem for problem in log.problems if problem.code == "no_district_codes"]
    assert [problem.code for problem in told] == codes
    assert all("2 schools" in p.message and p.value == "postcodes.csv" for p in told)
    assert found["district_code"].tolist() == [district] * 2
