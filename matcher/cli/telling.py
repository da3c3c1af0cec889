"""An answer told in the form a person asked for, to standard output or to a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from matcher.cli.say import note

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd


def tell(told: Any, form: str, out: Path | None) -> None:
    """Tell ``told`` as ``form``: text (its ``lines()``), json (``as_dict()``), html
    (``page()``), csv (``table()``) or geojson (``layer()``).

    A file gets CSV as Excel wants it, a pipe plain UTF-8. Raises what writing raises.
    """
    if out is None:
        click.echo(_text(told, form), nl=False)
        return
    from matcher.core.files import write_bytes

    write_bytes(out, _file(told, form))
    note(f"Written: {out}")


def _text(told: Any, form: str) -> str:
    if form == "csv":
        from matcher.show.lists import csv_text

        table: pd.DataFrame = told.table()
        return csv_text(table, end="\n")
    if form == "json":
        return json.dumps(told.as_dict(), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    if form == "text":
        return "\n".join(told.lines()) + "\n"
    make: Callable[[], str] = told.layer if form == "geojson" else told.page
    return make()


def _file(told: Any, form: str) -> bytes:
    if form == "csv":
        from matcher.show.lists import csv_bytes

        return csv_bytes(told.table())
    # What was typed in a record may hold half a character, which UTF-8 cannot.
    return _text(told, form).encode("utf-8", "replace")
