"""All that the product shows of the folder of a partnership, read as an outsider reads it: the
facts shown, the numbers withheld, and withheld figures that stand in a paper all the same."""

from __future__ import annotations

import datetime
import html
import math
import re
from pathlib import Path

import openpyxl
from makers.monitored_folders import Case, cell
from makers.monitoring import write_folder
from small_number_attacker import SCALE, Attack, Fact, Hidden, attacks

from matcher.jobs.partnership import findings, monitor, plan
from matcher.partnership.findings.audiences import audiences
from matcher.partnership.monitor.plan_reader import read_plan
from matcher.partnership.monitor.shown_cells import MARKS
from matcher.partnership.monitor.suppression.suppression import people_counts
from matcher.partnership.monitor.values.store import Value

TODAY = datetime.date(2027, 1, 31)


class Shown:
    """What is shown of a folder: ``facts``, ``hidden`` numbers below the threshold, ``leaks``
    (withheld figures that a paper shows), and how many figures there are and are withheld."""

    def __init__(self, case: Case, folder: Path, papers: bool = True) -> None:
        write_folder(folder, values=case.values, plan=case.plan_rows())
        report = monitor.report(folder, day=TODAY)
        truth = [*case.values, *read_plan(folder).cell_values]
        told = report.as_dict()
        self.facts: list[Fact] = []
        self.hidden: list[Hidden] = []
        self.figures = self.withheld = 0
        withheld: list[Value] = []
        for one in told["progress"]:
            for point in one["figures"]:
                self.figures += 1
                self.withheld += point["mark"] == "c"
                date = point["date"] and datetime.date.fromisoformat(point["date"])
                table = (one["indicator"], date)
                unit = case.units[one["indicator"]]
                figure = None if point["value"] is None else _before_rounding(point["value"], unit)
                self.facts.append(Fact(table, one["group"], unit, figure, point["pupils"]))
                if point["mark"] == "c":
                    own = [v for v in truth if (v.indicator, v.group) == (table[0], one["group"])]
                    of = next(v for v in own if v.date == date or not date)
                    withheld.append(of)
                    self._hide(of, table, unit)
        told_of = {(fact.table[0], fact.table[1], fact.group) for fact in self.facts}
        days = {fact.table for fact in self.facts}
        for (id_, day, group), number in case.few.items():
            at = (id_, day) if (id_, day) in days else (id_, None)
            if at in days and (*at, group) not in told_of:
                self.hidden.append(Hidden(at, group, case.units[id_], "n", number))
        self.leaks: list[tuple[str, str]] = []
        if papers:
            texts = _papers(folder, report)
            seen = {(fact.figure, fact.n) for fact in self.facts}
            for of in withheld:
                figure = cell(of).partition(" (")[0]
                alone = of.pupils is None
                if alone and ((of.value, of.value), None) in seen:
                    continue  # so many are told of elsewhere, as they may be
                for name, text in texts.items():
                    if alone and not name.startswith("plan."):
                        continue  # elsewhere as many others may be a base
                    for noun in ("pupils", "people"):
                        typed = f"{figure} ({of.pupils} {noun})"
                        typed = figure.replace("pupils", noun) if alone else typed
                        if re.search(rf"(?<![\d.,(]){re.escape(typed)}", text.replace(MARKS, "")):
                            self.leaks.append((name, typed))

    def _hide(self, of: Value, table: tuple[str, datetime.date | None], unit: str) -> None:
        scale = SCALE if unit == "score" else None
        n, x, y = people_counts(of, scale)
        numbers = {"n": x} if unit == "base" else {"n": n, "x": x, "y": y}
        for what, number in numbers.items():
            if number is not None and number < 5:
                self.hidden.append(Hidden(table, of.group, unit, what, number))

    def determined(self) -> list[tuple[Hidden, float, float]]:
        """The hidden numbers that some attack determines to within 1."""
        found: dict[Hidden, tuple[Hidden, float, float]] = {}
        for attack in attacks(self.facts, self.hidden) if self.hidden else ():
            for one in attack.determined([h for h in self.hidden if _asked(attack, h)]):
                found.setdefault(one[0], one)
        return list(found.values())


def _asked(attack: Attack, one: Hidden) -> bool:
    """Whether the count of a number is one that the attack is about."""
    block = attack.has_answers(one.unit, one.table)
    return one.table in attack.tables and (one.what == "n" or block)


def _before_rounding(value: float, unit: str) -> tuple[float, float]:
    """A figure may have been rounded to the digits that are shown of it."""
    if unit in ("base", "people"):
        return value, value
    digits = next((d for d in range(7) if math.isclose(round(value, d), value, abs_tol=1e-9)), 6)
    half = 0.5 / 10**digits
    return value - half, value + half


def _papers(folder: Path, report: monitor.MonitoringReport) -> dict[str, str]:
    texts = {"report": "\n".join(report.lines()), "report.html": html.unescape(report.page())}
    for id_ in audiences():
        found = findings.findings(folder, id_, TODAY)
        texts[id_] = html.unescape(found.data("md").decode())
        texts[f"{id_}.html"] = html.unescape(found.data("html").decode())
    plan.make(folder)
    texts["plan.md"] = html.unescape((folder / "plan.md").read_text("utf-8"))
    book = openpyxl.load_workbook(folder / "plan.xlsx", read_only=True)
    texts["plan.xlsx"] = "\n".join(
        str(value) for sheet in book for row in sheet.iter_rows(values_only=True)
        for value in row if value is not None)  # fmt: skip
    texts["progress"] = "\n".join(monitor.report(folder, day=TODAY).lines())
    texts["calendar"] = monitor.calendar(folder)[0].decode()
    findings.site(folder.parent, folder.parent / "site", TODAY)
    for page in (folder.parent / "site").glob("*.html"):
        texts[page.name] = html.unescape(page.read_text("utf-8"))
    return texts
