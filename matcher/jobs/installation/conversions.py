"""What is kept of each download: the register without people, an index of postcodes, of a public
register of offers what is read of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING

from matcher.core.figures.number_format import counted
from matcher.downloads.pull import Converted

if TYPE_CHECKING:
    from matcher.downloads.catalogue import Dataset, DatasetPart
    from matcher.downloads.pull import Convert


def conversions(dataset: Dataset) -> Mapping[str, Convert]:
    """What makes of each part's download what is kept, by the part's name."""
    if dataset.offers:
        return {part.name: _of_offers(dataset.offers, part) for part in dataset.parts}
    return {"register": _register, "links": _links, "groups": _groups, "postcodes": _postcodes}


def _register(source: IO[bytes], name: str, target: Path) -> Converted:
    from matcher.intake.register_copy import trim_register

    done = trim_register(source, name, target)
    return Converted(done.rows, notes=done.notes)


def _links(source: IO[bytes], name: str, target: Path) -> Converted:
    from matcher.intake.register_copy import trim_links

    done = trim_links(source, name, target)
    return Converted(done.rows, notes=done.notes)


def _groups(source: IO[bytes], name: str, target: Path) -> Converted:
    from matcher.intake.register_copy import trim_groups

    done = trim_groups(source, name, target)
    return Converted(done.rows, notes=done.notes)


def _postcodes(source: IO[bytes], name: str, target: Path) -> Converted:
    from matcher.place.postcode_file.index import build_index

    about = build_index(Path(name), target, data=source)
    unread = about["rows"]["rejected"]
    lines = counted(unread, "line of it is no postcode", "lines of it are no postcodes")
    notes = (f"{lines} and not used",) if unread else ()
    return Converted(int(about["postcodes"]), day=str(about["date"]), notes=notes)


def _of_offers(register: str, part: DatasetPart) -> Convert:
    from matcher.intake.offers.copies import keep_csv, keep_zip

    keep = keep_zip if part.kind == "zip" else keep_csv

    def convert(source: IO[bytes], name: str, target: Path) -> Converted:
        kept = keep(source, name, target, register)
        return Converted(kept.rows, kept.day, kept.notes)

    return convert
