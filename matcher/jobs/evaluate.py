"""Evaluate: what would have happened without the partnership, by a comparison group."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.core.errors import SettingError
from matcher.core.problems import ProblemLog
from matcher.core.schema import as_list

if TYPE_CHECKING:
    import pandas as pd

    from matcher.partnership.compare.evaluation import Comparison, Options

# What is matched on besides the outcome in each year before: what the issue of comparing
# schools asks for, as far as the files know it.
LIKE = ("pupils", "fsm_pct", "imd", "phase", "type", "region")
NUMBERS = ("pupils", "fsm_pct", "imd")

_OF_TODAY = (
    "Pupils, %FSM and type are of the register's own day: one from before the partnership began "
    "is best, for what the partnership changed in them is matched away"
)
_IMD = (
    "Contains public sector information: Ministry of Housing, Communities and Local Government, "
    "English indices of deprivation, licensed under the Open Government Licence v3.0"
)
_URNS = re.compile(r"[\d\s,]+\Z")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """An evaluation; as lines, plain data, a page, or a table of the matched schools."""

    about: Comparison
    names: dict[str, str]
    notes: tuple[str, ...]
    attribution: tuple[str, ...]

    def lines(self) -> list[str]:
        """For a person at a terminal."""
        from matcher.partnership.compare.report import lines

        return [*lines(self.about), *self.notes]

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON (:func:`matcher.partnership.compare.report.as_dict`) with
        ``pairs`` (treated, control, k, distance), ``notes`` and ``attribution``."""
        from matcher.partnership.compare.report import as_dict

        return {
            **as_dict(self.about),
            "pairs": self.about.matched.pairs.to_dict("records"),
            "notes": list(self.notes),
            "attribution": list(self.attribution),
        }

    def table(self) -> pd.DataFrame:
        """The matched schools as a table for CSV
        (:func:`matcher.partnership.compare.report.schools_table`)."""
        from matcher.partnership.compare.report import schools_table

        return schools_table(self.about, self.names)

    def page(self) -> str:
        """A page of HTML that stands alone, with love plot and trends; the same bytes for
        the same evaluation."""
        from matcher.core.page import bullets, heading, lead, page, sources
        from matcher.partnership.compare.report import body

        told = self.about.verdict
        files = [heading("Files"), bullets(self.notes)] if self.notes else []
        return page(
            "What would have happened without the partnership",
            [lead(told.headline, apart=not told.tells)],
            [*body(self.about), *files],
            sources(self.attribution),
        )


def evaluate(
    panel: Path,
    register: Path,
    treated: str,
    outcome: str,
    before: Sequence[int],
    after: Sequence[int],
    options: Options,
    imd: Path | None = None,
) -> Evaluation:
    """Compare the schools ``treated`` with like schools outside the partnership.

    ``panel``: figures by school and year (:func:`matcher.jobs.panel.read_panel`).
    ``register``: what the schools are. ``treated``: a list of schools (a file), or URNs parted
    by commas. ``before``, ``after``: starting years. ``imd``: deprivation by LSOA, of the
    register's vintage. ``options.covariates`` empty: the outcome in each year before and
    whatever of ``LIKE`` is known of any school. Raises :class:`FileError` and
    :class:`SettingError`.
    """
    from matcher.jobs.panel import read_panel
    from matcher.partnership.compare.evaluation import compare
    from matcher.show.record import attribution

    log = ProblemLog()
    outcome = outcome.strip().casefold()
    figures = read_panel(panel, log)
    schools, urns, notes = _schools(register, treated, imd, log)
    mine = schools[schools["urn"].isin(set(as_list(figures.table["urn"])) | set(urns))]
    covariates, dropped = _covariates(mine, figures.table, outcome, options)
    chosen = replace(options, covariates=covariates)
    about = compare(figures.table, mine, urns, outcome, before, after, chosen)
    named = dict(zip(as_list(mine["urn"]), as_list(mine["name"]), strict=True))
    rejected = sum(problem.severity == "rejected" for problem in log.problems)
    told = [figures.line(), *notes, *dropped, _OF_TODAY]
    if rejected:
        told.append(f"{rejected:,} rows of the files were rejected; {_first(log)}")
    sources = attribution(register=True, postcodes=None, areas=False, performance=True)
    return Evaluation(about, named, tuple(told), (*sources, *((_IMD,) if imd else ())))


def _schools(
    register: Path, treated: str, imd: Path | None, log: ProblemLog
) -> tuple[pd.DataFrame, list[str], list[str]]:
    """The register's schools with ``type`` and ``imd``, the URNs of the partnership, and
    what to say of the files."""
    import numpy as np

    from matcher.intake.merge import listed
    from matcher.intake.read import read

    known = read([register], log, source="register")
    schools = listed(known, None, ProblemLog())
    groups = known.records[["urn", "group"]].drop_duplicates("urn").set_index("urn")["group"]
    schools["type"] = schools["urn"].map(groups).fillna("").astype(str)
    schools["type"] = schools["type"].where(schools["type"] != "", schools["kind"])
    notes = [account.line() for account in known.accounts]
    schools["imd"] = np.nan
    if imd is not None:
        from matcher.jobs.panel import read_imd

        scores = read_imd(imd, log)
        schools["imd"] = schools["lsoa_code"].map(scores).astype("float64")
        notes.append(f"{imd.name}: {len(scores):,} small areas")
    if _URNS.match(treated):
        return schools, _urns(treated), notes
    named = read([Path(treated)], log)
    table = listed(named, known, log)
    urns = as_list(table.loc[table["listed"] == 1, "urn"])
    notes += [account.line() for account in named.accounts]
    return schools, [str(urn) for urn in urns], notes


def _urns(text: str) -> list[str]:
    from matcher.intake import values

    found = []
    for word in text.split(","):
        urn = values.urn(word.strip())[0]
        if not urn:
            raise SettingError(
                f"{word.strip()!r} is no URN",
                where="--treated",
                hint="name a list of schools, or URNs parted by commas",
            )
        found.append(urn)
    return list(dict.fromkeys(found))


def _covariates(
    schools: pd.DataFrame, panel: pd.DataFrame, outcome: str, options: Options
) -> tuple[tuple[str, ...], list[str]]:
    """What to match on, and a note on what nothing is known of. A covariate that a person
    names is never left out in silence: one that is not there stops the run."""
    if options.covariates:
        return tuple(dict.fromkeys((*options.covariates, *options.exact))), []
    known = [
        name
        for name in LIKE
        if (schools[name].notna() if name in NUMBERS else schools[name] != "").any()
    ]
    absent = [name for name in LIKE if name not in known]
    lost = [name for name in options.exact if name in absent]
    if lost:
        raise SettingError(
            f"{', '.join(lost)} is known of no school", where="--exact",
            hint="leave it out, or give a register that has it",
        )  # fmt: skip
    chosen = (outcome, *known, *(name for name in options.exact if name not in known))
    notes = [f"Not matched on, because known of no school: {', '.join(absent)}"] if absent else []
    return chosen, notes


def _first(log: ProblemLog) -> str:
    """The first rejected row, as a person finds it."""
    one = min(problem for problem in log.problems if problem.severity == "rejected")
    return f"the first: {one.list} row {one.row}, {one.message}"
