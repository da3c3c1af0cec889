"""Options that several commands share, and the settings they add up to."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from matcher.cli.output import note
from matcher.core.files import PARTNERSHIP

if TYPE_CHECKING:
    from matcher.core.config import Config
    from matcher.jobs.stages.reading import Sources

Command = TypeVar("Command", bound=Callable[..., Any])

LIST = click.Path(path_type=Path, allow_dash=True)
FILE = click.Path(path_type=Path)
# A day, as files have it or as it is written by hand in England.
DAY = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])


def date_of(given: datetime.datetime | None) -> datetime.date:
    """The day that was given; today where none was."""
    return given.date() if given else datetime.date.today()


class _Folder(click.Path):
    """The folder of a partnership; its record, named outright, stands for its folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        return path.parent if path.name == PARTNERSHIP and path.is_file() else path


FOLDER = _Folder(path_type=Path)


def _all(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def reading(command: Command) -> Command:
    """Lists and what places and completes them."""
    return _all(
        click.argument("lists", metavar="LIST...", type=LIST, nargs=-1, required=True),
        click.option(
            "--register",
            type=FILE,
            help="The national register (GIAS); fills gaps by URN and finds schools by name. "
            "What matcher data pull brought is used where none is given; none leaves it out.",
        ),
        click.option(
            "--postcodes",
            type=FILE,
            help="Code-Point Open (zip or folder) or ONS Postcode Directory (CSV); as above, "
            "what was pulled is used where none is given, and none leaves it out.",
        ),
        click.option(
            "--geocoder",
            metavar="postcodes.io|URL",
            help="A service to ask, over the network, for postcodes that no file places.",
        ),
        click.option(
            "--links",
            type=FILE,
            help="The register's links between schools: closed ones lead to their successors.",
        ),
        click.option(
            "--prefer",
            type=click.Choice(["later", "earlier"]),
            help="Which list is right where two contradict each other (default later).",
        ),
        click.option(
            "--areas",
            metavar="NAME|FILE",
            help="Priority areas: opportunity-areas (default), education-investment-areas, "
            "priority-education-investment-areas, or your own codes (CSV) or polygons.",
        ),
        click.option(
            "--include-special",
            is_flag=True,
            default=None,
            help="Independent special schools are partners too.",
        ),
        click.option(
            "--performance",
            type=FILE,
            multiple=True,
            help="Published tables (key stages 2, 4, 5, census, workforce, destinations; any "
            "years): needs and strengths by figures. May be given more than once.",
        ),
        click.option("--rules", type=FILE, help="Your own rules for published figures (TOML)."),
        click.option(
            "--priorities",
            type=FILE,
            help="What a region, authority, trust or area wants improved (CSV, XLSX); becomes "
            "needs of its schools. matcher template --priorities makes an empty one.",
        ),
        click.option(
            "--wording/--no-wording",
            default=None,
            help="Read needs and strengths from sentences (default) or from tags alone.",
        ),
        click.option(
            "--activity",
            "activities",
            multiple=True,
            help="Only needs and strengths of this activity (T3, or its name); repeatable.",
        ),
        click.option(
            "--subject", "subjects", multiple=True, help="Only those of this subject; repeatable."
        ),
        click.option(
            "--between",
            type=click.Choice(["roles", "all"]),
            help="roles: seekers with partners (default); all: any with any.",
        ),
        click.option(
            "--config", type=FILE, help="Settings in TOML; ./matcher.toml is read if it is there."
        ),
    )(command)


def ranking(command: Command) -> Command:
    """What decides who is ranked, and how."""
    return _all(
        click.option("-k", type=int, help="How many in each list (default 5)."),
        click.option("--max-km", type=float, help="Farthest distance in km (default 40)."),
        click.option(
            "--weights",
            metavar="PRESET|k=v,..",
            help="balanced (default), nearest, opportunity, or like near=3,gives=4,gains=2.",
        ),
        click.option("--half-km", type=float, help="near halves every so many km (default 10)."),
        click.option(
            "--from-register",
            type=click.Choice(["auto", "none", "partners", "seekers", "both"]),
            help="Which schools that only the register names take part; auto: the side your "
            "lists leave empty.",
        ),
        click.option(
            "--phase", "phases", multiple=True, help="Only seekers of this phase; repeatable."
        ),
        click.option(
            "--region", "regions", multiple=True, help="Only seekers of this region; repeatable."
        ),
        click.option(
            "--kind",
            "kinds",
            type=click.Choice(["independent", "state", "university", "college", "other"]),
            multiple=True,
            help="Only partners of this kind; repeatable.",
        ),
        click.option(
            "--reciprocal",
            is_flag=True,
            default=None,
            help="Only pairs of which both sides are known to gain.",
        ),
        click.option(
            "--existing",
            type=FILE,
            help="Pairs that are partners already (CSV, XLSX), or a folder of partnerships.",
        ),
        click.option("--exclude", type=FILE, help="Pairs or schools to leave out (CSV, XLSX)."),
    )(command)


def sources(options: dict[str, Any]) -> Sources:
    """The files a command was given, taken out of its options."""
    from matcher.jobs.installation.data import complete
    from matcher.jobs.stages.reading import Sources

    names = ("register", "postcodes", "links")
    given: dict[str, Path | None] = {name: options.pop(name, None) for name in names}
    left_out = {name for name, path in given.items() if str(path) == "none"}
    named = {name: None if name in left_out else path for name, path in given.items()}
    sources = Sources(
        lists=options.pop("lists"),
        geocoder=options.pop("geocoder", None),
        existing=options.pop("existing", None),
        exclude=options.pop("exclude", None),
        performance=options.pop("performance", ()),
        priorities=options.pop("priorities", None),
        **named,
    )
    complete_sources, used = complete(sources, left_out)
    for line in used:
        note(line)
    return complete_sources


def settings(options: dict[str, Any]) -> Config:
    """The settings left in a command's options, over those of the configuration file."""
    from matcher.core.config import settings as combined

    file: Path | None = options.pop("config", None)
    if file is None and Path("matcher.toml").is_file():
        file = Path("matcher.toml")
    rules: Path | None = options.pop("rules", None)
    options["rules"] = str(rules) if rules else None
    for name in ("activities", "subjects", "phases", "regions", "kinds"):
        options[name] = options.pop(name, ()) or None
    return combined(file, **options)
