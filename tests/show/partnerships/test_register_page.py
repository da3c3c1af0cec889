"""The page of the register of partnerships names whose data it rests on."""

from __future__ import annotations

from matcher.core.allocation.decisions import DECLINED
from matcher.show.partnerships.facts import Register
from matcher.show.partnerships.page import page


def test_the_sources_are_those_of_the_places_or_the_records_alone() -> None:
    about = Register("partnerships", (), ("bent.toml: cannot be read (mend it)",), DECLINED)
    alone = page(about, ())
    assert "<li><bdi>The records of the partnerships themselves</bdi></li>" in alone
    drawn = page(about, ("Contains public sector information", "Crown copyright"))
    assert "<li><bdi>Contains public sector information</bdi></li>" in drawn
    assert "<li><bdi>Crown copyright</bdi></li>" in drawn
    assert "The records of the partnerships themselves" not in drawn
