"""Lists of every form, made at random: headers in many wordings, title rows, totals,
blanks, schools named twice, every way to write a URN and to say "not known".

The cells of a form are known, so a test can ask whether each row came through.
"""

from __future__ import annotations

import csv
import io
import string
from dataclasses import dataclass
from random import Random

from strategies import HOSTILE
from workbooks import xlsx_parts, zipped

from matcher.core.cells import UNKNOWN_WORDS
from matcher.intake.headers.synonyms import SYNONYMS

_WORDS = {column: wordings for column, wordings in SYNONYMS.items() if column != "urn"}
_URN_WORDS = SYNONYMS["urn"]
_UNKNOWN = (*sorted(UNKNOWN_WORDS), "999", "Not Applicable", "SUPP", "NaN", "LOWCOV", "..", " ")
_TAGS = ("T1", "T2 phonics", "T3 physics", "C2 Latin", "L1 governors", "L3", "X1", "R2", "T9 none")
_SIDES = ("Need: {}", "Strength: {}", "{}", "Needs_{}", "Can offer - {}", "offers {}", "NEED:{}")
_JUNK = ("Notes", "", " ", "Headteacher", "HeadEmail", "Tel No.", "Column1", "Comments",
         "x" * 300, "Shcool phase", "What do you need?", "Unnamed: 0", "0", "£",
         "Date", "\ufeffid")  # fmt: skip
_URNS = (
    "{}", "{}", "{}", "{}", "{}", "{}", "{}.0", "{}.00", " {} ", "URN {}", "urn:{}", "'{}", "0{}",
    "{}0", "{},", "1E5", "INF", "True", "", "", " ", "n/a", "0", "0.0", "-1", "£{}", "{}\u00a0",
    "x1234abcd", "X1", "{}/2", "1 0 0 0 0 0", "100,000", "#N/A", "１２３４５６", "{}\n",
)  # fmt: skip
_NAMES = (
    "St Joseph's Catholic Primary School", "Ash School", "Ash School", "NA", "None", "null",
    "N/A", "nan", "Total", "England", "", "St Mary’s CofE (VA) Infant & Nursery School",
    "École £5", "Ysgol Dŵr", "12", "=1+1", "'=quoted", "-", "😀 Academy", "\u202eevil",
    "Grand total", "Oldcastle University", "The Academy of St Nicholas", "URN", "School name",
    *HOSTILE,
)  # fmt: skip
_VALUES: dict[str, tuple[str, ...]] = {
    "postcode": ("B1 1AA", "B1  1AY", "AL100AA", "b11aa", "ZZ99 9ZZ", "not a postcode", "B1"),
    "status": ("Open", "Closed", "1", "2.0", "Open, but proposed to close", "ajar"),
    "role": ("seeker", "Partner", "both", "none", "None", "tbd", "reciprocal"),
    "open_to_contact": ("yes", "No", "✓", "x", "maybe", "1.0"),
    "easting": ("533498", "0", "1e6", "-5", "text", "533498.123456789", "INF", "9" * 30),
    "northing": ("181201", "0", "-1", "1,234,567", "nan", "0.0"),
    "longitude": ("-0.1", "0", "181", "W 1", "1e400"),
    "latitude": ("51.5", "0", "91", "51°30'"),
    "x": ("-0.1", "533498", "0", "x"),
    "y": ("51.5", "181201", "0", "y"),
    "fsm_pct": ("21.7", "53%", "0.2", "1", "150%", "-1", "5e-324", "0.0"),
    "age_range": ("4-11", "11 to 18", "2024-11-05", "2016-11-01", "05/11/2024", "99-1", "all"),
    "laestab": ("850/2000", "8502000", "850 2000.0", "85020001", "850-2000"),
    "estab": ("2000", "2000.0", "20"),
    "la_code": ("850", "850.0", "E10000014", "02"),
    "needs": ("T3 physics", "maths; Latin=0.5", "C2 (0.4)", "a\nb", ";;;", "x" * 500),
    "strengths": ("L3", "T1=2", "=", "physics, chemistry", "none"),
    "type": ("Community school", "Other independent school", "01", "Primary", "Academy Converter"),
    "group": ("Independent schools", "Academies", "Special schools", "LA maintained schools"),
    "kind": ("independent", "STATE", "university", "Sixth form", "??"),
}
_FIGURES = ("0", "7", "11", "1,234", "£45,421", "-3", "1e400", "9" * 25, "3.7", "999", "twelve")
_TICKS = ("x", "yes", "0.5", "50%", "", "", "N", "S", "both", "perhaps", "1", "2", "0", "-")
_TITLES = ("Partner schools 2024", "Data as of 01-09-2024", "DRAFT", "School", "Needs and offers")
_TOTALS = (["Total", "5"], ["", "Grand total"], ["England", ""], ["Hampshire total"], ["Total:"])
_CODECS = ("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252", "utf-16-be-mark")


@dataclass(frozen=True, slots=True)
class Form:
    """A file and what was written into it.

    ``headers`` are those of the URN and the name ("" for none). ``lines`` counts its
    rows; ``urns`` gives the URN by row number (1 the first) of rows with six digits and a
    name. Both are None where the form itself leaves it open.
    """

    data: bytes
    suffix: str
    headers: tuple[str, str]
    lines: int | None
    urns: dict[int, str] | None


