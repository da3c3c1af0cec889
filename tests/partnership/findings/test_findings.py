"""Findings: for each audience its sections, its length, its format, and nothing it must not get."""

from __future__ import annotations

import datetime
import io
import math
import re
import time
import zipfile
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers.monitoring import (
    DUE,
    LESSON_ROWS,
    MIDDLE,
    START,
    letters,
    running,
    some_plan,
    some_values,
    value,
)
from makers.partnerships import partnerships
from strategies import HOSTILE

from matcher.core.errors import FileError, SettingError
from matcher.partnership.csv_files import clean_cell
from matcher.partnership.findings.audiences import (
    SECTIONS,
    audiences,
    find_audience,
    parse_audiences,
)
from matcher.partnership.findings.documents import html, markdown, word_document
from matcher.partnership.findings.evidence_level import evidence_level, read_evaluation
from matcher.partnership.findings.facts import Facts, Paper, Section, Table
from matcher.partnership.findings.lessons import (
    Lesson,
    Lessons,
    empty_lessons,
    parse_lessons,
    read_lessons,
)
from matcher.partnership.findings.paper import make_paper, privacy_warnings
from matcher.partnership.findings.privacy import LEFT_OUT, NameFilter, without_contact_details
from matcher.partnership.monitor.progress import Report, progress_report
from matcher.partnership.monitor.suppression.few_people import few_people
from matcher.partnership.monitor.targets import Target
from matcher.partnership.record.partnership import Partnership, Party

DAY = datetime.date(2026, 11, 23)
IDS = ("funders", "governors", "ofsted", "access-plan", "public")
# An evaluation as matcher evaluate --format json writes it, as far as it is read here.
GOOD: dict[str, Any] = {
    "outcome": "Progress 8",
    "matched": 14,
    "comparison_schools": 42,
    "balanced": True,
    "effect": {"effect": 0.2, "low": 0.05, "high": 0.35},
    "verdict": {"headline": "It helped.", "cautions": ["One subject."], "nesta": 3},
}


def facts(partnership: Partnership | None = None, report: Report | None = None) -> Facts:
    report = report or progress_report(some_plan(), some_values())
    return Facts(
        partnership or running(), report, evidence_level(report), parse_lessons(LESSON_ROWS).lessons
    )


def everything(found: Paper) -> str:
    """All forms of a paper, as one text."""
    with zipfile.ZipFile(io.BytesIO(word_document(found))) as document:
        parts = "".join(document.read(name).decode("utf-8", "replace")
                        for name in document.namelist() if name.endswith(".xml"))  # fmt: skip
    return markdown(found) + html(found, []) + parts


def test_the_audiences_of_the_issue_are_there_and_every_section_is_somebodys() -> None:
    known = audiences()
    assert tuple(known) == IDS
    assert {one for a in known.values() for one in a.sections} == set(SECTIONS)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", one.dated) for one in known.values())
    assert known["public"].leaves_out == {"contacts", "groups", "withheld"}
    with pytest.raises(SettingError, match="no audience"):
        find_audience("press")


@pytest.mark.parametrize(
    "wrong", [{"sections": "sums"}, {"words": "many"}, {"format": "pdf"}, {"leaves_out": "all"}]
)
def test_a_table_of_audiences_that_is_not_whole_is_refused(wrong: dict[str, str]) -> None:
    row = {"id": "a", "sections": "summary", "words": "9", "format": "md"}
    assert parse_audiences([row], "here")["a"].words == 9
    with pytest.raises(FileError, match="a: "):
        parse_audiences([row | wrong], "here")
    with pytest.raises(FileError):
        parse_audiences([row, row], "here")


@pytest.mark.parametrize("id_", IDS)
def test_each_gets_its_sections_within_its_length(id_: str) -> None:
    for_ = find_audience(id_)
    found = make_paper(facts(), for_, DAY)
    assert [one.id for one in found.sections] == list(for_.sections)
    assert found.words <= for_.words
    assert found.cut == 0


