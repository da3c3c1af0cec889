"""Workbooks as text: XLSX, and the older and other kinds (.xls, .xlsb, .ods).

Looked over (:mod:`matcher.intake.open.guard`), then read by calamine: within our own
process where its size is known, which is quick, else in one of its own
(:mod:`matcher.intake.open.child_process`). What a sheet says beside its values is told
(:mod:`matcher.intake.open.marks`).
"""

from __future__ import annotations

from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog
from matcher.intake.open.child_process import read_apart
from matcher.intake.open.delimited import Sheet
from matcher.intake.open.guard import AS_CSV, OLE, Looked, guard, locked
from matcher.intake.open.marks import Marks, fill_down, report
from matcher.intake.open.ods import CONTENT, OdsScan
from matcher.intake.open.workbook_cells import Cells, read_cells, texts
from matcher.intake.open.xlsx import XlsxScan, scanned, sheet_part

MAGIC = (b"PK", OLE)
_WHAT = {
    "xlsx": "workbook",
    "xls": "old Excel workbook (.xls)",
    "xlsb": "binary workbook (.xlsb)",
    "ods": "OpenDocument workbook",
}


def open_workbook(data: bytes, name: str, log: ProblemLog, sheet: str | None = None) -> Sheet:
    """The rows of the sheet named ``sheet`` (whatever its case), else of the one whose
    header row is understood best; the first such sheet in view where several are alike.

    ``log`` hears of what is hidden, merged, an error or not calculated in that sheet, and
    of other sheets that look like lists. Raises :class:`FileError` for whatever cannot be
    read.
    """
    looked = guard(data, name)
    if looked.calm:
        cells = _within(data, name, sheet)
    else:
        cells = read_apart(data, name, sheet, _WHAT[looked.kind])
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
    marks = _marks(data, title, looked)
    ranges = fill_down(cells.rows, [*cells.merged, *marks.merged])
    report(marks, cells.rows, ranges, name, title, log)
    others = tuple(
        other + (" (hidden)" if unseen else "")
        for at, (other, unseen) in enumerate(cells.sheets)
        if at != cells.at
    )
    return Sheet(name, title, enumerate(texts(cells.rows), start=1), other_sheets=others)


def _within(data: bytes, name: str, sheet: str | None) -> Cells:
    try:
        return read_cells(data, sheet)
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


def _marks(data: bytes, title: str, looked: Looked) -> Marks:
    if looked.kind == "ods":
        if CONTENT not in looked.marked:
            return Marks()
        return scanned(data, CONTENT, OdsScan(title))
    if looked.kind == "xlsx":
        part = sheet_part(data, title)
        # Most sheets hold nothing of the kind, which the guard has seen in passing.
        if part and looked.calm and part not in looked.marked:
            return Marks()
        return scanned(data, part, XlsxScan())
    return Marks(read_to=0)


def _no_sheet(cells: Cells, name: str, sheet: str | None) -> FileError:
    titles = ", ".join(title for title, _ in cells.sheets)
    if sheet is None or not titles:
        return FileError("the workbook has no sheet of cells", where=name, hint=AS_CSV)
    return FileError(
        f"the workbook has no sheet {sheet}", where=name, hint=f"its sheets are: {titles}"
    )
