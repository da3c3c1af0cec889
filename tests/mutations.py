"""Files spoilt at random: seeds cut from real files and samples, and ways to break them.

Everything comes from the ``random.Random`` that is handed in, so a seed gives the same
files again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

import workbooks

# What is cut from each real file: rows from the top, rows from the bottom (where totals
# stand), columns kept. All of a few kilobytes, for 20,000 of them are read.
_REAL = {
    "gias/register-2025-05-24.csv": (30, 0, 16),
    "gias/search-download-2022-04-20-hampshire-surrey.csv": (4, 1, 0),
    "gias/full-width-133-columns-2019.csv": (3, 0, 0),
    "gias/full-width-140-columns-2024.csv": (3, 0, 0),
    "performance/2018-2019_850_ks2final.csv": (6, 3, 24),
    "performance/2017-2018_850_ks4final.csv": (6, 3, 24),
    "performance/ks2-2018-19-national-subset.csv": (9, 0, 0),
    "performance/ks4-2018-19-national-subset.csv": (9, 0, 0),
    "performance/ks5-2018-19-national-subset.csv": (9, 0, 0),
    "performance/ks4-schools-2023-24-national.csv": (8, 2, 30),
    "performance/england_census.csv": (9, 2, 0),
    "gias/universities-learning-providers-plus.csv": (8, 0, 0),
}
_OTHER = {  # no lists of schools: refused, or read for what they have
    "postcodes/onspd-sample-postcodesio_seed_postcode_2025-09.csv": (6, 0, 20),
    "gias/establishment-types-2025-04-22.csv": (9, 0, 0),
}
_LINKS = "gias/links_edubasealldata_20250727.csv"
# Titles above groups of columns, in text; the first two rows are read as one header.
TWO_ROWS = (
    b"Autumn round,,,,,,,\nSchool details,,Subjects needed,,,Can offer,,\n"
    b"School name,Postcode,Physics,Maths,Latin,Sports hall,Theatre,RAG\n"
    b"Ash,B1 1AA,Y,,yes,,\xe2\x9c\x93,G\nElm,B1 1AB,,x,,Y,,R\nOak,B1 1AD,,,,,,A\n"
    b"RAG = red amber green,,,,,,,\n",
    b"URN,School,CPD wanted,,What we can offer,,Postcode\n,,Phonics,Maths,Theatre,T3 physics,\n"
    b"100000,Ash,x,,,x,B1 1AA\n100001,Elm,,x,x,,B1 1AB\n",
)
_WIDE = 4_000  # bytes above which a seed is taken less often

_NUMBERS = (b"1e400", b"-1e-400", b"9" * 40, b"9" * 4_301 + b".0", b"1" + b"0" * 400,
            b"-0", b"0x1F", b"1_000", b"INF", b"NaN", b"\xd9\xa1\xd9\xa2", b"1,234,567.89",
            b"1.2.3", b"10000000000000001", b"\xc2\xb2", b"0.00000000001", b"100000.",
            b"00100000", b"1E5")  # fmt: skip
_DATES = (b"31/02/2024", b"00-00-0000", b"9999-99-99", b"29/02/1900", b"2024-09-01T00:00:00Z",
          b"44805.5", b"11-Apr", b"2024-11-05", b"1/1/1", b"32767-01-01", b"2958466", b"-1",
          b"2024-04-11 00:00:00", b"\xd9\xa0\xd9\xa1/\xd9\xa0\xd9\xa1/2024")  # fmt: skip
_ENDS = (b"\n", b"\r\n", b"\r", b"\n\r", b"\r\r\n", b"\x0b", b"\x0c", b"\xe2\x80\xa8", b"\x1c",
         b"\xc2\x85", b"\n\n")  # fmt: skip
_CODECS = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "cp037", "utf-8-sig", "latin-1",
           "mac-roman", "shift-jis", "utf-7")  # fmt: skip
_BITS = (b'"', b'""', b"'", b"\0", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\x1a", b"\x81", b",",
         b";", b"\t", b"|", b"\n", b"\r", b"\\", b"=", b"\xe2\x80\x99", b"\xc3", b" ",
         b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"&#0;", b"<", b">")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seeds:
    """Whole files to spoil, by what they are; ``real`` where real data were at hand."""

    lists: tuple[bytes, ...]
    links: bytes
    register: bytes
    workbooks: tuple[workbooks.Parts, ...]
    apart: tuple[tuple[str, bytes], ...]  # those read in a process of their own
    real: bool


def seeds(samples: Path, real: Path | None) -> Seeds:
    """Seeds from the samples and, where there are any, from the real files."""
    office = (samples / "ipswich-office.csv").read_bytes()
    register = (samples / "register.csv").read_bytes()
    lists = [_cut(office, 12, 0, 0), _cut(register, 12, 0, 0), _cut(register, 4, 2, 8),
             *TWO_ROWS]  # fmt: skip
    known = _cut(register, 40, 0, 0)
    links = (
        b'"URN","LinkURN","LinkName","LinkType","LinkEstablishedDate"\r\n'
        b'900001,900002,"Ash Academy","Successor","01-09-2019"\r\n'
        b'900003,900002,"Ash Infant School","Predecessor - merged","31-08-2021"\r\n'
    )
    if real is not None:
        lists += [
            _cut((real / name).read_bytes(), *how) for name, how in {**_REAL, **_OTHER}.items()
        ]
        known = _cut((real / "gias/register-2025-05-24.csv").read_bytes(), 40, 0, 16)
        links = _cut((real / _LINKS).read_bytes(), 12, 0, 0)
    rows = [[_typed(cell) for cell in row] for row in _table(lists[0]) if row]
    titled = [["Partner schools", None], [], *rows[:6], ["Total", 5], ["Notes", 1.5, True]]
    dates = [[*row[:4], b'<c r="{at}" s="1"><v>45536.25</v></c>'] for row in rows[:7]]
    sampled = workbooks.unzipped((samples / "hastings-office.xlsx").read_bytes())
    merged = '<mergeCells count="1"><mergeCell ref="C3:C5"/></mergeCells>'
    own = workbooks.xlsx_parts
    books = (
        own(rows[:8]), own(titled, rows[:3], hidden_rows=[4, 5], below=merged),
        own([["x"]], dates, hidden_sheets=[2]), _shortened(sampled),
    )  # fmt: skip
    titles = [["Autumn round"], ["School", None, "Subjects needed", None, "Can offer"],
              ["Name", "Postcode", "Physics", "Maths", "Theatre"],
              ["Ash", "B1 1AA", "x", None, "Y"], ["Elm", "B1 1AB", None, "x"]]  # fmt: skip
    over = '<mergeCells count="2"><mergeCell ref="A2:B2"/><mergeCell ref="C2:D2"/></mergeCells>'
    books = (
        *books, own(titles, below=over), workbooks.unzipped(workbooks.percents_workbook("xlsx")),
    )  # fmt: skip
    texts = [["" if cell is None else str(cell) for cell in row] for row in titled]
    apart = (
        ("ods", workbooks.zipped(workbooks.ods_parts(texts))), ("xls", workbooks.old_workbook()),
        ("xls", workbooks.percents_workbook("xls")),
    )  # fmt: skip
    return Seeds(tuple(lists), links, known, books, apart, real is not None)


def _cut(data: bytes, top: int, bottom: int, columns: int) -> bytes:
    """Some lines of a file as they are, or its first columns written anew."""
    lines = data.splitlines(keepends=True)
    kept = lines[:top] + (lines[-bottom:] if bottom else [])
    if not columns:
        return b"".join(kept)
    out = io.StringIO()
    rows = csv.reader(io.StringIO(b"".join(kept).decode("latin-1"), newline=""))
    csv.writer(out).writerows(row[:columns] for row in rows)
    return out.getvalue().encode("latin-1")


def _table(data: bytes) -> list[list[str]]:
    text = data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in text else ","))


def _typed(cell: str) -> object:
    return int(cell) if cell.isdecimal() else cell or None


def _shortened(parts: workbooks.Parts) -> workbooks.Parts:
    """A real workbook with the first rows of each sheet."""
    short = dict(parts)
    for name in [name for name in parts if "worksheets/sheet" in name]:
        rows = list(re.finditer(rb"<row .*?</row>|<row [^>]*/>", parts[name], re.S))
        if len(rows) > 9:
            short[name] = parts[name][: rows[8].end()] + parts[name][rows[-1].end() :]
    return short


def pick(rng: Random, among: tuple[bytes, ...]) -> bytes:
    """One of the seeds, the long ones less often."""
    found = rng.choice(among)
    for _ in range(2):
        if len(found) > _WIDE:
            found = rng.choice(among)
    return found


def spoil(rng: Random, data: bytes, others: tuple[bytes, ...]) -> bytes:
    """The bytes of a text file with one to four things done to them."""
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 4))):
        data = rng.choice(_TEXT)(rng, data, others)
    return data


def spoil_bytes(rng: Random, data: bytes, others: tuple[bytes, ...]) -> bytes:
    """The bytes of a packed file with one to three things done to them."""
    for _ in range(rng.choice((1, 1, 2, 3))):
        data = rng.choice(_BINARY)(rng, data, others)
    return data


Change = Callable[[Random, bytes, tuple[bytes, ...]], bytes]


def _at(rng: Random, data: bytes) -> int:
    # The head of a file decides what becomes of it: it is hit as often as all the rest.
    return rng.randrange(min(len(data), 300) if rng.random() < 0.5 else len(data)) if data else 0


def _flip(rng: Random, data: bytes, others: tuple[bytes, ...]) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 8, 40)) if data else 0):
        changed[_at(rng, data)] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _set(rng: Random, data: bytes, others: tuple[bytes, ...]) -> bytes:
    at = _at(rng, data)
    return data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]


def _delete(rng: Random, data: bytes, others: tuple[bytes, ...]) -> bytes:
    at = _at(rng, data)
    return data[:at] + data[at + rng.choice((1, 1, 2, 5, 30, 300)) :]


def _insert(rng: Random, data: bytes, others: tuple[bytes, ...]) -> bytes:
    at = _at(rng, data)
    few = rng.choice((rng.choice(_BITS), rng.choice(_BITS) * 3, rng.randbytes(rng.randrange(1, 9))))
    return data[:at] + few + data[at:]


def _duplicate(rng: Random, data: bytes, others: tuple[bytes, ...]) -> bytes:
    at, length = _at(rng, data), rng.choice((1, 3, 20, 200))
    return (
        data[: at + length] + data[at : at + length] * rng.choice((1, 1, 3)) + data[at + length :]
    )


def _truncate(rng: Random, data: bytes, others: tuple[bytes, ...]) -> bytes:
    return data[: _at(rng, data)]


def _splice(rng: Random, data: bytes, others: tuple[bytes, ...]) -> bytes:
    other = rng.choice(others)
    return data[: _at(rng, data)] + other[_at(rng, other) :][:3_000]


def _after(rng: Random, data: bytes, others: tuple[bytes, ...]) -> bytes:
    return data + rng.choice((b"", b"\n")) + rng.choice(others)[:3_000]


def _swap_rows(rng: Random, data: bytes, others: tuple[bytes, ...]) -> bytes:
    lines = data.splitlines(keepends=True)
    rng.shuffle(lines)
    return b"".join(lines)


def _swap_columns(rng: Random, data: bytes, others: tuple[bytes, ...]) -> bytes:
    lines = [line.split(b",") for line in data.split(b"\n")]
    one, other = rng.randrange(6), rng.randrange(6)
    for row in lines:
        if max(one, other) < len(row):
            row[one], row[other] = row[other], row[one]
    return b"\n".join(b",".join(row) for row in lines)


def _field(new: tuple[bytes, ...]) -> Change:
    def change(rng: Random, data: bytes, others: tuple[bytes, ...]) -> bytes:
        fields = re.split(rb"([,;\t\n])", data)
        for _ in range(rng.choice((1, 2, 6))):
            fields[rng.randrange(0, len(fields), 2)] = rng.choice(new)
        return b"".join(fields)

    return change


def _long(rng: Random, data: bytes, others: tuple[bytes, ...]) -> bytes:
    at, length = _at(rng, data), rng.choice((300, 300, 3_000, 33_000, 140_000))
    piece = rng.choice((b"a", b'"', b"a,", b" ", b"0", b"\n", b"\xc3\xa9", b'",\n'))
    return data[:at] + piece * (min(length, 3_000) if b"\n" in piece else length) + data[at:]


def _recode(rng: Random, data: bytes, others: tuple[bytes, ...]) -> bytes:
    text = data.decode("utf-8", errors="replace").replace("\ufffd", "’é£"[rng.randrange(3)])
    return text.encode(rng.choice(_CODECS), errors="replace")


def _mark(rng: Random, data: bytes, others: tuple[bytes, ...]) -> bytes:
    return rng.choice((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\xef\xbb\xbf" * 2, b"PK",
                       b"\xff\xfe\0\0", b"+/v8", b"sep=;\r\n", b"%PDF",
                       b"\x1f\x8b")) + data  # fmt: skip


def _delimiter(rng: Random, data: bytes, others: tuple[bytes, ...]) -> bytes:
    return data.replace(b",", rng.choice((b";", b"\t", b"|", b"||", b", ", b"\x1f", b":", b'","')))


def _ends(rng: Random, data: bytes, others: tuple[bytes, ...]) -> bytes:
    return data.replace(b"\r\n", b"\n").replace(b"\n", rng.choice(_ENDS))


def _each_row(rng: Random, data: bytes, others: tuple[bytes, ...]) -> bytes:
    more = rng.choice((b",", b",,,", b'"', b" ", b";", b"\t", b",x", b"\0"))
    lines = data.splitlines()
    if rng.random() < 0.5:
        return b"\n".join(line + more for line in lines)
    return b"\n".join(more + line if rng.random() < 0.5 else line for line in lines)


def _quotes(rng: Random, data: bytes, others: tuple[bytes, ...]) -> bytes:
    lines = data.split(b"\n")
    for _ in range(rng.choice((1, 1, 2, 5))):
        at = rng.randrange(len(lines))
        where = rng.randrange(len(lines[at]) + 1)
        lines[at] = lines[at][:where] + b'"' + lines[at][where:]
    return b"\n".join(lines)


_BINARY: tuple[Change, ...] = (
    _flip, _flip, _set, _set, _delete, _insert, _duplicate, _truncate, _splice, _after,
)  # fmt: skip
_TEXT: tuple[Change, ...] = (
    *_BINARY, _swap_rows, _swap_columns, _field(_NUMBERS), _field(_DATES), _field(_BITS), _long,
    _recode, _mark, _delimiter, _ends, _each_row, _quotes, _quotes,
)  # fmt: skip

_REFERENCES = (b"A1", b"ZZ9", b"A0", b"XFD1048576", b"A1048577", b"AAAA1", b"B7", b"B", b"7", b"",
               b"CV500", b"a2", b"$A$1", b"B2:A1", b"A1:XFD1048576", b"A99999999999")  # fmt: skip
_VALUES = (b"-1", b"1e308", b"NaN", b"", b"99999999", b"#N/A", b"2958466", b"-693594",
           b"1e10", b"0.999999999999", b"&#0;", b"&amp;", b"_x0000_", b"TRUE", b"100000.0",
           b"4294967296")  # fmt: skip


def spoil_parts(rng: Random, parts: workbooks.Parts) -> workbooks.Parts:
    """A workbook whose XML was changed in one or two places."""
    changed = dict(parts)
    for _ in range(rng.choice((1, 1, 2))):
        names = sorted(changed)
        name = rng.choice([n for n in names if "sheet" in n or "workbook" in n.lower()] or names)
        if rng.random() < 0.15:
            name = rng.choice(names)
        if rng.random() < 0.08:
            content = changed.pop(name)
            if rng.random() < 0.7:
                changed[rng.choice((name.upper(), name + "x", "../" + name, "/" + name))] = content
            if not changed:
                changed["x"] = b""
        else:
            changed[name] = rng.choice(_XML)(rng, changed[name], tuple(changed.values()))
    return changed


def _values(pattern: bytes, new: tuple[bytes, ...]) -> Change:
    """Write something else where a pattern's one group is."""

    def change(rng: Random, data: bytes, others: tuple[bytes, ...]) -> bytes:
        found = list(re.finditer(pattern, data))
        for match in rng.sample(found, min(len(found), rng.choice((1, 1, 3)))):
            data = data[: match.start(1)] + rng.choice(new) + data[match.end(1) :]
        return data

    return change


