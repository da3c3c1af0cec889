"""Every setting of a run, in one frozen object, from TOML and from options.

Options win over ``--config FILE`` (or ``matcher.toml`` in the folder one stands in), which
wins over the defaults below. All faults are named at once.
"""

from __future__ import annotations

import datetime
import math
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from matcher.core.errors import SettingError
from matcher.core.tables import KINDS

TERMS = ("near", "opportunity", "gives", "gains")

# What each part of the score weighs. "balanced" lets distance and covered needs count
# alike, a little more than reciprocity and area; the other two lean one way. These are
# choices of policy, not findings: an office sets its own.
PRESETS: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "balanced": {"near": 0.3, "opportunity": 0.2, "gives": 0.3, "gains": 0.2},
        "nearest": {"near": 0.7, "opportunity": 0.1, "gives": 0.1, "gains": 0.1},
        "opportunity": {"near": 0.2, "opportunity": 0.5, "gives": 0.2, "gains": 0.1},
    }
)

_NOTHING = "every weight is 0, so nothing could be ranked"
BETWEEN = ("roles", "all")
PREFER = ("later", "earlier")
NARROWED = ("activities", "subjects", "phases", "regions", "kinds")
FROM_REGISTER = ("auto", "none", "partners", "seekers", "both")


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one run.

    Distances are kilometres in a straight line. ``weights`` need not sum to 1; they are
    made to. ``half_km``: the term ``near`` halves every so many km; ``half_area_km``: so
    does ``opportunity`` outside an area.
    """

    k: int = 5
    max_km: float = 40.0  # 25 miles; no source gives a threshold for partnerships
    weights: Mapping[str, float] = field(default_factory=lambda: dict(PRESETS["balanced"]))
    half_km: float = 10.0
    half_area_km: float = 10.0
    areas: str = "opportunity-areas"
    between: str = "roles"
    include_special: bool = False
    from_register: str = "auto"
    prefer: str = "later"  # which list is right where two contradict each other
    beyond: int = 3  # how many are shown to a seeker that has nobody within max_km
    max_phase_gap_years: float = 4.0
    as_of: str = ""  # the day (YYYY-MM-DD) by which schools have closed; "": the day of the run
    workbook_pairs: int = 20_000  # above it the workbook is written only on request
    wording: bool = True  # whether needs and strengths are read from sentences
    rules: str = ""  # rules of one's own for published figures (TOML), over the built-in ones
    # What a run is narrowed to; empty: to nothing. Activities and subjects are those of the
    # tags that count, phases and regions those of the seekers, kinds those of the partners.
    activities: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    reciprocal: bool = False  # only pairs of which both sides are known to gain

    def shares(self) -> dict[str, float]:
        """The weights made to sum to 1, in the order of the terms."""
        total = math.fsum(self.weights[term] for term in TERMS)
        return {term: self.weights[term] / total for term in TERMS}

    def as_dict(self) -> dict[str, Any]:
        """The settings as plain data, for ``run.json``."""
        weights = {t: self.weights[t] for t in TERMS}
        return {**asdict(self), "weights": weights, "as_of": self.day().isoformat()}

    def day(self) -> datetime.date:
        """The day as of which schools are open or closed."""
        if self.as_of:
            return datetime.date.fromisoformat(self.as_of)
        return datetime.date.today()


def settings(file: Path | None = None, **options: Any) -> Config:
    """The settings of a run: defaults, then ``file``, then ``options`` that are not None.

    ``weights`` may be a preset's name, ``"near=3,gives=4"`` (terms left out weigh 0) or a
    mapping. Raises :class:`SettingError` naming every fault.
    """
    data = _from_toml(file) if file else {}
    presets = {**PRESETS, **data.pop("presets", {})}
    data.update({name: value for name, value in options.items() if value is not None})
    known = {f.name for f in fields(Config)}
    faults = [
        f"there is no setting {name!r}{_suggest(name, known)}"
        for name in sorted(data.keys() - known)
    ]
    data = {name: value for name, value in data.items() if name in known}
    if "weights" in data:
        data["weights"], weight_faults = _weights(data["weights"], presets)
        faults += weight_faults
    data |= {name: tuple(data[name]) for name in NARROWED if isinstance(data.get(name), list)}
    config = replace(Config(), **data)
    faults += _faults(config)
    if len(faults) > 1 and _NOTHING in faults:
        faults.remove(_NOTHING)  # it follows from another
    if faults:
        raise SettingError(
            "; ".join(faults), where=str(file) if file else "settings", hint="see README, Settings"
        )
    return config


def _from_toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SettingError(f"cannot be read: {error.strerror}", where=str(file)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingError(f"is not valid TOML: {error}", where=str(file)) from None


def _weights(
    given: object, presets: Mapping[str, Mapping[str, float]]
) -> tuple[dict[str, float], list[str]]:
    if isinstance(given, str):
        if given in presets:
            return _weights(presets[given], presets)
        pairs = [piece.partition("=") for piece in given.split(",") if piece.strip()]
        if not all(equals for _, equals, _ in pairs) or not pairs:
            listed = ", ".join(presets)
            return dict(PRESETS["balanced"]), [
                f"weights {given!r} is neither a preset ({listed}) nor like near=3,gives=4"
            ]
        given = {name.strip(): value.strip() for name, _, value in pairs}
    if not isinstance(given, Mapping):
        return dict(PRESETS["balanced"]), [f"weights {given!r} is not a table of terms"]
    faults = [
        f"there is no term {name!r}{_suggest(str(name), set(TERMS))}"
        for name in given
        if name not in TERMS
    ]
    weights = dict.fromkeys(TERMS, 0.0)
    for term in TERMS:
        try:
            weights[term] = float(given.get(term, 0.0))
        except (TypeError, ValueError):
            faults.append(f"weight of {term} is {given[term]!r}, not a number")
    return weights, faults


def _faults(config: Config) -> list[str]:
    faults = []
    for name, low, high in (
        ("k", 1, 1000),
        ("max_km", 0.001, 2000),
        ("half_km", 0.001, 2000),
        ("half_area_km", 0.001, 2000),
        ("beyond", 0, 100),
        ("max_phase_gap_years", 0, 100),
        ("workbook_pairs", 0, 1_000_000),
    ):
        value = getattr(config, name)
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not low <= value <= high
        ):
            faults.append(f"{name} is {value!r}, not a number from {low:g} to {high:g}")
        elif name in ("k", "beyond", "workbook_pairs") and value != int(value):
            faults.append(f"{name} is {value!r}, not a whole number")
    for name, choices in (
        ("between", BETWEEN),
        ("from_register", FROM_REGISTER),
        ("prefer", PREFER),
    ):
        if getattr(config, name) not in choices:
            faults.append(f"{name} is {getattr(config, name)!r}, not one of {', '.join(choices)}")
    try:
        config.day()
    except (TypeError, ValueError):
        faults.append(f"as_of is {config.as_of!r}, not a day like 2026-09-01")
    values = list(config.weights.values())
    if not all(math.isfinite(value) and value >= 0 for value in values):
        faults.append("a weight is negative or not finite")
    elif sum(values) <= 0:
        faults.append(_NOTHING)
    for name in ("include_special", "wording", "reciprocal"):
        if not isinstance(getattr(config, name), bool):
            faults.append(f"{name} is {getattr(config, name)!r}, not true or false")
    for name in NARROWED:
        texts = getattr(config, name)
        if not isinstance(texts, tuple) or not all(isinstance(text, str) for text in texts):
            faults.append(f"{name} is {texts!r}, not a list of words")
    faults += [
        f"there is no kind {kind!r} (there are {', '.join(KINDS)})"
        for kind in config.kinds
        if kind not in KINDS
    ]
    if not isinstance(config.rules, str):
        faults.append("rules is not a file")
    if not isinstance(config.areas, str) or not config.areas:
        faults.append("areas is not a programme's name or a file")
    return faults


def _suggest(name: str, known: set[str]) -> str:
    from rapidfuzz import process

    best = process.extractOne(name, sorted(known), score_cutoff=60)
    return f" (did you mean {best[0]!r}?)" if best else ""