@pytest.mark.parametrize("id_", IDS)
def test_a_long_record_is_cut_to_the_length_and_says_so(id_: str) -> None:
    many = tuple(Lesson(f"lesson {n} of many words here", worked, "why " * 20, "yes")
                 for worked in ("yes", "partly", "no") for n in range(30))  # fmt: skip
    plan = some_plan()
    values = [
        value(f"I{n}", day, "all", 30, "%", 100) for n in range(60) for day in (START, MIDDLE)
    ]
    told = replace(facts(report=progress_report(plan, values)), lessons=many)
    for_ = find_audience(id_)
    found = make_paper(told, for_, DAY)
    assert found.words <= for_.words
    assert found.cut
    assert f"{found.cut:,} lines are left out" in found.sections[-1].paragraphs[-1]
    for items in (one.items for one in found.sections if one.id == "lessons"):
        heads = ["Worked", "Worked in part", "Did not work"]
        assert list(dict.fromkeys(item.partition(":")[0] for item in items)) == heads


def leads() -> Partnership:
    one, other = running().parties
    return running(
        parties=(
            replace(
                one, lead="Dr Jo Canary, head of science", signs="Chair of governors: A. Finch"
            ),
            replace(other, lead="Headteacher Robin Sparrow", signs="Bo Wren"),
        )
    )


def test_contacts_go_to_governors_alone_and_no_small_number_to_anybody() -> None:
    rows = (
        *LESSON_ROWS,
        {"what": "Ask Robin Sparrow or r.sparrow@school.sch.uk", "worked": "yes",
         "why": "jo canary rang 01234 567890 and +44 (0)20 7946 0000"},
    )  # fmt: skip
    told = replace(facts(leads()), lessons=parse_lessons(rows).lessons)
    for id_ in IDS:
        text = everything(make_paper(told, find_audience(id_), DAY)).casefold()
        assert "2.25" not in text
        for reached in ("@school", "567890", "7946"):
            assert reached not in text, (id_, reached)
        if id_ == "governors":
            assert "canary" in text
            continue
        for name in ("canary", "sparrow", "finch"):
            assert name not in text, (id_, name)


def test_the_public_gets_no_groups_of_pupils() -> None:
    found = make_paper(facts(), find_audience("public"), DAY)
    text = everything(found)
    assert "free school meals" not in text
    assert "Pupils who choose physics" in text
    assert "free school meals" in everything(make_paper(facts(), find_audience("funders"), DAY))


@pytest.mark.parametrize(
    ("typed", "text", "wanted"),
    [
        ("Jo Canary", "Canary planned it", "[left out] planned it"),
        ("head of science", "the science labs", "the science labs"),
        ("project lead", "the project lead", "the project lead"),
        ("Mrs Ng", "Ng came", "[left out] came"),
        ("Ash Elm", "Ash trees", "Ash trees"),  # the school is called Ash
        ("", "It was a@b.org. Then", "It was [left out]. Then"),
        ("", "write to a@b.org, @ash_school", "write to [left out], [left out]"),
        ("", "from 9 to 10 on 01/09/2026, 100001 and 22.5%", None),
    ],
)
def test_what_leads_to_a_person(typed: str, text: str, wanted: str | None) -> None:
    one, other = running().parties
    made = running(parties=(replace(one, name="Ash Elm School", lead=typed), other))
    assert NameFilter(made).without_names(text) == (text if wanted is None else wanted)
    assert LEFT_OUT == "[left out]"


def test_an_access_plan_names_what_the_university_gives() -> None:
    one, other = running().parties
    university = running(parties=(one, replace(other, kind="university")))
    (first, *_) = make_paper(facts(university), find_audience("access-plan"), DAY).sections
    assert first.items[0] == "School 100002 is committed to School 100001: teachers of physics"
    assert first.items[1] == "Target: Pupils who choose physics: 40% by 30 August 2026"
    (none, *_) = make_paper(facts(), find_audience("access-plan"), DAY).sections
    assert "Neither side is recorded as a university" in none.paragraphs[0]


