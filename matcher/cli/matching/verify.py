"""The command that checks a finished run: verify."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from matcher.cli import account
from matcher.cli import options as opt
from matcher.cli.output import print_done, print_result
from matcher.core.files.names import PLAN

_PLAN_PROVES = (
    "This shows that nothing has changed by accident, that the pairs are the best, or stable, and "
    "that the tables say what the run and these pairs give. Whoever changes a page or the workbook "
    "on purpose can compute the plan's digest again: the plan made again is the same, byte for "
    "byte."
)
_SURE_PROVES = (
    "This shows that nothing has changed by accident, and that the tables say what the run gives "
    "by the same draws. Whoever changes the map on purpose can compute the digest again: matcher "
    "sensitivity gives the same again, byte for byte."
)
_SURE_ALONE = (
    "This shows that nothing has changed by accident. The run that it rests on is not here, so its "
    "tables were not worked out again: put the run beside it."
)
_PROVES = (
    "This shows that nothing has changed by accident. Whoever changes a run on purpose can compute "
    "its digest again: only a signature says who made it (--sign, --signed-by)."
)


@click.command(
    epilog="""\b
Examples:
  matcher verify matcher-run
  matcher verify matcher-run --inputs schools.xlsx
  matcher verify matcher-run --sign my-key
  matcher verify matcher-plan
  matcher verify matcher-run --signed-by signers.txt --identity partnerships@council.example
""",
)
@click.argument("run", type=opt.FILE)
@click.option(
    "--inputs",
    multiple=True,
    type=opt.FILE,
    help="Also compare a file, or every file of a folder, with what the run read. Once for each "
    "that was named to the run; what was pulled is compared without.",
)
@click.option(
    "--sign",
    "key",
    type=opt.FILE,
    metavar="KEY",
    help="Sign the run with an SSH key of your own: writes run.json.sig beside the record.",
)
@click.option(
    "--signed-by",
    "signers",
    type=opt.FILE,
    metavar="SIGNERS",
    help="Check the signature against this file of allowed signers (a name and a public key a "
    "line). Needs --identity.",
)
@click.option("--identity", default="", metavar="NAME", help="Whose signature it must be.")
@click.option(
    "--run",
    "rests_on",
    type=opt.FILE,
    metavar="RUN",
    help="Of a plan, the run that it rests on.  [default: the run of that name beside the plan]",
)
def verify(
    run: Path,
    inputs: tuple[Path, ...],
    key: Path | None,
    signers: Path | None,
    identity: str,
    rests_on: Path | None,
) -> None:
    """Check that a run is complete and that none of its files, nor its record, has changed.

    Files in the folder that are no part of the run are named and are no fault. Of a run with travel
    times, nearness and scores are worked out again from its minutes.

    Of a plan (matcher allocate) it also checks that it rests on this very run, and its certificate:
    that the plan keeps every bound, and that no pair of the run would make it better. It works out
    again what the tables and the record say of these pairs, and names what differs.

    Of how sure the lists are (matcher sensitivity) it also checks that the run of that name beside
    it, if there is one, is the very run that it rests on, and that its tables say what that run
    gives by the same draws.
    """
    if (run / PLAN).is_file():
        if inputs or key is not None or signers is not None:
            raise click.UsageError("of a plan there is --run only")
        _verify_plan(run, rests_on)
        return
    if rests_on is not None:
        raise click.UsageError("--run is for plans: a run rests on no other")
    from matcher.core.figures.number_format import counted
    from matcher.jobs.matching import verify as job

    if key is not None and signers is not None:
        raise click.UsageError("give --sign or --signed-by: one makes a signature, one checks it")
    found = job.verify(run, inputs, signers=signers, identity=identity)
    _print_faults(found.foreign, found.faults, "sensitivity" if found.rests_on else "run")
    also = ", the inputs too" if inputs else ""
    print_done(f"{counted(found.outputs, 'file')} and the record, all as they were written{also}")
    if signers is not None:
        print_done(f"Signed by {identity}")
    elif key is not None:
        print_done(f"Signed: {job.sign(run, key)}")
    elif found.rests_on:
        print_done(_SURE_PROVES if found.recomputed else _SURE_ALONE)
    else:
        if found.recomputed:
            print_done("Nearness and scores are those that its travel times give")
        print_done(_PROVES)
        if found.signed:
            print_done("The signature was not checked: give --signed-by and --identity")


def _verify_plan(plan: Path, run: Path | None) -> None:
    from matcher.core.figures.number_format import counted
    from matcher.jobs.allocation.verify.verify_plan import verify_plan

    found = verify_plan(plan, run)
    _print_faults(found.foreign, found.faults, "plan")
    print_done(f"{counted(found.outputs, 'file')} and the record, all as they were written")
    print_done(found.proof)
    print_done(_PLAN_PROVES)


def _print_faults(foreign: Iterable[str], faults: list[str], what: str) -> None:
    """Print what is wrong, and leave with exit code 1 where anything is."""
    foreign = tuple(foreign)
    account.note_facts(faults=faults, foreign=foreign)
    for name in foreign:
        print_result(f"Not of this {what}: {name}")
    for fault in faults:
        print_result(fault)
    if faults:
        raise click.exceptions.Exit(1)
