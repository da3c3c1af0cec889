"""Evaluate: what would have happened without the partnership, by a comparison group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.core.errors import SettingError
from matcher.core.problems import ProblemLog
from matcher.core.schema import as_list
from matcher.core.tables import urn_key
from matcher.jobs.evaluation.schools import followed, schools_of, there

if TYPE_CHECKING:
    import pandas as pd

    from matcher.evaluation.evaluation import Comparison, Options

# What is matched on besides the outcome in each year before: what the issue of comparing
# schools asks for, as far as the files know it.
LIKE = ("pupils", "fsm_pct", "imd", "phase", "type", "region")
NUMBERS = ("pupils", "fsm_pct", "imd")
# What the register says of a school; every other name is a column of the panel.
OF_SCHOOLS = (*LIKE, "kind", "la_code", "trust")

_OF_TODAY = (
    "Pupils, %FSM and type are of the register's own day: one from before the partnership began "
    "is best, for what the partnership changed in them is matched away"
)
_IMD = (
    "Contains public sector information: Ministry of Housing, Communities and Local Government, "
    "English indices of deprivation, licensed under the Open Government Licence v3.0"
)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """An evaluation; as lines, plain data, a page, or a table of the matched schools.

    ``settings``: everything it was made with, by name; ``inputs``: name, size and SHA-256 of
    each file."""

    about: Comparison
    names: dict[str, str]
    notes: tuple[str, ...]
    attribution: tuple[str, ...]
    settings: dict[str, Any]
    inputs: list[dict[str, Any]]

    def lines(self) -> list[str]:
        """For a person at a terminal."""
        from matcher.evaluation.report.text import lines

        return [*lines(self.about), *self.notes]

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON (:func:`matcher.evaluation.report.text.as_dict`) with
        ``pairs`` (treated, control, k, distance), ``settings``, ``inputs``, ``versions``,
        ``notes`` and ``attribution``."""
        from matcher.evaluation.report.text import as_dict
        from matcher.show.run.manifest import versions

        return {
            **as_dict(self.about),
            "pairs": self.about.matched.pairs.to_dict("records"),
            "settings": self.settings,
            "inputs": self.inputs,
            "versions": versions(),
            "notes": list(self.notes),
            "attribution": list(self.attribution),
        }

    def table(self) -> pd.DataFrame:
        """The matched schools as a table for CSV
        (:func:`matcher.evaluation.report.text.schools_table`)."""
        from matcher.evaluation.report.text import schools_table

        return schools_table(self.about, self.names)

    def page(self) -> str:
        """A page of HTML that stands alone, with love plot and trends; the same bytes for
        the same evaluation."""
        from matcher.core.html_page import bullets, heading, lead, page, sources
        from matcher.evaluation.report.text import body

        told = self.about.verdict
        matched = sorted(set(self.about.matched.pairs["treated"]), key=urn_key)
        whom = [f"{self.names.get(urn) or 'without a name'} ({urn})" for urn in matched]
        how = [f"{name}: {_plain(value)}" for name, value in self.settings.items()]
        return page(
            "What would have happened without the partnership",
            [lead(told.headline, apart=not told.tells)],
            [
                *body(self.about),
                heading("Schools that were compared"),
                bullets(whom),
                heading("Settings and files"),
                bullets([*how, *self.notes]),
            ],
            sources(self.attribution),
        )


@dataclass(frozen=True, slots=True)
class Files:
    """What an evaluation reads. ``panel``: figures by school and year, one file or the
    published tables of several years (:func:`matcher.jobs.evaluation.published.panel_of`).
    ``register``: what the schools are. ``treated`` and ``leave_out``: schools, as
    :func:`matcher.jobs.evaluation.schools.urns` has them: those of the partnership, and those that
    may not serve as comparison ("": none). ``links``: which school took the place of which.
    ``imd``: deprivation by LSOA, of the register's vintage."""

    panel: tuple[Path, ...]
    register: Path
    treated: str
    leave_out: str = ""
    links: Path | None = None
    imd: Path | None = None

    def named(self) -> list[Path]:
        """The files among them that are there."""
        paths = [*self.panel, self.register, self.links, self.imd]
        paths += [Path(one) for one in (self.treated, self.leave_out) if one]
        return [path for path in paths if path is not None and there(path)]


def evaluate(
    files: Files, outcome: str, before: Sequence[int], after: Sequence[int], options: Options
) -> Evaluation:
    """Compare the schools of a partnership with like schools outside it.

    ``before``, ``after``: starting years. ``options.covariates`` empty: the outcome in each
    year before and whatever of ``LIKE`` is known of any school. Raises :class:`FileError` and
    :class:`SettingError`.
    """
    from matcher.evaluation.evaluation import compare
    from matcher.jobs.evaluation.published import panel_of
    from matcher.show.run.manifest import attribution, fingerprints

    log = ProblemLog()
    outcome = outcome.strip().casefold()
    wanted = dict.fromkeys((outcome, *options.covariates, *options.exact))
    panel, accounts = panel_of(
        files.panel, [name for name in wanted if name not in OF_SCHOOLS], log
    )
    known = schools_of(files, log)
    years = known.check_years(before, after)
    panel, moved = followed(panel, known.today)
    figures = panel[~panel["urn"].isin(known.others)]
    of_interest = {*as_list(figures["urn"]), *known.mine}
    mine = known.table[known.table["urn"].isin(of_interest - {*known.others})]
    covariates, dropped = _covariates(mine, figures, outcome, options)
    chosen = replace(options, covariates=covariates)
    about = compare(figures, mine, known.mine, outcome, before, after, chosen)
    named = dict(zip(as_list(mine["urn"]), as_list(mine["name"]), strict=True))
    told = [*years, *accounts, *known.notes, *moved, *dropped, _OF_TODAY, *_problems(log)]
    sources = attribution(register=True, postcodes=None, areas=False, performance=True)
    settings = {"outcome": outcome, "before": list(before), "after": list(after)}
    return Evaluation(
        about,
        named,
        tuple(told),
        (*sources, *((_IMD,) if files.imd else ())),
        settings | asdict(chosen),
        fingerprints(files.named()),
    )


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


def _problems(log: ProblemLog) -> list[str]:
    """What is wrong with rows and cells, by kind, each with the first as a person finds it."""
    kinds = {
        "rejected": ("1 row was rejected", "{:,} rows were rejected"),
        "panel_differs": ("1 figure contradicts another", "{:,} figures contradict others"),
        "not_a_number": ("1 cell holds no number", "{:,} cells hold no number"),
    }
    told = []
    for kind, (one, several) in kinds.items():
        found = [p for p in log.problems if kind in (p.severity, p.code)]
        if found:
            first = min(found)
            count = one if len(found) == 1 else several.format(len(found))
            told.append(
                f"{count}; the first: {first.list} row {first.row}, {first.message} ({first.value})"
            )
    return told


def _plain(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "none"
    return {None: "none", True: "yes", False: "no"}.get(value, str(value))
