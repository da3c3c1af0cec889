"""The two parties of an agreement and what each gives the other: text made safe, names that tell
the two apart, one fixed order, and the evidence in words for readers who do not know our tags."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from matcher.core.errors import FileError
from matcher.partnership.agreement.document import Blank, Line, Table, safe_line
from matcher.partnership.record.partnership import WIDER, Partnership, Party
from matcher.partnership.reference_tables import ACTIVITIES

# What each source is called in a record (matcher.show.explain.needs: SOURCE_WORDS and
# STATED_IN_FORM) and in an agreement.
SOURCES: Mapping[str, str] = MappingProxyType(
    {
        "stated in a list": "stated in the list",
        "stated in its form": "stated by the school",
        "a priority of its area": "a priority of its area",
        f"{WIDER}, stated in a list": f"{WIDER}, stated in the list",
        f"{WIDER}, stated in its form": f"{WIDER}, stated by the school",
        "in words of the list": "in words of the list",
        "a public register": "a public register",
        "suggested by a public register": "suggested by a public register",
        "published figures": "published figures",
    }
)
_QUOTED = re.compile(
    r"(?P<source>[^:“(]+?)(?: \(in part, by (?P<through>[^)]*)\))?(?:: “(?P<quote>.*)”)?\Z"
)
_LIKELY = (SOURCES["published figures"], SOURCES["suggested by a public register"])
# Facts, not what somebody wrote.
_NO_QUOTES = ("published figures", "a public register", "suggested by a public register")
_CODE = re.compile(r"\b(?:T[1-4]|C[1-4]|L[1-3]|X[1-3]|R[1-3])\b")
_LEAST_WORDS = 4  # fewer are a tag ("CPD in maths"), not something that somebody wrote


@dataclass(frozen=True, slots=True)
class AgreementParty:
    """One party, its text made safe, "" where not known; ``lead`` and ``signs`` are roles. A
    ``urn`` is a number: what stands in for one inside a run is nothing to print."""

    urn: str
    name: str
    kind: str
    phase: str
    la: str
    lead: str
    signs: str


@dataclass(frozen=True, slots=True)
class Contribution:
    """Something that the party number ``side`` (0 or 1) gives the other; ``key`` is short
    and its own, ``need`` and ``strength`` say what they rest on. ``to_ask``: why it is believed
    that this side could give it, "" where it has said so itself."""

    side: int
    giver: str
    gainer: str
    activity: str
    subject: str
    words: str
    need: str
    strength: str
    key: str
    to_ask: str = ""

    @property
    def capital(self) -> str:
        """The words as they begin a cell."""
        return self.words[:1].upper() + self.words[1:]

    @property
    def is_likely(self) -> bool:
        """Whether the need is no more than a likely one, which nobody has said."""
        return self.need.startswith(_LIKELY)


@dataclass(frozen=True, slots=True)
class AgreementParties:
    """Both sides, the seeker first, and what stands between them. ``names`` tell the two
    apart even where the lists call them the same; ``kept_until`` is an ISO day or "". ``area`` is
    the priority area that the seeker is in, with its kind; ``area_ended`` the month in which its
    programme ended, in words, "" where it had not."""

    parties: tuple[AgreementParty, AgreementParty]
    names: tuple[str, str]
    contributions: tuple[Contribution, ...]
    distance_km: float
    area: str
    area_ended: str
    kept_until: str
    answers: Mapping[str, tuple[str, ...]]

    @property
    def given(self) -> tuple[Contribution, ...]:
        """What is given, as the side that gives it has said."""
        return tuple(one for one in self.contributions if not one.to_ask)

    @property
    def to_ask(self) -> tuple[Contribution, ...]:
        """What a side is believed to be able to give, and has still to be asked for."""
        return tuple(one for one in self.contributions if one.to_ask)

    @property
    def between(self) -> str:
        """Both names in a sentence."""
        return " and ".join(self.names)

    def table(
        self,
        title: str,
        rows: Sequence[tuple[str, str, str, Sequence[str] | None]],
        by_hand: tuple[int, ...] = (),
    ) -> Table:
        """A table with a column for each side. A row is a heading, the key of its blanks,
        what they ask for, and what is known of each side (None: of neither)."""

        def cell(key: str, side: int, prompt: str, known: Sequence[str] | None) -> Line:
            value = known[side] if known else ""
            return (value or Blank(f"{key}-{side}", prompt),)

        return Table(
            title,
            ("Item", *self.names),
            tuple(
                ((heading,), *(cell(key, side, prompt, known) for side in (0, 1)))
                for heading, key, prompt, known in rows
            ),
            (0.28, 0.36, 0.36),
            by_hand,
        )


def agreement_parties(partnership: Partnership, area_ended: str = "") -> AgreementParties:
    """The partnership, made ready. The order of its exchanges does not matter; of two that
    say the same, one is kept. ``area_ended``: when the programme of its area ended, which no record
    holds. Raises :class:`FileError` for an activity that there is not."""
    parties = sorted(partnership.parties, key=lambda party: party.side != "seeker")
    first, second = (_agreement_party(party) for party in parties)
    names = (first.name, second.name)
    if first.name == second.name:
        names = (f"{first.name} (the first party)", f"{second.name} (the second party)")
    return AgreementParties(
        parties=(first, second),
        names=names,
        contributions=_contributions(partnership, (parties[0].urn, parties[1].urn), names),
        distance_km=partnership.distance_km,
        area=safe_line(partnership.area),
        area_ended=area_ended,
        kept_until=partnership.keep_until,
        answers={
            id_: lines
            for id_, answer in partnership.objectives.items()
            if (lines := tuple(filter(None, map(safe_line, answer.splitlines()))))
        },
    )


def _agreement_party(party: Party) -> AgreementParty:
    urn = party.urn if party.urn.isascii() and party.urn.isdigit() else ""
    return AgreementParty(
        urn=urn,
        name=safe_line(party.name) or (f"the institution with URN {urn}" if urn else "not named"),
        kind=safe_line(party.kind),
        phase=safe_line(party.phase),
        la=safe_line(party.la_name),
        lead=safe_line(party.lead),
        signs=safe_line(party.signs),
    )


def _contributions(
    partnership: Partnership, urns: tuple[str, str], names: tuple[str, str]
) -> tuple[Contribution, ...]:
    seen = set()
    for one in partnership.exchanges:
        if one.activity not in ACTIVITIES:
            raise FileError(
                f"an exchange names the activity {one.activity[:40]!r}, which there is not",
                where=partnership.id,
                hint="matcher vocabulary lists them",
            )
        subject, words, need, strength = map(
            safe_line, (one.subject, one.words, one.need_evidence, one.strength_evidence)
        )
        words = words or f"{one.activity} {subject}".strip()
        need, strength = evidence_words(need, words), evidence_words(strength, words)
        at = ACTIVITIES.index(one.activity)
        seen.add((urns.index(one.by), at, subject, words, need, strength, one.to_ask))
    return tuple(
        Contribution(
            side=side,
            giver=names[side],
            gainer=names[1 - side],
            activity=ACTIVITIES[at],
            subject=subject,
            words=words,
            need=need,
            strength=strength,
            key=str(number),
            to_ask=to_ask,
        )
        for number, (side, at, subject, words, need, strength, to_ask) in enumerate(
            sorted(seen, key=lambda one: (bool(one[-1]), one)), 1
        )
    )


def evidence_words(evidence: str, words: str) -> str:
    """``evidence`` of a record as an agreement says it; ``words`` are those of what is given.
    What a person wrote in the record by hand stays as it is; a sentence in quotation marks stays a
    quotation; the short form in which a list states a tag ("T3 physics") becomes what it stands
    for. What meets a need only in part is always said to."""
    found = _QUOTED.match(evidence)
    if not found or found["source"] not in SOURCES:
        return evidence
    source, quote = SOURCES[found["source"]], found["quote"] or ""
    part = ""
    if found["through"]:
        meets = "may meet" if source.startswith(WIDER) else "meets"
        words = f"{found['through']}, which {meets} part of it"
        part = f" ({words})"
    if found["source"] == "a priority of its area":
        place, _, quote = quote.partition(": ")
        source = place or source
    if found["source"] in _NO_QUOTES:
        return f"{source}: {quote}{part}" if quote else f"{source}{part}"
    # Of prose only what was written is the school's own: it never said the words of the tag.
    if found["source"] == "in words of the list" and quote and not _CODE.search(quote):
        return f"{source}: “{quote}”{part}"
    sentences = "; ".join(one for one in quote.split("; ") if _is_sentence(one))
    if sentences:
        return f"{source}: “{sentences}”{part}"
    return f"{source}: {words}" if quote or part else source


def _is_sentence(text: str) -> bool:
    return len(text.split()) >= _LEAST_WORDS and not _CODE.search(text)
