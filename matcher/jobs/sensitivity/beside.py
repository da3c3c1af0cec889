"""How sure the pairs of a run are, read back from a folder of sensitivity, beside what explains
them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from matcher.core.files.names import MANIFEST, SENSITIVITY
from matcher.core.schema import as_list

if TYPE_CHECKING:
    from matcher.show.explain.facts import ExplainedPair, ExplainedSchool, ListEntry

_NAN = float("nan")
_NONE = (_NAN, _NAN, _NAN, _NAN)


def is_sensitivity(folder: Path) -> bool:
    """Whether a folder says how sure the lists of a run are."""
    return (folder / SENSITIVITY).is_file() and not (folder / MANIFEST).exists()


@dataclass(frozen=True, slots=True)
class Sureness:
    """Of each pair (seeker, partner) its shares of ``draws`` weightings, as
    :data:`matcher.show.sensitivity.table.FIGURES` names them."""

    shares: Mapping[tuple[str, str], tuple[float, float, float, float]]
    draws: int

    def beside(self, about: ExplainedPair | ExplainedSchool) -> ExplainedPair | ExplainedSchool:
        """A pair, or a school and its lists, with how sure each place is."""
        from matcher.show.explain.facts import ExplainedPair
        from matcher.show.sensitivity.words import sentence

        if isinstance(about, ExplainedPair):
            shares = self.shares.get((about.seeker.urn, about.partner.urn), _NONE)
            return replace(about, sureness=sentence(shares, self.draws))
        urn = about.school.urn
        return replace(
            about,
            partners=tuple(self._entry(one, (urn, one.urn), 0) for one in about.partners),
            seekers=tuple(self._entry(one, (one.urn, urn), 2) for one in about.seekers),
        )

    def _entry(self, entry: ListEntry, pair: tuple[str, str], which: int) -> ListEntry:
        from matcher.show.sensitivity.words import short

        return replace(entry, sureness=short(self.shares.get(pair, _NONE)[which], self.draws))


def run_and_sureness(folder: Path) -> tuple[Path, Sureness | None]:
    """The folder of the run that is meant, and how sure its pairs are where ``folder`` says so;
    None for the folder of a run itself. Raises :class:`FileError` where anything has changed."""
    if not is_sensitivity(folder):
        return folder, None
    from matcher.show.run.rests_on import run_of
    from matcher.show.sensitivity.record import FORM, read_holds
    from matcher.show.sensitivity.table import FIGURES

    record, table = read_holds(folder)
    pairs = zip(as_list(table["seeker_urn"]), as_list(table["partner_urn"]), strict=True)
    shares = zip(*(as_list(table[name]) for name in FIGURES), strict=True)
    return run_of(folder, record, FORM), Sureness(
        dict(zip(pairs, shares, strict=True)), record["draws"]
    )