def test_the_level_is_only_what_the_evidence_allows() -> None:
    moved = progress_report(some_plan(), some_values())
    nothing = progress_report(some_plan(), [])
    assert evidence_level(nothing).level == 1
    assert evidence_level(moved).level == 2
    assert evidence_level(moved, GOOD).level == 3
    assert evidence_level(nothing, GOOD).level == 3
    others = GOOD | {"schools": ["100007", "100008"]}
    told = evidence_level(moved, others, ("100001", "100002"))
    assert told.level == 2
    assert "other schools" in " ".join(told.reasons)
    assert (told.headline, told.plain, told.cautions) == ("", "", ())  # nothing of theirs is told
    unclear = GOOD | {"schools": [str(n) for n in range(100001, 100015)],
                      "verdict": {"way": "cannot tell", "nesta": 2}}  # fmt: skip
    said = " ".join(evidence_level(moved, unclear, ("100001", "100002")).reasons)
    assert "an evaluation of 14 schools together, but by its own verdict the numbers" in said
    many = GOOD | {"schools": [str(n) for n in range(100001, 100013)], "outcome": "reading"}
    told = evidence_level(moved, many, ("100001", "100002"))
    assert told.level == 3
    assert "12 schools together" in " ".join(told.reasons)
    assert "reading, and nothing else" in " ".join(told.reasons)
    assert "of 12 schools together and not of this pair alone" in told.line()
    for wrong in (
        {"comparison_schools": 0}, {"comparison_schools": None}, {"balanced": False},
        {"effect": {"low": -0.1, "high": 0.3}}, {"effect": {}}, {"effect": "large"},
        {"verdict": {"nesta": 2}}, {"verdict": {"nesta": True}}, {"verdict": None},
        {"verdict": {"nesta": "5"}}, {"range": {"low": -0.1, "high": 0.3}},
    ):  # fmt: skip
        found = evidence_level(moved, GOOD | wrong)
        assert found.level == 2, wrong
        assert "What would have happened without" in found.reasons[-1]
    assert evidence_level(moved, {"verdict": {"nesta": 5}}).level == 2
    assert evidence_level(nothing, {}).level == 1


def test_the_summary_tells_the_start_and_not_the_day_on_which_somebody_wrote_that_it_runs() -> None:
    report = progress_report(some_plan(), some_values(), day=DAY)
    for starts, said in (
        ("2026-09-14", "has been running since 14 September 2026."),
        ("2026-12-07", "is to begin on 7 December 2026."),
        ("", "has been running since 23 November 2026."),
    ):
        made = running(starts=starts, dates={"running": DAY.isoformat()})
        for id_ in IDS:
            told = markdown(make_paper(facts(made, report), find_audience(id_), DAY))
            assert (said in told) == (id_ != "access-plan")


def test_without_a_target_no_figure_is_said_not_to_have_moved_towards_one() -> None:
    plan = some_plan()
    targets = tuple(replace(one, target=math.nan) for one in plan.targets)
    none = evidence_level(progress_report(replace(plan, targets=targets), some_values()))
    assert none.reasons[0] == "The plan sets no target yet, so no figure can be held against one."
    unread = tuple(replace(one, unread=True) for one in targets)
    some = evidence_level(progress_report(replace(plan, targets=unread), some_values()))
    assert some.reasons[0].startswith("No target of the plan is understood yet")


def test_harm_is_told_and_is_to_be_decided_on() -> None:
    verdict = {"headline": "They did worse: -1.48 (p < 0.001).", "way": "worse", "nesta": 1,
               "cautions": ["Mind chance.", "Daw and Hatfield 2018"]}  # fmt: skip
    bad = GOOD | {"verdict": verdict, "effect": {"low": -1.7, "high": -1.3},
                  "outcome": "reading_progress"}  # fmt: skip
    told = evidence_level(progress_report(some_plan(), some_values()), bad)
    assert told.harm and told.level == 2
    plain = "An evaluation found that the schools did worse in reading progress than like schools"
    assert told.line().startswith(plain)
    some = replace(facts(), evidence=told)
    for id_ in IDS:
        if id_ != "access-plan":
            assert plain in markdown(make_paper(some, find_audience(id_), DAY)), id_
    governors = make_paper(some, find_audience("governors"), DAY)
    (decide,) = [one for one in governors.sections if one.id == "adjust"]
    assert decide.items[0].startswith(plain) and "whether to go on" in decide.items[0]
    assert "1.30 to 1.70 less" in markdown(governors)
    public = markdown(make_paper(some, find_audience("public"), DAY))
    assert "-1.48" not in public and "Hatfield" not in public and "Mind chance." in public


@pytest.mark.parametrize(
    ("way", "words"),
    [("better", "did better than like schools"), ("no difference", "no difference to speak of"),
     ("cannot tell", "could not tell"), (None, "")],
)  # fmt: skip
def test_an_evaluation_in_plain_words(way: str | None, words: str) -> None:
    some = {**GOOD, "outcome": "", "verdict": {"way": way}}
    told = evidence_level(progress_report(some_plan(), []), some).plain
    assert words in told and bool(told) == bool(words)


