"""The same made-up facts as the older tables write them and as those of today do.

Forty schools of each kind, so that there is something to compare each with. Names, numbers
and figures are fictional; the columns are those of the Department's files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

Rows = list[list[object]]

PRIMARIES = range(40)
SECONDARIES = range(100, 140)
PLACE = ["Academic year", "School", "E92000001", "England"]
PLACE_COLUMNS = ["time_identifier", "geographic_level", "country_code", "country_name"]


def urn(school: int) -> str:
    return str(900_000 + school)


def dfe_number(school: int) -> str:
    return f"999{4000 + school}"


def figure(school: int, salt: int, low: float, high: float) -> float:
    """A figure between low and high, to the tenth; of every third school the same."""
    return round(low + (high - low) * ((school * 37 + salt * 11) % 97) / 96, 1)


@dataclass(frozen=True)
class BothForms:
    """One table: file name and rows, before and today."""

    table: str
    older: tuple[str, Rows]
    today: tuple[str, Rows]


def _key(school: int, period: str) -> list[object]:
    return [period, *PLACE, dfe_number(school), urn(school), f"Alder School {school}"]


_KEY = ["time_period", *PLACE_COLUMNS, "school_laestab", "school_urn", "school_name"]


def key_stage_2() -> BothForms:
    names = (("READ", "Reading", 1, "READ"), ("WRIT", "Writing", 2, "WRITTA"),
             ("MAT", "Maths", 3, "MAT"))  # fmt: skip
    older: Rows = [["RECTYPE", "URN", "TELIG"]]
    for stem, _, _, long in names:
        older[0] += [f"{stem}PROG", f"{stem}PROG_LOWER", f"{stem}PROG_UPPER", f"PT{long}_EXP"]
    today: Rows = [[*_KEY, "breakdown_topic", "breakdown", "subject", "t_elig_pupils",
                    "expected_standard_pupil_percent", "progress_measure_score",
                    "progress_measure_lower_conf_interval",
                    "progress_measure_upper_conf_interval"]]  # fmt: skip
    for school in PRIMARIES:
        pupils = 18 + school
        own: list[object] = ["1", urn(school), pupils]
        for _, subject, salt, _ in names:
            progress = figure(school, salt, -5, 5)
            share = round(figure(school, salt, 30, 95))
            low, high = round(progress - 1.5, 1), round(progress + 1.5, 1)
            own += [progress, low, high, f"{share}%"]
            key = _key(school, "202223")
            today += [
                [*key, "Sex", "Boys", subject, 9, 1, 9.9, 9, 10],
                [*key, "All pupils", "Total", subject, pupils, share, progress, low, high],
                [*key, "Average (2023 to 2025)", "3 year average", subject, 99, 2, "z", "z", "z"],
            ]
        key = _key(school, "202223")
        today.append([*key, "All pupils", "Total", "Grammar, punctuation and spelling", pupils, 55,
                      "z", "z", "z"])  # fmt: skip
        older.append(own)
    return BothForms("ks2", ("2022-2023_england_ks2final.csv", older),
                     ("ks2_school_attainment_data.csv", today))  # fmt: skip


_GROUPS = ["breakdown_topic", "breakdown", "sex", "disadvantage_status", "first_language",
           "prior_attainment", "mobility"]  # fmt: skip
_ALL = ["Total"] * 7


def key_stage_4(form: str) -> BothForms:
    """``form``: "202324" or "202425", whose columns have other names; the facts are of
    2023/24 in both, for there is no Progress 8 of 2024/25."""
    columns = {
        "202324": ["t_pupils", "t_inp8calc", "avg_att8", "avg_p8score", "p8score_ci_low",
                   "p8score_ci_upp", "pt_ebacc_e_ptq_ee", "pt_l2basics_94"],
        "202425": ["pupil_count", "progress8_pupil_count", "attainment8_average",
                   "progress8_average", "progress8_lower_95_ci", "progress8_upper_95_ci",
                   "ebacc_entering_percent", "engmath_94_percent"],
    }[form]  # fmt: skip
    older: Rows = [["RECTYPE", "URN", "NFTYPE", "TPUP", "P8PUP", "ATT8SCR", "P8MEA", "P8CILOW",
                    "P8CIUPP", "PTEBACC_E_PTQ_EE", "PTL2BASICS_94"]]  # fmt: skip
    today: Rows = [[*_KEY, "version", "establishment_type_group", *_GROUPS, *columns]]
    for school in SECONDARIES:
        progress = round(figure(school, 4, -1.2, 1.2), 2)
        entered = round(figure(school, 5, 10, 70))
        figures: list[object] = [150, 140, 45.1, progress, round(progress - 0.2, 2),
                                 round(progress + 0.2, 2)]  # fmt: skip
        older.append(["1", urn(school), "ACC", *figures, f"{entered}%", "60%"])
        key = [*_key(school, "202324"), "Final", "Converter academies"]
        today += [
            [*key, "Sex", "Boys", "Boys", *_ALL[3:], 70, 70, 40, 1, 0.5, 1.5, 20, 50],
            [*key, *_ALL, *figures, entered, 60],
            [*key, "Disadvantage", "Disadvantaged", "Total", "Disadvantaged", *_ALL[4:], 9, 9, 30,
             -2, -3, -1, 5, 20],
        ]  # fmt: skip
    return BothForms("ks4", ("2023-2024_england_ks4final.csv", older),
                     (f"{form}_performance_tables_schools_final.csv", today))  # fmt: skip


def sixth_forms() -> BothForms:
    older: Rows = [["RECTYPE", "URN", "NFTYPE", "TALLPUP_ALEV_1618", "TALLPPE_ALEV_1618",
                    "VA_INS_ALEV", "LCI_INS_ALEV", "UCI_INS_ALEV"]]  # fmt: skip
    today: Rows = [[*_KEY, "version", "institution_type", "exam_cohort", "disadvantage_status",
                    "end1618_student_count", "aps_per_entry_student_count", "aps_per_entry",
                    "aps_per_entry_grade", "value_added", "value_added_lower_ci",
                    "value_added_upper_ci", "retained_percent"]]  # fmt: skip
    for school in SECONDARIES:
        points, added = figure(school, 6, 20, 45), round(figure(school, 7, -5, 5) / 10, 2)
        low, high = round(added - 0.1, 2), round(added + 0.1, 2)
        older.append(["1", urn(school), "ACC", 80, points, added, low, high])
        key = [*_key(school, "202425"), "Revised", "Academy"]
        today += [
            [*key, "Applied general", "Total", 95, 15, 28, "C+", 0.9, 0.8, 1, 95],
            [*key, "A level", "Total", 95, 80, points, "C+", added, low, high, 95],
            [*key, "A level", "Disadvantaged", 9, 9, 25, "C", "c", "c", "c", 90],
        ]
    return BothForms("ks5", ("2024-2025_england_ks5final.csv", older),
                     ("institution_performance_202425.csv", today))  # fmt: skip


def destinations() -> BothForms:
    older: Rows = [["RECTYPE", "URN", "NFTYPE", "COHORT", "EDUCATION", "OVERALL_DESTPER",
                    "EDUCATIONPER"]]  # fmt: skip
    today: Rows = [[*_KEY, "version", "institution_type", "breakdown_topic", "breakdown",
                    "data_type", "cohort", "overall", "education", "appren"]]  # fmt: skip
    for school in SECONDARIES:
        stay = round(figure(school, 8, 60, 95))
        older.append(["1", urn(school), "ACC", 200, 2 * stay, "96%", f"{stay}%"])
        key = [*_key(school, "202223"), "Revised", "Converter academies", "Total", "Total"]
        today += [
            [*key, "Number of pupils", 200, 192, 2 * stay, 4],
            [*key, "Percentage", 200, 96, stay, 2],
        ]
    return BothForms("destinations", ("2022-2023_england_ks4-pupdest.csv", older),
                     ("ks4_dm_ud_202223_inst_rev.csv", today))  # fmt: skip


def census() -> BothForms:
    fsm = "% of pupils known to be eligible for free school meals"
    english = "% of pupils whose first language is known or believed to be other than English"
    older: Rows = [["URN", "SCHOOLTYPE", "NOR", "PNUMFSM", "PNUMEAL"]]
    today: Rows = [["time_period", *PLACE_COLUMNS, "urn", "estab", "school_name", "laestab",
                    "phase-type_grouping", "type_of_establishment", "headcount of pupils", fsm,
                    f"{fsm} (Performance Tables)", english]]  # fmt: skip
    for school in [*PRIMARIES, *SECONDARIES]:
        kind = "State-funded primary" if school in PRIMARIES else "State-funded secondary"
        meals, other = figure(school, 9, 2, 60), figure(school, 10, 0, 80)
        older.append([urn(school), kind, 300, meals, other])
        today.append(["202425", *PLACE, urn(school), "4000", f"Alder School {school}",
                      dfe_number(school), kind, "Academy converter", 300, meals, meals + 1,
                      other])  # fmt: skip
    return BothForms("census", ("2024-2025_england_census.csv", older),
                     ("spc_school_level_underlying_data_2025.csv", today))  # fmt: skip


def special_needs() -> BothForms:
    """Numbers of pupils, of which the older tables gave the shares."""
    older: Rows = [["URN", "SCHOOLTYPE", "NOR", "PSENELK", "PSENELSE", "PNUMEAL"]]
    today: Rows = [["time_period", *PLACE_COLUMNS, "URN", "phase_type_grouping", "Total pupils",
                    "SEN support", "EHC plan"]]  # fmt: skip
    for school in [*PRIMARIES, *SECONDARIES]:
        kind = "State-funded primary" if school in PRIMARIES else "State-funded secondary"
        support, plans = round(figure(school, 11, 10, 90)), round(figure(school, 12, 0, 30))
        older.append([urn(school), kind, 310, round(support / 3.1, 1), round(plans / 3.1, 1), ""])
        today.append(["202425", *PLACE, urn(school), kind, 310, support, plans])
    return BothForms("census", ("2024-2025_england_census.csv", older),
                     ("sen_school_level_underlying_data_2024-25.csv", today))  # fmt: skip


def workforce() -> BothForms:
    older: Rows = [["URN", "School Phase", "Pupil:     Teacher Ratio"]]
    today: Rows = [["time_period", *PLACE_COLUMNS, "school_laestab", "school_urn", "school_name",
                    "school_type", "pupils_fte", "pupil_to_qual_teacher_ratio",
                    "pupil_to_qual_unqual_teacher_ratio"]]  # fmt: skip
    for school in SECONDARIES:
        ratio = figure(school, 13, 12, 26)
        older.append([urn(school), "Secondary", ratio])
        today.append([*_key(school, "202425"), "State-funded secondary", 900, ratio + 1, ratio])
    return BothForms("workforce", ("2024-2025_england_swf.csv", older),
                     ("workforce_ptrs_2010_2024_sch.csv", today))  # fmt: skip


def absence() -> BothForms:
    older: Rows = [["URN", "SCHOOLTYPE", "PERCTOT", "PPERSABS10"]]
    today: Rows = [[*_KEY, "education_phase", "num_schools", "enrolments", "sess_overall_percent",
                    "enrolments_pa_10_exact_percent"]]  # fmt: skip
    for school in SECONDARIES:
        overall, persistent = figure(school, 14, 3, 15), figure(school, 15, 5, 50)
        older.append([urn(school), "State-funded secondary", overall, persistent])
        today.append([*_key(school, "202425"), "State-funded secondary", 1, 900, overall,
                      persistent])  # fmt: skip
    return BothForms("absence", ("2024-2025_england_abs.csv", older),
                     ("1_absence_3term_school.csv", today))  # fmt: skip


def every_table() -> Iterator[BothForms]:
    yield key_stage_2()
    yield key_stage_4("202324")
    yield key_stage_4("202425")
    yield sixth_forms()
    yield destinations()
    yield census()
    yield special_needs()
    yield workforce()
    yield absence()
