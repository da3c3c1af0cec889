"""Which activity a clause is about, and its direction: a need, a strength, neither or either.

A negation is a direction: "no shortage of physics teachers" is neither, so it gives no need.
So is a bare name: "choir" may be either, as the column that it stands in has it.
Words, pieces of words and, for a direction, the frame of the small words (TF-IDF) go into
logistic regressions: one for each activity, one for each direction, and one that tells a need
from a strength where a clause claims either. They were fitted to labelled
sentences by :mod:`matcher.profile.wording.training`, and their weights lie beside those in
``data/reference/wording/model.npz``: plain arrays, so that nothing in the file can run, and
every machine reads the same into the same words. scikit-learn is imported only when there
is prose to read: it costs a second or two.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from matcher.core.errors import FileError
from matcher.core.installation import resource
from matcher.profile.wording.frames import frame
from matcher.profile.wording.subjects import MARK, OR_ANOTHER, spotter

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

DIRECTIONS = ("need", "strength", "neither", "either")
CLAIMS = DIRECTIONS[:2]  # those of a clause that says which side it is on
SENTENCES, WEIGHTS = "sentences.csv", "model.npz"

_YEAR = re.compile(r"\b(?:y|yr|yrs|year|years) ?\d+\b")
_STAGE = re.compile(r"\bks ?[1-5]\b|\bkey stage [1-5]\b")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
# "Latin classes or another language" is about classes.
_ANOTHER = re.compile(rf"({MARK}(?:\s+\w+){{1,3}})\s+{OR_ANOTHER}\s+{MARK}\b", re.IGNORECASE)
_NUMBER_MARKS = {"yearmark", "stagemark", "numbermark"}
_STEPS = 127
_WORD = r"[^\W\d_]+|[?!:&]"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a model makes of clauses: ``activity`` clauses × activities and ``direction``
    clauses × DIRECTIONS, calibrated chances from 0 to 1; a clause's directions sum to 1."""

    activities: tuple[str, ...]
    activity: Floats
    direction: Floats


@dataclass(frozen=True, slots=True)
class FeatureForm:
    """Which words and pieces a family of regressions looks at: sequences of so many words,
    of so many letters (within words, or across), and of so many parts of the frame (None:
    it does not look at these)."""

    words: tuple[int, int]
    letters: tuple[int, int] | None = None
    across: bool = False
    frames: tuple[int, int] | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """What the features are called in the file of the model."""
        looked_at = {"words": self.words, "letters": self.letters, "frames": self.frames}
        return tuple(kind for kind, lengths in looked_at.items() if lengths)


# Chosen on the learning sentences: a direction lies in small words and how they follow.
ACTIVITY_FORM = FeatureForm(words=(1, 2), letters=(3, 5), across=False)
DIRECTION_FORM = FeatureForm(words=(1, 3), letters=(3, 6), across=True, frames=(1, 4))
SIDE_FORM = FeatureForm(words=(1, 4))


@dataclass(frozen=True, slots=True)
class Regressions:
    """Logistic regressions over the same features, one for each label.

    ``vectorizers`` give the features (scikit-learn, fitted), ``weights`` is labels ×
    features, ``intercepts`` by label; ``slope`` and ``shift`` turn a decision value into
    one that is calibrated (Platt 1999), the same for all labels.
    """

    labels: tuple[str, ...]
    vectorizers: tuple[Any, ...]
    weights: NDArray[np.float32]
    intercepts: Floats
    slope: float
    shift: float

    def probabilities(self, texts: Sequence[str]) -> Floats:
        """Texts × labels, from 0 to 1."""
        from scipy.sparse import hstack

        given = hstack([one.transform(texts) for one in self.vectorizers]).tocsr()
        decision = given @ self.weights.T.astype(np.float64) + self.intercepts
        found: Floats = 1.0 / (1.0 + np.exp(-(self.slope * decision + self.shift)))
        return found


