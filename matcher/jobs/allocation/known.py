"""What a plan does not know: of which pairs a need is known to be met, and who took no part.

A plan may serve everybody and be proven the best, and yet rest on distance alone. So beside how
many are served stands of how many pairs it is known that a need is met, and who is to be asked.
"""

from __future__ import annotations

from collections import Counter
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from matcher.core.figures.number_format import counted
from matcher.core.figures.surety import SUGGESTED_BY
from matcher.core.schema import as_list

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from matcher.jobs.allocation.build_problem import Asked
    from matcher.jobs.allocation.results import PlanResult
    from matcher.jobs.matching.reopen import ReopenedRun

MET, NEEDS, OFFERS, NOT_MET = "pairs_met", "pairs_needs_unknown", "pairs_to_ask", "pairs_not_met"
NO_NEED, NOTHING, MAY = "pairs_no_need", "pairs_need_nothing", "pairs_may_meet"
UNMET, UNMET_LIKELY = "unserved_need_known", "unserved_need_likely"
_MUCH_FARTHER = 1.5  # times as far: seekers of priority areas are to be told of then. A choice


def known_counts(asked: Asked, pairs: pd.DataFrame) -> dict[str, int]:
    """How many pairs of a plan (ALLOCATION) there are of each kind: known to meet a need that the
    reasons name; that may meet one, as registers or figures suggest, which is what maps and reasons
    call likely; else of a seeker whose needs are not known; else of one that is said to need
    nothing; else of one of which no need stands out; else with a partner of which nothing is known
    that it offers; else with one that is not known to offer what is needed."""
    from matcher.show.explain.met import with_need
    from matcher.show.explain.phrases.exchange import told_of_exchange

    arrays, index = asked.run.ranking.arrays, asked.run.ranking.index
    met = np.array([bool(one.partition(" | ")[0].strip()) for one in as_list(pairs["shared"])],
                   dtype=bool)  # fmt: skip
    sure = np.array(
        [any(told_of_exchange(phrase) == "gives" for phrase in why.split("; "))
         for why in as_list(pairs["reasons"])],
        dtype=bool,
    )  # fmt: skip
    seekers, partners = (
        np.array([index[urn] for urn in as_list(pairs[f"{side}_urn"])], dtype=np.int64)
        for side in ("seeker", "partner")
    )
    needy = with_need(asked.run.ranking.profile_columns)
    stands_out = np.array([urn in needy for urn in as_list(pairs["seeker_urn"])], dtype=bool)
    nothing = arrays.everything.needs.says_none(seekers)
    needs, offers = arrays.needs.known[seekers], arrays.offers_known[partners]
    kinds = {
        MET: met & sure,
        MAY: met & ~sure,
        NEEDS: ~met & ~needs,
        NOTHING: ~met & nothing,
        NO_NEED: ~met & needs & ~stands_out & ~nothing,
        OFFERS: ~met & needs & stands_out & ~offers,
        NOT_MET: ~met & needs & stands_out & offers,
    }
    return {kind: int(np.count_nonzero(which)) for kind, which in kinds.items()}


def passed_over(asked: Asked, unserved: pd.DataFrame) -> dict[str, int]:
    """How many seekers that may meet a partner and have none (UNSERVED) have a need that somebody
    has said, and how many more one that figures or a register suggest."""
    from matcher.show.explain.met import needs_known

    known = needs_known(asked.run.ranking.profile_columns)
    # No place could go to who has nobody in reach.
    without = set(as_list(unserved.loc[unserved["in_reach"] > 0, "seeker_urn"]))
    said = without & known.needs
    return {UNMET: len(said), UNMET_LIKELY: len((without & known.may_need) - said)}


def passed_over_line(counts: Mapping[str, Any]) -> str:
    """That places go to schools of which no need is known, while others have one and no partner;
    "" where that is not so."""
    places = counts[NEEDS] + counts[NO_NEED] + counts[NOTHING]
    known, likely = counts[UNMET], counts[UNMET_LIKELY]
    if not places or not known + likely:
        return ""
    go = "1 place goes to a school" if places == 1 else f"{places:,} places go to schools"
    told = [f"{counted(known, 'seeker')} with a need that is known"] if known else []
    if likely:
        told.append(f"{likely:,} with a likely one" if known
                    else f"{counted(likely, 'seeker')} with a likely need")  # fmt: skip
    have = "has" if known + likely == 1 else "have"
    return (
        f"{go} of which no need is known or likely, while {' and '.join(told)} {have} no partner, "
        "though one is in reach"
    )


