"""The settings of a run, put together from TOML and from options.

Options win over the environment, which wins over ``--config FILE`` (or ``matcher.toml`` in
the folder you stand in), which wins over the defaults. All faults are named at once.
"""

from __future__ import annotations

import datetime
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

from matcher.core.errors import SettingError
from matcher.core.settings.config import HIGHEST_KM, KM_PER_MILE, LOWEST_KM, SETTINGS, Config
from matcher.core.settings.toml_file import read_toml
from matcher.core.settings.weights import NOTHING, PRESETS, suggestion, weights_given
from matcher.core.tables import KINDS


def settings(file: Path | None = None, **options: Any) -> Config:
    """The settings of a run: defaults, then ``file``, then ``options`` that are not None.

    ``weights`` may be a preset's name, ``"near=3,gives=4"`` (terms left out weigh 0) or a
    mapping; ``max_miles`` is another way to say ``max_km``, in a file and among the options.
    Raises :class:`SettingError` naming every fault.
    """
    data = read_toml(file) if file else {}
    presets, faults = _presets(data.pop("presets", {}))
    given = {name: value for name, value in options.items() if value is not None}
    faults += _limit_in_km(data) + _limit_in_km(given)
    if "columns" in given and (saved := data.get("columns")) is not None:
        # What is mapped on the command line comes before what was saved, and adds to it.
        columns = given.pop("columns")
        if isinstance(saved, list):
            given["columns"] = (*columns, *saved)
    data.update(given)
    faults += [
        f"there is no setting {name!r}{suggestion(name, SETTINGS)}"
        for name in sorted(data.keys() - SETTINGS.keys())
    ]
    data = {name: value for name, value in data.items() if name in SETTINGS}
    if type(data.get("as_of")) is datetime.date:  # a day without quotation marks
        data["as_of"] = data["as_of"].isoformat()
    if "weights" in data:
        data["weights"], weight_faults = weights_given(data["weights"], presets)
        faults += weight_faults
    data |= {
        name: tuple(value)
        for name, value in data.items()
        if SETTINGS[name].kind is tuple and isinstance(value, list)
    }
    config = replace(Config(), **data)
    faults += _faults(config)
    if len(faults) > 1 and NOTHING in faults:
        faults.remove(NOTHING)  # it follows from another
    if faults:
        raise SettingError(
            "; ".join(faults),
            where=str(file) if file else "settings",
            hint="docs/reference/settings.md lists every setting",
        )
    return config


def _presets(own: Any) -> tuple[dict[str, Any], list[str]]:
    """The presets that there are, a file's own among them, and what is wrong with these."""
    if isinstance(own, dict):
        return {**PRESETS, **own}, []
    return {**PRESETS}, [f"presets is {own!r}, not a table of presets"]


def _limit_in_km(data: dict[str, Any]) -> list[str]:
    """Turn ``max_miles`` into ``max_km``, to be shown in both; what is wrong with it."""
    miles = data.pop("max_miles", None)
    if miles is None:
        return []
    if "max_km" in data:
        return ["max_km and max_miles are both given; give one of them"]
    if isinstance(miles, bool) or not isinstance(miles, int | float):
        return [f"max_miles is {miles!r}, not a number"]
    low, high = (limit / KM_PER_MILE for limit in (LOWEST_KM, HIGHEST_KM))
    if not low <= miles <= high:  # nor is nan
        return [f"max_miles is {miles}, not from {low:.4f} to {high:,.0f} (--max-miles)"]
    data["max_km"] = round(miles * KM_PER_MILE, 9)
    data.setdefault("miles", True)
    return []


def _faults(config: Config) -> list[str]:
    """What is wrong with the values: numbers first, then words, the day, weights, yes and no,
    lists."""

    def of(*kinds: type) -> list[str]:
        return [
            fault
            for name, setting in SETTINGS.items()
            if setting.kind in kinds
            for fault in setting.faults(getattr(config, name))
        ]

    faults = of(int, float) + of(str)
    try:
        isinstance(config.as_of, str) and config.day()
    except ValueError:
        faults.append(f"as_of is {config.as_of!r}, not a day like 2026-09-01")
    values = list(config.weights.values())
    if not all(math.isfinite(value) and value >= 0 for value in values):
        faults.append("a weight is negative or not finite")
    elif sum(values) <= 0:
        faults.append(NOTHING)
    faults += of(bool) + of(tuple)
    faults += [
        f"there is no kind {kind!r} (there are {', '.join(KINDS)})"
        for kind in (config.kinds if isinstance(config.kinds, tuple) else ())
        if kind not in KINDS
    ]
    if config.areas == "":
        faults.append("areas is not a programme's name or a file")
    return faults
