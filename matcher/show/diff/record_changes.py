"""What changed between the records of two runs: settings and inputs, which explain the rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

# Of travel times: whoever told them. An engine's address decides nothing.
_TRAVEL = ("engine", "version", "data")


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
    settings: dict[str, Any] = dict(_mapping(record.get("settings")))
    settings["areas_note"] = _mapping(record.get("areas")).get("note", "")
    settings["left_out_of_score"] = _mapping(record.get("terms")).get("left_out", [])
    travel = _mapping(record.get("travel"))
    settings |= {f"travel_{name}": travel.get(name, "") for name in _TRAVEL}
    settings["matcher_version"] = _mapping(record.get("versions")).get("matcher", "")
    flat = {}
    for name, value in settings.items():
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
    Files of one name are distinguished by content: those in both runs are paired first."""
    old, new = _files(before), _files(after)
    rows = []
    for name in sorted({*old, *new}):
        removed, added = list(old.get(name, [])), list(new.get(name, []))
        for digest in old.get(name, []):
            if digest in added:
                removed.remove(digest)
                added.remove(digest)
        for at in range(max(len(removed), len(added))):
            digest_before = removed[at] if at < len(removed) else ""
            rows.append(RecordChange(name, digest_before, added[at] if at < len(added) else ""))
    return rows


def _files(record: Mapping[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    entries = record.get("inputs")
    for entry in entries if isinstance(entries, list) else []:
        file = _mapping(entry)
        found.setdefault(str(file.get("name", "")), []).append(str(file.get("sha256", "")))
    return {name: sorted(digests) for name, digests in found.items()}
