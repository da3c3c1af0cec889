"""Text that does not count as an answer in an agreement: it puts the answer off ("TBC", "we will
decide"), or it names no date where the agreement asks for one."""

from __future__ import annotations

import re

from matcher.partnership.plan.answers import is_answer

# A text that is nothing but a way to put off what belongs there.
_PUT_OFF = re.compile(
    r"[\[(]?(?:tb[acd]|to be (?:confirmed|agreed|decided|announced|determined|settled|completed)"
    r"|x{2,}|\?+|\.{2,}|…+|_{3,})[\])]?[.!?]*",
    re.IGNORECASE,
)
# "To be" and "will" begin an aim, or a name, as well: they put off only with one of these.
_DECIDE = (
    r"(?:decid|agree|confirm|discuss|settl|arrang|announc|determin|complet|finalis|choos|chosen"
    r"|talk|think|see\b|set\b|fix|find out|work out|sort|follow\b|let\b)"
)
_AIM = re.compile(rf"(?:to be|will)\b(?!.*\b{_DECIDE})", re.IGNORECASE)
# One sentence that says only that somebody will decide.
_LATER = re.compile(
    rf"(?:[^.!?]{{0,60}}(?:\bwill|\bshall|[’']ll|\bgoing to|\b(?:has|have|needs?) to|\bmust)"
    rf"\s+(?:\w+\s+){{0,2}}?{_DECIDE}[^.!?]*"
    r"|(?:decided?|agree|discuss)\s+(?:it\s+|this\s+)?(?:later|soon|in|by|at|after|when"
    r"|once|nearer)\b[^.!?]*"
    r"|(?:[\w’'-]+\s+){0,4}to follow)[.!?]*",
    re.IGNORECASE,
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = re.compile(
    r"\b(?:19|20)\d\d(?!\d)"  # a year, that of a term or of a school year as well
    rf"|\b{_DAY}\s+(?:of\s+)?{_MONTH}\b|\b{_MONTH}\s+{_DAY}\b"
    r"|\b\d{1,2}[/.]\d{1,2}\b"
    r"|\bterm\s+[’']?\d\d\b",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    r"\b(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve)\s+(?:\w+\s+)?"
    r"(?:day|week|month|term|year)s?\b",
    re.IGNORECASE,
)
_NONE = re.compile(r"(?:none|n/?a|not (?:applicable|needed)|no data\b.*)[.!]*", re.IGNORECASE)

DATE, MEETING, PERIOD = "date", "date of the meeting", "date or period"
_ASKS_DATE = {DATE, MEETING, PERIOD}  # prompts of blanks
# Columns and rows of our tables with such a blank: where its control is gone, as in Markdown.
BY_WHEN, DELETED_BY, AGREED_ON = "By when", "Deleted by", "Governing body agreed on"
_OF_ROW = {DELETED_BY: PERIOD, AGREED_ON: MEETING}


def find_non_answers(text: str, prompt: str = "") -> list[str]:
    """What ``text`` leaves to be settled, in words; nothing for an answer and for no text.
    ``prompt``: what the blank asks for that it stands in, as far as that is known."""
    one_line = " ".join(text.split())
    if not one_line:
        return []
    if _PUT_OFF.fullmatch(one_line) or _LATER.fullmatch(one_line) or _is_none_yet(one_line):
        return [f"to be settled: {one_line}"]
    if prompt in _ASKS_DATE and not _is_date(one_line, prompt):
        return [
            f"to be settled: {one_line} (write a day and its month, a year, or a term and its year)"
        ]
    return []


def settles(answer: str) -> bool:
    """Whether an answer to an objective says something, and does not only put it off."""
    return bool(answer.strip()) and not find_non_answers(answer)


def names_date(text: str) -> bool:
    """Whether a text names a day and its month, a year, or a term and its year."""
    return bool(_DATE.search(text))


def date_prompt(row: str, column: str) -> str:
    """The prompt of the cells in a row and a column of our tables, by their headings, where
    they ask for a date; "" for all others."""
    return DATE if column == BY_WHEN else _OF_ROW.get(row, "")


def _is_none_yet(text: str) -> bool:
    return not is_answer(text) and not _AIM.match(text)


def _is_date(text: str, prompt: str) -> bool:
    period = prompt == PERIOD and _PERIOD.search(text)
    return bool(period or names_date(text) or _NONE.fullmatch(text))
