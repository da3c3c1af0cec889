"""Attacks on other people's files: every command that writes is pointed at what is not its own."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from makers.monitoring import running, some_values, write_folder
from program import invoke, result_of

from matcher.core.errors import OutputError, SettingError
from matcher.jobs.matching import match as match_job
from matcher.jobs.matching.verify import verify

THEIRS = b"minutes of the governors\n"
# A seeker and a partner that are known to each other, and the same with a second seeker.
LIST = ("URN,Name,Type,Postcode,Easting,Northing,Needs,Strengths\n"
        "100001,Elm Primary School,Academy,,530000,180000,T3 physics,\n"
        "100002,Oak College,Independent school,,531000,181000,,T3 physics\n")  # fmt: skip
MORE = LIST + "100003,Ash Primary School,Academy,,532000,180000,T3 physics,\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with a list, two runs of it and a partnership."""
    desk = tmp_path_factory.mktemp("desk")
    (desk / "surrey.csv").write_text(LIST, encoding="utf-8")
    for run in ("autumn", "spring"):
        result_of("match", desk / "surrey.csv", "--out", desk / run)
    write_folder(desk / "one", running(), some_values())
    result_of("plan", "make", desk / "one")
    return desk


@pytest.fixture
def desk(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(made, tmp_path / "desk")
    monkeypatch.chdir(tmp_path / "desk")
    return tmp_path / "desk"


def content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def refused(done: Result, says: str) -> None:
    assert isinstance(done.exception, OutputError), done.output
    assert says in done.exception.what


WRITERS = {
    "explain": ("explain", "autumn", "100001"),
    "groups": ("groups", "autumn", "--by", "la"),
    "diff": ("diff", "autumn", "spring"),
    "partnership list": ("partnership", "list", "one"),
    "monitor report": ("monitor", "report", "one"),
    "monitor calendar": ("monitor", "calendar", "one"),
    "plan questions": ("plan", "questions", "one"),
    "findings": ("findings", "one", "--for", "governors", "--format", "md"),
    "mou write": ("mou", "write", "one", "--format", "md"),
    "check": ("check", "surrey.csv"),
    "geocode": ("geocode", "surrey.csv"),
    "profile": ("profile", "surrey.csv"),
    "template": ("template",),
}
ENDINGS = {"diff": "csv", "check": "csv", "template": "xlsx", "mou write": "md", "findings": "md",
           "monitor calendar": "ics", "geocode": "csv", "profile": "csv"}  # fmt: skip
NO_CSV = ("explain", "monitor report", "mou write", "template")  # refuse the ending first


@pytest.mark.parametrize("writer", WRITERS)
def test_a_file_of_somebody_else_stays_and_is_kept_where_somebody_insists(
    desk: Path, writer: str
) -> None:
    out = desk / f"mine.{ENDINGS.get(writer, 'txt')}"
    out.write_bytes(THEIRS)
    before = content(desk)
    refused(invoke(*WRITERS[writer], "--out", out), "is there already")
    assert content(desk) == before
    done = invoke(*WRITERS[writer], "--out", out, "--force")
    assert done.exit_code == 0, done.output
    (copy,) = desk.glob("mine-*")
    assert copy.read_bytes() == THEIRS
    assert copy.name in done.output
    again = invoke(*WRITERS[writer], "--out", out)
    assert again.exit_code == 0, again.output
    assert "(as it was)" in again.output


@pytest.mark.parametrize("force", [(), ("--force",)])
@pytest.mark.parametrize("writer", [name for name in WRITERS if name not in NO_CSV])
@pytest.mark.parametrize("record", ["values.csv", "plan.csv", "VALUES.CSV"])
def test_a_record_of_a_partnership_is_no_output(
    desk: Path, writer: str, record: str, force: tuple[str, ...]
) -> None:
    before = content(desk)
    done = invoke(*WRITERS[writer], "--out", desk / "one" / record, *force)
    refused(done, "is a record of the product")
    assert content(desk) == before


@pytest.mark.parametrize("writer", WRITERS)
def test_a_finished_run_takes_no_other_file(desk: Path, writer: str) -> None:
    out = desk / "autumn" / f"more.{ENDINGS.get(writer, 'txt')}"
    before = content(desk)
    refused(invoke(*WRITERS[writer], "--out", out, "--force"), "lies in the folder of a run")
    assert content(desk) == before


@pytest.mark.parametrize("holder", ["autumn", "autumn/sub", "a plan", "sure/sub"])
def test_a_finished_folder_takes_nothing_at_any_depth(desk: Path, holder: str) -> None:
    for folder, record in (("a plan", "plan.json"), ("sure", "sensitivity.json")):
        (desk / folder / "sub").mkdir(parents=True)
        (desk / folder / record).write_text('{"outputs": []}', encoding="utf-8")
    (desk / "autumn" / "sub").mkdir()
    inside, said = Path(holder), "which stays as it was written"
    before = content(desk), sorted(desk.rglob("*"))
    for words in (*WRITERS.values(), ("mou", "write", "one")):
        for out in (inside / f"more.{ENDINGS.get(' '.join(words[:2]), 'txt')}", inside / "more"):
            done = invoke(*words, "--out", out, "--force")
            assert done.exit_code
    top = inside.parts[0]
    for words, kind in (
        (("match", "surrey.csv"), "run"),
        (("demo",), "run"),
        (("allocate", "spring"), "plan"),
        (("sensitivity", "spring"), "sensitivity"),
    ):
        done = invoke(*words, "--out", inside / "more", "--force")
        refused(done, said)
        free = f'"{top}-{kind}"' if " " in top else f"{top}-{kind}"
        assert done.exception.hint == f"give --out {free}"  # type: ignore[union-attr]
    for words in (
        ("partnership", "new", "spring", "100001", "100002", "--in", inside / "more"),
        ("template", "--needs", "spring", "--out", inside / "forms"),
        ("findings", "site", ".", "--out", inside / "site"),
        ("check", "surrey.csv", "--out", f"{inside}/copies/"),
    ):
        refused(invoke(*words), said)
    assert (content(desk), sorted(desk.rglob("*"))) == before


def test_a_plan_json_of_somebody_else_keeps_nobody_from_writing(desk: Path) -> None:
    (desk / "plan.json").write_text('{"steps": 3}', encoding="utf-8")
    (desk / "run.json").write_text('{"name": "web"}', encoding="utf-8")
    assert invoke("allocate", "spring", "--out", desk / "mine" / "plan").exit_code == 0


@pytest.mark.parametrize("writer", ["check", "geocode", "profile"])
def test_a_list_is_not_written_over_by_what_is_made_of_it(desk: Path, writer: str) -> None:
    done = invoke(writer, "surrey.csv", "--out", "surrey.csv", "--force")
    refused(done, "is one of the files to read")
    assert (desk / "surrey.csv").read_text(encoding="utf-8") == LIST


def test_a_minus_prints_and_makes_no_file_of_that_name(desk: Path) -> None:
    for writer in ("explain", "groups", "partnership list", "monitor report", "plan questions"):
        assert result_of(*WRITERS[writer], "--out", "-")
    assert not (desk / "-").exists()


def match(*more: str | Path) -> Result:
    return invoke("match", *more)


def test_another_areas_run_is_refused_before_any_work(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (desk / "kent.csv").write_text(MORE, encoding="utf-8")
    before = content(desk)
    monkeypatch.setattr(match_job, "find", lambda *_, **__: pytest.fail("work was done"))
    done = match("kent.csv", "--out", "autumn")
    refused(done, "its lists were surrey.csv, now kent.csv")
    assert isinstance(done.exception, OutputError)
    assert "--out autumn-2" in done.exception.hint
    for more, says in (
        (("--max-km", "5"), "its --max-km was 40.0, now 5.0"),
        (("--subject", "physics"), "its --subject was none, now physics"),
        (("--existing", "one"), "its existing was none, now one"),
        (("--geocoder", "https://user:secret@example.org"), "another --geocoder"),
    ):
        done = match("surrey.csv", "--out", "autumn", *more)
        refused(done, says)
        assert "secret" not in str(done.exception)
    assert content(desk) == before


def test_last_terms_run_in_the_default_folder_stays(desk: Path) -> None:
    (desk / "kent.csv").write_text(MORE, encoding="utf-8")
    assert match("surrey.csv").exit_code == 0
    before = content(desk / "matcher-run")
    refused(match("kent.csv"), "holds another run")
    assert content(desk / "matcher-run") == before
    done = match("kent.csv", "--force")
    assert done.exit_code == 0, done.output
    (kept,) = desk.glob("matcher-run-2*")
    assert content(kept) == before
    assert kept.name in done.stdout
    assert not verify(kept).faults + verify(desk / "matcher-run").faults


def test_a_checked_copy_is_the_list_it_was_made_of(desk: Path) -> None:
    shutil.copyfile("surrey.csv", "surrey-checked.csv")
    assert result_of("match", "surrey-checked.csv", "--out", "autumn")
    shutil.copyfile("surrey.csv", "surrey-checked-2.csv")
    assert result_of("match", "surrey-checked-2.csv", "--out", "autumn")
    shutil.copyfile("surrey.csv", "surrey-unchecked.csv")
    done = invoke("match", "surrey-unchecked.csv", "--out", "autumn")
    refused(done, "holds another run")


def test_a_run_that_found_no_pair_is_in_nobodys_way(desk: Path) -> None:
    alone = "".join(LIST.splitlines(keepends=True)[:2])
    Path("alone.csv").write_text(alone, encoding="utf-8")
    result_of("match", "alone.csv", "--out", "term")
    result_of("match", "surrey.csv", "--out", "term")
    refused(invoke("match", "alone.csv", "--out", "term"), "holds another run")


def test_the_same_list_mended_is_matched_again_and_the_earlier_run_is_kept(desk: Path) -> None:
    before = content(desk / "autumn")
    done = match("surrey.csv", "--out", "autumn")  # nothing is new
    assert done.exit_code == 0, done.output
    assert not list(desk.glob("autumn-*"))
    assert content(desk / "autumn") == before
    (desk / "surrey.csv").write_text(MORE, encoding="utf-8")
    (desk / "autumn" / "notes.txt").write_bytes(THEIRS)
    done = match("surrey.csv", "--out", "autumn")
    assert done.exit_code == 0, done.output
    (kept,) = desk.glob("autumn-*")
    assert content(kept) == before
    assert (desk / "autumn" / "notes.txt").read_bytes() == THEIRS
    assert json.loads((desk / "autumn" / "run.json").read_bytes())["counts"]["pairs"] == 2


def test_a_new_register_is_no_other_run_and_none_is(desk: Path) -> None:
    for day in ("20261101", "20261128"):
        (desk / f"edubasealldata{day}.csv").write_text(MORE, encoding="utf-8")
    first = ("--register", "edubasealldata20261101.csv", "--out", "with")
    assert match("surrey.csv", *first).exit_code == 0
    again = ("--register", "edubasealldata20261128.csv", "--out", "with")
    assert match("surrey.csv", *again).exit_code == 0
    refused(match("surrey.csv", "--out", "with"), "its register was edubasealldata20261128.csv")


@pytest.mark.parametrize("record", ["5", "null", "{}", '{"sources": 1, "settings": 2}', "["])
def test_a_record_that_says_nothing_is_no_run_of_the_same(desk: Path, record: str) -> None:
    (desk / "autumn" / "run.json").write_text(record, encoding="utf-8")
    before = content(desk)
    refused(match("surrey.csv", "--out", "autumn"), "does not say of which files")
    assert content(desk) == before


def test_a_format_that_cannot_be_written_is_said_first(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import matcher.show.data_files.write as data_files

    before = content(desk)
    monkeypatch.setattr(data_files, "find_spec", lambda name: None)
    monkeypatch.setattr(match_job, "find", lambda *_, **__: pytest.fail("work was done"))
    done = match("surrey.csv", "--out", "autumn", "--format", "parquet")
    assert isinstance(done.exception, SettingError)
    assert "pyarrow" in done.exception.what
    assert content(desk) == before
    assert not verify(desk / "autumn").faults


def _fail(error: BaseException) -> Callable[..., bytes]:
    def fail(*_: object, **__: object) -> bytes:
        raise error

    return fail


@pytest.mark.parametrize("error", [KeyboardInterrupt(), MemoryError(), OSError(28, "full")])
def test_a_run_that_fails_late_leaves_the_earlier_one(
    desk: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    (desk / "surrey.csv").write_text(MORE, encoding="utf-8")
    before = content(desk)
    monkeypatch.setattr("matcher.jobs.matching.outputs._workbook", _fail(error))
    assert match("surrey.csv", "--out", "autumn").exit_code != 0
    assert content(desk) == before
    assert not verify(desk / "autumn").faults
    assert match("surrey.csv", "--out", "new/er").exit_code != 0
    assert not (desk / "new").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limits of this kind")
def test_a_full_disk_leaves_the_earlier_run(desk: Path) -> None:
    (desk / "surrey.csv").write_text(MORE, encoding="utf-8")
    before = content(desk)
    code = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "from matcher.cli.main import main\n"
        "import matcher.jobs.matching.match as job\n"
        "found = job.find\n"
        "def find(*given, **more):\n"
        "    result = found(*given, **more)\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "    return result\n"
        "job.find = find\n"
        "main(['match', 'surrey.csv', '--out', 'autumn'])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 1
    assert "cannot be written: File too large" in done.stderr, done.stderr
    assert content(desk) == before
    assert not verify(desk / "autumn").faults


@pytest.mark.skipif(os.name == "nt", reason="folders have no such modes on Windows")
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_in_is_said_first(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(match_job, "find", lambda *_, **__: pytest.fail("work was done"))
    (desk / "autumn").chmod(0o555)
    try:
        assert isinstance(match("surrey.csv", "--out", "autumn").exception, OutputError)
    finally:
        (desk / "autumn").chmod(0o755)
    assert not verify(desk / "autumn").faults


@pytest.mark.parametrize(
    "command",
    [
        ("match", "surrey.csv"),
        ("groups", "autumn", "--by", "la"),
        ("plan", "make", "autumn", "100001", "100002"),
        ("findings", "site", "."),
        ("check", "surrey.csv"),
    ],
)
def test_no_output_goes_to_an_address(desk: Path, command: tuple[str, ...]) -> None:
    before = content(desk)
    done = invoke(*command, "--out", "https://officer:s3cret@example.org/a.csv")
    assert done.exit_code != 0
    assert isinstance(done.exception, OutputError), done.output
    assert "is an address" in done.exception.what
    assert "s3cret" not in str(done.exception)
    assert content(desk) == before
    assert not (desk / "https:").exists()


def test_a_file_that_the_settings_name_is_an_input(desk: Path) -> None:
    areas = "area,code\nNear,E07000064\n"
    Path("mine.csv").write_text(areas, encoding="utf-8")
    Path("matcher.toml").write_text('areas = "mine.csv"\n', encoding="utf-8")
    for command in ("geocode", "profile"):
        done = invoke(command, "surrey.csv", "--out", "mine.csv", "--force")
        refused(done, "is one of the files to read")
    refused(invoke("check", "surrey.csv", "--out", "mine.csv", "--force"), "is one of the files")
    assert Path("mine.csv").read_text(encoding="utf-8") == areas


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such name")
def test_an_open_stream_is_written_to_by_every_command(desk: Path) -> None:
    commands = (
        ("groups", "autumn", "--by", "la"),
        ("explain", "autumn", "100001", "100002"),
        ("geocode", "surrey.csv", "--register", "none", "--postcodes", "none"),
        ("monitor", "report", "one"),
    )
    code = (
        "import json, sys\n"
        "from matcher.cli.main import main\n"
        "for words in json.loads(sys.argv[1]):\n"
        "    try:\n"
        "        main([*words, '--out', '/dev/stdout'])\n"
        "    except SystemExit as left:\n"
        "        print('NEXT', left.code, flush=True)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, json.dumps(commands)], capture_output=True, encoding="utf-8"
    )
    *said, last = re.split(r"^NEXT 0\n", done.stdout, flags=re.M)
    assert (done.returncode, len(said), last) == (0, len(commands), ""), done
    assert all(len(text) > 20 for text in said)
