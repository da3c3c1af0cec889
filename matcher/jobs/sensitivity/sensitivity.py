"""Sensitivity: the lists of a run held against the same lists by other weights, as reasonable.

The run is read, never altered: what is found lies in a folder of its own, which names the run by
the SHA-256 of its record.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.core.errors import FileError
from matcher.core.files.names import SENSITIVITY
from matcher.core.files.run_folder import check_folder, run_folder
from matcher.core.schema import as_list
from matcher.jobs.matching.reopen import ReopenedRun, reopen_run
from matcher.jobs.sensitivity.beside import default_folder
from matcher.jobs.sensitivity.found import Found
from matcher.jobs.stages.same_question import other_run, other_values, refuse_another

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from matcher.match.sensitivity.draws import Draw
    from matcher.match.sensitivity.hold_counts import Held


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What was found, as it was written into ``folder``; ``kept``: the dated folder in which an
    earlier one is kept, if this took its place."""

    folder: Path
    record: dict[str, Any]
    found: Found
    kept: Path | None

    def lines(self) -> list[str]:
        """For a person at a terminal."""
        from matcher.show.sensitivity.text import lines

        return lines(self.record, self.found.holds, self.found.alone(), self.found.to_ask())


def sensitivity(
    folder: Path,
    out: Path | None = None,
    *,
    draws: int,
    seed: int,
    concentration: float,
    force: bool = False,
) -> Sensitivity:
    """How sure the lists of the run in ``folder`` are, written into ``out``, of which an earlier
    one is kept; one of another question is refused there, unless with ``force``.

    Raises :class:`SettingError` for draws that cannot be made, :class:`FileError` for a folder that
    holds no run, or one whose lists this version would not make, :class:`OutputError`.
    """
    from matcher.core.files.names import MANIFEST
    from matcher.jobs.sensitivity.outputs import output_files, record_of

    target = default_folder(folder) if out is None else out
    inputs = (folder / MANIFEST,)
    asked = {"draws": draws, "seed": seed, "concentration": float(concentration)}

    def other(earlier: Any) -> Iterator[str]:
        yield from other_run(earlier, folder)
        then = {name: earlier[name] for name in asked}
        yield from other_values(then, asked, {name: f"--{name}" for name in asked})

    def check() -> None:
        check_folder(target, inputs=inputs, force=force, manifest=SENSITIVITY)
        if not force:
            refuse_another(target, SENSITIVITY, other)

    check()
    with run_folder(target, "sensitivity", SENSITIVITY) as new:
        check()  # one that was ready may just have been put in place
        found = find(folder, draws=draws, seed=seed, concentration=concentration)
        outputs = []
        for name, data in output_files(found):
            new.write(name, data)
            outputs.append(name)
        record = record_of(found, new.files, outputs, seed, concentration)
        kept = new.put_in_place(record)
    return Sensitivity(target, record, found, kept)


def find(folder: Path, *, draws: int, seed: int, concentration: float) -> Found:
    """The same; nothing is written."""
    from matcher.match.sensitivity.draws import HALF_KM, HALF_MINUTES, drawn, one_at_a_time
    from matcher.match.sensitivity.hold_counts import held_lists
    from matcher.match.stand_ins import stand_in_sums
    from matcher.show.run.read_back_matches import read_run_matches

    run = reopen_run(folder)
    by = HALF_KM if run.travel is None else HALF_MINUTES
    random = drawn(run.config, draws, seed, concentration, by)
    asked = run.ranking
    arrays = asked.arrays
    if run.travel is not None:  # by other weights a pair may count that the run did not ask about
        arrays = run.travel.all_told(arrays, run.config, asked.exclusions)
    sums = stand_in_sums(asked.arrays, run.config, asked.exclusions)
    in_use = sums.weights(run.config.shares()).shares
    all_draws = [*random, *one_at_a_time(run.config, in_use, by)]
    held = held_lists(arrays, sums, run.config, asked.exclusions, all_draws)
    matches = read_run_matches(folder)
    seeker, partner = (_positions(run, matches[f"{side}_urn"]) for side in ("seeker", "partner"))
    alone = {*held.alone.tolist()}
    import pandas as pd

    return Found(
        run,
        matches,
        _holds(run, matches, held, seeker, partner, draws),
        _draws(run, held, all_draws),
        draws,
        pd.Series([int(at in alone) for at in seeker.tolist()], dtype="int64"),
    )


def _positions(run: ReopenedRun, urns: pd.Series) -> np.ndarray[Any, np.dtype[np.int64]]:
    import numpy as np

    index = run.ranking.index
    unknown = [urn for urn in as_list(urns) if urn not in index]
    if unknown:
        raise _other_lists(run)
    return np.array([index[urn] for urn in as_list(urns)], dtype=np.int64)


def _other_lists(run: ReopenedRun) -> FileError:
    return FileError(
        "this version makes other lists of the same schools",
        where=str(run.tables.folder),
        hint="run the match again",
    )


def _holds(
    run: ReopenedRun,
    matches: pd.DataFrame,
    held: Held,
    seeker: np.ndarray[Any, np.dtype[np.int64]],
    partner: np.ndarray[Any, np.dtype[np.int64]],
    draws: int,
) -> pd.DataFrame:
    """HOLDS of the pairs of a run, whose places must be those that are found again."""
    import numpy as np
    import pandas as pd

    from matcher.show.sensitivity.table import holds_table

    shares: dict[str, Any] = {}
    listed = run.ranking.arrays.listed
    for lists, own, rank, prefix in (
        (held.seekers, seeker, "rank", ""),
        (held.partners, partner, "partner_rank", "partner_"),
        (held.phases, partner, "phase_rank", "phase_"),
        (held.asked, seeker, "worth_asking", "asking_"),
    ):
        place, in_list, first = lists.shares(seeker, partner, draws)
        known = matches[rank].notna().any()  # earlier versions did not tell all of them
        if (known or rank == "rank") and (place != matches[rank].fillna(0).to_numpy()).any():
            raise _other_lists(run)
        for share in (in_list, first):
            share[~listed[own]] = np.nan  # of others the run shows no whole list
        shares |= {f"{prefix}holds": in_list, f"{prefix}holds_first": first}
    return holds_table(matches, pd.DataFrame(shares))


def _draws(run: ReopenedRun, held: Held, draws: list[Draw]) -> pd.DataFrame:
    """DRAWS. Only lists of listed schools count: of the others the run shows no list."""
    from matcher.show.sensitivity.table import draws_table

    listed = run.ranking.arrays.listed
    kept: dict[str, Any] = {}
    for side, lists, own in (
        ("seekers", held.seekers, held.seekers.seeker),
        ("partners", held.partners, held.partners.partner),
    ):
        shown = lists.of(listed[own])
        kept |= {
            f"{side}_kept": shown.kept,
            f"{side}_first_kept": shown.first_kept,
            f"{side}_whole_kept": shown.whole_kept(own[listed[own]]),
        }
    rows = [
        {**draw.weights, draw.by: draw.half, "setting": draw.setting,
         "times": draw.times if draw.setting else None}
        for draw in draws
    ]  # fmt: skip
    return draws_table(rows, kept)
