"""Evaluate: what would have happened without the partnership, by a comparison group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from matcher.core.errors import SettingError
from matcher.core.problems import ProblemLog
from matcher.core.schema import as_list
from matcher.core.tables import urn_key
from matcher.jobs.evaluation.age_of_covariates import age_of_covariates
from matcher.jobs.evaluation.by_start import compare_by_start
from matcher.jobs.evaluation.few_schools import FewEvaluation, compared_or_placed
from matcher.jobs.evaluation.inputs import EvaluationFiles
from matcher.jobs.evaluation.record import EvaluationRecord
from matcher.jobs.evaluation.schools import follow_successors, read_schools, with_named_authorities

if TYPE_CHECKING:
    import pandas as pd

    from matcher.evaluation.comparison import Comparison
    from matcher.evaluation.few.few_schools import FewSchools
    from matcher.evaluation.matching.prepare import Options

# What is matched on besides the outcome in each year before: what makes schools alike, as
# far as the files know it.
SCHOOL_COVARIATES = ("pupils", "fsm_pct", "imd", "phase", "type", "region")
NUMERIC_COVARIATES = ("pupils", "fsm_pct", "imd")


@dataclass(frozen=True, slots=True)
class Evaluation(EvaluationRecord):
    """An evaluation; as lines, plain data, a page, or a table of the matched schools."""

    comparison: Comparison

    def lines(self) -> list[str]:
        """For a person at a terminal."""
        from matcher.evaluation.report.text import lines

        return [*lines(self.comparison, self.school), "", *self.notes]

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON (:func:`matcher.evaluation.report.facts.as_dict`) with
        ``pairs`` (treated, control, k, distance), and what every evaluation keeps."""
        from matcher.evaluation.report.facts import as_dict

        return {
            **as_dict(self.comparison),
            "pairs": self.comparison.matched.pairs.to_dict("records"),
            **self.kept(),
        }

    def table(self) -> pd.DataFrame:
        """The matched schools as a table for CSV
        (:func:`matcher.evaluation.report.table.schools_table`)."""
        from matcher.evaluation.report.table import schools_table

        return schools_table(self.comparison, self.names)

    def page(self) -> str:
        """A page of HTML that stands alone, with love plot and trends; the same bytes for
        the same evaluation."""
        from matcher.core.page.html_page import bullets, heading, page, sources
        from matcher.evaluation.report.page import page_body, page_lead

        matched = sorted(set(self.comparison.matched.pairs["treated"]), key=urn_key)
        details = [
            heading("Schools that were compared", 3),
            bullets([self.school(urn) for urn in matched]),
            heading("Settings and files", 3),
            bullets(self.how()),
        ]
        return page(
            "Did the partnership make a difference?",
            page_lead(self.comparison),
            page_body(self.comparison, details, self.school),
            sources(self.attribution),
        )


