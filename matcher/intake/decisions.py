"""What people decided about pairs, read back from a file of decisions or a plan's workbook.

A row for each pair: accepted, refused, pinned or banned. Rows in which nothing is decided are
blank. The note beside a decision is free text about people as likely as not: its column is never
read, and neither is any other that is not named here.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from matcher.core import cells
from matcher.core.allocation.decisions import (
    ACCEPTED,
    BANNED,
    CAUTION,
    DECISIONS,
    DECISIONS_SHEET,
    DECLINED,
    PINNED,
    REFUSED,
)
from matcher.core.problems import ProblemLog, ReferenceAccount, Severity
from matcher.intake import cell_values
from matcher.intake.find_table import find_table
from matcher.intake.headers.pair_columns import PairLayout, pair_layout
from matcher.intake.headers.wording import printable
from matcher.intake.sheet import Row, Table, is_blank, name_columns

# What each column may be called, as lower-case words.
_HEADERS = {
    "seeker": ("seeker urn", "urn of the seeker", "seeker"),
    "partner": ("partner urn", "urn of the partner", "partner"),
    "decision": ("decision", "decided"),
    "reason": ("reason", "reason code", "reason for refusal"),
    "day": ("day", "date", "decided on", "day of decision", "date of decision"),
}
_COLUMN = {text: name for name, texts in _HEADERS.items() for text in texts}
_NEEDED = {"seeker", "partner", "decision"}
_WORDS = {
    **{word: word for word in DECISIONS},
    "accept": ACCEPTED, "agreed": ACCEPTED, "refuse": REFUSED, "declined": REFUSED,
    "decline": REFUSED, "pin": PINNED, "keep": PINNED, "ban": BANNED, "excluded": BANNED,
    "exclude": BANNED,
}  # fmt: skip
_REASONS = {
    cell_values.plain(text): code for code, said in DECLINED.items() for text in (code, said)
}
_HINT = (
    "give it columns seeker_urn, partner_urn and decision, as decisions.csv of a plan has them, "
    f"and the sheet {DECISIONS_SHEET} of its workbook"
)


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about a pair, by the URNs of today, and where it stands. ``reason`` is a
    code or "", ``day`` in ISO form or ""; ``same``: further rows that say it too."""

    seeker: str
    partner: str
    decision: str
    reason: str
    day: str
    list: str
    sheet: str
    row: int
    same: tuple[int, ...] = ()

    @property
    def pair(self) -> tuple[str, str]:
        """Seeker and partner."""
        return self.seeker, self.partner


def read_decisions(
    path: Path, log: ProblemLog, successor: Callable[[str], str] = str
) -> tuple[Decision, ...]:
    """The decisions in ``path``, one for each pair, in the order of their URNs: any kind of file
    that a list may be; of a workbook the sheet Decisions, or the first that has their columns.

    ``successor`` gives the school of today for a URN. Where rows about a pair contradict each
    other, the later day counts; where no day tells, what keeps the two apart. Rows that are not
    understood, or count no more, are rejected and told in ``log``, which gets the account of all
    rows. Raises :class:`FileError` for what is no file of decisions.
    """
    found = find_table(path, _recognise, "decisions", _HINT, sheet=DECISIONS_SHEET)
    reader = _Reader(found.table, log, successor)
    account = reader.account
    account.read = len(found.table.above)
    account.blank = sum(is_blank(row) for _, row in found.table.above)
    account.headings = account.read - account.blank
    read = [one for row in found.table.below if (one := reader.read(row)) is not None]
    headers = {at: found.table.layout.name(name) for name, at in found.table.layout.at.items()}
    log.problems += name_columns(found.problems.problems, headers, found.table.header_row)
    log.references.append(account)
    for at, name in found.table.layout.twice.items():
        log.add(
            "duplicate_header",
            f"the column {found.table.layout.name(name)} before it is the same; that one was used",
            list=account.list,
            sheet=account.sheet,
            row=found.table.header_row,
            column=printable(found.table.layout.header[at]),
            hint="leave one column of each, with what was decided",
        )
    kept = _one_for_each_pair(read, account, log)
    account.used = account.read - account.rejected - account.blank - account.headings
    return kept


def _recognise(row: Sequence[str]) -> PairLayout | None:
    found = pair_layout(row, _COLUMN)
    return found if found.at.keys() >= _NEEDED else None


class _Rejection(NamedTuple):
    """Why a row is not used: its column and the words there, what is wrong, what to do."""

    column: str
    value: str
    message: str
    hint: str


_LONG = _Rejection(
    "decision", "", "the row has more fields than the header", "quote text that holds the delimiter"
)


