"""What a service, or whatever stands between, can do wrong: each ends in bounded time with
a reason on each postcode, and never as "there is no such postcode" (requirements D2, D3)."""

from __future__ import annotations

import functools
import gzip
import json
import socket
import struct
import time
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fake_postcodes_io import FakeService, Request, made_up, serving
from place_lists import listed

from matcher.core.problems import ProblemLog
from matcher.core.services.answer import Limits
from matcher.core.tables import SCHOOLS
from matcher.place.locate import locate
from matcher.place.postcode_service.service import ask_service

SMALL = Limits(call_s=6, tries=2, pause_s=0.02, longest_pause_s=0.1, max_bytes=200_000)
# For servers that never end: the whole wait is waited.
SHORT = Limits(connect_s=0.5, read_s=0.4, call_s=1.0, tries=2, pause_s=0.02, longest_pause_s=0.1)
RUN_S = 20.0
CODES = [row.postcode for row in made_up("AL1", 250)]


@pytest.fixture
def fake() -> Iterator[FakeService]:
    with serving(FakeService({row.postcode: row for row in made_up("AL1", 250)})) as running:
        yield running


def _ask(fake: FakeService, wanted: list[str] = CODES, limits: Limits = SMALL):
    start = time.monotonic()
    table, failed = ask_service(wanted, base=fake.base, cache=None, limits=limits, run_s=RUN_S)
    assert time.monotonic() - start < RUN_S
    assert set(table.index) | set(failed) == set(wanted)
    assert not set(table.index) & set(failed)
    assert all(failed.values())
    return table, failed


def _status(status: int, body: bytes = b"", **headers: str) -> Callable[[Request], bool]:
    def fault(request: Request) -> bool:
        request.say(status, body, **headers)
        return True

    return fault


def _drip(request: Request, header: tuple[str, str], crumb: bytes) -> bool:
    """A body that comes so slowly that it never ends."""
    request.send_response(200)
    request.send_header(*header)
    request.end_headers()
    return _crumbs(request, crumb)


def _crumbs(request: Request, crumb: bytes) -> bool:
    while not request.fake.closing.wait(0.3):
        request.wfile.write(crumb)
    return True


def _drip_in_the_body(request: Request) -> bool:
    return _drip(request, ("Content-Length", "1000"), b" ")


def _drip_in_the_header(request: Request) -> bool:
    return _crumbs(request, b"H")


def _drip_in_chunks(request: Request) -> bool:
    request.protocol_version = "HTTP/1.1"
    return _drip(request, ("Transfer-Encoding", "chunked"), b"1\r\n \r\n")


def _hang(request: Request) -> bool:
    request.fake.closing.wait(30)
    return True


def _reset(request: Request) -> bool:
    request.send_response(200)
    request.send_header("Content-Length", "1000")
    request.end_headers()
    request.wfile.write(b'{"status": 200, "result": [')
    request.wfile.flush()
    linger = struct.pack("ii", 1, 0)  # closing sends RST
    request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    request.connection.shutdown(socket.SHUT_RD)
    return True


