"""An evaluation of one to nine schools: each among the schools like it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matcher.jobs.evaluation.record import EvaluationRecord

if TYPE_CHECKING:
    import pandas as pd

    from matcher.evaluation.comparison import Comparison
    from matcher.evaluation.few.few_schools import FewSchools
    from matcher.evaluation.matching.prepare import Options


@dataclass(frozen=True, slots=True)
class FewEvaluation(EvaluationRecord):
    """A picture of few schools; as lines, plain data, a page, or a table of the schools."""

    picture: FewSchools

    def lines(self) -> list[str]:
        """For a person at a terminal."""
        from matcher.evaluation.few.report import lines

        return [*lines(self.picture, self.school), "", *self.notes]

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON (:func:`matcher.evaluation.few.report.as_dict`) with what every
        evaluation keeps."""
        from matcher.evaluation.few.report import as_dict
        from matcher.evaluation.few.words import few_verdict

        return {**as_dict(self.picture, few_verdict(self.picture, self.school)), **self.kept()}

    def table(self) -> pd.DataFrame:
        """The schools and those like them as a table for CSV
        (:func:`matcher.evaluation.few.report.schools_table`)."""
        from matcher.evaluation.few.report import schools_table

        return schools_table(self.picture, self.names)

    def page(self) -> str:
        """A page of HTML that stands alone; the same bytes for the same evaluation."""
        from matcher.core.page.html_page import bullets, heading, lead, page, sources
        from matcher.evaluation.few.page import page_body
        from matcher.evaluation.few.report import question
        from matcher.evaluation.few.words import few_verdict, who

        about = self.picture
        verdict = few_verdict(about, self.school)
        details = [heading("Settings and files", 3), bullets(self.how())]
        return page(
            "A few schools among schools like them",
            [lead(question(about)), lead(who(about)), lead(verdict.headline, apart=True)],
            page_body(about, verdict, details, self.school),
            sources(self.attribution),
        )


def compared_or_placed(
    panel: pd.DataFrame,
    schools: pd.DataFrame,
    treated: Sequence[str],
    outcome: str,
    before: Sequence[int],
    after: Sequence[int],
    options: Options,
) -> Comparison | FewSchools:
    """An average effect, or, of fewer than ten schools that could be compared, their place among
    like schools. The arguments as :func:`matcher.evaluation.evaluation.compare` has them."""
    from matcher.evaluation.evaluation import compare
    from matcher.evaluation.few.few_schools import few_schools
    from matcher.evaluation.gates import MIN_MATCHED
    from matcher.evaluation.matching.prepare import matching_outcome, units_with_outcomes
    from matcher.evaluation.question import check_question

    before, after = sorted(set(before)), sorted(set(after))
    check_question(panel, outcome, before, after)
    question = (panel, schools, treated, outcome, before, after)
    known = units_with_outcomes(*question, matching_outcome(outcome, options))
    if known[0].treated.sum() >= MIN_MATCHED:
        found = compare(*question, options, known=known)
        if not found.few:  # a caliper or an exact covariate may leave too few of many
            return found
    return few_schools(*question, options, known)
