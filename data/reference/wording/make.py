"""Fits the model of words to the labelled sentences beside this file; takes some minutes.

python data/reference/wording/make.py
"""

from __future__ import annotations

from pathlib import Path

from matcher.profile.wording.clause_classifier import SENTENCES, WEIGHTS, sentences_digest
from matcher.profile.wording.training import fit, read_sentences

HERE = Path(__file__).resolve().parent

if __name__ == "__main__":
    given = HERE / SENTENCES
    fit(read_sentences(given), learnt_from=sentences_digest(given)).save(HERE / WEIGHTS)
