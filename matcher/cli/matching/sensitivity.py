"""The command that says how sure the lists of a run are: sensitivity."""

from __future__ import annotations

from pathlib import Path

import click

from matcher.cli import account
from matcher.cli.formats import audience_option
from matcher.cli.output import print_done, print_message

# As matcher/match/sensitivity/draws.py has them, which is not imported to print a help text.
_DRAWS, _SEED, _CONCENTRATION = 50, 1, 50.0


@click.command(
    epilog="""\b
Examples:
  matcher sensitivity autumn
  matcher sensitivity autumn --draws 200 --out how-sure
  matcher explain autumn 100001 100002
""",
)
@click.argument("run", metavar="RUN", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="The folder to write.  [default: RUN-sensitivity, beside the run]",
)
@click.option(
    "--draws",
    type=int,
    default=_DRAWS,
    show_default=True,
    help="How many other weightings to try, from 1 to 1,000.",
)
@click.option(
    "--seed",
    type=int,
    default=_SEED,
    show_default=True,
    help="What the weightings are drawn with: the same seed draws the same.",
)
@click.option(
    "--concentration",
    type=float,
    default=_CONCENTRATION,
    show_default=True,
    help="How close to the weights of the run they are drawn: the higher, the closer. With 50 a "
    "weight of 0.3 mostly lies between 0.18 and 0.43.",
)
@click.option(
    "--force",
    is_flag=True,
    help="Write even if the folder holds what other draws or another run gave, or other files. "
    "What is replaced is kept as a dated folder beside it.",
)
@audience_option()
def sensitivity(
    run: Path, out: Path | None, draws: int, seed: int, concentration: float, force: bool
) -> None:
    """Say how sure the lists of a run are. The weights of a run are a choice; others would have
    been as reasonable. This draws such weights around those of the run, halves and doubles the
    distance at which nearness counts half, and ranks the same pairs again.

    Of each pair of a list you see in how many of the weightings it keeps its place: firm (9 of 10
    or more), likely (2 of 3 or more) or open. It also says which setting the lists depend on
    most. The run is not altered: lists and map with these words beside each pair are written into
    a folder of their own. While that lies beside the run, explain says it of each pair too.
    """
    from matcher.jobs.sensitivity import sensitivity as job

    found = job.sensitivity(
        run, out, draws=draws, seed=seed, concentration=concentration, force=force
    )
    account.note_file(found.folder)
    for line in found.lines():
        print_done(line)
    if found.kept is not None:
        print_message(f"The earlier files are kept in {found.kept}")
    print_done(f"Lists: {found.folder / 'matches.csv'}")
    print_done(f"Map: {found.folder / 'map.html'}")
