"""The campaigns of benchmarks/ in small: kills, and commands given at once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

# Commands are forked, and killed by a signal that Windows does not have.
pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="no fork")]


@pytest.mark.parametrize(
    "campaign",
    [
        ("kills.py", "--kills", "9", "plan make partnerships", "monitor add", "data pull"),
        ("together.py", "--rounds", "1", "mixed", "new-plan", "purge-readers"),
    ],
    ids=lambda campaign: campaign[0],
)
def test_a_campaign_finds_nothing(campaign: tuple[str, ...], repository: Path) -> None:
    script, *options = campaign
    done = subprocess.run(
        [sys.executable, repository / "benchmarks" / script, *options],
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout + done.stderr
