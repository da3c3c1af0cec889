"""Commands that write, under the rules that Windows has for files."""

from __future__ import annotations

import gc
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import made_up_downloads as made
import pytest
from as_on_windows import behave_as_windows, in_use
from makers.monitoring import running, write_folder
from makers.partnerships import plain
from program import invoke

from matcher.core.errors import OutputError
from matcher.core.installation import resource
from matcher.jobs.installation.data import clear, pull, pulled
from matcher.partnership.record.file import write_record

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@pytest.fixture(autouse=True)
def windows(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    behave_as_windows(monkeypatch)
    yield
    monkeypatch.undo()


def test_the_rules_are_in_force(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(b"1")
    two.write_bytes(b"2")
    with pytest.raises(FileExistsError):
        one.rename(two)
    with one.open("rb"), pytest.raises(PermissionError):
        one.unlink()
    with two.open("rb"):
        with pytest.raises(PermissionError):
            one.replace(two)
        with pytest.raises(PermissionError):
            shutil.rmtree(tmp_path)
    shutil.rmtree(tmp_path)


def ok(*words: str | Path) -> str:
    done = invoke(*words)
    assert done.exit_code == 0, (words, done.output, done.exception)
    return done.output


def test_a_run_and_what_is_made_of_it(tmp_path: Path) -> None:
    lists = [resource("data", "samples", name) for name in ("hastings-office.xlsx", "register.csv")]
    out = tmp_path / "run"
    for _ in range(2):  # the second time what is there is replaced
        ok("match", *lists, "--out", out, "--format", "geojson")
    ok("verify", out)
    ok("explain", out, "900034", "900048", "--out", tmp_path / "why.html")
    ok("groups", out, "--by", "la", "--out", tmp_path / "groups.csv")
    ok("diff", out, out, "--out", tmp_path / "changes.csv")
    ok("template", "--out", tmp_path / "empty.xlsx")
    ok("check", lists[0], "--out", tmp_path / "problems.csv")
    assert not [name for name in in_use() if name.startswith(str(tmp_path))]


def test_a_partnership_from_its_record_to_its_findings(tmp_path: Path) -> None:
    new, live = tmp_path / "all" / "new", tmp_path / "all" / "live"
    write_record(new, plain())
    write_folder(live, running())
    (tmp_path / "values.csv").write_text(
        "indicator,date,value,pupils\nA,2026-06-01,50%,40\n", encoding="utf-8"
    )
    for _ in range(2):  # the second time what is there is replaced
        ok("plan", "make", new)
        ok("mou", "write", new, "--force")
        ok("monitor", "add", live, tmp_path / "values.csv")
        ok("findings", live, "--for", "governors", "--force")
        ok("findings", "site", tmp_path / "all", "--out", tmp_path / "site")
    ok("partnership", "status", new, "contacted")
    ok("monitor", "calendar", live, "--out", tmp_path / "reviews.ics")
    ok("partnership", "list", tmp_path / "all", "--format", "csv", "--out", tmp_path / "all.csv")


def test_public_data_are_pulled_again_used_and_taken_away(tmp_path: Path) -> None:
    downloads, store = tmp_path / "downloads", tmp_path / "store"
    downloads.mkdir()
    (downloads / "codepo_gb.zip").write_bytes(made.zipped())
    for day in ("20250524", "20250525"):
        (downloads / f"edubasealldata{day}.csv").write_bytes(made.register(1_200 + int(day) % 7))
        list(pull(source=str(downloads)))
    (tmp_path / "list.csv").write_text(
        "Name,Postcode,Kind\nAlpha,AL1 1AA,state\nBeta,AL1 1AB,independent\n", encoding="utf-8"
    )
    ok("match", tmp_path / "list.csv", "--out", tmp_path / "run")
    gc.collect()
    mapped = [name for name in in_use() if name.endswith(".npy")]
    assert not mapped  # a run lets go of the index
    assert clear() > 0
    assert not store.exists() or not [path for path in store.rglob("*") if path.is_file()]


def test_data_in_use_are_not_taken_away_and_it_says_why(tmp_path: Path) -> None:
    downloads = tmp_path / "downloads"
    downloads.mkdir()
    (downloads / "codepo_gb.zip").write_bytes(made.zipped())
    list(pull(["postcodes"], source=str(downloads)))
    from matcher.place.postcode_file.index import open_index

    index = open_index(pulled().postcodes or Path())
    assert index.look_up(["AL1 1AA"]).known.size == 1
    with pytest.raises(OutputError) as caught:
        clear(["postcodes"])
    assert "no other matcher command is at work" in caught.value.hint
    assert Path(index.where).is_dir()
    del index
    gc.collect()
    assert clear(["postcodes"]) > 0
