"""The tables as they have been published since 2023: the same facts are the same figures."""

from __future__ import annotations

import math
import random
from pathlib import Path

import pandas as pd
import performance_tables as made
import pytest
import tables_of_today as today
from hypothesis import given, settings
from hypothesis import strategies as st
from performance_tables import Want

from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog
from matcher.core.tables import FIGURES
from matcher.intake.open import delimited
from matcher.intake.open.open_sheet import open_sheet
from matcher.intake.performance.known_schools import KnownSchools, known_schools
from matcher.intake.performance.reader import Performance, read_performance
from matcher.profile.measured.needs_from_figures import measured_profile
from matcher.profile.measured.rules import load_rules

RULES = load_rules()
ABSENCE = (Want("absence", "PERCTOT"), Want("absence", "ENROLMENTS_PA_10_EXACT_PERCENT"))
TABLES = list(today.every_table())
IDS = [f"{one.table}-{one.today[0]}" for one in TABLES]


def read(
    *paths: Path,
    wants: tuple[Want, ...] | None = None,
    known: KnownSchools | None = None,
) -> tuple[Performance, ProblemLog]:
    log = ProblemLog()
    schools = known or KnownSchools()
    wanted = (*RULES.wanted_columns(), *ABSENCE) if wants is None else wants
    found = read_performance(paths, log, wanted, lambda: schools)
    FIGURES.check(found.figures)
    assert all(account.balances for account in found.accounts)
    return found, log


def both(one: today.BothForms, folder: Path) -> tuple[Performance, Performance]:
    (older, old_rows), (name, rows) = one.older, one.today
    before, _ = read(made.save(folder / "older", older, old_rows))
    after, log = read(made.save(folder / "today", name, rows))
    expected = {"type_not_said"} if one.table == "ks2" else set()
    assert {p.code for p in log.problems} == expected
    return before, after


@pytest.mark.parametrize("one", TABLES, ids=IDS)
def test_the_same_facts_are_the_same_figures_in_either_form(
    one: today.BothForms, tmp_path: Path
) -> None:
    before, after = (own.figures.drop(columns="list") for own in both(one, tmp_path))
    assert len(before) >= 40
    # Of two names that the rules have for one figure counts the one that the table writes.
    before = before.replace({"column": {"TPUP": "T_PUPILS"}})
    before = before.sort_values(["urn", "column"], ignore_index=True)
    if one.table == "workforce":  # the older table has no ratio of qualified teachers alone
        after = after[after["column"] != "PUPIL_TO_QUAL_TEACHER_RATIO"].reset_index(drop=True)
    pd.testing.assert_frame_equal(before, after)


def test_the_tables_give_the_same_profile_as_the_same_facts_in_the_older_form(
    tmp_path: Path,
) -> None:
    school = {today.urn(n): "Primary" for n in today.PRIMARIES}
    school |= {today.urn(n): "Secondary" for n in today.SECONDARIES}
    schools = pd.DataFrame({"urn": list(school), "kind": "state", "phase": list(school.values())})
    seven = [one for one in TABLES if one.today[0] != "202324_performance_tables_schools_final.csv"]
    profiles = []
    for form in ("older", "today"):
        paths = [made.save(tmp_path / form / str(at), *getattr(one, form))
                 for at, one in enumerate(seven)]  # fmt: skip
        figures = read(*paths)[0].figures
        profiles.append(measured_profile(figures, schools, RULES))
    pd.testing.assert_frame_equal(*profiles)
    given = profiles[0].groupby(["activity", "subject"])[["need", "strength"]].max()
    assert set(given.index) >= {
        ("T2", ""), ("T2", "literacy"), ("T2", "maths"), ("T2", "SEND"), ("C2", "languages"),
        ("X1", ""), ("C4", ""), ("T3", ""), ("T2", "English as an additional language"),
    }  # fmt: skip


