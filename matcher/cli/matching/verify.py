"""The command that checks a finished run: verify."""

from __future__ import annotations

from pathlib import Path

import click

from matcher.cli import options as opt
from matcher.cli.output import print_result

_PROVES = (
    "This shows that nothing has changed by accident. Whoever changes a run on purpose can compute "
    "its digest again: only a signature says who made it (--sign, --signed-by)."
)


@click.command(
    short_help="Check that a run is complete and unchanged.",
    epilog="""\b
Examples:
  matcher verify matcher-run
  matcher verify matcher-run --inputs schools.xlsx
  matcher verify matcher-run --sign my-key
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
def verify(
    run: Path, inputs: tuple[Path, ...], key: Path | None, signers: Path | None, identity: str
) -> None:
    """Check that a run is complete and that none of its files, nor its record, has changed.

    Files in the folder that are no part of the run are named and are no fault.
    """
    from matcher.jobs.matching import verify as job

    if key is not None and signers is not None:
        raise click.UsageError("give --sign or --signed-by: one makes a signature, one checks it")
    found = job.verify(run, inputs, signers=signers, identity=identity)
    for name in found.foreign:
        print_result(f"Not of this run: {name}")
    for fault in found.faults:
        print_result(fault)
    if found.faults:
        raise click.exceptions.Exit(1)
    also = ", the inputs too" if inputs else ""
    print_result(f"{found.outputs} files and the record, all as they were written{also}")
    if signers is not None:
        print_result(f"Signed by {identity}")
    elif key is not None:
        print_result(f"Signed: {job.sign(run, key)}")
    else:
        print_result(_PROVES)
        if found.signed:
            print_result("The signature was not checked: give --signed-by and --identity")
