"""From rows to columns: cells cleaned, tags gathered, every record given its URN."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from matcher.core import cells
from matcher.core.problems import ProblemLog
from matcher.intake.clean import values
from matcher.intake.columns import headers
from matcher.intake.columns.rows import Sifted
from matcher.intake.open.delimited import Sheet

MAX_CELL = 32_767  # what a cell of a workbook holds
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_PERHAPS_GARBLED = re.compile("[ÂÃâ][^\x00-\x7f]")


def empty() -> pd.DataFrame:
    """Records of no file at all."""
    texts = (*headers.COLUMNS, "urn_said", "list", "sheet")
    return pd.DataFrame({name: pd.Series([], dtype="str") for name in texts}).assign(
        row=pd.Series([], dtype="int64")
    )


def gather(sifted: Sifted, layout: headers.Layout, sheet: Sheet, log: ProblemLog) -> pd.DataFrame:
    """The records of a file: see :class:`matcher.intake.read.Reading`."""
    numbers = sifted.numbers
    controls: set[int] = set()

    def column(at: int) -> list[str]:
        return _clean(sifted.columns[at], numbers, layout.shown(at), sheet, log, controls)

    found: dict[str, list[str]] = {}
    for name, places in layout.used.items():
        found[name] = _join([column(at) for at in places])
    for at, wide in layout.wide.items():
        for side, tags in _tags(column(at), wide, at, numbers, layout, sheet, log).items():
            found[side] = _join([found[side], tags]) if side in found else tags
    for number in sorted(controls):
        log.add(
            "control_characters",
            "control characters were taken out of this row",
            list=sheet.list,
            sheet=sheet.sheet,
            row=number,
            severity="note",
        )
    _place_x_y(found)
    if "role" in found and any(headers.words(text) == "located by" for text in layout.header):
        # Our own schools.csv, read back: there a blank role means that it takes no part.
        found["role"] = [role or "none" for role in found["role"]]
    said = found.get("urn")
    found["urn"] = _urns(found, numbers, layout, sheet, log)
    blank = [""] * len(numbers)
    texts = {name: found.get(name, blank) for name in headers.COLUMNS}
    texts["urn_said"] = blank if said is None else said
    texts |= {"list": [sheet.list] * len(numbers), "sheet": [sheet.sheet] * len(numbers)}
    frame = pd.DataFrame(texts, dtype="str")
    return frame.assign(row=pd.Series(numbers, dtype="int64"))


def _clean(
    given: Sequence[str],
    numbers: Sequence[int],
    header: str,
    sheet: Sheet,
    log: ProblemLog,
    controls: set[int],
) -> list[str]:
    """Cells without control characters and outer blanks; in text files without the
    apostrophe that keeps a spreadsheet from running them."""
    texts = list(given)
    if not sheet.sheet:
        texts = [cells.restore(text) if text[:1] == "'" else text for text in texts]
    if _CONTROL.search("".join(texts)):
        cleaned = [cells.clean(text) for text in texts]
        controls.update(n for n, (_, had) in zip(numbers, cleaned, strict=True) if had)
        texts = [text for text, _ in cleaned]
    texts = [text.strip() for text in texts]
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
    if _PERHAPS_GARBLED.search("".join(texts)):
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
    return ["; ".join(filter(None, parts)) for parts in zip(*texts, strict=True)]


def _tags(
    texts: Sequence[str], wide: headers.Wide, at: int, numbers: Sequence[int],
    layout: headers.Layout, sheet: Sheet, log: ProblemLog,
) -> dict[str, list[str]]:  # fmt: skip
    """The tags that a column of ticks gives, as text for needs and for strengths."""
    answers = {text: (values.ticked(text) if wide.side else values.side(text))
               for text in set(texts)}  # fmt: skip
    header = layout.header[at]
    for number, text in zip(numbers, texts, strict=True):
        if answers[text] is None:
            log.add(
                "unread_cell",
                "this cell of a column for one tag was not understood and counts as blank",
                list=sheet.list, sheet=sheet.sheet, row=number,
                column=layout.shown(at),
                # Where the tag is an office, the cell may name who holds it.
                value="" if headers.is_personal(header) else text,
                hint="write yes, or a share such as 0.5 or 50%, or leave it blank"
                if wide.side else "write need, strength or both, or leave it blank",
            )  # fmt: skip
    if wide.side:
        tag = {
            text: "" if not answer else wide.label + ("" if answer == "yes" else f"={answer}")
            for text, answer in answers.items()
        }
        return {wide.side: [tag[text] for text in texts]}
    return {
        side: [wide.label if answers[text] in (side, "both") else "" for text in texts]
        for side in headers.TEXTS
    }


def _place_x_y(found: dict[str, list[str]]) -> None:
    """X and Y are degrees where every figure is one, else metres on the grid."""
    x, y = found.pop("x", None), found.pop("y", None)
    if x is None or y is None:
        return
    numbers = [values.figure(text) for text in (*x, *y)]
    degrees = all(number is None or not abs(number) > 180 for number in numbers)
    for name, texts in zip(
        ("longitude", "latitude") if degrees else ("easting", "northing"), (x, y), strict=True
    ):
        found.setdefault(name, texts)


# What tells two schools without a URN apart: names alone do not (57 schools share one).
_STANDS_IN = ("name", "postcode", "easting", "northing", "longitude", "latitude")


def _urns(
    found: dict[str, list[str]], numbers: Sequence[int], layout: headers.Layout, sheet: Sheet,
    log: ProblemLog,
) -> list[str]:  # fmt: skip
    blank = [""] * len(numbers)
    texts = found.get("urn", blank)
    at = layout.used.get("urn")
    header = layout.shown(at[0]) if at else ""
    urns: list[str] = []
    for i, text in enumerate(texts):
        urn, how = values.urn(text)
        if how == "none":
            urn = values.stand_in(*(found.get(name, blank)[i] for name in _STANDS_IN))
        urns.append(urn)
        if how not in _URN_PROBLEMS:
            continue
        code, message, hint = _URN_PROBLEMS[how]
        log.add(
            code,
            f"{message} {urn}",
            list=sheet.list, sheet=sheet.sheet, row=numbers[i], column=header, value=text,
            severity="note" if how == "mended" else "warning", hint=hint,
        )  # fmt: skip
    return urns


_URN_PROBLEMS = {
    "mended": ("mended_urn", "the URN was read as", "write the six digits alone"),
    "odd": (
        "odd_urn",
        "a URN has six digits; this one was kept as it is:",
        "look the school up on get-information-schools.service.gov.uk",
    ),
}
