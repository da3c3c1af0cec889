"""Options that several commands share; what they add up to is in :mod:`matcher.cli.given`.

The options of settings are made from their declaration (:mod:`matcher.core.settings.config`).
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from matcher.cli.output import print_error
from matcher.cli.value_types import Choices, Words, offering
from matcher.core.figures.number_format import counted
from matcher.core.files.names import PARTNERSHIP
from matcher.core.files.reading import is_pipe_or_device
from matcher.core.files.windows import is_too_long
from matcher.core.settings.config import SETTINGS, is_engine

if TYPE_CHECKING:
    from matcher.core.settings.declaration import Setting

Command = TypeVar("Command", bound=Callable[..., Any])


class _File(click.Path):
    """A file. A pipe or a device is refused: it can be read but once, or never ends, and a
    file that takes its place would break the machine."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        try:
            is_odd = is_pipe_or_device(path)
        except (OSError, ValueError) as error:  # else whoever opens it says why it cannot be
            if isinstance(error, OSError) and is_too_long(error):
                self.fail(f"{str(path)[:40]}…: the path is too long: choose a shorter one.",
                          param, ctx)  # fmt: skip
            is_odd = False
        if is_odd:
            self.fail(f"{path} is a pipe or a device, not a file. Save it as a file first.",
                      param, ctx)  # fmt: skip
        return path


class _Travel(_File):
    """An engine with its address (osrm=URL, valhalla=URL), as text; or a file of minutes."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, str) and (is_engine(value) or "://" in value):
            return value  # an address without its engine is no file; the job says what to give
        return super().convert(value, param, ctx)


class _OutFile(click.Path):
    """The file to write, where a command writes one alone: no folder that is to be made."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, str) and value.endswith(("/", os.sep)) and not Path(value).exists():
            self.fail(f"{value} is the name of a folder; give that of one file", param, ctx)
        return super().convert(value, param, ctx)


LIST = _File(path_type=Path, allow_dash=True)
FILE = _File(path_type=Path)
OUT = click.Path(path_type=Path, allow_dash=True)  # a pipe or a device is written to
OUT_FILE = _OutFile(path_type=Path, allow_dash=True)
# A day, as files have it or as it is written by hand in England.
DAY = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])


def date_of(given: datetime.datetime | None) -> datetime.date:
    """The day that was given; today where none was."""
    return given.date() if given else datetime.date.today()


