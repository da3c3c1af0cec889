"""A run signed with a key of the user's own, by the real ssh-keygen."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from made_runs import run_lists, seal, write_run_lists

from matcher.cli.program import cli
from matcher.core.errors import FileError, MatcherError, OutputError
from matcher.jobs.matching.verify import sign, verify

WHO = "partnerships@council.example"
needs_openssh = pytest.mark.skipif(
    shutil.which("ssh-keygen") is None, reason="there is no ssh-keygen on this machine"
)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    folder = tmp_path / "run"
    folder.mkdir()
    write_run_lists(folder, run_lists({("1", "2"): (1, 1, 0.5)}))
    return folder


def new_key(folder: Path, name: str) -> Path:
    path = folder / name
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "a test", "-f", path], check=True
    )
    return path


def allowed(key: Path, who: str = WHO) -> Path:
    signers = key.with_suffix(".signers")
    signers.write_text(f"{who} {key.with_suffix('.pub').read_text()}")
    return signers


def matcher(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["verify", *map(str, arguments)])


@needs_openssh
def test_signed_by_its_key_and_by_no_other(run: Path, tmp_path: Path) -> None:
    key, stranger = new_key(tmp_path, "key"), new_key(tmp_path, "stranger")
    signers = allowed(key)
    assert verify(run, signers=signers, identity=WHO).faults == [
        "there is no run.json.sig: the run is not signed"
    ]
    made = sign(run, key)
    assert made == run / "run.json.sig"
    found = verify(run, signers=signers, identity=WHO)
    assert (found.faults, found.foreign, found.signed) == ([], (), True)
    for others, who in ((allowed(stranger), WHO), (signers, "somebody@else.example")):
        (fault,) = verify(run, signers=others, identity=who).faults
        assert "is no signature of this run" in fault
    with pytest.raises(OutputError, match="signed already"):
        sign(run, key)


@needs_openssh
def test_a_change_with_a_fitting_digest_is_seen_by_the_signature_alone(
    run: Path, tmp_path: Path
) -> None:
    key = new_key(tmp_path, "key")
    signers = allowed(key)
    sign(run, key)
    (run / "matches.csv").write_text("forged")
    assert "matches.csv has changed since the run" in verify(run).faults
    seal(run)  # whoever changes a run on purpose can do this
    assert verify(run).faults == []
    (fault,) = verify(run, signers=signers, identity=WHO).faults
    assert "is no signature of this run" in fault


@needs_openssh
def test_a_signature_for_another_purpose_does_not_count(run: Path, tmp_path: Path) -> None:
    key = new_key(tmp_path, "key")
    with (run / "run.json").open("rb") as record, (run / "run.json.sig").open("wb") as signature:
        subprocess.run(["ssh-keygen", "-Y", "sign", "-q", "-f", key, "-n", "file"],
                       stdin=record, stdout=signature, check=True)  # fmt: skip
    (fault,) = verify(run, signers=allowed(key), identity=WHO).faults
    assert "is no signature of this run" in fault


@needs_openssh
def test_only_a_whole_run_is_signed_and_only_with_a_key(run: Path, tmp_path: Path) -> None:
    key = new_key(tmp_path, "key")
    with pytest.raises(FileError, match="cannot sign"):
        sign(run, tmp_path / "absent")
    (tmp_path / "no-key").write_text("not a key")
    with pytest.raises(FileError, match="cannot sign"):
        sign(run, tmp_path / "no-key")
    sign(run, key)
    with pytest.raises(FileError, match="no file of allowed signers"):
        verify(run, signers=tmp_path / "absent", identity=WHO)
    (run / "run.json.sig").unlink()
    (run / "matches.csv").write_text("changed")
    with pytest.raises(FileError, match="not as it was written"):
        sign(run, key)
    assert not (run / "run.json.sig").exists()


@needs_openssh
def test_the_command_says_what_it_proves(run: Path, tmp_path: Path) -> None:
    key = new_key(tmp_path, "key")
    (run / "notes.txt").write_text("somebody's")
    plain = matcher(run)
    assert plain.exit_code == 0
    assert "Not of this run: notes.txt\n" in plain.output
    assert "nothing has changed by accident" in plain.output
    assert "only a signature says who made it" in plain.output
    assert "Signed: " in matcher(run, "--sign", key).output
    unchecked = matcher(run).output
    assert "nothing has changed by accident" in unchecked
    assert "was not checked" in unchecked
    signed = matcher(run, "--signed-by", allowed(key), "--identity", WHO)
    assert (signed.exit_code, f"Signed by {WHO}" in signed.output) == (0, True)
    wrong = matcher(run, "--signed-by", allowed(key), "--identity", "nobody")
    assert wrong.exit_code == 1
    assert matcher(run, "--sign", key, "--signed-by", key, "--identity", WHO).exit_code == 2


def test_without_openssh_or_half_the_question_the_message_says_what_to_do(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MatcherError, match="ssh-keygen is not on this machine") as caught:
        sign(run, tmp_path / "key")
    assert "OpenSSH" in caught.value.hint
    for half in ({"signers": tmp_path}, {"identity": WHO}):
        with pytest.raises(MatcherError, match="by somebody"):
            verify(run, **half)  # type: ignore[arg-type]


def test_inputs_are_compared_by_the_command(run: Path, tmp_path: Path) -> None:
    from matcher.show.run.fingerprints import fingerprints

    source = tmp_path / "schools.csv"
    source.write_text("URN\n")
    seal(run, inputs=fingerprints([source]))
    same = matcher(run, "--inputs", source)
    assert (same.exit_code, "the inputs too" in same.output) == (0, True)
    source.write_text("URN\n1\n")
    other = matcher(run, "--inputs", source)
    assert (other.exit_code, other.output) == (
        1,
        "the input schools.csv has changed since the run\n",
    )
