"""The door to the network: what it asks, how long it waits, where it does not go."""

from __future__ import annotations

import functools
import hashlib
import io
import re
import socket
import socketserver
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from matcher.core.errors import ServiceError
from matcher.core.http import Client
from matcher.core.services.answer import Answer, Limits

SMALL = Limits(call_s=15, tries=3, pause_s=0.02, longest_pause_s=0.1, max_bytes=100_000)
# For servers that never end: the whole wait is waited.
SHORT = Limits(connect_s=0.5, read_s=0.5, call_s=1.5, tries=3, pause_s=0.02, longest_pause_s=0.1)


@pytest.fixture(scope="module")
def running() -> Iterator[HTTPServer]:
    """Threaded, so that what one test leaves hanging holds up no other."""
    with HTTPServer(host="127.0.0.1", threaded=True) as server:
        yield server


@pytest.fixture
def httpserver(running: HTTPServer) -> HTTPServer:
    running.clear()
    return running


@pytest.fixture
def client(httpserver: HTTPServer) -> Client:
    return Client(httpserver.url_for("/"), SMALL)


def _always(httpserver: HTTPServer, *answers: Response) -> list[Request]:
    """Give these answers in turn, the last for ever; the requests are gathered."""
    seen: list[Request] = []

    def handler(request: Request) -> Response:
        request.get_data()
        seen.append(request)
        return answers[min(len(seen), len(answers)) - 1]

    httpserver.expect_request(re.compile("/.*")).respond_with_handler(handler)
    return seen


def test_a_get(client: Client, httpserver: HTTPServer) -> None:
    seen = _always(httpserver, Response('{"a": 1}', headers={"X-Day": "2025-11-01"}))
    answer = client.get("/some/path?q=1")
    assert (answer.status, answer.json("here")) == (200, {"a": 1})
    assert answer.headers["X-Day"] == "2025-11-01"
    assert seen[0].full_path == "/some/path?q=1"
    assert seen[0].headers["User-Agent"].startswith("school-partner-matcher/")
    assert "Cookie" not in seen[0].headers
    assert "Authorization" not in seen[0].headers


def test_a_post_is_json(client: Client, httpserver: HTTPServer) -> None:
    seen = _always(httpserver, Response("[]"))
    assert client.post("/bulk", {"é": [1]}).json("here") == []
    assert (seen[0].method, seen[0].json) == ("POST", {"é": [1]})


@pytest.mark.parametrize("path", ["/b", "b", "http://other.invalid/b", "//other.invalid/b"])
def test_a_path_stays_under_the_base(httpserver: HTTPServer, path: str) -> None:
    seen = _always(httpserver, Response("{}"))
    Client(httpserver.url_for("/a"), SMALL).get(path)
    assert seen[0].path.startswith("/a/")


@pytest.mark.parametrize(
    "base",
    [
        "http://example.org", "ftp://example.org", "file:///etc/passwd", "https://", "", "x",
        "https://me:secret@example.org", "https://@example.org", "https://[", "https://a:99999",
    ],
)  # fmt: skip
def test_addresses_that_are_not_asked(base: str) -> None:
    with pytest.raises(ServiceError, match="not an address"):
        Client(base)


def test_addresses_that_may_be_asked() -> None:
    for base in ("https://example.org", "http://127.0.0.1:1", "http://localhost", "http://[::1]"):
        Client(base)
    Client("http://intranet:8000", plain=True)


@pytest.mark.parametrize("verb", ["get", "post"])
@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_a_fault_that_may_pass_is_tried_again(
    client: Client, httpserver: HTTPServer, verb: str, status: int
) -> None:
    seen = _always(httpserver, Response(status=status), Response("{}"))
    call: Callable[[], Answer] = {
        "get": lambda: client.get("/"),
        "post": lambda: client.post("/", {}),
    }[verb]
    assert call().status == 200
    assert len(seen) == 2