class _Folder(_File):
    """The folder of a partnership; its record, named outright, stands for its folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        path: Path = super().convert(value, param, ctx)
        return path.parent if path.name == PARTNERSHIP and path.is_file() else path


FOLDER = _Folder(path_type=Path)


def _all(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def _times_from(metavar: str, told: str) -> Callable[[Command], Command]:
    """The options that name who tells how long the way takes."""
    manners = "Only coordinates go to the engine, and to no other address."
    return _all(
        click.option("--travel", type=_Travel(path_type=Path), metavar=metavar,
                     help=f"{told} {manners}"),
        click.option(
            "--travel-data",
            metavar="TEXT",
            help="Of what day the roads of an OSRM engine are, for the record; OSRM does not say. "
            "Example: 2026-10-01.",
        ),
    )  # fmt: skip


_ENGINES = "osrm=URL|valhalla=URL"
_OR_A_FILE = "ask this routing engine, over the network, or read this file of minutes."
travel_options = _times_from(f"{_ENGINES}|FILE.csv", f"Count nearness by travel time: {_OR_A_FILE}")
# Of a finished run, and of a command that writes a file of minutes.
fill_in_options = _times_from(
    f"{_ENGINES}|FILE.csv", f"For pairs whose travel times the run did not ask for: {_OR_A_FILE}"
)
engine_options = _times_from(_ENGINES, "The routing engine to ask, over the network.")

STRICT = click.option("--strict", is_flag=True, help="Exit with code 3 if rows were rejected.")
STRICT_MATCH = click.option(
    "--strict",
    is_flag=True,
    help="Exit with code 3 if rows were rejected, or if the routing engine gave up or said "
    "nothing about some places.",
)

WORKBOOK = click.option(
    "--workbook",
    type=click.Choice(["accessible", "working"]),
    default="accessible",
    show_default=True,
    help="How the workbook is: accessible, to read, print and publish, or working, with filters, a "
    "heading row that stays, bars, links to the map, and drop-downs for what you decide.",
)

FORCE = click.option(
    "--force",
    is_flag=True,
    help="Replace a file that is there already. A dated copy of it is kept beside it.",
)


def exit_if_rejected(strict: bool, rejected: int, gave_up: str = "") -> None:
    """Leave with exit code 3 where rows were rejected, or an engine gave up (``gave_up``: what it
    left without an answer, in words), and ``--strict`` was given."""
    if not strict or not (rejected or gave_up):
        return
    if rejected:
        print_error(f"{counted(rejected, 'row was', 'rows were')} rejected (--strict)")
    if gave_up:
        print_error("the routing engine gave up, or said nothing about some places (--strict)")
    raise click.exceptions.Exit(3)


def option_of(setting: str | Setting) -> Callable[[Command], Command]:
    """The option of a setting, of one of a run by its name. Without it the option is None, or
    empty where it may be repeated: so a configuration file can say it."""
    setting = SETTINGS[setting] if isinstance(setting, str) else setting
    several = setting.kind is tuple
    form: dict[str, Any] = {"multiple": True, "type": Words()} if several else {}
    if setting.kind is bool:
        form = {"is_flag": True, "default": None}
    elif setting.is_file:
        form |= {"type": FILE}
    elif setting.choices:
        form |= {"type": (Choices if several else click.Choice)(setting.choices)}
    elif setting.kind in (int, float):
        form |= {"type": setting.kind}
    form |= offering(setting.names, or_file="FILE" in setting.metavar)
    return click.option(
        setting.option,
        setting.name,
        **form | {"metavar": setting.metavar or None, "help": setting.option_help()},
    )


def source_options(command: Command) -> Command:
    """The options of every command that reads lists: what completes and places them, and
    which needs and strengths count."""
    return _all(
        click.argument("lists", metavar="LIST...", type=LIST, nargs=-1, required=True),
        click.option(
            "--register",
            type=FILE,
            help="The national register of schools (GIAS). It fills gaps in your list and finds "
            "schools by name. Default: what matcher data pull fetched; none: use no register.",
        ),
        click.option(
            "--postcodes",
            type=FILE,
            help="Code-Point Open (zip or folder) or ONS Postcode Directory (CSV). Default: what "
            "matcher data pull fetched; none: use no file.",
        ),
        click.option(
            "--geocoder",
            metavar="postcodes.io|URL",
            help="Ask this service, over the network, for postcodes that are in no file.",
        ),
        click.option(
            "--links",
            type=FILE,
            help="The register's links: which school took the place of one that closed. "
            "Default and none: as for --register.",
        ),
        click.option(
            "--groups",
            type=FILE,
            help="The register's file of groups (alllinksdata), or a folder that holds it. It "
            "names the trust or federation of each school where the register does not. Default and "
            "none: as for --register.",
        ),
        option_of("columns"),
        option_of("prefer"),
        option_of("within"),
        option_of("areas"),
        option_of("include_special"),
        click.option(
            "--performance",
            type=FILE,
            multiple=True,
            help="Read likely needs and strengths from the Department's published tables (key "
            "stages 2, 4 and 5, destinations, census, workforce; any years, older and current "
            "forms), a file or a folder. You may repeat it.",
        ),
        option_of("rules"),
        click.option(
            "--offers",
            type=FILE,
            multiple=True,
            help="Public registers of what institutions have (Active Places, Discover Uni, hubs, "
            "entries by subject), files or folders. Default and none: as for --register.",
        ),
        click.option(
            "--priorities",
            type=FILE,
            help="What a region, authority, trust or area wants to improve (CSV, XLSX). It "
            "counts as needs of its schools. matcher template --priorities makes an empty list.",
        ),
        click.option(
            "--answers",
            type=FILE,
            help="What schools answered in the forms that you sent them: the table of matcher "
            "collect. It counts before whatever else is known of them.",
        ),
        option_of("wording"),
        option_of("activities"),
        option_of("subjects"),
        option_of("between"),
        click.option(
            "--config",
            type=FILE,
            help="A file of settings (TOML). Default: matcher.toml in this folder, if it is there.",
        ),
    )(command)


def ranking_options(command: Command) -> Command:
    """The options that decide who is ranked, and how."""
    return _all(
        option_of("k"),
        option_of("max_km"),
        click.option(
            "--max-miles", type=float, help="The same in miles; distances are then shown in both."
        ),
        option_of("miles"),
        option_of("weights"),
        option_of("half_km"),
        travel_options,
        option_of("max_minutes"),
        option_of("half_minutes"),
        option_of("routes_km"),
        option_of("from_register"),
        option_of("givers"),
        option_of("exam_years"),
        *map(option_of, ("phases", "regions", "authorities", "kinds", "reciprocal", "must_give")),
        click.option(
            "--existing",
            type=FILE,
            help="Pairs that work together already (CSV, XLSX), or a folder of partnerships. "
            "They are left out.",
        ),
        click.option("--exclude", type=FILE, help="Pairs or schools to leave out (CSV, XLSX)."),
        click.option(
            "--decisions",
            type=FILE,
            help="A plan's decisions.csv or workbook, filled in. Accepted pairs are partners; "
            "refused ones are left alone for twelve months, banned ones for good.",
        ),
    )(command)
