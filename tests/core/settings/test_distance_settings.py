"""The limit in miles, and distances shown in both units."""

from __future__ import annotations

from pathlib import Path

import pytest

from matcher.core.errors import SettingError
from matcher.core.settings.combine import settings
from matcher.show.kit.text_format import kilometres, limit_words


def test_a_mile_is_exactly_1609_metres_and_344_millimetres() -> None:
    config = settings(max_miles=25)
    assert (config.max_km, config.miles) == (40.2336, True)
    assert settings(max_miles=1.5).max_km == 2.414016
    assert settings(max_miles=25, miles=False).miles is False
    assert settings(max_km=25).miles is False


def test_options_win_over_the_file_in_either_unit(tmp_path: Path) -> None:
    file = tmp_path / "matcher.toml"
    file.write_text("max_miles = 10\n")
    assert settings(file).max_km == 16.09344
    assert settings(file, max_km=7.0).max_km == 7.0
    file.write_text("max_km = 10\n")
    assert settings(file, max_miles=10.0).max_km == 16.09344


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"max_km": 40, "max_miles": 25}, "max_km and max_miles are both given"),
        ({"max_miles": "far"}, "max_miles is 'far', not a number"),
        ({"max_miles": True}, "max_miles is True, not a number"),
        ({"max_miles": -1}, "max_miles is -1, not from 0.0006 to 1,243"),
        ({"max_miles": float("nan")}, "max_miles is nan"),
        ({"max_miles": 0}, "--max-miles"),
        ({"max_miles": float("inf")}, "--max-miles"),
        ({"max_miles": 2000}, "--max-miles"),
    ],
)
def test_what_is_no_limit(given: dict[str, object], said: str) -> None:
    with pytest.raises(SettingError, match=said):
        settings(**given)


def test_a_record_of_a_run_is_read_back() -> None:
    config = settings(max_miles=25)
    assert settings(**config.as_dict()) == settings(as_of=config.as_dict()["as_of"], max_miles=25)


@pytest.mark.parametrize(
    ("km", "said"),
    [(12.5, "12.5 km (7.8 miles)"), (12.54, "12.5 km (7.8 miles)"),
     (1.609344, "1.6 km (1.0 miles)"),
     (0.01, "under 0.1 km (under 0.1 miles)"), (120.0, "120.0 km (74.6 miles)")],
)  # fmt: skip
def test_distances_in_both(km: float, said: str) -> None:
    assert kilometres(km, miles=True) == said
    assert kilometres(km) == said.partition(" (")[0]


def test_limits_in_both() -> None:
    assert limit_words(40.0) == "40 km"
    assert limit_words(40.0, miles=True) == "40 km (24.9 miles)"
    assert limit_words(40.2336, miles=True) == "40.2 km (25 miles)"
