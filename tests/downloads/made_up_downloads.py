"""Small downloads in the form of the real ones, and the paths where they are asked for."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import zipfile
from pathlib import Path

from pytest_httpserver import HTTPServer

from matcher.core.files.lock import LOCK
from matcher.core.services.answer import Limits

DAY = dt.date(2026, 11, 20)
GIAS = "/edubase/downloads/public"
LISTED = "/downloads/v1/products/CodePointOpen/downloads"
CANARY = "CANARY-PERSON"
QUICK = Limits(
    connect_s=2, read_s=2, call_s=15, tries=2, pause_s=0.01, longest_pause_s=0.05,
    max_bytes=20_000_000,
)  # fmt: skip

_HEADER = (
    "URN,LA (code),LA (name),EstablishmentName,TypeOfEstablishment (name),HeadTitle (name),"
    "HeadFirstName,HeadLastName,HeadPreferredJobTitle,TelephoneNum,SchoolWebsite,PropsName,"
    "Postcode,Easting,Northing,EstablishmentStatus (name)\r\n"
)


def register(rows: int = 1_200, name: str = "Scoil Ñ") -> bytes:
    """A register in cp1252 whose columns about people all hold the canary."""
    person = ",".join([CANARY] * 5)
    lines = [
        f'{100_000 + n},850,Hampshire,"{name} {n}, Alton",Community school,{person},www.a.uk,'
        f"{CANARY},AL1 1AA,515000,206000,Open\r\n"
        for n in range(rows)
    ]
    return (_HEADER + "".join(lines)).encode("cp1252")


def links(rows: int = 3) -> bytes:
    head = '"URN","LinkURN","LinkName","LinkType","LinkEstablishedDate","Contact"\r\n'
    lines = [f'{100_000 + n},{100_500 + n},"B","Successor","01-09-2024","{CANARY}"\r\n'
             for n in range(rows)]  # fmt: skip
    return (head + "".join(lines)).encode("cp1252")


def groups(rows: int = 4) -> bytes:
    head = (
        '"URN","Group UID","Group ID","Group Name","Group Type","Closed Date","Group Status",'
        '"Joined date","EstablishmentName","Head of Group First Name"\r\n'
    )
    lines = [
        f'{100_000 + n},"7","TR7","Elm Trust","Multi-academy trust","","Open","01-09-2015","A",'
        f'"{CANARY}"\r\n'
        for n in range(rows)
    ]
    return (head + "".join(lines)).encode("cp1252")


def zipped(postcodes: int = 1_100, start_m: int = 500_000) -> bytes:
    """Code-Point Open of 20 October 2025, in small."""
    letters = "ABDEFGHJLN"
    lines = []
    for n in range(postcodes):
        code = f"AL{n // 1000 + 1} {n // 100 % 10}{letters[n // 10 % 10]}{letters[n % 10]}"
        lines.append(f'"{code}",10,{start_m + n},206000,"E92","E19","E18","","E07000240","E05"\n')
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Data/CSV/al.csv", "".join(lines))
        archive.writestr("Doc/metadata.txt", "COPYRIGHT DATE: 20251020\n")
    return held.getvalue()


def register_path(day: dt.date) -> str:
    return f"{GIAS}/edubasealldata{day:%Y%m%d}.csv"


def links_path(day: dt.date) -> str:
    return f"{GIAS}/links_edubasealldata{day:%Y%m%d}.csv"


def groups_path(day: dt.date) -> str:
    return f"{GIAS}/alllinksdata{day:%Y%m%d}.csv"


def serve_gias(server: HTTPServer, day: dt.date = DAY, data: bytes | None = None) -> None:
    """The register, the links and the groups of one day; every other day answers 404."""
    everything_else_is_missing(server)
    _data(server, register_path(day), register() if data is None else data)
    _data(server, links_path(day), links())
    _data(server, groups_path(day), groups())


def serve_postcodes(server: HTTPServer, data: bytes | None = None, **changed: object) -> None:
    """The list of downloads and the zip, which the list places at its publisher's."""
    everything_else_is_missing(server)
    body = zipped() if data is None else data
    entry = {
        "md5": hashlib.md5(body).hexdigest(),
        "size": len(body),
        "url": f"https://api.os.uk{LISTED}?area=GB&format=CSV&redirect",
        "format": "CSV",
        "area": "GB",
        "fileName": "codepo_gb.zip",
    } | changed
    other = entry | {"format": "GeoPackage", "url": "https://api.os.uk/x"}
    server.expect_request(LISTED, query_string="area=GB&format=CSV&redirect").respond_with_data(
        body, content_type="application/zip"
    )
    server.expect_request(LISTED, query_string="").respond_with_json([other, entry])


def everything_else_is_missing(server: HTTPServer) -> None:
    server.no_handler_status_code = 404


def _data(server: HTTPServer, path: str, body: bytes) -> None:
    server.expect_request(path).respond_with_data(body, content_type="text/csv")


def asked(server: HTTPServer) -> list[str]:
    """The paths that were asked for, in order."""
    return [request.path for request, _ in server.log]


def kept(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with what it holds."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != LOCK
    }
