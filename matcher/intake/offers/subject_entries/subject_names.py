"""The Department's names of subjects in the words of the vocabulary.

Key stage 4 has a discount code for each group of subjects that count as one, a name of the group
and a further description; tables from 16 to 18 have a name alone. Which is which subject of ours
is a table, ``data/reference/measured/entry-subjects.csv``: a name without a subject is known and
has none, such as hairdressing; combined science too, which every school has to teach and any
teacher of science may.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from matcher.core.installation import reference_rows

_ALL = re.compile(r"(all|any)\b.*|total")
_SIGNS = re.compile(r"[^a-z0-9]+")


def plain(name: str) -> str:
    """A name without case, signs and "and": "D & T" is "d t"."""
    return " ".join(
        _SIGNS.sub(" ", name.casefold().replace("&", " ")).replace(" and ", " ").split()
    )


def is_roll_up(name: str) -> bool:
    """Whether a name stands for all subjects together."""
    return bool(_ALL.fullmatch(plain(name)))


@dataclass(frozen=True, slots=True)
class SubjectNames:
    """What the table says: subjects by discount code, by code and name, and by name."""

    by_code: Mapping[str, str] = field(default_factory=dict)
    by_both: Mapping[tuple[str, str], str] = field(default_factory=dict)
    by_name: Mapping[str, str] = field(default_factory=dict)

    def subject(self, code: str, names: Iterable[str]) -> str | None:
        """The subject in the vocabulary's wording, "" where it has none, None where neither the
        code nor a name is known. A name that its code does not mean by itself goes before the
        code (film studies are in the group of media studies), the code before a name alone, and
        the first name before the others."""
        code, called = code.strip().upper(), [plain(name) for name in names if name.strip()]
        of_code = self.by_code.get(code)
        for name in called:
            if self.by_both.get((code, name), of_code) != of_code:
                return self.by_both[code, name]
        if of_code is not None:
            return of_code
        return next((self.by_name[name] for name in called if name in self.by_name), None)


@cache
def subject_names() -> SubjectNames:
    """The table that comes with the product. Raises :class:`FileError` where it is missing."""
    return names_of(reference_rows("measured", "entry-subjects.csv"))


def names_of(rows: Iterable[Mapping[str, str]]) -> SubjectNames:
    """The names of a table with the columns code, name and subject; of a code the first row is
    the group's own, and of a name the first row counts."""
    by_code: dict[str, str] = {}
    by_both: dict[tuple[str, str], str] = {}
    by_name: dict[str, str] = {}
    for row in rows:
        code, name, subject = row["code"], plain(row["name"]), row["subject"]
        if code:
            by_code.setdefault(code, subject)
            by_both[code, name] = subject
        by_name.setdefault(name, subject)
    return SubjectNames(by_code, by_both, by_name)