def test_the_range_and_what_has_to_be_true_for_it_are_told() -> None:
    """As evaluations are written today: a range over several ways, and the figure in words."""
    verdict = {"headline": "They did better: +0.20 (+0.05 to +0.35).", "way": "better", "nesta": 3}
    good = GOOD | {"outcome": "p8mea", "outcome_words": "Progress 8", "verdict": verdict,
                   "range": {"low": 0.05, "high": 0.35, "agree": True}}  # fmt: skip
    told = evidence_level(progress_report(some_plan(), some_values()), good)
    assert told.level == 3 and "better in Progress 8 than like schools" in told.plain
    assert "if like schools outside would have changed by as much" in told.assumes
    some = replace(facts(), evidence=told)
    funders = markdown(make_paper(some, find_audience("funders"), DAY))
    assert "0.05 to 0.35 more (in grades)" in funders.replace("\\", "") and told.assumes in funders
    public = markdown(make_paper(some, find_audience("public"), DAY))
    assert "0.05 to 0.35 more" in public and "+0.05" not in public and told.assumes in public
    assert "does not allow for schools that were rising" in told.assumes  # as of an earlier kind
    whole = good | {"range": {"low": 0.05, "high": 0.35, "if_alike": {"low": 0.1, "high": 0.3}}}
    keys = ["doubly_robust", "trend_adjusted", "without_last_year", "level_adjusted"]
    whole["estimates"] = [{"key": key} for key in keys]
    today = evidence_level(progress_report(some_plan(), []), whole)
    assert today.plain == told.plain and today.level == 3
    assert "each school would have gone on as it was going" in today.assumes
    assert "earlier" not in today.assumes
    assert "unlike the others; low and high schools would have moved apart" in today.assumes
    five = whole | {"estimates": whole["estimates"][:-1]}  # where levels hardly last
    assert "low and high" not in evidence_level(progress_report(some_plan(), []), five).assumes
    alone = evidence_level(progress_report(some_plan(), []), GOOD | {"verdict": verdict})
    assert "one way of working it out" in alone.assumes and "0.05 to 0.35 more" in alone.plain
    nothing = evidence_level(progress_report(some_plan(), []), {"verdict": verdict})
    unclear = good | {"verdict": verdict | {"way": "cannot tell"}}
    assert nothing.assumes == ""
    assert evidence_level(progress_report(some_plan(), []), unclear).assumes == ""


def test_an_evaluation_is_told_in_a_sentence_and_without_talk_of_options() -> None:
    """The figure in words, the years, the schools and the range, where it cannot tell, too."""
    unclear = {
        "outcome": "reading_progress", "outcome_words": "reading progress",
        "before": [2015, 2016, 2017], "after": [2018], "matched": 11, "comparison_schools": 33,
        "range": {"low": -1.21, "high": 2.78},
        "verdict": {"way": "cannot tell", "headline": "It cannot tell: few trusts. Try --exact x.",
                    "cautions": ["Mind chance. Some can be left out (--leave-out).",
                                 "The ratio and the caliper can change it."], "nesta": 1},
    }  # fmt: skip
    told = evidence_level(progress_report(some_plan(), []), unclear)
    sentence = (
        "An evaluation could not tell whether it made a difference in reading progress (before: "
        "2015/16 to 2017/18; with it: 2018/19; 11 schools, compared with 33 like them): anything "
        "from 1.21 less to 2.78 more fits the figures (in points of the scaled score)."
    )
    assert told.plain == sentence
    share = {"outcome": "attendance", "outcome_words": "attendance"}
    small = unclear | share | {"range": {"low": -0.0024, "high": 0.0063}}
    words = evidence_level(progress_report(some_plan(), []), small).plain
    assert words.endswith("anything from 0.0024 less to 0.0063 more fits the figures.")
    one = {"p": 0.3, "change": 1403.2, "usual": [-193.4, 6713.1]}
    few = evidence_level(progress_report(some_plan(), []), small | {"placed": [one]})
    assert "a rise of 1,403, where a fall of 193 to a rise of 6,713 is usual" in few.plain
    assert (told.headline, told.cautions) == ("It cannot tell: few trusts.", ("Mind chance.",))
    for id_ in IDS:
        paper = markdown(make_paper(replace(facts(), evidence=told), find_audience(id_), DAY))
        assert sentence in paper.replace("\\", ""), id_
        assert "--" not in paper.replace("---", "") and "caliper" not in paper
        assert ("few trusts" in paper) == (id_ != "public")
    staggered = evidence_level(progress_report(some_plan(), []), unclear | {"by_start": [{}]})
    assert "(each school from its own start, in 2015/16 to 2018/19; 11" in staggered.plain


