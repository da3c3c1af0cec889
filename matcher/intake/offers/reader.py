"""Files of public registers to OFFERED: open → which register and part → rows → one table.

Several files of one register belong together, in whatever order and folders they are given.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from matcher.core import cells
from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog
from matcher.core.tables import OFFERED, urn_key
from matcher.core.text import contacts
from matcher.intake.accounts import OffersAccount
from matcher.intake.headers.people import headers_about_people
from matcher.intake.offers.dataset import (
    Dataset,
    Institutions,
    Offer,
    OfferFile,
    Stranger,
    day_in,
)
from matcher.intake.offers.known import DATASETS, find_part, known_in_words
from matcher.intake.open.files import split_sheet
from matcher.intake.open.open_sheet import open_sheet
from matcher.intake.performance.table_files import TableFile, list_tables, report_skipped
from matcher.intake.performance.table_forms import TABLES, recognise_table
from matcher.intake.sheet import first_header, top_rows

# Times as long as a list may be: an institution has a row for each course, subject and facility.
_ROWS_PER_SCHOOL = 10
_EVIDENCE = 200  # characters shown of a thing
_WHAT = "a file of a public register of offers"


@dataclass(frozen=True, slots=True)
class Offers:
    """OFFERED, sorted by its key, the accounts of the files in the order given, the lines that
    whatever is made of them must carry, and who is in the files and not here."""

    offered: pd.DataFrame
    accounts: tuple[OffersAccount, ...]
    attribution: tuple[str, ...]
    strangers: tuple[Stranger, ...] = ()


def read_offers(paths: Sequence[Path | str], institutions: Institutions, log: ProblemLog) -> Offers:
    """Read the files and folders ``paths`` of public registers of what institutions have, for
    the ``institutions`` of a run. What a closed school had is its successor's.

    What is no such file in a folder is named (``not_a_table``) and passed over. Raises
    :class:`FileError` for a file that was named and is of no known register, for a register of
    which a needed part is missing, and for a folder without any such file.
    """
    given: dict[str, list[OfferFile]] = {}
    accounts = []
    for listed in list_tables(paths, log, of="public registers (docs/how-to/say-what-partners-"
                              "offer.md)"):  # fmt: skip
        if opened := _open(listed, log):
            dataset, file = opened
            given.setdefault(dataset.name, []).append(file)
            accounts.append(file.account)
    if not given:
        raise FileError(
            f"none of these files is {_WHAT}",
            where=", ".join(map(str, paths)),
            hint=f"known are {known_in_words()}",
        )
    made, lines = [], []
    for dataset in DATASETS:
        files = given.get(dataset.name, [])
        if not files:
            continue
        _refuse_incomplete(dataset, files)
        found = [(dataset.name, offer) for offer in dataset.read(files, institutions)]
        of_file = Counter(offer.list for _, offer in found)
        for file in files:
            file.account.things = of_file[file.list]
        made += found
        lines.append(dataset.attribution(sorted({file.version for file in files} - {""})))
    offered = _of_today(made, institutions)
    OFFERED.check(offered)
    strangers = tuple(one for files in given.values() for file in files for one in file.strangers)
    return Offers(offered, tuple(accounts), tuple(lines), strangers)


def which_register(path: Path | None, name: str) -> str:
    """The name of the register of offers that a file is of; "" for none, or for no file that can
    be read."""
    try:
        sheet = open_sheet(path, name, ProblemLog(), rows_per_school=_ROWS_PER_SCHOOL)
        found = find_part(sheet, top_rows(sheet.rows))
    except FileError:
        return ""
    return found.layout[0].name if found else ""


def _open(listed: TableFile, log: ProblemLog) -> tuple[Dataset, OfferFile] | None:
    """A file of a register, opened; None where it is none and nobody named it."""
    own = ProblemLog()
    try:
        sheet = open_sheet(listed.path, listed.name, own, rows_per_school=_ROWS_PER_SCHOOL)
        top = top_rows(sheet.rows)
        table = find_part(sheet, top)
        if table is None:
            raise _unknown(listed, [row for _, row in top])
    except FileError as error:
        if not listed.in_folder:
            raise
        report_skipped(listed.name, error, log)
        return None
    log.problems += own.problems
    dataset, part, header = table.layout
    account = OffersAccount(sheet.list, sheet.sheet, dataset.name, part.name)
    account.people = headers_about_people(header)
    account.version = _version(listed)
    return dataset, OfferFile(part.name, table, header, account, log)


def _unknown(listed: TableFile, top: Sequence[Sequence[str]]) -> FileError:
    """What a file of these first rows is, which is of no register that is known here."""
    if found := first_header(recognise_table)(top):
        return FileError(
            f"this is a table of the Department's published figures ({TABLES[found[1].table]}), "
            f"not {_WHAT}",
            where=listed.name,
            hint="give it with --performance",
        )
    hint = f"known are {known_in_words()}"
    return FileError(f"this is not {_WHAT} that is known here", where=listed.name, hint=hint)


def _version(listed: TableFile) -> str:
    if listed.path is None:
        return ""
    path = split_sheet(listed.path)[0].resolve()
    return day_in(cells.clean(path.name)[0]) or day_in(cells.clean(path.parent.name)[0])


def _refuse_incomplete(dataset: Dataset, files: Sequence[OfferFile]) -> None:
    given = {file.part for file in files}
    missing = [part for part in dataset.needed if part not in given]
    if missing:
        raise FileError(
            f"of {dataset.name} the file {' and the file '.join(missing)} "
            f"{'is' if len(missing) == 1 else 'are'} missing",
            where=", ".join(sorted(file.list for file in files)),
            hint=f"its files belong together: give {' and '.join(dataset.needed)}, or the folder "
            f"that holds them; they come from {dataset.where}",
        )


def _of_today(made: Iterable[tuple[str, Offer]], institutions: Institutions) -> pd.DataFrame:
    """OFFERED of the institutions of today. What several files or schools that were merged say of
    one thing is the largest; an institution's own is before that of one whose place it took."""
    best: dict[tuple[str, str, str], tuple[tuple[bool, float, str, str], Offer]] = {}
    for dataset, offer in made:
        urn = offer.urn
        # Names of hubs and places are somebody's text: what reaches people is without contacts.
        evidence = contacts.without_contacts(cells.clean(offer.evidence)[0])[:_EVIDENCE]
        moved = urn not in institutions.urns
        if moved:
            urn = institutions.successor(urn)
            evidence = f"{evidence} (then URN {offer.urn})"
        if urn not in institutions.urns:
            continue
        amount = offer.amount if offer.amount == offer.amount else -1.0
        order = (moved, -amount, evidence, offer.list)
        key = (urn, dataset, offer.item)
        if key not in best or order < best[key][0]:
            best[key] = (order, offer._replace(urn=urn, evidence=evidence))
    rows = [
        (urn, dataset, item, offer.amount, offer.year, offer.evidence, offer.list)
        for (urn, dataset, item), (_, offer) in sorted(
            best.items(), key=lambda one: (urn_key(one[0][0]), one[0][1:])
        )
    ]
    return pd.DataFrame(rows, columns=OFFERED.names).astype(OFFERED.dtypes())
