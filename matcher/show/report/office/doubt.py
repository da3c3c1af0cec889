"""The parts of the report about what is not known and how to get it, and what to correct."""

from __future__ import annotations

from collections.abc import Iterator

from matcher.core.figures.number_format import counted
from matcher.show.allocation.text import percent
from matcher.show.kit.document.blocks import Block, Bullets, Heading, Paragraph, Table
from matcher.show.report.office.facts.office import Known, OfficeFacts

_NOTHING_TO_DO = "note"
_NOTHING_NEED_BE_DONE = "nothing need be done"  # at the end of a hint: no more is asked for


def not_known(found: OfficeFacts) -> Iterator[Block]:
    """What matching rests on, of how many it is known, and how to get the rest."""
    yield Heading("What is not known, and how to get it", anchor="unknown")
    yield Paragraph(
        "A list can only be as good as what it rests on. A share is "
        "blank where there is nobody of whom it could be known."
    )
    head = ("What", "Of whom", "Known", "Not known", "Share not known", "Why it counts")
    rows = tuple(
        (one.what, one.whom, f"{one.known:,}", f"{one.of - one.known:,}",
         percent((one.of - one.known) / one.of) if one.of else "", one.counts)
        for one in found.known
    )  # fmt: skip
    yield Table("What is known", head, rows, frozenset(head[2:5]), (3, 2.5, 1, 1, 1.2, 4))
    yield Heading("How to get it", 3)
    ways = [way for one in found.known if one.known < one.of for way in _ways(one)]
    if ways:
        yield Bullets(tuple(dict.fromkeys(ways)))
        stand_in = {
            "YOUR-LIST": "the list or lists that this run was made from",
            "TABLES": "a folder of the Department's tables",
            "REGISTERS": "a folder of files of public registers",
        }
        told = [f"{name} stands for {what}" for name, what in stand_in.items()
                if any(f" {name} " in way for way in ways)]  # fmt: skip
        if told:
            yield Paragraph(f"{', '.join(told)}. Give the other options of this run again.")
    else:
        yield Paragraph("All of it is known.")


def _ways(one: Known) -> Iterator[str]:
    what = one.what.partition(",")[0].partition(":")[0]
    for told, command in one.ways:
        yield f"{what[:1].upper()}{what[1:]}: {told}{f': {command}' if command else ''}"


def problems(found: OfficeFacts) -> Iterator[Block]:
    """What became of every row, and what is wrong with which."""
    yield Heading("What to correct in the lists", anchor="problems")
    head = ("File", "Rows read", "Used", "Rejected", "Blank", "Headings")
    rows = tuple(
        (str(account["list"]), *(f"{account[name]:,}" for name in
                                 ("read", "used", "rejected", "blank", "headings")))
        for account in found.record["lists"]
    )  # fmt: skip
    yield Table(
        "What became of every row: those read are those used, rejected, blank and headings",
        head, rows, frozenset(head[1:]), (4, 1, 1, 1, 1, 1),
    )  # fmt: skip
    if not found.problems:
        yield Paragraph("Nothing is to be corrected.")
        return
    gravest = [kind for kind in found.problems if kind.severity != _NOTHING_TO_DO]
    every, to_mend = (sum(kind.many for kind in kinds) for kinds in (found.problems, gravest))
    yield Paragraph(
        f"{counted(every, 'problem')}: {to_mend:,} to look at and "
        f"{counted(every - to_mend, 'note')}. problems.csv of the run has every one with its row."
    )
    if found.problems_outside:
        yield Paragraph(
            f"problems.csv has {found.problems_outside:,} more, of rows about schools outside of "
            "what the run was narrowed to."
        )
    idle = [kind for kind in found.problems if kind.hint.endswith(_NOTHING_NEED_BE_DONE)]
    if idle:
        codes = ", ".join(f"{kind.many:,} {kind.code}" for kind in idle)
        yield Paragraph(
            f"Of these, {sum(kind.many for kind in idle):,} tell of something for which nothing "
            f"need be done (in problems.csv by these codes: {codes})."
        )
    shown = [kind for kind in found.problems if kind not in idle]
    if not shown:
        return
    titles = ("Weight", "How many", "Such as", "What to do", "Where")
    yield Table(
        "By weight, then by how many there are",
        titles,
        tuple(
            (kind.severity, f"{kind.many:,}", kind.message, kind.hint,
             _where(kind.where, kind.many))
            for kind in shown
        ),
        frozenset({"How many"}),
        (1.2, 0.9, 4.5, 4, 3.5),
    )  # fmt: skip


def _where(places: tuple[str, ...], many: int) -> str:
    """The first few places; rows of one list are named together."""
    of_list: dict[str, list[str]] = {}
    for place in places:
        name, _, row = place.rpartition(", row ")
        of_list.setdefault(name or place, []).extend([row] if name else [])
    told = [
        f"{name}, row{'s' * (len(rows) > 1)} {', '.join(rows)}" if rows else name
        for name, rows in of_list.items()
    ]
    return f"{'; '.join(told)}{' …' if many > len(places) else ''}"


def in_short(found: OfficeFacts) -> Iterator[str]:
    """What is said, what is only likely, of how many, in a sentence each."""
    told = [*_said_of(found, "needs"), *_said_of(found, "offers"), *_said_of(found, "places")]
    if told:
        yield f"What is known? {' '.join(told)}"


def _said_of(found: OfficeFacts, side: str) -> Iterator[str]:
    """Of how many ``side`` is said, and of how many more it is only likely."""
    about = [one for one in found.known if one.what.startswith(side)]
    if not about:
        return
    said, likely = about[0], about[-1].known - about[0].known
    told = f"said of {f'{said.known:,}' if said.known else 'none'} of the {said.of:,} {said.whom}"
    if said.in_words:
        told += f" (of {said.in_words:,} in words of a list, as understood)"
    if likely:
        told += f", only likely of {likely:,}{' more' * bool(said.known)}"
    yield f"{side.capitalize()}: {told}."
