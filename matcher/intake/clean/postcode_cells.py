"""Cells that should hold a postcode, put in one form; what else they hold is said.

A cell becomes a postcode ("AL10 0AA"), several of them parted by semicolons, an outward code
alone ("BD9"), or blank. Which of several is meant only the register can say
(:mod:`matcher.intake.identify.several_postcodes`).
"""

from __future__ import annotations

import pandas as pd

from matcher.core.cells import is_unknown
from matcher.core.places.postcodes import PARTED_BY, PostcodesRead, is_as_read, read_postcodes
from matcher.core.problems import ProblemLog
from matcher.core.schema import as_list, map_texts
from matcher.intake.clean.cell_problems import Headers, report_values


def clean_postcodes(records: pd.DataFrame, headers: Headers, log: ProblemLog) -> pd.Series:
    """The column ``postcode`` of the records in one form. Problems: ``mended_postcode``,
    ``outward_code``, ``bad_postcode``."""
    # Most are written as they are read.
    texts = dict.fromkeys(as_list(records["postcode"]))
    read = {text: read_postcodes(text) for text in texts if not is_as_read(text)}
    mended = {text: _mended(cell) for text, cell in read.items() if cell.mended}
    report_values(records, "postcode", mended, headers, log, severity="note")
    wrong = {
        text: _wrong(cell) for text, cell in read.items() if not (cell.codes or is_unknown(text))
    }
    report_values(records, "postcode", wrong, headers, log)
    codes = {text: PARTED_BY.join(cell.codes) or cell.outcode for text, cell in read.items()}
    return map_texts(records["postcode"], lambda text: codes.get(text, text))


def _mended(cell: PostcodesRead) -> tuple[str, str, str]:
    message = f"the postcode was read as {cell.codes[0]}"
    return "mended_postcode", message, "write figures as figures and letters as letters"


def _wrong(cell: PostcodesRead) -> tuple[str, str, str]:
    if cell.outcode:
        return (
            "outward_code",
            f"this is no whole postcode; only its outward code {cell.outcode} is used",
            "write the whole postcode; without it and without coordinates the school is placed "
            "in the middle of its outward code",
        )
    return (
        "bad_postcode",
        "this is not a UK postcode; it counts as not known",
        "write it like AL10 0AA",
    )
