"""Overviews of groups made by hand, for tests of what is shown of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from strategies import HOSTILE

from matcher.show.groups.facts import Group, GroupMatch, GroupRankings, Partner, Tag

GROUPS = (
    Group("Ash Trust", 9, 400_000.0, 300_000.0),
    Group("Beech Trust", 4, 440_000.0, 320_000.0),
)
PARTNERS = (
    Partner("1", "Elm School", 405_000.0, 301_000.0),
    Partner("2", "Fir College", 420_000.0, 310_000.0),
)
TAGS = (Tag("T3", "physics", "physics teaching", 4), Tag("C2", "Latin", "Latin classes", 2))


def help_of(group: Group, partner: Partner, **figures: Any) -> GroupMatch:
    """A pair whose figures do not matter, but for those given."""
    usual = {"rank": 1, "group_rank": 1, "schools": 3, "helped": 0, "unsure": 0, "score": 2.5,
             "mean_km": 12.3, "tags": TAGS}  # fmt: skip
    return GroupMatch(group, partner, **{**usual, **figures})


def overview(
    helps: Sequence[GroupMatch], groups: Sequence[Group] = GROUPS, **asked: Any
) -> GroupRankings:
    """An overview of trusts, its counts those of ``helps``."""
    of_partners = Counter(one.group.name for one in helps)
    facts = {
        "by": "trust", "one": "trust", "many": "trusts", "groups": tuple(groups),
        "matches": tuple(helps), "max_km": 40.0, "top": 5, "partner": None, "group": None,
        "all_groups": len(groups), "with_partner": len(of_partners),
        "seekers": sum(group.seekers for group in groups), "without": 0,
        "not_known": 0,
        "of_partners": dict(of_partners),
        "of_groups": dict(Counter(one.partner.urn for one in helps)),
    }  # fmt: skip
    return GroupRankings(**{**facts, **asked})


def hostile(asked: str = "") -> GroupRankings:
    """Hostile text wherever text of a list can stand; ``asked``: "", group, partner, both."""
    groups = [Group(text, n + 1, 400_000.0 + 9_000 * n, 300_000.0 + 7_000 * (n % 4))
              for n, text in enumerate(HOSTILE)]  # fmt: skip
    partners = [Partner(f"{text} {n}", text, 401_000.0 + 9_000 * n, 303_000.0)
                for n, text in enumerate(HOSTILE)]  # fmt: skip
    helps = [
        help_of(
            group,
            partners[n] if asked != "partner" else partners[0],
            helped=1,
            group_rank=n + 1 if asked == "partner" else 1,
            tags=(Tag(group.name, group.name, group.name, 1),),
        )
        for n, group in enumerate(groups)
    ]
    words = {"one": HOSTILE[5], "many": HOSTILE[7]}
    if asked in ("group", "both"):
        partner = partners[3] if asked == "both" else None
        return overview([helps[3]], [groups[3]], group=groups[3], partner=partner, **words)
    if asked == "partner":
        return overview(helps, groups, partner=partners[0], **words)
    return overview(helps, groups, **words)