@pytest.mark.parametrize("one", TABLES, ids=IDS)
def test_the_order_of_rows_does_not_matter(one: today.BothForms, tmp_path: Path) -> None:
    name, rows = one.today
    shuffled = rows[1:]
    random.Random(7).shuffle(shuffled)
    first, _ = read(made.save(tmp_path / "a", name, rows))
    second, _ = read(made.save(tmp_path / "b", name, [rows[0], *shuffled]))
    pd.testing.assert_frame_equal(first.figures, second.figures)


def test_rows_of_groups_are_counted_as_such(tmp_path: Path) -> None:
    one = today.key_stage_4("202425")
    found, _ = read(made.save(tmp_path, *one.today))
    (account,) = found.accounts
    assert (account.read, account.used, account.headings, account.groups) == (120, 40, 80, 80)
    assert account.line().startswith(
        "202425_performance_tables_schools_final.csv (key stage 4, 2023/24): 120 rows read = 40 "
        "used + 0 rejected + 0 blank + 80 headings (80 of them of groups of pupils); "
    )


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("z", "z (does not apply)"), ("c", "c (withheld, too few pupils)"),
        ("x", "x (not available)"), ("u", "u (too unsure)"), ("low", "low (rounds to nothing)"),
        ("k", "k (rounds to nothing)"), ("SUPP", "supp (withheld, too few pupils)"),
        ("NE", "ne (no entries)"), ("", "blank"), (":", ":"),
    ],
)  # fmt: skip
def test_what_is_not_known_has_a_reason(tmp_path: Path, word: str, why: str) -> None:
    rows = [["time_period", "geographic_level", "school_urn", "establishment_type_group",
             "pupil_count", "progress8_average"],
            ["202324", "School", "900001", "Free schools", 100, word],
            ["202324", "School", "900002", "Free schools", 100, "-0.5"]]  # fmt: skip
    found, log = read(made.save(tmp_path, "ks4.csv", rows), wants=(Want("ks4", "P8MEA"),))
    assert list(found.figures["urn"]) == ["900002"]
    assert found.accounts[0].line().endswith(f"; 1 figure, 1 not known: 1 {why}")
    assert not log.problems


@pytest.mark.parametrize(
    ("table", "column", "year", "says"),
    [
        ("ks4", "progress8_average", "202425", "no Progress 8 of 2024/25: these pupils had no"),
        ("ks4", "progress8_average", "202526", "no Progress 8 of 2025/26: these pupils had no"),
        ("ks4", "avg_p8score", "202021", "no Progress 8 of 2020/21: that year had no exam"),
        ("ks2", "progress_measure_score", "202324", "no progress of key stage 2 of 2023/24"),
        ("ks2", "progress_measure_score", "202425", "no progress of key stage 2 of 2024/25"),
        ("ks5", "value_added", "202223", "no value added of 16 to 18 of 2022/23"),
    ],
)
def test_what_was_never_made_is_said(
    tmp_path: Path, table: str, column: str, year: str, says: str
) -> None:
    of = {"ks4": ("establishment_type_group", "Academies"), "ks2": ("subject", "Reading"),
          "ks5": ("exam_cohort", "A level")}[table]  # fmt: skip
    header = ["time_period", "geographic_level", "school_urn", "institution_type", of[0], column]
    row = [year, "School", "900001", "Academy", of[1], "z"]
    wants = (Want(table, "P8MEA"), Want(table, "READPROG"), Want(table, "VA_INS_ALEV"))
    _, log = read(made.save(tmp_path, "table.csv", [header, row]), wants=wants)
    (told,) = log.problems
    assert (told.code, told.severity) == ("never_made", "note")
    assert says in told.message
    # Where a table does give a figure, nobody says that there is none.
    _, log = read(made.save(tmp_path, "t.csv", [header, [*row[:-1], "0.5"]]), wants=wants)
    assert not log.problems
    # Nor of a year that has it.
    years = {"ks4": "202324", "ks2": "202223", "ks5": "202425"}
    _, log = read(made.save(tmp_path, "u.csv", [header, [years[table], *row[1:]]]), wants=wants)
    assert not log.problems


