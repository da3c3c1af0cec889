"""What the tests of intake share."""

from __future__ import annotations

from pathlib import Path

import pytest
from lists_read import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Where lists are written and read."""
    return Desk(tmp_path)
