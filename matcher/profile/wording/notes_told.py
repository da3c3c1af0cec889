"""What is told of a column of notes, which is read for sentences alone: in how many cells anything
was read, and which cells hold tags, that nobody reads there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from matcher.core.figures.number_format import counted
from matcher.core.problems import ProblemLog
from matcher.profile.stated import FreeText
from matcher.profile.tag_grammar import TagGrammar
from matcher.profile.vocabulary import Vocabulary

NOTES = "notes"


def log_notes(
    free_texts: Sequence[FreeText],
    gave_tags: Sequence[bool],
    vocabulary: Vocabulary,
    log: ProblemLog,
) -> None:
    """Say of each list in how many cells of its notes a need or an offer was read, where that is
    not all, and of each cell that holds tags how to have them read; ``gave_tags``: of each text
    whether it gave any."""
    filled: Counter[tuple[str, str]] = Counter()
    read: Counter[tuple[str, str]] = Counter()
    for text, gave in zip(free_texts, gave_tags, strict=True):
        if text.column == NOTES:
            filled[text.list, text.sheet] += 1
            read[text.list, text.sheet] += gave
    for (name, sheet), many in filled.items():
        if read[name, sheet] < many:
            log.add(
                "notes_read",
                f"a need or an offer was read in {read[name, sheet]:,} of {counted(many, 'cell')} "
                "of notes; sentences that say neither are left alone",
                list=name,
                sheet=sheet,
                column=NOTES,
                severity="note",
                hint="if the column holds needs, or offers, say so: --column "
                'needs="its header", or strengths="its header"',
            )
    for text in (one for one in free_texts if one.column == NOTES):
        if tags := _tags(text.text, vocabulary):
            log.add(
                "tags_in_notes",
                "notes are read for sentences alone, so what looks like a tag was not used: "
                + "; ".join(tags),
                list=text.list,
                sheet=text.sheet,
                row=text.row,
                column=NOTES,
                value="; ".join(tags),
                hint="call the column Needs, or Strengths, or say which it is: --column "
                'needs="its header", or strengths="its header"',
            )


def _tags(text: str, vocabulary: Vocabulary) -> list[str]:
    """The pieces of a note that are tags and begin with the identifier of an activity."""
    identifier = re.compile(rf"\b(?:{'|'.join(map(re.escape, vocabulary.by_id))})\b")
    if not identifier.search(text):
        return []
    pieces = TagGrammar(vocabulary).read(text)
    return [one.words for one in pieces if one.tags and identifier.match(one.words)]
