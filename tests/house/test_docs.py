"""README and docs/: pages made from the program are up to date, links lead somewhere, and every
command that a page shows is understood and does what the page says."""

from __future__ import annotations

import csv
import importlib.util
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import doc_pages
import pytest

HERE = Path(__file__).resolve().parents[2]
PAGES = [HERE / "README.md", HERE / "CONTRIBUTING.md", HERE / "maps" / "README.md",
         HERE / "benchmarks" / "README.md", *sorted((HERE / "docs").rglob("*.md"))]  # fmt: skip
GUIDES = [HERE / "README.md", *sorted((HERE / "docs" / "how-to").glob("*.md")),
          HERE / "docs" / "reference" / "priority-areas.md"]  # fmt: skip
# What stands in the program's own help may name files that no reader has.
PARSED = [*GUIDES, HERE / "docs" / "reference" / "commands.md"]
# Examples that end with another code than 0, on the sample: the page says so.
CODES = {"matcher check schools.xlsx --strict --out -": 3}
# What the reader of a page makes, which the readers of others have already.
MAKES = {"README.md": ("autumn", "partnerships"), "run-a-partnership.md": ("partnerships",)}
NETWORK = re.compile(r"--geocoder|--open\b|--travel (osrm|valhalla)=|--scheduler\b")


def name(path: Path) -> str:
    return path.relative_to(HERE).as_posix()


@pytest.fixture(scope="module")
def make() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_make", HERE / "docs" / "make.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(HERE / "docs"))
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.pop(0)
    return module