@pytest.mark.parametrize("count", [1, 3])
def test_an_evaluation_of_few_schools_has_words_of_its_own(count: int) -> None:
    place = {"change": 2.5, "usual": [-4.33, 3.53], "p": 0.149}
    few = {
        "outcome": "reading_progress", "outcome_words": "reading progress", "before": [2017],
        "after": [2018], "matched": count, "comparison_schools": 100 * count,
        "placed": [place] * count, "together": place if count > 1 else None,
        "verdict": {"way": "cannot tell", "headline": "Of the 100, 6 rose by more.", "nesta": 1},
    }  # fmt: skip
    told = evidence_level(progress_report(some_plan(), []), few)
    whom = "the school" if count == 1 else "3 schools together"
    assert told.plain.startswith(
        f"An evaluation found that {whom} did not stand out from like schools"
    )
    assert "how reading progress changed (before: 2017/18; with it: 2018/19; " in told.plain
    assert (
        ": a rise of 2.50, where a fall of 4.33 to a rise of 3.53 is usual" in told.plain
        and told.headline == ""
    )
    said = " ".join(told.reasons)
    assert "comparison group" not in said and "too few schools" in said


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)  # fmt: skip


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from([*GOOD, "range", "outcome_words", "placed", "together", "before", "after"]),
        json_values,
    )
)
def test_any_evaluation_is_borne(evaluation: dict[str, Any]) -> None:
    assert evidence_level(progress_report(some_plan(), []), evaluation).level in (1, 3)


def test_an_evaluation_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "e.json"
    for text in ("[1]", "{", "\ufeff1", "[" * 100_000, '{"a": 1}', '{"verdict": 3}'):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(FileError):
            read_evaluation(path)
    with pytest.raises(FileError, match="no such file"):
        read_evaluation(tmp_path / "none.json")


def test_lessons_in_the_words_of_whoever_wrote_them() -> None:
    found = parse_lessons(
        [*LESSON_ROWS, {"what": "", "worked": "yes", "row": "5"}, {"what": "Talks?", "worked": "?"}]
    )
    assert found.notes == ("row 5 is left out: it does not say what was done",)
    assert [one.sentence() for one in found.lessons] == [
        "Worked: Joint lessons. Why: one day a term ahead. Would do it again: yes.",
        "Worked in part: Shared marking. Would do it again: in the same way.",
        "Did not work: Holiday course. Why: no buses. Would do it again: no.",
        "Not said whether it worked: Talks?",
    ]
    assert empty_lessons().decode("utf-8-sig").strip() == "what,worked,why,would do again"


@pytest.mark.parametrize(
    "header",
    [
        "What,Worked?,Why,Would do again?",
        "what was done;Did it work?;WHY?;would you do it again",
        "Activity, it worked ,Reason,Repeat?",
        "\ufeffWHAT WE DID,Has it worked,Why did it work,Again",
    ],
)
def test_the_header_of_lessons_is_known_by_its_words(header: str, tmp_path: Path) -> None:
    row = "Latin;Yes!;an hour;yes" if ";" in header else "Latin,Yes!,an hour,yes"
    (tmp_path / "Lessons.CSV").write_text(f"{header}\n{row}\n", encoding="utf-8")
    found = read_lessons(tmp_path)
    assert found == Lessons((Lesson("Latin", "yes", "an hour", "yes"),))


@pytest.mark.parametrize(
    ("answer", "worked"),
    [("y", "yes"), ("Yes!", "yes"), ("mostly", "partly"), ("Partially.", "partly"),
     ("somewhat", "partly"), ("Didn’t work", "no"), ("NO", "no"), ("", ""), ("n/a", ""),
     ("no idea", ""), ("yes, I think", "")],
)  # fmt: skip
def test_an_answer_is_understood_or_said_not_to_be(answer: str, worked: str) -> None:
    found = parse_lessons([{"what": "Latin", "worked": answer, "notes": "x", "row": "2"}])
    assert [one.worked for one in found.lessons] == [worked]
    odd = answer in ("no idea", "yes, I think")
    assert found.notes[0] == "not used: the column “notes”"
    assert (
        f"not understood: the answer “{answer}”; write yes, partly or no" in found.notes[-1]
    ) == odd


