"""``plan.md``: the whole plan as a page of Markdown, to read, print or put on a website.

Text of names and answers is hostile: every sign that Markdown or HTML gives a meaning to is
written so that it stands for itself.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence

from matcher.core.cells import clean
from matcher.partnership.monitor.plan_reader import ids_of_rows
from matcher.partnership.monitor.shown_cells import marks_note
from matcher.partnership.plan.answers import STATUS_HELP
from matcher.partnership.plan.content.indicators import (
    INDICATOR,
    LOGIC,
    STAGES,
    routes_of,
    stage_words,
    with_repeat,
)
from matcher.partnership.plan.content.placeholders import one_line, party_name
from matcher.partnership.plan.content.question_bank import in_use
from matcher.partnership.plan.files.editable_csv import Row
from matcher.partnership.record.partnership import IN_WORDS, Partnership

_SIGNS = re.compile(r"([\\`*_{}\[\]()#+.!|~<>&$@:-])")
_ANSWER = ("answer", "by", "due", "status")
_ENDING = re.compile(r"\n<!-- made ([0-9a-f]{12}) -->\n\Z")


def escape_markdown(text: str) -> str:
    """Text as one line of Markdown in which no sign means anything but itself."""
    line = " ".join(clean(text)[0].split())
    return _SIGNS.sub(lambda m: f"&#{ord(m[1])};" if m[1] in "<>&|`" else _escaped(m[1]), line)


def _escaped(sign: str) -> str:
    # These mean nothing within a line or a cell of a table, where all our text stands.
    return sign if sign in "().:-" else f"\\{sign}"


def plan_markdown(
    partnership: Partnership,
    plan: Sequence[Row],
    questions: Sequence[Row],
    checklist: Sequence[Row],
    data: Sequence[Row],
) -> str:
    """The page, of the rows of the four files. Its last line tells whether anybody changed
    it (:func:`is_unchanged`)."""
    one, other = partnership.parties
    lines = [
        f"# Plan: {escape_markdown(party_name(one))} and {escape_markdown(party_name(other))}",
        "",
        "Made from the CSV files beside it: write there, and make the plan again. Blank means "
        "not known yet.",
        *filter(None, [marks_note(plan)]),
        *_exchange_sections(partnership, [row for row in plan if in_use(row)]),
        *_question_tables([row for row in questions if in_use(row)]),
        *_table("Evaluation checklist", ("number", "question", *_ANSWER), checklist),
        *_table("Data plan", ("part", "school", "question", *_ANSWER), data),
        "",
        STATUS_HELP,
        *_routes(partnership),
    ]
    text = "\n".join(lines) + "\n"
    return f"{text}\n<!-- made {_mark(text)} -->\n"


def is_unchanged(text: str) -> bool:
    """Whether a page is as :func:`plan_markdown` made it."""
    text = text.replace("\r\n", "\n")
    ending = _ENDING.search(text)
    return ending is not None and ending[1] == _mark(text[: ending.start()])


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]


def _exchange_sections(partnership: Partnership, plan: Sequence[Row]) -> Iterator[str]:
    """A section for everything exchanged: its logic model and its indicators."""
    # By its code where that is alone, else by its key: so figures name it as well.
    ids = {id(row): id_ for row, id_ in zip(plan, ids_of_rows(plan), strict=True)}
    words = {(o.activity, one_line(o.subject)): one_line(o.words) for o in partnership.exchanges}
    asked = {
        (o.activity, one_line(o.subject), party_name(partnership.party(o.by))): o.to_ask
        for o in partnership.exchanges
    }
    heads = dict.fromkeys((r["giver"], r["receiver"], r["activity"], r["subject"]) for r in plan)
    for head in heads:
        own = [r for r in plan if (r["giver"], r["receiver"], r["activity"], r["subject"]) == head]
        giver, receiver, activity, subject = map(escape_markdown, head)
        about = " ".join(filter(None, (activity, subject))) or "Further rows"
        label = escape_markdown(words.get((head[2], head[3]), ""))
        if label:
            about = f"{label[:1].upper()}{label[1:]} ({activity})"
        way = f": {giver} gives, {receiver} gains" if giver or receiver else ""
        ask = asked.get((head[2], head[3], head[0]), "")
        if ask:
            way = f": to be asked of {giver}, for {receiver}"
        yield from ("", f"## {about}{way}")
        if ask:
            first = f"{giver} has not said that it gives this; {ask}. Ask it first."
            if ask == IN_WORDS:
                first = f"Words of the list seem to say that {giver} gives this. Ask it first."
            yield from ("", first)
        logic = [r for r in own if r["part"] != INDICATOR]
        if logic:
            yield from ("", "| step | what |", "|---|---|")
            for stage in (*STAGES, ""):
                for row in logic:
                    if (row["stage"] if row["stage"] in STAGES else "") == stage:
                        label = stage_words(stage).capitalize() or escape_markdown(
                            row["stage"] or LOGIC
                        )
                        yield f"| {label} | {escape_markdown(row['text'])} |"
        figures = [
            with_repeat({**r, "indicator": ids[id(r)] or r["indicator"]})
            for r in own
            if r["part"] == INDICATOR
        ]
        columns = ("indicator", "text", "measure", "kind", "when", "by", "groups")
        rest = ("baseline_due", "baseline", "target", "follow_up_due", "follow_up", "note")
        if figures:
            yield from _rows((*columns, *rest), figures)


def _question_tables(questions: Sequence[Row]) -> Iterator[str]:
    groups = dict.fromkeys((row["who"], row["school"]) for row in questions)
    for who, school in groups:
        own = [row for row in questions if (row["who"], row["school"]) == (who, school)]
        at = f" of {escape_markdown(school)}" if school else ""
        title = f"Questions for {escape_markdown(who)}{at}"
        yield from _table(title, ("question", "answers", "when", "ages"), own)


def _table(title: str, columns: Sequence[str], rows: Sequence[Row]) -> Iterator[str]:
    yield from ("", f"## {title}")
    yield from _rows(columns, rows)


def _rows(columns: Sequence[str], rows: Sequence[Row]) -> Iterator[str]:
    heads = [column.replace("_", " ") for column in columns]
    yield from ("", f"| {' | '.join(heads)} |", "|" + "---|" * len(heads))
    for row in rows:
        yield f"| {' | '.join(escape_markdown(row[column]) for column in columns)} |"


def _routes(partnership: Partnership) -> Iterator[str]:
    found = routes_of(partnership)
    if found:
        yield from ("", "## Where this may lead")
    for one in found:
        yield from (
            "",
            f"**{one.route}** (as of {one.dated}). {one.current} {one.next} {one.record}",
        )
