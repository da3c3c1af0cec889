"""A server that stands before another: it counts what is asked, may change it, and may stop."""

from __future__ import annotations

import contextlib
import http.client
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


@dataclass
class Proxy:
    """``url``: where it listens; ``behind``: whom it asks; ``change``: another path and body for
    those asked; ``passes_on``: whether a request goes on to the server, asked once all before it
    are answered and whoever asks one at a time has come back; else the connection is closed."""

    behind: str
    url: str = ""
    change: Callable[[str, bytes], tuple[str, bytes]] = lambda path, body: (path, body)
    passes_on: Callable[[], bool] = lambda: True
    asked: list[str] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)  # the paths of those, refusals left out

    def cells(self) -> int:
        """How many times of OSRM were answered, one from each place to each of a table."""
        sides = ("sources", "destinations")
        given = [parse_qs(urlsplit(path).query) for path in self.answered if "/table/" in path]
        counts = [[len(query[side][0].split(";")) for side in sides] for query in given]
        return sum(origins * destinations for origins, destinations in counts)


class _Passing(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def _pass_on(self) -> None:
        proxy: Proxy = self.server.proxy  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        proxy.asked.append(self.path)
        if not proxy.passes_on():
            self.close_connection = True
            return
        path, body = proxy.change(self.path, body)
        host = urlsplit(proxy.behind).netloc
        with contextlib.closing(http.client.HTTPConnection(host, timeout=30)) as engine:
            engine.request(self.command, path, body or None, {"Content-Type": "application/json"})
            said = engine.getresponse()
            data = said.read()
        if said.status == 200:
            proxy.answered.append(self.path)
        self.send_response(said.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = _pass_on

    def log_message(self, format: str, *args: object) -> None:
        """Nothing to the terminal."""


@contextlib.contextmanager
def before(behind: str) -> Iterator[Proxy]:
    """A proxy before the server at this address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Passing)
    server.daemon_threads = True
    proxy = Proxy(behind, f"http://127.0.0.1:{server.server_address[1]}")
    server.proxy = proxy  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield proxy
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
