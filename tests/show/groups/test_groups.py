"""Groups in words, on the page and as a layer: true, counted, and hostile text is only text."""

from __future__ import annotations

import html
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from group_overviews import GROUPS, PARTNERS, help_of, hostile, overview
from strategies import HOSTILE

from matcher.core.geo import to_grid
from matcher.show.groups.facts import Group, Partner, Tag
from matcher.show.groups.geojson import groups_geojson
from matcher.show.groups.page import MOST, page
from matcher.show.groups.sections import FEW
from matcher.show.groups.sketch_map import TO_BEST, TO_RANKED, groups_sketch_map
from matcher.show.groups.table import GROUP_COLUMNS, table
from matcher.show.groups.text import MOST_LISTS, lines, sentence, tag_codes
from matcher.show.kit.csv_table import csv_text
from matcher.show.kit.sketch_map import CROWDED
from matcher.show.map.data.geography import GEOGRAPHY_ATTRIBUTION

LIKELY = (Tag("T3", "maths", "maths teaching", 4, 4), Tag("C2", "Latin", "Latin classes", 2, 2))
MIXED = (
    Tag("T3", "maths", "maths teaching", 4, 4),
    Tag("T3", "physics", "physics teaching", 4, 1),
    Tag("C2", "Latin", "Latin classes", 3, 2),
)


