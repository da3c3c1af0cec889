"""A setting is declared once: all that is made from the declaration agrees with it."""

from __future__ import annotations

import importlib.util
import os
import re
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

import click
import pytest

from matcher.cli import given
from matcher.cli.program import cli
from matcher.core.errors import SettingError
from matcher.core.settings.combine import settings
from matcher.core.settings.config import SETTINGS, Config
from matcher.core.settings.declaration import Setting, in_environment

OPTIONS = [setting for setting in SETTINGS.values() if setting.option]
# A value of each that is not the default, as it is written in a variable.
OTHER = {
    "k": ("7", 7), "max_km": ("25.5", 25.5), "half_km": ("3", 3.0), "max_minutes": ("45", 45.0),
    "half_minutes": ("10", 10.0), "areas": ("own.csv", "own.csv"),
    "weights": ("nearest", settings(weights="nearest").weights), "rules": ("r.toml", "r.toml"),
    "between": ("all", "all"), "from_register": ("both", "both"), "prefer": ("earlier", "earlier"),
    "include_special": ("1", True), "miles": ("1", True),
    "wording": ("0", False), "reciprocal": ("1", True),
    "activities": ("T3; L3", ("T3", "L3")),
    "subjects": ("design and technology;physics;", ("design and technology", "physics")),
    "phases": ("Middle deemed primary", ("Middle deemed primary",)),
    "regions": ("South East; London", ("South East", "London")),
    "authorities": ("Bradford MDC; 381", ("Bradford MDC", "381")),
    "columns": ("needs=Priority 1; name=Base", ("needs=Priority 1", "name=Base")),
    "within": ("West Yorkshire", "West Yorkshire"),
    "exam_years": ("0", False), "must_give": ("1", True),
    "givers": ("anyone", "anyone"), "routes_km": ("60", 60.0),
    "kinds": ("independent; university", ("independent", "university")),
}  # fmt: skip


def parsed(command: str, *arguments: str) -> dict[str, Any]:
    """What the command line makes of the arguments and the environment."""
    parent = click.Context(cli, **cli.context_settings)
    made = cli.commands[command].make_context(command, ["list.csv", *arguments], parent=parent)
    return {name: made.params[name] for name in made.params if name in {*SETTINGS, "config"}}


def test_the_fields_of_config_are_the_settings() -> None:
    assert [field.name for field in fields(Config)] == list(SETTINGS)
    assert {name: getattr(Config(), name) for name in SETTINGS} == {
        name: setting.default for name, setting in SETTINGS.items()
    }
    for setting in SETTINGS.values():
        assert setting.help.endswith("."), setting.name
        assert type(setting.default) is setting.kind or setting.name == "weights", setting.name


@pytest.mark.parametrize("setting", OPTIONS, ids=lambda setting: setting.name)
def test_its_option_stands_where_it_is_declared_and_as_it_is_declared(setting: Setting) -> None:
    takes = {
        name: option
        for name, command in cli.commands.items()
        for option in command.params
        if isinstance(option, click.Option)
        and option.name == setting.name
        and set(setting.option.split("/")) == {*option.opts, *option.secondary_opts}
    }
    assert sorted(takes) == sorted(setting.commands)
    types = {int: click.INT, float: click.FLOAT, bool: click.BOOL}
    for option in takes.values():
        assert option.multiple == (setting.kind is tuple)
        assert option.is_flag == (setting.kind is bool)
        if setting.choices:
            assert isinstance(option.type, click.Choice)
            assert tuple(option.type.choices) == setting.choices
        elif setting.is_file:
            assert isinstance(option.type, click.Path)
        else:
            assert isinstance(option.type, type(types.get(setting.kind, click.STRING)))
        assert option.help == setting.option_help()
        assert option.metavar == (setting.metavar or None)
    default = re.search(r"\[default: (.+)\]", setting.option_help())
    if default is not None and setting.kind is bool:
        assert parsed("match", f"--{default[1]}")[setting.name] is setting.default
    elif default is not None:  # what the help names is the default
        config = given.settings(parsed("match", setting.option, default[1]))
        assert getattr(config, setting.name) == setting.default


