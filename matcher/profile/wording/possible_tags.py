"""What a piece of prose may say: tags that are sure enough, those that a person should look at,
and the words that led to neither; and how that is told."""

from __future__ import annotations

from dataclasses import dataclass

from matcher.core.problems import ProblemLog
from matcher.profile.stated import FreeText, log_fault
from matcher.profile.vocabulary import Vocabulary
from matcher.profile.wording.column_sides import AGAINST, Verdict

EVIDENCE = 200  # characters of a clause that are kept
_MOST_SUGGESTED = 4


@dataclass(frozen=True, slots=True)
class PossibleTag:
    """What a clause seems to say: a tag, which way and how strongly, and how sure that is."""

    activity: str
    subject: str
    side: str
    degree: float
    confidence: float
    words: str
    is_surest: bool = True
    verdict: Verdict = Verdict.AGREE


@dataclass(frozen=True, slots=True)
class TextTags:
    """What one piece of prose says: tags, what it may say, and the clauses that led to neither."""

    tags: tuple[PossibleTag, ...]
    suggestions: tuple[PossibleTag, ...]
    unread: tuple[str, ...] = ()


def log_unsure(
    piece: FreeText, text_tags: TextTags, vocabulary: Vocabulary, log: ProblemLog
) -> None:
    """Say what a person should look at: nothing where every word led to a tag."""
    used = {tag.words for tag in text_tags.tags}
    suggestions = [tag for tag in text_tags.suggestions if tag.words not in used]
    if suggestions:
        meant = dict.fromkeys(
            f'"{m.activity} {m.subject or vocabulary.by_id[m.activity].short}" as a {m.side}'
            for m in suggestions
        )
        log.add(
            "unsure_words",
            f"not sure enough what these words say to use them: {suggestions[0].words}",
            list=piece.list,
            sheet=piece.sheet,
            row=piece.row,
            column=piece.column,
            # Of notes only the clause in question: the rest may be about anybody.
            value=piece.text if piece.fault else suggestions[0].words,
            severity="note" if piece.fault is None or text_tags.tags else "warning",
            hint="if it is meant, write " + " or ".join(list(meant)[:_MOST_SUGGESTED]),
        )
    elif not text_tags.tags:
        log_fault(piece, log)
        return
    # Beside what was read in a column of needs or strengths nothing is passed over in silence.
    for clause in text_tags.unread if piece.column in AGAINST else ():
        log.add(
            "unsure_words",
            f"these words led to no need and no strength: {clause[:EVIDENCE]}",
            list=piece.list,
            sheet=piece.sheet,
            row=piece.row,
            column=piece.column,
            value=clause[:EVIDENCE],
            severity="note",
            hint="if one is meant, write it as a tag, such as T3 physics",
        )
