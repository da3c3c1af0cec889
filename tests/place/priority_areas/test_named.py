"""The programmes of ours: what an area is called on a day, and what is known of each."""

from __future__ import annotations

import datetime

import pytest

from matcher.core.places.area_words import called, former
from matcher.place.priority_areas.named import NAMED, ended_programme, title_on
from matcher.place.priority_areas.programmes import load_programme

DAY = datetime.timedelta(days=1)


@pytest.mark.parametrize("name", NAMED)
def test_an_area_is_a_former_one_from_the_day_after_the_last(name: str) -> None:
    one = NAMED[name]
    for day, title in ((one.last_day, one.kind), (one.last_day + DAY, f"former {one.kind}")):
        assert load_programme(name, day=day).title == one.title(day) == title
        assert title_on(one.kind, day) == title
        there = called("Bradford", title)
        assert (f"the former Bradford {one.kind}" == f"the {there}") == (day > one.last_day)
        assert there.removeprefix("former ") == f"Bradford {one.kind}"
        # What a record calls an area is understood, by its words or by the day it was written.
        found = one if day > one.last_day else None
        assert ended_programme(there, None) is found
        assert ended_programme(f"Bradford {one.kind}", day) is found
    assert former(title) == title_on(title, one.last_day) == title
    assert load_programme(name).title == one.kind


def test_the_last_day_stands_in_the_notes() -> None:
    assert [one.note.partition(";")[0] for one in NAMED.values()] == [
        "12 areas, 2017 to September 2022",
        "55 local authorities, 2022 to March 2025",
        "24 areas, the 12 opportunity areas among them, 2022 to March 2025",
    ]


def test_areas_of_a_file_have_no_last_day() -> None:
    late = datetime.date(2100, 1, 1)
    assert title_on("priority area", late) == "priority area"
    assert ended_programme("Harbour priority area", late) is None
    assert called("Harbour", "priority area") == "Harbour priority area"