def test_a_table_with_dfe_numbers_alone_asks_the_register(tmp_path: Path) -> None:
    name, rows = today.destinations().today
    at = rows[0].index("school_urn")
    without = [[cell for place, cell in enumerate(row) if place != at] for row in rows]
    path = made.save(tmp_path, name, without)
    schools = [n for n in today.SECONDARIES if n != 100]
    register = pd.DataFrame(
        {
            "urn": [today.urn(n) for n in schools] + ["900900", "900901"],
            "laestab": ["" for _ in schools] + ["9995000", "999/5000"],  # two: nobody's
            "la_code": "999",
            "estab": [str(4000 + n) for n in schools] + ["", ""],
            "phase": "Secondary",
            "type": "Academy converter",
            "group": "Academies",
            "ukprn": "",
        }
    )
    known = known_schools(register)
    assert "9995000" not in known.urn_of
    found, log = read(path, known=known)
    assert sorted(found.figures["urn"].unique()) == [today.urn(n) for n in schools]
    assert found.accounts[0].rejected == 2
    (told,) = log.problems
    assert (told.code, told.severity, told.value) == ("unknown_dfe_number", "rejected", "9994100")
    assert told.message.startswith("2 rows name their school by a DfE number alone")
    assert "--register" in told.hint


def test_a_table_that_does_not_say_what_its_schools_are_asks_the_register(tmp_path: Path) -> None:
    path = made.save(tmp_path, *today.key_stage_2().today)
    words = {today.urn(n): "Primary Community school" for n in today.PRIMARIES}
    words[today.urn(3)] = "Community special school"
    words[today.urn(4)] = "Other independent school"
    found, log = read(path, known=KnownSchools({}, words))
    likes = dict(zip(found.figures["urn"], found.figures["like"], strict=True))
    assert (likes[today.urn(3)], likes[today.urn(4)]) == ("special", "independent")
    assert likes[today.urn(5)] == "mainstream"
    assert not log.problems
    # Without a register they all count as mainstream, which is said.
    _, log = read(path)
    (told,) = log.problems
    assert told.code == "type_not_said"
    assert "of 40 the lists and the register do not either" in told.message


def test_the_register_gives_the_phase_too() -> None:
    register = pd.DataFrame(
        {
            "urn": ["900001", "900002", "900003", "900003"],
            "laestab": "", "la_code": "", "estab": "",
            "phase": ["Primary", "Not applicable", "Primary", "Secondary"],
            "type": ["Community school", "Other independent school", "", ""],
            "group": ["", "", "Academies", "Academies"],
            "ukprn": "",
        }
    )  # fmt: skip
    # What two rows contradict each other in is not known.
    assert known_schools(register).words == {
        "900001": "Primary Community school", "900002": "Other independent school",
    }  # fmt: skip


def test_a_table_that_nobody_asks_anything_of_says_so(tmp_path: Path) -> None:
    found, _ = read(made.save(tmp_path, *today.absence().today), wants=())
    assert found.accounts[0].line().endswith(" 0 headings; no figure of it is asked for")


def test_one_term_is_not_the_year(tmp_path: Path) -> None:
    header = ["time_period", "time_identifier", "geographic_level", "school_urn",
              "education_phase", "sess_overall_percent"]  # fmt: skip
    rows = [
        header,
        ["202425", "Autumn term", "School", "900001", "State-funded primary", "9"],
        ["202425", "Autumn and spring term", "School", "900001", "State-funded primary", "8"],
        ["202425", "Week 12", "School", "900001", "State-funded primary", "7"],
        ["202324", "Academic year", "School", "900001", "State-funded primary", "6"],
        ["202324", "Academic year", "Local authority", "", "State-funded primary", "5"],
    ]
    wants = (Want("absence", "SESS_OVERALL_PERCENT"),)
    found, _ = read(made.save(tmp_path, "absence.csv", rows), wants=wants)
    assert list(zip(found.figures["year"], found.figures["value"], strict=True)) == [
        ("2023/24", 6.0), ("2024/25", 8.0),
    ]  # fmt: skip
    assert list(found.figures["like"]) == ["primary mainstream"] * 2


