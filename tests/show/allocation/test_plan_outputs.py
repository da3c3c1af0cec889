"""A plan as its page, its workbook and its map: what they say, and that text stays text."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from plans_shown import hostile, island, plan, plan_map, schools, table
from strategies import HOSTILE, VALUE

from matcher.core.allocation.decisions import DECLINED
from matcher.core.allocation.tables import PLACES, UNSERVED
from matcher.core.figures.number_format import counted
from matcher.show.allocation.decisions import decision_rows
from matcher.show.allocation.facts import PlanShown, fairness
from matcher.show.allocation.page import MOST_PAIRS, page
from matcher.show.allocation.text import opening
from matcher.show.allocation.workbook import _places, plan_book
from matcher.show.kit.text_format import whole_words
from matcher.show.workbook.write import workbook_bytes


def plan_workbook(one: PlanShown, rows: pd.DataFrame, *, most_unserved: int = 9) -> bytes:
    """The workbook of a plan of the schools here."""
    return workbook_bytes(plan_book(one, schools(), rows, most_unserved=most_unserved))


def test_the_page_says_who_is_served_what_it_cost_and_what_would_help() -> None:
    text = page(plan())
    for words in (
        "3 of 4 seekers have a partner (75 %)",
        "Optimal: no plan is better in what counts, in order of importance; checked against all 9",
        "The aim to serve seekers of priority areas brings 1 more",
        "every partner in reach is full",
        "One more place at Elm School would serve it (score 0.400).",
        "a partner for one more seeker",
        "Nobody&#x27;s data",
    ):
        assert words in text
    assert text.count("<polyline") == 2
    assert text == page(plan())


def test_the_page_and_the_workbook_say_what_is_supposed_and_what_partners_can_take_on() -> None:
    one = plan(what_if=("Oak School closed",), decisions=("Decisions kept: 1 pinned.",))
    book = load_workbook(
        io.BytesIO(plan_workbook(one, decision_rows(one.pairs, [], schools()[:0])))
    )
    about = " ".join(str(cell.value) for row in book["About"].iter_rows() for cell in row)
    for text in (page(one), about):
        for words in (
            "What if: Oak School closed.",
            "From the run autumn, as of 1 September 2026.",
            "5 places at 2 partners; 2 left free. Partners by places: 1 as a list says.",
            "Decisions kept: 1 pinned.",
        ):
            assert words in text
        assert text.index("What if") < text.index("seekers have a partner")
    assert "What if" not in page(plan())


def test_a_plan_of_partners_alone_begins_with_the_places_that_somebody_could_take() -> None:
    """Those of a partner whom no seeker of the plan may meet are not among them."""
    there = "2 of 5 places of your partners are used. 3 of 4 seekers that may meet one of them have"
    one = plan()
    free = one.places["free"].where(one.places["partner_urn"] != "12", 3)
    assert opening(replace(one, of_partners=True, places=one.places.assign(free=free))).startswith(
        there
    )
    assert opening(one).startswith("3 of 4 seekers have a partner")


def test_the_page_lists_the_pairs_of_a_small_plan_and_what_a_priority_area_is() -> None:
    areas = "The priority areas are former opportunity areas: 12 areas, 2017 to September 2022."
    shown = replace(plan(), areas=areas)
    made = page(shown)
    listed = made.partition("<details")[2]
    assert f"The {len(shown.pairs)} pairs of the plan" in listed
    assert all(name in listed for name in shown.pairs["partner_name"])
    assert (
        f"summed score. Needs that are met count in scores alone, beside nearness. {areas}" in made
    )
    many = replace(shown, pairs=pd.concat([shown.pairs] * MOST_PAIRS, ignore_index=True))
    assert "<details" not in page(many)


def test_cells_say_what_is_not_there_and_numbers_stand_under_their_headers() -> None:
    one = plan()
    book = load_workbook(
        io.BytesIO(plan_workbook(one, decision_rows(one.pairs, [], schools()[:0])))
    )
    assert "nothing is decided" in book["Decisions"]["A2"].value
    assert "square brackets" in book["Plan"]["A2"].value
    assert "[in none]" in [cell.value for row in book["Plan"].iter_rows() for cell in row]
    for sheet in book.worksheets[1:]:
        header, first = (next(sheet.iter_rows(min_row=row, max_row=row)) for row in (3, 4))
        for at, (head, cell) in enumerate(zip(header, first, strict=True)):
            is_number = cell.data_type == "n" and cell.value is not None
            if is_number:
                assert head.alignment.horizontal == "right", (sheet.title, head.value)
            elif at and first[at - 1].data_type == "n" and first[at - 1].value is not None:
                assert head.alignment.indent == 1, (sheet.title, head.value)
    heads = [cell.value for cell in book["Unserved"][3]]
    assert book["Unserved"].cell(4, heads.index("Why it has none") + 1).value == (
        "every partner in reach is full"
    )


def test_whom_one_more_place_would_serve_stands_first_on_the_page() -> None:
    left = [
        {"seeker_urn": urn, "seeker_name": f"School {urn}", "why": "partners_full", "area": area,
         "place_goes_to_it": goes}
        for urn, area, goes in (("1", "", "no"), ("2", "Fenmere", "no"), ("3", "", "yes"))
    ]  # fmt: skip
    text = page(plan(unserved=table(UNSERVED, left)))
    places = [text.index(f"School {urn}") for urn in "32"]
    assert places == sorted(places)
    assert "School 1" not in text


def test_places_that_bring_the_same_say_so_once() -> None:
    rows = [
        {"partner_urn": urn, "partner_name": f"Partner {urn}", "capacity": 1, "used": 1,
         "in_reach": 2, "one_more_place": "1 more served", "price": 1.0}
        for urn in ("21", "22", "23", "24")
    ]  # fmt: skip
    text = page(plan(places=table(PLACES, rows)))
    assert "What one more place brings" not in text
    assert "each alike. What one more brings: 1 more served; 2 more are in places.csv" in text
    other = [*rows[1:], {**rows[0], "one_more_place": "2 more served", "price": 2.0}]
    text = page(plan(places=table(PLACES, other)))
    assert "What one more place brings" in text
    assert "Places that would help most; 2 more" in text


def test_a_spread_that_says_nothing_has_its_sentences_and_no_plot() -> None:
    one = plan()
    pairs, left = one.pairs.head(1), [
        {"seeker_urn": urn, "seeker_name": urn, "why": "partners_full"} for urn in "234"
    ]  # fmt: skip
    places = one.places.assign(capacity=1, in_reach=1, used=[1, *[0] * (len(one.places) - 1)])
    text = page(replace(one, fairness=fairness(pairs, table(UNSERVED, left), places, schools())))
    assert "Nothing was shared out" not in text
    assert "<polyline" not in text
    assert "1 of 4 seekers have a partner: how evenly scores are spread says nothing." in text


def test_text_of_lists_is_inert_on_the_page() -> None:
    text = page(hostile()[0])
    assert "<script" not in text
    assert "<img" not in text
    assert VALUE not in text


def test_the_workbook_read_back_is_the_plan() -> None:
    for one in (plan(), hostile()[0]):
        own = schools().assign(contact_condition=["“ring first”"] * len(schools()))
        asked = decision_rows(one.pairs, [], own)
        known = asked["seeker_urn"].isin(own["urn"])
        assert asked["seeker_contact"].tolist() == ["“ring first”" * one for one in known]
        rows_to_fill = decision_rows(one.pairs, [], schools())
        data = plan_workbook(one, rows_to_fill, most_unserved=len(one.unserved))
        assert data == plan_workbook(one, rows_to_fill, most_unserved=len(one.unserved))
        book = load_workbook(io.BytesIO(data))
        assert book.sheetnames == [
            "About", "Contents", "Plan", "Unserved", "Places", "Fairness", "Decisions", "Notes",
        ]  # fmt: skip
        # Whom nobody may meet is counted above the sheet; places.csv lists it.
        near = one.places[one.places["in_reach"] > 0]
        left_out = f"Left out: {counted(len(one.places) - len(near), 'partner')} that no seeker"
        told = " ".join(str(cell.value) for row in book["Places"]["A1:A2"] for cell in row)
        assert (left_out in told) == (len(near) < len(one.places))
        named = (
            ("Plan", one.pairs), ("Unserved", one.unserved), ("Places", near),
            ("Decisions", rows_to_fill),
        )  # fmt: skip
        for name, frame in named:
            rows = list(book[name].iter_rows(min_row=3, values_only=True))
            urn = "partner_urn" if name == "Places" else "seeker_urn"
            at = rows[0].index("Partner URN" if name == "Places" else "Seeker URN")
            assert [row[at] for row in rows[1:]] == frame[urn].tolist()
            assert all(cell.data_type != "f" for row in book[name].iter_rows() for cell in row)
    drop_downs = {
        str(one.sqref)[0]: one for one in book["Decisions"].data_validations.dataValidation
    }
    assert drop_downs["G"].formula1 == '"accepted,refused,pinned,banned"'
    assert all(f"{code}:" in drop_downs["H"].prompt for code in DECLINED)
    names = [row[0] for row in book["Plan"].iter_rows(min_row=4, values_only=True)]
    assert names == list(HOSTILE)


def test_a_workbook_of_a_large_plan_says_where_the_unserved_are() -> None:
    one = plan()
    rows_to_fill = decision_rows(one.pairs, [], schools()[:0])
    book = load_workbook(
        io.BytesIO(plan_workbook(one, rows_to_fill, most_unserved=len(one.unserved) - 1))
    )
    assert "Unserved" not in book.sheetnames
    told = " ".join(str(cell.value) for row in book["About"].iter_rows() for cell in row)
    assert "unserved.csv lists them" in told


def test_the_map_holds_what_each_school_is_in_the_plan() -> None:
    shown = plan()
    data: dict[str, Any] = island(plan_map(shown, schools()))
    told = data["plan"]
    assert "<details><summary>More about this plan</summary><p><bdi>Of 3 pairs" in plan_map(
        shown, schools()
    )
    assert told["helpWords"] == ["One more place at Elm School would serve it (score 0.400)."]
    assert not {"gives100", "evidence100"} & set(data["matches"])
    for seed in range(3):
        tables = (shown.pairs, shown.unserved, shown.places)
        mixed = (frame.sample(frac=1, random_state=seed) for frame in tables)
        again = PlanShown(
            shown.title, *mixed, shown.fairness, shown.checked, shown.attribution, known=shown.known
        )
        page_again = plan_map(again, schools().sample(frac=1, random_state=seed))
        assert page_again == plan_map(shown, schools())


def test_hostile_text_is_in_the_island_of_the_map_and_nowhere_else() -> None:
    shown, places = hostile()
    text = plan_map(replace(shown, title="Plan", attribution=("Nobody's data",)), places)
    outside = re.sub(r'<script type="application/json".*?</script>', "", text, flags=re.S)
    for words in HOSTILE:
        assert words not in outside
    assert VALUE not in text
    assert island(text)["plan"]["helpWords"] == list(HOSTILE)


@given(st.text("ab ,;.(", max_size=60), st.integers(9, 40))
def test_a_sentence_that_is_too_long_ends_with_a_whole_word(text: str, longest: int) -> None:
    short = whole_words(text, longest)
    assert len(short) <= longest
    kept = short.removesuffix(" …")
    assert text.startswith(kept) and (short == text or short != kept)
    if short != text and " " in text[: longest - 1].strip():
        assert text[len(kept)] in " ,;:("


def test_places_that_no_seeker_may_meet_are_counted_as_the_cover_counts_them() -> None:
    rows = [{"partner_urn": str(urn), "kind": "independent", "capacity": places, "existing": met}
            for urn, places, met in ((1, 0, 0), (2, 4, 0), (3, 1, 1))]  # fmt: skip
    sheet = _places(table(PLACES, rows))
    assert sheet.frame["partner_urn"].tolist() == ["3"]
    assert sheet.note == (
        "Left out: 2 partners that no seeker of this plan may meet, 1 of them without a place. "
        "places.csv has them."
    )
