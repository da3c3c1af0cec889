"""Settings: defaults, file, options; every fault named at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from matcher.core.errors import SettingError
from matcher.core.settings import settings
from matcher.core.weights import PRESETS


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
