"""Who findings are for: what each audience asks, which sections it gets, in how many words
and which format, and what is left out. Ours, dated, in
``data/reference/partnership/audiences.csv``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matcher.core.errors import FileError, SettingError
from matcher.core.installation import resource
from matcher.partnership.csv_files import read_rows

SECTIONS = (
    "summary", "aims", "commitments", "activities", "adjust", "progress", "groups", "evidence",
    "lessons", "next", "data",
)  # fmt: skip
FORMATS = ("md", "html", "docx")
# What may be left out: leads and whatever looks like a way to reach somebody; groups of
# pupils; rows of which every figure is withheld or not known.
LEFT_OUT = ("contacts", "groups", "withheld")


@dataclass(frozen=True, slots=True)
class Audience:
    """``question`` is what it asks; ``words`` is how long the paper is at most; ``format`` is
    what it is written in unless another is asked for."""

    id: str
    title: str
    question: str
    sections: tuple[str, ...]
    words: int
    format: str
    leaves_out: frozenset[str]
    note: str
    dated: str


def audiences() -> dict[str, Audience]:
    """The audiences by id, in the order of the file. Raises FileError where the file is not
    as it should be, naming every fault."""
    path = resource("data", "reference", "partnership", "audiences.csv")
    return parse_audiences(read_rows(path, ("id", "sections", "words", "format")), str(path))


def parse_audiences(rows: Sequence[Mapping[str, str]], where: str) -> dict[str, Audience]:
    """Audiences from rows; ``where`` names their file in an error (FileError)."""
    found: dict[str, Audience] = {}
    faults = []
    for row in rows:
        sections = tuple(filter(None, row["sections"].split(";")))
        leaves_out = frozenset(filter(None, row.get("leaves_out", "").split(";")))
        wrong = [one for one in sections if one not in SECTIONS]
        wrong += sorted(leaves_out - set(LEFT_OUT))
        wrong += [row["format"]] if row["format"] not in FORMATS else []
        wrong += [row["words"]] if not row["words"].isdigit() else []
        wrong += [row["id"]] if row["id"] in found else []
        if wrong:
            faults.append(f"{row['id']}: {', '.join(wrong)}")
            continue
        found[row["id"]] = Audience(
            row["id"], row.get("title", ""), row.get("question", ""), sections,
            int(row["words"]), row["format"], leaves_out, row.get("note", ""),
            row.get("dated", ""),
        )  # fmt: skip
    if faults:
        raise FileError(f"not understood: {'; '.join(faults)}", where=where)
    return found


def find_audience(id_: str) -> Audience:
    """The audience of this id. Raises SettingError, naming those that there are."""
    known = audiences()
    if id_ not in known:
        raise SettingError(
            f"there is no audience {id_!r}", where="--for", hint=f"one of {', '.join(known)}"
        )
    return known[id_]
