"""Makes maps/example.html from the fictional sample; run it when the map changes."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from matcher.jobs.matching.demo import demo


def make() -> bytes:
    """The map of the demo, as bytes."""
    with TemporaryDirectory() as folder:
        run = demo(Path(folder) / "run")
        return (run.folder / "map.html").read_bytes()


if __name__ == "__main__":
    Path(__file__).with_name("example.html").write_bytes(make())
