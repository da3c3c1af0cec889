"""The record of how sure the lists are, ``sensitivity.json``, and what a folder with it gives back.

It is written last, as the record of a run is, and holds the run it rests on, the seed and spread of
the draws, and the SHA-256 of every file (:mod:`matcher.show.run.integrity`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from matcher.core.errors import FileError
from matcher.core.files.names import SENSITIVITY
from matcher.show.run.integrity import read_intact_manifest
from matcher.show.run.manifest import DIGEST, Form
from matcher.show.run.read_back_csv import read_csv_table
from matcher.show.sensitivity.table import DRAWS_FILE, FIGURES, HOLDS_FILE

FILES = (HOLDS_FILE, DRAWS_FILE, "map.html", "matches.csv")
FORM = Form(
    manifest=SENSITIVITY,
    what="sensitivity",
    later=frozenset(),
    keys={
        "title": str, "run": dict, "draws": int, "seed": int, "concentration": float,
        "settings": dict, "words": dict, "kept": dict, "outputs": list, "versions": dict,
        "attribution": list, DIGEST: str,
    },
    needed=FILES,
    outputs=frozenset(FILES),
    again="run matcher sensitivity again",
)  # fmt: skip


def read_holds(folder: Path) -> tuple[dict[str, Any], pd.DataFrame]:
    """The record, and the shares of every pair: seeker_urn, partner_urn, and as float64 the
    columns of :data:`matcher.show.sensitivity.table.FIGURES`. Raises :class:`FileError` where
    anything is not as it was written."""
    record = read_intact_manifest(folder, FORM)
    pair = ("seeker_urn", "partner_urn")
    shares = read_csv_table(folder / HOLDS_FILE, pair, FIGURES, pair, again=FORM.again)
    if not shares[list(FIGURES)].fillna(0.0).map(lambda share: 0 <= share <= 1).to_numpy().all():
        raise FileError(
            "a share is not from 0 to 1", where=str(folder / HOLDS_FILE), hint=FORM.again
        )
    return record, shares
