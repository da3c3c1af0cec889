"""A scheduler and workers of Dask as processes of their own, on this machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent


class Machines:
    """A scheduler, and the workers that were started for it, by their names."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workers: dict[str, subprocess.Popen[bytes]] = {}
        told = folder / "scheduler.json"
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", "0",
                                     "--scheduler-file", str(told))  # fmt: skip
        until = time.monotonic() + 60
        while not told.exists() or not told.read_text(encoding="utf-8"):
            assert self.scheduler.poll() is None, "the scheduler ended"
            assert time.monotonic() < until, "the scheduler did not start"
            time.sleep(0.05)
        self.address: str = json.loads(told.read_text(encoding="utf-8"))["address"]

    def start(self, name: str, package: Path = REPOSITORY) -> None:
        """Start a worker of one thread that imports the product from the folder ``package``."""
        self.workers[name] = self._start("worker", self.address, "--name", name, "--nthreads", "1",
                                         "--no-nanny", "--local-directory", str(self.folder / name),
                                         package=package)  # fmt: skip

    def end(self) -> None:
        """End every process that was started."""
        started = [*self.workers.values(), self.scheduler]
        for process in started:
            process.kill()
        for process in started:
            process.wait()

    def _start(self, *words: str, package: Path = REPOSITORY) -> subprocess.Popen[bytes]:
        with (self.folder / "said.txt").open("ab") as said:
            return subprocess.Popen(
                [sys.executable, "-m", "dask", *words, "--no-dashboard"],
                env={**os.environ, "PYTHONPATH": str(package)},
                cwd=self.folder,
                stdout=said,
                stderr=said,
            )