def known_line(counts: Mapping[str, Any]) -> str:
    """Of how many pairs a need is known to be met, and what keeps it from being known of the
    others; "" for a plan without pairs."""
    if not counts["pairs"]:
        return ""
    met, may = counts[MET], counts[MAY]
    told = [f"{f'{met:,}' if met else 'none'} {'are' if met > 1 else 'is'} known to meet a need"]
    if may:
        told.append(f"{may:,} may meet one, as {SUGGESTED_BY}")
    for kind, one, several in (
        (OFFERS, "of a school with a need and a partner of which nothing is known (ask it first)",
         "of schools with a need and partners of which nothing is known (ask these first)"),
        (NEEDS, "with a school whose needs are not known",
         "with schools whose needs are not known"),
        (NO_NEED, "with a school of which no need stands out, whatever is known of its partner",
         "with schools of which no need stands out, whatever is known of their partners"),
        (NOTHING, "with a school that is said to need nothing",
         "with schools that are said to need nothing"),
        (NOT_MET, "with a partner that is not known to offer what is needed",
         "with partners that are not known to offer what is needed"),
    ):  # fmt: skip
        if many := counts[kind]:
            told.append(f"{many:,} {f'is {one}' if many == 1 else f'are {several}'}")
    return f"Of {counted(counts['pairs'], 'pair')}, {', '.join(told)}"


def best_line(pairs: pd.DataFrame, k: int, miles: bool, *, of_partners: bool = False) -> str:
    """Of the seekers that a plan (``pairs``: ALLOCATION) chose a pair for, how many have none of
    their best ``k``, by what people decided either; how far apart half of the pairs are; and which
    pair is farthest apart. "" for a plan without pairs. ``of_partners``: the lists hold partners
    alone, and no other was compared."""
    from matcher.core.allocation.tables import ACCEPTED, PINNED
    from matcher.show.kit.text_format import kilometres

    if not len(pairs):
        return ""
    chosen = pairs[~pairs["how"].isin([ACCEPTED, PINNED])]
    best = pairs.groupby("seeker_urn")["seeker_rank"].min()
    best = best[best.index.isin(set(as_list(chosen["seeker_urn"])))]
    none, of = int((best > k).sum()), len(best)
    among = " among your partners" if of_partners else ""
    told = [
        f"{none:,} of {counted(of, 'seeker')} with a pair chosen got none of their best {k}{among}"
    ]
    if not none:
        told = [f"each seeker with a pair chosen got one of its best {k}{among}"] if of else []
    names = ("seeker_name", "partner_name", "distance_km")
    farthest = max(zip(*(as_list(pairs[name]) for name in names), strict=True), key=itemgetter(2))
    # A name is told on one line, whatever is in it.
    seeker, partner = (" ".join(name.split()) for name in farthest[:2])
    km = farthest[2]
    if len(pairs) > 1:
        half = kilometres(float(pairs["distance_km"].median()), miles)
        told.append(f"half of the pairs are {half} apart or more{_by_area(pairs, miles)}")
    told.append(f"the farthest pair is {kilometres(km, miles)} apart ({seeker}, {partner})")
    line = "; ".join(told)
    return f"{line[:1].upper()}{line[1:]}"


def _by_area(pairs: pd.DataFrame, miles: bool) -> str:
    """The same of the pairs of seekers in a priority area and of the others, in brackets, where
    there are both; and what may bring the former nearer where they are much farther apart."""
    from matcher.core.allocation.tables import STABLE
    from matcher.show.kit.text_format import kilometres

    inside = pairs["area"] != ""
    if not inside.any() or inside.all():
        return ""
    own, others = (float(pairs.loc[one, "distance_km"].median()) for one in (inside, ~inside))
    told = f"in a priority area {kilometres(own, miles)}, in none {kilometres(others, miles)}"
    far = own > _MUCH_FARTHER * others and STABLE not in set(as_list(pairs["how"]))
    also = ": compare a plan by --method stable, in which each school's own list counts" * far
    return f" ({told}{also})"