def evaluate(
    files: EvaluationFiles,
    outcome: str,
    before: Sequence[int],
    after: Sequence[int],
    options: Options,
) -> Evaluation | FewEvaluation:
    """Compare the schools of a partnership with like schools outside it; fewer than ten are placed
    among such schools instead.

    ``before``, ``after``: starting years. ``options.covariates`` empty: the outcome in each
    year before and whatever of :data:`SCHOOL_COVARIATES` is known of any school. Raises
    :class:`FileError` and :class:`SettingError`.
    """
    from matcher.evaluation.comparison import Comparison
    from matcher.evaluation.matching.units import REGISTER_COLUMNS
    from matcher.jobs.evaluation.performance_tables import read_panel_or_tables
    from matcher.show.kit.attribution import attribution
    from matcher.show.run.fingerprints import fingerprints

    log = ProblemLog()
    outcome = outcome.strip().casefold()
    wanted = dict.fromkeys((outcome, *options.covariates, *options.exact))
    panel, accounts = read_panel_or_tables(
        files.panel, [name for name in wanted if name not in REGISTER_COLUMNS], files.register, log
    )
    given = read_schools(files, log)
    years = [] if options.by_start else given.check_years(before, after)
    panel, followed = follow_successors(panel, given.successor)
    figures = panel[~panel["urn"].isin(given.excluded)]
    of_interest = {*as_list(figures["urn"]), *given.treated}
    schools = given.table[given.table["urn"].isin(of_interest - {*given.excluded})]
    schools = with_named_authorities(schools)
    covariates, dropped = _covariates(schools, figures, outcome, options)
    chosen = replace(options, covariates=covariates)
    found: Comparison | FewSchools
    try:
        if chosen.by_start:
            every = (*before, *after)
            found = compare_by_start(
                figures, schools, given.treated, given.starts, outcome, every, chosen
            )
        else:
            found = compared_or_placed(
                figures, schools, given.treated, outcome, before, after, chosen
            )
        found = _with_caution(found, age_of_covariates(files, covariates, found.after))
    except SettingError as error:
        # What could not be read may be why there is nothing to compare.
        hint = "; ".join(filter(None, (error.hint, *_problems(log))))
        raise SettingError(error.what, where=error.where, hint=hint) from None
    names = dict(zip(as_list(schools["urn"]), as_list(schools["name"]), strict=True))
    notes = [*years, *accounts, *given.notes, *followed, *dropped, *_problems(log)]
    sources = attribution(
        register=True, postcodes=None, areas=False, performance=True,
        deprivation=files.imd is not None,
    )  # fmt: skip
    settings = {"outcome": outcome, "before": list(before), "after": list(after)}
    kept = (
        names,
        tuple(notes),
        tuple(sources),
        settings | asdict(chosen),
        fingerprints(files.existing()),
    )
    if isinstance(found, Comparison):
        return Evaluation(*kept, found)
    return FewEvaluation(*kept, found)


def _with_caution(found: Comparison | FewSchools, said: str) -> Comparison | FewSchools:
    from matcher.evaluation.comparison import Comparison

    if not said:
        return found
    if isinstance(found, Comparison):
        verdict = replace(found.verdict, cautions=(*found.verdict.cautions, said))
        return replace(found, verdict=verdict)
    return replace(found, cautions=(*found.cautions, said))


def _covariates(
    schools: pd.DataFrame, panel: pd.DataFrame, outcome: str, options: Options
) -> tuple[tuple[str, ...], list[str]]:
    """What to match on, and a note on what nothing is known of. A covariate that a person
    names is never left out in silence: one that is not there stops the run."""
    if options.covariates:
        return options.covariates, []
    known = [
        name
        for name in SCHOOL_COVARIATES
        if (schools[name].notna() if name in NUMERIC_COVARIATES else schools[name] != "").any()
    ]
    absent = [name for name in SCHOOL_COVARIATES if name not in known]
    lost = [name for name in options.exact if name in absent]
    if lost:
        raise SettingError(
            f"{', '.join(lost)} is known of no school", where="--exact",
            hint="leave it out, or give a register that has it",
        )  # fmt: skip
    chosen = (outcome, *known)
    notes = [f"Not matched on, because known of no school: {', '.join(absent)}"] if absent else []
    return chosen, notes


def _problems(log: ProblemLog) -> list[str]:
    """What is wrong with rows and cells, by kind, each with the first as a person finds it."""
    kinds = {
        "rejected": ("1 row was rejected", "{:,} rows were rejected"),
        "panel_differs": ("1 figure contradicts another", "{:,} figures contradict others"),
        "not_a_table": (
            "1 file of a folder was passed over",
            "{:,} files of a folder were passed over",
        ),
        "table_without_year": (
            "1 table of no school year was passed over",
            "{:,} tables of no school year were passed over",
        ),
        "impossible_figure": (
            "1 column has figures that no school can have",
            "{:,} columns have figures that no school can have",
        ),
        "never_made": ("1 figure was never made", "{:,} figures were never made"),
        "not_a_number": ("1 cell holds no number", "{:,} cells hold no number"),
    }
    lines = []
    for kind, (one, several) in kinds.items():
        found = [p for p in log.problems if kind in (p.severity, p.code)]
        if found:
            first = min(found)
            count = one if len(found) == 1 else several.format(len(found))
            row = f" row {first.row}" if first.row else ""
            value = f" ({first.value})" if first.value else ""
            lines.append(f"{count}; the first: {first.list}{row}, {first.message}{value}")
    return lines
