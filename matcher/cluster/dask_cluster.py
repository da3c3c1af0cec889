"""A cluster of Dask: the one module that speaks to its scheduler.

Workers get bytes and the names of our own functions; they import these from their own installation.
Whoever reaches a scheduler can run any code on its workers, and a worker any code here: Dask's
messages are pickles, and its own configuration (TLS) is what says who may send them.

Bytes are the arguments of tasks, not scattered: so the scheduler can make them anew where the
worker that held them is lost.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from itertools import count
from typing import Any

from matcher.cluster.same_code import (
    WorkerDiffers,
    checked,
    differences,
    installed,
    said_by_dask,
)
from matcher.core.errors import MatcherError, ServiceError, SettingError
from matcher.core.services.address import shown_address

CONNECT_S = 30.0  # until a scheduler answers
WORKERS_S = 60.0  # until there is a worker, at the beginning and where all of them are lost
_LOOK_S = 2.0  # between two looks whether there still are workers

_START = "start it with: dask scheduler, and on each machine: dask worker {} --nthreads 1"
_SAME = "install the same versions on all machines, that of the scheduler too"


@contextmanager
def dask_cluster(
    address: str, *, connect_s: float = CONNECT_S, workers_s: float = WORKERS_S
) -> Iterator[DaskCluster]:
    """The cluster of the scheduler at this address (``tcp://HOST:PORT``, ``tls://HOST:PORT``), of
    which at least one worker is there.

    Raises :class:`SettingError` where the address makes no sense or Dask is not installed, and
    :class:`ServiceError` where no scheduler answers in ``connect_s`` seconds, no worker is there in
    ``workers_s``, or one has other versions.
    """
    if find_spec("distributed") is None:
        raise SettingError(
            "needs the package dask", where="--engine dask",
            hint='install "school-partner-matcher[dask]", here and on every worker',
        )  # fmt: skip
    with _quiet():
        client = _client(address, connect_s)
        try:
            cluster = DaskCluster(client, shown_address(address), workers_s)
            cluster.check()
            with client.as_current():  # by which Dask's own wait() finds it
                yield cluster
        finally:
            client.close(timeout=_LOOK_S)


class DaskCluster:
    """The workers of a scheduler (:class:`matcher.match.parts.divided.Cluster`)."""

    def __init__(self, client: Any, address: str, workers_s: float) -> None:
        self._client, self._address, self._workers_s = client, address, workers_s
        self._number = count()

    @property
    def threads(self) -> int:
        """How many pieces of work go on at a time: the threads of all workers."""
        return max(sum(self._workers().values()), 1)

    def check(self) -> None:
        """Wait for a worker, and compare the versions of all that are there."""
        try:
            self._client.wait_for_workers(1, timeout=self._workers_s)
            versions = self._client.sync(
                self._client._get_versions, callback_timeout=self._workers_s
            )
        except TimeoutError as error:
            raise self._error("has no workers", hint=_START.format(self._address)) from error
        except OSError as error:
            raise self._lost(error) from error
        here = said_by_dask(versions["client"])
        there = {"the scheduler": versions["scheduler"], **versions["workers"]}
        for who, said in there.items():
            if found := differences(here, said_by_dask(said)):
                raise self._error(f"other versions at {who}: {found}", hint=_SAME)

    def send(self, data: bytes) -> Any:
        """Bytes as a task of their own, which gives them to those that need them."""
        return self._submit(_kept, data)

    def work(
        self,
        function: Callable[..., bytes],
        calls: Sequence[tuple[Any, ...]],
        done: Callable[[int], Any] = lambda place: None,
    ) -> list[bytes]:
        """What ``function`` makes of each of these calls, in their order; each is fetched as it
        ends, so that it cannot be lost any more."""
        places = {self._submit(checked, installed(), function, *call): n
                  for n, call in enumerate(calls)}  # fmt: skip
        found = [b""] * len(calls)
        while places:
            for future in self._ended(list(places)):
                place = places.pop(future)
                found[place] = self._result(future)
                done(place)
        return found

    def _submit(self, function: Callable[..., bytes], *arguments: Any) -> Any:
        """A task with a name of its own: Dask need not work one out of what may be large."""
        key = f"matcher-{self._client.id}-{next(self._number)}"
        return self._client.submit(function, *arguments, key=key, pure=False)

    def _ended(self, futures: list[Any]) -> list[Any]:
        """Those of some tasks that have ended, at least one."""
        import distributed

        without_workers_since = None
        while True:
            try:
                waited = distributed.wait(futures, timeout=_LOOK_S, return_when="FIRST_COMPLETED")
                return list(waited.done)
            except TimeoutError:
                if self._workers():
                    without_workers_since = None
                    continue
                now = time.monotonic()
                without_workers_since = without_workers_since or now
                if now - without_workers_since > self._workers_s:
                    raise self._error(
                        "all workers are gone", hint=_START.format(self._address)
                    ) from None
            except distributed.CancelledError as error:
                raise self._lost(error) from error

    def _result(self, future: Any) -> bytes:
        import distributed

        try:
            return bytes(future.result(timeout=self._workers_s))
        except WorkerDiffers as error:
            raise self._error(f"a worker has other versions: {error}", hint=_SAME) from error
        except distributed.KilledWorker as error:
            raise self._error(
                "workers ended again and again at the same part of the work",
                hint="most often their memory is too small: start fewer of them on each machine, "
                "and read what they wrote",
            ) from error
        except (distributed.CancelledError, TimeoutError, OSError) as error:
            raise self._lost(error) from error
        except MatcherError:
            raise
        except Exception as error:
            # What a scheduler or worker cannot import, or what went wrong in our own code there.
            said = f"{type(error).__name__}: {str(error).partition(chr(10))[0][:200]}"
            raise self._error(f"a worker failed: {said}", hint=_SAME) from error

    def _workers(self) -> dict[str, int]:
        """The threads of each worker that is there now."""
        try:
            found = self._client.sync(self._client.scheduler.ncores, callback_timeout=CONNECT_S)
        except (TimeoutError, OSError) as error:
            raise self._lost(error) from error
        return dict(found)

    def _lost(self, error: BaseException) -> ServiceError:
        return self._error(
            f"does not answer any more ({type(error).__name__})",
            hint="nothing was written; look whether it runs, and match again",
        )

    def _error(self, what: str, *, hint: str) -> ServiceError:
        return ServiceError(what, where=f"the cluster at {self._address}", hint=hint)


def _kept(data: bytes) -> bytes:
    """Bytes that a worker keeps for others."""
    return data


def _client(address: str, connect_s: float) -> Any:
    import distributed

    class Client(distributed.Client):  # type: ignore[misc]  # distributed has no types
        """Closed where it cannot be started: Dask itself would wait for it as the process ends.
        Nor does it wait for ever where something is there that says nothing."""

        def start(self, **options: Any) -> None:
            try:
                super().start(callback_timeout=connect_s + _LOOK_S, **options)
            except BaseException:
                with suppress(TimeoutError, OSError):
                    self.close(timeout=_LOOK_S)
                raise

    try:
        return Client(address, timeout=connect_s, set_as_default=False)
    except (TimeoutError, OSError) as error:
        raise ServiceError(
            f"no scheduler answers in {connect_s:g} seconds",
            where=shown_address(address),
            hint=_START.format(shown_address(address)),
        ) from error
    except (ValueError, TypeError) as error:
        raise SettingError(
            f"is no address of a scheduler ({str(error)[:100]})",
            where=f"--scheduler {shown_address(address)}",
            hint="write it as the scheduler does when it starts, such as tcp://10.0.0.5:8786",
        ) from error
    except Exception as error:  # what another service says, read as Dask's words, may be anything
        raise ServiceError(
            f"what answers there is no scheduler of Dask ({type(error).__name__})",
            where=shown_address(address),
            hint="look which address the scheduler tells when it starts; its dashboard is another",
        ) from error


@contextmanager
def _quiet() -> Iterator[None]:
    """Let Dask say nothing of its own: what goes wrong is said once, by us, in plain words. Nor
    does it warn that our tasks are large, which they are on purpose."""
    import dask.config
    import distributed  # noqa: F401 - sets up its logs when it is first imported

    logs = [logging.getLogger(name) for name in ("distributed", "tornado", "asyncio")]
    logs += [logging.getLogger(f"distributed.{name}") for name in ("client", "core", "batched")]
    before = [log.level for log in logs]
    try:
        for log in logs:
            log.setLevel(logging.CRITICAL + 1)
        with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 TiB"}):
            yield
    finally:
        for log, level in zip(logs, before, strict=True):
            log.setLevel(level)
