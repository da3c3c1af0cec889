"""Make the fictional samples: a register with its links, a postcode file, two offices' lists
and priorities.

``python data/samples/make.py [FOLDER]`` writes the six files into the folder (by default
its own). Every school, number, postcode and person is invented; only the districts and
authorities are real, so that two real opportunity areas (Hastings, Ipswich) can be met.
The same bytes come out every time.
"""

from __future__ import annotations

import csv
import io
import random
import sys
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from ingredients import (
    CLOSED,
    CLOSING,
    CLUSTERS,
    DEGREES,
    FIRST,
    HASTINGS_HEADER,
    HASTINGS_ODD,
    IPSWICH_HEADER,
    IPSWICH_ODD,
    LAST,
    LINKS,
    MISSING_POSTCODE,
    NEEDS,
    OFFERS,
    ORDINARY,
    PHASES,
    PRIORITIES,
    RARER,
    REGISTER,
    TRUSTS,
    TYPES,
    UNPLACED,
    WORDS,
)

School = dict[str, str]


class Dice:
    """Chance from ``random.random()`` alone, the one sequence that Python promises to keep."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed).random

    def number(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return low + int(self._random() * (high - low + 1))

    def one(self, things: Sequence[Any]) -> Any:
        """One of ``things``."""
        return things[self.number(0, len(things) - 1)]

    def some(self, things: Sequence[Any], count: int) -> list[Any]:
        """``count`` different ones of ``things``, in a chance order."""
        left = list(things)
        return [left.pop(self.number(0, len(left) - 1)) for _ in range(count)]


def schools(dice: Dice) -> list[School]:
    """The rows of the register: ordinary schools cluster by cluster, then the rarer ones."""
    names = dice.some([a + b for a in FIRST for b in LAST], len(FIRST) * len(LAST))
    rows: list[School] = []
    for place, cluster in enumerate(CLUSTERS):
        for (forms, types, phase, ages, pupils), count in zip(ORDINARY, cluster[7:], strict=True):
            for _ in range(count):
                form, type_, age = dice.one(forms), dice.one(types), dice.one(ages)
                rows.append(_school(dice, form.format(names.pop()), type_, place))
                rows[-1] |= _taught(phase, age, str(dice.number(*pupils)))
                if phase != "Not applicable":
                    deprived = cluster[2] in ("Hastings", "Ipswich")
                    low, high = (28, 52) if deprived else (7, 26)
                    rows[-1]["PercentageFSM"] = f"{dice.number(low, high)}.{dice.number(0, 9)}"
    for form, type_, phase, age, size, places in RARER:
        for place in places:
            rows.append(_school(dice, form.format(names.pop()), type_, place))
            rows[-1] |= _taught(phase, age, str(dice.number(*size)) if size else "")
            rows[-1] |= CLOSED if " Old " in form else {}
    for number, row in enumerate(rows, start=1):
        row |= {"URN": str(900000 + number), "EstablishmentNumber": str(2000 + number)}
    _mishaps(rows)
    return rows


def _school(dice: Dice, name: str, type_: str, place: int) -> School:
    """One open school of the cluster ``place``, without its phase, ages and numbers."""
    outcode, district, district_name, authority, east, north, spread, *_ = CLUSTERS[place]
    code, group, group_name = TYPES[type_]
    trust = dice.one(("", *TRUSTS)) if group_name == "Academies" else ""
    inward = f"{dice.number(1, 9)}{dice.one('ABDEFGHJ')}{dice.one('LNPQRSTU')}"
    return dict.fromkeys(REGISTER, "") | {
        "LA (code)": authority[0],
        "LA (name)": authority[1],
        "EstablishmentName": name,
        "TypeOfEstablishment (code)": code,
        "TypeOfEstablishment (name)": type_,
        "EstablishmentTypeGroup (code)": group,
        "EstablishmentTypeGroup (name)": group_name,
        "EstablishmentStatus (code)": "1",
        "EstablishmentStatus (name)": "Open",
        "Trusts (code)": trust,
        "Trusts (name)": TRUSTS.get(trust, ""),
        "Postcode": f"{outcode} {inward}",
        "GOR (code)": authority[2],
        "GOR (name)": authority[3],
        "DistrictAdministrative (code)": district,
        "DistrictAdministrative (name)": district_name,
        "Easting": str(east + dice.number(-spread, spread)),
        "Northing": str(north + dice.number(-spread, spread)),
    }


def _taught(phase: str, ages: str, pupils: str) -> School:
    low, _, high = ages.partition("-")
    return {
        "PhaseOfEducation (code)": PHASES[phase],
        "PhaseOfEducation (name)": phase,
        "StatutoryLowAge": low,
        "StatutoryHighAge": high,
        "NumberOfPupils": pupils,
    }


def _mishaps(rows: list[School]) -> None:
    """What real registers hold: gaps, noughts, an accent, a school about to close."""
    inside: dict[str, list[School]] = {}
    for row in rows:
        inside.setdefault(row["Postcode"].split()[0], []).append(row)
    for outcode, place, metres in UNPLACED:
        inside[outcode][place] |= {"Easting": metres, "Northing": metres}
    inside["ZX1"][1]["Postcode"] = MISSING_POSTCODE
    inside["ZX3"][0] |= CLOSING
    inside["ZX8"][3]["EstablishmentName"] = "École Wyxaline"
    inside["ZY6"][3]["PercentageFSM"] = "SUPP"
    inside["ZY7"][1]["Postcode"] = inside["ZY1"][0]["Postcode"]  # 13 km from where it stands


def postcodes(dice: Dice, rows: list[School]) -> list[tuple[str, ...]]:
    """Each school's postcode within 60 m of it, and two more in every cluster."""
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        outcode = row["Postcode"].split()[0]
        cluster = next(c for c in CLUSTERS if c[0] == outcode)
        given = row["Easting"] not in ("", "0")
        east, north = (row["Easting"], row["Northing"]) if given else cluster[4:6]
        point = [str(int(metres) + dice.number(-60, 60)) for metres in (east, north)]
        if row["Postcode"] != MISSING_POSTCODE:
            found.setdefault(row["Postcode"], (row["Postcode"], *point, cluster[1]))
    for outcode, district, _, _, east, north, *_ in CLUSTERS:
        for inward, shift in (("0XX", 150), ("0YY", -150)):
            code = f"{outcode} {inward}"
            found[code] = (code, str(east + shift), str(north - shift), district)
    return sorted(found.values())


