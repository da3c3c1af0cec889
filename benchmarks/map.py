"""The national map in Chromium: its bytes, the time until it can be used, and how soon it answers.

    python benchmarks/map.py                    makes its own run: five minutes
    python benchmarks/map.py --run FOLDER       of a run that there is

Beside it one folium GeoJSON layer with the same content (``map_folium.py``), without and with the
lines of the pairs: they are opened in turn, and the ratios are medians of the pairs. Usable: the
script is done and two frames are drawn. CPU: what the page's main thread worked until then, which
other programs of the machine do not slow. An answer is what the page does when a key is pressed or
a filter is set, until the browser is free again; a redraw is that and the work of the frame after
it. Each is measured in one page, the slowest and the median are told.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from map_folium import folium_page

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
MATCHER = [sys.executable, "-m", "matcher"]
# What people type: a place, a name, a name misspelt, a postcode, a URN.
TYPED = ("Bradford", "St Mary's Catholic Primary", "Manchster Gramar", "BD4 0AA", "107460")
PLACES = ((53.79, -1.75), (51.51, -0.12), (52.8, -1.6), (50.7, -3.5))
ZOOMS = (6, 8, 10, 12, 14)
PEERS = ("pairs in the pop-ups alone", "pairs drawn as lines too")

_USABLE = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(
    () => done(performance.now()))))"""
# Runs `act`; milliseconds until it is done, and with the work of the next frame.
_TIMED = """() => {
  window.timed = (act) => new Promise((done) => {
  let frame = 0;
  requestAnimationFrame(() => { frame = performance.now(); });
  const start = performance.now();
  act();
  const answered = performance.now() - start;
  requestAnimationFrame(() => done([answered, answered + performance.now() - frame]));
});
}"""
_TYPE = """(text) => timed(() => {
  const input = document.getElementById('search');
  input.value = text;
  input.dispatchEvent(new Event('input'));
})"""
_MOVE = "([place, zoom]) => timed(() => map_partners.setView(place, zoom, { animate: false }))"
# The event that the page answers is sent here, as the browser's own comes a frame later.
_OPEN = """() => timed(() => {
  const filters = document.getElementById('filters');
  filters.open = true;
  filters.dispatchEvent(new Event('toggle'));
})"""
# The first three switches, choices and numbers of each group of filters.
_CONTROLS = """() => {
  const groups = [...document.querySelectorAll('#filter-groups fieldset')];
  return groups.flatMap((group) => [...group.querySelectorAll('input, select')].slice(0, 3))
    .map((one, at) => {
      one.dataset.measured = at;
      const words = one.closest('label')?.textContent || one.id;
      return [at, `${one.closest('fieldset').id} ${words}`.trim()];
    });
}"""
_SET = """(at) => timed(() => {
  const one = document.querySelector(`[data-measured="${at}"]`);
  if (one.type === 'checkbox' || one.type === 'radio') one.click();
  else {
    if (one.tagName === 'SELECT') one.selectedIndex = (one.selectedIndex + 1) % one.options.length;
    else one.value = one.value ? '' : one.max ? String(Number(one.max) / 2) : '20';
    one.dispatchEvent(new Event('input', { bubbles: true }));
    one.dispatchEvent(new Event('change', { bubbles: true }));
  }
})"""


def national_run(data: Path, out: Path) -> None:
    """The run of the whole register with the published tables and the public registers."""
    words: list[object] = [
        *MATCHER, "match", data / "gias" / "register-2025-05-24.csv",
        "--postcodes", next((data / "postcodes").glob("codepo_gb-*.zip")),
        "--performance", data / "performance", "--offers", data / "offers", "--out", out,
    ]  # fmt: skip
    subprocess.run(list(map(str, words)), check=True, capture_output=True)


def usable(chromium: Any, page_file: Path) -> tuple[float, float]:
    """Seconds from opening a page to its second frame after the script, and those of them that
    the main thread worked."""
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    watch = page.context.new_cdp_session(page)
    watch.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(page_file.as_uri())
    page.wait_for_function("document.documentElement.dataset.ready !== undefined", timeout=180_000)
    seconds = float(page.evaluate(_USABLE)) / 1000
    metrics = watch.send("Performance.getMetrics")["metrics"]
    worked = next(one["value"] for one in metrics if one["name"] == "TaskDuration")
    page.close()
    return seconds, float(worked)


