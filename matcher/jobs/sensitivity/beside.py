"""How sure the pairs of a run are, read back from a folder of sensitivity, beside what explains
them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from matcher.core.errors import FileError
from matcher.core.files.names import MANIFEST, SENSITIVITY, beside_run
from matcher.core.schema import as_list

if TYPE_CHECKING:
    from matcher.show.explain.facts import ExplainedPair, ExplainedSchool, ListEntry

_NAN = float("nan")
_NONE = (_NAN,) * 6


def is_sensitivity(folder: Path) -> bool:
    """Whether a folder says how sure the lists of a run are."""
    return (folder / SENSITIVITY).is_file() and not (folder / MANIFEST).exists()


@dataclass(frozen=True, slots=True)
class Sureness:
    """Of each pair (seeker, partner) its shares of ``draws`` weightings, as
    :data:`matcher.show.sensitivity.table.FIGURES` names them."""

    shares: Mapping[tuple[str, str], tuple[float, ...]]
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
            seekers_by_phase=tuple(
                replace(
                    phase,
                    seekers=tuple(self._entry(one, (one.urn, urn), 4) for one in phase.seekers),
                )
                for phase in about.seekers_by_phase
            ),
            worth_asking=tuple(self._entry(one, (urn, one.urn), 5) for one in about.worth_asking),
        )

    def _entry(self, entry: ListEntry, pair: tuple[str, str], which: int) -> ListEntry:
        from matcher.show.sensitivity.words import short

        return replace(entry, sureness=short(self.shares.get(pair, _NONE)[which], self.draws))


def default_folder(run: Path) -> Path:
    """Where how sure the lists of a run are lies unless somebody says where."""
    return beside_run(run, "sensitivity")


def run_and_sureness(folder: Path, given: Path | None = None) -> tuple[Path, Sureness | None, str]:
    """The folder of the run that is meant; how sure its pairs are, where that is known; and why a
    folder that would say it is not used, as a sentence.

    It is looked for in ``folder`` itself, in the folder ``given``, or beside the run. Raises
    :class:`FileError` where anything in the first two has changed or rests on another run.
    """
    if given is not None:
        return folder, _read(given, folder)[1], ""
    if is_sensitivity(folder):
        return *_read(folder), ""
    beside = default_folder(folder)
    if not is_sensitivity(beside):
        return folder, None, ""
    try:
        return folder, _read(beside, folder)[1], ""
    except FileError as error:
        return folder, None, f"{beside} is not used: {error.what}"


def _read(folder: Path, run: Path | None = None) -> tuple[Path, Sureness]:
    """The run that a folder rests on, which is ``run`` where given, and what it says."""
    from matcher.show.run.rests_on import run_of
    from matcher.show.sensitivity.record import FORM, read_holds
    from matcher.show.sensitivity.table import FIGURES

    record, table = read_holds(folder)
    pairs = zip(as_list(table["seeker_urn"]), as_list(table["partner_urn"]), strict=True)
    shares = zip(*(as_list(table[name]) for name in FIGURES), strict=True)
    sureness = Sureness(dict(zip(pairs, shares, strict=True)), record["draws"])
    return run_of(folder, record, FORM, run), sureness
