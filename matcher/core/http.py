"""The only door to the network: bounded in time, in size and in where it may go.

Nothing passes here unless somebody asked for it. ``requests`` bounds only the wait for
each byte (requests issue 4276), so a call runs in a thread of its own that is given up
at its deadline; POST is retried too, for the bulk lookups of postcodes are POST and change
nothing; a server's wish to wait a day is cut to a minute.
"""

from __future__ import annotations

import hashlib
import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from typing import IO, Any, TypeVar

import requests
import tenacity

from matcher.core.errors import ServiceError
from matcher.core.installation import __version__
from matcher.core.services.address import LOOPBACK, joined, origin
from matcher.core.services.answer import Answer, Limits

_RETRY_STATUSES = frozenset({408, 429, 500, 502, 503, 504})
# The request is wrong, or too large: its body may say what to do.
_REFUSALS = frozenset({400, 413, 414})
_CHUNK_BYTES = 1 << 16
_MAX_REDIRECTS = 5
T = TypeVar("T")


class _Session(requests.Session):
    """Follows no redirect by itself, nor reads the body of one, however large; keeps no cookie."""

    def __init__(self) -> None:
        super().__init__()
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    def get_redirect_target(self, resp: requests.Response) -> None:
        """None: see :meth:`Client._ask`."""


class _Retry(Exception):
    """A fault that may pass: why, and how long the server asked us to wait."""

    def __init__(self, why: str, pause_s: float | None = None) -> None:
        super().__init__(why)
        self.pause_s = pause_s