def test_suspensions_are_read_in_both_their_names(tmp_path: Path) -> None:
    header = ["time_period", "geographic_level", "school_urn", "education_phase", "headcount",
              "susp_rate", "one_plus_susp_rate", "perm_excl_rate"]  # fmt: skip
    row = ["202324", "School", "900001", "State-funded secondary", "1000", "9.41", "3.2", "0.1"]
    older = [["time_period", "geographic_level", "urn", "school_type", "fixed_excl_rate"],
             ["201819", "School", "900001", "State-funded secondary", "5.36"]]  # fmt: skip
    wants = (Want("suspensions", "SUSP_RATE", ("HEADCOUNT",), percent=True),
             Want("suspensions", "PERM_EXCL_RATE"))  # fmt: skip
    found, log = read(made.save(tmp_path, "exc_school.csv", [header, row]),
                      made.save(tmp_path, "exclusions.csv", older), wants=wants)  # fmt: skip
    assert [tuple(one) for one in found.figures[["year", "column", "value"]].to_numpy()] == [
        ("2018/19", "SUSP_RATE", 5.36), ("2023/24", "PERM_EXCL_RATE", 0.1),
        ("2023/24", "SUSP_RATE", 9.41),
    ]  # fmt: skip
    assert found.figures["pupils"].max() == 1000
    assert not log.problems


def test_groups_by_a_name_that_is_not_known_are_not_guessed(tmp_path: Path) -> None:
    header = ["time_period", "geographic_level", "school_urn", "establishment_type_group",
              "house_of_the_school", "progress8_average"]  # fmt: skip
    key = ["202324", "School", "900001", "Academies"]
    rows = [header, [*key, "Red", "0.1"], [*key, "Blue", "0.4"], [*key, "Both", "0.2"]]
    found, log = read(made.save(tmp_path, "ks4.csv", rows), wants=(Want("ks4", "P8MEA"),))
    assert len(found.figures) == 0
    assert [p.code for p in log.problems] == ["repeated_urn"]
    assert "keep the rows of all pupils alone" in log.problems[0].hint


def test_a_figure_of_several_rows_is_not_taken_by_its_bare_name(tmp_path: Path) -> None:
    found, log = read(
        made.save(tmp_path, *today.sixth_forms().today), wants=(Want("ks5", "APS_PER_ENTRY"),)
    )
    assert len(found.figures) == 0
    assert not [p for p in log.problems if p.code == "repeated_urn"]


@pytest.mark.parametrize(
    ("header", "has", "lacks"),
    [
        (["time_period", "school_urn", "telig", "belig"], "its columns: time_period, school_urn",
         "It has no column that one of these tables is known by"),
        (["time_period", "subject", "expected_standard_pupil_percent"], "subject",
         "For key stage 2 it lacks a column with the URN of each school"),
        (["school_urn", "exam_cohort", "grade"], "exam_cohort",
         "For 16 to 18 it lacks APS_PER_ENTRY or VALUE_ADDED"),
        (["school_urn", "overall", "education", "appren", "he"], "appren",
         "It is like destinations after key stage 4, but has"),
    ],
)  # fmt: skip
def test_a_form_that_is_not_known_says_what_it_has_and_lacks(
    tmp_path: Path, header: list[str], has: str, lacks: str
) -> None:
    path = made.save(tmp_path, "new.csv", [header, ["202425", *"12345"[: len(header) - 1]]])
    with pytest.raises(FileError) as error:
        read(path)
    assert has in error.value.what
    assert lacks in error.value.hint


