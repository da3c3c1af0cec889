"""Small workbooks written by hand, part by part, so that a test can write what no
spreadsheet would: formulas without a value, cells out of place, broken parts."""

from __future__ import annotations

import base64
import io
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

Parts = dict[str, bytes]

SHEET = "xl/worksheets/sheet1.xml"
_XML = '<?xml version="1.0" encoding="UTF-8"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
# Three schools and a total as LibreOffice writes them to an .xls.
_OLD = (
    "eNrtWF1oXEUUPnP37uZukiY3aaK11Xgb223aJNqYByNam5+mWmiSJUmxSEA3uzc/Zjcbsika8GebWkGwoPTBl4IU6k"
    "NR/AV9ULHFB31QlEKh+tT6VurDVhQptFm/OTN3dxs2mI1VUHMu5849Z+acOTtzfmb2++9qLp78YOMlWgIPkY8Ws0EK"
    "FPAEMOgRNpGheYvZbNZjZ9fgXwU3dCv30MT++YFyz8uAlt7bct2uwX8PBimJZ44c6qVptLM0T6XAbfCYQn0rkVlc4b"
    "iVwtr8q59f5m+Zx33AYvEv872M/wpgJXAdsApYrUoA1QBrgeuBdcB69gmi24EbgHcANwI3Ae8E3gVsAN4NdICbgY3A"
    "e7RdW3UrsQnf2zXdvJaD/hYIWtjFgJ8+XfeN3HLe+0vwiPfNs+wXPwFHaEb6Rk8kHnX+KehmGyJC2nAGTroLX4JOgF"
    "tF7zH3M37vYu8DdJLToT36oNHJth/jdyO/q0jKf8IyPzKnDX75tYyeF1/TQeAXXch/kxSh+NJeunW9DWYlnZLx9ag7"
    "7c5G4g1mDb0lY2seMNKaSIy0xmIXOZhO0W9ZpyBwzziSL3Uy/9eV8Y0S+fS/45/C2hVb52Y1PrOUv30Zfssy/B3L8I"
    "NF+QR3YHvMPP+4ASJNWdnaaR+3NekAt7Vpk9v16TJu69L+7FPs6EfhVvfJjA5VKdeNvYpW4DkrLCDR8DFBV+gJmcwz"
    "gzxTILNBDc8d7guxnSoyMty+QGmw6LBAcbDOiE68O6nhqq3KgwVXtpD+rd9RIa7TSS4TtioxBwb7UUiGohPJZNyZji"
    "RclJhwMjUXTcZcZJ6BGYREDAbvHepztqLth9EplJ+u1ISjpDCqu81p6+oCd7jdmZmYT01GU0GZnca+PO30xhPeiG78"
    "iKED4TD6+pNO/6HEqDvr9fXg1+1vxwTDyblIPIsKZ9OUqSpc1KoH5p2hXreGLIMqXdo3pctKrFUMaygTTA2vm43VuX"
    "766rm+0fDuJ5mfprzGrQZvrDiMnrPmDpZo5vcCj62jLbIshnpCjcOTCTfl9LvPOIPJRGS6ZdAdPxSPzDaG2u4PddXD"
    "D0N/Oi4cGXedUPgIT/ASv0Mwpp3h8u5tBd9N+D7SemGh9UJm9/aC75PIoUH8RMHPArWIFuHJeK2gA9Bt0fO8hkRTZd"
    "XcSlpKhSrztIGnI5infXjmy/O0iefDAnk/nsJ+LLp4paJab0uVyrDkbYdl2N63yr6imnmiCM9QkjfxfCCXjjNVgcjx"
    "bvCZSJ2CSFMClMhRBjuER/lA+XKUCcrMUX5Q0voX4GCCdS5sDHCfYJ0BPVKwTul1n6PmCeirp4WvJO/KZqlTjZHaLK"
    "3NYG0va20GawtqbQZrK8+NlNrOdRi6T1pYoUf6WK4yR0m5dTlKzlelKZPnq9Y6TZaTM/xMYbkamcdUaGQsnU6kANYl"
    "s5PlzEwT84MZu8iZ1aBylpMycrUeMWrp44Aq/EQPwzuJT5dqnb0JAOPIReNWoSLhnZPVri1mfeXqDG1bhkq3auReeW"
    "btm4zOJlPJsTmn99moG3cefKB1ODLqxuMub0z35NhYx185uwuVaVcNi1lizyiily4effOXawMT9tuvW9S87aMf5Do/"
    "p6NE9nfo832nXov9+px/UJ/1Y/q8P6PvCJdvqLO7/N6p5TxYyXcp9kuOcf7b8yfu3WQffwP2t1x7d4+MliW8EX3P8E"
    "qUXWDrcvw1yMOtvP/zOi+JoWIyHKEV6vtxzD5LUzTKdkyVbH8tZzJ1VsqWcq8OenHSg3kT8PEB2PD0qub3FdzBVyKz"
    "BbgvF6cDuBO4q94/ma1Lvf+H9F1d1c0hOoTfn8DdRO79PnjBGO+J5MzhzpIEZ3lo0vP7S1j/bcB3cvPvwQxRtsFlDy"
    "zNno5V/P4dwLm1/38Y/gA8/kQM"
)
# The cells of PERCENTS below as LibreOffice writes them to an .xls.
_PERCENTS = (
    "eNrtWF9sU1UY/+7tbXvbdWs3GOKAWtEx2D+HMzjFscE2hESDTvwTnZEyOqiUdemG2R6UIu7FQCLhQR9IDHHyz0QlJmqixu"
    "2NB42+EKPRZKAPGkisRmMwsvr7vnvuKPXWrGMxUXea7557f+fP951zvj/n6+eflU8eO1N1nvLKWnLRVNZHnhxMA/nsjxCR"
    "rrCpbDZrw9n58q8qV1TNZ2jg/NwgPnMvyFRn61f1fPnvlW5K4jdEEeqiftQpGqFiyiJoTO58MxkzNcN+My3z/GfPn/03+3"
    "EXyMn+2d+z/ZeAAqBSUBkoaIUAKgdVgBaAFoIqRSeIbgAtBt0IqgItAS0FLQOFQTeBIqCbQctBt4BuBVUr+WpUzVSL9zpQ"
    "vcIaUd8275PmpPhMnKLHTR+UfsJHLmd/HhrxtjEhenEB1EMDrBsd0URv5J8qG0SGqMYyjENJW/Gm0VGgZfSWoB/Ks1W0D6"
    "WdIi1Kox/T20X2Q/JcLs8y4vHvyZivBFkNPfxatPwlMQKNvFoHRSlBcdoOPxhHjyo6y/a1T3qwdWjrpYV7XU9r2AjQGNvY"
    "vbH+WCqaCBteep2laqoOG346zmbY1NjEX5V0gg0NX9Vrn+ju6nyyp4Hfw4ZJJ9lqm3rw7qNTfEI8JGwE6TSbLPqjKz8mxT"
    "LH6NdsJMcLjEcYZ+EE/2VmuF4kTv87fAx757TPdVb/TD6+qgBeXwCvLYD7HHGCXok8Rj5+vAB+ogB+sgB+qgB++i/4ER0f"
    "acpyHUq7pC5Pe6SuSBtSL0h7pV6Ydme3ibWOItYMc1iCvWyM79ybig0exKwafhOaCSLaekiji/Q4B6VMtzDzZDj4MHM7Sc"
    "mlZirJsNv4GMZv0n4NQc4c19rxbKfwTyErzJkIdybCmPkbIt0fcCMuFSbRO96/I94bHUqmINcz0cTeGPA1d1RnYXcmNbut"
    "UNlrVoKuKkKlqnWOp5bfDV3jdwMQdgcWwZ6qXAQPYbqGjqUXL6ypantK8DRdnbGa95Pqtf1omTBqZUSdPJ+XvnY8PiDYC/"
    "JcMT3++7aanPeV0++ZtlU578ewcB+kItlwHdzqtcUBz4GJbZNtdq3Rw2gx6VlZNmkvmkG10jLhGZTRvHWmHhLJXJjHctZB"
    "wVwOmOGAuR0wjwPmdcBMB8zngPkdsBIHLOCAlTpgZXnYFXDgPbD2yPrS8cUdPkI0c0lbhZydR25njBqCLpLb1bcao89Bj9"
    "yC8v3Khb12A62ksYFW/xevfdfGozzSHpb72I+I9tZcXkGXyw1N12wOpqAr5Lyuoj5Ba+Um55rm6xe0UfHlFVTRpQffD49e"
    "PCN8S6T9dlmDTvaogKBr1KoDIi23cluptN0tlrAYX/q0uWTalDLRMo17lknPddJzmcR1u+e46umlsEZhkzyX6AFeTGaTZU"
    "oZU9k/+4UguTJNslgjs1JwXybkcFnWyS/jeAx7oXV6Bb3rsW4cRPeIafC1NigKbjNA2QnnsdPMnUizL+j+3P9UprIuv3WH"
    "D5m6tQ6raSPfme+P96aSg8m+oUjXcG8sEbnrzoat0e2xRCImyrEh3tfXcj25g2Z5yFmXqSyJX3CYlyZHX/358pZdoTcOm1"
    "RX886XvN2vqNxCUxvIHmyTyjN61NbsUvnGkMo50irvOKhylR+uWDkEj0kOxPoHRoYTpPIKbm9Sc9sl/z19/vfBxL5vtNz3"
    "uV6/aP25T88dbVwSOvIy1l9/+c1OvgXmYT0qT7JDUyhnjfepgEMqV+L2FtXenpO78V6tHxh4JJYajCf7r90j3t/mxtUF5Z"
    "/L/F/kz9NhpzGypoD1/ii4p2g3btwsx+6i979CvKe1zmwRefWIz9bTDvDdgwxnC2R4elb8XTk5+EzGsI/dPG0nW5APxGZt"
    "f+x7i83/V6pcXbISeoj2Yv17kJfw2W+GFvTJmTAyhHwlCeTv5rL4u4vY/1Wgs9P8O8GhV2SIiQYWJ0/LLNbfILfZ+f9/uP"
    "wJbpckjw=="
)
# From C4 down: the value and format of a cell, and what a person sees in it.
PERCENTS: Sequence[tuple[object, str, str]] = (
    (1, "0%", "100%"), (1.2, "0.00%", "120%"), (0.645, "0%", "64.5%"),
    (-0.05, "0.0%;[Red]-0.0%", "-5%"), (64, '0"%"', "64%"), (64, "General", "64"),
    (0.64, "0.00", "0.64"), (0.07, '0%;-0%;"-"', "7%"), (0, "0%", "0%"), ("64%", "0%", "64%"),
)  # fmt: skip


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """The parts as one archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def unzipped(data: bytes) -> Parts:
    """The parts of an archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def alter(path: Path, change: Callable[[str, bytes], bytes], **more: bytes) -> Path:
    """The archive at ``path`` with its parts changed and others added."""
    source = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.namelist():
            target.writestr(part, change(part, source.read(part)))
        for name, content in more.items():
            target.writestr(name, content)
    return path


