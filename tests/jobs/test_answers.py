"""Answers of schools in a match: above everything else that is known, and every row accounted
for."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from program import invoke, output_of, table

from matcher.core.errors import FileError
from matcher.core.installation import resource
from matcher.core.problems import ProblemLog
from matcher.core.questionnaire import IN_FORM
from matcher.core.schema import as_list
from matcher.core.settings.combine import settings
from matcher.core.tables import PROFILE
from matcher.core.text.evidence import of_side
from matcher.intake.answers import read_answers
from matcher.jobs.lists.check import CheckResult, check
from matcher.jobs.matching.explain import explain
from matcher.jobs.report.report import reports
from matcher.jobs.stages.reading import Sources
from matcher.profile.asked.over_known import answered_profile, over_known
from matcher.profile.vocabulary import load

NAN = float("nan")
HEAD = (
    "URN,School name,Needs,Offers,Capacity,Open to contact,Notes,Beside the answers,Complete,Forms"
)


def answers_file(folder: Path, *rows: str) -> Path:
    path = folder / "answers.csv"
    path.write_text("\n".join([HEAD, *rows, ""]), encoding="utf-8-sig")
    return path


def profile(*rows: tuple[str, str, float, float, str]) -> pd.DataFrame:
    """PROFILE of one school, 900048, from (activity, subject, need, strength, source)."""
    made = [("900048", a, s, n, st, source, f"{source} {a} {s}".strip(), 1.0, float("nan"))
            for a, s, n, st, source in rows]  # fmt: skip
    return pd.DataFrame(made, columns=PROFILE.names).astype(PROFILE.dtypes())


def after(
    folder: Path, known: pd.DataFrame, offers: str, needs: str = "", complete: str = ""
) -> tuple[dict[tuple[str, str], tuple[float, float, str]], ProblemLog]:
    """What is known once 900048 has answered: (need, strength, source) by tag."""
    log = ProblemLog()
    path = answers_file(folder, f'900048,Sallowgate,"{needs}","{offers}",,,,,"{complete}",')
    answers = read_answers(path, {"900048": "Sallowgate School"}, log)
    whole = over_known(known, answered_profile(answers, log, load()), answers, log)
    PROFILE.check(whole)
    columns = ("activity", "subject", "need", "strength", "source")
    found = {}
    for activity, subject, need, strength, source in zip(
        *(as_list(whole[name]) for name in columns), strict=True
    ):
        found[activity, subject] = (need, strength, source)
    return found, log


def strengths(found: dict[tuple[str, str], tuple[float, float, str]]) -> dict[str, float]:
    return {f"{a} {s}".strip(): one for (a, s), (_, one, _) in found.items() if one == one}


KNOWN = profile(
    ("T3", "physics", NAN, 0.4, "published"),
    ("T3", "maths", NAN, 0.3, "measured"),
    ("C2", "Latin", NAN, 1.0, "stated"),
    ("L1", "", NAN, 1.0, "wording"),
)


def test_a_blank_leaves_everything_as_it_was(tmp_path: Path) -> None:
    found, log = after(tmp_path, KNOWN, "C1")
    assert strengths(found) == {
        "C1": 1, "T3 physics": 0.4, "T3 maths": 0.3, "C2 Latin": 1, "L1": 1,
    }  # fmt: skip
    assert found["C1", ""][2] == "partly"
    assert log.counts() == {}


def test_a_no_is_none_of_it_whatever_was_believed(tmp_path: Path) -> None:
    found, log = after(tmp_path, KNOWN, "T3=0; L1=0")
    assert strengths(found) == {"T3": 0, "T3 physics": 0, "T3 maths": 0, "L1": 0, "C2 Latin": 1}
    assert log.counts() == {}  # guesses and figures are not what a list states


def test_named_subjects_replace_those_believed_and_a_bare_yes_keeps_them(tmp_path: Path) -> None:
    found, _ = after(tmp_path, KNOWN, "T3 physics; T3 chemistry")
    assert strengths(found) == {"T3 physics": 1, "T3 chemistry": 1, "C2 Latin": 1, "L1": 1}
    found, _ = after(tmp_path, KNOWN, "T3")
    assert strengths(found)["T3 maths"] == 0.3
    assert strengths(found)["T3"] == 1


def test_places_are_answered_one_by_one(tmp_path: Path) -> None:
    known = profile(
        ("C3", "music rooms", NAN, 0.5, "published"), ("C3", "pool", NAN, 0.5, "published")
    )
    found, _ = after(tmp_path, known, "C3 music rooms=0; C3=0")
    assert strengths(found)["C3 music rooms"] == 0
    assert strengths(found)["C3 pool"] == 0.5


def test_answers_that_are_all_leave_nothing_else(tmp_path: Path) -> None:
    found, _ = after(tmp_path, KNOWN, "C1; T3=0", complete="offers")
    assert strengths(found) == {"C1": 1, "T3": 0}
    assert found["C1", ""][2] == "stated"


def test_each_side_keeps_the_words_that_it_rests_on(tmp_path: Path) -> None:
    known = profile(("T3", "physics", 0.8, NAN, "stated"), ("C3", "pool", 0.5, 0.5, "stated"))
    known.loc[1, "evidence"] = "needs: a pool, please / offers: our pool"
    path = answers_file(tmp_path, '900048,Sallowgate,"","T3 physics; C3 pool=0",,,,,"",')
    log = ProblemLog()
    answers = read_answers(path, {"900048": "Sallowgate School"}, log)
    whole = over_known(known, answered_profile(answers, log, load()), answers, log)
    told = {
        (tag, side): of_side(evidence, side)
        for tag, evidence in zip(
            as_list(whole["activity"]), as_list(whole["evidence"]), strict=True
        )
        for side in ("need", "strength")
    }
    assert told["T3", "need"] == "stated T3 physics"
    assert told["T3", "strength"].startswith(IN_FORM) and "stated" not in told["T3", "strength"]
    assert told["C3", "need"] == "a pool, please"
    assert "a pool, please" not in told["C3", "strength"]


def test_the_other_side_stays(tmp_path: Path) -> None:
    known = profile(
        ("T3", "physics", 0.8, NAN, "stated"), ("C1", "", 0.5, NAN, "measured"),
        ("none", "", NAN, 0.0, "stated"),
    )  # fmt: skip
    found, _ = after(tmp_path, known, "T3 physics=0; C1")
    assert found["T3", "physics"][:2] == (0.8, 0.0)
    assert found["C1", ""][1] == 1.0
    assert ("none", "") not in found


def test_what_a_list_stated_otherwise_is_said(tmp_path: Path) -> None:
    found, log = after(tmp_path, KNOWN, "C2 Latin=0")
    assert strengths(found)["C2 Latin"] == 0
    (problem,) = log.problems
    assert (problem.code, problem.row) == ("answer_replaces_list", 2)
    assert "C2 Latin" in problem.message
    _, log = after(tmp_path, KNOWN, "C2 Latin")
    assert log.problems == []  # the same said twice


def test_every_row_is_used_or_said(tmp_path: Path) -> None:
    path = answers_file(
        tmp_path,
        "900048,,,C1,y,if so,,,,",
        ",,,,,,,,,",
        "900777,,,T3,,,,,,",
        "900048,,,T3,x,perhaps,,,,",
        "=1+1,,,T3,,,,,,",
    )
    log = ProblemLog()
    found = read_answers(path, {"900048": "Sallowgate School"}, log)
    (account,) = log.references
    assert account.balances
    assert (account.read, account.used, account.rejected, account.blank) == (5, 1, 3, 1)
    assert found[["strengths", "open_to_contact"]].values.tolist() == [["T3", "unclear"]]
    assert found["capacity"].isna().all()
    assert log.counts() == {
        "answer_of_nobody": 2,
        "answered_twice": 1,
        "not_yes_or_no": 1,
        "unread_answer": 1,
    }
    hints = {one.column: one.hint for one in log.problems if one.column != "URN"}
    assert hints == {
        "Capacity": "write a whole number of partnerships, such as 2",
        "Open to contact": "ask, and write yes or no",
    }


@pytest.mark.parametrize(
    ("written", "capacity"),
    [("3", 3.0), ("0", 0.0), ("2.0", 2.0), ("1,000", NAN), ("1000", 1000.0), ("1001", NAN),
     ("2.5", NAN), ("-1", NAN), ("two or so", NAN), ("9" * 5_000, NAN), ("²", NAN)],
)  # fmt: skip
def test_capacity_is_a_whole_number_or_not_known(
    tmp_path: Path, written: str, capacity: float
) -> None:
    log = ProblemLog()
    path = answers_file(tmp_path, f'900048,,,T3,"{written}",,,,,')
    (found,) = read_answers(path, {"900048": "Sallowgate School"}, log)["capacity"]
    assert found == capacity or (found != found and capacity != capacity)
    assert [one.code for one in log.problems] == ["unread_answer"] * (capacity != capacity)


def test_what_is_no_table_of_answers_is_refused(tmp_path: Path) -> None:
    for text in ("a,b\n1,2\n", "URN\n900048\n", "nothing", "URN,Name,Notes\n900048,Elm,maths\n",
                 "URN,Capacity,Complete\n900048,60,yes\n"):  # fmt: skip
        path = tmp_path / "answers.csv"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(FileError, match="no table of answers"):
            read_answers(path, {}, ProblemLog())


def checked(folder: Path, *rows: str) -> CheckResult:
    samples = resource("data", "samples")
    sources = Sources(
        lists=(samples / "hastings-office.xlsx",),
        register=samples / "register.csv",
        answers=answers_file(folder, *rows) if rows else None,
    )
    return check(sources, settings())


def test_answers_reach_schools_profile_and_problems(tmp_path: Path) -> None:
    before = checked(tmp_path)
    found = checked(
        tmp_path,
        "900048,,,C1; T3=0; X9 what,4,no,We could lend our minibus on Fridays.,,,",
        "900134,,,T3 physics,,yes,,,,",
    )
    one = found.schools.set_index("urn").loc["900048"]
    assert (one["capacity"], one["open_to_contact"]) == (4, "no")
    same = before.schools.set_index("urn").drop("900048")
    changed = found.schools.set_index("urn").drop("900048")
    assert as_list(same["capacity"].fillna(-1)) == as_list(changed["capacity"].fillna(-1))
    mine = found.profile[found.profile["urn"] == "900048"].set_index(["activity", "subject"])
    assert mine.loc[("C1", ""), "strength"] == 1
    assert mine.loc[("T3", "physics"), "strength"] == 0
    assert (mine["source"] == "wording").any()  # their own words
    assert found.log.counts()["unknown_tag"] == before.log.counts().get("unknown_tag", 0) + 1
    assert any(one.kind == "answers" and one.balances for one in found.log.references)


def test_a_run_records_its_answers_and_is_told_apart(tmp_path: Path) -> None:
    samples = resource("data", "samples")
    base = ("match", samples / "hastings-office.xlsx", "--register", samples / "register.csv",
            "--out", tmp_path / "run")  # fmt: skip
    path = answers_file(tmp_path, "900048,,,C1,,,,,,", "900777,,,C1,,,,,,")
    told = output_of(*base, "--answers", path)
    assert "answers.csv (answers): 2 rows read = 1 used + 1 rejected" in told
    record = json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))
    assert record["sources"]["answers"] == ["answers.csv"]
    assert "answers.csv" in [one["name"] for one in record["inputs"]]
    assert record["problems"]["answer_of_nobody"] == 1
    done = invoke(*base)
    assert done.exit_code == 1
    assert "answers" in done.output + str(done.exception)
    names = ("hastings-office.xlsx", "register.csv")
    given = [part for name in names for part in ("--inputs", samples / name)]
    assert invoke("verify", tmp_path / "run", *given, "--inputs", path).exit_code == 0
    path.write_text(path.read_text(encoding="utf-8-sig") + "\n", encoding="utf-8")
    assert invoke("verify", tmp_path / "run", *given, "--inputs", path).exit_code == 1


def test_a_partner_of_the_register_that_says_no_is_kept_out_and_told_why(tmp_path: Path) -> None:
    samples = resource("data", "samples")
    listed = tmp_path / "list.csv"
    listed.write_text("URN,Needs\n900034,T3 physics\n", encoding="utf-8")
    base = ("match", listed, "--register", samples / "register.csv", "--out", tmp_path / "run")
    path = answers_file(tmp_path, "900048,,,T3 physics,,no,,,,")
    told = output_of(*base, "--answers", path)
    assert "Schools kept out: 1 not open to contact" in told
    matches = (tmp_path / "run" / "matches.csv").read_text(encoding="utf-8-sig")
    assert "900048" not in matches
    why = output_of("explain", tmp_path / "run", "900034", "900048")
    assert "not open to contact" in why


def test_words_about_contact_that_are_neither_yes_nor_no_keep_a_school_out_and_are_told_first(
    tmp_path: Path,
) -> None:
    samples = resource("data", "samples")
    listed = tmp_path / "list.csv"
    cells = ("900034,ask the head", "900035,No - not this year", "900037,ring first", "900038,yes",
             "900039,")  # fmt: skip
    rows = "".join(f"{cell},T3 physics\n" for cell in cells)
    listed.write_text(f"URN,May we contact them?,Needs\n{rows}", encoding="utf-8")
    base = ("match", listed, "--register", samples / "register.csv")
    path = answers_file(tmp_path, "900048,,,T3 physics,,only if it is quick,,,,")
    told = output_of(*base, "--answers", path, "--out", tmp_path / "run").splitlines()
    assert told[0].startswith("Contact: 2 answers are neither yes nor no, each of which keeps its")
    assert all(f"“{text}”" in told[0] for text in ("ask the head", "only if it is quick"))
    assert told[0].endswith('; if the column asks something else, leave it out: --column none="May '
                            'we contact them?"')  # fmt: skip
    assert told[1].endswith("which you must keep to: list.csv row 4 “ring first”")
    condition = "“ring first” (its words in the list)"
    assert condition in (tmp_path / "run" / "map.html").read_text(encoding="utf-8")
    output_of("allocate", tmp_path / "run", "--out", tmp_path / "plan")
    with zipfile.ZipFile(tmp_path / "plan" / "plan.xlsx") as book:
        assert condition in book.read("xl/sharedStrings.xml").decode()
    planned = {row["seeker_urn"]: row for row in table(tmp_path / "plan" / "plan.csv")}
    contacts = {
        urn: (row["seeker_contact"], row["partner_contact"]) for urn, row in planned.items()
    }
    assert contacts == {**dict.fromkeys(contacts, ("", "")), "900037": (condition, "")}
    assert condition in (tmp_path / "plan" / "summary.html").read_text(encoding="utf-8")
    mine = table(tmp_path / "run" / "matches.csv")
    partner = next(row["partner_urn"] for row in mine if row["seeker_urn"] == "900037")
    (page,) = reports(tmp_path / "run", "html", partners=[partner]).files.values()
    assert f"contact: {condition}" in page.decode()
    (own,) = reports(tmp_path / "run", "html", schools=["900037"]).files.values()
    assert f"Contact: {condition}." in own.decode()  # who reads it can say that it is wrong
    for asked in (["900037"], [partner, "900037"]):
        why = explain(tmp_path / "run", asked)
        assert any(line.startswith("Contact with ") and condition in line for line in why.lines())
        assert condition in why.page()
    out = next(line for line in told if line.startswith("Schools kept out: "))
    assert "2 not clear whether open to contact, 1 not open to contact" in out
    others = output_of(*base, "--out", tmp_path / "theirs", "--audience", "partner").splitlines()
    assert "list.csv row 4 “ring first”. No file of this run tells it: tell those" in others[1]
    theirs = (path for path in (tmp_path / "theirs").iterdir() if path.suffix != ".npz")
    assert not any("ring first" in path.read_text(encoding="utf-8") for path in theirs)
    pairs = (tmp_path / "theirs" / "matches.csv").read_text(encoding="utf-8-sig")
    assert [urn in pairs for urn in ("900034", "900035", "900037", "900038", "900039")] == [
        False, False, True, True, True]  # fmt: skip


def test_of_several_answers_about_contact_only_the_one_that_counts_is_told(tmp_path: Path) -> None:
    first, later = tmp_path / "first.csv", tmp_path / "later.csv"
    cells = ("900034,perhaps", "900035,by email", "900037,ring first", "900038,perhaps",
             "900039,perhaps", "900039,yes", "900040,by email",
             "900041,ring Mrs Ash first")  # fmt: skip
    first.write_text("\n".join(["URN,Open to contact", *cells, ""]), encoding="utf-8")
    later.write_text("URN,Open to contact\n900034,yes\n900035,no\n900037,yes\n", encoding="utf-8")
    sources = Sources(
        lists=(first, later),
        register=resource("data", "samples") / "register.csv",
        answers=answers_file(tmp_path, "900038,,,,,yes,,,,", "900038,,,,,who knows,,,,",
                             "900040,,,,,no,,,,", "900040,,,C1,,,,,,"),
    )  # fmt: skip
    found = check(sources, settings())
    log, told = found.log, found.schools.set_index("urn")["contact_condition"]
    assert dict(told[told != ""]) == {
        "900037": "“ring first” (its words in the list)",
        "900041": "a condition is given in row 9 of first.csv",  # its words name a person
    }
    about = ("not_yes_or_no", "contact_condition", "contact_not_used")
    told = {(p.list, p.row): (p.code, p.message) for p in log.problems if p.code in about}
    assert {place: code for place, (code, _) in told.items()} == {
        ("first.csv", 2): "contact_not_used",
        ("first.csv", 3): "contact_not_used",
        ("first.csv", 4): "contact_condition",  # a yes again does not take the condition back
        ("first.csv", 5): "contact_not_used",
        ("first.csv", 6): "not_yes_or_no",
        ("first.csv", 8): "contact_not_used",
        ("first.csv", 9): "contact_condition",
        ("answers.csv", 3): "not_yes_or_no",
    }
    assert told["first.csv", 2][1] == "this answer is not used: later.csv row 2 says yes"
    assert told["first.csv", 5][1].endswith("answers.csv row 3 says neither yes nor no")
    assert told["first.csv", 8][1].endswith("answers.csv row 4 says no")
