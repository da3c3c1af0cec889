"""Made-up tables of entries in the forms that the Department publishes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import xlsxwriter

# The headers as they are published, spelling mistakes and all.


def _headers(text: str) -> list[str]:
    return [name.strip() for name in text.split(",")]


GCSE_CSV = _headers("""time_period, time_identifier, geographic_level, country_code, country_name,
    school_laestab, school_urn, school_name, old_la_code, new_la_code, la_name, version,
    establishment_type_group, pupil_count, qualification_type, qualification_detailed,
    grade_structure, subject, discount_code, subject_discount_group, grade, number_achieving""")
A_LEVEL_CSV = _headers("""time_period, time_identifier, geographic_level, country_code,
    country_name, version, old_la_code, new_la_code, la_name, school_name, school_urn,
    school_laestab, exam_cohort, qualification_detailed, qualification_level,
    a_level_equivelent_size, gcse_equivelent_size, grade_structure, subject, grade,
    entries_count""")
GCSE_BOOK = _headers("""Local Authority Number, Local Authority Name, DfE number (LAESTAB),
    Unique Reference Number (URN), School or college name, Institution type, Qualification,
    Qualification description, Grade structure of qualification, Discount code,
    Subject discount group, Subject description, GRADE, Grade description,
    Number of entries at grade""")
A_LEVEL_BOOK = _headers("""Year, Local Authority, URN, School or college name,
    School or college type, Exam cohort, Qualification, Level, ASIZE, GSIZE, Grade structure,
    Subject, Grade/Total entries, Number of exams""")
A_LEVEL_2023 = _headers("""time_period, time_identifier, geographic_level, country_code,
    country_name, school_name, school_urn, exam_cohort, qualification, subject,
    grade_total_entries, number_of_exams""")
INSTITUTIONS = _headers("""Local Authority Number, Local Authority Name, DfE number (LAESTAB),
    Unique Reference Number (URN), School or college name, Institution type, Admissions policy,
    Gender of Entry, Pupils at end-KS4, Percentage of pupils entering the EBacc""")
GCSE = "GCSE (9-1) Full Course"
A_LEVEL = "GCE A level"


def gcse(urn: str, group: str, code: str, count: object, **other: object) -> dict[str, object]:
    """A total of key stage 4 in Explore education statistics."""
    row: dict[str, object] = {
        "time_period": "202425",
        "geographic_level": "School",
        "school_urn": urn,
        "school_name": "Ash School",
        "establishment_type_group": "Converter academies",
        "qualification_detailed": GCSE,
        "subject": group,
        "discount_code": code,
        "subject_discount_group": group,
        "grade": "Total exam entries",
        "number_achieving": count,
    }
    return row | other


def a_level(urn: str, subject: str, count: object, **other: object) -> dict[str, object]:
    """A total of 16 to 18 in Explore education statistics."""
    row: dict[str, object] = {
        "time_period": "202425",
        "geographic_level": "School",
        "school_urn": urn,
        "exam_cohort": "A level",
        "qualification_detailed": A_LEVEL,
        "subject": subject,
        "grade": "Total exam entries",
        "entries_count": count,
    }
    return row | other


def write(path: Path, header: Sequence[str], rows: Iterable[dict[str, object]]) -> Path:
    """A CSV of these rows, whatever a row lacks blank."""
    out = io.StringIO()
    writer = csv.DictWriter(out, header, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8-sig", newline="")
    return path


def book(path: Path, title: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    """A workbook with a page of contents before the sheet of these rows."""
    with xlsxwriter.Workbook(path) as made:
        contents = made.add_worksheet("Contents")
        contents.write_column(0, 1, ["2023 subject and qualification entry data", "Metadata"])
        sheet = made.add_worksheet(title)
        for at, row in enumerate([header, *rows]):
            sheet.write_row(at, 0, row)
    return path
