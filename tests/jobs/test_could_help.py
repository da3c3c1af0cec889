"""Whom a partner's page says that it may be able to help: as groups count them, in its lists or
not."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pytest

from matcher.core.tables import ONLY_LIKELY, WHOLE
from matcher.jobs.matching.reopen import reopen_run
from matcher.jobs.matching.results import Run
from matcher.jobs.report import page_tables, report
from matcher.jobs.report.could_help import NeedsInReach
from matcher.match.groups.block_sums import NamedTags
from matcher.match.groups.help import GroupRanking
from matcher.match.groups.seekers import SeekerGroups
from matcher.show.report.words import everybody


def test_a_partner_may_help_as_many_as_groups_count(
    demo_run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_tables, "_MOST_HELPED", 3)
    run = reopen_run(demo_run.folder)
    asked = run.ranking
    arrays = asked.arrays
    one_group = np.where(arrays.is_seeker, 0, -1)
    centre = np.zeros(1)
    whole = SeekerGroups(
        ("all",), one_group, np.array([arrays.is_seeker.sum()]), centre, centre, 0, 0
    )
    counted = dict.fromkeys(map(str, arrays.urn), 0)
    pairs = GroupRanking(
        arrays, whole, asked.weights, run.config, asked.exclusions
    ).everybody().pairs  # fmt: skip
    for partner, helped in zip(pairs["partner"], pairs["helped"], strict=True):
        counted[str(arrays.urn[partner])] = helped
    gatherer, wanted, _ = report.opened(demo_run.folder, (), (), everybody=True)
    told_by = defaultdict(set)
    for row in run.profile.to_dict("records"):
        if row["need"] > 0 and row["source"] not in ONLY_LIKELY:
            told_by[row["urn"]].add(row["activity"])
    pages, cut, outside, open_to = 0, 0, 0, 0
    # Of which school and tag a need, or that there is none, is known.
    speaks = {
        (row["urn"], tag)
        for row in run.profile[run.profile["need"].notna()].to_dict("records")
        for tag in (arrays.tags if row["source"] in WHOLE
                    else [(row["activity"], row["subject"])])
    }  # fmt: skip
    for _, urn in (one for one in wanted if one[0] == "partner"):
        facts = gatherer.partner(urn)
        if not facts.listed:
            assert facts.helped is None
            continue
        assert facts.helped is not None
        found, listed = facts.helped, everybody(facts)
        there, *_ = asked.list_of(asked.index[urn], by_seeker=False)
        for one in facts.offers:
            tag = next(tag for tag in arrays.tags if gatherer.tables.tag(*tag) == one.words)
            silent = sum((str(arrays.urn[at]), tag) not in speaks for at in there)
            assert found.unknown[one.words] == silent
            open_to += silent
        inside = [one for one in listed if one.gives]
        assert found.many == counted[urn] == len(inside) + len(found.others) + found.more
        told = [any(not each.is_likely for each in one.gives) for one in found.others]
        assert all(one.gives for one in found.others)
        assert {one.urn for one in found.others}.isdisjoint(one.urn for one in listed)
        if not found.more:
            offers = [
                {thing for each in one.gives for thing in each.served_by} for one in found.others
            ]
            assert dict(Counter(offer for one in offers for offer in one)) == found.needed
            inside_told = [any(not each.is_likely for each in one.gives) for one in inside]
            assert found.told == sum(told) + sum(inside_told)
        assert all(told_by[one.urn] for one, is_told in zip(found.others, told, strict=True)
                   if is_told)  # fmt: skip
        pages, cut, outside = pages + 1, cut + bool(found.more), outside + bool(found.others)
    assert pages > 10 and outside > cut > 0 and open_to > 0


def test_those_of_a_stated_need_are_named_first_and_then_the_nearest(demo_run: Run) -> None:
    """By a count of the pairs one by one, whichever needs are stated: of the demo all are."""
    run = reopen_run(demo_run.folder)
    arrays = run.ranking.arrays
    named = NamedTags.of(arrays)
    needs = NeedsInReach(run, named)
    stated = np.random.default_rng(3).random(named.needs.shape) < 0.3
    needs.__dict__["_told"] = stated
    mixed = 0
    for own in np.flatnonzero(arrays.is_partner).tolist():
        found = needs.of(str(arrays.urn[own]), [])
        expected = []
        for urn, km in found.others:
            at = run.ranking.index[urn]
            met = named.needs[at] & named.strengths[own]
            tie = arrays.tie_order(np.array([at]), np.array([own]))[0]
            expected.append((not (met & stated[at]).any(), km, tie, urn))
        assert [one[-1] for one in sorted(expected)] == [urn for urn, _ in found.others]
        assert found.told == sum(not one[0] for one in expected)
        mixed += len({one[0] for one in expected}) == 2
    assert mixed > 5
