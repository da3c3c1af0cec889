"""Entries by subject: each form of the tables, one subject counted once, nothing lost."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from entry_tables import (
    A_LEVEL,
    A_LEVEL_2023,
    A_LEVEL_BOOK,
    A_LEVEL_CSV,
    GCSE,
    GCSE_BOOK,
    GCSE_CSV,
    INSTITUTIONS,
    a_level,
    book,
    gcse,
    write,
)

from matcher.core.problems import ProblemLog
from matcher.core.tables import OFFERED
from matcher.intake.offers.dataset import Institutions
from matcher.intake.offers.reader import Offers, read_offers
from matcher.intake.offers.subject_entries.subject_names import is_roll_up, names_of, subject_names
from matcher.profile.published.published_profile import published_profile


def institutions(
    urns: Iterable[str], kind: str = "state", phase: str = "Secondary"
) -> Institutions:
    urns = list(urns)
    return Institutions(
        gpd.GeoDataFrame(
            {"urn": pd.Series(urns, dtype="str"), "kind": kind, "phase": phase},
            index=range(len(urns)),
        )
    )


HERE = institutions(["100001", "100002"], "independent", "Not applicable")


def read(paths: Sequence[Path], whom: Institutions = HERE) -> tuple[Offers, ProblemLog]:
    log = ProblemLog()
    found = read_offers(paths, whom, log)
    OFFERED.check(found.offered)
    assert all(account.balances for account in found.accounts)
    return found, log


def amounts(found: Offers, urn: str = "100001") -> dict[str, float]:
    mine = found.offered[found.offered["urn"] == urn]
    return dict(zip(mine["item"], mine["amount"], strict=True))


def test_a_subject_counts_once_and_by_its_largest_number(tmp_path: Path) -> None:
    """A level and AS, two courses of one subject, two sizes: the largest, never the sum."""
    rows = [
        a_level("100001", "Physics", 26),
        a_level("100001", "Physics", 60, qualification_detailed="GCE AS level"),
        a_level("100001", "Physics", 12, grade="A*"),
        a_level("100001", "Fine Art", 7),
        a_level("100001", "Graphics", 9),
        a_level("100001", "All subjects", 400),
        a_level("100001", "Business Studies", 80, qualification_detailed="VRQ Level 3"),
        a_level("100001", "Music", 8),
        a_level("100001", "Music", 8),
        a_level("", "Physics", 9_000, geographic_level="National"),
        a_level("999999", "Physics", 11),
    ]
    found, log = read([write(tmp_path / "a.csv", A_LEVEL_CSV, rows)])
    assert amounts(found) == {"A level physics": 26, "A level art": 9, "A level music": 8}
    (account,) = found.accounts
    assert (account.used, account.not_ours, account.headings) == (7, 1, 3)
    assert not log.problems
    assert list(found.offered["year"].unique()) == ["2024/25"]
    assert found.offered["evidence"][2] == (
        "26 A-level entries in physics, 2024/25 (taught there; it says nothing of helping others)"
    )


def test_gcse_goes_by_its_discount_code_and_not_by_the_coarse_subject(tmp_path: Path) -> None:
    rows = [
        gcse("100001", "Arabic", "FKM", 13, subject="Other Modern Languages"),
        gcse("100001", "Sociology", "EE2", 31, subject="Social Studies"),
        gcse("100001", "Film Studies", "KA2", 12, subject="Media / Film / TV"),
        gcse("100001", "Speech & Drama", "LC11", 14, subject="Drama"),
        gcse("100001", "Speech & Drama", "LC11", 40, qualification_detailed="BTEC Technical Award"),
        gcse("100001", "History", "DB", 70, qualification_detailed="GCSE (9-1) Short Course"),
        gcse("100001", "Science Double Award", "RA1E", 141, qualification_detailed=GCSE),
        gcse("100001", "Chess", "QQ9", 20, subject="Chess"),
        gcse("100001", "Latin", "F1L", "c"),
    ]
    found, log = read([write(tmp_path / "g.csv", GCSE_CSV, rows)])
    assert amounts(found) == {
        "GCSE Arabic": 13,
        "GCSE sociology": 31,
        "GCSE film studies": 12,
        "GCSE drama": 14,
    }
    (note,) = log.problems
    assert (note.code, note.severity) == ("no_such_subject", "note")
    assert note.message.endswith("a need: Chess (1), Science Double Award (1)")
    assert found.accounts[0].used == 9


def test_the_workbooks_of_the_performance_tables(tmp_path: Path) -> None:
    """Their totals have other words, and the sheet is not the first."""

    def row(code: str, group: str, subject: str, grade: str, count: int) -> list[object]:
        place = [201, "City", 2016005, 100001, "Ash School", "Other Independent School"]
        return [*place, GCSE, "GCSE", "9,8,7", code, group, subject, grade, grade, count]

    rows = [
        row("FKF", "French Language", "French", "9", 20),
        row("FKF", "French Language", "French", "Total number entered", 33),
        row("KA2", "Media Studies", "Film Studies", "Total number entered", 12),
        row("KA2", "Media Studies", "Media/Film/Tv Studies", "Total number entered", 15),
    ]
    name = "2022-2023_england_ks4underlying_entriesandgrades_2.xlsx"
    found, _ = read([book(tmp_path / name, "Institution_results", GCSE_BOOK, rows)])
    assert amounts(found) == {"GCSE French": 33, "GCSE film studies": 12, "GCSE media studies": 15}
    assert set(found.offered["year"]) == {"2022/23"}
    assert found.accounts[0].sheet == "Institution_results"
    start = [
        202425,
        "City",
        100001,
        "Ash School",
        "Independent School",
        "A level",
        A_LEVEL,
        3,
        1,
        4,
    ]
    rows = [[*start, "*,A,B", "Latin", "A", 5], [*start, "*,A,B", "Latin", "Total", 8]]
    sheet = "Institution_subject_results"
    found, _ = read([book(tmp_path / "ks5underlying.xlsx", sheet, A_LEVEL_BOOK, rows)])
    assert amounts(found) == {"A level Latin": 8}


def test_the_file_of_institutions_of_2023_24(tmp_path: Path) -> None:
    row = {"geographic_level": "School", "school_urn": "100001", "qualification": A_LEVEL,
           "subject": "Latin", "time_period": "202324"}  # fmt: skip
    rows = [row | {"grade_total_entries": "*", "number_of_exams": 5},
            row | {"grade_total_entries": "Total", "number_of_exams": 9}]  # fmt: skip
    found, _ = read([write(tmp_path / "all_inst_data.csv", A_LEVEL_2023, rows)])
    assert amounts(found) == {"A level Latin": 9}


def test_of_several_years_the_latest_of_each_school_counts(tmp_path: Path) -> None:
    old = [a_level("100001", "Latin", 30, time_period="202324"),
           a_level("100002", "Latin", 30, time_period="202324")]  # fmt: skip
    new = [a_level("100001", "Greek", 9), a_level("100001", "Classical Greek", 7)]
    files = [
        write(tmp_path / "new.csv", A_LEVEL_CSV, new),
        write(tmp_path / "old.csv", A_LEVEL_CSV, old),
    ]
    for paths in (files, files[::-1]):
        found, _ = read(paths)
        assert amounts(found) == {"A level Greek": 7}
        assert amounts(found, "100002") == {"A level Latin": 30}


def test_rows_that_say_nothing_are_rejected_and_named(tmp_path: Path) -> None:
    rows = [a_level("", "Latin", 9), a_level("1000017", "Latin", 9),
            a_level("100001", "Latin", "many"), a_level("100001", "Latin", -3),
            a_level("100001", "Latin", 1e12), a_level("100001", "Latin", 0)]  # fmt: skip
    found, log = read([write(tmp_path / "a.csv", A_LEVEL_CSV, rows)])
    assert found.accounts[0].rejected == 5
    assert log.counts() == {"no_urn_or_name": 2, "not_a_number": 3}
    assert amounts(found) == {}


def test_a_table_without_totals_is_told(tmp_path: Path) -> None:
    rows = [a_level("100001", "Latin", 9, grade=grade) for grade in "ABC"]
    found, log = read([write(tmp_path / "a.csv", A_LEVEL_CSV, rows)])
    assert found.accounts[0].headings == 3
    assert log.counts() == {"no_totals": 1}


def test_names_of_subjects_are_hostile_and_shown_without_control_characters(tmp_path: Path) -> None:
    bad = "<b>{{ 6007 * 7001 }}\x1b[31m=cmd"
    found, log = read([write(tmp_path / "a.csv", A_LEVEL_CSV, [a_level("100001", bad, 40)])])
    assert amounts(found) == {}
    assert "\x1b" not in log.problems[0].message


def test_the_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    subjects = ["Physics", "Fine Art", "Graphics", "Latin", "Mathematics", "Chess"]
    rows = [a_level(urn, subject, 3 * at + int(urn) % 7, time_period=year)
            for urn in ("100001", "100002", "100003") for at, subject in enumerate(subjects)
            for year in ("202324", "202425")]  # fmt: skip
    first, _ = read([write(tmp_path / "a.csv", A_LEVEL_CSV, rows)])
    for seed in range(3):
        random.Random(seed).shuffle(rows)
        again, _ = read([write(tmp_path / "a.csv", A_LEVEL_CSV, rows)])
        pd.testing.assert_frame_equal(again.offered, first.offered)


def test_pupils_at_the_end_of_key_stage_4_are_of_independents_alone(tmp_path: Path) -> None:
    def row(urn: int, kind: str, pupils: object) -> list[object]:
        return [201, "City", urn + 2_000_000, urn, "Ash", kind, "", "MIXED", pupils, 0.3]

    rows = [row(100001, "Other Independent School", 90), row(100002, "Academy", 180),
            row(100003, "Other Independent Special School", 80), row(100004, "", "SUPP"),
            row(100009, "Other Independent School", 60)]  # fmt: skip
    path = book(
        tmp_path / "2022-2023_ks4underlying_1.xlsx", "Institution_Details", INSTITUTIONS, rows
    )
    found, _ = read([path], institutions(["100001", "100002", "100003", "100004"]))
    assert list(found.offered["item"]) == ["pupils at the end of key stage 4"]
    (account,) = found.accounts
    assert (account.used, account.not_ours) == (4, 1)
    (strength,) = published_profile(found.offered, HERE.schools).itertuples()
    assert (strength.activity, strength.strength, strength.confidence) == ("C4", 0.25, 0.3)


GROUPS = [("French Language", "FKF"), ("History", "DB"), ("Geography", "RF4"),
          ("Music Studies", "LF1"), ("Physics (General)", "RC1"),
          ("Maths (General)", "RB1")]  # fmt: skip


def country(count: int, **other: object) -> list[dict[str, object]]:
    return [gcse(str(100000 + at), name, code, 40, **other)
            for at in range(count) for name, code in GROUPS]  # fmt: skip


def without(rows: list[dict[str, object]], urn: str, code: str) -> list[dict[str, object]]:
    return [row for row in rows if (row["school_urn"], row["discount_code"]) != (urn, code)]


@pytest.mark.parametrize("count", [29, 30])
def test_what_most_schools_have_and_one_has_not_is_a_need(tmp_path: Path, count: int) -> None:
    rows = without(country(count), "100001", "RC1")
    found, _ = read([write(tmp_path / "g.csv", GCSE_CSV, rows)], institutions(["100001", "100002"]))
    needs = found.offered[found.offered["item"].str.startswith("no ")]
    if count < 30:
        assert needs.empty
        return
    (need,) = needs.itertuples()
    assert (need.urn, need.item) == ("100001", "no GCSE physics")
    assert need.evidence == (
        "no GCSE entries in physics, 2024/25, where 96 % of 30 mainstream state schools have some"
    )
    profile = published_profile(found.offered, institutions(["100001"]).schools)
    needed = profile[profile["need"].notna()]
    assert list(needed["activity"]) == ["C2", "T3"]
    juniors = institutions(["100001"]).schools[["urn"]].assign(age_low=7.0, age_high=13.0)
    assert published_profile(found.offered, juniors).empty  # it has no GCSE year any more
    assert set(needed["need"]) == {0.29}
    assert set(needed["confidence"]) == {0.2}


@pytest.mark.parametrize(
    ("kind", "phase", "school_type", "other"),
    [
        ("independent", "Not applicable", "Independent schools", "Converter academies"),
        ("state", "Secondary", "Community special school", "Converter academies"),
        ("state", "Primary", "Community school", "Converter academies"),
        ("state", "Secondary", "Community school", "Independent schools"),
    ],
)
def test_no_need_of_others_nor_among_others(
    tmp_path: Path, kind: str, phase: str, school_type: str, other: str
) -> None:
    rows = country(40, establishment_type_group=other)
    for row in rows:
        if row["school_urn"] == "100001":
            row["establishment_type_group"] = school_type
    path = write(tmp_path / "g.csv", GCSE_CSV, without(rows, "100001", "RC1"))
    found, _ = read([path], institutions(["100001"], kind, phase))
    assert not found.offered["item"].str.startswith("no ").any()


def test_no_need_where_another_qualification_or_a_withheld_number_says_that_it_is_taught(
    tmp_path: Path,
) -> None:
    rows = without(without(country(40), "100001", "RC1"), "100001", "LF1")
    rows += [gcse("100001", "Physics (General)", "RC1", "c"),
             gcse("100001", "Music", "LF1", 4, qualification_detailed="BTEC Award")]  # fmt: skip
    found, _ = read([write(tmp_path / "g.csv", GCSE_CSV, rows)], institutions(["100001"]))
    assert not found.offered["item"].str.startswith("no ").any()


def test_no_need_of_a_school_of_which_the_table_lists_little(tmp_path: Path) -> None:
    rows = [
        row for row in country(40) if row["school_urn"] != "100001" or row["discount_code"] == "DB"
    ]
    found, _ = read([write(tmp_path / "g.csv", GCSE_CSV, rows)], institutions(["100001"]))
    assert list(found.offered["item"]) == ["GCSE history"]


def test_without_types_the_kind_that_is_known_here_counts(tmp_path: Path) -> None:
    names = ["Latin", "Physics", "History", "French", "Music", "Geography"]
    rows = [a_level(str(100000 + at), name, 9) for at in range(40) for name in names]
    rows = [row for row in rows if (row["school_urn"], row["subject"]) != ("100001", "Latin")]
    path = write(tmp_path / "a.csv", A_LEVEL_CSV, rows)
    found, _ = read([path], institutions(str(100000 + at) for at in range(40)))
    assert list(found.offered["item"][found.offered["item"].str.startswith("no ")]) == [
        "no A level Latin"
    ]
    found, _ = read([path], institutions(["100001"]))  # the others may be anything
    assert not found.offered["item"].str.startswith("no ").any()


def test_names_are_known_by_code_by_both_and_by_name() -> None:
    names = names_of([
        {"code": "KA2", "name": "Media Studies", "subject": "media studies"},
        {"code": "KA2", "name": "Film Studies", "subject": "film studies"},
        {"code": "", "name": "Logic / Philosophy", "subject": "philosophy"},
        {"code": "HL7", "name": "Hairdressing Services", "subject": ""},
    ])  # fmt: skip
    assert names.subject("ka2 ", ["", "FILM  STUDIES"]) == "film studies"
    assert names.subject("KA2", ["Something new"]) == "media studies"
    assert names.subject("", ["Social Studies", "logic & philosophy"]) == "philosophy"
    assert names.subject("HL7", []) == ""
    assert names.subject("ZZ9", ["Chess"]) is None
    assert all(map(is_roll_up, ("All subjects", "Any science", "Total")))
    assert not is_roll_up("Allied Arts")


@pytest.mark.real
def test_every_name_of_the_department_s_workbook_is_known(shared_data: Path) -> None:
    path = shared_data / "offers" / "ks4-underlying-2022-23-summary-data.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        named = [row["Subject discount group"], row["Subject description"]]
        assert subject_names().subject(row["Discount code"], named) is not None, row


@pytest.mark.real
def test_the_sample_of_19_schools_comes_out_subject_by_subject(shared_data: Path) -> None:
    """Held against a table of its own, made by hand from the names in the sample."""
    path = shared_data / "offers" / "ks5-a-level-subject-sample-2024-25.csv"
    sample = pd.read_csv(path, dtype=str)
    by_hand = {
        "3D Studies": "art", "Art and Design": "art", "Fine Art": "art", "Graphics": "art",
        "History of Art": "art", "Business Studies": "business", "Chinese": "Mandarin",
        "Classical Greek": "Greek", "Computer Science": "computing",
        "Design and Technology (Engineering)": "design and technology",
        "Design and Technology (Product Design)": "design and technology",
        "Design and Technology (Textiles Technology)": "textiles",
        "Drama and Theatre Studies": "drama", "English Language": "English",
        "Logic / Philosophy": "philosophy", "Mathematics": "maths",
        "Mathematics (Further)": "further maths", "Physical Education / Sports Studies": "PE",
    }  # fmt: skip
    kept = {"French", "German", "Italian", "Japanese", "Latin", "Portuguese", "Russian", "Spanish",
            "Arabic"}  # fmt: skip
    names = sample["subject"].map(lambda name: by_hand.get(name) or (
        name if name in kept else name[:1].lower() + name[1:]))  # fmt: skip
    names = names.replace({"english Literature": "English literature"}).map(
        lambda name: name if name in {*kept, *by_hand.values()} or name.startswith("English")
        else name.lower()
    )  # fmt: skip
    wanted = (
        sample.assign(item="A level " + names, n=sample["entries_count"].astype(float))
        .groupby(["school_urn", "item"])["n"]
        .max()
    )
    whom = institutions(sample["school_urn"].unique(), "independent")
    found, log = read([path], whom)
    got = found.offered.set_index(["urn", "item"])["amount"]
    assert len(got) == len(wanted) == 378
    assert got.to_dict() == wanted.to_dict()
    assert not log.problems
    profile = published_profile(found.offered, whom.schools)
    strong = {(urn, item) for (urn, item), count in wanted.items() if count >= 6}
    for activity in ("T3", "C2"):
        rows = profile[profile["activity"] == activity]
        assert {
            (u, "A level " + s) for u, s in zip(rows["urn"], rows["subject"], strict=True)
        } == strong
        assert rows["strength"].between(0.01, 0.5).all()
