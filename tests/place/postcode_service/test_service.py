"""Postcodes asked of a service like postcodes.io: answers, no answers, and starting again."""

from __future__ import annotations

import math
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from fake_postcodes_io import FakeService, Request, made_up, real_table, serving

from matcher.core.errors import SettingError
from matcher.core.services.answer import Limits
from matcher.place.postcode_file.lookup import empty_lookup, look_up_postcodes
from matcher.place.postcode_service.cache import FILE
from matcher.place.postcode_service.service import (
    OUTCODE_PRECISION_M,
    PUBLIC,
    ask_service,
    service_address,
)

QUICK = Limits(connect_s=1, read_s=1, call_s=3, tries=2, pause_s=0.01, longest_pause_s=0.05)


def _asked(fake: FakeService, *wanted: str, cache: Path | None = None):
    return ask_service(wanted, base=fake.base, cache=cache, limits=QUICK, run_s=20)


def test_the_frame_is_that_of_a_postcode_file(fake: FakeService) -> None:
    table, failed = _asked(fake, "AL10 0AB", "AL10 0AA")
    assert failed == {}
    assert table.index.tolist() == ["AL10 0AA", "AL10 0AB"]
    assert table.dtypes.to_dict() == empty_lookup().dtypes.to_dict()
    assert table.index.name == empty_lookup().index.name
    assert table.index.dtype == empty_lookup().index.dtype
    here = table.loc["AL10 0AA"]
    assert (here["easting"], here["northing"]) == (522_000.0, 208_000.0)
    assert (here["district_code"], here["lsoa_code"]) == ("E07000241", "E01023914")
    assert table.loc["AL10 0AB", "lsoa_code"] == ""
    assert table["known"].tolist() == [True, True]
    assert not table["terminated"].any()
    assert table["outcode_easting"].isna().all()
    assert fake.gets() == []


def test_nothing_wanted_is_nothing_asked(fake: FakeService) -> None:
    table, failed = _asked(fake, "", "no postcode")
    pd.testing.assert_frame_equal(table, empty_lookup())
    assert (failed, fake.asked) == ({}, [])


@pytest.mark.parametrize("eastings", [False, True], ids=["degrees", "metres"])
def test_a_withdrawn_postcode_stands_where_it_was(fake: FakeService, eastings: bool) -> None:
    fake.eastings_of_ended = eastings
    table, failed = _asked(fake, "AL10 0ZZ")
    assert failed == {}
    here = table.loc["AL10 0ZZ"]
    assert here["terminated"]
    assert here["known"]
    assert math.hypot(here["easting"] - 522_300, here["northing"] - 208_400) < 10
    assert fake.gets() == ["/terminated_postcodes/AL10 0ZZ"]


def test_of_an_unknown_postcode_the_outward_code_is_asked(fake: FakeService) -> None:
    table, failed = _asked(fake, "AL10 9ZZ", "AL10 9ZY", "XX1 1AA")
    assert failed == {}
    assert table.index.tolist() == ["AL10 9ZY", "AL10 9ZZ"]  # nothing is known of XX1
    assert not table["known"].any()
    assert table["easting"].isna().all()
    assert table["outcode_easting"].tolist() == [522_300.0, 522_300.0]
    assert table["outcode_spread_m"].tolist() == [OUTCODE_PRECISION_M] * 2
    assert fake.gets().count("/outcodes/AL10") == 1


def test_northern_ireland_and_jersey_are_known_and_not_placed(fake: FakeService) -> None:
    table, failed = _asked(fake, "BT1 1AA", "JE2 4WD")
    assert failed == {}
    assert table["known"].all()
    for name in ("easting", "northing", "outcode_easting", "outcode_spread_m"):
        assert table[name].isna().all(), name
    assert table.loc["BT1 1AA", "district_code"] == "N09000003"


def test_never_more_than_a_hundred_at_a_time(fake: FakeService) -> None:
    fake.table = {row.postcode: row for row in made_up("AL1", 250)}
    table, failed = _asked(fake, *fake.table)
    assert failed == {}
    assert len(table) == 250
    assert [len(post) for post in fake.posts()] == [100, 100, 50]


