"""Settings: defaults, file, options; every fault named at once."""

from __future__ import annotations

import datetime
import math
from pathlib import Path

import pytest

from matcher.core.errors import SettingError
from matcher.core.settings.combine import settings
from matcher.core.settings.config import SETTINGS
from matcher.core.settings.weights import PRESETS


def test_weights_sum_to_one() -> None:
    shares = settings(weights="near=3,gives=4,gains=2,opportunity=0").shares()
    assert shares == pytest.approx(
        {"near": 3 / 9, "opportunity": 0, "gives": 4 / 9, "gains": 2 / 9}
    )


@pytest.mark.parametrize("preset", PRESETS)
def test_presets_are_named(preset: str) -> None:
    assert settings(weights=preset).weights == dict(PRESETS[preset])


def test_options_win_over_the_file_and_the_file_over_defaults(tmp_path: Path) -> None:
    file = tmp_path / "matcher.toml"
    file.write_text('k = 9\nmax_km = 25\nweights = "mine"\n[presets.mine]\nnear = 2\ngives = 2\n')
    config = settings(file, k=3, max_km=None)
    assert (config.k, config.max_km, config.half_km) == (3, 25, 10)
    assert config.shares() == pytest.approx(
        {"near": 0.5, "opportunity": 0, "gives": 0.5, "gains": 0}
    )


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('k = 0\nmax_kms = 3\nbetween = "some"\n[weights]\nner = 1\nnear = -1\n')
    with pytest.raises(SettingError) as raised:
        settings(file)
    text = str(raised.value)
    for part in ("'max_kms' (did you mean 'max_km'?)", "k is 0", "between is 'some'",
                 "'ner' (did you mean 'near'?)", "negative"):  # fmt: skip
        assert part in text
    assert raised.value.exit_code == 2


@pytest.mark.parametrize(
    "weights", ["nearer", "near=", "near=x", "near=0", "near=nan", "near=inf", ""]
)
def test_weights_without_sense_are_refused(weights: str) -> None:
    with pytest.raises(SettingError):
        settings(weights=weights)


def test_a_broken_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("k = = 3")
    with pytest.raises(SettingError, match="not valid TOML"):
        settings(tmp_path / "a.toml")
    with pytest.raises(SettingError, match="cannot be read"):
        settings(tmp_path / "missing.toml")


# Every kind of value that TOML has, and some that no setting takes.
TOML = (
    "5", "-1", "1.5", "inf", "-inf", "nan", "true", '""', '"x"', '"a\\u0000b"', "[]", "[1]",
    '["a", 1]', "[[]]", "[{}]", "{}", "{a = 1}", '{near = "x"}', "{near = nan}", "{a = {b = {}}}",
    "2026-09-01", "2026-09-01T10:00:00Z", "10:00:00", "9223372036854775807", "1e400",
    '["physics"]', "1" + "0" * 400, "1" + "0" * 5_000, "[" * 3_000,
)  # fmt: skip


def test_a_setting_of_any_type_is_taken_or_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "matcher.toml"
    for name in (*SETTINGS, "presets", "max_miles", "no_such_setting"):
        for value in TOML:
            file.write_text(f"{name} = {value}\n", encoding="utf-8")
            try:
                config = settings(file)
            except SettingError as error:
                named = (name, "weight", "term", "kind", "TOML")
                assert any(word in str(error) for word in named), error
            else:
                assert math.fsum(config.shares().values()) == pytest.approx(1.0)
                config.as_dict()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kinds = 5", "kinds is 5, not a list of words"),
        ("presets = 3", "presets is 3, not a table of presets"),
        ("within = 1", "within is 1, not a text"),
        ("areas = 1", "areas is 1, not a text"),
        ('within = "a\\rb"', "control character"),
    ],
)
def test_what_is_wrong_with_a_value_is_said(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "matcher.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingError, match=said):
        settings(file)


def test_a_day_needs_no_quotation_marks(tmp_path: Path) -> None:
    file = tmp_path / "matcher.toml"
    file.write_text("as_of = 2026-09-01\n", encoding="utf-8")
    assert settings(file).day() == datetime.date(2026, 9, 1)
