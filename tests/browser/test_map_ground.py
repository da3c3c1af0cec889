"""The canvas of the map: its ground, its clusters and its colours, in a real browser."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from strategies import random_england

from matcher.core.settings.combine import settings
from matcher.match.rank import rank_pairs
from matcher.show.kit.reach import Reach
from matcher.show.map.page import map_page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

Visit = Callable[..., Any]

LAYER = """(() => { let found; window.map_partners.eachLayer((one) => {
  if (one.choose && one.clusters) found = one; }); return found; })()"""
# The colours of the canvas from a place (longitude, latitude) on, once it is drawn.
COLOURS = """([lon, lat, wide, high]) => new Promise((done) => {
  const read = () => {
    const canvas = document.querySelector('.leaflet-container canvas');
    const at = window.map_partners.latLngToContainerPoint([lat, lon]).multiplyBy(devicePixelRatio);
    const copy = document.createElement('canvas');
    Object.assign(copy, { width: wide, height: high });
    const pen = copy.getContext('2d', { willReadFrequently: true });
    pen.drawImage(canvas, -Math.floor(at.x), -Math.floor(at.y));
    const { data } = pen.getImageData(0, 0, wide, high);
    const seen = new Set();
    for (let i = 0; i < data.length; i += 4) seen.add(data.slice(i, i + 3).join());
    done(Array.from(seen, (one) => one.split(',').map(Number)));
  };
  requestAnimationFrame(() => requestAnimationFrame(read));
})"""
SEA, MOOR, IRELAND = (3.2, 54.8), (-3.93, 50.58), (-7.5, 52.8)
CLUSTERED = 700


@pytest.fixture(scope="module")
def sample(repository: Path) -> Path:
    """The map of the sample, which another test holds to the program."""
    return repository / "maps" / "example.html"


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """So many schools that clusters stand for most of them."""
    schools, profile = random_england(CLUSTERED, seed=8)
    matches = rank_pairs(schools, profile, settings()).matches
    path = tmp_path_factory.mktemp("crowded") / "map.html"
    page = map_page(
        schools, matches, outlines=None, area_title="opportunity area", title="Matches",
        subtitle="of many", attribution=["Nobody's data"], reach=Reach(40.0),
    )  # fmt: skip
    path.write_text(page, encoding="utf-8")
    return path


def colour(page: Any, place: tuple[float, float]) -> list[int]:
    (found,) = page.evaluate(COLOURS, [*place, 1, 1])
    return list(found)


def contrast(one: list[int], other: list[int]) -> float:
    """The contrast of two colours (WCAG 2.2, relative luminance)."""

    def luminance(colour: list[int]) -> float:
        parts = [part / 255 for part in colour]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_ground_is_drawn_where_it_is_and_comes_back_where_streets_fail(
    sample: Path, visit: Visit
) -> None:
    watched = visit(sample)
    page = watched.page
    page.evaluate("window.map_partners.setView([52.6, -2.5], 6, { animate: false })")
    sea, land, ireland = (colour(page, at) for at in (SEA, MOOR, IRELAND))
    assert sea == [223, 234, 241]
    assert land == [252, 251, 248]
    assert ireland == [239, 238, 233]
    assert "GeoNames" in page.locator("footer").inner_text()
    watched.assert_quiet()

    # Streets that do not come take nothing away.
    page.evaluate("window.map_partners.setView([52.6, -2.5], 6, { animate: false })")
    page.route("https://tile.openstreetmap.org/**", lambda route: route.abort())
    page.locator("#street").check()
    page.locator("#street-fault").wait_for(state="visible")
    assert not page.locator("#street").is_checked()
    assert colour(page, SEA) == sea
    assert colour(page, MOOR) == land

    # Streets that come are the ground, until they are switched off.
    page.unroute("https://tile.openstreetmap.org/**")
    picture = page.evaluate(
        """() => { const it = document.createElement('canvas'); it.width = it.height = 256;
        return it.toDataURL().split(',')[1]; }"""
    )
    page.route(
        "https://tile.openstreetmap.org/**",
        lambda route: route.fulfill(body=base64.b64decode(picture)),
    )
    page.locator("#street").check()
    for _ in range(200):  # the page's own policy forbids waiting by a text that is evaluated
        if page.evaluate(LAYER + ".background"):
            break
        page.wait_for_timeout(50)
    assert page.evaluate(LAYER + ".background") is True
    assert colour(page, MOOR) == [0, 0, 0]  # nothing of ours
    page.locator("#street").uncheck()
    assert colour(page, MOOR) == land


def test_colours_follow_the_readers_system(sample: Path, visit: Visit) -> None:
    watched = visit(sample)
    page = watched.page
    names = ["map-sea", "map-land", "map-name", "map-town", "map-authority", "line-high",
             "line-middle", "line-low", "line-asked", "map-area", "plan-unserved", "plan-free",
             "kind-state", "kind-college", "kind-university", "kind-other", "kind-independent",
             "symbol-edge"]  # fmt: skip
    read = """(names) => names.map((name) => { const probe = document.createElement('span');
      probe.style.color = `var(--${name})`; document.body.append(probe);
      const found = getComputedStyle(probe).color.match(/[0-9.]+/g).slice(0, 3).map(Number);
      probe.remove(); return found; })"""
    drawn = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.evaluate("window.map_partners.setView([52.6, -2.5], 6, { animate: false })")
        colours = dict(zip(names, page.evaluate(read, names), strict=True))
        drawn.append(colour(page, MOOR))
        assert drawn[-1] == colours["map-land"]  # redrawn without anybody touching it
        for name in ("map-name", "map-town", "map-authority"):
            assert contrast(colours[name], colours["map-land"]) >= 4.5, (scheme, name)
            assert contrast(colours[name], colours["map-sea"]) >= 4.5, (scheme, name)
        for name in names[5:]:
            # An independent school's orange and a college's green stand out by their edge.
            least = 2.5 if name in ("kind-independent", "kind-college") else 3
            assert contrast(colours[name], colours["map-land"]) >= least, (scheme, name)
        shown = page.evaluate(
            """getComputedStyle(document.body).color
            + getComputedStyle(document.documentElement).backgroundColor"""
        )
        ink, paper = (list(map(int, one)) for one in re.findall(r"(\d+), (\d+), (\d+)", shown))
        assert contrast(ink, paper) >= 7
    assert drawn[0] != drawn[1]
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, forced_colors="active")
        land = colour(page, MOOR)
        seen = page.evaluate(COLOURS, [-2.5, 54.5, 400, 400])
        most = max(contrast(land, one) for one in seen)
        assert most >= 7, scheme  # never navy on black
    watched.assert_quiet()


def test_no_name_hides_the_symbol_of_a_school(crowded: Path, visit: Visit) -> None:
    page = visit(crowded).page
    hidden = f"""(zoom) => {{ const layer = {LAYER};
      window.map_partners.setZoom(zoom, {{ animate: false }});
      layer.draw();
      const names = layer.taken.slice(2); // after the corners that the controls take
      const half = 6; // a symbol is no wider here
      return [layer.clusters.length, names.length, layer.onScreen.filter(({{ left, top }}) => (
        names.some(([from, above, to, below]) => (
          from < left + half && to > left - half && above < top + half && below > top - half
        )))).length]; }}"""
    for zoom in (11, 12, 13):  # from where the schools' own names are written
        clusters, names, covered = page.evaluate(hidden, zoom)
        assert clusters == 0
        assert names >= 5
        assert covered == 0, zoom
    # Farther out only a large town, whose letters are larger, is named over the symbols.
    over = f"""(zoom) => {{ const layer = {LAYER};
      window.map_partners.setZoom(zoom, {{ animate: false }});
      layer.draw();
      const names = layer.taken.slice(2 + layer.clusters.length)
        .filter(([, above, , below]) => Math.abs(below - above - 6 - 1.08 * 13) > 0.1);
      const single = layer.onScreen.map((one) => ({{ ...one, radius: 6 }}));
      const symbols = [...single, ...layer.clusters];
      return [layer.clusters.length, names.length, names.filter(([from, above, to, below]) => (
        symbols.some(({{ left, top, radius }}) => from < left + radius && to > left - radius
          && above < top + radius && below > top - radius))).length]; }}"""
    for zoom in (8, 9):
        clusters, names, covering = page.evaluate(over, zoom)
        assert clusters >= 5 and names >= 5
        assert covering == 0, zoom
    # Nor does a name or number of the chosen school's list lie over another, or over its symbols.
    listed = f"""(zoom) => {{ const layer = {LAYER};
      window.map_partners.setZoom(zoom, {{ animate: false }});
      layer.draw();
      const first = 2 + layer.clusters.length;
      const names = layer.taken.slice(first, first + 1 + layer.chosenPairs.length);
      const symbols = layer.onScreen.filter(({{ school }}) => layer.labelled.has(school))
        .map(({{ left, top }}) => [left - 8, top - 8, left + 8, top + 8]);
      const over = (boxes) => ([from, above, to, below]) => boxes.some(([a, b, c, d]) => (
        a < to && c > from && b < below && d > above));
      return [symbols.length, names.filter((one, at) => over(names.slice(0, at))(one)).length,
        names.slice(1).filter(over(symbols)).length]; }}"""
    page.locator("#search").fill("100604")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    for zoom in (11, 12, 13):
        symbols, crossed, covered = page.evaluate(listed, zoom)
        assert symbols >= 3 and crossed == 0, zoom
        assert covered == 0 or zoom < 12  # farther out a number may lie over a symbol


def test_clusters_stand_for_each_school_once_and_open(crowded: Path, visit: Visit) -> None:
    watched = visit(crowded)
    page = watched.page
    count = f"""() => {{ const layer = {LAYER}; layer.draw(); return [
      layer.clusters.map(({{ members }}) => members),
      layer.onScreen.map(({{ school }}) => school)]; }}"""
    clusters, alone = page.evaluate(count)
    assert len(clusters) > 5
    drawn = sorted([*alone, *(school for members in clusters for school in members)])
    assert drawn == list(range(CLUSTERED))

    # A click on one goes nearer, and what it held is told.
    where = f"""() => {{ const layer = {LAYER};
      const big = [...layer.clusters].sort((a, b) => b.members.length - a.members.length)[0];
      const box = window.map_partners.getContainer().getBoundingClientRect();
      return [box.left + big.left, box.top + big.top, big.members.length]; }}"""
    before = page.evaluate("window.map_partners.getZoom()")
    x, y, held = page.evaluate(where)
    page.mouse.move(x, y)
    assert re.match(
        rf"{held} schools here: state-funded school \d+, ", page.locator("#tip").inner_text()
    )
    page.mouse.click(x, y)
    assert page.evaluate("window.map_partners.getZoom()") > before
    assert page.locator("#status").inner_text().startswith(f"{held} schools here: ")
    assert page.locator("#panel-title").inner_text() == "No school chosen"

    # By keyboard: Enter opens what is nearest the middle, in the end a school.
    page.locator("#whole").click()
    page.evaluate("window.map_partners.getContainer().focus()")
    page.evaluate(
        f"""() => {{ const layer = {LAYER}; const [big] = [...layer.clusters].sort(
        (a, b) => b.members.length - a.members.length); const map = window.map_partners;
        map.panBy(L.point(big.left, big.top).subtract(map.getSize().divideBy(2)),
          {{ animate: false }}); layer.draw(); }}"""
    )
    zooms = [page.evaluate("window.map_partners.getZoom()")]
    while page.locator("#panel-title").inner_text() == "No school chosen":
        page.keyboard.press("Enter")
        zooms.append(page.evaluate("window.map_partners.getZoom()"))
        assert len(zooms) < 15
    assert zooms[1] > zooms[0]
    watched.assert_quiet()