def against_folium(chromium: Any, ours: Path, peer: Path, rounds: int) -> None:
    """Bytes and time until usable, ours and the peer's in turn."""
    times = [(usable(chromium, ours), usable(chromium, peer)) for _ in range(rounds)]
    size, other = ours.stat().st_size, peer.stat().st_size
    print(f"bytes: {size / 1e6:.2f} MB; ÷ folium ({other / 1e6:.1f} MB): {size / other:.3f}")
    for which, what in enumerate(("usable after", "CPU until then")):
        mine, theirs = ([one[which] for one in column] for column in zip(*times, strict=True))
        ratio = statistics.median(a / b for a, b in zip(mine, theirs, strict=True))
        print(f"{what}: {statistics.median(mine):.2f} s; "
              f"÷ folium ({statistics.median(theirs):.2f} s): {ratio:.3f}", flush=True)  # fmt: skip


def answers(chromium: Any, page_file: Path, rounds: int) -> None:
    """How soon the page answers: filters, search, redraws, the best of some rounds for each."""
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.goto(page_file.as_uri())
    page.wait_for_function("document.documentElement.dataset.ready !== undefined")
    page.wait_for_timeout(2500)  # the search makes itself ready
    page.evaluate(_TIMED)
    typed = [text[:end] for text in TYPED for end in range(1, len(text) + 1)]
    views = [[list(place), zoom] for zoom in ZOOMS for place in PLACES]
    # They are made when the filters are first opened, which counts as an answer of its own.
    told("filters, opened for the first time", page, _OPEN, {"all": [None]}, 1)
    controls = page.evaluate(_CONTROLS)
    moves = {f"zoom {view[1]} at {view[0]}": [view] for view in views}
    told("search", page, _TYPE, {repr(text): [text] for text in typed}, rounds)
    page.evaluate(_TYPE, "")
    told("move of the map", page, _MOVE, moves, rounds)
    # Twice each, so that it is on and off again.
    filters = {f"{name} ({at})": [at, at] for at, name in controls}
    told("filter", page, _SET, filters, rounds)
    page.close()


def told(what: str, page: Any, script: str, acts: dict[str, list[Any]], rounds: int) -> None:
    """How soon the page answered ``acts``, and with the redraw: the median and the slowest of
    them, each the median of its rounds."""
    if not acts:
        print(f"{what}: nothing to measure")
        return
    taken: dict[str, list[Any]] = {name: [] for name in acts}
    for _ in range(rounds):
        for name, ones in acts.items():
            taken[name] += [page.evaluate(script, one) for one in ones]
    for which, words in enumerate(("answer", "answer and redraw")):
        found = {name: statistics.median(one[which] for one in all_)
                 for name, all_ in taken.items()}  # fmt: skip
        slowest = max(found, key=lambda name: found[name])
        print(f"{what}, {words}: median {statistics.median(found.values()):.0f} ms, slowest "
              f"{found[slowest]:.0f} ms ({slowest}), of {len(found)}", flush=True)  # fmt: skip


def main() -> None:
    """Make the run where none is given, and print what was measured."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="the folder of the real data")
    parser.add_argument("--run", type=Path, help="a run that there is, instead of its own")
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        run = given.run or Path(folder) / "run"
        if given.run is None:
            national_run(given.data, run)
        peers = {words: Path(folder) / f"folium-{at}.html" for at, words in enumerate(PEERS)}
        for lines, peer in enumerate(peers.values()):
            peer.write_text(folium_page(run, lines=bool(lines)), encoding="utf-8")
        chromium = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        for words, peer in peers.items():
            print(f"folium: {words}")
            against_folium(chromium, run / "map.html", peer, given.rounds)
        answers(chromium, run / "map.html", given.rounds)
        chromium.close()


if __name__ == "__main__":
    main()
