"""Tables in one binary file: an archive of NumPy arrays that ``numpy.load`` opens anywhere.

None of the arrays is of objects and nothing is compressed, so that nothing in the file can run or
grow. A column of text is kept as its different texts, each once, and places among them; figures
are kept in half the space where that holds each of them. The same tables are the same bytes.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from matcher.core.cells import restore
from matcher.core.columns.columns import Column, Columns
from matcher.core.columns.text_column import TextColumn
from matcher.core.errors import FileError
from matcher.core.files.reading import read_file
from matcher.core.schema import as_list
from matcher.core.zip_files import DAMAGED_ZIP, packed
from matcher.show.run.manifest import RUN_AGAIN

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

# Of another form by another version: its file is passed over, and the CSV files are read.
_FORM = 1
_FACTS = "facts"
_CODES, _TEXT, _ENDS = ".codes", ".text", ".ends"


def pack(
    tables: Mapping[str, pd.DataFrame], facts: Mapping[str, Any], *, raw: bool = False
) -> bytes:
    """The file that holds these tables, whose columns are text, float64 or int64, each value as
    its CSV file gives it back (``raw``: that has text as it is), and ``facts``, plain data as
    JSON has it."""
    from pandas.api.types import is_integer_dtype, is_numeric_dtype

    arrays: dict[str, NDArray[Any]] = {}
    rows = {}
    for table, frame in tables.items():
        rows[table] = {"rows": len(frame), "columns": list(frame.columns)}
        for name in frame.columns:
            values, key = frame[name], f"{table}/{name}"
            if not is_numeric_dtype(values.dtype):
                arrays |= _text_arrays(key, values, raw)
            elif is_integer_dtype(values.dtype):
                arrays[key] = _small(values.to_numpy(np.int64), np.int32)
            else:
                arrays[key] = _small(_as_written(values.to_numpy(float)), np.float32)
    told = {"form": _FORM, "tables": rows, **facts}
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, allow_nan=False)
    arrays[_FACTS] = np.frombuffer(text.encode("utf-8"), np.uint8)
    entries = {f"{name}.npy": _npy(array) for name, array in arrays.items()}
    return packed(entries, stored=tuple(entries))


class _Texts(Sequence[str]):
    """Texts that stand one after the other in ``text``, until ``ends`` each. They are cut out when
    they are asked for: a question about two schools asks for few of thousands."""

    def __init__(self, text: str, ends: NDArray[np.int64]) -> None:
        self._text = text
        self._ends = ends

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, at: Any) -> Any:
        start = int(self._ends[at - 1]) if at else 0
        return self._text[start : int(self._ends[at])]

    def __iter__(self) -> Iterator[str]:
        return iter(self._each)

    @cached_property
    def _each(self) -> list[str]:
        return [self._text[start:end] for start, end in pairwise([0, *self._ends.tolist()])]


class ArrayFile(NamedTuple):
    """An opened file of tables: ``facts`` as they were given, with the columns and how many rows
    each table has; a column is read when it is asked for."""

    path: Path
    facts: dict[str, Any]
    archive: zipfile.ZipFile

    @property
    def columns(self) -> dict[str, list[str]]:
        """The names of the columns of each table."""
        return {name: table["columns"] for name, table in self.facts["tables"].items()}

    def table(self, table: str) -> Columns:
        """The columns of a table, figures as they were given. To read one raises
        :class:`FileError` where it has another form than we write."""
        many, names = self.facts["tables"][table]["rows"], self.facts["tables"][table]["columns"]

        def read(name: str) -> Column:
            try:
                column = self._column(f"{table}/{name}")
                if len(column) != many:
                    raise ValueError(f"{name} has {len(column)} rows, not {many}")
            except (*DAMAGED_ZIP, IndexError, MemoryError) as error:
                raise _no_tables(self.path, error) from None
            return column

        return Columns(names, many, read)

    def _column(self, key: str) -> Column:
        if f"{key}.npy" in self.archive.NameToInfo:
            figures = self.array(key)
            if figures.dtype.kind not in "biuf":
                raise ValueError(f"{key} holds no figures")
            return figures.astype(float if figures.dtype.kind == "f" else np.int64)
        text = self.array(key + _TEXT).tobytes().decode("utf-8")
        texts = _Texts(text, self.array(key + _ENDS).astype(np.int64))
        codes = self.array(key + _CODES).astype(np.int64)
        if codes.min(initial=0) < 0 or codes.max(initial=-1) >= len(texts):
            raise ValueError(f"{key} tells of texts that it has not")
        return TextColumn(codes, texts)

    def array(self, key: str) -> NDArray[Any]:
        """One array of the file."""
        data = io.BytesIO(self.archive.read(f"{key}.npy"))
        array: NDArray[Any] = np.lib.format.read_array(data, allow_pickle=False)
        if array.ndim != 1:
            raise ValueError(f"{key} is no column")
        return array


def open_arrays(path: Path) -> ArrayFile | None:
    """The file at ``path``; None where there is none, or one of another form. Raises
    :class:`FileError` where it is no file of ours."""
    try:
        data = read_file(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise FileError(f"cannot be read: {error.strerror}", where=str(path)) from None
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
        # Nothing of ours is compressed, so that nothing small can grow large.
        if any(entry.compress_type != zipfile.ZIP_STORED for entry in entries):
            raise ValueError("an entry is compressed")
        facts = json.loads(ArrayFile(path, {}, archive).array(_FACTS).tobytes())
        if facts["form"] != _FORM:
            return None
        for table in facts["tables"].values():
            if table["rows"] < 0 or not all(isinstance(name, str) for name in table["columns"]):
                raise ValueError("its tables are not told as ours are")
        return ArrayFile(path, dict(facts), archive)
    except (*DAMAGED_ZIP, TypeError, AttributeError, MemoryError) as error:
        raise _no_tables(path, error) from None


def _no_tables(path: Path, error: BaseException) -> FileError:
    return FileError(f"is no file of tables of ours: {error}", where=str(path), hint=RUN_AGAIN)


def _text_arrays(key: str, values: pd.Series, raw: bool) -> dict[str, NDArray[Any]]:
    import pandas as pd

    codes, distinct = pd.factorize(values)
    texts = as_list(distinct.to_series())
    if raw:  # an apostrophe of the text itself is then taken for one that guards it
        texts = [restore(text) for text in texts]
    return {
        key + _CODES: codes.astype(np.min_scalar_type(max(len(texts) - 1, 0))),
        key + _TEXT: np.frombuffer("".join(texts).encode("utf-8"), np.uint8),
        key + _ENDS: np.cumsum([len(text) for text in texts], dtype=np.uint32),
    }


def _as_written(figures: NDArray[np.float64]) -> NDArray[np.float64]:
    """Figures as a CSV file of ours gives them back: the same, but for those so small that they are
    written to ten decimals (:mod:`matcher.show.kit.csv_table`), and no -0."""
    written = figures + 0.0
    small = (np.abs(written) < 1e-4) & (written != 0)
    written[small] = [float(f"{figure:.10f}") + 0.0 for figure in written[small].tolist()]
    return written


def _small(values: NDArray[Any], kind: type) -> NDArray[Any]:
    """The same values in half the space where that holds each of them."""
    half: NDArray[Any] = values.astype(kind)
    return half if np.array_equal(half.astype(values.dtype), values, equal_nan=True) else values


def _npy(array: NDArray[Any]) -> bytes:
    made = io.BytesIO()
    np.lib.format.write_array(made, array, version=(1, 0), allow_pickle=False)
    return made.getvalue()
