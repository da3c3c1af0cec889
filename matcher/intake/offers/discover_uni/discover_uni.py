"""Discover Uni to offers: which institution teaches which subjects, near where it stands.

The dataset is of the Office for Students and its like in the other nations; it is made by HESA,
which is a part of Jisc. Of its files four are read: providers (INSTITUTION), places (LOCATION),
where each course is taught (COURSELOCATION) and its subjects (SBJ).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from matcher.core.schema import as_list
from matcher.intake.offers.dataset import (
    Dataset,
    Institutions,
    Offer,
    OfferFile,
    Part,
    Stranger,
)
from matcher.intake.offers.discover_uni.courses import (
    TEACHER_TRAINING,
    Course,
    read_course_places,
    read_subjects,
)
from matcher.intake.offers.discover_uni.places import (
    Places,
    TaughtAt,
    near_by,
    read_places,
    reject_row,
)
from matcher.intake.offers.discover_uni.providers import Provider, join_providers, key_words

NAME = "Discover Uni"
_NAMES = ("FIRST_TRADING_NAME", "LEGAL_NAME", "OTHER_NAMES")


def _read(files: Sequence[OfferFile], institutions: Institutions) -> Iterator[Offer]:
    of_part: dict[str, list[OfferFile]] = defaultdict(list)
    for file in files:
        of_part[file.part].append(file)
    names = _read_names(of_part["INSTITUTION"])
    places = read_places(of_part["LOCATION"])
    providers: dict[str, Provider] = defaultdict(Provider)
    for place in places.values():
        providers[place.owner].points.append(place.point)
        providers[place.owner].sites.add(place.name)
    for ukprn, (called, _) in names.items():
        providers[ukprn].names |= {name for _, name in called}
        providers[ukprn].title = min(called, default=(0, ""))[1]
    urns = join_providers(providers, institutions)
    _count_names(names, urns)
    _tell_strangers(providers, places, urns)
    whose = near_by(places, providers, urns, institutions)
    courses = read_course_places(of_part["COURSELOCATION"], whose)
    wanted = frozenset(course for found in courses.values() for course in found)
    subjects = read_subjects(of_part["SBJ"], wanted)
    source = of_part["COURSELOCATION"][0]
    version = max(file.version for file in files)
    called_here = dict(
        zip(*(as_list(institutions.schools[column]) for column in ("urn", "name")), strict=True)
    )
    for ukprn, found in courses.items():
        name = _other_name(providers[ukprn], called_here[urns[ukprn]])
        yield from _offers(urns[ukprn], found, subjects, version, source.list, name)


def _offers(
    urn: str,
    courses: set[Course],
    subjects: Mapping[Course, frozenset[str]],
    version: str,
    source: str,
    name: str,
) -> Iterator[Offer]:
    """An offer for each subject of the courses that an institution teaches, and of them all;
    ``name``: what the dataset calls it, where that is another."""
    counts = Counter(subject for course in courses for subject in subjects[course])
    trains = counts.pop(TEACHER_TRAINING, 0)
    of = f"Discover Uni{f' of {version}' if version else ''} lists"

    def offer(item: str, amount: int, what: str) -> Offer:
        many = "1 course" if amount == 1 else f"{amount:,} courses"
        called = f", as {name}" if name else ""
        return Offer(urn, item, float(amount), version, f"{of} {many}{what}{called}", source)

    yield offer("courses", len(courses), "")
    if trains:
        yield offer(TEACHER_TRAINING, trains, " of teacher training")
    for subject, amount in sorted(counts.items()):
        yield offer(f"course: {subject}", amount, f" in {subject}")
        if trains:
            yield offer(f"course beside teacher training: {subject}", amount,
                        f" in {subject} beside teacher training")  # fmt: skip


# The names of each provider, with the place of their column among _NAMES, and its rows' files.
Names = Mapping[str, tuple[set[tuple[int, str]], list[OfferFile]]]


def _read_names(files: Sequence[OfferFile]) -> Names:
    found: dict[str, tuple[set[tuple[int, str]], list[OfferFile]]] = {}
    for file in files:
        for number, (ukprn, *called) in file.rows("PUBUKPRN", *_NAMES):
            if not ukprn.isdigit():
                reject_row(file, number, ukprn)
                continue
            names, rows = found.setdefault(ukprn, (set(), []))
            for order, text in enumerate(called):
                names |= {(order, part.strip()) for part in text.split("###") if part.strip()}
            rows.append(file)
    return found


def _count_names(names: Names, urns: Mapping[str, str]) -> None:
    for ukprn, (_, rows) in names.items():
        for file in rows:
            if ukprn in urns:
                file.account.used += 1
            else:
                file.account.not_ours += 1


def _other_name(provider: Provider, ours: str) -> str:
    """What the dataset calls an institution of ours, where no name there has the words of ours, or
    ours its words; else ""."""
    own = key_words(ours)
    theirs = map(key_words, provider.names | provider.sites)
    return "" if any(own <= words or words <= own for words in theirs) else provider.name


def _tell_strangers(
    providers: Mapping[str, Provider], places: Places, urns: Mapping[str, str]
) -> None:
    """Hand on who teaches somewhere and is no institution here."""
    first: dict[str, TaughtAt] = {}
    for place in places.values():
        if place.owner not in urns:
            first.setdefault(place.owner, place)
    for ukprn, (_, _, _, _, file, row) in first.items():
        provider = providers[ukprn]
        file.strangers.append(Stranger(provider.name, NAME, file.list, row, (*provider.points,)))


DISCOVER_UNI = Dataset(
    name=NAME,
    parts=(
        Part("SBJ", (("PUBUKPRN",), ("KISCOURSEID",), ("SBJ",))),
        Part("COURSELOCATION", (("PUBUKPRN",), ("KISCOURSEID",), ("LOCID",)), ("SBJ",)),
        Part("LOCATION", (("UKPRN",), ("LOCID",), ("LATITUDE",), ("LONGITUDE",))),
        Part("INSTITUTION", (("PUBUKPRN",), ("LEGAL_NAME",))),
    ),
    read=_read,
    attribution=lambda versions: (
        "Contains data of the Discover Uni dataset"
        f"{' of ' + ', '.join(versions) if versions else ', version not said by its files'}, "
        "published by Jisc (HESA) for the Office for Students and its partners"
    ),
    where="the page of HESA on the Discover Uni dataset",
    needed=("INSTITUTION", "LOCATION", "COURSELOCATION", "SBJ"),
)
