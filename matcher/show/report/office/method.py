"""The parts of the report about how it was made: the method in plain words, and the files."""

from __future__ import annotations

from collections.abc import Iterator

from matcher.core.settings.config import ANYONE, GUIDE, HUBS
from matcher.show.kit.document.blocks import Block, Bullets, Heading, Table
from matcher.show.kit.text_format import percentages
from matcher.show.report.office.facts.office import OfficeFacts

_DIGITS = 12  # of the SHA-256 of a file: enough to tell its versions apart
_MOST_FILES = 60
_GIVERS = {
    GUIDE: "Independent schools, universities and colleges give; state-funded schools seek.",
    HUBS: "Independent schools, universities and colleges give, and so do special schools, "
    "sixth-form colleges and teaching school hubs that are state-funded.",
    ANYONE: "Independent schools, universities and colleges give, and so does every state-funded "
    "school with a known strength.",
}
_TERMS = {
    "near": "how near they are",
    "opportunity": "whether the school is in or near a priority area",
    "gives": "how much of what the school needs the partner has or offers, as far as is known",
    "gains": "what the partner gets back",
}


def method(found: OfficeFacts) -> Iterator[Block]:
    """How schools were matched and counted."""
    config, record = found.config, found.record
    shares = record["terms"]["weights"]
    weights = ", ".join(f"{_TERMS[term]} {part}" for term, part in percentages(shares).items())
    yield Heading("How this was made", anchor="method")
    whose = "school" if found.listed else "partner"  # the lists may be of partners alone
    lines = [
        f"This report reads the folder of the run {found.name} and nothing else. It changes "
        "nothing in it.",
        _GIVERS[config.givers],
        f"Two schools may meet {found.reach.within}, unless a gate keeps them apart: the same "
        "trust, partners already, an exclusion of yours, pupils of very different ages, and what "
        "the run was narrowed to. Unknown never keeps anybody apart.",
        f"Pairs are ranked by a score from 0 to 1: {weights}. Each {whose}'s list has its best "
        f"{config.k}. What is not known counts as for an average partner of its kind.",
        "A need that published figures or a register alone suggest is told as likely: ask the "
        "school. A need counts as met where a partner in the list says that it offers it or "
        "something near to it, at least in part. Where a public register lists that, or words of a "
        "list, a register or published figures suggest it, the need may be met: nobody has "
        "stated it as an offer.",
        f"The run was narrowed to {found.narrowed}." if found.narrowed else "",
        "Whether a group differs from all schools is judged by its 99.8 % interval (Wilson 1927, "
        "as in a funnel plot: Spiegelhalter 2005). With 150 authorities that are all alike, one "
        "would be marked in about three reports.",
        "Being in reach, and having something, is no partnership: only the schools can say what "
        "they will do.",
    ]
    yield Bullets(tuple(line for line in lines if line))


def files(found: OfficeFacts) -> Iterator[Block]:
    """The files the run rests on, and the day it counts from."""
    yield Heading("The run and its files", anchor="files")
    record = found.record
    yield Bullets(
        (
            *(f"{line}." for line in found.dates),
            f"Run: {found.name}, digest {record['digest'][:_DIGITS]}; made by matcher "
            f"{record['versions']['matcher']}. matcher verify says whether it is whole.",
            *found.notes,
        )
    )
    # A file that is both a list and the register stands there once.
    rows = list(dict.fromkeys(
        (str(one["name"]), f"{one['bytes']:,}", one["sha256"][:_DIGITS])
        for one in record["inputs"]
    ))  # fmt: skip
    more = f" The first {_MOST_FILES} of {len(rows):,}; run.json has all." * (
        len(rows) > _MOST_FILES
    )
    yield Table(
        f"Files that were read, with the first {_DIGITS} digits of their SHA-256.{more}",
        ("File", "Bytes", "SHA-256"),
        tuple(rows[:_MOST_FILES]),
        frozenset({"Bytes"}),
        (5, 1.5, 2),
    )
