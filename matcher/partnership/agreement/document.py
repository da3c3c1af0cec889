"""What an agreement is made of: sections of paragraphs, lists and tables, with blanks.

A document of any format is written from these and holds nothing else. A blank is shown as
``[to fill in: prompt]`` everywhere, and that text alone makes it one: it is found again in
a document that went through other programs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from matcher.core.cells import clean

# What a document of ours says of itself in its properties or in a comment at its head.
DOCUMENT_MARK = "school-partner-matcher memorandum"
LANGUAGE = "en-GB"
DOCUMENT_NAME = "mou"  # the documents of a partnership's folder: mou.docx, mou.md, mou.pdf

_OPEN = "[to fill in"
# As somebody may leave it after editing: other case, more spaces, no colon, no closing bracket.
_MARK = re.compile(r"\[to\s+fill\s+in\b\s*:?\s*([^\[\]]*)", re.IGNORECASE)
_LIKE_MARK = re.compile(r"\[(?=to\s+fill\s+in\b)", re.IGNORECASE)
_OBJECTIVE = re.compile(r"\((O(?:1[0-3]|[1-9]))\)\s*\Z")
# Overrides of the writing direction, which can make a name read as another (as in TR36 of
# Unicode), and two code points that XML 1.0 does not have; cells.clean takes the controls.
_NOT_TEXT = re.compile("[\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Blank:
    """Something people have to fill in; ``id`` is unlike that of every other blank of the
    document, ``prompt`` says what belongs there."""

    id: str
    prompt: str

    @property
    def text(self) -> str:
        """The blank as it is shown."""
        return f"{_OPEN}: {self.prompt}]"


Line = tuple[str | Blank, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of running text."""

    line: Line


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of points."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: ``title`` says what it holds, to those who do not see it; ``header`` is its
    first row, the first cell of every row its heading; ``widths`` are shares of the page
    that sum to 1; the rows numbered in ``by_hand`` (from 0) are signed on paper and get room
    for it."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    widths: tuple[float, ...]
    by_hand: tuple[int, ...] = ()


Block = Paragraph | Bullets | Table


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of ``level`` 1 or 2 and what stands under it, up to the next heading."""

    heading: str
    level: int
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement: its title, who it is between, and its sections in order."""

    title: str
    between: str
    sections: tuple[Section, ...]

    def lines(self) -> Iterator[Line]:
        """Every line of text in the order of the document, headers of tables apart."""
        for section in self.sections:
            for block in section.blocks:
                if isinstance(block, Paragraph):
                    yield block.line
                elif isinstance(block, Bullets):
                    yield from block.lines
                else:
                    yield from (cell for row in block.rows for cell in row)

    def blanks(self) -> tuple[Blank, ...]:
        """Everything to be filled in, in the order of the document."""
        return tuple(part for line in self.lines() for part in line if isinstance(part, Blank))


def safe_line(text: str) -> str:
    """Text from a list or a person as one line that every format can hold: no control
    characters, no overrides of direction, white space single. Text that would read as a
    blank gets a space after its bracket, so that it is not taken for one."""
    one_line = " ".join(_NOT_TEXT.sub("", clean(re.sub(r"\s", " ", text))[0]).split())
    return _LIKE_MARK.sub("[ ", one_line)


def blank_prompts(text: str) -> list[str]:
    """The prompts of the blanks that stand in ``text``, "" where nothing is left of one."""
    return [" ".join(found.split()) for found in _MARK.findall(text)]


@dataclass(frozen=True, slots=True)
class OpenBlank:
    """A blank still open: the heading it stands under, where in a table ("row, column"; ""
    outside of tables), and what it asks for."""

    section: str
    place: str
    prompt: str


@dataclass(frozen=True, slots=True)
class AgreementState:
    """An agreement looked through: its headings and the blanks still open, in its order."""

    headings: tuple[str, ...]
    open: tuple[OpenBlank, ...]

    @property
    def settled(self) -> tuple[str, ...]:
        """The objectives, O1 to O13, that it has a heading for and no blank under it."""
        return self._objectives(with_blanks=False)

    @property
    def with_blanks(self) -> tuple[str, ...]:
        """The objectives that it has a heading for and a blank under it."""
        return self._objectives(with_blanks=True)

    def _objectives(self, *, with_blanks: bool) -> tuple[str, ...]:
        left = {one.section for one in self.open}
        headings = (one for one in self.headings if (one in left) == with_blanks)
        return tuple(found[1] for one in headings if (found := _OBJECTIVE.search(one)))


def agreement_file(folder: Path) -> Path | None:
    """The agreement in the folder of a partnership that can be looked through: its Word document,
    else its Markdown; None where there is neither."""
    found = (folder / f"{DOCUMENT_NAME}.{form}" for form in ("docx", "md"))
    return next((path for path in found if path.exists()), None)


def place_in_table(row: str, column: str, at: int) -> str:
    """Where in a table a blank stands, by the headings of its row and column; ``at``: the number
    of its column, from 0."""
    parts = (row, column) if at else (column,)
    return ", ".join(filter(None, (" ".join(part.split()) for part in parts)))
