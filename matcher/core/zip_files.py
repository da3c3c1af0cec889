"""ZIP archives: what a damaged one raises, and how one is packed, with one date and one system for
every entry, so that the same content is the same bytes on any day and any machine."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping

# What ``zipfile`` raises for an archive that is damaged, locked, or packed in an unknown way: it
# is met while the archive is opened or, as late, while one of its entries is unpacked.
DAMAGED_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    KeyError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
    OSError,
)
_DAY = (1980, 1, 1, 0, 0, 0)  # the first that the format has
_UNIX = 3


Content = bytes | Iterator[bytes]


def repack(
    data: bytes,
    change: Callable[[str, bytes], Content] | None = None,
    level: int | None = None,
    into: io.BytesIO | None = None,
) -> bytes:
    """The archive ``data``, such as a document of Word, with fixed dates; ``change`` is given the
    name and the content of each entry and says what stands in it, whole or piece by piece.
    ``level``: how hard to try to make it small, from 1 to 9, None for as usual;
    ``into``: an empty buffer that is to hold it."""
    made = into or io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as new,
    ):
        for entry in old.infolist():
            content = old.read(entry)
            made_of = content if change is None else change(entry.filename, content)
            # By its name, which gives it the first day that there is, as one that is described
            # beforehand takes no level.
            with new.open(entry.filename, "w") as part:
                for piece in [made_of] if isinstance(made_of, bytes) else made_of:
                    part.write(piece)
            new.getinfo(entry.filename).create_system = _UNIX
    return made.getvalue()


def packed(entries: Mapping[str, bytes], stored: tuple[str, ...] = ()) -> bytes:
    """An archive of ``entries`` in their order, with fixed dates; those ``stored`` are not made
    smaller."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as new:
        for name, content in entries.items():
            fixed = zipfile.ZipInfo(name, _DAY)
            fixed.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            fixed.create_system = _UNIX
            new.writestr(fixed, content)
    return made.getvalue()