def reference(row: int, column: int) -> str:
    """A1 for row 0 and column 0."""
    name, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        name = chr(65 + letter) + name
    return f"{name}{row + 1}"


def cell(row: int, column: int, value: object) -> str:
    """A cell of a sheet: text in place, a number, a truth, or XML as given (bytes)."""
    at = reference(row, column)
    if isinstance(value, bytes):
        return value.decode().replace("{at}", at)
    if isinstance(value, bool):
        return f'<c r="{at}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{at}"><v>{value!r}</v></c>'
    return f'<c r="{at}" t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'


def xlsx_parts(
    *sheets: Sequence[Sequence[object]],
    hidden_rows: Sequence[int] = (),
    hidden_sheets: Sequence[int] = (),
    below: str = "",
) -> Parts:
    """A workbook of sheets "S1", "S2" …: rows of values, None for no cell. ``hidden_rows``
    (from 1) are hidden in each sheet; ``below`` is XML after the cells. Style 1 is a date."""
    parts: Parts = {
        "[Content_Types].xml": (
            f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/></Types>'
        ).encode(),
        "_rels/.rels": (
            f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ).encode(),
        "xl/styles.xml": (
            f'{_XML}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts><cellXfs '
            f'count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs>'
            f"</styleSheet>"
        ).encode(),
    }
    entries, relations = "", f'<Relationship Id="s0" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    for number, rows in enumerate(sheets, start=1):
        state = ' state="hidden"' if number in hidden_sheets else ""
        entries += f'<sheet name="S{number}" sheetId="{number}"{state} r:id="s{number}"/>'
        relations += (
            f'<Relationship Id="s{number}" Type="{_OFFICE}/worksheet" '
            f'Target="worksheets/sheet{number}.xml"/>'
        )
        body = ""
        for at, row in enumerate(rows):
            cells = "".join(cell(at, i, value) for i, value in enumerate(row) if value is not None)
            unseen = ' hidden="1"' if at + 1 in hidden_rows else ""
            body += f'<row r="{at + 1}"{unseen}>{cells}</row>'
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            f'{_XML}<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData>{below}</worksheet>'
        ).encode()
    parts["xl/workbook.xml"] = (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{entries}</sheets></workbook>'
    ).encode()
    parts["xl/_rels/workbook.xml.rels"] = (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>'
    ).encode()
    return parts


