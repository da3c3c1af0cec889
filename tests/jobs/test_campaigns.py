"""The campaigns of benchmarks/ in small: kills, and commands given at once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

# Commands are forked, and killed by a signal that Windows does not have.
pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="no fork")]

KILLED = ("plan make partnerships", "monitor add", "data pull")
AT_ONCE = ("mixed", "new-plan", "purge-readers")
# Both in one office, as it takes longer to lay out than they do.
CAMPAIGN = f"""
import random, sys, tempfile
from collections import Counter
from pathlib import Path
import kills, office, together

office.load()
found = Counter()
with tempfile.TemporaryDirectory() as folder:
    made, home = Path(folder, "made"), Path(folder, "office")
    office.make_office(made)
    commands = [one for one in kills.COMMANDS if one.startswith({KILLED})]
    scenarios = [one for one in together.SCENARIOS if one.name in {AT_ONCE}]
    assert (len(commands), len(scenarios)) == (3, 3)
    for words in commands:
        found += kills.kill(words, made, home, random.Random(1), 3)
    for scenario in scenarios:
        found += together.play(scenario, made, home, 1)
faults = found.keys() - {{"kills", "done before", "left by the kill", "done", "held", "refused"}}
sys.exit(f"{{faults}}" if faults or not found["kills"] or not found["done"] else 0)
"""


def test_kills_and_commands_at_once_do_no_harm(repository: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CAMPAIGN],
        capture_output=True,
        text=True,
        timeout=600,
        env={**os.environ, "PYTHONPATH": str(repository / "benchmarks")},
    )
    assert done.returncode == 0, done.stdout + done.stderr
