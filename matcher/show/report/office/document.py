"""The report of an office as one document: the answers first, then each part with its figures."""

from __future__ import annotations

from matcher.core.cells import in_words
from matcher.show.kit.document.blocks import Block, Bullets, Document, Heading, Paragraph
from matcher.show.report.office import carries, doubt, method, nobody, unmet, where, who
from matcher.show.report.office.facts.office import OfficeFacts
from matcher.show.report.office.words import part_of, schools, title_of

_PARTS = (
    who.served, nobody.nobody, unmet.unmet, where.thin, where.how_far, carries.partners,
    doubt.not_known, doubt.problems, method.method, method.files,
)  # fmt: skip


def document(found: OfficeFacts) -> Document:
    """The report, the same for the same run."""
    title = title_of(found)
    if not found.seekers:
        blocks: list[Block] = [
            Paragraph("No school looks for partners in this run, or none of them may meet a "
                      "partner of your lists, so there is nothing to report on.", apart=True)
        ]  # fmt: skip
        blocks += [*doubt.problems(found), *method.files(found)]
        return Document(title, tuple(_lead(found)), tuple(blocks), found.attribution)
    blocks = [Heading("In short", anchor="short"), Bullets(tuple(_in_short(found)))]
    for part in _PARTS:
        blocks += part(found)
    return Document(title, tuple(_lead(found)), tuple(blocks), found.attribution, contents=True)


def _lead(found: OfficeFacts) -> list[str]:
    as_of = in_words(str(found.record["settings"]["as_of"]))
    lines = [
        f"The run was narrowed to {found.narrowed}. What stands here of schools, needs and lists "
        "is about that alone."
    ] if found.narrowed else []  # fmt: skip
    lines += [
        f"{part_of(found.everybody.reached)} schools that look for partners have at least one "
        f"{found.reach.within} whom they may meet."
    ] if found.seekers else []  # fmt: skip
    if not found.listed and found.seekers:
        whom = f"{schools(found.seekers)} took part"
        if found.everybody.reached.part == found.seekers:
            whom = "Schools that may meet none of your partners are not told of"
        lines.append(
            "None of these schools is in a list of yours: the register supplied them for your "
            f"partners. {whom}. What is told of lists, of needs that are met and of distances is "
            f"told of {found.in_a_list:,} of the {found.seekers:,}: those that a partner of yours "
            "has in its list."
        )
    if found.listed and found.of_register:
        lines.append(
            f"It tells of the {schools(found.seekers)} of your lists that look for partners. "
            f"{found.of_register:,} more took part: the register supplied them, as one of your "
            "partners may meet them."
        )
    return [*lines, f"It rests on the run “{found.name}”, as of {as_of}."]


def _in_short(found: OfficeFacts) -> list[str]:
    return [
        *who.in_short(found), *where.in_short(found), *carries.in_short(found),
        *doubt.in_short(found),
    ]  # fmt: skip