def _tag(rng: Random, data: bytes, others: tuple[bytes, ...]) -> bytes:
    found = list(re.finditer(rb"<[^>]*>", data))
    if not found:
        return data
    tag = rng.choice(found)
    return data[: tag.start()] + tag[0] * rng.choice((0, 0, 2, 5)) + data[tag.end() :]


def _head(rng: Random, data: bytes, others: tuple[bytes, ...]) -> bytes:
    more = rng.choice((b"<!-- c -->", b'<!DOCTYPE a [<!ENTITY b "c">]>', b"<![CDATA[x]]>", b"<?p?>",
                       b'<row r="1"><c r="A1"><v>1</v></c></row>', b"<c/>", b"<row/>", b"\0",
                       b"<x:c/>", b"&undefined;"))  # fmt: skip
    ends = [tag.end() for tag in re.finditer(rb">", data)] or [0]
    at = rng.choice(ends)
    return data[:at] + more + data[at:]


_XML: tuple[Change, ...] = (
    _flip, _set, _delete, _truncate, _insert, _splice, _duplicate, _tag, _tag, _head, _head,
    _values(rb' r="([^"]*)"', _REFERENCES), _values(rb'[rR]ef="([^"]*)"', _REFERENCES),
    _values(rb"<v>([^<]*)</v>", _VALUES), _values(rb"<v>([^<]*)</v>", _VALUES),
    _values(rb'encoding="([^"]*)"', (b"shift-jis", b"UTF-16", b"x", b"hex", b"cp037", b"utf-7")),
    _values(rb' t="([^"]*)"', (b"s", b"e", b"b", b"d", b"n", b"str", b"inlineStr", b"zz")),
    _values(rb' s="([^"]*)"', (b"1", b"99999", b"-1", b"")),
    _values(rb'="([^"]*)"', (b"", b"x", b"0", b"&lt;", b"S1", b"../../x", b"hidden")),
)  # fmt: skip