def _sort(school: School) -> str:
    kind, phase = school["TypeOfEstablishment (name)"], school["PhaseOfEducation (name)"]
    if kind in ("Community special school", "Pupil referral unit"):
        return "Special"
    if kind.startswith("Other independent"):
        return "Independent" if kind.endswith("independent school") else "Independent special"
    if kind in ("Further education", "Higher education institutions"):
        return "Higher"
    return "Primary" if phase == "Primary" else "Secondary"


def _tags(dice: Dice, tags: Sequence[str], most: int) -> list[str]:
    """A few of ``tags``, some in words, some with a degree; now and then none at all."""
    count = dice.number(0, most + 2)
    chosen = dice.some(tags, min(count, most) if count else 0)
    in_words = [WORDS[t] if t in WORDS and dice.number(0, 2) == 0 else t for t in chosen]
    return [t + (dice.one(DEGREES) if dice.number(0, 3) == 0 else "") for t in in_words]


def _listed(dice: Dice, rows: list[School], area: str, seekers: int) -> list[School]:
    """Who is in an office's list: all who may offer, and some state schools."""
    here = [row for row in rows if row["Postcode"].startswith(area)]
    offering = [row for row in here if _sort(row) in ("Independent", "Higher")]
    state = [row for row in here if _sort(row) in ("Primary", "Secondary", "Special")]
    chosen = {row["URN"] for row in dice.some(state, seekers)} | {row["URN"] for row in offering}
    return [row for row in here if row["URN"] in chosen]


def hastings(dice: Dice, rows: list[School]) -> list[tuple[str, ...]]:
    """The list of the Hastings office, faults and all, in the order of its columns."""
    listed: list[tuple[str, ...]] = []
    for place, row in enumerate(_listed(dice, rows, "ZX", 26)):
        sort = _sort(row)
        sector = {"Independent": "Independent", "Higher": "University"}.get(sort, "State")
        if row["TypeOfEstablishment (name)"] == "Further education":
            sector = "College"
        offers = _tags(dice, OFFERS[sort], 5 if sort in ("Independent", "Higher") else 2)
        listed.append((
            row["URN"], row["EstablishmentName"], sector, row["Postcode"],
            "; ".join(_tags(dice, NEEDS[sort], 4)), "; ".join(offers),
            dice.one(("yes", "yes", "yes", "Yes", "", "no")), dice.one(("1", "2", "3", "")),
            f"(fictional) Head of row {place + 1}",
        ))  # fmt: skip
    first = listed[0]
    twice = (*first[:4], "T3 maths; C4 maths (low)", "L3", *first[6:])
    return [*listed, twice, *HASTINGS_ODD]


