"""Options that several commands share, and the settings they add up to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from matcher.core.config import Config
    from matcher.jobs.stages import Sources

Command = TypeVar("Command", bound=Callable[..., Any])

LIST = click.Path(path_type=Path, allow_dash=True)
FILE = click.Path(path_type=Path)


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
            "--register", type=FILE, help="The national register (GIAS); fills gaps by URN."
        ),
        click.option(
            "--postcodes",
            type=FILE,
            help="Code-Point Open (zip or folder) or ONS Postcode Directory (CSV).",
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
        click.option("--existing", type=FILE, help="Pairs that are partners already (CSV, XLSX)."),
        click.option("--exclude", type=FILE, help="Pairs or schools to leave out (CSV, XLSX)."),
    )(command)


def sources(options: dict[str, Any]) -> Sources:
    """The files a command was given, taken out of its options."""
    from matcher.jobs.stages import Sources

    return Sources(
        lists=options.pop("lists"),
        register=options.pop("register", None),
        postcodes=options.pop("postcodes", None),
        existing=options.pop("existing", None),
        exclude=options.pop("exclude", None),
    )


def settings(options: dict[str, Any]) -> Config:
    """The settings left in a command's options, over those of the configuration file."""
    from matcher.core.config import settings as combined

    file: Path | None = options.pop("config", None)
    if file is None and Path("matcher.toml").is_file():
        file = Path("matcher.toml")
    return combined(file, **options)
