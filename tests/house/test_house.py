"""Rules of the house: layers, resources in every kind of install, nothing that must not be here."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import zipfile
from collections import Counter
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest


def sources(repository: Path) -> list[Path]:
    return sorted((repository / "matcher").rglob("*.py"))


def test_imports_run_downward_only(repository: Path) -> None:
    from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

    assert lint_imports(str(repository / "setup.cfg"), no_cache=True) == EXIT_STATUS_SUCCESS


def test_no_modules_import_each_other_in_a_loop() -> None:
    """At any level; imports for types alone and imports within a function count too."""
    import grimp

    graph = grimp.build_graph("matcher", cache_dir=None)
    imports = {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}
    assert len(imports) > 200
    assert "matcher.match.rank" in imports["matcher.jobs.matching.match"]  # within a function
    assert "matcher.match.gates" in imports["matcher.jobs.matching.results"]  # for types alone
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))


def modules(repository: Path) -> dict[Path, int]:
    """Each module of the package with its lines, packages' own files left out."""
    return {
        path.relative_to(repository): len(path.read_text(encoding="utf-8").splitlines())
        for path in sources(repository)
        if path.name != "__init__.py"
    }


def test_modules_are_as_large_as_an_idea(repository: Path) -> None:
    lines = modules(repository)
    assert not {path: count for path, count in lines.items() if count > 300}
    small = {str(path): count for path, count in lines.items() if count < 60}
    assert len(small) <= 0.12 * len(lines), small


def test_a_folder_can_be_taken_in_at_a_glance(repository: Path) -> None:
    folders = Counter(path.parent.as_posix() for path in modules(repository))
    crowded = {folder for folder, count in folders.items() if count > 12}
    assert not crowded


def test_everything_public_is_documented(repository: Path) -> None:
    for path in sources(repository):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert ast.get_docstring(tree) or path.name == "__init__.py", path


def test_no_guard_is_an_assert_and_nothing_prints(repository: Path) -> None:
    for path in sources(repository):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            assert not isinstance(node, ast.Assert), path
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in ("print", "eval", "exec"), path


def test_folium_is_given_constants_only(repository: Path) -> None:
    """No argument of a call of folium may come from a table (the requirement A2)."""
    tree = ast.parse(
        (repository / "matcher" / "show" / "map" / "leaflet_map.py").read_text(encoding="utf-8")
    )
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "folium"
    ]
    assert calls
    for call in calls:
        for value in [*call.args, *(keyword.value for keyword in call.keywords)]:
            ast.literal_eval(value)  # raises where it is no constant


def test_no_network_library_is_imported_but_by_the_one_door(repository: Path) -> None:
    for path in sources(repository):
        if path == repository / "matcher" / "core" / "http.py":
            continue  # the one door
        text = path.read_text(encoding="utf-8")
        assert not re.search(
            r"^\s*(import|from) (requests|urllib(?!\.parse)|http|socket)\b", text, re.M
        ), path


def test_the_repository_holds_no_machine_paths_and_no_large_files(repository: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=repository, capture_output=True, check=False
    )
    if listed.returncode:
        pytest.skip("this is no git checkout")
    for name in filter(None, listed.stdout.decode().split("\0")):
        path = repository / name
        if not path.is_file():
            continue
        assert path.stat().st_size < 1_000_000, name
        data = path.read_bytes()
        for folder in (b"home", b"Users", b"root", b"tmp", b"work"):
            assert b"/%s/" % folder not in data, (name, folder)


def test_the_example_map_is_the_demos(repository: Path) -> None:
    """Golden: remake it on purpose with maps/make.py."""
    sys.path.insert(0, str(repository / "maps"))
    try:
        from make import make  # type: ignore[import-not-found]
    finally:
        sys.path.pop(0)
    assert (repository / "maps" / "example.html").read_bytes() == make()


@pytest.mark.slow
def test_the_wheel_runs_the_demo_in_an_empty_folder(repository: Path, tmp_path: Path) -> None:
    built = subprocess.run(
        [
            *(sys.executable, "-m", "build", "--wheel", "--no-isolation"),
            *("--outdir", tmp_path, repository),
        ],
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    assert wheel.stat().st_size < 5_000_000
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        archive.extractall(tmp_path / "installed")
    assert "matcher/bundled/data/samples/register.csv" in names
    assert "matcher/bundled/maps/example.html" in names
    assert "matcher/py.typed" in names
    assert [name for name in names if name.endswith(".data/data/share/man/man1/matcher.1")]
    bill = f"{wheel.name.split('-py3')[0]}.dist-info/sboms/school-partner-matcher.cdx.json"
    assert bill in names
    printed = subprocess.run(
        [sys.executable, repository / "requirements" / "sbom.py"], capture_output=True, check=True
    )
    assert (tmp_path / "installed" / bill).read_bytes() == printed.stdout
    assert not [name for name in names if "__pycache__" in name or name.startswith("tests")]
    empty = tmp_path / "empty"
    empty.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "matcher", "demo"],
        cwd=empty,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "installed")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "Pairs: " in done.stdout
    assert (empty / "matcher-demo" / "map.html").read_bytes() == (
        repository / "maps" / "example.html"
    ).read_bytes()
    where = subprocess.run(
        [sys.executable, "-c", "import matcher; print(matcher.__file__)"],
        cwd=empty,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "installed")},
        capture_output=True,
        text=True,
    )
    assert where.stdout.strip().startswith(str(tmp_path / "installed"))
