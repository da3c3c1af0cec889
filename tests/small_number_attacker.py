"""An attacker on small numbers: whatever a folder's papers show becomes equations in whole
numbers, and each number that is withheld is bounded by integer programming.

The unknowns are how many pupils there are of each kind (a kind is what all group names together
tell pupils apart by: girls or boys, eligible or not, year 7, 8 or another) and, for each count,
how many of these did what is counted, or how many points they gave. The attacker takes the
pupils of several counts for the same: of all that the numbers shown allow; of those whose
wholes are equal or not told; and, of two counts, for the same pupils with a few who joined. What
pupils did he takes for the same on all days of an indicator, or not.

A number that is withheld and is below the threshold is *determined* where every number that is
possible lies within 1 of it. What people did on a day of which nothing is shown is not asked:
it may be as before, which is a guess and no arithmetic.
"""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

SCALE = (1, 5)
Table = tuple[str, datetime.date | None]  # an indicator and a day


@dataclass(frozen=True)
class Fact:
    """What a paper shows, or withholds, of a group in a count. ``figure``: the least and the
    most that it may be before it was rounded, None where it is not shown; ``n`` likewise."""

    table: Table
    group: str
    unit: str
    figure: tuple[float, float] | None
    n: int | None


@dataclass(frozen=True)
class Hidden:
    """A number below the threshold that is withheld; ``what`` is n, x or y."""

    table: Table
    group: str
    unit: str
    what: str
    number: float


def words(group: str) -> frozenset[str]:
    """The words of a group as the attacker reads them: "not" with the word behind it."""
    text = re.sub(
        r"\bnot (?=\w)", "not_", "" if group == "all" else group.replace("year ", "year_")
    )
    text = re.sub(r"(\w+): (?=\w)", r"\1:", text)
    return frozenset(re.findall(r"[\w:]+", text))


def kinds(groups: Iterable[str]) -> list[frozenset[str]]:
    """All kinds of pupils that the groups tell apart, as the words that are true of them."""
    every = {word for group in groups for word in words(group)}
    traits: dict[str, set[str]] = {}
    for word in every:
        if word in ("girls", "boys"):
            traits["sex"] = {"girls", "boys"}
        elif ":" in word or word.startswith("year_"):
            trait = re.split("[:_]", word)[0]
            traits.setdefault(trait, {""}).add(word)
        else:
            plain = word.removeprefix("not_")
            traits[plain] = {plain, f"not_{plain}"}
    return [
        frozenset(filter(None, one)) for one in itertools.product(*map(sorted, traits.values()))
    ]


