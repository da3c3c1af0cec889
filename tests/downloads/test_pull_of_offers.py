"""Public registers of offers, pulled: what is kept of them, and that runs use it."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import made_up_downloads as made
import pytest
from click.testing import CliRunner, Result
from made_up_downloads import CANARY, kept
from pytest_httpserver import HTTPServer

from matcher.cli.program import cli
from matcher.core.errors import FileError, MatcherError, ServiceError
from matcher.jobs.installation import data as job

FACILITIES = (
    "Facility ID,Operator Name,Contact Email,Disability Notes,Facility Subtype,Facility Type,"
    "Operational Status,Last Updated Date,Site ID,Easting,Northing,Management Type Group (Text),"
    "Accessibility Type Group (Text)"
)
SITES = "Email,Forename,Site ID,Site Name,Surname,Ownership Type (Text)"
VERSION = "Active Places Data Version: 2026-07-01 04:30:30\nCSVs Created: 2026-07-02\n"
GCSE = (
    "time_period,geographic_level,school_name,school_urn,qualification_detailed,discount_code,"
    "subject,subject_discount_group,grade,number_achieving"
)


def active_places(rows: int = 1_100, **more: str) -> bytes:
    """The publisher's ZIP, in small: the halls stand where the register's schools do."""
    halls = [
        f'{n},{CANARY},{CANARY},"two\nlines",6001,6,3,2026-06-30,{n},515000,206000,Education,Public'
        for n in range(1, rows + 1)
    ]
    return zipped({
        "sportshalls.csv": "\r\n".join([FACILITIES, *halls]),
        "facilities.csv": "\r\n".join([FACILITIES, *halls]),
        "sites.csv": f"{SITES}\n{CANARY},{CANARY},1,ASH SCHOOL,{CANARY},Other Independent School\n",
        "facilitytype.csv": "Facility Type ID,Facility Type Name\n6,Sports Hall\n",
        "information.txt": VERSION,
    } | more)  # fmt: skip


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return held.getvalue()


def entries(schools: int = 1_100) -> bytes:
    rows = [
        f"202425,School,Ash,{100_000 + n},GCSE (9-1) Full Course,RB1,Physics,Physics,{grade},"
        f"{count}"
        for n in range(schools)
        for grade, count in (("9", 3), ("Total exam entries", 12))
    ]
    return "\n".join([GCSE, *rows]).encode()


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words))


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    folder = tmp_path / "Downloads"
    folder.mkdir()
    (folder / "activeplacescsvs.zip").write_bytes(active_places())
    return folder


def test_active_places_keep_what_is_read_and_nothing_of_people(
    downloads: Path, store_folder: Path
) -> None:
    done = run("data", "pull", "active-places", "--from", str(downloads))
    assert done.stdout == "active-places: 1,101 rows of facilities of 2026-07-01\n", done.output
    files = {Path(name).name: body for name, body in kept(store_folder).items()}
    assert sorted(files) == ["record.json", "sites.csv", "sportshalls.csv"]
    assert not [name for name, body in files.items() if CANARY.encode() in body]
    header, first, *_ = csv.reader(io.StringIO(files["sportshalls.csv"].decode()))
    assert "Disability Notes" not in header
    assert first[:2] == ["1", "6001"]
    assert b"CC BY 4.0: Active Places 2026-07-01" in files["record.json"]
    assert "active-places: data of 2026-07-01, " in run("data", "status").stdout


def test_what_is_on_request_is_not_fetched_unasked(
    httpserver: HTTPServer, downloads: Path, store_folder: Path
) -> None:
    made.serve_gias(httpserver)
    made.serve_postcodes(httpserver)
    address = httpserver.url_for("/")
    assert run("data", "pull", "--from", address, "--day", made.DAY.isoformat()).exit_code == 0
    assert sorted(path.name for path in store_folder.iterdir()) == ["gias", "postcodes"]
    # A folder is there because somebody filled it: what it holds is taken.
    done = run("data", "pull", "--from", str(downloads))
    assert "active-places: 1,101 rows" in done.stdout
    assert "discover-uni" not in done.stderr


def test_each_is_asked_for_once_at_its_address(httpserver: HTTPServer, store_folder: Path) -> None:
    made.everything_else_is_missing(httpserver)
    path = "/statistics/v1/data-sets/1ae39901-b462-df76-b108-640a078d7944/csv"
    httpserver.expect_request(path).respond_with_data(entries(), content_type="text/csv")
    done = run("data", "pull", "subject-entries", "--from", httpserver.url_for("/"))
    assert done.stdout == "subject-entries: 1,100 totals of GCSE entries\n", done.output
    assert "a-level: none was found" in done.stderr
    assert len(made.asked(httpserver)) == 2
    (body,) = (body for name, body in kept(store_folder).items() if name.endswith(".csv"))
    assert b"Total exam entries" in body
    assert b"Physics,9," not in body
    missing = run("data", "pull", "active-places", "--from", httpserver.url_for("/"))
    assert isinstance(missing.exception, ServiceError)
    assert missing.exception.what == "there is no facilities"
    assert "--from" in missing.exception.hint


def test_a_run_uses_what_was_pulled_unless_it_is_left_out(downloads: Path, tmp_path: Path) -> None:
    run("data", "pull", "--from", str(downloads))
    listed = tmp_path / "schools.csv"
    listed.write_text(
        "URN,Name,Type of establishment,Easting,Northing\n"
        "900001,Ash School,Other independent school,515000,206000\n",
        encoding="utf-8",
    )
    out = tmp_path / "profile.csv"
    done = run("profile", str(listed), "--out", str(out))
    assert done.exit_code == 0, done.output
    assert "Using active-places of 2026-07-01, pulled on this machine; --offers none" in done.stderr
    assert "Active Places, 1 July 2026: 1100 × sports hall" in out.read_text(encoding="utf-8")
    done = run("profile", str(listed), "--offers", "none", "--out", str(out))
    assert done.exit_code == 0, done.output
    assert "Active Places" not in out.read_text(encoding="utf-8") + done.stderr
    (downloads / "hubs.csv").write_text(
        "lead_school_urn,hub_name\n900001,Ash Hub\n", encoding="utf-8"
    )
    done = run("profile", str(listed), "--offers", str(downloads / "hubs.csv"), "--out", str(out))
    text = out.read_text(encoding="utf-8")
    assert "leads Ash Hub" in text
    assert "Active Places" not in text


@pytest.mark.parametrize(
    ("files", "what"),
    [
        ({"readme.txt": "x"}, "holds no file of active places"),
        ({"sportshalls.csv": "a,b\n1,2\n"}, "holds no file of active places"),
        ({"sportshalls.csv": FACILITIES + "\n"}, "holds no file of active places"),
        ({"sportshalls.csv": FACILITIES + "\n" + "0" * 5_000_000}, "too large"),
        ({"sportshalls.csv": FACILITIES + '\n"' + "x" * 200_000}, "cannot be read"),
        ({"sportshalls.csv": (FACILITIES + "\n1").encode("utf-16")}, "holds no file"),
    ],
)
def test_a_zip_of_something_else_is_refused_and_the_old_data_stay(
    downloads: Path, store_folder: Path, files: dict[str, str | bytes], what: str
) -> None:
    run("data", "pull", "active-places", "--from", str(downloads))
    before = kept(store_folder)
    (downloads / "activeplacescsvs.zip").write_bytes(zipped(files))
    with pytest.raises(FileError, match=what):
        list(job.pull(["active-places"], source=str(downloads)))
    assert kept(store_folder) == before


def test_a_damaged_zip_is_a_message(downloads: Path) -> None:
    whole = (downloads / "activeplacescsvs.zip").read_bytes()
    spoilt = bytearray(whole)
    spoilt[200:260] = bytes(60)
    for body in (whole[: len(whole) // 2], bytes(spoilt), b"<html>sign in</html>"):
        (downloads / "activeplacescsvs.zip").write_bytes(body)
        done = run("data", "pull", "active-places", "--from", str(downloads))
        assert isinstance(done.exception, MatcherError), done.exception
        assert done.exception.hint


def test_names_in_a_zip_lead_nowhere_and_hostile_cells_stay_text(
    downloads: Path, store_folder: Path, tmp_path: Path
) -> None:
    body = active_places(
        **{
            "../../outside.csv": FACILITIES + "\n1,,,,6001,6,3,,1,1,1,Education,Public\n",
            "more/sportshalls.csv": FACILITIES + "\n1,,,,6001,6,3,,1,1,1,Education,Public\n",
            "sités \u202e.csv": f"{SITES}\n,,2,=6007*7001,,\n,,3,a,b,c,d,e\n",
        }
    )
    (downloads / "activeplacescsvs.zip").write_bytes(body)
    done = run("data", "pull", "active-places", "--from", str(downloads))
    assert done.exit_code == 0, done.output
    assert "1 row has more fields than the header" in done.stderr
    assert not list(tmp_path.glob("*.csv"))
    names = {Path(name).name: text for name, text in kept(store_folder).items()}
    assert {"outside.csv", "sportshalls.csv", "sites.csv", "sit-s--.csv"} <= set(names)
    assert b"'=6007*7001" in names["sit-s--.csv"]
