"""Lists written into a folder, read as intake reads them, and what was reported of them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import workbooks

from matcher.core.problems import Problem, ProblemLog
from matcher.core.tables import LISTED
from matcher.intake.identify.links import Links
from matcher.intake.identify.name_and_place import PostcodePositions
from matcher.intake.lists import ListRecords, list_schools, read_records
from matcher.intake.merge.merge_lists import MergeOptions
from matcher.intake.trusts.memberships import Trusts

Content = str | bytes | workbooks.Parts


class Desk:
    """Writes lists to ``folder`` and reads them; ``log`` holds the problems of the last ones.
    ``register`` and ``links`` are those that :meth:`table` uses where a test names none."""

    def __init__(self, folder: Path, register: str | None = None, links: Links | None = None):
        self.folder, self.register, self.links = folder, register, links
        self.log = ProblemLog()

    def write(self, content: Content, name: str = "list.csv") -> Path:
        """A file with this text, these bytes or, of parts, this workbook."""
        path = self.folder / name
        if isinstance(content, dict):
            path = path.with_suffix(".xlsx")
            content = workbooks.zipped(content)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def read(self, content: Content | Path, name: str = "list.csv") -> ListRecords:
        """The records of a list; every row of it is accounted for."""
        self.log = ProblemLog()
        return self._read(content if isinstance(content, Path) else self.write(content, name))

    def _read(self, *paths: Path) -> ListRecords:
        found = read_records(paths, self.log)
        assert all(account.balances for account in found.accounts)
        assert sum(account.used for account in found.accounts) == len(found.records)
        return found

    def column(self, content: Content, name: str) -> list[str]:
        """What the records of a list say in one column."""
        found: list[str] = self.read(content).records[name].tolist()
        return found

    def table(
        self,
        *contents: Content,
        options: MergeOptions | None = None,
        positions: PostcodePositions | None = None,
        trusts: Trusts | None = None,
        with_register: bool = True,
        linked: bool = True,
    ) -> pd.DataFrame:
        """LISTED of lists a.csv, b.csv, …, and the register, by URN."""
        self.log = ProblemLog()
        lists = self._read(*(self.write(c, f"{chr(97 + i)}.csv") for i, c in enumerate(contents)))
        known = None
        if self.register is not None and with_register:
            path = self.write(self.register, "gias.csv")
            known = read_records([path], self.log, source="register")
        table = list_schools(
            lists, known, self.log,
            options=options, positions=positions, trusts=trusts,
            links=self.links if linked else None,
        )  # fmt: skip
        LISTED.check(table)
        return table.set_index("urn")

    def codes(self) -> list[tuple[str, int]]:
        """The problems in the order in which they were found: code and row."""
        return [(problem.code, problem.row) for problem in self.log.problems]

    def reported(self) -> list[tuple[str, int, str]]:
        """The problems in the order in which they were found: code, row and column."""
        return [(problem.code, problem.row, problem.column) for problem in self.log.problems]

    def all(self, code: str) -> list[Problem]:
        """The problems of one code."""
        return [problem for problem in self.log.problems if problem.code == code]

    def only(self, code: str) -> Problem:
        """The one problem of its code."""
        (problem,) = self.all(code)
        return problem