class Attack:
    """One way to put the facts together: which counts are of the same pupils."""

    def __init__(self, facts: Sequence[Fact], groups: Iterable[str], same_answers: bool,
                 joined: tuple[Table, Table] | None = None) -> None:  # fmt: skip
        self.kinds = kinds(groups)
        self.tables = {fact.table for fact in facts}
        self.answered = {fact.table for fact in facts if fact.figure}
        self.joined, self.same_answers = joined, same_answers
        self.blocks: dict[object, int] = {}
        self.rows: list[tuple[dict[int, float], float, float]] = []
        self._block("people", "first")
        for fact in facts:
            self._add(fact)
        for (what, *rest), start in list(self.blocks.items()):  # type: ignore[misc]
            if what == "people":
                continue
            unit, table = rest
            for at in range(len(self.kinds)):
                people = self._people(table, at)
                most = SCALE[1] if unit == "score" else 1
                least = SCALE[0] if unit == "score" else 0
                self.rows.append(({start + at: 1, **dict.fromkeys(people, -most)}, -np.inf, 0))
                self.rows.append(({start + at: 1, **dict.fromkeys(people, -least)}, 0, np.inf))

    def _block(self, *name: object) -> int:
        return self.blocks.setdefault(name, len(self.kinds) * len(self.blocks))

    def _people(self, table: Table, at: int) -> list[int]:
        found = [self._block("people", "first") + at]
        if self.joined and table == self.joined[1]:
            found.append(self._block("people", "joined") + at)
        return found

    def _answers(self, unit: str, table: Table) -> int:
        # The table stays with the block: whose people it is of.
        same = self.same_answers and not self.joined
        return self._block("answers", unit, (table[0], "any day") if same else table)

    def has_answers(self, unit: str, table: Table) -> bool:
        """Whether something is shown of what the people of a count did: on its own day, too."""
        same = self.same_answers and not self.joined
        block = ("answers", unit, (table[0], "any day") if same else table) in self.blocks
        return block and table in self.answered

    def sums(self, table: Table, group: str, unit: str, what: str) -> dict[int, float]:
        """A number as a sum of unknowns."""
        own = [at for at, kind in enumerate(self.kinds) if words(group) <= kind]
        people = {p: 1.0 for at in own for p in self._people(table, at)}
        if what == "n":
            return people
        start = self._answers(unit, table)
        answers = {start + at: 1.0 for at in own}
        if unit == "score":
            end, sign = (SCALE[0], 1) if what == "x" else (SCALE[1], -1)
            return {**{k: sign * v for k, v in answers.items()},
                    **{k: -sign * end * v for k, v in people.items()}}  # fmt: skip
        if what == "x":
            return answers
        return {**people, **{k: -v for k, v in answers.items()}}

    def _add(self, fact: Fact) -> None:
        if fact.n is not None:
            self.rows.append((self.sums(fact.table, fact.group, fact.unit, "n"), fact.n, fact.n))
        if fact.figure is None:
            return
        low, high = fact.figure
        if fact.unit == "base":
            self.rows.append((self.sums(fact.table, fact.group, fact.unit, "n"), low, high))
        elif fact.unit == "people":
            self.rows.append((self.sums(fact.table, fact.group, fact.unit, "x"), low, high))
        elif fact.n is not None:
            per = fact.n if fact.unit == "score" else fact.n / 100
            start = self._answers(fact.unit, fact.table)
            own = {
                start + at: 1.0 for at, kind in enumerate(self.kinds) if words(fact.group) <= kind
            }
            self.rows.append((own, np.ceil(low * per - 1e-6), np.floor(high * per + 1e-6)))

    def solve(self, target: dict[int, float]) -> np.ndarray | None:
        """Whole numbers that make the target least; None where there are none."""
        size = len(self.kinds) * len(self.blocks)
        matrix = np.zeros((len(self.rows) + 1, size))
        for at, (row, _, _) in enumerate(self.rows):
            for column, factor in row.items():
                matrix[at, column] = factor
        cost = np.zeros(size)
        for column, factor in target.items():
            cost[column] = factor
        found = milp(cost, integrality=np.ones(size), bounds=Bounds(0, 5000),
                     constraints=LinearConstraint(matrix, [*(r[1] for r in self.rows), 0],
                                                  [*(r[2] for r in self.rows), 0]),
                     options={"time_limit": 10})  # fmt: skip
        return None if found.x is None else np.round(found.x)

    def determined(self, hidden: Sequence[Hidden]) -> Iterator[tuple[Hidden, float, float]]:
        """The hidden numbers that the facts determine, each with the least and the most it may
        be. Of solutions found for one all others are looked at, so few have to be asked for."""
        targets = [self.sums(one.table, one.group, one.unit, one.what) for one in hidden]
        known: list[np.ndarray] = []
        first = self.solve({})
        if first is None:
            return
        known.append(first)

        def ends(target: dict[int, float]) -> tuple[float, float]:
            all_ = [sum(f * one[c] for c, f in target.items()) for one in known]
            return min(all_), max(all_)

        for one, target in zip(hidden, targets, strict=True):
            for sign in (1, -1):
                low, high = ends(target)
                if low < one.number - 1 or high > one.number + 1:
                    break
                found = self.solve({column: sign * factor for column, factor in target.items()})
                if found is None:
                    break
                known.append(found)
            low, high = ends(target)
            if one.number - 1 <= low and high <= one.number + 1:
                yield one, low, high


def attacks(facts: Sequence[Fact], hidden: Sequence[Hidden]) -> Iterator[Attack]:
    """Every way to put the facts together that is tried."""
    groups = {one.group for one in (*facts, *hidden)}
    tables = sorted({one.table for one in facts}, key=str)
    wholes = {one.table: one.n if one.n is not None else int(one.figure[0])
              for one in facts if one.group == "all" and (one.n is not None or (
                  one.figure and one.unit == "base"))}  # fmt: skip
    ways = [set(tables)]
    for number in sorted(set(wholes.values())):
        ways.append({t for t in tables if wholes.get(t, number) == number})
    ways.append({t for t in tables if t not in wholes})
    several = len({table[0] for table in tables}) < len(tables)
    for same in (False, True) if several else (False,):
        tried: list[set[Fact]] = []
        for some in ways:
            own = [fact for fact in facts if fact.table in some]
            if not any(set(own) <= larger for larger in tried):  # of which nothing more follows
                own = _feasible(own, groups, same)
                tried.append(set(own))
                yield Attack(own, groups, same)
    for first, second in itertools.permutations(wholes, 2):
        if 0 < wholes[second] - wholes[first] < 5 and _day(first) < _day(second):
            own = [fact for fact in facts if fact.table in (first, second)]
            yield Attack(own, groups, False, (first, second))


def _day(table: Table) -> datetime.date:
    return table[1] or datetime.date.min


def _feasible(facts: list[Fact], groups: set[str], same: bool) -> list[Fact]:
    """The facts, or, where no pupils fit them all, as many counts of them as fit together."""
    if Attack(facts, groups, same).solve({}) is not None:
        return facts
    kept: list[Fact] = []
    for _, own in itertools.groupby(sorted(facts, key=lambda f: str(f.table)), lambda f: f.table):
        more = [*kept, *own]
        if Attack(more, groups, same).solve({}) is not None:
            kept = more
    return kept
