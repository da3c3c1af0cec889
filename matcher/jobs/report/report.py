"""Report: the pages of a run, or of a plan, for schools and partners."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from matcher.core.audiences.audience import INTERNAL, PARTNER, SAID, UNREAD, audience_of
from matcher.core.errors import SettingError
from matcher.core.files.names import beside_run
from matcher.core.schema import as_list
from matcher.core.tables import urn_key
from matcher.jobs.report.made import Made, written
from matcher.jobs.stages.reading import Progress, quiet

if TYPE_CHECKING:
    import pandas as pd

    from matcher.core.page.pages_folder import WrittenPages
    from matcher.jobs.matching.reopen import ReopenedRun
    from matcher.jobs.report.gather import Gatherer
    from matcher.show.kit.document.blocks import Document
    from matcher.show.report.facts import ReportFacts, RunFacts

_SIDES = ("seeker", "partner")
# :data:`matcher.core.audiences.audience.OPEN_SOURCES` has what pages for partners tell.
_LEFT_OUT = (
    "This page is for partners. It tells of needs and offers that were stated in a list, or that a "
    "public register lists or suggests; what was written in sentences and what figures suggest is "
    "left out. What is “not shown here” may be known to the office, or not. "
    f"{UNREAD}: see first whether it teaches pupils whom you could work with. The "
    "office’s own list may differ. Others may be near and are not listed: schools that took no "
    "part, and, if no list of the office names you, those that no list names either."
)


def reports(
    folder: Path,
    form: str,
    *,
    schools: Sequence[str] = (),
    partners: Sequence[str] = (),
    everybody: bool = False,
    audience: str = INTERNAL,
    progress: Progress = quiet,
) -> Made:
    """The pages of the run, or of the plan, in ``folder`` as files of ``form`` (html, pdf, docx):
    for ``schools`` as seekers and for ``partners``, each a URN or a name, or for ``everybody`` who
    took part. Where more than one is named there is an index, which is HTML; where everybody is, it
    says too who of the lists has no page and why. For the ``audience`` partner
    the run has to be one for partners, which holds nothing else.

    Raises :class:`FileError` for a folder that holds neither or was changed since, and
    :class:`SettingError` for a school that is not in it or not on that side.
    """
    from matcher.jobs.report.kept_out import in_full, in_short, kept_out
    from matcher.show.report.index import Entry, index

    progress("reading", 0.0)
    gatherer, wanted, notes = opened(
        folder, schools, partners, everybody=everybody, audience=audience
    )
    for_office = audience_of(gatherer.run.tables.record) == INTERNAL
    documents, entries = {}, []
    for facts, page in pages(gatherer, wanted, progress):
        name = file_name(facts.side, facts.urn, for_office=for_office)
        documents[name] = page
        entries.append(Entry.of(f"{name}.{form}", facts))
    files = written(documents, form)
    if everybody or len(schools) + len(partners) > 1:
        without = kept_out(gatherer.run) if everybody and for_office else {}
        notes = (*notes, *filter(None, (in_short(without),)))
        files["index.html"] = index(entries, gatherer.facts, in_full(without)).encode(
            "utf-8", "replace"
        )
    return Made(files, notes)


def pages(
    gatherer: Gatherer, wanted: Sequence[tuple[str, str]], progress: Progress = quiet
) -> Iterator[tuple[ReportFacts, Document]]:
    """The page of each (side, URN), with the facts that it tells."""
    from matcher.core.installation import reference_rows
    from matcher.show.report import partner, seeker

    duties = {
        row["id"]: (row["gives"], row["gains"])
        for row in reference_rows("partnership", "duties.csv")
    }
    for number, (side, urn) in enumerate(wanted):
        progress(f"reports: {number:,} of {len(wanted):,} pages", number / len(wanted))
        facts = gatherer.seeker(urn) if side == "seeker" else gatherer.partner(urn)
        make = seeker.document if side == "seeker" else partner.document
        yield facts, make(facts, duties)


def write_folder(
    run: Path, made: Made, out: Path | None, *, force: bool
) -> tuple[Path, WrittenPages]:
    """Write several pages into a folder, RUN-reports beside the run where ``out`` is None: where it
    is, and what became of it. Pages of an earlier time that are replaced or taken away are kept
    beside it. Raises :class:`OutputError`."""
    from matcher.core.page.pages_folder import write_pages

    folder = out or beside_run(run, "reports")
    done = write_pages(folder, made.files, command="report", force=force, keeps_own=True)
    return folder, done


def file_name(side: str, urn: str, *, for_office: bool) -> str:
    """What a page is called, without an ending; one that may be passed on says so, so that none of
    the office is taken for it. A URN is text of a list: where it holds more than letters and
    digits, these are kept and a digest of the whole follows."""
    called = "school" if side == "seeker" else "partner"
    whose = "" if for_office else "-for-partners"
    if re.fullmatch(r"[0-9A-Za-z]{1,30}", urn):
        return f"{called}-{urn}{whose}"
    safe = re.sub(r"[^0-9A-Za-z]", "", urn)[:20]
    digest = hashlib.sha256(urn.encode("utf-8", "replace")).hexdigest()[:8]
    return f"{called}-{safe}-{digest}{whose}"


def opened(
    folder: Path,
    schools: Sequence[str],
    partners: Sequence[str],
    *,
    everybody: bool,
    audience: str = INTERNAL,
) -> tuple[Gatherer, list[tuple[str, str]], tuple[str, ...]]:
    """What gathers the facts, whom pages are for (side and URN, by URN), and what to know."""
    from matcher.jobs.matching.reopen import reopen_run
    from matcher.jobs.report.gather import Gatherer
    from matcher.jobs.report.page_tables import PageTables
    from matcher.jobs.report.plan_told import NO_PLAN, plan_told
    from matcher.jobs.sensitivity.beside import run_and_sureness
    from matcher.show.allocation.record import FORM, is_plan, read_plan
    from matcher.show.run.read_back_matches import read_matches_about, read_run_matches
    from matcher.show.run.rests_on import run_of

    plan = read_plan(folder) if is_plan(folder) else None
    own = folder if plan is None else run_of(folder, plan.record, FORM)
    own, sureness, note = run_and_sureness(own)
    audiences = (PARTNER,) if audience == PARTNER else (INTERNAL, PARTNER)
    run = reopen_run(own, audiences=audiences)
    told = NO_PLAN if plan is None else plan_told(plan, miles=run.config.miles)
    planned = {urn for pair in told.pairs for urn in pair}
    told_of: tuple[str, ...]
    if everybody:
        matches = read_run_matches(own, audiences)
        wanted, left_out = _everybody(run, matches, planned)
        told_of = (left_out,)
    else:
        wanted, told_of = _named(run, schools, partners)
        matches = read_matches_about(run.tables, {urn for _, urn in wanted})
    urns = frozenset(urn for _, urn in wanted)
    others = {urn for pair in told.pairs if not urns.isdisjoint(pair) for urn in pair}
    gatherer = Gatherer(
        PageTables(
            run,
            matches,
            urns,
            frozenset(others),
            frozenset(urn for side, urn in wanted if side == "partner"),
        ),
        run_facts(run),
        sureness,
        told,
    )
    return gatherer, wanted, tuple(filter(None, (note, *run.notes, *told_of)))


def _everybody(
    run: ReopenedRun, matches: pd.DataFrame, planned: Set[str]
) -> tuple[list[tuple[str, str]], str]:
    """Everybody who took part and was asked about, or stands in somebody's list, or in a plan. Of a
    narrowed run not the partners in nobody's list: most are far from whom it was narrowed to. How
    many these are is said."""
    from matcher.match.narrowing import is_narrowed

    index, schools = run.ranking.index, run.tables.flat
    shown = {
        *planned,
        *as_list(schools.loc[schools["listed"] == 1, "urn"]),
        *as_list(matches["seeker_urn"]),
        *as_list(matches["partner_urn"]),
    }
    found = [
        (side, urn)
        for urn in sorted(shown & index.keys(), key=urn_key)
        for side in _SIDES
        if _takes_part(run, side, urn)
    ]
    if not is_narrowed(run.config):
        return found, ""
    helping = {*planned, *as_list(matches["partner_urn"])}
    kept = [(side, urn) for side, urn in found if side == "seeker" or urn in helping]
    if not (many := len(found) - len(kept)):
        return kept, ""
    return kept, (
        f"{many:,} {'partner has' if many == 1 else 'partners have'} no page: near enough to "
        "nobody that this run was narrowed to, or kept apart. --partner URN writes one"
    )


def _takes_part(run: ReopenedRun, side: str, urn: str) -> bool:
    arrays = run.ranking.arrays
    which = arrays.is_seeker if side == "seeker" else arrays.is_partner
    return bool(which[run.ranking.index[urn]])


def _named(
    run: ReopenedRun, schools: Sequence[str], partners: Sequence[str]
) -> tuple[list[tuple[str, str]], tuple[str, ...]]:
    """Those that were named, each once; and whom another text than a URN was taken to mean."""
    from matcher.jobs.matching.find_school import find_school, shortened

    found, taken = [], []
    for side, given in zip(_SIDES, (schools, partners), strict=True):
        for text in given:
            urn = find_school(run, text)
            gate = run.ranking.school_gate(run.ranking.index[urn])
            other = _SIDES[side == "seeker"]
            if not gate and not _takes_part(run, side, urn):
                raise SettingError(
                    f"{urn} is no {side} in this run, but a {other}",
                    where=f"--{'school' if side == 'seeker' else 'partner'}",
                    hint=f"give --{'school' if other == 'seeker' else 'partner'} {urn}",
                )
            found.append((side, urn))
            if text.strip() != urn:
                name = run.school_rows.one("name", urn)
                taken.append(f"{shortened(text)!r} is taken to mean {name} ({urn})")
    order = sorted(dict.fromkeys(found), key=lambda one: (urn_key(one[1]), _SIDES.index(one[0])))
    return order, tuple(dict.fromkeys(taken))


def run_facts(run: ReopenedRun) -> RunFacts:
    """What every page tells of the run."""
    from matcher.core.cells import in_words
    from matcher.jobs.stages.concerned import of_lists_alone
    from matcher.jobs.stages.narrowed import options_to_drop
    from matcher.jobs.stages.short_lists import met_lists_alone
    from matcher.jobs.stages.told_on_map import dates_told
    from matcher.show.explain.narrowing import asked_of_pairs, narrowed_to, tags_asked
    from matcher.show.report.facts import RunFacts
    from matcher.show.report.words import sentence

    audience = audience_of(run.tables.record)
    for_whom = () if audience == INTERNAL else (SAID[audience],)
    return RunFacts(
        day=in_words(run.config.day()),
        limit=run.reach.limit,
        k=run.config.k,
        dates=tuple(map(sentence, (*for_whom, *dates_told(run.tables.record)))),
        attribution=run.attribution,
        shares=run.ranking.weights.shares,
        narrowed=narrowed_to(run.config),
        narrows={
            # A school that seeks is one of those that the run was narrowed to.
            "seeker": narrowed_to(run.config) if options_to_drop(run.config) else "",
            "partner": narrowed_to(replace(run.config, kinds=())),
        },
        about=tags_asked(run.config),
        of_pairs=bool(asked_of_pairs(run.config)),
        of_lists=of_lists_alone(run),
        met_lists=met_lists_alone(run),
        left_out=_LEFT_OUT if for_whom else "",
    )
