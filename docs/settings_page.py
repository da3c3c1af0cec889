"""The text of docs/reference/settings.md, from the declaration of the settings."""

from __future__ import annotations

from collections.abc import Iterator

from matcher.core.settings.config import SETTINGS
from matcher.core.settings.declaration import LIST_COMMANDS, Setting
from matcher.core.settings.weights import PRESET, PRESETS, TERMS

_FOUR = ", ".join(f"`{command}`" for command in LIST_COMMANDS[:-1])


def _default(setting: Setting) -> str:
    """The default as TOML."""
    if setting.kind is bool:
        return str(setting.default).lower()
    if setting.kind is tuple:
        return "[]"
    if setting.kind in (int, float):
        return f"{setting.default:g}" if setting.kind is float else str(setting.default)
    return f'"{setting.default_text or setting.default}"'


def _values(setting: Setting) -> str:
    """What the setting may be."""
    if setting.kind in (int, float):
        what = "whole number" if setting.kind is int else "number"
        return f"{what}, {setting.low:g} to {setting.high:,.0f}"
    if setting.kind is bool:
        return "true or false"
    if setting.choices:
        listed = ", ".join(f"`{choice}`" for choice in setting.choices)
        return f"list of: {listed}" if setting.kind is tuple else listed
    if setting.kind is tuple:
        return "list of words"
    if setting.is_file:
        return "a file, or empty"
    return "`" + setting.metavar.replace("|", r"\|") + "`"


def _variable(setting: Setting) -> str:
    if not setting.option:
        return ""
    four = len(setting.commands) > 1
    name = setting.name.upper()
    return f"`MATCHER_COMMAND_{name}`" if four else f"`{setting.variables[0]}`"


def settings_page() -> str:
    """The page: precedence, the file with every default, every setting, the presets."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield from (
        "# Settings",
        "",
        "<!-- Made by docs/make.py: change matcher/core/settings/config.py instead. -->",
        "",
        "A setting can come from four places. The first that has it counts:",
        "",
        "1. the option on the command line;",
        "2. the environment variable (separate the words of a list with semicolons: `South East; "
        "London`);",
        "3. the file you name with `--config`; without one, `matcher.toml` in the folder you "
        "work in;",
        "4. the default.",
        "",
        "`matcher doctor` says which settings differ from the defaults where you are.",
        "",
        "## The file",
        "",
        "This file holds every setting with its default. Yours needs only what you change.",
        "",
        "```toml",
    )
    width = max(len(f"{s.name} = {_default(s)}") for s in SETTINGS.values())
    for setting in SETTINGS.values():
        yield f"{f'{setting.name} = {_default(setting)}':<{width}}  # {setting.help}"
    yield from (
        "",
        '[presets.ours]  # weights of your own, for weights = "ours"; what is left out weighs 0',
        "near = 2",
        "gives = 5",
        "gains = 1",
        "```",
        "",
        "## Every setting",
        "",
        f"`COMMAND` stands for `MATCH`, `CHECK`, `GEOCODE` or `PROFILE`: {_FOUR} and "
        f"`{LIST_COMMANDS[-1]}` each have a variable of their own. In a variable, separate the "
        "words of a list with semicolons, and yes and no are 1 and 0. A setting without an option "
        "has no variable. Options that are no settings have variables too, made the same way from "
        "the long name of the option: `MATCHER_MATCH_OUT` for `--out` of `matcher match`.",
        "",
        "| setting | default | what it may be | option | variable | what it does |",
        "|---|---|---|---|---|---|",
    )
    for setting in SETTINGS.values():
        option = f"`{setting.option}`" if setting.option else ""
        cells = (
            f"`{setting.name}`",
            f"`{_default(setting)}`",
            _values(setting),
            option,
            _variable(setting),
            setting.help,
        )
        yield f"| {' | '.join(cells)} |"
    yield from (
        "",
        "## Presets",
        "",
        "What each preset of `weights` weighs. The weights are choices of policy, not findings. "
        f"`{PRESET}` is the default.",
        "",
        f"| preset | {' | '.join(TERMS)} |",
        f"|---|{'--:|' * len(TERMS)}",
    )
    for name, weights in PRESETS.items():
        yield f"| `{name}` | {' | '.join(f'{weights[term]:g}' for term in TERMS)} |"
    yield ""
