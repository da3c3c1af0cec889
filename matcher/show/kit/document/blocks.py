"""What a document is made of, whatever it is written as. All words are plain text; a list's own
words may stand among them, and whoever writes them out keeps them from meaning anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; ``level`` 2 or 3, as the title is the first. ``anchor``: its id on a page, ours,
    "" for none."""

    words: str
    level: int = 2
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``apart`` sets off what a reader must not miss. ``links``: names that follow its
    words in a row, each with an address of ours."""

    words: str
    apart: bool = False
    links: tuple[tuple[str, str], ...] = ()

    @property
    def whole(self) -> str:
        """Its words with the names of its links."""
        names = ", ".join(name for name, _ in self.links)
        return f"{self.words} {names}." if names else self.words


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of lines."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption; every row has a cell for each word of ``head``. ``figures`` names the
    columns that are set to the right, ``widths`` the share of the width that each takes on paper,
    () for as much as it needs."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: frozenset[str] = frozenset()
    widths: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: SVG of ours (:mod:`matcher.core.page.svg`) with a viewBox, and what it shows in
    ``words`` for those who cannot see it. ``width``: the most that it takes up on paper, a share of
    the width."""

    svg: str
    words: str
    width: float = 1.0


Block: TypeAlias = Heading | Paragraph | Bullets | Table | Picture


@dataclass(frozen=True, slots=True)
class Document:
    """A document: its title, the lines under it (``lead``), its blocks, and at the end whose data
    it rests on (``sources``). ``contents``: after the lead it lists its headings of level 2, each
    with a way to it; those have anchors."""

    title: str
    lead: tuple[str, ...]
    blocks: tuple[Block, ...]
    sources: tuple[str, ...] = ()
    contents: bool = False

    def parts(self) -> tuple[Heading, ...]:
        """The headings that its contents list."""
        return tuple(
            block
            for block in self.blocks
            if self.contents and isinstance(block, Heading) and block.level == 2
        )

    def texts(self) -> Iterator[str]:
        """Every text in it, in its order."""
        yield self.title
        yield from self.lead
        for block in self.blocks:
            match block:
                case Paragraph():
                    yield block.whole
                case Heading(words) | Picture(_, words):
                    yield words
                case Bullets(lines):
                    yield from lines
                case Table(caption, head, rows):
                    yield from (caption, *head)
                    for row in rows:
                        yield from row
        yield from self.sources