class Read(HTMLParser):
    """A page as a browser takes it apart: elements with their attributes, cells as text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.rows: list[list[str]] = []
        self.items: list[str] = []
        self.heading = ""
        self._into = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        if tag == "td":
            self.rows[-1].append("")
        if tag == "li":
            self.items.append("")
        if tag in ("td", "h1", "li"):
            self._into = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self._into:
            self._into = ""

    def handle_data(self, data: str) -> None:
        if self._into == "td":
            self.rows[-1][-1] += data
        elif self._into == "li":
            self.items[-1] += data
        elif self._into == "h1":
            self.heading += data


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        (
            {"schools": 9, "helped": 6},
            "could help 6 of the 9 schools of Ash Trust within 40 km: physics teaching (4), "
            "Latin classes (2); 12.3 km away on average",
        ),
        (
            {"schools": 9, "helped": 5, "unsure": 3},
            "could help 5 of the 9 schools of Ash Trust within 40 km: physics teaching (4), "
            "Latin classes (2); of 3 it is not known; 12.3 km away on average",
        ),
        (
            {"schools": 4, "helped": 4},
            "could help all 4 schools of Ash Trust within 40 km: physics teaching (4), "
            "Latin classes (2); 12.3 km away on average",
        ),
        (
            {"schools": 1, "helped": 1},
            "could help the one school of Ash Trust within 40 km: physics teaching, "
            "Latin classes; 12.3 km away",
        ),
        (
            {"schools": 9, "tags": ()},
            "covers no known need of the 9 schools of Ash Trust within 40 km; "
            "12.3 km away on average",
        ),
        (
            {"schools": 9, "unsure": 2, "tags": ()},
            "covers no known need of the 9 schools of Ash Trust within 40 km; "
            "of 2 it is not known; 12.3 km away on average",
        ),
        (
            {"schools": 2, "unsure": 2, "tags": ()},
            "2 schools of Ash Trust within 40 km; whether it covers one of their needs is not "
            "known; 12.3 km away on average",
        ),
        (
            {"schools": 1, "unsure": 1, "tags": ()},
            "one school of Ash Trust within 40 km; whether it covers one of its needs is not "
            "known; 12.3 km away",
        ),
        (
            {"schools": 9, "helped": 5, "suggested": 5, "unsure": 4, "no_need": 3, "tags": LIKELY},
            "may help 5 of the 9 schools of Ash Trust within 40 km, as registers, figures or "
            "words of a list suggest: maths teaching (4), Latin classes (2); of 3 no need stands "
            "out; of 1 it is not known; 12.3 km away on average",
        ),
        (
            # A guess is counted beside a fact neither of schools nor of what would help them.
            {"schools": 9, "helped": 5, "suggested": 2, "unsure": 4, "no_need": 4, "tags": MIXED},
            "could help 3 of the 9 schools of Ash Trust within 40 km: physics teaching (3), Latin "
            "classes (1); may help 2 more and meet other needs, as registers, figures or words "
            "of a list suggest: maths teaching (4), Latin classes (2), physics teaching (1); of 4 "
            "no need stands out; 12.3 km away on average",
        ),
        (
            # All may be helped: those that it could, and is known to, are three.
            {"schools": 5, "helped": 5, "suggested": 2, "tags": MIXED},
            "could help 3 of the 5 schools of Ash Trust within 40 km: physics teaching (3), Latin "
            "classes (1); may help 2 more and meet other needs, as registers, figures or words "
            "of a list suggest: maths teaching (4), Latin classes (2), physics teaching (1); "
            "12.3 km away on average",
        ),
        (
            {"schools": 5, "helped": 5, "suggested": 5, "tags": LIKELY},
            "may help all 5 schools of Ash Trust within 40 km, as registers, figures or words of "
            "a list suggest: maths teaching (4), Latin classes (2); 12.3 km away on average",
        ),
        (
            {"schools": 1, "helped": 1, "tags": MIXED},
            "could help the one school of Ash Trust within 40 km: physics teaching, Latin classes; "
            "may meet other needs, as registers, figures or words of a list suggest: maths "
            "teaching, Latin classes, physics teaching; 12.3 km away",
        ),
        (
            {"schools": 9, "unsure": 9, "no_need": 9, "tags": ()},
            "9 schools of Ash Trust within 40 km; no need stands out; 12.3 km away on average",
        ),
        (
            {"schools": 9, "unsure": 9, "no_need": 4, "tags": ()},
            "9 schools of Ash Trust within 40 km; whether it covers one of their needs is not "
            "known; of 4 no need stands out; 12.3 km away on average",
        ),
    ],
)
def test_a_sentence_says_what_is_known_and_no_more(figures: dict[str, Any], expected: str) -> None:
    assert sentence(help_of(GROUPS[0], PARTNERS[0], **figures), "40 km") == expected


def test_a_sentence_names_the_first_tags_and_counts_the_rest() -> None:
    tags = tuple(Tag("T3", str(n), f"tag {n}", 9 - n) for n in range(8))
    one = help_of(GROUPS[0], PARTNERS[0], schools=9, helped=9, tags=tags)
    assert "tag 3 (6), tag 4 (5), and 3 more; " in sentence(one, "40 km")
    assert tag_codes(one).endswith("T3 6 (3); T3 7 (2)")


def test_where_of_no_school_it_is_known_how_many_are_helped_is_blank() -> None:
    helps = [
        help_of(GROUPS[0], PARTNERS[0], schools=3, unsure=3, tags=()),
        help_of(GROUPS[1], PARTNERS[0], schools=3, unsure=2, tags=()),
    ]
    frame = table(overview(helps))
    assert list(frame.columns) == list(GROUP_COLUMNS)
    rows = csv_text(frame, end="\n").splitlines()
    assert rows[1].startswith("trust,Ash Trust,1,Elm School,1,1,3,,2.5,12.3,,")
    assert rows[2].startswith("trust,Beech Trust,1,Elm School,1,1,3,0,2.5,12.3,,")


def test_long_overviews_are_cut_in_lines_and_in_the_sketch_and_say_so() -> None:
    many = [Group(f"Trust {n:03}", 1, 400_000.0 + n, 300_000.0) for n in range(MOST + 3)]
    about = overview(
        [help_of(group, PARTNERS[0], group_rank=n + 1) for n, group in enumerate(many)], groups=many
    )
    told = lines(about)
    assert f"… and {MOST + 3 - MOST_LISTS} more trusts: --group asks for one" in "\n".join(told)
    assert sum("its best partners" in line for line in told) == MOST_LISTS
    made = Read(page(about, ()))
    drawn = f"The sketch shows the first {MOST} of {MOST + 3} trusts; all are listed below."
    assert drawn in re.sub("<[^>]*>", "", page(about, ()))
    assert len([row for row in made.rows if row and row[0] == str(MOST)]) == 1
    assert not [row for row in made.rows if row and row[0] == str(MOST + 1)]
    listed = [item for item in made.items if item.startswith("Elm School, URN 1,")]
    assert len(listed) == MOST + 3  # nothing of the lists is left out
    assert len(table(about)) == MOST + 3


def test_the_page_ranks_partners_for_groups_and_groups_for_partners() -> None:
    ash, beech = GROUPS
    elm, fir = PARTNERS
    about = overview([
        help_of(ash, elm, rank=1, group_rank=2, helped=2, score=2.5),
        help_of(ash, fir, rank=2, group_rank=1, helped=1, score=1.5),
        help_of(beech, elm, rank=1, group_rank=1, helped=3, score=3.5),
    ])  # fmt: skip
    _, ranked = page(about, ()).split("<h2><bdi>Trusts, and their best partners</bdi></h2>")
    for_groups, for_partners = ranked.split(
        "<h2><bdi>Partners, and the trusts they could help most</bdi></h2>"
    )
    assert summaries(for_groups) == [
        "Beech Trust: 4 seekers; first: Elm School",
        "Ash Trust: 9 seekers; first: Elm School",
    ]
    assert places(for_groups) == [
        ("1", "Elm School, URN 1, summed score 3.500"),
        ("1", "Elm School, URN 1, summed score 2.500"),
        ("2", "Fir College, URN 2, summed score 1.500"),
    ]
    assert summaries(for_partners) == [
        "Elm School: URN 1; first: Beech Trust",
        "Fir College: URN 2; first: Ash Trust",
    ]
    assert places(for_partners) == [
        ("1", "Beech Trust, number 1 in the sketch, summed score 3.500"),
        ("2", "Ash Trust, number 2 in the sketch, summed score 2.500"),
        ("1", "Ash Trust, number 2 in the sketch, summed score 1.500"),
    ]


def summaries(text: str) -> list[str]:
    """The lines that open the parts of a page."""
    found = re.findall(r"<summary>(.*?)</summary>", text, re.DOTALL)
    return [html.unescape(re.sub("<[^>]*>", "", each)) for each in found]


def places(text: str) -> list[tuple[str, str]]:
    """The place and the first words of each item of the lists."""
    items = re.findall(r'<li value="(\d+)">(.*?):', text)
    return [(place, html.unescape(re.sub("<[^>]*>", "", words))) for place, words in items]


def test_many_lists_stand_by_letter_and_the_contents_lead_to_each() -> None:
    names = [
        "The Ash Trust",
        "Ash Trust",
        "Élan Trust",
        "2nd Chance",
        *(f"Oak {n:02}" for n in range(FEW)),
    ]
    groups = [Group(name, 2, 400_000.0 + n, 300_000.0) for n, name in enumerate(names)]
    groups.append(Group("Beech Trust", 4, 440_000.0, 320_000.0))
    about = overview(
        [help_of(group, PARTNERS[0], group_rank=n + 1) for n, group in enumerate(groups[:-1])],
        groups=groups,
    )
    text = page(about, ())
    links = re.findall(r'<a href="#([\w-]+)"><bdi>(.*?)</bdi>', text)
    assert links == [
        ("group-a", "A (2)"), ("group-b", "B (1)"), ("group-e", "E (1)"),
        ("group-o", f"O ({FEW})"), ("group-other", "Other (1)"),
    ]  # fmt: skip
    for name, _ in links:
        assert text.count(f'<details id="{name}">') == 1
    listed = summaries(text[text.index('id="group-a"') :])
    assert [line.partition(":")[0] for line in listed[:6]] == [
        "A 2", "Ash Trust", "The Ash Trust", "B 1", "E 1", "Élan Trust",
    ]  # fmt: skip
    assert "<b><bdi>Beech Trust</bdi></b>: <bdi>4 seekers; no partner in range</bdi>" in text


def test_a_group_without_a_partner_is_told_everywhere() -> None:
    about = overview([help_of(GROUPS[0], PARTNERS[0])])
    assert "No partner in range: Beech Trust" in lines(about)
    assert ["2", "Beech Trust", "4", "none in range", "", ""] in Read(page(about, ())).rows
    features = json.loads(groups_geojson(about, ()))["features"]
    assert [f["properties"]["partners"] for f in features][1] == []
    assert features[1]["properties"]["best_partner_urn"] is None


@pytest.mark.parametrize("asked", ["", "group", "partner", "both"])
def test_hostile_text_is_only_text(asked: str) -> None:
    about = hostile(asked)
    text = page(about, HOSTILE)
    read = Read(text)
    assert {tag for tag, _ in read.elements} <= {
        "html", "head", "meta", "title", "style", "body", "header", "h1", "h2", "p", "main", "bdi",
        "ul", "li", "svg", "desc", "circle", "rect", "line", "text", "path", "div", "table",
        "caption", "thead", "tbody", "tr", "th", "td", "footer", "details", "summary", "b", "ol",
        "nav", "a", "h3",
    }  # fmt: skip
    assert not [name for _, own in read.elements for name in own if name.startswith("on")]
    assert not [own for _, own in read.elements if {"style", "src"} & own.keys()]
    assert {own.get("href", "#")[:1] for _, own in read.elements} == {"#"}  # type: ignore[index]
    drawn = GEOGRAPHY_ATTRIBUTION if "Towns: GeoNames" in text else ()
    assert tuple(read.items[-len(HOSTILE) - len(drawn) :]) == (*HOSTILE, *drawn)
    cells = {cell for row in read.rows for cell in row}
    wanted = {one.group.name for one in about.matches} | {one.partner.name for one in about.matches}
    if asked:
        assert wanted <= cells
    else:
        bold = re.findall(r"<b><bdi>(.*?)</bdi></b>", text, re.DOTALL)
        assert wanted == set(map(html.unescape, bold))
    if asked in ("group", "both"):
        assert about.group and about.group.name in read.heading
    else:
        assert set(HOSTILE) <= cells
    # What a script, or a tool for maps, reads back is what the list said.
    layered = json.loads(groups_geojson(about, HOSTILE))
    assert layered["attribution"] == list(HOSTILE)
    assert {f["properties"]["group"] for f in layered["features"]} == {g.name for g in about.groups}
    for one in about.matches:
        assert one.group.name in sentence(one, "40 km")


def test_no_text_of_a_list_enters_the_sketch() -> None:
    about = hostile("")
    drawing = groups_sketch_map(about.groups, [helps[0] for helps in about.by_group()], TO_BEST)
    plain = re.sub(r"<[^<>]*>", "", drawing)
    assert re.fullmatch(r"[\w\s.,:;'’-]*", plain)
    assert len(points(drawing)) == len(HOSTILE)


def points(drawing: str) -> list[tuple[float, float, float]]:
    """The circles of groups; the dots of towns are smaller than any."""
    found = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"', drawing)
    return [(float(x), float(y), float(r)) for x, y, r in found if float(r) > 3]


def test_the_sketch_has_one_scale_north_up_and_circles_by_area() -> None:
    groups = [
        Group("A", 100, 400_000.0, 300_000.0),
        Group("B", 25, 450_000.0, 300_000.0),
        Group("C", 100, 400_000.0, 350_000.0),
    ]
    drawing = groups_sketch_map(groups, [], TO_BEST)
    (ax, ay, ar), (cx, cy, _), (bx, by, br) = points(drawing)  # the largest first
    assert (ay, ax) == (by, cx)
    assert bx - ax == pytest.approx(ay - cy, abs=0.2)  # as far east as north, and north is up
    assert ar == pytest.approx(2 * br)
    assert [int(n) for n in re.findall(r">(\d+)</text>", drawing)] == [1, 2, 3]
    km, length = re.search(r"v5h([\d.]+)v-5.*>(\d+) km<", drawing).group(2, 1)  # type: ignore[union-attr]
    assert float(length) == pytest.approx(float(km) * (bx - ax) / 50, abs=0.2)
    width = float(re.search(r'width="(\d+)"', drawing)[1])  # type: ignore[index]
    assert all(x - r >= 0 and x + r <= width for x, _, r in points(drawing))


def test_a_sketch_names_the_towns_around_and_one_line_alone_is_not_drawn() -> None:
    partners = [
        Partner("1", "Alpha", 500_000.0, 150_000.0),
        Partner("2", "Beta", 515_000.0, 160_000.0),
    ]
    surrey = Group("Surrey", 100, 505_000.0, 155_000.0)
    drawing = groups_sketch_map([surrey], [help_of(surrey, one) for one in partners], TO_RANKED)
    assert {"Guildford", "Woking"} <= {*re.findall(r">([\w-]+)</text>", drawing)}
    helps = [help_of(surrey, partners[0]), help_of(GROUPS[0], partners[1])]
    two = page(overview(helps, [surrey, GROUPS[0]]), [])
    one = page(overview(helps[:1], [surrey]), [])
    assert "Sketch map" in two and "Towns: GeoNames" in two
    assert (
        "Sketch map" not in one
        and "in the sketch" not in one
        and "GeoNames" not in one
        and "Alpha" in one
    )


def test_numbers_that_would_stand_on_each_other_are_left_out_and_it_is_said() -> None:
    crowd = [Group(f"G{n}", 5, 400_000.0 + n % 3, 300_000.0) for n in range(30)]
    far = Group("far", 5, 500_000.0, 300_000.0)
    drawing = groups_sketch_map([*crowd, far], [], TO_BEST)
    numbers = re.findall(r">(\d+)</text>", drawing)
    assert CROWDED in drawing
    assert {"1", "31"} <= set(numbers)
    assert len(numbers) < 31
    assert CROWDED not in groups_sketch_map([crowd[0], far], [], TO_BEST)


def test_one_place_alone_can_be_drawn_and_none_is_nothing() -> None:
    assert groups_sketch_map([], [], TO_BEST) == ""
    alone = groups_sketch_map([GROUPS[0]], [], TO_BEST)
    assert len(points(alone)) == 1
    assert "nan" not in alone and "inf" not in alone


def test_the_layer_is_rfc_7946_and_lies_where_the_groups_do() -> None:
    about = overview([help_of(GROUPS[0], PARTNERS[0]), help_of(GROUPS[0], PARTNERS[1], rank=2)])
    made = json.loads(groups_geojson(about, ["Source"]))
    assert list(made) == ["type", "attribution", "features"]
    for feature, group in zip(made["features"], about.groups, strict=True):
        longitude, latitude = feature["geometry"]["coordinates"]
        assert -7 < longitude < 2 and 49 < latitude < 61
        x, y = to_grid(longitude, latitude)
        assert abs(float(x) - group.easting) < 0.1
        assert abs(float(y) - group.northing) < 0.1
    first = made["features"][0]["properties"]
    assert (first["best_partner_urn"], first["best_partner_score"]) == ("1", 2.5)
    assert [one["rank"] for one in first["partners"]] == [1, 2]