def form(rng: Random) -> Form:
    """A list of any form."""
    columns, header = _header(rng)
    urn_at = columns.index("urn")
    name_at = columns.index("name") if "name" in columns else -1
    rows: list[list[str]] = [[rng.choice(_TITLES)] for _ in range(rng.choice((0, 0, 0, 1, 3)))]
    rows += [[] for _ in range(rng.choice((0, 0, 0, 1, 2)))]
    rows.append(header)
    urns: dict[int, str] = {}
    for _ in range(rng.choice((0, 1, 3, 3, 6, 6, 6, 12))):
        row = [_value(rng, column) for column in columns]
        if len(rows) > 3 and rng.random() < 0.1:
            row = list(rng.choice(rows))
        rows.append(row)
        if rng.random() < 0.07:
            rows.append(rng.choice(([], [""] * len(columns), list(header), *_TOTALS)))
    if rng.random() < 0.2:
        rows.append(list(rng.choice(_TOTALS)))
    if rng.random() < 0.2:
        rows = [_ragged(rng, row) if row is not header else row for row in rows]
    for number, row in enumerate(rows, start=1):
        filled = row[name_at].strip() if 0 <= name_at < len(row) else ""
        if urn_at < len(row) and filled and _is_urn(row[urn_at]):
            urns[number] = row[urn_at]
    headers = (header[urn_at].strip(), header[name_at].strip() if name_at >= 0 else "")
    if rng.random() < 0.15:
        return _book(rows, headers, urns)
    return _text(rng, rows, headers, urns)


def _header(rng: Random) -> tuple[list[str], list[str]]:
    columns = ["urn"]
    if rng.random() < 0.9:
        columns.append("name")
    columns += rng.sample(sorted(_WORDS), rng.choice((0, 1, 2, 4, 7)))
    columns = list(dict.fromkeys(columns))
    columns += ["*tag"] * rng.choice((0, 0, 0, 1, 3)) + ["*junk"] * rng.choice((0, 0, 1, 2))
    if rng.random() < 0.1:
        columns.append(rng.choice(columns))
    rng.shuffle(columns)
    return columns, [_worded(rng, column) for column in columns]


def _worded(rng: Random, column: str) -> str:
    if column == "*junk":
        return rng.choice(_JUNK)
    if column == "*tag":
        return rng.choice(_SIDES).format(rng.choice(_TAGS))
    text = rng.choice(_URN_WORDS if column == "urn" else _WORDS[column])
    change = rng.choice((str, str, str.upper, str.title, _gapless, _underscored, _padded))
    return str(change(text))


def _gapless(text: str) -> str:
    return string.capwords(text).replace(" ", "")


def _underscored(text: str) -> str:
    return text.replace(" ", "_")


def _padded(text: str) -> str:
    return f"  {text} "


def _value(rng: Random, column: str) -> str:
    if column == "urn":
        return rng.choice(_URNS).format(
            rng.choice(("1000", "1390", "9000")) + f"{rng.randrange(40):02}"
        )
    if column == "name":
        return rng.choice(_NAMES)
    if rng.random() < 0.25:
        return rng.choice(_UNKNOWN)
    if rng.random() < 0.04:
        return rng.choice(HOSTILE)
    if column == "*tag":
        return rng.choice(_TICKS)
    if column in ("trust", "town", "address", "la_name", "region", "phase", "*junk"):
        return rng.choice(_NAMES)
    return rng.choice(_VALUES.get(column, _FIGURES))


def _is_urn(text: str) -> bool:
    return len(text) == 6 and text.isascii() and text.isdecimal()


def _ragged(rng: Random, row: list[str]) -> list[str]:
    if rng.random() < 0.3:
        return row[: rng.randrange(len(row) + 1)]
    return [*row, *rng.choice(([], [], [""], ["CANARY"], ["", "zz"]))]


def _book(rows: list[list[str]], headers: tuple[str, str], urns: dict[int, str]) -> Form:
    values = [[int(c) if _is_urn(c) else _legal(c) or None for c in row] for row in rows]
    return Form(zipped(xlsx_parts(values)), "xlsx", headers, None, urns)


def _legal(text: str) -> str:
    """Text that XML can hold."""
    return "".join(c for c in text if c >= " " or c in "\t\n\r")


def _text(
    rng: Random, rows: list[list[str]], headers: tuple[str, str], urns: dict[int, str]
) -> Form:
    delimiter = rng.choice(",,,,;\t|")
    quoting = rng.choice((csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    out = io.StringIO()
    end = rng.choice(("\r\n", "\n", "\r"))
    csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows(rows)
    codec = rng.choice(_CODECS)
    text = out.getvalue()
    if codec == "utf-16-be-mark":
        data = b"\xfe\xff" + text.encode("utf-16-be")
    else:
        data = text.encode(codec, errors="replace")
    # A cell of several lines is one row of several lines; and it may look like a row.
    plain = not any("\n" in cell or "\r" in cell for row in rows for cell in row)
    return Form(data, rng.choice(("csv", "txt")), headers, len(rows) if plain else None,
                urns if plain else None)  # fmt: skip