def ods_parts(rows: Sequence[Sequence[str]]) -> Parts:
    """An OpenDocument workbook of one sheet of text."""
    body = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(text)}</text:p>'
            "</table:table-cell>"
            for text in row
        )
        + "</table:table-row>"
        for row in rows
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    content = (
        f'{_XML}<office:document-content xmlns:office="{_ODF}:office:1.0" '
        f'xmlns:table="{_ODF}:table:1.0" xmlns:text="{_ODF}:text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="S1">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'{_XML}<manifest:manifest xmlns:manifest="{_ODF}:manifest:1.0"><manifest:file-entry '
        f'manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    return {
        "mimetype": kind.encode(),
        "content.xml": content.encode(),
        "META-INF/manifest.xml": manifest.encode(),
    }


def old_workbook() -> bytes:
    """An .xls of three schools and a total."""
    return zlib.decompress(base64.b64decode("".join(_OLD)))


def percents_workbook(kind: str) -> bytes:
    """Sheet "Figures" with ``PERCENTS`` in C4 and below, beside the number of its row, as an
    "xlsx" or an "xls" (which has a truth and a formula of per cent below them)."""
    if kind == "xls":
        return zlib.decompress(base64.b64decode("".join(_PERCENTS)))
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Figures"
    sheet["B3"], sheet["C3"] = "indicator", "value"
    for row, (value, code, _) in enumerate(PERCENTS, start=4):
        sheet.cell(row, 2, row)
        sheet.cell(row, 3, value).number_format = code
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
