"""Pages written to files, for a browser to open."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def write_pages(folder: Path, texts: Mapping[str, str]) -> dict[str, Path]:
    """Write each page into ``folder``, as its name with ".html"; the files by the same names."""
    paths = {name: folder / f"{name}.html" for name in texts}
    for name, text in texts.items():
        paths[name].write_text(text, encoding="utf-8")
    return paths
