"""Fits the model of words to the labelled sentences beside this file; takes some minutes.

python data/reference/wording/make.py
"""

from __future__ import annotations

from pathlib import Path

from matcher.profile.wording.model import SENTENCES, WEIGHTS, digest
from matcher.profile.wording.training import fit, sentences

HERE = Path(__file__).resolve().parent

if __name__ == "__main__":
    given = HERE / SENTENCES
    fit(sentences(given), learnt_from=digest(given)).save(HERE / WEIGHTS)
