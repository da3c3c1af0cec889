"""Pairs that are partners already, named by the URN of a school that has closed since."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from matcher.core.settings.combine import settings
from matcher.jobs.matching.demo import sources
from matcher.jobs.matching.match import find

OLD, NEW = "900142", "900001"  # the sample's links say so


def partners(existing: Path | None) -> set[str]:
    given = replace(sources(), existing=existing)
    found = find(given, settings(from_register="both")).matches
    return set(found.loc[found["seeker_urn"] == NEW, "partner_urn"])


def test_a_partner_of_a_school_that_closed_is_one_of_its_successor(tmp_path: Path) -> None:
    free = partners(None)
    assert free
    first = min(free)
    path = tmp_path / "existing.csv"
    path.write_text(f"URN,Partner URN\n{OLD},{first}\n", encoding="utf-8")
    assert first not in partners(path)
    path.write_text(f"URN,Partner URN\n900143,{first}\n", encoding="utf-8")
    assert partners(path) == free  # a school without a successor bars nobody else