def test_what_was_answered_is_not_asked_again(fake: FakeService, tmp_path: Path) -> None:
    wanted = ("AL10 0AA", "AL10 0ZZ", "AL10 9ZZ", "XX1 1AA", "BT1 1AA")
    first = _asked(fake, *wanted, cache=tmp_path)
    asked = len(fake.asked)
    assert asked > 5
    second = _asked(fake, *wanted, cache=tmp_path)
    assert len(fake.asked) == asked
    pd.testing.assert_frame_equal(first[0], second[0])
    assert first[1] == second[1] == {}
    # "There is no such postcode" is an answer too, for this service alone.
    with serving(FakeService()) as other:
        _asked(other, *wanted, cache=tmp_path)
        assert len(other.asked) == asked


def test_no_answer_is_never_kept(fake: FakeService, tmp_path: Path) -> None:
    def down(request: Request) -> bool:
        request.say(500, b"")
        return True

    wanted = ("AL10 0AA", "XX1 1AA", "AL10 9ZZ")
    fake.fault = down
    table, failed = _asked(fake, *wanted, cache=tmp_path)
    assert len(table) == 0
    assert set(failed) == set(wanted)
    fake.fault = None
    table, failed = _asked(fake, *wanted, cache=tmp_path)
    assert failed == {}
    assert table["known"].to_dict() == {"AL10 0AA": True, "AL10 9ZZ": False}


@pytest.mark.parametrize("down", ["terminated_postcodes", "outcodes"])
def test_half_an_answer_is_no_answer_and_the_half_is_kept(
    fake: FakeService, tmp_path: Path, down: str
) -> None:
    """What fails after "it is not live" must not read as "there is no such postcode"."""

    def partly(request: Request) -> bool:
        if down in request.path:
            request.say(503, b"")
        return down in request.path

    fake.fault = partly
    table, failed = _asked(fake, "AL10 9ZZ", "AL10 0AA", cache=tmp_path)
    assert table.index.tolist() == ["AL10 0AA"]
    assert set(failed) == {"AL10 9ZZ"}
    assert "503" in failed["AL10 9ZZ"]
    fake.fault = None
    fake.asked.clear()
    table, failed = _asked(fake, "AL10 9ZZ", "AL10 0AA", cache=tmp_path)
    assert failed == {}
    assert table.loc["AL10 9ZZ", "outcode_spread_m"] == OUTCODE_PRECISION_M
    assert fake.posts() == []


def test_a_404_of_something_else_is_no_answer(fake: FakeService) -> None:
    def elsewhere(request: Request) -> bool:
        if request.command == "GET":
            request.say(404, b'{"status": 404, "error": "Resource not found"}')
        return request.command == "GET"

    fake.fault = elsewhere
    table, failed = _asked(fake, "XX1 1AA")
    assert len(table) == 0
    assert failed == {"XX1 1AA": "the service answered 404"}