def where_line(result: PlanResult) -> str:
    """In which places seekers of a plan have no partner; "" where all have one. Where the register
    supplied seekers beside those of the lists, the places are of the latter: nobody asked for the
    others, and their places tell how large the register is."""
    from matcher.show.allocation.seekers.where import where_left_out

    seekers = [*map(str, result.asked.problem.seekers), *result.asked.already]
    left_out, alone = as_list(result.unserved["seeker_urn"]), ""
    if own := _own_seekers(result):
        many = len(left_out)
        seekers, left_out = ([urn for urn in urns if urn in own] for urns in (seekers, left_out))
        if many := many - len(left_out):
            alone = (
                f"{many:,} of those unserved stand in the register alone: they may have the "
                "partners of your lists, and no other"
            )
    told = where_left_out(seekers, left_out, result.asked.run.tables.flat)
    if own and told:
        told = f"Of your lists, {told[:1].lower()}{told[1:]}"
    return ". ".join(filter(None, (alone, told)))


def _own_seekers(result: PlanResult) -> set[str]:
    """The seekers of the lists, where the register supplied others beside them; else none."""
    arrays = result.asked.run.ranking.arrays
    listed, seekers = set(arrays.urn[arrays.listed].tolist()), result.asked.problem.seekers
    own = {*seekers.tolist()} & listed
    return own if len(own) < len(seekers) else set()


def of_lists_line(result: PlanResult) -> str:
    """What a plan gives the schools of the lists, and words that lead to all of its seekers: those
    that the register supplied are many, and nobody asked them. "" where nobody else seeks, or
    nobody of the lists does."""
    problem, arrays = result.asked.problem, result.asked.run.ranking.arrays
    listed, places = set(arrays.urn[arrays.listed].tolist()), result.places
    seekers, partners = set(problem.seekers.tolist()), set(problem.partners.tolist())
    if not _own_seekers(result):
        return ""
    served = {*as_list(result.pairs["seeker_urn"]), *result.asked.already}
    used = {*as_list(places.loc[places["used"] + places["existing"] > 0, "partner_urn"])}
    told = f"{len(seekers & listed & served):,} of {len(seekers & listed):,} seekers have a partner"
    if own := partners & listed:
        told += f", and {len(own & used):,} of {len(own):,} partners a seeker"
    return f"Of your lists, {told}. With those of the register,"


def has_partners_alone(run: ReopenedRun) -> bool:
    """Whether the lists of a run hold partners alone, so that the register supplied its seekers."""
    arrays = run.ranking.arrays
    return bool((arrays.is_partner & arrays.listed).any()) and not bool(
        (arrays.is_seeker & arrays.listed).any()
    )


def took_no_part(run: ReopenedRun) -> dict[str, int]:
    """How many schools of the lists are neither seekers nor partners of a run, by the code of what
    keeps them out; of a run narrowed to places or phases those of these: the others were not asked
    for."""
    from matcher.jobs.stages.concerned import kept_out, without_role

    asked = run.tables.flat, run.config
    out = {**kept_out(*asked, run.ranking.exclusions), **without_role(*asked)}
    return dict(sorted(Counter(out.values()).items()))


def no_part_line(out: Mapping[str, int]) -> str:
    """How many schools of the lists took no part (:func:`took_no_part`) and why; "" where all
    did."""
    from matcher.jobs.stages.concerned import NO_ROLE
    from matcher.match.gates import SCHOOL_GATES, SPECIAL

    if not out:
        return ""
    words = {**SCHOOL_GATES, **NO_ROLE}
    told = {code: f"{many:,} {words.get(code, '')}" for code, many in out.items()}
    if SPECIAL in out:
        told[SPECIAL] = counted(out[SPECIAL], "independent special school")
    why = ", ".join(told.values())
    return (
        f"{counted(sum(out.values()), 'school')} of your lists took no part: {why} "
        "(each is in schools.csv of the run, and matcher explain RUN URN says why)"
    )
