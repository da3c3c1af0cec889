"""What the record of a partnership says: who, why, how far it has come, and until when it is
kept. Contacts are roles ("project lead at the school"); a person's name stands there only where
somebody types it.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from matcher.core.tables import WIDER as WIDER_OFFER
from matcher.partnership.agreement.non_answers import settles

# What a kind of institution (core.tables: SCHOOLS) is called in a sentence.
KIND_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "state": "state-funded school",
        "independent": "independent school",
        "university": "university",
        "college": "college",
    }
)
# How the evidence of a strength begins (matcher.show.explain.needs.SOURCE_WORDS) where that side
# has not stated it, and what is said of it then: an offer that is believed is one to ask for.
IN_WORDS = "words of the list seem to say so"
WIDER = f"a {WIDER_OFFER}"  # what is stated is wider than the need, and may not hold it
NOT_KNOWN = "not known"  # the evidence of a strength of which nobody has said or suggested anything
NOT_STATED: Mapping[str, str] = MappingProxyType(
    {
        "in words of the list": IN_WORDS,
        WIDER: "what it offers is wider, and may not include it",
        "a public register": "a public register lists it",
        "suggested by a public register": "what a public register lists suggests it",
        "published figures": "published figures suggest it",
        NOT_KNOWN: "nobody knows yet whether it can",
    }
)


@dataclass(frozen=True, slots=True)
class Party:
    """One side: ``side`` is seeker or partner; ``phase`` as the register has it, else its ages
    ("ages 7 to 19"); ``lead`` and ``signs`` are roles, names only where a person typed them."""

    urn: str
    name: str
    kind: str
    side: str
    phase: str = ""
    la_name: str = ""
    lead: str = ""
    signs: str = ""

    @property
    def label(self) -> str:
        """What a party is called: its name, its URN where it has none."""
        return self.name or self.urn


@dataclass(frozen=True, slots=True)
class Exchange:
    """What one side gives the other: a tag of the vocabulary, in words, and what the need
    and the strength rest on. ``to`` and ``by`` are URNs."""

    by: str
    to: str
    activity: str
    subject: str
    words: str
    need_evidence: str = ""
    strength_evidence: str = ""

    @property
    def mark(self) -> str:
        """What the keys of its rows in a plan end with. It rests on URNs and tags, so that it
        stays when a name is corrected."""
        of = repr((self.by, self.to, self.activity, self.subject))
        return hashlib.sha256(of.encode("utf-8", "replace")).hexdigest()[:8]

    @property
    def to_ask(self) -> str:
        """Why it is believed that this side could give it, where it has not said so itself; ""
        where it has, or where a person wrote who says so."""
        return next(
            (why for start, why in NOT_STATED.items() if self.strength_evidence.startswith(start)),
            "",
        )

    @property
    def is_question(self) -> bool:
        """Whether nobody knows if this side could give it: it is a need, and a question."""
        return self.strength_evidence.startswith(NOT_KNOWN)

    @property
    def told(self) -> str:
        """The words, marked where the offer is one to ask for."""
        words = self.words or f"{self.activity} {self.subject}".strip()
        return f"{words} (to be asked: {self.to_ask})" if self.to_ask else words


@dataclass(frozen=True, slots=True)
class Partnership:
    """A partnership: two parties, what each gives and gains, how it came about.

    ``dates`` holds for each status reached its day (ISO), ``earlier`` what was reached before
    it was taken up again: by day (ISO) the statuses, in words to read and no more.
    ``declined`` is a code of :data:`matcher.core.allocation.decisions.DECLINED` or "";
    ``keep_until`` is the day after which the folder is to be deleted (ISO; "": not set);
    ``starts`` that on which its activities begin, where somebody said so (ISO; "": on the day from
    which it is running).
    ``objectives`` holds the answers to O1 … O13 by id, blank where nobody has answered. ``score``
    and ``distance_km`` are NaN where not known; ``area`` is the priority area that the seeker is
    in, with its kind; ``run`` the folder of the run, as it was given.
    """

    parties: tuple[Party, Party]
    status: str = "suggested"
    dates: Mapping[str, str] = field(default_factory=dict)
    earlier: Mapping[str, str] = field(default_factory=dict)
    declined: str = ""
    keep_until: str = ""
    starts: str = ""
    exchanges: tuple[Exchange, ...] = ()
    score: float = float("nan")
    distance_km: float = float("nan")
    area: str = ""
    reasons: str = ""
    run: str = ""
    objectives: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Both URNs, the seeker's first: the name of the folder, too."""
        return "-".join(party.urn for party in self.parties)

    @property
    def pair(self) -> tuple[str, str]:
        """The two URNs."""
        return self.parties[0].urn, self.parties[1].urn

    @property
    def title(self) -> str:
        """What both are called: "A and B"."""
        return " and ".join(party.label for party in self.parties)

    @property
    def since(self) -> str:
        """The day (ISO) from which it is what its status says, "" where none is known: of one that
        runs that on which its activities begin, and not that on which somebody wrote so."""
        begins = self.starts if self.status == "running" else ""
        return begins or self.dates.get(self.status, "")

    @property
    def start(self) -> datetime.date | None:
        """The day on which its activities begin, None where nobody knows; what was measured until
        then is a baseline."""
        day = self.starts or self.dates.get("running", "")
        return datetime.date.fromisoformat(day) if day else None

    @property
    def answered(self) -> tuple[str, ...]:
        """The objectives that somebody has answered: "TBC" and the like are no answer."""
        return tuple(id_ for id_, answer in self.objectives.items() if settles(answer))

    @property
    def planned(self) -> tuple[Exchange, ...]:
        """What may be planned for: of a mere question nothing is, until it has an answer."""
        return tuple(one for one in self.exchanges if not one.is_question)

    @property
    def confirmed(self) -> tuple[Exchange, ...]:
        """What is given as the side that gives it has said, or a person wrote who says so."""
        return tuple(one for one in self.exchanges if not one.to_ask)

    def party(self, urn: str) -> Party:
        """The party of this URN; KeyError where there is none."""
        for party in self.parties:
            if party.urn == urn:
                return party
        raise KeyError(urn)

    def gives(self, urn: str) -> tuple[Exchange, ...]:
        """What this party gives the other."""
        return tuple(one for one in self.exchanges if one.by == urn)
