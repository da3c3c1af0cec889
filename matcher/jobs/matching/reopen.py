"""A finished run read from its folder: its tables, settings and gates, ready to be asked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.core.config import Config, settings
from matcher.core.errors import FileError, SettingError

if TYPE_CHECKING:
    from matcher.match.explain import Asked
    from matcher.show.run.kept import Kept


@dataclass(frozen=True, slots=True)
class ReopenedRun:
    """A finished run: what its folder keeps, its settings, and the ranking to ask."""

    kept: Kept
    config: Config
    asked: Asked

    @property
    def area_title(self) -> str:
        """What one priority area of the run is called."""
        return str(self.kept.record["areas"]["title"])

    @property
    def attribution(self) -> tuple[str, ...]:
        """The lines that whatever is made of the run must carry."""
        return tuple(map(str, self.kept.record["attribution"]))


def reopen_run(folder: Path) -> ReopenedRun:
    """The run in ``folder``. Raises :class:`FileError` where there is none, where its
    files have changed, or where it is of an earlier version."""
    from matcher.match.explain import Asked
    from matcher.match.gates import Barred
    from matcher.show.run.kept import read_kept

    kept = read_kept(folder)
    try:
        config = settings(**kept.record["settings"])
        ruled_out = kept.record["barred"]
        barred = Barred(
            existing=_pairs(ruled_out["existing"]),
            excluded_pairs=_pairs(ruled_out["excluded_pairs"]),
            excluded_schools=frozenset(ruled_out["excluded_schools"]),
            declined=_pairs(ruled_out.get("declined", ())),  # earlier runs have none apart
        )
        str(kept.record["areas"]["title"]), tuple(kept.record["attribution"])
    except (KeyError, TypeError, ValueError, SettingError) as error:
        raise FileError(
            f"the record of the run cannot be used ({error})",
            where=str(folder),
            hint="run the match again",
        ) from None
    return ReopenedRun(kept, config, Asked(kept.schools, kept.profile, config, barred))


def _pairs(given: Any) -> frozenset[tuple[str, str]]:
    return frozenset((str(one), str(other)) for one, other in given)
