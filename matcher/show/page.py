"""The parts of the map's page that are files of our own."""

from __future__ import annotations

from pathlib import Path

_TEMPLATES = Path(__file__).resolve().parent / "templates"


def template(name: str) -> str:
    """The text of one of our own templates."""
    return (_TEMPLATES / name).read_text(encoding="utf-8")
