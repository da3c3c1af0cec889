"""A made-up town with streets for a routing engine, and schools in it.

Two banks of an estuary that only one bridge crosses, at its head; two islands without a bridge, one
larger and one smaller than what the engines take for a piece of the network of its own; one-way
streets; a school in the sea. Nothing of it is random: the same bytes every time.

Lengths are metres on the National Grid; the streets are written in degrees, as OpenStreetMap has
them (https://wiki.openstreetmap.org/wiki/OSM_XML).
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from matcher.core.geo import to_degrees

SPACING_M = 500
BENDS = 2  # between two crossings
WATER_M = 2_600  # from the last street of one bank to the first of the other
COLUMNS, ROWS = 45, 55  # of each bank
WEST = (420_000, 400_000)  # the south-western corner, easting and northing
EAST = (WEST[0] + (COLUMNS - 1) * SPACING_M + WATER_M, WEST[1])
LARGE_ISLAND = (424_000, 386_000)
SMALL_ISLAND = (446_000, 390_000)
LARGE, SMALL = 24, 5  # streets each way
MAIN = 5  # every so many streets one is a main road

HEADER = ("URN", "Name", "Type", "Phase", "Easting", "Northing", "Role", "Needs", "Strengths")
TAGS = ("C2 Latin", "C3 music", "T3 physics", "T3 maths", "C4 science", "L3", "C1 PSHE")


@dataclass(frozen=True)
class School:
    """A school of the town: where it is, and what it needs and offers."""

    urn: str
    name: str
    easting: int
    northing: int
    role: str
    needs: str = ""
    strengths: str = ""

    def row(self) -> list[object]:
        """Its row of the list, under :data:`HEADER`."""
        partner = self.role == "partner"
        kind = "Other independent school" if partner else "Community school"
        phase = "Not applicable" if partner else "Secondary"
        return [self.urn, self.name, kind, phase, self.easting, self.northing, self.role,
                self.needs, self.strengths]  # fmt: skip


def _chance(*what: object) -> float:
    """From 0 to 1, always the same for the same words."""
    digest = hashlib.blake2b(repr(what).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little") / 2**64


class _Streets:
    """Nodes and ways as they are laid."""

    def __init__(self) -> None:
        self.nodes: list[tuple[float, float]] = []
        self.ways: list[tuple[list[int], str, bool]] = []  # nodes, kind, one way

    def grid(self, corner: tuple[int, int], columns: int, rows: int) -> np.ndarray:
        """A grid of streets, its crossings a little off; the numbers of the nodes by column and
        row. Of the small streets every second is one-way, in turns."""
        at = np.zeros((columns, rows), dtype=int)
        for column, row in np.ndindex(columns, rows):
            at[column, row] = self._node(
                corner[0] + column * SPACING_M, corner[1] + row * SPACING_M
            )
        for lines in (at, at.T):
            for number, line in enumerate(lines):
                main = number % MAIN == 0 or number == len(lines) - 1
                nodes = self._bent([int(node) for node in line])
                if number % 4 == 3:
                    nodes.reverse()
                kind = "primary" if main else "residential"
                self.ways.append((nodes, kind, not main and number % 2 == 1))
        return at

    def _node(self, x: float, y: float) -> int:
        """A node near a point; its number."""
        number = len(self.nodes) + 1
        self.nodes.append((x + 60 * _chance(number, "x") - 30, y + 60 * _chance(number, "y") - 30))
        return number

    def _bent(self, crossings: list[int]) -> list[int]:
        """The crossings of a street with the bends between them."""
        street = crossings[:1]
        for start, end in pairwise(crossings):
            (x, y), (other_x, other_y) = self.nodes[start - 1], self.nodes[end - 1]
            for bend in range(1, BENDS + 1):
                share = bend / (BENDS + 1)
                street.append(self._node(x + share * (other_x - x), y + share * (other_y - y)))
            street.append(end)
        return street

    def xml(self) -> Iterator[str]:
        """The file, line by line."""
        yield "<?xml version='1.0' encoding='UTF-8'?>\n<osm version=\"0.6\">"
        lon, lat = to_degrees(*np.array(self.nodes, dtype=float).T)
        for number, (east, north) in enumerate(zip(lon, lat, strict=True), 1):
            yield f'<node id="{number}" version="1" lat="{north:.7f}" lon="{east:.7f}"/>'
        for number, (nodes, kind, one_way) in enumerate(self.ways, 1):
            refs = "".join(f'<nd ref="{node}"/>' for node in nodes)
            one = '<tag k="oneway" v="yes"/>' if one_way else ""
            yield (
                f'<way id="{number}" version="1">{refs}<tag k="highway" v="{kind}"/>'
                f'<tag k="name" v="Street {number}"/>{one}</way>'
            )
        yield "</osm>\n"


def streets(path: Path) -> int:
    """Write the town as OpenStreetMap XML; the number of its nodes."""
    town = _Streets()
    west, east = (town.grid(corner, COLUMNS, ROWS) for corner in (WEST, EAST))
    town.ways.append(([int(west[-1, -1]), int(east[0, -1])], "primary", False))  # the bridge
    town.grid(LARGE_ISLAND, LARGE, LARGE)
    town.grid(SMALL_ISLAND, SMALL, SMALL)
    path.write_text("\n".join(town.xml()), encoding="utf-8")
    return len(town.nodes)


def schools(seekers: int = 90, partners: int = 36) -> list[School]:
    """The schools of the town; those that :data:`SPECIAL` names first."""
    found = list(SPECIAL)
    for number in range(seekers + partners):
        corner = (WEST, EAST)[int(2 * _chance(number, "bank"))]
        x = corner[0] + int(_chance(number, "x") * (COLUMNS - 1) * SPACING_M)
        y = corner[1] + int(_chance(number, "y") * (ROWS - 1) * SPACING_M)
        wanted = [tag for tag in TAGS if _chance(number, tag) < 0.3]
        if number < seekers:
            found.append(School(str(910_001 + number), f"Seeker {number + 1} School", x, y,
                                "seeker", needs="; ".join(wanted)))  # fmt: skip
        else:
            found.append(School(str(920_001 + number), f"Partner {number + 1} College", x, y,
                                "partner", strengths="; ".join(wanted)))  # fmt: skip
    return found


_BANK = 5_000  # how far north of the sea the two schools lie that face each other
SPECIAL = (
    School("900001", "Westferry School", EAST[0] - WATER_M - 200, WEST[1] + _BANK, "seeker",
           needs="C2 Latin"),
    School("900002", "Eastferry College", EAST[0] + 200, WEST[1] + _BANK, "partner",
           strengths="C2 Latin"),
    School("900003", "Large Island School", LARGE_ISLAND[0] + 2_000, LARGE_ISLAND[1] + 5_000,
           "seeker", needs="C3 music"),
    School("900004", "Small Island School", SMALL_ISLAND[0] + 1_000, SMALL_ISLAND[1] + 1_000,
           "seeker", needs="C3 music"),
    School("900005", "Lighthouse School", WEST[0] - 9_000, WEST[1] + 3_000, "seeker",
           needs="T3 maths"),
    School("900006", "Large Island College", LARGE_ISLAND[0] + 6_000, LARGE_ISLAND[1] + 2_000,
           "partner", strengths="C3 music"),
    # Two on one site: no minutes lie between them, and that is known.
    School("900007", "Harbour School", WEST[0] + 10_000, WEST[1] + 10_010, "seeker",
           needs="T3 physics"),
    School("900008", "Harbour College", WEST[0] + 10_000, WEST[1] + 10_010, "partner",
           strengths="T3 physics"),
)  # fmt: skip


def write_list(path: Path, found: list[School]) -> Path:
    """The schools as a list for ``matcher match``."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(school.row() for school in found)
    return path
