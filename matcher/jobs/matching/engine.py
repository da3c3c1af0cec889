"""Where a ranking is worked out: in this process, or on a cluster of machines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from matcher.core.errors import SettingError
from matcher.jobs.stages.reading import Sources

if TYPE_CHECKING:
    from matcher.match.parts.divided import Cluster

LOCAL, DASK = "local", "dask"


@contextmanager
def engine(name: str, scheduler: str | None, sources: Sources) -> Iterator[Cluster | None]:
    """The cluster of the engine of this name, ready to work; None where that is this process.

    It is there before anything is read, so that a run that takes long is not in vain. Raises
    :class:`SettingError` where the two do not fit together, or the lists are to be ranked by travel
    times, and what :func:`matcher.cluster.dask_cluster.dask_cluster` raises.
    """
    if name == LOCAL:
        if scheduler is not None:
            raise SettingError(
                "is of no use without --engine dask", where="--scheduler",
                hint="add --engine dask, or leave --scheduler out",
            )  # fmt: skip
        yield None
        return
    if scheduler is None:
        raise SettingError(
            "needs the address of a scheduler", where="--engine dask",
            hint="add --scheduler tcp://HOST:8786, as the scheduler tells it when it starts",
        )  # fmt: skip
    if sources.travel is not None:
        raise SettingError(
            "ranks by distance only", where="--engine dask",
            hint="leave --travel out, or --engine and --scheduler: with --travel it is the asking "
            "that takes long, which a cluster makes no quicker",
        )  # fmt: skip
    from matcher.cluster.dask_cluster import dask_cluster

    with dask_cluster(scheduler) as cluster:
        yield cluster
