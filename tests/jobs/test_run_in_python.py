"""A run as Python sees it, and the notebook of docs/, run from its first cell to its last."""

from __future__ import annotations

import ast
import html
import json
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from strategies import HOSTILE

import matcher
from matcher import MatcherError, Run, Sources, run, settings

HEADER = "URN,Name,Kind,Easting,Northing,Needs,Offers\n"


def values(path: Path) -> list[Any]:
    """What each code cell of a notebook leaves as its value, as a notebook would show it."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    names: dict[str, Any] = {}
    found = []
    for cell in cells:
        if cell["cell_type"] == "code":
            assert (cell["outputs"], cell["execution_count"]) == ([], None)
            body = ast.parse("".join(cell["source"])).body
            last = body.pop()
            assert isinstance(last, ast.Expr)
            exec(compile(ast.Module(body, []), str(path), "exec"), names)
            found.append(eval(compile(ast.Expression(last.value), str(path), "eval"), names))
    return found


def test_the_notebook_does_what_it_says(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(repository / "data" / "samples", tmp_path / "data" / "samples")
    monkeypatch.chdir(tmp_path)
    made, pairs, needs, far, shown = values(repository / "docs/how-to/a-run-in-python.ipynb")
    assert isinstance(made, Run)
    counts = made.record["counts"]
    assert repr(made) == (
        f"Run('notebook-run': {counts['seekers']} seekers, {counts['partners']} partners, "
        f"{counts['pairs']} pairs)"
    )
    assert repr(made.found).partition("(")[2] == repr(made).partition(": ")[2]
    assert {*dir(matcher)} == {*matcher.__all__}
    assert len(made.matches) == counts["pairs"]
    assert "<table>" in made._repr_html_()
    assert len(made._repr_html_()) < 10_000
    assert len(pairs) == 5
    assert len(needs) == 5
    assert needs.is_monotonic_decreasing
    assert (far > 0).all()
    frame = shown._repr_html_()
    page = (tmp_path / "notebook-run" / "map.html").read_text(encoding="utf-8")
    assert html.unescape(frame.partition('srcdoc="')[2].removesuffix('"></iframe>')) == page
    assert "allow-same-origin" not in frame


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        assert not any(name.startswith("on") for name, _ in attrs)


def test_a_hostile_name_is_shown_as_text_and_a_changed_run_is_refused(tmp_path: Path) -> None:
    name = next(one for one in HOSTILE if "<script" in one)
    rows = f'900001,"{name.replace(chr(34), chr(34) * 2)}",state,400000,300000,C2 Latin,\n'
    (tmp_path / "list.csv").write_text(
        HEADER + rows + "900002,Birch School,independent,401000,300000,,C2 Latin\n",
        encoding="utf-8",
    )
    made = run(Sources((tmp_path / "list.csv",)), settings(), tmp_path / "out")
    opened = matcher.Run(str(tmp_path / "out"))
    assert opened.matches.equals(made.matches)
    assert set(opened.schools["urn"]) == {"900001", "900002"}
    assert opened.schools.crs.to_epsg() == 27700
    assert list(opened.profile["urn"]) == ["900001", "900002"]
    tags = Tags()
    tags.feed(opened._repr_html_())
    assert tags.seen <= {"div", "p", "bdi", "table", "caption", "thead", "tbody", "tr", "th", "td"}
    with (tmp_path / "out" / "map.html").open("a", encoding="utf-8") as file:
        file.write(" ")
    with pytest.raises(MatcherError, match="changed"):
        matcher.Run(tmp_path / "out").map()