@pytest.mark.parametrize("status", [400, 401, 403, 405, 410, 413, 451, 501, 599])
def test_a_fault_that_stays_is_not(client: Client, httpserver: HTTPServer, status: int) -> None:
    seen = _always(httpserver, Response(status=status))
    with pytest.raises(ServiceError, match=str(status)) as caught:
        client.post("/", {})
    assert len(seen) == 1
    assert caught.value.where == client.base
    assert caught.value.hint


def test_no_more_tries_than_allowed(client: Client, httpserver: HTTPServer) -> None:
    seen = _always(httpserver, Response(status=500))
    with pytest.raises(ServiceError, match=re.escape("500 (3 tries)")):
        client.get("/")
    assert len(seen) == 3


def test_404_is_an_answer(client: Client, httpserver: HTTPServer) -> None:
    _always(httpserver, Response('{"status": 404}', status=404))
    assert client.get("/").status == 404


@pytest.mark.parametrize("asked", ["86400", "garbage", "-5", "1e9", "²", "9" * 400, ""])
def test_no_pause_is_longer_than_ours(httpserver: HTTPServer, asked: str) -> None:
    header = {"Retry-After": asked.encode().decode("latin-1")}
    seen = _always(httpserver, Response(status=429, headers=header), Response("{}"))
    start = time.monotonic()
    assert Client(httpserver.url_for("/"), SMALL).get("/").status == 200
    assert time.monotonic() - start < 5
    assert len(seen) == 2


def test_a_short_pause_is_kept_to(httpserver: HTTPServer) -> None:
    _always(httpserver, Response(status=503, headers={"Retry-After": "1"}), Response("{}"))
    start = time.monotonic()
    Client(httpserver.url_for("/"), Limits(call_s=20, longest_pause_s=5, pause_s=0.01)).get("/")
    assert time.monotonic() - start > 0.9


def test_a_pause_that_outlasts_the_call_is_not_begun(httpserver: HTTPServer) -> None:
    seen = _always(httpserver, Response(status=429, headers={"Retry-After": "86400"}))
    start = time.monotonic()
    with pytest.raises(ServiceError) as caught:
        Client(httpserver.url_for("/"), Limits(call_s=20)).get("/")
    assert caught.value.what == "the service answered 429"
    assert time.monotonic() - start < 10
    assert len(seen) == 1


def test_a_drip_ends_with_the_call(httpserver: HTTPServer) -> None:
    def drip() -> object:
        for _ in range(20):
            time.sleep(0.3)
            yield b" "

    _always(httpserver, Response(drip(), headers={"Content-Length": "20"}))
    start = time.monotonic()
    with pytest.raises(ServiceError, match="in time"):
        Client(httpserver.url_for("/"), SHORT).get("/")
    assert time.monotonic() - start < 5


def test_a_call_that_hangs_ends() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        base = f"http://127.0.0.1:{silent.getsockname()[1]}"
        start = time.monotonic()
        with pytest.raises(ServiceError, match="in time"):
            Client(base, SHORT).get("/")
        assert time.monotonic() - start < 6


def test_all_calls_together_are_bounded(httpserver: HTTPServer) -> None:
    seen = _always(httpserver, Response("{}"))
    client = Client(httpserver.url_for("/"), SMALL, run_s=2)
    client.get("/")
    time.sleep(2.1)
    with pytest.raises(ServiceError, match="no time left"):
        client.get("/")
    assert len(seen) == 1


def test_an_answer_that_is_too_large(client: Client, httpserver: HTTPServer) -> None:
    _always(httpserver, Response(b" " * (SMALL.max_bytes + 1)))
    with pytest.raises(ServiceError, match="larger than 100,000 bytes"):
        client.get("/")


@functools.cache
def _bomb() -> bytes:
    """300 MB of zeros in 300 kB."""
    packer = zlib.compressobj(wbits=31)
    return b"".join([packer.compress(bytes(10_000_000)) for _ in range(30)]) + packer.flush()


