"""What changed between two runs: pairs, schools, settings and inputs, one row a change.

A pure comparison of two runs read back (:mod:`matcher.show.run.read`). Pairs are known by both
URNs, schools by theirs, inputs by name and SHA-256. The order depends on the content alone:
settings, inputs, schools by URN, then pairs by seeker, seekers with a change at the top of
a list first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from matcher.core.schema import as_list
from matcher.core.tables import urn_key
from matcher.show.run.read import Past, read_run

__all__ = ["CHANGE_COLUMNS", "MOVED_M", "SCORE_STEP", "changes", "read_run"]

CHANGE_COLUMNS = (
    "change",
    "seeker_urn",
    "seeker_name",
    "partner_urn",
    "partner_name",
    "before",
    "after",
    "what",
)
# Scores are shown to three decimals; two that lie farther apart than this are never shown
# alike. They are kept to ten decimals, hence the half of an eleventh.
SCORE_STEP = 0.001 + 5e-11
MOVED_M = 100.0  # a school is placed to about 100 m by its postcode
_PAIR = ["seeker_urn", "partner_urn"]
_SAID = ("name", "kind", "status", "role", "area")  # of a school, in the order told


def changes(before: Past, after: Past) -> pd.DataFrame:
    """Every change from ``before`` to ``after``: text columns :data:`CHANGE_COLUMNS`.

    ``change`` is one of setting, input, school_new, school_gone, school_changed, new, gone,
    moved, score. ``what`` names what ``before`` and ``after`` are: a setting; a file (then
    they are its SHA-256); name, kind, status, role, area or place of a school (place:
    easting and northing in metres); rank, partner_rank or score of a pair. Of a pair or
    school that is new or gone they hold all there is to tell, and ``what`` is pair or
    school. Blank: nothing there. A school's own changes stand in the seeker's columns,
    whatever its role.
    """
    parts = [
        pd.DataFrame(_settings(before.record, after.record), columns=list(CHANGE_COLUMNS)),
        pd.DataFrame(_inputs(before.record, after.record), columns=list(CHANGE_COLUMNS)),
        _schools(before.schools, after.schools),
        _pairs(before.matches, after.matches),
    ]
    found = pd.concat([part.astype("str") for part in parts], ignore_index=True)
    return found[list(CHANGE_COLUMNS)]


def _row(change: str, what: str, before: str, after: str) -> tuple[str, ...]:
    return (change, "", "", "", "", before, after, what)


def _settings(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, ...]]:
    old, new = _flat(before), _flat(after)
    return [
        _row("setting", name, old.get(name, ""), new.get(name, ""))
        for name in sorted({*old, *new})
        if old.get(name, "") != new.get(name, "")
    ]


def _flat(record: Mapping[str, Any]) -> dict[str, str]:
    """The settings as text, those within a table under "weights.near" and the like; and
    besides them what decides a result as a setting does."""
    told: dict[str, Any] = dict(_mapping(record.get("settings")))
    told["areas_note"] = _mapping(record.get("areas")).get("note", "")
    told["left_out_of_score"] = _mapping(record.get("terms")).get("left_out", [])
    told["matcher_version"] = _mapping(record.get("versions")).get("matcher", "")
    flat = {}
    for name, value in told.items():
        if isinstance(value, Mapping):
            flat.update({f"{name}.{part}": _said(inner) for part, inner in value.items()})
        else:
            flat[str(name)] = _said(value)
    return flat


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.10g}"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _inputs(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Files of one name are told apart by content: those in both runs are paired first."""
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
            rows.append(_row("input", name, was, come[at] if at < len(come) else ""))
    return rows


