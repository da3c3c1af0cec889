"""Travel times that are known already: of a file, of a finished run, and of a run filled up."""

from __future__ import annotations

from typing import Any

import numpy as np

from matcher.core.travel.table import Filled, TimesTable, who_says
from matcher.core.travel.times import FROM_FILE, ROUTED, Answered

NAN, INF = np.nan, np.inf


def at(*places: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.array(places, dtype=np.int64)


def answered(minutes: list[float], estimated: list[bool] | None = None) -> Answered:
    values = np.array(minutes)
    which = None if estimated is None else np.array(estimated)
    return Answered(values, values - 1.0, values + 1.0, which)


def table(**more: Any) -> TimesTable:
    """Three pairs of five schools, out of order: no way, an estimate, no time at all."""
    times = answered([INF, 12.3456, 0.0], [False, True, False])
    return TimesTable(5, at(3, 0, 1), at(4, 2, 1), times, **more)


def test_every_pair_gives_its_own_answer_and_no_other_one() -> None:
    times = table(by=FROM_FILE)
    found = times.minutes(at(1, 0, 3, 2, 4), at(1, 2, 4, 0, 3))
    assert found.minutes.tolist()[:3] == [0.0, 12.346, INF]  # 0 is a time, inf is no way
    assert np.isnan(found.minutes[3:]).all()  # the other way round is another pair
    assert found.there.tolist()[1] == 11.346
    assert found.back.tolist()[1] == 13.346
    assert found.estimated is not None
    assert found.estimated.tolist() == [False, True, False, False, False]


def test_a_file_can_be_asked_about_anything_a_finished_run_only_about_what_it_asked() -> None:
    of_file, of_run = table(by=FROM_FILE), table(by=ROUTED, snap_m=np.arange(5.0))
    pairs = at(0, 2, 4), at(2, 0, 0)
    assert not of_file.is_bounded
    assert np.isnan(of_file.snap_m()).all()
    assert of_file.asked(*pairs).tolist() == [True, True, True]
    assert of_run.is_bounded
    assert of_run.snap_m().tolist() == [0.0, 1.0, 2.0, 3.0, 4.0]
    assert of_run.asked(*pairs).tolist() == [True, True, False]
    assert of_run.as_file().asked(*pairs).tolist() == [True, True, True]
    assert not of_run.as_file().is_bounded
    for one in (of_file, of_run, of_run.as_file()):
        assert one.minutes(*pairs).minutes.tolist()[0] == 12.346
    assert [part.tolist() for part in of_file.known_pairs()] == [[0, 1, 3], [2, 1, 4]]


def test_a_finished_run_knows_each_pair_both_ways_round() -> None:
    """The same two ways were asked; of a file nobody knows that."""
    of_run = table(by=ROUTED, snap_m=np.arange(5.0))
    for one in (of_run, of_run.as_file()):
        assert [part.tolist() for part in one.known_pairs()] == [[0, 1, 2, 3, 4], [2, 1, 0, 4, 3]]
        found = one.minutes(at(2, 4), at(0, 3))
        assert found.minutes.tolist() == [12.346, INF]
        assert (found.there.tolist()[0], found.back.tolist()[0]) == (13.346, 11.346)
        assert found.estimated is not None and found.estimated.tolist() == [True, False]
    of_file = table(by=FROM_FILE)
    assert np.isnan(of_file.minutes(at(2), at(0)).minutes[0])
    told_otherwise = TimesTable(
        3, at(0, 1), at(1, 0), answered([5.0, 7.0]), by=ROUTED, snap_m=np.zeros(3)
    )
    assert told_otherwise.minutes(at(0, 1), at(1, 0)).minutes.tolist() == [5.0, 7.0]


def test_an_empty_table_knows_nothing() -> None:
    nothing = TimesTable(3, at(), at(), answered([]), by=FROM_FILE)
    assert np.isnan(nothing.minutes(at(0, 1), at(1, 2)).minutes).all()
    assert not TimesTable(3, at(), at(), answered([]), by=ROUTED, snap_m=np.zeros(3)).asked(
        at(0), at(1)
    )[0]
    assert [len(part) for part in nothing.known_pairs()] == [0, 0]


class Engine:
    """Whoever answers now: the minutes are the seeker's place; asked pairs are kept."""

    by, is_bounded = ROUTED, True

    def __init__(self) -> None:
        self.pairs: list[tuple[int, int]] = []

    def snap_m(self, of: Any = None) -> np.ndarray[Any, np.dtype[np.float64]]:
        return np.full(5, 99.0)

    def minutes(self, seekers: Any, partners: Any) -> Answered:
        self.pairs += zip(seekers.tolist(), partners.tolist(), strict=True)
        return Answered.both_ways(seekers.astype(float), seekers.astype(float))

    def asked(self, seekers: Any, partners: Any) -> Any:
        return np.ones(len(seekers), dtype=bool)

    def there(self, seekers: Any, partners: Any) -> Any:
        return self.minutes(seekers, partners).there

    def known_one_way(self) -> Any:
        return at(), at(), np.zeros(0)

    def known_pairs(self) -> Any:
        return at(), at()


def test_what_a_run_wrote_down_is_never_asked_again() -> None:
    engine = Engine()
    filled = Filled(table(by=ROUTED, snap_m=np.arange(5.0)), engine)
    found = filled.minutes(at(0, 2, 4, 3), at(2, 0, 0, 4))
    assert found.minutes.tolist() == [12.346, 12.346, 4.0, INF]
    assert found.estimated is not None
    assert found.estimated.tolist() == [True, True, False, False]
    assert engine.pairs == [(4, 0)]
    assert filled.asked(at(4), at(0)).all()
    assert filled.snap_m().tolist() == [0.0, 1.0, 2.0, 3.0, 4.0]  # the run's, not the engine's
    assert len(filled.known_pairs()[0]) == 5
    filled.minutes(at(0), at(2))
    assert engine.pairs == [(4, 0)]


def test_each_pair_is_told_by_whoever_told_it() -> None:
    record = table(by=ROUTED, snap_m=np.arange(5.0))
    pairs = at(0, 2, 1), at(2, 0, 4)  # as it was asked, the other way round, and another
    assert who_says(record, *pairs).tolist() == [ROUTED] * 3
    filled = Filled(record, table(by=FROM_FILE))
    assert who_says(filled, *pairs).tolist() == [ROUTED, ROUTED, FROM_FILE]


def test_a_pair_of_which_one_way_is_known_was_not_asked_about_and_is_estimated_by_it() -> None:
    """Also where the other way round of a pair is known whole: that is no estimate."""
    ways = at(0, 3, 2), at(1, 0, 3), np.array([7.0, 8.0, 9.0])
    of_run = TimesTable(5, at(0), at(3), answered([6.0]), by=ROUTED, snap_m=np.zeros(5),
                        one_way=ways)  # fmt: skip
    assert of_run.asked(at(0, 3, 2), at(1, 0, 3)).tolist() == [False, True, False]
    assert [part.tolist() for part in of_run.known_one_way()] == [part.tolist() for part in ways]
    assert Filled(of_run, Engine()).known_one_way() == of_run.known_one_way()
    told = of_run.as_file().minutes(at(0, 3, 2, 1), at(1, 0, 3, 0)).as_long_back()
    assert told.minutes.tolist()[:3] == [7.0, 6.0, 9.0]
    assert np.isnan(told.minutes[3])
    assert told.estimated is not None
    assert told.estimated.tolist() == [True, False, True, False]


def test_no_way_back_is_no_estimate() -> None:
    one = Answered(np.array([np.nan, INF, np.nan]), np.array([4.0, 5.0, np.nan]),
                   np.array([np.nan, INF, np.nan]))  # fmt: skip
    told = one.as_long_back()
    assert told.minutes[:2].tolist() == [4.0, INF]
    assert told.estimated is not None
    assert told.estimated.tolist() == [True, False, False]
