"""What a run was narrowed to, and how far that is known, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matcher.core.figures.number_format import counted
from matcher.core.figures.surety import SUGGESTED_BY
from matcher.core.settings.config import Config
from matcher.core.tables import FITS
from matcher.show.kit.reach import Reach

KNOWN, LIKELY, IN_PART, NOT_KNOWN = FITS
_SUGGESTED = f"as {SUGGESTED_BY}"
_KINDS = {
    "independent": "independent schools",
    "state": "state-funded schools",
    "university": "universities",
    "college": "colleges",
    "other": "other institutions",
}
_WHAT_WOULD_TELL = (
    "columns of needs and strengths in the lists (matcher template makes one), --priorities or "
    "--performance would tell"
)


def tags_asked(config: Config) -> str:
    """The activities and subjects that a run was narrowed to: "physics", "T3, of physics"."""
    activities, subjects = " or ".join(config.activities), " or ".join(config.subjects)
    return f"{activities}, of {subjects}" if activities and subjects else activities or subjects


def asked_of_pairs(config: Config) -> str:
    """What a run was narrowed to that two schools fit by what they could do together; "" for
    nothing: whoever seeks or is a partner in such a run fits all else by what it is."""
    gains = "both sides gain" if config.reciprocal else ""
    gives = "the partner gives something" if config.must_give else ""
    holds = " and ".join(filter(None, (gains, gives)))
    return ", ".join(filter(None, (tags_asked(config), holds and f"pairs in which {holds}")))


def narrowed_to(config: Config) -> str:
    """All that a run was narrowed to, in a phrase without a semicolon; "" for nothing."""
    asked = [asked_of_pairs(config)]
    if config.phases:
        asked.append(f"seekers of phase {' or '.join(config.phases)}")
    if config.regions:
        asked.append(f"seekers in {' or '.join(config.regions)}")
    if config.authorities:
        asked.append(f"seekers of {' or '.join(config.authorities)}")
    if config.kinds:
        asked.append(f"partners that are {' or '.join(map(_KINDS.__getitem__, config.kinds))}")
    return ", ".join(filter(None, asked))


def outside_words(many: int, narrowed: str = "", *, also: str = "") -> str:
    """How many schools of the lists are outside of what a run was narrowed to (``narrowed``, ""
    where that may not be told), and who that is, for every output that counts them."""
    what = f" ({narrowed})" if narrowed else ""
    return (
        f"{counted(many, 'school')} of the lists {'is' if many == 1 else 'are'} outside of what "
        f"the run was narrowed to{what}: no seekers of it, nor partners that one of its seekers "
        f"may meet{also}"
    )


def fit_phrase(fit: str, asked: str) -> str:
    """What a reason says of a pair of which it is not known, or in part, that it fits; "" for one
    that does or may: by what it tells of the exchange; or where the run was narrowed to nothing.
    ``asked``: "" where that may not be told."""
    what = f" ({asked})" if asked else ""
    if fit == NOT_KNOWN:
        return f"not known whether it fits what was asked{what}"
    if fit == IN_PART:
        return f"only in part known to fit what was asked{what}"
    return ""


def fit_sentence(fit: str, asked: str, of_pairs: str) -> str:
    """The same for an explanation, with what follows from it. ``of_pairs``: that part of what was
    asked which a pair may fit or not (:func:`asked_of_pairs`), of which alone a pair that does, or
    may, is told."""
    if fit == KNOWN:
        narrowing = f"It is known to fit what this run was narrowed to: {of_pairs}"
        return narrowing if of_pairs else ""
    where = "it stands below those that are known to"
    if fit == LIKELY:
        what = f": {of_pairs}" if of_pairs else ""
        return f"It may fit what this run was narrowed to, {_SUGGESTED}{what}; {where}"
    phrase = fit_phrase(fit, asked)
    return f"{phrase[0].upper()}{phrase[1:]}: {where}" if phrase else ""


def narrowing_lines(
    config: Config,
    reach: Reach,
    pairs: Mapping[str, int],
    needs: Mapping[str, int],
    strengths: Mapping[str, int],
    stopped: int,
) -> list[str]:
    """What a summary says of a narrowed run: how many ``pairs`` in reach fit, by word
    of FITS, and how many are known not to (``stopped``). Where none is known to, of how many
    seekers (``needs``) and partners (``strengths``) what they need and offer is known, and
    what would help."""
    known, likely, in_part, not_known = (pairs[word] for word in FITS)
    limit = reach.within
    text = [f"Narrowed to: {narrowed_to(config)}"]
    about = tags_asked(config)
    of_pairs = bool(asked_of_pairs(config))
    if of_pairs:
        may = f"{likely:,} may fit {_SUGGESTED}, " if likely else ""
        text[0] += (
            f". Pairs {limit}: {known:,} known to fit, {may}{in_part:,} in part, "
            f"{not_known:,} not known; {stopped:,} known not to, and left out"
        )
    elif not_known:
        pairs_are = "1 pair it is" if not_known == 1 else f"{not_known:,} pairs it is"
        text[0] += f". Of {pairs_are} not known whether the schools are among these"
    if known or likely:
        return text
    if of_pairs:
        what = about or "anything"
        sides = [
            _side("partner", "offer", what, strengths, limit),
            _side("seeker", "need", what, needs, ""),
        ]
        missing = any(side["not known"] for side in (needs, strengths) if side)
        said = "; ".join(sides)
        text.append(said[0].upper() + said[1:] + (f": {_WHAT_WOULD_TELL}" if missing else ""))
    if not in_part and not not_known:
        text.append(_nothing_left(config, needs, strengths))
    return text


def _side(who: str, verb: str, what: str, counts: Mapping[str, int], limit: str) -> str:
    known, likely = counts.get("known", 0), counts.get("likely", 0)
    unknown = counts.get("not known", 0)
    many = f"{known:,} {who}s" if known > 1 else f"one {who}" if known else f"no {who}"
    be = "are" if known > 1 else "is"
    first = " ".join(filter(None, (many, limit, be, f"known to {verb} {what}")))
    told = f", {likely:,} may" if likely else ""
    return f"{first}{told}, and of {unknown:,} that is not known" if unknown else first + told


def _nothing_left(config: Config, needs: Mapping[str, int], strengths: Mapping[str, int]) -> str:
    """Why a narrowed run has no pair, and which options would give it some."""
    options: Sequence[tuple[str, object]] = (
        ("--activity", config.activities),
        ("--subject", config.subjects),
        ("--reciprocal", config.reciprocal),
        ("--must-give", config.must_give),
        ("--phase", config.phases),
        ("--region", config.regions),
        ("--la", config.authorities),
        ("--kind", config.kinds),
    )
    given = [option for option, value in options if value]
    meets = sum(needs.values()) and sum(strengths.values())
    why = (
        "every pair that could meet is known not to fit"
        if meets
        else "no seeker and partner that fit could meet within the limit"
    )
    return f"Nothing is left: {why}. Leave out {' or '.join(given)}, or raise --max-km"
