"""Verify: is a run's folder complete, is every file in it as it was written, and, where asked,
are its inputs the same and its signature good?"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from matcher.core.errors import FileError, SettingError
from matcher.jobs.matching.reopened.kept_tables import kept_faults
from matcher.jobs.sensitivity.beside import is_sensitivity
from matcher.jobs.travel.verify_scores import differing_scores


class Verified(NamedTuple):
    """What became of a run: how many outputs its record names, what is wrong with them as
    sentences, the names of files that are no part of the run, and whether it has a signature. Of
    how sure lists are, that it ``rests_on`` a run, and whether it was ``recomputed`` from that; of
    a run with travel times, that its scores were ``recomputed`` from them."""

    outputs: int
    faults: list[str]
    foreign: tuple[str, ...] = ()
    signed: bool = False
    rests_on: bool = False
    recomputed: bool = False


def verify(
    folder: Path,
    inputs: Sequence[Path] = (),
    *,
    signers: Path | None = None,
    identity: str = "",
) -> Verified:
    """Compare a run with its record; with the files it read, where ``inputs`` (files, folders)
    are given (what was pulled to this machine need not be named); its file of tables with its CSV
    files; and its signature with the keys that ``signers`` gives ``identity``. A folder of
    sensitivity is compared with its own record, and with what the run it rests on gives, where that
    lies beside it. Of a run with travel times nearness and scores are worked out again from its
    minutes.

    Raises FileError where the folder holds no finished run.
    """
    from matcher.core.files.names import SIGNATURE
    from matcher.jobs.installation.data import pulled
    from matcher.show.run.fingerprints import compare_inputs
    from matcher.show.run.integrity import check_run
    from matcher.show.run.signature import signature_fault

    if (signers is None) != (not identity):
        raise SettingError("a signature is by somebody", where="--signed-by",
                           hint="give both --signed-by FILE and --identity NAME")  # fmt: skip
    if is_sensitivity(folder):
        if inputs or signers is not None:
            raise SettingError("are of runs, and this folder rests on one",
                               where="--inputs, --signed-by", hint="verify the run")  # fmt: skip
        return _verify_sensitivity(folder)
    found = check_run(folder)
    faults = list(found.faults)
    outputs = found.record.get("outputs")
    if inputs and not faults and "inputs" not in found.record:
        raise SettingError(
            "a run for others than the office does not say of which files it was made",
            where="--inputs",
            hint="verify the run that was made for internal use",
        )
    if inputs and not faults:
        kept = pulled()
        paths = (kept.register, kept.links, kept.groups, kept.postcodes, *kept.offers)
        faults += compare_inputs(found.record["inputs"], inputs, filter(None, paths))
    if not faults:
        faults += kept_faults(folder, found.record)
    timed = not faults and bool(found.record.get("travel"))
    if timed:
        faults += differing_scores(folder)
    if signers is not None:
        fault = signature_fault(folder, signers, identity)
        faults += [fault] if fault else []
    return Verified(
        len(outputs) if isinstance(outputs, list) else 0,
        faults,
        found.foreign,
        (folder / SIGNATURE).is_file(),
        recomputed=timed,
    )


def _verify_sensitivity(folder: Path) -> Verified:
    """Compare a folder of sensitivity with its record and, where its run is at hand, with what that
    gives by the same draws."""
    from matcher.jobs.sensitivity.recompute import differences
    from matcher.show.run.integrity import check_run
    from matcher.show.run.rests_on import fault_of_run, run_of
    from matcher.show.sensitivity.record import FORM

    of_run = check_run(folder, FORM)
    fault = fault_of_run(folder, of_run.record)
    faults = [*of_run.faults, *([fault] if fault else [])]
    recomputed = False
    if not faults:
        with contextlib.suppress(FileError):  # the run is elsewhere
            run = run_of(folder, of_run.record, FORM)
            faults = differences(folder, of_run.record, run)
            recomputed = True
    return Verified(len(FORM.needed), faults, of_run.foreign, rests_on=True, recomputed=recomputed)


def sign(folder: Path, key: Path) -> Path:
    """Sign a run that is as it was written; the file of the signature. Raises FileError for one
    that is not, and what :func:`matcher.show.run.signature.sign` raises."""
    from matcher.show.run.integrity import read_intact_manifest
    from matcher.show.run.signature import sign as make_signature

    read_intact_manifest(folder)
    return make_signature(folder, key)
