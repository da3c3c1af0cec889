"""Agreement: a partnership's memorandum of understanding as documents, and what in such a
document is still to be filled in."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.core.errors import FileError
from matcher.core.files.names import PARTNERSHIP

if TYPE_CHECKING:
    from matcher.core.files.output import Written
    from matcher.partnership.agreement.document import Agreement, AgreementState, OpenBlank
    from matcher.partnership.record.partnership import Partnership

FORMATS = ("docx", "md", "pdf")


@dataclass(frozen=True, slots=True)
class OpenBlanks:
    """A document looked through: the blanks still open, in its order; ``here_only``: the
    objectives settled in it of which the record beside it says nothing; ``proposed``: those that
    it only proposes (:func:`settled_objectives`); ``details``: those that the record answers and
    that have blanks here all the same."""

    file: Path
    open: tuple[OpenBlank, ...]
    here_only: tuple[str, ...] = ()
    proposed: tuple[str, ...] = ()
    details: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """For a person at a terminal, by section."""
        apart = ["", proposal_words(self.file.name, self.proposed)] if self.proposed else []
        if self.here_only:
            apart += [
                "",
                f"Settled here and not in {PARTNERSHIP}: {', '.join(self.here_only)}. Findings "
                "tell what stands there: write the leads and the answers there too",
            ]
        if self.details:
            apart += ["", f"Answered in {PARTNERSHIP}, with details open here: "
                      f"{', '.join(self.details)}"]  # fmt: skip
        if not self.open:
            return [f"{self.file.name}: nothing is left to fill in", *apart]
        count = len(self.open)
        text = [f"{self.file.name}: {count} {'blank is' if count == 1 else 'blanks are'} open"]
        section = None
        for one in self.open:
            if one.section != section:
                section = one.section
                text += ["", section or "Before the first heading"]
            text.append("  " + ": ".join(filter(None, (one.place, one.prompt))))
        return [*text, *apart]

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "file": self.file.name,
            "open": [asdict(one) for one in self.open],
            "here_only": list(self.here_only),
            "proposed": list(self.proposed),
            "details": list(self.details),
        }


def partnership_of_folder(folder: Path) -> Partnership:
    """The partnership in ``folder``. Raises :class:`FileError` where there is none."""
    from matcher.partnership.record.file import read_record

    return read_record(folder)


def partnership_of_run(run: Path, one: str, other: str) -> Partnership:
    """The pair of a run as a partnership that is not kept anywhere: without a day until
    which it is kept, for nobody has set one. Raises as ``jobs.partnership.from_run``."""
    from matcher.jobs.partnership.partnership import from_run

    return replace(from_run(run, one, other, datetime.date.today()), keep_until="", dates={})


def agreement(partnership: Partnership, formats: Sequence[str] = FORMATS) -> dict[str, bytes]:
    """The agreement of ``partnership`` as a document of each of ``formats`` (of
    :data:`FORMATS`). The same partnership gives the same bytes."""
    from matcher.partnership.agreement import markdown, parties, pdf, sections, word

    writers: Mapping[str, Callable[[Agreement], bytes]] = {
        "docx": word.word,
        "md": markdown.markdown,
        "pdf": pdf.pdf,
    }
    made = sections.agreement(parties.agreement_parties(*_area_told(partnership)))
    return {form: writers[form](made) for form in formats}


def _area_told(partnership: Partnership) -> tuple[Partnership, str]:
    """The partnership, its area called as on the day it was suggested, and the month in which the
    programme had ended by then; "" where it had not. Records of earlier versions, and people, call
    an area of an ended programme as it was called before."""
    from matcher.core.places.area_words import FORMER, called, former
    from matcher.place.priority_areas.named import ended_programme

    area, suggested = partnership.area, partnership.dates.get("suggested", "")
    day = datetime.date.fromisoformat(suggested) if suggested else None
    if (ended := ended_programme(area, day)) is None:
        return partnership, ""
    begins = len(FORMER) if area.lower().startswith(FORMER) else 0  # people write "Former", too
    name = area[begins : len(area) - len(ended.kind)].strip()
    return replace(partnership, area=called(name, former(ended.kind))), ended.ended


def write(documents: Mapping[Path, bytes], *, force: bool = False) -> list[Written]:
    """Write each document, whole or not at all.

    A file that is there and was not written here, or was changed since, may hold what people
    have filled in: without ``force`` nothing at all is written, and with it a dated copy is
    kept. Raises :class:`OutputError`.
    """
    from matcher.core.files.output import write_outputs

    return write_outputs(documents, command="mou write", force=force, make_folders=True)


def check(file: Path) -> OpenBlanks:
    """What is still open in ``file``, a .docx or .md of ours, or a partnership's folder,
    whose Word document is taken, else its Markdown. Raises :class:`FileError`."""
    from matcher.partnership.agreement.blanks import read_blanks
    from matcher.partnership.agreement.document import agreement_file

    if file.is_dir():
        there = agreement_file(file)
        if there is None:
            raise FileError(
                "holds no agreement", where=str(file), hint="matcher mou write makes one"
            )
        file = there
    state = read_blanks(file)
    try:
        partnership = partnership_of_folder(file.parent)
        fresh = _filled_in(partnership)
    except FileError:  # no record beside it, or one that status tells of
        return OpenBlanks(file, state.open)
    here_only = tuple(id_ for id_ in state.settled if id_ not in fresh)
    return OpenBlanks(
        file,
        state.open,
        here_only,
        _proposed(state, partnership, fresh),
        tuple(id_ for id_ in state.with_blanks if id_ in partnership.answered),
    )


def settled_objectives(
    file: Path, partnership: Partnership
) -> tuple[tuple[str, ...], tuple[str, ...], AgreementState]:
    """The objectives that the agreement ``file`` of a partnership settles, those that it only
    proposes, and what else is open in it. What the match or the standard terms filled in counts
    once both governing bodies have agreed (O12); what was blank and is filled in was settled by
    somebody. Raises :class:`FileError`."""
    from matcher.partnership.agreement.blanks import read_blanks

    state = read_blanks(file)
    proposed = _proposed(state, partnership, _filled_in(partnership))
    return tuple(id_ for id_ in state.settled if id_ not in proposed), proposed, state


def doubtful_clauses(partnership: Partnership) -> list[str]:
    """Which answers may say something else than the standard clause beneath them, as sentences."""
    from matcher.partnership.agreement import parties, standard_terms

    return [
        f"{id_}: your answer may say something else than the standard clause beneath it. Both "
        "stand there: settle which holds, and strike out the other, before you sign"
        for id_ in standard_terms.doubtful_clauses(parties.agreement_parties(partnership))
    ]


def proposal_words(file: str, proposed: Sequence[str]) -> str:
    """That an agreement only proposes an answer to these objectives, as a sentence."""
    return (
        f"{file} proposes an answer to {', '.join(proposed)}. It counts once both governing bodies "
        "have agreed and their days stand there (O12)"
    )


def _filled_in(partnership: Partnership) -> tuple[str, ...]:
    """The objectives that an agreement made from the record now has no blank for."""
    from matcher.partnership.agreement.blanks import read_markdown_blanks

    fresh = agreement(partnership, ("md",))["md"].decode("utf-8")
    return read_markdown_blanks(fresh).settled


def _proposed(
    state: AgreementState, partnership: Partnership, filled_in: Sequence[str]
) -> tuple[str, ...]:
    if "O12" in state.settled:
        return ()
    return tuple(
        id_ for id_ in state.settled if id_ in filled_in and id_ not in partnership.answered
    )