def test_a_broken_cache_costs_nothing_but_the_asking(fake: FakeService, tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database" * 1000)
    (tmp_path / "file").write_text("")
    for folder in (tmp_path, tmp_path / "file", None):
        table, failed = _asked(fake, "AL10 0AA", cache=folder)
        assert (len(table), failed) == (1, {})


@pytest.mark.parametrize(
    "kept",
    [
        '{"state": "live", "easting": 9e9, "northing": 1}',
        '{"state": "live", "easting": "x", "northing": 1}',
        '{"state": "live", "easting": NaN, "northing": 1}',
        '{"state": "else"}',
        '{"state": ["live"]}',
    ],
)
def test_a_cache_that_was_meddled_with_is_not_believed(
    fake: FakeService, tmp_path: Path, kept: str
) -> None:
    import sqlite3

    _asked(fake, "AL10 0AA", cache=tmp_path)
    with sqlite3.connect(tmp_path / FILE) as db:
        db.execute("UPDATE answers SET value = ?", (kept,))
    db.close()
    table, failed = _asked(fake, "AL10 0AA", cache=tmp_path)
    assert (table["easting"].tolist(), failed) == ([522_000.0], {})
    assert len(fake.posts()) == 2


@pytest.mark.parametrize("text", ["postcodes.io", " Postcodes.IO ", PUBLIC, PUBLIC + "/"])
def test_the_public_service_by_its_name(text: str) -> None:
    assert service_address(text) == PUBLIC


@pytest.mark.parametrize(
    "text", ["https://pc.example.org", "http://127.0.0.1:8000", "http://[::1]:80", "https://a/b"]
)
def test_a_service_of_ones_own(text: str) -> None:
    assert service_address(text) == text
    assert service_address(text + "/") == text


@pytest.mark.parametrize(
    "text",
    [
        "", "google", "api.postcodes.io", "http://api.postcodes.io", "https://www.postcodes.io",
        "https://postcodes.io", "ftp://a.org", "file:///etc/passwd", "https://", "https:///x",
        "https://me:secret@a.org", "https://a.org/?q=1", "https://a.org/#x", "https://a b.org",
        "https://a.org:99999", "https://[", "//a.org", "https://a.org\nX: y", "https://é.org",
        "https://a.org\\@b.org",
    ],
)  # fmt: skip
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(SettingError) as caught:
        service_address(text)
    assert "postcodes.io" in caught.value.hint
    with pytest.raises(SettingError):
        ask_service(["AL10 0AA"], base=text, cache=None)


_RUN = """
import json, sys
from pathlib import Path
from matcher.place.postcode_service.service import ask_service

wanted, base, cache = json.loads(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
table, failed = ask_service(wanted, base=base, cache=cache)
print(len(table), len(failed))
"""


def test_a_killed_run_goes_on_where_it_stopped(fake: FakeService, tmp_path: Path) -> None:
    """Requirement D5: killed at half, the second run asks for at most half again."""
    import json

    fake.table = {row.postcode: row for row in made_up("AL1", 2_000)}
    half = threading.Event()

    def stall(request: Request) -> bool:
        if len(fake.posts()) == 11:  # ten of twenty are answered
            half.set()
            fake.closing.wait(30)
        return half.is_set()

    fake.fault = stall
    command = [sys.executable, "-c", _RUN, json.dumps(list(fake.table)), fake.base, tmp_path]
    run = subprocess.Popen(command)
    assert half.wait(60)
    run.kill()
    assert run.wait() != 0
    fake.fault = None
    fake.asked.clear()
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["2000", "0"]
    assert len(fake.posts()) <= 10
    assert sum(len(post) for post in fake.posts()) <= 1_000


@pytest.mark.real
def test_the_directorys_own_rows(shared_data: Path) -> None:
    """The service over the real rows and the file they come from place schools alike."""
    source = shared_data / "postcodes" / "onspd-sample-postcodesio_seed_postcode_2025-09.csv"
    table = real_table(shared_data)
    live = [code for code, row in table.items() if not row.ended]
    ended = [code for code, row in table.items() if row.ended][:60]
    wanted = [*live[:900], *ended, "AB10 9ZZ", "JE2 4WD", "M1 9ZZ"]
    by_file = look_up_postcodes(source, wanted).frame()
    with serving(FakeService(table)) as fake:
        by_service, failed = ask_service(wanted, base=fake.base, cache=None)
        assert len(fake.posts()) == 10
    assert failed == {}
    pd.testing.assert_index_equal(by_file.index, by_service.index)
    for name in ("known", "terminated", "district_code"):
        same = ~by_file["terminated"] if name == "district_code" else slice(None)
        pd.testing.assert_series_equal(by_file.loc[same, name], by_service.loc[same, name])
    off = np.hypot(
        by_file["easting"] - by_service["easting"], by_file["northing"] - by_service["northing"]
    )
    assert off[~by_file["terminated"]].max() == 0
    assert off.max() < 5  # withdrawn ones come in degrees: the Helmert's error
    assert by_service.loc["AB10 9ZZ", "outcode_spread_m"] == OUTCODE_PRECISION_M
    assert by_service["easting"].isna().sum() == by_file["easting"].isna().sum()


def test_a_run_ends_within_its_time(fake: FakeService) -> None:
    fake.table = {row.postcode: row for row in made_up("AL1", 2_000)}

    def slow(request: Request) -> bool:
        time.sleep(0.4)
        return False

    fake.fault = slow
    start = time.monotonic()
    table, failed = ask_service(fake.table, base=fake.base, cache=None, limits=QUICK, run_s=2)
    assert time.monotonic() - start < 15
    assert 0 < len(table) < 2_000
    assert set(table.index) | set(failed) == set(fake.table)
    assert any("time" in reason for reason in failed.values())


def test_proxies_of_the_environment_do_not_stand_before_this_machine(fake: FakeService) -> None:
    env = {**os.environ, "HTTP_PROXY": "http://127.0.0.1:9", "NO_PROXY": "", "no_proxy": ""}
    command = [sys.executable, "-c", _RUN, '["AL10 0AA"]', fake.base, os.devnull]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=env)
    assert done.stdout.split() == ["1", "0"]
