"""Doctor: does this installation have all it needs, and does it keep its promises here?"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.core.errors import MatcherError, SettingError

if TYPE_CHECKING:
    from matcher.core.settings.config import Config
    from matcher.core.settings.declaration import Setting


def doctor() -> list[tuple[str, bool, str]]:
    """Each check by name, whether it passed, and what it found."""
    checks: list[tuple[str, Callable[[], str]]] = [
        ("versions", _versions),
        ("own data", _own_data),
        ("grid", _grid),
        ("no network", _network),
        ("writing", _writing),
        ("map library", _leaflet),
        ("pulled data", _pulled),
        ("settings", _settings),
    ]
    answers = []
    for name, check in checks:
        try:
            answers.append((name, True, check()))
        except Exception as error:  # whatever is wrong with an installation is the answer
            answers.append((name, False, f"{type(error).__name__}: {error}"))
    return answers


def _versions() -> str:
    from matcher.show.run.manifest import versions

    return ", ".join(f"{name} {version}" for name, version in versions().items())


def _own_data() -> str:
    from matcher.core.installation import resource
    from matcher.place.priority_areas.programmes import load_programme
    from matcher.profile.vocabulary import load

    load()
    resource("data", "samples")
    return f"vocabulary and areas are here ({load_programme('opportunity-areas').name})"


def _grid() -> str:
    import numpy as np

    from matcher.core.geo import TRANSFORMATION, to_degrees

    # Ordnance Survey's worked example of OSTN15: Caister water tower.
    longitude, latitude = to_degrees(np.array([651_409.8]), np.array([313_177.4]))
    off = np.hypot((longitude[0] - 1.716074) * 67_500, (latitude[0] - 52.658008) * 111_250)
    if not off < 10:
        raise RuntimeError(f"a known point is {off:.0f} m off")
    return f"a known point is {off:.1f} m off ({TRANSFORMATION})"


def _network() -> str:
    from matcher.core.geo import network_enabled

    if network_enabled():
        raise RuntimeError("the projection library may use the network")
    return "the projection library asks no server"


def _writing() -> str:
    from matcher.core.files.atomic import write_bytes

    with tempfile.TemporaryDirectory() as folder:
        write_bytes(Path(folder) / "try.txt", b"ok")
    return "files can be written"


def _leaflet() -> str:
    from importlib import metadata
    from importlib.resources import files

    data = files("xstatic.pkg.leaflet") / "data"
    size = len(data.joinpath("leaflet.js").read_bytes())
    return f"Leaflet {metadata.version('XStatic-Leaflet')} is here ({size:,} bytes)"


def _pulled() -> str:
    from matcher.core.installation import data_folder
    from matcher.jobs.installation.data import pulled

    days = pulled().days
    listed = ", ".join(f"{name} of {day}" for name, day in days.items())
    return f"{listed or 'none (matcher data pull brings some)'}, in {data_folder()}"


def _settings() -> str:
    """Which settings differ from their defaults for a run that is started here."""
    from matcher.core.settings.combine import settings
    from matcher.core.settings.config import CONFIG_FILE, SETTINGS
    from matcher.core.settings.declaration import in_environment

    here = settings(Path(CONFIG_FILE)) if Path(CONFIG_FILE).is_file() else settings()
    _look_up(here)
    own = [
        f"{name} = {getattr(here, name)!r}"
        for name, setting in SETTINGS.items()
        if getattr(here, name) != setting.default
    ]
    variables = in_environment(SETTINGS.values(), os.environ)
    for setting in SETTINGS.values():
        for variable, value in in_environment([setting], os.environ):
            _look_up_variable(setting, variable, value)
    from_file = f"from {CONFIG_FILE} here: {', '.join(own)}" if own else ""
    from_environment = ", ".join(f"{name}={value}" for name, value in variables)
    parts = [from_file, f"from the environment: {from_environment}" if variables else ""]
    return "; ".join(filter(None, parts)) or "all are at their defaults"


def _look_up(config: Config) -> None:
    """Raise :class:`SettingError` or :class:`FileError` where a setting names areas, rules, an
    activity, a subject or a column that is not there."""
    import pandas as pd

    from matcher.core.tables import PROFILE
    from matcher.intake.headers.mapping import column_mapping
    from matcher.place.priority_areas.programmes import load_programme
    from matcher.profile.measured.rules import load_rules
    from matcher.profile.narrow import narrow_profile
    from matcher.profile.vocabulary import load

    load_programme(config.areas)
    load_rules(Path(config.rules) if config.rules else None)
    column_mapping(config.columns)
    nobody = pd.DataFrame(columns=PROFILE.names).astype(PROFILE.dtypes())
    narrow_profile(nobody, load(), activities=config.activities, subjects=config.subjects)


def _look_up_variable(setting: Setting, variable: str, value: str) -> None:
    """Raise :class:`SettingError`, naming the variable, where its value names nothing."""
    from matcher.core.settings.combine import settings

    words = [word for part in value.split(";") if (word := part.strip())]
    if setting.kind not in (str, tuple):
        return  # a number or yes and no is read by the command itself
    given: Any = tuple(words) if setting.kind is tuple else value
    try:
        _look_up(settings(None, **{setting.name: given}))
    except MatcherError as error:
        raise SettingError(error.what, where=variable, hint=error.hint) from error
