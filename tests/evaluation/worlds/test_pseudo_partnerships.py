"""A small share of ``benchmarks/evaluate.py placebo``: real schools that were no partnership."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest


@pytest.mark.real
def test_of_real_schools_that_were_no_partnership_nothing_is_claimed(
    repository: Path, shared_data: Path
) -> None:
    """The lowest fifth, and one authority: one draw of each; 500 in the benchmark."""
    sys.path.insert(0, str(repository / "benchmarks"))
    try:
        from pseudo_partnerships import LOWEST_ALL, ONE_AUTHORITY, partnership_that_never_was
    finally:
        sys.path.pop(0)
    for kind in (LOWEST_ALL, ONE_AUTHORITY):
        job = (shared_data, "reading_progress", kind, 1)
        found = partnership_that_never_was(job)
        assert found.verdict.direction == "cannot tell", kind
        assert found.clusters.few == (kind == ONE_AUTHORITY)