def _truncated(request: Request) -> bool:
    _, body = request.fake.answer("POST", "/postcodes", request.payload)
    whole = json.dumps(body).encode()
    request.say(200, whole[: len(whole) // 2], Content_Length=str(len(whole)))
    return True


def _no_http(request: Request) -> bool:
    request.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")
    return True


@functools.cache
def _zeros() -> bytes:
    """300 MB of zeros in 300 kB."""
    packer = zlib.compressobj(wbits=31)
    return b"".join([packer.compress(bytes(10_000_000)) for _ in range(30)]) + packer.flush()


def _bomb(status: int = 200, packed: str = "gzip", **headers: str) -> Callable[[Request], bool]:
    def fault(request: Request) -> bool:
        body = _zeros() if packed == "gzip" else gzip.compress(_zeros())
        request.say(status, body, Content_Encoding=packed, **headers)
        return True

    return fault


FAULTS: dict[str, tuple[Callable[[Request], bool], str]] = {
    "429 and a day": (_status(429, Retry_After="86400"), "429"),
    "429 and a word": (_status(429, Retry_After="garbage"), "429"),
    "429 and a date": (_status(429, Retry_After="Wed, 21 Oct 2037 07:28:00 GMT"), "429"),
    "429 and below 0": (_status(429, Retry_After="-1"), "429"),
    "429 and 1e999": (_status(429, Retry_After="1e999"), "429"),
    "500": (_status(500, b"oh no"), "500"),
    "503": (_status(503), "503"),
    "400": (_status(400, b'{"status": 400, "error": "no"}'), "400"),
    "401": (_status(401), "401"),
    "404": (_status(404, b'{"status": 404, "error": "Resource not found"}'), "404"),
    "204": (_status(204), "not JSON"),
    "304": (_status(304), "not JSON"),
    "drip": (_drip_in_the_body, "in time"),
    "drip in the header": (_drip_in_the_header, "in time"),
    "drip in chunks": (_drip_in_chunks, "in time"),
    "hang": (_hang, "in time"),
    "reset": (_reset, "broke off"),
    "truncated": (_truncated, "broke off"),
    "no HTTP": (_no_http, "broke off"),
    "HTML": (_status(200, b"<html><body>Please sign in</body>", Content_Type="text/html"), "JSON"),
    "empty": (_status(200), "not JSON"),
    "bytes": (_status(200, b"\xff\xfe\x00\xd8"), "not JSON"),
    "NaN": (_status(200, b'{"status": 200, "result": NaN}'), "not JSON"),
    "1e999": (_status(200, b'{"status": 200, "result": 1e999}'), "not JSON"),
    "deep": (_status(200, b"[" * 190_000), "not JSON"),
    "digits": (_status(200, b"9" * 190_000), "not JSON"),
    "gzip bomb": (_bomb(), "larger"),
    "gzip twice": (_bomb(packed="gzip, gzip"), "packed"),
    "no gzip": (_status(200, b"{}", Content_Encoding="gzip"), "failed"),
    "oversized": (_status(200, b" " * 300_000), "larger"),
    "redirect loop": (_status(302, Location="/postcodes"), "circles"),
    "redirect to nonsense": (_status(302, Location="http://[oops:99999/"), "another address"),
    "redirect to a file": (_status(302, Location="file:///etc/passwd"), "another address"),
    "redirect to a port": (_status(302, Location="http://127.0.0.1:99999/"), "another address"),
    "redirect and a bomb": (_bomb(302, Location="http://a.invalid/"), "another address"),
}


def _limits(name: str) -> Limits:
    return SHORT if "drip" in name or "hang" in name else SMALL


@pytest.fixture(scope="module", autouse=True)
def packed() -> None:
    """The bomb is packed before anybody waits for it."""
    _zeros()


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_is_a_reason_on_every_postcode(fake: FakeService, name: str) -> None:
    fake.fault, expected = FAULTS[name]
    table, failed = _ask(fake, limits=_limits(name))
    assert len(table) == 0
    assert set(failed) == set(CODES)
    assert all(expected in reason for reason in failed.values()), set(failed.values())


def test_a_service_that_is_down_is_soon_left_alone(fake: FakeService) -> None:
    fake.fault = FAULTS["500"][0]
    wanted = [row.postcode for row in made_up("AL2", 2_000)]
    _, failed = _ask(fake, wanted)
    assert len(fake.posts()) == 3 * SMALL.tries
    assert len(set(failed.values())) == 1


def test_nobody_there() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening: connections are refused
        nobody = FakeService(base=f"http://127.0.0.1:{taken.getsockname()[1]}")
        table, failed = _ask(nobody)
    assert len(table) == 0
    assert set(failed.values()) == {"the connection failed or broke off (2 tries)"}


def test_503_and_then_fine(fake: FakeService) -> None:
    def once(request: Request) -> bool:
        if len(fake.posts()) % 2:
            request.say(503, b"")
        return bool(len(fake.posts()) % 2)

    fake.fault = once
    table, failed = _ask(fake)
    assert (len(table), failed) == (250, {})
    assert len(fake.posts()) == 6


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_another_port_is_not_followed(fake: FakeService, status: int) -> None:
    with serving(FakeService()) as other:
        fake.fault = _status(status, Location=f"{other.base}/postcodes")
        table, failed = _ask(fake)
        assert other.asked == []
    assert len(table) == 0
    assert all("another address" in reason for reason in failed.values())


def test_a_redirect_on_the_same_host_is_followed(fake: FakeService) -> None:
    def elsewhere(request: Request) -> bool:
        if request.path != "/v2/postcodes":
            request.say(307, b"", Location="/v2/postcodes")
        else:
            status, body = fake.answer("POST", "/postcodes", request.payload)
            request.say(status, json.dumps(body).encode())
        return True

    fake.fault = elsewhere
    table, failed = _ask(fake)
    assert (len(table), failed) == (250, {})


def _altered(alter: Callable[[list[Any]], Any]) -> Callable[[Request], bool]:
    """A bulk answer whose member ``result`` was changed."""

    def fault(request: Request) -> bool:
        _, body = request.fake.answer("POST", "/postcodes", request.payload)
        body["result"] = alter(body["result"])
        request.say(200, json.dumps(body).encode())
        return True

    return fault


def test_ten_of_a_hundred_answered_are_asked_for_once_more(fake: FakeService) -> None:
    fake.fault = _altered(lambda result: result[:10])
    table, failed = _ask(fake)
    assert len(table) == 60
    assert set(failed.values()) == {"the service did not answer for this postcode"}
    assert [len(post) for post in fake.posts()] == [100, 90, 100, 90, 50, 40]


def test_what_is_left_out_once_is_had_at_the_second_try(fake: FakeService) -> None:
    fake.fault = _altered(lambda result: result if len(result) < 100 else result[:10])
    table, failed = _ask(fake)
    assert (len(table), failed) == (250, {})
    assert [len(post) for post in fake.posts()] == [100, 90, 100, 90, 50]


def _place(**change: object) -> Callable[[list[Any]], Any]:
    return lambda result: [{**item, "result": {**item["result"], **change}} for item in result]


ALTERED: dict[str, tuple[Callable[[list[Any]], Any], str]] = {
    "other queries": (lambda r: [{**i, "query": "ZZ1 1AA"} for i in r], "did not answer"),
    "nobody's query": (lambda r: [{"result": i["result"]} for i in r], "did not answer"),
    "queries as numbers": (lambda r: [{**i, "query": 1} for i in r], "did not answer"),
    "results for others": (
        lambda r: [{**i, "result": r[n - 1]["result"]} for n, i in enumerate(r)],
        "another postcode",
    ),
    "no results": (lambda r: [{"query": i["query"]} for i in r], "did not answer"),
    "an empty list": (lambda r: [], "did not answer"),
    "nulls": (lambda r: [None] * len(r), "did not answer"),
    "lists": (lambda r: [[i] for i in r], "did not answer"),
    "null": (lambda r: None, "shape"),
    "text": (lambda r: "fine", "shape"),
    "a dict": (lambda r: {"a": 1}, "shape"),
    "results as text": (lambda r: [{**i, "result": "here"} for i in r], "shape"),
    "results as lists": (lambda r: [{**i, "result": []} for i in r], "shape"),
    "empty results": (lambda r: [{**i, "result": {}} for i in r], "another postcode"),
    "outside": (_place(eastings=2_000_000), "outside Great Britain"),
    "below 0": (_place(northings=-5), "outside Great Britain"),
    "swapped to degrees": (_place(eastings=-0.5, northings=51.6), "outside Great Britain"),
    "text for a number": (_place(eastings="522000"), "not a number"),
    "a list for a number": (_place(northings=[1]), "not a number"),
    "true for a number": (_place(eastings=True), "not a number"),
    "a huge number": (_place(eastings=10**400), "not a number"),
}


@pytest.mark.parametrize("name", ALTERED)
def test_an_answer_that_cannot_be_true_is_no_answer(fake: FakeService, name: str) -> None:
    alter, expected = ALTERED[name]
    fake.fault = _altered(alter)
    table, failed = _ask(fake)
    assert len(table) == 0
    assert all(expected in reason for reason in failed.values()), set(failed.values())


@pytest.mark.parametrize("body", [b"[]", b"null", b"7", b'"fine"', b"{}", b'{"status": 500}'])
def test_a_body_of_another_shape(fake: FakeService, body: bytes) -> None:
    fake.fault = _status(200, body)
    _, failed = _ask(fake)
    assert set(failed.values()) == {"the answer does not have the shape that is documented"}


def test_odd_codes_are_left_blank_and_the_place_is_kept(fake: FakeService) -> None:
    odd = [None, [], "text", 7, {"admin_district": 7, "lsoa": ["E"]}, {"lsoa": "\ud800"},
           {"admin_district": "=1+1", "lsoa": "E01023914\n"}]  # fmt: skip
    fake.fault = _altered(
        lambda r: [{**i, "result": {**i["result"], "codes": odd[n % 7]}} for n, i in enumerate(r)]
    )
    table, failed = _ask(fake)
    assert (len(table), failed) == (250, {})
    assert set(table["district_code"]) | set(table["lsoa_code"]) == {""}


def test_a_position_of_null_is_known_and_the_outward_code_stands_in(fake: FakeService) -> None:
    fake.fault = lambda request: (
        request.command == "POST"
        and _altered(_place(eastings=None, northings=None, longitude=None, latitude=None))(request)
    )
    table, failed = _ask(fake, CODES[:3])
    assert failed == {}
    assert table["known"].all()
    assert table["easting"].isna().all()
    assert table["outcode_easting"].notna().all()


ENDED: dict[str, tuple[bytes, str]] = {
    "HTML": (b"<html>", "not JSON"),
    "a list": (b'{"status": 200, "result": []}', "shape"),
    "null": (b'{"status": 200, "result": null}', "shape"),
    "another": (b'{"status": 200, "result": {"postcode": "ZZ1 1AA"}}', "another postcode"),
    "far": (
        b'{"status": 200, "result": {"postcode": "AL9 9ZZ", "longitude": 151, "latitude": -33}}',
        "outside Great Britain",
    ),
    "NaN": (
        b'{"status": 200, "result": {"postcode": "AL9 9ZZ", "longitude": NaN, "latitude": 51}}',
        "not JSON",
    ),
    "text": (
        b'{"status": 200, "result": {"postcode": "AL9 9ZZ", "longitude": "0", "latitude": 51}}',
        "not a number",
    ),
}


@pytest.mark.parametrize("name", ENDED)
def test_a_bad_answer_about_withdrawn_postcodes(fake: FakeService, name: str) -> None:
    body, expected = ENDED[name]
    fake.fault = lambda request: request.command == "GET" and _status(200, body)(request)
    table, failed = _ask(fake, ["AL9 9ZZ"])
    assert len(table) == 0
    assert expected in failed["AL9 9ZZ"]


@pytest.mark.parametrize("name", ["500", "hang", "HTML", "gzip bomb"])
def test_in_the_chain_each_row_of_the_lists_says_why(fake: FakeService, name: str) -> None:
    fake.fault, expected = FAULTS[name]
    log = ProblemLog()
    schools = locate(
        listed(
            *({"postcode": code} for code in CODES),
            {"easting": "522000", "northing": "208000", "postcode": CODES[0]},
            {"postcode": CODES[0], "listed": 0},
        ),
        log,
        service=lambda wanted: ask_service(
            wanted, base=fake.base, cache=None, limits=_limits(name), run_s=RUN_S
        ),
    )
    SCHOOLS.check(schools)
    assert schools["located_by"].tolist() == [""] * 250 + ["given", ""]
    said = [problem for problem in log.problems if problem.code == "not_geocoded"]
    assert [problem.row for problem in said] == list(range(2, 252))
    for problem in said:
        assert problem.message.startswith("not geocoded: ")
        assert expected in problem.message
        assert problem.severity == "warning"
        assert "run again" in problem.hint
    assert {problem.code for problem in log.problems} == {"not_geocoded", "no_place"}
