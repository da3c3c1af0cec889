"""What is measured: an indicator, and the plan of a partnership that names indicators, targets
and the figures written in it. :mod:`matcher.partnership.monitor.plan_reader` reads them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from matcher.partnership.monitor.targets import Target
from matcher.partnership.monitor.values import units
from matcher.partnership.monitor.values.store import Value


@dataclass(frozen=True, slots=True)
class Indicator:
    """``id`` and its ``words``; ``unit`` is "%", "people", "score" or another word, "" where
    neither a unit nor the measure tells; ``default_unit`` is the unit of a figure that stands
    without one; ``kind`` is quantitative or qualitative; ``scale`` the least and the most that an
    answer counts, None where the measure does not say; ``usual`` is 1 where more of it is wanted,
    -1 where less is, 0 where the product does not say; ``subject`` and ``receiver`` are those of
    its row, "" where it has none."""

    id: str
    words: str
    measure: str = ""
    activity: str = ""
    kind: str = ""
    unit: str = ""
    default_unit: str = ""
    scale: tuple[float, float] | None = None
    usual: int = 0
    subject: str = ""
    receiver: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """The indicators that values may be given for, by id, and the targets of the plan in its
    order.

    ``cell_values`` are the baselines and follow-ups written in the plan itself; one without a day
    is not dated, and counts at NO_DAY or, a follow-up, on the day on which it is due (the last
    of the calendar where none is given). ``ids_by_name`` says which ids a word may mean: an id that
    several rows of the plan share means the keys of all of them. ``faults`` are cells of the
    plan that are to be mended, in words; ``unused_cells`` names those that are not used: the key of
    the row (else its id), the group and the cell. ``in_words`` are the baseline and the follow-up
    of an indicator and group that are told in words, "" where not. ``baseline_days``: the day typed
    with the baseline of an indicator and group, where one is. ``made``: there is a plan at all.
    ``unused_marks``: the marks of the exchanges of which every row says no in ``use``.
    """

    indicators: Mapping[str, Indicator]
    targets: tuple[Target, ...] = ()
    cell_values: tuple[Value, ...] = ()
    ids_by_name: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    made: bool = True
    in_words: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    unused_cells: frozenset[tuple[str, str, str]] = frozenset()
    baseline_days: Mapping[tuple[str, str], datetime.date] = field(default_factory=dict)
    unused_marks: frozenset[str] = frozenset()

    def words(self, id: str) -> str:
        """An indicator in words; its id where there are none."""
        known = self.indicators.get(id)
        return known.words or id if known else id

    def told_apart(self, id: str) -> str:
        """An indicator with what tells it apart from others of its code, in words."""
        known = self.indicators.get(id)
        parts = (
            (known.words, known.subject, known.receiver and f"for {known.receiver}")
            if known
            else ()
        )
        about = [part for at, part in enumerate(parts) if part and part not in "".join(parts[:at])]
        return f"{id} ({', '.join(about)})" if about else id

    def unit(self, id: str) -> str:
        """The unit of an indicator; "" where it is not known."""
        known = self.indicators.get(id)
        return known.unit if known else ""

    def is_share(self, id: str) -> bool:
        """Whether "x of n" of an indicator is a share and never points."""
        known = self.indicators.get(id)
        return known is not None and units.is_share_measure(known.measure)

    def default_unit(self, id: str) -> str:
        """The unit of a figure of an indicator that stands without one."""
        known = self.indicators.get(id)
        return known.default_unit if known else ""
