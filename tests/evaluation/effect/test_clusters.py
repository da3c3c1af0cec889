"""What schools share, and how many chances that leaves."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from matcher.core.errors import SettingError
from matcher.core.tables import NO_TRUST
from matcher.evaluation.effect.clusters import Clusters, choose_clusters, luck_across_borders
from matcher.evaluation.matching.units import Units

URNS = [str(100_000 + at) for at in range(40)]
MINE = URNS[:12]


def schools(**columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"urn": URNS[::-1]} | {name: own[::-1] for name, own in columns.items()})


def chosen(table: pd.DataFrame, asked: str = "auto", exact: tuple[str, ...] = ()) -> Clusters:
    frame = pd.DataFrame({"unit": URNS, "treated": [urn in MINE for urn in URNS], "x": 1.0})
    return choose_clusters(Units.of(frame, ["x"]), table, MINE, asked, exact)


AUTHORITIES = [str(at % 4) for at in range(40)]  # four, three treated schools in each
TRUSTS = [f"Trust {at // 2}" for at in range(40)]  # six of the treated


def test_the_coarser_of_what_is_known() -> None:
    both = schools(trust=TRUSTS, la_code=AUTHORITIES)
    found = chosen(both)
    assert (found.level, found.count, found.effective) == ("authority", 4, 4.0)
    assert found.few and not found.wild and found.df == 3.0
    assert found.labels is not None and (found.labels == np.arange(40) % 4).all()
    by_trust = chosen(both, exact=("la_code",))
    assert (by_trust.level, by_trust.count) == ("trust", 6)
    assert by_trust.wild and not by_trust.few
    assert chosen(both, "trust").level == "trust" and chosen(both, "none").labels is None
    assert chosen(schools()).level == "matched sets" and not chosen(schools()).few


def test_clusters_of_unequal_size_count_as_fewer() -> None:
    found = chosen(schools(la_code=["0"] * 9 + ["1", "2", "3"] + ["4"] * 28))
    assert found.count == 4 and found.effective == pytest.approx(12**2 / (9**2 + 3))


def test_many_clusters_of_which_one_is_large_are_fewer_than_some_of_equal_size() -> None:
    """Six of one trust and six alone, over six authorities: a trust's luck is half of all."""
    trusts = ["Trust 1"] * 6 + [NO_TRUST] * 34
    found = chosen(schools(trust=trusts, la_code=[str(at % 6) for at in range(40)]))
    assert (found.level, found.count) == ("trust", 7) and found.few
    assert found.effective == pytest.approx(12**2 / (6**2 + 6))


def test_a_school_of_no_trust_or_of_an_unknown_one_stands_alone() -> None:
    trusts = ["Trust 1", "Trust 1", *[NO_TRUST] * 38]
    found = chosen(schools(trust=trusts))
    assert found.level == "trust" and found.count == 11
    assert chosen(schools(trust=[*trusts[:-1], ""])).level == "trust"
    unknown = chosen(schools(trust=[""] * 40))
    assert unknown.level == "matched sets"


def test_one_blank_does_not_hide_that_the_others_are_of_one_trust() -> None:
    """Eleven of twelve in one trust, over twelve authorities."""
    trusts = ["", *["Trust 1"] * 11, *[NO_TRUST] * 28]
    found = chosen(schools(trust=trusts, la_code=[str(at) for at in range(40)]))
    assert (found.level, found.count) == ("trust", 2) and found.few
    assert found.effective == pytest.approx(12**2 / (11**2 + 1))
    blank, beside = found.notes
    assert blank.startswith("Of 1 school of the partnership the trust is not known")
    assert "authority share is not allowed for beside" in beside and "12.0" in beside


def test_what_was_asked_for_says_what_the_other_level_would_come_to() -> None:
    both = schools(trust=TRUSTS, la_code=AUTHORITIES)  # 6.0 and 4.0 of the partnership
    for asked, other, words in (
        ("trust", "authority", "count as fewer, 4.0 of equal size; that can leave more to chance"),
        ("la_code", "trust", "count as no fewer, 6.0 of equal size"),
        ("auto", "trust", "count as no fewer, 6.0 of equal size"),
    ):
        (note,) = chosen(both, asked).notes
        assert f"one {other} share is not allowed for beside" in note and words in note
    # Its shocks move both sides alike, or nobody knows it.
    assert not chosen(both, "trust", ("la_code",)).notes
    assert not chosen(schools(la_code=AUTHORITIES), "la_code").notes


def test_few_clusters_of_the_comparison_are_few() -> None:
    """Twelve schools of twelve authorities, compared with schools of two others."""
    table = schools(la_code=[str(at) if at < 12 else f"x{at % 2}" for at in range(40)])
    frame = pd.DataFrame({"unit": URNS, "treated": [urn in MINE for urn in URNS], "x": 1.0})
    units = Units.of(frame, ["x"])
    assert not choose_clusters(units, table, MINE, "auto", ()).few
    found = choose_clusters(units, table, MINE, "auto", (), 1, [np.ones(40)])
    assert found.few and found.effective == 12.0 and found.comparison == pytest.approx(2.0)
    assert found.df == pytest.approx(1.0)


def test_a_level_that_is_asked_for_must_be_known() -> None:
    with pytest.raises(SettingError, match="the trust of no school"):
        chosen(schools(la_code=AUTHORITIES), "trust")
    with pytest.raises(SettingError, match="'county' is no level"):
        chosen(schools(la_code=AUTHORITIES), "county")
    # By name it is clustered on even where it must be equal in both schools.
    assert chosen(schools(la_code=AUTHORITIES), "la_code", ("la_code",)).level == "authority"


def test_one_of_what_schools_share_is_one() -> None:
    assert Clusters("authority", 1, 1.0).in_words == "1 authority"
    assert Clusters("trust", 8, 7.5).in_words == "8 trusts"


def placed(seed: int, wide: int) -> str:
    """What is said of 40 authorities in a row, ten schools each, each with the luck of ``wide`` in
    the row, its own the first of them; the first school of each is in the partnership."""
    rng = np.random.default_rng(seed)
    authority = np.repeat(np.arange(40), 10)
    luck = np.convolve(rng.normal(size=39 + wide), np.ones(wide), "valid")
    moved = luck[authority] + rng.normal(size=400)
    treated = np.arange(400) % 10 == 0
    urns = tuple(str(100_000 + at) for at in range(400))
    table = pd.DataFrame(
        {
            "urn": urns,
            "la_code": [str(at) for at in authority],
            "easting": [str(400_000 + 10_000 * at) for at in authority],
            "northing": "200000",
        }
    )
    units = Units(urns, treated, pd.DataFrame({"x": rng.normal(size=400)}))
    said = luck_across_borders(units, table, moved, ())
    assert luck_across_borders(units, table, moved, ("la_code",)) == ""
    assert luck_across_borders(units, table.drop(columns="easting"), moved, ()) == ""
    assert luck_across_borders(units, table.assign(northing=""), moved, ()) == ""
    assert luck_across_borders(units, table.sample(frac=1, random_state=1), moved, ()) == said
    return said


def test_luck_that_neighbouring_authorities_share_is_a_caution() -> None:
    """Not clustered on: it is said, nearly always where it is there and seldom where not."""
    shared = [placed(seed, 5) for seed in range(20)]
    assert sum(map(bool, shared)) >= 17 and "side by side" in max(shared)
    assert sum(bool(placed(seed, 1)) for seed in range(40)) <= 6  # two expected; more is 1 in 60