def test_cells_of_a_file_without_header_are_not_shown(tmp_path: Path) -> None:
    path = made.save(tmp_path, "people.csv", [["CANARY-PERSON", "020 7946 0000", "Head"]])
    with pytest.raises(FileError) as error:
        read(path)
    assert "CANARY" not in str(error.value)


def test_in_a_folder_what_is_no_table_is_named_and_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    one = today.key_stage_4("202425")
    made.save(folder, *one.today)
    made.save(folder, "ks4_meta.csv", [["col_name", "col_type", "label"], ["sex", "Filter", "Sex"]])
    (folder / "readme.txt").write_text("These tables were downloaded on Monday.\n")
    (folder / "empty.csv").write_text("")
    (folder / "guidance.pdf").write_bytes(b"%PDF-1.7")
    (folder / "2022-2023").mkdir()
    found, log = read(folder)
    alone, _ = read(folder / one.today[0])
    pd.testing.assert_frame_equal(found.figures, alone.figures)
    skipped = {p.list: p.message for p in log.problems}
    assert {p.code for p in log.problems} == {"not_a_table"}
    assert set(skipped) == {"tables", "ks4_meta.csv", "readme.txt", "empty.csv"}
    assert skipped["tables"].endswith("2022-2023/, guidance.pdf")
    assert "col_name, col_type, label" in skipped["ks4_meta.csv"]
    assert "the file is empty" in skipped["empty.csv"]
    # Named outright it is still an error, in whatever company.
    with pytest.raises(FileError):
        read(folder, folder / "readme.txt")
    with pytest.raises(FileError):
        read(folder / "ks4_meta.csv")


@pytest.mark.parametrize("files", [{}, {"notes.txt": "nothing\n"}, {"a.pdf": "%PDF"}])
def test_a_folder_without_any_table_is_an_error(tmp_path: Path, files: dict[str, str]) -> None:
    folder = tmp_path / "tables"
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text)
    with pytest.raises(FileError) as error:
        read(folder)
    assert "table" in error.value.what
    assert str(folder) in error.value.where


def test_a_table_may_be_longer_than_any_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = today.key_stage_4("202425")
    path = made.save(tmp_path, *one.today)  # 120 rows of 40 schools
    monkeypatch.setattr(delimited, "MAX_LINES", 50)
    monkeypatch.setattr(delimited, "MAX_FIELDS", 2_000)
    with pytest.raises(FileError, match="more than 50 lines"):
        open_sheet(path, path.name, ProblemLog())
    assert read(path)[0].accounts[0].read == 120
    monkeypatch.setattr(delimited, "MAX_LINES", 12)
    with pytest.raises(FileError, match="more than 120 lines"):
        read(path)


WORDS = st.sampled_from(["Total", "All pupils", "", "Boys", "3 year average", "total"])
SUBJECTS = st.sampled_from(["Reading", "reading", "Mathematics", "Maths", "Science"])
CELLS = st.sampled_from(["1", "-0.5", "53", "z", "c", "", "what?", "0"])
URNS = st.sampled_from(["900001", "900002", "9999", "", "NAT", "900001.0"])
LEVELS = st.sampled_from(["School", "school", "National", "Local authority"])
YEARS = st.sampled_from(["202223", "2023/24", ""])
ROWS = st.lists(st.tuples(YEARS, LEVELS, URNS, WORDS, WORDS, SUBJECTS, CELLS, CELLS), max_size=14)


