"""The area of a programme that has ended is called a former one in whatever tells of a run, and by
its plain name in a run of an earlier day."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from program import invoke, table

from matcher.core.settings.combine import settings
from matcher.jobs.matching.demo import sources
from matcher.jobs.matching.match import find
from matcher.jobs.matching.results import Run
from matcher.jobs.matching.summary.lines import summary_lines
from matcher.jobs.matching.summary.on_map import map_of

_NAMED = re.compile(r"(\w+ )?(?:Hastings|Ipswich) opportunity area")
_FORMER = re.compile(r"former (?:\w+ )?opportunity area")


@pytest.fixture(scope="module")
def outputs(demo_run: Run, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What tells of the demo, as text, by what it is."""
    into, run = tmp_path_factory.mktemp("areas"), str(demo_run.folder)
    pairs = [row for row in table(demo_run.folder / "matches.csv") if "in the" in row["reasons"]]
    seeker, partner = pairs[0]["seeker_urn"], pairs[0]["partner_urn"]
    told = {name: str(into / name) for name in ("school.html", "partner.html", "office.html")}
    for command in (
        ("report", run, "--school", seeker, "--out", told["school.html"]),
        ("report", run, "--partner", partner, "--out", told["partner.html"]),
        ("report", run, "--office", "--out", told["office.html"]),
        ("allocate", run, "--out", str(into / "plan")),
        ("partnership", "new", run, seeker, partner, "--in", str(into)),
        ("mou", "write", str(into / f"{seeker}-{partner}"), "--format", "md"),
    ):
        assert invoke(*command).exit_code == 0, command
    files = [
        demo_run.folder / "matches.csv",
        demo_run.folder / "map.html",
        *map(Path, told.values()),
    ]
    files += [into / "plan" / name for name in ("plan.csv", "map.html", "summary.html")]
    files += (into / f"{seeker}-{partner}").glob("*.md")
    found = {f"{at.parent.name}/{at.name}": at.read_text(encoding="utf-8") for at in files}
    for command in (("explain", run, seeker, partner), ("groups", run, "--by", "area")):
        found[command[0]] = invoke(*command).stdout
    return found


def test_whatever_tells_of_a_run_calls_an_ended_area_a_former_one(outputs: dict[str, str]) -> None:
    for name, text in outputs.items():
        flat = " ".join(text.split())
        assert all(found[1] == "former " for found in _NAMED.finditer(flat)), name
        assert _FORMER.search(flat), name


def test_an_area_is_no_former_one_on_the_last_day() -> None:
    result = find(sources(), settings(as_of="2022-09-30"), fictional=True)
    page, reasons = map_of(result), list(result.matches["reasons"])
    assert any("in the Hastings opportunity area" in text for text in reasons)
    for text in (page, *reasons, *summary_lines(result)):
        assert not _FORMER.search(text)
    assert "As of 30 September 2022: the schools that are open by" in page.partition("<main")[0]
