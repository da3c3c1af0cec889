"""The program as a person meets it: what it prints, where, and the code it leaves with."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from program import matcher, rows_of, start_matcher

from matcher.cli import program
from matcher.cli.program import cli
from matcher.core.installation import __version__, resource

SAMPLES = resource("data", "samples")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_text(
        "URN,Name,Type,Easting,Northing,Needs,Strengths\n"
        "100001,Alpha,Community school,400000,400000,T3 physics,L3\n"
        "100002,Beta,Other independent school,401000,400000,L3,T3 physics\n"
        ",,Community school,401000,400000,,\n",
        encoding="utf-8",
    )
    return path


def test_help_is_quick_to_load_and_shows_examples(tmp_path: Path) -> None:
    words_of: list[list[str]] = [[]]
    for name, command in cli.commands.items():
        words_of.append([name])
        if isinstance(command, click.Group):
            words_of += [[name, below] for below in command.commands]
    for words in words_of:
        done = matcher(*words, "--help", cwd=tmp_path)
        assert done.returncode == 0
        assert b"Example" in done.stdout, words
        assert done.stderr == b""


def test_help_says_who_uses_the_network_and_offers_only_what_is_taken() -> None:
    def told(name: str) -> str:
        command = cli.commands[name]
        return " ".join(command.get_help(click.Context(command, info_name=name)).split())

    network = "except by --geocoder, by --travel with a routing engine and by --scheduler"
    assert network in told("match")
    assert "--travel osrm=URL|valhalla=URL The routing engine to ask" in told("travel")
    for name in ("explain", "groups", "allocate"):
        assert "For pairs whose travel times the run did not ask for" in told(name)


def _loaded_by(*words: str) -> set[str]:
    """The modules that the program has loaded when it has answered."""
    script = (
        "import contextlib, sys; from matcher.cli.main import main\n"
        f"with contextlib.suppress(SystemExit):\n    main({list(words)})\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.split())


def test_help_loads_no_command_and_the_version_not_even_the_command_line() -> None:
    rooms = {f"matcher.{one}" for one in ("jobs", "intake", "show")}
    helped = _loaded_by("--help")
    assert not helped & rooms
    assert not [one for one in helped if re.match(r"matcher\.cli\.\w+\.", one)]
    assert not helped & {"numpy", "pandas", "rich", "rapidfuzz", "requests"}
    assert not _loaded_by("--version") & {"click", "matcher.cli.program"}


def test_every_command_says_in_a_line_what_it_does_where_it_is_listed(tmp_path: Path) -> None:
    told = matcher("--help", cwd=tmp_path, encoding="utf-8").stdout
    for name, command in cli.commands.items():
        assert command.name == name
        assert re.search(rf"^  {name} +[A-Z]", told, re.M), name
    files = {path.stem for path in Path(program.__file__).parent.glob("*/*.py")} - {"__init__"}
    assert set(cli.commands) == files


def test_the_version_arrives_or_is_told_not_to(tmp_path: Path) -> None:
    said = f"matcher, version {__version__}\n".encode()
    assert matcher("--version", cwd=tmp_path).stdout == said
    assert matcher("--version", "--help", cwd=tmp_path).stdout == said  # as click tells it
    done = start_matcher("--version", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, said, b"")
    full = Path("/dev/full")
    if full.exists():
        with full.open("wb") as out:
            lost = subprocess.run(
                [sys.executable, "-m", "matcher", "--version"], stdout=out, stderr=subprocess.PIPE
            )
        assert lost.returncode == 1
        assert b"free some space" in lost.stderr


def test_a_match_prints_its_account_and_writes_its_files(small: Path, tmp_path: Path) -> None:
    done = matcher("match", small, "--out", "out", cwd=tmp_path)
    text = done.stdout.decode()
    assert done.returncode == 0, done.stderr
    assert "3 rows read = 2 used + 1 rejected + 0 blank + 0 headings" in text
    assert "Limit: 40 km" in text
    assert "Pairs: 1" in text
    assert done.stderr == b""
    assert (tmp_path / "out" / "run.json").exists()
    assert matcher("verify", "out", cwd=tmp_path).returncode == 0
    (tmp_path / "out" / "map.html").write_text("")
    broken = matcher("verify", "out", cwd=tmp_path)
    assert (broken.returncode, broken.stdout.strip()) == (
        1,
        b"map.html has changed since the run",
    )


def test_strict_leaves_with_3_when_rows_were_rejected(small: Path, tmp_path: Path) -> None:
    assert matcher("match", small, "--strict", cwd=tmp_path).returncode == 3
    assert (tmp_path / "matcher-run" / "run.json").exists()
    assert matcher("check", small, "--strict", cwd=tmp_path).returncode == 3
    assert matcher("check", small, cwd=tmp_path).returncode == 0


def test_a_pipe_in_and_a_pipe_out(small: Path, tmp_path: Path) -> None:
    done = start_matcher("match", "-", "--out", "-", cwd=tmp_path, stdin=small.read_bytes())
    assert done.returncode == 0, done.stderr
    rows = rows_of(done.stdout.decode())
    assert [(row["seeker_urn"], row["partner_urn"], row["rank"]) for row in rows] == [
        ("100001", "100002", "1")
    ]
    assert rows[0]["reasons"].startswith("1.0 km apart; covers your one need: physics teaching")
    assert {path.name for path in tmp_path.iterdir()} == {"list.csv"}


def test_geocode_prints_the_schools(small: Path, tmp_path: Path) -> None:
    done = matcher("geocode", small, cwd=tmp_path)
    rows = rows_of(done.stdout.decode())
    assert [(r["urn"], r["easting"], r["located_by"]) for r in rows] == [
        ("100001", "400000", "given"),
        ("100002", "401000", "given"),
    ]


def test_check_names_row_and_hint(tmp_path: Path) -> None:
    done = matcher(
        "check", SAMPLES / "hastings-office.xlsx", "--register", SAMPLES / "register.csv",
        "--postcodes", SAMPLES / "postcodes.csv", "--out", "problems.csv", cwd=tmp_path,
    )  # fmt: skip
    text = done.stdout.decode()
    assert done.returncode == 0, done.stderr
    assert "rejected" in text
    assert 'did you mean "T3 physics"?' in text
    assert "52 rows read = 47 used + 1 rejected + 1 blank + 3 headings" in text
    assert "register.csv (the register, cp1252, comma): 145 rows read = 145 used" in text
    assert (tmp_path / "problems.csv").read_bytes().startswith(b"\xef\xbb\xbflist,sheet,row,code")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["mach"], 2, "Did you mean 'match'?"),
        (["match", "missing.csv"], 1, "missing.csv"),
        (["match", "list.csv", "--areas", "oportunity-areas"], 2, "opportunity-areas"),
        (["match", "list.csv", "-k", "0"], 2, "k is 0"),
        (["match", "list.csv", "--weights", "nearer"], 2, "neither a preset"),
        (["match", "list.csv", "--config", "missing.toml"], 2, "missing.toml"),
        (["match", "list.csv", "--max-km", "3", "--formt", "xlsx"], 2, "--format"),
        (["match", "https://example.invalid/list.csv"], 1, "example.invalid"),
        (["match"], 2, "LIST"),
        ([], 2, "Usage"),
        (["verify", "."], 1, "run.json"),
    ],
)
def test_faults_say_what_and_how_to_mend_it_and_show_no_traceback(
    small: Path, tmp_path: Path, arguments: list[str], code: int, words: str
) -> None:
    done = matcher(*arguments, cwd=tmp_path)
    text = done.stderr.decode()
    assert done.returncode == code, text
    assert words in text
    assert "Traceback" not in text
    assert done.stdout == b""


def test_existing_partners_and_exclusions_are_respected(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(
        "URN,Name,Type,Easting,Northing\n100001,A,Community school,400000,400000\n"
        + "".join(f"10001{n},P{n},Other independent school,40{n}000,400000\n" for n in range(5))
    )
    (tmp_path / "partners.csv").write_text("Seeker URN,Partner URN\n100001,100010\n")
    (tmp_path / "out-of-it.csv").write_text("URN\n100011\n")
    (tmp_path / "never.csv").write_text("school,partner urn\nx,\n100012,100001\n")
    done = matcher(
        "match", "list.csv", "--existing", "partners.csv", "--exclude", "out-of-it.csv",
        "--out", "-", cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    rows = rows_of(done.stdout.decode())
    assert [row["partner_urn"] for row in rows] == ["100012", "100013", "100014"]
    done = matcher("match", "list.csv", "--exclude", "never.csv", cwd=tmp_path)
    assert "unread_pair" in done.stdout.decode()


def test_settings_come_from_the_folder_the_environment_and_the_options(
    small: Path, tmp_path: Path
) -> None:
    (tmp_path / "matcher.toml").write_text("max_km = 7\nk = 2\n")
    done = matcher("match", small, "--out", "a", cwd=tmp_path)
    assert "Limit: 7 km; best 2" in done.stdout.decode()
    done = matcher("match", small, "--out", "b", "-k", "4", cwd=tmp_path, MATCHER_MATCH_MAX_KM="9")
    assert "Limit: 9 km; best 4" in done.stdout.decode()


def test_the_register_fills_the_side_that_the_list_leaves_empty(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("URN\n900002\n900007\n")
    done = matcher(
        "match", "mine.csv", "--register", SAMPLES / "register.csv", "--out", "-", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    rows = rows_of(done.stdout.decode())
    assert {row["seeker_urn"] for row in rows} <= {"900002", "900007"}
    assert len({row["partner_urn"] for row in rows}) > 2
    none = matcher(
        "match", "mine.csv", "--register", SAMPLES / "register.csv", "--from-register", "none",
        "--out", "out", cwd=tmp_path,
    )  # fmt: skip
    assert "No partners took part" in none.stdout.decode()
    assert "their nearest few beyond it" not in none.stdout.decode()  # there is nobody to list


def test_a_code_page_that_cannot_show_a_character_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(
        "URN,Name,Type,Easting,Northing\n"
        "100001,Łódź → ✓ school,Community school,400000,400000\n"
        "100002,Beta,Other independent school,401000,400000\n",
        encoding="utf-8",
    )
    done = start_matcher("match", "list.csv", "--out", "-", cwd=tmp_path, PYTHONIOENCODING="cp1252")
    assert done.returncode == 0, done.stderr
    assert b"school" in done.stdout


def test_debug_shows_the_traceback(tmp_path: Path) -> None:
    done = matcher("--debug", "match", "missing.csv", cwd=tmp_path)
    assert b"Traceback" in done.stderr
    assert done.returncode == 1


def test_doctor_finds_the_installation_sound(tmp_path: Path) -> None:
    done = matcher("doctor", cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    lines = done.stdout.decode().splitlines()
    assert len(lines) == 8
    assert all(line.startswith("ok") for line in lines)


def test_no_bars_and_no_colours_without_a_terminal(small: Path, tmp_path: Path) -> None:
    done = start_matcher("match", small, cwd=tmp_path, FORCE_COLOR="1")
    assert b"\x1b[" not in done.stdout + done.stderr


def test_partners_of_the_register_are_offered_where_the_list_has_its_own(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text(
        "URN,Role\n900002,seeker\n900007,seeker\n900025,partner\n", encoding="utf-8"
    )
    given = ("match", "mine.csv", "--register", SAMPLES / "register.csv")
    alone = matcher(*given, "--out", "a", cwd=tmp_path).stdout.decode()
    assert "--from-register partners" in alone
    more = matcher(*given, "--from-register", "partners", "--out", "b", cwd=tmp_path)
    assert "--from-register partners" not in more.stdout.decode()
    assert b"1 partner;" in alone.encode()
    assert b" 1 partners;" not in more.stdout
