"""hubs.html: every school of a hub has its letter, in the table and on a sketch."""

from __future__ import annotations

import re
from typing import Any

from plans_shown import table

from matcher.core.allocation.tables import HUB_MEMBERS
from matcher.show.allocation.hubs_page import hubs_page

ROOM = {"1": (0, 0), "2": (3_000, 0), "3": (0, 3_000), "11": (1_500, 1_500)}
WHY = {"1": "covers your one need: art", "2": "may cover your one need: art (published)", "3": ""}
CROWD = {"1": (0, 0), "2": (10, 0), "3": (0, 10), "11": (5, 5)}


def page_of(
    places: dict[str, tuple[int, int]], far: tuple[int, int] = (9_000, 9_000)
) -> tuple[str, list[Any]]:
    """The page of two hubs, the second of one school far away, and the texts of its sketches."""
    rows: list[dict[str, Any]] = [
        {"hub": 1, "hub_name": "Elm School", "partner_urn": "11", "seeker_urn": urn,
         "seeker_name": f"School {urn}", "distance_km": at / 10, "widest_km": 3.0,
         "needs_met": float(why != ""), "needs": 1.0, "reasons": f"near; {why}"}
        for at, (urn, why) in enumerate(WHY.items(), 1)
    ]  # fmt: skip
    rows.append({**rows[0], "hub": 2, "hub_name": "Fir College", "partner_urn": "12",
                 "seeker_urn": "4", "seeker_name": "School 4"})  # fmt: skip
    points = {urn: (400_000.0 + x, 300_000.0 + y) for urn, (x, y) in places.items()}
    points |= {"12": (400_000.0 + far[0], 300_000.0 + far[1]),
               "4": (400_900.0 + far[0], 300_000.0 + far[1])}  # fmt: skip
    page = hubs_page(table(HUB_MEMBERS, rows), points, ["Hubs: 2"], [], keep={1: "", 2: ""}, ask=[])
    drawn = re.findall(r"<svg role=\"img\".*?</svg>", page, re.S)
    return page, [re.findall(r"<text[^>]*>([^<]*)</text>", one) for one in drawn]


def test_one_sketch_with_letters_where_there_is_room() -> None:
    page, sketches = page_of(ROOM)
    (marks,) = sketches
    assert {"1", "2", "1a", "1b", "1c", "2a"} <= set(marks)
    # A guess is not counted beside a fact.
    told = "1 school has a need that is known to be met, and 1 school has a need that may be met."
    assert told in page and ">Needs known or likely<" in page
    assert ">Needs met or likely to be<" in page
    cells = re.findall(r"<td class=\"figure\"[^>]*><bdi>([a-z])</bdi></td>", page)
    assert cells == ["a", "b", "c", "a"]


def test_a_sketch_of_each_hub_where_they_crowd() -> None:
    page, sketches = page_of(CROWD, (60_000, 0))
    assert len(sketches) == 3
    assert {"1", "a", "b", "c"} <= set(sketches[1])
    assert {"2", "a"} <= set(sketches[2])
    ids = re.findall(r" id=\"([^\"]+)\"", page)
    assert len(ids) == len(set(ids))
