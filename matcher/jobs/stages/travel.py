"""Travel times of a run: what ``--travel`` names, ready to be asked by the ranking.

The engine, or the file of minutes, is asked for single pairs; everything else about travel time is
told by the settings (:class:`matcher.core.settings.config.Config`).
"""

from __future__ import annotations

from matcher.core.errors import SettingError
from matcher.core.settings.config import Config
from matcher.jobs.stages.reading import Sources

_GIVE = "give --travel osrm=URL, --travel valhalla=URL or --travel FILE.csv, a file of minutes"


def check_travel(sources: Sources, config: Config) -> None:
    """Refuse what cannot be meant, before any work. Raises :class:`SettingError`."""
    if sources.travel is not None:
        raise SettingError("travel times are not here yet", where="travel")
    if config.max_minutes > 0:
        raise SettingError(
            "a limit in minutes needs travel times",
            where="max_minutes",
            hint=f"{_GIVE}; or limit the distance with --max-km",
        )
    if sources.travel_data:
        raise SettingError(
            "there is no engine whose roads could be of that day",
            where="travel_data",
            hint="give it with --travel osrm=URL",
        )
