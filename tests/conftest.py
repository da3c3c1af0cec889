"""Fixtures every room's tests share."""

from __future__ import annotations

import gc
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine is no fault of what is tested: no example fails for the time that it takes.
settings.register_profile("unhurried", parent=settings.default, deadline=None)
settings.load_profile("unhurried")

# No test, nor a program it starts, sees what the person at the keyboard has pulled.
_NOWHERE = tempfile.mkdtemp(prefix="matcher-tests-")
os.environ["MATCHER_DATA_DIR"] = os.path.join(_NOWHERE, "data")  # noqa: PTH118
os.environ["MATCHER_CACHE_DIR"] = os.path.join(_NOWHERE, "cache")  # noqa: PTH118

REPOSITORY = Path(__file__).resolve().parent.parent

# Hardly anything that is made while tests are collected is garbage: to look for it takes a fifth of
# the time.
gc.disable()


def pytest_collection_finish() -> None:
    """From here on garbage is collected, as seldom as the program does it; what is there when the
    first test starts stays, and is not looked through again."""
    gc.freeze()
    gc.set_threshold(500_000, 20, 20)
    gc.enable()


@pytest.hookimpl(tryfirst=True)  # before the workers read the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A file of tests goes to one worker as a whole, where a test does not name another group: what
    its tests share is then made once, and not by each worker."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            file = item.path.relative_to(REPOSITORY).as_posix()
            item.add_marker(pytest.mark.xdist_group(file))


@pytest.fixture(scope="session")
def repository() -> Path:
    """The top of the checkout."""
    return REPOSITORY


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real public data beside the repository; the test is skipped where it is absent."""
    path = REPOSITORY.parent / "shared" / "data"
    if not path.is_dir():
        pytest.skip("the real public data is not here (../shared/data)")
    return path
