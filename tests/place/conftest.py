"""Lets the tests of this room import place_lists; a service of postcodes to ask."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_postcodes_io import FakeService, serving

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def fake() -> Iterator[FakeService]:
    """A service like postcodes.io on this machine."""
    with serving(FakeService()) as running:
        yield running
