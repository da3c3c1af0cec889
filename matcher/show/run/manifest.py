"""The record of a run, ``run.json``: the versions in it, its digest, and how it is read.

It is written last: a folder that has one is complete. Its digest covers all that it says, and it
gives the SHA-256 of every output, so :mod:`matcher.show.run.integrity` can tell whether anything
has changed.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from matcher.core.audiences.audience import FILES, INTERNAL, RECORD
from matcher.core.audiences.audience import NEEDED as NEEDED_OF
from matcher.core.cells import without_controls
from matcher.core.errors import FileError
from matcher.core.files.names import MANIFEST, PLAN, SENSITIVITY, TABLES_FILE
from matcher.core.files.new_run import READY
from matcher.core.installation import __version__

RUN_AGAIN = "run the match again"
DIGEST = "digest"
NEEDED = ("map.html", "matches.csv", "problems.csv", "profile.csv", "schools.csv")  # of every run
# All that `match` may write into the folder of a run beside the record.
OUTPUT_NAMES = frozenset(
    {*NEEDED, "pool.csv", "matches.gpkg", "minutes.csv", "roads.csv"}
    | {"matches.xlsx", "matches.ods", "matches-by-authority.zip"}
    | {
        f"{one}.{kind}"
        for one in ("matches", "schools", "areas")
        for kind in ("geojson", "parquet")
    }
    | {
        f"star-{one}.{kind}"
        for one in ("schools", "pairs", "needs", "offers", "dictionary")
        for kind in ("csv", "parquet")
    }
    | {"csv-metadata.json", TABLES_FILE}
)
KEYS: dict[str, type] = {
    "title": str, "lists": list, "priorities": list, "groups": list, "tables": list,
    "offers": list, "references": list, "counts": dict, "terms": dict, "gates": dict,
    "problems": dict, "settings": dict, "barred": dict, "areas": dict, "grid": str, "geocoder": str,
    "sources": dict, "travel": dict,
    "inputs": list, "outputs": list, "versions": dict, "attribution": list, DIGEST: str,
}  # fmt: skip
LATER_KEYS = frozenset({"offers", "travel"})  # which runs of the version before lack


class Form(NamedTuple):
    """What a record of one kind looks like: the name of its file, ``what`` it is of, its keys with
    their kinds, those that earlier versions lack, the files that every such folder has, all that
    may be in one, what to do where it is of no use, and the files that may be taken out, as they
    say nothing that others do not."""

    manifest: str
    what: str
    keys: Mapping[str, type]
    later: frozenset[str]
    needed: tuple[str, ...]
    outputs: frozenset[str]
    again: str
    may_lack: frozenset[str] = frozenset()


RUN = Form(
    MANIFEST, "run", KEYS, LATER_KEYS, NEEDED, OUTPUT_NAMES, RUN_AGAIN, frozenset({TABLES_FILE})
)


def form_for(audience: str) -> Form:
    """What the record of a run for this audience looks like."""
    if audience == INTERNAL:
        return RUN
    keys = {"audience": str, **KEYS}
    told = {key: keys[key] for key in RECORD[audience]}
    return Form(MANIFEST, "run", told, frozenset(), NEEDED_OF[audience], FILES[audience], RUN_AGAIN)


_LARGEST = 200_000_000  # bytes; the record of the whole register has some 10,000
_LIBRARIES = (
    "folium", "geopandas", "numpy", "pandas", "pyogrio", "pyproj", "python-calamine", "rapidfuzz",
    "scikit-learn", "scipy", "shapely", "threadpoolctl", "xlrd", "xlsxwriter", "XStatic-Leaflet",
)  # fmt: skip
_VERSION = re.compile(r"^Version: *(\S+)$", re.M)
_PACKAGE_VERSION = re.compile(r'^set *\(PACKAGE_VERSION "([0-9.]+)"\)', re.M)


def versions() -> dict[str, str]:
    """The versions of all that a result may depend on: of the product, of Python and the kind of
    machine, of the libraries, and of the three that geography rests on."""
    import platform

    import shapely

    from matcher.core.geo import proj_version

    found = {
        "matcher": __version__,
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
    }
    found |= {name: _version(name) for name in _LIBRARIES}
    found["GEOS"] = shapely.geos_version_string
    found["PROJ"] = proj_version()
    found["GDAL"] = _gdal_version()
    return found


def _version(name: str) -> str:
    """The version of an installed library. :func:`importlib.metadata.version` reads all that the
    library says of itself, as an e-mail, which takes ten times as long."""
    from importlib import metadata

    told = metadata.distribution(name).read_text("METADATA") or ""
    return found[1] if (found := _VERSION.search(told)) else metadata.version(name)


def _gdal_version() -> str:
    """The version of GDAL. A wheel of pyogrio brings GDAL with a file that says which; to load it
    for its number alone takes as long as NumPy."""
    from importlib import metadata

    told = metadata.distribution("pyogrio").locate_file("pyogrio/gdal_data/GDALConfigVersion.cmake")
    with contextlib.suppress(OSError, UnicodeDecodeError):
        if found := _PACKAGE_VERSION.search(Path(str(told)).read_text(encoding="utf-8")):
            return found[1]
    import pyogrio

    return str(pyogrio.__gdal_version_string__)


def digest(record: dict[str, Any]) -> str:
    """The SHA-256 of a record in canonical form, its own digest left out: JSON with sorted keys,
    no spaces, nothing escaped that need not be, as UTF-8. The layout of the file does not count.

    Raises ValueError for a figure that JSON does not know (NaN, infinity).
    """
    rest = {key: value for key, value in record.items() if key != DIGEST}
    text = json.dumps(
        rest, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def sealed(record: dict[str, Any]) -> dict[str, Any]:
    """The record as its readers will see it, with its digest as the last key. Raises ValueError
    for a figure that JSON does not know."""
    plain = json.loads(json.dumps(record, allow_nan=False))  # tuples are lists, keys are text
    return {**plain, DIGEST: digest(plain)}


def read_manifest(folder: Path, form: Form = RUN) -> dict[str, Any]:
    """The record of a run, or of another ``form``, nothing in it checked but that it is a record.
    Raises :class:`FileError` where there is none."""
    path, again = folder / form.manifest, form.again
    not_ours = f"is no record of a {form.what} of ours"
    if folder.is_file():
        raise FileError(
            f"is a file, not the folder of a {form.what}",
            where=str(folder),
            hint=f"give the folder of the {form.what}: the one with {form.manifest} in it",
        )
    try:
        if path.is_symlink() or (path.exists() and not path.is_file()):
            raise FileError(
                "is a link, a folder or a pipe, not a file", where=str(path), hint=again
            )
        if path.stat().st_size > _LARGEST:
            raise FileError(f"{not_ours}: it is too large", where=str(path), hint=again)
        record = json.loads(
            path.read_text(encoding="utf-8"), parse_constant=_no_figure, object_pairs_hook=_once
        )
    except FileError:
        raise
    except FileNotFoundError:
        if (folder / READY).is_dir():
            raise FileError(
                f"a {form.what} was interrupted while it was being put in place",
                where=str(folder),
                hint=f"give the same command again: it finishes that first. The {form.what} before "
                f"it is in {folder / READY}",
            ) from None
        _refuse_another_kind(folder, form)
        raise FileError(
            f"holds no {form.manifest}: it is no {form.what} of ours, or one that did not finish",
            where=str(folder),
            hint=again,
        ) from None
    except OSError as error:
        raise FileError(f"cannot be read: {error.strerror}", where=str(path)) from None
    except RecursionError:
        raise FileError(
            f"{not_ours}: lists within lists without end", where=str(path), hint=again
        ) from None
    except ValueError as error:
        raise FileError(f"{not_ours}: {error}", where=str(path), hint=again) from None
    if not isinstance(record, dict):
        raise FileError(not_ours, where=str(path), hint=again)
    return record


def _refuse_another_kind(folder: Path, form: Form) -> None:
    """Raise :class:`FileError` where a run is wanted and the folder rests on one: a plan of it, or
    how sure its lists are."""
    said = {PLAN: "is a plan", SENSITIVITY: "says how sure the lists of a run are"}
    for name, what in said.items():
        if form.manifest != MANIFEST or not (folder / name).is_file():
            continue
        try:
            run = json.loads((folder / name).read_text(encoding="utf-8"))["run"]["folder"]
        except (OSError, ValueError, RecursionError, KeyError, TypeError):
            run = ""
        named = f", {without_controls(Path(str(run)).name)}" if run else ""
        raise FileError(what, where=str(folder), hint=f"give the run it rests on{named}")


def _no_figure(word: str) -> None:
    raise ValueError(f"{word} is no figure")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands in it twice")  # readers differ in which of them counts
    return found
