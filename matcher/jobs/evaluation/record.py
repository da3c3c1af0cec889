"""What every evaluation keeps beside its answer: how it was made, from which files, and what is
to be said of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from matcher.core.calendar.school_years import called


@dataclass(frozen=True, slots=True)
class EvaluationRecord:
    """How an evaluation was made.

    ``names``: of schools, by URN. ``notes``: what to say of the files; ``attribution``: whose
    data they are. ``settings``: everything it was made with, by name; ``inputs``: name, size and
    SHA-256 of each file."""

    names: dict[str, str]
    notes: tuple[str, ...]
    attribution: tuple[str, ...]
    settings: dict[str, Any]
    inputs: list[dict[str, Any]]

    def kept(self) -> dict[str, Any]:
        """Plain data for JSON: ``settings``, ``inputs``, ``versions``, ``notes`` and
        ``attribution``."""
        from matcher.show.run.manifest import versions

        return {
            "settings": self.settings,
            "inputs": self.inputs,
            "versions": versions(),
            "notes": list(self.notes),
            "attribution": list(self.attribution),
        }

    def how(self) -> list[str]:
        """Each setting as a line for people, then the notes."""
        settings = self.settings | {
            name: list(map(called, self.settings[name])) for name in ("before", "after")
        }
        return [*(f"{name}: {_setting_text(one)}" for name, one in settings.items()), *self.notes]

    def school(self, urn: str) -> str:
        """A school as people know it: its name, where that is known, and URN."""
        name = self.names.get(urn)
        return f"{name} ({urn})" if name else f"URN {urn}"


def _setting_text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "none"
    if isinstance(value, bool):  # for 1 == True
        return "yes" if value else "no"
    return "none" if value is None else str(value)