def ipswich(dice: Dice, rows: list[School]) -> list[tuple[str, ...]]:
    """The list of the Ipswich office: a column for each common tag, and some in words."""
    wide = [name.partition(": ") for name in IPSWICH_HEADER if name[-5:] != "other"]
    listed: list[tuple[str, ...]] = []
    for row in _listed(dice, rows, "ZY", 24):
        sort = _sort(row)
        most = 5 if sort in ("Independent", "Higher") else 2
        said = {"Need": _tags(dice, NEEDS[sort], 4), "Strength": _tags(dice, OFFERS[sort], most)}
        ticks = []
        for side, _, tag in wide[11:]:
            ticks.append(dice.one(("yes", "yes", "0.5")) if tag in said[side] else "")
            said[side] = [other for other in said[side] if other != tag]
        grid = dice.number(0, 3) == 0 and row["Easting"] not in ("", "0")
        listed.append((
            row["EstablishmentName"], row["URN"], row["TypeOfEstablishment (name)"],
            row["Postcode"],
            *((row["Easting"], row["Northing"]) if grid else ("", "")), "", "",
            "both" if dice.number(0, 7) == 0 else "", dice.one(("1", "2", "4", "")),
            dice.one(("Y", "Y", "Y", "", "N")), *ticks, "; ".join(said["Need"]),
            "; ".join(said["Strength"]),
        ))  # fmt: skip
    return [*listed, *IPSWICH_ODD]


def _csv(path: Path, rows: Sequence[Sequence[str]], encoding: str, **dialect: Any) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n", **dialect).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))


def _workbook(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """The Hastings list with a title, a blank row and merged headings above its header,
    and a second sheet of notes."""
    memory = io.BytesIO()
    book = xlsxwriter.Workbook(memory, {"in_memory": True, "strings_to_numbers": False})
    book.set_properties({"title": "Fictional sample", "created": datetime(2026, 1, 5, tzinfo=UTC)})
    sheet, notes = book.add_worksheet("Schools"), book.add_worksheet("Notes")
    bold = book.add_format({"bold": True})
    sheet.write(0, 0, "Partnership list of the Hastings office (fictional sample)", bold)
    sheet.merge_range(2, 0, 2, 3, "The school", bold)
    sheet.merge_range(2, 4, 2, 8, "The partnership", bold)
    sheet.write_row(3, 0, HASTINGS_HEADER, bold)
    for number, row in enumerate(rows, start=4):
        for column, text in enumerate(row):
            if column == 0 and text.isdigit():
                sheet.write_number(number, column, int(text))
            elif text:
                sheet.write_string(number, column, text)
    sheet.set_column(1, 8, 24)
    notes.write(0, 0, "Everything in this workbook is invented. Tags: see the vocabulary.")
    book.close()
    # Packed again without compression: how tightly a zip is pressed differs by machine.
    with zipfile.ZipFile(memory) as pressed, zipfile.ZipFile(path, "w") as plain:
        for part in pressed.infolist():
            plain.writestr(zipfile.ZipInfo(part.filename), pressed.read(part))


def main(folder: Path) -> None:
    """Write the six files into ``folder``."""
    dice = Dice(2026)
    rows = schools(dice)
    lines = [[row[name] for name in REGISTER] for row in rows]
    _csv(folder / "register.csv", [REGISTER, *lines], "cp1252", quoting=csv.QUOTE_ALL)
    _csv(folder / "links.csv", LINKS, "cp1252", quoting=csv.QUOTE_ALL)
    header = ("postcode", "easting", "northing", "district_code")
    _csv(folder / "postcodes.csv", [header, *postcodes(dice, rows)], "utf-8")
    _workbook(folder / "hastings-office.xlsx", hastings(dice, rows))
    lines = [list(row) for row in ipswich(dice, rows)]
    _csv(folder / "ipswich-office.csv", [IPSWICH_HEADER, *lines], "utf-8-sig", delimiter=";")
    _csv(folder / "priorities.csv", PRIORITIES, "utf-8-sig")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent)
