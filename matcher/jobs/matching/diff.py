"""Diff: what changed between two runs, each a folder that ``matcher match`` wrote."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Diff:
    """What changed: the folders of the two runs, and the changes
    (:func:`matcher.show.diff.changes.changes`), none where the runs are equal."""

    before: Path
    after: Path
    changes: pd.DataFrame

    def counts(self) -> dict[str, int]:
        """How many pairs, schools, settings and inputs changed, and in which way."""
        from matcher.show.diff.changes import counts

        return counts(self.changes)

    def lines(self) -> list[str]:
        """The changes for a person: a summary, then the most important."""
        from matcher.show.diff.text import lines

        return lines(self.changes)

    def as_dict(self) -> dict[str, Any]:
        """The folders, counts and changes as plain data, for JSON."""
        from matcher.show.diff.changes import CHANGE_COLUMNS

        columns = (self.changes[name].to_numpy(dtype=object).tolist() for name in CHANGE_COLUMNS)
        rows = [dict(zip(CHANGE_COLUMNS, row, strict=True)) for row in zip(*columns, strict=True)]
        return {
            "before": str(self.before),
            "after": str(self.after),
            "counts": self.counts(),
            "changes": rows,
        }


def diff(before: Path, after: Path) -> Diff:
    """What changed from the run ``before`` to the run ``after``.

    Raises FileError where a folder holds no finished run, or one that is not as it was
    written.
    """
    from matcher.show.diff.changes import changes
    from matcher.show.run.read_back import read_run_lists

    return Diff(before, after, changes(read_run_lists(before), read_run_lists(after)))