def test_lessons_without_a_column_of_what_was_done_are_refused(tmp_path: Path) -> None:
    assert read_lessons(tmp_path) == read_lessons(tmp_path / "none") == Lessons()
    (tmp_path / "lessons.csv").write_text("Latin,yes\nGreek,no\n")
    with pytest.raises(FileError, match="no column that says what was done") as caught:
        read_lessons(tmp_path)
    assert "what, worked, why, would do again" in caught.value.hint
    (tmp_path / "lessons.csv").write_text("what\nA\n")
    (tmp_path / "LESSONS.csv").write_text("what\nB\n")
    if len(list(tmp_path.iterdir())) == 2:  # a system that tells the two apart
        found = read_lessons(tmp_path)
        assert [one.what for one in found.lessons] == ["A"]
        assert found.notes == ("LESSONS.csv is not read: lessons.csv is",)


def test_what_matters_most_comes_first_and_is_kept() -> None:
    days = (START, MIDDLE)
    plan = some_plan()
    targets = [Target(f"N{n}", "all", 40, DUE, START, "") for n in range(60)]
    targets += [Target(id_, "all", 40, DUE, START, "") for id_ in ("ONE", "OK", "BEHIND")]
    plan = replace(plan, targets=tuple(targets))
    values = [
        value(id_, day, "all", figure, "%", 100)
        for id_, figures in (("OK", (20, 39)), ("BEHIND", (20, 21)), ("ONE", (20,)))
        for day, figure in zip(days, figures, strict=False)
    ]
    found = make_paper(facts(report=progress_report(plan, values)), find_audience("governors"), DAY)
    (table,) = [one.table for one in found.sections if one.id == "progress"]
    assert table
    assert [row[0] for row in table.rows[:3]] == ["BEHIND", "OK", "ONE"]
    assert found.cut
    items = {one.id: one.items for one in found.sections}
    assert items["adjust"][0].startswith("BEHIND: behind since")
    assert items["next"][0].startswith("BEHIND: 40%")


def test_the_public_are_told_what_is_not_counted_and_every_mark() -> None:
    plan = some_plan()
    plan = replace(plan, targets=(*plan.targets, Target("A", "fsm", 40, DUE, START, "")))
    values = [*some_values(), value("B", DUE, "all", 3, "score", 4)]
    told = facts(report=progress_report(plan, values))
    public = make_paper(told, find_audience("public"), DAY)
    text = markdown(public)
    assert "Of 2 targets" in text
    assert "those whose figures are all withheld or not known, are not counted here" in text
    assert re.search(r"\| c, 30 August 2026", text)
    assert "c: withheld, because it rests on fewer than 5 people" in text
    governors = markdown(make_paper(told, find_audience("governors"), DAY))
    assert "Of 3 targets" in governors
    assert "not counted here" not in governors
    assert "c: withheld" not in markdown(make_paper(facts(), find_audience("public"), DAY))


def test_a_paper_says_of_which_day_it_is_and_whether_the_work_has_begun() -> None:
    for status in ("suggested", "contacted", "agreed", "running"):
        lead = make_paper(
            facts(replace(running(), status=status)), find_audience("governors"), DAY
        ).lead
        assert "As at 23 November 2026." in lead
        assert ("has not begun" in lead) == (status != "running")
    never = make_paper(
        facts(report=progress_report(replace(some_plan(), targets=()), [])),
        find_audience("funders"),
        DAY,
    )
    assert (
        "The plan sets no target yet." in {one.id: one for one in never.sections}["next"].paragraphs
    )


def test_figures_that_moved_away_are_told() -> None:
    values = [*some_values(), value("B", DUE, "all", 3, "score", 88)]
    found = evidence_level(progress_report(some_plan(), values))
    assert found.level == 2
    assert "some moved towards their targets and some away from them" in found.line()
    assert "1 figure moved towards the target" in found.reasons[0]
    assert "and 1 moved away from it" in found.reasons[0]
    assert "away" not in evidence_level(progress_report(some_plan(), some_values())).line()


