"""Asking in bulk: one form for each school, in one folder, with a letter to send them by and a
table of who was asked.

A form that somebody has filled in since is never written over. Forms may go into one folder in
several rounds: its table names whoever was asked in any of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from matcher.core.errors import FileError, SettingError
from matcher.core.figures.number_format import counted
from matcher.core.files.names import MANIFEST
from matcher.core.questionnaire import COVERING_FILES, OFFERS, SENT_FILE, AskedSchool
from matcher.core.schema import are_among, as_list
from matcher.core.tables import ONLY_LIKELY, urn_key

if TYPE_CHECKING:
    from matcher.core.files.output import Written

FORMATS = ("xlsx", "docx")
COMMAND = "template"
_NAMED = 5  # schools that are named
# Who gets no form: a school that is closed, or not open yet, or by what it said of contact.
_CLOSED = {"closed": ("is", "are", "closed"), "proposed": ("is", "are", "not open yet")}
_NOT_OPEN = {
    "no": ("is", "are", "not open to contact"),
    "unclear": ("says", "say", "neither yes nor no to contact"),
}
_NO_FORM = _CLOSED | _NOT_OPEN
_CURES = (
    (["closed"], "in your list, replace a closed school with the one that took its place"),
    (["proposed"], "once a school that is not open yet has opened, take a newer register"),
    ([*_NOT_OPEN], "if you may ask one that is not open to contact now, write yes in your list"),
)


@dataclass(frozen=True, slots=True)
class FormsWritten:
    """What became of the forms: the files written, and those left as somebody changed them."""

    folder: Path
    written: list[Written]
    changed: tuple[Path, ...]

    def lines(self) -> list[str]:
        """The same for a person."""
        kept = [one for one in self.written if one.kept]
        names = {one.path.name for one in self.written}
        covering = [name for name in COVERING_FILES if name in names]
        parts = (counted(len(names) - len(covering), "form"), " and ".join(covering))
        text = [f"Written: {', '.join(filter(None, (str(self.folder), *parts)))}"]
        text += [one.line() for one in kept]
        text += [f"Left as it is, for it was changed since: {path}" for path in self.changed]
        return text


class ToAsk(NamedTuple):
    """Who is to be asked, and who is not, as it is closed, or has not said that anybody may get in
    touch: their URNs, and lines that tell of each reason of that kind, what to do, and of the
    conditions on which some said yes."""

    schools: list[AskedSchool]
    lines: list[str]
    not_open: frozenset[str]


def asked_schools(
    sources: Sequence[Path],
    side: str,
    *,
    register: Path | None = None,
    unknown: bool = False,
    urns: Sequence[str] = (),
) -> ToAsk:
    """The schools to be asked on ``side``: the partners (or those that seek) of a run, which
    its folder names, or of lists; with what is believed of each. ``unknown``: only those of
    which nothing is known on that side but what figures or registers suggest; ``urns``: only
    these. No school that is closed, or not open yet, is asked, nor one that said no to contact, or
    neither yes nor no, also by its URN.

    Raises SettingError where nobody is left or a URN is none of theirs, FileError for a run or
    list that cannot be read.
    """
    from matcher.profile.asked.questions import noted

    schools, profile = _run_or_lists(sources, register, side)
    wanted = _on_side(schools, side)
    is_one = "is a partner" if side == OFFERS else "seeks"
    none = f"none of them {is_one}" if wanted.empty else ""
    if urns:
        theirs = set(as_list(wanted["urn"]))
        missing = [urn for urn in urns if urn not in theirs]
        if missing:
            raise SettingError(
                f"none of them {is_one}: {', '.join(missing)}",
                where="--urn",
                hint="name schools of the run or list, or give a list of them",
            )
        wanted = wanted[wanted["urn"].isin(list(urns))]
    believed = noted(profile, side)
    if unknown:
        column = "strength" if side == OFFERS else "need"
        is_said = profile[column].notna() & ~profile["source"].isin(ONLY_LIKELY)
        known = set(as_list(profile.loc[is_said, "urn"]))
        wanted, everyone = wanted[~wanted["urn"].isin(list(known))], wanted
        unknown = len(wanted) < len(everyone)
    # Where nobody is on the side of the form, it is told all the same that some are closed.
    looked_at = schools if none else wanted
    why = _no_form(looked_at)
    reasons = {reason: as_list(looked_at.loc[why == reason, "urn"]) for reason in _NO_FORM}
    left_out = [_left_out(_NO_FORM[reason], urns) for reason, urns in reasons.items() if urns]
    again = " and match again" if is_run(sources[0]) else ""
    cure = "; ".join(f"{what}{again}" for of, what in _CURES if why.isin(of).any())
    closed = why != ""
    if none or closed.all():
        other = f"write {'--needs' if side == OFFERS else '--offers'} to ask the other side"
        told = filter(None, ["there is nobody to ask", none, *left_out])
        ways = [cure, "leave out --unknown" if unknown else "", other if none else ""]
        hint = "; ".join(filter(None, ways)) or "give another run or list"
        raise SettingError("; ".join(told), where=", ".join(map(str, sources)), hint=hint)
    if left_out:
        left_out.append(cure[:1].upper() + cure[1:])
    asked = [
        AskedSchool(urn, name, believed.get(urn, {}))
        for urn, name in sorted(
            zip(*(as_list(wanted.loc[~closed, name]) for name in ("urn", "name")), strict=True),
            key=lambda one: urn_key(one[0]),
        )
    ]
    lines = [*left_out, *_conditions(wanted[~closed])]
    return ToAsk(asked, lines, frozenset(as_list(wanted.loc[closed, "urn"])))


def _conditions(asked: pd.DataFrame) -> list[str]:
    """On what those who are asked said yes to contact."""
    own = asked[asked["contact_condition"] != ""]
    columns = (as_list(own[name]) for name in ("name", "urn", "contact_condition"))
    told = [f"{name} ({urn}): {said}" for name, urn, said in zip(*columns, strict=True)]
    more = [f"{len(told) - _NAMED:,} more"] if len(told) > _NAMED else []
    said = "; ".join([*told[:_NAMED], *more])
    return [f"Contact on a condition, which you must keep to: {said}"] if told else []


def _no_form(schools: pd.DataFrame) -> pd.Series:
    """Why each of SCHOOLS gets no form: a key of ``_CLOSED`` or ``_NOT_OPEN``, "" where it does."""
    said, status = schools["open_to_contact"], schools["status"]
    return status.where(status.isin(list(_CLOSED)), said.where(said.isin(list(_NOT_OPEN)), ""))


def _left_out(words: tuple[str, str, str], urns: Sequence[str]) -> str:
    """How many schools get no form, why, and the first few."""
    one, several, what = words
    ordered = sorted(urns, key=urn_key)
    more = f" and {len(urns) - _NAMED:,} more" if len(urns) > _NAMED else ""
    return (
        f"{counted(len(urns), 'school')} {one if len(urns) == 1 else several} {what}: no form "
        f"({', '.join(ordered[:_NAMED])}{more})"
    )


def _on_side(schools: pd.DataFrame, side: str) -> pd.DataFrame:
    """Those of SCHOOLS that a form on ``side`` is for."""
    roles = ("partner", "both") if side == OFFERS else ("seeker", "both")
    return schools[schools["role"].isin(roles)]


def is_run(path: Path) -> bool:
    """Whether a path is the folder of a finished run."""
    return (path / MANIFEST).is_file()


def _run_or_lists(
    sources: Sequence[Path], register: Path | None, side: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """SCHOOLS of lists; of a run those that took part on the side of the form, or were kept out,
    and are listed or stand in a list of matches; and PROFILE."""
    runs = [path for path in sources if is_run(path)]
    if runs and len(sources) > 1:
        raise SettingError("give one run, or lists", where=", ".join(map(str, sources)))
    if runs:
        from matcher.jobs.matching.reopen import reopen_run
        from matcher.jobs.stages.concerned import concerned_by
        from matcher.show.run.read_back import SCHOOLS_FILE
        from matcher.show.run.read_back_csv import read_csv_table

        run = reopen_run(runs[0])
        shown = {*as_list(read_csv_table(runs[0] / SCHOOLS_FILE, ("urn",), (), ("urn",))["urn"])}
        # Not those outside of what it was narrowed to: they were not looked at.
        told, schools = concerned_by(run), run.tables.flat
        there = told.took_part.giving if side == OFFERS else told.took_part.seeking
        asked = shown & (there | told.kept_out.keys())
        return schools[are_among(schools["urn"], asked)], run.tables.profile
    from matcher.core.settings.combine import settings
    from matcher.jobs.installation.data import complete
    from matcher.jobs.lists.check import check
    from matcher.jobs.stages.reading import Sources

    given, _ = complete(Sources(tuple(sources), register=register), set())
    checked = check(given, settings())
    return checked.schools[checked.schools["listed"] == 1], checked.profiling.whole


def write_forms(
    schools: Sequence[AskedSchool],
    side: str,
    folder: Path,
    *,
    form: str = "xlsx",
    inputs: Sequence[Path] = (),
    force: bool = False,
) -> FormsWritten:
    """Write a form on ``side`` for each of ``schools`` into ``folder``, as ``form`` of
    :data:`FORMATS`, with the covering files. A form that was changed since is left alone; with
    ``force`` it is replaced and a dated copy of it kept. The table of who was asked keeps what
    an earlier round, and the office, wrote into it. Raises OutputError."""
    from matcher.core.files.output import may_replace, write_outputs
    from matcher.core.files.refusals import refuse_dash
    from matcher.jobs.lists.sent_forms import every_round, form_file_name, read_sent
    from matcher.profile.asked.questions import questions
    from matcher.show.forms.asking_document import asking_document
    from matcher.show.forms.asking_form import asking_form
    from matcher.show.forms.asking_workbook import asking_workbook
    from matcher.show.forms.covering import covering_letter
    from matcher.show.kit.csv_table import csv_bytes

    refuse_dash(folder)
    make = asking_workbook if form == "xlsx" else asking_document
    asked = questions(side)
    files: dict[Path, bytes] = {}
    sent: dict[str, tuple[str, str, str]] = {}
    for school in schools:
        name = form_file_name(school, side, form, sent)
        files[folder / name] = make(asking_form(school, side, asked))
        sent[name] = (school.urn, school.name, side)
    files[folder / COVERING_FILES[0]] = covering_letter(side, len(sent))
    table, earlier = folder / SENT_FILE, read_sent(folder / SENT_FILE)
    files[table] = csv_bytes(every_round(sent, earlier, folder))
    changed: tuple[Path, ...] = ()
    if not force:
        changed = tuple(
            path for path, data in files.items()
            if not may_replace(path, data, COMMAND) and (path != table or earlier is None)
        )  # fmt: skip
    to_write = {path: data for path, data in files.items() if path not in changed}
    # What somebody changed is left out already, but for the table, which says all that it said.
    written = write_outputs(to_write, command=COMMAND, inputs=inputs, force=True, make_folders=True)
    return FormsWritten(folder, written, changed)


class WasAsked(NamedTuple):
    """URN to name of everybody whose form may come back, and the URNs of those of whom none is
    missed, as they are closed, or not open to contact."""

    names: dict[str, str]
    not_open: frozenset[str]


def who_was_asked(given: Sequence[Path], sides: Sequence[str]) -> WasAsked:
    """Who was asked: of a run its partners (seekers) for the ``sides`` that came back, of a list
    all it names. Raises FileError."""
    from matcher.intake.clean.contact_cells import contact_answer

    asked: dict[str, str] = {}
    not_open: set[str] = set()
    for path in given:
        if is_run(path):
            for side in sides or (OFFERS,):
                schools, _ = _run_or_lists([path], None, side)
                schools = _on_side(schools, side)
                names = dict(zip(as_list(schools["urn"]), as_list(schools["name"]), strict=True))
                asked |= names | asked
                not_open.update(as_list(schools.loc[_no_form(schools) != "", "urn"]))
            continue
        from matcher.core.problems import ProblemLog
        from matcher.intake.lists import read_records

        records = read_records([path], ProblemLog()).records
        columns = (as_list(records[name]) for name in ("urn", "name", "open_to_contact"))
        rows = [(urn.strip(), name.strip(), said) for urn, name, said in zip(*columns, strict=True)]
        if not any(urn for urn, _, _ in rows):
            raise FileError("names no URN, so nobody can be told from it", where=str(path),
                            hint=f"give {SENT_FILE}, a run, or a list with URNs")  # fmt: skip
        asked |= {urn: name for urn, name, _ in rows if urn}
        not_open.update(urn for urn, _, said in rows if contact_answer(said)[0] in _NOT_OPEN)
    return WasAsked(asked, frozenset(not_open))
