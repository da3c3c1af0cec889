"""A folder of pages: which of them are ours, put there, replaced and taken away.

``pages.txt`` lists the pages that were written, each with the SHA-256 of its bytes (as the
program sha256sum has them). Any page that is not as it was written is somebody's work. Of a
website a page of ours that nobody has changed is made again without a copy: a page that is told
of no more must go, and a copy beside it would be published with the rest. Of other folders what
is replaced or taken away is kept, as single files are. A website of which no page would stay may be
another office's: it is replaced on demand alone, and then kept.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from matcher.core.errors import OutputError
from matcher.core.files.atomic import new_part_folder, sha256, write_bytes, write_files, writing
from matcher.core.files.dated_copy import keep_folder, same_bytes, second_name
from matcher.core.files.lock import held
from matcher.core.files.names import PARTNERSHIP
from matcher.core.files.reading import read_utf8
from matcher.core.files.refusals import check_not_address, check_not_in_run, refuse_dash

LIST = "pages.txt"
_INDEX = "index.html"  # which every website has
_LINE = re.compile(r"([0-9a-f]{64})  ([0-9A-Za-z-]{1,100}\.(?:html|pdf|docx))\Z")

Pages = Mapping[str, frozenset[str]]  # names, and the digests that each may have


@dataclass(frozen=True, slots=True)
class WrittenPages:
    """What became of a folder: pages that were taken away, and the dated folder that keeps
    pages which were replaced or taken away, where there were any to keep."""

    removed: tuple[str, ...]
    kept: Path | None = None


def write_pages(
    out: Path,
    files: Mapping[str, bytes],
    *,
    command: str,
    force: bool = False,
    keeps_own: bool = False,
) -> WrittenPages:
    """Write the pages ``files`` of ``command`` ("findings site") into ``out``, made where there is
    none, and take away those of an earlier time that are not among them. Raises
    :class:`OutputError`, also for a page in the way that was not written here or was changed
    since; with ``force`` it is kept. ``keeps_own``: so are pages of an earlier time that other
    bytes replace, or that are taken away."""
    with writing(out):
        check_not_address(out)
        refuse_dash(out)
        check_not_in_run(out / LIST)
        if (out / PARTNERSHIP).exists():
            raise OutputError(
                "is the folder of a partnership", where=str(out), hint="choose another --out"
            )
        out.mkdir(parents=True, exist_ok=True)
        with held(out, command):
            old = _pages_in(out)
            theirs = sorted(_theirs(out, {*old, *files}, old))
            if theirs and not force:
                raise OutputError(
                    f"holds a {theirs[0]} that was not written here, or was changed since",
                    where=str(out),
                    hint="choose another --out, or --force, which keeps it in a dated folder "
                    "beside this one",
                )
            new = {name: frozenset({_digest(data)}) for name, data in files.items()}
            is_another = not keeps_own and _shares_none(out, old, files)
            if is_another and not force:
                raise OutputError(
                    "holds a website of which no page would stay: it may be that of another folder",
                    where=str(out),
                    hint="choose another --out, or --force, which keeps it in a dated folder "
                    "beside this one",
                )
            lost = {*theirs, *(_lost(out, old, new) if keeps_own or is_another else ())}
            kept = _keep(out, sorted(lost)) if lost else None
            both = {name: old.get(name, frozenset()) | new.get(name, frozenset())
                    for name in {*old, *new}}  # fmt: skip
            # The list first: what a run that breaks off leaves, the next knows. It is written with
            # the pages, so that where these find no space nothing has changed.
            try:
                write_files(out, {LIST: _list(both), **files})
            except OutputError:
                _forget(kept, out)
                raise
            removed = tuple(sorted(old.keys() - files.keys()))
            for name in removed:
                (out / name).unlink(missing_ok=True)
            write_bytes(out / LIST, _list(new))
    return WrittenPages(removed, kept)


def _pages_in(out: Path) -> Pages:
    """The pages that were written into ``out``."""
    try:
        text = read_utf8(out / LIST)
    except (OSError, UnicodeDecodeError):
        return {}
    pages: dict[str, frozenset[str]] = {}
    for digest, name in (found.groups() for line in text.split("\n")
                         if (found := _LINE.match(line))):  # fmt: skip
        pages[name] = pages.get(name, frozenset()) | {digest}
    return pages


def _theirs(out: Path, names: Iterable[str], old: Pages) -> Iterator[str]:
    """Those of ``names`` in ``out`` that are not as they were written."""
    for name in names:
        path = out / name
        if path.is_dir():
            raise OutputError("is a folder, not a page", where=str(path))
        if path.exists() and sha256(path) not in old.get(name, frozenset()):
            yield name
    if not old and (out / LIST).exists():
        yield LIST


def _shares_none(out: Path, old: Pages, files: Mapping[str, bytes]) -> bool:
    """Whether there are pages of an earlier time beside the index, and none of them among
    ``files``."""
    pages = {name for name in old.keys() - {_INDEX} if (out / name).exists()}
    return bool(pages) and not pages & files.keys()


def _lost(out: Path, old: Pages, new: Pages) -> Iterator[str]:
    """Pages of an earlier time in ``out`` that are not the same, or are none, in ``new``."""
    for name in old:
        if (out / name).exists() and sha256(out / name) not in new.get(name, ()):
            yield name


def _keep(out: Path, names: Iterable[str]) -> Path:
    part = new_part_folder(out)
    try:
        for name in names:
            second_name(out / name, part / name)
        return keep_folder(part, out.resolve())
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def _forget(kept: Path | None, out: Path) -> None:
    """Take away what was kept of pages of which none was replaced after all."""
    if kept and all(same_bytes(page, out / page.name) for page in kept.iterdir()):
        shutil.rmtree(kept, ignore_errors=True)


def _list(pages: Pages) -> bytes:
    lines = sorted((name, digest) for name, digests in pages.items() for digest in digests)
    return "".join(f"{digest}  {name}\n" for name, digest in lines).encode("utf-8")


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
