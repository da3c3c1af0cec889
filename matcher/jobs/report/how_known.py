"""How far what pages tell is known: of each pair term by term, as an explanation has it; and on
what each need and offer of a school rests."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from matcher.core.tables import ONLY_LIKELY
from matcher.core.text.evidence import of_side
from matcher.core.travel.times import ESTIMATE

if TYPE_CHECKING:
    from matcher.jobs.matching.reopen import ReopenedRun
    from matcher.profile.measured.rules import Rules
    from matcher.show.explain.sides import Words
    from matcher.show.report.facts import Known

Row = Mapping[str, Any]
Pair = tuple[str, str]  # the URNs of seeker and partner
Tag = tuple[str, str, str]  # of whom, its activity and its subject
_OF_NEEDS = ("gives", "gains")  # the terms about needs


def how_known(run: ReopenedRun, rows: Iterable[Row]) -> Mapping[Pair, Mapping[str, str]]:
    """For each pair of these ``rows`` of MATCHES how far each term is known that counts in the run,
    or would if anything were known of it: one of the words of
    :mod:`matcher.show.explain.score.known`. Of needs a run of an earlier version does not tell."""
    from matcher.show.explain.score.known import IN_PART, KNOWN, UNKNOWN, state

    weights, timed = run.ranking.weights, run.ranking.arrays.travel is not None
    found: dict[Pair, dict[str, str]] = {}
    for row in rows:
        guessed = timed and row["minutes_by"] in ("", ESTIMATE)
        states = {
            "near": IN_PART if guessed else KNOWN,
            "opportunity": UNKNOWN if math.isnan(row["opportunity"]) else KNOWN,
        }
        for term in _OF_NEEDS:
            if not math.isnan(known := row[f"{term}_known"]):
                states[term] = state(known, known)
        # What the run leaves out is known where a school is said to need, or to offer, nothing.
        found[str(row["seeker_urn"]), str(row["partner_urn"])] = {
            term: states.get(term, UNKNOWN) for term in weights.left_out
        } | {term: states[term] for term, share in weights.shares.items()
             if share > 0 and term in states}  # fmt: skip
    return found


@cache
def _default_rules() -> Rules:
    """The rules that come with the product, read once for all pages."""
    from matcher.profile.measured.rules import load_rules

    return load_rules()


def known_tags(
    rows: Iterable[Mapping[str, Any]],
    side: str,
    words: Words,
    asked: Collection[Tag],
    *,
    own_rules: bool,
) -> tuple[Known, ...]:
    """What a school of these ``rows`` of PROFILE needs, or offers (``side``: need or strength), the
    greatest first, equal ones in the order of their tags, but needs that are said before those that
    are only likely; not what figures put too low to name. ``asked``: the school, activity and
    subject of all that the run asked about; ``own_rules``: figures became needs by rules of
    somebody's own."""
    from matcher.core.figures.surety import FIGURES, is_small
    from matcher.show.explain.needs import tag_basis
    from matcher.show.report.facts import Known

    # By other rules a figure may give a need for another reason.
    rules = None if own_rules else _default_rules()

    def basis(row: Mapping[str, Any]) -> str:
        tag, evidence = (row["activity"], row["subject"]), of_side(str(row["evidence"]), side)
        why = rules.because(side, tag, evidence) if rules and row["source"] == FIGURES else ""
        return "; ".join(filter(None, (tag_basis(str(row["source"]), evidence), why)))

    found = [
        Known(
            words(row["activity"], row["subject"]),
            float(row[side]),
            float(row["confidence"]),
            basis(row),
            (row["urn"], row["activity"], row["subject"]) in asked,
            row["source"] in ONLY_LIKELY,
        )
        for row in sorted(rows, key=lambda row: (row["activity"], row["subject"]))
        if row[side] > 0 and row["activity"] != "none" and not is_small(row[side], row["source"])
    ]
    return tuple(sorted(found, key=lambda one: (side == "need" and one.likely, -one.degree)))


def too_low(rows: Iterable[Row], words: Words, asked: Collection[Tag]) -> tuple[str, ...]:
    """The published figures of a school, by its ``rows`` of PROFILE, that put needs too low to
    name, of those ``asked`` about, which so weigh in a score; each after the needs."""
    return _figures(filter(partial(_is_too_low, asked=asked), rows), words, how_great=True)


def looked_at(rows: Iterable[Row], words: Words, asked: Collection[Tag]) -> tuple[str, ...]:
    """Those that could have told of a need and tell of none, each after what it could be of."""
    silent = (row for row in rows if not math.isnan(row["need"]) and not _is_too_low(row, asked))
    return _figures(silent, words)


def _is_too_low(row: Row, asked: Collection[Tag]) -> bool:
    from matcher.core.figures.surety import is_small

    of = (row["urn"], row["activity"], row["subject"])
    return row["need"] > 0 and is_small(row["need"], row["source"]) and of in asked


def _figures(rows: Iterable[Row], words: Words, *, how_great: bool = False) -> tuple[str, ...]:
    from matcher.core.figures.surety import FIGURES
    from matcher.show.explain.needs import degree_words

    found: dict[str, set[str]] = {}  # a figure may tell of several needs
    for row in rows:
        if row["source"] == FIGURES:
            tag = words(row["activity"], row["subject"])
            told = f"{tag} ({degree_words(row['need'])})" if how_great else tag
            found.setdefault(str(row["evidence"]), set()).add(told)
    return tuple(sorted(f"{', '.join(sorted(tags))}: {of}" for of, tags in found.items()))
