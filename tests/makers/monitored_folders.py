"""Ordinary folders of partnerships at random, with the figures of one cohort in them; and the
attacks on small numbers, a variant for each seed."""

from __future__ import annotations

import datetime
import itertools
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from matcher.partnership.monitor.values.store import Value

START = datetime.date(2025, 9, 15)
UNITS = ("%", "people", "score", "base")
# What pupils are, each by the groups that it makes of them.
TRAITS: Mapping[str, tuple[str, ...]] = {
    "sex": ("girls", "boys"),
    "meals": ("fsm", "not fsm"),
    "needs": ("sen", "not sen"),
    "year": ("year 7", "year 8", "year 9"),
    "ethnicity": ("ethnicity: asian", "ethnicity: black", "ethnicity: white"),
}


@dataclass
class Case:
    """A folder to be: values for values.csv, cells of the plan by indicator, group and column,
    and the unit of each indicator. ``few``: groups of one to four pupils of a count, whether it
    tells of them or not, by indicator, day and group."""

    units: dict[str, str]
    values: list[Value] = field(default_factory=list)
    cells: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    few: dict[tuple[str, datetime.date, str], int] = field(default_factory=dict)

    def plan_rows(self) -> list[dict[str, str]]:
        """The rows of plan.csv."""
        measure = {"%": "Pupils who do ÷ all: share", "score": "Questionnaire, 1 to 5: mean",
                   "people": "Number of pupils"}  # fmt: skip
        keys = dict.fromkeys([*((id_, "all") for id_ in self.units), *self.cells])
        return [
            {"key": f"{id_} {group}", "part": "indicator", "indicator": id_, "group": group,
             "text": f"Words of {id_}", "measure": measure.get(self.units[id_], ""),
             "follow_up_due": "2026-08-30", "target": {"%": "90%", "score": "4.5 points"}.get(
                 self.units[id_], "90 pupils"), **self.cells.get((id_, group), {})}
            for id_, group in keys
        ]  # fmt: skip


@dataclass
class Cohort:
    """Pupils by what they are: ``traits`` and, for each combination, how many there are."""

    traits: tuple[str, ...]
    people: dict[tuple[str, ...], int]

    def but(self, absent: int, rng: random.Random) -> Cohort:
        """The cohort without so many; with more where the number is below 0."""
        left = dict(self.people)
        for _ in range(abs(absent)):
            some = [one for one, n in left.items() if n > 0 or absent < 0]
            if some:
                left[rng.choice(some)] -= 1 if absent > 0 else -1
        return Cohort(self.traits, left)

    def of(self, group: str, of: Mapping[tuple[str, ...], int] | None = None) -> int:
        """How many are in a group; ``of``: of those that are counted there."""
        wanted = words(group)
        return sum(n for one, n in (of or self.people).items() if wanted <= set(one))


def words(group: str) -> set[str]:
    """The traits that a group of this maker has: "girls, not fsm"."""
    return set() if group == "all" else set(group.split(", "))


def cohort(rng: random.Random, size: int, traits: int) -> Cohort:
    """A cohort of about so many, uneven as cohorts are."""
    some = tuple(rng.sample(sorted(TRAITS), traits))
    share = {one: [rng.uniform(0.1, 1) for _ in TRAITS[one]] for one in some}
    for one in sorted({"meals", "needs"} & set(some)):
        share[one] = [rng.uniform(0.04, 0.35), 1.0]
    people: dict[tuple[str, ...], int] = {}
    for _ in range(size):
        own = tuple(rng.choices(TRAITS[one], share[one])[0] for one in some)
        people[own] = people.get(own, 0) + 1
    return Cohort(some, people)


def add_count(
    case: Case, rng: random.Random, own: Cohort, id_: str, day: datetime.date, groups: Iterable[str]
) -> None:
    """Add what one count of an indicator finds of these groups."""
    case.values += _count(rng, own, id_, case.units[id_], day, groups)
    for group in itertools.chain(*(TRAITS[trait] for trait in own.traits)):
        if 0 < own.of(group) < 5:
            case.few[id_, day, group] = own.of(group)


def _count(
    rng: random.Random, own: Cohort, id_: str, unit: str, day: datetime.date, groups: Iterable[str]
) -> Iterator[Value]:
    chance = rng.choice((0.1, 0.3, 0.5, 0.7, 0.9))
    did = {one: sum(rng.random() < chance for _ in range(n)) for one, n in own.people.items()}
    points = {one: sum(rng.choices(range(1, 6), [1, 2, 3, 2, 2])[0] for _ in range(n))
              for one, n in own.people.items()}  # fmt: skip
    digits, based = rng.choice((0, 1, 1, 6)), rng.random() < 0.5
    for group in groups:
        n, x = own.of(group), own.of(group, did)
        if unit == "base":
            yield Value(id_, day, group, n, "people", None)
        elif unit == "people":
            yield Value(id_, day, group, x, unit, n if based else None)
        elif n:
            found = 100 * x / n if unit == "%" else own.of(group, points) / n
            yield Value(id_, day, group, round(found, max(digits, 2 * (unit == "score"))), unit, n)