def test_a_title_with_a_name_is_warned_of() -> None:
    one, other = running().parties
    made = running(parties=(replace(one, name="Sir John Elm School", lead="Dr Jo Canary"), other))
    told = replace(
        facts(made),
        lessons=(
            Lesson("Latin at Sir John Elm School", "yes", "the miss rate; ms and dr.", ""),
            Lesson("Greek", "no", "Mrs Jones was away", ""),
        ),
    )
    found = make_paper(told, find_audience("public"), DAY)
    (warning,) = privacy_warnings(found, made)
    for id_ in ("funders", "governors"):  # the lead of the summary is meant to be there
        assert privacy_warnings(make_paper(told, find_audience(id_), DAY), made) == (warning,)
    assert warning.startswith("“Mrs Jones” may be a person’s name, under What worked, what did not")
    assert warning.endswith("Did not work: Greek. Why: Mrs Jones was away.")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("only 3 FSM pupils missed any", "3 FSM pupils"),
        ("The 2 children with EHCPs loved it", "2 children"),
        ("One girl stayed", "One girl"),
        ("two of the girls, and", "two of the girls"),
        ("Four year 9 boys", "Four year 9 boys"),
        ("4 out of 20 pupils", "4 out of 20 pupils"),
        ("(3-4 young people)", "3-4 young people"),
        ("30 pupils, 5 girls and ten boys", ""),
        ("Year 4 pupils and KS3 students", ""),
        ("years 3 and 4 children", ""),
        ("4,000 pupils, 3% of pupils, 2.5 teachers", ""),
        ("one-to-one help for pupils", ""),
        ("two terms. Pupils liked it", ""),
        ("No one in the staff room", ""),
        ("one day a term ahead for pupils", ""),
    ],
)
def test_small_numbers_of_people_in_free_text(text: str, found: str) -> None:
    assert few_people(text) == found


def test_an_aim_for_very_few_people_is_warned_of() -> None:
    about = running(objectives={"O1": "The 3 pupils of year 6 choose physics.", "O13": "TBC"})
    found = make_paper(replace(facts(), partnership=about), find_audience("ofsted"), DAY)
    (warning,) = privacy_warnings(found, about)
    assert warning.startswith("“3 pupils” tells of very few people")
    assert "TBC" not in markdown(found)  # which is no aim


@pytest.mark.parametrize("id_", ["funders", "governors", "public"])
def test_a_lesson_of_very_few_people_is_warned_of(id_: str) -> None:
    few_ = (Lesson("Mentoring", "yes", "only 3 pupils missed it", ""),)
    found = make_paper(replace(facts(), lessons=few_), find_audience(id_), DAY)
    (warning,) = privacy_warnings(found, running())
    assert warning.startswith("“3 pupils” tells of very few people; write “a few” instead, under")
    assert warning.endswith("Worked: Mentoring. Why: only 3 pupils missed it.")
    assert "figures that rest on fewer" in markdown(found) or id_ != "public"
    assert "in the words of those who wrote it" in markdown(found)


@pytest.mark.parametrize("id_", IDS)
def test_every_reader_learns_the_level_once_and_all_its_reasons(id_: str) -> None:
    many = GOOD | {"schools": [str(n) for n in range(100001, 100013)]}
    told = facts()
    told = replace(told, evidence=evidence_level(told.report, many, ("100001", "100002")))
    text = markdown(make_paper(told, find_audience(id_), DAY))
    assert text.count(told.evidence.line()) == 1
    assert "12 schools together" in text
    assert all(reason in text for reason in told.evidence.reasons)


def test_the_word_document_is_accessible_and_the_same_each_time() -> None:
    docx = pytest.importorskip("docx")
    found = make_paper(facts(), find_audience("funders"), DAY)
    data = word_document(found)
    assert data == word_document(found)
    document = docx.Document(io.BytesIO(data))
    levels = [int(p.style.name[-1]) for p in document.paragraphs if "Heading" in p.style.name]
    assert levels == [1] + [2] * len(found.sections)
    sheet = document.sections[0]
    assert (round(sheet.page_width.mm), round(sheet.page_height.mm)) == (210, 297)
    assert document.core_properties.title == found.title
    assert document.core_properties.author == ""
    assert 'w:lang w:val="en-GB"' in document.styles["Normal"].element.xml
    assert "en-US" not in {e.get(f"{{{e.nsmap['w']}}}val") for e in document.styles.element.iter()
                           if e.tag.endswith("}lang")}  # fmt: skip
    assert document.tables
    for table in document.tables:
        assert "w:tblHeader" in table.rows[0]._tr.xml
        assert all(cell.text for cell in table.rows[0].cells)


