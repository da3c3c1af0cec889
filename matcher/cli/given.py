"""What a command was given: the sources and settings that its options add up to.

The options themselves are in :mod:`matcher.cli.options`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.cli.output import print_message
from matcher.core.settings.config import CONFIG_FILE, SETTINGS

if TYPE_CHECKING:
    from matcher.core.settings.config import Config
    from matcher.jobs.stages.reading import Sources
    from matcher.jobs.travel.fill_in import FillIn


def inputs(options: dict[str, Any]) -> tuple[Path, ...]:
    """Every file and folder that a command's options name, and this folder's file of settings:
    what no output may replace, as may none of the files that settings name
    (:func:`matcher.jobs.stages.reading.setting_files`). To be asked before :func:`sources`
    and :func:`settings`."""
    from matcher.intake.open.files import split_sheet

    named = [Path(CONFIG_FILE)]
    for value in options.values():
        values = value if isinstance(value, tuple) else (value,)
        named += [one for one in values if isinstance(one, Path)]
    return tuple(split_sheet(path)[0] for path in named)


def sources(options: dict[str, Any]) -> Sources:
    """The files a command was given, taken out of its options."""
    from matcher.jobs.installation.data import complete
    from matcher.jobs.stages.reading import Sources

    given = {one: options.pop(one, None) for one in ("register", "postcodes", "links", "groups")}
    offers: tuple[Path, ...] = options.pop("offers", ())
    words = given | {"offers": next(iter(offers), None)}
    left_out = {name for name, path in words.items() if str(path) == "none"}
    named = {name: None if name in left_out else path for name, path in given.items()}
    others = ("geocoder", "existing", "exclude", "decisions", "priorities", "answers", "travel")
    named |= {name: options.pop(name, None) for name in others}
    sources = Sources(
        lists=options.pop("lists"),
        performance=options.pop("performance", ()),
        offers=() if "offers" in left_out else offers,
        travel_data=options.pop("travel_data", None) or "",
        **named,
    )
    complete_sources, used = complete(sources, left_out)
    for line in used:
        print_message(line)
    return complete_sources


def fill_in(travel: str | Path | None, travel_data: str | None) -> FillIn:
    """Who tells the travel times that a finished run did not ask about."""
    from matcher.jobs.travel.fill_in import FillIn

    return FillIn(travel, travel_data or "")


def settings(options: dict[str, Any]) -> Config:
    """The settings left in a command's options, over those of the configuration file."""
    from matcher.core.settings.combine import settings as combined

    file: Path | None = options.pop("config", None)
    if file is None and Path(CONFIG_FILE).is_file():
        file = Path(CONFIG_FILE)
    for name in options.keys() & SETTINGS.keys():
        setting, value = SETTINGS[name], options[name]
        if setting.is_file:
            options[name] = str(value) if value else None
        elif setting.kind is tuple:
            options[name] = value or None
    return combined(file, **options)