def test_the_readme_is_short_and_has_a_picture() -> None:
    text = (HERE / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 250
    (words, target), *_ = re.findall(r"!\[([^\]]+)\]\((\S+)\)", text)
    assert len(words) > 40  # said for those who cannot see it
    assert (HERE / target).read_bytes().startswith(b"\x89PNG")
    assert (HERE / target).stat().st_size < 300_000


def test_pages_made_from_the_program_are_up_to_date(make: ModuleType) -> None:
    made: Callable[[str], str] = make.made
    assert len(make.pages()) >= 4
    for path in make.pages():
        text = path.read_text(encoding="utf-8")
        assert made(text) == text, f"{name(path)}: run python docs/make.py"


def test_the_manual_page_is_up_to_date_and_tells_every_command_and_option(make: ModuleType) -> None:
    page = HERE / "docs" / "reference" / "matcher.1"
    assert page.read_text(encoding="utf-8") == make.manual(), "run python docs/make.py"
    if not (groff := shutil.which("groff")):
        pytest.skip("groff is not here to read the page")
    shown = subprocess.run(
        [groff, "-man", "-Tutf8", "-ww", "-P-cbou", page], capture_output=True, encoding="utf-8"
    )
    assert (shown.returncode, shown.stderr) == (0, "")
    words = " ".join(shown.stdout.split())
    for named, command in make.walk("matcher", make.cli):
        assert named in words
        for option in command.params:
            assert all(one in words for one in option.opts if one.startswith("--"))
    assert "  matcher demo --open\n" in shown.stdout  # hyphens that can be pasted


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in doc_pages.links(path.read_text(encoding="utf-8")):
        file, _, anchor = target.partition("#")
        other = (path.parent / file).resolve() if file else path
        assert other.exists(), (name(path), target)
        if anchor:
            assert anchor in doc_pages.anchors(other.read_text(encoding="utf-8")), target


def test_the_index_lists_every_page() -> None:
    index = HERE / "docs" / "README.md"
    listed = {
        (index.parent / target.partition("#")[0]).resolve()
        for target in doc_pages.links(index.read_text(encoding="utf-8"))
    }
    assert {path for path in (HERE / "docs").rglob("*.md") if path != index} <= listed


# Examples


@pytest.mark.parametrize("path", PARSED, ids=name)
def test_every_command_shown_is_understood(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    examples = [
        step
        for step in doc_pages.steps(path.read_text(encoding="utf-8"))
        if isinstance(step, doc_pages.Example) and "..." not in step.line
    ]
    assert examples
    for one in examples:
        try:
            doc_pages.parse(one.line)
        except Exception as error:
            raise AssertionError(f"{one.line}: {error}") from error


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that the guides speak of, all made up, and two runs."""
    folder = tmp_path_factory.mktemp("office") / "desk"
    folder.mkdir()
    samples = HERE / "data" / "samples"
    doc_pages.downloads(folder / "downloads", samples)
    for copy, source in {
        "schools.xlsx": "hastings-office.xlsx", "partners.xlsx": "hastings-office.xlsx",
        "lists/ipswich.csv": "ipswich-office.csv", "seekers.csv": "ipswich-office.csv",
        "schools.csv": "ipswich-office.csv", "register.csv": "register.csv",
        "edubasealldata.csv": "register.csv", "links_edubasealldata.csv": "links.csv",
        "priorities.csv": "priorities.csv", "results.csv": "results.csv",
    }.items():  # fmt: skip
        (folder / copy).parent.mkdir(exist_ok=True)
        shutil.copyfile(samples / source, folder / copy)
    shutil.copyfile(folder / "downloads" / "codepo_gb.zip", folder / "codepo_gb.zip")
    with (samples / "register.csv").open(encoding="cp1252", newline="") as file:
        rows = list(csv.DictReader(file))
    independent = [r["URN"] for r in rows if "ndependent" in r["EstablishmentTypeGroup (name)"]]
    state = [row["URN"] for row in rows if row["PhaseOfEducation (name)"] == "Primary"]
    tables = {
        "surrey-independents.csv": [["URN"], *([urn] for urn in independent)],
        "priority-schools.xlsx": [["URN"], *([urn] for urn in state[:30])],
        "urns.csv": [["URN"], *([urn] for urn in (
            "900034", "900001", "900002", "900007", "900021", "900027", "900035", "900067",
            "900083", "900095", "900103", "900105"))],
        "our-school.csv": [["URN"], ["900048"]],
        "excluded.csv": [["seeker_urn", "partner_urn"], ["900034", "900040"]],
        "offers/hubs-2026-09-01.csv": [["lead_school_urn", "hub_name"], ["900048", "Ash Hub"]],
        "imd.csv": [["LSOA21CD", "IMD_score"], ["E01000001", "12.5"], ["E01000002", "30.1"]],
        "our-areas.csv": [["area", "code"], ["Ours", "E07000062"]],
        "2018-2019_england_ks4final.csv": [["RECTYPE", "URN", "SCHNAME", "P8MEA", "TPUP"],
                                           *(["1", urn, "", "0.1", "100"] for urn in state)],
    }  # fmt: skip
    for path, lines in tables.items():
        if path.endswith(".xlsx"):
            import openpyxl

            book = openpyxl.Workbook()
            for line in lines:
                book.active.append(line)  # type: ignore[union-attr]
            book.save(folder / path)
        else:
            (folder / path).parent.mkdir(exist_ok=True)
            with (folder / path).open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(lines)
    (folder / "tables").mkdir()
    shutil.copyfile(
        folder / "2018-2019_england_ks4final.csv", folder / "tables" / "2018-2019_england_ks4.csv"
    )
    patch = pytest.MonkeyPatch()
    patch.setenv("MATCHER_DATA_DIR", str(folder.parent / "data"))
    try:
        for line in (
            "matcher data pull --from downloads --day 2026-11-20",
            "matcher match schools.xlsx --out autumn",
            "matcher match schools.xlsx lists -k 3 --out spring",
            "matcher partnership new autumn 900034 900048",
            *(
                f"matcher partnership status partnerships/900034-900048 {status}"
                for status in ("contacted", "agreed", "running")
            ),
        ):
            code, said = doc_pages.run(line, folder)
            assert code == 0, (line, said)
    finally:
        patch.undo()
    return folder.parent


@pytest.mark.slow
@pytest.mark.xdist_group("guides")
@pytest.mark.parametrize("path", GUIDES, ids=name)
def test_every_example_does_what_the_page_says(
    path: Path, office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    top = tmp_path / "copy"
    shutil.copytree(office, top)
    monkeypatch.setenv("MATCHER_DATA_DIR", str(top / "data"))
    monkeypatch.setenv("MATCHER_CACHE_DIR", str(top / "cache"))
    folder = top / "desk"
    if path.name in MAKES:  # the reader makes them
        for made in MAKES[path.name]:
            shutil.rmtree(folder / made)
    ran = 0
    for step in doc_pages.steps(path.read_text(encoding="utf-8")):
        if isinstance(step, doc_pages.Block):
            (folder / step.value).write_text(step.body, encoding="utf-8")
            continue
        line = step.line
        if NETWORK.search(line):
            continue
        if line.startswith("matcher data pull"):  # no network: the files that lie there
            line = "matcher data pull --from downloads --day 2026-11-20"
        code, said = doc_pages.run(line, folder)
        assert code == CODES.get(line, 0), (line, said)
        if step.quoted:
            doc_pages.compare(step.quoted, said, line)
        ran += 1
        if line == "matcher data clear":
            doc_pages.run("matcher data pull --from downloads --day 2026-11-20", folder)
    assert ran


# Tables and figures


@pytest.mark.xdist_group("guides")
def test_columns_and_keys_of_other_tables(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATCHER_DATA_DIR", str(office / "data"))
    reference = HERE / "docs" / "reference"
    text = (reference / "output-files.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `(matcher [^`]+)` \| (.+) \|$", text, re.M))
    assert len(told) == 4
    for line, names in told.items():
        shown = line.replace("RUN RUN", "autumn spring").replace("RUN", "autumn")
        code, said = doc_pages.run(shown, office / "desk")
        assert code == 0, said
        header = next(one for one in said if one.count(",") > 3)
        assert re.findall(r"`(\w+)`", names) == header.split(","), line
    keys = json.loads((office / "desk" / "autumn" / "run.json").read_text(encoding="utf-8"))
    section = text.split("## run.json")[1].split("## ")[0]
    first = re.findall(r"^\| (`[^|]+`) \|", section, re.M)
    assert [key for cell in first for key in re.findall(r"`(\w+)`", cell)] == list(keys)


@pytest.mark.xdist_group("guides")
def test_columns_of_partnership_files(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATCHER_DATA_DIR", str(office / "data"))
    folder = tmp_path / "partnership"
    shutil.copytree(office / "desk" / "partnerships" / "900034-900048", folder)
    (tmp_path / "values.csv").write_text(
        "indicator,date,value,pupils\nC2-N1,13/11/2026,74%,42\n", encoding="utf-8"
    )
    for line in ("matcher plan make partnership", "matcher monitor add partnership values.csv"):
        code, said = doc_pages.run(line, tmp_path)
        assert code == 0, said
    text = (HERE / "docs" / "reference" / "partnership-files.md").read_text(encoding="utf-8")
    told = {
        file: re.findall(r"`(\w+)`", mine + others)
        for file, mine, others in re.findall(r"^\| `([\w-]+\.csv)` \| (.+) \| (.+) \|$", text, re.M)
    }
    told["values.csv"] = re.findall(r"`(\w+)`", text.split("## values.csv")[1].split("\n")[2])
    assert len(told) == 5
    for file, names in told.items():
        with (folder / file).open(encoding="utf-8-sig", newline="") as handle:
            assert sorted(names) == sorted(next(csv.reader(handle))), file


def test_every_figure_names_what_prints_it() -> None:
    text = (HERE / "docs" / "explanation" / "measured-results.md").read_text(encoding="utf-8")
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| ")]
    rows = [[cell.strip() for cell in row] for row in rows if row[0].strip() != "what"]
    assert len(rows) > 20
    for what, figure, command in rows:
        assert re.search(r"\d|all", figure), what
        script = re.search(r"`(?:pytest (?:-s )?)?((?:benchmarks|tests)/[\w/.]+)", command)
        assert script, what
        assert (HERE / script[1]).exists(), script[1]
