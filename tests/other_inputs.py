"""What else is given to the product beside lists, spoilt: the Department's tables, priorities,
files of groups and of postcodes, own areas, monitoring values, and lists whose columns are mapped
by hand.

Each kind has seeds, a way to spoil one, and what must hold of whatever is read.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
import math
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

import discover_uni_files
import geopandas as gpd
import mutations
import shapely
import tables_of_today
import workbooks

from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog, RowAccount
from matcher.core.tables import FIGURES, PROFILE
from matcher.intake.headers.mapping import NOT_READ, ColumnMapping, column_mapping
from matcher.intake.minutes.reader import read_minutes
from matcher.intake.offers.dataset import Institutions
from matcher.intake.offers.reader import read_offers
from matcher.intake.open.workbook_safety import inspect_workbook
from matcher.intake.performance.reader import read_performance
from matcher.intake.priorities.reader import read_priorities
from matcher.intake.trusts.group_files import read_groups
from matcher.jobs.partnership.monitor import _read as read_values
from matcher.partnership.monitor.plan_reader import make_plan
from matcher.place.postcode_file.lookup import look_up_postcodes
from matcher.place.priority_areas.programmes import load_programme
from matcher.profile.measured.rules import WantedColumn, load_rules
from matcher.profile.published.published_profile import published_profile

TODAY = datetime.date(2026, 11, 27)
_ROWS = 9  # of a table that are kept: of a few kilobytes, for thousands are read

_MINUTES = (
    b"seeker_urn,partner_urn,minutes,minutes_there,minutes_back,mode,source,date\n"
    b"100000,100001,25,24,26,car,planner,2026-11-01\n100000,100002,1 h 5,,,car,planner,\n"
    b"100001,100002,0:25,,,bus,,01/11/2026\n100001,100003,unreachable,,,car,,\n\n"
    b"100002,100003,,,,,,\n100000,100001,40,,,car,planner,2026-10-01\n"
)

MAPPED = (
    b"Base,Priority 1,Priority 2,Code,Where\nAsh School,Latin club,phonics,100000,B1 1AA\n"
    b"Elm School,T3 physics,,100001,B1 1AB\n,,,,\nOak School,Priority 1,x,100002,B1 1AD\n",
    *mutations.TWO_ROWS,
)
MAPPINGS = (
    ["name=Base", "needs=Priority 1", "needs=Priority 2", "urn=Code", "postcode=Where"],
    ["needs=Physics", "strengths=Subjects needed", f"{NOT_READ}=Latin"],
    ["name=School", "name=School name", "notes=CPD wanted", "urn=RAG", "postcode=School details"],
    ["needs=Latin", "urn=,", "easting=Physics", "northing=Maths", "fsm_pct=Theatre"],
)

_PRIORITIES = (
    b"region,LA,priority,subject,from,until\nSouth East,,C2 Latin,,2026-01-01,\n"
    b",Bradford,T3 physics,physics,01/09/2025,31/08/2027\n,Atlantis,T3 maths,,,\n,,,,,\n"
)
_POSTCODES = (
    b"Postcode,In Use?,Latitude,Longitude,Easting,Northing,District,District Code,LSOA Code,"
    b'Terminated\nB1 1AA,Yes,52,-1,407000,287000,"B, ham",E08000025,E01008881,\n'
    b"B1 1AB,No,52,-1,407100,287000,,E08000025,E01008881,2003-06-01\nAL10 0AA,Yes,,,,,,,,\n",
    b"pcds,doterm,oslaua,oseast1m,osnrth1m,osgrdind,lsoa11,lsoa21\n"
    b"B1 1AA,,E08000025,407000,0287000,1,E01008881,\n"
    b"AL10 0AA,200306,E07000241,522000,0208000,1,,\n",
    b"POSTCODE;EASTINGS;NORTHINGS;LAD_CODE;ACTIVE\nB1 1AA;407000;287000;E08000025;Y\n",
    b'"B1  1AA",10,407000,287000,"E92","E19","E18","","E08000025","E05"\n'
    b'"AL100AA",90,0,0,"E92","E19","E18","","E07000241","E05"\n',
)
_HUBS = b"region_code,lead_school_urn,hub_name\nA1,900048,Ash Hub\nA2,900048,\nA3,,Elm\n,,\n"
_PARTS = tuple(discover_uni_files.HEADERS)
_GROUPS = (
    b'"URN","EstablishmentName","Group UID","Group ID","Group Name","Group Type","Group Status",'
    b'"Joined date","Closed Date"\r\n'
    b'"900001","Ash School","16001","TR1","Alder Trust","Multi-academy trust","Open",'
    b'"01-09-2019",\r\n'
    b'"900002","Elm School","17002",,"Hill Federation","Federation","Closed","1/9/2015",'
    b'"2020-01-01"\r\n,"Oak School","16001",,,,,,\r\n',
    b"Group UID,Group Name,Companies House Number,Group Type,Group Status,Closed Date\n"
    b"16001,Alder Trust,,Multi-academy trust,Open,\n17002,Hill Federation,,Federation,Closed,\n",
)
_VALUES = (
    b"indicator,date,group,value,pupils,note\nshare,01/03/2026,,53%,40,\nshare,02/03/2026,fsm,0.5,9,\n"
    b"people,1 Mar 2026,,14 pupils,,=x\n,,,,,\nmean,2026-03-01,all,3.4 (24 pupils),,\n"
    b"share,03/03/2026,all,SUPP,3,\nindicator,date,group,value,pupils,note\nnone,2026-03-01,,5,,\n"
)
PLAN = make_plan(
    [
        {"indicator": "share", "text": "Who choose physics", "measure": "pupils ÷ all: share"},
        {"indicator": "people", "text": "Who applied", "measure": "number of pupils who apply"},
        {"indicator": "mean", "text": "Interest", "measure": "questionnaire: mean"},
    ],
    {},
)


@dataclass(frozen=True, slots=True)
class Seeds:
    """Whole files to spoil, by their kind: a text, or the parts of a workbook, and what the
    name of such a file ends in."""

    texts: tuple[tuple[str, bytes], ...] = ()
    books: tuple[workbooks.Parts, ...] = ()


@cache
def seeds(kind: str) -> Seeds:
    """The seeds of a kind of :data:`KINDS`."""
    if kind == "tables":
        both = [one for pair in tables_of_today.every_table() for one in (pair.older, pair.today)]
        return Seeds(
            tuple(("csv", _text(rows[:_ROWS])) for _, rows in both),
            tuple(workbooks.xlsx_parts([_typed(row) for row in rows[:_ROWS]]) for _, rows in both),
        )
    if kind == "priorities":
        rows = list(csv.reader(io.StringIO(_PRIORITIES.decode())))
        return Seeds((("csv", _PRIORITIES),), (workbooks.xlsx_parts([["Notes"]], rows),))
    if kind == "postcodes":
        return Seeds(tuple(("csv", text) for text in _POSTCODES))
    if kind == "areas":
        return Seeds(_areas())
    if kind == "groups":
        rows = [_typed(row) for row in csv.reader(io.StringIO(_GROUPS[0].decode()))]
        return Seeds(
            tuple(("csv", text) for text in (_GROUPS[0], *_GROUPS)), (workbooks.xlsx_parts(rows),)
        )
    if kind == "values":
        rows = [_typed(row) for row in csv.reader(io.StringIO(_VALUES.decode()))]
        return Seeds(
            (("csv", _VALUES),),
            (workbooks.xlsx_parts([["x"]], rows), _percents(),
             workbooks.unzipped(workbooks.percents_workbook("xlsx"))),
        )  # fmt: skip
    if kind == "offers":
        texts = (_HUBS, *(discover_uni_files.text_of(part).encode() for part in _PARTS))
        rows = [_typed(row) for row in csv.reader(io.StringIO(texts[-1].decode()))]
        return Seeds(tuple(("csv", text) for text in texts), (workbooks.xlsx_parts(rows),))
    if kind == "minutes":
        rows = [_typed(row) for row in csv.reader(io.StringIO(_MINUTES.decode()))]
        return Seeds((("csv", _MINUTES),), (workbooks.xlsx_parts([["Notes"]], rows),))
    raise KeyError(kind)


def make(kind: str, rng: Random) -> tuple[bytes, str]:
    """A spoilt file of a kind, and what its name ends in."""
    found = seeds(kind)
    if found.books and rng.random() < 0.25:
        return _spoilt_book(rng, found.books), "xlsx"
    suffix, data = rng.choice(found.texts)
    texts = tuple(text for _, text in found.texts)
    if suffix in ("zip", "gpkg"):
        return mutations.spoil_bytes(rng, data, (data,)), suffix
    return mutations.spoil(rng, data, texts), suffix


@cache
def _wanted() -> tuple[WantedColumn, ...]:
    return tuple(load_rules().wanted_columns())


def check(kind: str, path: Path) -> RowAccount | None:
    """Read a file of a kind and account for every row of it; the account, where it has one.

    Raises FileError for what is refused."""
    log = ProblemLog()
    account: RowAccount | None = None
    if kind == "tables":
        read = read_performance([path], log, _wanted())
        FIGURES.check(read.figures)
        (account,) = read.accounts
        assert len(read.figures) == account.figures
    elif kind == "priorities":
        account = read_priorities(path, log, today=TODAY).account
    elif kind == "postcodes":
        account = _check_postcodes(path, log)
    elif kind == "areas":
        _check_areas(path, log)
    elif kind == "groups":
        (account,) = read_groups(path, log, today=TODAY).accounts
        assert account.rejected == sum(one.code == "unread_membership" for one in log.problems)
    elif kind == "offers":
        account = _check_offers(path, log)
    elif kind == "minutes":
        account = _check_minutes(path, log)
    else:
        values, problems = read_values(path, PLAN, TODAY)
        account, log = values.account, ProblemLog()
        assert account.rejected == sum(one.severity == "rejected" for one in problems)
        for one in values.values:
            assert one.unit != "%" or math.isnan(one.value) or 0 <= one.value <= 100
    log.frame()
    assert account is None or account.balances, account
    return account


def _check_minutes(path: Path, log: ProblemLog) -> RowAccount:
    table = read_minutes(path, ("100000", "100001", "100002", "100003"), log)
    told = {"unread_minutes", "contradicting_minutes"}
    assert table.account.rejected == sum(one.code in told for one in log.problems)
    minutes = table.pairs["minutes"]
    assert ((minutes >= 0) | minutes.isna()).all()
    assert (minutes[~minutes.isin([math.inf])].dropna() <= 24 * 60).all()
    return table.account


def mapping(rng: Random) -> ColumnMapping:
    """What a person might say of the columns of one of the lists ``MAPPED``."""
    entries = rng.choice(MAPPINGS)
    return column_mapping(rng.sample(entries, rng.randrange(1, len(entries) + 1)))


KINDS = ("tables", "priorities", "postcodes", "areas", "values", "groups", "offers", "minutes")


def _check_offers(path: Path, log: ProblemLog) -> RowAccount:
    """Beside the spoilt file of a register lie the whole ones that it needs."""
    with tempfile.TemporaryDirectory() as folder:
        whole = discover_uni_files.write(Path(folder) / "d")
        at = gpd.points_from_xy([532_000.0, 500_000.0], [179_000.0, 200_000.0])
        names = {"urn": ["900001", "900048"], "name": ["Ashmere University", "Ash School"],
                 "kind": ["university", "independent"]}  # fmt: skip
        read = read_offers([path, whole], Institutions(gpd.GeoDataFrame(names, geometry=at)), log)
    assert {*read.offered["urn"]} <= {*names["urn"]}
    PROFILE.check(published_profile(read.offered, read.offered[["urn"]].drop_duplicates()))
    assert all(account.balances for account in read.accounts)
    return read.accounts[0]


def _check_postcodes(path: Path, log: ProblemLog) -> RowAccount:
    wanted = ["AL10 0AA", "B1 1AA", "B1 1AB", "SW1A 1AA"]
    found = look_up_postcodes(path, wanted, log).frame()
    assert set(found.index) <= set(wanted)
    for name in ("easting", "northing"):
        known = found[name].dropna()
        assert ((known > 0) & (known < 1_300_000)).all()
    for name in ("district_code", "lsoa_code"):
        assert all(re.fullmatch(r"(\w{8,9})?", code) for code in found[name]), found
    (account,) = log.references
    assert int(found["known"].sum()) <= account.used
    return account


def _check_areas(path: Path, log: ProblemLog) -> None:
    programme = load_programme(str(path), log)
    assert programme.areas
    assert all(name.strip() for name in programme.areas)
    if programme.polygons is not None:
        shapes = programme.polygons.geometry
        assert shapes.is_valid.all()
        assert not (shapes.is_empty | shapes.isna()).any()


def _text(rows: Sequence[Sequence[object]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def _typed(row: Sequence[object]) -> list[object]:
    """Cells as a workbook holds them: numbers as numbers."""
    return [
        float(text) if re.fullmatch(r"-?\d{1,6}\.\d+", text := str(cell))
        else int(text) if re.fullmatch(r"\d{1,7}", text) else text or None
        for cell in row
    ]  # fmt: skip


def _areas() -> tuple[tuple[str, bytes], ...]:
    boxes = [shapely.box(4e5, 31e4, 41e4, 32e4), None, shapely.box(4e5, 29e4, 41e4, 30e4)]
    frame = gpd.GeoDataFrame({"name": ["Tête", "None", "South"]}, geometry=boxes, crs=27700)
    degrees = frame.to_crs(4326).to_json(drop_id=True).encode()
    metres = json.dumps(json.loads(frame.to_json()), ensure_ascii=False, indent=1).encode()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        frame.to_file(folder / "a.gpkg")
        frame.to_file(folder / "a.shp")
        parts = {p.name: p.read_bytes() for p in sorted(folder.glob("a.[sdp][hbr]?"))}
        whole = (folder / "a.gpkg").read_bytes()
    codes = "area,code,kind\nTête,E07000062,\nLewes,E01020900,lsoa\n,,\nKent,886,\n".encode()
    texts = [("geojson", degrees), ("json", metres), ("csv", codes)]
    return (*texts, *texts, ("zip", workbooks.zipped(parts)), ("gpkg", whole))


def _percents() -> workbooks.Parts:
    """Values in a workbook, some of them formatted as per cent (style 1)."""
    rows: list[list[object]] = [["indicator", "date", "value", "pupils"]]
    for at, share in enumerate(("1", "0.97", "1.2", "0.005", "-0", "1e400")):
        cell = f'<c r="{{at}}" s="1"><v>{share}</v></c>'.encode()
        rows.append(["share", f"0{at + 1}/03/2026", cell, 600])
    parts = workbooks.xlsx_parts(rows)
    styles = parts["xl/styles.xml"]
    return {**parts, "xl/styles.xml": styles.replace(b'numFmtId="14"', b'numFmtId="10"')}


def _spoilt_book(rng: Random, books: Sequence[workbooks.Parts]) -> bytes:
    """A spoilt workbook that is read in our own process, or refused: the other is slow."""
    while True:
        parts = rng.choice(books)
        if rng.random() < 0.5:
            data = workbooks.zipped(mutations.spoil_parts(rng, parts))
        else:
            whole = workbooks.zipped(parts)
            data = mutations.spoil_bytes(rng, whole, (whole,))
        try:
            if not data.startswith(b"PK") or inspect_workbook(data, "").is_bounded:
                return data
        except FileError:
            return data