@settings(deadline=None, max_examples=60)
@given(ROWS, st.randoms())
def test_every_row_is_accounted_for_in_any_order(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]], shuffle: random.Random
) -> None:
    folder = tmp_path_factory.getbasetemp()
    header = ["time_period", "geographic_level", "school_urn", "breakdown_topic", "breakdown",
              "subject", "expected_standard_pupil_percent", "progress_measure_score"]  # fmt: skip
    wants = (Want("ks2", "READPROG"), Want("ks2", "MATPROG"), Want("ks2", "PTREAD_EXP"))
    found, _ = read(made.save(folder, "ks2 2021-22.csv", [header, *rows]), wants=wants)
    (account,) = found.accounts
    assert account.read == len(rows)
    # An independent reading.
    told: dict[tuple[str, str, str], set[float]] = {}
    for year, level, urn, topic, group, subject, share, progress in rows:
        whole = {topic.casefold(), group.casefold()} <= {"total", "all pupils", ""}
        if level.casefold() != "school" or not whole or urn[:6] not in ("900001", "900002"):
            continue
        when = {"202223": "2022/23", "2023/24": "2023/24", "": "2021/22"}[year]
        names = {"reading": ("READPROG", "PTREAD_EXP"), "maths": ("MATPROG", ""),
                 "mathematics": ("MATPROG", "")}.get(subject.casefold(), ("", ""))  # fmt: skip
        for name, cell in zip(names, (progress, share), strict=True):
            possible = ("1", "-0.5", "0") if name.endswith("PROG") else ("1", "53", "0")
            if name and cell in possible:
                told.setdefault((urn[:6], when, name), set()).add(float(cell))
    agreed = {key: next(iter(one)) for key, one in told.items() if len(one) == 1}
    figures = found.figures
    key = zip(figures["urn"], figures["year"], figures["column"], strict=True)
    assert dict(zip(key, figures["value"], strict=True)) == agreed
    again = list(rows)
    shuffle.shuffle(again)
    other, _ = read(made.save(folder, "ks2 2021-22.csv", [header, *again]), wants=wants)
    pd.testing.assert_frame_equal(figures, other.figures)


@pytest.mark.parametrize("seed", range(60))
def test_a_spoilt_table_of_today_is_read_or_refused_but_never_half(
    tmp_path: Path, seed: int
) -> None:
    rng = random.Random(seed)
    name, rows = rng.choice(TABLES).today
    data = bytearray(made.text(rows[:40]).encode())
    for _ in range(rng.randint(1, 12)):
        at = rng.randrange(len(data))
        spoil = rng.choice([b'"', b"\r\n", b",", b"\0", b"\xff", b"9" * 400, b"", b'"""', b"\t"])
        data[at : at + rng.randint(0, 6)] = spoil
    path = tmp_path / name
    path.write_bytes(bytes(data))
    try:
        found, _ = read(path)
    except FileError:
        return
    assert found.figures["value"].map(math.isfinite).all()


@pytest.mark.parametrize("packed", ["ks4.csv.gz", "2018-2019.zip", "old.TAR", "b.7z"])
def test_what_is_packed_in_a_folder_is_named_as_that(tmp_path: Path, packed: str) -> None:
    folder = made.save(tmp_path / "tables", *today_table()).parent
    (folder / packed).write_bytes(b"\x1f\x8b")
    (folder / "notes.docx").write_bytes(b"")
    _, log = read(folder)
    told = [one.message for one in log.problems if one.code == "not_a_table"]
    assert told == [
        f"not opened, because it is packed: {packed}",
        "not opened, because they can be no tables: notes.docx",
    ]


def test_a_folder_of_packed_files_alone_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "ks4.csv.gz").write_bytes(b"\x1f\x8b")
    with pytest.raises(FileError, match=r"only ks4.csv.gz; unpack what is packed first"):
        read(tmp_path)


def test_two_files_that_agree_are_no_problem(tmp_path: Path) -> None:
    name, rows = today_table()
    paths = [made.save(tmp_path, f"{at} {name}", rows) for at in "ab"]
    assert "figures_differ" not in {one.code for one in read(*paths)[1].problems}


def today_table() -> tuple[str, list[list[object]]]:
    return today.key_stage_4("202425").today
