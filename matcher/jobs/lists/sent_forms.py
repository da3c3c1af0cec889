"""The table of who was asked, ``sent.csv``, through as many rounds of forms as go into one folder.

The office writes into it when a form went out and came back, and may add columns of its own.
All of it is kept when the next round is written.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Container, Mapping
from pathlib import Path

import pandas as pd

from matcher.core.cells import restore
from matcher.core.errors import FileError
from matcher.core.files.reading import read_file
from matcher.core.problems import ProblemLog
from matcher.core.questionnaire import AskedSchool
from matcher.core.schema import as_list
from matcher.core.tables import urn_key

SENT_COLUMNS = ("URN", "School name", "Form", "File", "Sent on", "Came back on")
_DAYS = SENT_COLUMNS[4:]
_LONGEST_NAME = 40  # characters of a file's name that tell the school's
_DELIMITERS = ",;\t"  # as a spreadsheet saves it, here or on the continent


def read_sent(path: Path) -> pd.DataFrame | None:
    """The rows of an earlier ``sent.csv``, all text: :data:`SENT_COLUMNS` and whatever columns
    somebody added. None where there is no such table."""
    from matcher.intake.open.delimited import decode

    try:
        text, _ = decode(read_file(path), path.name, ProblemLog())
        first = text.partition("\n")[0]
        delimiter = max(_DELIMITERS, key=first.count)
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except (OSError, FileError, csv.Error):
        return None
    header = [cell.strip() for cell in rows[0]] if rows else []
    whole = all(len(row) == len(header) for row in rows[1:] if row)
    if not whole or len(set(header)) < len(header) or not set(SENT_COLUMNS) <= set(header):
        return None
    cells = [[restore(cell) for cell in row] for row in rows[1:] if any(map(str.strip, row))]
    return pd.DataFrame(cells, columns=header).astype("str")


def every_round(
    sent: Mapping[str, tuple[str, str, str]], earlier: pd.DataFrame | None, folder: Path
) -> pd.DataFrame:
    """A row for each form of this round (file name to URN, name and side), and those of
    ``earlier`` rounds that are not made anew. A row whose form is no longer in ``folder`` is
    left out, unless somebody wrote into it or added it."""
    new = pd.DataFrame(
        [(*who, file, "", "") for file, who in sent.items()], columns=list(SENT_COLUMNS)
    ).astype("str")
    if earlier is None:
        return new
    own = [name for name in earlier.columns if name not in SENT_COLUMNS[:4]]  # the office's
    again = earlier["File"].isin(new["File"])
    before = earlier[again].drop_duplicates("File").set_index("File")
    for name in own:
        new[name] = before[name].reindex(new["File"], fill_value="").to_numpy()
    written_in = (earlier[own] != "").any(axis=1)
    there = earlier["File"].map(lambda name: not name or (folder / name).is_file()).astype(bool)
    rows = pd.concat([earlier[~again & (written_in | there)], new], ignore_index=True)
    keys = [(urn_key(urn), side, file)
            for urn, side, file in zip(*(as_list(rows[name]) for name in ("URN", "Form", "File")),
                                       strict=True)]  # fmt: skip
    order = sorted(range(len(rows)), key=keys.__getitem__)
    return rows.iloc[order][[*SENT_COLUMNS, *(name for name in own if name not in _DAYS)]]


def form_file_name(school: AskedSchool, side: str, form: str, taken: Container[str]) -> str:
    """ "900048-sallowgate-school-offers.xlsx": safe on every system, and no other's."""
    plain = unicodedata.normalize("NFKD", school.name).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "").casefold()).strip("-")
    urn = re.sub(r"[^A-Za-z0-9]+", "-", school.urn).strip("-") or "school"
    stem = "-".join(filter(None, (urn, words[:_LONGEST_NAME].strip("-"), side)))
    name, number = f"{stem}.{form}", 2
    while name in taken:
        name, number = f"{stem}-{number}.{form}", number + 1
    return name