def _files(record: Mapping[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    entries = record.get("inputs")
    for entry in entries if isinstance(entries, list) else []:
        told = _mapping(entry)
        found.setdefault(str(told.get("name", "")), []).append(str(told.get("sha256", "")))
    return {name: sorted(digests) for name, digests in found.items()}


def _both(before: pd.DataFrame, after: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """The rows of two tables side by side; ``only`` says which are in one alone."""
    both = before.merge(
        after, how="outer", on=key, suffixes=("_before", "_after"), indicator="only"
    )
    texts = [name for name in both.columns if pd.api.types.is_string_dtype(both[name].dtype)]
    both[texts] = both[texts].fillna("")
    both["new"], both["gone"] = both["only"] == "right_only", both["only"] == "left_only"
    return both


def _latest(both: pd.DataFrame, name: str) -> pd.Series:
    """A text as the later run has it, or the earlier one where it has gone."""
    return both[f"{name}_after"].where(~both["gone"], both[f"{name}_before"])


def _schools(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    both = _both(before, after, ["urn"])
    both["seeker_urn"], both["seeker_name"] = both["urn"], _latest(both, "name")
    both["partner_urn"] = both["partner_name"] = ""
    both["turn"] = _turn(both["urn"])
    stayed = ~(both["new"] | both["gone"])
    for side in ("before", "after"):
        both[f"place_{side}"] = _places(both, side)
        both[f"all_{side}"] = _all_of(both, [f"{n}_{side}" for n in ("kind", "role", "status")])
    far = np.hypot(
        both["easting_after"] - both["easting_before"],
        both["northing_after"] - both["northing_before"],
    )
    one_sided = (both["place_before"] == "") != (both["place_after"] == "")
    parts = [
        _part(both, both["new"], "school_new", "school", None, "all_after"),
        _part(both, both["gone"], "school_gone", "school", "all_before", None),
    ]
    for name in _SAID:
        differs = stayed & (both[f"{name}_before"] != both[f"{name}_after"])
        parts.append(
            _part(both, differs, "school_changed", name, f"{name}_before", f"{name}_after")
        )
    moved = stayed & ((far > MOVED_M) | one_sided)
    parts.append(_part(both, moved, "school_changed", "place", "place_before", "place_after"))
    return _joined(parts)


def _places(both: pd.DataFrame, side: str) -> list[str]:
    """Easting and northing to the metre, "" where a school is not placed."""
    return [
        "" if east != east else f"{east:.0f} {north:.0f}"
        for east, north in zip(
            as_list(both[f"easting_{side}"]), as_list(both[f"northing_{side}"]), strict=True
        )
    ]


def _all_of(both: pd.DataFrame, names: list[str]) -> list[str]:
    columns = [as_list(both[name]) for name in names]
    return [", ".join(filter(None, texts)) for texts in zip(*columns, strict=True)]


def _pairs(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    both = _both(before, after, _PAIR)
    for side in ("seeker", "partner"):
        both[f"{side}_name"] = _latest(both, f"{side}_name")
    apart = (both["score_after"] - both["score_before"]).abs() > SCORE_STEP
    changed = {
        name: _differ(both[f"{name}_before"], both[f"{name}_after"])
        for name in ("rank", "partner_rank")
    }
    tops = {name: _top(both, name, rows) for name, rows in changed.items()}
    # A change of the partner's list alone comes after one of the seeker's as high up.
    both["top"] = np.minimum(tops["rank"], tops["partner_rank"] + 0.5)
    stayed = ~(both["new"] | both["gone"])
    both["rank"], both["partner_rank"] = changed["rank"] & stayed, changed["partner_rank"] & stayed
    both["score"] = apart & stayed
    both = both[both[["new", "gone", "rank", "partner_rank", "score"]].any(axis=1)]
    both = both.assign(
        top_of_seeker=both.groupby("seeker_urn")["top"].transform("min"),
        seeker_turn=_turn(both["seeker_urn"]),
        partner_turn=_turn(both["partner_urn"]),
    ).sort_values(["top_of_seeker", "seeker_turn", "top", "partner_turn"])
    both["turn"] = np.arange(len(both))
    for side in ("before", "after"):
        for name, form in (("rank", ".0f"), ("partner_rank", ".0f"), ("score", ".3f")):
            both[f"{name}_{side}"] = _figures(both[f"{name}_{side}"], form)
        both[f"pair_{side}"] = _told(both, side)
    parts = [
        _part(both, both["new"], "new", "pair", None, "pair_after"),
        _part(both, both["gone"], "gone", "pair", "pair_before", None),
    ]
    for name, kind in (("rank", "moved"), ("partner_rank", "moved"), ("score", "score")):
        parts.append(_part(both, both[name], kind, name, f"{name}_before", f"{name}_after"))
    return _joined(parts)


def _differ(old: pd.Series, new: pd.Series) -> pd.Series:
    return (old != new) & ~(old.isna() & new.isna())


def _top(both: pd.DataFrame, name: str, changed: pd.Series) -> pd.Series:
    """How high up in a list a change is: the better rank, infinite where nothing changed."""
    best = both[[f"{name}_before", f"{name}_after"]].min(axis=1)
    return best.where(changed, np.inf).fillna(np.inf)


def _figures(values: pd.Series, form: str) -> pd.Series:
    """Figures as text, unknown as ""; each distinct one is written once."""
    listed = values.tolist()
    text = {value: "" if value != value else format(value, form) for value in set(listed)}
    # A NaN is no key of its own: what is not found is unknown.
    return pd.Series([text.get(value, "") for value in listed], index=values.index, dtype="str")


def _told(both: pd.DataFrame, side: str) -> list[str]:
    """A pair in one text: "rank 2, partner_rank 1, score 0.533"."""
    columns = [as_list(both[f"{name}_{side}"]) for name in ("rank", "partner_rank", "score")]
    return [
        (rank and f"rank {rank}, ") + (other and f"partner_rank {other}, ") + f"score {score}"
        for rank, other, score in zip(*columns, strict=True)
    ]


def _part(
    both: pd.DataFrame, rows: pd.Series, change: str, what: str, old: str | None, new: str | None
) -> pd.DataFrame:
    """The changes of one kind: the texts of two columns side by side, None for blank."""
    kept = ["turn", *CHANGE_COLUMNS[1:5], *filter(None, (old, new))]
    chosen = both.loc[rows, kept].rename(columns={old: "before", new: "after"})
    return chosen.assign(change=change, what=what, **{} if old else {"before": ""},
                         **{} if new else {"after": ""})  # fmt: skip


def _joined(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """The changes of every kind, those of one school or pair together."""
    some = [part for part in parts if len(part)] or parts[:1]
    return pd.concat(some, ignore_index=True).sort_values("turn", kind="stable")


def _turn(urns: pd.Series) -> list[int]:
    """The place of each URN in the one order of URNs."""
    listed = as_list(urns)
    place = {urn: at for at, urn in enumerate(sorted(set(listed), key=urn_key))}
    return [place[urn] for urn in listed]
