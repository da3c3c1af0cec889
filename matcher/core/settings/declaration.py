"""What is declared of a setting, in one place, and what follows from it.

:class:`matcher.core.settings.config.Config` declares each setting once: its field has the name (in
TOML and in Python), the type and the default, and a :class:`Setting` beside the type says
the rest. From these are made its check, its option on the command line, its environment
variables, its row in docs/reference/settings.md and what ``matcher doctor`` says of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, replace
from typing import Any, get_args, get_origin, get_type_hints

LIST_COMMANDS = ("match", "check", "geocode", "profile")  # the commands that read lists
PREFIX = "MATCHER"  # of every environment variable


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. ``help`` says in a sentence what it does. ``low`` and ``high`` bound a
    number, both included; ``choices`` are the only words it may be. ``option`` is how the
    ``commands`` take it, "" where they do not; ``metavar`` stands for its value in a help
    text; ``is_file``: the value names a file. ``default_text`` is how the default is written
    where that is not the value itself.

    ``name``, ``kind`` and ``default`` come from the field (:func:`declared`).
    """

    help: str
    low: float = 0.0
    high: float = 0.0
    choices: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    option: str = ""
    commands: tuple[str, ...] = LIST_COMMANDS
    metavar: str = ""
    is_file: bool = False
    default_text: str = ""
    name: str = ""
    kind: type = str
    default: Any = None

    @property
    def variables(self) -> tuple[str, ...]:
        """Its environment variables, one for each command: MATCHER_MATCH_MAX_KM. None
        where it has no option. A list parts its words by semicolons; 1 and 0 are yes and no."""
        if not self.option:
            return ()
        return tuple(f"{PREFIX}_{command}_{self.name}".upper() for command in self.commands)

    def option_help(self) -> str:
        """The help text of its option: with the default where there is one to name (not for
        no file, no words, a flag that is not set)."""
        if self.kind is tuple:
            return self.help + " You may repeat it."
        if self.kind is bool:
            default = self.name.replace("_", "-") if self.default else ""
        else:
            default = self.default_text or str(self.default).removesuffix(".0")
        return self.help + (f"  [default: {default}]" if default else "")

    def faults(self, value: object) -> Iterator[str]:
        """What is wrong with a value: not of its type, out of its bounds, none of its
        choices. What a text without choices says, and a list's own words, are not looked at."""
        if self.kind in (int, float):
            if (
                isinstance(value, bool)
                or not isinstance(value, int | float)
                or not self.low <= value <= self.high
            ):
                yield f"{self.name} is {value!r}, not a number from {self.low:g} to {self.high:g}"
            elif self.kind is int and value != int(value):
                yield f"{self.name} is {value!r}, not a whole number"
        elif self.kind is bool:
            if not isinstance(value, bool):
                yield f"{self.name} is {value!r}, not true or false"
        elif self.kind is tuple:
            if isinstance(value, str):
                listed = json.dumps([value], ensure_ascii=False)
                yield f"{self.name} is a text, not a list: write {self.name} = {listed}"
            elif not isinstance(value, tuple) or not all(isinstance(word, str) for word in value):
                yield f"{self.name} is {value!r}, not a list of words"
        elif not isinstance(value, str):
            yield f"{self.name} is {value!r}, not a text"
        elif any(sign < " " or sign == "\x7f" for sign in value):
            yield f"{self.name} is {value!r}, which holds a control character"
        elif self.choices and value not in self.choices:
            yield f"{self.name} is {value!r}, not one of {', '.join(self.choices)}"


def declared(config: type) -> Mapping[str, Setting]:
    """The settings of a dataclass whose fields are ``Annotated[type, Setting(...)]``, by
    name, in their order."""
    hints = get_type_hints(config, include_extras=True)
    found = {}
    for field in fields(config):
        kind, setting = get_args(hints[field.name])
        default = field.default if field.default_factory is MISSING else field.default_factory()
        found[field.name] = replace(
            setting, name=field.name, kind=get_origin(kind) or kind, default=default
        )
    return found


def in_environment(
    settings: Iterable[Setting], environment: Mapping[str, str]
) -> list[tuple[str, str]]:
    """The variables of these settings that are set, each with its value; an empty one counts
    as not set, as on the command line."""
    return [
        (name, environment[name])
        for setting in settings
        for name in setting.variables
        if environment.get(name)
    ]