@pytest.mark.parametrize(
    ("status", "headers", "expected"),
    [
        (200, {"Content-Encoding": "gzip"}, "larger"),
        (200, {"Content-Encoding": "gzip, gzip"}, "packed more than once"),
        (500, {"Content-Encoding": "gzip"}, "500"),
        (302, {"Content-Encoding": "gzip", "Location": "http://a.invalid/"}, "another address"),
        (302, {"Content-Encoding": "gzip", "Location": "/again"}, "circles"),
    ],
)
def test_a_bomb_is_never_unpacked(
    client: Client, httpserver: HTTPServer, status: int, headers: dict[str, str], expected: str
) -> None:
    _always(httpserver, Response(_bomb(), status=status, headers=headers))
    _bomb()
    tracemalloc.start()
    try:
        with pytest.raises(ServiceError, match=expected):
            client.get("/")
        assert tracemalloc.get_traced_memory()[1] < 120_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "target",
    ["http://localhost:{port}/", "https://127.0.0.1:{port}/", "http://127.0.0.1:{other}/",
     "//127.0.0.1:{other}/", "file:///etc/passwd", "a:b"],
)  # fmt: skip
def test_redirects_to_elsewhere_are_refused(
    client: Client, httpserver: HTTPServer, target: str
) -> None:
    with HTTPServer(host="127.0.0.1") as other:
        there = _always(other, Response("{}"))
        at = target.format(port=httpserver.port, other=other.port)
        seen = _always(httpserver, Response(status=307, headers={"Location": at}))
        with pytest.raises(ServiceError, match="another address"):
            client.post("/", {"a": 1})
        assert (len(seen), len(there)) == (1, 0)


def test_redirects_on_the_same_host_are_followed(client: Client, httpserver: HTTPServer) -> None:
    seen = _always(
        httpserver,
        Response(status=301, headers={"Location": "/two"}),
        Response(status=308, headers={"Location": httpserver.url_for("/three")}),
        Response("{}"),
    )
    assert client.post("/one", {"a": 1}).status == 200
    assert [request.path for request in seen] == ["/one", "/two", "/three"]
    assert seen[2].json == {"a": 1}


def test_redirects_for_ever_are_not(client: Client, httpserver: HTTPServer) -> None:
    seen = _always(httpserver, Response(status=302, headers={"Location": "/"}))
    with pytest.raises(ServiceError, match="circles"):
        client.get("/")
    assert len(seen) == 5


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"NaN",
        b"[1e999]",
        b"-Infinity",
        b"\xff\xfe\x00",
        b"[" * 99_999,
        b"9" * 9_999,
    ],
)
def test_what_is_not_json(body: bytes) -> None:
    with pytest.raises(ServiceError, match="not JSON") as caught:
        Answer(200, body).json("the service")
    assert caught.value.where == "the service"


def test_nobody_there() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(ServiceError, match="failed or broke off"):
            Client(f"http://127.0.0.1:{taken.getsockname()[1]}", SMALL).get("/")


def test_a_missing_file_of_certificates_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "nowhere.pem")
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ServiceError, match="cannot be asked"):
        Client("https://host.invalid", SMALL).get("/")


def test_a_download_is_streamed_and_summed(client: Client, httpserver: HTTPServer) -> None:
    data = bytes(range(256)) * 300
    _always(httpserver, Response(data, headers={"Last-Modified": "Sat, 01 Nov 2025 00:00:00 GMT"}))
    handle = io.BytesIO()
    made = client.download("/file.csv", handle)
    assert made is not None
    assert made[:2] == (hashlib.sha256(data).hexdigest(), len(data))
    assert made[2]["Last-Modified"].startswith("Sat")
    assert handle.getvalue() == data


def test_a_download_that_breaks_off_starts_again(client: Client, httpserver: HTTPServer) -> None:
    data = b"x" * 90_000
    short = Response(data[:70_000])
    short.automatically_set_content_length = False
    short.headers["Content-Length"] = str(len(data))
    _always(httpserver, short, Response(data))
    handle = io.BytesIO()
    made = client.download("/file.csv", handle)
    assert made is not None
    assert made[0] == hashlib.sha256(data).hexdigest()
    assert handle.getvalue() == data


