"""Pulls: the newest day that answers, checked, converted, put in place whole or not at all."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import made_up_downloads as made
import pandas as pd
import pytest
from killed_commands import Killer
from made_up_downloads import CANARY, DAY, QUICK, asked, kept
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from matcher.core.errors import FileError, MatcherError, OutputError, ServiceError, SettingError
from matcher.core.files.lock import held
from matcher.core.http import Client
from matcher.core.problems import ProblemLog
from matcher.downloads.pull import PullResult
from matcher.intake.trusts.group_files import read_groups
from matcher.jobs.installation import data
from matcher.place.postcode_file.lookup import look_up_postcodes


def _pull(
    server: HTTPServer | Path, *names: str, day: dt.date = DAY, **given: object
) -> PullResult:
    source = str(server) if isinstance(server, Path) else server.url_for("/")
    options = {"limits": QUICK, "day": day, "today": day} | given
    (*_, last) = data.pull(names, source=source, **options)  # type: ignore[arg-type]
    return last


def _fails(
    kind: type[MatcherError], server: HTTPServer | Path, *names: str, **given: object
) -> str:
    """What a pull is refused with; what was kept before must stand, and nothing else."""
    folder = Path(os.environ["MATCHER_DATA_DIR"])
    before = kept(folder) if folder.exists() else {}
    with pytest.raises(kind) as caught:
        _pull(server, *names, **given)
    assert kept(folder) == before
    assert not list(folder.rglob(".pull-*"))
    assert caught.value.where
    assert caught.value.hint
    return str(caught.value)


def test_the_register_is_walked_back_three_days(httpserver: HTTPServer, store_folder: Path) -> None:
    made.everything_else_is_missing(httpserver)
    made.serve_gias(httpserver, DAY - dt.timedelta(days=3))
    outcome = _pull(httpserver, "gias")
    assert outcome.changed
    assert [part.day for part in outcome.record.parts] == ["2026-11-17"] * 3
    assert [part.rows for part in outcome.record.parts] == [1_200, 3, 4]
    assert asked(httpserver)[:4] == [
        made.register_path(DAY - dt.timedelta(days=n)) for n in range(4)
    ]
    paths = data.pulled()
    assert paths.register is not None and paths.links is not None and paths.postcodes is None
    table = pd.read_csv(paths.register, dtype="str", encoding="utf-8")
    assert table["EstablishmentName"].iloc[7] == "Scoil Ñ 7, Alton"
    assert set(table.columns) == {
        "URN", "LA (code)", "LA (name)", "EstablishmentName", "TypeOfEstablishment (name)",
        "Postcode", "Easting", "Northing", "EstablishmentStatus (name)",
    }  # fmt: skip
    assert list(pd.read_csv(paths.links).columns) == [
        "URN", "LinkURN", "LinkType", "LinkEstablishedDate", "LinkName",
    ]  # fmt: skip
    assert paths.groups is not None
    assert list(pd.read_csv(paths.groups).columns) == [
        "URN", "Group UID", "Group Name", "Group Type", "Closed Date", "Group Status",
        "Joined date",
    ]  # fmt: skip
    read = read_groups(paths.groups, ProblemLog(), today=DAY)
    assert read.trusts.names == {str(100_000 + n): "Elm Trust" for n in range(4)}


def test_the_record_says_whose_data_these_are(httpserver: HTTPServer, store_folder: Path) -> None:
    made.serve_gias(httpserver)
    _pull(httpserver, "gias")
    record = json.loads((store_folder / "gias" / "record.json").read_text(encoding="utf-8"))
    assert record["dataset"] == "gias"
    assert record["fetched"] == DAY.isoformat()
    assert "Open Government Licence v3.0" in record["licence"]
    assert "Department for Education" in record["attribution"][0]
    assert DAY.isoformat() in record["attribution"][0]
    part = record["parts"][0]
    assert part["address"].endswith(made.register_path(DAY))
    assert part["bytes"] == len(made.register())
    assert part["sha256"] == hashlib.sha256(made.register()).hexdigest()


def test_it_is_walked_back_fourteen_days_and_no_more(httpserver: HTTPServer) -> None:
    made.serve_gias(httpserver, DAY - dt.timedelta(days=15))
    told = _fails(ServiceError, httpserver, "gias")
    assert "14 days" in told and "--from" in told
    assert len(asked(httpserver)) == 15
    assert _pull(httpserver, "gias", day=DAY - dt.timedelta(days=1)).record.day == "2026-11-05"


def test_the_links_are_walked_back_on_their_own_and_may_be_missing(
    httpserver: HTTPServer, store_folder: Path
) -> None:
    made.everything_else_is_missing(httpserver)
    httpserver.expect_request(made.register_path(DAY)).respond_with_data(made.register())
    outcome = _pull(httpserver, "gias")
    assert data.pulled().links is None
    assert any("links" in note for note in outcome.notes)
    older = DAY - dt.timedelta(days=5)
    httpserver.expect_request(made.links_path(older)).respond_with_data(made.links())
    assert [part.day for part in _pull(httpserver, "gias").record.parts] == [
        DAY.isoformat(), older.isoformat(),
    ]  # fmt: skip


def test_no_name_of_a_person_is_kept(httpserver: HTTPServer, store_folder: Path) -> None:
    assert CANARY.encode() in made.register() and CANARY.encode() in made.links()
    assert CANARY.encode() in made.groups()
    made.serve_gias(httpserver)
    _pull(httpserver, "gias")
    files = kept(store_folder)
    assert len(files) == 4
    assert not [name for name, body in files.items() if CANARY.encode() in body]


def test_postcodes_are_kept_as_an_index(httpserver: HTTPServer, tmp_path: Path) -> None:
    made.serve_postcodes(httpserver)
    record = _pull(httpserver, "postcodes").record
    assert (record.day, record.parts[0].rows) == ("2025-10-20", 1_100)
    assert record.attribution[0] == "Contains OS data © Crown copyright and database right 2025"
    index = data.pulled().postcodes
    assert index is not None
    source = tmp_path / "codepo_gb.zip"
    source.write_bytes(made.zipped())
    wanted = ["AL1 0AA", "AL1 0AB", "AL2 9ZZ", "B1 1AA"]
    pd.testing.assert_frame_equal(
        look_up_postcodes(source, wanted).frame(), look_up_postcodes(index, wanted).frame()
    )


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"md5": "0" * 32}, "MD5"),
        ({"size": 12}, "MD5"),
        ({"url": "https://elsewhere.example/codepo_gb.zip"}, "names no CSV"),
        ({"url": "https://api.os.uk.example/downloads"}, "names no CSV"),
        ({"area": "NI"}, "names no CSV"),
        ({"url": 7}, "names no CSV"),
    ],
)
def test_what_the_list_says_is_held_against_what_comes(
    httpserver: HTTPServer, changed: dict[str, object], said: str
) -> None:
    made.serve_postcodes(httpserver, **changed)
    assert said in _fails(ServiceError, httpserver, "postcodes")


@pytest.mark.parametrize("body", ["<html>Sign in</html>", "{}", "[]", "[7, null]", "NaN"])
def test_a_list_that_is_none_is_refused(httpserver: HTTPServer, body: str) -> None:
    made.everything_else_is_missing(httpserver)
    httpserver.expect_request(made.LISTED).respond_with_data(body)
    _fails(ServiceError, httpserver, "postcodes")


def test_a_redirect_to_another_host_is_not_followed(httpserver: HTTPServer) -> None:
    made.everything_else_is_missing(httpserver)
    with HTTPServer() as other:
        other.expect_request("/register").respond_with_data(made.register())
        httpserver.expect_request(made.register_path(DAY)).respond_with_data(
            "", status=302, headers={"Location": other.url_for("/register")}
        )
        _fails(ServiceError, httpserver, "gias")
        assert not asked(other)


def _broken(request: Request) -> Response:
    whole = made.register(rows=3_000)
    # As pieces, for the server mends the length of a whole body.
    half = iter([whole[: len(whole) // 2]])
    return Response(half, headers={"Content-Length": str(len(whole))})


FAULTS = {
    "a web page": (b"<!DOCTYPE html><p>Please sign in", FileError, "web page"),
    "a web page behind a mark": (b"\xef\xbb\xbf \n<html>", FileError, "web page"),
    "nothing": (b"", FileError, "URN"),
    "no header": (b"a,b,c\r\n1,2,3\r\n" * 2_000, FileError, "URN"),
    "too few rows": (made.register(rows=999), FileError, "999 rows"),
    "a last row cut off": (made.register()[:-40], FileError, "breaks off"),
    "too large": (b"x" * 21_000_000, ServiceError, "larger than 20,000,000"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_no_register_leaves_the_old_one(httpserver: HTTPServer, fault: str) -> None:
    body, kind, said = FAULTS[fault]
    yesterday = DAY - dt.timedelta(days=1)
    made.serve_gias(httpserver, yesterday)
    _pull(httpserver, "gias", day=yesterday)
    httpserver.expect_request(made.register_path(DAY)).respond_with_data(body)
    assert said in _fails(kind, httpserver, "gias")
    assert data.pulled().register is not None


def test_a_body_that_breaks_off_and_a_server_in_trouble_leave_the_old_one(
    httpserver: HTTPServer,
) -> None:
    yesterday = DAY - dt.timedelta(days=1)
    made.serve_gias(httpserver, yesterday)
    _pull(httpserver, "gias", day=yesterday)
    httpserver.expect_request(made.register_path(DAY)).respond_with_handler(_broken)
    assert "broke off" in _fails(ServiceError, httpserver, "gias")
    tomorrow = DAY + dt.timedelta(days=1)
    httpserver.expect_request(made.register_path(tomorrow)).respond_with_data("", status=500)
    assert "500" in _fails(ServiceError, httpserver, "gias", day=tomorrow)
    # Not 404: an older day would be taken for the newest.
    assert asked(httpserver).count(made.register_path(tomorrow)) == QUICK.tries


def test_links_that_fail_leave_the_register_too(httpserver: HTTPServer) -> None:
    made.serve_gias(httpserver)
    _pull(httpserver, "gias")
    later = DAY + dt.timedelta(days=1)
    httpserver.expect_request(made.register_path(later)).respond_with_data(made.register(1_500))
    httpserver.expect_request(made.links_path(later)).respond_with_data("", status=503)
    _fails(ServiceError, httpserver, "gias", day=later)
    assert data.status()[0].record.parts[0].rows == 1_200  # type: ignore[union-attr]


@pytest.mark.parametrize("cut", [100, 5_000])
def test_a_zip_that_is_none_is_refused(httpserver: HTTPServer, cut: int) -> None:
    made.serve_postcodes(httpserver, data=made.zipped()[:cut])
    assert "zip" in _fails(FileError, httpserver, "postcodes")


def test_the_same_bytes_twice(httpserver: HTTPServer, store_folder: Path) -> None:
    made.serve_gias(httpserver)
    first = _pull(httpserver, "gias")
    before = kept(store_folder)
    again = _pull(httpserver, "gias", today=DAY + dt.timedelta(days=2))
    assert first.changed and not again.changed
    after = kept(store_folder)
    assert {n: b for n, b in before.items() if n != "gias/record.json"} == {
        n: b for n, b in after.items() if n != "gias/record.json"
    }
    assert again.record.fetched == "2026-11-22"
    # Kept bytes that were changed since are not taken for unchanged.
    register = data.pulled().register
    assert register is not None
    register.write_text("URN\n")
    assert _pull(httpserver, "gias").changed
    assert data.status()[0].fault == ""


def test_a_run_that_reads_the_old_may_finish(httpserver: HTTPServer, store_folder: Path) -> None:
    """The data before are there until the pull after."""
    made.serve_gias(httpserver)
    _pull(httpserver, "gias")
    old = data.pulled().register
    later = DAY + dt.timedelta(days=1)
    made.serve_gias(httpserver, later, made.register(1_500))
    _pull(httpserver, "gias", day=later)
    new = data.pulled().register
    assert old is not None and new is not None and old != new
    assert old.read_bytes().count(b"\n") == 1_201
    assert new.read_bytes().count(b"\n") == 1_501
    _pull(httpserver, "gias", day=later)
    assert not old.exists() and new.exists()


def test_a_folder_needs_no_network(
    tmp_path: Path, store_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(self: Client) -> None:
        raise AssertionError("a client was made")

    monkeypatch.setattr(Client, "__post_init__", refused)
    folder = tmp_path / "Downloads"
    folder.mkdir()
    (folder / "edubasealldata20250101.csv").write_bytes(made.register(1_001))
    (folder / "edubasealldata20250524.csv").write_bytes(made.register(1_002))
    (folder / "edubasealldata20270101.csv").write_bytes(made.register(1_003))  # after DAY
    (folder / "edubasealldata20250601 (old).csv").write_bytes(b"not it")
    (folder / "links_edubasealldata_20250727.csv").write_bytes(made.links())
    (folder / "codepo_gb-2025-11.zip").write_bytes(made.zipped())
    before = kept(folder)
    _pull(folder)
    assert kept(folder) == before
    states = {state.dataset: state for state in data.status(today=DAY)}
    gias = states["gias"].record
    assert gias is not None
    assert [(p.day, p.rows, p.address) for p in gias.parts] == [
        ("2025-05-24", 1_002, "edubasealldata20250524.csv"),
        ("2025-07-27", 3, "links_edubasealldata_20250727.csv"),
    ]
    assert states["gias"].age_days == 545
    assert states["postcodes"].record is not None
    assert not [name for name, body in kept(store_folder).items() if CANARY.encode() in body]


def test_a_folder_without_downloads_says_what_they_are_called(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "edubasealldata" in _fails(FileError, tmp_path / "empty")
    assert "codepo_gb.zip" in _fails(FileError, tmp_path / "empty", "postcodes")
    _fails(FileError, tmp_path / "absent")
    with pytest.raises(SettingError, match="gias, postcodes"):
        _pull(tmp_path / "empty", "gais")


def test_a_damaged_record_is_said_and_mended_by_a_pull(
    httpserver: HTTPServer, store_folder: Path
) -> None:
    made.serve_gias(httpserver)
    _pull(httpserver, "gias")
    record = store_folder / "gias" / "record.json"
    good = json.loads(record.read_text(encoding="utf-8"))
    outside = good | {"folder": "../../elsewhere"}
    older = good | {"format": 0}
    for text in ("", "{", "[]", "{}", "null", json.dumps(outside), json.dumps(older)):
        record.write_text(text)
        with pytest.raises(FileError) as caught:
            data.pulled()
        assert "matcher data pull gias" in caught.value.hint
        assert data.status()[0].fault
    _pull(httpserver, "gias")
    register = data.pulled().register
    assert register is not None
    register.unlink()
    with pytest.raises(FileError, match="gone"):
        data.pulled()


def test_two_pulls_at_once(
    httpserver: HTTPServer, store_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made.serve_gias(httpserver)
    (store_folder / "gias").mkdir(parents=True)
    monkeypatch.setattr("matcher.core.files.lock.WAIT_S", 0.1)
    with held(store_folder / "gias", "data pull"), ThreadPoolExecutor() as pool:
        for work in (lambda: _pull(httpserver, "gias"), lambda: data.clear(["gias"])):
            with pytest.raises(OutputError, match=r"changed by matcher data pull \(process"):
                pool.submit(work).result()
    assert _pull(httpserver, "gias").changed
    assert data.clear(["gias"])
    assert not (store_folder / "gias").exists()


def test_a_folder_taken_away_before_it_is_held_is_made_again(
    httpserver: HTTPServer, store_folder: Path
) -> None:
    made.serve_gias(httpserver)
    home, done = store_folder / "gias", threading.Event()

    def take_away() -> None:
        while not done.is_set():
            with contextlib.suppress(OSError):
                home.rmdir()
            time.sleep(0.0005)  # often enough to fall between making and holding the folder

    with ThreadPoolExecutor() as pool:
        others = [pool.submit(take_away)]
        try:
            for _ in range(20):
                assert _pull(httpserver, "gias").changed
                assert data.clear(["gias"])
        finally:
            done.set()
        assert [other.result() for other in others] == [None]


def test_a_store_that_cannot_be_written(httpserver: HTTPServer, store_folder: Path) -> None:
    made.serve_gias(httpserver)
    store_folder.write_text("a file")
    with pytest.raises(OutputError) as caught:
        _pull(httpserver, "gias")
    assert "MATCHER_DATA_DIR" in caught.value.hint


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
@pytest.mark.parametrize("where", ["server", "folder"])
def test_a_disk_that_is_full(
    httpserver: HTTPServer, store_folder: Path, tmp_path: Path, where: str
) -> None:
    """A limit on the size of files stands in for the disk."""
    made.serve_gias(httpserver)
    _pull(httpserver, "gias")
    before = kept(store_folder)
    later = DAY + dt.timedelta(days=1)
    made.serve_gias(httpserver, later, made.register(1_500))
    (tmp_path / f"edubasealldata{later:%Y%m%d}.csv").write_bytes(made.register(1_500))
    source = httpserver.url_for("/") if where == "server" else str(tmp_path)
    code = (
        "import resource, sys;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000));"
        "from matcher.cli.installation.data import data; data()"
    )
    words = ["pull", "gias", "--from", source, "--day", later.isoformat()]
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True)
    assert "OutputError" in done.stderr
    assert "MATCHER_DATA_DIR" in done.stderr
    assert kept(store_folder) == before
    assert not list(store_folder.rglob(".pull-*"))


def _until(what: str, true: object) -> None:
    for _ in range(600):
        if true():  # type: ignore[operator]
            return
        time.sleep(0.05)
    raise AssertionError(f"never: {what}")


def test_a_pull_that_is_killed_leaves_the_old_one(
    httpserver: HTTPServer, store_folder: Path
) -> None:
    made.serve_gias(httpserver)
    _pull(httpserver, "gias")
    before = kept(store_folder)
    later = DAY + dt.timedelta(days=1)

    def drip(request: Request) -> Response:
        def pieces():  # type: ignore[no-untyped-def]
            yield made.register(5_000)
            for _ in range(100):
                time.sleep(0.1)
                yield b" "

        return Response(pieces())

    httpserver.expect_request(made.register_path(later)).respond_with_handler(drip)
    code = "from matcher.cli.installation.data import data; data()"
    words = ["pull", "gias", "--from", httpserver.url_for("/"), "--day", later.isoformat()]
    process = subprocess.Popen([sys.executable, "-c", code, *words])
    try:
        _until("it is being written", lambda: list(store_folder.glob("gias/.pull-*")))
        time.sleep(0.3)
    finally:
        process.kill()
        process.wait()
    assert list(store_folder.glob("gias/.pull-*"))
    # What had come of the register was in no file with a name.
    assert kept(store_folder) == before
    assert data.pulled().register is not None
    httpserver.clear()
    made.serve_gias(httpserver, later, made.register(1_500))
    assert _pull(httpserver, "gias", day=later).record.parts[0].rows == 1_500
    assert not list(store_folder.glob("gias/.pull-*"))


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no fork there")
def test_kills_at_any_moment_leave_the_old_or_the_new(tmp_path: Path, store_folder: Path) -> None:
    sources = []
    for rows in (1_001, 1_002):
        folder = tmp_path / f"from-{rows}"
        folder.mkdir()
        (folder / "edubasealldata20250524.csv").write_bytes(made.register(rows))
        (folder / "codepo_gb.zip").write_bytes(made.zipped(rows))
        sources.append(folder)
    _pull(sources[0])
    seen, killed = set(), 0
    with Killer("data", "pull", "--from", sources[0], inside=store_folder) as killer:
        for number in range(24):
            words = ("data", "pull", "--from", sources[1 - number // 2 % 2])
            killed += killer.kill(*words, moment=number / 24, at_touch=bool(number % 2))
            for state in data.status():
                if state.dataset not in ("gias", "postcodes"):
                    continue  # fetched by its name alone
                assert state.record is not None and not state.fault
                seen.add((state.dataset, state.record.parts[0].rows))
    assert killed >= 12
    _pull(sources[1])
    assert not list(store_folder.rglob(".pull-*"))
    assert seen <= {(d, n) for d in ("gias", "postcodes") for n in (1_001, 1_002)}


def assert_what_is_read_was_kept(raw: Path) -> None:
    """Every column that intake reads of a register is there in the pulled one."""
    from matcher.core.problems import ProblemLog
    from matcher.intake.lists import read_records

    register = data.pulled().register
    assert register is not None
    whole, trimmed = (
        read_records([path], ProblemLog(), source="register").records.drop(columns=["list", "row"])
        for path in (raw, register)
    )
    pd.testing.assert_frame_equal(whole, trimmed)


@pytest.mark.real
def test_the_real_register_and_links(
    httpserver: HTTPServer, shared_data: Path, store_folder: Path
) -> None:
    made.everything_else_is_missing(httpserver)
    raw = shared_data / "gias" / "register-2025-05-24.csv"
    httpserver.expect_request(made.register_path(DAY)).respond_with_data(raw.read_bytes())
    httpserver.expect_request(made.links_path(DAY)).respond_with_data(
        (shared_data / "gias" / "links_edubasealldata_20250727.csv").read_bytes()
    )
    record = _pull(httpserver, "gias").record
    assert [part.rows for part in record.parts] == [27_153, 34_044]
    assert_what_is_read_was_kept(raw)


@pytest.mark.real
def test_a_real_raw_download_loses_its_people(
    httpserver: HTTPServer, shared_data: Path, store_folder: Path
) -> None:
    made.everything_else_is_missing(httpserver)
    raw = shared_data / "gias" / "search-download-2022-04-20-hampshire-surrey.csv"
    assert raw.read_bytes().count(CANARY.encode()) > 1_000
    httpserver.expect_request(made.register_path(DAY)).respond_with_data(raw.read_bytes())
    assert _pull(httpserver, "gias").record.parts[0].rows == 1_096
    files = kept(store_folder)
    assert not [name for name, body in files.items() if CANARY.encode() in body]
    assert_what_is_read_was_kept(raw)


@pytest.mark.real
@pytest.mark.slow
def test_the_real_postcodes(httpserver: HTTPServer, shared_data: Path) -> None:
    body = (shared_data / "postcodes" / "codepo_gb-2025-11.zip").read_bytes()
    made.serve_postcodes(httpserver, data=body)
    record = _pull(httpserver, "postcodes").record
    assert (record.day, record.parts[0].rows) == ("2025-10-20", 1_745_849)
    index = data.pulled().postcodes
    assert index is not None
    table = look_up_postcodes(index, ["AL1 1AG"]).frame()
    assert table.loc["AL1 1AG", ["easting", "northing"]].tolist() == [515_487.0, 206_498.0]


def test_the_publisher_may_send_on_and_a_copy_may_not() -> None:
    from matcher.downloads.catalogue import DATASETS
    from matcher.downloads.fetch import LIMITS, Source, _client

    dataset = DATASETS["postcodes"]
    assert _client(dataset, Source(), LIMITS).allowed == dataset.hosts != ()
    assert _client(dataset, Source(mirror="https://copy.example"), LIMITS).allowed == ()
