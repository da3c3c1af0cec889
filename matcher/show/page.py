"""A page of HTML that stands alone: its parts filled in once, its scripts named by hash.

The shell is ours and goes through no template engine. Text from a list enters it either
escaped by :func:`html.escape` or inside the JSON island.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

_TEMPLATES = Path(__file__).resolve().parent / "templates"
_SLOT = re.compile(r"<!--slot:(\w+)-->")


def template(name: str) -> str:
    """The text of one of our own templates."""
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def fill(shell: str, parts: Mapping[str, str]) -> str:
    """``shell`` with each ``<!--slot:name-->`` replaced, in a single pass: text that was
    filled in is never looked at again. An unknown name is a KeyError."""
    return _SLOT.sub(lambda found: parts[found[1]], shell)


def policy(scripts: Sequence[str], styles: Sequence[str], *, images: str) -> str:
    """A Content Security Policy that allows these scripts and styles by their SHA-256,
    pictures from ``images``, and nothing else (W3C CSP Level 3)."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src " + " ".join(_hash(text) for text in scripts),
            "style-src " + " ".join(_hash(text) for text in styles),
            f"img-src data: {images}",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