def test_a_download_of_nothing(client: Client, httpserver: HTTPServer) -> None:
    _always(httpserver, Response("no such file", status=404))
    assert client.download("/file.csv", io.BytesIO()) is None


def test_a_download_keeps_to_the_limit(client: Client, httpserver: HTTPServer) -> None:
    _always(httpserver, Response(b"x" * 300_000))
    handle = io.BytesIO()
    with pytest.raises(ServiceError, match="larger"):
        client.download("/file.csv", handle)
    assert len(handle.getvalue()) <= SMALL.max_bytes


def test_a_full_disk_is_no_fault_of_the_service(client: Client, httpserver: HTTPServer) -> None:
    class Full(io.BytesIO):
        def write(self, data: object) -> int:
            raise OSError(28, "No space left on device")

    seen = _always(httpserver, Response(b"x"))
    with pytest.raises(OSError, match="No space") as caught:
        client.download("/file.csv", Full())
    assert not isinstance(caught.value, ServiceError)
    assert len(seen) == 1


def test_a_get_may_be_sent_on_to_a_host_that_was_allowed(httpserver: HTTPServer) -> None:
    base = httpserver.url_for("")
    other = base.rstrip("/").replace("127.0.0.1", "localhost")
    httpserver.expect_request("/old").respond_with_data(
        status=302, headers={"Location": f"{other}/new"}
    )
    httpserver.expect_request("/new").respond_with_data("here")
    client = Client(base, SMALL, allowed=("localhost",))
    assert client.get("/old").body == b"here"
    # A POST is never sent on, and no other host is.
    with pytest.raises(ServiceError, match="another address"):
        client.post("/old", {})
    with pytest.raises(ServiceError, match="another address"):
        Client(base, SMALL, allowed=("example.org",)).get("/old")


def test_a_refusal_is_read_by_those_who_ask_for_it(httpserver: HTTPServer) -> None:
    _always(
        httpserver,
        Response('{"code": "TooBig"}', status=400),
        Response('{"code": "TooBig"}', status=401),
        Response(b" " * (SMALL.max_bytes + 1), status=400),
    )
    client = Client(httpserver.url_for("/"), SMALL, reads_refusals=True, hint="start the engine")
    answer = client.get("/")
    assert (answer.status, answer.json("here")) == (400, {"code": "TooBig"})
    with pytest.raises(ServiceError, match="401") as caught:
        client.get("/")
    assert caught.value.hint == "start the engine"
    with pytest.raises(ServiceError, match="larger than 100,000 bytes"):
        client.get("/")


@pytest.mark.parametrize("status", [413, 414])
def test_what_is_too_long_is_a_refusal_too(httpserver: HTTPServer, status: int) -> None:
    _always(httpserver, Response("", status=status))
    assert Client(httpserver.url_for("/"), SMALL, reads_refusals=True).get("/").status == status


class _Lines(socketserver.StreamRequestHandler):
    """Answers each request of a connection, and hangs up after the second."""

    def handle(self) -> None:
        self.server.connections += 1  # type: ignore[attr-defined]
        for _ in range(2):
            while (line := self.rfile.readline().strip()) and line != b"":
                self.server.lines.append(line)  # type: ignore[attr-defined]
            self.wfile.write(
                b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b; Path=/\r\nContent-Length: 2\r\n\r\n{}"
            )


def test_a_connection_is_used_again_and_no_cookie_is_kept() -> None:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Lines) as server:
        server.connections, server.lines = 0, []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        client = Client(f"http://127.0.0.1:{server.server_address[1]}", SMALL)
        for _ in range(6):
            assert client.get("/").body == b"{}"
        client.close()
        server.shutdown()
        assert server.connections == 3  # type: ignore[attr-defined]
        lines = server.lines  # type: ignore[attr-defined]
    assert sum(line.startswith(b"GET") for line in lines) == 6
    assert not [line for line in lines if line.lower().startswith(b"cookie")]
