"""What became of the lines of a file of postcodes: a row is a line, whatever quotation marks
say, for no file of postcodes has a cell of several lines and a stray mark would take in the
rows after it.

The lines of all files of a source make one account. A file may have a million lines that are
no rows: the first few are told one by one, the rest as a number.
"""

from __future__ import annotations

from matcher.core.problems import ProblemLog, ReferenceAccount

KIND = "postcodes"
FATES = ("read", "used", "rejected", "blank", "headings")
_TOLD = 20  # lines of a source that are told one by one
_HINT = "correct the line, or download the file again"


class LinesRead:
    """The account of one source of postcodes, filled in while its files are read."""

    def __init__(self, source: str, log: ProblemLog | None = None) -> None:
        self.account = ReferenceAccount(source, KIND)
        self._log = log
        self._why: dict[str, int] = {}

    def reject(self, label: str, number: int, why: str, line: str) -> None:
        """Count a line (1 is the first of its file) that gives no postcode. Raises nothing."""
        self.account.read += 1
        self.account.rejected += 1
        self._why[why] = self._why.get(why, 0) + 1
        if self._log is not None and self.account.rejected <= _TOLD:
            _tell(self._log, f"{why}; the line was not used", label, number, line.strip())

    def close(self) -> None:
        """Hand the account to the log, with the number of lines that were not told of."""
        if self._log is None:
            return
        self._log.references.append(self.account)
        more = self.account.rejected - _TOLD
        if more > 0:
            reasons = "; ".join(f"{count:,}: {why}" for why, count in sorted(self._why.items()))
            message = f"{more:,} more lines were not used (in all {reasons})"
            _tell(self._log, message, self.account.list)


def _tell(log: ProblemLog, message: str, label: str, number: int = 0, value: str = "") -> None:
    log.add(
        "unread_postcode_line",
        message,
        list=label,
        row=number,
        value=value,
        severity="rejected",
        hint=_HINT,
    )
