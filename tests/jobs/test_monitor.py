"""Monitoring a partnership's folder: files of every kind in, the same bytes out."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from makers.monitoring import MIDDLE, START, running, some_values, write_folder

from matcher.core.cells import in_words
from matcher.core.errors import FileError, SettingError
from matcher.jobs.partnership import monitor
from matcher.partnership.record.file import write_record

HEAD = ("Indicator", "Date", "Group", "Value", "Pupils", "Note", "Teacher name")
ROWS = (
    ("A", START, "all", 20, 100, "", "CANARY"),
    ("A", MIDDLE, "all", "22%", 100, "@x", "CANARY"),
    ("B", MIDDLE, "fsm", "SUPP", 4, "", "CANARY"),
    ("C", MIDDLE, "fsm", 3, 40, "", "CANARY"),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "p", values=())


def written(folder: Path, form: str) -> Path:
    """The same values as a file of this kind."""
    path = folder.parent / f"values-in.{form}"
    if form == "xlsx":
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        for row in (HEAD, *ROWS):
            sheet.append(row)
        book.save(path)
        return path
    between = ";" if form == "csv" else "\t"
    texts = [between.join(one.strftime("%d/%m/%Y") if isinstance(one, datetime.date) else str(one)
                          for one in row) for row in (HEAD, *ROWS)]  # fmt: skip
    path.write_text("\n".join(texts) + "\n", encoding="utf-8-sig")
    return path


def test_the_same_values_from_every_kind_of_file(folder: Path) -> None:
    kept = []
    for form in ("csv", "tsv", "xlsx"):
        (folder / "values.csv").unlink()
        added = monitor.add(folder, written(folder, form))
        account = added.account
        assert account.balances
        assert (account.read, account.used, account.rejected, added.kept) == (4, 3, 1, 3)
        assert [(one.row, one.code) for one in added.problems if one.severity == "rejected"] == [
            (5, "unknown_indicator")
        ]
        kept.append((folder / "values.csv").read_bytes())
        assert "CANARY" not in "\n".join(added.lines())
    assert len(set(kept)) == 1
    assert b"CANARY" not in kept[0]
    assert b"'@x" in kept[0]


def test_values_from_before_the_start_are_said_to_be_baselines(folder: Path) -> None:
    folder = folder.rename(folder.with_name("our p"))
    told = "1 of 3 values lies no later than {}, when the partnership begins: it is a baseline"
    file = written(folder, "csv")
    for start, note in (
        (START, told.format(in_words(START.isoformat()))),
        (MIDDLE, "3 of 3 values lie no later than"),
        (START - datetime.timedelta(days=1), ""),
        (None, ""),
    ):
        starts = start.isoformat() if start else ""
        write_record(folder, replace(running(), starts=starts, dates={}, status="agreed"))
        notes = monitor.add(folder, file).notes
        assert " ".join(notes).startswith(note) if note else not notes
        assert not note or f'matcher plan make "{folder}" --start DAY' in notes[0]


def test_values_added_again_change_nothing_and_later_ones_replace(folder: Path) -> None:
    path = written(folder, "csv")
    monitor.add(folder, path)
    before = (folder / "values.csv").read_bytes()
    again = monitor.add(folder, path)
    assert again.replaced == ()
    assert (folder / "values.csv").read_bytes() == before
    path.write_text("indicator,date,value\nA,01/03/2026,25%\n", encoding="utf-8")
    later = monitor.add(folder, path)
    assert later.replaced == (("A", "2026-03-01", "all"),)
    assert "the value that was there is replaced" in "\n".join(later.lines())
    with pytest.raises(FileError):
        monitor.add(folder.parent, path)


def test_nothing_is_written_where_the_file_is_not_understood(folder: Path) -> None:
    before = (folder / "values.csv").read_bytes()
    path = folder.parent / "x.csv"
    path.write_text("name,postcode\nAsh,AB1 2CD\n", encoding="utf-8")
    with pytest.raises(FileError, match="no header"):
        monitor.add(folder, path)
    assert (folder / "values.csv").read_bytes() == before


def test_of_a_workbook_the_first_sheet_with_values_is_read(folder: Path) -> None:
    path = written(folder, "xlsx")
    book = openpyxl.load_workbook(path)
    notes = book.create_sheet("Notes", 0)
    for row in (("Name", "Postcode", "URN"), ("Ash", "AB1 2CD", "100001")):
        notes.append(row)
    book.create_sheet("Old")
    book.save(path)
    (line, *_) = monitor.add(folder, path).lines()
    assert line.startswith("values-in.xlsx, sheet Sheet: 4 rows read = 3 used")
    assert line.endswith("other sheets not read: Notes, Old")
    with pytest.raises(FileError, match="no header"):
        monitor.add(folder, path.with_name("values-in.xlsx#Notes"))
    with pytest.raises(FileError, match="folder, not a file"):
        monitor.add(folder, Path())


def test_days_still_to_come_are_rejected_and_do_not_count(folder: Path) -> None:
    path = written(folder, "csv")
    added = monitor.add(folder, path, MIDDLE - datetime.timedelta(days=1))
    assert (added.account.used, added.kept) == (1, 1)
    assert {one.code for one in added.problems} == {"future", "unknown_indicator"}
    assert monitor.add(folder, path, MIDDLE).kept == 3
    told = monitor.report(folder, day=MIDDLE - datetime.timedelta(days=1))
    assert told.as_dict()["later"] == 2
    assert "2 figures are dated after 28 February 2026: not counted." in told.lines()[0]


def test_a_share_of_lessons_is_kept_as_one(folder: Path) -> None:
    path = folder.parent / "x.csv"
    path.write_text(
        "indicator,date,value\nA,01/03/2026,20% (30 lessons)\nB,01/03/2026,2.9/5 (42 pupils)\n",
        encoding="utf-8",
    )
    monitor.add(folder, path)
    assert monitor.add(folder, path).replaced == ()
    first, second = monitor.report(folder).report.progress
    assert [point.figure for point in first.series] == ["20% of 30 lessons"]
    assert [(point.figure, point.base) for point in second.series] == [("2.9", "42")]


def test_a_unit_mended_in_the_plan_does_not_lock_the_folder(folder: Path) -> None:
    write_folder(folder)
    plan = folder / "plan.csv"
    plan.write_text(plan.read_text("utf-8-sig").replace("40%", "40 hours"), encoding="utf-8")
    told = monitor.report(folder).lines()
    assert any(line.startswith("To mend in the plan: 6 values kept are in %") for line in told)
    assert monitor.add(folder, written(folder, "csv")).kept == 9


def test_a_report_of_a_folder_withholds_and_is_the_same_each_time(folder: Path) -> None:
    write_folder(folder)
    told = monitor.report(folder)
    assert told.lines() == monitor.report(folder).lines()
    assert told.page() == monitor.report(folder).page()
    assert told.as_dict()["partnership"] == "100001-100002"
    assert told.as_dict()["withheld"] == 1
    assert monitor.report(folder, 50).as_dict()["withheld"] > 1
    with pytest.raises(SettingError, match="does not hide"):
        monitor.report(folder, 4)


def test_a_folder_with_a_record_alone_has_a_report_and_a_calendar(tmp_path: Path) -> None:
    write_record(tmp_path, running())
    first, second, *_ = monitor.report(tmp_path).lines()
    assert first == "There is no plan yet, so no target is set."
    assert second.startswith("matcher plan make FOLDER ")
    assert "matcher plan make FOLDER" in monitor.report(tmp_path).page()
    data, count = monitor.calendar(tmp_path)
    assert data.count(b"BEGIN:VEVENT") == count == 4


def test_a_plan_that_the_product_made_can_be_filled_in_and_monitored(tmp_path: Path) -> None:
    """The plan's own file, with a target typed into it, and values by id, by key and by words."""
    import csv

    from matcher.jobs.partnership import plan as planning

    write_record(tmp_path, running())
    planning.make(tmp_path)
    path = tmp_path / "plan.csv"
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    (row,) = [one for one in rows if one["indicator"] == "T3-N3"]
    row["target"], row["baseline"], row["baseline_due"] = "40%", "20% of 100", "2025-09-01"
    row["follow_up_due"] = "2026-08-30"
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.DictWriter(handle, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    values = tmp_path.parent / f"{tmp_path.name}.csv"
    values.write_text(
        f"indicator,date,value,pupils\nT3-N3,01/12/2025,25%,100\n{row['key']},01/03/2026,31%,100\n"
        f'"{row["text"]}",01/06/2026,34%,100\n',
        encoding="utf-8",
    )
    assert monitor.add(tmp_path, values).account.used == 3
    found = monitor.report(tmp_path, day=datetime.date(2026, 6, 30)).report
    (one,) = [one for one in found.progress if one.indicator == "T3-N3"]
    assert [point.figure for point in one.series] == ["20%", "25%", "31%", "34%"]
    assert one.status == "behind"
    assert found.idle == sum(o["part"] == "indicator" for o in rows) - 1


def test_some_values_are_those_of_the_folder(folder: Path) -> None:
    from matcher.partnership.monitor.plan_reader import read_plan
    from matcher.partnership.monitor.values.reader import read_stored_values

    write_folder(folder)
    kept = read_stored_values(folder, read_plan(folder))
    assert {value.key for value in kept} == {value.key for value in some_values()}


@pytest.mark.parametrize("below", [(), (0.97,), (0.005, 0)])
def test_a_percentage_of_a_workbook_is_what_is_seen_whatever_stands_below(
    folder: Path, below: tuple[float, ...]
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(("Indicator", "Date", "Value", "Pupils"))
    for at, share in enumerate((1, 1.2, *below)):
        sheet.append(("A", START + datetime.timedelta(days=at), share, 600))
        sheet.cell(at + 2, 3).number_format = "0%"
    book.save(path := folder.parent / "percent.xlsx")
    added = monitor.add(folder, path)
    assert [(one.row, one.code, one.value) for one in added.problems] == [
        (3, "out_of_range", "120%")
    ]
    kept = (folder / "values.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert [line.split(",")[3] for line in kept] == ["100", *(f"{100 * one:g}" for one in below)]