@settings(max_examples=60, deadline=None)
@given(partnerships(), st.sampled_from(IDS), st.text(max_size=20))
def test_any_record_gives_a_paper_in_every_form(made: Partnership, id_: str, text: str) -> None:
    told = replace(facts(made), lessons=(Lesson(text or "x", "yes", text, text),))
    found = make_paper(told, find_audience(id_), DAY)
    page = html(found, [])
    assert "<script" not in page.casefold()
    assert page.count("<h1") == 1
    assert len(word_document(found)) > 5000
    assert markdown(found).startswith("# ")


@pytest.mark.parametrize("text", [*HOSTILE, "a|b", "1. x", "# x", "- x", "<!--", "]]>", "\ufffe"])
def test_hostile_names_survive_in_every_form(text: str) -> None:
    docx = pytest.importorskip("docx")
    parties = (Party("1", text, "state", "seeker"), Party("2", f"{text} 2", "state", "partner"))
    made = running("1", "2", parties=parties)
    found = make_paper(facts(made), find_audience("governors"), DAY)
    plain = text.replace("\ufffe", "")
    document = docx.Document(io.BytesIO(word_document(found)))
    assert letters(plain) in letters(document.paragraphs[0].text)
    page = html(found, [])
    assert not re.search(r"<(script|img|b)\b", page)
    for line in markdown(found).splitlines():
        assert not re.match(r"\s*(<|1\.\s)", line)
        if line.startswith("|"):  # as many cells as the header has
            assert len(re.findall(r"(?<!\\)\|", line)) in (6, 7, 8)


names = st.text(
    st.one_of(st.characters(), st.sampled_from("&<>|*_\x00\x0b\ud800\ufffe")), min_size=1
)


@settings(max_examples=20, deadline=None)
@given(st.lists(names, min_size=20, max_size=20))
def test_hundreds_of_hostile_names_come_back_as_they_were(hostile: list[str]) -> None:
    docx = pytest.importorskip("docx")
    rows = tuple((name, "x") for name in hostile)
    section = Section("a", "Heading", (), tuple(hostile), Table("Caption", ("a", "b"), rows))
    found = Paper("Title", "Lead", (section,))
    wanted = [letters(clean_cell(name)) for name in hostile]
    document = docx.Document(io.BytesIO(word_document(found)))
    items = [p.text for p in document.paragraphs if p.style.name == "List Bullet"]
    assert [letters(text) for text in items] == wanted
    assert [letters(row.cells[0].text) for row in document.tables[0].rows[1:]] == wanted
    page = unescape(re.sub("</?[a-z][^>]*>", "", html(found, []).split("<body>")[1]))
    text = letters(page.encode("utf-8", "replace").decode("utf-8"))
    assert all(letters(n.encode("utf-8", "replace").decode()) in text for n in hostile)
    assert len(markdown(found).splitlines()) == 5 + 1 + 20 + 3 + 22


@pytest.mark.parametrize("text", ["a" * 1000 + "@" + "." * 999, "a." * 999 + "@", "x" * 2000])
def test_a_long_word_takes_no_time_that_grows_with_its_cube(text: str) -> None:
    started = time.process_time()
    assert without_contact_details(f"{text} and a.b@c.org.uk.") == f"{text} and {LEFT_OUT}."
    assert time.process_time() - started < 2


def test_thousands_of_lessons_are_cut_in_a_moment() -> None:
    many = tuple(Lesson(f"lesson {n}", worked, "", "")
                 for worked in ("yes", "no") for n in range(1500))  # fmt: skip
    started = time.process_time()
    found = make_paper(replace(facts(), lessons=many), find_audience("governors"), DAY)
    assert time.process_time() - started < 3
    (items,) = [one.items for one in found.sections if one.id == "lessons"]
    # The last of the larger group goes first, so both keep their first ones, and as many.
    each = len(items) // 2
    assert list(items) == [
        *(f"Worked: lesson {n}." for n in range(len(items) - each)),
        *(f"Did not work: lesson {n}." for n in range(each)),
    ]
