"""Partnerships made for tests: one by hand, any by Hypothesis."""

from __future__ import annotations

import dataclasses
import datetime
import math

from hypothesis import strategies as st

from matcher.core.allocation.decisions import DECLINED
from matcher.partnership.record.partnership import Exchange, Partnership, Party
from matcher.partnership.record.status_transitions import STATUSES

texts = st.text(max_size=30)
urns = st.text(min_size=1, max_size=12)
days = st.dates(min_value=datetime.date(1990, 1, 1), max_value=datetime.date(2090, 12, 31))
figures = st.one_of(st.just(math.nan), st.floats(0, 1000))


def parties(side: str, urn: str) -> st.SearchStrategy[Party]:
    return st.builds(Party, urn=st.just(urn), side=st.just(side), **dict.fromkeys(
        ("name", "kind", "phase", "la_name", "lead", "signs"), texts))  # fmt: skip


@st.composite
def partnerships(draw: st.DrawFn) -> Partnership:
    """Any partnership that a record can hold, with any text in every field of text."""
    one, other = draw(st.lists(urns, min_size=2, max_size=2, unique=True))
    status = draw(st.sampled_from(STATUSES))
    ways = st.sampled_from([(one, other), (other, one)])
    exchanges = [
        Exchange(*draw(ways), *draw(st.tuples(*[texts] * 5)))
        for _ in range(draw(st.integers(0, 3)))
    ]
    dated = draw(st.dictionaries(st.sampled_from(STATUSES), days))
    return Partnership(
        parties=(draw(parties("seeker", one)), draw(parties("partner", other))),
        status=status,
        dates={name: day.isoformat() for name, day in dated.items()},
        earlier=draw(st.dictionaries(days.map(datetime.date.isoformat), texts, max_size=2)),
        declined=draw(st.sampled_from(["", *DECLINED])) if status == "declined" else "",
        keep_until=draw(st.one_of(st.just(""), days.map(datetime.date.isoformat))),
        exchanges=tuple(exchanges),
        score=draw(figures),
        distance_km=draw(figures),
        area=draw(texts),
        reasons=draw(texts),
        run=draw(texts),
        objectives=draw(st.dictionaries(texts, texts, max_size=3)),
    )


def same(one: Partnership, other: Partnership) -> bool:
    """Whether two partnerships say the same; unknown figures are alike."""

    def settled(value: Partnership) -> Partnership:
        known = {n: -1.0 if math.isnan(f) else f
                 for n in ("score", "distance_km") for f in [getattr(value, n)]}  # fmt: skip
        return dataclasses.replace(value, **known)

    return settled(one) == settled(other)


def plain(
    seeker: str = "100001", partner: str = "100002", status: str = "suggested", **more: object
) -> Partnership:
    """A partnership of two schools with nothing but names, with ``more`` of its fields."""
    declined = "distance" if status == "declined" else ""
    given = {"dates": {status: "2026-09-01"}, "declined": declined, **more}
    return dataclasses.replace(
        Partnership(
            (
                Party(seeker, f"School {seeker}", "state", "seeker"),
                Party(partner, f"School {partner}", "independent", "partner"),
            ),
            status,
        ),
        **given,  # type: ignore[arg-type]
    )
