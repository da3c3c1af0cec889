"""Which school of a run a person means, by its URN or by a name for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcher.core.errors import SettingError
from matcher.core.tables import urn_key

if TYPE_CHECKING:
    from matcher.jobs.matching.reopen import ReopenedRun

_MOST = 3  # named where several may be meant
_ALIKE = 0.5  # names less alike than this puzzle more than they help
_LONGEST = 60  # letters of a text that an error repeats
_LIKE_URN = 90  # of 100
_LISTS = (
    "schools.csv of the run has the schools of its lists by URN; pool.csv, where there is one, "
    "those that the register added"
)


def find_school(run: ReopenedRun, text: str) -> str:
    """The URN of the school that ``text`` means: its URN, or a name that no other school of the
    run has, in another spelling too ("St Marys CofE Primary"). Of schools of one name the one that
    took part is meant, where the others did not.

    Raises :class:`SettingError` where no school, or more than one, is meant; it names the
    nearest with their authorities.
    """
    from matcher.intake.cell_values import urn as urn_in

    if not text.strip():
        raise SettingError(
            "no school is named: the text is empty", where="URN", hint=f"give a URN. {_LISTS}"
        )
    for urn in (text.strip(), urn_in(text.strip())[0]):
        if urn in run.ranking.index:
            return urn
    if not any(letter.isalpha() for letter in text):
        raise _no_urn(run, text)
    found = _same_name(run, text)
    if len(found) == 1:
        return found[0]
    if found:
        there = _took_part(run, found)
        if len(there) == 1:
            return there[0]
        found = there + [urn for urn in found if urn not in there]
        of_these = f", and {len(there):,} of them took part" if 0 < len(there) < len(found) else ""
        raise SettingError(
            f"{len(found):,} schools of this run are called {shortened(text)!r}{of_these}",
            where="URN",
            hint=f"give the URN of the one you mean: {_listed(run, found)}",
        )
    near = _alike(run, text)
    raise SettingError(
        f"no school of this run is called {shortened(text)!r}",
        where="URN",
        hint=f"did you mean {_listed(run, near)}? Give its URN" if near else _LISTS,
    )


def shortened(text: str) -> str:
    """A text that somebody gave for a school, as messages repeat it: on one line, and cut."""
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= _LONGEST else f"{one_line[:_LONGEST]}…"


def _same_name(run: ReopenedRun, text: str) -> list[str]:
    """The schools called so: by the same words, or else by those that tell a school from
    others, where nothing of what it is speaks against it."""
    from matcher.intake.identify.name_likeness import conflict, parse_name

    asked = parse_name(text)
    names = {urn: parse_name(name) for urn, name in _names(run).items()}
    same = [urn for urn, name in names.items() if name.plain == asked.plain]
    return same or [
        urn
        for urn, name in names.items()
        if asked.words and set(name.words) == set(asked.words) and not conflict(asked, name)
    ]


def _took_part(run: ReopenedRun, urns: list[str]) -> list[str]:
    """Those of some schools that took part: whoever asks about a run of one authority means its
    school, not a namesake at the other end of England."""
    from matcher.jobs.stages.concerned import ranked_in, who_took_part

    arrays = run.ranking.arrays
    part = who_took_part(arrays.urn[arrays.listed].tolist(), ranked_in(run), run.config)
    # Those that seek stand first: a run is narrowed by who seeks.
    return sorted(
        part.urns.intersection(urns), key=lambda urn: (urn not in part.seeking, urn_key(urn))
    )


def _alike(run: ReopenedRun, text: str) -> list[str]:
    """The schools whose names are most like a text, the most alike first."""
    from matcher.intake.identify.name_likeness import WordRarity, likeness, parse_name

    asked = parse_name(text)
    names = {urn: parse_name(name) for urn, name in _names(run).items()}
    rarity = WordRarity.of(names.values())
    scored = [(-likeness(asked, name, rarity), urn_key(urn), urn) for urn, name in names.items()]
    return [urn for score, _, urn in sorted(scored)[:_MOST] if score <= -_ALIKE]


def _names(run: ReopenedRun) -> dict[str, str]:
    pairs = run.tables.school_columns.rows("urn", "name")
    return dict(sorted(pairs, key=lambda pair: urn_key(pair[0])))


def _listed(run: ReopenedRun, urns: list[str]) -> str:
    """Some schools with what tells them apart."""
    told = []
    for urn in urns[:_MOST]:
        name, *place = (run.school_rows.one(one, urn) for one in ("name", "postcode", "la_name"))
        where = ", ".join(filter(None, place))
        told.append(f"{urn} {name}" + (f" ({where})" if where else ""))
    more = len(urns) - _MOST
    return "; ".join(told) + (f"; and {more:,} more" if more > 0 else "")


def _no_urn(run: ReopenedRun, text: str) -> SettingError:
    """That no school has a URN, with the nearest."""
    from rapidfuzz import process

    near = process.extractOne(text, list(run.ranking.index), score_cutoff=_LIKE_URN)
    hint = f"did you mean {near[0]}? " if near else ""
    return SettingError(
        f"no school {shortened(text)} is in the lists of this run or could be matched with them",
        where="URN",
        hint=f"{hint}{_LISTS}",
    )
