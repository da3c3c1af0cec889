"""The index of a folder of pages: whoever looks for a school finds it by authority and name."""

from __future__ import annotations

import re
from itertools import permutations

from matcher.show.report.facts import RunFacts
from matcher.show.report.index import Entry, index

RUN = RunFacts("1 November 2026", "40 km", 5, (), (), {"near": 1.0})
PAGES = (  # by authority and name; the names of the files run the other way
    Entry("z.html", "seeker", "1", "alder", "Kent", 2),
    Entry("y.html", "partner", "2", "Beech", "Kent", 1),
    Entry("w.html", "seeker", "3", "Cedar", "Kent", 0),
    Entry("x.html", "seeker", "4", "Cedar", "Kent", 0),  # of one name: by its file
    Entry("b.html", "seeker", "5", "Ash", "Surrey", 3),
    Entry("a.html", "seeker", "6", "Ash", "", 3),
)


def test_pages_stand_by_authority_and_name_whatever_their_files_are_called() -> None:
    made = {index(order, RUN) for order in permutations(PAGES)}
    assert len(made) == 1
    (page,) = made
    assert re.findall(r'href="([^"#]+)"', page) == [one.file for one in PAGES]
    heads = re.findall(r'<h2 id="a\d"><bdi>([^<]+)</bdi></h2>', page)
    assert heads == ["Kent", "Surrey", "Authority not known"]
