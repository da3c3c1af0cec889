"""What stands where a file should: pipes, devices, folders, a closed stream, names that are no
text; and addresses with a password in them. Each is one clear message or is simply read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from program import invoke, matcher

from matcher.core.errors import FileError, without_password
from matcher.core.problems import ProblemLog, ReferenceAccount
from matcher.place.priority_areas.programmes import load_programme
from matcher.show.run.manifest import read_manifest

SECRET = "hunter2"
LIST = "URN,Name,Postcode,Easting,Northing,Type\n{},Ash,B1 1AA,407000,287000,{}\n"
needs_pipes = pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    (tmp_path / "list.csv").write_text(LIST.format(900001, "Community school"))
    (tmp_path / "register.csv").write_text(LIST.format(900002, "Other independent school"))
    return tmp_path


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "list.csv", "--geocoder", f"https://office:{SECRET}@host/x"),
        ("--debug", "check", "list.csv", "--geocoder", f"https://office:{SECRET}@host/x?y"),
        ("check", "list.csv", "--geocoder", f"https://office:{'x' * 90}{SECRET}@host"),
        ("check", "list.csv", "--geocoder", f"{SECRET}@host"),
        ("check", "list.csv", "--areas", f"https://office:{SECRET}@host/areas.geojson"),
        ("check", f"https://office:{SECRET}@host/list.csv"),
        ("check", "list.csv", "--register", f"https://office:{SECRET}@host/list.csv"),
        ("data", "pull", "--from", f"https://office:{SECRET}@host/"),
        ("data", "pull", f"https://office:{SECRET}@host/a.csv"),
        ("groups", "run", "--by", f"https://office:{SECRET}@host/a.csv"),
    ],
)
def test_no_password_of_an_address_is_echoed(arguments: tuple[str, ...], desk: Path) -> None:
    done = matcher(*arguments, cwd=desk, encoding="utf-8")
    assert done.returncode in (1, 2)
    said = done.stdout + done.stderr
    assert SECRET not in said
    assert "x" * 9 not in said
    assert "…@" in said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://a:b@host/x", "https://…@host/x"),
        ("https:/a:b@host/x", "https:/…@host/x"),
        ("'http://a:p@ss@host' is odd", "'http://…@host' is odd"),
        ("write to office@school.example", "write to office@school.example"),
        ("row 5: office@school.example", "row 5: office@school.example"),
        ("//a:b@host/", "//…@host/"),
        ("'a:b@host' is odd", "'…@host' is odd"),
        ("https://host/?key=b", "https://host/?…"),
        ("https://a:b@host/x?b c", "https://…@host/x?… c"),
        ("host?key=b&more=b", "host?key=…"),
        ("R&D=x, is it? yes", "R&D=x, is it? yes"),
        (r"C:\x@y", r"C:\x@y"),
        ("https://host/@name", "https://…@name"),  # rather one too many
    ],
)
def test_passwords_are_taken_out(text: str, expected: str) -> None:
    assert without_password(text) == expected
    assert str(FileError(text, where=text)) == f"{expected}: {expected}"


@needs_pipes
def test_a_pipe_is_refused_before_it_is_opened(desk: Path) -> None:
    """In a process of its own, as whoever opens one waits for ever."""
    os.mkfifo(desk / "pipe")
    program = (
        "import sys\n"
        "from matcher.cli.main import main\n"
        "for option in sys.argv[1:]:\n"
        "    try:\n"
        "        main(['check', 'list.csv', option, 'pipe'] if option else ['check', 'pipe'])\n"
        "    except SystemExit as left:\n"
        "        print('NEXT', left.code, file=sys.stderr, flush=True)\n"
    )
    options = ("", "--register", "--postcodes", "--config", "--rules")
    done = subprocess.run(
        [sys.executable, "-c", program, *options],
        cwd=desk, capture_output=True, encoding="utf-8", timeout=120,
    )  # fmt: skip
    *said, last = done.stderr.split("NEXT 2\n")
    assert (len(said), last, done.stdout) == (len(options), "", ""), done
    assert all("pipe or a device" in text for text in said)


@needs_pipes
@pytest.mark.parametrize("name", ["areas.csv", "areas.geojson", "areas.zip"])
def test_areas_in_a_pipe_are_refused(name: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / name)
    with pytest.raises(FileError, match="not a file"):
        load_programme(str(tmp_path / name))


def test_a_closed_standard_input_is_said(desk: Path) -> None:
    program = (
        "import sys; sys.stdin = None; from matcher.cli.main import main; main(['check', '-'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=desk, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 1
    assert "standard input is closed" in done.stderr


@pytest.mark.parametrize("header", ["URN,Name,Postcode\n", "Name,Needs,Notes\n"])
def test_a_list_with_a_header_alone_is_read(
    header: str, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(desk)  # check writes its copy where one stands
    (desk / "empty.csv").write_text(header)
    for command in ("check", "match"):
        more = ("--out", desk / "run") if command == "match" else ()
        done = invoke(command, desk / "empty.csv", "--register", desk / "register.csv", *more)
        assert done.exit_code == 0, (done.output, done.exception)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names of files are text")
def test_a_name_that_is_no_utf_8_is_read_and_comes_back(desk: Path) -> None:
    given = {"list": b"a\xff\xfe.csv", "register": b"r\xff.csv", "areas": b"areas\xff.csv"}
    names = {copy: os.fsdecode(name) for copy, name in given.items()}
    (desk / names["list"]).write_bytes((desk / "list.csv").read_bytes() + b",,\n")
    (desk / names["register"]).write_bytes((desk / "register.csv").read_bytes())
    (desk / names["areas"]).write_text("area,code\nOurs,E07000062\n")
    done = matcher(
        "match", names["list"], "--register", names["register"], "--areas", names["areas"],
        "--exclude", names["list"], "--out", "run", cwd=desk, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    record = read_manifest(desk / "run")
    assert {one["name"] for one in record["inputs"]} == set(names.values())
    (desk / "run" / "run.json").read_bytes().decode("utf-8")
    assert json.loads((desk / "run" / "run.json").read_bytes())["lists"][0]["list"] == "a.csv"
    done = matcher("verify", "run", cwd=desk, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_no_file_can_hold_is_in_no_problem() -> None:
    log = ProblemLog()
    log.add("x", "of \udcff", list="a\udcff.csv", value="\x00b ")
    (problem,) = log.problems
    assert (problem.list, problem.value, problem.message) == ("a.csv", "b ", "of ")
    assert ReferenceAccount("a\udcff.csv", "links").list == "a.csv"


@pytest.mark.parametrize("name", ["Ours\rTheirs", " Ours  Theirs\n", "Ours\u2028Theirs"])
def test_the_name_of_an_area_is_one_line(name: str, tmp_path: Path) -> None:
    ring = [[-1.9, 52.4], [-1.8, 52.4], [-1.8, 52.5], [-1.9, 52.4]]
    feature = {"type": "Feature", "properties": {"name": name},
               "geometry": {"type": "Polygon", "coordinates": [ring]}}  # fmt: skip
    path = tmp_path / "areas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    assert load_programme(str(path)).areas == ["Ours Theirs"]
