"""The monitoring report as a page that stands alone: what to adjust, a table, charts."""

from __future__ import annotations

from collections.abc import Sequence

from matcher.core.page import html_page
from matcher.partnership.monitor.progress import RULE, Report
from matcher.partnership.monitor.report import charts, wording
from matcher.partnership.monitor.report.advice import adjustments
from matcher.partnership.monitor.values import units
from matcher.partnership.record.partnership import Partnership

_CHART_HEAD = ("Group", "Day", "Figure", "Number of people")


def page(partnership: Partnership, report: Report) -> str:
    """The page, the same bytes for the same report."""
    advice = adjustments(report)
    body = ["<h2>What to adjust</h2>"]
    body.append(html_page.bullets(advice) if advice else html_page.paragraph("Nothing at present."))
    if report.faults:
        body += ["<h2>To mend in the plan</h2>", html_page.bullets(report.faults)]
    body.append("<h2>Progress against the plan</h2>")
    if report.progress:
        body.append(
            html_page.table(
                "Progress by indicator and group",
                wording.TABLE_HEAD,
                list(map(wording.table_row, report.progress)),
            )
        )
    else:
        body.append(html_page.paragraph("Nothing is planned or measured yet."))
    if report.gaps or report.no_gap:
        body.append("<h2>Gaps between a group and its peers</h2>")
    if report.gaps:
        body.append(
            html_page.table(
                "What the peers have more, or less (−), than the group",
                wording.GAP_HEAD,
                list(map(wording.gap_row, report.gaps)),
            )
        )
    body += map(html_page.paragraph, wording.no_gap_notes(report))
    body += charts_by_date(report)
    lead = [html_page.lead(wording.target_counts(report))]
    if not report.made:
        lead.append(html_page.paragraph("matcher plan make FOLDER makes a plan to set targets in."))
    footer = ["<h2>How to read this</h2>", html_page.paragraph(RULE)]
    footer.append(html_page.paragraph(wording.suppression_note(report)))
    return html_page.page(f"{partnership.title}: monitoring", lead, body, footer)


def charts_by_date(report: Report) -> Sequence[str]:
    """The charts, each with its table."""
    found = charts.charts(report.progress)
    body = ["<h2>By date</h2>"] if found else []
    for number, drawn in enumerate(found, start=1):
        first = drawn[0]
        of = "" if first.unit in ("", "%", "£") else f" ({units.unit_words(first.unit)})"
        body += [
            html_page.heading(f"{number}. {first.words}{of}", 3),
            charts.chart(drawn, f"chart-{number}"),
            html_page.table(f"Chart {number}: the figures", _CHART_HEAD, charts.rows(drawn)),
        ]
    return body
