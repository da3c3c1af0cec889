"""What a paper of findings shows, as plain data: its sections, tables and texts; and the facts
it is made from."""

from __future__ import annotations

from dataclasses import dataclass

from matcher.partnership.findings.evidence_level import Evidence
from matcher.partnership.findings.lessons import Lesson
from matcher.partnership.monitor.progress import Report
from matcher.partnership.record.partnership import Partnership


@dataclass(frozen=True, slots=True)
class Table:
    """A table of text: its caption, header and rows."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its paragraphs, then its items, then its table."""

    id: str
    heading: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """The findings for one audience. ``cut`` says how many items and rows were left out to
    keep to the length that the audience is given."""

    title: str
    lead: str
    sections: tuple[Section, ...]
    cut: int = 0

    @property
    def words(self) -> int:
        """How many words it has, tables and headings included."""
        texts = [self.title, self.lead]
        for one in self.sections:
            texts += [one.heading, *one.paragraphs, *one.items]
            if one.table:
                texts += [one.table.caption, *one.table.head]
                texts += [cell for row in one.table.rows for cell in row]
        return sum(len(text.split()) for text in texts)


@dataclass(frozen=True, slots=True)
class Facts:
    """What findings are made of. ``left_out``: whether targets are left out of the report here
    that other audiences are told of."""

    partnership: Partnership
    report: Report
    evidence: Evidence
    lessons: tuple[Lesson, ...] = ()
    left_out: bool = False

    @property
    def told(self) -> bool:
        """Whether anybody has told yet what was done."""
        return self.evidence.level > 0