def groups_of(rng: random.Random, own: Cohort, whole: float = 1.0) -> list[str]:
    """The groups that a count tells of: the whole, parts, parts of parts; now and then a few."""
    found = ["all"] if rng.random() < whole else []
    for trait in own.traits:
        kind = rng.random()
        found += TRAITS[trait] if kind < 0.6 else TRAITS[trait][:1] if kind < 0.75 else ()
    if len(own.traits) > 1 and rng.random() < 0.3:
        first, second = rng.sample(own.traits, 2)
        found += [", ".join(pair) for pair in itertools.product(TRAITS[first], TRAITS[second])]
    return found or ["all"]


def random_case(seed: int, ordinary: bool = False) -> Case:
    """A folder at random; an ``ordinary`` one has the whole and one or two families in each
    count, a few pupils away now and then, and no traps."""
    rng = random.Random(seed)
    size = rng.randint(60, 240) if ordinary else rng.randint(24, 140)
    own = cohort(rng, size, rng.choice((1, 1, 2) if ordinary else (1, 2, 2, 3)))
    units = {f"I{at}": rng.choice(UNITS[:3] if ordinary else UNITS)
             for at in range(rng.randint(2, 5))}  # fmt: skip
    case = Case(units)
    apart = rng.choice((20, 45, 120))
    days = [START + datetime.timedelta(days=apart * at) for at in range(rng.randint(1, 4))]
    usual = ["all", *itertools.chain(*(TRAITS[one] for one in own.traits))]
    for day in days:
        for id_ in units:
            absent = rng.choice((0, 0, 0, 1, 2, 3, 4, 7, -2, -3))
            there = own.but(absent, rng) if absent else own
            groups = usual if rng.random() < 0.8 else ["all"]
            if not ordinary:
                groups = groups_of(rng, own, 0.75)
            add_count(case, rng, there, id_, day, groups)
    if rng.random() < 0.6:
        _into_cells(rng, case)
    return case


def _into_cells(rng: random.Random, case: Case) -> None:
    """Some figures stand in the plan, without a day or with it, in place of values.csv."""
    for one in rng.sample(case.values, len(case.values) // 4):
        if one.date > min(v.date for v in case.values):
            continue
        case.values.remove(one)
        case.cells.setdefault((one.indicator, one.group), {})["baseline"] = cell(
            one, rng.random() < 0.5
        )


def cell(one: Value, dated: bool = False) -> str:
    """A value as people type it into a cell."""
    figure = f"{one.value:.6f}".rstrip("0").rstrip(".")
    sign = {"%": "%", "score": " points", "people": " pupils"}[one.unit]
    base = "" if one.pupils is None else f" ({one.pupils} pupils)"
    return f"{figure}{sign}{base}{f', {one.date:%d/%m/%Y}' if dated else ''}"


def _small(seed: int) -> tuple[random.Random, Cohort, str, str]:
    """A cohort in which one of two groups has one to four pupils."""
    rng = random.Random(seed)
    trait = rng.choice(("meals", "needs", "sex"))
    few, others = TRAITS[trait] if rng.random() < 0.7 else TRAITS[trait][::-1]
    people = {(few,): rng.randint(1, 4), (others,): rng.randint(14, 60)}
    return rng, Cohort((trait,), people), few, others


def attack_whole_and_part_apart(seed: int) -> Case:
    """The whole stands in one indicator alone, the part only in another."""
    rng, own, _, others = _small(seed)
    case = Case({"A": rng.choice(("%", "score", "base")), "B": "score"})
    later = START + datetime.timedelta(days=rng.choice((0, 0, 7, 90)))
    add_count(case, rng, own, "A", START, ["all"])
    add_count(case, rng, own, "B", later, [others])
    return case


def attack_part_later(seed: int) -> Case:
    """A part is counted more than 31 days after the whole, in one indicator."""
    rng, own, _, others = _small(seed)
    case = Case({"A": rng.choice(("score", "base"))})
    add_count(case, rng, own, "A", START, ["all"])
    add_count(case, rng, own, "A", START + datetime.timedelta(days=rng.randint(32, 200)), [others])
    return case


def attack_number_without_base(seed: int) -> Case:
    """A number of people that nobody gives a base is that of the group itself."""
    rng, own, few, others = _small(seed)
    case = Case({"A": "score", "B": "base"})
    add_count(case, rng, own, "A", START, ["all", few, others] if rng.random() < 0.5 else ["all"])
    add_count(case, rng, own, "B", START + datetime.timedelta(days=40), [others])
    return case


def attack_newcomers(seed: int) -> Case:
    """One joins between two counts, and the few are just enough to be told of then."""
    rng, own, few, others = _small(seed)
    own.people[few,] = 4
    joined = Cohort(own.traits, {**own.people, (few,): 5})
    case = Case({"A": "score"})
    later = START + datetime.timedelta(days=rng.randint(32, 200))
    add_count(case, rng, own, "A", START, ["all", few, others])
    add_count(case, rng, joined, "A", later, ["all", few, others])
    return case


ATTACKS: Mapping[str, Callable[[int], Case]] = {
    "the whole in one indicator, the part in another": attack_whole_and_part_apart,
    "a part counted later than the whole": attack_part_later,
    "a number of people without a base": attack_number_without_base,
    "newcomers between two counts": attack_newcomers,
}
