"""The locks say what pyproject.toml asks for, every licence is known, and the bill is a bill."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKS = ("run", "test", "build")
SYSTEMS = {
    "linux": ("Linux", "posix", "linux"),
    "win32": ("Windows", "nt", "win32"),
    "darwin": ("Darwin", "posix", "darwin"),
}
MACHINES = list(product(("3.11", "3.12", "3.13", "3.14"), SYSTEMS))


@pytest.fixture(scope="module")
def folder(repository: Path) -> Path:
    return repository / "requirements"


@pytest.fixture(scope="module")
def lock(folder: Path) -> ModuleType:
    return module(folder, "lock")


@pytest.fixture(scope="module")
def sbom(folder: Path) -> ModuleType:
    return module(folder, "sbom")


def module(folder: Path, name: str) -> ModuleType:
    import importlib

    sys.path.insert(0, str(folder))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(folder))


@pytest.fixture(scope="module")
def asked(repository: Path, lock: ModuleType) -> dict[str, list[Requirement]]:
    """What pyproject.toml asks for, by the lock that answers."""
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))
    run = project["project"]["dependencies"]
    test = project["project"]["optional-dependencies"]["test"]
    build = [*project["build-system"]["requires"], lock.EDITABLE]
    return {
        name: [Requirement(one) for one in those]
        for name, those in (("run", run), ("test", [*run, *test]), ("build", build))
    }


def machine(python: str, system: str) -> dict[str, str]:
    """What markers are asked about on a machine."""
    platform_system, os_name, sys_platform = SYSTEMS[system]
    return {
        "python_version": python,
        "python_full_version": f"{python}.2",
        "platform_system": platform_system,
        "os_name": os_name,
        "sys_platform": sys_platform,
        "platform_machine": "AMD64" if system == "win32" else "x86_64",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "extra": "",
    }


def taken(packages: list[Any], there: dict[str, str]) -> dict[str, str]:
    """The versions that pip takes from a lock on a machine."""
    found: dict[str, str] = {}
    for one in packages:
        if not one.marker or Requirement(f"{one.name} ; {one.marker}").marker.evaluate(there):
            assert one.name not in found, (one.name, there)
            found[one.name] = one.version
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_versions_and_sums_and_no_address(
    folder: Path, lock: ModuleType, name: str
) -> None:
    path = folder / f"{name}.txt"
    packages = lock.read(path)
    assert all(one.hashes for one in packages)
    assert name == "build" or all(one.via for one in packages)
    text = path.read_text(encoding="utf-8")
    assert "://" not in text
    options = set(re.findall(r"^\s*(-\S*?)[= ]", text, re.M))
    assert options == {"--hash"}
    assert text.count("==") >= len(packages) == len(re.findall(r"^[a-z]", text, re.M))


@pytest.mark.parametrize("name", LOCKS)
@pytest.mark.parametrize(("python", "system"), MACHINES)
def test_a_lock_answers_pyproject_on_every_machine(
    folder: Path,
    lock: ModuleType,
    asked: dict[str, list[Requirement]],
    name: str,
    python: str,
    system: str,
) -> None:
    there = machine(python, system)
    found = taken(lock.read(folder / f"{name}.txt"), there)
    for one in asked[name]:
        if one.marker and not one.marker.evaluate(there):
            continue
        version = found.get(canonicalize_name(one.name))
        assert version, f"{one} is in no line of {name}.txt: run python requirements/lock.py"
        assert one.specifier.contains(version, prereleases=True), (
            f"{name}.txt has {one.name} {version}, pyproject.toml asks for {one.specifier}: "
            "run python requirements/lock.py"
        )


def test_the_locks_agree_with_each_other(folder: Path, lock: ModuleType) -> None:
    """What is tested is what runs; pip is given the locks together."""
    every = {
        name: {
            (one.name, one.version, one.marker): one for one in lock.read(folder / f"{name}.txt")
        }
        for name in LOCKS
    }
    assert every["run"].keys() <= every["test"].keys()
    for key, one in every["run"].items():
        assert every["test"][key].hashes == one.hashes
    for python, system in MACHINES:
        there = machine(python, system)
        found = {name: taken(list(every[name].values()), there) for name in LOCKS}
        for name in ("run", "test"):
            for package in found["build"].keys() & found[name].keys():
                assert found["build"][package] == found[name][package]


def test_what_a_locked_package_needs_is_locked(folder: Path, lock: ModuleType) -> None:
    """By the metadata of those installed here in the locked version."""
    there = machine(f"{sys.version_info[0]}.{sys.version_info[1]}", "linux")
    found = taken(lock.read(folder / "test.txt"), there)
    here = {
        canonicalize_name(one.metadata["Name"]): one
        for one in metadata.distributions()
        if found.get(canonicalize_name(one.metadata["Name"])) == one.version
    }
    if len(here) < 20:
        pytest.skip("what is installed here was not installed from the locks")
    for name, one in here.items():
        for line in one.requires or []:
            needed = Requirement(line)
            if needed.marker and not needed.marker.evaluate(there):
                continue
            version = found.get(canonicalize_name(needed.name))
            assert version, (name, line)
            assert needed.specifier.contains(version, prereleases=True), (name, line)


def test_a_line_that_is_not_understood_is_no_package_less(lock: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "run.txt"
    path.write_text("--index-url there\nleft==1.0\n", encoding="utf-8")
    with pytest.raises(ValueError, match="line 1: not understood"):
        lock.read(path)


def test_axe_is_locked_too(folder: Path) -> None:
    wanted = json.loads((folder / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    packages = json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for name, version in wanted.items():
        one = packages[f"node_modules/{name}"]
        assert one["version"] == version
        assert one["integrity"].startswith("sha512-")
    assert "://" not in (folder / "package-lock.json").read_text(encoding="utf-8")


def test_every_licence_is_known(folder: Path, lock: ModuleType) -> None:
    rows = lock.licences()
    assert set(rows) == {(one.name, one.version) for one in lock.read(folder / "run.txt")}
    assert all(row["licence"] and row["said_by"] for row in rows.values())


def test_licences_are_those_that_the_packages_tell(lock: ModuleType) -> None:
    seen = 0
    for (name, version), row in lock.licences().items():
        try:
            one = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        if one.version == version:
            told = lock.said(one.read_text("METADATA") or "")
            assert (row["licence"], row["said_by"]) == lock.BY_HAND.get(name, told), name
            seen += 1
    if not seen:
        pytest.skip("what is installed here was not installed from the locks")


@pytest.mark.parametrize(
    ("fields", "licence"),
    [
        ("License-Expression: MIT", "MIT"),
        ("License: MIT\nLicense-Expression: 0BSD", "0BSD"),
        ("License: BSD-3-Clause", "BSD-3-Clause"),
        ("License: see the file\nClassifier: License :: OSI Approved :: MIT License", "MIT"),
        ("Classifier: License :: OSI Approved :: BSD License", ""),  # which of them is not said
        ("License: as we please", ""),
        ("Summary: nothing", ""),
    ],
)
def test_a_licence_is_not_guessed(lock: ModuleType, fields: str, licence: str) -> None:
    assert lock.said(f"Metadata-Version: 2.4\nName: left\n{fields}\n\nLicense: MIT\n")[0] == licence


# The bill of materials


def test_the_bill_keeps_to_the_published_schema(sbom: ModuleType) -> None:
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    validator = JsonStrictValidator(SchemaVersion.V1_6)
    made = sbom.bill("1.2.3")
    assert validator.validate_str(made) is None
    spoilt = made.replace('"id": "MIT"', '"id": "MIT-ish"')
    assert validator.validate_str(spoilt) is not None


def test_the_bill_names_every_package_and_what_needs_it(
    folder: Path, lock: ModuleType, sbom: ModuleType, asked: dict[str, list[Requirement]]
) -> None:
    made = json.loads(sbom.bill("1.2.3"))
    packages = lock.read(folder / "run.txt")
    assert [(one["name"], one["version"]) for one in made["components"]] == sorted(
        (one.name, one.version) for one in packages
    )
    assert all(one["licenses"] and one["hashes"] for one in made["components"])
    needs = {one["ref"]: one["dependsOn"] for one in made["dependencies"]}
    refs = {one["bom-ref"] for one in made["components"]}
    assert set().union(*needs.values()) == refs  # each is needed by something
    ours = {
        re.findall(r"pypi/(.+)@", one)[0] for one in needs["pkg:pypi/school-partner-matcher@1.2.3"]
    }
    assert ours == {canonicalize_name(one.name) for one in asked["run"]}
    (pandas,) = (ref for ref in refs if ref.startswith("pkg:pypi/pandas@"))
    assert any(one.startswith("pkg:pypi/numpy@") for one in needs[pandas])


def test_the_bill_is_the_same_in_every_process(folder: Path) -> None:
    made = {
        subprocess.run(
            [sys.executable, folder / "sbom.py"],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(made) == 1
    assert b"timestamp" not in made.pop()
