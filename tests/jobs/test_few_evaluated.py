"""An evaluation of fewer than ten schools, from files to its page and on to findings."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from panels import AFTER, BEFORE
from partnership_files import write
from program import invoke

from matcher.evaluation.matching.prepare import Options
from matcher.jobs.evaluation.evaluate import Evaluation, evaluate
from matcher.jobs.evaluation.few_schools import FewEvaluation
from matcher.jobs.evaluation.inputs import EvaluationFiles
from matcher.partnership.findings.evidence_level import evidence_level, read_evaluation
from matcher.partnership.monitor.progress import Report

OPTIONS = Options((), exact=("phase",))
HOSTILE = '<script>alert(6007 * 7001)</script>{{ 6007 * 7001 }}=made_up|" &'


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return write(tmp_path_factory.mktemp("few"), name=HOSTILE)


def told(files: dict[str, Path], count: int) -> Evaluation | FewEvaluation:
    # The first has a figure that is not known.
    urns = list(pd.read_csv(files["treated"], dtype=str)["URN"])[1 : count + 1]
    given = EvaluationFiles((files["panel"],), files["register"], ",".join(urns))
    return evaluate(given, "progress", BEFORE, AFTER, OPTIONS)


@pytest.mark.parametrize("count", [1, 9])
def test_few_schools_get_a_picture_and_no_effect(files: dict[str, Path], count: int) -> None:
    found = told(files, count)
    assert isinstance(found, FewEvaluation)
    plain = json.dumps(found.as_dict(), allow_nan=False)
    assert plain == json.dumps(told(files, count).as_dict(), allow_nan=False)
    data = json.loads(plain)
    assert data["verdict"]["way"] == "cannot tell" and "effect" not in data
    assert list(data["verdict"]) == [
        "tells", "way", "headline", "reasons", "cautions", "nesta", "raise_it", "nesta_words",
    ]  # fmt: skip
    assert data["settings"]["seed"] == 1 and data["inputs"] and data["notes"]
    page = found.page()
    assert page.count("<svg") == 1 and page.count("<h1") == 1
    assert "<script" not in page and "{{ 6007 * 7001 }}" in page and "seed: 1" in page
    assert "could be compared" in found.lines()[1] and "stood out from" in found.lines()[3]
    assert len(found.table()) >= count * 20


def test_ten_schools_get_an_average_effect(files: dict[str, Path]) -> None:
    assert isinstance(told(files, 10), Evaluation)


def test_findings_say_whether_it_stood_out(files: dict[str, Path], tmp_path: Path) -> None:
    kept = tmp_path / "effect.json"
    found = told(files, 1)
    kept.write_text(json.dumps(found.as_dict()), encoding="utf-8")
    evidence = evidence_level(Report((), (), 5, 0), read_evaluation(kept))
    assert evidence.level == 1
    assert evidence.plain.startswith(
        "An evaluation found that the school stood out from like schools in how progress "
        "changed (before: 2015/16 and 2016/17; with it: 2017/18 and 2018/19; 1 school, compared "
    )
    assert evidence.headline == ""


def test_one_school_through_the_front_door(files: dict[str, Path]) -> None:
    urn = pd.read_csv(files["treated"], dtype=str)["URN"][1]
    words = ["--panel", files["panel"], "--register", files["register"], "--treated", urn,
             "--outcome", "progress", "--before", "2015,2016", "--after", "2017"]  # fmt: skip
    done = invoke("evaluate", *words)
    assert done.exit_code == 0, done.output
    assert "stood out from schools like it: higher" in done.stdout
    assert "What cannot: what made them stand out" in done.stdout
