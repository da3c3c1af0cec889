"""What changed between the records of two runs: settings and inputs, which explain the rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class RecordChange(NamedTuple):
    """A setting, or a file, and what it was and is; "" where there is none."""

    what: str
    before: str
    after: str


def setting_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[RecordChange]:
    """The settings, and what else decides a result as a setting does, that differ between two
    records, by name."""
    old, new = _settings_as_text(before), _settings_as_text(after)
    return [
        RecordChange(name, old.get(name, ""), new.get(name, ""))
        for name in sorted({*old, *new})
        if old.get(name, "") != new.get(name, "")
    ]


def _settings_as_text(record: Mapping[str, Any]) -> dict[str, str]:
    """The settings as text, those within a table under "weights.near" and the like; and
    besides them what decides a result as a setting does."""
    told: dict[str, Any] = dict(_mapping(record.get("settings")))
    told["areas_note"] = _mapping(record.get("areas")).get("note", "")
    told["left_out_of_score"] = _mapping(record.get("terms")).get("left_out", [])
    told["matcher_version"] = _mapping(record.get("versions")).get("matcher", "")
    flat = {}
    for name, value in told.items():
        if isinstance(value, Mapping):
            flat.update({f"{name}.{part}": _setting_text(inner) for part, inner in value.items()})
        else:
            flat[str(name)] = _setting_text(value)
    return flat


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _setting_text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.10g}"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def input_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[RecordChange]:
    """The files that differ between two records, by name; before and after are their SHA-256.
    Files of one name are told apart by content: those in both runs are paired first."""
    old, new = _files(before), _files(after)
    rows = []
    for name in sorted({*old, *new}):
        gone, come = list(old.get(name, [])), list(new.get(name, []))
        for digest in old.get(name, []):
            if digest in come:
                gone.remove(digest)
                come.remove(digest)
        for at in range(max(len(gone), len(come))):
            was = gone[at] if at < len(gone) else ""
            rows.append(RecordChange(name, was, come[at] if at < len(come) else ""))
    return rows


def _files(record: Mapping[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    entries = record.get("inputs")
    for entry in entries if isinstance(entries, list) else []:
        told = _mapping(entry)
        found.setdefault(str(told.get("name", "")), []).append(str(told.get("sha256", "")))
    return {name: sorted(digests) for name, digests in found.items()}
