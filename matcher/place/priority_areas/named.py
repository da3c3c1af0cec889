"""The programmes of priority areas that we carry: what their areas are called, and their last day.

What the Department for Education announced: opportunity areas were funded from 2017 to September
2022. The fund for local needs of priority education investment areas ran to the end of March 2025.
In that month the Department said that no new policy would put education investment areas first; no
day was named, so the end of that month counts. Payments to teachers there went on for a year: the
last day is that of the programme, and not of every payment.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from matcher.core.places.area_words import FORMER, former


@dataclass(frozen=True, slots=True)
class NamedProgramme:
    """A programme of ours: what one of its areas is called while it runs (``kind``), how many there
    are, the year it began and its last day, and by which codes we have them ("": no word of it)."""

    kind: str
    areas: str
    began: int
    last_day: datetime.date
    codes: str = ""

    @property
    def ended(self) -> str:
        """The month of its last day, in words."""
        return f"{self.last_day:%B %Y}"

    @property
    def note(self) -> str:
        """What is to be known of it, in a phrase."""
        told = f"{self.areas}, {self.began} to {self.ended}"
        return f"{told}; {self.codes}" if self.codes else told

    def title(self, day: datetime.date) -> str:
        """What one of its areas is called on ``day``: "former" comes first after its last day."""
        return former(self.kind) if day > self.last_day else self.kind


NAMED: Mapping[str, NamedProgramme] = MappingProxyType(
    {
        "opportunity-areas": NamedProgramme(
            "opportunity area",
            "12 areas",
            2017,
            datetime.date(2022, 9, 30),
            "district codes of 2018 and LSOA of 2011 and 2021",
        ),
        "education-investment-areas": NamedProgramme(
            "education investment area",
            "55 local authorities",
            2022,
            datetime.date(2025, 3, 31),
            "codes of the register of May 2025",
        ),
        "priority-education-investment-areas": NamedProgramme(
            "priority education investment area",
            "24 areas, the 12 opportunity areas among them",
            2022,
            datetime.date(2025, 3, 31),
        ),
    }
)


def title_on(title: str, day: datetime.date) -> str:
    """``title``, which a run of any version keeps, as it is on ``day``."""
    found = next((one for one in NAMED.values() if one.kind == title), None)
    return title if found is None else found.title(day)


def ended_programme(area: str, day: datetime.date | None) -> NamedProgramme | None:
    """The programme of an area that is called so ("Hastings opportunity area", in capitals or
    not), where it had ended by ``day``, or the words say so; None else. ``day`` None: the words
    alone decide."""
    words = area.lower()
    # The longest first: "education investment area" ends the words of another programme too.
    for one in sorted(NAMED.values(), key=lambda one: -len(one.kind)):
        if words.endswith(one.kind):
            past = words.startswith(FORMER) or (day is not None and day > one.last_day)
            return one if past else None
    return None