@dataclass(frozen=True, slots=True)
class Model:
    """Regressions for the activities, for the directions, and for a need against a strength;
    ``learnt_from`` is the SHA-256 of the sentences."""

    activity_regressions: Regressions
    direction_regressions: Regressions
    side_regressions: Regressions
    learnt_from: str

    def read(self, clauses: Sequence[str]) -> Reading:
        """What each clause is about and which way it points."""
        seen = [normalise_clause(clause) for clause in clauses]
        direction = self.direction_regressions.probabilities(seen)
        direction /= direction.sum(axis=1, keepdims=True)
        # How likely it is that a clause claims something is one question, which side another.
        claims = direction[:, :2].sum(axis=1)
        need = self.side_regressions.probabilities(seen)[:, 0]
        direction[:, 0], direction[:, 1] = claims * need, claims * (1.0 - need)
        return Reading(
            self.activity_regressions.labels,
            self.activity_regressions.probabilities(seen),
            direction,
        )

    def knows(self, clause: str) -> bool:
        """Whether the activities were learnt from any word of ``clause``, small words aside: of
        others only the letters tell."""
        from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

        learnt = self.activity_regressions.vectorizers[0].vocabulary_
        words = re.findall(_WORD, normalise_clause(clause))[1:-1]  # the marks at its ends aside
        return any(
            word in learnt and word not in ENGLISH_STOP_WORDS and word not in _NUMBER_MARKS
            for word in words
        )

    def save(self, path: Path) -> None:
        """Write the model as plain arrays; the same model gives the same bytes."""
        arrays: dict[str, Any] = {"learnt_from": _encode(self.learnt_from)}
        for name, part, form in (
            ("about", self.activity_regressions, ACTIVITY_FORM),
            ("way", self.direction_regressions, DIRECTION_FORM),
            ("side", self.side_regressions, SIDE_FORM),
        ):
            # 255 steps for each label: as exact as the words can be, in half a megabyte.
            scale = np.abs(part.weights).max(axis=1, keepdims=True) / _STEPS
            arrays |= {
                f"{name}_labels": _encode("\n".join(part.labels)),
                f"{name}_weights": np.round(part.weights / scale).astype(np.int8),
                f"{name}_scale": scale.astype(np.float32),
                f"{name}_numbers": np.array([part.slope, part.shift, *part.intercepts]),
            }
            for kind, one in zip(form.kinds, part.vectorizers, strict=True):
                arrays[f"{name}_{kind}"] = _encode("\n".join(one.get_feature_names_out()))
                arrays[f"{name}_{kind}_idf"] = one.idf_.astype(np.float32)
        write_arrays(path, arrays)


def write_arrays(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write arrays as numpy's own archive, packed by LZMA: a fifth smaller than numpy packs it,
    and read by ``np.load`` all the same. The same arrays give the same bytes."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, array in arrays.items():
            data = io.BytesIO()
            np.lib.format.write_array(data, np.asarray(array), allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy")
            archive.writestr(entry, data.getvalue(), compress_type=zipfile.ZIP_LZMA)


def vectorizers(form: FeatureForm, **more: Any) -> tuple[Any, ...]:
    """Those of scikit-learn that turn text into features of this form, by its kinds;
    ``more`` gives settings to those of a kind."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    shared: dict[str, Any] = {"lowercase": False, "sublinear_tf": True}
    analyzer = "char" if form.across else "char_wb"
    own: dict[str, dict[str, Any]] = {
        "words": {"ngram_range": form.words, "token_pattern": _WORD},
        "letters": {"ngram_range": form.letters, "analyzer": analyzer},
        "frames": {"ngram_range": form.frames, "token_pattern": _WORD, "preprocessor": frame},
    }
    return tuple(TfidfVectorizer(**shared, **own[k], **more.get(k, {})) for k in form.kinds)


def normalise_clause(clause: str) -> str:
    """The clause as the model sees it: small letters, subjects, year groups and numbers as
    marks, and marks where it begins and ends."""
    text = _ANOTHER.sub(r"\1", spotter().find(clause).marked).casefold().replace("’", "'")
    text = text.replace("n't", " not").replace("'", " ")
    text = _STAGE.sub("stagemark", _YEAR.sub("yearmark", text))
    return f"startmark {_NUMBER.sub('numbermark', text)} endmark"


def sentences_digest(path: Path) -> str:
    """SHA-256 of a file of sentences, whatever its line ends."""
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


@cache
def load_model() -> Model:
    """The model that comes with the product, read once.

    Raises :class:`FileError` where the installation lacks it.
    """
    path = resource("data", "reference", "wording") / WEIGHTS
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return Model(
                _regressions("about", ACTIVITY_FORM, arrays),
                _regressions("way", DIRECTION_FORM, arrays),
                _regressions("side", SIDE_FORM, arrays),
                _decode(arrays["learnt_from"]),
            )
    except Exception as error:  # zip, LZMA and NumPy raise a dozen kinds for a damaged file
        raise FileError(
            f"the model of words cannot be read ({error})",
            where=path.name,
            hint="install the product again",
        ) from error


def _regressions(name: str, form: FeatureForm, arrays: Any) -> Regressions:
    features = {
        kind: {"vocabulary": _decode(arrays[f"{name}_{kind}"]).split("\n")} for kind in form.kinds
    }
    made = vectorizers(form, **features)
    for kind, one in zip(form.kinds, made, strict=True):
        one.idf_ = arrays[f"{name}_{kind}_idf"].astype(np.float64)
    slope, shift, *intercepts = arrays[f"{name}_numbers"].tolist()
    labels = tuple(_decode(arrays[f"{name}_labels"]).split("\n"))
    weights = arrays[f"{name}_weights"] * arrays[f"{name}_scale"]
    return Regressions(labels, made, weights, np.array(intercepts), slope, shift)


def _encode(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode("utf-8"), dtype=np.uint8)


def _decode(array: NDArray[np.uint8]) -> str:
    return array.tobytes().decode("utf-8")