def test_every_option_of_a_setting_is_made_from_its_declaration() -> None:
    """No command has an option of a setting's name that the declaration does not give it."""
    for name, command in cli.commands.items():
        for option in command.params:
            if option.name in SETTINGS and name in ("match", "check", "geocode", "profile"):
                assert name in SETTINGS[option.name].commands, (name, option.name)


@pytest.mark.parametrize("setting", OPTIONS, ids=lambda setting: setting.name)
def test_each_variable_sets_it_and_an_option_wins(
    setting: Setting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text, value = OTHER[setting.name]
    assert value != setting.default
    for command, variable in zip(setting.commands, setting.variables, strict=True):
        with monkeypatch.context() as patch:
            patch.setenv(variable, text)
            assert in_environment([setting], os.environ) == [(variable, text)]
            config = given.settings(parsed(command))
            assert getattr(config, setting.name) == value, variable
            (tmp_path / "matcher.toml").write_text("k = 9\n")
            assert getattr(given.settings(parsed(command)), setting.name) == value, variable
            (tmp_path / "matcher.toml").unlink()
        assert getattr(given.settings(parsed(command)), setting.name) == setting.default
    if setting.kind in (int, float):
        monkeypatch.setenv(setting.variables[0], text)
        assert parsed("match", setting.option, "8")[setting.name] == 8


def test_a_setting_without_an_option_has_no_variable() -> None:
    for setting in SETTINGS.values():
        assert bool(setting.option) == bool(setting.variables)


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=SETTINGS)
def test_its_bounds_choices_and_type_are_checked(setting: Setting) -> None:
    name, low, high = setting.name, setting.low, setting.high
    refused: list[tuple[object, str]] = []
    if setting.kind in (int, float):
        assert getattr(settings(**{name: low}), name) == low
        assert getattr(settings(**{name: high}), name) == high
        bounds = f"not a number from {low:g} to {high:g}"
        values = (low - 1, high + 1, True, "5", float("nan"))
        refused = [(value, f"{name} is {value!r}, {bounds}") for value in values]
    if setting.kind is int:
        refused.append((2.5, f"{name} is 2.5, not a whole number"))
    elif setting.kind is bool:
        refused = [(value, f"{name} is {value!r}, not true or false") for value in (1, "yes")]
    elif setting.kind is tuple:
        refused = [
            ("T3", f'{name} is a text, not a list: write {name} = ["T3"]'),
            ([1], f"{name} is (1,), not a list of words"),
        ]
    elif setting.choices:
        refused = [("x", f"{name} is 'x', not one of {', '.join(setting.choices)}")]
        for choice in setting.choices:
            assert getattr(settings(**{name: choice}), name) == choice
    for value, message in refused:
        with pytest.raises(SettingError) as raised:
            settings(**{name: value})
        assert message in raised.value.what.split("; "), value


def test_the_page_of_settings_is_made_from_the_declaration(
    repository: Path, tmp_path: Path
) -> None:
    """Golden: remake it on purpose with docs/make.py."""
    path = repository / "docs" / "settings_page.py"
    spec = importlib.util.spec_from_file_location("settings_page", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    text = (repository / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    assert text == module.settings_page()
    (block,) = re.findall(r"```toml\n(.*?)```", text, re.S)
    assert list(tomllib.loads(block)) == [*SETTINGS, "presets"]
    (tmp_path / "matcher.toml").write_text(block, encoding="utf-8")
    assert settings(tmp_path / "matcher.toml") == Config()
    for setting in SETTINGS.values():
        (row,) = re.findall(rf"^\| `{setting.name}` \| (.*) \|$", text, re.M)
        assert row.endswith(setting.help)
        assert f"`{setting.option}`" in row or not setting.option
