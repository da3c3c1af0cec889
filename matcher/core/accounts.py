"""What every account of rows has in common: the sum that must come out."""

from __future__ import annotations


class RowAccount:
    """What became of the rows of a file: ``read`` (the header row apart) is ``used`` and
    ``rejected`` and ``blank`` and ``headings`` together, or a row was lost."""

    __slots__ = ()

    read: int
    used: int
    rejected: int
    blank: int
    headings: int

    @property
    def balances(self) -> bool:
        """Whether every row read is accounted for."""
        return self.read == self.used + self.rejected + self.blank + self.headings

    def sum(self) -> str:
        """The sum in words."""
        return (
            f"{self.read:,} rows read = {self.used:,} used + {self.rejected:,} rejected"
            f" + {self.blank:,} blank + {self.headings:,} headings"
        )
