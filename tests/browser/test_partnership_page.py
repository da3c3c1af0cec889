"""The page of the register in a real browser: silent, accessible, no wider than a small
screen, and hostile text is text."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from makers.partnerships import plain
from page_files import write_pages
from strategies import HOSTILE

from matcher.jobs.matching.demo import demo
from matcher.jobs.partnership.listing import list_partnerships, list_with_places
from matcher.jobs.partnership.partnership import from_run
from matcher.partnership.record.file import RECORD, write_record
from matcher.partnership.record.partnership import Exchange
from matcher.partnership.record.status_transitions import STATUSES
from matcher.show.partnerships.page import page as register_page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

Open = Callable[..., tuple[Any, list[str]]]
PAIRS = (("900001", "900025"), ("900002", "900029"), ("900004", "900054"), ("900007", "900054"),
         ("900012", "900025"), ("900001", "900029"))  # fmt: skip


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A register with every status, one of hostile text everywhere, and an empty one."""
    folder = tmp_path_factory.mktemp("partnerships")
    run = demo(folder / "run").folder
    for (one, other), status in zip(PAIRS, STATUSES, strict=True):
        made = from_run(run, one, other, datetime.date(2026, 9, 1))
        code = "distance" if status == "declined" else ""
        write_record(folder / "all" / made.id, replace(made, status=status, declined=code))
    (folder / "all" / "bad").mkdir()
    (folder / "all" / "bad" / RECORD).write_text("status = '<b>x</b>'")
    for number, text in enumerate(HOSTILE):
        made = plain(str(2 * number), str(2 * number + 1))
        one, other = (replace(party, name=text) for party in made.parties)
        gives = Exchange(other.urn, one.urn, "T3", text, text)
        write_record(
            folder / "hostile" / str(number),
            replace(made, parties=(one, other), exchanges=(gives,), area=text),
        )
    (folder / "none").mkdir()
    hostile = list_partnerships(folder / "hostile").about
    spread = tuple(
        replace(one, seeker_at=(400000.0, 4e5 + n), partner_at=(4e5 + n * 700, 300000.0))
        for n, one in enumerate(hostile.entries)
    )
    texts = {
        "all": list_with_places(folder / "all").page(),
        "hostile": register_page(replace(hostile, entries=spread, faults=HOSTILE), HOSTILE),
        "one": register_page(replace(hostile, entries=spread[:1]), ()),
        "none": list_with_places(folder / "none").page(),
    }
    return write_pages(folder, texts)


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_no_violation(
    pages: dict[str, Path], accessible: Callable[[Path, int], None], width: int
) -> None:
    for path in pages.values():
        accessible(path, width)


def test_each_status_has_a_line_of_its_own_and_a_row(pages: dict[str, Path], look: Open) -> None:
    page, _ = look(pages["all"], 1280)
    lines = page.locator("div.sketch line").evaluate_all(
        """lines => lines.map(line => ['stroke', 'stroke-width', 'stroke-dasharray']
            .map(name => line.getAttribute(name)))"""
    )
    assert len({tuple(line) for line in lines}) == len(STATUSES)
    assert len({tuple(line[1:]) for line in lines}) == len(STATUSES)  # without any colour too
    assert page.locator(".key li").count() == 2 + len(STATUSES)
    assert page.locator("tbody tr").count() == len(STATUSES)
    assert page.get_by_text("declined: too far to meet").count() == 1
    assert page.get_by_text("Not read").count() == 1
    on_map = set(page.locator("div.sketch text").all_text_contents())
    assert {str(n) for n in range(1, 7)} <= on_map or page.get_by_text("Where marks crowd").count()


def test_hostile_text_runs_nowhere_and_arrives_whole(pages: dict[str, Path], look: Open) -> None:
    page, noted = look(pages["hostile"], 1280)
    assert noted == []
    assert set(HOSTILE) <= set(page.locator("td bdi").all_text_contents())
    assert page.locator("footer li").all_text_contents() == list(HOSTILE)
    assert page.locator("main > ul:not(.key) li").all_text_contents() == list(HOSTILE)
    assert page.locator("script, img, b, iframe").count() == 0


def test_the_keyboard_reaches_what_scrolls(pages: dict[str, Path], look: Open) -> None:
    page, _ = look(pages["all"], 320)
    reached = set()
    for _ in range(6):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.className"))
    assert {"scroll sketch", "scroll"} <= reached
