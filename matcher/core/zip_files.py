"""ZIP archives: what a damaged one raises, and how one is packed, with one date and one system for
every entry, so that the same content is the same bytes on any day and any machine."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib

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


def repack(data: bytes) -> bytes:
    """The archive ``data``, such as a document of Word, with fixed dates."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for entry in old.infolist():
            fixed = zipfile.ZipInfo(entry.filename, _DAY)
            fixed.compress_type, fixed.create_system = zipfile.ZIP_DEFLATED, _UNIX
            new.writestr(fixed, old.read(entry))
    return made.getvalue()
