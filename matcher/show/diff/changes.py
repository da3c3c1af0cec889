"""What changed between two runs: pairs, schools, settings and inputs, one row a change.

A pure comparison of two runs read back (:mod:`matcher.show.run.read_back`). Pairs are known by both
URNs, schools by theirs, inputs by name and SHA-256. The order depends on the content alone:
settings, inputs, schools by URN, then pairs by seeker, seekers with a change at the top of
a list first.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from matcher.core.schema import as_list
from matcher.core.tables import urn_key
from matcher.show.diff.record_changes import RecordChange, input_changes, setting_changes
from matcher.show.run.read_back import RunLists

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
# The places of a pair in the lists, in the order told, and how far each comes after a change of
# the seeker's own list that is as high up.
_AFTER = {"rank": 0.0, "worth_asking": 0.25, "partner_rank": 0.5, "phase_rank": 0.75}
_PLACES = tuple(_AFTER)
_COMPARED = ("name", "kind", "status", "role", "area")  # of a school, in the order told


def changes(before: RunLists, after: RunLists) -> pd.DataFrame:
    """Every change from ``before`` to ``after``: text columns :data:`CHANGE_COLUMNS`.

    ``change`` is one of setting, input, school_new, school_gone, school_changed, new, gone,
    moved, score. ``what`` names what ``before`` and ``after`` are: a setting; a file (then
    they are its SHA-256); name, kind, status, role, area or place of a school (place:
    easting and northing in metres); rank, worth_asking, partner_rank, phase_rank or score of a
    pair. Of a pair or
    school that is new or gone they hold all there is to tell, and ``what`` is pair or
    school. Blank: nothing there. A school's own changes stand in the seeker's columns,
    whatever its role.
    """
    parts = [
        _of_run("setting", setting_changes(before.record, after.record)),
        _of_run("input", input_changes(before.record, after.record)),
        _schools(before.schools, after.schools),
        _pairs(before.matches, after.matches),
    ]
    found = pd.concat([part.astype("str") for part in parts], ignore_index=True)
    return found[list(CHANGE_COLUMNS)]


def _of_run(change: str, rows: Sequence[RecordChange]) -> pd.DataFrame:
    texts = [(change, "", "", "", "", row.before, row.after, row.what) for row in rows]
    return pd.DataFrame(texts, columns=list(CHANGE_COLUMNS))


def counts(changes: pd.DataFrame) -> dict[str, int]:
    """How many pairs, schools, settings and inputs changed, and in which way. A pair that
    moved in both lists counts once, as does a school that changed in several ways."""
    kind = changes["change"]

    def several(wanted: str) -> int:
        rows = changes[kind == wanted]
        return len(rows.drop_duplicates(["seeker_urn", "partner_urn"]))

    return {
        "pairs_new": int((kind == "new").sum()),
        "pairs_gone": int((kind == "gone").sum()),
        "pairs_moved": several("moved"),
        "pairs_scored_differently": int((kind == "score").sum()),
        "schools_new": int((kind == "school_new").sum()),
        "schools_gone": int((kind == "school_gone").sum()),
        "schools_changed": several("school_changed"),
        "settings": int((kind == "setting").sum()),
        "inputs": int((kind == "input").sum()),
    }


def _outer_join(before: pd.DataFrame, after: pd.DataFrame, key: list[str]) -> pd.DataFrame:
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
    both = _outer_join(before, after, ["urn"])
    both["seeker_urn"], both["seeker_name"] = both["urn"], _latest(both, "name")
    both["partner_urn"] = both["partner_name"] = ""
    both["turn"] = _urn_order(both["urn"])
    stayed = ~(both["new"] | both["gone"])
    for side in ("before", "after"):
        both[f"place_{side}"] = _places(both, side)
        both[f"all_{side}"] = _joined_texts(
            both, [f"{n}_{side}" for n in ("kind", "role", "status")]
        )
    far = np.hypot(
        both["easting_after"] - both["easting_before"],
        both["northing_after"] - both["northing_before"],
    )
    one_sided = (both["place_before"] == "") != (both["place_after"] == "")
    parts = [
        _change_rows(both, both["new"], "school_new", "school", None, "all_after"),
        _change_rows(both, both["gone"], "school_gone", "school", "all_before", None),
    ]
    for name in _COMPARED:
        differs = stayed & (both[f"{name}_before"] != both[f"{name}_after"])
        parts.append(
            _change_rows(both, differs, "school_changed", name, f"{name}_before", f"{name}_after")
        )
    moved = stayed & ((far > MOVED_M) | one_sided)
    parts.append(
        _change_rows(both, moved, "school_changed", "place", "place_before", "place_after")
    )
    return _in_order(parts)


def _places(both: pd.DataFrame, side: str) -> list[str]:
    """Easting and northing to the metre, "" where a school is not placed."""
    return [
        "" if east != east else f"{east:.0f} {north:.0f}"
        for east, north in zip(
            as_list(both[f"easting_{side}"]), as_list(both[f"northing_{side}"]), strict=True
        )
    ]


def _joined_texts(both: pd.DataFrame, names: list[str]) -> list[str]:
    columns = [as_list(both[name]) for name in names]
    return [", ".join(filter(None, texts)) for texts in zip(*columns, strict=True)]


def _compared_alike(matches: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """The pairs of a run with the places that both runs tell of: what an earlier version did not
    look for is nothing new. Places that neither tells of are blank."""
    told = [name for name in _PLACES if name in matches and name in other]
    untold = [name for name in _PLACES if name in matches and name not in other]
    only_there = matches[untold].notna().any(axis=1) & matches[told].isna().all(axis=1)
    blank = {name: np.nan for name in _PLACES if name not in told}
    return matches[~only_there].assign(**blank)


def _pairs(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    alike = _compared_alike(before, after), _compared_alike(after, before)
    both = _outer_join(*alike, _PAIR)
    for side in ("seeker", "partner"):
        both[f"{side}_name"] = _latest(both, f"{side}_name")
    scored_differently = (both["score_after"] - both["score_before"]).abs() > SCORE_STEP
    changed = {name: _differ(both[f"{name}_before"], both[f"{name}_after"]) for name in _PLACES}
    # A change of another list comes after one of the seeker's as high up.
    both["top"] = np.minimum.reduce(
        [_top(both, name, rows) + _AFTER[name] for name, rows in changed.items()]
    )
    stayed = ~(both["new"] | both["gone"])
    for name, rows in changed.items():
        both[name] = rows & stayed
    both["score"] = scored_differently & stayed
    both = both[both[["new", "gone", *_PLACES, "score"]].any(axis=1)]
    both = both.assign(
        top_of_seeker=both.groupby("seeker_urn")["top"].transform("min"),
        seeker_turn=_urn_order(both["seeker_urn"]),
        partner_turn=_urn_order(both["partner_urn"]),
    ).sort_values(["top_of_seeker", "seeker_turn", "top", "partner_turn"])
    both["turn"] = np.arange(len(both))
    for side in ("before", "after"):
        for name, form in (*((name, ".0f") for name in _PLACES), ("score", ".3f")):
            both[f"{name}_{side}"] = _figures(both[f"{name}_{side}"], form)
        both[f"pair_{side}"] = _pair_texts(both, side)
    parts = [
        _change_rows(both, both["new"], "new", "pair", None, "pair_after"),
        _change_rows(both, both["gone"], "gone", "pair", "pair_before", None),
    ]
    for name, kind in (*((name, "moved") for name in _PLACES), ("score", "score")):
        parts.append(_change_rows(both, both[name], kind, name, f"{name}_before", f"{name}_after"))
    return _in_order(parts)


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


def _pair_texts(both: pd.DataFrame, side: str) -> list[str]:
    """A pair in one text: "rank 2, partner_rank 1, score 0.533"."""
    names = (*_PLACES, "score")
    columns = [as_list(both[f"{name}_{side}"]) for name in names]
    return [
        ", ".join(f"{name} {text}" for name, text in zip(names, texts, strict=True) if text)
        for texts in zip(*columns, strict=True)
    ]


def _change_rows(
    both: pd.DataFrame, rows: pd.Series, change: str, what: str, old: str | None, new: str | None
) -> pd.DataFrame:
    """The changes of one kind: the texts of two columns side by side, None for blank."""
    columns = ["turn", *CHANGE_COLUMNS[1:5], *filter(None, (old, new))]
    chosen = both.loc[rows, columns].rename(columns={old: "before", new: "after"})
    return chosen.assign(change=change, what=what, **{} if old else {"before": ""},
                         **{} if new else {"after": ""})  # fmt: skip


def _in_order(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """The changes of every kind, those of one school or pair together."""
    some = [part for part in parts if len(part)] or parts[:1]
    return pd.concat(some, ignore_index=True).sort_values("turn", kind="stable")


def _urn_order(urns: pd.Series) -> list[int]:
    """The place of each URN in the one order of URNs."""
    listed = as_list(urns)
    place = {urn: at for at, urn in enumerate(sorted(set(listed), key=urn_key))}
    return [place[urn] for urn in listed]
