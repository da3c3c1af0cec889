"""Distances in both units, wherever a run shows them, where the limit was given in miles."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
from program import table

from matcher.core.settings.combine import settings
from matcher.jobs.matching.demo import sources
from matcher.jobs.matching.explain import explain
from matcher.jobs.matching.match import run
from matcher.jobs.matching.summary.lines import summary_lines


def test_a_limit_in_miles_shows_both(tmp_path: Path) -> None:
    found = run(sources(), settings(max_miles=15), tmp_path / "run")
    assert (
        "Limit: 24.1 km (15 miles); best 5 in each direction, and a partner's best 5 of each phase"
        in summary_lines(found.found)
    )
    pairs = table(found.folder / "matches.csv")
    both = re.compile(r"(\d+\.\d km \(\d+\.\d|under 0\.1 km \(under 0\.1) miles\) apart")
    assert all(both.match(pair["reasons"]) for pair in pairs)
    assert not [name for name in pairs[0] if "mile" in name]
    page = (found.folder / "map.html").read_text(encoding="utf-8")
    assert '"limit":"24.1 km (15 miles)"' in page and '"milesPerKm":0.621371192237334' in page
    assert "pairs at most 24.1 km (15 miles) apart" in page
    book = openpyxl.load_workbook(found.folder / "matches.xlsx", read_only=True)
    rows = [row for sheet in book for row in sheet.iter_rows(values_only=True)]
    texts = {str(cell) for row in rows for cell in row}
    assert any("24.1 km (15 miles)" in text for text in texts)
    assert any("miles) apart" in text for text in texts)
    book.close()
    pair = pairs[0]
    why = explain(found.folder, [pair["seeker_urn"], pair["partner_urn"]])
    assert re.search(r"; \d+\.\d km \(\d+\.\d miles\) apart\n", "\n".join(why.lines()))
    assert " miles) apart" in why.page()
    one = explain(found.folder, [pair["seeker_urn"]])
    assert re.search(r", \d+\.\d km \(\d+\.\d miles\)$", "\n".join(one.lines()), re.M)
