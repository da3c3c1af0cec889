"""start.py installs what the locks name and nothing else, and says so where it cannot."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from importlib.metadata import distribution
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest


@pytest.fixture
def start(repository: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("start_script", repository / "start.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def machine(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh folder with start.py, an environment, and an index of two made-up packages: one
    as a wheel, one as a source that would leave a file behind if it were built."""
    folder = tmp_path_factory.mktemp("fresh")
    shutil.copy(repository / "start.py", folder)
    (folder / "requirements").mkdir()
    (folder / "requirements" / "build.txt").write_text("", encoding="utf-8")
    index = folder / "index"
    index.mkdir()
    with zipfile.ZipFile(index / "corranhurst-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("corranhurst.py", "NAME = 'Corranhurst'\n")
        about = "corranhurst-1.0.dist-info"
        wheel.writestr(
            f"{about}/METADATA", "Metadata-Version: 2.1\nName: corranhurst\nVersion: 1.0\n"
        )
        wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr(f"{about}/RECORD", "")
    source = folder / "sallowgate-1.0"
    source.mkdir()
    (source / "PKG-INFO").write_text("Metadata-Version: 2.1\nName: sallowgate\nVersion: 1.0\n")
    (source / "setup.py").write_text(f"open({str(folder / 'built')!r}, 'w').close()\n")
    with tarfile.open(index / "sallowgate-1.0.tar.gz", "w:gz") as archive:
        archive.add(source, "sallowgate-1.0")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / ".venv"], check=True)
    # The pip at hand: to unpack and compile another takes three times as long as all the tests.
    (home,) = [one for one in (folder / ".venv").rglob("site-packages") if not one.is_symlink()]
    pip = distribution("pip")
    for part in {one.parts[0] for one in pip.files or () if one.parts[0].startswith("pip")}:
        shutil.copytree(pip.locate_file(part), home / part)  # type: ignore[arg-type]
    return folder


def demo(
    machine: Path, *packages: str, more: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[str]:
    for left in site(machine):
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    lines = [f"{name}==1.0 --hash=sha256:{sum_}\n" for name, sum_ in (p.split() for p in packages)]
    (machine / "requirements" / "run.txt").write_text("".join(lines), encoding="utf-8")
    settings = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(machine / "index"),
                "PIP_CONFIG_FILE": os.devnull, "PIP_NO_CACHE_DIR": "1"}  # fmt: skip
    return subprocess.run(
        [sys.executable, machine / "start.py", "demo", *more],
        env={**os.environ, **settings}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def sum_of(machine: Path, name: str) -> str:
    return hashlib.sha256((machine / "index" / name).read_bytes()).hexdigest()


def site(machine: Path) -> list[Path]:
    return list((machine / ".venv").rglob("corranhurst*"))


def test_a_file_that_is_not_the_locked_one_is_not_installed(machine: Path) -> None:
    done = demo(machine, f"corranhurst {'0' * 64}")
    assert done.returncode
    assert "do not match the hashes" in " ".join(done.stderr.lower().split())
    assert "do not go on" in done.stderr
    assert not site(machine)
    assert "matcher" not in done.stdout.split("requirements")[-1]  # nothing was run after it


def test_no_source_is_built_even_where_its_sum_is_locked(machine: Path) -> None:
    """A build runs the package's own code, and fetches what it likes."""
    done = demo(machine, f"sallowgate {sum_of(machine, 'sallowgate-1.0.tar.gz')}")
    assert done.returncode
    assert "The locked packages could not be installed" in done.stderr
    assert not (machine / "built").exists()


def test_the_locked_file_is_installed_and_the_product_without_an_index(machine: Path) -> None:
    """The product itself is not in this folder, so the second step ends it."""
    done = demo(machine, f"corranhurst {sum_of(machine, 'corranhurst-1.0-py3-none-any.whl')}")
    assert "corranhurst.py" in [path.name for path in site(machine)]
    assert "NOT LOCKED" not in done.stdout
    second = done.stdout.splitlines()[-1]
    assert {"--no-index", "--no-deps", "--no-build-isolation", "--editable"} <= set(second.split())
    assert done.returncode


def test_unlocked_is_said(machine: Path) -> None:
    done = demo(machine, f"corranhurst {'0' * 64}", more=("--unlocked",))
    assert "NOT LOCKED: you said --unlocked" in done.stdout
    assert "--require-hashes" not in done.stdout


@pytest.mark.parametrize(
    ("name", "version", "words"),
    [
        ("cpython", (3, 11), ""),
        ("cpython", (3, 14), ""),
        ("cpython", (3, 15), "3.11 to 3.14, not for cpython 3.15"),
        ("pypy", (3, 11), "not for pypy 3.11"),
    ],
)
def test_which_pythons_the_locks_are_for(
    start: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    version: tuple[int, int],
    words: str,
) -> None:
    seen = SimpleNamespace(
        implementation=SimpleNamespace(name=name), version_info=(*version, 1, "final", 0)
    )
    monkeypatch.setattr(start, "sys", seen)
    why = start.unlocked(asked=False)
    assert (words in why) if words else (not why)


def test_nothing_but_python_is_run_from_the_environment(repository: Path) -> None:
    """A locked-down machine may forbid the other programs in .venv."""
    text = (repository / "start.py").read_text(encoding="utf-8")
    assert "BIN" not in text
    assert text.count('"Scripts/') == text.count('"bin/') == 1  # python itself
