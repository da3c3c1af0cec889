"""Lets the tests of this room import made_up_downloads; keeps the user's own data out."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(autouse=True)
def store_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty store and an empty cache, which every command run by a test uses."""
    folder = tmp_path / "store"
    monkeypatch.setenv("MATCHER_DATA_DIR", str(folder))
    monkeypatch.setenv("MATCHER_CACHE_DIR", str(tmp_path / "cache"))
    return folder
