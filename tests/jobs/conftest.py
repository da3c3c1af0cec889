"""Runs that several tests look at, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from matcher.core.settings.combine import settings
from matcher.jobs.matching.demo import demo
from matcher.jobs.matching.match import run
from matcher.jobs.matching.results import Run
from matcher.jobs.stages.reading import Sources

TABLES = (
    "ks2-2018-19-national-subset.csv", "ks4-2018-19-national-subset.csv",
    "ks5-2018-19-national-subset.csv", "england_census.csv", "england_swf.csv",
    "england_ks4-pupdest.csv", "england_ks4provisional.csv", "ks4-schools-2023-24-national.csv",
)  # fmt: skip


@pytest.fixture(scope="session")
def demo_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The demo, run."""
    return demo(tmp_path_factory.mktemp("demo") / "run")


@pytest.fixture(scope="session")
def national(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The whole national register, matched within 50 km."""
    sources = Sources(
        lists=(shared_data / "gias" / "register-2025-05-24.csv",),
        postcodes=shared_data / "postcodes" / "codepo_gb-2025-11.zip",
    )
    return run(sources, settings(max_km=50, k=5), tmp_path_factory.mktemp("national") / "run")


@pytest.fixture(scope="session")
def national_with_tables(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The whole national register with published tables."""
    sources = Sources(
        lists=(shared_data / "gias" / "register-2025-05-24.csv",),
        links=shared_data / "gias" / "links_edubasealldata_20250727.csv",
        performance=tuple(shared_data / "performance" / name for name in TABLES),
    )
    return run(sources, settings(k=2), tmp_path_factory.mktemp("with-tables") / "run")