class _Reader:
    """Reads the rows below the header one by one."""

    def __init__(
        self, table: Table[PairLayout], log: ProblemLog, successor: Callable[[str], str]
    ) -> None:
        self.layout, self.sheet = table.layout, table.sheet
        self.log, self.successor = log, successor
        self.account = ReferenceAccount(table.sheet.list, "decisions", table.sheet.sheet)

    def read(self, row: Row) -> Decision | None:
        """The decision of a row; None where it has none, or none that is understood."""
        number, values = row
        self.account.read += 1
        texts = {
            name: cells.clean(cells.restore(values[at]))[0] if at < len(values) else ""
            for name, at in self.layout.at.items()
        }
        texts = {"reason": "", "day": ""} | texts
        if [text.strip() for text in values] == [text.strip() for text in self.layout.header]:
            self.account.headings += 1
        elif not (texts["decision"] or texts["reason"] or texts["day"]):
            self.account.blank += 1
        else:
            long = any(text.strip() for text in values[len(self.layout.header) :])
            found = _LONG if long else self._decision(number, texts)
            if isinstance(found, Decision):
                return found
            self.account.rejected += 1
            said = f"{found.message}; the row was not used"
            self._tell(number, "unread_decision", found, said, "rejected")
        return None

    def _decision(self, number: int, texts: dict[str, str]) -> Decision | _Rejection:
        word = cell_values.plain(texts["decision"])
        decision = _WORDS.get(word)
        if decision is None:
            near = difflib.get_close_matches(word, _WORDS, 1)
            hint = f"did you mean {_WORDS[near[0]]}? " if near else ""
            said = "no decision of ours" if word else "the row has a reason or a day, no decision"
            hint += f"write {', '.join(DECISIONS)}"
            return _Rejection("decision", texts["decision"], said, hint)
        urns = []
        for name in ("seeker", "partner"):
            urn, how = cell_values.urn(texts[name])
            if not urn or how == "several":
                said = "this is no URN, or several"
                return _Rejection(name, texts[name], said, "write the URN alone")
            urns.append(self.successor(urn))
        if urns[0] == urns[1]:
            said = "both are one school today"
            return _Rejection("partner", texts["partner"], said, "write the URNs of two schools")
        reason = self._reason(number, decision, texts["reason"])
        day = self._day(number, texts["day"])
        where = self.sheet.list, self.sheet.sheet, number
        return Decision(urns[0], urns[1], decision, reason, day, *where)

    def _reason(self, number: int, decision: str, text: str) -> str:
        """The code of a reason. What else stands there is somebody's words, and not quoted."""
        code = _REASONS.get(cell_values.plain(text), "") if decision == REFUSED else ""
        if decision == REFUSED and not code:
            said = "no reason of ours; it is not kept" if text else "refused without a reason"
            about = _Rejection("reason", "", said, f"write {', '.join(DECLINED)}")
            self._tell(number, "no_reason", about, said, "note")
        return code

    def _day(self, number: int, text: str) -> str:
        day = cell_values.date(text) if text else None
        if text and day is None:
            said = "no date; the day counts as not known"
            about = _Rejection("day", text, said, "write it like 31/08/2026 or 2026-08-31")
            self._tell(number, "not_a_date", about, said, "warning")
        return day.isoformat() if day else ""

    def _tell(
        self, number: int, code: str, about: _Rejection, message: str, severity: Severity
    ) -> None:
        self.log.add(
            code,
            message,
            list=self.sheet.list,
            sheet=self.sheet.sheet,
            row=number,
            column=self.layout.name(about.column),
            value=about.value,
            severity=severity,
            hint=about.hint,
        )


def _one_for_each_pair(
    read: Sequence[Decision], account: ReferenceAccount, log: ProblemLog
) -> tuple[Decision, ...]:
    """Of the rows about each pair, either way round, the one that counts."""
    by_pair: dict[frozenset[str], list[Decision]] = {}
    for one in read:
        by_pair.setdefault(frozenset(one.pair), []).append(one)
    kept = []
    for rows in by_pair.values():
        first = min(rows, key=_dated_order if all(one.day for one in rows) else _careful_order)
        same = sorted(one.row for one in rows if one.decision == first.decision)
        kept.append(replace(first, same=tuple(row for row in same if row != first.row)))
        for other in sorted(rows, key=lambda one: one.row):
            if other.decision != first.decision:
                account.rejected += 1
                log.add(
                    "contradicting_decisions",
                    f"row {first.row} says {first.decision} of the same pair and goes first",
                    list=other.list,
                    sheet=other.sheet,
                    row=other.row,
                    value=other.decision,
                    severity="rejected",
                    hint="keep one row for each pair, or give each its day: the latest counts",
                )
    return tuple(sorted(kept, key=lambda one: one.pair))


def _careful_order(one: Decision) -> tuple[object, ...]:
    """What keeps a pair apart first; of alike ones one without a day, which holds until it is
    taken back, then the latest."""
    return CAUTION.index(one.decision), one.day != "", -_number(one.day), *_content(one)


def _dated_order(one: Decision) -> tuple[object, ...]:
    """The latest first; of one day what keeps the pair apart."""
    return -_number(one.day), CAUTION.index(one.decision), *_content(one)


def _content(one: Decision) -> tuple[object, ...]:
    """What is left to tell two rows apart, the place in the file last."""
    return one.pair, one.reason == "", one.reason, one.row


def _number(day: str) -> int:
    return int(day.replace("-", "") or 0)
