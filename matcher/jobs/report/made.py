"""Documents written in the form that was asked for, as files with names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matcher.show.kit.document.blocks import Document


@dataclass(frozen=True, slots=True)
class Made:
    """Pages that were made: the bytes of each by the name of its file, and ``notes``: what to know
    of them."""

    files: Mapping[str, bytes]
    notes: tuple[str, ...] = ()


def written(documents: Mapping[str, Document], form: str) -> dict[str, bytes]:
    """Each document, by its name without an ending, as a file of ``form``: html, pdf or docx.
    Raises :class:`SettingError` where the package for it is not installed."""
    if form == "pdf":
        from matcher.show.kit.document.pdf import pdfs

        made = pdfs(documents.values())
    elif form == "docx":
        from matcher.show.kit.document.word import word_files

        made = word_files(documents.values())
    else:
        from matcher.show.kit.document.html import html

        made = (html(one, one_sheet=True).encode("utf-8", "replace") for one in documents.values())
    return {f"{name}.{form}": data for name, data in zip(documents, made, strict=True)}