@dataclass(slots=True)
class Client:
    """Calls to one host. ``base`` is its address; https, or http on this machine and for
    an address that a person gave (``plain``). ``run_s`` bounds all calls together. A GET
    may be sent on to the hosts ``allowed`` names, over https, and to no other. With
    ``reads_refusals`` a 400, 413 or 414 is an answer too, whose body may say why. ``hint`` says
    what to do where there is none. The connection stays open for the next call, until
    :meth:`close`."""

    base: str
    limits: Limits = field(default_factory=Limits)
    plain: bool = False
    run_s: float = math.inf
    allowed: tuple[str, ...] = ()
    reads_refusals: bool = False
    hint: str = "try again later, or work from files: data pull --from FOLDER, --postcodes FILE"
    _started: float = field(default_factory=time.monotonic)
    # What no call uses now: one that was given up at its deadline still holds its own.
    _idle: list[_Session] = field(default_factory=list)

    def __post_init__(self) -> None:
        scheme, host, _ = origin(self.base)
        secure = scheme == "https" or (scheme == "http" and (self.plain or host in LOOPBACK))
        if not secure or not host or "@" in self.base:
            raise ServiceError(
                "this is not an address to ask",
                where=self.base,
                hint="give one that begins with https://, without a user name",
            )

    def close(self) -> None:
        """Let go of the connections."""
        while self._idle:
            self._idle.pop().close()

    def get(self, path: str) -> Answer:
        """GET ``path`` under the base. Raises :class:`ServiceError`."""
        return self._bounded(lambda stop: self._whole("GET", path, None, stop))

    def post(self, path: str, payload: object) -> Answer:
        """POST JSON to ``path``. Raises :class:`ServiceError`."""
        return self._bounded(lambda stop: self._whole("POST", path, payload, stop))

    def download(self, path: str, handle: IO[bytes]) -> tuple[str, int, dict[str, str]] | None:
        """Stream ``path`` into ``handle``: SHA-256, bytes and headers; None for 404. Tried
        again from the start where it breaks off. Raises :class:`ServiceError`."""

        def attempt(stop: threading.Event) -> tuple[str, int, dict[str, str]] | None:
            handle.seek(0)
            handle.truncate()
            digest = hashlib.sha256()

            def keep(piece: bytes) -> None:
                digest.update(piece)
                handle.write(piece)

            status, size, headers = self._stream("GET", path, None, stop, keep)
            return None if status == 404 else (digest.hexdigest(), size, headers)

        return self._bounded(attempt)

    def _whole(self, verb: str, path: str, payload: object, stop: threading.Event) -> Answer:
        pieces: list[bytes] = []
        status, _, headers = self._stream(verb, path, payload, stop, pieces.append)
        return Answer(status, b"".join(pieces), headers)

    def _bounded(self, attempt: Callable[[threading.Event], T]) -> T:
        """``attempt`` in a thread, again where that may help, all within the deadline."""
        left = min(self.limits.call_s, self.run_s - (time.monotonic() - self._started))
        end = time.monotonic() + left
        if left <= 0:
            raise self._fault("there is no time left for further calls")
        backoff = tenacity.wait_random_exponential(self.limits.pause_s, self.limits.longest_pause_s)

        def pause(state: tenacity.RetryCallState) -> float:
            fault = state.outcome.exception() if state.outcome else None
            asked = fault.pause_s if isinstance(fault, _Retry) else None
            return backoff(state) if asked is None else min(asked, self.limits.longest_pause_s)

        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(self.limits.tries) | tenacity.stop_before_delay(left),
            wait=pause,
            retry=tenacity.retry_if_exception_type(_Retry),
            reraise=True,
        )
        try:
            return retrying(lambda: _in_time(attempt, end - time.monotonic()))
        except _Retry as fault:
            tried = retrying.statistics.get("attempt_number", 1)
            tries = f" ({tried} tries)" if tried > 1 else ""
            raise self._fault(f"{fault}{tries}") from fault

    def _stream(
        self,
        verb: str,
        path: str,
        payload: object,
        stop: threading.Event,
        keep: Callable[[bytes], object],
    ) -> tuple[int, int, dict[str, str]]:
        url = self.base.rstrip("/") + "/" + path.lstrip("/")
        session = self._idle.pop() if self._idle else self._session(url)
        whole = False
        try:
            with self._ask(session, verb, url, payload) as response:
                self._check_status(response)
                size = 0
                for piece in response.iter_content(_CHUNK_BYTES):
                    size += len(piece)
                    if size > self.limits.max_bytes:
                        raise self._fault(
                            f"the answer is larger than {self.limits.max_bytes:,} bytes"
                        )
                    if stop.is_set():
                        raise _Retry("there was no answer in time")
                    keep(piece)
                whole = True
                return response.status_code, size, dict(response.headers)
        except requests.Timeout as error:
            raise _Retry("there was no answer in time") from error
        except requests.exceptions.SSLError as error:
            if "CERTIFICATE_VERIFY_FAILED" in str(error):
                raise self._fault("this computer does not trust its certificate") from error
            raise _Retry("the secure connection failed or broke off") from error
        except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError) as error:
            raise _Retry("the connection failed or broke off") from error
        except requests.RequestException as error:
            raise self._fault(f"the call failed: {type(error).__name__}") from error
        finally:
            if whole:
                self._idle.append(session)
            else:
                session.close()

    @staticmethod
    def _session(url: str) -> _Session:
        session = _Session()
        # An office's proxy is where its settings say; this machine needs none.
        session.trust_env = origin(url)[1] not in LOOPBACK
        session.headers["User-Agent"] = f"school-partner-matcher/{__version__}"
        return session

    def _ask(
        self, session: requests.Session, verb: str, url: str, payload: object
    ) -> requests.Response:
        """The response, redirects followed by hand: to the same host or an allowed one."""
        for _ in range(_MAX_REDIRECTS):
            wait = (self.limits.connect_s, self.limits.read_s)
            try:
                response = session.request(verb, url, json=payload, stream=True, timeout=wait)
            except requests.RequestException:
                raise
            except (OSError, ValueError) as error:  # no file of certificates, an odd address
                raise self._fault(f"it cannot be asked: {error}") from error
            target = response.headers.get("Location")
            if response.status_code not in (301, 302, 303, 307, 308) or not target:
                return response
            response.close()
            following = joined(url, target)
            scheme, host, _ = origin(following)
            elsewhere = verb == "GET" and host in self.allowed
            secure = scheme == "https" or host in LOOPBACK
            if origin(following) != origin(url) and not (elsewhere and secure):
                raise self._fault(f"it sends us on to another address, {following[:80]!r}")
            url = following
        raise self._fault("it sends us round in circles")

    def _check_status(self, response: requests.Response) -> None:
        status = response.status_code
        if status in _RETRY_STATUSES:
            raise _Retry(f"the service answered {status}", _seconds(response.headers))
        if status >= 400 and status != 404 and not (self.reads_refusals and status in _REFUSALS):
            raise self._fault(f"the service answered {status}")
        if "," in response.headers.get("Content-Encoding", ""):
            raise self._fault("the answer is packed more than once")  # a bomb within a bomb

    def _fault(self, what: str) -> ServiceError:
        return ServiceError(what, where=self.base, hint=self.hint)


def _in_time(attempt: Callable[[threading.Event], T], seconds: float) -> T:
    """The result of ``attempt``, given up after so many seconds whatever it waits for."""
    done: list[T] = []
    faults: list[BaseException] = []
    stop = threading.Event()

    def work() -> None:
        try:
            done.append(attempt(stop))
        except BaseException as fault:
            faults.append(fault)

    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    worker.join(max(seconds, 0.0))
    if worker.is_alive():
        stop.set()
        raise _Retry("there was no answer in time")
    if faults:
        raise faults[0]
    return done[0]


def _seconds(headers: Any) -> float | None:
    """The pause a server asks for, where it says it in seconds."""
    text = str(headers.get("Retry-After", "")).strip()
    return float(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
