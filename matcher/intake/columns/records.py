"""The rows of a list as records under our own names of columns.

A record is one row as text; nothing is interpreted here but ticks in columns for one tag and
the URN, on which everything that is said of the row depends.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from matcher.core import cells
from matcher.core.problems import ProblemLog
from matcher.core.text import contacts
from matcher.intake import cell_values
from matcher.intake.cell_values import MAX_CELL
from matcher.intake.columns.name_and_address import name_in
from matcher.intake.columns.rejected_rows import UsedRows
from matcher.intake.headers.people import is_personal
from matcher.intake.headers.recognise import Layout, TagColumn
from matcher.intake.headers.synonyms import COLUMNS, SIDES, TEXTS
from matcher.intake.headers.wording import words
from matcher.intake.sheet import Sheet, Table
from matcher.intake.stand_ins import MADE_OF, stand_in

_PERHAPS_GARBLED = re.compile("[ÂÃâ][^\x00-\x7f]")


def no_records() -> pd.DataFrame:
    """Records of no file at all."""
    texts = (*COLUMNS, "urn_as_written", "list", "sheet")
    return pd.DataFrame({name: pd.Series([], dtype="str") for name in texts}).assign(
        row=pd.Series([], dtype="int64")
    )


def make_records(rows: UsedRows, table: Table[Layout], log: ProblemLog) -> pd.DataFrame:
    """One record for each row: text columns ``COLUMNS``, ``list`` and ``sheet`` (dtype str,
    "" for blank), ``row`` (int64, 1 is the file's first line), and ``urn_as_written``, the URN as
    the list has it."""
    layout, sheet, numbers = table.layout, table.sheet, rows.numbers
    controls: set[int] = set()

    def column(at: int) -> list[str]:
        header = layout.printable(at)
        return _clean_text(rows.columns[at], numbers, header, sheet, log, controls)

    found: dict[str, list[str]] = {}
    tags_of = dict(layout.tags)
    for name, places in layout.used.items():
        cells_of = {at: column(at) for at in places}
        # Ticks below a header that somebody maps to needs: the header is what is needed.
        ticked = [
            at
            for at in places
            if name in SIDES
            and at in layout.mapped
            # Of an office nothing is read but ticks, whatever stands further down.
            and (is_personal(layout.header[at]) or cell_values.are_ticks(cells_of[at]))
        ]
        for at in ticked:
            tags_of[at] = layout.tag_mapped(at, name)
            del cells_of[at]
        if name in TEXTS:
            # What is quoted of them as evidence reaches nobody.
            cells_of = {at: list(map(contacts.without_contacts, t)) for at, t in cells_of.items()}
        if cells_of:
            found[name] = _join(list(cells_of.values()))
    for at, tag in tags_of.items():
        for side, tags in _tags(column(at), tag, at, numbers, table, log).items():
            found[side] = _join([found[side], tags]) if side in found else tags
    # Where no town is told, its district says where to look for a school.
    if districts := found.get("district_name"):
        towns = found.get("town", districts)
        found["town"] = [town or district for town, district in zip(towns, districts, strict=True)]
    for number in sorted(controls):
        log.add(
            "control_characters",
            "control characters were taken out of this row",
            list=sheet.list,
            sheet=sheet.sheet,
            row=number,
            severity="note",
        )
    if set(layout.used.get("name", ())) & set(layout.used.get("address", ())):
        found["name"] = [name_in(text) for text in found["name"]]
    _place_x_y(found)
    if "role" in found and any(words(text) == "located by" for text in layout.header):
        # Our own schools.csv, read back: there a blank role means that it takes no part.
        found["role"] = [role or "none" for role in found["role"]]
    blank = [""] * len(numbers)
    urn_as_written = found.get("urn", blank)
    found["urn"] = _urns(found, numbers, table, log)
    texts = {name: found[name] for name in COLUMNS if name in found}
    texts["urn_as_written"] = urn_as_written
    texts |= {"list": [sheet.list] * len(numbers), "sheet": [sheet.sheet] * len(numbers)}
    columns = {name: pd.Series(column, dtype="str") for name, column in texts.items()}
    nothing = pd.Series(blank, dtype="str")
    order = (*COLUMNS, "urn_as_written", "list", "sheet")
    every = {name: columns.get(name, nothing) for name in order}
    row = {"row": pd.Series(numbers, dtype="int64")}
    return pd.DataFrame({**every, **row}, copy=False)


def _clean_text(
    given: Sequence[str],
    numbers: Sequence[int],
    header: str,
    sheet: Sheet,
    log: ProblemLog,
    controls: set[int],
) -> list[str]:
    """Cells without control characters and outer blanks; in text files without the
    apostrophe that keeps a spreadsheet from running them."""
    # What is looked for is looked for in the whole column first: most columns hold none of it.
    texts, together = list(given), "".join(given)
    if not sheet.sheet and "'" in together:
        texts = [cells.restore(text) if text[:1] == "'" else text for text in texts]
    if not together.isprintable() and cells.CONTROL.search(together):
        cleaned = [cells.clean(text) for text in texts]
        controls.update(n for n, (_, had) in zip(numbers, cleaned, strict=True) if had)
        texts = [text for text, _ in cleaned]
    if not (together.isascii() and together.isprintable() and " " not in together):
        texts = list(map(str.strip, texts))
    if max(map(len, texts), default=0) > MAX_CELL:
        for number, text in zip(numbers, texts, strict=True):
            if len(text) > MAX_CELL:
                log.add(
                    "long_cell",
                    f"the cell holds {len(text):,} characters; it was cut to {MAX_CELL:,}",
                    list=sheet.list,
                    sheet=sheet.sheet,
                    row=number,
                    column=header,
                    severity="note",
                )
        texts = [text[:MAX_CELL] for text in texts]
    if not together.isascii() and _PERHAPS_GARBLED.search("".join(texts)):
        for number, text in zip(numbers, texts, strict=True):
            if mended := _garbled(text):
                log.add(
                    "mojibake",
                    "accents or apostrophes in this cell were garbled before it came here",
                    list=sheet.list,
                    sheet=sheet.sheet,
                    row=number,
                    column=header,
                    value=text,
                    hint=f"it was probably “{mended[:100]}”: type it again",
                )
    return texts


def _garbled(text: str) -> str:
    """What a text was before UTF-8 was read as cp1252, or "" if it was not."""
    if not _PERHAPS_GARBLED.search(text):
        return ""
    try:
        mended = text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return ""
    return mended if mended != text else ""


def _join(texts: Sequence[Sequence[str]]) -> list[str]:
    if len(texts) == 1:
        return list(texts[0])
    return ["; ".join(_beside_nothing(parts)) for parts in zip(*texts, strict=True)]


def _beside_nothing(parts: Sequence[str]) -> list[str]:
    """What the cells of one row say together: "none" in one of them says nothing of another,
    and is the answer where no other says more."""
    given = [part for part in parts if part]
    return [part for part in given if not cells.says_nothing(part)] or given[:1]


def _tags(
    texts: Sequence[str], column: TagColumn, at: int, numbers: Sequence[int],
    table: Table[Layout], log: ProblemLog,
) -> dict[str, list[str]]:  # fmt: skip
    """The tags that a column of ticks gives, as text for needs and for strengths."""
    rule = cell_values.tag_degree if column.side else cell_values.tag_side
    answers = {text: rule(text) for text in set(texts)}
    header = table.layout.header[at]
    for number, text in zip(numbers, texts, strict=True):
        if answers[text] is None:
            log.add(
                "unread_cell",
                "this cell of a column for one tag was not understood and counts as blank",
                list=table.sheet.list, sheet=table.sheet.sheet, row=number,
                column=table.layout.printable(at),
                # Where the tag is an office, the cell may name who holds it.
                value="" if is_personal(header) else text,
                hint="write yes, or a share such as 0.5 or 50%, or leave it blank; if the column "
                f"holds words, say so: --column {column.side}=\"{table.layout.printable(at)}\""
                if column.side else "write need, strength or both, or leave it blank",
            )  # fmt: skip
    if column.side:
        _report_crossed(texts, at, numbers, table, log)
        tag = {
            text: "" if not answer else column.label + ("" if answer == "yes" else f"={answer}")
            for text, answer in answers.items()
        }
        return {column.side: [tag[text] for text in texts]}
    return {
        side: [column.label if answers[text] in (side, "both") else "" for text in texts]
        for side in SIDES
    }


def _report_crossed(
    texts: Sequence[str], at: int, numbers: Sequence[int], table: Table[Layout], log: ProblemLog
) -> None:
    """Say that a cross was read as yes: to some it means no."""
    crossed = [i for i, text in enumerate(texts) if cell_values.is_crossed(text)]
    if crossed:
        mark = texts[crossed[0]].strip()
        how_many = f"{len(crossed):,} {'cells' if len(crossed) > 1 else 'cell'}"
        log.add(
            "ticks_read",
            f"{mark} was read as yes ({how_many})",
            list=table.sheet.list, sheet=table.sheet.sheet, row=numbers[crossed[0]],
            column=table.layout.printable(at), severity="note",
            hint="write no, or leave the cell blank, where it means no",
        )  # fmt: skip


def _place_x_y(found: dict[str, list[str]]) -> None:
    """X and Y are degrees where every figure is one, else metres on the grid."""
    x, y = found.pop("x", None), found.pop("y", None)
    if x is None or y is None:
        return
    numbers = [cell_values.figure(text) for text in (*x, *y)]
    degrees = all(number is None or not abs(number) > 180 for number in numbers)
    for name, texts in zip(
        ("longitude", "latitude") if degrees else ("easting", "northing"), (x, y), strict=True
    ):
        found.setdefault(name, texts)


def _urns(
    found: dict[str, list[str]], numbers: Sequence[int], table: Table[Layout], log: ProblemLog
) -> list[str]:
    blank = [""] * len(numbers)
    texts = found.get("urn", blank)
    at = table.layout.used.get("urn")
    header = table.layout.printable(at[0]) if at else ""
    urns: list[str] = []
    for i, text in enumerate(texts):
        if cell_values.is_urn(text):  # nearly all
            urns.append(text)
            continue
        urn, how = cell_values.urn(text)
        if how == "odd" and cell_values.is_dfe_number(text):
            # "URN/Ref": the other number that schools go by.
            found.setdefault("laestab", list(blank))[i] = text
        if how == "none":
            urn = stand_in({name: found[name][i] for name in MADE_OF if name in found})
        urns.append(urn)
        if how not in _URN_PROBLEMS:
            continue
        code, message, hint = _URN_PROBLEMS[how]
        log.add(
            code,
            f"{message} {urn}",
            list=table.sheet.list, sheet=table.sheet.sheet, row=numbers[i], column=header,
            value=text, severity="note" if how == "mended" else "warning", hint=hint,
        )  # fmt: skip
    return urns


_URN_PROBLEMS = {
    "mended": ("mended_urn", "the URN was read as", "write its digits alone"),
    "several": (
        "several_urns",
        "the cell holds several URNs; the first is used:",
        "write a row for each school",
    ),
    "odd": (
        "odd_urn",
        "a URN has five or six digits; this one was kept as it is:",
        "look the school up on get-information-schools.service.gov.uk",
    ),
}
