"""From a postcode to a file of decisions, by keyboard alone and by pointer, on a desktop and a
phone."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from matcher.core.settings.combine import settings
from matcher.jobs.matching.demo import sources
from matcher.jobs.matching.match import run

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

Row = dict[str, str]

# The school that is looked for, and where it is.
URN, NAME, POSTCODE = "900038", "Brackholt High School", "zx65fr"
DESKTOP: dict[str, Any] = {"width": 1280, "height": 900}
PHONE: dict[str, Any] = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}
# More stops of the Tab key than that between two steps are no way to go.
MOST_TABS = 40
# Where an element is, seen from the one with the focus.
FOCUSED = """element => element === document.activeElement
    && element.getClientRects().length > 0 ? 'here'
    : document.activeElement.compareDocumentPosition(element) & 2 ? 'before' : 'ahead'"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of the sample by a file of minutes."""
    home = tmp_path_factory.mktemp("journeys")
    # The way to the second of two with physics leads round a bay.
    minutes = "seeker_urn,partner_urn,minutes\n900038,900139,3\n900038,900136,36\n"
    (home / "minutes.csv").write_text(minutes, encoding="utf-8")
    given = replace(sources(), travel=home / "minutes.csv")
    run(given, settings(from_register="both", as_of="2026-11-01"), home / "run", fictional=True)
    return home / "run"


@dataclass
class Hand:
    """One who uses the page by keyboard alone, or by pointer (on a phone a finger)."""

    page: Any
    keyboard: bool
    touch: bool

    def go_to(self, place: Any) -> None:
        """Focus an element as its user would."""
        if not self.keyboard:
            self.press(place)
            return
        for _ in range(MOST_TABS):
            where = place.evaluate(FOCUSED)
            if where == "here":
                return
            self.page.keyboard.press("Tab" if where == "ahead" else "Shift+Tab")
        raise AssertionError(f"the Tab key does not lead to {place}")

    def press(self, place: Any, key: str = "Enter") -> None:
        """Press a button, or a box to tick with the key Space."""
        if self.keyboard:
            self.go_to(place)
            self.page.keyboard.press(key)
        elif self.touch:
            place.tap()
        else:
            place.click()

    def suggestion(self, name: str) -> None:
        """Take a school of the list under the search."""
        option = self.page.get_by_role("option").filter(has_text=name).first
        if not self.keyboard:
            self.press(option)
            return
        while option.get_attribute("aria-selected") != "true":
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Enter")

    def write(self, place: Any, text: str) -> None:
        self.go_to(place)
        self.page.keyboard.type(text)

    def saved(self, button: Any) -> list[Row]:
        """The rows of the file that a button gives."""
        with self.page.expect_download() as download:
            self.press(button)
        read = Path(download.value.path()).read_bytes().decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(read, newline="")))


def words(place: Any) -> str:
    return " ".join(place.inner_text().split())


def expected(folder: Path) -> tuple[list[Row], list[Row]]:
    """The partners of the school by rank, and those of them with physics within 30 minutes."""
    text = (folder / "matches.csv").read_bytes().decode("utf-8-sig")
    rows = [row for row in csv.DictReader(io.StringIO(text, newline="")) if row["rank"]]
    mine = sorted(
        (row for row in rows if row["seeker_urn"] == URN), key=lambda row: int(row["rank"])
    )
    near = [row for row in mine if "physics" in row["shared"] and float(row["minutes"]) <= 30]
    assert len(mine) > 2 and 0 < len(near) < len([r for r in mine if "physics" in r["shared"]])
    return mine, near


@pytest.mark.parametrize("keyboard", [True, False], ids=["keyboard", "pointer"])
@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_from_a_postcode_to_a_file_of_decisions(
    folder: Path, visit: Callable[..., Any], device: dict[str, Any], keyboard: bool
) -> None:
    watched = visit(folder / "map.html", **device)
    page = watched.page
    hand = Hand(page, keyboard, device is PHONE)
    mine, near = expected(folder)

    # Find the school by its postcode, and read why its first partner is first.
    hand.write(page.locator("#search"), POSTCODE)
    hand.suggestion(NAME)
    assert page.locator("#panel-title").inner_text() == NAME
    assert page.evaluate("document.activeElement.id") == "panel-title"
    top = page.locator("#panel-title").bounding_box()["y"]
    assert 0 <= top < device["height"] / 2
    cards = page.locator("#panel ol.partners").first.locator("> li")
    assert cards.locator("button.school").all_inner_texts() == [row["partner_name"] for row in mine]
    assert f"Why: {mine[0]['reasons']}" in words(cards.first)

    # Two of its pairs side by side, before anything is filtered.
    for card in (cards.nth(0), cards.nth(1)):
        hand.press(card.locator("button[data-compare]"))
    compared = page.locator("#compare table")
    assert all(row["partner_name"] in words(compared) for row in mine[:2])
    assert page.evaluate("document.activeElement.id") == "compare-title"

    # Physics within 30 minutes.
    hand.press(page.locator("#filters summary"))
    hand.press(page.get_by_role("checkbox", name="physics", exact=False).first, "Space")
    hand.write(page.get_by_label("Longest way, in minutes"), "30")
    page.keyboard.press("Enter")
    assert cards.locator("button.school").all_inner_texts() == [row["partner_name"] for row in near]
    told = words(page.locator("#filter-words"))
    page.keyboard.press("Escape")  # the filters close, and the school stays
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    assert page.locator("#panel-title").inner_text() == NAME
    assert "Subject: physics" in told and "At most 30 minutes" in told
    hidden = words(page.locator("#panel-body"))
    assert "hidden by the filters" in hidden

    # Keep one with a decision, and save both files.
    hand.press(cards.first.locator("button[data-shortlist]"))
    decision = page.locator("#shortlist select").first
    if keyboard:
        hand.go_to(decision)
        page.keyboard.press("ArrowDown")
    else:
        decision.select_option(index=1)
    (row,) = hand.saved(page.locator("#save-shortlist"))
    assert (row["seeker_urn"], row["partner_urn"]) == (URN, near[0]["partner_urn"])
    assert "minutes" in row["travel"]
    (decided,) = hand.saved(page.locator("#save-decisions"))
    assert decided["decision"] == "accepted"

    # The link brings it all back, in a page of its own.
    again = page.context.new_page()
    again.goto(page.url)
    assert again.locator("#panel-title").inner_text() == NAME
    assert words(again.locator("#filter-words")) == told
    assert words(again.locator("#compare table")) == words(compared)
    middle = "[map_partners.getCenter().lat, map_partners.getCenter().lng]"
    assert again.evaluate(middle) == pytest.approx(page.evaluate(middle), abs=1e-4)
    again.close()

    # One sheet of paper.
    page.evaluate("window.print = () => { document.documentElement.dataset.printed = 'yes'; }")
    hand.press(page.get_by_role("button", name="Print this page"))
    assert page.evaluate("document.documentElement.dataset.printed") == "yes"
    (sheet,) = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    paper = " ".join(sheet.extract_text().split())
    assert NAME in paper and near[0]["partner_name"] in paper

    watched.requests = [one for one in watched.requests if not one.startswith("blob:")]
    watched.assert_quiet()
