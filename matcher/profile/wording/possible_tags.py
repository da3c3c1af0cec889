"""What a piece of prose may say: tags that are sure enough, those that a person should look at,
and the words that led to neither; and how that is told."""

from __future__ import annotations

import re
from dataclasses import dataclass

from matcher.core.problems import ProblemLog, Severity
from matcher.profile.stated import FreeText, log_fault
from matcher.profile.vocabulary import APPLICANTS, GROUNDS, Vocabulary
from matcher.profile.wording.clauses import is_outdoors
from matcher.profile.wording.column_sides import AGAINST, Verdict

EVIDENCE = 200  # characters of a clause that are kept
_MOST_SUGGESTED = 4
_FEW_WORDS = 3  # no sentence
_PRIMARY = re.compile(r"\b(?:y(?:ea)?r?s? ?[1-6]|ks ?[12]|reception)\b", re.IGNORECASE)


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


def asks_a_person(tag: PossibleTag, words: int) -> bool:
    """Whether a tag of a clause of so many words is for a person to confirm, however sure: a forest
    school may be lent, led or taught, and a child of Year 6 is no applicant."""
    if tag.subject == GROUNDS:
        return words <= _FEW_WORDS and is_outdoors(tag.words)
    return tag.activity == APPLICANTS and _PRIMARY.search(tag.words) is not None


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
    if not suggestions and not text_tags.tags:
        log_fault(piece, log)
        return
    asks = piece.column in AGAINST
    # In a column that asks, every clause is told with what it may mean.
    each = dict.fromkeys(tag.words for tag in suggestions) if asks else ()
    groups = [[tag for tag in suggestions if tag.words == words] for words in each]
    for own in groups or [suggestions][: len(suggestions)]:
        meant = dict.fromkeys(
            f'"{m.activity} {m.subject or vocabulary.by_id[m.activity].short}" as a {m.side}'
            for m in own
        )
        _add(
            piece,
            f"not sure enough what these words say to use them: {own[0].words}",
            # Of notes only the clause in question: the rest may be about anybody.
            piece.text if piece.fault else own[0].words,
            "if it is meant, write " + " or ".join(list(meant)[:_MOST_SUGGESTED]),
            "note" if piece.fault is None or text_tags.tags else "warning",
            log,
        )
    # Beside what was read there, nothing is passed over in silence.
    for clause in text_tags.unread if asks else ():
        _add(
            piece,
            f"these words led to no need and no strength: {clause[:EVIDENCE]}",
            clause[:EVIDENCE],
            "if one is meant, write it as a tag, such as T3 physics",
            "note",
            log,
        )


def _add(
    piece: FreeText, message: str, value: str, hint: str, severity: Severity, log: ProblemLog
) -> None:
    log.add(
        "unsure_words",
        message,
        list=piece.list,
        sheet=piece.sheet,
        row=piece.row,
        column=piece.column,
        value=value,
        severity=severity,
        hint=hint,
    )
