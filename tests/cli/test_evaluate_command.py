"""The command evaluate, through the front door."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from partnership_files import write
from program import invoke, rows_of


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return write(tmp_path_factory.mktemp("evaluate"))


def run(files: dict[str, Path], *more: str | Path, **changes: str) -> Result:
    given = {
        "panel": files["panel"], "register": files["register"], "treated": files["treated"],
        "outcome": "progress", "before": "2015,2016", "after": "2017..2018",
    } | changes  # fmt: skip
    words = [word for name, value in given.items() for word in (f"--{name}", str(value))]
    return invoke("evaluate", *words, *more)


def test_text_says_the_question_who_and_the_answer_first(files: dict[str, Path]) -> None:
    done = run(files, "--imd", files["imd"])
    assert done.exit_code == 0, done.output
    question, who, _, answer, *_ = done.stdout.splitlines()
    assert question.startswith("Did progress change more in the 16 schools of the partnership")
    assert who.startswith("15 of the 16 schools could be compared (of 1 a figure is not known)")
    assert answer.startswith("The 15 of 16 schools of the partnership that could be compared did")
    assert "Nesta level 3 of 5" in done.stdout
    assert "within phase" not in done.stdout and "equal in phase" in done.stdout


def test_the_options_arrive(files: dict[str, Path]) -> None:
    done = run(files, "--exact", "region, phase", "--caliper", "2.5", "--ratio", "2", "--replace",
               "--no-exchange", "--cluster", "none", "--format", "json")  # fmt: skip
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["how"].startswith(
        "2 nearest by Mahalanobis distance, with replacement, equal in region, phase, within 2.5"
    )
    assert told["clusters"]["level"] == "matched sets"
    assert told["before"] == [2015, 2016] and told["after"] == [2017, 2018]
    done = run(
        files, "--distance", "propensity", "--covariates", "progress,pupils", "--format", "json"
    )
    told = json.loads(done.stdout)
    assert "propensity" in told["how"]
    # phase, which must be equal, has one level here.
    assert [row["covariate"] for row in told["balance"]] == [
        "distance", "progress_2015", "progress_2016", "pupils", "phasePrimary",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "written", ["2016", "2016-2017", "201617", "2016/17", "2016-17", "2016/2017"]
)
def test_a_school_year_is_one_year_however_it_is_written(
    files: dict[str, Path], written: str
) -> None:
    done = run(files, "--format", "json", before=written, after="2017-18,2018/2019")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert (told["before"], told["after"]) == ([2016], [2017, 2018])
    assert told["school_years"] == {"before": ["2016/17"], "after": ["2017/18", "2018/19"]}


def test_the_result_names_its_years(files: dict[str, Path]) -> None:
    years = "from 2015/16 and 2016/17, before it, to 2017/18 and 2018/19, with it?"
    assert years in run(files).stdout
    assert years in run(files, "--format", "html").stdout


def test_a_range_that_is_no_school_year_says_how_ranges_are_written(files: dict[str, Path]) -> None:
    done = run(files, before="2015-2017")
    assert done.exit_code == 2
    assert "2015..2017" in done.output


def test_the_matched_schools_as_csv(files: dict[str, Path], tmp_path: Path) -> None:
    done = run(files, "--format", "csv", "--out", tmp_path / "schools.csv")
    assert done.exit_code == 0, done.output
    assert done.stdout == ""
    text = (tmp_path / "schools.csv").read_bytes().decode("utf-8-sig")
    rows = rows_of(text)
    assert len(rows) == 15 * 4
    assert {row["role"] for row in rows} == {"partnership", "comparison"}
    assert rows[0]["name"].startswith("Fictional School") and rows[0]["progress_2018"]


def test_a_page(files: dict[str, Path], tmp_path: Path) -> None:
    out = tmp_path / "evaluation.html"
    assert run(files, "--format", "html", "--out", out).exit_code == 0
    assert out.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    "changes",
    [{"before": "soon"}, {"before": "2016..2015"}, {"before": "2015-2017"}, {"after": "2015"},
     {"outcome": "weather"}, {"treated": "1,x"}, {"treated": "nowhere.csv"}, {"before": "2001"},
     {"pupil-sd": "nan"}, {"pupil-sd": "inf"}, {"pupil-sd": "0"}, {"caliper": "nan"},
     {"caliper": "inf"}],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(files: dict[str, Path], changes: dict[str, str]) -> None:
    done = run(files, **changes)
    assert done.exit_code != 0
    assert "Traceback" not in done.output


def test_an_input_is_never_overwritten(files: dict[str, Path]) -> None:
    before = files["treated"].read_bytes()
    assert run(files, "--out", files["treated"]).exit_code == 1
    assert files["treated"].read_bytes() == before
