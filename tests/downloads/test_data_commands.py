"""matcher data pull, status and clear, as a person types them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import made_up_downloads as made
import pytest
from click.testing import CliRunner, Result
from made_up_downloads import CANARY, DAY, kept
from pytest_httpserver import HTTPServer

from matcher.cli.installation.data import data
from matcher.core.errors import FileError, MatcherError, ServiceError
from matcher.core.installation import cache_folder, data_folder
from matcher.place.postcode_file.kept_index import FOLDER


def _run(*words: str) -> Result:
    return CliRunner().invoke(data, list(words))


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    folder = tmp_path / "Downloads"
    folder.mkdir()
    (folder / "edubasealldata20250524.csv").write_bytes(made.register())
    (folder / "links_edubasealldata20250524.csv").write_bytes(made.links())
    (folder / "alllinksdata20250524.csv").write_bytes(made.groups())
    (folder / "codepo_gb.zip").write_bytes(made.zipped())
    return folder


def test_before_any_pull(store_folder: Path) -> None:
    done = _run("status")
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "gias: not here: matcher data pull gias",
        "postcodes: not here: matcher data pull postcodes",
        "active-places: not here: matcher data pull active-places",
        "discover-uni: not here: matcher data pull discover-uni",
        "subject-entries: not here: matcher data pull subject-entries",
    ]
    assert str(store_folder) in done.stderr
    assert not store_folder.exists()  # looking makes nothing
    assert "nothing to take away" in _run("clear").stdout


def test_indexes_that_made_themselves_are_told(store_folder: Path) -> None:
    index = store_folder / FOLDER / "of-a-zip"
    index.mkdir(parents=True)
    (index / "keys.npy").write_bytes(bytes(1_500_000))
    assert _run("status").stdout.splitlines()[-1] == (
        "indexes that runs made of postcode files: 1.5 MB; to free them: "
        "matcher data clear postcodes"
    )
    assert _run("clear", "postcodes").stdout.endswith("1.5 MB freed\n")
    assert "indexes" not in _run("status").stdout


def test_pull_status_and_clear(downloads: Path, store_folder: Path) -> None:
    done = _run("pull", "--from", str(downloads))
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines() == [
        "gias: 1,200 schools of 2025-05-24, 3 links of 2025-05-24, "
        "4 schools in groups of 2025-05-24",
        "postcodes: 1,100 postcodes of 2025-10-20",
    ]
    today = dt.date.today()
    told = _run("status").stdout.splitlines()
    age = (today - dt.date(2025, 5, 24)).days
    assert told[0].startswith(
        f"gias: data of 2025-05-24, {age:,} days old, fetched {today}, 1,200 schools, 3 links, "
        "4 schools in groups, "
    )
    assert told[0].endswith(" MB")
    assert told[1].startswith("postcodes: data of 2025-10-20, ")
    again = _run("pull", "gias", "--from", str(downloads))
    assert again.stdout == (
        "gias: 1,200 schools of 2025-05-24, 3 links of 2025-05-24, "
        "4 schools in groups of 2025-05-24 (as it was)\n"
    )
    assert _run("clear", "gias").stdout.endswith("MB freed\n")
    assert sorted(path.name for path in store_folder.iterdir()) == ["postcodes"]
    assert "gias: not here" in _run("status").stdout
    assert _run("clear").exit_code == 0
    assert kept(store_folder) == {}


def test_a_server_is_asked_for_the_day(httpserver: HTTPServer, store_folder: Path) -> None:
    made.serve_gias(httpserver, DAY - dt.timedelta(days=3))
    address = httpserver.url_for("/")
    done = _run("pull", "gias", "--from", address, "--day", DAY.isoformat())
    assert done.stdout == (
        "gias: 1,200 schools of 2026-11-17, 3 links of 2026-11-17, "
        "4 schools in groups of 2026-11-17\n"
    )
    assert not [name for name, body in kept(store_folder).items() if CANARY.encode() in body]


def test_what_is_left_out_is_said(tmp_path: Path, downloads: Path) -> None:
    (downloads / "links_edubasealldata20250524.csv").unlink()
    (downloads / "alllinksdata20250524.csv").unlink()
    (downloads / "codepo_gb.zip").unlink()
    done = _run("pull", "--from", str(downloads))
    assert done.stdout == "gias: 1,200 schools of 2025-05-24\n"
    assert "links: none was found" in done.stderr
    assert "groups: none was found" in done.stderr


def test_a_file_that_was_changed_is_said(downloads: Path, store_folder: Path) -> None:
    _run("pull", "--from", str(downloads))
    (keys,) = store_folder.rglob("keys.npy")
    spoilt = bytearray(keys.read_bytes())
    spoilt[-1] ^= 1
    keys.write_bytes(spoilt)
    done = _run("status")
    assert done.exit_code == 1
    assert "keys.npy changed since the pull: matcher data pull postcodes" in done.stdout
    assert _run("pull", "--from", str(downloads)).exit_code == 0
    assert _run("status").exit_code == 0


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (["pull", "--from", "no-such-folder"], FileError),
        (["pull", "--from", "ftp://example.org/data"], ServiceError),
        (["pull", "--from", "file:///etc"], ServiceError),
        (["pull", "--from", "https://user:secret@example.org/"], ServiceError),
    ],
)
def test_what_is_no_source_is_refused(words: list[str], kind: type[MatcherError]) -> None:
    done = _run(*words)
    assert isinstance(done.exception, kind)
    assert done.exception.hint


def test_wrong_words_are_usage_errors() -> None:
    for words in (["pull", "gais"], ["pull", "--day", "20-11-2026"], ["clear", "everything"]):
        assert _run(*words).exit_code == 2
    assert "gias" in _run("pull", "gais").stderr


def test_the_source_is_never_taken_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, downloads: Path, tmp_path: Path
) -> None:
    monkeypatch.setenv("MATCHER_PULL_FROM", str(tmp_path / "absent"))
    monkeypatch.setenv("MATCHER_PULL_SOURCE", str(tmp_path / "absent"))
    context = {"auto_envvar_prefix": "MATCHER"}
    done = CliRunner().invoke(data, ["pull", "--from", str(downloads)], **context)
    assert done.exit_code == 0
    (option,) = (p for p in data.commands["pull"].params if p.name == "source")
    with data.make_context("data", ["pull"], auto_envvar_prefix="MATCHER") as outer:
        assert option.resolve_envvar_value(outer) is None


def test_help_has_examples() -> None:
    for words in ([], ["pull"], ["status"], ["clear"]):
        done = _run(*words, "--help")
        assert done.exit_code == 0
        assert "Example" in done.stdout
        assert "matcher data" in done.stdout


def test_where_things_are_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MATCHER_CACHE_DIR", str(tmp_path / "cache"))
    assert data_folder() == tmp_path / "store"
    assert cache_folder() == tmp_path / "cache"
    for variable, folder in (
        ("MATCHER_DATA_DIR", data_folder), ("MATCHER_CACHE_DIR", cache_folder),
    ):  # fmt: skip
        monkeypatch.setenv(variable, "  ")
        assert "school-partner-matcher" in folder().parts
        assert folder().is_absolute()
        monkeypatch.delenv(variable)
        assert "school-partner-matcher" in folder().parts


def test_a_register_under_another_name_is_said_not_passed_over(
    downloads: Path, store_folder: Path
) -> None:
    (downloads / "edubasealldata20250524.csv").rename(downloads / "register-2025-05-24.csv")
    done = _run("pull", "--from", str(downloads))
    assert done.exit_code == 0, done.output
    assert "gias was left as it is" in done.output
    assert "no file in the folder is called edubasealldataYYYYMMDD.csv" in done.output
    assert "register-2025-05-24.csv" in done.output
    assert sorted(path.name for path in store_folder.iterdir()) == ["postcodes"]
    # Asked for by name it is an error that says the same.
    done = _run("pull", "gias", "--from", str(downloads))
    assert isinstance(done.exception, FileError)
    assert "edubasealldataYYYYMMDD.csv" in done.exception.hint
    assert "register-2025-05-24.csv" in done.exception.hint


def test_a_file_that_a_browser_numbered_is_known(downloads: Path) -> None:
    (downloads / "edubasealldata20250524.csv").rename(downloads / "edubasealldata20250524 (1).csv")
    done = _run("pull", "gias", "--from", str(downloads))
    assert done.exit_code == 0, done.output
    assert "schools of 2025-05-24" in done.output


@pytest.mark.parametrize("name", ["extract.zip", "edubasealldata.csv", "GIAS May.xlsx"])
def test_a_folder_of_other_names_says_what_it_saw(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    done = _run("pull", "--from", str(tmp_path))
    assert isinstance(done.exception, FileError)
    assert name in done.exception.hint


def test_links_that_are_not_there_are_named(downloads: Path, store_folder: Path) -> None:
    (downloads / "links_edubasealldata20250524.csv").unlink()
    done = _run("pull", "gias", "--from", str(downloads))
    assert "none was found (links_edubasealldataYYYYMMDD.csv)" in done.output
