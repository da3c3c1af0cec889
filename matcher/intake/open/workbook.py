"""Workbooks as text: XLSX, and the older and other kinds (.xls, .xlsb, .ods).

Looked over (:mod:`matcher.intake.open.workbook_safety`), then read by calamine: within our own
process where its size is known, which is quick, else in one of its own
(:mod:`matcher.intake.open.child_process`). What a person should know beside its values is reported
(:mod:`matcher.intake.open.sheet_warnings`).
"""

from __future__ import annotations

from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog
from matcher.intake.headers.mapping import UNMAPPED, ColumnMapping
from matcher.intake.open.child_process import read_in_child_process
from matcher.intake.open.choose_sheet import SheetCells, fill_merged, read_cells, text_rows
from matcher.intake.open.ods_warnings import CONTENT, OdsScan
from matcher.intake.open.percent_formats import PercentCells, has_cells_of, percent_styles
from matcher.intake.open.sheet_warnings import SheetWarnings, report_warnings
from matcher.intake.open.workbook_safety import AS_CSV, Inspected, inspect_workbook, locked
from matcher.intake.open.xlsx_warnings import XlsxScan, scan_part, sheet_part
from matcher.intake.sheet import Sheet

_WHAT = {
    "xlsx": "workbook",
    "xls": "old Excel workbook (.xls)",
    "xlsb": "binary workbook (.xlsb)",
    "ods": "OpenDocument workbook",
}


def open_workbook(
    data: bytes,
    name: str,
    log: ProblemLog,
    sheet: str | None = None,
    mapping: ColumnMapping = UNMAPPED,
) -> Sheet:
    """The rows of the sheet named ``sheet`` (whatever its case), else of the one whose
    header row is understood best; the first such sheet in view where several are alike.

    ``log`` hears of what is hidden, merged, an error or not calculated in that sheet, and
    of other sheets that look like lists. Raises :class:`FileError` for whatever cannot be
    read.
    """
    inspected = inspect_workbook(data, name)
    if inspected.is_bounded:
        cells = _read_in_this_process(data, name, sheet, mapping)
    else:
        cells = read_in_child_process(data, name, sheet, _WHAT[inspected.kind], mapping)
    if cells.at < 0:
        raise _no_sheet(cells, name, sheet)
    title, hidden = cells.sheets[cells.at]
    if hidden:
        log.add(
            "hidden_sheet",
            "the sheet that was read is hidden in the workbook",
            list=name,
            sheet=title,
            severity="note",
        )
    for other in cells.alike:
        log.add(
            "other_lists",
            f"sheet {other} looks like a list too and was not read",
            list=name,
            sheet=title,
            hint=f"to read it, name it after the file: {name.partition('#')[0]}#{other}",
        )
    warnings = _scan(data, cells, inspected)
    ranges = fill_merged(cells.rows, [*cells.merged, *warnings.merged])
    report_warnings(warnings, cells.rows, ranges, name, title, log)
    others = tuple(
        other + (" (hidden)" if unseen else "")
        for at, (other, unseen) in enumerate(cells.sheets)
        if at != cells.at
    )
    return Sheet(name, title, enumerate(text_rows(cells.rows), start=1), other_sheets=others)


def _read_in_this_process(
    data: bytes, name: str, sheet: str | None, mapping: ColumnMapping
) -> SheetCells:
    try:
        return read_cells(data, sheet, mapping)
    except BaseException as error:
        # calamine raises some fifteen kinds for damaged files; a panic of its own is no
        # Exception.
        if isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit):
            raise
        if "password" in type(error).__name__.casefold():
            raise locked(name) from error
        raise FileError(
            f"the workbook cannot be read: {str(error)[:200]}", where=name, hint=AS_CSV
        ) from error


def _scan(data: bytes, cells: SheetCells, inspected: Inspected) -> SheetWarnings:
    """The warnings of the sheet; its percentages are written out in the rows of ``cells``."""
    percents = PercentCells(cells.rows)
    if inspected.kind == "ods":
        if CONTENT not in inspected.parts_to_scan:
            return SheetWarnings()
        return scan_part(data, CONTENT, OdsScan(cells.title, percents))
    if inspected.kind == "xlsx":
        part = sheet_part(data, cells.title)
        styles = percent_styles(data)
        has_percents = has_cells_of(data, part, styles)
        # Most sheets hold nothing of the kind, as its inspection has seen in passing.
        seen = inspected.is_bounded and part not in inspected.parts_to_scan
        if part and seen and not has_percents:
            return SheetWarnings()
        return scan_part(data, part, XlsxScan(styles, percents.write))
    return SheetWarnings(read_to=0, percents_read=cells.percents_read)


def _no_sheet(cells: SheetCells, name: str, sheet: str | None) -> FileError:
    titles = ", ".join(title for title, _ in cells.sheets)
    if sheet is None or not titles:
        return FileError("the workbook has no sheet of cells", where=name, hint=AS_CSV)
    return FileError(
        f"the workbook has no sheet {sheet}", where=name, hint=f"its sheets are: {titles}"
    )
