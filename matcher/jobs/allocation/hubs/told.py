"""What is said of the hubs of a plan, and their files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from matcher.core.allocation.settings import bounds
from matcher.core.figures.number_format import counted
from matcher.core.schema import as_list

if TYPE_CHECKING:
    from matcher.jobs.allocation.hubs.plan_hubs import PlanHubs
    from matcher.jobs.allocation.results import PlanResult

_NAMED = 3  # partners to ask


def hub_lines(
    found: PlanHubs, result: PlanResult, *, rest_stands: str = "listed in hubs.html"
) -> list[str]:
    """The hubs of the plan ``result`` in lines for a person; what belongs to a line is set in.
    ``rest_stands``: where the partners to ask stand that are not named here."""
    settings, members = found.settings, found.members
    many = members["hub"].nunique()
    least, most = bounds(settings.hub_size)
    size = f"{least}" if least == most else f"{least} to {most}"
    lines = [
        f"Hubs: {many} of {size} seekers around a partner each, any two members at most "
        f"{settings.hub_km:g} km apart"
    ]
    if many:
        lines.append(
            f"  {counted(len(members), 'seeker')}, {found.gain:.2f} of their needs met or "
            f"likely to be, of {members['needs'].sum():.2f} that are known or likely, by how great "
            "they are: a need stated in full is 1"
        )
    if many and not found.known:
        lines.append(
            "  Nothing is known that a partner near a school would meet: these hubs rest on "
            "distance alone"
        )
    if many < settings.hubs:
        lines.append(f"  {settings.hubs} were asked for; {_no_more(found, many)}")
    if not found.proven:
        more = f" ({found.bound / found.gain - 1:.1%} more)" if found.gain else ""
        lines.append(
            f"  Not proven the best: no hubs of these sizes meet more than {found.bound:.2f}{more}"
            "; a higher --hub-steps searches longer"
        )
    elif found.gain:
        lines.append("  No other hubs of these sizes meet more")
    return [*lines, *_outside(found, rest_stands), *_places(found, result)]


def _no_more(found: PlanHubs, many: int) -> str:
    """Why there are fewer hubs than were asked for."""
    if many == found.most or (found.proven and found.known and not many):
        return f"there are no {'more ' if many else ''}such groups"
    # Other groups might be formed, of the same schools.
    return "more hubs would meet no more" if found.proven and found.gain else "no more were found"


def _outside(found: PlanHubs, rest_stands: str) -> Iterator[str]:
    left = found.outside
    out = left.seekers - len(found.members)
    if not out:
        yield "  All seekers are in a hub"
    else:
        are = "is" if out == 1 else "are"
        yield f"  {out:,} of {counted(left.seekers, 'seeker')} {are} outside the hubs"
    for words, many in left.why.items():
        if many:
            yield f"    {many:,} because {words}"
    if left.helpless:
        one = left.helpless == 1
        yield (
            f"  Nearness alone makes no hub: {left.helpless:,} more "
            f"{'partner' if one else 'partners'} with schools enough near "
            f"{'it is' if one else 'them are'} not known to meet a tenth of a need"
        )
    if left.ask:
        rest = len(left.ask) - _NAMED
        more = f"; and {rest:,} more, {rest_stands}" if rest > 0 else ""
        yield (
            f"  {len(left.ask):,} of them might make a hub. Ask what they offer: "
            f"{'; '.join(left.ask[:_NAMED])}{more}"
        )


def _places(found: PlanHubs, result: PlanResult) -> Iterator[str]:
    """Pairs and hubs want the same places: where the pairs leave one."""
    if not len(found.members):
        return
    columns = (as_list(result.places[name]) for name in ("partner_urn", "free"))
    free = dict(zip(*columns, strict=True))
    urns = {*as_list(found.members["partner_urn"])}
    left = sum(free[urn] > 0 for urn in urns)
    yield (
        "  Pairs and hubs are two proposals for the same places: "
        f"of {counted(len(urns), 'partner')} of hubs {left:,} "
        f"{'has' if left == 1 else 'have'} a place left after {'its' if left == 1 else 'their'} "
        "pairs"
    )


def hub_files(found: PlanHubs, result: PlanResult) -> dict[str, bytes]:
    """hubs.csv, and hubs.html: the same with a sketch map."""
    from matcher.show.allocation.hubs_page import ASK_TITLE, hubs_page
    from matcher.show.allocation.record import HUBS_FILE, HUBS_PAGE
    from matcher.show.kit.csv_table import csv_bytes

    run = result.asked.run
    arrays = run.ranking.arrays
    places = zip(arrays.x.tolist(), arrays.y.tolist(), strict=True)
    points = dict(zip(map(str, arrays.urn), places, strict=True))
    page = hubs_page(
        found.members,
        points,
        hub_lines(found, result, rest_stands=f"listed below under “{ASK_TITLE}”"),
        run.attribution,
        keep=_keep(found, result),
        ask=found.outside.ask,
    )
    return {HUBS_FILE: csv_bytes(found.members), HUBS_PAGE: page.encode("utf-8")}


def _keep(found: PlanHubs, result: PlanResult) -> dict[int, str]:
    """Of each hub the options of a plan beside it: one place fewer at its partner, and its schools
    take no part."""
    asked = result.asked
    places = dict(zip(map(str, asked.problem.partners), asked.places, strict=True))
    told = {}
    for number, hub in found.members.groupby("hub"):
        (partner,) = {*as_list(hub["partner_urn"])}
        changes = [f"capacity:{partner}={places[partner].places - 1}"]
        changes += [f"without:{urn}" for urn in as_list(hub["seeker_urn"])]
        options = " ".join(f"--what-if {_typed(change)}" for change in changes)
        if partner in asked.changes.capacity:
            options += f" (in place of the other --what-if capacity:{partner})"
        told[int(str(number))] = options
    return told


def _typed(change: str) -> str:
    return f'"{change}"' if " " in change else change
