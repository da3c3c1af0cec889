"""The table of answers that ``matcher collect`` makes, read back: what schools say of themselves,
beside the lists and above them.

It is a table of its own rather than a list: who stands in a list takes part as the lists' side,
and a list of partners alone would keep the register from supplying others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from matcher.core.cells import restore
from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog, ReferenceAccount
from matcher.core.questionnaire import NEEDS, OFFERS
from matcher.intake import cell_values
from matcher.intake.clean.contact_cells import contact_answer
from matcher.intake.open.open_sheet import open_sheet
from matcher.intake.sheet import Row, is_blank, top_rows

_HEADERS = {
    "urn": "urn", "needs": "needs", "offers": "strengths", "capacity": "capacity",
    "open to contact": "open_to_contact", "notes": "notes", "complete": "complete",
}  # fmt: skip
_TEXTS = ("urn", "needs", "strengths", "notes", "open_to_contact", "list", "sheet")
_KINDS = {
    "capacity": "float64",
    "row": "int64",
    "contact_row": "int64",
    "all_needs": "bool",
    "all_offers": "bool",
}
_WHOLE = re.compile(r"([0-9]{1,4})(?:\.0)?")
_STRICTER = ("", "yes", "unclear", "no").index  # answers about contact of one school
_MOST = 1_000  # partnerships that anybody could take on


def read_answers(path: Path, known: Mapping[str, str], log: ProblemLog) -> pd.DataFrame:
    """The answers in ``path``, a row for each school: urn, needs, strengths, notes,
    open_to_contact ("yes", "no", "unclear", ""; of several rows of one school the strictest, which
    stands in row ``contact_row``), list and sheet as text, capacity (NaN: not
    said), row, and whether what it says of its needs and offers is all (``all_needs``,
    ``all_offers``).

    ``known`` are the schools of the run, by URN their names. A row that names none of them, and
    the earlier of two rows of one school, are problems and not used. Raises :class:`FileError`
    for what is no table of answers.
    """
    sheet = open_sheet(path, path.name, log)
    above = top_rows(sheet.rows)
    at, columns = _header(above, path.name)
    account = ReferenceAccount(path.name, "answers", sheet.sheet)
    account.read, account.headings = at, sum(not is_blank(row) for _, row in above[:at])
    account.blank = at - account.headings
    rows: dict[str, tuple[Mapping[str, str], tuple[str, str, int], tuple[str, int]]] = {}
    for number, cells in [*above[at + 1 :], *sheet.rows]:
        account.read += 1
        if is_blank(cells):
            account.blank += 1
            continue
        texts = {
            name: restore(cells[place]).strip() if place < len(cells) else ""
            for name, place in columns.items()
        }
        place = (path.name, sheet.sheet, number)
        urn = _urn(texts["urn"], known, place, log)
        if not urn:
            account.rejected += 1
            continue
        contact = (texts.get("open_to_contact", ""), number)
        if urn in rows:
            # A yes, or nothing, is no yes where another row of the school says no.
            contact = max(
                contact, rows[urn][2], key=lambda one: _STRICTER(contact_answer(one[0])[0])
            )
            account.rejected += 1
            account.used -= 1
            log.add(
                "answered_twice",
                f"row {rows[urn][1][2]} answers for the same school; this row counts, and of "
                "contact the stricter answer",
                list=path.name,
                sheet=sheet.sheet,
                row=number,
                column="URN",
                value=urn,
                hint="keep one row for each school",
            )
        rows[urn] = texts, place, contact
        account.used += 1
    log.references.append(account)
    kinds = dict.fromkeys(_TEXTS, "str") | _KINDS
    # What is wrong with an answer is told of the row that counts alone.
    read = [_answers(urn, *row, log) for urn, row in rows.items()]
    return pd.DataFrame(read, columns=list(kinds)).astype(kinds)


def _header(above: Sequence[Row], name: str) -> tuple[int, dict[str, int]]:
    """Which of the rows is the header, and where each column of ours is."""
    for at, (_, row) in enumerate(above):
        heads = [" ".join(cell.casefold().split()) for cell in row]
        places = {_HEADERS[head]: place for place, head in enumerate(heads) if head in _HEADERS}
        if "urn" in places and {"needs", "strengths"} & {*places}:
            return at, places
    raise FileError(
        "is no table of answers: no row has the headers URN and Offers or Needs",
        where=name,
        hint="give what matcher collect wrote; a list of schools is given as a list",
    )


def with_answers(listed: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """LISTED with what the answers say of capacity and contact."""
    listed = listed.copy()
    by_urn = answers.set_index("urn")
    capacity = listed["urn"].map(by_urn["capacity"])
    contact = listed["urn"].map(by_urn["open_to_contact"]).fillna("")
    listed["capacity"] = capacity.where(capacity.notna(), listed["capacity"])
    listed["open_to_contact"] = contact.where(contact != "", listed["open_to_contact"]).astype(
        listed["open_to_contact"].dtype
    )
    return listed


def _urn(text: str, known: Mapping[str, str], place: tuple[str, str, int], log: ProblemLog) -> str:
    urn = text if text in known else cell_values.urn(text)[0]
    if urn in known:
        return str(urn)
    file, sheet, row = place
    log.add(
        "answer_of_nobody",
        "no school of this run has this URN, so its answers are not used",
        list=file,
        sheet=sheet,
        row=row,
        column="URN",
        value=text,
        severity="rejected",
        hint="correct the URN, or add the school to the list",
    )
    return ""


def _answers(
    urn: str,
    texts: Mapping[str, str],
    place: tuple[str, str, int],
    asked: tuple[str, int],
    log: ProblemLog,
) -> dict[str, object]:
    file, sheet, row = place
    complete = {part.strip() for part in texts.get("complete", "").casefold().split(";")}
    capacity = _capacity(said := texts.get("capacity", ""))
    contact, problem = contact_answer(asked[0])
    if said and capacity != capacity:
        log.add("unread_answer", "this is no answer that is understood, and is not known",
                list=file, sheet=sheet, row=row, column="Capacity", value=said,
                hint="write a whole number of partnerships, such as 2")  # fmt: skip
    if problem:
        log.add(problem.code, problem.message, list=file, sheet=sheet, row=asked[1],
                column="Open to contact", value=asked[0], hint=problem.hint,
                severity=problem.severity)  # fmt: skip
    return {
        "urn": urn,
        "needs": texts.get("needs", ""),
        "strengths": texts.get("strengths", ""),
        "notes": texts.get("notes", ""),
        "open_to_contact": contact,
        "list": file,
        "sheet": sheet,
        "capacity": capacity,
        "row": row,
        "contact_row": asked[1],
        "all_needs": NEEDS in complete,
        "all_offers": OFFERS in complete,
    }


def _capacity(text: str) -> float:
    """How many partnerships a cell says; NaN where it says none that there could be."""
    whole = _WHOLE.fullmatch(cell_values.in_digits(text))
    return float(whole[1]) if whole and int(whole[1]) <= _MOST else float("nan")
